"""Killed at any time, Crier loses nothing and tells nothing twice; and a proof that can fail."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import crash, crashproof, recorded
from benchmarks.crashproof import Names, Told
from filings import db as databases
from filings.store import joining
from filings.store.core import dockets, parts_of, titles
from sandbox.feeds import Item, render_feed
from sandbox.slack import Message

START = datetime(2025, 11, 3, 15, tzinfo=UTC)
EVENTS = ("Motion to Compel", "Notice of Appearance", "Order", "Certificate of Service")


def item(seq: int, at: datetime) -> Item:
    """An entry of one of seven cases."""
    case = seq % 7
    return Item(
        f"1:25-cv-{80_000 + case}", f"Harbor Gazette No. {case} v. Port Office", 660_000 + case,
        seq, EVENTS[seq % len(EVENTS)], at, seq, f"0450{seq:07}",
    )  # fmt: skip


def record(folder: Path, court: str, polls: int = 6, each: int = 5) -> Path:
    """Bodies of a court, half an hour apart, as a folder of recorded polls has them."""
    to = folder / court
    to.mkdir(parents=True)
    entries: list[Item] = []
    for poll in range(polls):
        built = START + timedelta(minutes=30 * poll)
        entries += [
            item(place, built - timedelta(seconds=600 - place))
            for place in range(poll * each + 1, (poll + 1) * each + 1)
        ]
        body = render_feed(court, built, entries[::-1])
        (to / f"{built:%Y-%m-%dT%H%M%SZ}.xml.gz").write_bytes(gzip.compress(body))
    return folder


async def test_eight_deaths_lose_and_double_nothing(either_url: str, tmp_path: Path) -> None:
    folder = record(tmp_path / "polls", "dcd")
    plan = crash.Plan(8, 3, drop=0.2, courts=("dcd",), folder=folder, longest=12)
    found = await crash.run(plan, either_url, tmp_path)
    assert found.clean, crash.told(found)
    assert found.kills == 8
    assert found.verdict.expected > 25


# --- the proof


def recording(tmp_path: Path) -> recorded.Recording:
    return recorded.read(record(tmp_path, "dcd", polls=3, each=7) / "dcd", "dcd")


def verdict(
    found: recorded.Recording, told: Sequence[int], halves: Sequence[recorded.Half] = ()
) -> crashproof.Verdict:
    """Of a channel that is to have the filings of the last two bodies, and got ``told``."""
    by_seq = {int(filing[1].split()[-1]): ("dcd", filing) for filing in found.lives}
    wanted = {by_seq[seq]: ["C1"] for seq in range(8, 22)}
    return crashproof.judge(
        [Told("C1", "alert", by_seq[seq]) for seq in told], wanted, wanted, {"dcd": found}, (),
        {"dcd": halves},
    )  # fmt: skip


def test_the_proof_sees_what_is_lost_doubled_strange_and_out_of_order(tmp_path: Path) -> None:
    found = recording(tmp_path)
    good = verdict(found, range(8, 22))
    assert (good.expected, good.lost, good.doubled, good.strange, good.disordered) == (
        14, (), (), (), (),
    )  # fmt: skip
    assert len(verdict(found, range(9, 22)).lost) == 1
    assert len(verdict(found, [*range(8, 22), 9]).doubled) == 1
    assert len(verdict(found, range(7, 22)).strange) == 1
    # 8 and 15 are of one case, 9 is of another.
    assert len(verdict(found, [15, *range(8, 15), *range(16, 22)]).disordered) == 1
    assert verdict(found, [9, 8, *range(10, 22)]).disordered == ()


def test_what_was_listed_late_may_be_told_late(tmp_path: Path) -> None:
    found = recording(tmp_path)
    found.lives[next(f for f in found.lives if f[1].endswith(" 8"))].settled = 3
    assert verdict(found, [15, *range(8, 15), *range(16, 22)]).disordered == ()


def test_what_a_body_that_broke_off_lacked_may_be_told_behind_what_it_showed(
    tmp_path: Path,
) -> None:
    found = recording(tmp_path)
    told = [15, *range(8, 15), *range(16, 22)]
    body = found.polls[2].body
    # The newest stands first, and 15 is the seventh.
    seventh = [place.end() for place in re.finditer(b"</item>", body)][6]
    assert verdict(found, told, [found.half(2, seventh)]).disordered == ()
    assert len(verdict(found, told, [found.half(2, seventh - 1)]).disordered) == 1
    assert len(verdict(found, told, [found.half(2, len(body))]).disordered) == 1


def test_a_message_that_stands_twice_is_seen(tmp_path: Path) -> None:
    names = Names()
    names.add(recording(tmp_path))
    fact = {"court": "dcd", "docket": "1:25-cv-80001", "key": "660001-8", "event": "new"}
    payload = {"delivery": "one", "filings": [fact, {**fact, "event": "document"}]}
    metadata = {"event_type": "crier_alert", "event_payload": payload}
    message = Message("1.0", "C1", "U1", metadata=metadata)
    told, twice = crashproof.told([message, message], names, {"one": "alert"})
    assert twice == 1
    assert told[0] == Told("C1", "alert", ("dcd", ("1:25-cv-80001", "660001 8")))
    assert len(told) == 2


# --- what it found


async def test_a_message_of_a_case_is_written_while_its_filings_are_recorded(
    postgres_url: str,
) -> None:
    """A row that refers to a docket locks its key; the recorder's lock leaves that free, or the
    two would wait for one another."""
    db = databases.connect(postgres_url)
    try:
        async with db.write() as connection:
            docket = sa.insert(dockets).values(
                court="dcd", number="1:25-cv-80001", case_name="", first_seen_at=START,
                **parts_of("dcd", "1:25-cv-80001")._asdict(),
            )  # fmt: skip
            found = await connection.execute(docket.returning(dockets.c.id))
            docket_id = found.scalar_one()
        async with db.write() as recorder:
            await joining._lock(recorder, [docket_id])
            async with db.write() as writer:
                await writer.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
                named = {"court": "dcd", "case_id": "1", "docket_id": docket_id}
                await writer.execute(sa.insert(titles).values(title="", past=[], **named))
        async with db.read() as connection:
            written = sa.select(titles.c.docket_id)
            assert (await connection.execute(written)).scalars().all() == [docket_id]
    finally:
        await db.close()
