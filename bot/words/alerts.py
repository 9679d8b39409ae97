"""A post as a message: one filing, several folded, a digest, or the root of a thread."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.words import alertbuttons, shown
from bot.words.blocks import MAX_CONTEXT, MAX_SECTION, Block, Message, context, gist, section
from bot.words.bursts import several
from bot.words.cards import last_of
from bot.words.filinglines import CORRECTIONS, cases_of, cite_line, named
from bot.words.mrkdwn import Mrkdwn, court, cut, fold, words
from bot.words.templating import Templates
from filings.changes.cases import CASE_CHANGES
from filings.telling.fold import MOST
from filings.types import Event
from filings.views import FilingView, PostView

MAX_WHAT = 200
# As it is sent a letter beyond ASCII is six characters or twelve, and metadata has a limit.
_MAX_SENT = 500


def alert(templates: Templates, post: PostView, now: datetime) -> Message:
    """The message of a post with 1 to 20 filings.

    Raises ValueError for a post without filings or with more.
    """
    if not 1 <= len(post.filings) <= MOST:
        raise ValueError(f"a post has 1 to {MOST} filings, not {len(post.filings)}")
    cases = cases_of(post.filings)
    if post.kind == "root":
        return _root(templates, post, now)
    if len(post.filings) == 1 and post.kind != "digest":
        text, blocks = _single(templates, post, now)
    else:
        text, blocks = several(templates, post, cases, now)
    return Message(text, tuple(blocks), metadata(post.id, [f for c in cases for f in c.filings]))


def metadata(delivery: str, filings: Sequence[FilingView]) -> dict[str, Any]:
    """What other programs read from the message: flat objects of strings and numbers."""
    return {
        "event_type": "crier_alert",
        "event_payload": {"delivery": delivery, "filings": [_facts(view) for view in filings]},
    }


def _facts(view: FilingView) -> dict[str, str | int]:
    event = Event.NEW if view.event is Event.AMENDED else view.event
    facts: dict[str, str | int] = {
        "court": view.court,
        "docket": view.docket_number,
        "key": view.key,
        "event": event.value,
        "what": _short("; ".join(fold(found) for found in view.events) or "Filing"),
    }
    if view.number is not None:
        facts["number"] = view.number
    return facts


def _short(what: str) -> str:
    kept = what if len(what) <= MAX_WHAT else what[: MAX_WHAT - 1]
    while len(json.dumps(kept)) > _MAX_SENT:
        kept = kept[:-10]
    return what if kept == what else kept.rstrip() + "…"


def _single(templates: Templates, post: PostView, now: datetime) -> tuple[str, list[Block]]:
    view = post.filings[0]
    if view.event in CORRECTIONS:
        said = shown.filing(view, now, 600)
        told = named(said)
        blocks: list[Block] = [section(templates.mrkdwn("correction", f=said, filing=told))]
        if view.event in CASE_CHANGES:
            blocks.append(alertbuttons.of_filing(view, cut=False))
        if view.event is Event.DOCUMENT:
            # It stands in the thread of a message that may be about several cases.
            blocks.append(context(Mrkdwn(f"{said.case} · {said.cited}")))
        return (
            gist(templates.mrkdwn("correction_text", limit=MAX_SECTION, f=said, filing=told)),
            blocks,
        )
    said = shown.filing(view, now, 900)
    cite = [cite_line(templates, view)] if post.cite else []
    whole = len(court(view.text))
    if view.text:
        bare = templates.mrkdwn("alert", f=replace(said, text=shown.NOTHING))
        said = replace(said, text=cut(view.text, MAX_SECTION - len(bare) - 10))
    return (
        gist(templates.mrkdwn("alert_text", f=said)),
        [
            section(templates.mrkdwn("alert", f=said)),
            alertbuttons.of_filing(view, cut=bool(view.text) and len(said.text) != whole),
            context(templates.mrkdwn("alert_note", limit=MAX_CONTEXT, f=said)),
            *cite,
        ],
    )


def _root(templates: Templates, post: PostView, now: datetime) -> Message:
    """The case, and the latest of what was told beneath it."""
    view = post.filings[0]
    case = shown.case(view.court, view.docket_number, view.case_name, known=True)
    told = view.key != ""
    text = templates.mrkdwn(
        "root",
        c=shown.with_url(case, view.url),
        mark=shown.filing(view, now, 300).mark if told else "",
        latest=last_of(view, now) if told else "",
        total=post.total,
    )
    block = alertbuttons.with_menu(section(text), view)
    # Its filings are in the metadata of the messages beneath it.
    named_by = {"event_type": "crier_note", "event_payload": {"delivery": post.id}}
    return Message(gist(words(text)), (block,), named_by)
