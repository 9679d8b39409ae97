"""response_url and trigger_id: what an app may do once, soon, and not again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sandbox.slack.wire import SlackSaysNo

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60
TRIGGER_SECONDS = 3.0


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer one interaction.

    message_ts   the message that was pressed, "" for a command
    interaction  id of the interaction that it belongs to
    """

    token: str
    channel: str
    user: str
    message_ts: str
    interaction: str
    issued_at: float
    uses: int = 0


@dataclass(slots=True)
class ResponseUrls:
    _urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(
        self, channel: str, user: str, interaction: str, now: float, message_ts: str = ""
    ) -> ResponseUrl:
        token = secrets.token_hex(12)
        self._urls[token] = ResponseUrl(token, channel, user, message_ts, interaction, now)
        return self._urls[token]

    def use(self, token: str, now: float) -> ResponseUrl:
        """Count one use. Raises ``expired_url`` or ``used_url``."""
        url = self._urls.get(token)
        if url is None or now - url.issued_at > RESPONSE_SECONDS:
            raise SlackSaysNo("expired_url")
        if url.uses >= RESPONSE_USES:
            raise SlackSaysNo("used_url")
        url.uses += 1
        return url


@dataclass(slots=True)
class Trigger:
    user: str
    interaction: str
    issued_at: float
    root_view: str = ""
    spent: bool = False


@dataclass(slots=True)
class Triggers:
    _triggers: dict[str, Trigger] = field(default_factory=dict)

    def issue(self, user: str, interaction: str, now: float, root_view: str = "") -> str:
        """``root_view`` is the modal that was pressed in; only then may views.push be called."""
        trigger_id = f"{int(now)}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, interaction, now, root_view)
        return trigger_id

    def spend(self, trigger_id: str, now: float) -> Trigger:
        """Raises ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackSaysNo("invalid_trigger_id")
        if trigger.spent:
            raise SlackSaysNo("exchanged_trigger_id")
        if now - trigger.issued_at > TRIGGER_SECONDS:
            raise SlackSaysNo("expired_trigger_id")
        trigger.spent = True
        return trigger
