"""What stands beside a withdrawn name in a text: whether it is a judge's, a firm's or another
person's. Pure.

A court's record is rewritten for good, so that what is clearly somebody else's stays; what is
unsure is the withdrawn name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from filings.captions import partywords
from filings.kinds.rules import DATA


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DOCKET_WORDS = _set(DATA["vocabulary"]["words"])
WORDS_AND_NAMES = _set(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday rule grant price bond young long day
    law king bishop brown white black green will page wells marshall field north south east west
    washington columbia virginia chase mark holder"""
)
"""Surnames that docket texts have as words and places, or as the first word of a firm's name."""
ORDINARY = DOCKET_WORDS | WORDS_AND_NAMES
ROLES = _set(
    """mr mrs ms miss plaintiff defendant petitioner respondent appellant appellee movant debtor
    claimant detainee relator"""
)
_MISTER = _set("mr mrs ms miss")
NO_NAMES = (
    ORDINARY
    | ROLES
    | _set(
        """v vs et al dr petitioners respondents movants debtors counsel jr sr ii iii iv esq amp
        decl dep aff is was has shall must not who if when while where until since because although
        that the with per against se warden sheriff officer detective sergeant lieutenant captain
        deputy agent director governor mayor president secretary commissioner professor doctor
        inmate student minor child juvenile mother father parent baby patient victim alien"""
    )
)
_BENCH = {"judge", "justice", "magistrate", "chief", "hon", "honorable"}
_BENCH_BEHIND = re.compile(
    r",? ?(?:U\.?S\.?[DM]\.?J\b|(?:(?:Chief|Senior|United States|U\.S\.|District|Magistrate"
    r"|Circuit|Bankruptcy) ){0,4}(?:Judge|Justice)\b(?! [A-Z]))"
)
_FIRM_BEHIND = re.compile(
    r" ?&(?:amp;)? ?[A-Z]|,? (?:I(?i:nc)|C(?i:orp|o)|L(?i:\.?L\.?C|td|\.?L\.?P)|P\.C)(?![\w-])"
)
_FILER_BEHIND = re.compile(r", [A-Z][\w'\u2019-]+(?: [A-Z]\.?)?\)")
_NO_GIVEN = re.compile(r"(?:ing|ed|s|['\u2019]s)$", re.IGNORECASE)
_WORDS_BACK = 4


class Beside:
    """The words of one text, ``said`` as they are compared."""

    def __init__(self, text: str, found: Sequence[re.Match[str]], said: Sequence[str]) -> None:
        self._text = text
        self._found = found
        self._said = said
        self._given = partywords.words().given_names

    def is_office(self, at: int, last: int) -> bool:
        """Whether the name from ``at`` to ``last`` is a judge's or a firm's."""
        if self._of_the_bench(at) or _BENCH_BEHIND.match(self._behind(last)):
            return True
        # Of a whole or a double name "&" joins two people.
        return at == last and "-" not in self._said[at] and self._of_a_firm(at)

    def is_anothers(self, at: int) -> bool:
        """Whether a surname has another given name, or goes on as another name does."""
        before, after = at - 1, at + 1
        if (
            before >= 0
            and self._said[before] != self._said[at]
            and self._joined(before)
            and self._is_given(before)
        ):
            return True
        # What is owned, and whoever is called Mr., has no further name.
        mister = before >= 0 and self._said[before] in _MISTER
        owns = self._found[at][0][-2:].casefold() in ("'s", "\u2019s")
        goes_on = (
            after < len(self._found)
            and not (mister or owns)
            and self._gap(at).isspace()
            and "\n" not in self._gap(at)
            and len(self._found[after][0]) > 1
            and self._said[after] != self._said[at]
            and self._is_name(after)
            and not self._is_shouted(after)
            and not re.search(r"(?:ing|ed)$", self._said[after])
        )
        return goes_on or self._is_filer(at)

    def is_beside_a_name(self, at: int) -> bool:
        """Whether any word beside it may be a name: half of a surname is somebody else's then."""
        return any(
            0 <= left < len(self._found) - 1
            and self._is_name(other)
            and self._gap(left).strip() in ("", ".")
            for left, other in ((at - 1, at - 1), (at, at + 1))
        )

    def is_addressed(self, at: int) -> bool:
        """Whether a word is a party's name by what stands beside it: "Mr. Wells", "Wells v."."""
        if at > 0 and self._said[at - 1] in ROLES and self._gap(at - 1).strip() in ("", "."):
            return True
        return at + 1 < len(self._said) and self._said[at + 1] in ("v", "vs")

    def may_be_passed(self, at: int) -> bool:
        """Whether a word may be a middle name, between a given name and a surname."""
        return self._joined(at - 1) and self._joined(at) and self._is_name(at)

    def _behind(self, at: int) -> str:
        end = self._found[at].end()
        return self._text[end : end + 80]

    def _gap(self, left: int) -> str:
        return self._text[self._found[left].end() : self._found[left + 1].start()]

    def _joined(self, left: int) -> bool:
        """Whether the word behind ``left`` is of the same name: a dot ends a sentence unless an
        initial has it."""
        gap = self._gap(left)
        return gap.isspace() or (gap.strip() == "." and len(self._said[left]) < 3)

    def _is_name(self, at: int) -> bool:
        return self._found[at][0][:1].isupper() and self._said[at] not in NO_NAMES

    def _is_shouted(self, at: int) -> bool:
        word = self._found[at][0]
        return len(word) > 1 and word.isupper()

    def _is_given(self, at: int) -> bool:
        word = self._found[at][0]
        if not word[:1].isupper():
            return False
        if len(word) == 1 or self._said[at] in self._given:
            return True
        # In capitals a verb looks like a name.
        return self._is_name(at) and not self._is_shouted(at) and not _NO_GIVEN.search(word)

    def _of_the_bench(self, at: int) -> bool:
        for back in range(at - 1, max(at - 2 - _WORDS_BACK, -1), -1):
            if self._said[back] in _BENCH:
                ends = ("", ".", ":") if self._said[back] == "hon" else ("", ":")
                return self._gap(back).strip() in ends
            if not (self._joined(back) and self._is_given(back)):
                return False
        return False

    def _of_a_firm(self, name: int) -> bool:
        """Such as "Smith & Wesson", "Smith County" and "Wells Fargo Bank"."""
        if _FIRM_BEHIND.match(self._behind(name)):
            return True
        organisations = partywords.words().organisations
        for at in range(name + 1, min(name + 4, len(self._found))):
            if not self._gap(at - 1).isspace() or not self._found[at][0][:1].isupper():
                return False
            if self._said[at] in organisations and self._said[at] not in DOCKET_WORDS:
                return True
            if self._said[at] in NO_NAMES:
                return False
        return False

    def _is_filer(self, at: int) -> bool:
        """The lawyer that CM/ECF names behind a text: "(Smith, Alan)"."""
        start = self._found[at].start()
        return self._text[start - 1 : start] == "(" and bool(_FILER_BEHIND.match(self._behind(at)))
