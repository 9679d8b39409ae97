"""How often Slack lets a method be called, and when to come back."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

PER_MINUTE: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute and method that a tier grants at least."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Slack publishes one post a second and channel, with short bursts of unnamed size.

    posting_per_second  in one channel; 0 switches the limit off
    posting_burst       posts that may come at once after a rest
    tiers               whether the tiers count
    overrides           calls a minute for a method, in place of its tier's
    history_page        messages that one page of a channel or a thread holds at most: 15 for
                        apps that are installed in many workspaces and in no marketplace
    """

    posting_per_second: float = 1.0
    posting_burst: int = 5
    tiers: bool = True
    overrides: Mapping[str, int] = field(default_factory=dict)
    history_page: int = 999


OFF = Rates(posting_per_second=0, tiers=False)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """``now`` in seconds; answers are seconds to wait, 0 when the call may go on."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self._buckets: dict[str, _Bucket] = {}
        self._calls: dict[str, deque[float]] = {}

    def call(self, method: str, tier: int, now: float) -> int:
        """Count one call of a method; tier 0 has no limit of its own."""
        limit = self.rates.overrides.get(method)
        if limit is None:
            if not self.rates.tiers or tier == 0:
                return 0
            limit = PER_MINUTE[tier]
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= limit:
            return max(1, math.ceil(60 - (now - calls[0])))
        calls.append(now)
        return 0

    def post(self, channel: str, now: float) -> int:
        """Count one post to a channel."""
        speed, burst = self.rates.posting_per_second, self.rates.posting_burst
        if speed <= 0:
            return 0
        bucket = self._buckets.setdefault(channel, _Bucket(float(burst), now))
        bucket.tokens = min(float(burst), bucket.tokens + (now - bucket.at) * speed)
        bucket.at = now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / speed))
        bucket.tokens -= 1
        return 0
