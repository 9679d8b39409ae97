"""What was ruled, in the words of a headline and of a sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from filings.text.outcomes import PARTICIPLES, Ruling
from filings.text.plainwords import mended
from filings.text.reading import Reading

_ACTIVE = {done: doing for doing, done in PARTICIPLES.items()} | {
    "found": "finding", "taken": "taking", "deferred": "deferring", "enjoined": "enjoining",
}  # fmt: skip
_MOTION = re.compile(
    r"\b(?:motions?|request|applications?|petition|letter|stipulation)\b", re.IGNORECASE
)
_DISMISSED = re.compile(r"\b(?:case|action|complaint|indictment|appeals?|claims?)\b", re.IGNORECASE)
_MOST_WHAT = 90


def headline(reading: Reading, what: str, names: frozenset[str]) -> str:
    """ "order granting in part a motion for preliminary injunction", "" where no words fit."""
    kind = _kind(what)
    several = reading.rulings
    if not kind:
        return ""
    first = several[0]
    if _ends_the_case(first) and _DISMISSED.match(first.what) and kind == "order":
        return f"{kind} {_doing(first, names)}"
    outcomes = list(dict.fromkeys(each.outcome for each in several))
    if len(several) > 2:
        if len(outcomes) == 1:
            return f"{kind} {_ing(outcomes[0])} {_counted(several)}"
        return f"{kind} on {_counted(several)}: {_joined(outcomes)}"
    return f"{kind} {' and '.join(_doing(each, names) for each in several)}"


def _doing(each: Ruling, names: frozenset[str]) -> str:
    """ "dismissing plaintiff's claims with prejudice"."""
    done, how, prejudice = each.outcome.partition(" with")
    return f"{_ing(done)} {_object(each, names)}{how}{prejudice}"


def sentence(reading: Reading, names: frozenset[str]) -> str:
    """ "Judge Jane Roe granted in part a motion for preliminary injunction"."""
    several = reading.rulings
    court = reading.judge or "The court"
    if any(_ing(each.outcome) == "" for each in several):
        return ""
    outcomes = list(dict.fromkeys(each.outcome for each in several))
    if len(several) > 2:
        if len(outcomes) == 1:
            return f"{court} {_past(several[0])} {_counted(several)}"
        return f"{court} ruled on {_counted(several)}: {_joined(outcomes)}"
    said = []
    for each in several:
        done, how, prejudice = _past(each).partition(" with")
        said.append(f"{done} {_with_article(each, names)}{how}{prejudice}")
    return f"{court} {' and '.join(said)}"


def passive(rulings: Sequence[Ruling], names: frozenset[str], about: str = "") -> str:
    """ "motion to dismiss denied", for what was ruled at a hearing.

    about  what the hearing was on, for a ruling that does not say
    """
    if not rulings:
        return ""
    if len(rulings) > 2:
        return f"{len(rulings)} rulings"
    said = [f"{_whole(each, names) if each.what else about} {each.outcome}" for each in rulings]
    return ", ".join(each.strip() for each in said)


def _kind(what: str) -> str:
    """What sort of ruling it is: the words of its title up to what it does."""
    found = re.match(
        r"(?P<kind>(?:[\w'/&-]+ ){0,4}?(?:order|opinion|judgment|ruling|decree|decision"
        r"|recommendations?))\b(?! and)",
        what, re.IGNORECASE,
    )  # fmt: skip
    if found is None:
        return "order" if re.match(r"ordered\b", what, re.IGNORECASE) else ""
    kind = found["kind"]
    return re.sub(
        r"^(?:court|clerk|text|so|docket text|bankruptcy) (?=order)", "", kind, flags=re.IGNORECASE
    )


def _ing(outcome: str) -> str:
    """ "granting in part", "finding moot"."""
    first, _, rest = outcome.partition(" ")
    active = _ACTIVE.get(first, "")
    rest = rest.replace("and denied", "and denying")
    return f"{active} {rest}".strip() if active else ""


def _past(each: Ruling) -> str:
    return "took under advisement" if each.outcome.startswith("taken") else each.outcome


def _object(each: Ruling, names: frozenset[str]) -> str:
    what = _named(each, names)
    if each.whose:
        return f"{_whose(each, names)} {what}"
    # "granting in part motion" wants an article, "granting motion" is how headlines speak.
    in_part = "in part" in each.outcome or "moot" in each.outcome
    return f"a {what}" if in_part and re.match(r"[a-z-]* ?motion\b", what) else what


def _whole(each: Ruling, names: frozenset[str]) -> str:
    what = _named(each, names)
    return f"{_whose(each, names)} {what}" if each.whose else what


def _with_article(each: Ruling, names: frozenset[str]) -> str:
    what = _named(each, names)
    if each.whose:
        return f"{_whose(each, names)} {what}"
    if re.search(r"['’]s? \w+ ?motion|['’]s? motion|^\w+s['’] ", what):
        return what
    if re.match(
        r"(?:the|a|an|report and) |[A-Z]|motions\b|objections\b|claims\b|applications\b", what
    ):
        return what
    if re.match(
        r"(?:case|action|complaint|appeal|indictment|petition for|judgment|stipulation)\b", what
    ):
        return f"the {what}"
    if what == "guilty plea":
        return f"a {what}"
    if not _MOTION.search(what.split(" to ")[0].split(" for ")[0]):
        return what
    return f"{'an' if what[:1] in 'aeiou' else 'a'} {what}"


def _whose(each: Ruling, names: frozenset[str]) -> str:
    return mended(each.whose, names)


def _named(each: Ruling, names: frozenset[str]) -> str:
    what = mended(each.what, names)
    what = re.sub(r"^(?:the|a|an) ", "", what)
    what = re.sub(r"^parties (?=request|motion|joint|stipulation)", "the parties' ", what)
    what = re.sub(r"^(defendant|plaintiff)s (?=request|motion|joint|unopposed)", r"\1s' ", what)
    what = re.sub(r",? Esq\b\.?", "", what, flags=re.IGNORECASE)
    if not what:
        return "motion"
    if len(what) > _MOST_WHAT:
        what = what[: _MOST_WHAT - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
    return what


def _ends_the_case(each: Ruling) -> bool:
    return each.outcome.startswith("dismissed")


def _joined(words: Sequence[str]) -> str:
    said = [word.replace("granted in part and denied in part", "granted in part") for word in words]
    unique = list(dict.fromkeys(said))
    return ", ".join(unique[:-1]) + (f" and {unique[-1]}" if len(unique) > 1 else unique[0])


def _counted(several: Sequence[Ruling]) -> str:
    motions = all(not each.what or _MOTION.search(each.what) for each in several)
    return f"{len(several)} {'motions' if motions else 'matters'}"
