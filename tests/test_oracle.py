"""Entries of real feeds against what freelawproject/juriscraper's parser makes of them.

Differences that are meant, and why:

- case names are the court's own; juriscraper harmonises them ("et al" dropped)
- ``number`` is None where an appellate court gives only a document id; juriscraper puts
  the id in the number's place, which no docket has
- a nested bracket is kept whole; juriscraper stops at the first closing one
- numbers without a link ("[Stipulation] (38)") are read; juriscraper leaves them out
- ``5:18-~gr-00001`` is kept; juriscraper drops the item with the filing in it
- an event that an entry has twice is told once; juriscraper repeats it
- ``seq`` comes from the guid, which every item has; juriscraper takes it from the link
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from filings.types import Entry
from watchers.channel import peek
from watchers.pacer import parse

FEEDS = Path(__file__).parents[2] / "shared" / "corpus" / "rss"
ANSWERS = sorted(FEEDS.glob("*.json")) if FEEDS.is_dir() else []
ANSWERED = [path for path in ANSWERS if path.with_suffix(".xml").is_file()]

pytestmark = pytest.mark.skipif(not ANSWERED, reason="the corpus of real feeds is not here")

Row = tuple[str, int | None, str | None, int | None, set[str], datetime]


def _of_ours(entry: Entry) -> Row:
    return (
        entry.docket_number,
        entry.number,
        entry.doc_id,
        entry.seq if entry.document_url and "de_seq_num" in entry.document_url else None,
        {event.split("]")[0] for event in entry.events},
        entry.filed_at,
    )


def _of_theirs(docket: dict[str, Any]) -> Row:
    entry = docket["docket_entries"][0]
    number, doc_id = entry["document_number"], entry["pacer_doc_id"] or None
    return (
        docket["docket_number"],
        int(number) if number and number != doc_id else None,
        doc_id,
        int(entry["pacer_seq_no"]) if entry["pacer_seq_no"] else None,
        {" ".join(event.split()) for event in entry["short_description"].split(" AND ")} - {""},
        datetime.fromisoformat(entry["date_filed"]),
    )


@pytest.mark.parametrize("answer", ANSWERED, ids=lambda path: path.stem)
def test_same_entries_as_juriscraper(answer: Path) -> None:
    body = answer.with_suffix(".xml").read_bytes()
    court = (peek(body).host or "").split(".")[1]
    parsed = parse(body, court)
    theirs = [_of_theirs(docket) for docket in json.loads(answer.read_text())]
    ours = [_of_ours(entry) for entry in parsed.entries if "~" not in entry.docket_number]

    assert parsed.complete
    assert not parsed.dropped
    assert ours == theirs


def test_what_juriscraper_drops_is_kept() -> None:
    parsed = parse((FEEDS / "wvsd.xml").read_bytes(), "wvsd")
    assert [entry.docket_number for entry in parsed.entries] == [
        "5:18-~gr-00001",
        "2:13-cv-01808",
        "3:15-cv-13328",
    ]


def test_case_name_is_the_courts_own() -> None:
    parsed = parse((FEEDS / "wvsd.xml").read_bytes(), "wvsd")
    assert parsed.entries[1].case_name == "Spoon et al v. Ethicon, Inc. et al"
