"""The page in a real browser: its fixtures, what it must never do, and what axe finds in it.

``tab(url)`` opens the page and gives Playwright's ``Page``. A test fails when a script of
the page has failed, the policy of the page was broken or anything beyond loopback was asked
for. Waiting is for what the page shows, never for a time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser, ConsoleMessage, Page, Request

Open = Callable[..., Awaitable["Page"]]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRAVE = ("serious", "critical")
# The browser's own words for a connection that broke: a test that stops the page expects it.
BROKEN_OFF = ("net::ERR_CONNECTION_REFUSED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING")


@dataclass
class Watch:
    """What a page did that it ought not."""

    wrong: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        expected = any(words in message.text for words in BROKEN_OFF)
        if message.type in ("error", "warning") and not expected:
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in LOOPBACK:
            self.wrong.append(f"asked for {request.url}")


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests of a process, or a skip with its reason."""
    # Playwright takes half a second to import, which most runs of pytest do not need.
    from benchmarks import chromium as system

    try:
        system.program()
    except system.NoBrowser as missing:
        pytest.skip(str(missing))
    async with system.browser() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def tab(chromium: Browser) -> AsyncIterator[Open]:
    """Opens an address in a session of its own; takes what ``benchmarks.chromium.looking`` does."""
    from benchmarks.chromium import looking

    watch = Watch()
    async with AsyncExitStack() as stack:

        async def open_tab(url: str, **how: Any) -> Page:
            page = await looking(chromium, "about:blank", **how)
            stack.push_async_callback(page.context.close)
            watch.over(page)
            await page.goto(url)
            return page

        yield open_tab
    assert watch.wrong == []


async def findings(page: Page, within: str | None = None) -> list[str]:
    """What axe finds that is serious or critical, a line for each rule and element."""
    from axe_playwright_python.async_playwright import Axe

    found = await Axe().run(page, context=within)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary']}"
        for rule in found.response["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


async def says(page: Page, text: str) -> None:
    """Type into the composer of the channel and send it by the Enter key."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def overflows(page: Page) -> list[str]:
    """Elements that stick out of the window sideways and cannot be scrolled to within a box."""
    found: list[str] = await page.evaluate(OVERFLOWING)
    return found


OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (node) => {
    for (let box = node.parentElement; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (["auto", "scroll", "hidden", "clip"].includes(style.overflowX)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > wide + 1 && !scrolls(node))
    .map((node) => node.outerHTML.slice(0, 120));
}"""
