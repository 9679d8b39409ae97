"""What the short commands answer: a value for ``--json`` and a text for people."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from bot.access.channels import destination
from bot.delivery.notes import announce
from bot.desk.enquiries import Enquiries, Found, covered
from bot.questions.outside import asking
from bot.reading import lookup
from bot.reading.lookup import Meant, Target
from bot.reading.typedterms import Reading, Typed, readings, refuse_beyond
from bot.serving.process import Parts
from bot.words import terminal
from bot.words.blocks import Message
from bot.words.followlines import follow_json, follow_line
from filings import captions, references
from filings.asjson import case_json
from filings.errors import BadInput
from filings.fairness import Asker
from filings.store import cases, follows, places, wants
from filings.store.core import parts_of
from filings.store.wants import Earlier
from filings.terms import Terms
from filings.types import TERMINAL
from filings.views import CaseView

WIDTH = 100
SCOTUS = "scotus"
EVERY = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command prints, as JSON or as text, and its exit code.

    ``aside`` goes to standard error beside JSON; the text has it in it.
    """

    value: Any
    text: str
    code: int = 0
    aside: str = ""


async def find(made: Parts, text: str) -> list[dict[str, Any]]:
    """Cases that a text names, with the caption where the record has one."""
    found = []
    for ref in references.find(text):
        caption = ""
        if ref.number and ref.court is not None:
            case = await cases.case(made.db, ref.court, parts_of(ref.court, ref.number), "", 0)
            caption = captions.caption(case.case_name, case.court) if case else ""
        elif ref.court is not None and (case_id := ref.links.get("pacer_case_id")):
            known = await cases.by_case_id(made.db, ref.court, case_id, "")
            if known:
                caption = captions.caption(known[0].case_name, known[0].court)
                found.append(_found(ref.court, known[0].docket_number, caption))
                continue
        found.append(_found(ref.court, ref.number, caption))
    return found


def _found(court: str | None, number: str, caption: str) -> dict[str, Any]:
    return {"court": court, "number": number, "caption": caption}


@dataclass(frozen=True, slots=True)
class Case:
    """The one case that a text means, and sentences on what could not be had of it."""

    view: CaseView
    note: str = ""


async def lookup_case(made: Parts, text: str, count: int) -> Case | Answer:
    """The one case that a text means, or the answer that says why there is none.

    Whoever can be asked is asked and waited for where the record has no whole answer.
    """
    async with enquiries_of(made) as enquiries:
        meant = await enquiries.recorded(text, "", count)
        return _the_one(text, await _asked(enquiries, meant, count))


async def _case_to_follow(made: Parts, text: str) -> Case | Answer:
    """The same for a case that is to be watched; it is asked for only where it must be."""
    async with enquiries_of(made) as enquiries:
        meant = await enquiries.recorded(text, "")
        found = Found(meant)
        if meant.case is None or enquiries.needs_listing(meant.case):
            found = await _asked(enquiries, meant, 5)
        case = _the_one(text, found)
        if isinstance(case, Case) and (refusal := enquiries.refusal(case.view)):
            raise BadInput(_sentences(refusal, case.note))
        return case


@contextlib.asynccontextmanager
async def enquiries_of(made: Parts) -> AsyncIterator[Enquiries]:
    async with asking(made.settings, made.db, made.clock) as others:
        yield Enquiries(made.db, made.renderer, made.clock, others)


async def _asked(enquiries: Enquiries, meant: Meant, count: int) -> Found:
    wanted = enquiries.open_question(meant)
    return Found(meant) if wanted is None else await enquiries.found(meant, wanted, Asker(), count)


def _the_one(text: str, found: Found) -> Case | Answer:
    meant = found.meant
    if meant.case is not None:
        return Case(meant.case, found.note)
    if meant.choices:
        return _choices(text, found)
    raise BadInput(_mistake(meant.problem or _not_understood(text), found.note))


def _sentences(*said: str) -> str:
    return " ".join(each for each in said if each)


def _mistake(problem: str, note: str) -> str:
    """What is wrong with the text, then what could not be asked about it."""
    return f"{problem.removesuffix('.')}. {note}" if note else problem


def _choices(text: str, found: Found) -> Answer:
    fitting = found.meant.choices
    lines = [f"{text} is a case in several courts. Which one?"]
    if found.total is not None and found.total > len(fitting):
        lines = [f"{len(fitting)} of {found.total:,} that fit {text}; add a court or a number."]
    lines += [
        _sentences(
            f"  {case.court} {case.docket_number}  {captions.caption(case.case_name, case.court)}",
            f" ({case.facts.filed_on.year})" if case.facts and case.facts.filed_on else "",
        )
        for case in fitting
    ]
    value = {
        "choices": [case_json(case) for case in fitting],
        "total": found.total or len(fitting),
    }
    return Answer(value, "\n".join([*lines, *filter(None, [found.note])]), 1, found.note)


