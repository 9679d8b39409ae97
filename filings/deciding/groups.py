"""Recorded entries under the filings that they belong to, while others are joined to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC

from filings.deciding.known import Row
from filings.types import Teller

_Mark = tuple[int, str, int | str]
"""Of a docket: something by which rows that may be one filing are found among thousands."""


def _ids(row: Row) -> list[_Mark]:
    found = (("seq", row.entry.seq), ("doc", row.entry.doc_id), ("number", row.entry.number))
    return [(row.docket, name, value) for name, value in found if value is not None]


def _day(row: Row) -> _Mark:
    return (row.docket, "day", row.entry.filed_at.astimezone(UTC).toordinal())


class Groups:
    """The filings of the dockets in question, while a decision is joined to them.

    told    by lead, the id of the change that told of the filing
    merges  what has proved to be one, the later told lead first
    """

    def __init__(self, rows: Iterable[Row], told: Mapping[str, int]) -> None:
        self.rows: dict[str, Row] = {}
        self.told = told
        self.merges: list[tuple[str, str]] = []
        self._by_lead: dict[str, dict[str, Row]] = {}
        self._by_mark: dict[_Mark, dict[str, None]] = {}
        self._place: dict[str, int] = {}
        for row in rows:
            self.put(row)

    def put(self, row: Row) -> None:
        key = row.entry.key
        if before := self.rows.get(key):
            self._by_lead[before.lead].pop(key)
            for mark in (*_ids(before), _day(before)):
                del self._by_mark[mark][key]
        self.rows[key] = row
        self._place.setdefault(key, len(self._place))
        self._by_lead.setdefault(row.lead, {})[key] = row
        for mark in (*_ids(row), _day(row)):
            self._by_mark.setdefault(mark, {})[key] = None

    def sharing_an_id(self, row: Row) -> list[Row]:
        """Rows of the same docket with its sequence number, its document or its number."""
        return self._marked(_ids(row))

    def near(self, row: Row) -> list[Row]:
        """Rows of the same docket that were filed on the same day, or on one beside it."""
        docket, _, day = _day(row)
        return self._marked([(docket, "day", int(day) + by) for by in (-1, 0, 1)])

    def _marked(self, marks: Iterable[_Mark]) -> list[Row]:
        keys = {key for mark in marks for key in self._by_mark.get(mark, ())}
        return [self.rows[key] for key in sorted(keys, key=self._place.__getitem__)]

    def of(self, lead: str) -> list[Row]:
        return list(self._by_lead.get(lead, {}).values())

    def has(self, lead: str, teller: Teller) -> bool:
        return any(row.teller is teller for row in self.of(lead))

    def heard(self, lead: str) -> bool:
        """Whether somebody who may alert has told of it."""
        return any(not row.silent for row in self.of(lead))

    def free(self, lead: str) -> str:
        """Where its main document can be read without a fee, or ""."""
        for row in self.of(lead):
            for document in row.entry.documents:
                if document.attachment is None and document.free_url:
                    return document.free_url
        return ""

    def best(self, leads: Iterable[str]) -> str:
        """The lead that was told first; among untold ones any that does not depend on order."""
        never = max(self.told.values(), default=0) + 1
        return min(leads, key=lambda lead: (self.told.get(lead, never), lead))

    def merge(self, leads: Iterable[str]) -> str:
        """Make one filing of several; gives the lead that stays."""
        winner = self.best(leads)
        for lead in sorted(set(leads) - {winner}):
            self.merges.append((lead, winner))
            for row in self.of(lead):
                self.put(replace(row, lead=winner))
        return winner
