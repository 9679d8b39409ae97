"""Titles that say a thing twice: the event of the clerk's list and then the filer's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

# The filer's own title begins with a word that is no joint of the clerk's.
_OWN = (
    r"(?!(?:Re|Regarding|To|From|In|For|Of|By|On|With|As|And|[A-Z][a-z]+ing)\b)"
    r"(?=(?:[A-Z][\w'’-]*|of|to|in|and|the|for)(?: [\w'’-]+){0,5})"
)
_PAPER = r"(?:Notice|Motion|Application|Reply|Response|Statement|Stipulation|Brief|Objection)"
# What the clerk's list says in general, and the filer's title in particular.
_LETTER = re.compile(
    rf"(?i:letter|stipulation|brief) {_OWN}(?=(?:[A-Za-z][\w'’-]* ){{0,5}}?{_PAPER}\b)"
    r"(?!Motion\b|Brief\b)"
)
_DIRECT = re.compile(
    r"(?i:motion to authorize/direct|motion to approve|generic motion)"
    r" (?=(?:Notice of|Motion (?:for|to|of)|Application (?:for|to)|Debtors?['’]? (?i:motion))\b)"
)
_NOTICE = re.compile(r"(?i:exhibit|notice of hearing) (?=(?i:notice of)\b)")
_REPLY = re.compile(r"(?i:reply to) (?=Reply\b)")
_OPPOSED = re.compile(r"(?i:response opposed to|response) (?=(?:Response|Objection) (?:and|to)\b)")
# The clerk's words say enough, and the filer's own name their author again.
_ENOUGH = re.compile(
    r"(?P<kept>(?i:response to (?:motion|application|objection))"
    r"|(?i:motion to authorize/direct))"
    r" (?=(?:the )?[A-Z](?:[\w'’&.,-]+ ){0,8}?(?:Response|Objection|Opposition|Application"
    r"|Motion) )"
)
_EMPLOY = re.compile(
    r"(?P<kept>(?i:application to employ) .{3,100}?) (?=(?:the )?Debtors?['’]? Application\b)"
)
_CODE = re.compile(
    r"\b(?P<order>an? order|orders?),? pursuant to .{0,200}?"
    r"(?:\([iI1aA]\) )?(?=(?:authorizing|approving|granting|extending|directing|establishing"
    r"|setting|compelling)\b)",
    re.IGNORECASE,
)
_ESQUIRE = re.compile(r",? Esq\b\.?", re.IGNORECASE)
_SCHEDULES = re.compile(r"Schedule [A-J]\b(?P<amended> AMENDED)?", re.IGNORECASE)
_NOTED = re.compile(r" ?\[[A-Z]{2,20}\]$")
_AS_AS = re.compile(r"\bas as\b")


def once(title: str, filers: Sequence[str] = ()) -> str:
    """A title without what it says twice, in the court's words.

    filers  names of whoever filed, which behind "by" are said already
    """
    for general in (_LETTER, _DIRECT, _NOTICE, _REPLY, _OPPOSED):
        found = general.match(title)
        if found:
            title = title[found.end() :]
            break
    else:
        found = _ENOUGH.match(title) or _EMPLOY.match(title)
        if found:
            title = found["kept"]
    schedules = list(_SCHEDULES.finditer(title))
    if len(schedules) > 2 and schedules[0].start() == 0:
        # A list of a debtor's schedules fills three lines and says no more than its name.
        return "Amended schedules" if all(each["amended"] for each in schedules) else "Schedules"
    title = _AS_AS.sub("as", _CODE.sub(r"\g<order> ", _ESQUIRE.sub("", _NOTED.sub("", title))))
    for name in filers[:3]:
        title = title.removesuffix(f" by {name}")
    return title
