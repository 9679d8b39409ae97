"""A newsroom's templates of watched words and new cases, tried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.words.render import Renderer
from filings.store.homes import ListedWatch
from filings.store.mornings import Morning
from filings.store.newcases import NewCase, Reading
from filings.store.watchcover import Coverage
from filings.store.watches import Kept, WatchView, Wish
from filings.store.watchpreviews import WatchPreview
from filings.terms import Cadence
from filings.types import Destination
from filings.views import CaseView

_TO = Destination("T0000000001", "C0000000001")


def listed(channel_id: str, now: datetime) -> tuple[ListedWatch, ...]:
    """A watch and a morning list, as the Home tab has them."""
    to = replace(_TO, channel_id=channel_id)
    wish = Wish("harbor gazette", (), ("dcd",), only_new=True, cadence=Cadence.HOURLY)
    return (
        ListedWatch(channel_id, WatchView(to, wish, "U0000000001", now)),
        ListedWatch(channel_id, Morning(to, "dcd", ("cr",), now, now)),
    )


def watches(renderer: Renderer, case: CaseView, now: datetime) -> None:
    """Each message of watches and of new cases, in each of its branches."""
    wish = Wish("harbor gazette", (), ("dcd",))
    everywhere = Wish("", ("cr",), (), True, only_new=True, cadence=Cadence.DAILY)
    new = NewCase(case.court, case.docket_number, "cv", case.case_name, case.filings[0].events, now)
    many = WatchPreview(timedelta(days=2), 3, 90, 80, (new,))
    for wanted, found, courts in ((wish, WatchPreview(), ("dcd",)), (everywhere, many, ())):
        renderer.watch_where(wanted, courts)
        renderer.watch_preview(wanted, found, courts, now)
        renderer.watch_preview(wanted, found, courts, now, everywhere)
        view = WatchView(_TO, wanted, "U0000000001", now)
        for begun in ((), ("dcd",), ("dcd", "nysd")):
            cover = Coverage(begun[:1], begun)
            renderer.watching([Kept(view, wanted if begun else None, begun)], cover)
        renderer.watch_stopped(view)
        renderer.follow_list([], now, [view] * (1 + len(courts)))
    never = Reading(now, was_read=False)
    readings = (
        Reading(has_feed=False),
        Reading(),
        never,
        Reading(now, "order"),
        Reading(now, "all"),
    )
    for reading in readings:
        for cases in ((), (new,), (new, replace(new, case_type="cr"))):
            renderer.new_cases("dcd", ("cr",), cases, reading, now, every_morning=bool(cases))
    morning = Morning(_TO, "dcd", (), now - timedelta(days=1), now)
    renderer.morning(morning, (new,) * 100, now)
    for by in ("", "U0000000001"):
        renderer.mornings_arranged(morning, by)
    renderer.no_more_mornings("dcd")
