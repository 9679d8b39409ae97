"""auth.*, users.*, bots.*, team.*, reactions.*, apps.*: who is who."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.method import Method, page, visible_channel
from sandbox.slack.shown import bot_profile, user_json
from sandbox.slack.wire import Json, SlackSaysNo


def auth_test(core: Core, call: Call) -> Json:
    workspace = core.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[core.app.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": core.app.bot_user,
        "bot_id": core.app.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(core: Core, call: Call) -> Json:
    if not call.args.flag("test"):
        core.tokens.put(replace(call.token, dead="token_revoked"))
    return {"revoked": not call.args.flag("test")}


def users_info(core: Core, call: Call) -> Json:
    user = core.workspace.users.get(call.args.text("user"))
    if user is None:
        raise SlackSaysNo("user_not_found")
    return {"user": user_json(core, user)}


def users_list(core: Core, call: Call) -> Json:
    rows = [user_json(core, user) for user in core.workspace.users.values()]
    limit = call.args.number("limit", len(rows) or 1)
    some, following = page(rows, call.args.text("cursor"), limit)
    return {
        "members": some,
        "cache_ts": int(core.clock()),
        "response_metadata": {"next_cursor": following},
    }


def bots_info(core: Core, call: Call) -> Json:
    if call.args.text("bot") not in ("", core.app.bot_id):
        raise SlackSaysNo("bot_not_found")
    return {"bot": bot_profile(core)}


def team_info(core: Core, call: Call) -> Json:
    workspace = core.workspace
    team = {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain}
    return {"team": team | {"email_domain": "", "icon": {"image_default": True}}}


def reactions_add(core: Core, call: Call) -> Json:
    channel = visible_channel(core, call.args.text("channel"))
    message = channel.get(call.args.text("timestamp"))
    if message is None:
        raise SlackSaysNo("message_not_found")
    if channel.archived:
        raise SlackSaysNo("is_archived")
    reaction = (call.args.text("name").strip(":"), core.app.bot_user)
    if reaction in message.reactions:
        raise SlackSaysNo("already_reacted")
    after = replace(message, reactions=(*message.reactions, reaction))
    core.edit(message, after, mark=False)
    return {}


def oauth_access(core: Core, call: Call) -> Json:
    """Trade the code of an installation for the bot token."""
    code = call.args.text("code")
    if code not in core.codes:
        raise SlackSaysNo("invalid_code")
    core.codes.discard(code)
    token = core.tokens.of(core.app.bot_user)
    if token.dead:
        # Installed again after it was removed: the old token stays dead.
        token = replace(token, value=f"xoxb-sandbox-{secrets.token_hex(12)}", dead="")
        core.tokens.put(token)
    installer = next(u for u in core.workspace.users.values() if not u.is_bot)
    return {
        "app_id": core.app.id,
        "authed_user": {"id": installer.id},
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": core.app.bot_user,
        **_installed_in(core),
    }


def _installed_in(core: Core) -> Json:
    if core.organization:
        organization = {"id": core.organization, "name": core.workspace.name}
        return {"team": None, "enterprise": organization, "is_enterprise_install": True}
    team = {"id": core.workspace.team_id, "name": core.workspace.name}
    return {"team": team, "enterprise": None, "is_enterprise_install": False}


METHODS = (
    Method(
        "oauth.v2.access", oauth_access, tier=0, required=("code",), takes_json=False, kind=None
    ),
    Method("auth.test", auth_test, tier=0),
    Method("auth.revoke", auth_revoke, takes_json=False),
    Method("users.info", users_info, ("users:read",), 4, ("user",), takes_json=False),
    Method("users.list", users_list, ("users:read",), 2, takes_json=False),
    Method("bots.info", bots_info, ("users:read",), takes_json=False),
    Method("team.info", team_info, ("team:read",)),
    Method(
        "reactions.add",
        reactions_add,
        ("reactions:write",),
        required=("channel", "name", "timestamp"),
    ),
)
