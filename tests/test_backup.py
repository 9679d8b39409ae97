"""A backup that is made while others write, and the way back, on either engine."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports
from bot.words.render import Renderer
from filings import db as databases
from filings import models
from filings.db import Database
from filings.errors import BadInput, StoreError
from filings.store import backups, restoring
from filings.store.core import channels, heard_events, posts, unfurled
from sandbox.slack.faults import TooMany
from tests import everyrow
from tests.filed import CASE, OLD, feed, item
from tests.newsroom import START, Newsroom, newsroom
from tests.test_cli import DCD, Shell, logging_as_before, shell

__all__ = ["logging_as_before", "shell"]


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where something may be restored to, on each of the two engines."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/restored.db"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def everything(url: str) -> dict[str, list[Any]]:
    engine = databases.plain_engine(databases.url_of(url))
    try:
        with engine.begin() as connection:
            return {
                name: sorted(map(repr, connection.execute(sa.select(table))))
                for name, table in models.SQLModel.metadata.tables.items()
            }
    finally:
        engine.dispose()


async def told(room: Newsroom) -> None:
    """A case is followed, its court is read, one filing is told."""
    await room.follow("dcd", CASE)
    await room.publish("dcd", feed(0, OLD))
    await room.publish("dcd", feed(60, OLD, item(61, "Notice (Other)", 30)))
    await room.send()
    assert len(room.told()) == 1


async def test_what_comes_back_is_what_was_there(
    either_url: str, other_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "crier.backup"
    async with newsroom(either_url) as room:
        await told(room)
        made = await asyncio.to_thread(backups.take, either_url, file, START)
        assert (made.rows["post"], made.rows["follow"], made.made_at) == (1, 1, START)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert not [name for name in os.listdir(tmp_path) if "part" in name]
        before = everything(either_url)
    done = await asyncio.to_thread(restoring.restore, other_url, file)
    assert (done.backup, done.looked_for) == (made, 0)
    after = everything(other_url)
    # Up to when the backup knows is kept.
    assert (len(before.pop("process")), len(after.pop("process"))) == (0, 1)
    for held in ("channel", "source"):
        assert len(before.pop(held)) == len(after.pop(held))
    assert after == before
    async with newsroom(other_url) as room:
        # Ids are counted on from where they were.
        room.clock.forward(hours=1)
        await room.follow("dcd", "1:25-cv-00999")
        third = item(62, "Order", 90)
        await room.publish("dcd", feed(120, OLD, item(61, "Notice (Other)", 30), third))
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_a_backup_holds_one_moment_while_others_write(
    either_url: str, tmp_path: Path
) -> None:
    db = databases.connect(either_url)
    file = tmp_path / "crier.backup"
    backup = asyncio.create_task(asyncio.to_thread(backups.take, either_url, file, START))
    written = 0
    while not backup.done() or not written:
        await _a_pair(db, written)
        written += 1
    await db.close()
    rows = (await backup).rows
    assert rows["heard_event"] == rows["unfurled"] <= written


async def _a_pair(db: Database, number: int) -> None:
    async with db.write() as connection:
        await connection.execute(
            heard_events.insert().values(team_id="T1", event_id=f"E{number}", heard_at=START)
        )
        await connection.execute(
            unfurled.insert().values(
                team_id="T1", channel_id="C1", link=f"L{number}", shown_at=START
            )
        )


@pytest.mark.parametrize("sent_since", [True, False])
async def test_what_waited_is_looked_for_before_it_is_sent(
    database_url: str, other_url: str, tmp_path: Path, sent_since: bool
) -> None:
    file = tmp_path / "crier.backup"
    async with newsroom(database_url) as room:
        await told(room)
        filed = item(62, "Order", 90)
        await room.publish("dcd", feed(120, OLD, item(61, "Notice (Other)", 30), filed))
        room.slack.faults.add("chat.postMessage", TooMany(30))
        room.clock.forward(seconds=2)
        await room.sender.send_ready()
        await asyncio.to_thread(backups.take, database_url, file, room.clock())
        if sent_since:
            room.clock.forward(seconds=60)
            await room.send()
            assert len(room.told()) == 2
        done = await asyncio.to_thread(restoring.restore, other_url, file)
        assert done.looked_for == 1
        db = databases.connect(other_url)
        again = Sender(
            db, Renderer(), room.clock, slack=SlackTransports(room.workspace), terminal=None,
            sleep=room.clock.sleep,
        )  # fmt: skip
        for _ in range(4):
            room.clock.forward(minutes=2)
            await again.send_ready()
        assert [f["what"] for f in room.told()] == ["Notice (Other)", "Order"]
        async with db.read() as connection:
            states = (await connection.execute(sa.select(posts.c.state))).scalars().all()
            assert states == ["sent", "sent"]
        await db.close()


async def test_nobody_holds_a_channel_after_a_restore(
    database_url: str, other_url: str, tmp_path: Path
) -> None:
    everyrow.fill(database_url)
    db = databases.connect(database_url)
    async with db.write() as connection:
        later = START + timedelta(days=9)
        await connection.execute(channels.update().values(lease="somebody", lease_until=later))
    await db.close()
    file = tmp_path / "crier.backup"
    backups.take(database_url, file, START)
    restoring.restore(other_url, file)
    rows = everything(other_url)
    assert "somebody" not in rows["channel"][0]
    # Nobody lives, and up to when the backup knows is kept.
    (process,) = rows["process"]
    assert process.startswith("('backup', 'backup', ")


@pytest.mark.parametrize("revision", ["0001", "0005"])
def test_an_older_backup_is_brought_up_to_date(
    revision: str, empty_database_url: str, empty_postgres_url: str, tmp_path: Path
) -> None:
    for url in (empty_database_url, empty_postgres_url):
        engine = url.partition(":")[0]
        to, file = f"sqlite:///{tmp_path}/from-{engine}.db", tmp_path / f"{engine}.backup"
        databases.migrate(url, revision)
        before = everyrow.fill(url)
        assert backups.take(url, file, START).revision == revision
        kept = file.read_bytes()
        restoring.restore(to, file)
        after = everyrow.counts(to)
        assert {name: after[name] for name in before} == before | {"process": 1}
        assert file.read_bytes() == kept


# What is no backup, and what cannot be


@pytest.fixture
def whole(database_url: str, tmp_path: Path) -> Path:
    everyrow.fill(database_url)
    file = tmp_path / "crier.backup"
    backups.take(database_url, file, START)
    return file


def _cut(file: Path, by: int) -> None:
    os.truncate(file, file.stat().st_size - by)


def _changed(file: Path) -> None:
    """One letter of a caption, which SQLite itself does not notice."""
    body = file.read_bytes()
    assert body.count(b"HARBOR GAZETTE")
    file.write_bytes(body.replace(b"HARBOR GAZETTE", b"HARBOR GAZETTA", 1))


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as opened:
        opened.execute("UPDATE crier_backup SET revision = '9999'")
    opened.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: _cut(file, 1), "cut off or damaged; use another backup"),
        (lambda file: _cut(file, 8192), "cut off or damaged"),
        (lambda file: _cut(file, file.stat().st_size - 50), "is not a backup"),
        (lambda file: os.truncate(file, 0), "is not a backup"),
        (lambda file: file.write_text("follows"), "is not a backup"),
        (lambda file: file.unlink(), "cannot be read: No such file or directory"),
        (_changed, "cut off or damaged"),
        (_newer, "made by a newer version of this program; install that one"),
        (lambda file: shutil.copyfile(file.parent / "crier.db", file), "is not a backup"),
    ],
)
def test_what_is_no_good_backup_is_refused(
    whole: Path, tmp_path: Path, spoil: Any, said: str
) -> None:
    spoil(whole)
    with pytest.raises(BadInput, match=said):
        restoring.restore(f"sqlite:///{tmp_path}/restored.db", whole)
    assert not (tmp_path / "restored.db").exists()


def test_a_database_in_use_is_not_restored_into(whole: Path, either_url: str) -> None:
    if either_url.startswith("postgresql"):
        everyrow.fill(either_url)
    before = everything(either_url)
    with pytest.raises(BadInput, match="is not empty, and nothing in it was changed"):
        restoring.restore(either_url, whole)
    assert everything(either_url) == before


def test_an_old_database_in_use_is_not_even_migrated(whole: Path, empty_postgres_url: str) -> None:
    databases.migrate(empty_postgres_url, "0003")
    before = everyrow.fill(empty_postgres_url)
    with pytest.raises(BadInput, match="not empty"):
        restoring.restore(empty_postgres_url, whole)
    assert everyrow.counts(empty_postgres_url) == before | {"alembic_version": 1}


def test_a_backup_replaces_nothing_unasked(whole: Path, database_url: str, tmp_path: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(BadInput, match="is there already; name another file, or replace"):
        backups.take(database_url, whole, START)
    assert whole.read_bytes() == before
    later = START + timedelta(days=1)
    assert backups.take(database_url, whole, later, replace=True).made_at == later
    for file, said in (
        (tmp_path / "crier.db", "is the database itself"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "x", "is no folder"),
    ):
        with pytest.raises(BadInput, match=said):
            backups.take(database_url, file, START, replace=True)


def test_without_a_database_there_is_nothing_to_back_up(
    empty_database_url: str, empty_postgres_url: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="no database at DATABASE_URL yet"):
        backups.take(empty_database_url, tmp_path / "x", START)
    with pytest.raises(BadInput, match="none of Crier's tables yet"):
        backups.take(empty_postgres_url, tmp_path / "x", START)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_database_is_left_to_its_program(database_url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crier.db") as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    with pytest.raises(StoreError, match="newer version of this program; make the backup with"):
        backups.take(database_url, tmp_path / "x", START)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_no_room_on_the_disk(command: str, whole: Path, tmp_path: Path) -> None:
    url = {"backup": "crier.db", "restore": "restored.db"}[command]
    file = {"backup": tmp_path / "other.backup", "restore": whole}[command]

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    program = "from bot.commandline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, command, str(file)],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/{url}"},
        preexec_fn=little_room,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr or "could not be" in done.stderr
    assert not (tmp_path / "other.backup").exists()
    assert not [name for name in os.listdir(tmp_path) if ".part" in name]
    assert restoring.examined(whole)


async def test_backup_and_restore_as_they_are_typed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (await shell.crier("follow", *DCD.split(), "--channel", "terminal")).code == 0
    done = await shell.crier("backup", "all.backup")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "all.backup holds 1 follow or watch, 0 entries and 0 messages, as of 20"
    )
    assert (await shell.crier("backup", "all.backup")).code == 2
    done = await shell.crier("backup", "all.backup", "--force", "--json")
    assert (done.code, done.value["engine"], done.value["rows"]["follow"]) == (0, "sqlite", 1)
    assert (await shell.crier("restore", "all.backup")).code == 2
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    done = await shell.crier("restore", "all.backup")
    assert (done.code, done.err) == (0, "")
    assert "Restored: 1 follow or watch, 0 entries and 0 messages, as of" in done.out
    assert "may be told again" in done.out
    follows = await shell.crier("follows", "--json")
    assert CASE in json.dumps(follows.value)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/newer.db")
    done = await shell.crier("restore", "all.backup", "--json")
    assert (done.value["looked_for"], done.value["rows"]["follow"]) == (0, 1)
