"""Captions: what a court prints over a case, as a reporter cites it.

``caption`` shortens in the manner of the trade's citations (organisations
abbreviated, people by surname, first parties only); ``plain`` only mends case
and spacing. Both keep what they do not understand. A party by itself is
``parties.py``. Which shapes courts print was read off the feeds kept in
splashingdiamonds/pacer-courts.
"""

from __future__ import annotations

import functools
import re

from filings import courts
from filings.captions import parties, partywords

_SPACES = re.compile(r"\s+")
_VERSUS = re.compile(
    r"(?:^|\s)(?:v\.?|vs\.?|versus)(?:\s+|$)|(?<=al)\s?v\.(?=[A-Z])", re.IGNORECASE
)
_IN_RE = re.compile(r"in\s+re\b\s*[:;,-]?\s*|in\s+the\s+matter\s+of\b\s*:?\s*", re.IGNORECASE)
# Eastern California prints the nature of the suit before the caption.
_SUIT_CODE = re.compile(r"(?:\([A-Z]{2,4}\)\s*){1,3}")
# Clerks write to counsel in red behind a caption, or between stars.
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_STARRED = re.compile(r"\*{2,}[^*]{1,300}\*{2,}")
_SEALED_NOUN = (
    r"(?:cases?|matters?|part(?:y|ies)|plaintiffs?|defendants?|petitioners?|respondents?"
    r"|appellants?|appellees?|relators?|movants?|applicants?|debtors?|creditors?|juveniles?"
    r"|actions?|applications?|orders?|indictments?|complaints?|informations?|proceedings?"
    r"|(?:search|seizure|arrest|tracking) warrants?|warrants?|grand jury|subpoenas?"
    r"|pen registers?|entity|individuals?|persons?|vessels?)"
)
_SEALED = re.compile(
    rf"[\W_]*(?:filed )?(?:under seal|sealed(?: {_SEALED_NOUN}\b.*|(?: |-)*[0-9a-z]{{0,2}}))[\W_]*"
    r"|.*[(\[*-] ?(?:filed )?(?:sealed|under seal) ?[)\]*]*",
    re.IGNORECASE | re.DOTALL,
)


@functools.lru_cache(maxsize=1024)
def caption(title: str, court: str = "") -> str:
    """Party names as a reporter cites them.

    ``CENTER FOR TAXPAYER RIGHTS v. INTERNAL REVENUE SERVICE`` gives ``Ctr. for
    Taxpayer Rights v. Internal Revenue Serv.``; of an empty title ``""``.

    court  id in the courts list, "" where it is not known: a bankruptcy is cited as "In re"
           its debtor
    """
    text = _folded(_without_notes(title))
    prefix, body = _in_re(text)
    sides = _split(body)
    if len(sides) < 2:
        if body and _kind_of(court) == "bankruptcy":
            prefix = "In re "
        return (prefix + _alone(body, in_re=bool(prefix))).strip()
    whole = [parties.without_others(each) for each in sides]
    surname_first = all("," in each for each in whole)
    return prefix + " v. ".join(parties.cited(each, surname_first=surname_first) for each in whole)


def _alone(body: str, *, in_re: bool) -> str:
    """The only party of a caption."""
    party = partywords.tidy(parties.bare(body))
    if partywords.is_organisation(party):
        return partywords.abbreviated(party)
    return (parties.surname(party) if in_re else "") or party


def _kind_of(court_id: str) -> str:
    court = courts.known(court_id)
    return court.kind if court else ""


def _without_notes(title: str) -> str:
    """A title without what a clerk wrote to counsel in it."""
    text = title[:2000]
    first = _MARKUP.search(text)
    if first and text[: first.start()].strip(" -"):
        text = text[: first.start()]
    text = _MARKUP.sub(" ", text)
    return _STARRED.sub(" ", text) if _STARRED.sub("", text).strip(" -") else text


def plain(title: str) -> str:
    """A title with its case and spacing mended and nothing left out."""
    prefix, body = _in_re(_folded(title))
    return (prefix + " v. ".join(partywords.tidy(each.strip()) for each in _split(body))).strip()


def normalised(title: str) -> str:
    """A title for comparing: case, spaces, punctuation and trailing hyphens aside."""
    return " ".join(re.findall(r"[^\W_]+", title.replace("'", "").replace("\u2019", "").casefold()))


def is_sealed(title: str) -> bool:
    """Whether a party of the caption, or the case, is only named "sealed"."""
    body = _in_re(_folded(title))[1]
    return any(
        _SEALED.fullmatch(parties.without_others(each)) is not None for each in _split(body) if each
    )


def _folded(title: str) -> str:
    text = _SPACES.sub(" ", title[:2000]).strip().rstrip("-").rstrip()
    code = _SUIT_CODE.match(text)
    return text[code.end() :] if code else text


def _in_re(text: str) -> tuple[str, str]:
    found = _IN_RE.match(text)
    return ("In re ", text[found.end() :]) if found else ("", text)


def _split(text: str) -> list[str]:
    sides = [side.strip() for side in _VERSUS.split(text, maxsplit=1)]
    return sides if len(sides) == 2 and all(sides) else [text]
