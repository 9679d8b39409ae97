"""Rulings for a part: which words say that the other half was ruled otherwise."""

from __future__ import annotations

import pytest

from filings.text import outcomes, partly, read
from tests.spent import least

BOTH = partly.IN_PART


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The motion to dismiss is GRANTED as to Count I and otherwise DENIED.", [BOTH]),
        ("The motion is GRANTED with respect to Count I, and DENIED as to the rest.", [BOTH]),
        ("The motion is DENIED as to Counts I and II but GRANTED as to Count III.", [BOTH]),
        ("The motion (Dkt. No. 4) is GRANTED to the extent stated and otherwise DENIED.", [BOTH]),
        ("The motion is GRANTED insofar as it asks for costs; it is otherwise DENIED.", [BOTH]),
        ("The motion is GRANTED as to fees and is DENIED in all other respects.", [BOTH]),
        ("The motion is DENIED except as to Count III.", [BOTH]),
        ("Motion for summary judgment GRANTED as to Count I; otherwise DENIED.", [BOTH]),
        ("The Court GRANTS the motion as to Count I and otherwise DENIES it.", [BOTH]),
        # Two rulings, one whole ruling, and what only might be.
        ("The motion is GRANTED, and the motion to seal is DENIED.", ["granted", "denied"]),
        ("The motion is GRANTED. Defendant's request is otherwise DENIED.",
         ["granted", "denied"]),
        ("The motion is GRANTED as to Count I. The motion to seal is DENIED as to Ng.",
         ["granted", "denied"]),
        ("The motion is GRANTED as to defendant Ng.", ["granted"]),
        ("The motion is GRANTED except that the date is May 5.", ["granted"]),
        ("If the motion is denied as to Count I and otherwise granted, the case is closed.", []),
    ],
)  # fmt: skip
def test_a_sentence_that_rules_for_a_part(text: str, found: list[str]) -> None:
    assert [each.outcome for each in outcomes.said(f"ORDER. {text}")] == found


def test_the_thing_ruled_on_may_stand_behind_both_halves() -> None:
    (ruling,) = read(
        "ORDER granting as to Count I and otherwise denying 12 Motion to Dismiss"
    ).rulings
    assert (ruling.outcome, ruling.what) == (BOTH, "Motion to Dismiss")


@pytest.mark.parametrize(
    ("text", "ruled"),
    [
        ("The Court GRANTS 5 Motion to Stay.", [("granted", "Motion to Stay")]),
        ("Judge Kestrel denies the request for a continuance.",
         [("denied", "the request for a continuance")]),
        ("Oral motion for a mistrial DENIED.", [("denied", "Oral motion for a mistrial")]),
        ("5 Motion to Dismiss taken under advisement.", []),
        ("If the Court grants the motion, trial is off.", []),
        ("Argument heard on motion. Court will rule.", []),
    ],
)  # fmt: skip
def test_what_is_ruled_in_court(text: str, ruled: list[tuple[str, str]]) -> None:
    entry = f"Minute Entry for proceedings held before Judge Ada Kestrel: Hearing held. {text}"
    assert [(each.outcome, each.what) for each in read(entry).rulings] == ruled


@pytest.mark.parametrize(
    "piece",
    ["granted as to ", "is GRANTED, and ", "the court grants ", "motion ", "except as ", ". "],
)
def test_nothing_takes_long(piece: str) -> None:
    text = f"ORDER: The motion is GRANTED {piece * (30_000 // len(piece))}"

    def both(_: int) -> None:
        outcomes.said(text)
        outcomes.of_head(text, 0)

    # What goes back over its steps takes minutes; a busy machine takes a few times its usual 5 ms.
    assert least(both) < 0.5
