"""What can be pressed on an alert. Every value is words, so that it works on year-old messages."""

from __future__ import annotations

from bot.words import becoming
from bot.words.blocks import MAX_VALUE, Block, fits
from bot.words.mrkdwn import plain, safe_url
from bot.words.shown import value_of
from filings.views import FilingView

MORE = "crier:more"
_MENU = (
    ("Mute this case", "mute"),
    ("Only orders", "orders"),
    ("Settings", "settings"),
    ("Unfollow", "unfollow"),
)
_WATCHED = (("Follow this case", "follow"),)
_LONGEST = max((verb for _, verb in _MENU), key=len)


def of_filing(view: FilingView, *, cut: bool) -> Block:
    """Cite, the whole text where it was cut, and what can be done to the follow."""
    buttons = [_button("Cite", "crier:cite", value_of(view.court, view.docket_number))]
    if view.watched:
        case = value_of(view.court, view.docket_number)
        buttons.insert(0, _button("Follow this case", "crier:follow", case))
        buttons.append(_button("Stop this watch", "crier:unwatch", view.watched[0]))
    for other in becoming.to_follow(view):
        # Slack wants every action of a block to have an id of its own.
        buttons.append(_button(other.label, f"crier:follow:{len(buttons)}", other.value))
    if cut:
        buttons.append(_button("Whole text", "crier:text", f"{view.court} {view.key}"))
    more = _menu(view)
    return {"type": "actions", "elements": buttons if more is None else [*buttons, more]}


def show_routine(post_id: str) -> Block:
    """Lists the routine papers that a message counts, for whoever presses it."""
    return _button("Show", "crier:routine", post_id)


def show_texts(value: str) -> Block:
    """The docket's own words of a message's filings, or of a case's last ones.

    value  a post's id, or "COURT NUMBER"
    """
    return _button("Whole texts", "crier:texts", value)


def with_menu(block: Block, view: FilingView) -> Block:
    """A section with ⋯ of the case beside it: what can be done to the follow, and the page
    that costs least."""
    more = _menu(view)
    return block if more is None else {**block, "accessory": more}


def _menu(view: FilingView) -> Block | None:
    """None for a number too long for an option, which would name another case where it is cut."""
    case = value_of(view.court, view.docket_number)
    if not fits(f"{_LONGEST} {case}"):
        return None
    # A case that only a watch brought is not followed here, so there is nothing to change.
    menu = _WATCHED if view.watched else _MENU
    options = [_option(label, f"{verb} {case}") for label, verb in menu]
    url = safe_url(view.free_url) or safe_url(view.url)
    if url:
        options.append({**_option("Open", f"open {case}"), "url": url})
    return {"type": "overflow", "action_id": MORE, "options": options}


def _option(label: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": label}, "value": value}


def _button(label: str, action_id: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": label, "emoji": True},
        "value": plain(value)[:MAX_VALUE],
    }
