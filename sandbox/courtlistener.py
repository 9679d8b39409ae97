"""CourtListener on loopback: its API with the quota it keeps, its feeds, its webhooks.

    async with SandboxCourtListener(clock=clock) as listener:
        case = listener.add_docket("dcd", "1:25-cv-00457", "A v. B", case_id="277000")
        listener.add_entry(case, "MOTION to Stay …", filed=day, number=12, event="Motion to Stay")
        settings.courtlistener_url == listener.url
        await listener.send(hook_url, listener.docket_alert(entry))

``clock`` gives aware UTC; the quota, and every time that the service writes, go by it.
Whatever is asked is kept in ``asked``. Facts of the service are in the modules of
``sandbox.listener``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from sandbox.faults import Behaviour
from sandbox.listener import hooks
from sandbox.listener.api import Api, Asked
from sandbox.listener.hooks import Sent
from sandbox.listener.shelf import Record, Shelf
from sandbox.listener.throttle import Throttle, rates
from sandbox.loopback import Loopback

__all__ = ["Asked", "SandboxCourtListener", "Sent"]


class SandboxCourtListener(Loopback):
    """Use as an async context manager.

    tokens          those that the service knows; every one has a quota of its own
    limits          requests a minute, an hour, a day
    alerts_allowed  docket alerts that one account may have, None for no bound
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        tokens: Collection[str] = ("sandbox-token",),
        limits: tuple[int, int, int] = (5, 50, 125),
        alerts_allowed: int | None = 5,
        port: int = 0,
    ) -> None:
        self._clock = clock
        self.shelf = Shelf(clock)
        self.api = Api(self.shelf, clock, tokens, limits, alerts_allowed)
        super().__init__({"/{tail:.*}": self.api.answer}, port=port)
        self.sent: list[Sent] = []

    @property
    def origin(self) -> str:
        return self.address

    @property
    def url(self) -> str:
        """For the setting COURTLISTENER_URL."""
        return f"{self.origin}/api/rest/v4/"

    @property
    def token(self) -> str:
        """One that the service knows, for the setting COURTLISTENER_TOKEN."""
        return next(iter(self.api.throttles))

    @property
    def asked(self) -> list[Asked]:
        return self.api.asked

    def add_docket(self, court: str, number: str, case_name: str, **more: Any) -> int:
        """``Shelf.add_docket``; returns the id of the listing."""
        return self.shelf.add_docket(court, number, case_name, **more)

    def add_entry(self, docket_id: int, text: str = "", *, filed: date, **more: Any) -> int:
        """``Shelf.add_entry``; returns the id of the entry."""
        return self.shelf.add_entry(docket_id, text, filed=filed, **more)

    def add_attachment(self, entry_id: int, attachment: int, **more: Any) -> int:
        """``Shelf.add_document``; returns the id of the document."""
        return self.shelf.add_document(entry_id, attachment=attachment, **more)

    def add_party(self, docket_id: int, name: str, role: str = "Plaintiff", **more: Any) -> int:
        """``Shelf.add_party``; ``counsel`` as pairs of name and firm."""
        return self.shelf.add_party(docket_id, name, role, **more)

    def make_available(
        self, entry_id: int, *, attachment: int | None = None, pages: int = 1
    ) -> str:
        """The PDF of an entry's main document, or of an attachment, is there; its address."""
        return self.shelf.make_available(entry_id, attachment=attachment, pages=pages)

    def limit(self, minute: int | None, hour: int | None, day: int | None) -> None:
        """Other rates for every token, from now on; what was asked stays counted."""
        for throttle in self.api.throttles.values():
            throttle.allowed = rates(minute, hour, day)

    def spend(self, at: datetime) -> None:
        """Somebody else used up every token's day, at that time."""
        for throttle in self.api.throttles.values():
            throttle.spend(at)

    def used(self, token: str | None = None) -> dict[str, int]:
        """What a token has used in each window: ``{"5/min": 2, …}``."""
        throttle: Throttle = self.api.throttles[token or self.token]
        return {rate.name: throttle.used(rate, self._clock()) for rate in throttle.allowed}

    def behave(
        self,
        behaviour: Behaviour,
        *,
        under: str = "",
        times: int | None = None,
        counted: bool = True,
    ) -> None:
        """Let requests be answered as ``behaviour`` says, ``times`` times or for good.

        under    those whose path begins so: ``search/``, ``/docket/17/feed/``
        counted  False for what answers in front of the service, as in maintenance; else the
                 quota is spent, and what was to be done is done, before it goes wrong
        """
        self.api.behave(behaviour, under, times, counted)

    def recover(self) -> None:
        """End whatever ``behave`` began."""
        self.api.recover()

    def subscribed(self, docket_id: int) -> bool:
        """Whether any account has a live alert for it."""
        return any(
            alert["docket"] == docket_id and alert["alert_type"] == 1
            for alert in self.api.alerts.records()
        )

    def docket_alert(self, *entry_ids: int, version: int = 2) -> Record:
        """The body of a docket alert: ``hooks.docket_alert``."""
        return hooks.docket_alert(self.shelf, *entry_ids, version=version)

    def search_alert(self, query: str, *docket_ids: int, version: int = 2) -> Record:
        """The body of a search alert: ``hooks.search_alert``."""
        return hooks.search_alert(self.shelf, query, *docket_ids, version=version)

    def old_alerts(self, *, old: list[Record], disabled: list[Record]) -> Record:
        """The body of an event on alerts that are switched off: ``hooks.old_alerts``."""
        return hooks.old_alerts(self.shelf, old=old, disabled=disabled)

    async def send(self, url: str, event: Record | bytes, *, key: str | None = None) -> Sent:
        """POST an event once, under a new Idempotency-Key or the one of an earlier attempt.

        When it is sent again is the caller's to decide, by ``hooks.RETRY_AFTER``.
        """
        attempt = await hooks.send(url, event, key=key)
        self.sent.append(attempt)
        return attempt
