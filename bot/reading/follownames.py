"""Which of a channel's follows a typed text means."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from filings import references
from filings.numbers import same_parts
from filings.store.core import parts_of
from filings.views import CaseView, CoverageView, FollowView


class Followed(Protocol):
    """As much of a follow as names its case."""

    @property
    def court(self) -> str: ...
    @property
    def docket_number(self) -> str: ...
    @property
    def case_name(self) -> str: ...


def names(text: str, follow: Followed) -> bool:
    """Whether a text means this follow: by its number or by words of its caption."""
    return naming(text)(follow)


def naming(text: str) -> Callable[[Followed], bool]:
    """The same for many follows, with the text read once."""
    refs = references.find(text)
    if refs:
        return lambda follow: any(
            ref.number
            and ref.court in (None, follow.court)
            and same_parts(
                parts_of(follow.court, ref.number), parts_of(follow.court, follow.docket_number)
            )
            for ref in refs
        )
    words = re.findall(r"\w+", text.casefold())
    telling = [word for word in words if word not in ("v", "vs")]

    def has_words(follow: Followed) -> bool:
        name = re.findall(r"\w+", follow.case_name.casefold())
        return bool(telling) and all(word in name for word in telling)

    return has_words


def as_case(follow: FollowView) -> CaseView:
    """A follow as a case to choose from."""
    return CaseView(
        follow.court, follow.docket_number, follow.case_name, follow.known, (),
        CoverageView(follow.court, "unread"),
    )  # fmt: skip
