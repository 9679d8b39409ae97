"""A database that an earlier version made and filled is brought up to date and goes on."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import signal
from typing import Any

import pytest
import sqlalchemy as sa

from bot.commandline import answers
from bot.serving.parts import Parts
from bot.words.render import Renderer
from filings import db as databases
from filings.settings import Settings
from tests import everyrow
from tests.filed import CASE, OLD, feed, item
from tests.newsroom import newsroom


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Here the tables are made by earlier migrations."""
    return empty_database_url


@pytest.fixture
def postgres_url(empty_postgres_url: str) -> str:
    return empty_postgres_url


REVISIONS = databases.revisions()
NOBODY_ASKED = Settings.model_validate({"COURTLISTENER_URL": "http://127.0.0.1:9/api/rest/v4/"})


@pytest.mark.parametrize("revision", REVISIONS)
async def test_what_an_earlier_version_left_goes_on(either_url: str, revision: str) -> None:
    databases.migrate(either_url, revision)
    before = everyrow.fill(either_url)
    databases.migrate(either_url)
    after = everyrow.counts(either_url)
    assert {name: after[name] for name in before} == before
    async with newsroom(either_url) as room:
        told = item(62, "Order", 30)
        await room.publish("dcd", feed(60, OLD, told))
        await room.send()
        (alert,) = [text for text in room.printed if "Order" in text]
        assert "No. 62" in alert
        assert CASE in alert
        made = Parts(NOBODY_ASKED, room.db, Renderer(), room.clock)
        listed = await answers.follows_of(made, "terminal")
        assert CASE in json.dumps(listed.value)
        case = await answers.lookup_answer(made, f"{CASE} dcd", whole=False)
        assert "Order" in case.text
        await room.publish("dcd", feed(120, OLD, told))
        await room.send()
        assert len([text for text in room.printed if "Order" in text]) == 1


def _killed_at(url: str, statement: int) -> bool:
    """Whether a process that migrates was killed as it was about to make that statement."""
    child = multiprocessing.get_context("fork").Process(
        target=_migrate_until, args=(url, statement)
    )
    child.start()
    child.join()
    return child.exitcode == -signal.SIGKILL


def _migrate_until(url: str, statement: int) -> None:
    made = itertools.count(1)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def _before(*_: Any) -> None:
        if next(made) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    databases.migrate(url)


def test_a_migration_that_is_killed_anywhere_is_gone_on_with(either_url: str) -> None:
    databases.migrate(either_url, "0002")
    before = everyrow.fill(either_url)
    made = everyrow.counts(either_url).keys()
    statement = 3
    while _killed_at(either_url, statement):
        assert everyrow.counts(either_url).keys() == made
        statement *= 2
    after = everyrow.counts(either_url)
    assert {name: after[name] for name in before} == before
    assert statement > 50
