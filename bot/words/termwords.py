"""What a follow and a channel ask for, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot.words.kindwords import label
from bot.words.phrases import joined
from filings.courts import court_of
from filings.kinds import Weight
from filings.newsdates import zone_label
from filings.telling.timing import zone_of
from filings.terms import Cadence, ChannelTerms, Terms
from filings.types import Rule
from filings.views import FollowView

_ONE, _ALL = 80, 240
"""Characters of a phrase, and of all of them, where a follow is described in a sentence."""


def follow_words(terms: Terms, digest_at: time | None = None, zone: str = "") -> str:
    """ "orders and opinions only, without “pro hac vice”, each day at 8 a.m. ET"

    ``digest_at`` is the channel's, for a follow that names no time, ``zone`` the label of
    its zone. "all filings" for the rule that nobody narrowed, "news and substance" where
    routine papers are told apart; cadence NOW is "at once".
    """
    timing = timing_words(terms, digest_at, zone)
    if filters := filter_words(terms.rule):
        return f"{filters}, {timing}"
    return f"news and substance {timing}" if has_routine_apart(terms) else f"all filings, {timing}"


def words_of(follow: FollowView, now: datetime) -> str:
    """What a follow asks for, with its channel's digest and zone where it names no time."""
    _, court_zone = court_of(follow.court)
    zone = zone_of(follow.place.zone, court_zone)
    return follow_words(follow.terms, follow.place.digest_at, zone_label(now, zone))


def filter_words(rule: Rule) -> str:
    """ "orders and opinions only, without “pro hac vice”"; "" for the rule that wants all."""
    words = []
    if rule.include:
        words.append(f"with {_either(rule.include)}")
    if rule.exclude:
        words.append(f"without {_either(rule.exclude)}")
    if rule.kinds:
        kinds = joined([label(kind).lower() for kind in rule.kinds])
        return ", ".join([f"{kinds} only", *words])
    return f"filings {', '.join(words)}" if words else ""


def _either(phrases: Sequence[str]) -> str:
    """As many as fit a line or two; the others are counted."""
    named: list[str] = []
    for each in phrases:
        short = each if len(each) <= _ONE else f"{each[: _ONE - 1].rstrip()}…"
        if sum(map(len, named)) + len(short) > _ALL:
            break
        named.append(f"“{short}”")
    if more := len(phrases) - len(named):
        named.append(f"{more} more")
    return " or ".join(named)


def timing_words(terms: Terms, digest_at: time | None = None, zone: str = "") -> str:
    """ "at once", "once an hour", "each day at 8 a.m. ET"; "at once, routine papers each day
    at 8 a.m. ET" where a follow tells these apart, "routine ones" of the kinds that it wants."""
    if terms.cadence is Cadence.DAILY:
        return _daily(terms, digest_at, zone)
    said = "at once" if terms.cadence is Cadence.NOW else "once an hour"
    if not has_routine_apart(terms):
        return said
    # Beside "orders only", routine papers of other kinds would be promised.
    some = bool(terms.rule.kinds) and Weight.ROUTINE not in terms.rule.kinds
    return f"{said}, routine {'ones' if some else 'papers'} {_daily(terms, digest_at, zone)}"


def has_routine_apart(terms: Terms) -> bool:
    """Whether what a follow wants is told at two times: a rule may want no routine at all."""
    if not terms.routine_waits:
        return False
    weights = [kind for kind in terms.rule.kinds if kind in set(Weight)]
    return len(weights) < len(terms.rule.kinds) or not weights or Weight.ROUTINE in weights


def _daily(terms: Terms, digest_at: time | None, zone: str) -> str:
    at = terms.daily_at or digest_at
    return f"each day at {local(at)} {zone}".rstrip() if at else "once a day"


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
    if terms.cite:
        said.append("the line to paste in each alert")
    if terms.reminders:
        said.append("a reminder the evening before a hearing and an hour before")
    said.append(f"times of {terms.zone}" if terms.zone else "times of the case's court")
    return "; ".join(said)
