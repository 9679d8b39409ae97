"""What a modal brings back. All of it is somebody's word: bounded, and checked where it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.reading.incoming import readable, team_of
from bot.surfaces.forms.parts import MAX_METADATA, MAX_NOTE, MAX_WORDS
from filings.types import Destination

MOST_PHRASES = 20
_QUOTED = re.compile(r'[“"]([^”"]{1,200})[”"]')


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a modal was opened, and for which case: "COURT NUMBER", "" where it is asked for."""

    channel_id: str
    case: str = ""

    def kept(self) -> str:
        """For ``private_metadata``."""
        return json.dumps({"channel": self.channel_id, "case": self.case})[:MAX_METADATA]


def kept_in(view: Mapping[str, Any]) -> dict[str, Any]:
    """What a view carries in its ``private_metadata``; whatever cannot be read is empty."""
    given = view.get("private_metadata")
    try:
        kept = json.loads(given) if isinstance(given, str) else {}
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def origin_of(view: dict[str, Any]) -> Origin:
    """Whatever cannot be read is empty."""
    kept = kept_in(view)
    return Origin(_word(kept.get("channel"), 40), _word(kept.get("case"), 200))


def _word(value: object, most: int) -> str:
    return readable(value[:most]) if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who sent a modal, in which workspace."""

    team_id: str
    user_id: str

    def at(self, channel_id: str) -> Destination:
        return Destination(self.team_id, channel_id)


def person_of(body: dict[str, Any]) -> Person:
    return Person(team_of(body), _word((body.get("user") or {}).get("id"), 40))


class State:
    """The values of a view's inputs, by the name of the field."""

    def __init__(self, view: dict[str, Any]) -> None:
        state = view.get("state")
        values = state.get("values") if isinstance(state, dict) else None
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}

    def _of(self, name: str) -> dict[str, Any]:
        block = self._values.get(name)
        found = block.get(f"form:{name}") if isinstance(block, dict) else None
        return found if isinstance(found, dict) else {}

    def text(self, name: str, most: int = MAX_WORDS) -> str:
        return " ".join(_word(self._of(name).get("value"), most).split())

    def paragraph(self, name: str) -> str:
        return _word(self._of(name).get("value"), MAX_NOTE).strip()

    def chosen(self, name: str) -> str:
        picked = self._of(name).get("selected_option")
        return _word(picked.get("value"), 200) if isinstance(picked, dict) else ""

    def ticked(self, name: str) -> tuple[str, ...]:
        picked = self._of(name).get("selected_options")
        if not isinstance(picked, list):
            return ()
        return tuple(_word(each.get("value"), 200) for each in picked if isinstance(each, dict))

    def channel(self, name: str) -> str:
        return _word(self._of(name).get("selected_conversation"), 40)

    def clock(self, name: str) -> time | None:
        picked = _word(self._of(name).get("selected_time"), 5)
        return (
            time.fromisoformat(picked) if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", picked) else None
        )

    def phrases(self, name: str) -> tuple[str, ...]:
        """Words and phrases: in quotes, or with commas between."""
        return phrases_of(self.text(name))


def phrases_of(typed: str) -> tuple[str, ...]:
    """At most ``MOST_PHRASES``, each once."""
    quoted = _QUOTED.findall(typed)
    rest = _QUOTED.sub(",", typed)
    found = [" ".join(each.split()) for each in (*quoted, *rest.split(","))]
    return tuple(dict.fromkeys(each for each in found if re.search(r"\w", each)))[:MOST_PHRASES]
