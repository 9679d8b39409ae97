"""What the address of a court's, CourtListener's or RECAP's page says of a case.

The forms are those that courts write into their feeds (kept in
splashingdiamonds/pacer-courts) and that freelawproject/juriscraper
(``pacer/utils.py``) and freelawproject/courtlistener read. Nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import replace

from filings import courts, numbers
from filings.types import CaseRef

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}
_ENTITY = re.compile("|".join(_ENTITIES))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# With Slack's label behind it, as in <https://…|label>.
_LINK = re.compile(
    r"(?:https?://|\b(?=ecf\.[a-z0-9]{2,8}\.uscourts\.gov/|(?:www\.|storage\.)?courtlistener\.com/"
    r"|(?:www\.)?supremecourt\.gov/))[^\s<>|\"]{1,2000}(?:\|(?P<label>[^<>|\n]{0,200})(?=>))?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"<[@#!][^<>\n]{0,200}>")
_ECF_HOST = re.compile(r"(?:https?://)?ecf\.([a-z0-9]{2,8})\.uscourts\.gov[:/]", re.IGNORECASE)
_CASE_ID = re.compile(
    r"[?&]caseid=([0-9]{1,12})|/cgi-bin/[a-z_]+\.pl\?([0-9]{1,12})(?![0-9=])"
    r"|/show_case_doc\?[0-9]*,([0-9]{1,12})",
    re.IGNORECASE,
)
_CASE_NUMBER = re.compile(r"[?&]casenum=([0-9]{2}-[0-9]{1,6})(?![0-9])", re.IGNORECASE)
_DOC_ID = re.compile(r"/docs?1/([0-9]{3})[0-9]([0-9]{4,12})(?![0-9])")
_STORED = re.compile(r"gov\.uscourts\.([a-z0-9]{2,12})\.([0-9]{1,12})(?![0-9])", re.IGNORECASE)
_COURTLISTENER = re.compile(
    r"courtlistener\.com/(?:docket|api/rest/v[0-9]/dockets)/([0-9]{1,12})(?![0-9])", re.IGNORECASE
)
_SUPREME_HOST = re.compile(r"(?:https?://)?(?:www\.)?supremecourt\.gov/", re.IGNORECASE)
_SUPREME_CASE = re.compile(r"/([0-9]{2}(?:-|[AMO])[0-9]{1,5})(?:\.html|\.json|/)", re.IGNORECASE)


def take(text: str) -> tuple[str, list[tuple[int, CaseRef]]]:
    """A text with links and mentions blanked out, and the cases the links name.

    Entities are resolved and invisible characters dropped first; each case
    comes with its place in the text that is returned. Slack's label of a link
    stays in the text unless the link names a case; a label that is a docket
    number then gives the case its number.
    """
    named: list[tuple[int, CaseRef]] = []

    def blank(found: re.Match[str]) -> str:
        label = found["label"] or ""
        url = found[0].removesuffix("|" + label) if label else found[0]
        ref = read(url.rstrip(".,;:)]'"))
        if ref is None:
            return label.rjust(len(found[0]))
        if not ref.number and (number := numbers.parse(label)):
            ref = replace(ref, number=str(number), text=label)
        named.append((found.start(), ref))
        # A new line keeps what stands left and right of the link apart.
        return "\n".ljust(len(found[0]))

    clean = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    clean = _LINK.sub(blank, _INVISIBLE.sub("", clean))
    return _MENTION.sub(lambda found: " " * len(found[0]), clean), named


def read(url: str) -> CaseRef | None:
    """The case that an address names, with what ids the address holds, or None.

    ``links`` has ``courtlistener`` (docket id), ``pacer_case_id`` and
    ``pacer_doc_id`` (its fourth digit set to 0). An appellate or Supreme Court
    address gives the number instead.
    """
    if found := _COURTLISTENER.search(url):
        return CaseRef(None, "", url, {"courtlistener": found[1]})
    if found := _STORED.search(url):
        court = courts.known(found[1])
        return CaseRef(court.id, "", url, {"pacer_case_id": found[2]}) if court else None
    if _SUPREME_HOST.match(url):
        found = _SUPREME_CASE.search(url)
        number = numbers.parse(found[1], "scotus") if found else None
        return CaseRef("scotus", str(number), url) if number else None
    return _read_ecf(url)


def _read_ecf(url: str) -> CaseRef | None:
    host = _ECF_HOST.match(url)
    court = courts.known(host[1]) if host else None
    if court is None:
        return None
    links: dict[str, str] = {}
    if found := _CASE_ID.search(url):
        links["pacer_case_id"] = found[found.lastindex or 0]
    if found := _DOC_ID.search(url):
        # The fourth digit only says whether attachments are meant.
        links["pacer_doc_id"] = f"{found[1]}0{found[2]}"
    found = _CASE_NUMBER.search(url)
    number = numbers.parse(found[1], court.kind) if found else None
    if not links and not number:
        return None
    return CaseRef(court.id, str(number) if number else "", url, links)
