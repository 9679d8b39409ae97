"""What CourtListener's answers and events say, as values. Pure.

Field names: REST API v4 (freelawproject/courtlistener, cl/search/api_serializers.py and
cl/search/documents.py); events: cl/api/webhooks.py. Unknown fields are passed over and
missing ones are empty; an item of another form is dropped with a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from filings import courts
from filings.courts import Court
from filings.errors import NotAnAnswer
from filings.types import CaseFacts, Document, Dropped, Entry, Teller
from watchers.description import doc_id as plain_id

SOURCE = "CourtListener"
SITE = "https://www.courtlistener.com"
STORAGE = "https://storage.courtlistener.com/"
RAW = 2_000
_EARLIEST = date(1789, 1, 1)
_HEADING = re.compile(r"[^\w(]*((?:\(?[A-Z][A-Z'’.\-/]*\)?(?:,)? ){0,5}[A-Z][A-Z'’.\-/]+)\b")

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


def objects(items: object) -> list[Item]:
    """What of a list is an object; nothing of what is no list."""
    return [each for each in items if isinstance(each, Mapping)] if isinstance(items, list) else []


def sound(text: str) -> str:
    """A text without what no database keeps."""
    return _UNSOUND.sub("", text)


def words(item: Item, *names: str) -> str:
    """The first of these fields that holds words, white space folded."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(sound(value).split())
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
    court = courts.known(words(item, "court_id", "courtId") or last_of(words(item, "court")))
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


def last_of(address: str) -> str:
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
    raw = objects(item.get("recap_documents"))
    documents = tuple(_document(each) for each in raw[:500])
    main = next((d for d in documents if d.attachment is None), None)
    text = words(item, "description")
    name = words(next((d for d in raw if d.get("attachment_number") is None), {}), "description")[
        :1000
    ]
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
