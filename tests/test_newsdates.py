from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import newsdates

NOON = datetime(2025, 11, 3, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (datetime(2025, 11, 3, 19, 41, tzinfo=UTC), "America/New_York", "2:41 p.m. ET"),
        (datetime(2025, 7, 3, 18, 41, tzinfo=UTC), "America/New_York", "2:41 p.m. ET"),
        (datetime(2025, 11, 3, 15, 0, tzinfo=UTC), "America/New_York", "10 a.m. ET"),
        (NOON, "America/New_York", "noon ET"),
        (datetime(2025, 11, 4, 5, 0, tzinfo=UTC), "America/New_York", "midnight ET"),
        (datetime(2025, 11, 4, 5, 1, tzinfo=UTC), "America/New_York", "12:01 a.m. ET"),
        (datetime(2025, 11, 3, 17, 9, tzinfo=UTC), "America/New_York", "12:09 p.m. ET"),
        (NOON, "America/Chicago", "11 a.m. CT"),
        (NOON, "America/Denver", "10 a.m. MT"),
        (datetime(2025, 7, 3, 17, 0, tzinfo=UTC), "America/Phoenix", "10 a.m. MST"),
        (NOON, "America/Los_Angeles", "9 a.m. PT"),
        (NOON, "America/Anchorage", "8 a.m. AKT"),
        (NOON, "Pacific/Honolulu", "7 a.m. HT"),
        (NOON, "America/Puerto_Rico", "1 p.m. AT"),
        (NOON, "America/St_Thomas", "1 p.m. AT"),
        (NOON, "Pacific/Guam", "3 a.m. ChT"),
        (NOON, "Pacific/Saipan", "3 a.m. ChT"),
        (NOON, "America/Indiana/Indianapolis", "noon ET"),
        (NOON, "UTC", "5 p.m. UTC"),
    ],
)
def test_the_clock_is_the_courts(moment: datetime, zone: str, said: str) -> None:
    assert newsdates.clock(moment, zone) == said
    assert newsdates.clock(moment, ZoneInfo(zone), label=False) == said.rsplit(" ", 1)[0]


def test_a_day_has_its_year_only_when_it_is_not_this_one() -> None:
    zone = "America/New_York"
    assert newsdates.day(NOON, zone, NOON) == "Nov. 3"
    assert newsdates.day(NOON, zone, NOON, weekday=True) == "Mon., Nov. 3"
    assert newsdates.day(NOON, zone, NOON + timedelta(days=90)) == "Nov. 3, 2025"
    july = datetime(2025, 7, 4, 12, tzinfo=UTC)
    assert newsdates.day(july, zone, NOON, weekday=True) == "Fri., July 4"


def test_this_year_is_the_courts_year() -> None:
    # 2 a.m. UTC on New Year's Day is still the old year in Washington.
    new_year = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert newsdates.day(NOON, "America/New_York", new_year) == "Nov. 3"


@pytest.mark.parametrize(
    ("month", "said"),
    [(1, "Jan."), (3, "March"), (4, "April"), (5, "May"), (6, "June"), (7, "July"), (9, "Sept.")],
)
def test_months_are_abbreviated_as_a_newsroom_does(month: int, said: str) -> None:
    moment = datetime(2025, month, 9, 17, tzinfo=UTC)
    assert newsdates.day(moment, "America/New_York", NOON) == f"{said} 9"


def test_the_date_of_a_citation() -> None:
    assert newsdates.slashed(date(2025, 11, 3)) == "11/3/25"
    assert newsdates.slashed(date(2009, 1, 30)) == "1/30/09"


def test_an_evening_filing_is_dated_by_the_court() -> None:
    evening = datetime(2025, 11, 4, 1, 30, tzinfo=UTC)
    assert newsdates.local_date(evening, "America/New_York") == date(2025, 11, 3)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        newsdates.clock(datetime(2025, 11, 3), "UTC")  # noqa: DTZ001


@given(st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_minute_of_the_day_reads_back(moment: datetime) -> None:
    said = newsdates.clock(moment, "America/Denver", label=False)
    local = moment.astimezone(ZoneInfo("America/Denver"))
    if said in ("noon", "midnight"):
        assert (local.hour, local.minute) == (12 if said == "noon" else 0, 0)
        return
    time, half = said.split(" ")
    hour, _, minute = time.partition(":")
    assert int(hour) % 12 + (12 if half == "p.m." else 0) == local.hour
    assert int(minute or 0) == local.minute
