"""What is known of a case as a whole, and where CourtListener lists it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.changes import facts as factchanges
from filings.changes.cases import CaseChange
from filings.changes.withoutnames import in_value
from filings.db import Database
from filings.numbers import Parts
from filings.store import epochs
from filings.store.core import case_facts, dockets, is_case, listings, upsert
from filings.store.postcases import names_of
from filings.types import CaseFacts, Counsel, Party, Related, Teller

_DATES = ("filed_on", "terminated_on")


@dataclass(frozen=True, slots=True)
class Listed:
    """A docket at CourtListener, and the recorded case that it is."""

    listing_id: int
    court: str
    number: str
    case_id: str = ""
    page: str = ""
    alert: str = ""


def dump(facts: CaseFacts) -> str:
    return json.dumps(asdict(facts), default=lambda value: value.isoformat(), ensure_ascii=False)


def load(text: str) -> CaseFacts:
    kept: dict[str, Any] = json.loads(text)
    for name in _DATES:
        kept[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    kept["teller"] = Teller(kept["teller"])
    kept["parties"] = tuple(
        Party(p["name"], p["role"], tuple(Counsel(**c) for c in p["counsel"]))
        for p in kept["parties"]
    )
    kept["related"] = tuple(Related(**each) for each in kept["related"])
    return CaseFacts(**kept)


async def keep(
    connection: AsyncConnection,
    docket_id: int,
    facts: CaseFacts,
    now: datetime,
    *,
    asked: bool = True,
) -> tuple[CaseChange, ...]:
    """Keep what a teller says; parties that this answer left out stay. Gives what is different
    from what it said before.

    Without ``asked`` the facts came beside something else, and what is known of the
    case is no fresher than it was.
    """
    before = await connection.scalar(
        sa.select(case_facts.c.facts).where(
            case_facts.c.docket_id == docket_id, case_facts.c.teller == str(facts.teller)
        )
    )
    names = (await names_of(connection, [docket_id])).get(docket_id)
    if names:
        # A teller may go on to say what the court has withdrawn.
        facts = load(json.dumps(in_value(json.loads(dump(facts)), names, docket_id)))
    said = None if before is None else load(before)
    if said is not None:
        facts = _over(facts, said)
    changed = ("facts", "as_of") if asked else ("facts",)
    await connection.execute(
        upsert(connection, case_facts, ("docket_id", "teller"), changed).values(
            docket_id=docket_id, teller=str(facts.teller), facts=dump(facts), as_of=now
        )
    )
    if facts.listing_id is not None:
        await connection.execute(
            upsert(connection, listings, ("id",), ("docket_id", "case_id", "page")).values(
                id=facts.listing_id, court=facts.court, docket_id=docket_id,
                case_id=facts.case_id, page=facts.page, alert="",
            )
        )  # fmt: skip
        await epochs.begin_listed(connection, now, facts.court)
    # What comes beside something else may be a part of what its teller knows.
    return factchanges.between(said, facts) if asked else ()


def _over(facts: CaseFacts, before: CaseFacts) -> CaseFacts:
    """``facts`` with what they leave out taken from ``before``."""
    missing = {
        name: getattr(before, name)
        for name in CaseFacts.__dataclass_fields__
        if not getattr(facts, name) and name not in ("terminated_on", "more_parties")
    }
    if "parties" in missing:
        missing["more_parties"] = before.more_parties
    return replace(facts, **missing)


async def of_docket(
    connection: AsyncConnection, docket_id: int
) -> tuple[CaseFacts | None, datetime | None]:
    """All that is known of a case, the court's own word before others', and as of when."""
    rows = (
        await connection.execute(sa.select(case_facts).where(case_facts.c.docket_id == docket_id))
    ).all()
    if not rows:
        return None, None
    found = sorted((load(row.facts) for row in rows), key=lambda f: f.teller is not Teller.SCOTUS)
    facts = found[0]
    for other in found[1:]:
        facts = _over(facts, other)
    return facts, max(row.as_of for row in rows)


async def listings_of_case(db: Database, court: str, parts: Parts) -> list[Listed]:
    async with db.read() as connection:
        return await _listed(connection, is_case(dockets, court, parts))


async def docket_of_listing(db: Database, listing_id: int) -> Listed | None:
    """The recorded case that CourtListener lists under an id."""
    async with db.read() as connection:
        found = await _listed(connection, listings.c.id == listing_id)
    return found[0] if found else None


async def docket_of_case_id(db: Database, court: str, case_id: str) -> Listed | None:
    """The recorded case that CourtListener lists with the court's own case id."""
    async with db.read() as connection:
        found = await _listed(
            connection, sa.and_(listings.c.court == court, listings.c.case_id == case_id)
        )
    return found[0] if found else None


async def _listed(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> list[Listed]:
    rows = await connection.execute(
        sa.select(
            listings.c.id, listings.c.court, dockets.c.number, listings.c.case_id,
            listings.c.page, listings.c.alert,
        )
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .where(which)
        .order_by(listings.c.id)
    )  # fmt: skip
    return [Listed(*row) for row in rows]
