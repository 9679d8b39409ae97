"""``crier demo`` in a browser: the docket day, a page on it, and the tab that shows it."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.serving import process
from sandbox import docketday as day
from sandbox import pacing
from sandbox.hints import CHANNEL
from sandbox.pacing import PACES, Pacing
from sandbox.page.backstage import Board
from sandbox.page.site import PORT, Site
from sandbox.player import Player
from sandbox.slack import Message
from sandbox.stage import Stage, stage

TOPIC = "Samples: courts and cases of a demo"
WELCOME = (
    "Everything here is on this machine. One case is real, as far as the public knows it: "
    "Ctr. for Taxpayer Rights v. Internal Revenue Serv., D.D.C., No. 1:25-cv-00457, before Judge "
    "Kollar-Kotelly, with the plaintiffs' notice of 11/3/25. Its other filings, their numbers "
    "and times are samples, all other cases are invented, and the links lead nowhere. Begin with "
    f"`/docket follow {day.TAXPAYERS.typed} with pdfs`."
)
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs; ``url`` is the address of its page."""

    stage: Stage
    board: Board
    player: Player
    url: str


@asynccontextmanager
async def demo(
    *,
    port: int = PORT,
    pace: str = pacing.DEFAULT,
    seconds: Mapping[str, float | None] = pacing.SECONDS,
) -> AsyncIterator[Demo]:
    """Everything on loopback; the day waits there for somebody to follow a case.

    A taken ``port`` gives way to the next that is free, 0 takes any. Raises BadInput where
    none is and what ``stage`` raises; in a group, also what ends the day within.
    """
    pace_of_day = Pacing(pace, seconds)
    async with stage(day.START) as made:
        board = Board(PACES, pace, pace_of_day.choose, lambda key: player.act(key))
        player = Player(made, board, pace_of_day)
        _furnish(made)
        player.begin()
        async with (
            Site(made.slack, board, zone=day.ZONE, port=port) as site,
            asyncio.TaskGroup() as tasks,
        ):
            playing = tasks.create_task(player.play())
            try:
                yield Demo(made, board, player, site.url)
            finally:
                playing.cancel()


def _furnish(made: Stage) -> None:
    slack = made.slack
    channel, editor = slack.channel(CHANNEL), slack.user("editor")
    channel.topic = TOPIC
    slack.core.post(Message(ts="", channel=channel.id, user=editor.id, text=WELCOME))


async def serve(
    tell: Callable[[str], None], *, port: int, pace: str, open_page: Callable[[str], bool]
) -> None:
    """Until SIGTERM or Ctrl-C. ``open_page`` says whether it shows the address by itself.

    Raises as ``demo`` does.
    """
    stop = process.stop_on_signals()
    async with demo(port=port, pace=pace) as made:
        bound = urlsplit(made.url).port
        if port not in (0, bound):
            tell(f"Port {port} is taken, so the page is at port {bound}.")
        tell(f"Court Crier, a demonstration on this machine: {made.url}")
        if open_page(made.url):
            tell("It opens in your browser. Ctrl-C ends it, and nothing stays behind.")
        else:
            tell("Open that address in a browser. With --terminal a day is shown here instead.")
            tell("Ctrl-C ends it, and nothing stays behind.")
        await stop.wait()


def open_in_browser(url: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Show an address in the person's browser; False where there is no screen or none for it."""
    # Without a screen a browser for terminals would be started, on top of this program.
    by_variables = os.name == "posix" and sys.platform != "darwin"
    if by_variables and not any(environment.get(name) for name in _SCREENS):
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    # Some wait until their window is closed.
    threading.Thread(target=browser.open, args=(url,), daemon=True).start()
    return True
