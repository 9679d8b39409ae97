"""What a docket says, word for word: of one filing, or of the several that a message is about."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

from bot.words import shown
from bot.words.blocks import MAX_SECTION, Block, Message, context, gist, section
from bot.words.mrkdwn import Mrkdwn, court, cut, fold
from bot.words.templating import Templates
from filings.telling.fold import MOST
from filings.views import FilingView

# What a section holds, with room for more escapes in one place than in others.
_PIECE = 2400
_MOST_PIECES = 4
_ALL = 10_500


def whole_text(templates: Templates, view: FilingView, now: datetime) -> Message:
    """The docket text of one filing, in as many sections as it fills; the rest is counted."""
    said = shown.filing(view, now, 300)
    heading = templates.mrkdwn("alert_text", f=said)
    folded = fold(view.text)
    pieces = textwrap.wrap(folded, max(100, _PIECE * len(folded) // max(1, len(court(folded)))))
    sections = [section(cut(piece, MAX_SECTION)) for piece in pieces[:_MOST_PIECES]]
    if left := sum(map(len, pieces[_MOST_PIECES:])):
        sections.append(context(Mrkdwn(f"{left:,} more characters on the docket.")))
    return Message(gist(heading), (section(heading), *sections))


def whole_texts(views: Sequence[FilingView], now: datetime) -> Message:
    """The docket texts of several filings, each as far as there is room for all."""
    told = [view for view in views if fold(view.text)][:MOST]
    if not told:
        return Message(said := "No text of these filings is known.", (section(said),))
    room = min(MAX_SECTION - 600, _ALL // len(told) - 250)
    blocks: list[Block] = []
    for view in told:
        citation = shown.filing(view, now, 100)
        number = f"{citation.number} · " if citation.number else ""
        name = f"{number}{shown.caption_of(view.case_name, view.court, 150)} · {citation.cited}"
        blocks.append(section(Mrkdwn(f"*{name}*\n“{cut(view.text, room)}”")))
    if len(told) < len(views):
        missing = len(views) - len(told)
        filings = "1 filing" if missing == 1 else f"{missing} filings"
        blocks.append(context(Mrkdwn(f"No text is known of {filings}.")))
    several = "filings" if len(told) > 1 else "filing"
    return Message(gist(f"The docket's words on {len(told)} {several}"), tuple(blocks))
