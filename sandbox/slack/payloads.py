"""Payloads of commands, interactions and events, whole as Slack sends them."""

from __future__ import annotations

from typing import Any

from sandbox.slack.core import Core
from sandbox.slack.model import Channel, ChannelKind, Message, User
from sandbox.slack.shown import message_json
from sandbox.slack.wire import Json


def command(
    core: Core, user: User, channel: Channel, name: str, text: str, trigger_id: str, url: str
) -> Json:
    """All values are words: this one travels as a form."""
    return {
        "token": core.app.verification_token,
        "team_id": core.workspace.team_id,
        "team_domain": core.workspace.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": core.app.id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger_id,
    }


def interaction(core: Core, kind: str, user: User, trigger_id: str, **more: Any) -> Json:
    """What every interactive payload has in common, and ``more``."""
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": core.workspace.team_id,
        },
        "api_app_id": core.app.id,
        "token": core.app.verification_token,
        "trigger_id": trigger_id,
        "team": {"id": core.workspace.team_id, "domain": core.workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def in_message(core: Core, message: Message, channel: Channel) -> Json:
    """Where a press happened. An ephemeral message is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    where: Json = {"container": container, "channel": channel_ref(channel)}
    if not message.ephemeral_to:
        where["message"] = message_json(core, message)
    return where


def channel_ref(channel: Channel) -> Json:
    return {"id": channel.id, "name": _channel_name(channel)}


def event(core: Core, inner: Json) -> Json:
    """The envelope of an event, with an event_id of its own."""
    team = core.workspace.team_id
    return {
        "token": core.app.verification_token,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": core.app.id,
        "event": inner,
        "type": "event_callback",
        "event_id": core.ids.new("Ev"),
        "event_time": int(core.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": core.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{core.app.id}-{team}",
    }


def message_event(core: Core, message: Message, channel: Channel, kind: str) -> Json:
    """``kind`` is ``message`` or ``app_mention``."""
    types = {ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group", ChannelKind.IM: "im"}
    inner = message_json(core, message) | {"channel": channel.id, "event_ts": message.ts}
    inner["type"] = kind
    if kind == "message":
        inner["channel_type"] = types[channel.kind]
    return inner


def _channel_name(channel: Channel) -> str:
    names = {ChannelKind.IM: "directmessage", ChannelKind.PRIVATE: "privategroup"}
    return names.get(channel.kind, channel.name)
