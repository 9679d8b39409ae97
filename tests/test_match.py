"""A follow's rule against a filing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.kinds import kind_of
from filings.telling import match
from filings.types import Event, Rule

MOTION = ("Motion to Stay",)


def wants(rule: Rule, *events: str, text: str = "", event: Event = Event.NEW) -> bool:
    return match.wants(rule, event, events, text)


@pytest.mark.parametrize("events", [(), ("",), MOTION, ("Order", "Judgment")])
def test_an_empty_rule_wants_everything(events: tuple[str, ...]) -> None:
    assert wants(Rule(), *events)


@pytest.mark.parametrize(
    ("phrase", "hit"),
    [
        ("motion", True),
        ("MOTION", True),
        ("to stay", True),
        ("motion, to: stay", True),
        ("Motion   to", True),
        ("mot", False),
        ("stay motion", False),
        ("moti\u00f3n", False),
        ("order", False),
    ],
)
def test_words_and_phrases_are_whole_words(phrase: str, hit: bool) -> None:
    assert wants(Rule(include=(phrase,)), *MOTION) is hit
    assert wants(Rule(exclude=(phrase,)), *MOTION) is not hit


def test_one_of_the_wanted_words_is_enough_and_one_unwanted_too_many() -> None:
    rule = Rule(include=("order", "motion"), exclude=("pro hac vice", "withdraw"))
    assert wants(rule, "Motion to Stay")
    assert not wants(rule, "Motion to Withdraw")
    assert not wants(rule, "Motion for Leave to Appear Pro Hac Vice")
    assert not wants(rule, "Notice")


def test_the_docket_text_counts_as_well() -> None:
    assert wants(Rule(include=("sanctions",)), "Order", text="ORDER denying motion for SANCTIONS.")


def test_a_phrase_does_not_reach_from_event_to_event_by_accident() -> None:
    assert wants(Rule(include=("order",)), "Proposed", "Order")


@pytest.mark.parametrize("phrase", ["", "  ", "--", "\u2026"])
def test_a_phrase_without_a_word_matches_nothing(phrase: str) -> None:
    assert wants(Rule(exclude=(phrase,)), *MOTION)
    assert not wants(Rule(include=(phrase,)), *MOTION)


def test_kinds_by_name_and_by_weight() -> None:
    kind = kind_of(("Order",))
    assert wants(Rule(kinds=(kind.name,)), "Order")
    assert wants(Rule(kinds=(str(kind.weight),)), "Order")
    other = kind_of(("Certificate of Service",))
    assert not wants(Rule(kinds=(kind.name,)), "Certificate of Service")
    assert wants(Rule(kinds=(kind.name, other.name)), "Certificate of Service")


def test_what_is_of_two_kinds_is_wanted_by_either() -> None:
    ruled = ("Motion Hearing", "Order on Motion to Compel")
    both = kind_of(ruled)
    assert {both.name, *both.also} == {"hearing", "order"}
    assert wants(Rule(kinds=("order",)), *ruled)
    assert wants(Rule(kinds=("hearing",)), *ruled)
    assert not wants(Rule(kinds=("brief",)), *ruled)


def test_a_kind_and_its_words_must_both_fit() -> None:
    rule = Rule(kinds=(kind_of(MOTION).name,), include=("stay",))
    assert wants(rule, *MOTION)
    assert not wants(rule, "Motion to Compel")
    assert not wants(rule, "Order on Motion to Stay")


@pytest.mark.parametrize("event", [Event.CAPTION, Event.UNSEALED])
def test_what_is_about_the_case_is_wanted_by_every_rule(event: Event) -> None:
    rule = Rule(kinds=("no such kind",), include=("x",), exclude=("motion",))
    assert wants(rule, *MOTION, event=event)


@pytest.mark.parametrize("event", [Event.NEW, Event.WITHDRAWN, Event.DOCUMENT])
def test_what_is_about_a_filing_is_wanted_where_the_filing_is(event: Event) -> None:
    assert not wants(Rule(include=("order",)), *MOTION, event=event)
    assert wants(Rule(include=("motion",)), *MOTION, event=event)


WORDS = st.lists(st.text(max_size=20), max_size=4).map(tuple)


@given(WORDS, WORDS, WORDS)
def test_a_rule_comes_back_as_it_was_kept(
    kinds: tuple[str, ...], include: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    rule = Rule(kinds, include, exclude)
    assert match.load(match.dump(rule)) == rule


def test_the_rule_that_wants_everything_is_kept_as_nothing() -> None:
    assert match.dump(Rule()) == ""
    assert match.load("") == Rule()


@given(st.text(max_size=60), st.text(max_size=60))
def test_an_excluded_phrase_goes_before_an_included_one(phrase: str, event: str) -> None:
    """Whatever the words are, also none at all."""
    plain = wants(Rule(include=(phrase,)), event, text=phrase)
    both = wants(Rule(include=(phrase,), exclude=(event,)), event, text=phrase)
    assert plain or not both
    assert not wants(Rule(include=(phrase,), exclude=(phrase,)), event, text=phrase)
