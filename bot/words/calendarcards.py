"""What is said of hearings and deadlines: a calendar, a reminder, what was moved or taken off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.words import shown
from bot.words.blocks import Block, Button, Message, actions, context, gist, section
from bot.words.cards import said
from bot.words.eventwords import ShownEvent, event
from bot.words.filinglines import packed
from bot.words.mrkdwn import Mrkdwn, words
from bot.words.templating import Templates
from filings.calendar.views import AHEAD, CalendarView, EventView
from filings.views import CaseView

MOST_LINES = 30
MOST_CHANGES = 5
MOST_BUTTONS = 10
MOST_TOLD = 10
_ROOM = 8_000


def of_channel(
    templates: Templates,
    view: CalendarView,
    zone: str,
    now: datetime,
    *,
    courtlistener: bool,
    in_slack: bool = True,
) -> Message:
    """The next days in the cases that a channel follows; in all of them on a terminal."""
    buttons = _case_buttons(view.ahead)
    return _calendar(
        templates, view, None, zone, now, buttons, courtlistener=courtlistener, in_slack=in_slack
    )


def of_case(
    templates: Templates,
    view: CalendarView,
    case: CaseView,
    zone: str,
    now: datetime,
    *,
    courtlistener: bool,
) -> Message:
    """All that is ahead in one case, each with the words that say so."""
    buttons = _entry_buttons([*view.ahead, *view.lately[:MOST_CHANGES]], now)
    found = shown.case_of(case, now)
    return _calendar(templates, view, found, zone, now, buttons, courtlistener=courtlistener)


def _calendar(
    templates: Templates,
    view: CalendarView,
    case: shown.ShownCase | None,
    zone: str,
    now: datetime,
    buttons: Sequence[Button],
    *,
    courtlistener: bool,
    in_slack: bool = True,
) -> Message:
    days = AHEAD.days
    title = templates.mrkdwn(
        "calendar", c=case, count=len(view.ahead), days=days, in_slack=in_slack
    )
    parts: list[Mrkdwn] = [title]
    if not view.ahead:
        parts.append(templates.mrkdwn(
            "calendar_none", c=case, cases=view.cases, texts=view.with_texts, days=days,
            courtlistener=courtlistener, in_slack=in_slack,
        ))  # fmt: skip
    room, listed = _ROOM, 0
    for each in view.ahead[:MOST_LINES]:
        line = templates.mrkdwn("calendar_line", e=event(each, now, zone), alone=case is not None)
        if (room := room - len(line)) < 0:
            break
        parts.append(line)
        listed += 1
    parts += [
        templates.mrkdwn("calendar_change", e=event(each, now, zone, 200), alone=case is not None)
        for each in view.lately[:MOST_CHANGES]
    ]
    blocks = [section(text) for text in packed(parts)]
    if hidden := len(view.ahead) - listed:
        blocks.append(context(Mrkdwn(f"{hidden} more do not fit here.")))
    shown_buttons = [*buttons, Button("Calendar feed", "calendarfeed", "here")]
    blocks.append(actions(shown_buttons))
    return Message(gist(Mrkdwn("; ".join(map(words, parts)))), tuple(blocks))


def _case_buttons(views: Sequence[EventView]) -> list[Button]:
    found = {
        shown.value_of(v.court, v.docket_number): shown.plain_caption(v.case_name, v.court)
        for v in views
    }
    return [
        Button(name or value, "calendar", value)
        for value, name in list(found.items())[:MOST_BUTTONS]
    ]


def _entry_buttons(views: Sequence[EventView], now: datetime) -> list[Button]:
    """A button for each filing that is quoted: its whole text is one press away."""
    found: dict[str, Button] = {}
    for view in views:
        if view.filing is None or not view.filing.text:
            continue
        value = f"{view.court} {view.filing.key}"
        label = f"{event(view, now).source} in full"
        found.setdefault(value, Button(label[:1].upper() + label[1:], "text", value))
    return list(found.values())[:MOST_BUTTONS]


def reminder(templates: Templates, views: Sequence[EventView], zone: str, now: datetime) -> Message:
    """One message for all hearings of an evening, or of an hour."""
    return _told(templates, "reminder", [event(view, now, zone) for view in views], views, now)


def changed(
    templates: Templates,
    pairs: Sequence[tuple[EventView, EventView]],
    zone: str,
    now: datetime,
) -> Message:
    """What became of events that a channel was told of; pairs of before and now."""
    lines = [
        templates.mrkdwn("moved", e=event(view, now, zone), before=event(before, now, zone))
        for before, view in pairs[:MOST_TOLD]
    ]
    return _said(lines, [view for _, view in pairs], now)


def _told(
    templates: Templates,
    name: str,
    events: Sequence[ShownEvent],
    views: Sequence[EventView],
    now: datetime,
) -> Message:
    lines = [templates.mrkdwn(name, e=each) for each in events[:MOST_TOLD]]
    return _said(lines, views, now)


def _said(lines: Sequence[Mrkdwn], views: Sequence[EventView], now: datetime) -> Message:
    blocks: list[Block] = [section(text) for text in packed(lines)]
    if hidden := len(views) - len(lines):
        blocks.append(context(Mrkdwn(f"{hidden} more; /docket calendar lists them.")))
    buttons = _entry_buttons(views[:MOST_TOLD], now)
    blocks += [actions(buttons[:3])] if buttons else []
    return Message(gist(Mrkdwn(" ".join(map(words, lines)))), tuple(blocks))


def feed(templates: Templates, link: str, why: str = "") -> Message:
    """The address of a channel's calendar file; ``why`` there is none: "unset", "ended"."""
    text = templates.mrkdwn("calendar_feed", link=link, why=why)
    if why == "unset":
        return said(text)
    new = Button("Make a new link", "newcalendarlink", "here")
    ended = Button("End the link", "endcalendarlink", "here")
    return said(text, actions([new] if not link else [new, ended]))
