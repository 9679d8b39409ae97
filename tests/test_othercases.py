"""Other cases that a filing, a change or a source names, and the buttons that follow them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.words.render import Renderer
from filings.types import CaseFacts, Event, Related, Teller
from tests.samples import CASE_VIEW, NOW, filing, post

RENDERER = Renderer()


def buttons(message: Any) -> list[tuple[str, str]]:
    return [
        (element["text"]["text"], element["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def offers(message: Any) -> list[tuple[str, str]]:
    """Buttons that follow another case than that of the message."""
    found = [(label, value) for label, value in buttons(message) if label.startswith("Follow")]
    return [(label, value) for label, value in found if "457" not in value]


def of_filing(**changes: Any) -> list[tuple[str, str]]:
    return offers(RENDERER.alert(post(filing(**changes)), NOW))


def of_card(*related: Related, **changes: Any) -> list[tuple[str, str]]:
    facts = CaseFacts(Teller.COURTLISTENER, "dcd", "1:25-cv-00457", related=related)
    view = replace(CASE_VIEW, facts=facts, **changes)
    return offers(RENDERER.case_card(view, NOW, "C012345"))


APPEAL = "USCA Case Number 25-5123 for 64 Notice of Appeal to DC Circuit Court"
NOTICE = "NOTICE OF RELATED CASE by ALL PLAINTIFFS. Case related to Case No. "


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (APPEAL, [("Follow the appeal", "cadc 25-5123")]),
        (f"{NOTICE}25cv0381. (rja)", [("Follow the related case", "dcd 25-cv-00381")]),
        (f"{NOTICE}3:25-cv-100 (N.D. Cal.)", [("Follow the related case", "cand 3:25-cv-00100")]),
        (
            f"{NOTICE}1:25-cv-00381 and 1:25-cv-00400",
            [("Follow 1:25-cv-00381", "dcd 1:25-cv-00381"),
             ("Follow 1:25-cv-00400", "dcd 1:25-cv-00400")],
        ),
        # Its own number, and what only mentions such a case.
        (f"{NOTICE}25-cv-457", []),
        ("MEMORANDUM in support of motion to relate. See 1:25-cv-00381", []),
        (NOTICE, []),
    ],
)  # fmt: skip
def test_what_a_filing_names_is_offered_with_it_and_on_the_card(
    text: str, offered: list[tuple[str, str]]
) -> None:
    assert of_filing(text=text) == offered
    assert of_card(filings=(filing(text=text),)) == offered
    assert of_filing(text=text, withdrawn=True) == []


@pytest.mark.parametrize(
    ("related", "offered"),
    [
        ([("related to", "dcd", "1:25-cv-00381")],
         [("Follow the related case", "dcd 1:25-cv-00381")]),
        ([("related to", "dcd", "1:25-cv-00381"), ("related to", "nysd", "1:25-cv-00011")],
         [("Follow 1:25-cv-00381", "dcd 1:25-cv-00381"),
          ("Follow S.D.N.Y. 1:25-cv-00011", "nysd 1:25-cv-00011")]),
        ([("on review from", "nysd", "1:24-cv-00001")],
         [("Follow the case below", "nysd 1:24-cv-00001")]),
        ([("linked with", "scotus", "25A456")], [("Follow U.S. 25A456", "scotus 25A456")]),
        # What cannot be followed: no number, no court that is known, the case itself.
        ([("related to", "dcd", "see docket"), ("related to", None, "1:25-cv-00381"),
          ("related to", "dcd", "25-457")], []),
        ([("related to", "dcd", f"1:25-cv-0038{n}") for n in range(9)],
         [(f"Follow 1:25-cv-0038{n}", f"dcd 1:25-cv-0038{n}") for n in range(3)]),
    ],
)  # fmt: skip
def test_what_a_source_names_is_offered_on_the_card(
    related: list[tuple[str, str | None, str]], offered: list[tuple[str, str]]
) -> None:
    assert of_card(*(Related(*each) for each in related)) == offered


def test_a_case_is_offered_once_whoever_names_it() -> None:
    named = filing(text=f"{NOTICE}1:25-cv-00381")
    assert of_card(Related("related to", "dcd", "1:25-cv-00381"), filings=(named, named)) == [
        ("Follow the related case", "dcd 1:25-cv-00381")
    ]


@pytest.mark.parametrize("event", ["reassigned", "closed", "reopened", "transferred", "appealed"])
def test_what_became_of_a_case_alone_has_the_buttons_of_an_entry(event: str) -> None:
    told: dict[str, Any] = {"text": "", "events": (), "key": "", "before": "", "number": None}
    view = filing(**{**told, "event": Event(event), "after": "to the D.C. Cir.: 25-5123"})
    message = RENDERER.alert(post(view), NOW)
    labels = [label for label, _ in buttons(message)]
    assert "Cite" in labels
    follow = {"transferred": "Follow it there", "appealed": "Follow the appeal"}.get(event)
    assert offers(message) == ([(follow, "cadc 25-5123")] if follow else [])
    watched = replace(view, watched=("harbor",))
    labels = [label for label, _ in buttons(RENDERER.alert(post(watched), NOW))]
    assert {"Follow this case", "Stop this watch"} <= set(labels)
