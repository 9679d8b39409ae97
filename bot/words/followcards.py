"""A follow announced, changed and paused, and the doubt what a typed line asks to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.reading.typedterms import Typed, as_typed
from bot.words import shown
from bot.words.blocks import Button, Message, actions, context, gist, section
from bot.words.cards import CHOICES, case_of, choice_label, covered, said
from bot.words.coverage import shown_coverage
from bot.words.mrkdwn import cut, person, words
from bot.words.phrases import sentence_case
from bot.words.templating import Templates
from bot.words.termwords import filter_words, has_routine_apart, timing_words, words_of
from filings import newsdates
from filings.courts import court_of
from filings.store.wants import Earlier
from filings.telling.timing import zone_of
from filings.terms import OFFERED, ChannelTerms, Routine, Terms
from filings.views import CaseView, CoverageView, FollowView


def followed(
    templates: Templates,
    follow: FollowView,
    coverage: CoverageView,
    now: datetime,
    place: ChannelTerms,
    earlier: Earlier = Earlier.NO,
) -> Message:
    """What a channel is told when a case is followed in it."""
    found = case_of(follow)
    _, zone = court_of(follow.court)
    last, terms = follow.last_filing, follow.terms
    label = newsdates.zone_label(now, zone_of(place.zone, zone))
    text = templates.mrkdwn(
        "followed",
        c=found,
        v=shown_coverage(coverage, now),
        last=None if last is None else shown.filing(last, now, 300),
        day="" if last is None else newsdates.day(last.filed_at, zone, now),
        asked=person(follow.created_by),
        filters=filter_words(terms.rule),
        timing=timing_words(terms, place.digest_at, label),
        apart=has_routine_apart(terms),
        documents=terms.documents,
        earlier=str(earlier),
    )
    threads = "No PDFs in thread" if terms.documents else "PDFs in thread"
    buttons = [
        Button("Settings", "settings", found.value),
        Button(threads, "documents", found.value),
        Button("Undo", "unfollow", found.value),
    ]
    # That a feed is being read for the first time is said above.
    unread = coverage.state == "unread" and not follow.known
    small = () if unread else (context(covered(templates, coverage, now)),)
    blocks = (section(text), *small, actions(buttons))
    return Message(gist(words(text)), blocks)


def changed(
    templates: Templates, follow: FollowView, now: datetime, before: Terms | None = None
) -> Message:
    """A follow has other terms; ``before`` are those that it had."""
    found, terms = case_of(follow), follow.terms
    text = templates.mrkdwn(
        "changed", c=found, terms=words_of(follow, now), documents=terms.documents,
        note=cut(terms.note, 400, "left out"),
        before="" if before is None else words_of(replace(follow, terms=before), now),
    )  # fmt: skip
    return said(text, actions([Button("Settings", "settings", found.value)]))


def paused(templates: Templates, follow: FollowView, *, on: bool) -> Message:
    """A follow is paused, or with ``on`` False goes on."""
    found = case_of(follow)
    text = templates.mrkdwn("paused", c=found, on=on)
    button = (
        Button("Resume", "resume", found.value) if on else Button("Recent", "recent", found.value)
    )
    return said(text, actions([button]))


def not_paused(templates: Templates, follow: FollowView) -> Message:
    """The answer to whoever resumes a follow that goes on anyway."""
    found = case_of(follow)
    text = templates.mrkdwn("not_paused", c=found)
    return said(text, actions([Button("Settings", "settings", found.value)]))


def which_terms(
    templates: Templates, text: str, ways: Sequence[tuple[Sequence[CaseView], Typed | None]]
) -> Message:
    """A line that fits a caption as a whole, and another with terms behind it: which is meant."""
    buttons = [
        Button(
            f"{sentence_case(_wanted(typed))}: {choice_label(case, case.docket_number)}",
            "choose",
            f"follow {shown.value_of(case.court, case.docket_number)} {as_typed(typed)}".strip(),
        )
        for cases, typed in ways
        for case in cases
    ]
    question = templates.mrkdwn("which_terms", text=cut(text, 200, "typed"))
    return said(question, actions(buttons[:CHOICES]))


def _wanted(typed: Typed | None) -> str:
    terms = OFFERED if typed is None else typed.over(OFFERED)
    # What nobody chose is no difference between two readings.
    plain = replace(terms, routine=Routine.AT_ONCE) if typed is None or not typed.routine else terms
    parts = (filter_words(plain.rule) or "all filings", timing_words(plain))
    return ", ".join(part for part in parts if part != "at once")
