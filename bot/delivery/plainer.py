"""A message that Slack does not take as it is goes out with less in it, and that is reported."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.delivery.refusals import MESSAGE_TROUBLE
from bot.delivery.transport import Transport, message_of, payload_of
from filings.errors import SlackRefused
from filings.store.outbox import PostRow

log = structlog.get_logger("crier.send")

UNSAID = "not accepted"
"""What slack_sdk itself will not send has no word of Slack's."""


def of(payload: str, code: str) -> str:
    """Without the part that Slack refuses: its metadata, else its blocks."""
    message = message_of(payload)
    if "metadata" in code:
        return payload_of(replace(message, metadata=None))
    return payload_of(replace(message, blocks=()))


UNANSWERED = "no clear answer"
"""What Slack answers again and again with an error of its own has no word either."""


async def edit(transport: Transport, post: PostRow, payload: str) -> tuple[str, str]:
    """Edit a message; with which payload, and Slack's word against more where it has less."""
    try:
        await transport.update(replace(post, payload=payload))
    except SlackRefused as refused:
        less = of(payload, refused.code)
        if refused.code not in MESSAGE_TROUBLE or less == payload:
            raise
        log.error("edit refused", post=post.id, error=str(refused), next="more plainly")
        await transport.update(replace(post, payload=less))
        return less, refused.code or UNSAID
    return payload, ""
