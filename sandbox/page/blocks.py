"""Blocks and elements as HTML, and the contract of the forms around them.

Every surface (a message with something to press, a modal, a Home tab) is one
form: ``method="post" action="/act"``, urlencoded, usable without a script.

Hidden fields say where the form stands:

    surface   ``message``, ``modal``, ``home`` or ``shortcut``
    channel   and ``ts``: the message, for ``message`` and ``shortcut``
    view      the view's id, for ``modal`` and ``home``

Everything that holds a value is named ``f/BLOCK_ID/ACTION_ID``, the ids
percent-encoded (``controls.key``), repeated when several values are chosen. The values are
an option's place among all options of the element (``0``, ``1``, …), a user's or
conversation's id, a date ``2025-11-03``, a time ``14:41``, for a datetimepicker
``2025-11-03T14:41`` in the reader's zone, or what was typed. An empty value is
none. What Slack sends as ``state.values`` is all of these together.

Whatever sends the form is a button:

    press   ``BLOCK_ID/ACTION_ID``: this element was pressed or has its new value;
            ``BLOCK_ID/ACTION_ID/N`` for the Nth entry of an overflow menu and for
            ``positive`` or ``negative`` of feedback buttons; empty for nothing (the
            Enter key in a message, "no" in a confirmation): show the page again
    do      ``submit`` or ``close`` in a modal, the callback_id in ``shortcut``

``posted.read`` turns such a form into values. For a script there are:

    .nojs          buttons that a ``change`` event makes needless; hidden under ``.js``
    data-dispatch  on a control, the ``press`` that its change stands for
    data-press     on a link that is also a button: send this ``press``, then follow
    details.ask    a confirmation; its ``data-for`` is the ``press`` it stands before
    data-autofocus the control that Slack would focus

A server that uses other addresses rewrites none of this: ``/act``, ``/c/CHANNEL``
and ``/c/CHANNEL/t/TS`` are the three that the page knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.page import angle, dates, links, mrkdwn, seen
from sandbox.page.controls import Control, Form, label
from sandbox.page.emoji import glyph
from sandbox.page.names import Place, Reader, Who
from sandbox.page.posted import options_of
from sandbox.page.seen import Seen

FOLDER = Path(__file__).resolve().parent / "templates"
MAX_DEPTH = 4
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")


@cache
def environment() -> Environment:
    """Templates that escape whatever they are given and print no control characters."""

    def finalize(value: object) -> object:
        if isinstance(value, Markup):
            return value
        return str(value) if isinstance(value, Seen) else seen.clean(str(value))

    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["words"] = seen.is_words
    return made


@cache
def macros(template: str) -> Mapping[str, Any]:
    """The macros of one template by name."""
    module = environment().get_template(template).module
    return {name: value for name, value in vars(module).items() if callable(value)}


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one surface. What the macros are given as ``r``.

    channel  id of the channel it stands in, "" in a view
    """

    reader: Reader
    form: Form
    channel: str = ""
    depth: int = 0

    def all(self, blocks: Any) -> Markup:
        return Markup("").join(self.block(block) for block in Seen(blocks))

    def block(self, block: Seen) -> Markup:
        """One block; a type that is not known, or too deep a nest, by its name."""
        deeper = replace(self, depth=self.depth + 1)
        known = macros("blocks.html.j2")
        found = known.get(f"block_{block.type}") if self.depth < MAX_DEPTH else None
        shown: Markup = (found or known["unknown"])(deeper, block)
        return shown

    def element(self, element: Seen, block: Seen, *, sends: bool = True) -> Markup:
        """One interactive element; ``sends`` when a change in it is told at once."""
        known = macros("elements.html.j2")
        found = known.get(f"element_{element.type}") or known["unknown"]
        at = Control.of(self.form, element, block, sends=sends)
        shown: Markup = found(self, element, at)
        return shown

    def rich(self, block: Seen) -> Markup:
        shown: Markup = macros("richtext.html.j2")["block"](self, block)
        return shown

    def words(self, text: Seen) -> Markup:
        """A text object of either type; a bare string counts as plain text."""
        if text.type == "mrkdwn":
            return mrkdwn.mrkdwn(str(text.text), self.reader, verbatim=bool(text.verbatim))
        if seen.is_words(text):
            return mrkdwn.plain(str(text), emoji=False)
        return mrkdwn.plain(str(text.text), emoji=text.emoji != False)  # noqa: E712

    def mrkdwn(self, text: Seen | str) -> Markup:
        return mrkdwn.mrkdwn(str(text), self.reader)

    def markdown(self, text: Seen) -> Markup:
        return mrkdwn.markdown(str(text))

    def label(self, text: Seen) -> str:
        return label(text)

    def url(self, url: Seen | str) -> str:
        return links.safe(seen.raw(url))

    def user(self, user_id: Seen) -> Markup:
        return mrkdwn.html([angle.user(str(user_id), self.reader)])

    def place(self, channel_id: Seen) -> Markup:
        return mrkdwn.html([angle.channel(str(channel_id), self.reader)])

    def group(self, group_id: Seen) -> Markup:
        return mrkdwn.html([angle.group(str(group_id), self.reader)])

    def date(self, part: Seen) -> Markup:
        """A date of rich text."""
        stamp = seen.number(part.timestamp)
        fallback = str(part.fallback) or str(part.format)
        if stamp is None:
            return mrkdwn.plain(fallback, emoji=False)
        node = angle.moment(
            stamp, str(part.format), self.reader, url=seen.raw(part.url), fallback=fallback
        )
        return mrkdwn.html([node])

    def emoji(self, name: Seen) -> str:
        return glyph(str(name))

    def local_time(self, timestamp: Seen) -> str:
        """``2025-11-03T14:41`` in the reader's zone, as a form control takes it; or ""."""
        stamp = seen.number(timestamp)
        when = dates.local(stamp, self.reader.zone) if stamp is not None else None
        return f"{when:%Y-%m-%dT%H:%M}" if when else ""

    def colour(self, value: Seen) -> str:
        """A colour as ``#a1b2c3``, or ""; only for the attributes of an SVG."""
        found = _HEX.match(str(value))
        return f"#{found[1]}" if found else ""

    def users(self, element: Seen) -> list[Who]:
        """Who can be chosen; conversations may leave out apps."""
        people = self.reader.names.users.values()
        no_apps = bool(element.filter.exclude_bot_users)
        return [who for who in people if not (no_apps and who.is_app)]

    def places(self, element: Seen) -> list[Place]:
        wanted = [str(kind) for kind in element.filter.include]
        places: Sequence[Place] = list(self.reader.names.channels.values())
        if element.type in ("channels_select", "multi_channels_select"):
            return [place for place in places if place.kind == "public"]
        return [place for place in places if not wanted or place.kind in wanted]

    def options(self, element: Seen) -> list[Seen]:
        return options_of(element)

    def control_id(self, element: Seen, block: Seen) -> str:
        return Control.of(self.form, element, block).id

    def error(self, block: Seen) -> str:
        return self.form.error(block)

    def dispatches(self, block: Seen) -> bool:
        """Whether the app hears of each change in an input; in a modal only when it asked to."""
        return bool(block.dispatch_action)

    def rich_words(self, element: Seen, at: Control) -> str:
        """The words of what a rich_text_input holds."""
        held = at.now.rich_text_value or element.initial_value
        parts = [part for section in held.elements for part in section.elements]
        return "".join(str(part.text) for part in parts)
