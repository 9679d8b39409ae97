"""The pictures of docs/pictures, taken from the sandbox's page.

    python -m benchmarks.pictures FOLDER

The messages are what the real bot posts in the demo's docket day: one case as far as the
public knows it, all else invented.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog
from playwright.async_api import Browser, Locator, Page

from benchmarks.chromium import NARROW, NoBrowser, browser, looking
from sandbox import docketday as day
from sandbox import docketlisted, highcourt, hints
from sandbox.opening import Demo, demo
from sandbox.pacing import PAUSE, SECONDS

SCALE = 1.5
BY_HAND: Mapping[str, float | None] = {key: None if key == PAUSE else 0.0 for key in SECONDS}
"""No time passes between two scenes, or the day stands still."""
THE_BURST, THE_NOTICE, THE_GROWTH = 6, 8, 9
"""Scenes of the day."""
SCENE_SECONDS = 60.0
LINK = f"https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{day.TAXPAYERS.case_id}"


class Camera:
    """Writes PNG files into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def whole(self, page: Page, name: str) -> None:
        await page.screenshot(path=self._folder / f"{name}.png")

    async def piece(self, shown: Locator, name: str) -> None:
        """One element, with the page around it cut off and the pointer out of the way."""
        await shown.page.mouse.move(0, 0)
        await shown.screenshot(path=self._folder / f"{name}.png")


async def take(folder: Path) -> None:
    """Every picture. Raises NoBrowser, and what the demo raises."""
    camera = Camera(folder)
    async with browser() as chromium:
        async with demo(port=0, pace=PAUSE, seconds=BY_HAND) as made:
            await of_the_day(camera, chromium, made)
        async with demo(port=0, pace=PAUSE, seconds=BY_HAND) as made:
            await of_a_quiet_channel(camera, chromium, made)
        async with demo(port=0, pace=PAUSE, seconds=BY_HAND) as made:
            await of_what_comes(camera, chromium, made)


async def of_the_day(camera: Camera, chromium: Browser, made: Demo) -> None:
    page = await looking(chromium, made.url, scale=SCALE, height=900)
    with_pdfs = f"{day.TAXPAYERS.typed} with pdfs"
    for typed in (with_pdfs, f"{day.STORES.typed} all at once"):
        await says(page, f"/docket follow {typed}")
        await message(page, f"Following .*{typed.split()[0]}")
    await of_other_sources(camera, page)
    await played(made, THE_BURST)
    await camera.piece(await message(page, "\\d+ (?:filings|updates) in"), "burst")
    await says(page, f"/docket {highcourt.APPLICATION.typed}")
    await camera.piece(await message(page, "U.S. 24A9908.*Last filings"), "supreme-court")
    # That court breaks off next, and what is said of it would stand above the notice.
    await says(page, f"/docket unfollow {day.STORES.typed}")
    await message(page, "No longer following")
    await played(made, THE_NOTICE)
    alert = await message(page, "Notice · No. 61")
    await camera.piece(alert, "alert")
    await of_other_eyes(camera, chromium, made)
    await says(page, f"/docket {day.TAXPAYERS.typed}")
    await camera.piece(await message(page, "00457.*Last filings"), "card")
    await of_a_thread(camera, page, made, alert)
    await of_growth(camera, page, made)
    await of_forms(camera, page, made)
    await of_words(camera, page)
    await made.board.act("spend")
    await says(page, f"/docket {day.PRESS.typed}")
    await camera.piece(await message(page, "Only visible.*used.*the next opens"), "quota")
    await of_home(camera, page, made)


async def of_other_sources(camera: Camera, page: Page) -> None:
    """Answers of CourtListener."""
    await says(page, f"/docket {docketlisted.HARBOR}")
    await camera.piece(await message(page, "a case in four courts"), "choice")
    await says(page, f"/docket {docketlisted.address(docketlisted.PILOTS)}")
    await camera.piece(await message(page, "E.D. Va.*Last filings"), "courtlistener")


async def of_growth(camera: Camera, page: Page, made: Demo) -> None:
    """The alert once CourtListener has told its text and its free PDF, and the line on that."""
    await played(made, THE_GROWTH)
    grown = await message(page, "No. 61.*Free PDF, 6 pages")
    await camera.piece(grown, "grown")
    await grown.get_by_role("link", name=re.compile("repl")).click()
    line = page.locator("#replies article").filter(has_text="Free PDF, 6 pages:")
    await camera.piece(line, "free-pdf")


async def of_a_thread(camera: Camera, page: Page, made: Demo, alert: Locator) -> None:
    await alert.hover()
    await alert.get_by_role("link", name="Reply in thread").click()
    await page.locator("#reply").fill("An objection, so no ruling yet. Mine.")
    await page.locator("#reply").press("Enter")
    await page.locator("#replies article").wait_for()
    slack = made.stage.slack
    # CourtListener's text may have come meanwhile, and with it another beginning.
    parent = next(m for m in slack.channel("courts").messages if "No. 61" in m.text)
    asked = "Four lines for the briefing, please."
    await slack.user("editor").say("courts", asked, thread_ts=parent.ts)
    await page.locator("#reply-count", has_text="2 replies").wait_for()
    await camera.piece(page.locator("#side .thread"), "thread")


