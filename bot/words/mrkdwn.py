"""Text that is safe in Slack's mrkdwn.

Court text is never markup. A plain ``str`` is taken to be court text wherever
it meets a template or a block: it loses control characters, its emphasis
characters become look-alikes, and ``&``, ``<``, ``>`` are escaped once. Only the
marked type ``Mrkdwn`` passes as it is, and only this module and the templates
make one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

MAX_URL = 300


class Mrkdwn(str):
    """Text that is markup already: escaped, and free of everything that was not meant."""

    __slots__ = ()


# Slack has no escape for these; a letter-like character stands in for each.
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_OPEN_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_SHORTCODE = re.compile(r":(?=\S{1,100}:)")
_LEADING_QUOTE = re.compile(r"^[\s>]*>\s*")
_ENDS_A_LINK = (("|", "%7C"), ("<", "%3C"), (">", "%3E"), (" ", "%20"), ('"', "%22"))


class _Visible(dict[int, str]):
    """For ``str.translate``: what a character becomes, looked up once in its life."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            said = " "
        else:
            # Format characters are the bidi overrides and the zero-width ones;
            # a lone surrogate cannot be sent at all.
            said = "" if category in ("Cf", "Cs", "Cn", "Co") else character
        self[code] = said
        return said


_VISIBLE = _Visible()


def fold(text: str) -> str:
    """One line: controls, bidi marks and invisible characters out, white space single."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_VISIBLE)
    return " ".join(text.split())


def plain(text: str) -> str:
    """Court text for a plain_text object, where nothing is markup but emoji codes."""
    return _SHORTCODE.sub("∶", fold(text))


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def court(text: str) -> Mrkdwn:
    """Court text as mrkdwn. ``Mrkdwn`` passes unchanged, so that nothing is escaped twice."""
    if isinstance(text, Mrkdwn):
        return text
    said = _LEADING_QUOTE.sub("› ", fold(text)).rstrip()
    said = _OPEN_UNDERSCORE.sub("ˍ", said.translate(_LOOKALIKES))
    return Mrkdwn(escape(_SHORTCODE.sub("∶", said)))


def bold(text: str) -> Mrkdwn:
    """Strong court text; nothing for nothing, since ``**`` would show."""
    said = court(text)
    return Mrkdwn(f"*{said}*") if said else said


def struck(text: str) -> Mrkdwn:
    said = court(text)
    return Mrkdwn(f"~{said}~") if said else said


def code(text: str) -> Mrkdwn:
    said = court(text)
    return Mrkdwn(f"`{said}`") if said else said


def safe_url(url: str | None) -> str | None:
    """The URL as it may stand in a link, or None when it may not.

    Only http and https with a host; what would end the link is percent-encoded;
    over ``MAX_URL`` characters it is no page of a court.
    """
    if not url or not url.isprintable():
        return None
    clean = url.strip()
    for character, encoded in _ENDS_A_LINK:
        clean = clean.replace(character, encoded)
    try:
        parts = urlsplit(clean)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    said = escape(clean)
    return said if len(said) <= MAX_URL else None


_LINKED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_MARKS = str.maketrans("", "", "*~`")


def words(text: Mrkdwn) -> Mrkdwn:
    """Our own markup taken off again: emphasis, and links to their labels. One line.

    Court text is safe from it, since its emphasis characters were replaced.
    """
    return Mrkdwn(_LINKED.sub(r"\1", text).translate(_MARKS).replace("\n", " "))


def link(url: str | None, label: str) -> Mrkdwn:
    """``<url|label>``; without a usable URL nothing, so that no label promises a page."""
    target = safe_url(url)
    if target is None:
        return Mrkdwn("")
    said = court(fold(label).replace("|", " ").replace("<", " ").replace(">", " "))
    return Mrkdwn(f"<{target}|{said or 'link'}>")


def dots(parts: Iterable[str]) -> Mrkdwn:
    """The parts that say something, with a middle dot between."""
    return Mrkdwn(" · ".join(said for part in parts if (said := court(part))))


def stopped(text: str) -> Mrkdwn:
    """With a full stop, which "D.D.C." has already."""
    said = court(text)
    return said if said.endswith(".") else Mrkdwn(f"{said}.")


def channel(channel_id: str) -> Mrkdwn:
    """A channel by id; what is no id of Slack's ("terminal") stays a word."""
    if re.fullmatch(r"[CGD][A-Z0-9]{2,20}", channel_id):
        return Mrkdwn(f"<#{channel_id}>")
    return court(channel_id)


def person(user_id: str) -> Mrkdwn:
    """A person by id; anything else stays words and mentions nobody."""
    if re.fullmatch(r"[UW][A-Z0-9]{2,20}", user_id):
        return Mrkdwn(f"<@{user_id}>")
    return court(user_id)


def cut(text: str, room: int, rest: str = "on the docket") -> Mrkdwn:
    """Court text in at most ``room`` characters, escapes counted, saying what is left out.

    "… [ 1,204 more characters on the docket ]" stands in the room too.
    """
    if isinstance(text, Mrkdwn):
        return text
    folded = fold(text)
    if len(folded) <= room and len(whole := court(folded)) <= room:
        return whole
    keep = min(len(folded), max(0, room - 60))
    while True:
        shown = folded[:keep].rstrip()
        note = f"… [ {len(folded) - len(shown):,} more characters {rest} ]"
        said = f"{court(shown)}{note}"
        if len(said) <= room or not keep:
            return Mrkdwn(said)
        keep -= max(1, min(len(said) - room, keep // 2 or 1))
