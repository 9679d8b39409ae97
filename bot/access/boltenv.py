"""Bolt reads SLACK_… variables by itself; here it is kept from that.

With SLACK_CLIENT_ID and SLACK_CLIENT_SECRET in the environment it would take tokens from
files in the home folder, whatever tokens it is given (slack_bolt/app/async_app.py).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

_READ_BY_BOLT = (
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN", "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET", "SLACK_REDIRECT_URI", "SLACK_SCOPES", "SLACK_USER_SCOPES",
)  # fmt: skip


@contextlib.contextmanager
def only_what_is_given() -> Iterator[None]:
    """For as long as one of Bolt's objects is made, its variables are not there."""
    hidden = {name: os.environ.pop(name) for name in _READ_BY_BOLT if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
