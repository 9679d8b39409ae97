"""The federal courts: what each is called, its clock and its feed.

``courts.json`` beside this file has one row a court. Ids are PACER's; where
CourtListener has another one, that is accepted too. What a feed was seen to
publish in ``as_of`` comes from splashingdiamonds/pacer-courts; its address
from freelawproject/juriscraper (``pacer/rss_feeds.py``). The live feed's own
words always win over these.
"""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from filings.errors import BadInput


@dataclass(frozen=True, slots=True)
class Court:
    """One court.

    id               PACER's: ``dcd``, ``azb``, ``ca2``; ``scotus``
    kind             ``district``, ``bankruptcy``, ``appellate``, ``national``
                     or ``scotus``
    name             in full: ``U.S. District Court for the District of Columbia``
    short_name       as a newsroom writes it: ``D.D.C.``, ``2d Cir.``, ``SCOTUS``
    citation         as in a citation: ``D.D.C.``, ``U.S.``
    zone_name        IANA name of the zone of the clerk's main office
    feed_path        path and query of the CM/ECF feed, ``""`` where there is none
    feed             what the feed was last seen to list: ``all``, ``orders,
                     opinions``, ``off``, ``not configured``, ``unknown``
    rebuild_minutes  about how often it was rebuilt then, or None
    as_of            month of that observation, ``2022-12``
    courtlistener_id CourtListener's id, mostly the same
    also             other ways in which people write the court
    """

    id: str
    kind: str
    name: str
    short_name: str
    citation: str
    zone_name: str
    feed_path: str
    feed: str
    rebuild_minutes: int | None
    as_of: str
    courtlistener_id: str
    also: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def has_feed(self) -> bool:
        """Whether there is an address to ask; the feed behind it may be off."""
        return bool(self.feed_path)


@dataclass(frozen=True, slots=True)
class NamedCourt:
    """A court that a text names, at ``text[start:end]``.

    is_word  it was named by an id that is a word in lower case (``mad``,
             ``cit``), so that only what stands right beside it can tell
    """

    start: int
    end: int
    court: Court
    is_word: bool = False


@lru_cache(maxsize=1)
def all_courts() -> tuple[Court, ...]:
    """Every court: the Supreme Court first, then appellate, national,
    district and bankruptcy courts."""
    rows = json.loads((files("filings") / "courts.json").read_text(encoding="utf-8"))
    return tuple(
        Court(**{"courtlistener_id": row["id"], **row, "also": tuple(row.get("also", ()))})
        for row in rows
    )


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Court]:
    courts = all_courts()
    return {c.courtlistener_id: c for c in courts} | {c.id: c for c in courts}


def known(court_id: str) -> Court | None:
    """The court with a PACER or CourtListener id in any case, or None."""
    return _by_id().get(court_id.strip().casefold())


def court_of(court_id: str) -> tuple[str, ZoneInfo]:
    """Citation and zone. A court that is not in the list keeps its id, in UTC."""
    court = known(court_id)
    return (court_id, ZoneInfo("UTC")) if court is None else (court.citation, court.zone)


def get(court_id: str) -> Court:
    """The court with a PACER or CourtListener id in any case.

    Raises BadInput, naming the courts that come close.
    """
    if court := known(court_id):
        return court
    near = [each.court for each in find_named(court_id)] or [
        _by_id()[name]
        for name in difflib.get_close_matches(court_id.strip().casefold(), _by_id(), n=3)
    ]
    hint = " or ".join(f"{court.id} ({court.short_name})" for court in near[:3])
    hint = f"did you mean {hint}?" if hint else "try dcd, D.D.C. or 9th Cir."
    raise BadInput(f'I know no court "{court_id.strip()[:40]}"; {hint}')


def named(text: str) -> Court:
    """The one court that a whole text names, by id, citation or name.

    Raises BadInput like ``get``.
    """
    found = find_named(text)
    if len(found) == 1:
        rest = text[: found[0].start] + text[found[0].end :]
        if all(_COURT_WORDS.fullmatch(word) for word in re.findall(r"\w+", rest.casefold())):
            return found[0].court
    return get(text)


def feed_url(court: Court, origin: str) -> str:
    """Address of the court's CM/ECF feed.

    ``origin`` is the setting CRIER_ECF_ORIGIN: ``{court}`` in it stands for the
    court's id, and the feed's path and query follow it. Raises BadInput for a
    court without a feed.
    """
    if not court.has_feed:
        raise BadInput(f"{court.short_name} has no CM/ECF feed.")
    return origin.replace("{court}", court.id).rstrip("/") + court.feed_path


