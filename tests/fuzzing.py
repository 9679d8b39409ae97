"""Input made from real input, what may come of it, and what it may cost.

A case is drawn as a few small numbers, so that ten thousand are cheap to draw and a failing
one shrinks to the changes that matter.
"""

from __future__ import annotations

import contextlib
import copy
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, settings, target
from hypothesis import strategies as st

from bot.words.blocks import Message
from tests.payloadchecks import Payload, problems

FUZZED = 500
"""Cases where a property has 60; a profile that wants more of those gets more of these."""
MOST_SECONDS = 1.0


def fuzzed(in_one: int) -> settings:
    """Settings of a test whose examples have ``in_one`` cases each: ``FUZZED`` in all, or as many
    as a profile with more examples asks for."""
    cases = max(settings().max_examples, FUZZED)
    return settings(
        max_examples=-(-cases // in_one),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        # What fails names its one case; to make a whole example small would take minutes.
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target],
        report_multiple_bugs=False,
    )


@dataclass
class Stopwatch:
    """Seconds of processor time, which a busy machine does not change much."""

    worst: float = 0.0
    warm: bool = False

    @contextlib.contextmanager
    def one(self, case: object) -> Iterator[None]:
        """Fails where this one case takes longer than any may. The first pays for all of them:
        it compiles their statements and templates."""
        began = time.process_time()
        yield
        took = time.process_time() - began
        if not self.warm:
            self.warm = True
            return
        self.worst = max(self.worst, took)
        assert took < MOST_SECONDS, (took, case)

    def aim(self) -> None:
        """Let the search go where it takes long."""
        target(self.worst, label="the slowest case, in seconds of processor time")

    def say(self) -> None:
        """For ``pytest -rP``."""
        sys.stdout.write(f"The slowest case took {self.worst:.3f} s of processor time.\n")


def is_a_sentence(said: str) -> bool:
    return said.endswith(".") and "\n" not in said and "Traceback" not in said and len(said) < 300


def wrong_with(kind: str, message: Message) -> list[str]:
    """Why Slack would not show a message as it is meant."""
    given = {"text": message.text, "blocks": list(message.blocks), "metadata": message.metadata}
    return problems(Payload("fuzzed", kind, given))


# Bytes and texts.

ODD_BYTES = (
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"&", b"&#0;", b"&#xD800;",
    b"&#99999999;", b"&amp;amp;", b"&lol9;", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->",
    b"<!DOCTYPE x [<!ENTITY a '&a;'>]>", b"<item>", b"</item>", b"</channel></rss>", b"</title>",
    b"<guid>", b"</description>", b"[", b"]", b"\r\n", b"\xe2\x80\xae", b"\xe2\x80\x8d" * 9,
    b"{{ 7 }}", b"<@U1>", b"*_~`", b"9" * 400, b"A v. " * 4_000, b"-" * 30_000, b" and " * 5_000,
    b"(", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"[" * 2_000, b"{" * 2_000, b"1e999",
)  # fmt: skip
ODD_TEXTS = tuple(each.decode("utf-8", "replace") for each in ODD_BYTES)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to an input: ``how`` by name, at ``at``, of ``more``."""

    how: str
    at: int
    more: int


HOW = ("flip", "put", "cut", "repeat", "move", "end")


def changes(how: tuple[str, ...] = HOW, most: int = 4) -> st.SearchStrategy[list[Change]]:
    one = st.builds(
        Change, st.sampled_from(how), st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1)
    )
    return st.lists(one, max_size=most)


def changed(raw: bytes, done: Iterable[Change]) -> bytes:
    """Bytes after what was done to them."""
    for one in done:
        at = one.at % (len(raw) + 1)
        size = one.more % 200
        if one.how == "flip":
            raw = (
                raw[:at] + bytes(b ^ (1 << one.more % 8) for b in raw[at : at + 1]) + raw[at + 1 :]
            )
        elif one.how == "put":
            raw = raw[:at] + ODD_BYTES[one.more % len(ODD_BYTES)] + raw[at:]
        elif one.how == "cut":
            raw = raw[:at] + raw[at + size :]
        elif one.how == "repeat":
            raw = raw[:at] + raw[at : at + size] * (2 + one.more % 3) + raw[at + size :]
        elif one.how == "move":
            raw = raw[:at] + raw[at + size :] + raw[at : at + size]
        else:
            raw = raw[:at]
    return raw


def texts_of(lines: tuple[str, ...], pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Real lines with things done to them, and what is pieced together of their parts."""
    turned = st.builds(
        lambda line, done: changed(line.encode("utf-8", "surrogatepass"), done).decode(
            "utf-8", "surrogateescape"
        ),
        st.sampled_from(lines),
        changes(),
    )
    return turned | st.lists(st.sampled_from(pieces), max_size=30).map("".join)


