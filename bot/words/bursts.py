"""Several filings in one message, folded under their cases: a burst, or a channel's digest.

Slack refuses a message of some 13,000 characters over all blocks without
saying where the limit is (slackapi/bolt-js issue 2509), so an alert stays under
12,000 and 45 blocks. What does not fit is said, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.words import alertbuttons, tellers
from bot.words.blocks import Block, Message, context, gist, section, size
from bot.words.filinglines import (
    CORRECTIONS,
    Case,
    cases_of,
    cite_line,
    in_words,
    line,
    main_of,
    packed,
    shown_case,
)
from bot.words.filingphrases import watched_of
from bot.words.mrkdwn import Mrkdwn, court, cut, dots, fold
from bot.words.templating import Templates
from filings import kinds, newsdates
from filings.courts import court_of
from filings.telling.fold import is_routine
from filings.telling.timing import zone_of
from filings.types import Teller
from filings.views import FilingView, PostView

MAX_CHARACTERS = 12_000
MAX_ALERT_BLOCKS = 45
_ROOMS = (700, 300, 120)
_QUOTED = 300
_FEW = 6
_FEW_SORTS = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """What one message shows: ``listed`` line by line, ``routine`` as a count behind a button."""

    templates: Templates
    post: PostView
    cases: Sequence[Case]
    listed: Sequence[Case]
    routine: Sequence[FilingView]
    now: datetime

    @property
    def lines(self) -> int:
        return sum(len(case.filings) for case in self.listed)


def several(
    templates: Templates, post: PostView, cases: Sequence[Case], now: datetime
) -> tuple[str, list[Block]]:
    """Text and blocks of a post's filings, of which ``cases`` are all."""
    page = _page(templates, post, cases, now)
    total = page.lines
    blocks: list[Block] = []
    # Long event names are shortened before any filing is left out.
    for room in _ROOMS:
        blocks = _blocks(page, room, total)
        if _fits(blocks):
            return _gist(page), blocks
    for shown_filings in range(total - 1, 0, -1):
        blocks = _blocks(page, 120, shown_filings)
        if _fits(blocks):
            break
    return _gist(page), blocks


def _page(templates: Templates, post: PostView, cases: Sequence[Case], now: datetime) -> _Page:
    views = [view for case in cases for view in case.filings]
    routine = [view for view in views if is_routine(view)]
    # One paper takes no more room than the word that there is one.
    if len(routine) < 2 or len(routine) == len(views):
        routine = []
    listed = [Case(tuple(v for v in case.filings if v not in routine)) for case in cases]
    kept = [case for case in listed if case.filings]
    return _Page(templates, post, cases, kept, routine, now)


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MAX_ALERT_BLOCKS and size(blocks) <= MAX_CHARACTERS


def _blocks(page: _Page, room: int, filings: int) -> list[Block]:
    """All blocks, showing the first ``filings`` of those that are listed."""
    heading, in_case = _heading(page)
    blocks = [] if in_case else [section(heading)]
    left = filings
    seen = _latest(page.cases).seen_at
    # Beyond a handful the texts would bury the lines.
    quote = _QUOTED if room == _ROOMS[0] and filings <= _FEW else 0
    for case in page.listed:
        views = case.filings[:left]
        lines = [line(page.templates, view, page.now, room, seen, quote) for view in views]
        if not lines:
            break
        left -= len(lines)
        above = page.templates.mrkdwn("burst_case", c=shown_case(case))
        sections = [section(some) for some in packed([heading if in_case else above, *lines])]
        sections[0] = alertbuttons.with_menu(sections[0], case.first)
        blocks += sections
        main = main_of(case)
        if page.post.cite and main is not None:
            blocks.append(cite_line(page.templates, main))
    if hidden := page.lines - filings:
        more = "1 more filing does" if hidden == 1 else f"{hidden} more filings do"
        blocks.append(section(Mrkdwn(f"{more} not fit in this message; see the docket.")))
    if page.routine:
        blocks.append(_counted(page))
    if any(len(fold(view.text)) > quote for case in page.cases for view in case.filings):
        blocks.append({"type": "actions", "elements": [alertbuttons.show_texts(page.post.id)]})
    blocks.append(context(_seen(page.cases, page.now)))
    return blocks


def _heading(page: _Page) -> tuple[Mrkdwn, bool]:
    """What stands above all, and whether it names the only case too."""
    if page.post.kind == "digest":
        post = page.post
        part = f"{post.part} of {post.parts}" if post.parts > 1 else ""
        count = _count(page.cases, in_cases=True)
        days = _days(page)
        return page.templates.mrkdwn("digest", days=days, count=count, part=part), False
    only = shown_case(page.cases[0]) if len(page.cases) == 1 else None
    return page.templates.mrkdwn("burst", count=_count(page.cases), c=only), only is not None


