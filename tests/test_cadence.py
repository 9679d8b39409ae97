"""watchers.cadence and watchers.rhythm: when a court is looked at again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import cadence as bench
from tests.conftest import SHARED
from watchers.cadence import (
    POLICY,
    Look,
    Rhythm,
    expected_interval,
    next_look,
    rebuild,
    stale_after,
)

START = datetime(2026, 3, 2, 5, 17, 3, tzinfo=UTC)
POLLS = SHARED / "corpus" / "rss" / "polls"


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seen(times: Iterable[datetime]) -> Rhythm:
    """A rhythm of builds each seen two seconds after it was made."""
    rhythm = Rhythm()
    for at in times:
        rhythm = rhythm.seen(at, at + timedelta(seconds=2))
    return rhythm


def clockwork(period: float, count: int, jitter: float = 0.0) -> list[datetime]:
    rng = random.Random(7)
    offsets = [period * n + rng.uniform(-jitter, jitter) for n in range(count)]
    return [after(round(offset)) for offset in offsets]


def sleeping(period: float, count: int, drift: float) -> list[datetime]:
    """A job that sleeps for the period once it has finished."""
    rng = random.Random(7)
    at, times = 0.0, []
    for _ in range(count):
        times.append(after(round(at)))
        at += period + rng.uniform(0, 2 * drift)
    return times


def wait(rhythm: Rhythm, now: datetime, retry_after: float | None = None) -> tuple[float, str]:
    look = next_look(rhythm, now, retry_after=retry_after)
    return (look.due_at - now).total_seconds(), look.reason


def learnt(builds: Sequence[datetime]) -> tuple[bench.Figures, bench.Replay]:
    replay = bench.replay(builds, bench.policy_wait)
    return bench.figures([find for find in replay.finds if not find.learning]), replay


def test_a_new_feed_is_looked_at_plainly() -> None:
    assert wait(Rhythm(), START) == (300, "plain")
    # A little behind the fives of minutes that the next rebuild may come at.
    assert wait(seen([START]), after(2)) == (343, "plain")
    assert wait(seen([START]), after(150)) == (195, "plain")
    assert wait(seen([START, after(3600)]), after(3645)) == (300, "plain")


def test_two_intervals_that_agree_make_a_rhythm() -> None:
    rhythm = seen([START, after(3605), after(7215)])
    assert expected_interval(rhythm.builds) == pytest.approx(3605 + 0.75 * 5 + 1)
    seconds, reason = wait(rhythm, after(7217))
    assert reason == "expected"
    assert seconds == pytest.approx(3605 + 0.75 * 5 + 1 - 2)


def test_intervals_that_disagree_make_none() -> None:
    assert expected_interval([START, after(3600), after(3600 + 7200)]) is None


def test_a_late_rebuild_is_looked_for_closely_then_less() -> None:
    rhythm = seen(clockwork(3600, 6))
    now = rhythm.builds[-1] + timedelta(seconds=3601)
    waits = []
    for _ in range(9):
        seconds, _reason = wait(rhythm, now)
        waits.append(seconds)
        now += timedelta(seconds=seconds)
        rhythm = rhythm.seen(None, now)
    assert waits[:3] == [15, 15, 15]
    assert waits == sorted(waits)
    assert waits[-1] > 60


def test_the_rebuild_after_a_missed_one_is_met() -> None:
    rhythm = seen(clockwork(3600, 6))
    last = rhythm.builds[-1]
    assert wait(rhythm, last + timedelta(seconds=7000)) == (202, "expected")


def test_a_night_costs_little_and_its_end_is_not_missed() -> None:
    builds = [at for at in clockwork(1800, 48 * 4) if not 2 <= at.hour < 9]
    figures, _ = learnt(builds)
    assert figures.max_lag_s is not None
    assert figures.max_lag_s < 120
    assert figures.requests_per_rebuild is not None
    assert figures.requests_per_rebuild < 3


def test_a_feed_frozen_for_weeks_is_left_in_peace() -> None:
    rhythm = seen(clockwork(1800, 20))
    now = rhythm.builds[-1] + timedelta(seconds=1801)
    looks = 0
    end = now + timedelta(days=21)
    while now < end:
        rhythm = rhythm.seen(rhythm.builds[-1], now)
        now = next_look(rhythm, now).due_at
        looks += 1
    assert looks / 21 < 24


def test_a_feed_without_a_build_time_is_looked_at_plainly() -> None:
    rhythm = Rhythm()
    for n in range(50):
        rhythm = rhythm.seen(None, after(300 * n))
    assert wait(rhythm, after(15_000)) == (300, "plain")


def test_a_feed_that_stood_still_before_we_came_is_asked_ever_less() -> None:
    rhythm = Rhythm().seen(START, after(30 * 86_400))
    assert wait(rhythm, after(30 * 86_400)) == (POLICY.longest, "plain")


@pytest.mark.parametrize("period", [1200, 1800, 3600, 7200])
@pytest.mark.parametrize("drift", [2, 15])
def test_common_rhythms_are_met(period: int, drift: int) -> None:
    for builds in (sleeping(period, 60, drift), clockwork(period, 60, drift)):
        figures, replay = learnt(builds)
        assert rebuild(builds)[0] == period // 60
        assert figures.median_lag_s is not None
        assert figures.median_lag_s <= 15
        assert figures.max_lag_s is not None
        assert figures.max_lag_s <= 60
        assert figures.requests_per_rebuild is not None
        assert figures.requests_per_rebuild <= 1.6
        assert min(replay.gaps) >= 15


def test_a_clock_that_jumps_back_costs_one_late_look() -> None:
    builds = sleeping(3600, 20, 10)
    jumped = builds[-1] + timedelta(seconds=3600 - 400)
    builds += [jumped + timedelta(seconds=3605 * n) for n in range(10)]
    replay = bench.replay(builds, bench.policy_wait)
    lags = [find.lag for find in replay.finds if not find.learning]
    assert len([lag for lag in lags if lag > 60]) == 1


def test_a_true_clock_with_jitter_is_told_from_a_sleeping_job() -> None:
    builds = clockwork(3600, 48, 50)
    interval = expected_interval(builds)
    assert interval is not None
    # From the last build, which may itself be early or late, to a later part of the slot.
    slot = (builds[-1] - START).total_seconds() % 3600
    slot = slot - 3600 if slot > 1800 else slot
    assert 0 <= slot + interval - 3600 <= 52


def test_a_court_that_rebuilds_more_often_is_found_out() -> None:
    builds = clockwork(3600, 48)
    builds += [builds[-1] + timedelta(seconds=1800 * n) for n in range(1, 97)]
    figures, replay = learnt(builds)
    assert [find.lag < 20 for find in replay.finds[-24:]] == [True] * 24
    assert figures.requests_per_rebuild is not None


def test_a_court_that_rebuilds_less_often_is_found_out() -> None:
    builds = clockwork(1800, 48)
    builds += [builds[-1] + timedelta(seconds=3600 * n) for n in range(1, 49)]
    _, replay = learnt(builds)
    assert sum(find.looks for find in replay.finds[-24:]) <= 26


def test_failures_wait_ever_longer_and_a_success_ends_it() -> None:
    rhythm = seen(clockwork(3600, 6))
    now = rhythm.builds[-1] + timedelta(seconds=3601)
    waits = []
    failing = rhythm
    for _ in range(9):
        failing = failing.failed()
        waits.append(wait(failing, now))
    assert waits[:3] == [(30, "failing"), (60, "failing"), (120, "failing")]
    assert waits[-1] == (1800, "failing")
    assert failing.seen(None, now) == rhythm.seen(None, now)
    assert wait(Rhythm(failures=10**6), now) == (1800, "failing")


def test_retry_after_is_obeyed_when_longer() -> None:
    rhythm = Rhythm().failed()
    assert wait(rhythm, START, retry_after=5) == (30, "failing")
    assert wait(rhythm, START, retry_after=3600) == (3600, "asked")
    assert wait(rhythm, START, retry_after=86_400) == (86_400, "asked")


def test_never_sooner_than_allowed() -> None:
    rhythm = seen(clockwork(1800, 6))
    soon = rhythm.builds[-1] + timedelta(seconds=1799)
    assert wait(rhythm, soon) == (15, "expected")
    assert next_look(rhythm, soon, min_seconds=0).due_at == soon + timedelta(seconds=2)
    assert next_look(rhythm, soon, min_seconds=60).due_at == soon + timedelta(seconds=60)
    assert next_look(rhythm, soon, min_seconds=20_000).due_at == soon + timedelta(seconds=20_000)


def test_a_date_that_wobbles_is_one_rebuild() -> None:
    rhythm = seen([START])
    assert rhythm.seen(after(60), after(70)).builds == (START,)
    assert rhythm.seen(after(-60), after(70)).builds == (START,)
    assert rhythm.seen(after(-7200), after(70)).builds == (START,)
    assert rhythm.seen(START, after(70)).builds == (START,)


def test_a_rebuild_that_shows_late_is_not_looked_for_too_early() -> None:
    # The court dates a rebuild when it begins it, and 40 seconds later it is there.
    builds, delay = clockwork(3600, 40), 40
    rhythm, now, looks = Rhythm(), after(100), [0] * len(builds)
    while now < builds[-1]:
        newest = max(n for n, at in enumerate(builds) if at + timedelta(seconds=delay) <= now)
        looks[newest + 1] += 1
        rhythm = rhythm.seen(builds[newest], now)
        now = next_look(rhythm, now).due_at
    assert 30 <= rhythm.delay <= 60
    assert sum(looks[10:40]) / 30 < 1.4


def test_one_slow_rebuild_is_soon_forgotten() -> None:
    builds = clockwork(3600, 10)
    rhythm = seen(builds[:9])
    for seconds in (1, 16, 31, 46, 64, 90):
        rhythm = rhythm.seen(builds[8], builds[9] + timedelta(seconds=seconds))
    rhythm = rhythm.seen(builds[9], builds[9] + timedelta(seconds=126))
    assert rhythm.delay == 15
    for n in range(8):
        at = builds[9] + timedelta(seconds=3600 * (n + 1))
        rhythm = rhythm.seen(at, at + timedelta(seconds=16))
    assert rhythm.delay == 0


def test_a_clock_ahead_of_ours() -> None:
    # Ten minutes ahead: a rebuild is seen before its own time.
    ahead = timedelta(minutes=10)
    rhythm = Rhythm()
    for at in clockwork(3600, 6):
        rhythm = rhythm.seen(at + ahead, at + timedelta(seconds=20))
    seconds, reason = wait(rhythm, rhythm.builds[-1] - ahead + timedelta(seconds=20))
    assert reason == "expected"
    assert seconds == pytest.approx(3601)


def test_a_time_far_ahead_is_forgotten_when_taken_back() -> None:
    rhythm = seen(clockwork(3600, 3))
    now = rhythm.builds[-1] + timedelta(hours=1)
    lost = rhythm.seen(now + timedelta(days=400), now)
    assert wait(lost, now) == (300, "plain")
    found = lost.seen(now, now + timedelta(seconds=300))
    assert found.builds == (*rhythm.builds, now)


def test_half_way_once_a_day() -> None:
    builds = [datetime(2026, 3, 2, 21, 17, tzinfo=UTC) + timedelta(hours=n) for n in range(30)]
    reasons = [
        next_look(seen(builds[: n + 1]), builds[n] + timedelta(seconds=2)).reason
        for n in range(2, 30)
    ]
    assert [n for n, reason in enumerate(reasons, start=2) if reason == "probe"] == [3, 27]


def test_daylight_saving_changes_nothing() -> None:
    # 8 March 2026: clocks in Washington go forward at 7:00 UTC.
    builds = [datetime(2026, 3, 8, n, 17, 3, tzinfo=UTC) for n in range(1, 14)]
    figures, _ = learnt(builds)
    assert figures.max_lag_s == 1
    local = [at.astimezone(ZoneInfo("America/New_York")) for at in builds]
    assert seen(local).builds == tuple(builds)
    assert expected_interval(seen(local).builds) == 3601


def test_what_is_said_of_a_rhythm() -> None:
    assert rebuild([]) == (None, None)
    assert rebuild([START]) == (None, None)
    assert rebuild(clockwork(3600, 5)) == (60, 17)
    assert rebuild(sleeping(1800, 5, 10)) == (30, None)
    assert rebuild(sleeping(7200, 5, 10)) == (120, None)


def test_when_a_feed_stands_still() -> None:
    here = ZoneInfo("America/New_York")
    assert stale_after(Rhythm(), here) == timedelta(hours=2)
    assert stale_after(seen(clockwork(1800, 5)), here) == timedelta(hours=2)
    assert stale_after(seen(clockwork(7200, 5)), here) == timedelta(hours=5)
    once = [START, after(3600), after(7200), after(7200 + 5 * 86_400)]
    assert stale_after(seen(once), here) < timedelta(hours=3)


def test_a_rhythm_is_kept_as_json() -> None:
    rhythm = seen(clockwork(1800, 100)).failed()
    assert len(rhythm.builds) == POLICY.kept
    kept = rhythm.to_json()
    assert len(kept) < 1_000
    assert Rhythm.from_json(kept) == rhythm
    assert Rhythm.from_json(Rhythm().to_json()) == Rhythm()
    assert Rhythm.from_json(None) == Rhythm.from_json("") == Rhythm()


@given(
    builds=st.lists(st.integers(0, 10**6), max_size=60),
    delay=st.floats(-900, 900),
    failures=st.integers(0, 100),
    now=st.integers(-(10**6), 10**7),
    retry_after=st.none() | st.floats(0, 86_400),
)
def test_always_within_bounds(
    builds: list[int], delay: float, failures: int, now: int, retry_after: float | None
) -> None:
    known = tuple(after(n) for n in sorted(set(builds)))
    rhythm = Rhythm(builds=known, delay=delay, failures=failures)
    look = next_look(rhythm, after(now), retry_after=retry_after)
    assert isinstance(look, Look)
    waited = (look.due_at - after(now)).total_seconds()
    assert 15 <= waited <= max(POLICY.longest, retry_after or 0) + 1e-3
    assert waited >= (retry_after or 0) - 1e-3


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**5), st.integers(0, 10**5)), max_size=40))
def test_a_rhythm_is_always_in_order(looks: list[tuple[int | None, int]]) -> None:
    rhythm = Rhythm()
    for built, now in looks:
        rhythm = rhythm.seen(None if built is None else after(built), after(now))
        assert list(rhythm.builds) == sorted(set(rhythm.builds))
        assert -POLICY.skew <= rhythm.delay <= POLICY.skew
    assert Rhythm.from_json(rhythm.to_json()) == rhythm


# The benchmark.


def test_a_record_is_cut_where_something_is_missing() -> None:
    builds = [*clockwork(3600, 5), *(after(3600 * n) for n in range(7, 10))]
    assert [len(part) for part in bench.parts(builds)] == [5, 3]
    assert bench.parts([]) == []
    assert bench.parts([START]) == [[START]]


def test_lags_and_requests_are_counted_from_the_looks() -> None:
    builds = [START, after(1000), after(2000)]
    replay = bench.replay(builds, bench.plain_wait)
    # Looks at 150, 450, 750, 1050, 1350, 1650, 1950, 2250.
    assert [(find.lag, find.looks) for find in replay.finds] == [(50, 3), (250, 4)]
    assert replay.gaps == (300,) * 7
    both = bench.figures(replay.finds)
    assert (both.median_lag_s, both.p95_lag_s, both.max_lag_s) == (150, 250, 250)
    assert both.requests_per_rebuild == 3.5


def test_the_benchmark_prints_one_object(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path_factory.mktemp("bench") / "record.json"
    record.write_text(
        json.dumps({"dcd": [at.isoformat() for at in clockwork(3600, 24)], "deb": ["2026-03-02"]})
    )
    assert bench.main([str(record), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["median_lag_s"] == 1
    assert printed["min_gap_s"] >= 15
    assert printed["rebuilds"] + printed["learning"]["rebuilds"] == 23
    assert printed["baseline"]["requests_per_rebuild"] == 12
    assert printed["courts"]["deb"]["learnt"]["median_lag_s"] is None
    assert bench.main([str(record)]) == 0
    assert "every 5 minutes" in capsys.readouterr().out


def test_the_benchmark_refuses_another_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    record = tmp_path_factory.mktemp("bench") / "record.json"
    for text in ("[]", "{", '{"dcd": ["soon"]}', '{"dcd": 5}', '{"dcd": [5]}'):
        record.write_text(text)
        with pytest.raises(SystemExit) as caught:
            bench.main([str(record)])
        assert caught.value.code == 2


@pytest.mark.skipif(not POLLS.is_dir(), reason="the recorded polls are not here")
def test_the_goal_is_met_on_recorded_rebuilds() -> None:
    whole = bench.report(bench.read_records(POLLS).values())
    figures = whole.learnt
    assert figures.rebuilds == 130
    assert figures.median_lag_s is not None
    assert figures.median_lag_s <= 6
    assert figures.p95_lag_s is not None
    assert figures.p95_lag_s <= 28
    assert figures.requests_per_rebuild is not None
    assert figures.requests_per_rebuild <= 1.4
    assert whole.min_gap_s is not None
    assert whole.min_gap_s >= 15
