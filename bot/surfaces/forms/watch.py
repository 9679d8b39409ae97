"""The form of watches: which words, in which courts, which filings; then what it would have posted.

Each line of words is a watch of its own, in the same courts and on the same terms. What was
entered is kept in the second view, which begins the watches or leads back to the first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.reading.typedwatch import READ_NOW, as_typed, checked, courts_of
from bot.surfaces.forms import parts, place
from bot.surfaces.forms.filled import Origin, State, kept_in
from bot.surfaces.forms.parts import MAX_METADATA, View
from bot.words.blocks import context, section
from bot.words.mrkdwn import Mrkdwn, court
from bot.words.watchcards import named
from filings.errors import BadInput
from filings.store import watchcover
from filings.store.watches import Wish
from filings.telling import watching
from filings.terms import Cadence

WATCH, PREVIEW = "crier:watch", "crier:watch_preview"
CHANGE = "form:watch_change"
TITLE = "Watch words"
MOST_LINES = 10
ALL, CHOSEN = "all", "chosen"
ANY, NEW = "any", "new"
_SCOPES = (
    parts.option("Any filing whose caption, events or text have them", ANY),
    parts.option("New cases only", NEW),
)
_WHEN = (
    parts.option("At once", Cadence.NOW),
    parts.option("Once an hour, together", Cadence.HOURLY),
    parts.option("Once a day, together", Cadence.DAILY),
)
_SORTS = tuple(
    parts.option(f"{name.capitalize()} cases", codes[0]) for name, codes in watching.TYPES.items()
)
_TOO_MUCH = "That is more than one form can carry; ask for fewer words or courts at once."


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered, as it was: ``where`` is one of ALL, READ_NOW and CHOSEN, or "".

    channel  where it was asked; to, me  where it is to be told: a channel, or the asker alone
    """

    words: str = ""
    where: str = ""
    courts: str = ""
    scope: str = ANY
    sorts: tuple[str, ...] = ()
    when: str = str(Cadence.NOW)
    channel: str = ""
    to: str = ""
    me: bool = False

    def kept(self) -> str:
        """For ``private_metadata``."""
        return json.dumps(asdict(self))


def view(entered: Entered, read_now: Sequence[str]) -> View:
    """The modal; ``read_now`` are ids of the courts that are read at present."""
    where = [parts.option(f"All {len(watchcover.with_feed())} courts with a feed", ALL)]
    if read_now:
        where.insert(0, parts.option(f"Those read now: {named(read_now, 3)}", READ_NOW))
    where.append(parts.option("Those named below", CHOSEN))
    return parts.modal(
        TITLE,
        [
            parts.field(
                "words", "Words", parts.paragraph(entered.words, "J.P. Morgan"),
                hint="Whole words; each line is a watch. Empty for all cases of a sort.",
            ),
            parts.field(
                "where", "In which courts", parts.choice(where, entered.where), optional=False
            ),
            parts.field("courts", "Courts", parts.line(entered.courts, "dcd nysd")),
            parts.field(
                "scope", "Which filings", parts.choice(_SCOPES, entered.scope), optional=False
            ),
            parts.field(
                "sorts", "Only in these sorts of cases",
                parts.several(_SORTS, entered.sorts, "All cases"),
            ),
            parts.field("when", "When", parts.choice(_WHEN, entered.when), optional=False),
            *place.place_fields(Origin(entered.to or entered.channel)),
            context(court("First I show what that would have posted lately.")),
        ],
        callback_id=WATCH,
        metadata=Origin(entered.channel).kept(),
        submit="Preview",
        close="Cancel",
    )  # fmt: skip


def preview(entered: Entered, said: Sequence[Mrkdwn]) -> View:
    """What the words would have posted, in ``said``, and the choice to watch them or to go back."""
    back = {"type": "button", "action_id": CHANGE, "text": parts.words("Change")}
    return parts.modal(
        TITLE,
        [
            *(section(each) for each in said),
            {"type": "actions", "block_id": "back", "elements": [back]},
            context(court("The channel is told who asked for it.")),
        ],
        callback_id=PREVIEW,
        metadata=entered.kept(),
        submit="Watch",
        close="Cancel",
    )


def entered_in(view_: dict[str, Any], origin: Origin) -> tuple[Entered, dict[str, str]]:
    """What a submitted form holds, and what is wrong with where it goes, by field."""
    state = State(view_)
    where = place.filled(state, origin)
    entered = Entered(
        state.paragraph("words"), state.chosen("where"), state.text("courts", 1000),
        state.chosen("scope") or ANY, state.ticked("sorts"),
        state.chosen("when") or str(Cadence.NOW), origin.channel_id, where.channel_id,
        where.only_me,
    )  # fmt: skip
    problems = {"place": where.problem} if where.problem else {}
    if len(entered.kept()) > MAX_METADATA:
        problems["words"] = _TOO_MUCH
    return entered, problems


def entered_before(view_: dict[str, Any]) -> Entered:
    """What the second view keeps. It is somebody's word: whatever cannot be read is left out."""
    kept = kept_in(view_)

    def text(name: str, most: int) -> str:
        value = kept.get(name)
        return value[:most] if isinstance(value, str) else ""

    sorts = kept.get("sorts")
    return Entered(
        text("words", MAX_METADATA), text("where", 20), text("courts", 1000),
        text("scope", 20), tuple(map(str, sorts))[:20] if isinstance(sorts, list) else (),
        text("when", 20), text("channel", 40), text("to", 40), kept.get("me") is True,
    )  # fmt: skip


def typed_of(entered: Entered) -> tuple[tuple[str, ...], dict[str, str]]:
    """Each watch as it is typed behind ``/docket watch``; or what is wrong, by field."""
    try:
        where = courts_of(entered.courts) if entered.where == CHOSEN else ()
    except BadInput as error:
        return (), {"courts": str(error)}
    if entered.where not in (ALL, READ_NOW, CHOSEN):
        return (), {"where": "Choose in which courts."}
    if where and not any(map(watchcover.can_be_read, where)):
        return (), {"courts": "None of these courts has a feed of all its cases; name another."}
    # Which courts are read is looked up when it is previewed, and again when it begins.
    common = Wish(
        "", _sorts(entered), where, not where, entered.scope == NEW, _cadence(entered.when)
    )
    lines = [" ".join(line.split()).strip('"“” ') for line in entered.words.splitlines()]
    lines = list(dict.fromkeys(filter(None, lines)))
    if len(lines) > MOST_LINES:
        return (), {"words": f"Ten lines at once, and these are {len(lines)}; ask again for more."}
    if not lines and not common.types:
        return (), {"words": "A name or a phrase, or a sort of cases below: something to watch."}
    typed = []
    for line in lines or [""]:
        try:
            wish = checked(replace(common, words=line))
        except BadInput as error:
            return (), {"words": f"{line[:60]}: {error}" if line else str(error)}
        typed.append(_as_typed(wish, entered.where))
    return tuple(typed), {}


def _as_typed(wish: Wish, where: str) -> str:
    if where != READ_NOW:
        return as_typed(wish)
    # "in" is the last word before what is typed behind the courts.
    head, _, tail = as_typed(wish).rpartition(" in all ")
    return f"{head} in {READ_NOW} {tail}".strip()


def _sorts(entered: Entered) -> tuple[str, ...]:
    known = {each["value"] for each in _SORTS}
    return tuple(sorted(each for each in set(entered.sorts) if each in known))


def _cadence(chosen: str) -> Cadence:
    return Cadence(chosen) if chosen in set(Cadence) else Cadence.NOW
