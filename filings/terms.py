"""What a follow asks for beyond its case, and how a channel wants to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from filings.types import Rule


class Cadence(StrEnum):
    """When what a follow wants is told."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"


class Routine(StrEnum):
    """When a follow is told of filings whose weight is routine: as of all others, or within
    the day."""

    AT_ONCE = "now"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a follow asks for.

    rule       which filings; an empty rule wants all of them
    cadence    when they are told
    daily_at   for what is told daily, in the channel's zone; None means the channel's
               digest time
    documents  the first free PDF of a filing is named in its alert's thread
    note       why it is followed, in the words of whoever does
    routine    when filings of routine weight are told
    """

    rule: Rule = field(default_factory=Rule)
    cadence: Cadence = Cadence.NOW
    daily_at: time | None = None
    documents: bool = False
    note: str = ""
    routine: Routine = Routine.AT_ONCE

    @property
    def routine_waits(self) -> bool:
        """Whether routine filings are told later than the others."""
        return self.cadence is not Cadence.DAILY and self.routine is Routine.DAILY


OFFERED = Terms(routine=Routine.DAILY)
"""What somebody who follows a case gets unless they ask for something else."""


MOST_NOTE = 3000
"""Characters of a note: what an input of a form in Slack takes."""

DIGEST_AT = time(8, 0)
"""When a channel that has not chosen gets its digest: before the morning meeting."""


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """How a channel wants to be told, whatever it follows.

    zone           IANA name; "" until somebody set it or followed here
    quiet_from, quiet_to  local times between which nothing is posted, both None for
                   never; ``quiet_from`` later than ``quiet_to`` spans midnight
    break_through  opinions, orders and judgments are posted in quiet hours too
    digest_at      local time of the daily digest
    threads        one root message a case, filings beneath it
    cite           the line to paste stands last in each alert
    reminders      of a hearing, the evening before and an hour before
    """

    zone: str = ""
    quiet_from: time | None = None
    quiet_to: time | None = None
    break_through: bool = True
    digest_at: time = DIGEST_AT
    threads: bool = False
    cite: bool = False
    reminders: bool = False
