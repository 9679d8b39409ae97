"""How a command of ``crier`` runs: with its pieces, and with an answer as JSON or as text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import click

from bot.commandline import answers
from bot.serving import logs, process
from bot.serving.scrubbing import secrets_of
from filings import settings as all_settings

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def run_with(
    work: Callable[[process.Parts], Awaitable[int | None]], *, json_logs: bool = False
) -> int:
    """Run one command with its pieces; its exit code."""
    settings = all_settings.load()
    logs.configure(json_lines=json_logs, secrets=secrets_of(settings))

    async def whole() -> int | None:
        async with process.parts(settings) as made:
            return await work(made)

    return asyncio.run(whole()) or 0


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_answer(
    ask: Callable[[process.Parts, str], Awaitable[answers.Answer]], words: str, as_json: bool
) -> int:
    async def once(made: process.Parts) -> int:
        answer = await ask(made, words)
        if as_json:
            print_json(answer.value)
            if answer.aside:
                click.echo(answer.aside, err=True)
        else:
            click.echo(answer.text)
        return answer.code

    return run_with(once)
