"""Signed HTTP deliveries to a real Bolt app behind uvicorn and behind aiohttp."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from aiohttp import web
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack import SandboxSlack, Setup
from tests.sandbox_slack_client import web_client


def bolt_app(slack: SandboxSlack, signing_secret: str | None = None) -> AsyncApp:
    secret = signing_secret or slack.signing_secret
    bolt = AsyncApp(client=web_client(slack), signing_secret=secret)

    @bolt.command("/docket")
    async def docket(ack: Any, command: Any) -> None:
        button = {
            "type": "button",
            "action_id": "show",
            "text": {"type": "plain_text", "text": "Show to channel"},
        }
        await ack(text=command["text"], blocks=[{"type": "actions", "elements": [button]}])

    @bolt.action("show")
    async def show(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Shown.", response_type="in_channel")

    @bolt.event("app_mention")
    async def mention(say: Any) -> None:
        await say("Here.")

    return bolt


@asynccontextmanager
async def served(bolt: AsyncApp) -> AsyncIterator[str]:
    """The app behind uvicorn; gives its request URL."""
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    starlette = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    config = uvicorn.Config(starlette, host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    socket.listen()  # what comes before the server is up waits, and is not turned away
    port = socket.getsockname()[1]
    task = asyncio.create_task(server.serve(sockets=[socket]))
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        server.should_exit = True
        await task
        socket.close()


async def test_a_command_a_press_and_an_event_travel_signed() -> None:
    async with SandboxSlack() as slack, served(bolt_app(slack)) as url:
        slack.push.url = url
        slack.invite("courts")
        reporter = slack.user("reporter")
        asked = await reporter.command("courts", "/docket", "1:25-cv-1 & more")
        assert asked.acked
        (answer,) = asked.messages
        assert (answer.text, answer.ephemeral_to) == ("1:25-cv-1 & more", reporter.id)
        await reporter.press(answer, "Show to channel")
        await slack.wait_for(lambda message: message.text == "Shown.")
        await reporter.mention("courts", "hello")
        await slack.wait_for(lambda message: message.text == "Here.")
        assert slack.refusals == []


async def test_the_request_url_is_verified() -> None:
    async with SandboxSlack() as slack, served(bolt_app(slack)) as url:
        slack.push.url = url
        assert await slack.push.verify("c", slack.core.app.verification_token)


async def test_a_wrong_secret_fails_and_is_told_apart() -> None:
    async with SandboxSlack() as slack, served(bolt_app(slack, "another")) as url:
        slack.push.url = url
        asked = await slack.user("reporter").command("courts", "/docket", "x")
        assert (asked.acked, asked.error) == (False, "http_error")


async def test_an_event_is_tried_again_with_slacks_headers() -> None:
    seen: list[tuple[str | None, str | None, str]] = []

    async def endpoint(request: web.Request) -> web.Response:
        body = await request.json()
        headers = request.headers
        seen.append(
            (
                headers.get("X-Slack-Retry-Num"),
                headers.get("X-Slack-Retry-Reason"),
                body["event_id"],
            )
        )
        return web.Response(status=500 if len(seen) < 3 else 200)

    application = web.Application()
    application.router.add_post("/events", endpoint)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    setup = Setup(request_url=f"http://127.0.0.1:{port}/events", retry_seconds=(0.0, 0.0))
    async with SandboxSlack(setup) as slack:
        await slack.user("reporter").open_home()
        (delivery,) = slack.courier.deliveries
        await delivery.done.wait()
        assert delivery.acked
    await runner.cleanup()
    event_id = seen[0][2]
    assert seen == [
        (None, None, event_id),
        ("1", "http_error", event_id),
        ("2", "http_error", event_id),
    ]


async def test_a_response_url_ends_after_five_uses_or_half_an_hour() -> None:
    now = [1_700_000_000.0]
    async with SandboxSlack(clock=lambda: now[0]) as slack, aiohttp.ClientSession() as session:
        reporter = slack.user("reporter")

        async def respond(url: str, **body: Any) -> tuple[int, Any]:
            async with session.post(url, json=body) as answer:
                return answer.status, await answer.json()

        url = (await reporter.command("courts", "/docket", "x")).response_url
        for n in range(5):
            assert await respond(url, text=str(n)) == (200, {"ok": True})
        assert await respond(url, text="6") == (404, {"ok": False, "error": "used_url"})
        url = (await reporter.command("courts", "/docket", "x")).response_url
        now[0] += 1801
        assert await respond(url, text="late") == (404, {"ok": False, "error": "expired_url"})
        assert [(r.method, r.error) for r in slack.refusals] == [
            ("response_url", "used_url"),
            ("response_url", "expired_url"),
        ]


async def test_a_response_url_refuses_what_a_post_would() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        url = (await slack.user("reporter").command("courts", "/docket", "x")).response_url
        body = {"text": "x", "blocks": [{"type": "header", "text": "x"}]}
        async with session.post(url, json=body) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "invalid_blocks")
        assert slack.refusals[0].reasons == (
            "[ERROR] must provide an object [json-pointer:/blocks/0/text]",
        )
