"""What stands between ``<`` and ``>``: links, mentions and dates."""

from __future__ import annotations

import re

from sandbox.page import dates, links
from sandbox.page.emoji import glyph
from sandbox.page.names import Reader
from sandbox.page.nodes import Emoji, Link, Mention, Moment, Node, Nodes, Text

_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
EMOJI_CODE = re.compile(r":([a-z0-9_+'-]{1,80}):(?::skin-tone-([2-6]):)?")
BROADCASTS = ("here", "channel", "everyone")


def unescape(text: str) -> str:
    """Slack's three escapes undone, once: ``&amp;lt;`` shows as ``&lt;``."""
    return _ENTITY.sub(lambda match: _CHARACTERS[match[1]], text) if "&" in text else text


def node(inside: str, reader: Reader) -> Node | None:
    """The meaning of ``<inside>``, or None for what Slack shows as it was typed."""
    target, _, label = inside.partition("|")
    sign, rest = target[:1], target[1:]
    if sign == "@":
        return user(unescape(rest), reader, label=unescape(label)) if rest else None
    if sign == "#":
        return channel(unescape(rest), reader, label=unescape(label)) if rest else None
    if sign == "!":
        return _command(rest, label, reader)
    url = links.safe(unescape(target))
    return Link(url, labelled(label) if label else (Text(url),)) if url else None


def user(user_id: str, reader: Reader, *, label: str = "") -> Mention:
    known = reader.names.users.get(user_id)
    name = known.name if known else label.removeprefix("@") or user_id
    return Mention(f"@{name}", mine=bool(user_id) and user_id == reader.names.me)


def channel(channel_id: str, reader: Reader, *, label: str = "") -> Mention:
    known = reader.names.channels.get(channel_id)
    if known is None:
        return Mention(f"#{label.removeprefix('#') or channel_id}")
    name = known.name if known.kind == "im" else f"#{known.name}"
    return Mention(name, channel=known.id)


def group(group_id: str, reader: Reader, *, label: str = "") -> Mention:
    name = reader.names.groups.get(group_id) or label.removeprefix("@") or group_id
    return Mention(f"@{name}")


def moment(
    timestamp: float, pattern: str, reader: Reader, *, url: str = "", fallback: str = ""
) -> Node:
    """A date of Slack's in the reader's zone; its fallback where it cannot be shown."""
    when = dates.local(timestamp, reader.zone)
    said = dates.shown(when, pattern, reader.now) if when else None
    if when is None or said is None:
        return Text(fallback or pattern)
    return Moment(when.isoformat(), said, links.safe(url))


def labelled(label: str) -> Nodes:
    """A label: words and emoji, never markup."""
    nodes: list[Node] = []
    at = 0
    for match in EMOJI_CODE.finditer(label):
        found = glyph(match[1], match[2] or "")
        if found:
            if match.start() > at:
                nodes.append(Text(unescape(label[at : match.start()])))
            nodes.append(Emoji(match[1], found))
            at = match.end()
    if at < len(label):
        nodes.append(Text(unescape(label[at:])))
    return tuple(nodes)


def _command(rest: str, label: str, reader: Reader) -> Node | None:
    """``<!here>``, ``<!subteam^S1|@desk>``, ``<!date^1762198860^{time}^link|fallback>``."""
    name, *parts = rest.split("^")
    if name in BROADCASTS:
        return Mention(f"@{name}", mine=True)
    if name == "subteam" and parts:
        return group(unescape(parts[0]), reader, label=unescape(label))
    if name == "date" and len(parts) >= 2:
        return _date(parts, unescape(label), reader)
    return Text(f"<{unescape(label)}>") if label else None


def _date(parts: list[str], fallback: str, reader: Reader) -> Node | None:
    try:
        timestamp = int(parts[0])
    except ValueError:
        return Text(fallback) if fallback else None
    url = unescape(parts[2]) if len(parts) > 2 else ""
    return moment(timestamp, unescape(parts[1]), reader, url=url, fallback=fallback)
