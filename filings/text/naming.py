"""Who filed, as a headline names them: by their side where that is known, else by name. Pure.

The side is the text's own word, the role that a source lists for a party of that name, or the
side of the caption on which the very name stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filings import captions
from filings.captions import partywords
from filings.text.reading import Reading
from filings.types import Party

_COMPANY = re.compile(
    r",? (?:inc|private limited|pvt\.? ltd|llc|l\.l\.c|ltd|limited|l\.p|lp|llp|corp|co|company"
    r"|n\.a|s\.a|plc|gmbh|ag|pllc"
    r"|p\.c|incorporated"
    r"|et al|the|jr|sr)\.*$",
    re.IGNORECASE,
)
# Where the text has the side and one name, there may be others on that side.
_ONE_OF_SEVERAL = ("plaintiff", "defendant", "respondent", "petitioner", "intervenor", "appellant",
                   "appellee")  # fmt: skip
# Roles as CourtListener and the Supreme Court list them.
_ROLES = {
    "plaintiff": "plaintiff", "defendant": "defendant", "petitioner": "petitioner",
    "respondent": "respondent", "appellant": "appellant", "appellee": "appellee",
    "debtor": "debtor", "intervenor": "intervenor", "trustee": "trustee", "movant": "movant",
    "debtor in possession": "debtor",
}  # fmt: skip
_MOST_COMPARED = 400


@dataclass(frozen=True, slots=True)
class Who:
    """possessive  "plaintiffs'", "Acme's", "" where there are too many names for one
    name        "Acme and 3 others"; subject  "Plaintiffs", "Acme"
    """

    possessive: str = ""
    name: str = ""
    subject: str = ""

    def __bool__(self) -> bool:
        return bool(self.subject)


NOBODY = Who()


def who_filed(reading: Reading, case_name: str, parties: Sequence[Party]) -> Who:
    side = reading.side or _side(reading.filers, case_name, parties)
    many = reading.several or len(reading.filers) > 1
    names = [short(name) for name in reading.filers]
    by_name = side in _ONE_OF_SEVERAL and len(names) == 1 and not _is_alone(side, parties)
    if (
        side
        and not by_name
        and not (names and side in ("creditor", "amicus", "interested party", "movant", "claimant"))
    ):
        alone = side if not many or side == "government" else _plural(side)
        owner = f"{alone}'" if alone.endswith("s") else f"{alone}'s"
        article = "" if many and side != "government" else "the "
        return Who(owner, _listed(names) or f"{article}{alone}", f"{article}{alone}")
    if not names:
        return NOBODY
    listed = _listed(names)
    if len(names) == 1 and _AND_OTHERS.search(reading.filers[0]):
        listed = f"{names[0]} and others"
        return Who("", listed, listed)
    if len(names) > 1:
        return Who("", listed, listed)
    return Who(f"{listed}'" if listed.endswith("s") else f"{listed}'s", listed, listed)


_AND_OTHERS = re.compile(r",? et\.? al\b", re.IGNORECASE)


def _is_alone(side: str, parties: Sequence[Party]) -> bool:
    """Whether a source lists one party on this side, so that "the plaintiff" is exact."""
    return sum(_role(each) == side for each in parties[:_MOST_COMPARED]) == 1


def _role(party: Party) -> str:
    return _ROLES.get(party.role.strip().casefold().rstrip("s"), "")


def _plural(side: str) -> str:
    return side if side.endswith("s") else ("intervenors" if side == "intervenor" else f"{side}s")


def _listed(names: Sequence[str]) -> str:
    if len(names) > 2:
        return f"{names[0]} and {len(names) - 1} others"
    return " and ".join(names)


def short(name: str) -> str:
    """A name in ordinary case, without what sort of company it is."""
    said = partywords.tidy(name)
    for _ in range(3):
        bare = _COMPANY.sub("", said).rstrip(" ,")
        if bare == said or len(bare) < 3 or bare.endswith(("&", " and", " of")):
            break
        said = bare
    return said if len(said) <= 70 else said[:69].rsplit(" ", 1)[0] + "…"


def _side(filers: Sequence[str], case_name: str, parties: Sequence[Party]) -> str:
    """The one side on which all the filers stand, "" where that is not known of each."""
    if not filers:
        return ""
    listed: dict[str, set[str]] = {}
    for party in parties[:_MOST_COMPARED]:
        listed.setdefault(_key(party.name), set()).add(_role(party))
    sides = {frozenset(listed.get(_key(name)) or {_by_caption(name, case_name)}) for name in filers}
    only = next(iter(sides)) if len(sides) == 1 else frozenset[str]()
    return next(iter(only)) if len(only) == 1 else ""


def _by_caption(name: str, case_name: str) -> str:
    left, versus, right = re.sub(r",? et\.? al\.?", "", case_name).partition(" v. ")
    if not versus:
        return ""
    key = _key(name)
    if key == _key(left):
        return "plaintiff" if not _HABEAS.search(right) else ""
    return "defendant" if key == _key(right) else ""


# Whoever sues a keeper may be a petitioner; the caption does not say.
_HABEAS = re.compile(r"\b(?:warden|superintendent|sheriff|director)\b", re.IGNORECASE)


def _key(name: str) -> str:
    return captions.normalised(
        re.sub(r"^the |,? et\.? al\.?$", "", name.strip(), flags=re.IGNORECASE)
    )


def words_of(case_name: str, filers: Sequence[str]) -> frozenset[str]:
    """Words that are of names here, so that they keep their capitals."""
    return frozenset(captions.normalised(" ".join((case_name, *filers))[:2000]).split()) - _COMMON


_COMMON = frozenset(
    ["of", "the", "and", "for", "to", "in", "re", "v", "on", "by", "a", "al", "et", "state", "city",
     "county", "motion", "company", "defendant", "plaintiff", "claim", "order", "trust", "service",
     "court"]
)  # fmt: skip
