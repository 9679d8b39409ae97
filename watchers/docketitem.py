"""One raw item of a CM/ECF feed -> the docket entry that it tells.

Shapes follow the feeds kept in splashingdiamonds/pacer-courts and the fixtures of
freelawproject/juriscraper (``tests/examples/pacer/rss_feeds``). Nearly every item has
one shape and is read by one expression, twice as fast; whatever that does not fit is
read piece by piece. Where both can read an item they agree.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from filings.deciding import identity
from filings.types import Dropped, Entry
from watchers import description
from watchers.feeddates import USUAL_DATE, read_date, usual_date
from watchers.feedxml import decode, resolve, texts, tidy

TITLE_LENGTH = 2_000
RAW_LENGTH = 2_000
_URL_LENGTH = 2_000
# Shorter than every text may be, so that nothing needs cutting.
_USUAL_LENGTH = 2_000

PIECED_TOGETHER = "it is pieced together from two"
TWO_CASES = "its link and its guid name different cases"
# Reasons that show the body to have been read while the court was writing it.
TORN = frozenset({PIECED_TOGETHER, TWO_CASES})

# The number as filings.numbers knows it, then judges' initials, then the defendant; a
# bankruptcy number may end in a hyphen.
_NUMBER = (
    r"((?:(?:[0-9]{1,2}|[A-Za-z]):)?[0-9]{2}-~?[A-Za-z]{1,5}-[0-9]{1,10}"
    r"(?:/[A-Za-z]{1,2}(?![A-Za-z0-9]))?"
    r"|(?:[0-9]-(?=[0-9]{2}-))?[0-9]{2}(?:[0-9]{2})?-[0-9]{1,10}|MDL(?: No\.?)? ?[0-9]{1,5})"
    r"((?:-[A-Za-z/]{1,6})*)(?:-([0-9]{1,4}))?-?"
)
_TITLE = re.compile(_NUMBER + "(?![^ ])")
_WITHIN_TITLE = re.compile(r"(?<![\w:/.-])" + _NUMBER + "(?![^ ])")
_DOCKET = re.compile(
    r"DktRpt\.pl\?(?:[0-9]+-L_[0-9]+_[0-9]+-)?([0-9]{1,12})(?:[&-]([0-9]{1,12}))?$"
)
_APPEAL = re.compile(r"[?&]caseNum=([\w-]{1,16})(?:&partId=([0-9]{1,12}))?$")
# Characters that can do no harm in a link, wherever it is shown.
_SAFE = r"[A-Za-z0-9/._~%?=+,;:@!*()$-]"
_SAFE_PATH = re.compile(rf"(?:{_SAFE}|[&#])*")


class Identity(NamedTuple):
    """What a guid or a docket link says: the court's case id, sequence or part number.

    ``joint`` is what stands between the two in a key.
    """

    case_id: str
    seq: int | None
    joint: str


_NOBODY = Identity("", None, "")


def read_item(raw: bytes, court: str) -> Entry | Dropped:
    """The entry that one item of the feed of ``court`` (PACER id) tells.

    Its key is the one in the guid; ``watchers.pacer`` puts items of one key together.
    Links to other hosts than the court's are left out.
    """
    item = decode(raw)
    if (entry := read_usual(item, court)) is not None:
        return entry
    told = read_any(item, court)
    return told if isinstance(told, Entry) else Dropped(told, item[:RAW_LENGTH])


def read_usual(item: str, court: str) -> Entry | None:
    """The entry of an item of the common shape, None where it has another."""
    usual = _usual(court).fullmatch(item) if len(item) < _USUAL_LENGTH else None
    if usual is None:
        return None
    number, judges, defendant, name, link, case_id, prefix, event, href, *more = usual.groups()
    court_digits, document_digits, anchor, linkless, seq, day, month, year, clock = more
    filed_at = usual_date(day, month, year, clock)
    if filed_at is None:
        return None
    if "&" in event:
        event = resolve(event)
        if "[" in event or "]" in event:
            return None
    case_type, office = description.kind(prefix) if prefix else ("", "")
    if "&" in name:
        name = resolve(resolve(name))
    if "  " in name or not name.isprintable():
        name = tidy(name, TITLE_LENGTH)
    return Entry(
        f"{case_id}-{int(seq)}",
        number,
        name.strip(),
        case_id,
        int(anchor or linkless) if anchor or linkless else None,
        f"{court_digits}0{document_digits}" if court_digits else None,
        int(seq),
        description.events(event),
        filed_at,
        link,
        href.replace("&#x26;", "&") if href else None,
        int(defendant) if defendant else None,
        case_type,
        office,
        judges[1:],
    )


@lru_cache(maxsize=512)
def _usual(court: str) -> re.Pattern[str]:
    """A whole item of a district or bankruptcy court, with CM/ECF's own escapes."""
    own = rf"https://ecf\.{re.escape(court)}\.uscourts\.gov/"
    less, more, quote = "&#x3C;", "&#x3E;", "&#x2(?:2|7);"
    page = rf"{own}doc1/([0-9]{{3}})[0-9]([0-9]{{0,16}})\?{_SAFE}*(?:&#x26;{_SAFE}*)*"
    return re.compile(
        rf"\s*<title>{_NUMBER}(?=[ <])([^<]*)</title>"
        rf"\s*<link>({own}cgi-bin/DktRpt\.pl\?([0-9]{{1,12}}))</link>"
        r"\s*<description>([^<\[&]*)\[([^<\[\]]*)\]\s*"
        rf"(?:\({less}a href={quote}({page}){quote}"
        rf" ?{more}([0-9]{{1,7}}){less}/a{more}\)\s*|\(?([0-9]{{1,7}})\)?\s*)?</description>"
        r"\s*<guid[^<>]*>\5(?:&#x26;|-)([0-9]{1,11})</guid>"
        rf"\s*<pubDate>{USUAL_DATE}</pubDate>\s*"
    )


