"""What the servers on loopback have in common: a port, faults, and bodies that come out later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from aiohttp import web

from sandbox.faults import Behaviour

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Loopback:
    """A handler for every path under each route; use as an async context manager."""

    def __init__(self, routes: Mapping[str, Handler], *, port: int = 0) -> None:
        self._routes = routes
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """``http://127.0.0.1:PORT``, once it listens."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1_000_000)
        for route, handler in self._routes.items():
            app.router.add_route("*", route, handler)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.0
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


class Faults:
    """By name, how something is answered instead of well, a number of times or for good."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Behaviour, int | None]] = {}

    def begin(self, name: str, behaviour: Behaviour, times: int | None) -> None:
        self._of[name] = (behaviour, times)

    def end(self, name: str) -> None:
        self._of.pop(name, None)

    def take(self, name: str) -> Behaviour | None:
        """How it is to be answered this time, None for well."""
        behaviour, times = self._of.get(name, (None, None))
        if behaviour is None or times is None:
            return behaviour
        if times <= 0:
            return None
        self._of[name] = (behaviour, times - 1)
        return behaviour


class Dated(Protocol):
    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=Dated)


class Coming(Generic[T]):
    """Bodies by name that are to come out, each at its time."""

    def __init__(self, publish: Callable[[str, T], None]) -> None:
        self._publish = publish
        self._ahead: dict[str, list[T]] = {}

    def load(self, name: str, bodies: Iterable[T]) -> None:
        self._ahead[name] = sorted([*self._ahead.get(name, ()), *bodies], key=lambda body: body.at)

    @property
    def next_at(self) -> datetime | None:
        """When the next one comes out, or None when there is none."""
        return min((ahead[0].at for ahead in self._ahead.values() if ahead), default=None)

    def advance(self, now: datetime) -> int:
        """Publish everything up to ``now``, in order; returns how many."""
        published = 0
        for name, ahead in self._ahead.items():
            while ahead and ahead[0].at <= now:
                self._publish(name, ahead.pop(0))
                published += 1
        return published
