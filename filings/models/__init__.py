"""The tables, and nothing else."""

from __future__ import annotations

from filings.columns import SQLModel
from filings.models.asking import Allowance, Errand, Listing, Process, Question, WebhookEvent
from filings.models.courts import (
    CaseFact,
    CaseTitle,
    Change,
    Docket,
    DroppedItem,
    Entry,
    FilledGap,
    Gap,
    Source,
    SpentKey,
)
from filings.models.installs import SlackBot, SlackInstallation, SlackOAuthState
from filings.models.teams import Channel, Delivery, Follow, Post, PostMember, ThreadRoot
from filings.models.workspaces import Audit, HeardEvent, Unfurled, Workspace

__all__ = [
    "Allowance",
    "Audit",
    "CaseFact",
    "CaseTitle",
    "Change",
    "Channel",
    "Delivery",
    "Docket",
    "DroppedItem",
    "Entry",
    "Errand",
    "FilledGap",
    "Follow",
    "Gap",
    "HeardEvent",
    "Listing",
    "Post",
    "PostMember",
    "Process",
    "Question",
    "SQLModel",
    "SlackBot",
    "SlackInstallation",
    "SlackOAuthState",
    "Source",
    "SpentKey",
    "ThreadRoot",
    "Unfurled",
    "WebhookEvent",
    "Workspace",
]
