"""What fails at each beat for one reason, said once: that the database is away, and back."""

from __future__ import annotations

import structlog

from filings.errors import CrierError, StoreAway

log = structlog.get_logger("crier.schedule")


class Failing:
    """What a schedule says of failures. While the database is away everything fails alike."""

    def __init__(self) -> None:
        self.database = ""

    def say(self, event: str, error: CrierError, **about: str) -> None:
        if not isinstance(error, StoreAway):
            log.error(event, error=str(error), **about)
        elif not self.database:
            self.database = str(error)
            log.error("database", state="away", error=self.database)

    def well(self) -> None:
        """Something was written."""
        if self.database:
            self.database = ""
            log.warning("database", state="back")