# JSON.

ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 7, 2**31, 2**63, 2**80, 1.5, float("nan"), float("inf"), "", " ", "\0",
    "\ud800", "x" * 5_000, "9" * 400, "<@U1>", "2026-02-30", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "Jan 01 0001", "http://[/x", "javascript:alert(1)", [], {}, [[]],
    [None], {"": ""}, {"id": {"id": 1}}, ["x"] * 300, *ODD_TEXTS[-16:],
)  # fmt: skip
JSON_HOW = ("value", "odd text", "drop", "twice", "swap", "wrap", "another")


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, each in inside:
        yield (*at, key)
        yield from _places(each, (*at, key))


def changed_json(value: Any, done: Iterable[Change], within: tuple[Any, ...] = ()) -> Any:
    """A structure after what was done to it; with ``within`` to what stands below that place."""
    value = copy.deepcopy(value)
    for one in done:
        root = value
        for key in within:
            root = root[key]
        places = list(_places(root))
        if not places:
            break
        *way, last = places[one.at % len(places)]
        parent = root
        for key in way:
            parent = parent[key]
        _do(parent, last, one, [at for at in places if at[:-1] == tuple(way)])
    return value


def _do(parent: Any, key: Any, one: Change, beside: list[tuple[Any, ...]]) -> None:
    if one.how == "value":
        parent[key] = copy.deepcopy(ODD_VALUES[one.more % len(ODD_VALUES)])
    elif one.how == "odd text" and isinstance(parent[key], str):
        at = one.more % (len(parent[key]) + 1)
        odd = ODD_TEXTS[one.more % len(ODD_TEXTS)]
        parent[key] = parent[key][:at] + odd + parent[key][at:]
    elif one.how == "drop":
        del parent[key]
    elif one.how == "twice" and isinstance(parent, list):
        parent.insert(one.more % (len(parent) + 1), copy.deepcopy(parent[key]))
    elif one.how == "swap":
        other = beside[one.more % len(beside)][-1]
        parent[key], parent[other] = parent[other], parent[key]
    elif one.how == "wrap":
        parent[key] = [parent[key]] if one.more % 2 else {"x": parent[key]}
    elif one.how == "another":
        parent[key] = copy.deepcopy(parent[beside[one.more % len(beside)][-1]])


@dataclass(frozen=True, slots=True)
class JsonCase:
    """``inside`` was done to the structure, ``outside`` to its bytes; ``only_rows`` says that
    the first touched nothing but the rows."""

    inside: list[Change] = field(default_factory=list)
    outside: list[Change] = field(default_factory=list)
    only_rows: bool = False

    def of(self, whole: Any, rows: tuple[Any, ...]) -> tuple[Any, bytes]:
        """The structure, and its bytes after all."""
        made = changed_json(whole, self.inside, rows if self.only_rows else ())
        return made, changed(json.dumps(made).encode(), self.outside)


def json_cases() -> st.SearchStrategy[JsonCase]:
    inside = changes(JSON_HOW, 6)
    return st.builds(JsonCase, inside, st.just([]), st.booleans()) | st.builds(
        JsonCase, inside, changes(most=2), st.just(False)
    )
