"""The court day beside an open page, with the real bot."""

from __future__ import annotations

import asyncio

from sandbox import browser, day
from sandbox.page.backstage import Board
from sandbox.rehearsal import rehearsal


async def test_day_begins_with_the_first_follow_and_says_what_happens_inside() -> None:
    async with rehearsal(browser.START) as stage:
        board = Board(browser.PACES, "fast")
        noted, over = asyncio.Event(), asyncio.Event()

        def look() -> None:
            said = [line.text for line in board.lines()]
            if any("corrected" in text for text in said):
                noted.set()
            if tuple(board.suggestions()) == browser.OVER:
                over.set()

        board.subscribe(look)
        seconds = dict.fromkeys(browser.SECONDS, 0.5)
        court_day = browser.CourtDay(stage, board, asyncio.Event(), seconds)
        playing = asyncio.create_task(court_day.play())
        reporter = stage.slack.user("reporter")
        try:
            async with asyncio.timeout(stage.patience):
                for case in (*day.FOLLOWED_LATER, day.FOLLOWED_FIRST):
                    await reporter.command("courts", browser.COMMAND, f"follow {case}")
                await noted.wait()
                await over.wait()
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
        said = [line.text for line in board.lines()]
        assert said[0] == "The court put out its feed: 5 filings."
        assert sum(text.startswith("The court rebuilt its feed: ") for text in said) == 4
        assert any(text.startswith("5 filings told in a message, ") for text in said)
        assert not stage.slack.refusals


def test_suggestions_can_be_typed_as_they_are() -> None:
    for suggestion in (*browser.BEGIN, *browser.MEANWHILE, *browser.OVER):
        assert suggestion.text.endswith(".")
        assert not suggestion.typed or suggestion.typed.startswith(f"{browser.COMMAND} ")
    assert {pace.key for pace in browser.PACES} == set(browser.SECONDS)
