"""What is known of a case as a whole, in the short words of a card. Plain text but for ``Mrkdwn``.

However many parties and related cases there are, what is made here is short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.words.mrkdwn import Mrkdwn, cut, dots, fold
from bot.words.othercases import BELOW, RELATED, Other
from bot.words.phrases import joined, sentence_case, when
from filings import newsdates
from filings.courts import court_of
from filings.types import CaseFacts, Counsel, Party, Related

MOST_ROLES = 3
MOST_RELATED = 3
EMPTY = Mrkdwn("")
OLD = timedelta(days=1)
SCOTUS = "scotus"
_NAME_ROOM = 90
_LINE_ROOM = 160
# In this order a caption has them; other roles follow as the source lists them.
_FIRST_ROLES = (
    "plaintiff", "petitioner", "appellant", "applicant", "debtor", "defendant", "respondent",
    "appellee",
)  # fmt: skip
_PLURALS = {"amicus curiae": "amici curiae", "party in interest": "parties in interest"}
_STATES = ("", "open", "closed", "terminated")


@dataclass(frozen=True, slots=True)
class ShownFacts:
    """For ``card``.

    filed    "filed Feb. 17, 2025", or ""
    judge    "Judge Colleen Kollar-Kotelly", or ""
    state    "open", "closed Nov. 3, 2025", the source's own word, or ""
    about    nature of suit and parties, a dot between
    related  "Linked with 25A456 and 25A460 · On review from 2d Cir. 24-123"
    page, page_label  a page about the case that costs nothing, "" where there is none
    question  what the Supreme Court was asked, in words, or question_url
    as_of    "Judge, dates and parties as of 3:17 p.m. ET, Nov. 1", "" while they are fresh
    """

    filed: str = ""
    judge: str = ""
    state: str = ""
    about: Mrkdwn = EMPTY
    related: Mrkdwn = EMPTY
    page: str = ""
    page_label: str = ""
    question: Mrkdwn = EMPTY
    question_url: str = ""
    as_of: str = ""


NOTHING = ShownFacts()


def shown_facts(facts: CaseFacts, as_of: datetime | None, now: datetime) -> ShownFacts:
    _, zone = court_of(facts.court)
    asked = fold(facts.question)
    linked = asked.startswith(("https://", "http://"))
    return ShownFacts(
        filed=f"filed {day(facts.filed_on)}" if facts.filed_on else "",
        judge=judge_of(facts.judge),
        state=_state(facts),
        about=_begun([cut(facts.nature_of_suit, _NAME_ROOM), *_roles(facts)]),
        related=_related(facts),
        page=facts.page,
        page_label=_page_label(facts.page),
        question=EMPTY if linked else cut(asked, 400, "in the question"),
        question_url=asked if linked else "",
        as_of=_as_of(as_of, zone, now),
    )


def day(when_: date) -> str:
    """ "Feb. 17, 2025", the year always: a case may be old."""
    return f"{newsdates.MONTHS[when_.month - 1]} {when_.day}, {when_.year}"


def are_initials(name: str) -> bool:
    """Whether it is no more than a feed has of judges: "CKK", "RC-AGR". That names nobody."""
    parts = name.split("-")
    return all(part.isalpha() and part.isupper() and len(part) < 5 for part in parts)


def judge_of(name: str) -> str:
    """ "Judge Colleen Kollar-Kotelly"; "" for initials."""
    said = str(cut(name, _NAME_ROOM))
    if are_initials(said):
        return ""
    if not said or "judge" in said.lower() or "justice" in said.lower():
        return said
    return f"Judge {said}"


def _state(facts: CaseFacts) -> str:
    if facts.terminated_on:
        return f"closed {day(facts.terminated_on)}"
    said = fold(facts.status)
    if said.lower() not in _STATES:
        return str(cut(said, _NAME_ROOM))
    if said:
        return said.lower()
    # The Supreme Court's pages do not say of a case that it is closed.
    return "open" if facts.filed_on and facts.court != SCOTUS else ""


def _begun(parts: Sequence[Mrkdwn]) -> Mrkdwn:
    """The parts in a line that begins in upper case."""
    return Mrkdwn(sentence_case(dots(parts)))


def _roles(facts: CaseFacts) -> list[Mrkdwn]:
    """ "plaintiffs: A and 3 more (Firm)", a role each, at most three."""
    roles: dict[str, list[Party]] = {}
    for party in facts.parties:
        if party.name:
            roles.setdefault(fold(party.role).lower() or "party", []).append(party)
    order = sorted(roles, key=lambda role: _place(role, _FIRST_ROLES))
    said = [_role(role, roles[role]) for role in order[:MOST_ROLES]]
    if more := sum(len(roles[role]) for role in order[MOST_ROLES:]):
        said.append(Mrkdwn(f"{more} in other roles"))
    if facts.more_parties:
        said.append(Mrkdwn(f"the first {len(facts.parties):,} parties only"))
    return said


def _place(role: str, roles: Sequence[str]) -> int:
    return next((at for at, known in enumerate(roles) if role.startswith(known)), len(roles))


def _role(role: str, parties: Sequence[Party]) -> Mrkdwn:
    first = parties[0]
    more = f" and {len(parties) - 1:,} more" if len(parties) > 1 else ""
    title = _plural(role) if more else role
    counsel = next((party.counsel for party in parties if party.counsel), ())
    firm = f" ({_firm(counsel)})" if counsel else ""
    name = cut(first.name, _NAME_ROOM)
    return Mrkdwn(f"{cut(title, 60)}: {name}{more}{firm}")


def _plural(role: str) -> str:
    if role in _PLURALS or role.endswith("s"):
        return _PLURALS.get(role, role)
    return f"{role[:-1]}ies" if role.endswith("ty") else f"{role}s"


def _firm(counsel: Sequence[Counsel]) -> Mrkdwn:
    """The first firm or office that is named, else the first lawyer."""
    named = next((one.firm for one in counsel if one.firm), "") or counsel[0].name
    return cut(named, _NAME_ROOM)


def _related(facts: CaseFacts) -> Mrkdwn:
    """A phrase for each relation, each case once."""
    relations: dict[str, list[str]] = {}
    for other in facts.related:
        numbers = relations.setdefault(fold(other.relation).lower() or "related to", [])
        if (number := _cited(facts, other)) not in numbers:
            numbers.append(number)
    said = []
    for relation, numbers in list(relations.items())[:MOST_RELATED]:
        some = numbers[:MOST_RELATED]
        if len(numbers) > len(some):
            some = [*some, f"{len(numbers) - len(some)} more"]
        said.append(cut(f"{relation[:1].upper()}{relation[1:]} {joined(some)}", _LINE_ROOM))
    if facts.lower_court and not any("review" in relation for relation in relations):
        said.append(cut(f"From {facts.lower_court}", _LINE_ROOM))
    return dots(said)


def _cited(facts: CaseFacts, other: Related) -> str:
    number = fold(other.number)
    if other.court is None or other.court == facts.court:
        return number
    return f"{court_of(other.court)[0]} {number}"


def offered(facts: CaseFacts | None) -> Iterator[Other]:
    """Cases that a source names beside this one, to follow with a button."""
    for one in () if facts is None else facts.related:
        label = "" if one.court == SCOTUS else RELATED
        if "review" in one.relation.casefold():
            label = BELOW
        yield Other(label, one.court, one.number)


def _page_label(page: str) -> str:
    try:
        host = urlsplit(page).hostname or ""
    except ValueError:
        return ""
    if host.endswith("courtlistener.com"):
        return "Free docket at CourtListener"
    return "Docket at the Supreme Court" if host.endswith("supremecourt.gov") else "Case page"


def _as_of(as_of: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if as_of is None or now - as_of <= OLD:
        return ""
    return f"Judge, dates and parties as of {when(as_of, zone, now)}"
