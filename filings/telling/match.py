"""A follow's rule against a change. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from filings import kinds
from filings.changes.cases import CASE_CHANGES
from filings.types import Event, Rule

OF_THE_CASE = (Event.CAPTION, Event.UNSEALED, Event.ANONYMISED, *CASE_CHANGES)


def wants(rule: Rule, event: Event, events: Sequence[str], text: str = "") -> bool:
    """Whether a rule wants a change of a filing with these event names and text.

    What is different about the case itself (a new caption, a case unsealed or closed) is
    wanted by every rule: it says which case the channel follows, and where it stands.
    """
    if event in OF_THE_CASE:
        return True
    if rule.kinds:
        kind = kinds.kind_of(events, text)
        if not {kind.name, *kind.also, str(kind.weight)} & {*rule.kinds}:
            return False
    words = _words(" ".join((*events, text)))
    if rule.include and not any(_has(words, phrase) for phrase in rule.include):
        return False
    return not any(_has(words, phrase) for phrase in rule.exclude)


def _words(text: str) -> str:
    return " " + " ".join(re.findall(r"\w+", text.casefold())) + " "


def _has(words: str, phrase: str) -> bool:
    wanted = _words(phrase)
    return wanted.strip() != "" and wanted in words


def dump(rule: Rule) -> str:
    """For the database; "" for the rule that wants everything."""
    if rule == Rule():
        return ""
    return json.dumps({"kinds": rule.kinds, "include": rule.include, "exclude": rule.exclude})


def load(text: str) -> Rule:
    if not text:
        return Rule()
    kept = json.loads(text)
    return Rule(*(tuple(kept.get(name, ())) for name in ("kinds", "include", "exclude")))