_TOKEN = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)?|[0-9]+(?:st|nd|rd|th|d)?(?![a-z0-9])")
_GAP = re.compile(r"\.?\s{0,2}")
_NOT_ALNUM = re.compile(r"[^a-z0-9]")
_MOST_TOKENS = 8
_COURT_WORDS = re.compile(r"the|in|of|for|u|s|us|united|states|court|district|appeals")
_WORD_IDS = frozenset(
    [
        "cit",
        "cob",
        "cod",
        "deb",
        "ded",
        "hid",
        "mad",
        "med",
        "ned",
        "orb",
        "ord",
        "rib",
        "rid",
        "vid",
    ]
)
_BANKRUPTCY_BEFORE = re.compile(
    r"\bbankr(?:uptcy)?\.?(?: courts?)?,?(?: (?:for|in|of))?(?: the)? ?$", re.IGNORECASE
)
_BANKRUPTCY_AFTER = re.compile(r",? \(?bankr(?:uptcy)?\b\.?", re.IGNORECASE)
# The Supreme Court's citation is everybody's abbreviation of the country.
_ONLY_US = re.compile(
    r"(?:^|(?<=[,(;] )|(?<=\()|(?<=case is ))U\.S\."
    r"(?=$|\)|,? (?:Nos?\. ?)?[0-9]{2}[-AMO][0-9]|,? No\. ?[0-9]{1,3}, ?Orig)"
)
_STATE_AFTER = re.compile(r",? (?:of|for) (?!the (?:u\.?s|united states))", re.IGNORECASE)


def find_named(text: str) -> list[NamedCourt]:
    """The courts that a text names, in order; the longest name wins.

    Knows ids (``dcd``), nicknames (``SDNY``, ``EDVA``), citations in any
    spacing and punctuation (``DDC``, ``S.D. N.Y.``, ``9th Cir.``) and names
    (``Southern District of New York``). Linear time.
    """
    tokens = [(m.start(), m.end(), _NOT_ALNUM.sub("", m[0].lower())) for m in _TOKEN.finditer(text)]
    found: list[NamedCourt] = []
    at = 0
    while at < len(tokens):
        last, court = _longest(text, tokens, at)
        if court is None:
            at += 1
            continue
        start, end = tokens[at][0], tokens[last][1]
        at = last + 1
        if one := _settle(text, start, end, court):
            found.append(one)
            while at < len(tokens) and tokens[at][0] < one.end:
                at += 1
    found += [NamedCourt(m.start(), m.end(), get("scotus")) for m in _ONLY_US.finditer(text)]
    return sorted(found, key=lambda each: each.start)


def _longest(text: str, tokens: list[tuple[int, int, str]], first: int) -> tuple[int, Court | None]:
    names = _names()
    key, best, court = "", first, None
    for last in range(first, min(first + _MOST_TOKENS, len(tokens))):
        start, end, word = tokens[last]
        if last > first and not _GAP.fullmatch(text, tokens[last - 1][1], start):
            break
        key += word
        # A short citation in one lower-case word ("dor") is a word.
        word_only = last == first and len(key) < 4 and text[start:end].islower()
        if (hit := names.get(key)) and not (word_only and key not in _by_id()):
            best, court = last, hit
    return best, court


def _settle(text: str, start: int, end: int, court: Court) -> NamedCourt | None:
    is_word = text[start:end] in _WORD_IDS
    end += text.startswith(".", end)
    if text[start : start + 7].casefold() == "supreme":
        before = text[max(0, start - 40) : start]
        if _STATE_AFTER.match(text, end) or _state_before().search(before):
            return None
    if court.kind == "district" and (sibling := _by_id().get(court.id[:-1] + "b")):
        from_here = max(0, start - 40)
        if said := _BANKRUPTCY_BEFORE.search(text[from_here:start]):
            return NamedCourt(from_here + said.start(), end, sibling)
        if after := _BANKRUPTCY_AFTER.match(text, end):
            return NamedCourt(start, after.end(), sibling)
    return NamedCourt(start, end, court, is_word)


@lru_cache(maxsize=1)
def _names() -> dict[str, Court]:
    """Every name without spaces and punctuation, in lower case -> its court."""
    named: dict[str, Court] = {}
    for court in all_courts():
        if court.kind != "bankruptcy":
            # Those are named as the district court with "Bankr." beside it.
            for name in (court.citation, *court.also):
                named.setdefault(_NOT_ALNUM.sub("", name.lower()), court)
    named.pop("us")
    return named | _by_id()


@lru_cache(maxsize=1)
def _state_before() -> re.Pattern[str]:
    """A state, or the word, as in "New York Supreme Court"."""
    states = {re.split(r" (?:of|for)(?: the)? ", court.name)[-1] for court in all_courts()}
    alternatives = "|".join(re.escape(state) for state in sorted(states))
    return re.compile(rf"\b(?:{alternatives}|state)(?:['\u2019]s?)? $", re.IGNORECASE)
