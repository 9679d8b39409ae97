"""Recorded values, and messages as they were written, without names that were withdrawn. Pure;
linear time.

Of a message only what people read is changed, and addresses that spell a name: ids and what
buttons carry stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from filings.changes import anonymised
from filings.changes.anonymised import Withdrawn
from filings.changes.severalcases import OtherCases

READ = "text"
"""What a message's texts stand under: https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""
# The address of a link, and each sign of emphasis: a name that would reach over one is found by
# its parts, so that no sign is left without its other half.
_MARKUP = re.compile(r"(<[^<>|]*[|>]|[*~`_\n<>|])")
_MEANS_SOMETHING = str.maketrans(dict.fromkeys("<>*~`_", "") | {"&": "and", "\n": " "})
PLAIN = "docket"
_CUT_WORD = re.compile(r"(?<![\w'\u2019-])[^\W\d_][\w'\u2019-]*…")
_ADDRESS = re.compile(r"https?://\S+")
_OF_THE_BENCH = ("judge", "referred_to")


def in_value(value: Any, names: Sequence[Withdrawn], docket: int) -> Any:
    """A text, or what JSON holds, without the names; who the judge is stays."""
    if isinstance(value, str):
        if _ADDRESS.fullmatch(value):
            return in_address(value, names, docket)
        return anonymised.without(value, names, docket)
    if isinstance(value, list):
        return [in_value(each, names, docket) for each in value]
    if isinstance(value, dict):
        return {
            key: each if key in _OF_THE_BENCH else in_value(each, names, docket)
            for key, each in value.items()
        }
    return value


def in_address(url: str, names: Sequence[Withdrawn], docket: int) -> str:
    """An address that ends in a caption, as CourtListener's do ("/docket/7/roe-v-wade/"), with
    other words there: it opens a docket by the number before, whatever they are."""
    head, _, slug = url.rstrip("/").rpartition("/")
    words = slug.replace("-", " ").title()
    if not head[-1:].isdecimal() or anonymised.without(words, names, docket) == words:
        return url
    return f"{head}/{PLAIN}/"


@dataclass(frozen=True, slots=True)
class _Cleaning:
    names: Sequence[Withdrawn]
    docket: int
    others: OtherCases | None


def in_message(
    payload: str, names: Sequence[Withdrawn], docket: int, others: OtherCases | None = None
) -> str:
    """The payload, as JSON, with each name of this case replaced; as it was where it has none.

    others  the other cases in it, in whose lines the name is somebody else's
    """
    safe = [replace(name, becomes=name.becomes.translate(_MEANS_SOMETHING)) for name in names]
    before = json.loads(payload)
    after = _cleaned(before, _Cleaning(safe, docket, others))
    return payload if after == before else json.dumps(after)


def _cleaned(value: Any, how: _Cleaning) -> Any:
    if isinstance(value, list):
        return [_cleaned(each, how) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _under(key, each, how) for key, each in value.items()}


def _under(key: str, value: Any, how: _Cleaning) -> Any:
    if isinstance(value, str) and key == READ:
        return _text(value, how)
    if isinstance(value, str) and key == "url":
        return in_address(value, how.names, how.docket)
    return _cleaned(value, how)


def _text(text: str, how: _Cleaning) -> str:
    if how.others is None:
        return _piece(text, how.names, how.docket)
    # What only follows another case's line could be of either: whole names go.
    whole = [name for name in how.names if name.words > 1]
    shown: list[str] = []
    for line, anothers in how.others.lines(text):
        if anothers:
            shown.append(line)
            continue
        pieces = how.others.cut(line)
        names = whole if anothers is None else how.names
        pieces[::2] = [_piece(each, names, how.docket) for each in pieces[::2]]
        shown.append("".join(pieces))
    return "\n".join(shown)


def _piece(text: str, names: Sequence[Withdrawn], docket: int) -> str:
    pieces = _MARKUP.split(text)
    pieces[::2] = [anonymised.without(_uncut(each), names, docket) for each in pieces[::2]]
    pieces[1::2] = [_link(each, names, docket) for each in pieces[1::2]]
    return "".join(pieces)


def _link(mark: str, names: Sequence[Withdrawn], docket: int) -> str:
    if not mark.startswith("<http"):
        return mark
    return f"<{in_address(mark[1:-1], names, docket)}{mark[-1]}"


def _uncut(text: str) -> str:
    """Without a word that was cut for want of room: it may be the most of a name."""
    return _CUT_WORD.sub("…", text)
