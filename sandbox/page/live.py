"""What a tab has to change because of what happened: a list of ``Op`` for its script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Literal

from markupsafe import Markup

from sandbox.page import timeline
from sandbox.page.shell import Shell, Tab
from sandbox.page.stream import (
    BackstageChanged,
    DayChanged,
    LinkChanged,
    PageEvent,
    ReadChanged,
    SessionChanged,
)
from sandbox.page.surfaces import Item
from sandbox.slack import Message, Refusal
from sandbox.slack.happenings import (
    ChannelChanged,
    MembershipChanged,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ViewClosed,
    ViewShown,
)


@dataclass(frozen=True, slots=True)
class Op:
    """One change of the page.

    put      the element with this id becomes ``html``; nothing when it is not there
    append   ``html`` goes to the end of the element with this id
    prepend  likewise, to its beginning
    remove   the element goes
    again    the whole tab is asked for anew; ``id`` is ""
    """

    do: Literal["put", "append", "prepend", "remove", "again"]
    id: str = ""
    html: str = ""


AGAIN = Op("again")


class Live:
    """Renders for one tab, as everything stands now and not as it stood at the event."""

    def __init__(self, shell: Shell, tab: Tab) -> None:
        self._shell = shell
        self._tab = tab
        self._late: dict[str, None] = {}
        self._items: list[Item] | None = None

    def ops(self, events: Iterable[PageEvent]) -> list[Op]:
        """For a batch of events; what is put whole is put once, at the end."""
        found = [op for event in events for op in self._of(event)]
        return [*_once(found), *(self._piece(name) for name in self._late)]

    @singledispatchmethod
    def _of(self, event: PageEvent) -> list[Op]:
        return []

    @_of.register
    def _(self, event: MessagePosted) -> list[Op]:
        message = event.message
        if message.ephemeral_to not in ("", self._tab.session.user):
            return []
        self._stir("sidebar")
        if message.channel != self._tab.spot.channel:
            return []
        found = self._in_thread(message) if message.thread_ts else []
        if not message.thread_ts or message.broadcast:
            found += self._at_end(message)
        if message.is_reply:
            found += self._fresh(message.thread_ts)
        return found

    @_of.register
    def _(self, event: MessageEdited) -> list[Op]:
        message = event.message
        if message.channel != self._tab.spot.channel:
            return []
        if message.ephemeral_to not in ("", self._tab.session.user):
            return []
        found = self._fresh(message.ts)
        if self._tab.spot.thread and self._tab.spot.thread in (message.ts, message.thread_ts):
            page = self._tab.page
            found.append(
                Op("put", f"t/{message.channel}/{message.ts}", page.message(message, pane="t"))
            )
        return found

    @_of.register
    def _(self, event: MessageDeleted) -> list[Op]:
        message = event.message
        self._stir("sidebar")
        if message.channel != self._tab.spot.channel:
            return []
        if self._tab.spot.thread in (message.ts, message.thread_ts) and self._tab.spot.thread:
            self._stir("side")
        found = self._fresh(message.thread_ts) if message.is_reply else []
        return [*found, Op("remove", f"m/{message.channel}/{message.ts}")]

    @_of.register
    def _(self, event: Refusal) -> list[Op]:
        placed = self._shell.refusals.find(event)
        if placed is None:
            return []
        if not placed.channel:
            self._stir("notices")
        elif placed.channel == self._tab.spot.channel and not self._tab.spot.before:
            return [Op("append", "messages", self._tab.page.refused(placed.refused))]
        return []

    @_of.register
    def _(self, event: ViewShown) -> list[Op]:
        if event.user == self._tab.session.user:
            if event.view["type"] == "modal":
                self._stir("modal")
            elif self._tab.spot.kind == "home":
                self._stir("home")
        return []

    @_of.register
    def _(self, event: ViewClosed) -> list[Op]:
        if event.user == self._tab.session.user:
            self._stir("modal")
        return []

    @_of.register(MembershipChanged)
    @_of.register(ChannelChanged)
    def _(self, event: MembershipChanged | ChannelChanged) -> list[Op]:
        self._stir("sidebar")
        if event.channel == self._tab.spot.channel:
            self._stir("head")
        return []

    @_of.register
    def _(self, event: SessionChanged) -> list[Op]:
        if event.session != self._tab.session.id:
            return []
        self._stir("notices", "modal")
        return [AGAIN] if event.whole else []

    @_of.register
    def _(self, event: ReadChanged) -> list[Op]:
        if event.user == self._tab.session.user:
            self._stir("sidebar")
        return []

    @_of.register
    def _(self, event: LinkChanged) -> list[Op]:
        self._stir("banner")
        return []

    @_of.register
    def _(self, event: DayChanged) -> list[Op]:
        return [] if self._tab.spot.kind == "home" else [AGAIN]

    @_of.register
    def _(self, event: BackstageChanged) -> list[Op]:
        if not self._tab.spot.thread:
            self._stir("lines", "suggestions", "pace", "actions")
        return []

    def _at_end(self, message: Message) -> list[Op]:
        if self._tab.spot.before:
            return []
        now = self._now(message)
        if now is None:
            return []
        html = self._shell.message(self._tab, now, self._timeline())
        return [Op("remove", "empty"), Op("append", "messages", html)]

    def _in_thread(self, message: Message) -> list[Op]:
        if message.thread_ts != self._tab.spot.thread or not message.is_reply:
            return []
        now = self._now(message)
        if now is None:
            return []
        channel = self._shell.slack.core.workspace.channels[message.channel]
        replies = timeline.in_thread(channel, message.thread_ts, self._tab.session.user)
        above = timeline.above(replies, now)
        under = above if isinstance(above, Message) else None
        return [
            Op("append", "replies", self._tab.page.message(now, under, pane="t")),
            Op("put", "reply-count", self._shell.piece("reply_count", len(replies))),
        ]

    def _fresh(self, ts: str) -> list[Op]:
        """A message of the channel as it stands now."""
        channel = self._shell.slack.core.workspace.channels[self._tab.spot.channel]
        found = self._shell.slack.core.workspace.find(channel.id, ts)
        if found is None or (found.is_reply and not found.broadcast):
            return []
        html = self._shell.message(self._tab, found, self._timeline(), alone=True)
        return [Op("put", f"m/{channel.id}/{ts}", html)]

    def _now(self, message: Message) -> Message | None:
        return self._shell.slack.core.workspace.find(message.channel, message.ts)

    def _timeline(self) -> Sequence[Item]:
        if self._items is None:
            self._items = self._shell.items(self._tab)
        return self._items

    def _stir(self, *pieces: str) -> None:
        self._late.update(dict.fromkeys(pieces))

    def _piece(self, name: str) -> Op:
        if name in ("lines", "actions"):
            return Op("put", name, self._shell.piece(name, self._shell))
        if name == "pace":
            paces = self._shell.backstage.paces()
            html = self._shell.piece("pace", self._shell, paces) if paces else Markup("")
            return Op("put", name, html)
        return Op("put", name, self._shell.piece(name, self._shell, self._tab))


def _once(ops: Sequence[Op]) -> list[Op]:
    """Without what is put again later."""
    last: dict[tuple[str, str], int] = {
        (op.do, op.id): place for place, op in enumerate(ops) if op.do == "put"
    }
    return [op for place, op in enumerate(ops) if last.get((op.do, op.id), place) == place]
