"""What answers a question: the case card, a follow, a choice, a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.words import becoming, othercases, shown
from bot.words.blocks import (
    MAX_BUTTON,
    MAX_SECTION,
    Block,
    Button,
    Message,
    actions,
    context,
    gist,
    lines,
    section,
)
from bot.words.casefacts import SCOTUS, offered
from bot.words.coverage import shown_coverage, watched
from bot.words.mrkdwn import Mrkdwn, court, cut, words
from bot.words.othercases import Other
from bot.words.templating import Templates
from filings import newsdates
from filings.courts import court_of
from filings.views import CaseView, CoverageView, FilingView, FollowView

CARD_FILINGS = 6
RECENT_FILINGS = 25
CHOICES = 10
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def said(text: Mrkdwn, *more: Block) -> Message:
    """One section and its gist."""
    return Message(gist(words(text)), (section(text), *more))


def case_card(
    templates: Templates,
    case: CaseView,
    now: datetime,
    asked_in: str | None,
    note: str = "",
    name: str = "",
) -> Message:
    found = shown.case_of(case, now)
    top = templates.mrkdwn("card", c=found)
    blocks = [section(top)]
    if case.known:
        blocks += _filings(templates, "Last filings", case.filings[:CARD_FILINGS], now)
    coverage = covered(templates, _coverage_of(case), now)
    followed = Mrkdwn(f"Followed in {found.followed}") if found.followed else Mrkdwn("")
    if asked_in is not None and asked_in.startswith("D") and asked_in in case.followed_in:
        followed = lines(followed, Mrkdwn("You follow it here, for yourself."))
    blocks.append(context(lines(coverage, followed, found.facts.as_of)))
    if note:
        blocks.append(context(cut(note, 1900, "left out")))
    if asked_in is not None:
        others = [Button("Other cases", "search", name)] if name else []
        blocks.append(actions([*_card_buttons(case, found.value, asked_in, now), *others]))
    last = f". Last filing: {last_of(case.filings[0], now)}" if case.filings else ""
    return Message(gist(Mrkdwn(f"{cited(found)}{last}")), tuple(blocks))


def _card_buttons(case: CaseView, value: str, asked_in: str, now: datetime) -> list[Button]:
    follow = [Button("Follow here", "follow", value, primary=True)]
    if asked_in in case.followed_in:
        follow = [Button("Settings", "settings", value), Button("Unfollow", "unfollow", value)]
    elif not watched(_coverage_of(case)):
        follow = []
    told = [other for view in case.filings[:CARD_FILINGS] for other in becoming.others(view)]
    own = Other("", case.court, case.docket_number)
    linked = othercases.buttons(own, [*told, *offered(case.facts)])
    recent = [Button("Recent", "recent", value)] if case.known else []
    if any(view.text for view in case.filings):
        recent.append(Button("Whole texts", "texts", value))
    if case.calendar_to and case.calendar_to >= newsdates.local_date(now, court_of(case.court)[1]):
        recent.append(Button("Calendar", "calendar", value))
    return [*follow, *recent, *linked, Button("Show to channel", "show", f"card {value}")]


def _coverage_of(case: CaseView) -> CoverageView:
    """Where the court has no feed, CourtListener's page of a case that it lists is read."""
    listed = case.facts is not None and case.facts.listing_id is not None
    if listed and case.court != SCOTUS and case.coverage.state in ("no feed", "not configured"):
        return replace(case.coverage, by_listing=True)
    return case.coverage


def cited(found: shown.ShownCase) -> Mrkdwn:
    return Mrkdwn(f"{found.case} ({found.cited})") if found.known else found.cited


def covered(templates: Templates, view: CoverageView, now: datetime) -> Mrkdwn:
    text = templates.mrkdwn("coverage", limit=1500, v=shown_coverage(view, now))
    return Mrkdwn(text.replace("\n", " "))


def last_of(view: FilingView, now: datetime) -> Mrkdwn:
    """ "Notice, No. 61, Nov. 3"."""
    _, zone = court_of(view.court)
    filing = shown.filing(view, now, 200)
    parts = (filing.what, filing.number, newsdates.day(view.filed_at, zone, now))
    return Mrkdwn(", ".join(part for part in parts if part))


