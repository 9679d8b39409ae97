"""Where in the workspace a tab is: what its address says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

_CHANNEL = re.compile(r"/c/([^/]+)(?:/t/([^/]+))?/?$")


@dataclass(frozen=True, slots=True)
class Spot:
    """One address of the page.

    channel  id, "" at the app's Home tab
    thread   ts of the thread that is open beside it, "" without one
    before   only messages older than this ts; such a page does not follow the channel
    draft    what the composer holds to begin with
    """

    kind: Literal["channel", "home"]
    channel: str = ""
    thread: str = ""
    before: str = ""
    draft: str = ""

    @property
    def path(self) -> str:
        if self.kind == "home":
            return "/home"
        path = f"/c/{quote(self.channel, safe='')}"
        path += f"/t/{quote(self.thread, safe='')}" if self.thread else ""
        return path + (f"?{urlencode({'before': self.before})}" if self.before else "")

    @property
    def without_thread(self) -> str:
        return replace(self, thread="").path

    def earlier(self, before: str) -> str:
        return replace(self, thread="", before=before).path

    def drafting(self, typed: str) -> str:
        """The newest messages, with this in the composer."""
        path = replace(self, before="").path
        return f"{path}?{urlencode({'draft': typed})}" if typed else path

    @property
    def newest(self) -> str:
        return replace(self, before="").path


def read(address: str) -> Spot | None:
    """The spot of a path with its query; None for an address that is none of ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.path == "/home":
        return Spot("home")
    found = _CHANNEL.match(parts.path)
    if found is None:
        return None
    query = parse_qs(parts.query)
    said = {name: query.get(name, [""])[0] for name in ("before", "draft")}
    return Spot("channel", unquote(found[1]), unquote(found[2] or ""), **said)