def read_any(item: str, court: str) -> Entry | str:
    """The same for an item of any shape: the entry, or why it cannot be read."""
    parts = texts(item)
    if parts is None:
        return PIECED_TOGETHER
    filed_at = read_date(parts.published)
    if filed_at is None:
        return "its date cannot be read"
    title = tidy(resolve(parts.title[: 4 * TITLE_LENGTH]), TITLE_LENGTH)
    named = _TITLE.match(title) or _WITHIN_TITLE.search(title)
    if named is None:
        return "its title has no docket number"
    guid, linked = _identity(parts.guid), _identity(parts.link)
    if guid.case_id and linked.case_id and guid.case_id != linked.case_id:
        return TWO_CASES
    told = description.told(parts.description)
    if parts.guid:
        key = _key(guid, parts.guid, filed_at)
    else:
        key = identity.digest(f"{parts.link}\n{told.doc_id or f'{told.number} {parts.published}'}")
    link = parts.link or parts.guid
    return Entry(
        key=key,
        docket_number=named[1],
        case_name=title[named.end() :].strip(),
        case_id=guid.case_id or linked.case_id,
        number=told.number,
        doc_id=told.doc_id,
        seq=told.seq if guid.seq is None else guid.seq,
        events=told.events,
        filed_at=filed_at,
        url=link if _is_own(link, court) else "",
        document_url=told.href if _is_own(told.href, court) else None,
        defendant=int(named[3]) if named[3] else None,
        case_type=told.kind[0],
        office=told.kind[1],
        judges=named[2][1:],
    )


def _is_own(url: str, court: str) -> bool:
    scheme, _, rest = url[:_URL_LENGTH].partition("://")
    host, _, path = rest.partition("/")
    return (
        scheme in ("https", "http")
        and host.lower() == f"ecf.{court}.uscourts.gov"
        and len(url) < _URL_LENGTH
        and _SAFE_PATH.fullmatch(path) is not None
    )


def _identity(url: str) -> Identity:
    if docket := _DOCKET.search(url):
        return Identity(docket[1], int(docket[2]) if docket[2] else None, "-")
    if appeal := _APPEAL.search(url):
        return Identity(appeal[1], int(appeal[2]) if appeal[2] else None, "/")
    return _NOBODY


def _key(guid: Identity, text: str, filed_at: datetime) -> str:
    if not guid.case_id:
        return identity.digest(text)
    if guid.seq is None:
        # nyed: all entries of a case share one guid.
        return identity.dated(guid.case_id, filed_at)
    return identity.fitting(f"{guid.case_id}{guid.joint}{guid.seq}")
