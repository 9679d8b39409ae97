"""The Supreme Court: one docket's JSON -> ``Parsed``.

A source is one case, at ``/RSS/Cases/JSON/NUMBER.json``. The Court's rows have a day and
no hour, and no ids; filings/deciding/rows.py says which row is which. Its PDFs are free. Its
robots.txt disallows ``/rss/`` and asks for one second between requests, which is why
CRIER_SCOTUS can switch this off and README.md says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time

from filings import courts, numbers
from filings.deciding.identity import KEY_LENGTH, digest
from filings.errors import BadInput
from filings.types import (
    CaseFacts,
    Counsel,
    Document,
    Entry,
    Parsed,
    Party,
    Related,
    Teller,
)
from watchers import scotusdocket
from watchers.scotusdocket import COURT, Proceeding, ScotusDocket
from watchers.scotusevents import event_of
from watchers.scotusfields import SITE, address

_ROLE = re.compile(
    r",? *\b(?:petitioner|applicant|plaintiff|appellant|movant"
    r"|respondent|appellee|defendant)s?\.?$",
    re.IGNORECASE,
)
_RELATIONS = {"vide": "see also"}
_BESIDE = re.compile(r"proof of service|certificate|affidavit of service", re.IGNORECASE)


def json_url(origin: str, number: str) -> str:
    """Address of a docket; ``origin`` is the setting CRIER_SCOTUS_ORIGIN."""
    return f"{origin.rstrip('/')}/RSS/Cases/JSON/{_plain_number(number)}.json"


def page_url(number: str) -> str:
    """The docket page that people open, free of charge."""
    return f"{SITE}/docket/docketfiles/html/public/{_plain_number(number).lower()}.html"


def _plain_number(number: str) -> str:
    found = numbers.parse(number, "scotus")
    if found is None:
        raise BadInput(f'"{number[:40]}" is no number of a case in the Supreme Court.')
    return str(found)


def parse(body: bytes, number: str) -> Parsed:
    """What a docket's JSON holds.

    Keys are provisional: of the row as it reads now. Raises EmptyBody, NotAnAnswer, and
    WrongCourt for the docket of another case.
    """
    docket = scotusdocket.read(body, number)
    entries = _entries(docket)
    return Parsed(
        entries=entries,
        built_at=None,
        entry_types="all",
        dropped=docket.dropped,
        complete=True,
        oldest_at=min((entry.filed_at for entry in entries), default=None),
        teller=Teller.SCOTUS,
        facts=_facts(docket),
    )


def caption(docket: ScotusDocket) -> str:
    """``Texas v. Pennsylvania, et al.``: without the roles behind the names."""
    names = (_ROLE.sub("", name).strip(" ,") for name in (docket.petitioner, docket.respondent))
    return " v. ".join(name for name in names if name)


def _entries(docket: ScotusDocket) -> tuple[Entry, ...]:
    name, page = caption(docket), page_url(docket.number)
    seen: Counter[tuple[object, ...]] = Counter()
    entries = []
    for row in docket.proceedings:
        text, documents = " ".join(row.text.split()), _documents(row)
        ids = sorted({document.doc_id for document in documents if document.doc_id})
        mark = (docket.number, row.date.isoformat(), ",".join(ids), text)
        seen[mark] += 1
        key = "s" + digest("\n".join((*mark, str(seen[mark]))))[: KEY_LENGTH - 1]
        filed = datetime.combine(row.date, time(), courts.get(COURT).zone).astimezone(UTC)
        entries.append(
            Entry(
                key=key, docket_number=docket.number, case_name=name, case_id=docket.number,
                number=None, doc_id=ids[0] if ids else None, seq=None,
                events=(event,) if (event := event_of(text)) else (), filed_at=filed, url=page,
                text=text, timed=False, documents=documents,
            )
        )  # fmt: skip
    return tuple(entries)


def _documents(row: Proceeding) -> tuple[Document, ...]:
    """The paper itself first; what only certifies it behind."""
    papers = [*row.papers, *row.linked]
    main = next((p for p in papers if not _BESIDE.search(p.description)), None)
    ordered = papers if main is None else [main, *(p for p in papers if p is not main)]
    return tuple(
        Document(
            doc_id=None if paper.number is None else str(paper.number),
            attachment=place or None,
            description=paper.description,
            free_url=address(paper.url),
        )
        for place, paper in enumerate(ordered)
    )


def _facts(docket: ScotusDocket) -> CaseFacts:
    return CaseFacts(
        teller=Teller.SCOTUS,
        court=COURT,
        docket_number=docket.number,
        case_name=caption(docket),
        case_id=docket.number,
        filed_on=docket.docketed,
        status="capital case" if docket.capital else "",
        page=page_url(docket.number),
        parties=tuple(
            Party(
                side.name,
                side.role,
                tuple(Counsel(a.name, (a.title or "").strip()) for a in side.attorneys),
            )
            for side in docket.parties
        ),
        related=tuple(dict.fromkeys(_related(docket))),
        lower_court=docket.lower_court,
        question=docket.questions or "",
    )


def _related(docket: ScotusDocket) -> Iterable[Related]:
    for found in numbers.find_all(docket.links):
        yield Related("linked with", COURT, str(found.number))
    for relation, number in docket.related:
        word = relation.casefold()
        yield Related(_RELATIONS.get(word, word) or "related to", COURT, number)
    below = _court_below(docket.lower_court)
    for number in docket.lower_court_numbers:
        yield Related("on review from", below, number)


def _court_below(name: str) -> str | None:
    """Its id where it is a federal court of the list; most others are a state's."""
    try:
        return courts.named(name).id
    except BadInput:
        return None
