"""conversations.*: what channels there are, who is in them, what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.method import Method, may_see, page, visible_channel
from sandbox.slack.model import Channel, ChannelKind, Message
from sandbox.slack.shown import channel_json, message_json
from sandbox.slack.wire import Json, SlackSaysNo

_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")
_NAME = re.compile(r"[^\s.#@:A-Z]{1,80}")
MOST = 999


def info(core: Core, call: Call) -> Json:
    return {"channel": channel_json(core, visible_channel(core, call.args.text("channel")))}


def list_all(core: Core, call: Call) -> Json:
    kinds = call.args.words("types") or [ChannelKind.PUBLIC.value]
    if set(kinds) - {*(kind.value for kind in ChannelKind), "mpim"}:
        raise SlackSaysNo("invalid_types")
    skip_archived = call.args.flag("exclude_archived")
    whose = call.args.text("user") or core.app.bot_user
    if whose not in core.workspace.users:
        raise SlackSaysNo("user_not_found")
    own_only = call.method == "users.conversations"
    found = [
        channel_json(core, channel)
        for channel in core.workspace.channels.values()
        if channel.kind.value in kinds
        and may_see(core, channel)
        and not (skip_archived and channel.archived)
        and not (own_only and whose not in channel.members)
    ]
    some, following = page(found, call.args.text("cursor"), _limit(call))
    return {"channels": some, "response_metadata": {"next_cursor": following}}


def join(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackSaysNo("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackSaysNo("is_archived")
    if core.join(channel, core.app.bot_user):
        return {"channel": channel_json(core, channel)}
    already = {"warnings": ["already_in_channel"]}
    return {
        "channel": channel_json(core, channel),
        "warning": "already_in_channel",
        "response_metadata": already,
    }


def leave(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    if channel.kind is ChannelKind.IM:
        raise SlackSaysNo("method_not_supported_for_channel_type")
    if core.app.bot_user not in channel.members:
        return {"not_in_channel": True}
    core.leave(channel, core.app.bot_user)
    return {}


def open_im(core: Core, call: Call) -> Json:
    named = call.args.text("channel")
    if named:
        channel = visible_channel(core, named)
        if channel.kind is not ChannelKind.IM:
            raise SlackSaysNo("method_not_supported_for_channel_type")
    else:
        users = call.args.words("users")
        if not users:
            raise SlackSaysNo("users_list_not_supplied")
        if len(users) > 1:
            raise SlackSaysNo("method_not_supported_for_channel_type")
        if users[0] not in core.workspace.users:
            raise SlackSaysNo("user_not_found")
        channel = core.im_with(users[0])
    whole = call.args.flag("return_im")
    return {"channel": channel_json(core, channel) if whole else {"id": channel.id}}


def members(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    rows: list[Json] = [{"id": member} for member in channel.members]
    some, following = page(rows, call.args.text("cursor"), _limit(call))
    return {
        "members": [row["id"] for row in some],
        "response_metadata": {"next_cursor": following},
    }


def create(core: Core, call: Call) -> Json:
    name = call.args.text("name").removeprefix("#")
    if not _NAME.fullmatch(name):
        raise SlackSaysNo("invalid_name_specials")
    if core.workspace.channel_named(name) is not None:
        raise SlackSaysNo("name_taken")
    kind = ChannelKind.PRIVATE if call.args.flag("is_private") else ChannelKind.PUBLIC
    channel = core.add_channel(name, kind, (core.app.bot_user,))
    return {"channel": channel_json(core, channel)}


def invite(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    if core.app.bot_user not in channel.members:
        raise SlackSaysNo("not_in_channel")
    for user in call.args.words("users"):
        if user not in core.workspace.users:
            raise SlackSaysNo("user_not_found")
        if user in channel.members:
            raise SlackSaysNo("already_in_channel")
        core.join(channel, user)
    return {"channel": channel_json(core, channel)}


def history(core: Core, call: Call) -> Json:
    channel = _readable(core, call)
    oldest, latest = _span(call)
    inclusive = call.args.flag("inclusive")
    span = channel.top_between(oldest, latest, inclusive=inclusive)
    newest_first = span[::-1]
    some, following = _page_of_ts(core, newest_first, call, descending=True)
    metadata = call.args.flag("include_all_metadata")
    return {
        "messages": [message_json(core, _at(channel, ts), metadata=metadata) for ts in some],
        "has_more": bool(following),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": {"next_cursor": following},
    }


def replies(core: Core, call: Call) -> Json:
    """The thread's first message, on every page, then its replies, oldest first."""
    channel = _readable(core, call)
    named = channel.get(call.args.text("ts"))
    if named is None:
        raise SlackSaysNo("thread_not_found")
    parent = channel.get(named.thread_ts) or named
    oldest, latest = _span(call)
    inclusive = call.args.flag("inclusive")
    span = [
        reply.ts
        for reply in channel.replies_of(parent.ts)
        if (reply.ts > oldest or (inclusive and reply.ts == oldest))
        and (not latest or reply.ts < latest or (inclusive and reply.ts == latest))
    ]
    some, following = _page_of_ts(core, span, call, descending=False)
    metadata = call.args.flag("include_all_metadata")
    shown = [parent, *(_at(channel, ts) for ts in some)]
    return {
        "messages": [message_json(core, message, metadata=metadata) for message in shown],
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }


