"""Feed bodies as CM/ECF writes them, from a few plain values.

Three forms, after the feeds kept in splashingdiamonds/pacer-courts (artifacts/rss):
district and national courts, bankruptcy courts, courts of appeals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from filings import courts

_HEX = {"&": "&#x26;", "<": "&#x3C;", ">": "&#x3E;", '"': "&#x22;", "'": "&#x27;"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# fmt: off
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# fmt: on


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed; a filing with two events is two items with equal ``seq``.

    number     docket number as the court prints it, with ``-1`` for a defendant
    name       caption
    case_id    the court's id of the case; appellate feeds show the number instead
    seq        sequence number of the entry in the case (part id at an appellate court)
    event      short description, without brackets
    filed_at   aware
    entry      number on the docket, or None
    doc_id     id of the document, or None: then nothing is linked
    case_type, chapter, trustee  in bankruptcy feeds only
    """

    number: str
    name: str
    case_id: int
    seq: int
    event: str
    filed_at: datetime
    entry: int | None = None
    doc_id: str | None = None
    case_type: str = "bk"
    chapter: str = "11"
    trustee: str = ""


def render_feed(
    court: str,
    built_at: datetime,
    items: Sequence[Item],
    *,
    entry_types: str = "all",
    kind: str | None = None,
) -> bytes:
    """The body of the feed of ``court`` (a PACER id), items in the order given.

    ``kind`` ("district", "bankruptcy", "appellate", …) is the court's own unless given.
    Raises BadInput for an unknown court without a kind.
    """
    if kind is None:
        kind = courts.get(court).kind
    if kind == "appellate":
        text = _appellate(court, built_at, items, entry_types)
    else:
        form = _bankruptcy_item if kind == "bankruptcy" else _district_item
        text = _trial(court, built_at, items, entry_types, form)
    # The courts declare ISO-8859-1 and send ASCII, whatever a party is called.
    return text.encode("ascii", "xmlcharrefreplace")


def _trial(
    court: str,
    built_at: datetime,
    items: Sequence[Item],
    entry_types: str,
    form: Callable[[str, Item], str],
) -> str:
    title = courts.get(court).short_name if courts.known(court) else court
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n\n<rss version="2.0"\n'
        ' xmlns:blogChannel="http://backend.userland.com/blogChannelModule"\n>\n\n<channel>\n'
        f"<title>{_hex(title)} - Recent Entries</title>\n"
        f"<link>https://ecf.{court}.uscourts.gov</link>\n"
        f"<description>Docket entries of type: {_hex(entry_types)}</description>\n"
        f"<lastBuildDate>{_gmt(built_at)}</lastBuildDate>\n\n"
        + "".join(form(court, item) for item in items)
        + "</channel>\n</rss>\n"
    )


def _district_item(court: str, item: Item) -> str:
    linked = ""
    if item.doc_id is not None:
        page = f"{_doc1(court, item)}?caseid={item.case_id}&de_seq_num={item.seq}"
        linked = f'(<a href="{page}" >{item.entry or ""}</a>)'
    elif item.entry is not None:
        linked = f"({item.entry})"
    title = f"{item.number} {item.name}"
    return _trial_item(court, item, title, f"[{item.event}] {linked}", f"&{item.seq}")


def _bankruptcy_item(court: str, item: Item) -> str:
    linked = ""
    if item.doc_id is not None:
        page = f"{_doc1(court, item)}?pdf_header=&de_seq_num={item.seq}&caseid={item.case_id}"
        linked = f"(<a href='{page}'>{item.entry or ''}</a>)"
    elif item.entry is not None:
        linked = str(item.entry)
    trustee = f"Trustee: {item.trustee}" if item.trustee else ""
    head = f"Type: {item.case_type} Office: 1 Chapter: {item.chapter} {trustee}"
    title = f"{item.number}- {item.name}"
    return _trial_item(court, item, title, f"{head} [{item.event}] {linked}", f"-{item.seq}")


def _trial_item(court: str, item: Item, title: str, description: str, part: str) -> str:
    docket = f"https://ecf.{court}.uscourts.gov/cgi-bin/DktRpt.pl?{item.case_id}"
    return (
        f"<item>\n<title>{_hex(title)}</title>\n"
        f"<link>{docket}</link>\n"
        f"<description>{_hex(description)}</description>\n"
        f'<guid isPermaLink="true">{_hex(docket + part)}</guid>\n'
        f"<pubDate>{_gmt(item.filed_at)}</pubDate>\n</item>\n"
    )


def _doc1(court: str, item: Item) -> str:
    return f"https://ecf.{court}.uscourts.gov/doc1/{item.doc_id}"


def _appellate(court: str, built_at: datetime, items: Sequence[Item], entry_types: str) -> str:
    title = courts.get(court).short_name if courts.known(court) else court
    body = "".join(_appellate_item(court, item) for item in items)
    return (
        "<?xml version='1.0' encoding='ISO-8859-1'?>\n\n"
        '<rss version="2.0" xmlns:blogChannel="http://backend.userland.com/blogChannelModule">'
        f"\n\n<channel>\n\t<title>{_soft(title)} - Recent Entries</title>\n"
        f"\t<link>https://ecf.{court}.uscourts.gov</link>\n"
        f"\t<description>Docket entries of type: {_soft(entry_types)}</description>\n"
        f"\t<lastBuildDate>{_local(court, built_at)}</lastBuildDate>\n{body}\n</channel>\n</rss>\n"
    )


def _appellate_item(court: str, item: Item) -> str:
    site = f"https://ecf.{court}.uscourts.gov"
    docket = (
        f"{site}/n/beam/servlet/TransportRoom?servlet=DocketReportFilter.jsp&caseNum={item.number}"
    )
    linked = f"({item.entry})" if item.entry is not None else ""
    if item.doc_id is not None:
        shown = "Document" if item.entry is None else str(item.entry)
        linked = f"(<a href='{site}/docs1/{item.doc_id}'>{shown}</a>)"
    # These courts escape a name twice, and a docket once.
    name = item.name.replace("&", "&amp;")
    return (
        f"<item>\n\t<title>{_soft(f'{item.number} {name}')}</title>\n"
        f"\t<link>{_soft(docket)}</link>\n"
        f"\t<description>{_soft(f'[{item.event}] {linked}')}</description>\n"
        f'\t<guid isPermaLink="true">{_soft(f"{docket}&partId={item.seq}")}</guid>\n'
        f"\t<pubDate>{_local(court, item.filed_at)}</pubDate>\n\n</item>\n"
    )


def _hex(text: str) -> str:
    return "".join(_HEX.get(char, char) for char in text)


def _soft(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _gmt(at: datetime) -> str:
    return _written(at.astimezone(UTC), "GMT")


def _local(court: str, at: datetime) -> str:
    known = courts.known(court)
    local = at.astimezone(known.zone if known else UTC)
    return _written(local, local.tzname() if known else "GMT")


def _written(at: datetime, zone: str | None) -> str:
    # Not strftime, which follows the machine's language.
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} {zone}"
    )
