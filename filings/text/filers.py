"""Who filed a paper, as its docket text says: by name, by side, through whom. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from filings.text import parts


@dataclass(frozen=True, slots=True)
class Filed:
    """names, side, several and counsel are as in ``filings.text.Reading``; ``rest`` is what
    the title goes on with behind the name."""

    names: tuple[str, ...] = ()
    side: str = ""
    several: bool = False
    counsel: tuple[str, ...] = ()
    rest: str = ""


_SIDES = {
    "plaintiff": "plaintiff", "pltf": "plaintiff", "plf": "plaintiff", "defendant": "defendant",
    "deft": "defendant", "dft": "defendant", "debtor": "debtor", "creditor": "creditor",
    "petitioner": "petitioner", "respondent": "respondent", "appellant": "appellant",
    "appellee": "appellee", "movant": "movant", "intervenor": "intervenor",
    "intervenor defendant": "intervenor", "intervenor plaintiff": "intervenor",
    "trustee": "trustee", "u.s. trustee": "U.S. trustee", "amicus curiae": "amicus",
    "interested party": "interested party", "claimant": "claimant", "applicant": "applicant",
    "counter claimant": "counterclaimant", "cross claimant": "cross-claimant",
    "third party defendant": "third-party defendant", "consolidated debtor": "debtor",
    "third party plaintiff": "third-party plaintiff", "government": "government",
    "consolidated plaintiff": "plaintiff", "debtor in possession": "debtor", "receiver": "receiver",
    "united states trustee": "U.S. trustee", "other professional": "", "attorney": "",
    "putative intervenor": "putative intervenor", "material witness": "material witness",
}  # fmt: skip
_SIDE_NAMES = "|".join(sorted(_SIDES, key=len, reverse=True))
_SIDE = re.compile(
    rf"(?:all |the )?(?P<side>{_SIDE_NAMES})(?P<more>\(?s\)?)?(?![\w-])\.?(?! of\b)[, ]*",
    re.IGNORECASE,
)
_USA = re.compile(
    r"(?:USA|United States(?: of America)?|The United States(?: of America)?)", re.IGNORECASE
)
_BY = re.compile(
    r"(?P<behalf>,? on behalf of )|(?P<doc> document filed by )|(?P<filed> (?:filed"
    r"|submitted) by )|(?P<by> by )"
    r"|(?P<of> of (?=(?:petitioner|respondent|appellant|appellee|applicant|plaintiff"
    r"|defendant)s? [A-Z]))"
    r"|(?P<amici> (?:curiae|amicus brief) of )|(?P<own> of (?=(?:the )?[A-Z]))"
    r"|(?P<from> from (?=(?:defendant|plaintiff)s? [A-Z]))",
    re.IGNORECASE,
)
# "Motion of Jane Roe for leave …  submitted", as the Supreme Court's clerk writes.
_OWNED = re.compile(
    r"(?:supplemental |joint |amicus |reply )?(?:motion|reply|brief|response|opposition"
    r"|application|letter"
    r"|brief amic(?:us|i) curiae|motion to intervene|complaint in intervention|waiver of right)"
    r"(?: (?:to|and|in) [\w -]{3,60})?",
    re.IGNORECASE,
)
_HANDED_IN = re.compile(r"\b(?:filed|submitted)\b")
_STARTS_A_NAME = re.compile(
    r"(?:the )?[A-Z0-9]|all (?:plaintiffs|defendants)|deft|pltf|dft", re.IGNORECASE
)
_OWN = re.compile(r"(?:the )?(?:court|clerk|judge|justice|hon|pro hac|certified|counsel"
    r"|agreement|order|chief|magistrate|senior|telephone|video|mail|U\.S\. Marshal)\b",
                  re.IGNORECASE)  # fmt: skip


_ANOTHER = re.compile(r"\bre:? \[?\d")
# Their authors do not file them.
_OF_A_WITNESS = re.compile(r"(?:\w+ ){0,2}(?:affidavit|declaration|affirmation)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:to|of|for|in|re|with|as|on|at|from|by|and|an?)(?: .*)?|In(?: [Rr]e\b.*)?|[Tt]he"
)
_PROPOSED = re.compile(r"proposed order", re.IGNORECASE)


def _is_filers(body: str, mark: re.Match[str]) -> bool:
    """Whether a name of whoever filed stands behind such a word."""
    start = mark.end()
    if not _STARTS_A_NAME.match(body, start) or _OWN.match(body, start):
        return False
    if mark["own"]:
        if not body[start + 4 * body.startswith("the ", start) :][:1].isupper():
            # "a writ of certiorari", "judgment of the court below"
            return False
        owned = _OWNED.fullmatch(body, 0, mark.start())
        return owned is not None and _HANDED_IN.search(body[:800]) is not None
    if mark["by"]:
        if _PROPOSED.match(body):
            # "Proposed order regarding motion by Acme" is not said to be Acme's.
            return False
        return body[start].isupper() or body.startswith(("all ", "deft", "pltf"), start)
    return True


def filed(body: str) -> tuple[int, Filed]:
    """Where the paper's own title ends at the latest, and who filed it."""
    marks = [mark for mark in _BY.finditer(body[:3000]) if _is_filers(body, mark)]
    if not marks:
        return len(body), Filed()
    chosen = next((m for m in marks if m["doc"]), None) or next(
        (m for m in marks if m["behalf"]), None
    )
    if chosen is None:
        chosen = _of_this_paper(body, marks)
    name_ends = parts.name_end(body, chosen.end())
    of = chosen["of"] or chosen["amici"] or chosen["from"] or chosen["own"]
    if of:
        name_ends = _until_filed(body, chosen.end(), name_ends)
    said = body[chosen.end() : name_ends]
    counsel: tuple[str, ...] = ()
    begins = chosen.start()
    if chosen["behalf"]:
        for other in marks:
            if other.start() < chosen.start() and (other["by"] or other["filed"]):
                counsel = parts.names_of(body[other.end() : chosen.start()])[:1]
                begins = other.start()
    if lawyer := re.match(r"Attorney ", said):
        return begins, Filed(counsel=parts.names_of(said[lawyer.end() :]))
    rest = ""
    if of:
        rest = re.split(r",? (?:filed|submitted)\b", body[name_ends : name_ends + 400], maxsplit=1)[
            0
        ]
    return begins, replace(_named(said, counsel), rest=rest)


