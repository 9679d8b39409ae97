"""When to look at a court's feed again; pure.

The next rebuild is expected one *interval* after the last, a high quantile of the recent
ones (watchers/rhythm.py). One look goes there, closer looks follow while it is late, and
the longer the silence, the wider they get. Everything is clamped in one place, as in
miniflux (internal/model/feed.go). What it costs and how late it is: benchmarks/cadence.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.rhythm import (
    EPOCH,
    POLICY,
    Policy,
    Rhythm,
    expected_interval,
    rebuild,
    stale_after,
)

__all__ = [
    "POLICY",
    "Look",
    "Policy",
    "Rhythm",
    "expected_interval",
    "next_look",
    "rebuild",
    "stale_after",
]


@dataclass(frozen=True, slots=True)
class Look:
    """When to look next (aware UTC) and why: one word for logs and metrics.

    ``reason`` is "plain" (no rhythm known), "expected" (a rebuild is due then), "late"
    (it should have come), "probe" (half-way, in case there are more), "failing" or "asked"
    (Retry-After).
    """

    due_at: datetime
    reason: str


def next_look(
    rhythm: Rhythm,
    now: datetime,
    *,
    min_seconds: float = 15.0,
    retry_after: float | None = None,
    policy: Policy = POLICY,
) -> Look:
    """When to look after the look that ended at ``now`` and is already in ``rhythm``.

    ``min_seconds`` is the least and ``policy.longest`` the most that passes until then;
    ``retry_after`` (seconds, from the court) may make it longer.
    """
    wait, reason = _wait(rhythm, now, policy)
    wait = _clamp(wait, min_seconds, max(policy.longest, min_seconds))
    if retry_after is not None and retry_after > wait:
        wait, reason = retry_after, "asked"
    return Look(now + timedelta(seconds=wait), reason)


def _wait(rhythm: Rhythm, now: datetime, policy: Policy) -> tuple[float, str]:
    if rhythm.failures:
        doubled = policy.retry * 2.0 ** min(rhythm.failures - 1, 16)
        return min(doubled, policy.retry_longest), "failing"
    interval = expected_interval(rhythm.builds, policy)
    if interval is None:
        return _unlearnt(rhythm, now, policy), "plain"
    since = (now - rhythm.builds[-1]).total_seconds() - rhythm.delay
    if since < -policy.jitter:
        return policy.plain, "plain"
    if since < interval:
        half = interval * 0.55
        if since < half and _probes(rhythm.builds, policy):
            return half - since, "probe"
        return interval - since, "expected"
    return _late(since, interval, policy)


def _late(since: float, interval: float, policy: Policy) -> tuple[float, str]:
    """Close looks behind each rebuild that should have come, fewer with every one."""
    left_out = int(since // interval)
    if since > policy.patience:
        return policy.longest, "late"
    behind = since % interval
    wait = max(policy.close * 4.0 ** min(left_out - 1, 8), behind * policy.widening)
    until_next = interval - behind
    if until_next < wait:
        return max(until_next, policy.close), "expected"
    return wait, "late"


def _probes(builds: Sequence[datetime], policy: Policy) -> bool:
    """Whether the last build is the first of its day."""
    last, before = ((b - EPOCH).total_seconds() // policy.probe for b in builds[:-3:-1])
    return last != before


def _unlearnt(rhythm: Rhythm, now: datetime, policy: Policy) -> float:
    if not rhythm.builds:
        return policy.plain
    silent = (now - rhythm.builds[-1]).total_seconds()
    if silent > policy.longest:
        # A feed that has stood still for days is no better asked every five minutes.
        return max(policy.plain, (silent - policy.longest) * policy.widening)
    wait = policy.plain - (silent - policy.offset) % policy.plain
    return wait if wait >= policy.plain / 2 else wait + policy.plain


def _clamp(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
