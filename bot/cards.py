"""What answers a question: the case card, the list of follows, a choice, a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import shown
from bot.blocks import (
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
from bot.coverage import shown_coverage
from bot.mrkdwn import Mrkdwn, channel, court, cut, person, words
from bot.phrases import when
from bot.templating import Templates
from filings import newsdates
from filings.taglines import court_of
from filings.views import CaseView, CoverageView, FilingView, FollowView

CARD_FILINGS = 6
RECENT_FILINGS = 25
CHOICES = 10
LISTED = 100
_MAX_CHARACTERS = 11_000
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def said(text: Mrkdwn, *more: Block) -> Message:
    """One section and its gist."""
    return Message(gist(words(text)), (section(text), *more))


def case_card(templates: Templates, case: CaseView, now: datetime, asked_in: str | None) -> Message:
    found = shown.case_of(case, now)
    top = templates.mrkdwn("card", c=found)
    blocks = [section(top)]
    if case.known:
        blocks += _filings(templates, "Last filings", case.filings[:CARD_FILINGS], now)
    covered = _covered(templates, case.coverage, now)
    followed = Mrkdwn(f"Followed in {found.followed}") if found.followed else Mrkdwn("")
    blocks.append(context(lines(covered, followed)))
    if asked_in is not None:
        blocks.append(actions(_card_buttons(case, found.value, asked_in)))
    last = f". Last filing: {_last(case.filings[0], now)}" if case.filings else ""
    return Message(gist(Mrkdwn(f"{_cited(found)}{last}")), tuple(blocks))


def _card_buttons(case: CaseView, value: str, asked_in: str) -> list[Button]:
    follow = [Button("Follow here", "follow", value, primary=True)]
    if asked_in in case.followed_in:
        follow = [Button("Unfollow", "unfollow", value)]
    elif case.coverage.state == "no feed":
        follow = []
    recent = [Button("Recent", "recent", value)] if case.known else []
    return [*follow, *recent, Button("Show to channel", "show", f"card {value}")]


def _cited(found: shown.ShownCase) -> Mrkdwn:
    return Mrkdwn(f"{found.case} ({found.cited})") if found.known else found.cited


def _covered(templates: Templates, view: CoverageView, now: datetime) -> Mrkdwn:
    text = templates.mrkdwn("coverage", limit=1500, v=shown_coverage(view, now))
    return Mrkdwn(text.replace("\n", " "))


def _last(view: FilingView, now: datetime) -> Mrkdwn:
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
    blocks.append(context(_covered(templates, case.coverage, now)))
    blocks.append(actions([Button("Show to channel", "show", f"recent {found.value}")]))
    text = "; ".join(_last(view, now) for view in views) or "no filings seen yet"
    return Message(gist(Mrkdwn(f"{_cited(found)}. {text}")), tuple(blocks))


def followed(
    templates: Templates, follow: FollowView, coverage: CoverageView, now: datetime
) -> Message:
    found = _case_of(follow)
    _, zone = court_of(follow.court)
    last = follow.last_filing
    text = templates.mrkdwn(
        "followed",
        c=found,
        v=shown_coverage(coverage, now),
        last=None if last is None else shown.filing(last, now, 300),
        day="" if last is None else newsdates.day(last.filed_at, zone, now),
        asked=person(follow.created_by),
    )
    blocks = [
        section(text),
        context(_covered(templates, coverage, now)),
        actions([Button("Undo", "unfollow", found.value)]),
    ]
    return Message(gist(words(text)), tuple(blocks))


def _case_of(follow: FollowView, room: int = 400) -> shown.ShownCase:
    return shown.case(
        follow.court, follow.docket_number, follow.case_name, known=follow.known, room=room
    )


def unfollowed(templates: Templates, follow: FollowView) -> Message:
    found = _case_of(follow)
    text = templates.mrkdwn("unfollowed", c=found)
    return said(text, actions([Button("Follow again", "follow", found.value)]))


def follow_list(templates: Templates, follows: Sequence[FollowView], now: datetime) -> Message:
    """All follows of one channel, or of several with each one's channel named."""
    return _listed(templates, templates.mrkdwn("follow_list", count=len(follows)), follows, now)


