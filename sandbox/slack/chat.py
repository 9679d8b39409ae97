"""chat.*: post, change, delete and link to messages; unfurl links."""

from __future__ import annotations

import html
from dataclasses import replace

from sandbox.slack import contents
from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.method import Method, TooFast, may_see, visible_channel
from sandbox.slack.model import Channel, ChannelKind, Message
from sandbox.slack.shown import message_json
from sandbox.slack.wire import Json, SlackSaysNo


def post_message(core: Core, call: Call) -> Json:
    channel = _channel_to_post(core, call)
    wait = core.rates.post(channel.id, core.clock())
    if wait:
        raise TooFast(wait)
    said = contents.read(call.args)
    stored = core.post_as_app(
        Message(
            ts="",
            channel=channel.id,
            user="",
            text=said.text or "",
            blocks=said.blocks or (),
            attachments=said.attachments or (),
            metadata=said.metadata,
            thread_ts=_thread(channel, call.args.text("thread_ts")),
            broadcast=call.args.flag("reply_broadcast"),
            client_msg_id=call.args.text("client_msg_id"),
        )
    )
    return {"channel": channel.id, "ts": stored.ts, "message": message_json(core, stored)}


def post_ephemeral(core: Core, call: Call) -> Json:
    channel = _channel_to_post(core, call)
    user = call.args.text("user")
    if user not in channel.members:
        raise SlackSaysNo("user_not_in_channel")
    said = contents.read(call.args, ephemeral=True)
    stored = core.post_as_app(
        Message(
            ts="",
            channel=channel.id,
            user="",
            text=said.text or "",
            blocks=said.blocks or (),
            attachments=said.attachments or (),
            thread_ts=_thread(channel, call.args.text("thread_ts")),
            ephemeral_to=user,
        )
    )
    return {"message_ts": stored.ts}


def update(core: Core, call: Call) -> Json:
    message = _own_message(core, call, "cant_update_message")
    said = contents.read(call.args, updating=True)
    blocks = said.blocks
    if blocks is None:
        # Text alone takes the place of the blocks; without either they stay.
        blocks = message.blocks if said.text is None else ()
    after = replace(
        message,
        text=message.text if said.text is None else said.text,
        blocks=blocks,
        attachments=message.attachments if said.attachments is None else said.attachments,
        metadata=message.metadata if said.metadata is None else (said.metadata or None),
    )
    if not (after.text.strip() or after.blocks or after.attachments):
        raise SlackSaysNo("no_text")
    stored = core.edit(message, after, mark=not blocks)
    shown = message_json(core, stored)
    return {"channel": message.channel, "ts": message.ts, "text": stored.text, "message": shown}


def delete(core: Core, call: Call) -> Json:
    message = _own_message(core, call, "cant_delete_message")
    core.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    message = channel.get(call.args.text("message_ts"))
    if message is None:
        raise SlackSaysNo("message_not_found")
    link = f"https://{core.workspace.domain}.slack.com/archives/{channel.id}/p"
    link += message.ts.replace(".", "")
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def unfurl(core: Core, call: Call) -> Json:
    """Stored with the message, by link: ``core.unfurls[(channel, ts)]``."""
    channel, ts = call.args.text("channel"), call.args.text("ts")
    if not channel:
        raise SlackSaysNo("missing_channel")
    if not ts:
        raise SlackSaysNo("missing_ts")
    unfurls = call.args.structure("unfurls", "invalid_unfurls_format")
    if not unfurls:
        raise SlackSaysNo("missing_unfurls")
    if not isinstance(unfurls, dict):
        raise SlackSaysNo("invalid_unfurls_format")
    message = core.workspace.find(channel, ts)
    if message is None:
        raise SlackSaysNo("cannot_find_message")
    for link, card in unfurls.items():
        if link not in html.unescape(message.text):
            raise SlackSaysNo("cannot_unfurl_url")
        contents.check_unfurl(link, card)
    core.unfurls[(channel, ts)] = unfurls
    core.edit(message, replace(message, attachments=tuple(unfurls.values())), mark=False)
    return {}


def _channel_to_post(core: Core, call: Call) -> Channel:
    """An id, a name, or a user's id for the conversation with that user."""
    named = call.args.text("channel")
    if named in core.workspace.users:
        return core.im_with(named)
    channel = core.workspace.channel_named(named)
    if channel is None or not may_see(core, channel):
        raise SlackSaysNo("channel_not_found")
    if channel.archived:
        raise SlackSaysNo("is_archived")
    inside = core.app.bot_user in channel.members
    anywhere = "chat:write.public" in call.token.scopes and channel.kind is ChannelKind.PUBLIC
    if not inside and not (anywhere and call.method == "chat.postMessage"):
        raise SlackSaysNo("not_in_channel")
    return channel


def _thread(channel: Channel, thread_ts: str) -> str:
    """The ts of the thread's first message, also when a reply was named."""
    if not thread_ts:
        return ""
    parent = channel.get(thread_ts)
    if parent is None:
        raise SlackSaysNo("thread_not_found")
    return parent.thread_ts or parent.ts


def _own_message(core: Core, call: Call, otherwise: str) -> Message:
    channel = visible_channel(core, call.args.text("channel"))
    message = channel.get(call.args.text("ts"))
    if message is None:
        raise SlackSaysNo("message_not_found")
    if message.bot_id != core.app.bot_id:
        raise SlackSaysNo(otherwise)
    return message


_WRITE = ("chat:write",)
METHODS = (
    Method("chat.postMessage", post_message, _WRITE, 0, ("channel",)),
    Method("chat.postEphemeral", post_ephemeral, _WRITE, 4, ("channel", "user")),
    Method("chat.update", update, _WRITE, 3, ("channel", "ts")),
    Method("chat.delete", delete, _WRITE, 3, ("channel", "ts")),
    Method("chat.getPermalink", get_permalink, (), 0, ("channel", "message_ts"), takes_json=False),
    Method("chat.unfurl", unfurl, ("links:write",), 3),
)
