"""Why Slack does not take a message or its edit, in Slack's own words."""

from __future__ import annotations

# Slack's word that the channel itself, not the message, is the trouble; both lists are from
# https://docs.slack.dev/reference/methods/chat.postMessage and, of edits, chat.update there.
CHANNEL_TROUBLE = frozenset(
    (
        "channel_not_found", "is_archived", "not_in_channel", "restricted_action",
        "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel", "team_not_found",
        "app_access_restricted", "ekm_access_denied",
    )
)  # fmt: skip
# Its word that this message will never do; "" is what slack_sdk itself refuses.
MESSAGE_TROUBLE = frozenset(
    (
        "", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long",
        "no_text", "invalid_arguments", "invalid_metadata_format", "invalid_metadata_schema",
        "metadata_too_large", "metadata_must_be_sent_from_app", "thread_not_found",
    )
)  # fmt: skip

# What Slack says of a message that somebody deleted, the second where it has replies.
GONE = ("message_not_found", "cant_update_message")
