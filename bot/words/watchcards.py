"""What is said of watched words: which courts, what they would have posted, which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.reading.typedwatch import READ_NOW, as_typed
from bot.words import shown
from bot.words.blocks import (
    MAX_SECTION,
    Block,
    Button,
    Message,
    actions,
    gist,
    section,
)
from bot.words.cards import said
from bot.words.mrkdwn import Mrkdwn, court, cut, dots, words
from bot.words.phrases import counted, joined
from bot.words.templating import Templates
from filings import courts, kinds, newsdates
from filings.store import watchcover
from filings.store.mornings import Morning
from filings.store.newcases import NewCase
from filings.store.watches import WatchView, Wish
from filings.store.watchpreviews import WatchPreview
from filings.telling import watching
from filings.terms import Cadence

_NAMED = 6
_IN_A_LIST = 20
_SORTS = {codes[0]: f"{name} cases" for name, codes in watching.TYPES.items()}
WHEN = {Cadence.NOW: "at once", Cadence.HOURLY: "hourly", Cadence.DAILY: "once a day"}


def named(ids: Sequence[str], most: int = _NAMED) -> str:
    """ "D.D.C., S.D.N.Y. and 3 more"."""
    names = [courts.get(each).short_name for each in ids]
    if len(names) <= most:
        return joined(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def what_of(wish: Wish, room: int = 300) -> Mrkdwn:
    """ "“harbor gazette” in criminal cases", as it is shown."""
    sorts = joined([_SORTS.get(each, f"{each} cases") for each in wish.types])
    if not wish.words:
        return Mrkdwn(f"*{court(sorts)}*")
    quoted = f"“{cut(wish.words, room, 'left out')}”"
    return Mrkdwn(f"*{quoted}*" + (f" in {court(sorts)}" if sorts else ""))


def where_of(wish: Wish) -> str:
    return all_of(len(watchcover.with_feed())) if wish.everywhere else named(wish.courts)


def all_of(count: int) -> str:
    return f"all {count:,} courts with a feed"


def until_of(before: Wish | None, wish: Wish) -> str:
    """What was watched by these words, as far as it was something else: "all courts, hourly".

    "" where nothing was, or nothing else.
    """
    if before is None:
        return ""
    other = []
    if (before.everywhere, set(before.courts)) != (wish.everywhere, set(wish.courts)):
        other.append("all courts" if before.everywhere else named(before.courts))
    if before.only_new != wish.only_new:
        other.append("new cases only" if before.only_new else "any filing")
    if before.cadence is not wish.cadence:
        other.append(WHEN[before.cadence])
    return ", ".join(other)


def which_courts(templates: Templates, wish: Wish, read_now: Sequence[str]) -> Message:
    """Where words are to be watched, when no court was typed."""
    base = as_typed(replace(wish, courts=(), everywhere=False))
    buttons = [
        Button(f"All {len(watchcover.with_feed())} courts", "choose", f"watch {base} in all")
    ]
    if read_now:
        count = len(read_now)
        mine = "The 1 that is read now" if count == 1 else f"The {count} that are read now"
        button = Button(f"{mine}: {named(read_now, 3)}", "choose", f"watch {base} in {READ_NOW}")
        buttons.insert(0, button)
    if wish.words and not wish.types:
        buttons.append(Button("Other courts …", "watchform", wish.words))
    text = templates.mrkdwn(
        "watch_where", what=what_of(wish), reading=named(read_now, 12),
        example=f"/docket watch {base} in dcd nysd"[:300],
    )  # fmt: skip
    return said(text, actions(buttons))


def preview(
    templates: Templates,
    wish: Wish,
    found: WatchPreview,
    unread: Sequence[str],
    now: datetime,
    before: Wish | None = None,
) -> Message:
    """What a watch would have posted, before it is kept; ``before`` is what it replaces."""
    hours = round(found.span / timedelta(hours=1))
    text = templates.mrkdwn(
        "watch_preview",
        what=what_of(wish), where=where_of(wish), only_new=wish.only_new,
        span=f"{hours} hours" if 1 < hours < 48 else counted(found.days, "day", "days"),
        recorded=counted(found.courts, "court", "courts") if found.courts else "",
        filings=counted(found.filings, "filing", "filings"), count=found.filings,
        cases=counted(found.cases, "case", "cases"), flood=found.floods, a_day=f"{found.a_day:,}",
        unread=named(unread), unread_count=len(unread), until=until_of(before, wish),
        samples=[_sample(each, now) for each in found.samples],
    )  # fmt: skip
    return said(text, actions(_choices(wish, found)))


def _choices(wish: Wish, found: WatchPreview) -> list[Button]:
    def button(text: str, chosen: Wish, *, first: bool = False) -> Button:
        return Button(text, "choose", f"keepwatch {as_typed(chosen)}", primary=first)

    keep = button("Keep it so" if found.floods else "Watch", wish, first=not found.floods)
    narrower = []
    if not wish.only_new:
        new = replace(wish, only_new=True)
        narrower.append(button("Only new cases", new, first=found.floods))
    if wish.cadence is Cadence.NOW:
        daily = replace(wish, cadence=Cadence.DAILY)
        daily_label = "Once a day" if wish.only_new else "Any filing, once a day"
        narrower.append(button(daily_label, daily))
    return [*narrower, keep] if found.floods else [keep, *narrower]


def _sample(case: NewCase, now: datetime) -> Mrkdwn:
    zone = courts.get(case.court).zone
    noun = kinds.noun_of_main(case.events)
    return dots((
        cut(noun, 120, "left out"),
        shown.caption_of(case.case_name, case.court, 160),
        f"{courts.get(case.court).short_name} {case.docket_number}",
        newsdates.day(case.filed_at, zone, now),
    ))  # fmt: skip


def stopped(templates: Templates, view: WatchView) -> Message:
    """A watch has ended."""
    text = templates.mrkdwn("watch_stopped", what=what_of(view.wish), where=where_of(view.wish))
    again = Button("Watch again", "watch", as_typed(view.wish))
    return said(text, actions([again]))


def alone(
    templates: Templates, watches: Sequence[WatchView], mornings: Sequence[Morning]
) -> Message:
    """The list of a channel that watches and follows no case."""
    blocks = listed(templates, watches, mornings)
    title = templates.mrkdwn("watch_list", count=len(watches)) if watches else Mrkdwn("")
    return Message(gist(words(title)) or "New cases each morning", blocks)


def listed(
    templates: Templates, watches: Sequence[WatchView], mornings: Sequence[Morning] = ()
) -> tuple[Block, ...]:
    """Blocks below the list of follows, none where nothing is watched."""
    return (*_watches(templates, watches), *_mornings(mornings))


def _mornings(mornings: Sequence[Morning]) -> tuple[Block, ...]:
    if not mornings:
        return ()
    names = joined([of_morning(each) for each in mornings])
    buttons = [
        Button(f"Stop {of_morning(each)}", "nomorning", " ".join((each.court, *each.types)))
        for each in mornings[:_IN_A_LIST]
    ]
    text = Mrkdwn(f"*New cases each morning:* {cut(names, 900, 'left out')}")
    return (section(text), actions(buttons))


def of_morning(morning: Morning) -> str:
    """ "D.D.C. criminal cases": a list that comes each morning."""
    sorts = [_SORTS.get(each, each) for each in morning.types]
    return " ".join((courts.get(morning.court).short_name, *sorts))


def _watches(templates: Templates, watches: Sequence[WatchView]) -> tuple[Block, ...]:
    if not watches:
        return ()
    lines = [templates.mrkdwn("watch_list", count=len(watches))]
    lines += [line(templates, view.wish) for view in watches[:_IN_A_LIST]]
    while sum(map(len, lines)) + len(lines) > MAX_SECTION - 100:
        lines.pop()
    listed_here = watches[: len(lines) - 1]
    if more := len(watches) - len(listed_here):
        lines.append(Mrkdwn(f"{more} more; crier watches lists them all."))
    buttons = [
        Button(f"Stop {watching.said(w.words, w.types)}", "unwatch", as_typed(w))
        for w in (view.wish for view in listed_here)
    ]
    return (section(Mrkdwn("\n".join(lines))), actions(buttons))


def line(templates: Templates, wish: Wish) -> Mrkdwn:
    """A watch in one line: its words, its courts, what is not the usual."""
    when = "" if wish.cadence is Cadence.NOW else WHEN[wish.cadence]
    scope = "new cases" if wish.only_new else ""
    return templates.mrkdwn(
        "watch_line",
        limit=800,
        what=what_of(wish, 120),
        where=where_of(wish),
        scope=scope,
        when=when,
    )
