"""How a sandbox begins: its people, its channels, its app and that app's tokens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.slack.core import App, Core
from sandbox.slack.courier import ACK_SECONDS, RETRY_SECONDS
from sandbox.slack.events import SUBSCRIBED
from sandbox.slack.model import ChannelKind, User, Workspace
from sandbox.slack.rate import RateLimiter, Rates
from sandbox.slack.tokens import BOT_SCOPES, Token, TokenKind, Tokens
from sandbox.slack.wire import APP_NAME, Clock, Identifiers

_APP_SCOPES = frozenset({"connections:write"})


@dataclass(frozen=True, slots=True)
class Registration:
    """What an app has in every workspace alike, as its page at Slack shows it."""

    app_id: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str


def new_registration(app_id: str) -> Registration:
    return Registration(
        app_id=app_id,
        client_id=f"{secrets.randbelow(10**10):010d}.{secrets.randbelow(10**10):010d}",
        client_secret=secrets.token_hex(16),
        signing_secret=secrets.token_hex(16),
        verification_token=secrets.token_hex(12),
    )


@dataclass(frozen=True, slots=True)
class Setup:
    """How a sandbox begins.

    channels      public ones; ``private`` and ``archived`` likewise
    users         handles of the people, all in every channel
    scopes        of the bot token
    events        what the app is subscribed to
    should_escape what the manifest says of the command: typed links, people and
                  channels arrive as tokens
    request_url   where the app takes signed HTTP, None for Socket Mode alone
    ack_seconds   an app has for its ack; Slack gives 3
    retry_seconds before each further attempt to deliver an event
    registration  of an app that is in other workspaces too, None for one of its own
    first_id      where identifiers begin; two workspaces that begin alike have the same ones
    """

    team_name: str = "Newsroom"
    team_domain: str = "newsroom"
    channels: Sequence[str] = ("general", "courts")
    private: Sequence[str] = ("investigations",)
    archived: Sequence[str] = ("old-desk",)
    users: Sequence[str] = ("reporter", "editor")
    scopes: frozenset[str] = BOT_SCOPES
    events: frozenset[str] = SUBSCRIBED
    should_escape: bool = False
    unfurl_domains: tuple[str, ...] = ("courtlistener.com", "uscourts.gov")
    request_url: str | None = None
    rates: Rates = field(default_factory=Rates)
    ack_seconds: float = ACK_SECONDS
    retry_seconds: Sequence[float] = RETRY_SECONDS
    registration: Registration | None = None
    first_id: int = 1


def new_core(setup: Setup, clock: Clock, bot_token: str, app_token: str) -> Core:
    ids = Identifiers(setup.first_id)
    app_id = ids.new("A")
    registration = setup.registration or new_registration(app_id)
    app = App(
        id=registration.app_id,
        bot_id=ids.new("B"),
        bot_user=ids.new("U"),
        name=APP_NAME,
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        signing_secret=registration.signing_secret,
        verification_token=registration.verification_token,
        unfurl_domains=setup.unfurl_domains,
        should_escape=setup.should_escape,
    )
    tokens = Tokens(
        (
            Token(bot_token, TokenKind.BOT, setup.scopes, app.bot_user),
            Token(app_token, TokenKind.APP, _APP_SCOPES),
        )
    )
    workspace = Workspace(ids.new("T"), setup.team_name, setup.team_domain)
    core = Core(workspace, app, tokens, clock, ids, RateLimiter(setup.rates))
    workspace.add_user(User(app.bot_user, "crier", APP_NAME, is_bot=True))
    members = tuple(core.add_user(name).id for name in setup.users)
    for name in setup.channels:
        core.add_channel(name, ChannelKind.PUBLIC, members)
    for name in setup.private:
        core.add_channel(name, ChannelKind.PRIVATE, members)
    for name in setup.archived:
        core.archive(core.add_channel(name, ChannelKind.PUBLIC, members))
    return core
