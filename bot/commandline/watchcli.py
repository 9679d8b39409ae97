"""``crier watch``, ``unwatch``, ``watches`` and ``new``."""

from __future__ import annotations

from typing import Any

import click

from bot.commandline import watchanswers
from bot.commandline.answers import Answer
from bot.commandline.clirun import AS_JSON, show_answer
from bot.serving import process

_CHANNEL = click.option("--channel", required=True, help="A channel's id or #name, or: terminal")
_QUOTES = {'"', "“", "”"}
# "-hearing" is a word, about which there is something to say, and no wish for help.
_HYPHENS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
_TEXT = click.argument("text", nargs=-1, required=True)


def _typed(text: tuple[str, ...]) -> str:
    """The line as it was typed: a shell has taken the quotes off a phrase. What begins with a
    hyphen is none, but words that somebody wants left out."""
    return " ".join(
        f'"{word}"' if " " in word and word[0] != "-" and not _QUOTES & {*word} else word
        for word in text
    )


@click.command(context_settings=_HYPHENS)
@_TEXT
@_CHANNEL
@click.option("--anyway", is_flag=True, help="Even if it would post more than anybody reads.")
@AS_JSON
def watch(text: tuple[str, ...], channel: str, anyway: bool, as_json: bool) -> int:
    """Watch words in captions and filings of some courts.

    As in Slack: crier watch "harbor gazette" in dcd nysd new --channel "#courts". Behind the
    courts may stand new (only new cases), any, hourly, daily, and sorts of cases (criminal).
    First it says what that would have posted of what is recorded.
    """

    async def show(made: process.Parts, words: str) -> Answer:
        return await watchanswers.watch(made, words, channel, anyway=anyway)

    return show_answer(show, _typed(text), as_json)


@click.command(context_settings=_HYPHENS)
@_TEXT
@_CHANNEL
@AS_JSON
def unwatch(text: tuple[str, ...], channel: str, as_json: bool) -> int:
    """Stop watching words in a channel."""

    async def show(made: process.Parts, words: str) -> Answer:
        return await watchanswers.unwatch(made, words, channel)

    return show_answer(show, _typed(text), as_json)


@click.command()
@click.option("--channel", default="", help="Only this channel's.")
@AS_JSON
def watches(channel: str, as_json: bool) -> int:
    """Which words are watched, and where; and each morning's lists of new cases."""

    async def show(made: process.Parts, _words: str) -> Answer:
        return await watchanswers.watches_of(made, channel)

    return show_answer(show, "", as_json)


@click.command()
@_TEXT
@AS_JSON
def new(text: tuple[str, ...], as_json: bool) -> int:
    """Today's new cases of a court, all or of a sort: crier new dcd criminal."""
    return show_answer(watchanswers.new, " ".join(text), as_json)


COMMANDS: tuple[Any, ...] = (watch, unwatch, watches, new)