def _of_this_paper(body: str, marks: list[re.Match[str]]) -> re.Match[str]:
    """A name behind another paper's number is that paper's, unless nobody else is named."""
    other = _ANOTHER.search(body)
    if other and not _OF_A_WITNESS.match(body):
        marks = [mark for mark in marks if mark.start() < other.start()] or marks
    return next((mark for mark in reversed(marks) if mark["filed"]), None) or next(
        (mark for mark in marks if mark["own"]), marks[-1]
    )


def _until_filed(body: str, start: int, end: int) -> int:
    found = re.compile(
        r",? (?:filed|submitted|in (?:opposition|support|response)|not accepted|to (?:respond"
        r"|file|intervene)|for (?:leave|divided)"
        r"|VIDED|as amic)\b"
    ).search(body, start, end)
    return found.start() if found else end


def _named(said: str, counsel: tuple[str, ...]) -> Filed:
    said = said.strip()
    side, several = "", False
    found = _SIDE.match(said)
    if found and not said[found.end() :].startswith(("'", "’")):
        side = _SIDES[found["side"].lower().rstrip(".")]
        several = bool(found["more"]) and found["more"] != "(s)"
        several = several or said.lower().startswith("all ")
        said = said[found.end() :]
    names = []
    for name in parts.names_of(said):
        again = _SIDE.match(name)
        bare = name[again.end() :] if again and again.end() < len(name) else name
        names.append(bare.strip(" ,"))
    kept = tuple(dict.fromkeys(name for name in names if _is_name(name)))
    if not side and len(kept) == 1 and _USA.fullmatch(kept[0].rstrip(".")):
        side = "government"
    return Filed(kept, side, several or len(kept) > 1, counsel)


def _is_name(name: str) -> bool:
    return bool(name) and _NO_NAME.fullmatch(name) is None
