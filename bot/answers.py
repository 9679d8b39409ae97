"""What the short commands answer: a value for ``--json`` and a text for people."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import click
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import lookup, process, terminal, web
from bot.app import SlackChannels
from bot.blocks import Message
from bot.lookup import Target
from bot.notes import announce
from bot.process import Parts
from bot.sender import Sender
from bot.typed import unusable_filters
from filings import captions, courts, references
from filings.asjson import case_json
from filings.errors import BadInput
from filings.store import cases, follows, outbox, sources, upkeep
from filings.store.core import parts_of
from filings.types import TERMINAL, Destination
from filings.views import CaseView, FollowView, SourceView
from watchers.poll import Outcome, Result
from watchers.schedule import check as check_sources

WIDTH = 100
SEND_WAIT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Answer:
    value: Any
    text: str
    code: int = 0


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
            lines.append(f"{self.unsent} messages could not be sent now; they wait.")
        return "\n".join(lines)


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    recorded = outcome.recorded
    return {
        "court": outcome.court,
        "result": str(outcome.result),
        "entries": recorded.entries if recorded else 0,
        "changes": recorded.changes if recorded else 0,
        "deliveries": recorded.deliveries if recorded else 0,
        "dropped": recorded.dropped if recorded else 0,
        "error": outcome.error,
    }


def _outcome_line(outcome: Outcome) -> str:
    name = courts.get(outcome.court).short_name
    if outcome.result is Result.FAILED:
        return f"{name}: {outcome.error}"
    if outcome.recorded is None:
        return f"{name}: nothing new"
    recorded = outcome.recorded
    return f"{name}: {recorded.entries} new entries, {recorded.deliveries} for followers"


async def check(made: Parts, named: Sequence[str], *, to_stderr: bool = False) -> Report:
    """Read courts once and send what is due, waiting for what another process holds."""
    followed = await sources.followed_courts(made.db)
    wanted = [courts.get(name).id for name in named] or followed
    for court in wanted:
        if court not in followed:
            raise BadInput(f"No case of {courts.get(court).short_name} is followed.")
    async with process.poller(made) as poller:
        outcomes = await check_sources(
            made.db, poller, wanted, made.clock, min_seconds=made.settings.min_seconds
        )
    write = (lambda text: click.echo(text, err=True)) if to_stderr else None
    return Report(tuple(outcomes), await _send_all(made, process.sender(made, write=write)))


async def _send_all(made: Parts, sender: Sender) -> int:
    """Send until nothing waits, or for a minute nothing moves; how many still wait."""
    slack = made.settings.slack_bot_token is not None
    until, before = made.clock() + SEND_WAIT, -1
    while True:
        await sender.send_ready()
        backlog = await outbox.backlog(made.db, made.clock(), slack=slack)
        left = backlog.deliveries + backlog.posts
        if not left:
            return 0
        if left != before:
            until, before = made.clock() + SEND_WAIT, left
        if made.clock() > until:
            return left
        await asyncio.sleep(0.2)


async def find(made: Parts, text: str) -> list[dict[str, Any]]:
    """Cases that a text names, with the caption where the record has one."""
    found = []
    for ref in references.find(text):
        caption = ""
        if ref.number and ref.court is not None:
            case = await cases.case(made.db, ref.court, parts_of(ref.court, ref.number), "", 0)
            caption = captions.caption(case.case_name) if case else ""
        elif ref.court is not None and (case_id := ref.links.get("pacer_case_id")):
            known = await cases.by_case_id(made.db, ref.court, case_id, "")
            if known:
                caption = captions.caption(known[0].case_name)
                found.append(_found(ref.court, known[0].docket_number, caption))
                continue
        found.append(_found(ref.court, ref.number, caption))
    return found


def _found(court: str | None, number: str, caption: str) -> dict[str, Any]:
    return {"court": court, "number": number, "caption": caption}


async def lookup_case(made: Parts, text: str, count: int) -> CaseView | Answer:
    """The one case that a text means, or the answer that says why there is none."""
    meant = await lookup.meant(made.db, text, "", count)
    if meant.case is not None:
        return meant.case
    if meant.choices:
        lines = [f"{text} is a case in several courts. Which one?"]
        lines += [
            f"  {case.court} {case.docket_number}  {captions.caption(case.case_name)}"
            for case in meant.choices
        ]
        value = {"choices": [case_json(case) for case in meant.choices]}
        return Answer(value, "\n".join(lines), 1)
    raise BadInput(meant.problem or _not_understood(text))


def _not_understood(text: str) -> str:
    if not text.strip():
        return "Which case? For example: 1:25-cv-00457 dcd"
    return f"“{text}” is not a docket number or a recorded case. Try: 1:25-cv-00457 dcd"


async def lookup_answer(made: Parts, text: str) -> Answer:
    case = await lookup_case(made, text, 5)
    if isinstance(case, Answer):
        return case
    return _shown(made.renderer.case_card(case, made.clock()), case_json(case))


async def recent(made: Parts, text: str, count: int) -> Answer:
    case = await lookup_case(made, text, count)
    if isinstance(case, Answer):
        return case
    return _shown(made.renderer.recent(case, made.clock()), case_json(case))


def _shown(message: Message, value: Any, code: int = 0) -> Answer:
    return Answer(value, terminal.render(message, WIDTH, buttons=False).rstrip("\n"), code)


async def follow(made: Parts, text: str, channel: str) -> Answer:
    if refusal := unusable_filters(text):
        raise BadInput(refusal.replace("/docket", "crier"))
    case = await lookup_case(made, text, 5)
    if isinstance(case, Answer):
        return case
    target: Target = lookup.targets_of(case)
    if not courts.get(target.court).has_feed:
        raise BadInput(
            f"{courts.get(target.court).short_name} publishes no feed that can be read yet."
        )
    to, name = await _destination(made, channel, enter=True)
    now = made.clock()
    done = await follows.follow(
        made.db, to, target.court, target.parts, target.number, by="", now=now, channel_name=name
    )
    coverage = await cases.coverage(made.db, target.court)
    message = made.renderer.followed(done.view, coverage, now)
    if not done.already and to != TERMINAL:
        await announce(made.db, to, "follow", message, now)
    return _shown(message, follow_json(done.view))


async def unfollow(made: Parts, text: str, channel: str) -> Answer:
    case = await lookup_case(made, text, 0)
    if isinstance(case, Answer):
        return case
    to, _ = await _destination(made, channel, enter=False)
    target = lookup.targets_of(case)
    ended = await follows.unfollow(made.db, to, target.court, target.parts, made.clock())
    if len(ended) > 1:
        raise BadInput(f"{target.number} fits several follows in {channel}; give the whole number.")
    if not ended:
        raise BadInput(f"{target.number} ({target.court}) is not followed in {channel}.")
    return _shown(made.renderer.unfollowed(ended[0]), follow_json(ended[0]))


async def follows_of(made: Parts, channel: str) -> Answer:
    """Live follows, of one channel or of all."""
    here = await follows.listed(made.db)
    if channel:
        to, _ = await _destination(made, channel, enter=False)
        here = [follow for follow in here if follow.destination == to]
    if not here:
        return Answer([], "No case is followed. Begin with: crier follow TEXT --channel terminal")
    lines = [_follow_line(follow) for follow in here]
    return Answer([follow_json(follow) for follow in here], "\n".join(lines))


def _follow_line(follow: FollowView) -> str:
    name = captions.caption(follow.case_name) if follow.known else "not seen by any source yet"
    place = follow.destination.channel_id
    return f"{place}  {courts.get(follow.court).short_name} {follow.docket_number}  {name}"


def follow_json(view: FollowView) -> dict[str, Any]:
    return {
        "team": view.destination.team_id,
        "channel": view.destination.channel_id,
        "court": view.court,
        "number": view.docket_number,
        "case_name": view.case_name,
        "caption": captions.caption(view.case_name),
        "known": view.known,
        "created_at": view.created_at.isoformat(),
        "created_by": view.created_by,
    }


async def _destination(made: Parts, channel: str, *, enter: bool) -> tuple[Destination, str]:
    """A channel by id or name, joined where that is asked and possible."""
    if channel == TERMINAL.channel_id:
        return TERMINAL, ""
    token = made.settings.slack_bot_token
    if token is None:
        raise BadInput("There is no SLACK_BOT_TOKEN, so only --channel terminal can be used.")
    client = AsyncWebClient(token.get_secret_value(), made.settings.slack_base_url)
    try:
        team = str((await client.auth_test())["team_id"])
        channel_id, name = await _channel(client, channel)
        to = Destination(team, channel_id)
        if enter and not await SlackChannels(client).enter(to):
            raise BadInput(f"Crier is not in {channel}. Type /invite @Crier there, then ask again.")
    except SlackApiError as error:
        code = error.response.get("error")
        raise BadInput(f"Slack does not let Crier use {channel} ({code}).") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadInput("Slack cannot be reached.") from error
    return to, name


async def _channel(client: AsyncWebClient, channel: str) -> tuple[str, str]:
    if re.fullmatch(r"[CDG][A-Z0-9]{5,20}", channel):
        return channel, ""
    wanted = channel.lstrip("#").casefold()
    cursor = ""
    while True:
        page = await client.conversations_list(
            limit=200, cursor=cursor, exclude_archived=True, types="public_channel,private_channel"
        )
        for found in page["channels"]:
            if found["name"].casefold() == wanted:
                return str(found["id"]), str(found["name"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            raise BadInput(f"There is no channel {channel} that Crier can see.")


async def doctor(made: Parts) -> Answer:
    """Every check, each with what to do when it fails."""
    now = made.clock()
    checks: list[tuple[str, bool, str]] = [("database", True, made.db.dialect)]
    checks.append(await _slack_check(made))
    lives = await upkeep.worker_lives(made.db, now)
    checks.append(("worker", lives, "running" if lives else "not running; start: crier worker"))
    waiting = await outbox.backlog(made.db, now)
    late = waiting.oldest_at is not None and now - waiting.oldest_at > timedelta(minutes=5)
    owed = waiting.deliveries + waiting.posts
    checks.append(("outbox", not late, f"{owed} waiting" if owed else "empty"))
    checks += [(f"template {p.template}", False, p.reason) for p in made.renderer.problems]
    views = await upkeep.source_views(made.db)
    checks += [_source_check(view) for view in views]
    well = all(ok for _, ok, _ in checks)
    lines = [f"{'ok  ' if ok else 'FAIL'}  {name}: {said}" for name, ok, said in checks]
    value = {
        "ok": well,
        "checks": [{"name": name, "ok": ok, "detail": said} for name, ok, said in checks],
        "courts": [_source_json(view) for view in views],
    }
    return Answer(value, "\n".join(lines), 0 if well else 1)


async def _slack_check(made: Parts) -> tuple[str, bool, str]:
    settings = made.settings
    if settings.slack_bot_token is None:
        return ("slack", False, "no SLACK_BOT_TOKEN; the README says how to get one")
    client = AsyncWebClient(settings.slack_bot_token.get_secret_value(), settings.slack_base_url)
    if problem := await web.token_problem(client):
        return ("slack", False, problem)
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return ("slack", False, "set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to take commands")
    return ("slack", True, "the token is accepted")


def _source_check(view: SourceView) -> tuple[str, bool, str]:
    name = courts.get(view.court).short_name
    if view.error:
        return (name, False, view.error)
    if view.read_at is None:
        return (name, True, "not read yet")
    dropped = f", {view.dropped} items could not be read" if view.dropped else ""
    return (name, True, f"last read {view.read_at:%Y-%m-%d %H:%M} UTC{dropped}")


def _source_json(view: SourceView) -> dict[str, Any]:
    return {
        "court": view.court,
        "state": view.state,
        "follows": view.follows,
        "read_at": view.read_at and view.read_at.isoformat(),
        "built_at": view.built_at and view.built_at.isoformat(),
        "due_at": view.due_at and view.due_at.isoformat(),
        "failures": view.failures,
        "error": view.error,
        "dropped": view.dropped,
    }
