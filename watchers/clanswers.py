"""What CourtListener's answers and events say, as values. Pure.

Field names: REST API v4 (freelawproject/courtlistener, cl/search/api_serializers.py and
cl/search/documents.py); events: cl/api/webhooks.py. Unknown fields are passed over and
missing ones are empty; an item of another form is dropped with a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from filings import courts
from filings.courts import Court
from filings.errors import NotAnAnswer
from filings.types import CaseFacts, Counsel, Document, Dropped, Entry, Party, Teller
from watchers.description import doc_id as plain_id

SOURCE = "CourtListener"
SITE = "https://www.courtlistener.com"
STORAGE = "https://storage.courtlistener.com/"
RAW = 2_000
_EARLIEST = date(1789, 1, 1)
_HEADING = re.compile(r"[^\w(]*((?:\(?[A-Z][A-Z'’.\-/]*\)?(?:,)? ){0,5}[A-Z][A-Z'’.\-/]+)\b")
_STORED = re.compile(r"gov\.uscourts\.([a-z0-9]{2,12})\.([0-9]{1,12})\.")

# PostgreSQL keeps no NUL, and half a surrogate is no text.
_UNSOUND = re.compile("[\x00\ud800-\udfff]")
_CAPTION_GOES_ON = re.compile(r"\s+(?:v|vs)\b", re.IGNORECASE)

Item = Mapping[str, Any]


def read_json(body: bytes, what: str) -> Item:
    """An answer that is a JSON object. Raises NotAnAnswer for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer(SOURCE, f"CourtListener sent no readable {what}.") from error
    if not isinstance(found, dict):
        raise NotAnAnswer(SOURCE, f"CourtListener sent {what} of another form.")
    return found


