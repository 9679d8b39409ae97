"""What the commands for watched words and new cases answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.access.channels import destination
from bot.commandline.answers import WIDTH, Answer
from bot.delivery.notes import announce
from bot.desk.newcases import HOW as WHICH_COURT
from bot.desk.newcases import begin_of_day
from bot.desk.watching import HOW
from bot.reading.typedwatch import TypedWatch, as_typed, new_of, watch_of
from bot.serving.process import Parts
from bot.words import terminal
from bot.words.blocks import Message
from bot.words.watchcards import of_morning, where_of
from filings.errors import BadInput
from filings.store import mornings, newcases, places, watchcover, watches, watchpreviews
from filings.store.mornings import Morning
from filings.store.watches import WatchView, Wish
from filings.store.watchpreviews import WatchPreview
from filings.telling import watching
from filings.terms import Cadence
from filings.types import TERMINAL


async def watch(made: Parts, text: str, channel: str, *, anyway: bool = False) -> Answer:
    """Keep a watch, and say what it would have posted; without courts it says that they are
    needed. Raises BadInput for more than anybody reads, unless ``anyway``."""
    typed = _read(text)
    wish = typed.wish
    if typed.read_now:
        wish = replace(wish, courts=await watchcover.read_now(made.db))
    if typed.asks or not (wish.everywhere or any(map(watchcover.can_be_read, wish.courts))):
        raise BadInput("Say in which courts: in dcd nysd, in read for those that are, or in all.")
    to, name = await destination(made.workspaces(), channel, enter=True)
    now = made.clock()
    found = await watchpreviews.preview(made.db, wish, now)
    if found.floods and wish.cadence is not Cadence.DAILY and not anyway:
        raise BadInput(_flood(wish, found))
    unread = await watchcover.unread(made.db, wish)
    preview = made.renderer.watch_preview(wish, found, unread, now)
    kept = await watches.keep(made.db, to, wish, by="", now=now, channel_name=name)
    message = made.renderer.watching([kept], await watchcover.coverage(made.db, wish))
    if kept.before != kept.view.wish and to != TERMINAL:
        await announce(made.db, to, "watch", message, now)
    shown = _shown(message, {**_json(kept.view), "preview": _counted(found)})
    return replace(shown, text="\n\n".join((_text(preview), shown.text)))


def _flood(wish: Wish, found: WatchPreview) -> str:
    what = watching.said(wish.words, wish.types)
    return (
        f"{what} in {where_of(wish)} would post about {found.a_day:,} filings a day, more than a "
        "channel can read. Narrow it, add daily, or say --anyway to keep it so."
    )


def _counted(found: WatchPreview) -> dict[str, Any]:
    return {
        "days": found.days if found.courts else 0, "courts": found.courts,
        "filings": found.filings, "cases": found.cases, "a_day": found.a_day,
    }  # fmt: skip


async def unwatch(made: Parts, text: str, channel: str) -> Answer:
    typed = watch_of(text) or watch_of(f'"{text}"')
    to, _ = await destination(made.workspaces(), channel, enter=False)
    wish = None if typed is None else typed.wish
    ended = None
    if wish is not None:
        of = watches.mark(wish)
        ended = await watches.end(made.db, to, of, by="", now=made.clock())
    if ended is None:
        raise BadInput(f"{text} is not watched in {channel}. crier watches lists what is.")
    return _shown(made.renderer.watch_stopped(ended), _json(ended))


async def watches_of(made: Parts, channel: str) -> Answer:
    """Live watches, and lists of new cases each morning, of one channel or of all."""
    here, lists = await watches.listed(made.db), await mornings.everywhere(made.db)
    if channel:
        to, _ = await destination(made.workspaces(), channel, enter=False)
        here = [view for view in here if view.destination == to]
        lists = tuple(each for each in lists if each.to == to)
    if not here and not lists:
        return Answer([], 'No words are watched. Begin with: crier watch "WORDS" in COURT')
    named = await places.names(made.db)
    lines = [
        f"{named.get(v.destination, v.destination.channel_id)}: "
        f"{watching.said(v.wish.words, v.wish.types)} in {where_of(v.wish)}"
        f"{', new cases' if v.wish.only_new else ''}"
        for v in here
    ]
    lines += [
        f"{named.get(each.to, each.to.channel_id)}: new cases each morning, {of_morning(each)}"
        for each in lists
    ]
    return Answer([*map(_json, here), *map(_json_of_list, lists)], "\n".join(lines))


async def new(made: Parts, text: str) -> Answer:
    """Today's new cases of a court."""
    typed = new_of(text)
    if typed is None:
        raise BadInput(WHICH_COURT.replace("/docket", "crier"))
    now = made.clock()
    reading = await newcases.reading(made.db, typed.court)
    since = begin_of_day(typed.court, now)
    cases = await newcases.opened_between(made.db, typed.court, since, now, typed.types)
    message = made.renderer.new_cases(
        typed.court, typed.types, cases, reading, now, every_morning=False, in_slack=False
    )
    value = [
        {
            "court": case.court, "number": case.docket_number, "case_name": case.case_name,
            "type": case.case_type, "events": list(case.events),
            "filed_at": case.filed_at.isoformat(), "url": case.url,
        }
        for case in cases
    ]  # fmt: skip
    return _shown(message, value)


def _read(text: str) -> TypedWatch:
    typed = watch_of(text)
    if typed is None:
        raise BadInput(HOW.replace("/docket", "crier"))
    return typed


def _json(view: WatchView) -> dict[str, Any]:
    wish = view.wish
    return {
        "team": view.destination.team_id, "channel": view.destination.channel_id,
        "words": wish.words, "types": list(wish.types),
        "courts": "all" if wish.everywhere else list(wish.courts),
        "only_new": wish.only_new, "cadence": wish.cadence.value, "typed": as_typed(wish),
        "created_by": view.created_by, "created_at": view.created_at.isoformat(),
    }  # fmt: skip


def _json_of_list(morning: Morning) -> dict[str, Any]:
    return {
        "team": morning.to.team_id, "channel": morning.to.channel_id,
        "new_cases": morning.court, "types": list(morning.types),
        "next_at": morning.next_at.isoformat(), "created_by": morning.created_by,
    }  # fmt: skip


def _shown(message: Message, value: Any) -> Answer:
    return Answer(value, _text(message))


def _text(message: Message) -> str:
    return terminal.render(message, WIDTH, buttons=False).rstrip("\n")
