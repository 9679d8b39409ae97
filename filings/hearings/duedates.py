"""What is due, by a docket text. Pure."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from filings.hearings.dates import Day, Lean, local
from filings.hearings.fates import nouns_in
from filings.hearings.moves import among_new_dates
from filings.hearings.prose import Prose
from filings.hearings.types import Deadline, Status

_REACH = 240
_DUE = re.compile(
    r"\bdue\sdate\sof\b[^.;:]{0,80}:\s{0,2}$"
    r"|\bdue\sfrom\s[^.;:]{2,40}\son\s{0,2}$"
    r"|\bincomplete\sfilings?(?:\s\([^()]{0,20}(?:\(\w\))?\))?(?:\sdate)?\s{0,2}:?\s{0,2}$"
    r"|\b(?:right\sto|time|period|exclusivity)\b[^.;:]{0,80}\bexpires?(?:\son)?\s{1,2}$"
    r"|\b(?:shall|must|(?<!motion\s)(?<!request\s)to)\sbe\s(?:filed|submitted|served)(?:\sand\s(?:served|filed))?(?:\son)?\s{1,2}$"
    r"|\bdue\sto\s(?:the\s)?(?:court|clerk|chambers|transcriber)[\w/ ]{0,30}$"
    r"|\b(?:objections?|responses?|answers?|repl(?:y|ies)|claims?)\s(?:to\s|must\s|shall\s|are\sto\s|)be\sfiled"
    r"(?:\sand\sserved)?\s(?:on|by)\s{0,2}$"
    r"|\bdue(?:\sdate)?(?:[,\s]{1,2}(?:but\snot\sfiled,?\s)?(?:by|on|no\slater\sthan|on\sor\sbefore))?\s{0,2}:?\s{0,2}$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:on\sor\sbefore|(?:no|not)\slater(?:\sthan)?|on\sor\sby|by(?:\sor\sbefore)?)\s{0,2}:?\s{0,2}$",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:deadlines?|ddls?|cut[-\s]?off(?:\sdate)?|bar\sdate|last\sday\s(?:to|for)\b"
    r"|(?:objections?|response|reply)\s(?:dates?|deadlines?))\b[^.;]{0,80}?"
    r"(?:\b(?:set|extended|continued|reset|scheduled|moved|is|are|be|of|for|to|until|through|by|on|now"
    r"|due)\W{1,3}|[:=-]\s{0,2}|\s){1,5}$"
    r"|\b(?:completion|designations?|restriction|discovery|notice\sof\sintent\w*|report)\s(?:is\s|are\s"
    r"|to\s)?(?:be\s)?(?:set|scheduled|extended|reset|completed?|closes?)\s(?:for|to|by|on)\s{1,2}$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|thru|(?:(?:up\s)?to|through|until)\sand\sincluding|extend(?:ed|s|ing)?\b[^.;]{0,90}\bto)\s{0,3}$",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:shall|must|may|will|has|have|to\sbe|to\sfile|are\sto|is\sto|file|filed|serve|submit|submitted|respond|response|responses"
    r"|complete|completed|compliance|comply|provide|provided|produce|meet\sand\sconfer|directed|ordered|due|object|objections|answer|briefs?|reply|replies|exchange"
    r"|available|notify|confer|amend|extension|extend\w*|deadline|exclusivity|time\s(?:to|for))\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\bdated\s{0,2}$|"
    r"(?<!\bbe\s)\b(?:signed|entered|filed|dated|docketed|served|issued|executed|received|mailed|uploaded|held)\son\s{0,2}$"
    r"|\b(?:adjourned|hearing|trial|conference|argument|sentencing)[^.;]{0,40}\b(?:continued|adjourned|reset|rescheduled)\b[^.;]{0,40}$"
    r"|\bexcluded\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?!\b(?:to\sfile|to\ssubmit|shall|must)\b)[^.,;:]){0,60}\b(?:motions?|application|request|letter|stipulation|proposed)\b",
    re.IGNORECASE | re.DOTALL,
)
# "Second Motion to Extend Time to DATE", "both motions request that the court extend ... to DATE"
_WISHES = re.compile(
    r"\b(?:(?:motion|request|application)\s(?:to|for)\s(?:an?\s)?(?:\w+\s)?exten\w+"
    r"|(?<!\bcourt\s)(?P<plea>requests?|asks?|moves?)\sthat)\b[^.;]{0,160}$",
    re.IGNORECASE,
)
_PROPOSED = re.compile(r".{0,40}\bproposed\s(?:order|stipulat)", re.IGNORECASE)
_GRANTS = re.compile(
    r"\b(?:order(?:ed|s)?|grant(?:ed|ing|s)?|approv\w+|so\sordered|minute|memo\W?endors\w+)\b",
    re.IGNORECASE,
)
_EXTENDED = re.compile(
    r"\bextended\b[^.;]{0,60}$|(?<![/\w])re-?set(?:s|ting)?\s(?:\w+\s){0,4}?deadlines?\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"^[^.;]{0,120}?\b(?:vacated|terminated|stricken|suspended|stayed|cancell?ed)\b", re.IGNORECASE
)
# "Report due by DATE, hearing vacated"; not "deadline of DATE and the trial are vacated".
_APART = re.compile(r"\W*[;,](?!\s?and\b)", re.IGNORECASE)
_MOVED = re.compile(
    r"^[^.;]{0,60}?\b(?:extended|continued|reset|moved|enlarged)\b[^.;\d]{0,30}\b(?:to|until|through)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:period|incurred)\b[^.;]{0,80}\bthrough\s{0,2}(?:and\sincluding\s{0,2})?$"
    r"|\b(?:from|between)\b[^.;]{0,60}\b(?:through|to|and|until)\s{0,2}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s{0,2}$", re.IGNORECASE)
_LAST_WORDS = re.compile(r"[\w'\u2019/&()-]+")
_THIN_WORDS = """
    the a an any all shall must may to be by on or before no not later than is are was were has
    have will of for and that with their its his her filed submitted served set but deadline
    extended until through up including it as due new now reset resetting completed deadlines"""
_THIN = frozenset(_THIN_WORDS.split())
_OBJECT = re.compile(
    r"\b(?:file|submit|serve|provide|produce|exchange)\s(?:and\sserve\s)?"
    r"(?:(?:a|an|any|the|their|his|her|its|all)\s)?(?P<what>[\w' -]{3,60})",
    re.IGNORECASE,
)


def read(
    text: str, prose: Prose, days: list[Day], hearings: set[int], filed: date, zone: ZoneInfo
) -> list[Deadline]:
    """The deadlines of a text in its order.

    text      as it was before it was taken apart
    hearings  where the dates begin that are hearings'
    """
    found: list[Deadline] = []
    seen: set[tuple[date, Status, str]] = set()
    was: Day | None = None
    for nth, day in enumerate(days):
        if day.start in hearings:
            continue
        before = days[nth - 1].last if nth else 0
        begin, end = prose.sentence(day.start)
        head = prose.text[max(begin, before, day.first - _REACH) : day.first]
        behind = prose.text[day.last : min(end, day.last + _REACH)]
        due = _is_due(prose, day, head, behind)
        if (_FROM.search(head) and _ORDERS.search(head) and not _is_asked(prose, day)) or (
            due and _MOVED.search(behind)
        ):
            was = day
            continue
        if due or (was and _UNTIL.search("extended" + head)):
            # What was extended is named before the date it was extended from.
            said = prose.text[max(begin, day.first - _REACH) : day.first] if was else head
            deadline = _deadline(text, prose, day, was, said, behind, filed, zone)
            if deadline and (key := (deadline.date, deadline.status, deadline.what)) not in seen:
                seen.add(key)
                found.append(deadline)
        was = None
    return found


def _is_due(prose: Prose, day: Day, head: str, behind: str) -> bool:
    if _NOT.search(head):
        return False
    if _DUE.search(head):
        return True
    asked = _is_asked(prose, day)
    if _BY.search(head):
        return bool(_ORDERS.search(head[-160:]) or _ORDERS.search(behind[:120])) and not asked
    if _DEADLINE.search(head):
        return True
    if _PERIOD.search(prose.text[max(0, day.first - 100) : day.first]):
        return False
    return bool(
        _UNTIL.search(head) and (_ORDERS.search(head) or _ORDERS.search(behind[:60])) and not asked
    )


def _is_asked(prose: Prose, day: Day) -> bool:
    """Whether somebody only asks for a date."""
    if _PROPOSED.match(prose.text[:90]):
        return True
    begin, _ = prose.sentence(day.start)
    head = prose.text[max(begin, day.first - _REACH) : day.first]
    wish = _WISHES.search(head)
    if wish is not None and wish["plea"]:
        return True
    if wish is not None and not _GRANTS.search(prose.text[begin : day.first - len(wish[0])]):
        return True
    return bool(_ASKS.match(prose.text[:120]) and not _GRANTS.search(prose.text[:200]))


def _deadline(
    text: str,
    prose: Prose,
    day: Day,
    was: Day | None,
    head: str,
    behind: str,
    filed: date,
    zone: ZoneInfo,
) -> Deadline | None:
    on = day.on(filed, Lean.AHEAD)
    if on is None:
        return None
    when, at, converted = local(on[0], day.clock, zone)
    status = Status.SET
    if was or _EXTENDED.search(head) or among_new_dates(prose, day):
        status = Status.RESET
    elif (gone := _GONE.search(behind)) and not (
        _APART.match(behind) and nouns_in(prose, day.last, day.last + gone.end())
    ):
        status = Status.VACATED
    earlier = was.on(filed, Lean.NEAR) if was else None
    quote = " ".join(text[day.first - len(head) : day.last + 60].split())
    return Deadline(
        _what(head, behind),
        when,
        at,
        status,
        earlier[0] if earlier else None,
        quote[-300:],
        on[1] or bool(day.clock and not day.clock.sure),
        text[day.clock.start : day.clock.end].strip() if converted and day.clock else "",
    )


def _what(head: str, behind: str) -> str:
    """A few words: "answer due", "joint letter due"."""
    if re.search(r"\brelease of transcript restriction", head, re.IGNORECASE):
        return "release of transcript restriction"
    if match := _LAST_DAY.search(head):
        return match[0].lower().strip().removesuffix(" is")
    if match := _OBJECT.search(head[-160:]) or _OBJECT.search(behind[:120]):
        words = _LAST_WORDS.findall(match["what"].lower())
        stop = next((n for n, word in enumerate(words) if word in _STOPS), len(words))
        if words[:stop]:
            return " ".join(words[: min(stop, 4)]) + " due"
    if match := re.search(r"\btime (?:for [\w' ]{1,40} )?to (\w{4,20})", head, re.IGNORECASE):
        return f"time to {match[1].lower()}"
    if match := re.match(r"\W{0,3}(?:in which )?to (\w{4,20})\b", behind):
        return f"time to {match[1].lower()}"
    clause = re.split(r"[.,;:]\s|\s(?:with|that|re)\s", head.rstrip(" ,:"))[-1]
    words = _LAST_WORDS.findall(clause.lower())
    while words and words[-1] in _THIN:
        words.pop()
    kept = words[-4:]
    while kept and kept[0] in _THIN:
        kept.pop(0)
    last = "deadline" if "deadline" in clause.lower() else "due"
    return " ".join([*kept, last]) if kept else last


_LAST_DAY = re.compile(
    r"\blast day (?:to|for) [a-z' ]{3,40}(?= is\b| are\b|:|,|\s{0,2}$)", re.IGNORECASE
)
_STOPS = frozenset(
    [
        "will",
        "shall",
        "on",
        "extended",
        "from",
        "is",
        "by",
        "no",
        "not",
        "in",
        "to",
        "regarding",
        "with",
        "explaining",
        "or",
        "before",
        "and",
        "summarizing",
    ]
)
