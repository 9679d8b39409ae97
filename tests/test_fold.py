"""Which waiting filings make the next message, and in what order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from filings.kinds import kind_of
from filings.telling import fold
from filings.views import FilingView
from tests.samples import FILED, filing


def numbers(filings: list[FilingView]) -> list[int | None]:
    return [view.number for view in filings]


def at(minutes: int, number: int, *events: str, **more: object) -> FilingView:
    return filing(number, *events, filed_at=FILED + timedelta(minutes=minutes), **more)


def test_nothing_is_nothing() -> None:
    assert fold.next_message([]) == []


def test_a_case_stands_in_the_courts_order() -> None:
    waiting = [at(5, 63), at(0, 61), at(0, 60, seq=2), at(0, 62, seq=1)]
    assert numbers(fold.ordered(waiting)) == [61, 62, 60, 63]


def test_minute_orders_stand_by_their_time() -> None:
    waiting = [at(2, 62), filing(None, filed_at=FILED + timedelta(minutes=1)), at(0, 61)]
    assert numbers(fold.ordered(waiting)) == [61, None, 62]


def test_cases_stay_together_the_weightiest_first() -> None:
    other = {"docket_number": "1:25-cv-00999"}
    waiting = [
        at(0, 1, "Certificate of Service"),
        at(1, 10, "Certificate of Service", **other),
        at(2, 2, "Certificate of Service"),
        at(3, 11, "Judgment", **other),
    ]
    judgment, service = kind_of(("Judgment",)), kind_of(("Certificate of Service",))
    assert judgment.weight.rank > service.weight.rank
    assert numbers(fold.ordered(waiting)) == [10, 11, 1, 2]


def test_equal_numbers_of_two_courts_are_two_cases() -> None:
    waiting = [at(0, 1), at(1, 10, court="nysd"), at(2, 2), at(3, 11, court="nysd")]
    assert numbers(fold.ordered(waiting)) == [1, 2, 10, 11]


def test_cases_of_one_weight_stand_by_their_first_filing() -> None:
    other = {"docket_number": "1:25-cv-00999"}
    assert numbers(fold.ordered([at(5, 1), at(0, 10, **other)])) == [10, 1]


def test_a_message_takes_twenty_and_leaves_the_rest_for_the_next() -> None:
    waiting = [at(n, n) for n in range(1, 46)]
    first = fold.next_message(waiting)
    assert numbers(first) == list(range(1, 21))
    second = fold.next_message([view for view in waiting if view not in first])
    assert numbers(second) == list(range(21, 41))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=50), st.randoms())
def test_messages_hold_everything_once_whatever_the_order(
    told: list[tuple[int, int]], random: object
) -> None:
    views = [
        at(minutes, place, docket_number=f"1:25-cv-0000{case}", key=str(place))
        for place, (minutes, case) in enumerate(told)
    ]
    shuffled = list(views)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    left, sent = shuffled, []
    while left:
        message = fold.next_message(left)
        sent += message
        left = [view for view in left if view not in message]
    assert sorted(view.key for view in sent) == sorted(view.key for view in views)
    assert fold.ordered(shuffled) == fold.ordered(shuffled[::-1])
