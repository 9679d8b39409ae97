"""Which lines of a message about several cases are another case's, so that a name which one of
them withdraws stays in the others. Pure; linear time.

A message is read as it was written: by the numbers and the captions in it. What could be of
either case is taken for the one that withdrew the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings import captions
from filings.changes import anonymised
from filings.changes.anonymised import Withdrawn


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as a message may name it: its number, and its caption as the court prints it."""

    court: str
    number: str
    case_name: str


_GAP = r"(?:&amp;|[\W_])+"
_STARTS = "(?:^|[·•*|>(“:;,])[ \n]*"
_ENDS = "(?=[ .,]*(?:$|[·•*|<>()“”;:]))"
_A_CASE = re.compile(r"\bv(?:s?\.|s) |\bin (?:re|the matter of) |\bex parte ", re.IGNORECASE)
_NOTHING = re.compile(r"(?!)")


class OtherCases:
    """The cases of a message beside the one that withdrew ``names``; ``this`` is that one as it
    is called now."""

    def __init__(
        self, this: Shown, others: Sequence[Shown], names: Sequence[Withdrawn], docket: int
    ) -> None:
        own = _caption(this)
        said = {_caption(other) for other in others}
        # The same parties in another court: their lines look alike.
        theirs = {each for each in said if anonymised.without(each, names, docket) != own} - {own}
        patterns = sorted((_pattern(each) for each in theirs if each), key=len, reverse=True)
        self._captions = (
            re.compile(f"{_STARTS}({'|'.join(patterns)}){_ENDS}", re.IGNORECASE)
            if patterns
            else _NOTHING
        )
        self._own = _numbers([this.number])
        self._numbers = _numbers([other.number for other in others if other.number != this.number])

    def lines(self, text: str) -> Iterator[tuple[str, bool | None]]:
        """Each line, and whether it is another case's: None of what only follows such a line."""
        follows = False
        for line in text.split("\n"):
            found = self._is_anothers(line)
            follows = follows if found is None else found
            yield line, None if follows and found is None else follows

    def cut(self, line: str) -> list[str]:
        """The line in pieces, every second of them another case's caption."""
        pieces: list[str] = []
        end = 0
        for found in self._captions.finditer(line):
            pieces += [line[end : found.start(1)], found[1]]
            end = found.end(1)
        return [*pieces, line[end:]]

    def _is_anothers(self, line: str) -> bool | None:
        """None where a line does not say whose it is."""
        if self._own.search(line):
            return False
        if self._numbers.search(line):
            return True
        pieces = self.cut(line)
        if any(_A_CASE.search(each) for each in pieces[::2]):
            return False
        return True if len(pieces) > 1 else None


def _caption(case: Shown) -> str:
    return captions.caption(case.case_name, case.court)


def _pattern(caption: str) -> str:
    return _GAP.join(re.escape(word) for word in re.findall(r"[^\W_]+", caption))


def _numbers(numbers: Sequence[str]) -> re.Pattern[str]:
    known = sorted({re.escape(each) for each in numbers if each}, key=len, reverse=True)
    if not known:
        return _NOTHING
    return re.compile(rf"(?<![\w:-])(?:{'|'.join(known)})(?!\d)")
