"""The docket day as data: every feed of it is whole, and only what is public is said as real."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from filings import courts, kinds
from filings.numbers import same_parts
from filings.store.core import parts_of
from sandbox import docketday as day
from sandbox import docketlisted, highcourt, hints
from sandbox.docketday import Scene
from sandbox.hints import Done
from watchers import pacer, scotus

SCENES = (Scene(day.OPENED, ""), *day.SCENES)
PLAYED = (day.TRIAL, day.BANKRUPTCY, day.APPEALS)
CASES = {paper.case for paper in day.PAPERS}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.at.strftime("%m-%d-%H"))
@pytest.mark.parametrize("court", PLAYED)
def test_every_feed_is_whole(court: str, scene: Scene) -> None:
    parsed = pacer.parse(day.body(court, scene.at), court)
    assert parsed.complete
    assert not parsed.dropped
    assert parsed.built_at == scene.at
    listed = day.listed(court, scene.at)
    assert len(parsed.entries) == len({(item.case_id, item.seq) for item in listed})
    for entry in parsed.entries:
        assert any(
            same_parts(parts_of(court, entry.docket_number), parts_of(court, case.number))
            for case in CASES
        )


def test_a_court_lists_a_day_back() -> None:
    for scene in SCENES:
        for court in PLAYED:
            for item in day.listed(court, scene.at):
                assert scene.at - day.WINDOW < item.filed_at <= scene.at


def test_the_day_goes_forward_and_nothing_of_it_is_missed() -> None:
    times = [scene.at for scene in SCENES]
    assert times == sorted(times)
    assert min(b - a for a, b in pairwise(times)) >= timedelta(hours=1)
    assert day.OPENED < day.START < day.SCENES[0].at
    for paper in day.PAPERS:
        shown = [
            scene
            for scene in SCENES
            if paper.at <= scene.at < paper.at + day.WINDOW
            and (paper.listed is None or paper.listed <= scene.at)
        ]
        assert any(paper.case.court not in dict(scene.down) for scene in shown), paper


def test_ids_stand_for_one_filing() -> None:
    keys = [(paper.case, paper.seq) for paper in day.PAPERS]
    assert len(keys) == len(set(keys))
    numbers = [(paper.case, paper.entry) for paper in day.PAPERS if paper.entry is not None]
    assert len(numbers) == len(set(numbers))
    ids = [(case.court, case.case_id) for case in CASES]
    assert len(ids) == len(set(ids))
    for case in CASES:
        filed = sorted(
            (p for p in day.PAPERS if p.case == case and p.entry is not None), key=lambda p: p.at
        )
        assert [p.entry for p in filed] == sorted(p.entry or 0 for p in filed)
        assert [p.seq for p in filed] == sorted(p.seq for p in filed)


def test_only_the_seed_case_is_not_marked_as_invented() -> None:
    names = {case.name for case in CASES} | {day.UNSEALED_NAME}
    invented = {name for name in names if re.search("SAMPLE|EXAMPLE|SEALED", name.upper())}
    assert names - invented == {day.TAXPAYERS.name}


def test_what_others_hold_is_marked_as_invented_too() -> None:
    for one in docketlisted.LISTED:
        named = [one.case.name, *(party for party, _, _ in one.parties)]
        if one.case != day.TAXPAYERS:
            assert all(re.search("SAMPLE|EXAMPLE", name.upper()) for name in named)
    docket = json.loads(highcourt.docket_file(day.SCENES[-1].at))
    for title in ("PetitionerTitle", "RespondentTitle"):
        assert re.search("Sample|Example", docket[title])


def test_the_supreme_courts_docket_grows_and_is_whole() -> None:
    read = [scotus.parse(highcourt.docket_file(scene.at), "24A9908") for scene in SCENES]
    counts = [len(parsed.entries) for parsed in read]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, len(highcourt.PROCEEDINGS))
    assert not any(parsed.dropped for parsed in read)


def test_the_notice_is_as_the_public_story_has_it() -> None:
    notice = next(p for p in day.PAPERS if p.case == day.TAXPAYERS and p.entry == 61)
    assert (notice.at.month, notice.at.day, notice.events) == (11, 3, ("Notice (Other)",))
    record = next(p for p in day.PAPERS if p.case == day.TAXPAYERS and p.entry == 58)
    assert record.events == ("Administrative Record",)
    assert record.at < notice.at


def test_the_story_goes_from_complaint_to_appeal() -> None:
    papers = sorted((p for p in day.PAPERS if p.case == day.TAXPAYERS), key=lambda p: p.at)
    found = [kinds.kind_of(paper.events).name for paper in papers]
    story = iter(found)
    assert all(kind in story for kind in ("complaint", "motion", "order", "brief", "opinion"))
    assert {"appeal", "order", "notice"} <= set(found)


def test_a_number_that_is_skipped_turns_up_an_hour_later() -> None:
    skipped = next(p for p in day.PAPERS if p.listed is not None)
    before = next(scene for scene in day.SCENES if scene.at + timedelta(hours=1) == skipped.listed)
    numbers = {item.entry for item in day.listed(day.TRIAL, before.at)}
    assert (skipped.entry or 0) + 1 in numbers
    assert skipped.entry not in numbers
    assert skipped.entry in {item.entry for item in day.listed(day.TRIAL, before.at + _HOUR)}


def test_a_sealed_case_gets_its_name() -> None:
    before = {i.name for i in day.listed(day.TRIAL, day.UNSEALED_AT - _HOUR)}
    after = {i.name for i in day.listed(day.TRIAL, day.UNSEALED_AT)}
    assert day.SEALED.name in before
    assert day.SEALED.name not in after
    assert day.UNSEALED_NAME in after


def test_every_court_with_a_feed_answers() -> None:
    assert set(PLAYED) < set(day.feeding())
    for court in day.feeding():
        parsed = pacer.parse(day.body(court, day.OPENED), court)
        assert parsed.complete
        assert bool(parsed.entries) == bool(day.listed(court, day.OPENED))
        assert parsed.entry_types
    assert courts.get("nysd").feed in day.body("nysd", day.OPENED).decode()


def test_a_feed_that_is_rebuilt_without_news_keeps_its_items() -> None:
    later = pacer.parse(day.body(day.TRIAL, day.OPENED, day.OPENED + _HOUR), day.TRIAL)
    assert later.built_at == day.OPENED + _HOUR
    assert later.entries == pacer.parse(day.body(day.TRIAL, day.OPENED), day.TRIAL).entries


def test_hints_begin_with_the_follow() -> None:
    first = hints.suggestions(Done())[0]
    assert first.typed == "/docket follow 1:25-cv-00457 dcd with pdfs"
    assert first.channel == "courts"


def test_hints_change_with_what_was_done() -> None:
    followed = Done(scene=1, followed=frozenset({day.TAXPAYERS}), anything=True)
    typed = [one.typed for one in hints.suggestions(followed)]
    assert "/docket follow 1:25-cr-99902 dcd" in typed
    assert "/docket follow 25-99905 deb" in typed
    named = docketlisted.HARBOR
    assert f"/docket {named}" in typed
    every = frozenset({day.TAXPAYERS, day.SEALED, day.STORES, highcourt.APPLICATION})
    typed_before = frozenset({named, highcourt.APPLICATION.typed})
    done = Done(scene=1, followed=every, anything=True, typed=typed_before)
    assert "/docket status" in [one.typed for one in hints.suggestions(done)]
    # A text has set hearings by then, and whoever has asked for that is told of watches.
    later = replace(done, scene=2)
    assert f"/docket {hints.CALENDAR}" in [one.typed for one in hints.suggestions(later)]
    asked = frozenset({hints.CALENDAR, "status", docketlisted.address(docketlisted.PILOTS)})
    later = replace(later, typed=typed_before | asked, pressed=True)
    typed = [one.typed for one in hints.suggestions(later)]
    assert f"/docket {hints.WATCH}" in typed
    assert f"/docket {hints.NEW_CASES}" in typed
    assert f"/docket {named}" not in [one.typed for one in hints.suggestions(done)]
    assert not any("follow 25-9945" in one.typed for one in hints.suggestions(done))
    late = Done(scene=12, followed=every, anything=True)
    assert hints.suggestions(late)[0].typed == "/docket follow 25-9945 cadc"


def test_a_stopped_bot_leaves_one_thing_to_try() -> None:
    (only,) = hints.suggestions(Done(scene=3, anything=True, running=False))
    assert not only.typed
    assert "Start" in only.text


def test_a_quota_that_is_used_up_is_to_be_seen_first() -> None:
    for scene in (3, len(day.SCENES)):
        spent = hints.suggestions(Done(scene=scene, anything=True, spent=True))
        assert spent[0].typed == "/docket 1:24-cv-99904 dcd"


def test_hints_are_sentences_that_can_be_typed() -> None:
    for scene in range(len(day.SCENES) + 1):
        found = hints.suggestions(Done(scene=scene, anything=True))
        assert 0 < len(found) <= hints.MOST
        for one in found:
            assert one.text.endswith(".")
            assert not one.typed or one.typed.startswith("/docket ")


_HOUR = timedelta(hours=1)