def _readable(core: Core, call: Call) -> Channel:
    """Reading what was said takes membership, in public channels too."""
    channel = visible_channel(core, call.args.text("channel"))
    if core.app.bot_user not in channel.members:
        raise SlackSaysNo("not_in_channel")
    letter = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
    needed = letter[channel.kind.value] + ":history"
    if needed not in call.token.scopes:
        provided = ",".join(sorted(call.token.scopes))
        raise SlackSaysNo("missing_scope", extra={"needed": needed, "provided": provided})
    return channel


def _span(call: Call) -> tuple[str, str]:
    """oldest and latest as full ts, ``""`` where there is no bound."""
    bounds = []
    for name in ("oldest", "latest"):
        words = call.args.text(name)
        if words and not _TS.fullmatch(words):
            raise SlackSaysNo(f"invalid_ts_{name}")
        seconds, _, micro = words.partition(".")
        unbounded = not words or float(words) == 0
        bounds.append("" if unbounded else f"{seconds.rjust(10, '0')}.{micro.ljust(6, '0')}")
    return bounds[0], bounds[1]


def _limit(call: Call) -> int:
    limit = call.args.number("limit", 100)
    if not 0 <= limit <= MOST + 1:
        raise SlackSaysNo("invalid_limit")
    return min(limit, MOST) or 100


def _page_of_ts(
    core: Core, span: Sequence[str], call: Call, *, descending: bool
) -> tuple[list[str], str]:
    """A page by ts, so that messages that arrive meanwhile shift nothing."""
    cursor = call.args.text("cursor")
    if cursor and not cursor.startswith("next_ts:"):
        raise SlackSaysNo("invalid_cursor")
    start = cursor.removeprefix("next_ts:")
    rest = list(span)
    if start:
        rest = [ts for ts in span if (ts <= start if descending else ts >= start)]
    limit = min(_limit(call), core.rates.rates.history_page)
    return rest[:limit], f"next_ts:{rest[limit]}" if len(rest) > limit else ""


def _at(channel: Channel, ts: str) -> Message:
    message = channel.get(ts)
    if message is None:
        raise SlackSaysNo("internal_error")
    return message


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")
_INVITE = ("channels:manage", "channels:write.invites", "groups:write.invites", "groups:write")
METHODS = (
    Method("conversations.info", info, _READ, 3, ("channel",), takes_json=False),
    Method("conversations.list", list_all, _READ, 2, takes_json=False),
    Method("users.conversations", list_all, _READ, 3, takes_json=False),
    Method("conversations.join", join, ("channels:join",), 3, ("channel",)),
    Method("conversations.leave", leave, _WRITE, 3, ("channel",)),
    Method("conversations.open", open_im, _WRITE, 3),
    Method("conversations.members", members, _READ, 4, ("channel",), takes_json=False),
    Method("conversations.create", create, _WRITE, 2, ("name",)),
    Method("conversations.invite", invite, _INVITE, 3, ("channel", "users")),
    Method("conversations.history", history, _HISTORY, 3, ("channel",)),
    Method("conversations.replies", replies, _HISTORY, 3, ("channel", "ts"), takes_json=False),
)
