"""The Home tab as Slack takes it: what the workspace follows, to search, change and turn over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.surfaces.forms import parts
from bot.surfaces.forms.parts import View, option
from bot.surfaces.homepages import MOST_FIND, Looking
from bot.surfaces.homewatches import Counts, block_of
from bot.words.blocks import Block, Message, context, fits, gist, section
from bot.words.cards import case_of, choice_label, last_of
from bot.words.coverage import shown_coverage
from bot.words.mrkdwn import Mrkdwn, channel, cut, words
from bot.words.shown import value_of
from bot.words.templating import Templates
from bot.words.termwords import words_of
from filings.store.homes import FollowAndSource, ListedWatch
from filings.terms import Terms
from filings.views import CaseView, FollowView

Shown = FollowAndSource | ListedWatch
"""What a row of the Home tab can be."""

MOST_CASES = 5
_CAPTION_ROOM = 140
_TERMS_ROOM = 120


@dataclass(frozen=True, slots=True)
class HomePage:
    """What one person sees.

    rows      follows and watches of this page, channel by channel
    first     number of the first of them, from 1; total  how many there are, or fit ``find``
    pages     how many pages there are
    counts    by channel, how much there is in all
    cases     cases of the record that ``find`` means
    notices   what came of what was done last
    worker    a process lives that reads and sends
    anything  the workspace follows or watches something that this person may see
    """

    looking: Looking = field(default_factory=Looking)
    rows: tuple[Shown, ...] = ()
    first: int = 1
    total: int = 0
    pages: int = 1
    counts: dict[str, Counts] = field(default_factory=dict)
    cases: tuple[CaseView, ...] = ()
    notices: tuple[Mrkdwn, ...] = ()
    worker: bool = True
    anything: bool = True


def view(templates: Templates, page: HomePage, now: datetime) -> View:
    """The Home tab."""
    blocks = [section(notice) for notice in page.notices]
    if not page.worker:
        blocks.append(section(templates.mrkdwn("no_reader")))
    if not page.anything:
        blocks.append(section(templates.mrkdwn("home_first")))
    blocks += [_actions(page), _search(page.looking.find)]
    if page.looking.find:
        blocks += _found(templates, page)
    elif len(page.counts) > 1:
        blocks.append(section(templates.mrkdwn("home_title", **_numbers(page))))
    blocks += _rows(templates, page.rows, page.counts, now)
    blocks += _turn(templates, page)
    return {"type": "home", "blocks": blocks[:100], "private_metadata": page.looking.kept()}


def done(templates: Templates, channel_id: str, message: Message) -> Message:
    """What was done in a channel from the Home tab, where "here" would mean nothing."""
    said = Mrkdwn("\n".join(texts_of(message)))
    text = templates.mrkdwn(
        "home_done", channel=channel(channel_id), alone=channel_id.startswith("D"), said=said
    )
    return Message(gist(words(text)), (section(text),))


def mine(templates: Templates, follow: FollowView, now: datetime) -> Message:
    """Somebody follows for themselves what a channel follows."""
    text = templates.mrkdwn("home_mine", c=case_of(follow), terms=words_of(follow, now))
    return Message(gist(words(text)), (section(text),))


def texts_of(message: Message) -> tuple[Mrkdwn, ...]:
    """What a message says, without its buttons and its small print."""
    return tuple(
        Mrkdwn(block["text"]["text"]) for block in message.blocks if block["type"] == "section"
    )


def _numbers(page: HomePage) -> dict[str, Any]:
    """What is followed and watched, on all pages."""
    every = Counts(
        sum(each.follows for each in page.counts.values()),
        sum(each.watches for each in page.counts.values()),
        sum(each.mornings for each in page.counts.values()),
    )
    what = every.said("follow", "follows")
    return {"what": what, "count": every.follows, "channels": len(page.counts)}


def _actions(page: HomePage) -> Block:
    buttons = [
        _button("Follow a case", "home:follow", "", primary=True),
        _button("Watch words", "home:watch", ""),
    ]
    if page.looking.find:
        buttons.append(_button("Show everything", "home:page", "all"))
    return {"type": "actions", "elements": buttons}


def _search(find: str) -> Block:
    """Slack keeps what was typed while the block keeps its id, so an empty one has its own."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "home:find",
        "max_length": MOST_FIND,
        "placeholder": parts.words("Number and court, party names, or a channel", 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if find:
        element["initial_value"] = find
    return {
        "type": "input", "block_id": "found" if find else "find", "dispatch_action": True,
        "label": parts.words("Find a case"), "element": element,
    }  # fmt: skip


def _found(templates: Templates, page: HomePage) -> list[Block]:
    """How many follows fit, and cases of the record to look at or to follow."""
    find = page.looking.find
    numbers = _numbers(page)
    title = templates.mrkdwn(
        "home_found", text=cut(find, 300, "typed"), what=numbers["what"], count=numbers["count"],
        cases=len(page.cases),
    )  # fmt: skip
    blocks = [section(title)]
    for place, case in enumerate(page.cases[:MOST_CASES]):
        value = value_of(case.court, case.docket_number)
        label = Mrkdwn(cut(choice_label(case, case.docket_number), 300))
        button = _button("Show", f"home:look:{place}", value)
        blocks.append({**section(label), "accessory": button})
    look = _button(f"Look up “{find}”", "home:look", find)
    return [*blocks, {"type": "actions", "elements": [look]}]


def _rows(
    templates: Templates,
    found: Sequence[Shown],
    counts: dict[str, Counts],
    now: datetime,
) -> list[Block]:
    blocks: list[Block] = []
    place = 0
    for channel_id, here in groupby(found, _channel_of):
        count = counts.get(channel_id, Counts())
        heading = templates.mrkdwn(
            "home_channel",
            channel=channel(channel_id),
            alone=channel_id.startswith("D"),
            what=count.said("case", "cases"),
            count=count.follows,
        )
        settings = _button("Settings", f"home:channel:{channel_id}", channel_id)
        blocks.append({**section(heading), "accessory": settings})
        for each in here:
            blocks.append(
                _follow(templates, each, place, now)
                if isinstance(each, FollowAndSource)
                else block_of(templates, each, place)
            )
            place += 1
    return blocks


def _channel_of(row: Shown) -> str:
    return row.channel_id if isinstance(row, ListedWatch) else row.follow.destination.channel_id


def _follow(templates: Templates, each: FollowAndSource, place: int, now: datetime) -> Block:
    follow = each.follow
    last = follow.last_filing
    said = templates.mrkdwn(
        "home_follow",
        limit=1500,
        c=case_of(follow, _CAPTION_ROOM),
        last="" if last is None else last_of(last, now),
        terms="" if follow.terms == Terms() else cut(words_of(follow, now), _TERMS_ROOM),
        paused=follow.paused_at is not None,
        why=follow.paused_why,
        late=each.late,
        v=shown_coverage(each.coverage, now),
    )
    options = _options(each)
    if not options:
        return section(said)
    menu = {"type": "overflow", "action_id": f"home:more:{place}", "options": options}
    return {**section(said), "accessory": menu}


def _options(each: FollowAndSource) -> list[Block]:
    """What can be done to a follow; each value says to which, in words."""
    follow = each.follow
    channel_id = follow.destination.channel_id
    case = value_of(follow.court, follow.docket_number)
    verbs = [("Show the case", "look"), ("Settings", "settings")]
    verbs.append(("Pause", "pause") if follow.paused_at is None else ("Resume", "resume"))
    if not channel_id.startswith("D"):
        verbs.append(("Follow for me", "me"))
    verbs.append(("Unfollow", "unfollow"))
    values = [(label, f"{verb} {channel_id} {case}") for label, verb in verbs]
    return [option(label, value) for label, value in values if fits(value)]


def _turn(templates: Templates, page: HomePage) -> list[Block]:
    """Which part of the follows this is, and the way to the others."""
    if page.pages < 2:
        return []
    at = page.looking.page
    last = page.first + len(page.rows) - 1
    said = templates.mrkdwn("home_part", first=page.first, last=last, total=page.total)
    ways = [("Back", at - 1)] if at else []
    ways += [("Next", at + 1)] if at + 1 < page.pages else []
    buttons = [_button(label, f"home:page:{label.lower()}", str(to)) for label, to in ways]
    return [context(said), {"type": "actions", "elements": buttons}]


def _button(label: str, action_id: str, value: str, *, primary: bool = False) -> Block:
    made: Block = {"type": "button", "action_id": action_id, "text": parts.words(label)}
    if value:
        made["value"] = value
    if primary:
        made["style"] = "primary"
    return made
