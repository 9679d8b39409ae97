"""The filters that the data endpoints know, and what they do with the others.

Names and lookups are those of the OPTIONS kept of the real service; an unknown one is
refused with 400, not passed over (freelawproject/courtlistener, ``cl/api/utils.py``).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

FRAMEWORK = frozenset(
    ("page", "page_size", "cursor", "order_by", "format", "fields", "omit", "count")
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "startswith": lambda have, want: str(have).startswith(want),
    "istartswith": lambda have, want: str(have).casefold().startswith(want.casefold()),
    "iexact": lambda have, want: str(have).casefold() == want.casefold(),
}
_RANGE = ("exact", "gt", "gte", "lt", "lte")
_ONLY = ("exact",)
_NULLABLE = (*_RANGE, "isnull")
_TEXT = ("exact", "iexact", "startswith", "istartswith")


def _number(text: str) -> int:
    return int(text)


def _truth(text: str) -> bool:
    return {"true": True, "false": False, "1": True, "0": False}[text.casefold()]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


_SAYS: Mapping[Callable[[str], Any], str] = {
    _number: "Enter a number.",
    _truth: "Enter true or false.",
    _moment: "Enter a valid date/time.",
    date.fromisoformat: "Enter a valid date.",
    str: "Enter a valid value.",
}
Kind = tuple[Callable[[str], Any], tuple[str, ...]]
_ID: Kind = (_number, _RANGE)
_MOMENT: Kind = (_moment, _RANGE)
_DAY: Kind = (date.fromisoformat, _RANGE)
_WORD: Kind = (str, _ONLY)
_FLAG: Kind = (_truth, _ONLY)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """filters by name; related ones lead to another endpoint's filters.

    cursor    fields by which pages go by cursor, the first descending by default
    ordering  all fields that ``order_by`` takes
    """

    filters: Mapping[str, Kind]
    related: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("id", "date_created", "date_modified")
    cursor: tuple[str, ...] = ("id", "date_created", "date_modified")
    default: str = "-id"
    page: int = 20


_SHARED: Mapping[str, Kind] = {"id": _ID, "date_created": _MOMENT, "date_modified": _MOMENT}
_TIMES = ("id", "date_created", "date_modified")

ENDPOINTS: Mapping[str, Endpoint] = {
    "dockets": Endpoint(
        {
            **_SHARED,
            "date_filed": _DAY,
            "date_terminated": _DAY,
            "date_last_filing": _DAY,
            "docket_number": _WORD,
            "docket_number_core": (str, ("exact", "startswith")),
            "nature_of_suit": (str, _TEXT),
            "pacer_case_id": _WORD,
            "source": (_number, _ONLY),
            "date_blocked": _DAY,
            "blocked": _FLAG,
        },
        related=("court",),
        ordering=(*_TIMES, "date_blocked", "date_filed", "date_terminated", "date_last_filing"),
    ),
    "docket-entries": Endpoint(
        {
            **_SHARED,
            "entry_number": (_number, _NULLABLE),
            "date_filed": _DAY,
            "pacer_sequence_number": (_number, _NULLABLE),
        },
        related=("docket",),
        ordering=(*_TIMES, "date_filed", "recap_sequence_number", "entry_number"),
    ),
    "recap-documents": Endpoint(
        {
            **_SHARED,
            "date_upload": _MOMENT,
            "document_type": (_number, _ONLY),
            "document_number": (str, _RANGE),
            "pacer_doc_id": (str, ("exact", "in")),
            "is_available": _FLAG,
            "sha1": _WORD,
            "ocr_status": (_number, _RANGE),
            "is_free_on_pacer": _FLAG,
        },
        related=("docket_entry",),
        ordering=(*_TIMES, "date_upload"),
    ),
    "parties": Endpoint(
        {**_SHARED, "name": (str, _TEXT), "filter_nested_results": _FLAG}, related=("docket",)
    ),
    "attorneys": Endpoint(
        {**_SHARED, "name": (str, _TEXT), "filter_nested_results": _FLAG}, related=("docket",)
    ),
    "courts": Endpoint(
        {"id": _WORD, "in_use": _FLAG, "short_name": (str, _TEXT), "full_name": (str, _TEXT)},
        ordering=("id", "position"),
        cursor=(),
        default="position",
    ),
    "docket-alerts": Endpoint(
        {"id": (_number, _ONLY), "alert_type": (_number, _ONLY), "docket": (_number, _ONLY)},
        ordering=("date_created", "date_modified"),
        cursor=("date_created",),
        default="-date_created",
        page=50,
    ),
}
_OF: Mapping[str, str] = {
    "court": "courts",
    "docket": "dockets",
    "docket_entry": "docket-entries",
}


@dataclass(frozen=True, slots=True)
class Filtered:
    """The records that fit, or the body of a refusal with 400."""

    records: list[dict[str, Any]]
    refused: dict[str, Any] | None = None


Lead = Callable[[dict[str, Any], str], list[dict[str, Any]]]
Exists = Callable[[str, str], bool]
_NO_SUCH = "Select a valid choice. That choice is not one of the available choices."


def apply(
    name: str,
    query: Mapping[str, str],
    records: Iterable[dict[str, Any]],
    lead: Lead,
    exists: Exists,
) -> Filtered:
    """``lead(record, "docket")`` gives the records that a related filter looks at,
    ``exists("docket", "17")`` whether one may be asked for at all."""
    given = {key: value for key, value in query.items() if value and key not in FRAMEWORK}
    if unknown := sorted(key for key in given if _resolve(name, key) is None):
        detail = "Unknown filter parameters are not allowed."
        return Filtered([], {"detail": detail, "unknown_params": unknown})
    kept, wrong = list(records), {}
    for key, text in given.items():
        if key in _OF and not exists(key, text):
            wrong[key] = [_NO_SUCH]
            continue
        found = _resolve(name, key)
        if found is None or found.field == "filter_nested_results":
            continue
        try:
            want = found.read(text)
        except (ValueError, KeyError):
            wrong[key] = [_SAYS[found.kind]]
            continue
        kept = [record for record in kept if _fits(record, found, want, lead)]
    return Filtered([], dict(wrong)) if wrong else Filtered(kept)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Through ``related`` to ``field``, compared by ``lookup``."""

    related: tuple[str, ...]
    field: str
    kind: Callable[[str], Any]
    lookup: str

    def read(self, text: str) -> Any:
        if self.lookup == "isnull":
            return _truth(text)
        if self.lookup == "in":
            return [self.kind(part) for part in text.split(",")]
        return self.kind(text)


def _resolve(name: str, key: str) -> _Asked | None:
    endpoint = ENDPOINTS[name]
    field, _, rest = key.partition("__")
    if field in endpoint.related:
        inner = _resolve(_OF[field], rest or "id")
        return inner and _Asked((field, *inner.related), inner.field, inner.kind, inner.lookup)
    if field not in endpoint.filters:
        return None
    kind, lookups = endpoint.filters[field]
    lookup = rest or "exact"
    return _Asked((), field, kind, lookup) if lookup in lookups else None


def _fits(record: dict[str, Any], asked: _Asked, want: Any, lead: Lead) -> bool:
    found = [record]
    for step in asked.related:
        found = [further for one in found for further in lead(one, step)]
    return any(_compares(one.get(asked.field), asked, want) for one in found)


def _compares(have: Any, asked: _Asked, want: Any) -> bool:
    if asked.lookup == "isnull":
        return (have is None) is want
    if have is None:
        return False
    if asked.kind in (_moment, date.fromisoformat):
        try:
            have = asked.kind(have)
        except (TypeError, ValueError):
            return False
    if asked.lookup == "in":
        return have in want
    return _COMPARE[asked.lookup](have, want)
