"""When a feed counts as standing still: nights and weekends as learnt, outages told from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchers.cadence import stale_after
from watchers.holidays import is_holiday
from watchers.rhythm import Rhythm

ZONE = ZoneInfo("America/Chicago")
MONDAY = datetime(2025, 10, 6, tzinfo=ZONE)
LOOK = timedelta(minutes=30)

Works = Callable[[datetime], bool]


def all_hours(_at: datetime) -> bool:
    return True


def office_hours(at: datetime) -> bool:
    return 7 <= at.hour < 19 and at.weekday() < 5


def by_day(at: datetime) -> bool:
    return 7 <= at.hour < 19


def builds(works: Works, days: float, every: int = 30) -> Iterator[datetime]:
    """When a court that works so rebuilds, at 17 past and each ``every`` minutes after."""
    at = MONDAY.astimezone(UTC) + timedelta(minutes=17)
    until = at + timedelta(days=days)
    while at < until:
        if works(at.astimezone(ZONE)):
            yield at
        at += timedelta(minutes=every)


def watched(works: Works, days: float, every: int = 30) -> Rhythm:
    """What looks each half hour have learnt of it."""
    rhythm, last = Rhythm(), MONDAY.astimezone(UTC)
    for built_at in builds(works, days, every):
        while last + LOOK < built_at:
            last += LOOK
            rhythm = rhythm.seen(None, last)
        last = built_at + timedelta(seconds=20)
        rhythm = rhythm.seen(built_at, last)
    return Rhythm.from_json(rhythm.to_json())


def still_at(rhythm: Rhythm) -> datetime:
    """When it counts as standing still, should nothing come any more; on the court's clock."""
    return (rhythm.builds[-1] + stale_after(rhythm, ZONE)).astimezone(ZONE)


def hours(rhythm: Rhythm) -> float:
    return stale_after(rhythm, ZONE) / timedelta(hours=1)


@pytest.mark.parametrize(("every", "least"), [(30, 2), (60, 2.5), (120, 5)])
def test_a_court_that_never_rests_is_missed_soon_at_any_hour(every: int, least: float) -> None:
    for days in (9.0, 9.4, 12.6, 13.0):
        assert hours(watched(all_hours, days, every)) == pytest.approx(least, abs=0.1)


def test_a_night_is_learnt_in_two() -> None:
    first, second = watched(by_day, 1.0), watched(by_day, 2.0)
    assert hours(first) == hours(second) == pytest.approx(2)
    third = still_at(watched(by_day, 3.0))
    # It works again from 7:17 a.m.
    assert (third.weekday(), third.hour) == (3, 9)


def test_by_day_the_night_is_no_excuse() -> None:
    at_noon = watched(by_day, 9.5)
    assert hours(at_noon) == pytest.approx(2)
    assert still_at(at_noon).hour == 13


def test_the_first_weekend_of_a_court_that_rests_at_night_is_waited_out() -> None:
    friday = watched(office_hours, 5)
    assert friday.builds[-1].astimezone(ZONE).weekday() == 4
    # The Monday behind it is Columbus Day.
    tuesday = still_at(friday)
    assert (tuesday.weekday(), tuesday.hour) == (1, 9)


def test_a_court_that_works_on_saturdays_is_missed_on_saturday() -> None:
    friday = watched(by_day, 12)
    assert friday.builds[-1].astimezone(ZONE).weekday() == 4
    assert (still_at(friday).weekday(), still_at(friday).hour) == (5, 9)


def test_a_weekend_is_no_excuse_on_another_evening() -> None:
    rhythm = watched(office_hours, 24)
    assert still_at(rhythm).weekday() == 3
    friday = watched(office_hours, 19)
    assert (still_at(friday).weekday(), still_at(friday).hour) == (0, 9)


def test_weekends_of_a_court_that_never_rests_at_night_are_learnt_too() -> None:
    def weekdays(at: datetime) -> bool:
        return at.weekday() < 5

    assert hours(watched(weekdays, 5)) == pytest.approx(2)
    assert hours(watched(weekdays, 12)) == pytest.approx(2)
    monday = still_at(watched(weekdays, 19))
    assert (monday.weekday(), monday.hour) == (0, 2)


def test_what_nobody_watched_is_no_habit() -> None:
    rhythm = Rhythm()
    for at in builds(by_day, 9):
        rhythm = rhythm.seen(at, at + timedelta(seconds=20))
    assert not rhythm.pauses
    assert hours(rhythm) == pytest.approx(2)


def test_an_outage_is_no_habit() -> None:
    rhythm = Rhythm()
    for day in range(4):
        for at in builds(all_hours, 0.7):
            built_at = at + timedelta(days=day)
            rhythm = rhythm.seen(None, built_at - LOOK).failed().seen(built_at, built_at + LOOK)
    assert not rhythm.pauses


def test_pauses_are_forgotten_in_time_and_take_little_room() -> None:
    rhythm = watched(by_day, 120)
    assert len(rhythm.pauses) <= 40
    assert rhythm.builds[-1] - rhythm.pauses[0][0] <= timedelta(days=37)
    assert len(rhythm.to_json()) < 2_000
    last = rhythm.builds[-1] + timedelta(days=90)
    assert not rhythm.seen(last, last + LOOK).pauses


def test_a_rhythm_of_an_earlier_version_keeps_its_nights() -> None:
    kept = json.loads(watched(by_day, 8.9, 60).to_json())
    del kept["pauses"]
    evening = Rhythm.from_json(json.dumps(kept))
    assert evening.builds[-1].astimezone(ZONE).hour == 18
    assert (still_at(evening).hour, still_at(evening).weekday()) == (9, 2)


def closed_on_holidays(at: datetime) -> bool:
    return office_hours(at) and not is_holiday(at.date())


def test_a_holiday_is_waited_out_like_a_weekend() -> None:
    # Thanksgiving of 2025 is 27 November, a Thursday.
    wednesday = watched(closed_on_holidays, 52)
    assert wednesday.builds[-1].astimezone(ZONE).day == 26
    assert (still_at(wednesday).day, still_at(wednesday).hour) == (28, 9)


def test_a_court_that_works_on_holidays_is_missed_on_one() -> None:
    # It worked on 13 October and on 11 November.
    wednesday = watched(office_hours, 52)
    assert (still_at(wednesday).day, still_at(wednesday).hour) == (27, 9)
    # And is waited for over the weekend all the same.
    friday = watched(office_hours, 54)
    assert (still_at(friday).day, still_at(friday).hour) == (1, 9)


def test_daylight_saving_keeps_the_habit() -> None:
    # 2 November 2025: clocks in Chicago go back in the night to this Sunday.
    rhythm = watched(by_day, 27)
    assert rhythm.builds[-1].astimezone(ZONE).date().isoformat() == "2025-11-01"
    assert (still_at(rhythm).day, still_at(rhythm).hour) == (2, 8)


def test_hours_in_which_every_body_broke_off_are_no_habit() -> None:
    began = datetime(2025, 11, 3, 23, 0, tzinfo=UTC)
    ended = began + timedelta(hours=5)
    looks = [began + timedelta(minutes=20 * n) for n in range(1, 15)]
    whole = torn = Rhythm().seen(began, began)
    for look in looks:
        whole, torn = whole.seen(None, look), torn.torn()
    assert whole.seen(ended, ended).pauses == ((began, ended),)
    assert torn.seen(ended, ended).pauses == ()
