"""A follow announced, and the doubt what a typed line asks to follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import shown
from bot.blocks import Button, Message, actions, context, gist, section
from bot.cards import CHOICES, case_of, choice_label, covered, said
from bot.coverage import shown_coverage
from bot.mrkdwn import cut, person, words
from bot.phrases import sentence_case
from bot.templating import Templates
from bot.termwords import filter_words, timing_words
from bot.typedterms import Typed, as_typed
from filings import newsdates
from filings.store.wants import Earlier
from filings.taglines import court_of
from filings.terms import ChannelTerms, Terms
from filings.timing import zone_of
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
        documents=terms.documents,
        earlier=str(earlier),
    )
    threads = "No PDFs in thread" if terms.documents else "PDFs in thread"
    buttons = [
        Button("Settings", "settings", found.value),
        Button(threads, "documents", found.value),
        Button("Undo", "unfollow", found.value),
    ]
    blocks = (section(text), context(covered(templates, coverage, now)), actions(buttons))
    return Message(gist(words(text)), blocks)


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
    terms = Terms() if typed is None else typed.over(Terms())
    parts = (filter_words(terms.rule) or "all filings", timing_words(terms))
    return ", ".join(part for part in parts if part != "at once")
