"""The system's Chromium through Playwright: for the page's tests, measures and pictures.

    async with browser() as chromium:
        page = await looking(chromium, site.url)

No browser is downloaded: it is ``CRIER_CHROMIUM``, or the first of ``NAMES`` on the
PATH. It can reach loopback addresses and no others.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

VARIABLE = "CRIER_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
WIDE, NARROW = 1280, 390
"""Pixels: a laptop and a phone."""
PATIENCE_MS = 20_000

Theme = Literal["light", "dark"]


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine; the message is a sentence."""


def program(environment: Mapping[str, str] = os.environ) -> str:
    """Path of the browser. Raises NoBrowser."""
    chosen = environment.get(VARIABLE)
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise NoBrowser(f"{VARIABLE} names {chosen}, which is no program on this machine.")
        return found
    paths = (shutil.which(name, path=environment.get("PATH")) for name in NAMES)
    path = next(filter(None, paths), None)
    if path is None:
        raise NoBrowser(f"No Chromium on the PATH; install one, or name it in {VARIABLE}.")
    return path


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Without a window. Raises NoBrowser, and what Playwright raises when it does not start."""
    path = program()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        try:
            yield started
        finally:
            await started.close()


async def looking(
    chromium: Browser,
    url: str,
    *,
    theme: Theme = "light",
    width: int = WIDE,
    height: int = 800,
    scale: float = 1,
) -> Page:
    """A page in a session of its own, as a person with these colours and this width sees it.

    scale  device pixels to one of CSS
    """
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        device_scale_factor=scale,
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(url)
    return page
