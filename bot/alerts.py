"""A post as a message: one filing, or several folded under their cases.

Slack refuses a message of some 13,000 characters over all blocks without
saying where the limit is (slackapi/bolt-js issue 2509), so an alert stays under
12,000 and 45 blocks. What does not fit is said, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from bot import shown, tellers
from bot.blocks import MAX_CONTEXT, MAX_SECTION, Block, Message, context, gist, section, size
from bot.mrkdwn import Mrkdwn, cut, fold
from bot.templating import Templates
from filings import newsdates
from filings.fold import MOST, ordered
from filings.taglines import court_of
from filings.types import Event
from filings.views import FilingView, PostView

MAX_CHARACTERS = 12_000
MAX_ALERT_BLOCKS = 45
MAX_WHAT = 200
_ROOMS = (700, 300, 120)
_QUOTED = 300
_FEW = 6
_CORRECTIONS = (Event.CAPTION, Event.UNSEALED, Event.DOCUMENT, Event.WITHDRAWN, Event.RESTORED)


@dataclass(frozen=True, slots=True)
class _Case:
    """The filings of one case, in the court's order."""

    filings: tuple[FilingView, ...]

    @property
    def first(self) -> FilingView:
        return self.filings[0]


def alert(templates: Templates, post: PostView, now: datetime) -> Message:
    """The message of a post with 1 to 20 filings.

    Raises ValueError for a post without filings or with more.
    """
    if not 1 <= len(post.filings) <= MOST:
        raise ValueError(f"a post has 1 to {MOST} filings, not {len(post.filings)}")
    cases = _cases(post.filings)
    if len(post.filings) == 1:
        text, blocks = _single(templates, post.filings[0], now)
    else:
        text, blocks = _several(templates, cases, now)
    return Message(text, tuple(blocks), metadata(post.id, [f for c in cases for f in c.filings]))


def metadata(delivery: str, filings: Sequence[FilingView]) -> dict[str, Any]:
    """What other programs read from the message: flat objects of strings and numbers."""
    return {
        "event_type": "crier_alert",
        "event_payload": {"delivery": delivery, "filings": [_facts(view) for view in filings]},
    }


def _facts(view: FilingView) -> dict[str, str | int]:
    event = Event.NEW if view.event is Event.AMENDED else view.event
    facts: dict[str, str | int] = {
        "court": view.court,
        "docket": view.docket_number,
        "key": view.key,
        "event": event.value,
        "what": _short("; ".join(fold(found) for found in view.events) or "Filing"),
    }
    if view.number is not None:
        facts["number"] = view.number
    return facts


def _short(what: str) -> str:
    return what if len(what) <= MAX_WHAT else what[: MAX_WHAT - 1].rstrip() + "…"


def _cases(filings: Sequence[FilingView]) -> list[_Case]:
    """The filings of a message case by case, in the message's order."""
    return [
        _Case(tuple(found))
        for _, found in groupby(ordered(filings), lambda view: (view.court, view.docket_number))
    ]


def _single(templates: Templates, view: FilingView, now: datetime) -> tuple[str, list[Block]]:
    if view.event in _CORRECTIONS:
        said = shown.filing(view, now, 600)
        named = _named(said)
        blocks = [section(templates.mrkdwn("correction", f=said, filing=named))]
        if view.event is Event.DOCUMENT:
            # It stands in the thread of a message that may be about several cases.
            blocks.append(context(Mrkdwn(f"{said.case} · {said.cited}")))
        return (
            gist(templates.mrkdwn("correction_text", limit=MAX_SECTION, f=said, filing=named)),
            blocks,
        )
    said = shown.filing(view, now, 900)
    if view.text:
        bare = templates.mrkdwn("alert", f=replace(said, text=shown.NOTHING))
        said = replace(said, text=cut(view.text, MAX_SECTION - len(bare) - 10))
    return (
        gist(templates.mrkdwn("alert_text", f=said)),
        [
            section(templates.mrkdwn("alert", f=said)),
            context(templates.mrkdwn("alert_note", limit=MAX_CONTEXT, f=said)),
        ],
    )


def _named(said: shown.ShownFiling) -> Mrkdwn:
    """A filing named inside a sentence: "No. 44 (Exhibit)", "Exhibit, unnumbered,"."""
    if not said.named:
        return shown.NOTHING
    if said.number:
        return Mrkdwn(f"{said.number} ({said.what})")
    return Mrkdwn(f"{said.what}, unnumbered,")


def _several(
    templates: Templates, cases: Sequence[_Case], now: datetime
) -> tuple[str, list[Block]]:
    total = sum(len(case.filings) for case in cases)
    blocks: list[Block] = []
    # Long event names are shortened before any filing is left out.
    for room in _ROOMS:
        blocks = _burst(templates, cases, now, room, total)
        if _fits(blocks):
            return _burst_text(templates, cases, now), blocks
    for shown_filings in range(total - 1, 0, -1):
        blocks = _burst(templates, cases, now, 120, shown_filings)
        if _fits(blocks):
            break
    return _burst_text(templates, cases, now), blocks


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MAX_ALERT_BLOCKS and size(blocks) <= MAX_CHARACTERS


