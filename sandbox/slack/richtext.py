"""What Slack takes as rich text; lengths are not published beyond those of a block."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.slack.shapes import Check, flag, listed, number, one_of, thing, typed, words

_STYLE = thing(dict.fromkeys(("bold", "code", "italic", "strike", "underline"), flag))


def _inline(fields: Mapping[str, Check], required: tuple[str, ...]) -> Check:
    return thing({**fields, "style": _STYLE}, required)


_LINK = _inline({"url": words(3000, 1), "text": words(), "unsafe": flag}, ("url",))
_TEXT = _inline({"text": words(least=1)}, ("text",))
INLINE = typed(
    {
        "text": _TEXT,
        "link": _LINK,
        "broadcast": _inline({"range": one_of("here", "channel", "everyone")}, ("range",)),
        "color": _inline({"value": words()}, ("value",)),
        "channel": _inline({"channel_id": words(least=1)}, ("channel_id",)),
        "date": _inline(
            {"timestamp": number(), "format": words(least=1), "url": words(), "fallback": words()},
            ("timestamp", "format"),
        ),
        "emoji": _inline({"name": words(least=1), "unicode": words(), "url": words()}, ("name",)),
        "team": _inline({"team_id": words()}, ("team_id",)),
        "user": _inline({"user_id": words(least=1)}, ("user_id",)),
        "usergroup": _inline({"usergroup_id": words()}, ("usergroup_id",)),
    }
)
_BORDER: dict[str, Check] = {"border": one_of(0, 1)}
_SECTION = thing({"elements": listed(INLINE)}, ("elements",))
PARTS = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": thing(
            {
                "elements": listed(typed({"rich_text_section": _SECTION})),
                "style": one_of("bullet", "ordered"),
                "indent": number(0, 8),
                "offset": number(0),
                **_BORDER,
            },
            ("elements", "style"),
        ),
        "rich_text_quote": thing({"elements": listed(INLINE), **_BORDER}, ("elements",)),
        "rich_text_preformatted": thing(
            {"elements": listed(typed({"text": _TEXT, "link": _LINK})), **_BORDER},
            ("elements",),
        ),
    }
)
RICH_TEXT = thing({"block_id": words(255), "elements": listed(PARTS, least=1)}, ("elements",))
