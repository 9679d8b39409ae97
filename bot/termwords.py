"""What a follow and a channel ask for, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.kindwords import label
from bot.phrases import joined
from filings.terms import Cadence, ChannelTerms, Terms


def follow_words(terms: Terms, digest_at: time | None = None) -> str:
    """ "orders and opinions only, without “pro hac vice”, each day at 8 a.m."

    ``digest_at`` is the channel's, for a follow that names no time. "all filings" for the
    terms that nobody narrowed; cadence NOW is "at once".
    """
    rule = terms.rule
    said = [
        f"{joined([label(k).lower() for k in rule.kinds])} only" if rule.kinds else "all filings"
    ]
    if rule.include:
        said.append(f"with {_either(rule.include)}")
    if rule.exclude:
        said.append(f"without {_either(rule.exclude)}")
    said.append(_when(terms, digest_at))
    return ", ".join(said)


def _either(phrases: Sequence[str]) -> str:
    return " or ".join(f"“{each}”" for each in phrases)


def _when(terms: Terms, digest_at: time | None) -> str:
    if terms.cadence is Cadence.NOW:
        return "at once"
    if terms.cadence is Cadence.HOURLY:
        return "once an hour"
    at = terms.daily_at or digest_at
    return f"each day at {local(at)}" if at else "once a day"


def local(at: time) -> str:
    """ "8 a.m.", "8:30 p.m."; noon and midnight by name."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midnight" if at.hour == 0 else "noon"
    hour, half = at.hour % 12 or 12, "a.m." if at.hour < 12 else "p.m."
    return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"


def channel_words(terms: ChannelTerms) -> str:
    """ "quiet from 8 p.m. to 7 a.m. except for opinions, orders and judgments; digest at
    8 a.m.; one message a case; times of America/New_York"."""
    said = []
    if terms.quiet_from is not None and terms.quiet_to is not None:
        quiet = f"quiet from {local(terms.quiet_from)} to {local(terms.quiet_to)}"
        through = " except for opinions, orders and judgments" if terms.break_through else ""
        said.append(quiet + through)
    said.append(f"daily digest at {local(terms.digest_at)}")
    said.append("one message a case" if terms.threads else "every filing in the channel")
    said.append(f"times of {terms.zone}" if terms.zone else "times of the case's court")
    return "; ".join(said)
