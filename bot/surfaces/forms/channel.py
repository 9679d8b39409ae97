"""The form of a channel's settings: its zone, its quiet hours, its digest, threads,
the line to paste, reminders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.surfaces.forms import parts
from bot.surfaces.forms.filled import Origin, State
from bot.surfaces.forms.parts import View
from bot.words.blocks import context
from bot.words.mrkdwn import court
from filings.telling.timing import known_zone
from filings.terms import ChannelTerms

CHANNEL = "crier:channel_settings"
BREAK_THROUGH = "through"
THREADS = "threads"
CITE = "cite"
REMINDERS = "reminders"
# Where newsrooms that follow American courts mostly are stand first in the menu.
_COMMON = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Arizona (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
    ("Pacific/Guam", "Guam"),
    ("Europe/London", "London"),
    ("Europe/Berlin", "Berlin"),
    ("UTC", "UTC"),
)
_BY_COURT = "court"


def view(origin: Origin, terms: ChannelTerms, name: str = "") -> View:
    """The modal; ``name`` is the channel's, "" where it is not known."""
    title = f"Settings of #{name}"
    zones = [parts.option("As in the case's court", _BY_COURT)]
    zones += [parts.option(label, name) for name, label in _COMMON]
    if terms.zone and terms.zone not in dict(_COMMON):
        zones.append(parts.option(terms.zone, terms.zone))
    through = parts.option("Post opinions, orders and judgments all the same", BREAK_THROUGH)
    threads = parts.option("One message a case, its filings beneath it", THREADS)
    cite = parts.option("The line to paste, last in each alert", CITE)
    reminders = parts.option("The evening before, and an hour before", REMINDERS)
    return parts.modal(
        title if name and len(title) <= parts.MAX_TITLE else "Settings of a channel",
        [
            parts.field(
                "zone", "Time zone", parts.choice(zones, terms.zone or _BY_COURT), optional=False
            ),
            parts.field("quiet_from", "Quiet from", parts.clock(terms.quiet_from)),
            parts.field(
                "quiet_to", "Quiet until", parts.clock(terms.quiet_to),
                hint="What comes in quiet hours is posted when they end. Empty for none.",
            ),
            parts.field(
                "through", "In quiet hours",
                parts.ticks([through], [BREAK_THROUGH] if terms.break_through else []),
            ),
            parts.field(
                "digest", "Daily digest at", parts.clock(terms.digest_at), optional=False
            ),
            parts.field(
                "threads", "Threads", parts.ticks([threads], [THREADS] if terms.threads else [])
            ),
            parts.field(
                "cite", "How to cite it", parts.ticks([cite], [CITE] if terms.cite else [])
            ),
            parts.field(
                "reminders", "Reminders of hearings",
                parts.ticks([reminders], [REMINDERS] if terms.reminders else []),
            ),
            context(court("For every case that this channel follows.")),
        ],
        callback_id=CHANNEL,
        metadata=origin.kept(),
        submit="Save",
        close="Cancel",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilledChannel:
    """What was filled in; ``problems`` by field, each a sentence."""

    terms: ChannelTerms
    problems: dict[str, str]


def filled(view_: dict[str, Any]) -> FilledChannel:
    """Read a submitted form."""
    state = State(view_)
    chosen = state.chosen("zone")
    zone = "" if chosen == _BY_COURT else chosen
    problems = {}
    if zone and known_zone(zone) is None:
        problems["zone"] = "Choose a time zone of the list."
        zone = ""
    begins, ends = state.clock("quiet_from"), state.clock("quiet_to")
    if (begins is None) != (ends is None):
        missing = "quiet_from" if begins is None else "quiet_to"
        problems[missing] = "Quiet hours need a beginning and an end, or neither."
    elif begins is not None and begins == ends:
        problems["quiet_to"] = "Quiet hours that end when they begin are none; clear both."
    terms = ChannelTerms(
        zone=zone,
        quiet_from=begins,
        quiet_to=ends,
        break_through=BREAK_THROUGH in state.ticked("through"),
        threads=THREADS in state.ticked("threads"),
        cite=CITE in state.ticked("cite"),
        reminders=REMINDERS in state.ticked("reminders"),
    )
    digest = state.clock("digest")
    return FilledChannel(replace(terms, digest_at=digest) if digest else terms, problems)
