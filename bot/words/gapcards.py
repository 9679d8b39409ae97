"""Hours that no body of a court's feed reached, and what CourtListener shows of them."""

from __future__ import annotations

from datetime import datetime

from bot.words import shown
from bot.words.blocks import Message, gist, section
from bot.words.cards import said
from bot.words.filinglines import packed
from bot.words.mrkdwn import Mrkdwn, words
from bot.words.phrases import span, when
from bot.words.templating import Templates
from filings import newsdates
from filings.courts import court_of
from filings.store.gapnotices import Answer, Unseen
from filings.views import FilingView
from watchers.errandkinds import MOST_ENTRIES

NAMED = 10
"""Filings, and cases that are not listed, in one message; the others are counted."""


def unseen(templates: Templates, gap: Unseen, cases: int, now: datetime, *, asks: bool) -> Message:
    name, zone = court_of(gap.court)
    since, until = when(gap.since, zone, now), when(gap.until, zone, now)
    return said(
        templates.mrkdwn("unseen", court=name, since=since, until=until, cases=cases, asks=asks)
    )


def filled(templates: Templates, answer: Answer, now: datetime) -> Message:
    name, zone = court_of(answer.gap.court)
    named, unlisted = answer.filings[:NAMED], answer.unlisted[:NAMED]
    count = len(answer.filings)
    title = templates.mrkdwn(
        "filled", court=name, count=count, hours=span(answer.gap.since, answer.gap.until, zone, now)
    )
    rest = templates.mrkdwn(
        "filled_rest",
        more=count - len(named),
        count=count,
        without=answer.without,
        unlisted=[
            shown.case(
                answer.gap.court, case.docket_number, case.case_name,
                known=bool(case.case_name), room=120,
            )
            for case in unlisted
        ],
        unnamed=len(answer.unlisted) - len(unlisted),
        partial=answer.partial,
        most=MOST_ENTRIES,
        days=any(not view.timed for view in named),
    )  # fmt: skip
    lines = [_line(templates, view, now) for view in named]
    sections = packed([title, *lines, rest])
    return Message(gist(Mrkdwn(" ".join(map(words, sections)))), tuple(map(section, sections)))


def _line(templates: Templates, view: FilingView, now: datetime) -> Mrkdwn:
    _, zone = court_of(view.court)
    filing = shown.filing(view, now, 200)
    case = shown.caption_of(view.case_name, view.court, 200)
    day = newsdates.day(view.filed_at, zone, now)
    return templates.mrkdwn("filled_line", limit=2000, f=filing, case=case, day=day)
