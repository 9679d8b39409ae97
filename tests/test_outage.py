"""After hours and days without courts, or without Crier: what is listed is told once, the rest
named, each thing in one message. And what the soak and the clocks of the benchmarks rest on."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import hourly, national, outage, soak
from benchmarks.crashclock import SharedClock
from benchmarks.outage import Drill
from sandbox.feeds import render_feed
from watchers import pacer

NOW = datetime(2025, 11, 3, 15, tzinfo=UTC)


async def test_six_hours_without_courts(either_url: str) -> None:
    found = await outage.run(Drill("courts", timedelta(hours=6), short=True), either_url)
    assert found.good, outage.said(found)
    assert found.gone == 0
    assert found.expected > 100
    assert found.others == {"silent": 1, "back": 1}


async def test_three_days_without_crier(database_url: str) -> None:
    found = await outage.run(Drill("Crier", timedelta(days=3), short=True), database_url)
    assert found.good, outage.said(found)
    assert found.gone > 500
    assert found.others == {"down": 1, "unseen": 1}


def test_a_bad_outcome_is_called_one() -> None:
    good = outage.Outcome("courts", 6.0, 90, 90, 0, 0, 0, 0, 1, 5, 3, {"silent": 1, "back": 1})
    assert good.good
    names = good.__slots__
    for name, value in {
        "lost": 1, "doubled": 1, "unnamed": 1, "meanwhile": 2, "with_filings": 30,
        "others": {"silent": 2},
    }.items():  # fmt: skip
        values = {each: getattr(good, each) for each in names} | {name: value}
        assert not outage.Outcome(**values).good, name


def sample(resident: float = 100.0, files: int = 30, tasks: int = 7) -> soak.Sample:
    return soak.Sample(int(resident * 1e6), 40_000_000, files, tasks)


def outcome(*hourly: soak.Sample, left: soak.Sample | None = None) -> soak.Outcome:
    rest = left or soak.Sample(0, 0, 0, 0)
    return soak.Outcome(len(hourly), 74, 900, 30, hourly, rest, True, 60.0)


def test_memory_that_grows_and_files_that_stay_open_are_seen() -> None:
    warm = (sample(80), sample(), sample(104), sample(97))
    assert outcome(*warm).good
    assert not outcome(*warm[:3], sample(112)).good
    assert not outcome(*warm[:3], sample(files=31)).good
    assert not outcome(*warm[:3], sample(tasks=8)).good
    assert not outcome(*warm, left=soak.Sample(0, 0, 1, 0)).good
    assert "within 4.0%" in soak.told(outcome(*warm))


def test_a_rebuilt_feed_has_new_filings_and_as_many_as_before(tmp_path: Path) -> None:
    body = render_feed("dcd", NOW, hourly.filed("dcd", NOW - timedelta(hours=24), NOW))
    (tmp_path / "dcd.xml.gz").write_bytes(gzip.compress(body))
    (feed,) = national.feeds(tmp_path)
    assert set(feed.cases) == {hourly.number(place) for place in range(10)}
    before = pacer.parse(body, "dcd")
    after = pacer.parse(feed.rebuild(NOW + timedelta(hours=1)), "dcd")
    assert after.complete
    assert len(after.entries) == len(before.entries) == 72
    new = {entry.key for entry in after.entries} - {entry.key for entry in before.entries}
    assert len(new) == 3
    assert {e.filed_at for e in after.entries if e.key in new} == {NOW + timedelta(hours=1)}


def test_a_clock_is_the_same_for_all_who_share_it(tmp_path: Path) -> None:
    mine = SharedClock.begin(tmp_path / "clock", NOW, 10.0)
    other = SharedClock(tmp_path / "clock", 10.0)
    assert NOW <= mine() <= other()
    mine.go_on_at(NOW + timedelta(days=1))
    assert other() >= NOW + timedelta(days=1)
    mine.go_on_at(NOW)
    assert mine() >= NOW + timedelta(days=1)
    mine.close()
    other.close()
