"""A reader's way through the page: a real browser, the real bot, courts on loopback."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from filings.store import upkeep
from sandbox import docketday as day
from sandbox.feeds import Item, render_feed
from sandbox.opening import demo
from sandbox.pacing import PAUSE, SECONDS
from sandbox.page.backstage import Board
from sandbox.page.site import Site
from sandbox.slack import Message
from tests.browser import Open, says
from tests.sandbox_slack_client import refused, web_client
from tests.slackroom import SlackRoom, read_courts, slackroom

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASE = "1:25-cv-00457"
GAZETTE = "HARBOR GAZETTE v. PORT OFFICE"
BY_HAND: Mapping[str, float | None] = {key: None if key == PAUSE else 0.0 for key in SECONDS}
"""The day stands still until the slider is moved."""


@dataclass
class Newsdesk:
    """A page, the bot behind it, and the D.D.C. with one case in its feed."""

    room: SlackRoom
    site: Site
    opened: datetime

    async def lists(self, **entries: str) -> None:
        """The court lists these entries, ``no62="Order; Set Hearings"``; the bot reads them."""
        now = self.room.clock.forward(minutes=30)
        entries = {"no1": "Complaint", **entries}
        items = [
            Item(CASE, GAZETTE, 277000, number, event, self._filed(number), number, f"0450{number}")
            for number, events in ((int(name.removeprefix("no")), e) for name, e in entries.items())
            for event in events.split("; ")
        ]
        await self.room.publish("dcd", render_feed("dcd", now, items[::-1]))
        await upkeep.alive(self.room.db, "worker", "worker", now)
        await self.room.send()

    def _filed(self, number: int) -> datetime:
        return self.opened + timedelta(seconds=number)

    async def follow(self, page: Page) -> None:
        await says(page, f"/docket follow {CASE} dcd")
        await self.room.wait_answered()
        await self.room.send()
        await expect_in(page, "Following")


async def expect_in(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The last message of the channel that has these words, once it is shown."""
    found = page.locator("#messages article").filter(has_text=words).last
    return page.locator(f'[id="{await found.get_attribute("id")}"]')


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database_url: str) -> AsyncIterator[Newsdesk]:
    async with (
        slackroom(database_url) as room,
        Site(room.slack, Board(), port=0, heartbeat=0.2) as site,
    ):
        made = Newsdesk(room, site, room.clock() - timedelta(hours=1))
        await read_courts(room, nysd=(CASE, "ABLE v. BAKER"))
        await room.follow("dcd", "1:99-cv-00001")
        await made.lists()
        yield made


async def test_the_tour_of_the_readme(tab: Open) -> None:
    async with demo(port=0, pace=PAUSE, seconds=BY_HAND) as made:
        page = await tab(made.url)
        await says(page, f"/docket follow {day.TAXPAYERS.typed}")
        await expect_in(page, "Asked for by @Reporter")
        await page.locator("#pace-at").press("End")
        alert = await expect_in(page, "Motion for preliminary injunction · No. 2")
        await page.locator("#pace-at").press("Home")
        assert "Document on PACER, fee" in await alert.inner_text()
        # What is said of a court needs a follow there, and the next press ends the only one.
        await page.locator("#lines li", has_text="D.D.C. feed read again").first.wait_for()
        await says(page, f"/docket {day.TAXPAYERS.typed}")
        # A card that CourtListener is asked for is shown anew with its answer, its buttons too.
        card = await expect_in(page, re.compile(r"Only visible to you(?!.*Asking)", re.DOTALL))
        await card.get_by_role("button", name="Unfollow").click()
        await expect_in(page, "No longer following Ctr. for Taxpayer Rights")
        await card.get_by_role("button", name="Show to channel").click()
        await page.locator("article:not(.ephemeral)", has_text="Last filings").wait_for()
        assert await page.locator(".refused, .notice").count() == 0


async def test_the_bot_is_stopped_and_started_under_the_open_page(tab: Open) -> None:
    async with demo(port=0, pace=PAUSE, seconds=BY_HAND) as made:
        page = await tab(made.url)
        await page.get_by_role("button", name="Stop the bot").click()
        await page.locator("#banner", has_text="Court Crier is not connected.").wait_for()
        await says(page, "/docket list")
        await page.locator("#notices .wrong").wait_for()
        await page.get_by_role("button", name="Start the bot").click()
        await page.locator("#banner .banner").wait_for(state="detached")
        await says(page, "/docket list")
        await expect_in(page, "No case is followed here.")