def _days(page: _Page) -> str:
    """ "Nov. 3", "Nov. 2 to Nov. 3": the days on which the filings were seen, in the channel."""
    _, court_zone = court_of(page.cases[0].first.court)
    zone = zone_of(page.post.zone, court_zone)
    seen = [view.seen_at for case in page.cases for view in case.filings]
    first, last = (newsdates.day(at, zone, page.now) for at in (min(seen), max(seen)))
    return first if first == last else f"{first} to {last}"


def _counted(page: _Page) -> Block:
    """ "4 routine papers (certificate of service, appearance) [ Show ]"."""
    views = page.routine
    dockets = {(view.court, view.docket_number) for view in views}
    count = f"{len(views)} routine papers"
    sorts = ""
    if len(page.cases) > 1:
        count += f" in {len(dockets)} case{'s' if len(dockets) > 1 else ''}"
    else:
        nouns = list(dict.fromkeys(kinds.lowered(kinds.noun_of_main(v.events)) for v in views))
        sorts = ", ".join(nouns[:_FEW_SORTS]) + (" and others" if len(nouns) > _FEW_SORTS else "")
    text = page.templates.mrkdwn("routine", count=count, sorts=cut(sorts, 300, "left out"))
    return {**section(text), "accessory": alertbuttons.show_routine(page.post.id)}


def routine(templates: Templates, post: PostView, now: datetime) -> Message:
    """The routine papers that a message only counts, line by line under their cases."""
    lines: list[Mrkdwn] = []
    for case in cases_of(post.filings):
        views = [view for view in case.filings if is_routine(view)]
        if views:
            lines.append(templates.mrkdwn("burst_case", c=shown_case(case)))
            seen = _latest([case]).seen_at
            lines += [line(templates, view, now, 300, seen, 0) for view in views]
    if not lines:
        lines = [Mrkdwn("No routine papers are left in that message; they were corrected since.")]
    return Message(gist(court(lines[0])), tuple(section(some) for some in packed(lines)))


def _count(cases: Sequence[Case], *, in_cases: bool = False) -> str:
    """ "9 filings", "14 filings in 3 cases", "3 updates in 2 cases"; "1 filing in 1 case"."""
    views = [view for case in cases for view in case.filings]
    fresh = all(view.event not in CORRECTIONS for view in views)
    noun = "filing" if fresh else "update"
    said = f"{len(views)} {noun}{'s' if len(views) != 1 else ''}"
    if len(cases) == 1 and not in_cases:
        return said
    return f"{said} in {len(cases)} case{'s' if len(cases) != 1 else ''}"


def _latest(cases: Sequence[Case]) -> FilingView:
    return max((view for case in cases for view in case.filings), key=lambda view: view.seen_at)


def _seen(cases: Sequence[Case], now: datetime) -> Mrkdwn:
    views = [view for case in cases for view in case.filings]
    latest = _latest(cases)
    _, zone = court_of(latest.court)
    first = {teller for view in views for teller in view.tellers[:1]}
    by_feed = {view.court for view in views if view.tellers[:1] in ((), (Teller.CMECF,))}
    told = tellers.told(sorted(first), max(1, len(by_feed)))
    day = newsdates.day(latest.seen_at, zone, now, weekday=True)
    clock = newsdates.clock(latest.seen_at, zone)
    watched = watched_of(list(dict.fromkeys(w for view in views for w in view.watched)))
    return dots((Mrkdwn(f"Seen {clock}, {day}, {told}"), watched))


def _gist(page: _Page) -> str:
    """ "9 filings in In re Acme Corp. (Bankr. D. Del. 23-10423): Order, No. 812; …"."""
    cases, templates = page.cases, page.templates
    if page.post.kind == "digest":
        opening = Mrkdwn(f"{_days(page)}: {_count(cases, in_cases=True)}. ")
    elif len(cases) == 1:
        case = shown_case(cases[0])
        opening = Mrkdwn(f"{_count(cases)} in {case.case} ({case.cited}). ")
    else:
        opening = Mrkdwn(f"{_count(cases)}. ")
    words = [
        in_words(templates, view, page.now, alone=len(cases) == 1)
        for listed in page.listed
        for view in listed.filings
    ]
    if page.routine:
        words.append(Mrkdwn(f"{len(page.routine)} routine papers"))
    return gist(Mrkdwn(opening + "; ".join(words)))
