"""What a reader of the page sees: messages, threads, modals, the Home tab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.page import dates, mrkdwn, seen
from sandbox.page.blocks import Blocks, macros
from sandbox.page.controls import Form
from sandbox.page.names import Names, Reader, Who
from sandbox.page.seen import Seen
from sandbox.slack.happenings import Refusal
from sandbox.slack.model import Message
from sandbox.slack.wire import Json

TOGETHER = 300.0
"""Messages of one author within so many seconds stand under one name."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut as the app's manifest names it."""

    callback_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that Slack turned down, at the time (seconds since 1970) when it did."""

    at: float
    refusal: Refusal


Item: TypeAlias = Message | Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """One message for its macro.

    id       of the HTML element, ``m/CHANNEL/TS`` or ``t/CHANNEL/TS`` in a thread's pane
    compact  the author stands above already
    time     "3:17 PM", ``iso`` for machines, ``full`` with the day
    seen     what may be of any shape: attachments, blocks
    """

    id: str
    message: Message
    who: Who
    compact: bool
    time: str
    iso: str
    full: str
    replies: str
    last_reply: str
    repliers: tuple[Who, ...]
    attachments: Seen
    has_form: bool
    edited: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a server needs to show, for one reader at one moment.

    zone       the reader's
    now        with a zone; what "today" and "3 minutes ago" are measured from
    shortcuts  offered on every message

    Whatever a payload holds, nothing here raises because of it.
    """

    zone: ZoneInfo
    names: Names
    now: datetime
    shortcuts: tuple[Shortcut, ...] = field(default=())

    @property
    def reader(self) -> Reader:
        return Reader(self.zone, self.names, self.now)

    def message(
        self,
        message: Message,
        after: Message | None = None,
        replies: Sequence[Message] = (),
        *,
        pane: str = "m",
    ) -> Markup:
        """One message; its element has the id ``PANE/CHANNEL/TS``.

        after    the message above it, whose name it may share
        replies  of its thread, for the summary under it; none in a thread's pane (``t``)
        """
        item = self._shown(message, after, replies, pane)
        return self._surface("message", item, Blocks(self.reader, Form(item.id), message.channel))

    def messages(
        self,
        items: Iterable[Item],
        replies: Mapping[str, Sequence[Message]] | None = None,
        *,
        unread_from: str = "",
        pane: str = "m",
    ) -> Markup:
        """A channel's messages, oldest first, under headings of their days.

        replies      by the ts of the parent
        unread_from  ts of the first message that is new to the reader; a line stands above it
        """
        return Markup("").join(self._rows(items, replies or {}, unread_from, pane))

    def thread(self, parent: Message, replies: Sequence[Message]) -> Markup:
        """The inside of a thread's pane: the parent, a count, the replies."""
        return self._surface(
            "thread",
            self.message(parent, pane="t"),
            _count(len(replies), "reply", "replies"),
            self.messages(replies, pane="t"),
        )

    def refused(self, refused: Refused) -> Markup:
        """A refusal in red, with Slack's word for it and its reasons."""
        when = dates.local(refused.at, self.zone)
        return self._surface("refused", refused.refusal, dates.clock(when) if when else "")

    def modal(
        self,
        view: Json,
        errors: Mapping[str, str] | None = None,
        state: Mapping[str, Any] | None = None,
        *,
        below: Sequence[Json] = (),
    ) -> Markup:
        """A modal as one form.

        errors  by block_id, shown under the inputs
        state   values as Slack's ``state.values``; without it, those of the view
        below   the views under it in the stack, the lowest first
        """
        shown = Seen(view)
        form = self._view_blocks(shown, state, errors)
        return self._surface("modal", shown, form, [Seen(one) for one in below])

    def modals(self, stack: Sequence[Json], errors: Mapping[str, str] | None = None) -> Markup:
        """The stack of open modals, the one on top last; nothing when there is none."""
        if not stack:
            return Markup("")
        return self.modal(stack[-1], errors, below=stack[:-1])

    def home(self, view: Json | None, state: Mapping[str, Any] | None = None) -> Markup:
        """A Home tab as one form, or a line that the app has published none yet."""
        shown = Seen(view)
        return self._surface("home", shown, self._view_blocks(shown, state))

    def _rows(
        self,
        items: Iterable[Item],
        replies: Mapping[str, Sequence[Message]],
        unread_from: str,
        pane: str,
    ) -> Iterator[Markup]:
        day, above = "", None
        for item in items:
            heading = self._day(item.at if isinstance(item, Refused) else _seconds(item.ts))
            if heading != day and pane == "m":
                day, above = heading, None
                yield self._surface("day", heading)
            if isinstance(item, Refused):
                above = None
                yield self.refused(item)
                continue
            if unread_from and item.ts == unread_from:
                above = None
                yield self._surface("unread")
            yield self.message(item, above, replies.get(item.ts, ()), pane=pane)
            above = item

    def _shown(
        self, message: Message, after: Message | None, replies: Sequence[Message], pane: str
    ) -> Shown:
        when = dates.local(_seconds(message.ts), self.zone)
        who = self.names.who(message.user)
        repliers = tuple(self.names.who(user) for user in dict.fromkeys(r.user for r in replies))
        return Shown(
            id=f"{pane}/{message.channel}/{message.ts}",
            message=message,
            who=who,
            compact=after is not None and _together(after, message),
            time=dates.clock(when) if when else "",
            iso=when.isoformat() if when else "",
            full=dates.shown(when, "{date_long} at {time_secs}", self.now) or "" if when else "",
            replies=_count(len(replies), "reply", "replies") if replies else "",
            last_reply=self._since(replies[-1]) if replies else "",
            repliers=repliers[:5],
            attachments=Seen(message.attachments),
            has_form=_has_form(message),
            edited=bool(message.edited_at) and not message.ephemeral_to,
            own=bool(message.user) and message.user == self.names.me,
        )

    def _since(self, message: Message) -> str:
        when = dates.local(_seconds(message.ts), self.zone)
        return dates.ago(when, self.now) if when else ""

    def _day(self, timestamp: float) -> str:
        when = dates.local(timestamp, self.zone)
        return dates.day_heading(when, self.now) if when else ""

    def _view_blocks(
        self,
        view: Seen,
        state: Mapping[str, Any] | None,
        errors: Mapping[str, str] | None = None,
    ) -> Blocks:
        values = seen.json(view.state["values"]) if state is None else state
        form = Form(f"v/{view.id}", errors or {}, values if isinstance(values, Mapping) else {})
        return Blocks(self.reader, form)

    def _surface(self, name: str, *given: Any) -> Markup:
        shown: Markup = macros("surfaces.html.j2")[name](self, *given)
        return shown

    def text(self, message: Message) -> Markup:
        """The top-level text, which shows where there are no blocks."""
        return mrkdwn.mrkdwn(message.text, self.reader)


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return 0.0


def _together(above: Message, below: Message) -> bool:
    near = 0 <= _seconds(below.ts) - _seconds(above.ts) < TOGETHER
    plain = not (above.ephemeral_to or below.ephemeral_to or below.broadcast)
    return near and plain and above.user == below.user and above.channel == below.channel


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


_PRESSED = ("actions", "context_actions", "input", "card", "carousel", "container", "auth_provider")


def _has_form(message: Message) -> bool:
    """Something in it can be pressed or filled in."""
    blocks = [*Seen(message.blocks)]
    blocks += [block for attachment in Seen(message.attachments) for block in attachment.blocks]
    return any(
        str(block.type) in _PRESSED or bool(block.accessory and block.accessory.type != "image")
        for block in blocks
    )
