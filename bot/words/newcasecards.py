"""The new cases of a court: asked for, or each morning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.words import shown
from bot.words.blocks import (
    MAX_BUTTON,
    MAX_SECTION,
    Block,
    Button,
    Message,
    actions,
    context,
    fits,
    gist,
    section,
)
from bot.words.cards import said
from bot.words.mrkdwn import Mrkdwn, cut, person, plain, words
from bot.words.phrases import sentence_case, when
from bot.words.templating import Templates
from filings import courts, kinds, newsdates
from filings.courts import Court
from filings.store.mornings import Morning
from filings.store.newcases import NewCase, Reading, of_types
from filings.telling import watching

_MOST_SHOWN = 80
_MOST_CHARACTERS = 6500
_IN_A_MENU = 60
_SORT = {codes[0]: name for name, codes in watching.TYPES.items()}


def sorts_of(types: Sequence[str]) -> str:
    """ "criminal and magistrate cases", "" for all."""
    names = [_SORT.get(each, each) for each in types]
    return f"{' and '.join(names)} cases" if names else ""


def today(
    templates: Templates,
    court_id: str,
    types: Sequence[str],
    cases: Sequence[NewCase],
    reading: Reading,
    now: datetime,
    *,
    every_morning: bool,
    in_slack: bool = True,
) -> Message:
    """The answer to whoever asks for a court's new cases of its day."""
    where = courts.get(court_id)
    day = f"today, {newsdates.day(now, where.zone, now)}"
    note = templates.mrkdwn(
        "new_cases_note", limit=1500, court=where.short_name, feed=reading.has_feed,
        read=reading.was_read,
        since="" if reading.since is None else when(reading.since, where.zone, now),
        today=reading.since is not None and _day(reading.since, where) == _day(now, where),
        ask="" if in_slack else f"/docket new {court_id}",
        partial=bool(reading.entry_types) and "all" not in reading.entry_types.casefold(),
    )  # fmt: skip
    if not reading.has_feed:
        return said(note)
    value = " ".join((court_id, *types))
    button = (
        Button("No more each morning", "nomorning", value)
        if every_morning
        else Button("Every morning", "morning", value, primary=reading.since is None)
    )
    if reading.since is None or not (reading.was_read or cases):
        return said(note, actions([button]))
    title, blocks = _listed(templates, court_id, types, cases, day, where.zone, now)
    return Message(title, (*blocks, context(note), _below(cases, button)))


def _day(at: datetime, where: Court) -> date:
    return at.astimezone(where.zone).date()


def morning(
    templates: Templates, list_: Morning, cases: Sequence[NewCase], now: datetime
) -> Message:
    """What came since the last list, for a channel that gets it each morning."""
    zone = list_.shown_in
    clock = newsdates.clock(list_.told_to, zone)
    since = f"since {clock}, {newsdates.day(list_.told_to, zone, now)}"
    court_zone = courts.get(list_.court).zone
    title, blocks = _listed(templates, list_.court, list_.types, cases, since, court_zone, now)
    button = Button("No more each morning", "nomorning", " ".join((list_.court, *list_.types)))
    return Message(title, (*blocks, _below(cases, button)))


def arranged(templates: Templates, list_: Morning, by: str) -> Message:
    """What a channel is told that gets the list from now on."""
    at = newsdates.clock(list_.next_at, list_.shown_in)
    text = templates.mrkdwn(
        "mornings", court=courts.get(list_.court).short_name, sorts=sorts_of(list_.types), at=at,
        asked=person(by), on=True,
    )  # fmt: skip
    value = " ".join((list_.court, *list_.types))
    return said(text, actions([Button("No more each morning", "nomorning", value)]))


def no_more(templates: Templates, court_id: str) -> Message:
    """The list does not come any more."""
    name = courts.get(court_id).short_name
    return said(templates.mrkdwn("mornings", court=name, sorts="", at="", asked="", on=False))


def _listed(
    templates: Templates,
    court_id: str,
    types: Sequence[str],
    cases: Sequence[NewCase],
    day: str,
    zone: ZoneInfo,
    now: datetime,
) -> tuple[str, list[Block]]:
    """The gist, and blocks with the cases by sort: as many as fit, the last filed first."""
    few = list(cases)[-_MOST_SHOWN:]
    while True:
        title = templates.mrkdwn(
            "new_cases", court=courts.get(court_id).short_name, day=day, count=len(cases),
            sorts=sorts_of(types), shown=len(few),
        )  # fmt: skip
        sections = _packed([title, *_lines(templates, court_id, few, zone, now)])
        if sum(map(len, sections)) <= _MOST_CHARACTERS or not few:
            break
        few = few[len(few) // 5 + 1 :]
    names = [words(shown.caption_of(case.case_name, court_id, 80)) for case in few[-20:]]
    text = Mrkdwn("; ".join((words(title), *names)))
    return gist(text), [section(each) for each in sections]


def _lines(
    templates: Templates, court_id: str, cases: Sequence[NewCase], zone: ZoneInfo, now: datetime
) -> Iterable[Mrkdwn]:
    grouped = of_types(cases)
    for case_type, some in grouped.items():
        if len(grouped) > 1:
            name = sentence_case(_SORT.get(case_type, case_type or "Appeals"))
            yield templates.mrkdwn("new_cases_sort", sort=name, count=len(some))
        for case in reversed(some):
            yield templates.mrkdwn(
                "new_cases_line", limit=900,
                case=shown.caption_of(case.case_name, court_id, 240),
                docket=cut(case.docket_number, 80),
                what=cut(kinds.noun_of_main(case.events), 120, "left out"),
                clock=when(case.filed_at, zone, now),
            )  # fmt: skip


def _packed(lines: Iterable[Mrkdwn]) -> list[Mrkdwn]:
    sections: list[str] = [""]
    for line in lines:
        if len(sections[-1]) + len(line) + 1 > MAX_SECTION:
            sections.append("")
        sections[-1] = f"{sections[-1]}\n{line}" if sections[-1] else line
    return [Mrkdwn(each) for each in sections]


def _below(cases: Sequence[NewCase], button: Button) -> Block:
    """A menu of the cases to follow, and a button."""
    options = [
        {"text": {"type": "plain_text", "text": _label(case)}, "value": value}
        for case in list(reversed(cases))[:_IN_A_MENU]
        if fits(value := shown.value_of(case.court, case.docket_number))
    ]
    below = actions([button])
    if options:
        menu = {
            "type": "static_select", "action_id": "crier:follow", "options": options,
            "placeholder": {"type": "plain_text", "text": "Follow a case"},
        }  # fmt: skip
        below["elements"].insert(0, menu)
    return below


def _label(case: NewCase) -> str:
    name = shown.plain_caption(case.case_name, case.court) or case.docket_number
    text = plain(f"{case.docket_number} {name}")
    return text if len(text) <= MAX_BUTTON else f"{text[: MAX_BUTTON - 1].rstrip()}…"
