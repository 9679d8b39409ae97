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
    Source,
    SpentKey,
)
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
    "Follow",
    "HeardEvent",
    "Listing",
    "Post",
    "PostMember",
    "Process",
    "Question",
    "SQLModel",
    "Source",
    "SpentKey",
    "ThreadRoot",
    "Unfurled",
    "WebhookEvent",
    "Workspace",
]
