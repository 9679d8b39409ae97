"""What is said when a channel cannot be posted in any more, and when it can again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.words.blocks import Message
from bot.words.cards import case_of, said
from bot.words.mrkdwn import Mrkdwn, channel, court, dots
from bot.words.phrases import when
from bot.words.templating import Templates
from filings.courts import court_of
from filings.store.closures import Closed, Reopened
from filings.telling.timing import zone_of
from filings.views import FollowView

MOST_CASES = 10


def closed(templates: Templates, what: Closed, follows: Sequence[FollowView]) -> Message:
    """To one person: ``follows``, at least one, are those that this person asked for."""
    first = follows[0]
    text = templates.mrkdwn(
        "closed",
        why=str(what.why),
        place=court(f"#{what.name}") if what.name else channel(what.to.channel_id),
        cases=[_line(follow) for follow in follows[:MOST_CASES]],
        more=max(0, len(follows) - MOST_CASES),
        one=f"{first.docket_number} {first.court}",
    )
    return said(text)


def reopened(templates: Templates, what: Reopened, zone: str, now: datetime) -> Message:
    """To the channel. ``zone`` is its own, "" where it has none; one case at least goes on."""
    first = what.follows[0]
    _, of_court = court_of(first.court)
    since = when(what.since or now, zone_of(zone, of_court), now)
    text = templates.mrkdwn(
        "reopened",
        count=len(what.follows),
        missed=what.missed,
        since=since,
        cases=[_line(follow) for follow in what.follows[:MOST_CASES]],
        more=max(0, len(what.follows) - MOST_CASES),
        one=f"{first.docket_number} {first.court}",
    )
    return said(text)


def _line(follow: FollowView) -> Mrkdwn:
    found = case_of(follow, 120)
    return dots([found.case, found.cited]) if found.known else found.cited
