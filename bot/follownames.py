"""Which of a channel's follows a typed text means."""

from __future__ import annotations

import re

from filings import references
from filings.numbers import same_parts
from filings.store.core import parts_of
from filings.views import CaseView, CoverageView, FollowView


def names(text: str, follow: FollowView) -> bool:
    """Whether a text means this follow: by its number or by words of its caption."""
    refs = references.find(text)
    if refs:
        mine = parts_of(follow.court, follow.docket_number)
        return any(
            ref.number
            and ref.court in (None, follow.court)
            and same_parts(parts_of(follow.court, ref.number), mine)
            for ref in refs
        )
    words = re.findall(r"\w+", text.casefold())
    name = re.findall(r"\w+", follow.case_name.casefold())
    telling = [word for word in words if word not in ("v", "vs")]
    return bool(telling) and all(word in name for word in telling)


def as_case(follow: FollowView) -> CaseView:
    """A follow as a case to choose from."""
    return CaseView(
        follow.court, follow.docket_number, follow.case_name, follow.known, (),
        CoverageView(follow.court, "unread"),
    )  # fmt: skip
