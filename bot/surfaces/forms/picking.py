"""Cases to pick from while somebody types: the record alone answers, it has three seconds."""

from __future__ import annotations

from typing import Any

from bot.reading import lookup
from bot.surfaces.forms import parts
from bot.words.blocks import MAX_OPTION, fits
from bot.words.shown import plain_caption, value_of
from filings import courts
from filings.db import Database
from filings.views import CaseView

MOST = 20


async def options(db: Database, team_id: str, typed: str) -> list[dict[str, Any]]:
    """Options for a menu; a number with its court can be picked though nobody has seen it."""
    meant = await lookup.meant(db, typed, team_id, 0)
    found = [meant.case] if meant.case is not None else list(meant.choices)
    values = [(case, value_of(case.court, case.docket_number)) for case in found]
    return [parts.option(label(case), value) for case, value in values if fits(value)][:MOST]


def label(case: CaseView) -> str:
    """The case in the room of an option, the caption cut so that court and number show."""
    court = courts.get(case.court).short_name
    name = plain_caption(case.case_name, case.court) if case.known else "not seen yet"
    end = f" · {court} {case.docket_number}"
    room = MAX_OPTION - len(end)
    short = name if len(name) <= room else f"{name[: max(1, room - 1)].rstrip()}…"
    return f"{short}{end}"
