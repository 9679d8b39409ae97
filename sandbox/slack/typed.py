"""What people type, in the form in which Slack hands it on."""

from __future__ import annotations

import re

from sandbox.slack.model import Workspace

_PARTS = re.compile(
    r"(?P<token><[@#!][^<>\s]+>)"
    r"|(?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])"
    r"|(?P<user>@[\w.-]*\w)"
    r"|(?P<channel>\#[\w-]+)"
    r"|(?P<control>[&<>])"
)
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def on_the_wire(workspace: Workspace, text: str) -> str:
    """Links, people and channels become ``<…>`` tokens, control characters entities.

    Tokens that are there already stay, and so do names that nobody has.
    """

    def put(found: re.Match[str]) -> str:
        words = found.group()
        if found.lastgroup == "control":
            return _ESCAPED[words]
        if found.lastgroup == "link":
            return f"<{words.replace('&', '&amp;')}>"
        if found.lastgroup == "user":
            user = workspace.user_named(words)
            return f"<@{user.id}|{user.name}>" if user else words
        if found.lastgroup == "channel":
            channel = workspace.channel_named(words)
            return f"<#{channel.id}|{channel.name}>" if channel else words
        return words

    return _PARTS.sub(put, text)