def _not_understood(text: str) -> str:
    if not text.strip():
        return "Which case? For example: 1:25-cv-00457 dcd"
    return f"“{text}” is not a docket number or a recorded case. Try: 1:25-cv-00457 dcd"


async def lookup_answer(made: Parts, text: str, *, whole: bool = False) -> Answer:
    """``whole``: of a Supreme Court case every proceeding, not the last ones alone."""
    case = await lookup_case(made, text, 5)
    if isinstance(case, Answer):
        return case
    view = case.view
    if whole and view.court == SCOTUS and view.known:
        parts = parts_of(view.court, view.docket_number)
        view = await cases.case(made.db, view.court, parts, "", EVERY) or view
    message = made.renderer.case_card(view, made.clock(), note=case.note)
    return _shown(message, case_json(view), case.note)


async def recent(made: Parts, text: str, count: int) -> Answer:
    case = await lookup_case(made, text, count)
    if isinstance(case, Answer):
        return case
    shown = _shown(made.renderer.recent(case.view, made.clock()), case_json(case.view), case.note)
    return replace(shown, text="\n".join(filter(None, [shown.text, case.note])))


def _shown(message: Message, value: Any, aside: str = "") -> Answer:
    text = terminal.render(message, WIDTH, buttons=False).rstrip("\n")
    return Answer(value, text, aside=aside)


async def cite(made: Parts, text: str) -> Answer:
    """The line to paste under a story."""
    case = await lookup_case(made, text, 1)
    if isinstance(case, Answer):
        return case
    line = made.renderer.case_tagline(case.view)
    return Answer({"cite": line}, line, aside=case.note)


async def _reading(made: Parts, text: str) -> Reading:
    """A typed line as a case and what is wanted of it. Raises BadInput for a doubt."""
    first, *others = readings(" ".join(text.split()))
    if not others:
        return first
    whole = await lookup.meant(made.db, others[0].case, "", 0)
    if whole.case is not None or whole.choices:
        raise BadInput(
            f"“{text}” can be read in two ways; give the number of the case and its court."
        )
    meant = await lookup.meant(made.db, first.case, "", 0)
    return first if meant.case is not None or meant.choices else others[0]


async def follow(made: Parts, text: str, channel: str, *, documents: bool = False) -> Answer:
    reading = await _reading(made, text)
    case = await _case_to_follow(made, reading.case)
    if isinstance(case, Answer):
        return case
    refuse_beyond(reading, [case.view.case_name])
    typed = reading.typed or Typed()
    if documents:
        typed = replace(typed, documents=True)
    target: Target = lookup.targets_of(case.view)
    to, name = await destination(made.workspaces(), channel, enter=True)
    now = made.clock()
    done = await follows.follow(
        made.db, to, target.court, target.parts, target.number, by="", now=now,
        channel_name=name, terms=typed.over(Terms()),
    )  # fmt: skip
    if done.already and (terms := typed.over(done.view.terms)) != done.view.terms:
        changed = await follows.change(
            made.db, to, target.court, target.parts, terms, by="", now=now
        )
        view = changed or done.view
        return _shown(made.renderer.changed(view, now, done.view.terms), follow_json(view))
    coverage = covered(case.view, await cases.coverage(made.db, target.court))
    place = await places.terms_of(made.db, to)
    earlier = Earlier.NO
    if made.settings.courtlistener_token is not None:
        earlier = await wants.earlier(made.db, target.court, target.parts, target.number, now)
    message = made.renderer.followed(done.view, coverage, now, place, earlier)
    if not done.already and to != TERMINAL:
        await announce(made.db, to, "follow", message, now, [done.view])
    return _shown(message, follow_json(done.view))


async def unfollow(made: Parts, text: str, channel: str) -> Answer:
    case = _the_one(text, Found(await lookup.meant(made.db, text, "", 0)))
    if isinstance(case, Answer):
        return case
    to, _ = await destination(made.workspaces(), channel, enter=False)
    target = lookup.targets_of(case.view)
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
        to, _ = await destination(made.workspaces(), channel, enter=False)
        here = [follow for follow in here if follow.destination == to]
    if not here:
        return Answer([], "No case is followed. Begin with: crier follow TEXT --channel terminal")
    named, now = await places.names(made.db), made.clock()
    lines = [follow_line(follow, named, now) for follow in here]
    return Answer([follow_json(follow) for follow in here], "\n".join(lines))
