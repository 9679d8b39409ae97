"""What a court's feed covers, in words for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.words.casefacts import SCOTUS
from bot.words.mrkdwn import cut
from bot.words.phrases import joined, when
from filings.courts import court_of
from filings.views import CoverageView


@dataclass(frozen=True, slots=True)
class ShownCoverage:
    """A feed for ``coverage``, ``stale`` and ``back``.

    feed    "D.D.C.'s feed", "The Supreme Court's docket page", …: what is read
    pages   no feed is read, but pages of single cases
    watched filings of a case can be seen at all
    lists   "all types", "only orders and opinions", …, or "" when it does not say
    partial the feed leaves something out
    no_minutes  among what it leaves out are minute entries
    torn    since when no body of it was whole, "" where the last one was
    rhythm  "about :17 past the hour", "about every 30 minutes", or ""
    """

    court: str
    court_id: str
    feed: str
    pages: bool
    watched: bool
    state: str
    lists: str
    partial: bool
    no_minutes: bool
    rhythm: str
    usually: str
    read: str
    built: str
    error: str
    torn: str = ""


_TYPE_WORDS = {
    "order": "orders",
    "opinion": "opinions",
    "judgment": "judgments",
    "notice": "notices",
    "motion": "motions",
    "transcript": "transcripts",
    "appeal": "appeals",
    "claim": "claims",
}


def _types(entry_types: str | None) -> tuple[str, bool, bool]:
    """What the feed lists, whether it leaves something out, and whether minute entries."""
    found = [word.strip().lower().removesuffix("-cr") for word in (entry_types or "").split(",")]
    types = list(dict.fromkeys(word for word in found if word))
    if not types:
        return "", False, False
    if "all" in types:
        return "all types", False, False
    no_minutes = not any(word.startswith("minute") for word in types)
    words = list(dict.fromkeys(_TYPE_WORDS.get(word, word) for word in types))
    if len(words) <= 5:
        return f"only {joined(words)}", True, no_minutes
    return "some types of entry only", True, no_minutes


def shown_coverage(view: CoverageView, now: datetime) -> ShownCoverage:
    citation, zone = court_of(view.court)
    torn_since = view.failing_since if view.state == "torn" else None
    lists, partial, no_minutes = _types(view.entry_types)
    return ShownCoverage(
        court=citation,
        court_id=view.court,
        feed=_feed(view, citation),
        pages=view.court == SCOTUS or view.by_listing,
        watched=watched(view),
        state=view.state,
        lists=str(cut(lists, 200, "in the feed")),
        partial=partial,
        no_minutes=no_minutes,
        rhythm=_rhythm(view),
        usually=_usually(view.rebuild_minutes),
        read="" if view.read_at is None else when(view.read_at, zone, now),
        built="" if view.built_at is None else when(view.built_at, zone, now),
        error=as_newsrooms_say(view.error, view.court),
        torn="" if torn_since is None else when(torn_since, zone, now),
    )


def watched(view: CoverageView) -> bool:
    """Whether filings in a case of the court can be seen by anything that is read here."""
    if view.by_listing:
        return True
    # The Supreme Court has no feed; its cases are read one by one unless that is switched off.
    return view.state not in ("no feed", "not configured") or (
        view.court == SCOTUS and view.state == "no feed"
    )


def _feed(view: CoverageView, citation: str) -> str:
    if view.court == SCOTUS:
        return "The Supreme Court's docket page"
    return "CourtListener's page of the case" if view.by_listing else f"{citation}'s feed"


def as_newsrooms_say(error: str, court_id: str) -> str:
    """An error begins with the id of its source; people know the court by its name."""
    name = "The Supreme Court" if court_id == SCOTUS else court_of(court_id)[0]
    return f"{name} {error[len(court_id) + 1 :]}" if error.startswith(f"{court_id} ") else error


def beside_its_name(error: str, court_id: str) -> str:
    """An error of a source, where the court's name stands before it already."""
    return error.removeprefix(f"{court_id} ")


def _rhythm(view: CoverageView) -> str:
    if view.rebuild_minutes is None:
        return ""
    if view.rebuild_minutes == 60 and view.rebuild_minute is not None:
        return f"about :{view.rebuild_minute:02d} past the hour"
    return f"about {_usually(view.rebuild_minutes)}"


def _usually(minutes: int | None) -> str:
    if minutes is None or minutes <= 0:
        return ""
    if minutes == 60:
        return "hourly"
    if minutes % 60 == 0:
        return f"every {minutes // 60} hours"
    return f"every {minutes} minutes"
