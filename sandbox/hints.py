"""What to try next, from what has been done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox import docketday as day
from sandbox import docketlisted, highcourt
from sandbox.docketday import Case
from sandbox.page.backstage import Suggestion

COMMAND = "/docket"
CHANNEL = "courts"
PRIVATE = "investigations"
MOST = 4
WATCH = f'watch "{day.UNION.name.split(" v. ")[0].title()}" in {day.TRIAL}'
NEW_CASES = f"new {day.TRIAL}"
CALENDAR = f"calendar {day.TAXPAYERS.typed}"
HEARING_SET = 2
"""From this scene on CourtListener has the minute order's text, with its hearings."""


@dataclass(frozen=True, slots=True)
class Done:
    """How far the day and its visitor are.

    scene     how many scenes were played
    followed  cases of the day that some channel follows
    anything  some case is followed, of the day or not
    typed     what was typed after the command, in any channel
    pressed   a button was pressed
    running   the bot is
    stopped_once  it was stopped before
    spent     CourtListener's quota is used up
    """

    scene: int = 0
    followed: frozenset[Case] = frozenset()
    anything: bool = False
    typed: frozenset[str] = frozenset()
    pressed: bool = False
    running: bool = True
    stopped_once: bool = False
    spent: bool = False


def suggestions(done: Done) -> Sequence[Suggestion]:
    """Up to four, the most telling first."""
    if not done.running:
        return (
            Suggestion(
                "Crier is stopped, and the courts go on. Start it again: what was filed meanwhile "
                "comes, and nothing comes twice."
            ),
        )
    if not done.anything and not done.scene:
        return _BEGIN
    first = _spent(done)
    found = [*_follows(done), *_others(done)]
    if done.scene >= len(day.SCENES):
        first += _OVER
    return tuple([*first, *found][:MOST])


def _typed(text: str, words: str, channel: str = CHANNEL) -> Suggestion:
    return Suggestion(text, f"{COMMAND} {words}", channel)


_BEGIN = (
    _typed(
        f"Follow the case of the story. Crier joins #{CHANNEL} by itself; the courts' day begins "
        "when it does.",
        f"follow {day.TAXPAYERS.typed} with pdfs",
    ),
    _typed("Or ask first what is known of it.", day.TAXPAYERS.typed),
    _typed("Or for a case of the Supreme Court.", highcourt.APPLICATION.typed),
)
_OVER = (
    Suggestion("The courts' day is over. README.md says how to connect a Slack of your own."),
    _typed("Ask for all that was filed in the case.", "recent 25-457 20"),
)


def _follows(done: Done) -> list[Suggestion]:
    """Follow what has its filings still to come, from a scene on and up to one."""
    offers = (
        (day.TAXPAYERS, 0, 12, "Follow the case of the story."),
        (highcourt.APPLICATION, 0, 3, "Follow an application to the Supreme Court."),
        (day.APPEAL, 12, 12, "The appeal has a docket of its own. Follow it."),
        (day.SEALED, 0, 8, "Follow a criminal case that is under seal; its name is to come."),
        (
            day.STORES,
            0,
            9,
            "Follow a noisy bankruptcy. Its court will break off in the course of the day.",
        ),
    )
    return [
        _typed(text, f"follow {case.typed}")
        for case, first, last, text in offers
        if first <= done.scene <= last and case not in done.followed
    ]


def _spent(done: Done) -> list[Suggestion]:
    text = "The quota is used up: ask for a case, and see what is said."
    return [_typed(text, day.PRESS.typed)] if done.spent else []


def _others(done: Done) -> list[Suggestion]:
    undo = Suggestion("Press [ Undo ] under an announcement to end that follow.")
    stop = Suggestion("Stop the bot by its button and let the courts go on, then start it again.")
    offers = [
        _typed("Name a party: several cases fit.", docketlisted.HARBOR),
        _typed("Ask for a case of the Supreme Court.", highcourt.APPLICATION.typed),
        _typed(
            "Paste a link to a case whose court has no feed.",
            docketlisted.address(docketlisted.PILOTS),
        ),
        _typed("See how the feeds are, and CourtListener's quota.", "status"),
        _typed("Watch words: whatever that court publishes about a party.", WATCH),
        _typed("Ask for a court's new cases of the day, each morning if you like.", NEW_CASES),
        _typed("See what this channel follows.", "list"),
        _typed("Ask for the last filings of a case.", "recent 25-457"),
        _typed("Mistype it, and see what Crier makes of it.", "flolow 1:25-cv-00457 dcd"),
        _typed(
            "Follow it where Crier has not been invited.",
            f"follow {day.TAXPAYERS.typed}",
            PRIVATE,
        ),
        _typed("Name a case as a person would.", "Sample Union v. Example Board"),
        _typed("All that Crier understands.", "help"),
    ]
    if done.scene >= HEARING_SET and day.TAXPAYERS in done.followed:
        offers.insert(0, _typed("A text has set hearings. See the case's calendar.", CALENDAR))
    left = [
        one
        for one in offers
        if one.channel == PRIVATE or one.typed.removeprefix(COMMAND).strip() not in done.typed
    ]
    if not done.stopped_once and done.scene >= 1:
        left.insert(1, stop)
    if not done.pressed and done.scene >= 1:
        left.insert(2, undo)
    return left
