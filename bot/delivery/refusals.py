"""Why Slack does not take a message or its edit, in Slack's own words, and what they mean."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError

from filings.errors import SlackBusy, SlackRefused, SlackUnknown

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

# "Some aspect of the operation may have succeeded", Slack's documentation says of these.
_AMBIGUOUS = frozenset(
    ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")
)
CREDENTIALS = frozenset(
    (
        "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired",
        "no_permission", "missing_scope", "org_login_required", "not_allowed_token_type",
    )
)  # fmt: skip
CREDENTIALS_WAIT = 300.0
RATE_LIMITED = "ratelimited"
# A token that may post and not read will never be able to look. Errors of every method, listed
# with each: https://docs.slack.dev/reference/methods/conversations.history
NOT_TO_READ = frozenset(("missing_scope", "no_permission", "not_allowed_token_type"))


def translated(error: SlackApiError) -> SlackRefused | SlackBusy | SlackUnknown:
    """What an answer without "ok" means for the message: no, not now, or nobody knows."""
    answer = error.response
    status = getattr(answer, "status_code", getattr(answer, "status", 0))
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or code in (RATE_LIMITED, "rate_limited", "message_limit_exceeded"):
        wait = _seconds(answer.headers.get("Retry-After"))
        return SlackBusy(RATE_LIMITED, "Slack asked to wait.", retry_after=wait)
    if status >= 500 or code in _AMBIGUOUS or not code:
        return SlackUnknown(code, f"Slack's answer was unclear ({code or status}).")
    if code in CREDENTIALS:
        return SlackBusy(
            code, f"Slack does not accept the token ({code}).", retry_after=CREDENTIALS_WAIT
        )
    return SlackRefused(code, f"Slack refused it ({code}).")


def _seconds(value: Any) -> float:
    try:
        return min(max(float(value), 1.0), 86_400.0)
    except (TypeError, ValueError):
        return 30.0