async def test_a_number_of_two_courts_is_a_choice(desk: Newsdesk, tab: Open) -> None:
    page = await tab(desk.site.url)
    await says(page, f"/docket {CASE}")
    choice = await expect_in(page, "is a case in two courts. Which one?")
    await choice.get_by_role("button", name="S.D.N.Y.").click()
    card = await expect_in(page, "Able v. Baker")
    assert "Only visible to you" in await card.inner_text()
    await page.get_by_text("Which one?").wait_for(state="detached")


async def test_alerts_come_by_themselves_and_are_edited_in_place(desk: Newsdesk, tab: Open) -> None:
    page = await tab(desk.site.url)
    await desk.follow(page)
    await desk.lists(no62="Order")
    alert = await expect_in(page, "Order · No. 62")
    place = await alert.get_attribute("id")
    await desk.lists(no62="Order; Set Hearings")
    await page.locator(f'[id="{place}"]', has_text="Order; set hearings · No. 62").wait_for()
    assert await page.locator("article", has_text="No. 62").count() == 1


async def test_an_edit_of_words_is_marked(desk: Newsdesk, tab: Open) -> None:
    page = await tab(desk.site.url)
    client, courts = web_client(desk.room.slack), desk.room.slack.channel("courts").id
    posted = await client.chat_postMessage(channel=courts, text="The feed is late.")
    await expect_in(page, "The feed is late.")
    await client.chat_update(channel=courts, ts=str(posted["ts"]), text="The feed is back.")
    assert "(edited)" in await (await expect_in(page, "The feed is back.")).inner_text()
    assert await page.get_by_text("The feed is late.").count() == 0


async def test_a_refusal_is_shown_in_red_with_its_reason(desk: Newsdesk, tab: Open) -> None:
    page = await tab(desk.site.url)
    slack = desk.room.slack
    posting = web_client(slack).chat_postMessage(
        channel=slack.channel("courts").id, text="x", blocks=[{"type": "divider"}] * 51
    )
    await refused(posting)
    shown = page.locator("#messages .refused", has_text="Slack refused chat.postMessage")
    await shown.wait_for()
    assert "50" in await shown.locator("li").first.inner_text()
    assert await colours(shown) != await colours(page.locator("main"))


async def colours(of: Locator) -> list[str]:
    found: list[str] = await of.evaluate(
        "node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    )
    return found


async def test_a_thread_in_the_side_pane(desk: Newsdesk, tab: Open) -> None:
    page, other = await tab(desk.site.url), await tab(desk.site.url)
    await desk.follow(page)
    await desk.lists(no62="Order")
    alert = await expect_in(page, "Order · No. 62")
    await alert.hover()
    await alert.get_by_role("link", name="Reply in thread").click()
    await page.locator("#reply").fill("Who takes it?")
    await page.locator("#reply").press("Enter")
    await page.locator("#replies", has_text="Who takes it?").wait_for()
    await (await expect_in(other, "1 reply")).get_by_role("link", name="1 reply").click()
    await other.locator("#replies", has_text="Who takes it?").wait_for()
    await other.locator("#reply").fill("I do.")
    await other.locator("#reply").press("Enter")
    await page.locator("#reply-count", has_text="2 replies").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("#side.panel").wait_for()


async def test_a_reloaded_tab_and_a_second_one_both_go_on(desk: Newsdesk, tab: Open) -> None:
    page = await tab(desk.site.url)
    await desk.follow(page)
    second = await page.context.new_page()
    await second.goto(desk.site.url)
    await page.reload()
    await expect_in(page, "Following")
    await desk.lists(no62="Order")
    for each in (page, second):
        await expect_in(each, "Order · No. 62")
        assert await each.locator("article", has_text="Order · No. 62").count() == 1


async def test_the_page_comes_back_when_its_server_does(desk: Newsdesk, tab: Open) -> None:
    slack = desk.room.slack
    page = await tab(desk.site.url)
    await desk.site.close()
    await page.locator("#offline").wait_for()
    slack.core.post(
        Message(ts="", channel=slack.channel("courts").id, user="", text="Said meanwhile.")
    )
    port = urlsplit(desk.site.url).port or 0
    async with Site(slack, Board(), port=port, or_next=False, heartbeat=0.2):
        await expect_in(page, "Said meanwhile.")
        await page.locator("#offline").wait_for(state="hidden")
