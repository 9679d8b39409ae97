"""Deliveries as signed HTTP requests, for an app with a request URL."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.delivery import Delivery, Kind
from sandbox.slack.wire import Clock, Json

_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature: HMAC-SHA256 over version, time and body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpPush:
    """``url`` None: the app has no request URL."""

    def __init__(self, secret: str, clock: Clock, url: str | None = None) -> None:
        self.url = url
        self._secret = secret
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def attempt(self, delivery: Delivery, reason: str, within: float) -> str:
        """Send once; ``""`` or why it failed. Only status 200 in time is an ack."""
        body, content_type = _body(delivery)
        headers = {"Content-Type": content_type}
        if reason:
            headers["X-Slack-Retry-Num"] = str(delivery.attempts - 1)
            headers["X-Slack-Retry-Reason"] = _retry_reason(reason)
        status, answer, said_type = await self.send(body, headers, within)
        if status == 0:
            return answer.decode()
        if status != 200:
            return "http_error"
        try:
            said = _answer(answer, said_type)
        except ValueError:
            return "bad_response"
        delivery.ack(said)
        return ""

    async def send(
        self, body: bytes, headers: dict[str, str], within: float
    ) -> tuple[int, bytes, str]:
        """A signed POST: status, body, content type; status 0 and the error in its place."""
        timestamp = str(int(self._clock()))
        signed = {
            **headers,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        timeout = aiohttp.ClientTimeout(total=within)
        try:
            async with self._session.post(
                self.url or "", data=body, headers=signed, timeout=timeout
            ) as response:
                return response.status, await response.read(), response.content_type
        except TimeoutError:
            return 0, b"operation_timeout", ""
        except aiohttp.ClientError:
            return 0, b"dispatch_failed", ""

    async def verify(self, challenge: str, verification_token: str, within: float = 3.0) -> bool:
        """Whether the request URL answers Slack's handshake."""
        request = {
            "token": verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        body = json.dumps(request).encode()
        headers = {"Content-Type": "application/json"}
        status, answer, said_type = await self.send(body, headers, within)
        said = _answer(answer, said_type) or {}
        return status == 200 and challenge in (said.get("challenge"), said.get("text"))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _body(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.kind is Kind.EVENT:
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind is Kind.COMMAND:
        return urlencode(delivery.payload).encode(), _FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), _FORM


def _retry_reason(reason: str) -> str:
    named = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
    return named.get(reason, reason)


def _answer(body: bytes, content_type: str) -> Json | None:
    """JSON as it is, other words as text. Raises ValueError for JSON that is none."""
    if not body.strip():
        return None
    if content_type == "application/json":
        said = json.loads(body)
        return said if isinstance(said, dict) else None
    return {"text": body.decode("utf-8", "replace")}
