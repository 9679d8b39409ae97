"""How soon the sandbox's page shows what the bot posts, with 500 messages in the channel.

    python -m benchmarks.page [--messages N] [--posts N] [--json]

The system's Chromium shows a channel of the sandbox's Slack, both on this machine. A post
is timed from just before ``chat.postMessage`` leaves to the frame after the one in which the
page has put the message, by the two sides' clocks, which are one machine's. An edit is
timed likewise, from ``chat.update``. Opening is from the request of the page to the last
message of its window shown; at the end every earlier message is fetched by its button.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from playwright.async_api import Page
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.chromium import NoBrowser, browser, looking
from sandbox.page.backstage import Board
from sandbox.page.site import Site
from sandbox.slack import OFF, SandboxSlack, Setup

CHANNEL = "courts"
GOAL_MS = 200.0
CASE = "Larkspur Tenants Ass'n v. Meridian Water Dist."

# The time of the frame after the change, in milliseconds since 1970.
SHOWN = """words => new Promise(resolve => {
  const has = () => document.getElementById("messages").textContent.includes(words);
  const tell = () => requestAnimationFrame(() => requestAnimationFrame(
    () => resolve(performance.timeOrigin + performance.now())));
  if (has()) { tell(); return; }
  const watch = new MutationObserver(() => { if (has()) { watch.disconnect(); tell(); } });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
})"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float
    longest: float

    @classmethod
    def of(cls, measured: Sequence[float]) -> Times:
        ordered = sorted(measured)
        p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
        return cls(*(round(one, 1) for one in (median(ordered), p95, ordered[-1])))


@dataclass(frozen=True, slots=True)
class Report:
    """``messages`` were in the channel before; ``earlier_ms`` is for a batch of 100."""

    messages: int
    posts: int
    opening_ms: float
    new: Times
    edited: Times
    earlier_ms: Times | None


async def measure(messages: int, posts: int) -> Report:
    """Raises NoBrowser."""
    async with browser() as chromium, SandboxSlack(Setup(rates=OFF)) as slack:
        slack.invite(CHANNEL)
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        place = slack.channel(CHANNEL).id
        for number in range(1, messages + 1):
            await client.chat_postMessage(channel=place, **alert(number, "Notice"))
        async with Site(slack, Board(), port=0) as site:
            page = await looking(chromium, "about:blank")
            since = time.perf_counter()
            await page.goto(site.url)
            await page.locator("article").last.wait_for()
            opening = 1000 * (time.perf_counter() - since)
            new, edited = [], []
            for number in range(messages + 1, messages + posts + 1):
                sent, ts = await timed(page, f"No. {number}.", client.chat_postMessage,
                                       channel=place, **alert(number, "Notice"))  # fmt: skip
                new.append(sent)
                sent, _ = await timed(page, f"Order, No. {number}.", client.chat_update,
                                      channel=place, ts=ts, **alert(number, "Order"))  # fmt: skip
                edited.append(sent)
            earlier = await all_earlier(page)
    batches = Times.of(earlier) if earlier else None
    return Report(messages, posts, round(opening, 1), Times.of(new), Times.of(edited), batches)


def alert(number: int, event: str) -> dict[str, Any]:
    words = f"*{event}, No. {number}.*\n*{CASE}* · N.D. Cal. 3:25-cv-99118"
    note = "Filed 2:41 p.m. ET, Mon., Nov. 3 · seen 3:17 p.m. in the court's feed"
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": words}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": note}]},
    ]
    return {"text": f"{event}, No. {number}", "blocks": blocks}


async def timed(page: Page, words: str, call: Any, **arguments: Any) -> tuple[float, str]:
    """From before the call to its words on the page, in ms; and the message's ts."""
    watching = await page.evaluate_handle(f"words => ({{ shown: ({SHOWN})(words) }})", words)
    sent = 1000 * time.time()
    answer = await call(**arguments)
    shown: float = await watching.evaluate("watching => watching.shown")
    await watching.dispose()
    return shown - sent, str(answer["ts"])


async def all_earlier(page: Page) -> list[float]:
    """Press for what is earlier until there is nothing; ms of each."""
    found = []
    while await page.locator("#earlier-link").count():
        first = await page.locator("#messages article").first.get_attribute("id")
        since = time.perf_counter()
        await page.locator("#earlier-link").click()
        changed = "first => document.querySelector('#messages article').id !== first"
        await page.wait_for_function(changed, arg=first)
        found.append(1000 * (time.perf_counter() - since))
    return found


def as_text(report: Report) -> str:
    def row(name: str, times: Times) -> str:
        values = (times.median, times.p95, times.longest)
        return f"{name:<28}" + "".join(f"{value:>9.0f} ms" for value in values)

    lines = [
        f"A channel with {report.messages} messages, opened in {report.opening_ms:.0f} ms.",
        "",
        f"{'':<28}{'median':>12}{'p95':>12}{'longest':>12}",
        row(f"{report.posts} new messages shown", report.new),
        row(f"{report.posts} edits shown", report.edited),
    ]
    if report.earlier_ms is not None:
        lines.append(row("100 earlier messages shown", report.earlier_ms))
    kept = "kept" if report.new.p95 <= GOAL_MS else "missed"
    return "\n".join([*lines, "", f"The goal, a new message within {GOAL_MS:.0f} ms: {kept}."])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--messages", type=int, default=500, help="before the first is timed")
    parser.add_argument("--posts", type=int, default=50, help="that are timed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    if chosen.messages < 1 or chosen.posts < 1:
        parser.error("both numbers are at least 1")
    try:
        report = asyncio.run(measure(chosen.messages, chosen.posts))
    except NoBrowser as missing:
        parser.error(str(missing))
    print(json.dumps(asdict(report)) if chosen.json else as_text(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
