"""Every message, modal, Home tab and unfurl that the tests can provoke, in one file.

    python -m tests.payloads FILE

Two sources: what the program makes of the dockets of ``tests.longdockets``, and what the
sandbox's Slack is sent while the tests of Slack's surfaces run. Exit code 1 where Slack would
refuse one, with the reasons.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.happenings import (
    EVERYWHERE,
    Happening,
    MessageEdited,
    MessagePosted,
    ViewShown,
)
from tests import surfaces
from tests.longdockets import dockets
from tests.payloadchecks import Payload, problems

TESTS = Path(__file__).parent
# Tests of the whole program with a Slack; the others send what no program of ours would.
DRIVEN = (
    "test_alertbuttons", "test_commands", "test_digest", "test_forms", "test_happenings",
    "test_home", "test_living", "test_mentions", "test_onecase", "test_permission",
    "test_promises", "test_shortcuts", "test_threads",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
# What Slack adds to a view that it shows.
_VIEW = (
    "type", "title", "blocks", "submit", "close", "callback_id", "private_metadata",
    "external_id", "clear_on_close", "notify_on_close",
)  # fmt: skip


class Collector:
    """Keeps what a sandbox's app was shown; of those that differ in digits alone, one."""

    def __init__(self) -> None:
        self.found: list[Payload] = []
        self._shapes: set[int] = set()
        self._test = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._test = item.nodeid
        EVERYWHERE.append(self.note)
        try:
            return (yield)
        finally:
            EVERYWHERE.remove(self.note)

    def note(self, happening: Happening) -> None:
        for kind, payload in shown(happening):
            shape = hash((kind, _DIGITS.sub("0", json.dumps(payload, sort_keys=True))))
            if shape not in self._shapes:
                self._shapes.add(shape)
                self.found.append(Payload(self._test, kind, payload))


def shown(happening: Happening) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and payload of what an app sent; nothing of what people write."""
    if isinstance(happening, MessagePosted | MessageEdited):
        message = happening.message
        if message.bot_id:
            kind = "update" if isinstance(happening, MessageEdited) else "message"
            kept: dict[str, Any] = {"text": message.text, "blocks": [*message.blocks]}
            if message.metadata:
                kept["metadata"] = message.metadata
            yield "ephemeral" if message.ephemeral_to else kind, kept
        elif isinstance(happening, MessageEdited) and message.attachments:
            # Below a person's message stands what a link in it was unfurled to.
            yield from (("unfurl", dict(card)) for card in message.attachments)
    elif isinstance(happening, ViewShown):
        view = {name: happening.view[name] for name in _VIEW if happening.view.get(name)}
        yield view["type"], view


def built() -> Iterator[Payload]:
    for docket in dockets():
        yield from surfaces.of_case(docket.name, docket.case)


def provoked() -> list[Payload]:
    """Raises RuntimeError where a test fails, since then something may be missing."""
    collector = Collector()
    files = [str(TESTS / f"{name}.py") for name in DRIVEN]
    if code := pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", *files], [collector]):
        raise RuntimeError(f"the tests that provoke payloads failed ({code})")
    return collector.found


def write(found: Iterable[Payload], file: Path) -> int:
    """Returns how many were refused; the reasons are printed."""
    kept = list(found)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([each.as_json() for each in kept], ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    reasons = [reason for each in kept for reason in problems(each)]
    counted = Counter(each.kind for each in kept)
    sys.stdout.write("\n".join([*reasons, f"{len(kept)} payloads in {file}: "]))
    sys.stdout.write(", ".join(f"{count} {kind}" for kind, count in sorted(counted.items())))
    sys.stdout.write(f"; {len(reasons)} reasons to refuse one\n")
    return len(reasons)


def main(arguments: Sequence[str] | None = None) -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.payloads")
    reader.add_argument("file", type=Path)
    given = reader.parse_args(arguments)
    return 1 if write([*built(), *provoked()], given.file) else 0


if __name__ == "__main__":
    sys.exit(main())
