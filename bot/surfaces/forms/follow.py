"""The form of a follow: which case, where, which filings, when; with what it would have posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.surfaces.forms import parts, place
from bot.surfaces.forms.filled import Origin, State, phrases_of
from bot.surfaces.forms.parts import View
from bot.words.blocks import Block, context, section
from bot.words.cards import last_of
from bot.words.kindwords import label
from bot.words.mrkdwn import Mrkdwn, court
from bot.words.shown import ShownCase
from filings import kinds
from filings.kinds import Weight
from filings.telling.preview import Preview
from filings.terms import OFFERED, Cadence, Routine, Terms
from filings.types import Rule

FOLLOW = "crier:follow"
SETTINGS = "crier:follow_settings"
WITH_PDFS = "pdf"

_WEIGHTS = {
    Weight.NEWS: ("News", "opinions, judgments, verdicts, big rulings, new cases"),
    Weight.SUBSTANCE: ("Substance", "motions, briefs, evidence, hearings, notices"),
    Weight.ROUTINE: ("Routine", "appearances, service, fees, scheduling"),
}
_KINDS = (
    *(parts.option(said, str(weight), hint) for weight, (said, hint) in _WEIGHTS.items()),
    *(parts.option(label(name), name) for name in kinds.NAMES),
)
_APART = "apart"
_WHEN = (
    parts.option("News and substance at once, routine papers within the day", _APART),
    parts.option("Everything at once", Cadence.NOW),
    parts.option("Everything once an hour, together", Cadence.HOURLY),
    parts.option("Everything once a day, together", Cadence.DAILY),
)
# Only typed: it is in the menu where it is so.
_HOURLY_APART = parts.option("Once an hour, routine papers within the day", "hourly-apart")


@dataclass(frozen=True, slots=True)
class FollowForm:
    """What the form shows.

    case      the case it is about; None while it has to be picked
    terms     what the inputs begin with
    preview   None while no source has seen the case
    paused    for the settings of a follow that is there
    existing  a follow that is there: its settings, not a new one
    """

    origin: Origin
    case: ShownCase | None = None
    terms: Terms = OFFERED
    preview: Preview | None = None
    paused: bool = False
    existing: bool = False


def view(form: FollowForm, now: datetime) -> View:
    """The modal."""
    title = "Settings" if form.existing else "Follow a case"
    return parts.modal(
        title,
        # What the choices would have posted stands where it is seen while they are made.
        [*_which_case(form), *_preview(form, now), *_terms(form.terms), *_ends(form)],
        callback_id=SETTINGS if form.existing else FOLLOW,
        metadata=form.origin.kept(),
        submit="Save" if form.existing else "Follow",
        close="Cancel",
    )


def _which_case(form: FollowForm) -> list[Block]:
    blocks: list[Block] = []
    if form.case is not None:
        name = f"*{form.case.case}*\n{form.case.cited}" if form.case.known else form.case.cited
        blocks.append(section(Mrkdwn(name)))
    else:
        picker = {
            "type": "external_select", "min_query_length": 2,
            "placeholder": parts.words("Number and court, or party names", 150),
        }  # fmt: skip
        blocks.append(parts.field("case", "Case", picker, optional=False, live=True))
    if not form.existing:
        blocks += place.place_fields(form.origin)
    return blocks


def _terms(terms: Terms) -> list[Block]:
    pdf = parts.option("Name the first free PDF of a filing in its thread", WITH_PDFS)
    return [
        parts.field(
            "kinds", "Which filings",
            parts.several(_KINDS, terms.rule.kinds, "All filings"), live=True,
        ),
        parts.field(
            "include", "Only with one of these words",
            parts.line(
                _phrases(terms.rule.include), "injunction, “class certification”", live=True
            ),
            live=True,
        ),
        parts.field(
            "exclude", "Not with any of these words",
            parts.line(_phrases(terms.rule.exclude), "“pro hac vice”", live=True), live=True,
        ),
        parts.field(
            "when", "When", parts.choice(_ways(terms), _way(terms)), optional=False,
            hint="Routine: appearances, service, fees, scheduling.",
        ),
        parts.field(
            "at", "Time of day", parts.clock(terms.daily_at),
            hint="For what comes once a day, in the channel's time zone. Empty: with its digest.",
        ),
        parts.field("pdf", "Free PDFs", parts.ticks([pdf], [WITH_PDFS] if terms.documents else [])),
        parts.field("note", "Why we follow this", parts.paragraph(terms.note)),
    ]  # fmt: skip


def _way(terms: Terms) -> str:
    if not terms.routine_waits:
        return str(terms.cadence)
    return _APART if terms.cadence is Cadence.NOW else str(_HOURLY_APART["value"])


def _ways(terms: Terms) -> list[dict[str, Any]]:
    hourly = _way(terms) == _HOURLY_APART["value"]
    return [*_WHEN[:1], *((_HOURLY_APART,) if hourly else ()), *_WHEN[1:]]


def _chosen(way: str) -> tuple[Cadence, Routine]:
    if way == _APART:
        return Cadence.NOW, Routine.DAILY
    if way == _HOURLY_APART["value"]:
        return Cadence.HOURLY, Routine.DAILY
    return (Cadence(way) if way in set(Cadence) else Cadence.NOW), Routine.AT_ONCE


def _phrases(found: Sequence[str]) -> str:
    return ", ".join(each if each.isalnum() else f"“{each}”" for each in found)


def unless_changed(filled_in: Terms, before: Terms) -> Terms:
    """The terms as filled in, with what a field could not show whole, or not write as it is
    read, kept where nobody changed the field."""
    rule, old = filled_in.rule, before.rule
    if rule.include == phrases_of(_phrases(old.include)[: parts.MAX_WORDS]):
        rule = replace(rule, include=old.include)
    if rule.exclude == phrases_of(_phrases(old.exclude)[: parts.MAX_WORDS]):
        rule = replace(rule, exclude=old.exclude)
    note = before.note if filled_in.note == before.note.strip() else filled_in.note
    return replace(filled_in, rule=rule, note=note)


def _preview(form: FollowForm, now: datetime) -> list[Block]:
    if form.preview is None:
        return []
    return [{**section(preview_text(form.preview, now)), "block_id": "preview"}]


def preview_text(found: Preview, now: datetime) -> Mrkdwn:
    """ "Over the 12 days recorded: 41 filings, 9 would have posted." and three of them."""
    days = "day" if found.days == 1 else f"{found.days} days"
    filings = "1 filing" if found.filings == 1 else f"{found.filings:,} filings"
    posted = f"{found.wanted:,}" if found.wanted else "none"
    routine = f", {found.routine:,} of them routine" if found.routine else ""
    lines = [f"Over the {days} recorded: {filings}, {posted} would have posted{routine}."]
    lines += [f"• {last_of(sample, now)}" for sample in found.samples]
    return Mrkdwn("\n".join(lines))


def _ends(form: FollowForm) -> list[Block]:
    if not form.existing:
        return [context(court("The channel is told who asked for it."))]
    pause = ("form:resume", "Resume") if form.paused else ("form:pause", "Pause")
    return [
        {
            "type": "actions",
            "block_id": "ends",
            "elements": [
                {"type": "button", "action_id": action, "text": parts.words(label)}
                for action, label in (pause, ("form:unfollow", "Unfollow"))
            ],
        }
    ]


@dataclass(frozen=True, slots=True)
class FilledFollow:
    """What was filled in; ``problems`` by field, each a sentence."""

    case: str
    channel_id: str
    only_me: bool
    terms: Terms
    problems: dict[str, str]


def filled(view_: dict[str, Any], origin: Origin, *, existing: bool) -> FilledFollow:
    """Read a submitted or half-filled form."""
    state = State(view_)
    cadence, routine = _chosen(state.chosen("when"))
    rule = Rule(
        tuple(k for k in state.ticked("kinds") if k in {c["value"] for c in _KINDS}),
        state.phrases("include"),
        state.phrases("exclude"),
    )
    daily = Cadence.DAILY is cadence or routine is Routine.DAILY
    terms = Terms(
        rule, cadence, state.clock("at") if daily else None, WITH_PDFS in state.ticked("pdf"),
        state.paragraph("note"), routine,
    )  # fmt: skip
    case = origin.case or state.chosen("case")
    where = place.filled(state, origin)
    channel = origin.channel_id if existing else where.channel_id
    problems = {}
    if not case:
        problems["case"] = "Pick a case: type its number and court, or party names."
    if where.problem and not existing:
        problems["place"] = where.problem
    return FilledFollow(case, channel, where.only_me, terms, problems)
