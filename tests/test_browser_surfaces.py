"""Every surface of the page in a real browser: axe, both themes, both widths, keys, court text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from benchmarks import sampleapp
from sandbox.page.backstage import Action, Board, Pace, Suggestion
from sandbox.page.site import Site
from sandbox.slack import OFF, Message, SandboxSlack, Setup
from sandbox.slack.happenings import Refusal
from tests.browser import Open, findings, overflows, says
from tests.page_samples import blocks

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEMES = ("light", "dark")
SAMPLE = "Larkspur Tenants *v.* <https://x.example/|Meridian Water>"
HOSTILE = (
    '<script>document.title = "taken"</script><img src=x onerror="document.title=\'taken\'">'
    " <!channel> <@U1> &amp; javascript:alert(1)"
)


class Room:
    """A Slack with its page; ``slack.core`` posts what an app could not."""

    def __init__(self, slack: SandboxSlack, site: Site) -> None:
        self.slack, self.url = slack, site.url

    def post(self, *given: Any, channel: str = "courts", **more: Any) -> Message:
        place = self.slack.channel(channel).id
        fields = {"ts": "", "channel": place, "user": self.slack.bot_user, "bot_id": "B1"} | more
        return self.slack.core.post(Message(blocks=given, **fields))

    def furnish(self) -> None:
        """One of everything that a channel can show."""
        reporter = self.slack.user("reporter").id
        self.post(text="Who follows this one?", user=reporter, bot_id="")
        parent = self.post(sampleapp.section(f"*Order* · No. 61\n*{sampleapp.CASE}*"))
        self.post(text="I do.", user=self.slack.user("editor").id, bot_id="", thread_ts=parent.ts)
        for block in blocks(SAMPLE).values():
            self.post(block)
        self.post(text="Seen by one.", ephemeral_to=reporter)
        arguments = {"channel": self.slack.channel("courts").id}
        refusal = Refusal("chat.postMessage", "invalid_blocks", ("no more than 50",), arguments)
        self.slack.core.happenings.tell(refusal)


@pytest_asyncio.fixture(loop_scope="session")
async def room() -> AsyncIterator[Room]:
    async with SandboxSlack(Setup(rates=OFF)) as slack:
        slack.invite("courts")
        board = Board((Pace("slow", "Slow"), Pace("fast", "Fast")))
        board.suggest(Suggestion("Look at a case.", "/docket 1:25-cv-00457 dcd", "courts"))
        board.offer(Action("stop", "Stop the bot"))
        async with Site(slack, board, port=0) as site, sampleapp.at_work(slack):
            yield Room(slack, site)


async def open_modal(page: Page) -> Locator:
    await says(page, "/docket settings")
    modal = page.locator("#modal .modal")
    await modal.wait_for()
    return modal


async def submit_a_mistake(page: Page) -> None:
    modal = await open_modal(page)
    await modal.get_by_role("textbox").fill("judgment")
    await modal.get_by_role("button", name="Save").click()
    await modal.get_by_text(sampleapp.MISTAKE).wait_for()


@pytest.mark.parametrize("theme", THEMES)
async def test_axe_finds_nothing_serious_in_a_channel(room: Room, tab: Open, theme: str) -> None:
    room.furnish()
    page = await tab(room.url, theme=theme)
    await page.locator(".refused").wait_for()
    assert await findings(page) == []
    await page.get_by_role("link", name="1 reply").click()
    await page.locator("#replies").wait_for()
    await page.locator("#you > summary").click()
    assert [*await findings(page, "#side"), *await findings(page, "#sidebar")] == []
    await page.goto(room.url)
    await page.set_viewport_size({"width": 390, "height": 800})
    assert await findings(page) == []
    await page.get_by_role("link", name="Behind the scenes").click()
    await page.locator("#panel-scroll").wait_for()
    assert await findings(page, "#side") == []


@pytest.mark.parametrize("theme", THEMES)
async def test_axe_finds_nothing_serious_in_modal_and_home(
    room: Room, tab: Open, theme: str
) -> None:
    page = await tab(room.url, theme=theme)
    await submit_a_mistake(page)
    assert await findings(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Home").click()
    await page.locator("#home").get_by_text("Cases you follow").wait_for()
    assert await findings(page) == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_sticks_out_sideways(room: Room, tab: Open, width: int) -> None:
    room.furnish()
    room.post(*blocks("w" * 400).values())
    page = await tab(room.url, width=width)
    assert await overflows(page) == []
    await submit_a_mistake(page)
    assert await overflows(page) == []
    await page.keyboard.press("Escape")
    await page.goto(f"{room.url}home")
    await page.locator("#home").get_by_text("Cases you follow").wait_for()
    assert await overflows(page) == []


async def test_the_chosen_theme_wins_over_the_system(room: Room, tab: Open) -> None:
    page = await tab(room.url, theme="light")
    before = await background(page)
    await page.locator("#you > summary").click()
    await page.get_by_role("button", name="Dark").click()
    await page.locator("html[data-theme=dark]").wait_for()
    assert await background(page) != before


async def background(page: Page) -> str:
    return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))


async def test_court_text_shows_as_text(room: Room, tab: Open) -> None:
    room.post(text=HOSTILE)
    room.post(*blocks(HOSTILE).values())
    long = room.post({"type": "section", "text": sampleapp.mrkdwn("motion " * 4285 + "the end")})
    page = await tab(room.url, width=390)
    await page.locator(f'[id="m/{long.channel}/{long.ts}"]', has_text="the end").wait_for()
    shown = page.locator("article", has_text='<script>document.title = "taken"')
    assert await shown.count() == 2
    assert "taken" not in await page.title()
    assert await page.locator("#messages :is(script, img, iframe, object)").count() == 0
    assert await overflows(page) == []


async def test_by_keys_alone(room: Room, tab: Open) -> None:
    room.post({"type": "actions", "elements": [sampleapp.button("Show", "show")]})
    page = await tab(room.url)
    await page.keyboard.type("/docket settings")
    await page.keyboard.press("Enter")
    await page.locator("#modal .modal").wait_for()
    await press_until(page, "Tab", "#modal input[type=text]")
    await page.keyboard.type("judgment")
    await page.keyboard.press("Enter")
    await page.get_by_text(sampleapp.MISTAKE).wait_for()
    assert await is_at(page, "#modal [aria-invalid]")
    await page.keyboard.press("Escape")
    await page.locator("#modal .modal").wait_for(state="detached")
    assert await is_at(page, "#text")
    await page.keyboard.press("ArrowUp")
    assert await page.locator("#text").input_value() == "/docket settings"
    await press_until(page, "Shift+Tab", "#messages .b-actions .button")
    await press_until(page, "Shift+Tab", "#to-home")
    await page.keyboard.press("Enter")
    await page.locator("#home").get_by_text("Cases you follow").wait_for()


async def is_at(page: Page, selector: str) -> bool:
    return bool(await page.evaluate("css => document.activeElement.matches(css)", selector))


async def press_until(page: Page, key: str, selector: str) -> None:
    """Go on with the key until the focus is there; never behind an open modal."""
    for _ in range(100):
        await page.keyboard.press(key)
        assert not await is_at(page, "#app[inert] *")
        if await is_at(page, selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")
