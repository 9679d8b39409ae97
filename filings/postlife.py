"""The life of a message to a channel, and where a crash or a lost reply leaves it. Pure.

::

    owed ──write──▶ waiting ◀──lease──▶ leased ──ask──▶ asked ──taken──▶ sent
      ▲                │ ▲                │               │ │
      └────unwrite─────┘ └────refuse──────┼───────────────┤ └─ask (looked for, not there)
                                          │               │
                                          └─give up─▶ failed ◀─let go

``waiting`` and ``leased`` are one state of the post's row: the lease is its channel's, of which
the post is one of many. An alert is written and asked for in one transaction. ``sent`` and
``failed`` are ends; what a sent message shows is edited by its own count (``edits_wanted``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """``OWED`` and ``LEASED`` are no state of a post's row: the one is a delivery without a
    post, the other a waiting post whose channel a process holds."""

    OWED = "owed"
    WAITING = "waiting"
    LEASED = "leased"
    ASKED = "asked"
    SENT = "sent"
    FAILED = "failed"


class Step(StrEnum):
    WRITE = "write"
    LEASE = "lease"
    RUN_OUT = "run out"
    ASK = "ask"
    TAKEN = "taken"
    REFUSE = "refuse"
    UNWRITE = "unwrite"
    GIVE_UP = "give up"
    LET_GO = "let go"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One step of a life.

    of      the states from which it may be taken
    to      the state that it leads to
    before  what comes of it when the process ends, or the reply is lost, just before the
            step is kept
    after   the same just after it was kept
    """

    of: frozenset[State]
    to: State
    before: str
    after: str


def _of(*states: State) -> frozenset[State]:
    return frozenset(states)


ARROWS: Mapping[Step, Arrow] = {
    Step.WRITE: Arrow(
        _of(State.OWED), State.WAITING,
        before="Nothing is written, the change is owed still and folded anew.",
        after="The post waits; an alert, which is written as asked for, is looked for first.",
    ),
    Step.LEASE: Arrow(
        _of(State.WAITING), State.LEASED,
        before="The channel is free for anybody.",
        after="The lease runs out within 30 seconds, and another process goes on.",
    ),
    Step.RUN_OUT: Arrow(
        _of(State.LEASED), State.WAITING,
        before="The channel is held by nobody who lives; it runs out all the same.",
        after="The channel is free for anybody.",
    ),
    Step.ASK: Arrow(
        _of(State.LEASED, State.ASKED), State.ASKED,
        before="No request has left; the post waits, or is looked for again.",
        after="The request may have left: 40 seconds later the post is looked for in the channel.",
    ),
    # An answer that comes so late that another try was refused meanwhile is true all the same.
    Step.TAKEN: Arrow(
        _of(State.ASKED, State.WAITING), State.SENT,
        before="Slack has it and nobody here knows: it is looked for, and found by its id.",
        after="It is known; nothing is sent again.",
    ),
    Step.REFUSE: Arrow(
        _of(State.ASKED), State.WAITING,
        before="Slack has not got it and nobody here knows: it is looked for, and not there.",
        after="It waits for the next try, which is refused again or taken.",
    ),
    Step.UNWRITE: Arrow(
        _of(State.WAITING), State.OWED,
        before="The post waits; its thread is gone still, and the next try says so again.",
        after="Its changes are owed still and folded anew.",
    ),
    Step.GIVE_UP: Arrow(
        _of(State.WAITING), State.FAILED,
        before="The post waits; the next try is refused again.",
        after="It is not sent, and doctor says so.",
    ),
    Step.LET_GO: Arrow(
        _of(State.ASKED), State.FAILED,
        before="It is looked for again, and that look ends as this one did.",
        after="It is not sent again, and doctor says so.",
    ),
}  # fmt: skip


def kept_as(state: State) -> str:
    """What a post's row has for a state. Raises ValueError for OWED, which has no row."""
    if state is State.OWED:
        raise ValueError("What is owed has no post yet.")
    return str(State.WAITING if state is State.LEASED else state)


def rows_before(step: Step) -> tuple[str, ...]:
    """What a post's row may have where this step is taken, in no order."""
    return tuple(sorted({kept_as(state) for state in ARROWS[step].of if state is not State.OWED}))


def row_after(step: Step) -> str:
    """What its row has then."""
    return kept_as(ARROWS[step].to)
