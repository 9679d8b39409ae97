"""A follow as the command line shows it: a line for people, and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.words.termwords import words_of
from filings import captions, courts
from filings.types import Destination
from filings.views import FollowView

Names = Mapping[Destination, str]


def place_of(to: Destination, names: Names) -> str:
    """ "#courts"; the id where the channel's name is not known, "terminal" as it is."""
    return f"#{names[to]}" if to in names else to.channel_id


def follow_line(follow: FollowView, names: Names, now: datetime) -> str:
    """ "#courts  D.D.C. 1:25-cv-00457  A v. B  orders only, at once"."""
    name = (
        captions.caption(follow.case_name, follow.court)
        if follow.known
        else "not seen by any source yet"
    )
    said = [
        place_of(follow.destination, names),
        f"{courts.get(follow.court).short_name} {follow.docket_number}",
        name,
        words_of(follow, now),
    ]
    if follow.terms.documents:
        said.append("with free PDFs")
    if follow.paused_at is not None:
        said.append("paused")
    return "  ".join(said)


def follow_json(view: FollowView) -> dict[str, Any]:
    """Keys are a promise. Moments are ISO 8601 with a zone; ``routine`` is when routine
    papers are told, "now" as all others or "daily"; ``daily_at`` is "HH:MM" in the channel's
    zone, null where the channel's digest time counts."""
    terms = view.terms
    return {
        "team": view.destination.team_id,
        "channel": view.destination.channel_id,
        "court": view.court,
        "number": view.docket_number,
        "case_name": view.case_name,
        "caption": captions.caption(view.case_name, view.court),
        "known": view.known,
        "created_at": view.created_at.isoformat(),
        "created_by": view.created_by,
        "kinds": list(terms.rule.kinds),
        "include": list(terms.rule.include),
        "exclude": list(terms.rule.exclude),
        "cadence": str(terms.cadence),
        "daily_at": f"{terms.daily_at:%H:%M}" if terms.daily_at else None,
        "routine": str(terms.routine),
        "documents": terms.documents,
        "note": terms.note,
        "paused_at": view.paused_at.isoformat() if view.paused_at else None,
    }
