"""Figures as Prometheus reads them.

https://prometheus.io/docs/instrumenting/exposition_formats/ says how. Labels are courts, kinds
and words of our own code: no channel, no case, nothing that grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from filings.quota import QuotaView
from filings.store.figures import Figures, SourceFigures

_SOURCE = ("kind", "court")


class _Given(Collector):
    """Families that were made before they are asked for: the database is not read in here."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def exposition(families: Iterable[Metric], *more: CollectorRegistry) -> bytes:
    """The text of one scrape; ``more`` are registries whose figures live in this process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Given(families))
    return b"".join(generate_latest(each) for each in (registry, *more))


def reached(yes: bool) -> Metric:
    return _one("crier_database_up", "Whether the database answered this scrape.", float(yes))


def families(found: Figures, quota: QuotaView, now: datetime) -> list[Metric]:
    """Everything that the database tells, as of ``now``."""
    return [
        *_of_sources(found.sources, now),
        *_of_messages(found, now),
        *_of_courtlistener(found, quota),
        *_of_processes(found, now),
    ]


def _of_sources(sources: Sequence[SourceFigures], now: datetime) -> Iterator[Metric]:
    """A court's own feed has its court; single cases are one row for each kind."""
    ages = (
        ("crier_source_read_age_seconds", "Since the source was last read, unchanged or not.",
         lambda each: _age(each.read_at, now)),
        ("crier_source_lag_seconds", "Since the court built what was last read.",
         lambda each: _age(each.built_at, now)),
        ("crier_source_failing", "Sources that cannot be read now.", lambda each: each.failing),
        ("crier_source_failures", "Readings in a row that failed.", lambda each: each.failures),
        ("crier_source_silent", "Sources whose silence was told and not yet its end.",
         lambda each: each.silent),
        ("crier_source_dropped_items", "Items on record that could not be read.",
         lambda each: each.dropped),
        ("crier_sources", "Sources that are read.", lambda each: each.count),
    )  # fmt: skip
    for name, text, value in ages:
        family = GaugeMetricFamily(name, text, labels=_SOURCE)
        for each in sources:
            if (known := value(each)) is not None:
                family.add_metric((each.kind, each.court), float(known))
        yield family


def _of_messages(found: Figures, now: datetime) -> Iterator[Metric]:
    waiting, messages = found.backlog, found.messages
    yield _one("crier_deliveries_waiting", "Filings that are due to a channel and in no message.",
               waiting.deliveries)  # fmt: skip
    yield _one("crier_messages_waiting", "Messages that are written and not known to be sent.",
               waiting.posts)  # fmt: skip
    late = found.waits.late
    yield _one("crier_oldest_waiting_seconds",
               "For how long the oldest of both has waited, where it does not wait for people.",
               _age(None if late is None else late.since, now) or 0.0)  # fmt: skip
    held = GaugeMetricFamily(
        "crier_held_waiting", "Filings and messages that wait for people.", labels=("why",)
    )
    held.add_metric(("refused",), found.waits.refused)
    held.add_metric(("closed",), found.waits.closed)
    yield held
    yield _one("crier_messages_unknown", "Messages of which it is unknown whether Slack has them.",
               messages.unknown)  # fmt: skip
    yield _one("crier_message_retries_day", "Requests beyond the first of a message, in 24 hours.",
               messages.retries)  # fmt: skip
    day = GaugeMetricFamily(
        "crier_messages_day", "Messages of the last 24 hours.", labels=("result",)
    )
    day.add_metric(("sent",), messages.sent)
    day.add_metric(("given up",), messages.failed)
    day.add_metric(("sent more plainly",), messages.plainer)
    yield day


def _of_courtlistener(found: Figures, quota: QuotaView) -> Iterator[Metric]:
    asked = GaugeMetricFamily(
        "crier_questions_day", "Questions to CourtListener in 24 hours.", labels=("purpose",)
    )
    for purpose, count in quota.by_purpose:
        asked.add_metric((purpose,), count)
    yield asked
    left = GaugeMetricFamily(
        "crier_quota_left", "Questions that CourtListener will answer.", labels=("window",)
    )
    for window in ("minute", "hour", "day"):
        free = getattr(quota.limits, window) - getattr(quota.used, window)
        left.add_metric((window,), max(free, 0))
    yield left
    yield _one("crier_errands_waiting", "Questions that wait for room in the quota.", found.errands)
    yield _one("crier_events_waiting", "Events of CourtListener not worked on yet.", found.events)
    yield _one("crier_events_unreadable", "Events on record that could not be read.",
               found.unreadable)  # fmt: skip


def _of_processes(found: Figures, now: datetime) -> Iterator[Metric]:
    yield _one("crier_workers", "Workers that live.", found.workers)
    yield _one("crier_overdue_seconds", "For how long a court that may be asked waits to be.",
               _age(found.overdue_since, now) or 0.0)  # fmt: skip
    if found.pinged_at is not None:
        yield _one("crier_ping_age_seconds", "Since the monitor of CRIER_PING_URL last answered.",
                   _age(found.pinged_at, now) or 0.0)  # fmt: skip


def _one(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _age(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else max((now - at).total_seconds(), 0.0)
