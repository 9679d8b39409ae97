"""What is left to be asked of a case, and what an answer to it has to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.reading.lookup import Meant
from filings import courts
from filings.numbers import Parts, same_parts
from filings.store.core import parts_of
from filings.types import CaseFacts
from filings.views import CaseView

SCOTUS = "scotus"
FRESH = timedelta(days=1)
FRESH_SCOTUS = timedelta(minutes=10)
"""The Court's own page costs no budget and is read again soon."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask for: a case by one of its ids, or by its name.

    court, number  the number alone where it could be of many courts
    case_id        the court's own, from a link
    listing_id     CourtListener's
    parties        whether those are asked for too; they cost two questions more
    rest           whether anything but parties is
    """

    court: str | None = None
    number: str = ""
    case_id: str = ""
    listing_id: int | None = None
    name: str = ""
    parties: bool = True
    rest: bool = True


def question(meant: Meant, now: datetime, *, has_token: bool = False) -> Wanted | None:
    """What the record leaves to be asked; None where its answer is whole and fresh.

    Parties are given to those with a token alone.
    """
    case, ref = meant.case, meant.ref
    if case is not None:
        return _of_case(case, now, has_token=has_token)
    if ref is None:
        return Wanted(name=meant.name) if meant.name else None
    if listing := ref.links.get("courtlistener"):
        return Wanted(listing_id=int(listing))
    if ref.number:
        # One that names a court unknown to us has its problem said already.
        return Wanted(number=ref.number) if ref.court is None else None
    case_id = ref.links.get("pacer_case_id", "")
    return Wanted(ref.court, case_id=case_id) if ref.court and case_id else None


def _of_case(case: CaseView, now: datetime, *, has_token: bool) -> Wanted | None:
    known = case.facts
    wanted = Wanted(
        case.court,
        case.docket_number,
        listing_id=known.listing_id if known else None,
        parties=not (known and (known.parties or known.parties_asked)),
    )
    if not _is_fresh(case, now):
        return wanted
    # What was learnt of a case without anybody asking has no parties.
    lacks_parties = has_token and wanted.parties and wanted.listing_id is not None
    return replace(wanted, rest=False) if lacks_parties and case.court != SCOTUS else None


def _is_fresh(case: CaseView, now: datetime) -> bool:
    age = FRESH_SCOTUS if case.court == SCOTUS else FRESH
    return case.facts_at is not None and case.facts_at > now - age


def cost(wanted: Wanted, *, has_token: bool) -> int:
    """How many questions it takes at most: the docket, once more where its number is not found
    as it is written, its entries, and two for the parties."""
    if wanted.court == SCOTUS:
        return 1
    parties = 2 if wanted.parties and has_token else 0
    if not wanted.rest:
        return parties
    return 2 + parties if has_token else 1


def words_for(wanted: Wanted) -> str:
    """The query that finds it. The fields are those of CourtListener's search index
    (freelawproject/courtlistener, cl/search/documents.py)."""
    if wanted.listing_id is not None:
        return f"docket_id:{wanted.listing_id}"
    if wanted.case_id:
        return f"pacer_case_id:{wanted.case_id}"
    return wanted.number or wanted.name


def fits(wanted: Wanted, about: CaseFacts) -> bool:
    """Whether a search, which finds what is alike too, gave what was wanted."""
    if wanted.listing_id is not None:
        return about.listing_id == wanted.listing_id
    if wanted.case_id:
        return about.case_id == wanted.case_id
    return same_parts(_parts(about), parts_of(about.court, wanted.number))


def _parts(about: CaseFacts) -> Parts:
    return parts_of(about.court, about.docket_number, about.case_type)


def in_known_courts(found: Sequence[CaseFacts]) -> list[CaseFacts]:
    return [about for about in found if courts.known(about.court) and about.docket_number]


def one_of_each(found: Sequence[CaseFacts]) -> tuple[CaseFacts, ...]:
    """One of each case: CourtListener lists a criminal case once for each defendant."""
    kept: dict[tuple[str, Parts], CaseFacts] = {}
    for about in found:
        kept.setdefault((about.court, _parts(about)), about)
    return tuple(kept.values())


def no_such(wanted: Wanted) -> str:
    if wanted.court == SCOTUS:
        return f"The Supreme Court has no docket page for No. {wanted.number}."
    if wanted.name:
        return f"CourtListener has no case by the name “{wanted.name}” either."
    if wanted.number:
        court = f"{courts.get(wanted.court).short_name} " if wanted.court else ""
        return f"CourtListener does not list {court}{wanted.number}."
    return "CourtListener does not list the case of that link."
