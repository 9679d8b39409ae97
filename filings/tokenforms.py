"""Slack's tokens told apart by how they begin, without asking Slack.

https://docs.slack.dev/authentication/tokens has the beginnings; a signing secret and a client
secret are hexadecimal digits and have none.
"""

from __future__ import annotations

_WHAT = {
    "slack_bot_token": "the bot token, which begins with xoxb-",
    "slack_app_token": "the app-level token, which begins with xapp-",
    "slack_signing_secret": "the signing secret of the app's Basic Information page",
    "slack_client_secret": "the client secret of the app's Basic Information page",
}
# The beginning, whose place it is, and what it is where it has no place here.
_BEGINNINGS = (
    ("xoxb-", "slack_bot_token", ""),
    ("xoxe.xoxb-", "slack_bot_token", ""),
    ("xapp-", "slack_app_token", ""),
    ("xoxp-", "", "is a user's token"),
    ("xoxe.xoxp-", "", "is a user's token"),
    ("xoxe-", "", "is a refresh token"),
)


def swapped(field: str, value: str) -> str:
    """What is wrong with a value that belongs to another setting, "" where nothing is known to
    be. The value itself is not in it."""
    for beginning, place, what in _BEGINNINGS:
        if value.strip().startswith(beginning) and place != field:
            belongs = what or f"belongs in {place.upper()}"
            return f"it must be {_WHAT[field]}; what begins with {beginning} {belongs}"
    return ""
