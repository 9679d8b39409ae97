"""How messages, channels and people look in Slack's answers."""

from __future__ import annotations

from sandbox.slack.core import TOMBSTONE, Core
from sandbox.slack.model import Channel, ChannelKind, Message, User
from sandbox.slack.wire import Json


def message_json(core: Core, message: Message, *, metadata: bool = True) -> Json:
    """Without ``metadata`` only its event_type is shown, as conversations.history does."""
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    shown["team"] = message.team
    if message.user == TOMBSTONE:
        shown |= {"subtype": "tombstone", "hidden": True}
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id}
        shown["bot_profile"] = bot_profile(core)
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.attachments:
        shown["attachments"] = list(message.attachments)
    if message.metadata is not None:
        event_type = {"event_type": message.metadata["event_type"]}
        shown["metadata"] = dict(message.metadata) if metadata else event_type
    if message.edited_at and not message.ephemeral_to:
        shown["edited"] = {"user": message.user, "ts": message.edited_at}
    if message.ephemeral_to:
        shown |= {"subtype": "bot_message", "is_ephemeral": True}
    return shown | _thread_json(core, message) | _reactions_json(message)


def _thread_json(core: Core, message: Message) -> Json:
    if not message.thread_ts:
        return {}
    shown: Json = {"thread_ts": message.thread_ts}
    if message.is_reply:
        parent = core.workspace.find(message.channel, message.thread_ts)
        shown["parent_user_id"] = parent.user if parent else "USLACKBOT"
        if message.broadcast:
            shown["subtype"] = "thread_broadcast"
        return shown
    replies = core.workspace.channels[message.channel].replies_of(message.ts)
    people = list(dict.fromkeys(reply.user for reply in replies))
    shown |= {"reply_count": len(replies), "reply_users_count": len(people)}
    shown |= {"reply_users": people[:5], "is_locked": False, "subscribed": False}
    if replies:
        shown["latest_reply"] = replies[-1].ts
    return shown


def _reactions_json(message: Message) -> Json:
    if not message.reactions:
        return {}
    users: dict[str, list[str]] = {}
    for name, user in message.reactions:
        users.setdefault(name, []).append(user)
    return {
        "reactions": [
            {"name": name, "users": who, "count": len(who)} for name, who in users.items()
        ]
    }


def bot_profile(core: Core) -> Json:
    app = core.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user,
        "name": app.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": core.workspace.team_id,
    }


def channel_json(core: Core, channel: Channel) -> Json:
    bot = core.app.bot_user
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind is ChannelKind.IM,
        "is_org_shared": False,
        "context_team_id": core.workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind is ChannelKind.IM:
        other = next((member for member in channel.members if member != bot), bot)
        return shown | {"user": other, "is_user_deleted": False, "priority": 0}
    private = channel.kind is ChannelKind.PRIVATE
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": private,
        "is_mpim": False,
        "is_private": private,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": bot in channel.members,
        "creator": next(iter(channel.members), ""),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
        "shared_team_ids": [core.workspace.team_id],
    }


def user_json(core: Core, user: User) -> Json:
    return {
        "id": user.id,
        "team_id": user.team or core.workspace.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "is_admin": user.is_admin,
        "is_owner": user.is_admin,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "team": core.workspace.team_id,
        },
    }
