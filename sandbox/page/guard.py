"""Who may ask: requests for the address that the page is bound to, and from its own pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# "no-referrer" would make browsers send "Origin: null" with our own forms.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE = ("GET", "HEAD")


class Guard:
    """``hosts`` are the values of ``Host`` that are ours: ``127.0.0.1:8377`` and its like.

    A name elsewhere that resolves to this machine is refused by its Host, a form of
    another page by its Origin; a request that changes something has to name one.
    """

    def __init__(self) -> None:
        self.hosts: frozenset[str] = frozenset()

    def bound(self, host: str, port: int) -> None:
        named = f"[{host}]" if ":" in host else host
        self.hosts = frozenset({f"{named}:{port}", f"localhost:{port}"})

    def reason(self, request: web.Request) -> str:
        """Why a request is refused, in a sentence, or ""."""
        host = request.headers.get("Host", "").lower()
        if host not in self.hosts:
            return "This page answers at its own address on this machine only."
        origin = request.headers.get("Origin")
        if origin is None:
            return "" if request.method in _SAFE else "This request does not say where it is from."
        if origin.lower() != f"http://{host}":
            return "This page takes nothing from other pages."
        return ""

    def middleware(self) -> Middleware:
        @web.middleware
        async def checked(request: web.Request, handler: Handler) -> web.StreamResponse:
            reason = self.reason(request)
            if reason:
                return web.Response(status=403, text=reason + "\n", headers=HEADERS)
            try:
                response = await handler(request)
            except web.HTTPException as answer:
                answer.headers.update(HEADERS)
                raise
            # A stream has sent its headers already, ours among them.
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return checked
