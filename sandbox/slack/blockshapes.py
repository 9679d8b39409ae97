"""What Slack takes as blocks, each kind with its limits."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.slack import elements as el
from sandbox.slack.richtext import RICH_TEXT
from sandbox.slack.shapes import Check, flag, listed, number, one_of, thing, typed, words


def _block(
    fields: Mapping[str, Check],
    required: tuple[str, ...] = (),
    any_of: tuple[str, ...] = (),
    only_one_of: tuple[str, ...] = (),
) -> Check:
    return thing({"block_id": words(255), **fields}, required, any_of, only_one_of)


_RICH = typed({"rich_text": RICH_TEXT})
_IMAGE = typed({"image": el.IMAGE})
_RICH_INPUT: dict[str, Check] = {
    "rich_text_input": thing(
        {
            "action_id": el.ID,
            "initial_value": _RICH,
            "dispatch_action_config": el.DISPATCH,
            "focus_on_load": flag,
            "placeholder": el.plain(150),
            "max_lines": number(1),
            "min_lines": number(1),
        }
    )
}
_PICKERS = {**el.SELECTS, **el.MULTI_SELECTS, **el.CHOOSERS}
_ACTIONS = {**el.BUTTONS, **_PICKERS, **el.DATETIME, **el.OVERFLOW, **_RICH_INPUT}
_ACCESSORIES = {**el.BUTTONS, **_PICKERS, **el.OVERFLOW, "image": el.IMAGE}
_INPUTS = {**_PICKERS, **el.DATETIME, **el.FIELDS, **_RICH_INPUT}

CARD = _block(
    {
        "title": el.mrkdwn(150),
        "subtitle": el.mrkdwn(150),
        "body": el.mrkdwn(200),
        "icon": _IMAGE,
        "hero_image": _IMAGE,
        "actions": listed(typed({"button": el.BUTTON})),
    },
    any_of=("hero_image", "title", "actions", "body"),
)
_CELL: dict[str, Check] = {
    "raw_text": thing({"text": words()}, ("text",)),
    "raw_number": thing({"text": words(), "value": number()}, ("text", "value")),
    "rich_text": RICH_TEXT,
}
TASK = _block(
    {
        "task_id": words(least=1),
        "title": words(least=1),
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": _RICH,
        "output": _RICH,
        "sources": listed(
            typed({"url": thing({"url": words(least=1), "text": words()}, ("url", "text"))})
        ),
    },
    ("task_id", "title", "status"),
)
_NESTABLE: dict[str, Check] = {
    "actions": _block({"elements": listed(typed(_ACTIONS), 25, 1)}, ("elements",)),
    "context": _block(
        {
            "elements": listed(
                typed(
                    {
                        "image": el.IMAGE,
                        "plain_text": thing({"text": words(3000, 1), "emoji": flag}, ("text",)),
                        "mrkdwn": thing({"text": words(3000, 1), "verbatim": flag}, ("text",)),
                    }
                ),
                10,
                1,
            )
        },
        ("elements",),
    ),
    "divider": _block({}),
    "file": _block({"external_id": words(least=1), "source": words()}, ("external_id", "source")),
    "header": _block({"text": el.plain(150)}, ("text",)),
    "image": _block(
        {
            "alt_text": words(2000),
            "image_url": el.IMAGE_LINK,
            "slack_file": el.SLACK_FILE,
            "title": el.plain(2000),
        },
        ("alt_text",),
        only_one_of=("image_url", "slack_file"),
    ),
    "input": _block(
        {
            "label": el.plain(2000),
            "element": typed(_INPUTS),
            "hint": el.plain(2000),
            "optional": flag,
            "dispatch_action": flag,
        },
        ("label", "element"),
    ),
    "rich_text": RICH_TEXT,
    "section": _block(
        {
            "text": el.text(3000),
            "fields": listed(el.text(2000), 10, 1),
            "accessory": typed(_ACCESSORIES),
            "expand": flag,
        },
        any_of=("text", "fields"),
    ),
    "table": _block(
        {
            "rows": listed(listed(typed(_CELL), 20, 1), 100, 1),
            "column_settings": listed(
                thing({"align": one_of("left", "center", "right"), "is_wrapped": flag}), 20
            ),
        },
        ("rows",),
    ),
    "video": _block(
        {
            "alt_text": words(),
            "video_url": el.IMAGE_LINK,
            "thumbnail_url": el.IMAGE_LINK,
            "title": el.plain(199),
            "title_url": el.IMAGE_LINK,
            "author_name": words(49),
            "description": el.plain(199),
            "provider_name": words(),
            "provider_icon_url": el.IMAGE_LINK,
        },
        ("alt_text", "video_url", "thumbnail_url", "title"),
    ),
}
MESSAGE_BLOCKS: dict[str, Check] = {
    **_NESTABLE,
    "card": CARD,
    "carousel": _block({"elements": listed(typed({"card": CARD}), 10, 1)}, ("elements",)),
    "container": _block(
        {
            "child_blocks": listed(typed(_NESTABLE), 10, 1),
            "title": el.plain(150),
            "subtitle": el.text(150),
            "rich_text_title": _RICH,
            "icon": _IMAGE,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        ("child_blocks",),
    ),
    "context_actions": _block({"elements": listed(typed(el.FEEDBACK), 5, 1)}, ("elements",)),
    "data_table": _block(
        {
            "rows": listed(listed(typed(_CELL), 20, 1), least=1),
            "caption": words(),
            "page_size": number(1),
            "row_header_column_index": number(0),
        },
        ("rows", "caption"),
    ),
    "markdown": _block({"text": words(12000, 1)}, ("text",)),
    "plan": _block(
        {"title": words(least=1), "tasks": listed(typed({"task_card": TASK}))}, ("title",)
    ),
    "task_card": TASK,
}
VIEW_BLOCKS: dict[str, Check] = {
    **MESSAGE_BLOCKS,
    "alert": _block(
        {
            "text": el.text(3000),
            "level": one_of("default", "info", "warning", "error", "success"),
        },
        ("text",),
    ),
}
