"""Filings under their cases, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.words import shown
from bot.words.blocks import MAX_CONTEXT, MAX_SECTION, Block, context
from bot.words.mrkdwn import Mrkdwn, cut
from bot.words.templating import Templates
from filings import kinds, newsdates, taglines
from filings.courts import court_of
from filings.telling.fold import ordered
from filings.telling.match import OF_THE_CASE
from filings.types import Event
from filings.views import FilingView

CORRECTIONS = (*OF_THE_CASE, Event.DOCUMENT, Event.WITHDRAWN, Event.RESTORED)


@dataclass(frozen=True, slots=True)
class Case:
    """The filings of one case, in the court's order."""

    filings: tuple[FilingView, ...]

    @property
    def first(self) -> FilingView:
        return self.filings[0]


def cases_of(filings: Sequence[FilingView]) -> list[Case]:
    """The filings of a message case by case, in the message's order."""
    return [
        Case(tuple(found))
        for _, found in groupby(ordered(filings), lambda view: (view.court, view.docket_number))
    ]


def named(said: shown.ShownFiling) -> Mrkdwn:
    """A filing named inside a sentence: "No. 44 (Exhibit)", "Exhibit, unnumbered,"."""
    if not said.named:
        return shown.NOTHING
    if said.number:
        return Mrkdwn(f"{said.number} ({said.what})")
    return Mrkdwn(f"{said.what}, unnumbered,")


def packed(lines: Sequence[Mrkdwn]) -> list[Mrkdwn]:
    """Lines in as few sections as hold them."""
    packed: list[str] = []
    for line in lines:
        if packed and len(packed[-1]) + 1 + len(line) <= MAX_SECTION:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    return [Mrkdwn(text) for text in packed]


def shown_case(case: Case) -> shown.ShownCase:
    view = case.first
    found = shown.case(view.court, view.docket_number, view.case_name, known=True, room=300)
    url = next((other.url for other in case.filings if other.url), "")
    return shown.with_url(found, url)


def line(
    templates: Templates,
    view: FilingView,
    now: datetime,
    room: int,
    seen: datetime,
    quote: int,
) -> Mrkdwn:
    """One line, and under it up to ``quote`` characters of the filing's text.

    Its time has a day when that is not the day of ``seen``, which the note names.
    """
    said = shown.filing(view, now, room)
    if view.event in CORRECTIONS:
        return templates.mrkdwn("correction", f=said, filing=named(said))
    _, zone = court_of(view.court)
    same_day = newsdates.local_date(view.filed_at, zone) == newsdates.local_date(seen, zone)
    day = "" if same_day else newsdates.day(view.filed_at, zone, now)
    time = ", ".join(part for part in (said.clock, day) if part)
    quoted = cut(view.text, quote) if quote else shown.NOTHING
    return templates.mrkdwn("alert_line", f=replace(said, text=quoted), time=time)


def cite_line(templates: Templates, view: FilingView) -> Block:
    """The line to paste under a story, for the end of a message about its case."""
    line = taglines.of_filing(view)
    said = templates.plain(
        "tagline", case=line.case, court=line.court, docket=line.docket, filed=line.filed
    )
    return context(cut(said, MAX_CONTEXT))


def main_of(case: Case) -> FilingView | None:
    """The weightiest filing of a case, the first of several; None where only corrections are."""
    filed = [view for view in case.filings if view.event not in CORRECTIONS]
    return max(filed, key=lambda v: kinds.kind_of(v.events, v.text).weight.rank, default=None)


def in_words(templates: Templates, view: FilingView, now: datetime, *, alone: bool) -> Mrkdwn:
    """One filing; ``alone`` in a message about its case, which need not be named again."""
    said = shown.filing(view, now, 120)
    if view.event in CORRECTIONS:
        return templates.mrkdwn("correction_text", f=said, filing=named(said))
    if alone:
        return Mrkdwn(", ".join(found for found in (said.what, said.number) if found))
    return templates.mrkdwn("alert_text", f=said)
