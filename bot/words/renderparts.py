"""Parts of ``Renderer``: calendars, watched words and new cases, and what nobody asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.words import (
    calendarcards,
    cards,
    closurecards,
    gapcards,
    lists,
    newcasecards,
    silencecards,
    watchcards,
    watchkept,
)
from bot.words.blocks import Message
from bot.words.templating import Templates
from filings.calendar.views import CalendarView, EventView
from filings.store.closures import Closed, Reopened
from filings.store.downtimes import DownHere
from filings.store.gapnotices import Answer, Unseen
from filings.store.mornings import Morning
from filings.store.newcases import NewCase, Reading
from filings.store.watchcover import Coverage
from filings.store.watches import Kept, WatchView, Wish
from filings.store.watchpreviews import WatchPreview
from filings.views import CaseView, CoverageView, FollowView


class _WithTemplates:
    _templates: Templates


class CalendarWords(_WithTemplates):
    """Of hearings and deadlines."""

    def calendar(
        self,
        view: CalendarView,
        zone: str,
        now: datetime,
        *,
        courtlistener: bool,
        in_slack: bool = True,
    ) -> Message:
        """What is ahead in a channel's cases; ``zone`` is the channel's, "" where it has none.

        ``courtlistener``: whether its token, which brings docket texts, is set.
        """
        return calendarcards.of_channel(
            self._templates, view, zone, now, courtlistener=courtlistener, in_slack=in_slack
        )

    def case_calendar(
        self, view: CalendarView, case: CaseView, zone: str, now: datetime, *, courtlistener: bool
    ) -> Message:
        """What is ahead in one case, with the words that say so."""
        return calendarcards.of_case(
            self._templates, view, case, zone, now, courtlistener=courtlistener
        )

    def calendar_feed(self, link: str, why: str = "") -> Message:
        """The address of a channel's calendar; ``why`` there is none: "unset", "ended", "" where
        nobody made one yet."""
        return calendarcards.feed(self._templates, link, why)

    def reminder(self, views: Sequence[EventView], zone: str, now: datetime) -> Message:
        """Of one hearing or several, in one message."""
        return calendarcards.reminder(self._templates, views, zone, now)

    def calendar_changed(
        self, pairs: Sequence[tuple[EventView, EventView]], zone: str, now: datetime
    ) -> Message:
        """Events that a channel was told of, as they were told and as they are now."""
        return calendarcards.changed(self._templates, pairs, zone, now)


class WatchWords(_WithTemplates):
    """Of watched words and of new cases."""

    def watch_where(self, wish: Wish, read_now: Sequence[str]) -> Message:
        """In which courts words are to be watched, for whoever named none."""
        return watchcards.which_courts(self._templates, wish, read_now)

    def watch_preview(
        self,
        wish: Wish,
        found: WatchPreview,
        unread: Sequence[str],
        now: datetime,
        before: Wish | None = None,
    ) -> Message:
        """What a watch would have posted, and buttons to keep it; ``before`` is replaced."""
        return watchcards.preview(self._templates, wish, found, unread, now, before)

    def watching(self, done: Sequence[Kept], coverage: Coverage) -> Message:
        """The announcement in the channel of watches that were kept together."""
        return watchkept.kept(self._templates, done, coverage)

    def watch_stopped(self, view: WatchView) -> Message:
        return watchcards.stopped(self._templates, view)

    def new_cases(
        self,
        court_id: str,
        types: Sequence[str],
        cases: Sequence[NewCase],
        reading: Reading,
        now: datetime,
        *,
        every_morning: bool,
        in_slack: bool = True,
    ) -> Message:
        """A court's new cases of its day; ``every_morning``: the channel gets them anyway."""
        return newcasecards.today(
            self._templates, court_id, types, cases, reading, now,
            every_morning=every_morning, in_slack=in_slack,
        )  # fmt: skip

    def morning(self, list_: Morning, cases: Sequence[NewCase], now: datetime) -> Message:
        """What a channel gets in the morning; one case at least."""
        return newcasecards.morning(self._templates, list_, cases, now)

    def mornings_arranged(self, list_: Morning, by: str) -> Message:
        return newcasecards.arranged(self._templates, list_, by)

    def no_more_mornings(self, court_id: str) -> Message:
        return newcasecards.no_more(self._templates, court_id)


class NoticeWords(_WithTemplates):
    """Of what nobody asked about: feeds, gaps, channels, cases that became known."""

    def closed(self, what: Closed, follows: Sequence[FollowView]) -> Message:
        """To one person: a channel where they follow cases cannot be posted in any more."""
        return closurecards.closed(self._templates, what, follows)

    def reopened(self, what: Reopened, zone: str, now: datetime) -> Message:
        """To the channel: it can be posted in again, and something goes on."""
        return closurecards.reopened(self._templates, what, zone, now)

    def notice_stale(
        self, coverage: CoverageView, cases: int, now: datetime, *, again: bool = False
    ) -> Message:
        """A feed is late or cannot be read; ``cases`` of this channel depend on it. ``again``:
        it was so, and back, within hours."""
        return silencecards.stale(self._templates, coverage, cases, now, again=again)

    def notice_back(
        self,
        coverage: CoverageView,
        late: int | None,
        now: datetime,
        since: datetime | None = None,
    ) -> Message:
        """A feed is back, from ``since`` on or its last build; ``late`` filings of this channel's
        cases came with it, None: not counted."""
        return silencecards.back(self._templates, coverage, late, now, since)

    def notice_down(self, here: DownHere, now: datetime) -> Message:
        """Crier itself was away for hours; what of that matters to this channel."""
        return silencecards.down(self._templates, here, now)

    def notice_unseen(self, gap: Unseen, cases: int, now: datetime, *, asks: bool) -> Message:
        """``asks``: whether CourtListener is asked what was filed then."""
        return gapcards.unseen(self._templates, gap, cases, now, asks=asks)

    def notice_several_stale(
        self,
        silent: Sequence[CoverageView],
        cases: int,
        now: datetime,
        *,
        again: bool = False,
    ) -> Message:
        """Feeds that became silent together; ``cases`` of this channel depend on them. ``again``
        as in ``notice_stale``, of some."""
        return silencecards.several_stale(self._templates, silent, cases, now, again=again)

    def notice_several_back(
        self, returned: Sequence[CoverageView], late: int | None, still: int, now: datetime
    ) -> Message:
        """Feeds that are back; ``still``: how many others of the channel are not. ``late`` as in
        ``notice_back``."""
        return silencecards.several_back(self._templates, returned, late, still, now)

    def notice_several_unseen(
        self, gaps: Sequence[Unseen], cases: int, now: datetime, *, asks: bool
    ) -> Message:
        """Gaps in several feeds; ``asks`` as in ``notice_unseen``."""
        return silencecards.several_unseen(self._templates, gaps, cases, now, asks=asks)

    def notice_filled(self, answer: Answer, now: datetime) -> Message:
        """What CourtListener shows of hours that a feed did not."""
        return gapcards.filled(self._templates, answer, now)

    def became_known(self, follows: Sequence[FollowView], now: datetime) -> Message:
        """Cases of one channel that were followed unseen have been seen now; one at least."""
        return lists.became_known(self._templates, follows, now)

    def unconfirmed_after_7_days(self, follows: Sequence[FollowView], now: datetime) -> Message:
        """Cases of one channel that no source has seen for so long; one at least."""
        return lists.unconfirmed(self._templates, follows, now)

    def no_reader(self) -> Message:
        """No process reads the feeds and sends, so that nothing will come of what was asked."""
        return cards.said(self._templates.mrkdwn("no_reader"))
