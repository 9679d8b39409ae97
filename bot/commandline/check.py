"""``crier check``: every court once, then whatever is due to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from bot.delivery.finishing import send_all
from bot.delivery.notices import Notices
from bot.serving import process
from bot.serving.process import Parts
from bot.words.coverage import as_newsrooms_say
from bot.words.phrases import counted
from filings import courts
from filings.errors import BadInput
from filings.store import sources
from watchers import schedule
from watchers.poll import Outcome, Result


@dataclass(frozen=True, slots=True)
class Report:
    """What ``crier check`` did."""

    outcomes: tuple[Outcome, ...]
    unsent: int

    @property
    def failed(self) -> bool:
        return self.unsent > 0 or any(o.result is Result.FAILED for o in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        return {"courts": [_outcome_json(o) for o in self.outcomes], "unsent": self.unsent}

    def as_text(self) -> str:
        lines = [_outcome_line(outcome) for outcome in self.outcomes]
        if not lines:
            lines = ["No court is followed. Begin with: crier follow TEXT --channel terminal"]
        if self.unsent:
            some = counted(self.unsent, "message", "messages")
            lines.append(
                f"{some} could not be sent now; {'it waits' if self.unsent == 1 else 'they wait'}."
            )
        return "\n".join(lines)


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    recorded = outcome.recorded
    return {
        "court": outcome.court,
        **({"case": outcome.case} if outcome.case else {}),
        "result": str(outcome.result),
        "entries": recorded.entries if recorded else 0,
        "changes": recorded.changes if recorded else 0,
        "deliveries": recorded.deliveries if recorded else 0,
        "dropped": recorded.dropped if recorded else 0,
        "error": outcome.error,
    }


def _outcome_line(outcome: Outcome) -> str:
    name = courts.get(outcome.court).short_name
    if outcome.case:
        name = f"{name} {outcome.case}"
    if outcome.result is Result.FAILED:
        said = as_newsrooms_say(outcome.error, outcome.court)
        return said if said.startswith(f"{name} ") else f"{name}: {said}"
    if outcome.recorded is None:
        return f"{name}: nothing new"
    entries, told = outcome.recorded.entries, outcome.recorded.deliveries
    if not outcome.first:
        return f"{name}: {counted(entries, 'new entry', 'new entries')}, {told} for followers"
    line = f"{name}: {counted(entries, 'entry', 'entries')} recorded as history"
    return f"{line}, {told} for followers" if told else line


async def check(made: Parts, named: Sequence[str], *, to_stderr: bool = False) -> Report:
    """Read every followed source once and send what is due.

    Waits for what another process holds. ``named`` are courts, of which alone to read.
    """
    followed = await sources.followed(made.db)
    wanted = [courts.get(name).id for name in named]
    for court in wanted:
        if court not in {source.court for source in followed}:
            raise BadInput(f"No case of {courts.get(court).short_name} is followed.")
    read = [source for source in followed if not wanted or source.court in wanted]
    async with process.poller(made) as poller:
        outcomes = await schedule.check(
            made.db, poller, read, made.clock, min_seconds=made.settings.min_seconds
        )
    asks = made.settings.courtlistener_token is not None
    await Notices(made.db, made.renderer, asks=asks).duty(made.clock())
    write = (lambda text: click.echo(text, err=True)) if to_stderr else None
    sender = process.sender(made, write=write)
    slack = made.workspaces() is not None
    unsent = await send_all(made.db, sender, made.clock, slack=slack)
    return Report(tuple(outcomes), unsent)