def words(item: Item, *names: str) -> str:
    """The first of these fields that holds words, white space folded."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(_UNSOUND.sub("", value).split())
    return ""


def whole(item: Item, *names: str) -> int | None:
    """The first of these fields that holds a number, also one written in digits."""
    for name in names:
        value = item.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62:
            return value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
            return int(value)
    return None


def day(item: Item, *names: str) -> date | None:
    text = words(item, *names)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def moment(item: Item, name: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words(item, name))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and 1789 < found.year < 9000 else None


def facts_of(item: Item) -> CaseFacts | None:
    """A docket, or a search result for one; None without a court that we know or a number."""
    court = courts.known(words(item, "court_id", "courtId") or _last(words(item, "court")))
    number = words(item, "docket_number", "docketNumber")
    if court is None or not number:
        return None
    ended = day(item, "date_terminated", "dateTerminated")
    page = words(item, "absolute_url", "docket_absolute_url")
    return CaseFacts(
        teller=Teller.COURTLISTENER,
        court=court.id,
        docket_number=number[:120],
        case_name=words(item, "case_name", "caseName", "case_name_full")[:4000],
        case_id=words(item, "pacer_case_id")[:80],
        listing_id=whole(item, "docket_id") if "docket_id" in item else whole(item, "id"),
        judge=words(item, "assigned_to_str", "assignedTo")[:200],
        referred_to=words(item, "referred_to_str", "referredTo")[:200],
        filed_on=day(item, "date_filed", "dateFiled"),
        terminated_on=ended,
        status="terminated" if ended else "",
        nature_of_suit=words(item, "nature_of_suit", "suitNature")[:400],
        cause=words(item, "cause")[:400],
        jurisdiction=words(item, "jurisdiction_type", "jurisdictionType")[:200],
        page=SITE + page if page.startswith("/") else "",
    )


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def entry_of(item: object, facts: CaseFacts, now: datetime) -> Entry | Dropped:
    """One docket entry of a case."""
    if not isinstance(item, Mapping):
        return dropped(item, "not an entry")
    listed = whole(item, "id")
    if listed is None or len(str(listed)) > 20:
        return dropped(item, "an entry without an id")
    court = courts.get(facts.court)
    created = moment(item, "date_created")
    if created is not None and created > now:
        created = now
    filed_at, timed = _filed(item, court, created or now)
    kept = item.get("recap_documents")
    raw = [d for d in kept if isinstance(d, Mapping)] if isinstance(kept, list) else []
    documents = tuple(_document(each) for each in raw[:500])
    main = next((d for d in documents if d.attachment is None), None)
    text = words(item, "description")
    name = words(next((d for d in raw if d.get("attachment_number") is None), {}), "description")
    return Entry(
        key=f"cl-{listed}",
        docket_number=facts.docket_number,
        case_name=facts.case_name,
        case_id=facts.case_id,
        number=whole(item, "entry_number"),
        doc_id=main.doc_id if main else None,
        seq=whole(item, "pacer_sequence_number"),
        events=tuple(dict.fromkeys(name.split(" AND "))) if name else _heading(text),
        filed_at=filed_at,
        url=facts.page,
        case_type=facts.case_type,
        text=text,
        timed=timed,
        documents=documents,
        created_at=created,
    )


def dropped(item: object, reason: str) -> Dropped:
    return Dropped(f"CourtListener: {reason}", json.dumps(item, default=str)[:RAW])


def _filed(item: Item, court: Court, created: datetime) -> tuple[datetime, bool]:
    """When it was filed, and whether the time of day is known.

    A date that cannot be gives way to the day on which CourtListener made its record.
    """
    filed = day(item, "date_filed")
    made = created.astimezone(court.zone).date()
    if filed is None or not _EARLIEST <= filed <= made + timedelta(days=2):
        filed = made
    try:
        clock = time.fromisoformat(words(item, "time_filed"))
    except ValueError:
        return datetime.combine(filed, time(), court.zone).astimezone(UTC), False
    return datetime.combine(filed, clock.replace(tzinfo=None), court.zone).astimezone(UTC), True


def _document(item: Item) -> Document:
    stored = words(item, "filepath_local")
    free = stored and item.get("is_available") is True and ".." not in stored
    identity = words(item, "pacer_doc_id")
    return Document(
        doc_id=plain_id(identity) if re.fullmatch(r"[0-9]{4,20}", identity) else None,
        attachment=whole(item, "attachment_number"),
        description=words(item, "description")[:1000],
        free_url=STORAGE + stored.lstrip("/") if free else None,
        pages=whole(item, "page_count"),
        sealed=item.get("is_sealed") is True,
    )


def _heading(text: str) -> tuple[str, ...]:
    """The capitals that a docket text begins with: "MINUTE ORDER granting" is a minute order."""
    found = _HEADING.match(text)
    if found is None or len(found[1]) <= 2 or _CAPTION_GOES_ON.match(text, found.end()):
        return ()
    return (found[1].strip(" ,.").title(),)


def parties_of(items: list[Any], lawyers: list[Any]) -> tuple[Party, ...]:
    """Parties with their first role; counsel by the lists of whom each lawyer represents."""
    names = {
        whole(each, "id"): words(each, "name") for each in lawyers if isinstance(each, Mapping)
    }
    found = []
    for item in items:
        if not isinstance(item, Mapping) or not words(item, "name"):
            continue
        kept = item.get("party_types")
        types = [t for t in kept if isinstance(t, Mapping)] if isinstance(kept, list) else []
        role = words(types[0], "name") if types else ""
        kept = item.get("attorneys")
        told = [a for a in kept if isinstance(a, Mapping)] if isinstance(kept, list) else []
        ids = dict.fromkeys(
            whole(each, "attorney_id") or whole({"id": _last(words(each, "attorney"))}, "id")
            for each in told
        )
        counsel = tuple(Counsel(names[each]) for each in ids if names.get(each))
        found.append(Party(words(item, "name")[:400], role[:80], counsel[:20]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HookEntry:
    """An entry in an event: of which listing, and what its documents' addresses say of the case."""

    listing_id: int
    item: Item
    court: str | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """An event. ``kind``: 1 docket alert, 2 search alert, 3 fetch, 4 old alerts, 5 pray and pay.

    entries  of a docket alert;  results  of a search alert
    ended    listings whose alerts CourtListener switched off
    """

    kind: int
    version: int
    entries: tuple[HookEntry, ...] = ()
    results: tuple[Item, ...] = ()
    ended: tuple[int, ...] = ()


def webhook(body: bytes) -> Hook:
    """Read an event of either version. Raises NotAnAnswer for what is none."""
    told = read_json(body, "event")
    about, payload = told.get("webhook"), told.get("payload")
    if not isinstance(about, Mapping) or not isinstance(payload, Mapping):
        raise NotAnAnswer(SOURCE, "CourtListener sent an event of another form.")
    kind, version = whole(about, "event_type") or 0, whole(about, "version") or 1
    results = payload.get("results")
    items = [r for r in results if isinstance(r, Mapping)] if isinstance(results, list) else []
    if kind == 1:
        entries = (_hook_entry(item) for item in items)
        return Hook(kind, version, tuple(each for each in entries if each is not None))
    if kind == 4:
        kept = payload.get("disabled_alerts")
        ended = [a for a in kept if isinstance(a, Mapping)] if isinstance(kept, list) else []
        listed = (whole(each, "docket") for each in ended)
        return Hook(kind, version, ended=tuple(each for each in listed if each is not None))
    return Hook(kind, version, results=tuple(items) if kind == 2 else ())


def _hook_entry(item: Item) -> HookEntry | None:
    listing = whole(item, "docket") or whole({"id": _last(words(item, "docket"))}, "id")
    if listing is None:
        return None
    stored = _STORED.search(json.dumps(item.get("recap_documents"), default=str))
    court = courts.known(stored[1]) if stored else None
    return HookEntry(listing, item, court.id if court else None, stored[2] if stored else "")
