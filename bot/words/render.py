"""Everything that Crier says in Slack, as messages.

    renderer = Renderer(settings.templates)
    renderer.alert(post, now)      a Message: text, blocks, metadata
    renderer.problems              templates of the newsroom that were not used

The words are in ``templates/``, the blocks are built here and beside here:
``alerts`` folds filings, ``cards`` and ``lists`` answer questions, ``shown`` turns values
into words, ``mrkdwn`` keeps court text from being markup. ``now`` is aware.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.reading.typedterms import Typed
from bot.words import (
    alerts,
    bursts,
    cards,
    followcards,
    lists,
    logcards,
    shown,
    status,
    texts,
    watchcards,
)
from bot.words.blocks import Message, context, section
from bot.words.mrkdwn import Mrkdwn, cut
from bot.words.renderparts import CalendarWords, NoticeWords, WatchWords
from bot.words.sample import sample_filing
from bot.words.templating import Problem, Templates
from bot.words.termwords import channel_words
from filings import taglines
from filings.store.audit import AuditLine
from filings.store.mornings import Morning
from filings.store.wants import Earlier
from filings.store.watches import WatchView
from filings.taglines import Tagline
from filings.terms import ChannelTerms, Terms
from filings.types import Destination
from filings.views import (
    CaseView,
    CoverageView,
    FilingView,
    FollowView,
    PostView,
    QuotaLine,
    StatusView,
)


class Renderer(CalendarWords, WatchWords, NoticeWords):
    """Renders with the templates of ``folder`` where it has them, else with ours."""

    def __init__(self, folder: Path | None = None) -> None:
        self._templates = Templates(folder)

    @property
    def templates(self) -> Templates:
        """For views, which are built beside what they are opened for."""
        return self._templates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Templates of the newsroom that could not be used so far."""
        return tuple(self._templates.problems)

    def alert(self, post: PostView, now: datetime) -> Message:
        """A post with 1 to 20 filings; ValueError for any other number."""
        return alerts.alert(self._templates, post, now)

    def whole_text(self, view: FilingView, now: datetime) -> Message:
        """What the docket says of a filing, word for word as far as a message holds."""
        return texts.whole_text(self._templates, view, now)

    def whole_texts(self, views: Sequence[FilingView], now: datetime) -> Message:
        """The same of several filings, each as far as there is room."""
        return texts.whole_texts(views, now)

    def routine(self, post: PostView, now: datetime) -> Message:
        """The routine papers that a post's message only counts."""
        return bursts.routine(self._templates, post, now)

    def case_card(
        self,
        case: CaseView,
        now: datetime,
        asked_in: str | None = None,
        note: str = "",
        name: str = "",
    ) -> Message:
        """``asked_in`` is the channel of the asker, None where no button can be pressed.

        ``note`` is a sentence in small print under it: why nobody was asked, what is missing.
        ``name`` is what was typed where other cases of that name can be searched for.
        """
        return cards.case_card(self._templates, case, now, asked_in, note, name)

    def recent(self, case: CaseView, now: datetime) -> Message:
        """Up to 25 of the case's filings, in the order that the view has."""
        return cards.recent(self._templates, case, now)

    def followed(
        self,
        follow: FollowView,
        coverage: CoverageView,
        now: datetime,
        place: ChannelTerms | None = None,
        earlier: Earlier = Earlier.NO,
    ) -> Message:
        """The announcement in the channel, and the same as a confirmation."""
        return followcards.followed(
            self._templates, follow, coverage, now, place or ChannelTerms(), earlier
        )

    def which_terms(
        self, text: str, ways: Sequence[tuple[Sequence[CaseView], Typed | None]]
    ) -> Message:
        """``text`` as a caption, and as a case with terms behind it; a button for each case."""
        return followcards.which_terms(self._templates, text, ways)

    def unfollowed(self, follow: FollowView) -> Message:
        return cards.unfollowed(self._templates, follow)

    def changed(self, follow: FollowView, now: datetime, before: Terms | None = None) -> Message:
        """A follow that is there has other terms; ``before`` are those that it had."""
        return followcards.changed(self._templates, follow, now, before)

    def paused(self, follow: FollowView) -> Message:
        return followcards.paused(self._templates, follow, on=True)

    def resumed(self, follow: FollowView) -> Message:
        return followcards.paused(self._templates, follow, on=False)

    def not_paused(self, follow: FollowView) -> Message:
        return followcards.not_paused(self._templates, follow)

    def channel_set(self, terms: ChannelTerms) -> Message:
        """How a channel is told from now on."""
        return self.error(f"From now on, here: {channel_words(terms)}.")

    def brought_in(self, follows: int, watches: int = 0, mornings: int = 0) -> Message:
        """To a channel in which something begins that a file named."""
        return self.error(lists.brought_in(follows, watches, mornings))

    def log(self, lines: Sequence[AuditLine], zone: str, now: datetime) -> Message:
        """What was done in a channel; ``zone`` is the channel's, "" where it has none."""
        return logcards.log(self._templates, lines, zone, now)

    def follow_list(
        self,
        follows: Sequence[FollowView],
        now: datetime,
        watches: Sequence[WatchView] = (),
        mornings: Sequence[Morning] = (),
    ) -> Message:
        """``watches`` and ``mornings`` are those of the one channel that the list is of."""
        if not follows and (watches or mornings):
            return watchcards.alone(self._templates, watches, mornings)
        below = watchcards.listed(self._templates, watches, mornings)
        return lists.follow_list(self._templates, follows, now, below)

    def choices(
        self,
        text: str,
        cases: Sequence[CaseView],
        verb: str = "card",
        total: int | None = None,
        more: str = "",
    ) -> Message:
        """Which of several cases ``text`` means; a button's value is "VERB COURT NUMBER MORE".

        ``total`` is how many fit where the source says so and gave the first of them.
        """
        return cards.choices(self._templates, text, cases, verb, total, more)

    def doubt(self, text: str, case: CaseView, now: datetime, verb: str = "follow") -> Message:
        """``text`` was read as a case and may have been meant as "follow", "unfollow", "recent"."""
        return cards.doubt(self._templates, text, case, now, verb)

    def not_understood(self, text: str) -> Message:
        said = self._templates.mrkdwn("not_understood", text=cut(text, 300, "typed"))
        return cards.said(said)

    def help(self) -> Message:
        return cards.said(self._templates.mrkdwn("help"))

    def private_channel(self, bot_name: str = "Crier") -> Message:
        return cards.said(self._templates.mrkdwn("private_channel", bot=bot_name))

    def sample_alert(self, now: datetime) -> Message:
        """For ``/docket test``: an alert marked as a sample, without metadata."""
        note = self._templates.mrkdwn("sample")
        post = PostView("sample", Destination("", ""), (sample_filing(now),))
        alert = self.alert(post, now)
        return Message(f"Sample: {alert.text}", (section(note), *alert.blocks))

    def error(self, sentence: str) -> Message:
        """One sentence for a person, as plain words."""
        return cards.said(cut(sentence, 2900, "left out") or Mrkdwn("No reason is known."))

    def status(self, view: StatusView, now: datetime) -> Message:
        """What ``/docket status`` says of a channel."""
        return cards.said(self._templates.mrkdwn("status", s=status.shown_status(view, now)))

    def looking(self, text: str) -> Message:
        """The answer until the answer comes."""
        said = cut(text, 200, "typed")
        ask = "Asking CourtListener; the answer will be here in a moment."
        return cards.said(Mrkdwn(f"“{said}”: {ask}" if said else ask))

    def quota_spent(
        self,
        opens_at: datetime,
        court: str | None,
        now: datetime,
        quota: QuotaLine | None = None,
    ) -> str:
        """Why CourtListener was not asked: a plain sentence, for ``case_card``'s note."""
        return status.spent(opens_at, court, now, quota)

    def token_adds(self) -> str:
        """What is missing without a token: a plain sentence."""
        return status.MORE_WITH_IT

    def follow_documents(self, on: bool) -> Message:
        """The answer to "PDFs in thread"."""
        if on:
            return self.error("The first free PDF of each filing here will be named in its thread.")
        return self.error(
            "Free PDFs are no longer named in the thread; the alert itself still gets the link."
        )

    def note(self, sentence: str) -> Message:
        """One sentence in small print."""
        said = cut(sentence, 1900, "left out")
        return Message(str(said), (context(said),))

    def tagline(self, filing: FilingView) -> str:
        """The paste-ready line, plain text: nothing in it is escaped."""
        return self._cited(taglines.of_filing(filing))

    def case_tagline(self, case: CaseView) -> str:
        """The same for a case, with its last filing when one is known."""
        return self._cited(taglines.of_case(case))

    def cite(self, case: CaseView) -> Message:
        """The paste-ready line of a case as a message."""
        value = shown.value_of(case.court, case.docket_number)
        return cards.cite(self.case_tagline(case), value)

    def _cited(self, line: Tagline) -> str:
        return self._templates.plain(
            "tagline", case=line.case, court=line.court, docket=line.docket, filed=line.filed
        )
