"""Which case somebody means: any way a person writes one -> recorded cases or a doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from filings import courts, references
from filings.db import Database
from filings.errors import BadInput
from filings.numbers import Parts
from filings.store import cases, facts, follows
from filings.store.core import parts_of
from filings.types import CaseRef
from filings.views import CaseView

MOST_TEXT = 4000
MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A case that a text names for certain: its court, its number, its parts."""

    court: str
    number: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text was understood as.

    target   the one case it names, recorded or not
    case     that case as recorded (or as not known yet), for showing
    choices  several cases that fit; nothing is decided then
    problem  one sentence, where nothing fits
    by_number  a number or a link was read, not only words of a caption
    ref      the one reference that was read, for whoever may ask elsewhere
    name     the words of a caption, where no number or link was read
    """

    target: Target | None = None
    case: CaseView | None = None
    choices: tuple[CaseView, ...] = ()
    problem: str = ""
    by_number: bool = False
    ref: CaseRef | None = None
    name: str = ""


def targets_of(case: CaseView) -> Target:
    return Target(case.court, case.docket_number, parts_of(case.court, case.docket_number))


async def meant(db: Database, text: str, team_id: str, filings: int = 5) -> Meant:
    """Understand ``text`` for one workspace. Never guesses between two cases."""
    text = text.strip()[:MOST_TEXT]
    refs = references.find(text)
    if not refs:
        return await _by_name(db, text, team_id, filings)
    found: list[CaseView] = []
    problem = ""
    for ref in refs[: cases.MOST_CASES]:
        try:
            fitting = await _of_ref(db, ref, team_id)
        except BadInput as error:
            problem = problem or str(error)
            continue
        found += [case for case in fitting if not _is_in(case, found)]
    only = refs[0] if len(refs) == 1 else None
    if not found:
        return Meant(problem=problem, by_number=True, ref=only)
    if len(found) > 1:
        return Meant(choices=tuple(found[: cases.MOST_CASES]), by_number=True)
    case = await _with_filings(db, found[0], team_id, filings)
    return Meant(targets_of(case), case, by_number=True, ref=only)


def _is_in(case: CaseView, found: list[CaseView]) -> bool:
    return any((c.court, c.docket_number) == (case.court, case.docket_number) for c in found)


async def _of_ref(db: Database, ref: CaseRef, team_id: str) -> list[CaseView]:
    """Recorded cases that a reference fits; with a court and a number, at least that one."""
    if not ref.number:
        return await _of_link(db, ref, team_id)
    fitting = await cases.find(db, ref.court, parts_of(ref.court or "dcd", ref.number), team_id)
    if fitting:
        return fitting
    if ref.court is None:
        raise BadInput(
            f"{ref.number} could be a case in many courts, and none that I have read has it. "
            f"Add the court, for example: {ref.number} dcd"
        )
    return [
        CaseView(
            court=ref.court,
            docket_number=ref.number,
            case_name="",
            known=False,
            filings=(),
            coverage=await cases.coverage(db, ref.court),
        )
    ]


async def _of_link(db: Database, ref: CaseRef, team_id: str) -> list[CaseView]:
    case_id = ref.links.get("pacer_case_id")
    listing = ref.links.get("courtlistener")
    listed = await facts.docket_of_listing(db, int(listing)) if listing else None
    if ref.court is not None and case_id:
        if fitting := await cases.by_case_id(db, ref.court, case_id, team_id):
            return fitting
        listed = await facts.docket_of_case_id(db, ref.court, case_id)
    if listed is not None:
        return await cases.find(db, listed.court, parts_of(listed.court, listed.number), team_id)
    if ref.court is not None and case_id:
        court = courts.get(ref.court).short_name
        raise BadInput(
            f"That link is to a case of {court} that I have not seen in its feed. "
            f"Give its number, for example: 1:25-cv-00457 {ref.court}"
        )
    raise BadInput(
        "I cannot follow that link to its case yet. "
        "Give the number and the court, for example: 1:25-cv-00457 dcd"
    )


async def _by_name(db: Database, text: str, team_id: str, filings: int) -> Meant:
    words = [w for w in re.findall(r"\w+", text) if w.casefold() not in ("v", "vs", "the", "in")]
    if not any(len(word) > 2 for word in words):
        return Meant()
    # Digits alone may well be in a caption, but to search for them elsewhere is no use.
    name = text[:MOST_NAME] if any(re.search(r"[^\W\d]{2}", word) for word in words) else ""
    found = await cases.by_name(db, words[:12], team_id)
    if not found:
        return Meant(name=name)
    if len(found) > 1:
        return Meant(choices=tuple(found), name=name)
    case = await _with_filings(db, found[0], team_id, filings)
    return Meant(targets_of(case), case, name=name)


async def _with_filings(db: Database, case: CaseView, team_id: str, filings: int) -> CaseView:
    parts = parts_of(case.court, case.docket_number)
    if case.known:
        return await cases.case(db, case.court, parts, team_id, filings) or case
    return replace(case, followed_in=await follows.channels_of(db, team_id, case.court, parts))
