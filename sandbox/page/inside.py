"""The panel beside the messages: what happened behind the page, and what to try next."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sandbox.page import dates
from sandbox.page.backstage import Backstage
from sandbox.page.place import Spot
from sandbox.slack import SandboxSlack

SHOWN_LINES = 60


@dataclass(frozen=True, slots=True)
class ShownLine:
    time: str
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """``path`` is where it stands in the composer already."""

    text: str
    typed: str
    path: str


def lines(backstage: Backstage, zone: ZoneInfo) -> list[ShownLine]:
    """The last 60, the newest first."""
    last = backstage.lines()[-SHOWN_LINES:]
    return [
        ShownLine(dates.clock(line.at.astimezone(zone)), line.text, line.wrong)
        for line in reversed(last)
    ]


def suggested(slack: SandboxSlack, backstage: Backstage, near: Spot) -> list[ShownSuggestion]:
    """``near`` is the place for what can be typed anywhere."""
    found = []
    for one in backstage.suggestions():
        channel = slack.core.workspace.channel_named(one.channel) if one.channel else None
        spot = Spot("channel", channel.id) if channel else near
        found.append(ShownSuggestion(one.text, one.typed, spot.drafting(one.typed)))
    return found
