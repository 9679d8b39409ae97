"""A follow's rule against a change. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from filings import kinds
from filings.types import Event, Rule


def wants(rule: Rule, event: Event, events: Sequence[str], text: str = "") -> bool:
    """Whether a rule wants a change of a filing with these event names and text.

    Corrections of the case itself (a new caption, a case unsealed) are wanted
    by every rule: they say which case the channel follows.
    """
    if event in (Event.CAPTION, Event.UNSEALED):
        return True
    if rule.kinds:
        kind = kinds.kind_of(events, text)
        if kind.name not in rule.kinds and str(kind.weight) not in rule.kinds:
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
