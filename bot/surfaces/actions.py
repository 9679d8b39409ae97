"""What people press. A button carries its case in words, so it works for years."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.desk.commands import Asked, Desk
from bot.reading.incoming import team_of
from bot.words.blocks import Message
from filings.types import Destination


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: what it asks for, of which case, by whom and where.

    trigger_id  opens a modal within three seconds
    replaces  whether the answer takes the place of the message it was on: a
              choice that was seen by the asker alone is spent once it is made
    """

    verb: str
    value: str
    asked: Asked
    replaces: bool = False
    trigger_id: str = ""


def press_of(body: dict[str, Any]) -> Press:
    """Read a ``block_actions`` payload; whatever is missing reads as empty."""
    action = (body.get("actions") or [{}])[0]
    verb = str(action.get("action_id", "")).split(":")[1:2]
    picked = action.get("selected_option")
    chosen_in_menu = picked.get("value") if isinstance(picked, dict) else None
    value = str(action.get("value") or chosen_in_menu or "")[:2000]
    if verb == ["more"]:
        first, _, value = value.partition(" ")
        verb = [first]
    container = body.get("container") or {}
    channel = body.get("channel") or {}
    user = body.get("user") or {}
    asked = Asked(
        text=value,
        where=Destination(
            team_of(body),
            str(channel.get("id") or container.get("channel_id") or ""),
        ),
        user_id=str(user.get("id") or ""),
        channel_name=str(channel.get("name") or ""),
    )
    chosen = verb == ["choose"]
    return Press(
        verb[0] if verb else "", value, asked, chosen and bool(container.get("is_ephemeral")),
        str(body.get("trigger_id") or ""),
    )  # fmt: skip


async def answer(desk: Desk, press: Press) -> Message | None:
    """The same answers as to what is typed; a forged button can do no more than typing."""
    verb, value = press.verb, press.value
    if verb == "choose":
        verb, _, value = value.partition(" ")
    if verb == "follow":
        return await desk.follow(press.asked, value)
    if verb == "unfollow":
        return await desk.unfollow(press.asked, value)
    if verb == "recent":
        return await desk.recent(press.asked, value, 10)
    if verb == "open":
        # The page is opened by Slack itself, which tells of it all the same.
        return None
    if verb in _OF_A_FOLLOW:
        return await _OF_A_FOLLOW[verb](desk, press.asked, value)
    if verb == "show":
        return await desk.show(press.asked, value)
    return await desk.look_up(press.asked, value)


_OF_A_FOLLOW: dict[str, Callable[[Desk, Asked, str], Awaitable[Message | None]]] = {
    "calendar": Desk.calendar,
    "calendarfeed": Desk.calendar_feed,
    "newcalendarlink": Desk.new_calendar_link,
    "endcalendarlink": Desk.end_calendar_link,
    "cite": Desk.cite,
    "documents": Desk.documents,
    "mute": Desk.pause,
    "resume": Desk.resume,
    "routine": Desk.routine,
    "search": Desk.search,
    "text": Desk.whole_text,
    "texts": Desk.whole_texts,
    "watch": Desk.watch,
    "keepwatch": Desk.keep_watch,
    "unwatch": Desk.unwatch,
    "new": Desk.new,
    "morning": Desk.every_morning,
    "nomorning": Desk.no_more_mornings,
    "orders": Desk.only_orders,
}
