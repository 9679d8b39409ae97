"""What a rule would have posted: over what is recorded, up to 30 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from filings.store import previews
from filings.store.core import parts_of
from filings.telling.preview import preview
from filings.types import Rule
from filings.views import FilingView
from tests.newsroom import START, newsroom
from tests.samples import FILING
from tests.slackroom import GAZETTE, feed

NUMBER = "1:25-cv-00457"


def filings(*events: str) -> list[FilingView]:
    return [
        replace(FILING, key=str(n), events=(event,), filed_at=START - timedelta(days=n))
        for n, event in enumerate(events, 1)
    ]


def test_it_counts_what_the_rule_wants_and_shows_the_newest_three() -> None:
    found = filings("Order", "Notice (Other)", "Order", "Motion to Dismiss", "Order", "Order")
    seen = preview(found, Rule(kinds=("order",)), START - timedelta(days=2), START)
    assert (seen.days, seen.filings, seen.wanted) == (6, 6, 4)
    assert [sample.key for sample in seen.samples] == ["1", "3", "5"]


def test_days_are_at_least_one_and_at_most_thirty() -> None:
    assert preview([], Rule(), START, START).days == 1
    assert preview([], Rule(), START - timedelta(days=300), START).days == 30
    assert preview([], Rule(), START - timedelta(hours=25), START).days == 2


async def test_of_a_recorded_case_and_of_none(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", NUMBER)
        await room.publish("dcd", feed(room, "dcd", NUMBER, GAZETTE, 62, 63))
        now = room.clock()
        parts = parts_of("dcd", NUMBER)
        seen = await previews.preview(room.db, "dcd", parts, Rule(include=("notice",)), now)
        assert seen is not None
        assert (seen.days, seen.filings, seen.wanted) == (1, 3, 3)
        none = await previews.preview(room.db, "dcd", parts, Rule(exclude=("notice",)), now)
        assert none is not None
        assert (none.filings, none.wanted) == (3, 0)
        later = await previews.preview(room.db, "dcd", parts, Rule(), now + timedelta(days=40))
        assert later is not None
        assert later.filings == 0
        unknown = parts_of("dcd", "1:25-cv-00999")
        assert await previews.preview(room.db, "dcd", unknown, Rule(), now) is None
