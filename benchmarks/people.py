"""People who keep a Slack app busy: each kind of act by somebody of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from benchmarks.busy import channels
from sandbox.slack import Message, Person, Rates, SandboxSlack, Setup
from sandbox.slack.delivery import Kind

KINDS = ("command", "press", "submission", "menu", "shortcut", "event")
PATIENCE = 30.0
"""Seconds; Slack itself gives up on an act after three."""
PLACE = "courts"


@dataclass(frozen=True, slots=True)
class Act:
    """``seconds`` from the act to its acknowledgement, or to giving up."""

    kind: str
    seconds: float
    acked: bool


Doing: TypeAlias = Callable[[int], Awaitable[bool]]
"""Does it for the so-manieth time; whether it was acknowledged."""


def at_work() -> Setup:
    """A workspace with a person for each kind of act. It takes one message in ten seconds in a
    channel, so that alerts go on waiting although twenty of them are folded into one."""
    return Setup(channels=(PLACE, *channels()), users=KINDS, rates=Rates(0.1, 1, tiers=False))


async def acts(slack: SandboxSlack, cases: Sequence[str], rounds: int, pause: float) -> list[Act]:
    """Every kind side by side, ``rounds`` times with ``pause`` seconds between."""
    made = await _doings(slack, cases)
    done: list[Act] = []

    async def keep_on(kind: str, doing: Doing, late: float) -> None:
        await asyncio.sleep(late)
        for count in range(rounds):
            began = perf_counter()
            acked = await doing(count)
            done.append(Act(kind, perf_counter() - began, acked))
            await asyncio.sleep(pause)

    await asyncio.gather(
        *(keep_on(kind, made[kind], pause * n / len(made)) for n, kind in enumerate(made))
    )
    return done


async def _doings(slack: SandboxSlack, cases: Sequence[str]) -> dict[str, Doing]:
    people = {kind: slack.user(kind) for kind in KINDS}
    slack.invite(PLACE)
    alert = await slack.wait_for(lambda message: message.metadata is not None, PATIENCE)
    card = await _card(people["press"], cases[0])
    form = await _form(people["submission"], "settings")
    menu = await _form(people["menu"], "follow")

    async def command(count: int) -> bool:
        verbs = ("", "recent ", "cite ", "follow ", "unfollow ")
        text = verbs[count % len(verbs)] + cases[count // len(verbs) % len(cases)]
        return (await people["command"].command(PLACE, "/docket", text, within=PATIENCE)).acked

    async def press(count: int) -> bool:
        return (await people["press"].press(card, "Recent", within=PATIENCE)).acked

    async def submission(count: int) -> bool:
        sent = await people["submission"].submit(form, {"form:threads": []}, within=PATIENCE)
        return sent.acked

    async def menus(count: int) -> bool:
        return bool(await people["menu"].options(menu, "form:case", "harbor", within=PATIENCE))

    return {
        "command": command, "press": press, "submission": submission, "menu": menus,
        "shortcut": _shortcuts(people["shortcut"], alert), "event": _events(slack, people["event"]),
    }  # fmt: skip


async def _card(person: Person, case: str) -> Message:
    asked = await person.command(PLACE, "/docket", case, within=PATIENCE)
    return await asked.reply(within=PATIENCE)


async def _form(person: Person, text: str) -> dict[str, object]:
    opened = await person.command(PLACE, "/docket", text, within=PATIENCE)
    return await opened.modal(PATIENCE)


def _shortcuts(person: Person, message: Message) -> Doing:
    async def choose(count: int) -> bool:
        if count % 2:
            done = await person.message_shortcut(message, "crier:follow_cases", within=PATIENCE)
        else:
            done = await person.shortcut("crier:start", within=PATIENCE)
        return done.acked

    return choose


def _events(slack: SandboxSlack, person: Person) -> Doing:
    link = "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?660000"

    async def happen(count: int) -> bool:
        known = len(slack.courier.deliveries)
        ways: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: person.mention(PLACE, "1:25-cv-80000 dcd", within=PATIENCE),
            lambda: person.dm("1:25-cv-80000 dcd", within=PATIENCE),
            lambda: person.say(PLACE, f"Have you seen {link}?", within=PATIENCE),
            lambda: person.open_home(within=PATIENCE),
        )
        await ways[count % len(ways)]()
        told = [
            each
            for each in slack.courier.deliveries[known:]
            if each.kind is Kind.EVENT and each.payload["event"].get("user") == person.id
        ]
        return bool(told) and all(each.acked and each.attempts == 1 for each in told)

    return happen
