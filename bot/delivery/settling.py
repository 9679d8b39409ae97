"""A post that was asked for and never answered is looked for before it is sent again.

What is not there is sent again: as it is, then more plainly, then behind others of the channel;
and no more, where Slack takes those. All that goes the faster while Slack takes messages of
other channels: where it takes none, as in an outage, Slack is the trouble and not the message.
Where nobody can look it is repeated with a mark: once, and a few times more while Slack takes
nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery import plainer
from bot.delivery.transport import Transport, message_of, payload_of
from bot.words import blocks
from filings.db import Database
from filings.errors import SlackBusy, SlackRefused
from filings.store import outbox, unsettled
from filings.store.core import WORKERS_APART
from filings.store.outbox import PostRow

log = structlog.get_logger("crier.send")

CLOCKS_APART = timedelta(minutes=10)
"""How far this machine's clock may be from Slack's, whose times a message gets; with the minute
before a request from which on to look."""
ALONE = 4
"""What a try in vain counts against a message while Slack takes others of the workspace; else it
counts one. A try whose process ended before the answer counts nothing."""
PLAINER_AFTER = 5 * ALONE
"""What counts against a message when it goes out more plainly."""
ASIDE_AFTER = 8 * ALONE
"""When it holds up no other of its channel any more."""
GIVEN_UP_AFTER = 11 * ALONE
"""When it is given up. From ASIDE_AFTER on only such tries count as another message of the
channel was taken after."""
TRY_AGAIN = timedelta(minutes=10)
OLD = timedelta(days=1)
"""What is older than this is tried once an hour."""
UNSEEN_WAITS = (timedelta(minutes=10), unsettled.AT_MOST)
"""After the request of a marked repeat: when it is looked for again, where nobody could look."""
MOST_REPEATS = 3
"""Marked repeats more than the first, each only while Slack takes nothing else of the channel: in
an outage it has most likely taken none of them."""
NOT_TAKEN = "Slack gave no clear answer to it again and again, and it is not in the channel."
UNSEEN = "Slack may have it: it gave no clear answer, and the channel cannot be read."
REPEAT = "May be a repeat: Slack did not say whether it took this message."
_MOST_TEXT = 4000
_MOST_BLOCKS = 50


def is_ripe(post: PostRow, now: datetime) -> bool:
    """Whether it may be looked for by now: Slack has had its time to show it."""
    # What has a time of its own for the look is given only when that has come.
    return post.asked_at is None or post.asked_at + outbox.LOOK_AFTER <= now


async def clock_was_wrong(db: Database, post: PostRow, now: datetime) -> None:
    """Raises SlackBusy where a post was asked for in what is the future now: the look begins
    after the usual wait, and it is not known from when on to look."""
    if post.asked_at is not None and post.asked_at > now + WORKERS_APART:
        await unsettled.time_unknown(db, post)
        log.warning("clock was set back", post=post.id, asked_at=post.asked_at.isoformat())
        wait = outbox.LOOK_AFTER.total_seconds()
        raise SlackBusy("", "The clock was set back.", retry_after=wait)


async def look(db: Database, post: PostRow, transport: Transport, now: datetime) -> PostRow | None:
    """What is to be sent again, None where Slack has the post after all, or it is not to be.

    Raises SlackBusy and SlackUnknown where Slack could not be asked.
    """
    try:
        ts = await _find(post, transport, await _since(db, post))
    except SlackRefused as refused:
        log.warning("cannot look", channel=post.to.channel_id, error=str(refused))
        return await _unseen(db, post, now)
    if ts is None:
        return await _missing(db, post, now)
    await outbox.sent(db, post, ts, now)
    log.info("found", post=post.id, channel=post.to.channel_id)
    return None


async def _unseen(db: Database, post: PostRow, now: datetime) -> PostRow | None:
    """The channel cannot be read. One repeat, marked as such, is better than a filing nobody
    heard of; of that nobody can say either whether Slack has it."""
    if not is_marked(post.payload):
        repeat = marked(post.payload)
        await outbox.rewritten(db, post, repeat)
        # From here on it counts the repeats.
        return replace(post, payload=repeat, vain=0)
    asked_at = post.asked_at or now - unsettled.AT_MOST
    ripe = asked_at + UNSEEN_WAITS[min(post.vain, 1)] <= now
    if ripe and post.vain < MOST_REPEATS and not await unsettled.overtaken(db, post):
        return replace(post, vain=post.vain + 1, look_at=now + unsettled.AT_MOST)
    again = next((asked_at + wait for wait in UNSEEN_WAITS if asked_at + wait > now), None)
    if again is not None:
        await unsettled.look_again(db, post, again)
        return None
    log.error("outcome unknown", post=post.id, channel=post.to.channel_id, next="given up")
    await unsettled.let_go(db, post, UNSEEN)
    return None


async def _missing(db: Database, post: PostRow, now: datetime) -> PostRow | None:
    """Slack surely has not got it."""
    left = replace(post, vain=post.vain + await _against(db, post))
    if left.vain < PLAINER_AFTER:
        return left
    if left.vain >= GIVEN_UP_AFTER:
        log.error("never taken", post=post.id, channel=post.to.channel_id, next="given up")
        await unsettled.let_go(db, post, NOT_TAKEN)
        return None
    less = plainer.of(post.payload, "")
    if less != post.payload:
        log.error("not taken", post=post.id, channel=post.to.channel_id, next="more plainly")
        await outbox.rewritten(db, post, less, plainer.UNANSWERED)
    left = replace(left, payload=less)
    if left.vain < ASIDE_AFTER:
        return left
    wait = TRY_AGAIN if now - post.created_at < OLD else unsettled.AT_MOST
    return replace(left, look_at=now + wait)


async def _against(db: Database, post: PostRow) -> int:
    """What the last try counts against a message that Slack has not got."""
    if not post.error:
        return 0
    if post.vain >= ASIDE_AFTER:
        return ALONE if await unsettled.overtaken(db, post) else 0
    return ALONE if await unsettled.others_taken(db, post) else 1


async def _since(db: Database, post: PostRow) -> float:
    """From when on it may be there, in seconds by Slack's clock."""
    # Nothing goes to a channel behind a post that holds it up: what Slack is known to have
    # there is older, whatever our own clock said.
    newest = 0.0 if post.look_at else float(await outbox.last_ts(db, post.to) or 0)
    if post.asked_at is None:
        return newest
    return max(newest, (post.asked_at - CLOCKS_APART).timestamp())


async def _find(post: PostRow, transport: Transport, since: float) -> str | None:
    if message_of(post.payload).metadata is None:
        raise SlackRefused("no_metadata", "Slack refused the id by which to look.")
    try:
        return await transport.find(post, since)
    except SlackRefused as refused:
        if refused.code != "not_in_channel":
            raise
        await transport.join(post.to.channel_id)
        return await transport.find(post, since)


def is_marked(payload: str) -> bool:
    return message_of(payload).text.endswith(REPEAT)


def marked(payload: str) -> str:
    """The same message, saying that it may be a repeat: in its blocks, and in the text that a
    notification shows."""
    if is_marked(payload):
        return payload
    message = message_of(payload)
    text = f"{message.text[: _MOST_TEXT - len(REPEAT) - 1]}\n{REPEAT}"
    shown = message.blocks
    if 0 < len(shown) < _MOST_BLOCKS:
        shown = (*shown, blocks.context(REPEAT))
    return payload_of(replace(message, text=text, blocks=shown))
