"""Dockets for what is shown: the longest and the strangest, real ones where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from filings.types import CaseFacts, Counsel, Event, Party, Related, Teller
from filings.views import CaseView, CoverageView, FilingView
from tests.samples import FILING, NOW

SHARED = Path(__file__).parents[2] / "shared"
MARKUP = "<!channel> <@U1> *x* _y_ ~z~ `w` :tada: <http://e.vil|click> & \u202e @here "


@dataclass(frozen=True, slots=True)
class Docket:
    """One case with all its filings, the newest first."""

    name: str
    case: CaseView


def dockets() -> Iterator[Docket]:
    """Invented ones, then those of the corpus where it is there."""
    yield _made("plain", "HARBOR GAZETTE v. PORT OFFICE", "NOTICE of appearance by Port Office")
    yield _made("markup", MARKUP * 30, MARKUP * 200)
    yield _made("ampersands", "&<>" * 700, "&<>" * 4000)
    yield _made("astral", "𠮷🧑‍⚖️ " * 400, "𠮷🧑‍⚖️ " * 3000)
    yield _made("one word", "X" * 5000, "Y" * 20_000)
    yield _made("nothing", "", "", number=None)
    for path in sorted((SHARED / "corpus" / "dockets").glob("*.json")):
        yield _read(path)


def _made(name: str, caption: str, text: str, number: int | None = 61) -> Docket:
    filings = [
        replace(
            FILING, case_name=caption, key=f"k{place}", text=text,
            number=None if number is None else number - place,
            events=(text[:500] or "Notice (Other)", "Order", "~Set/Reset *Deadlines*"),
            free_url="https://storage.courtlistener.com/recap/x.pdf" if place % 2 else None,
            pages=6, defendants=tuple(range(1, 40)), missing=(58, 59), late=True,
            filed_at=FILING.filed_at - timedelta(hours=place),
            also_in=tuple(f"1:25-cv-{other:05}" for other in range(30)),
            tellers=(Teller.CMECF, Teller.COURTLISTENER),
        )
        for place in range(30)
    ]  # fmt: skip
    return Docket(name, _case(filings, _facts(caption, text[:4000])))


def _facts(name: str, words: str) -> CaseFacts:
    people = tuple(
        Party(name or "A party", "Plaintiff", (Counsel(name, words),) * 9) for _ in range(30)
    )
    return CaseFacts(
        Teller.COURTLISTENER, "dcd", FILING.docket_number, name, "277000", "cv", 5, words, words,
        date(2025, 3, 1), date(2025, 10, 1), words, words, words, words,
        "https://www.courtlistener.com/docket/5/x/", people, True, True,
        (Related("on review from", "nysd", "1:24-cv-00001"), Related("linked with", None, words)),
        words, words,
    )  # fmt: skip


def _case(filings: list[FilingView], facts: CaseFacts | None) -> CaseView:
    first = filings[0]
    coverage = CoverageView(first.court, "read", "all", NOW, NOW - timedelta(minutes=3), 60, 17)
    return CaseView(
        first.court, first.docket_number, first.case_name, True, tuple(filings), coverage,
        "CKK", first.url, NOW - timedelta(days=3), ("C012345", "C012346", "D012345"), facts, NOW,
    )  # fmt: skip


def _read(path: Path) -> Docket:
    """A parsed docket report; its longest entries come first."""
    report: dict[str, Any] = json.loads(path.read_bytes())
    entries = sorted(report["docket_entries"], key=lambda entry: -len(entry["description"] or ""))
    filings = [_filing(report, entry, place) for place, entry in enumerate(entries[:60])]
    parties = tuple(
        Party(party["name"] or "", party["type"] or "") for party in report["parties"][:60]
    )
    facts = CaseFacts(
        Teller.COURTLISTENER, report["court_id"], report["docket_number"], report["case_name"],
        judge=report.get("assigned_to_str") or "", referred_to=report.get("referred_to_str") or "",
        cause=report.get("cause") or "", nature_of_suit=report.get("nature_of_suit") or "",
        jurisdiction=report.get("jurisdiction") or "", parties=parties, parties_asked=True,
    )  # fmt: skip
    return Docket(path.stem, _case(filings, facts))


def _filing(report: dict[str, Any], entry: dict[str, Any], place: int) -> FilingView:
    number = str(entry["document_number"] or "")
    text = entry["description"] or ""
    filed = datetime.combine(date.fromisoformat(entry["date_filed"]), time(17), UTC)
    return replace(
        FILING, event=Event.NEW, court=report["court_id"], docket_number=report["docket_number"],
        case_name=report["case_name"], key=f"k{place}", text=text, filed_at=filed,
        number=int(number) if number.isdigit() else None, events=(text[:300],),
    )  # fmt: skip
