"""A docket's Atom feed: its last 30 entries, to be had without a login.

Elements and their order as Django's Atom1Feed writes them for freelawproject/courtlistener,
``cl/opinion_page/feeds.py``: newest by sequence number first, dated by midnight in the
Pacific zone, with the PDF or PACER's page of the main document as an enclosure.
"""

from __future__ import annotations

from datetime import date, datetime, time
from html import escape

from sandbox.listener.shelf import PACIFIC, SITE, STORAGE, Record, Shelf

LISTED = 30
_CAPTION = 100


def feed(shelf: Shelf, docket: Record) -> bytes:
    """UTF-8."""
    entries = [entry for entry in shelf.entries_of(docket["id"]) if entry["date_filed"]]
    entries.sort(key=_place, reverse=True)
    items = [_item(shelf, docket, entry) for entry in entries[:LISTED]]
    dates = [_midnight(entry["date_filed"]) for entry in entries[:LISTED]]
    updated = max(dates) if dates else shelf.now()
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">'
        f"<title>Docket updates for {escape(_title(docket), quote=False)}</title>"
        f'<link href="{SITE}/" rel="alternate"></link>'
        f'<link href="{SITE}/docket/{docket["id"]}/feed/" rel="self"></link>'
        f"<id>{SITE}/</id><updated>{updated}</updated>"
        "<author><name>Free Law Project</name><email>feeds@courtlistener.com</email></author>"
        "<rights>Created for the public domain by Free Law Project</rights>"
    )
    return (head + "".join(items) + "</feed>").encode()


def _place(entry: Record) -> tuple[str, int]:
    """By number within one sequence number; without a number first, as PostgreSQL has it."""
    number = entry["entry_number"]
    return entry["recap_sequence_number"], 1_000_000_000 if number is None else number


def _title(docket: Record) -> str:
    name, number = docket["case_name"], docket["docket_number"]
    short = name if len(name) <= _CAPTION else name[:_CAPTION].rsplit(" ", 1)[0] + "..."
    return ", ".join(part for part in (short, number) if part)


def _midnight(day: str) -> str:
    return datetime.combine(date.fromisoformat(day), time(), PACIFIC).isoformat()


def _item(shelf: Shelf, docket: Record, entry: Record) -> str:
    number, day = entry["entry_number"], entry["date_filed"]
    preface = f"Entry #{number}" if number else f"Minute entry from {day}"
    anchor = f"entry-{number}" if number else f"minute-entry-{entry['id']}"
    link = escape(f"{SITE}{docket['absolute_url']}?order_by=desc#{anchor}")
    document = shelf.main_document(entry["id"])
    said = entry["description"] or (document["description"] if document else "")
    enclosure = _enclosure(docket, document) if number and document else ""
    return (
        f"<entry><title>{escape(f'{preface} in {_title(docket)}', quote=False)}</title>"
        f'<link href="{link}" rel="alternate"></link>'
        f"<published>{_midnight(day)}</published><updated>{_midnight(day)}</updated>"
        f"<id>{link}</id>"
        f'<summary type="html">{escape(said, quote=False)}</summary>{enclosure}</entry>'
    )


def _enclosure(docket: Record, document: Record) -> str:
    if document["filepath_local"]:
        url = f"{STORAGE}/{document['filepath_local']}"
    elif document["pacer_doc_id"]:
        court, id_ = docket["court_id"], document["pacer_doc_id"]
        url = f"https://ecf.{court}.uscourts.gov/doc1/{id_}?caseid={docket['pacer_case_id']}"
    else:
        return ""
    link = escape(url)
    return f'<link href="{link}" length="0" rel="enclosure" type="application/pdf"></link>'