def _listed(
    templates: Templates, title: Mrkdwn, follows: Sequence[FollowView], now: datetime
) -> Message:
    several = len({follow.destination for follow in follows}) > 1
    sections: list[str] = [title]
    shown_lines = 0
    for follow in follows[:LISTED]:
        line = _follow_line(templates, follow, several, now)
        if sum(map(len, sections)) + len(line) > _MAX_CHARACTERS:
            break
        shown_lines += 1
        if len(sections[-1]) + len(line) < MAX_SECTION:
            sections[-1] += f"\n{line}"
        else:
            sections.append(line)
    blocks = [section(Mrkdwn(text)) for text in sections]
    if hidden := len(follows) - shown_lines:
        more = f"{hidden} more do not fit here; “crier follows” prints all."
        blocks.append(context(Mrkdwn(more)))
    named = [_cited(_case_of(follow, 120)) for follow in follows[:60]]
    return Message(gist(Mrkdwn("; ".join([words(title), *named]))), tuple(blocks))


def _follow_line(templates: Templates, follow: FollowView, several: bool, now: datetime) -> Mrkdwn:
    last = follow.last_filing
    return templates.mrkdwn(
        "follow_line",
        limit=1500,
        c=_case_of(follow, 200),
        last=Mrkdwn("") if last is None else Mrkdwn(f"last: {_last(last, now)}"),
        place=channel(follow.destination.channel_id) if several else Mrkdwn(""),
    )


def choices(
    templates: Templates, text: str, cases: Sequence[CaseView], verb: str = "card"
) -> Message:
    """Which of several cases; each button carries ``verb`` and the case."""
    offered = cases[:CHOICES]
    count = len(cases)
    question = templates.mrkdwn(
        "choice",
        text=cut(text, 200, "typed"),
        courts=len({case.court for case in cases}),
        count=count,
        number=_WORDS[count] if count < len(_WORDS) else str(count),
        more=count - len(offered),
    )
    buttons = [Button(_choice(case), "choose", f"{verb} {_value(case)}") for case in offered]
    return said(question, actions(buttons))


def _value(case: CaseView) -> str:
    return shown.value_of(case.court, case.docket_number)


def _choice(case: CaseView) -> str:
    citation, _ = court_of(case.court)
    return f"{citation} · {shown.plain_caption(case.case_name) or case.docket_number}"


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


def stale(templates: Templates, coverage: CoverageView, cases: int, now: datetime) -> Message:
    return said(templates.mrkdwn("stale", v=shown_coverage(coverage, now), cases=cases))


def back(templates: Templates, coverage: CoverageView, late: int | None, now: datetime) -> Message:
    return said(templates.mrkdwn("back", v=shown_coverage(coverage, now), late=late))


def unseen(
    templates: Templates, court_id: str, since: datetime, until: datetime, cases: int, now: datetime
) -> Message:
    name, zone = court_of(court_id)
    since_then, until_then = when(since, zone, now), when(until, zone, now)
    return said(
        templates.mrkdwn("unseen", court=name, since=since_then, until=until_then, cases=cases)
    )


def became_known(templates: Templates, follows: Sequence[FollowView], now: datetime) -> Message:
    """One case in a sentence, several of a channel as a list."""
    if len(follows) > 1:
        return _listed(templates, templates.mrkdwn("known_list", count=len(follows)), follows, now)
    follow = follows[0]
    last = follow.last_filing
    gist_of_last = None if last is None else court(_last(last, now))
    text = templates.mrkdwn("became_known", c=_case_of(follow), last=gist_of_last)
    return said(text)


def unconfirmed(templates: Templates, follow: FollowView, now: datetime) -> Message:
    found = _case_of(follow)
    _, zone = court_of(follow.court)
    since = newsdates.day(follow.created_at, zone, now)
    buttons = [
        Button("Unfollow", "unfollow", found.value),
        Button("Show the case", "card", found.value),
    ]
    return said(templates.mrkdwn("unconfirmed", c=found, since=since), actions(buttons))
