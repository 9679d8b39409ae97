"""How often this process did what: its log has one line for each unit of work, so lines are
counted.

What a line is about is in its event and its result, which are words of our own code: as labels
they stay few.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter
from structlog.typing import EventDict

_RESULTS = ("result", "next", "state")


class Counted:
    """A processor of structlog that counts lines, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._lines = Counter(
            "crier_work",
            "Units of work of this process since it began, by what was done and what came of it.",
            ["what", "result", "level"],
            registry=self.registry,
        )

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        result = next((str(line[name]) for name in _RESULTS if name in line), "")
        what, level = str(line.get("event", "")), str(line.get("level", ""))
        self._lines.labels(what[:40], result[:40], level).inc()
        return line


HERE = Counted()
"""Of this process: logging is set up once for all of it."""