def _burst(
    templates: Templates, cases: Sequence[_Case], now: datetime, room: int, filings: int
) -> list[Block]:
    """All blocks of a folded alert, showing the first ``filings`` of its filings."""
    only = _shown_case(cases[0]) if len(cases) == 1 else None
    heading = templates.mrkdwn("burst", count=_count(cases), c=only)
    blocks = [] if only else [section(heading)]
    left = filings
    seen = _latest(cases).seen_at
    # Beyond a handful the texts would bury the lines.
    quote = _QUOTED if room == _ROOMS[0] and filings <= _FEW else 0
    for case in cases:
        lines = [_line(templates, view, now, room, seen, quote) for view in case.filings[:left]]
        if not lines:
            break
        left -= len(lines)
        lines.insert(0, heading if only else templates.mrkdwn("burst_case", c=_shown_case(case)))
        blocks += [section(packed) for packed in _packed(lines)]
    hidden = sum(len(case.filings) for case in cases) - filings
    if hidden:
        more = "1 more filing does" if hidden == 1 else f"{hidden} more filings do"
        blocks.append(section(Mrkdwn(f"{more} not fit in this message; see the docket.")))
    blocks.append(context(_seen(cases, now)))
    return blocks


def _packed(lines: Sequence[Mrkdwn]) -> list[Mrkdwn]:
    """Lines in as few sections as hold them."""
    packed: list[str] = []
    for line in lines:
        if packed and len(packed[-1]) + 1 + len(line) <= MAX_SECTION:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    return [Mrkdwn(text) for text in packed]


def _shown_case(case: _Case) -> shown.ShownCase:
    view = case.first
    found = shown.case(view.court, view.docket_number, view.case_name, known=True, room=300)
    url = next((other.url for other in case.filings if other.url), "")
    return shown.with_url(found, url)


def _line(
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
    if view.event in _CORRECTIONS:
        return templates.mrkdwn("correction", f=said, filing=_named(said))
    _, zone = court_of(view.court)
    same_day = newsdates.local_date(view.filed_at, zone) == newsdates.local_date(seen, zone)
    day = "" if same_day else newsdates.day(view.filed_at, zone, now)
    time = ", ".join(part for part in (said.clock, day) if part)
    quoted = cut(view.text, quote) if quote else shown.NOTHING
    return templates.mrkdwn("alert_line", f=replace(said, text=quoted), time=time)


def _count(cases: Sequence[_Case]) -> str:
    """ "9 filings", "14 filings in 3 cases", "3 updates in 2 cases"."""
    views = [view for case in cases for view in case.filings]
    fresh = all(view.event not in _CORRECTIONS for view in views)
    said = f"{len(views)} {'filings' if fresh else 'updates'}"
    return said if len(cases) == 1 else f"{said} in {len(cases)} cases"


def _latest(cases: Sequence[_Case]) -> FilingView:
    return max((view for case in cases for view in case.filings), key=lambda view: view.seen_at)


def _seen(cases: Sequence[_Case], now: datetime) -> Mrkdwn:
    views = [view for case in cases for view in case.filings]
    latest = _latest(cases)
    _, zone = court_of(latest.court)
    first = {teller for view in views for teller in view.tellers[:1]}
    told = tellers.told(sorted(first), len({view.court for view in views}))
    day = newsdates.day(latest.seen_at, zone, now, weekday=True)
    clock = newsdates.clock(latest.seen_at, zone)
    return Mrkdwn(f"Seen {clock}, {day}, {told}")


def _burst_text(templates: Templates, cases: Sequence[_Case], now: datetime) -> str:
    """ "9 filings in In re Acme Corp. (Bankr. D. Del. 23-10423): Order, No. 812; …"."""
    if len(cases) == 1:
        case = _shown_case(cases[0])
        opening = Mrkdwn(f"{_count(cases)} in {case.case} ({case.cited}). ")
    else:
        opening = Mrkdwn(f"{_count(cases)}. ")
    words = []
    for case_ in cases:
        for view in case_.filings:
            said = shown.filing(view, now, 120)
            if view.event in _CORRECTIONS:
                template = "correction_text"
                words.append(templates.mrkdwn(template, f=said, filing=_named(said)))
            elif len(cases) == 1:
                words.append(
                    Mrkdwn(", ".join(found for found in (said.what, said.number) if found))
                )
            else:
                words.append(templates.mrkdwn("alert_text", f=said))
    return gist(Mrkdwn(opening + "; ".join(words)))