async def of_other_eyes(camera: Camera, chromium: Browser, made: Demo) -> None:
    dark = await looking(chromium, made.url, theme="dark", height=600)
    await message(dark, "Notice · No. 61")
    await camera.whole(dark, "dark")
    narrow = await looking(chromium, made.url, width=NARROW, height=720, scale=SCALE)
    await message(narrow, "Notice · No. 61")
    await camera.whole(narrow, "narrow")


async def of_forms(camera: Camera, page: Page, made: Demo) -> None:
    """Modals, with what they would have done; the Home tab is left for last."""
    modal = page.locator("#modal .modal")
    for typed, name, words in (
        (f"settings {day.TAXPAYERS.typed}", "modal", "would have posted"),
        ("settings", "settings", "Quiet from"),
        ("watch", "watch-form", "In which courts"),
    ):
        await says(page, f"/docket {typed}")
        await modal.get_by_text(words).first.wait_for()
        await camera.piece(modal, name)
        await page.keyboard.press("Escape")
        await modal.wait_for(state="detached")
    story = "Filed in Ctr. for Taxpayer Rights v. Internal Revenue Serv., 1:25-cv-00457 (D.D.C.)."
    slack = made.stage.slack
    written = await slack.user("editor").say("courts", story)
    await slack.user("reporter").message_shortcut(written, "crier:follow_cases")
    await modal.get_by_text("In this message").first.wait_for()
    await camera.piece(modal, "shortcut")
    await page.keyboard.press("Escape")
    await modal.wait_for(state="detached")


async def of_words(camera: Camera, page: Page) -> None:
    """@Crier, and a link to a case."""
    await says(page, f"@Crier {day.STORES.typed}")
    answer = await message(page, "Only visible to you.*Sample Stores.*Last filings")
    await camera.piece(answer, "mention")
    await says(page, f"Look: {LINK}")
    await camera.piece(await message(page, "Look: .*Last filings"), "unfurl")


async def of_home(camera: Camera, page: Page, made: Demo) -> None:
    await page.goto(f"{made.url}home")
    home = page.locator("#home .home")
    await home.get_by_text("Follow a case").first.wait_for()
    await home.get_by_text("Ctr. for Taxpayer Rights").first.wait_for()
    await camera.piece(home, "home")


async def of_a_quiet_channel(camera: Camera, chromium: Browser, made: Demo) -> None:
    """One message a case, and what is collected."""
    page = await looking(chromium, made.url, scale=SCALE, height=900)
    await says(page, "/docket settings")
    modal = page.locator("#modal .modal")
    await modal.get_by_label("One message a case").check()
    await modal.get_by_role("button", name="Save").click()
    await modal.get_by_role("button", name="Done").click()
    await modal.wait_for(state="detached")
    for typed in (day.TAXPAYERS.typed, f"{day.STORES.typed} hourly"):
        await says(page, f"/docket follow {typed}")
        await message(page, f"Following .*{typed.split()[0]}")
    await played(made, THE_GROWTH)
    await camera.piece(await message(page, "Latest.*No. 61"), "root")
    await camera.piece(await message(page, "in the cases you follow"), "digest")


async def of_what_comes(camera: Camera, chromium: Browser, made: Demo) -> None:
    """Watched words and what they found, the hearings of a case, the new cases of a court."""
    page = await looking(chromium, made.url, scale=SCALE, height=900)
    await says(page, f"/docket follow {day.TAXPAYERS.typed}")
    await message(page, "Following .*00457")
    await says(page, f"/docket {hints.WATCH}")
    await pressed(await message(page, "Nothing is recorded|would have posted"), "Watch")
    await message(page, "Watching .*Sample Union")
    await played(made, THE_NOTICE)
    await message(page, "Notice · No. 61")
    await camera.piece(await message(page, "Joint stipulation.*Sample Union"), "watch")
    await says(page, f"/docket {hints.CALENDAR}")
    await camera.piece(
        await message(page, "Only visible.*onference.*Courtroom 28A(?!.*Asking)"), "calendar"
    )
    await says(page, f"/docket {hints.NEW_CASES}")
    await camera.piece(await message(page, "new case.*99902"), "new-cases")


async def played(made: Demo, scenes: int) -> None:
    """Play the day on, at once, to the end of so many scenes."""
    there = asyncio.Event()

    def look() -> None:
        if made.player.played >= scenes and made.board.pace != PAUSE:
            made.board.set_pace(PAUSE)
            there.set()

    stop = made.board.subscribe(look)
    try:
        made.board.set_pace("x60")
        async with asyncio.timeout(SCENE_SECONDS):
            await there.wait()
    finally:
        stop()


async def message(page: Page, words: str) -> Locator:
    """The last that has these words, a regular expression, now; once it is shown."""
    found = page.locator("#messages article").filter(has_text=re.compile(words, re.DOTALL)).last
    return page.locator(f'[id="{await found.get_attribute("id")}"]')


async def pressed(shown: Locator, label: str) -> None:
    await shown.get_by_role("button", name=label, exact=True).click()


async def says(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="where to write them; it is made where missing")
    chosen = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    try:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(take(chosen.folder))
    except (NoBrowser, OSError) as error:
        parser.error(str(error))
    for picture in sorted(chosen.folder.glob("*.png")):
        print(f"{picture}  {picture.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
