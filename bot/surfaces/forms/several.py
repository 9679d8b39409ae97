"""The form of several follows at once: the cases that a message names, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.reading.messagecases import MOST_CASES, Named, Offered
from bot.surfaces.forms import parts, place
from bot.surfaces.forms.filled import Origin, State
from bot.surfaces.forms.parts import View
from bot.surfaces.forms.picking import label
from bot.words.blocks import Block, context, fits, section
from bot.words.mrkdwn import Mrkdwn, court, cut
from bot.words.shown import value_of

SEVERAL = "crier:follow_cases"
TITLE = "Follow cases"
# Slack takes ten ticks in one field: https://docs.slack.dev/reference/block-kit/block-elements
_IN_A_FIELD = 10
_FIELDS = MOST_CASES // _IN_A_FIELD
_MOST_PROBLEMS = 8


def view(origin: Origin, named: Named) -> View:
    """The modal; without a case it says so, and what may be done."""
    problems = _problems(named.problems)
    if not named.offered:
        nothing = section(
            court(
                "I found no case in this message. I know one by its docket number and court, "
                "or by a link to its docket."
            )
        )
        return parts.modal(TITLE, [nothing, *problems])
    return parts.modal(
        TITLE,
        [*_cases(named.offered), *problems, *place.place_fields(origin)],
        callback_id=SEVERAL,
        metadata=origin.kept(),
        submit="Follow",
        close="Cancel",
    )


def _cases(offered: Sequence[Offered]) -> list[Block]:
    offered = [each for each in offered if fits(_value(each))]
    fields = []
    for number, start in enumerate(range(0, len(offered), _IN_A_FIELD)):
        some = [(each, _option(each)) for each in offered[start : start + _IN_A_FIELD]]
        ticked = [made["value"] for each, made in some if not (each.followed or each.doubtful)]
        ticks = parts.ticks([made for _, made in some], ticked)
        name = "In this message" if number == 0 else "And"
        fields.append(parts.field(f"cases{number}", name, ticks))
    return fields


def _option(each: Offered) -> dict[str, Any]:
    hint = ""
    if each.followed:
        hint = "Followed in this channel already"
    elif each.doubtful:
        hint = "One of several that the message may mean"
    return parts.option(label(each.case), _value(each), hint)


def _value(each: Offered) -> str:
    return value_of(each.case.court, each.case.docket_number)


def _problems(problems: Sequence[str]) -> list[Block]:
    lines = [str(cut(each, 200, "left out")) for each in problems[:_MOST_PROBLEMS]]
    if more := len(problems) - len(lines):
        lines.append(f"{more} more were not found.")
    return [context(Mrkdwn("\n".join(lines)))] if lines else []


@dataclass(frozen=True, slots=True)
class FilledSeveral:
    """What was filled in; ``problems`` by field, each a sentence."""

    cases: tuple[str, ...]
    channel_id: str
    only_me: bool
    problems: dict[str, str]


def filled(view_: dict[str, Any], origin: Origin) -> FilledSeveral:
    """Read a submitted form."""
    state = State(view_)
    where = place.filled(state, origin)
    ticked = [case for number in range(_FIELDS) for case in state.ticked(f"cases{number}")]
    cases = tuple(dict.fromkeys(case for case in ticked if case))[:MOST_CASES]
    problems = {}
    if not cases:
        problems["cases0"] = "Tick at least one case."
    if where.problem:
        problems["place"] = where.problem
    return FilledSeveral(cases, where.channel_id, where.only_me, problems)
