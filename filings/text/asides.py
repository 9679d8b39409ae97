"""A docket text without its brackets, and what stood in them: names of attachments, whoever
filed, related entries. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from filings.text import parts
from filings.text.brackets import Group, groups
from filings.text.parts import Attachment

LONGEST = 6_000
_COUNSEL = re.compile(r"([A-Z][\w.'’ -]{1,30}), ([A-Z][\w.'’ -]{0,30})")
_CLERK = re.compile(r"[a-z]{2,8}\d?,? *|[A-Z]{2,4},? *|[A-Za-z]+, \d+|auto-docket|Admin\.?|e-file")
_ZONE = re.compile(r"(?:A[KS]|[CEHMP])[DS]?T")
# A judge's initials behind a courtroom end nothing.
_GOES_ON = re.compile(r"[ ,.]*(?:filed|responses?|before|objections?|as to)\b", re.IGNORECASE)
_UNCLOSED = re.compile(r"\s*\((?=RE\b|re:|related doc|attachments|entered)", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:re:? )?(?:related )?(?:documents?|docs?|dkts?|pldg)\b|re:? \[?\d"
    r"|related to document",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asides:
    """What stood in brackets."""

    attachments: tuple[Attachment, ...] = ()
    counsel: tuple[str, ...] = ()
    related: tuple[Group, ...] = ()


def _without_numbers(body: str) -> str:
    """Entry numbers out of their square brackets; clerks' and cases' own, at the end, away."""
    body = re.sub(r"\[\d[^\[\]]{0,30}\]\s*(?=\[|$)", "", " ".join(body.split()))
    body = re.sub(r"\[\s*(\d{1,5})\s*\]", r" \1 ", body)
    return re.sub(r"\[[a-z]{2,12},\w{1,12}\]", " ", body)


def _numbered(inside: str) -> str:
    """What stands for a short bracket with a digit in it: only an entry's number is kept."""
    named = re.match(r"(?:ECF|filing|doc|dkt)", inside, re.IGNORECASE)
    return f" ( {inside} ) " if named else " "


def taken_apart(said: str) -> tuple[str, Asides]:
    """The text without its brackets, ending where the clerk's notes begin; what they hold."""
    pieces: list[str] = []
    attachments: tuple[Attachment, ...] = ()
    counsel: list[str] = []
    related: list[Group] = []
    ended, at, length = False, 0, 0
    for group in groups(said):
        if not ended and length < LONGEST:
            pieces.append(said[at : group.start])
            length += group.start - at
        at = group.end
        inside = group.inside
        lawyer = _COUNSEL.fullmatch(inside)
        if (names := parts.attachments(inside)) is not None:
            attachments = attachments or names
            ended = True
        elif _RELATED.match(inside):
            related.append(group)
        elif lawyer and not lawyer[2].isdigit() and group.start > 20:
            if not counsel:
                counsel.append(f"{lawyer[2].strip()} {lawyer[1].strip()}")
            ended = True
        elif inside.lower().startswith("entered"):
            ended = True
        elif _ZONE.fullmatch(inside):
            # "due by 4 p.m. (EST), on March 3": a court's time is always its own.
            pieces[-1:] = [last.rstrip() for last in pieces[-1:]]
        elif _CLERK.fullmatch(inside) and group.start > 20:
            ended = ended or not _GOES_ON.match(said, group.end)
        elif inside in ("s", "S", "es", "ES"):
            if not ended:
                pieces.append(f"({inside.lower()})")
        elif inside.isdigit() and group.end < len(said) and said[group.end] != ".":
            # "Defendant (1) Jane Roe" is about a defendant, "(filing 42)" about an entry.
            pieces.append(" ")
        elif re.search(r"\d", inside) and len(inside) < 40 and not re.search(r"[/:$]", inside):
            pieces.append(_numbered(inside))
    if not ended and length < LONGEST:
        pieces.append(said[at:])
    body = _without_numbers("".join(pieces))
    if unclosed := _UNCLOSED.search(body):
        related.append(Group(unclosed.start(), len(body), body[unclosed.end() :]))
        body = body[: unclosed.start()]
    return " ".join(body.split())[:LONGEST], Asides(attachments, tuple(counsel), tuple(related))