def _filings(
    templates: Templates, title: str, views: Sequence[FilingView], now: datetime
) -> list[Block]:
    """One section, holding as many of the filings as it can and saying how many it can not."""
    for room in (400, 150, 60):
        for count in (len(views), *range(min(len(views), 20), 0, -5)):
            rows = [_row(view, now, room) for view in views[:count]]
            hidden = len(views) - count
            heading = f"{title} ({hidden} more do not fit here)" if hidden else title
            text = templates.mrkdwn("card_filings", limit=60_000, title=heading, rows=rows)
            if len(text) <= MAX_SECTION:
                return [section(text)]
            if room > 60:
                break
    return [section(Mrkdwn(f"*{court(title)}*\nThey do not fit here; see the docket."))]


def _row(view: FilingView, now: datetime, room: int) -> tuple[shown.ShownFiling, str]:
    _, zone = court_of(view.court)
    return shown.filing(view, now, room), newsdates.day(view.filed_at, zone, now)


def recent(templates: Templates, case: CaseView, now: datetime) -> Message:
    found = shown.case_of(case, now)
    blocks = [section(templates.mrkdwn("card", c=found))]
    views = case.filings[:RECENT_FILINGS]
    for start in range(0, max(1, len(views)), 10):
        title = "Last filings" if start == 0 else "Before that"
        blocks += _filings(templates, title, views[start : start + 10], now)
    blocks.append(context(covered(templates, _coverage_of(case), now)))
    whole = [Button("Whole texts", "texts", found.value)] if any(v.text for v in views) else []
    blocks.append(actions([*whole, Button("Show to channel", "show", f"recent {found.value}")]))
    text = "; ".join(last_of(view, now) for view in views) or "no filings seen yet"
    return Message(gist(Mrkdwn(f"{cited(found)}. {text}")), tuple(blocks))


def case_of(follow: FollowView, room: int = 400) -> shown.ShownCase:
    return shown.case(
        follow.court, follow.docket_number, follow.case_name, known=follow.known, room=room
    )


def unfollowed(templates: Templates, follow: FollowView) -> Message:
    found = case_of(follow)
    text = templates.mrkdwn("unfollowed", c=found)
    return said(text, actions([Button("Follow again", "follow", found.value)]))


def cite(line: str, value: str) -> Message:
    """The line to paste under a story; ``value`` names its case for the button."""
    text = cut(line, MAX_SECTION)
    return Message(
        gist(text), (section(text), actions([Button("Show to channel", "show", f"cite {value}")]))
    )


def choices(
    templates: Templates,
    text: str,
    cases: Sequence[CaseView],
    verb: str = "card",
    total: int | None = None,
    more: str = "",
) -> Message:
    """Which of several cases; each button carries ``verb``, the case, and ``more``."""
    chosen = cases[:CHOICES]
    count = max(len(cases), total or 0)
    question = templates.mrkdwn(
        "choice",
        text=cut(text, 200, "typed"),
        courts=len({case.court for case in cases}),
        count=count,
        number=_WORDS[count] if count < len(_WORDS) else f"{count:,}",
        more=f"{count - len(chosen):,}" if count > len(chosen) else "",
    )
    labels = [choice_label(case) for case in chosen]
    buttons = [
        Button(
            label if labels.count(label) == 1 else choice_label(case, case.docket_number),
            "choose",
            f"{verb} {_value(case)} {more}".rstrip(),
        )
        for case, label in zip(chosen, labels, strict=True)
    ]
    return said(question, actions(buttons))


def _value(case: CaseView) -> str:
    return shown.value_of(case.court, case.docket_number)


def choice_label(case: CaseView, number: str = "") -> str:
    """ "D.D.C. · Harbor Gazette v. Port Office · 2025", the caption cut so that the end shows."""
    citation, _ = court_of(case.court)
    filed = case.facts.filed_on if case.facts is not None else None
    end = number or ("" if filed is None else str(filed.year))
    name = shown.plain_caption(case.case_name, case.court) or ("" if number else case.docket_number)
    room = max(10, MAX_BUTTON - len(citation) - len(end) - 6)
    short = name if len(name) <= room else f"{name[: room - 1].rstrip()}…"
    return " · ".join(part for part in (citation, short, end) if part)


_DOUBTS = {
    "follow": ("follow it", "Follow here"),
    "unfollow": ("stop following it", "Unfollow"),
    "recent": ("see its last filings", "Recent"),
}


def doubt(
    templates: Templates, text: str, case: CaseView, now: datetime, verb: str = "follow"
) -> Message:
    found = shown.case_of(case, now)
    meant, label = _DOUBTS[verb]
    buttons = [
        Button(label, verb, found.value),
        Button("Show the case", "card", found.value),
    ]
    question = templates.mrkdwn("doubt", text=cut(text, 300, "typed"), c=found, meant=meant)
    return said(question, actions(buttons))
