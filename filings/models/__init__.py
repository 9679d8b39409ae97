"""The tables, and nothing else."""

from __future__ import annotations

from filings.columns import SQLModel
from filings.models.asking import (
    Allowance,
    Downtime,
    Errand,
    Listing,
    Process,
    Question,
    WebhookEvent,
)
from filings.models.calendar import (
    CalendarDocket,
    CalendarLink,
    CalendarReading,
    CourtEvent,
    EventTold,
)
from filings.models.courts import (
    CaseFact,
    CaseTitle,
    Change,
    Docket,
    DroppedItem,
    Entry,
    FilledGap,
    Gap,
    SkippedNumber,
    Source,
    SpentKey,
    WithdrawnName,
)
from filings.models.installs import SlackBot, SlackInstallation, SlackOAuthState
from filings.models.teams import (
    Channel,
    Delivery,
    Follow,
    Post,
    PostCase,
    PostMember,
    ThreadRoot,
)
from filings.models.watches import MorningList, Watch, WatchCourt, WatchVersion
from filings.models.workspaces import Audit, HeardEvent, Unfurled, Workspace

__all__ = [
    "Allowance",
    "Audit",
    "CalendarDocket",
    "CalendarLink",
    "CalendarReading",
    "CaseFact",
    "CaseTitle",
    "Change",
    "Channel",
    "CourtEvent",
    "Delivery",
    "Docket",
    "Downtime",
    "DroppedItem",
    "Entry",
    "Errand",
    "EventTold",
    "FilledGap",
    "Follow",
    "Gap",
    "HeardEvent",
    "Listing",
    "MorningList",
    "Post",
    "PostCase",
    "PostMember",
    "Process",
    "Question",
    "SQLModel",
    "SkippedNumber",
    "SlackBot",
    "SlackInstallation",
    "SlackOAuthState",
    "Source",
    "SpentKey",
    "ThreadRoot",
    "Unfurled",
    "Watch",
    "WatchCourt",
    "WatchVersion",
    "WebhookEvent",
    "WithdrawnName",
    "Workspace",
]
