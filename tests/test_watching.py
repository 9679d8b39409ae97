"""Watched words: how they are compared, typed, and found all at once; which cases are new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.watches import found_naively
from bot.reading.typed import parse
from bot.reading.typedwatch import TypedNew, as_typed, new_of, watch_of
from filings.errors import BadInput
from filings.store.watches import Wish
from filings.telling.openings import Paper, Series, is_new, opening
from filings.telling.watching import Item, Watched, phrase_of, readings_of, watchlist
from filings.terms import Cadence
from tests.spent import least

SAME = [
    ("J.P. Morgan", "JP Morgan", "J. P. Morgan", "jp   MORGAN", "J P Morgan"),
    ("O'Neil", "ONeil", "O’Neil", "O'NEIL"),
    ("AT&T", "AT & T", "AT and T"),
    ("Coca-Cola", "Coca Cola", "COCA/COLA"),
    ("Société Générale", "SOCIETE GENERALE"),
    ("U.S.", "US", "u. s."),
    ("Harbor Gazette, Inc.", "Harbor Gazette Inc"),
]


@pytest.mark.parametrize("alike", SAME, ids=lambda alike: alike[0])
def test_signs_case_and_accents_make_no_difference(alike: tuple[str, ...]) -> None:
    assert len({phrase_of(each) for each in alike}) == 1


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("JP Morgan", "Smith v. J.P. Morgan Chase", True),
        ("JP Morgan", "SMITH V. J. P. MORGAN CHASE", True),
        ("JP Morgan", "a J.P. Morgan fund", True),
        ("Harbor", "HARBOR'S motion", True),
        ("Harbors", "Harbor's motion", True),
        ("Plaintiffs", "Plaintiffs' motion", True),
        ("A. B. Doe", "United States v. A.B. Doe", True),
        ("meta", "The parties met a deadline", False),
        ("harbor", "Harborview v. Doe", False),
        ("gazette harbor", "Harbor Gazette", False),
        ("morgan", "J.P. Morganstern", False),
        ("v", "Harbor Gazette v. Port Office", True),
    ],
)
def test_whole_words_in_a_text(words: str, text: str, found: bool) -> None:
    looking = watchlist([Watched(1, phrase_of(words))])
    assert bool(looking.find(Item("dcd", "cv", (text,)))) is found
    assert bool(looking.find(Item("dcd", "cv", ("Doe v. Roe",), (), text))) is found


def test_a_phrase_does_not_reach_from_the_caption_into_an_event() -> None:
    looking = watchlist([Watched(1, "port notice")])
    assert not looking.find(Item("dcd", "cv", ("Gazette v. Port",), ("Notice",)))
    assert looking.find(Item("dcd", "cv", ("Gazette v. Port Notice",)))


def test_courts_and_types_are_looked_at_behind_the_words() -> None:
    watches = [
        Watched(1, "harbor"),
        Watched(2, "harbor", courts=frozenset(("nysd",))),
        Watched(3, "harbor", types=frozenset(("cr",))),
        Watched(4, "", types=frozenset(("cv",)), courts=frozenset(("dcd", "nysd"))),
        Watched(5, "", types=frozenset(("cr",))),
        Watched(6, "other"),
    ]
    looking = watchlist(watches)

    def ids(court: str, case_type: str) -> list[int]:
        return [each.id for each in looking.find(Item(court, case_type, ("Harbor v. Doe",)))]

    assert ids("dcd", "cv") == [1, 4]
    assert ids("nysd", "cr") == [1, 2, 3, 5]
    assert ids("deb", "bk") == [1]
    assert not watchlist(())
    assert watchlist(()).find(Item("dcd", "cv", ("Harbor",))) == ()


_WORDS = st.sampled_from(
    ["harbor", "Harbor's", "J.", "P.", "J.P.", "v.", "a", "A", "O'Neil", "AT&T", "port-office",
     "Ünion", "é", "&", "'s", "12", "_", "\n", "x"]
)  # fmt: skip
_TEXT = st.lists(st.one_of(_WORDS, st.text(max_size=4)), max_size=9).map(" ".join)


@given(st.lists(_TEXT, max_size=8), _TEXT, _TEXT, st.sampled_from(["cv", "cr", ""]))
def test_one_pass_finds_what_looking_for_each_finds(
    phrases: list[str], caption: str, event: str, case_type: str
) -> None:
    parts = [*phrases, " ".join(caption.split()[:2]), caption.partition(" ")[2], event]
    watches = [
        Watched(
            place, phrase_of(words), frozenset(("cv",)) if place % 3 == 0 else frozenset(),
            frozenset(("dcd",)) if place % 2 else frozenset(("*", "nysd")),
        )
        for place, words in enumerate(parts)
        if phrase_of(words) or place % 3 == 0
    ]  # fmt: skip
    item = Item("dcd", case_type, (caption,), (event,))
    assert watchlist(watches).find(item) == found_naively(watches, item)


@given(_TEXT)
def test_a_text_is_found_in_itself(text: str) -> None:
    phrase = phrase_of(text)
    assert not phrase or phrase in readings_of(text)


@pytest.mark.parametrize("bad", ["a. ", "'s", "A.B. c's & ", "é", "v. J. P.", "((", " "])
def test_no_text_takes_long(bad: str) -> None:
    text = (bad * 30_000)[:30_000]
    looking = watchlist([Watched(1, "harbor"), Watched(2, "a"), Watched(3, "a a")])
    assert least(lambda _: looking.find(Item("dcd", "cv", (text,)))) < 0.5


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ('watch "harbor" in dcd nysd new', Wish("harbor", (), ("dcd", "nysd"), False, True)),
        ("watch “harbor gazette” criminal in all", Wish("harbor gazette", ("cr",), (), True)),
        ("watch port office in D.D.C. and S.D.N.Y.", Wish("port office", (), ("dcd", "nysd"))),
        ("watch cr in dcd new", Wish("", ("cr",), ("dcd",), False, True)),
        ('watch "acme" in dcd daily', Wish("acme", (), ("dcd",), cadence=Cadence.DAILY)),
        ("watch breaking in news in dcd", Wish("breaking in news", (), ("dcd",))),
    ],
)  # fmt: skip
def test_what_is_typed(line: str, wish: Wish) -> None:
    command = parse(line)
    assert command.verb == "watch"
    typed = watch_of(command.text)
    assert typed is not None
    assert typed.wish == wish
    again = watch_of(as_typed(wish))
    assert again is not None
    assert again.wish == wish


@pytest.mark.parametrize(
    "line", ["New York v. Trump", "new balance athletics", "Watch Tower v. Smith", "new jersey"]
)
def test_cases_whose_first_word_is_a_command(line: str) -> None:
    assert parse(line).verb == ""


def test_without_a_court_it_is_asked_for() -> None:
    typed = watch_of('"harbor" new')
    assert typed is not None
    assert typed.asks
    assert typed.wish.only_new


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('"harbor" in Narnia', "no court"),
        ('"harbor" tomorrow', "none of"),
        ('"x" in dcd', "two letters"),
        ("-hearing", "leaves no words out"),
        ("harbor -hearing in dcd new", "without “-hearing”"),
        ('"harbor gazette" -hearing in dcd', "without “-hearing”"),
        ("–hearing in all", "leaves no words out"),
        ('"..." in dcd', "What is to be watched"),
        ('"harbor" "port" in dcd', "One phrase"),
        (f'"{"long " * 60}" in dcd', "characters"),
    ],
)
def test_what_cannot_be_watched_says_why(line: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        watch_of(line)


def test_new_cases_of_a_court() -> None:
    assert new_of("dcd") == TypedNew("dcd")
    assert new_of("D.D.C. criminal") == TypedNew("dcd", ("cr",))
    assert new_of("criminal cases in dcd") == TypedNew("dcd", ("cr",))
    assert new_of("York v. Trump") is None
    assert parse("new").verb == "new"


NOW = datetime(2025, 11, 3, 19, tzinfo=UTC)
COMPLAINT, NOTICE = Paper(1, ("Complaint",)), Paper(40, ("Notice (Other)",))


@pytest.mark.parametrize(
    ("papers", "seen", "serial", "series", "new"),
    [
        # What opens it tells, whatever else is known.
        ((COMPLAINT,), 0, 457, Series(), True),
        ((NOTICE, COMPLAINT), 1, 457, Series(900), True),
        ((Paper(None, ("Indictment",)),), 0, 12, Series(900), True),
        ((COMPLAINT,), 24 * 8, 457, Series(), False),
        # A later one of the same kind opens nothing.
        ((Paper(44, ("Amended Complaint",)),), 0, 12, Series(900), False),
        # A number behind all that were given before.
        ((NOTICE,), 0, 901, Series(900), True),
        ((NOTICE,), 0, 899, Series(900, 950, True), False),
        ((NOTICE,), 0, 901, Series(None, 900), True),
        ((NOTICE,), 0, 901, Series(), False),
        ((NOTICE,), 0, 1, Series(None, None, True), True),
        ((NOTICE,), 1, 901, Series(900), False),
    ],
)
def test_which_cases_are_new(
    papers: tuple[Paper, ...], seen: int, serial: int, series: Series, new: bool
) -> None:
    first_seen = NOW - timedelta(hours=seen)
    made = is_new(papers, first_seen, NOW, year=25, this_year=25, serial=serial, series=series)
    assert made is new


def test_a_case_of_last_year_is_not_new_by_its_number() -> None:
    assert not is_new((NOTICE,), NOW, NOW, year=24, this_year=25, serial=9999, series=Series(900))
    assert opening((NOTICE, Paper(1, ("Civil Cover Sheet",)), COMPLAINT)) == COMPLAINT


def test_a_hyphen_within_a_phrase_is_punctuation() -> None:
    typed = watch_of('"Harbor -v- Port" in dcd')
    assert typed is not None
    assert typed.wish.words == "Harbor -v- Port"
    hyphened = watch_of("wells-fargo in dcd")
    assert hyphened is not None
    assert hyphened.wish.words == "wells-fargo"
