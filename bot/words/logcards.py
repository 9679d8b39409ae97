"""What was done in a channel, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.words.blocks import Message, gist, section
from bot.words.mrkdwn import Mrkdwn, court, cut, person, words
from bot.words.phrases import when
from bot.words.templating import Templates
from filings import courts
from filings.store.audit import BY_SLACK, AuditLine
from filings.telling import timing

_IN_A_SECTION = 10
_EASTERN = ZoneInfo("America/New_York")


def log(templates: Templates, lines: Sequence[AuditLine], zone: str, now: datetime) -> Message:
    """``zone`` is the channel's, "" where it has none."""
    if not lines:
        said = court("Nothing was followed or changed here yet.")
        return Message(str(said), (section(said),))
    rows = [_line(templates, line, zone, now) for line in lines]
    parts = [rows[at : at + _IN_A_SECTION] for at in range(0, len(rows), _IN_A_SECTION)]
    blocks = tuple(section(Mrkdwn("\n".join(part))) for part in parts)
    return Message(gist(words(Mrkdwn("; ".join(rows[:5])))), blocks)


def _line(templates: Templates, line: AuditLine, zone: str, now: datetime) -> Mrkdwn:
    return templates.mrkdwn(
        "log_line",
        at=when(line.at, timing.zone_of(zone, court_zone(line)), now),
        who=who(line.who) if line.who else "",
        what=line.what,
        case=case_of(line),
        detail=cut(line.detail, 120, "left out"),
    )


def who(user_id: str) -> Mrkdwn:
    """A person, Crier itself, or whoever typed at the command line."""
    if not user_id:
        return court("The command line")
    return court("Crier") if user_id == BY_SLACK else person(user_id)


def case_of(line: AuditLine) -> str:
    """ "D.D.C. 1:25-cv-00457", "" for a line that is about no case."""
    return f"{courts.get(line.court).short_name} {line.number}" if line.court else ""


def court_zone(line: AuditLine) -> ZoneInfo:
    """That of the case's court; Eastern for a line that is about no case."""
    return courts.get(line.court).zone if line.court else _EASTERN
