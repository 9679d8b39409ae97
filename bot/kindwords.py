"""Kinds and weights of filings as people choose and read them."""

from __future__ import annotations

from typing import Any

from bot.forms import parts
from filings import kinds
from filings.kinds import Weight

_PLURALS = {
    "evidence": "Evidence", "housekeeping": "Housekeeping", "sealed": "Sealed papers",
    "other": "Whatever has no kind", "brief": "Briefs", "complaint": "Complaints, indictments",
    "sentence": "Sentences", "appearance": "Appearances",
    "news": "News", "substance": "Substance", "routine": "Routine papers",
}  # fmt: skip
_WEIGHTS = {
    Weight.NEWS: ("News", "opinions, judgments, verdicts, big rulings, new cases"),
    Weight.SUBSTANCE: ("Substance", "motions, briefs, evidence, hearings, notices"),
    Weight.ROUTINE: ("Routine", "appearances, service, fees, scheduling"),
}


def label(name: str) -> str:
    """ "Orders" of "order"."""
    return _PLURALS.get(name, f"{name.capitalize()}s")


KIND_CHOICES: tuple[dict[str, Any], ...] = (
    *(parts.option(said, str(weight), hint) for weight, (said, hint) in _WEIGHTS.items()),
    *(parts.option(label(name), name) for name in kinds.NAMES),
)
