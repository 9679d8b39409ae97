"""What the commands of whoever keeps house answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.access.channels import destination
from bot.commandline import transfer
from bot.commandline.answers import Answer
from bot.commandline.carried import Carried
from bot.desk.housekeeping import WHO_WORDS
from bot.serving.process import Parts
from bot.words import terminal
from bot.words.followlines import place_of
from filings import courts, numbers, references
from filings.errors import BadInput
from filings.store import audit, nameless, places, workspaces
from filings.store.audit import AuditLine

_ONE_LINE = 10_000


async def log(made: Parts, channel: str, count: int) -> Answer:
    """Lines of the audit, of one channel or of all."""
    if channel:
        to, _ = await destination(made.workspaces(), channel, enter=False)
        lines = await audit.lines(made.db, to.team_id, to.channel_id, count)
    else:
        lines = await audit.lines(made.db, None, None, count)
    if not lines:
        return Answer([], "Nothing was followed or changed yet.")
    now = made.clock()
    named = await places.names(made.db)
    said = [f"{place_of(line.to, named)}  {_words(made, line, now)}" for line in lines]
    return Answer([_line_json(line) for line in lines], "\n".join(said))


def _words(made: Parts, line: AuditLine, now: datetime) -> str:
    """The line as /docket log has it."""
    return terminal.render(made.renderer.log([line], "", now), _ONE_LINE).strip()


def _line_json(line: AuditLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(), "team": line.to.team_id, "channel": line.to.channel_id,
        "who": line.who, "what": line.what, "court": line.court, "number": line.number,
        "detail": line.detail,
    }  # fmt: skip


async def workspace(made: Parts, team: str, who_follows: str | None) -> Answer:
    """Who may follow in a workspace's channels; set with ``who_follows``."""
    team = await _team(made, team)
    if who_follows is not None:
        await workspaces.set_who_follows(made.db, team, who_follows, by="", now=made.clock())
    view = await workspaces.get(made.db, team)
    words = WHO_WORDS[view.who_follows]
    value = {
        "team": view.team_id, "name": view.name, "who_follows": view.who_follows,
        "ended_at": view.ended_at.isoformat() if view.ended_at else None,
    }  # fmt: skip
    gone = " Crier was removed there." if view.ended_at else ""
    return Answer(value, f"{view.team_id}: {words} can change what a channel follows.{gone}")


async def _team(made: Parts, team: str) -> str:
    slack = made.workspaces()
    if slack is None:
        raise BadInput("There is no SLACK_BOT_TOKEN, so there is no workspace.")
    teams = [each.id for each in await slack.teams()]
    if team in teams or (team and team in await workspaces.ended(made.db)):
        return team
    if not team and len(teams) == 1:
        return teams[0]
    known = ", ".join(teams) or "none yet"
    raise BadInput(f"Name a workspace that Crier is in: {known}.")


async def forget(made: Parts, name: str, case: str) -> Answer:
    """Take a name out of one case; how many messages are edited because of it."""
    found = [ref for ref in references.find(case) if ref.court and ref.number]
    if len(found) != 1:
        raise BadInput("Name one case by number and court, such as 1:25-cv-00457 dcd.")
    court = courts.get(found[0].court or "")
    if not nameless.can_be_found(name):
        raise BadInput("Give the name as the docket prints it, three letters at least.")
    parts = numbers.parts_of(found[0].number, court.kind)
    edits = await nameless.forget(made.db, court.id, parts, name)
    if edits is None:
        raise BadInput(f"Nothing is recorded of {court.citation} {found[0].number}.")
    shown = "1 message is" if edits == 1 else f"{edits:,} messages are"
    value = {"court": court.id, "number": found[0].number, "edits": edits}
    return Answer(
        value, f"The name is gone from {court.citation} {found[0].number}; {shown} edited."
    )


async def take_in(made: Parts, what: Carried, *, partly: bool) -> Answer:
    """Take in what a file holds; exit code 2 where nothing was written, 1 where not all was."""
    done = await transfer.take_in(made, what, partly=partly)
    value = {
        "followed": done.begun, "changed": done.changed, "unchanged": done.same,
        "faults": [{"place": fault.place, "why": fault.why} for fault in done.faults],
    }  # fmt: skip
    said = [f"{fault.place}: {fault.why}" for fault in done.faults]
    if not done.written:
        hint = "Nothing was imported. Mend what is named, or leave it out with --partly:"
        return Answer(value, "\n".join([hint, *said]), 2)
    if done.begun or done.changed:
        said.insert(0, _did(done))
    elif not said:
        said = ["Nothing to do: all is as the file says."]
    return Answer(value, "\n".join(said), 1 if done.faults else 0)


def _did(done: transfer.Done) -> str:
    return f"{done.begun:,} followed, {done.changed:,} changed, {done.same:,} as they were."
