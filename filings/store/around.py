"""What stands around a filing when it is shown: its case's judge and parties, and the pages of
the entries that it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import text
from filings.store.core import case_facts, chunks, entries
from filings.store.documents import documents_from
from filings.store.facts import load
from filings.types import Party, Teller
from filings.views import AnsweredView, FilingView

MOST_PARTIES = 400
_MOST_ANSWERED = 6


@dataclass(frozen=True, slots=True)
class Named:
    """Who has a case, and its parties, as messages name them."""

    judge: str = ""
    parties: tuple[Party, ...] = ()


async def with_case(
    connection: AsyncConnection, views: Sequence[tuple[int, FilingView]]
) -> list[FilingView]:
    """Filings, each with its docket's row, as they are shown; in the same order."""
    cases = await _cases(connection, sorted({docket for docket, _ in views}))
    wanted = {
        (docket, found.number)
        for docket, view in views
        for found in text.read(view.text, view.events).answers[:_MOST_ANSWERED]
    }
    pages = await _pages(connection, wanted)
    shown = []
    for docket, view in views:
        case = cases.get(docket, Named())
        answers = tuple(
            AnsweredView(found.number, pages.get((docket, found.number), ""))
            for found in text.read(view.text, view.events).answers
        )
        # A side is looked up only for what a text names.
        parties = case.parties if view.text else ()
        shown.append(replace(view, judge=case.judge, parties=parties, answered=answers))
    return shown


async def named_in(connection: AsyncConnection, docket: int) -> Named:
    """What the messages of a case say by its facts."""
    return (await _cases(connection, [docket])).get(docket, Named())


async def _cases(connection: AsyncConnection, dockets: Sequence[int]) -> dict[int, Named]:
    found: dict[int, Named] = {}
    for some in chunks(dockets):
        rows = await connection.execute(
            sa.select(case_facts.c.docket_id, case_facts.c.facts)
            .where(case_facts.c.docket_id.in_(some))
            # The court's own word, where there is any, comes last and stands.
            .order_by(case_facts.c.docket_id, case_facts.c.teller == str(Teller.SCOTUS))
        )
        for docket, kept in rows:
            facts = load(kept)
            before = found.get(docket, Named())
            found[docket] = Named(
                facts.judge or before.judge, facts.parties[:MOST_PARTIES] or before.parties
            )
    return found


async def _pages(
    connection: AsyncConnection, wanted: set[tuple[int, int]]
) -> Mapping[tuple[int, int], str]:
    """The page that costs least of each of these entries that is recorded: a free document,
    CourtListener's page of the entry, the court's own."""
    pages: dict[tuple[int, int], str] = {}
    for some in chunks(sorted(wanted)):
        rows = await connection.execute(
            sa.select(
                entries.c.docket_id, entries.c.number, entries.c.documents, entries.c.url,
                entries.c.document_url, entries.c.source,
            )
            .where(
                entries.c.docket_id.in_(sorted({docket for docket, _ in some})),
                entries.c.number.in_(sorted({number for _, number in some})),
                entries.c.withdrawn_at.is_(None),
            )
            .order_by(entries.c.source == str(Teller.CMECF), entries.c.key)
        )  # fmt: skip
        for row in rows:
            key = (row.docket_id, row.number)
            if key in wanted and (page := _page(row)):
                free = any(document.free_url == page for document in documents_from(row.documents))
                pages[key] = page if free else pages.get(key) or page
    return pages


def _page(row: Any) -> str:
    documents = documents_from(row.documents)
    free = next((d.free_url for d in documents if d.attachment is None and d.free_url), None)
    if free:
        return free
    return (row.url or "") if row.source == str(Teller.COURTLISTENER) else (row.document_url or "")
