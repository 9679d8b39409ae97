"""Hearings that are called off only if something comes to pass, or only proposed."""

from __future__ import annotations

from datetime import date

import pytest

from filings import hearings

FILED = date(2025, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "If no objection is filed, the hearing set for 12/2/2025 will be vacated.",
        "Unless a joint notice is filed, the December 2, 2025 hearing will be cancelled.",
        "The hearing set for 12/2/2025 shall be automatically vacated if the case is dismissed.",
        "Absent objection, the hearing set for 12/2/2025 will be taken off calendar.",
    ],
)
def test_what_may_be_called_off_stands_as_yet_and_is_doubtful(text: str) -> None:
    (found,) = hearings.find(text, FILED, "nysd")
    assert (found.date, found.status) == (date(2025, 12, 2), hearings.Status.SET)
    assert found.doubtful
    assert hearings.called_off(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ORDER: the hearing set for 12/2/2025 is vacated.",
        "The hearing set for 12/2/2025 will be vacated. If a party objects, it may write.",
        "As no objection was filed, the hearing set for 12/2/2025 is vacated.",
    ],
)
def test_what_is_called_off_is_called_off(text: str) -> None:
    (found,) = hearings.find(text, FILED, "nysd")
    assert (found.date, found.status) == (date(2025, 12, 2), hearings.Status.VACATED)
    assert not found.doubtful


def test_a_deadline_beside_a_condition_is_live() -> None:
    text = "Unless the parties file a joint notice by 12/1/2025, the 12/2/2025 hearing will be off."
    (found,) = hearings.deadlines(text, FILED, "nysd")
    assert (found.date, found.status) == (date(2025, 12, 1), hearings.Status.SET)


def test_a_proposed_day_is_none() -> None:
    text = "Motion to Approve (Proposed Hearing Date: 12/2/2025 at 9:30 a.m.) a settlement"
    assert hearings.find(text, FILED, "nysb") == []


@pytest.mark.parametrize("to", ["tomorrow at 2:00 PM", "Thursday", "2:00 PM"])
def test_what_is_put_off_to_a_day_by_name_is_not_put_off_to_none(to: str) -> None:
    assert hearings.called_off(f"Initial appearance continued to {to}.") == []
    assert hearings.called_off("Initial appearance continued without date.") != []
