"""What Slack takes as text objects, options and interactive elements.

Limits as in slackapi/node-slack-sdk (packages/types) and slackapi/python-slack-sdk
(slack_sdk/models/blocks). Where those two differ (an option's value: 150 or 75
characters) the smaller one counts here.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.slack.shapes import Check, flag, listed, number, one_of, thing, typed, words

ID = words(255, 1)
LINK = words(3000, 1, r"[A-Za-z][A-Za-z0-9+.-]*:")
IMAGE_LINK = words(3000, 1, r"https?://")


def plain(most: int = 3000) -> Check:
    return typed({"plain_text": thing({"text": words(most, 1), "emoji": flag}, ("text",))})


def mrkdwn(most: int = 3000) -> Check:
    return typed({"mrkdwn": thing({"text": words(most, 1), "verbatim": flag}, ("text",))})


def text(most: int = 3000) -> Check:
    return typed(
        {
            "plain_text": thing({"text": words(most, 1), "emoji": flag}, ("text",)),
            "mrkdwn": thing({"text": words(most, 1), "verbatim": flag}, ("text",)),
        }
    )


STYLE = one_of("primary", "danger")
CONFIRM = thing(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": STYLE,
    },
    ("title", "text", "confirm", "deny"),
)
DISPATCH = thing(
    {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), 2, 1)}
)


def _option(shown: Check) -> Check:
    fields = {"text": shown, "value": words(75), "description": plain(75), "url": LINK}
    return thing(fields, ("text", "value"))


OPTION = _option(text(75))
PLAIN_OPTION = _option(plain(75))
OPTION_GROUP = thing(
    {"label": plain(75), "options": listed(PLAIN_OPTION, 100, 1)}, ("label", "options")
)
SLACK_FILE = thing({"id": words(), "url": words()}, only_one_of=("id", "url"))
IMAGE = thing(
    {"alt_text": words(2000), "image_url": IMAGE_LINK, "slack_file": SLACK_FILE},
    ("alt_text",),
    only_one_of=("image_url", "slack_file"),
)
FILTER = thing(
    {
        "include": listed(one_of("im", "mpim", "private", "public"), 4, 1),
        "exclude_bot_users": flag,
        "exclude_external_shared_channels": flag,
    }
)


def _element(
    fields: Mapping[str, Check], required: tuple[str, ...] = (), only_one_of: tuple[str, ...] = ()
) -> Check:
    return thing({"action_id": ID, **fields}, required, only_one_of=only_one_of)


_FOCUS: dict[str, Check] = {"focus_on_load": flag}
_ASK: dict[str, Check] = {**_FOCUS, "placeholder": plain(150)}
_PICK: dict[str, Check] = {**_ASK, "confirm": CONFIRM}
_MANY: dict[str, Check] = {**_PICK, "max_selected_items": number(1)}
_CHOICES: dict[str, Check] = {
    "options": listed(PLAIN_OPTION, 100, 1),
    "option_groups": listed(OPTION_GROUP, 100, 1),
}
_ONE_SOURCE = ("options", "option_groups")
_RESPOND: dict[str, Check] = {"response_url_enabled": flag}
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": flag, "filter": FILTER}
_TYPED_IN: dict[str, Check] = {
    **_ASK,
    "initial_value": words(3000),
    "dispatch_action_config": DISPATCH,
}

BUTTON = _element(
    {
        "text": plain(75),
        "url": LINK,
        "value": words(2000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": words(75),
    },
    ("text",),
)
_INPUT_PAIR = thing({"name": words(), "value": words()}, ("name", "value"))
_TRIGGER = thing({"url": LINK, "customizable_input_parameters": listed(_INPUT_PAIR)}, ("url",))
WORKFLOW_BUTTON = _element(
    {
        "text": plain(75),
        "workflow": thing({"trigger": _TRIGGER}, ("trigger",)),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": words(75),
    },
    ("text", "workflow"),
)
_FEEDBACK = thing(
    {"text": plain(75), "value": words(2000), "accessibility_label": words(75)},
    ("text", "value"),
)

SELECTS: dict[str, Check] = {
    "static_select": _element(
        {**_PICK, **_CHOICES, "initial_option": PLAIN_OPTION}, only_one_of=_ONE_SOURCE
    ),
    "external_select": _element(
        {**_PICK, "initial_option": PLAIN_OPTION, "min_query_length": number(0)}
    ),
    "users_select": _element({**_PICK, "initial_user": words()}),
    "conversations_select": _element(
        {**_PICK, **_RESPOND, **_CONVERSATIONS, "initial_conversation": words()}
    ),
    "channels_select": _element({**_PICK, **_RESPOND, "initial_channel": words()}),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": _element(
        {**_MANY, **_CHOICES, "initial_options": listed(PLAIN_OPTION, 100, 1)},
        only_one_of=_ONE_SOURCE,
    ),
    "multi_external_select": _element(
        {
            **_MANY,
            "initial_options": listed(PLAIN_OPTION, 100, 1),
            "min_query_length": number(0),
        }
    ),
    "multi_users_select": _element({**_MANY, "initial_users": listed(words())}),
    "multi_conversations_select": _element(
        {**_MANY, **_CONVERSATIONS, "initial_conversations": listed(words())}
    ),
    "multi_channels_select": _element({**_MANY, "initial_channels": listed(words())}),
}
CHOOSERS: dict[str, Check] = {
    "checkboxes": _element(
        {
            **_FOCUS,
            "confirm": CONFIRM,
            "options": listed(OPTION, 10, 1),
            "initial_options": listed(OPTION, 10, 1),
        },
        ("options",),
    ),
    "radio_buttons": _element(
        {
            **_FOCUS,
            "confirm": CONFIRM,
            "options": listed(OPTION, 10, 1),
            "initial_option": OPTION,
        },
        ("options",),
    ),
    "datepicker": _element({**_PICK, "initial_date": words(10, 10, r"\d{4}-\d\d-\d\d$")}),
    "timepicker": _element(
        {**_PICK, "initial_time": words(5, 5, r"\d\d:\d\d$"), "timezone": words()}
    ),
}
DATETIME: dict[str, Check] = {
    "datetimepicker": _element(
        {**_FOCUS, "confirm": CONFIRM, "initial_date_time": number(1_000_000_000, 9_999_999_999)}
    )
}
OVERFLOW: dict[str, Check] = {
    "overflow": _element({"confirm": CONFIRM, "options": listed(PLAIN_OPTION, 5, 1)}, ("options",))
}
BUTTONS: dict[str, Check] = {"button": BUTTON, "workflow_button": WORKFLOW_BUTTON}
FEEDBACK: dict[str, Check] = {
    "feedback_buttons": _element(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        ("positive_button", "negative_button"),
    ),
    "icon_button": _element(
        {
            "icon": words(least=1),
            "text": plain(),
            "value": words(2000),
            "confirm": CONFIRM,
            "accessibility_label": words(75),
            "visible_to_user_ids": listed(words()),
        },
        ("icon", "text"),
    ),
}
FIELDS: dict[str, Check] = {
    "plain_text_input": _element(
        {
            **_TYPED_IN,
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        }
    ),
    "email_text_input": _element(_TYPED_IN),
    "url_text_input": _element(_TYPED_IN),
    "number_input": _element(
        {
            **_TYPED_IN,
            "is_decimal_allowed": flag,
            "min_value": words(),
            "max_value": words(),
        },
        ("is_decimal_allowed",),
    ),
    "file_input": _element({"filetypes": listed(words(), least=1), "max_files": number(1, 10)}),
}
