"""What an app offers besides its messages: what its manifest says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` with its slash; ``hint`` and ``description`` as in the manifest."""

    name: str
    hint: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A shortcut: ``name`` is what people see, ``callback_id`` what the app is told."""

    callback_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Offers:
    """shortcuts are global ones, message_shortcuts those in a message's menu."""

    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Offered, ...] = ()
    message_shortcuts: tuple[Offered, ...] = ()

    def command(self, name: str) -> Command | None:
        return next((one for one in self.commands if one.name == name), None)


CRIER = Offers(
    commands=(
        Command(
            "/docket",
            "[follow|unfollow|list|recent|test|help] case",
            "Look up, follow and list court cases",
        ),
    ),
)
"""As slack/manifest.yaml has it."""
