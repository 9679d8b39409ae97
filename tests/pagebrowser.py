"""A browser without a screen: cookies, forms, server-sent events; and a small app behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import lxml.html
from slack_bolt.async_app import AsyncApp

from sandbox.page.backstage import Board, Pace
from sandbox.page.offers import Command, Offered, Offers
from sandbox.page.site import Site
from sandbox.slack import OFF, SandboxSlack, Setup
from tests.sandbox_slack_client import connected, web_client

PATIENCE = 10.0
OFFERS = Offers(
    commands=(Command("/docket", "[case]", "Look up a case"),),
    shortcuts=(Offered("find", "Find a case"),),
    message_shortcuts=(Offered("cite", "Cite this case"),),
)
Op = dict[str, str]


@dataclass
class Stream:
    """``ops`` are all that came so far, ``position`` the id of the last event."""

    response: aiohttp.ClientResponse
    ops: list[Op] = field(default_factory=list)
    position: str = ""

    async def until(self, found: Callable[[Op], bool]) -> Op:
        """The first change that matches, there already or yet to come."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for op in self.ops:
                    if found(op):
                        return op
                await self._read()

    async def shows(self, words: str, place: str = "") -> Op:
        """A change that shows these words, in the element with this id where one is named."""
        return await self.until(lambda op: words in text_of(op["html"]) and place in ("", op["id"]))

    async def _read(self) -> None:
        line = (await self.response.content.readline()).decode()
        if not line:
            raise EOFError("the stream has ended")
        name, _, value = line.rstrip("\n").partition(": ")
        if name == "id":
            self.position = value
        elif name == "data":
            self.ops += json.loads(value)


class Browser:
    """One session; ``page`` is the last page that it looked at."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.origin = site.url.rstrip("/")
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page = lxml.html.HtmlElement()
        self.path = ""
        self.headers: dict[str, str] = {}

    async def look(self, path: str = "/") -> lxml.html.HtmlElement:
        async with self.http.get(self.origin + path) as response:
            assert response.status == 200, await response.text()
            self.page = lxml.html.document_fromstring(await response.text())
            self.path = response.url.raw_path_qs
            self.headers = dict(response.headers)
        return self.page

    async def pieces(self, path: str) -> dict[str, Any]:
        async with self.http.get(
            self.origin + path, headers={"Accept": "application/json"}
        ) as response:
            found: dict[str, Any] = await response.json()
        return found

    def by_id(self, named: str) -> lxml.html.HtmlElement:
        found = self.page.get_element_by_id(named, None)
        assert found is not None, named
        return found

    def text(self, named: str) -> str:
        return " ".join(self.by_id(named).text_content().split())

    def form_of(self, button: str) -> tuple[str, dict[str, str]]:
        """The address and fields of the form that the button with these words sends."""
        return form_with(self.page, button)

    async def press(self, button: str, **more: str) -> None:
        """Press a button of the page, as the script does."""
        path, fields = self.form_of(button)
        await self.send(path, {**fields, **more})

    async def send(self, path: str, fields: dict[str, str], **headers: str) -> int:
        sent = {"Origin": self.origin, "Accept": "application/json", **headers}
        async with self.http.post(self.origin + path, data=fields, headers=sent) as response:
            return response.status

    async def say(self, text: str, thread: str = "") -> None:
        where = self.path.split("?")[0].split("/")[2]
        said = {"channel": where, "thread": thread, "text": text}
        assert await self.send("/say", said) == 204

    @asynccontextmanager
    async def stream(self, path: str = "", since: str = "") -> AsyncIterator[Stream]:
        """Live from the last page on, or from another position."""
        query = {
            "at": path or self.path,
            "since": since or self.page.xpath("string(//body/@data-position)"),
        }
        url = f"{self.origin}/events"
        timeout = aiohttp.ClientTimeout(total=None)
        async with self.http.get(url, params=query, timeout=timeout) as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            yield Stream(response)


def form_with(page: lxml.html.HtmlElement, button: str) -> tuple[str, dict[str, str]]:
    for form in page.iter("form"):
        for found in form.iter("button"):
            if button in ("".join(found.itertext()).strip(), found.get("aria-label")):
                fields = fields_of(form)
                if found.get("name"):
                    fields[found.get("name", "")] = found.get("value", "")
                return form.get("action", ""), fields
    raise AssertionError(f"no button {button!r}")


def fields_of(form: lxml.html.HtmlElement) -> dict[str, str]:
    """What the form would send as it stands."""
    assert isinstance(form, lxml.html.FormElement)
    return {str(name): str(value) for name, value in form.form_values()}


def fragment(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def text_of(html: str) -> str:
    return " ".join(fragment(html).text_content().split()) if html.strip() else ""


@dataclass
class Room:
    slack: SandboxSlack
    site: Site
    board: Board
    app: AsyncApp

    async def post(self, channel: str = "courts", **what: Any) -> str:
        """As the app; gives the ts."""
        place = self.slack.channel(channel).id
        done = await web_client(self.slack).chat_postMessage(channel=place, **what)
        return str(done["ts"])


@asynccontextmanager
async def page_room(*, connect: bool = True) -> AsyncIterator[Room]:
    """A Slack, its page and an app without listeners yet."""
    async with SandboxSlack(Setup(rates=OFF)) as slack:
        slack.invite("courts")
        board = Board((Pace("slow", "Slow"), Pace("fast", "Fast")))
        app = AsyncApp(client=web_client(slack))
        async with Site(slack, board, offers=OFFERS, port=0, heartbeat=0.2) as site:
            room = Room(slack, site, board, app)
            if not connect:
                yield room
                return
            async with connected(app, slack):
                site.shell.connected = True
                yield room


@asynccontextmanager
async def browsing(room: Room, path: str = "/") -> AsyncIterator[Browser]:
    browser = Browser(room.site)
    async with browser.http:
        await browser.look(path)
        yield browser
