"""What the short commands answer: a value for ``--json`` and a text for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import lookup, terminal
from bot.blocks import Message
from bot.channels import destination
from bot.lookup import Target
from bot.notes import announce
from bot.process import Parts
from bot.typed import unusable_filters
from filings import captions, courts, references
from filings.asjson import case_json
from filings.errors import BadInput
from filings.store import cases, follows
from filings.store.core import parts_of
from filings.types import TERMINAL
from filings.views import CaseView, FollowView

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command prints, as JSON or as text, and its exit code."""

    value: Any
    text: str
    code: int = 0


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
    to, name = await destination(made.settings, channel, enter=True)
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
    to, _ = await destination(made.settings, channel, enter=False)
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
        to, _ = await destination(made.settings, channel, enter=False)
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
