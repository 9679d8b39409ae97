"""What is said of several follows, and unasked: lists, and notices of feeds and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.words import tellers
from bot.words.blocks import (
    MAX_SECTION,
    Block,
    Button,
    Message,
    actions,
    context,
    gist,
    section,
    size,
)
from bot.words.cards import case_of, cited, last_of, said
from bot.words.mrkdwn import Mrkdwn, channel, court, person, words
from bot.words.phrases import joined, sentence_case
from bot.words.templating import Templates
from bot.words.termwords import words_of
from filings import newsdates
from filings.courts import court_of
from filings.terms import Cadence, Terms
from filings.types import Rule
from filings.views import FollowView

LISTED = 100
_MAX_CHARACTERS = 11_000


def follow_list(
    templates: Templates,
    follows: Sequence[FollowView],
    now: datetime,
    below: Sequence[Block] = (),
) -> Message:
    """All follows of one channel, or of several with each one's channel named; ``below`` is what
    stands under them, in the same message."""
    title = templates.mrkdwn("follow_list", count=len(follows))
    listed = _listed(templates, title, follows, now, room=_MAX_CHARACTERS - size(below))
    return Message(listed.text, (*listed.blocks, *below))


def _listed(
    templates: Templates,
    title: Mrkdwn,
    follows: Sequence[FollowView],
    now: datetime,
    said_above: Terms | None = None,
    room: int = _MAX_CHARACTERS,
) -> Message:
    several = len({follow.destination for follow in follows}) > 1
    sections: list[str] = [title]
    shown_lines = 0
    for follow in follows[:LISTED]:
        usual = _all_at_once(follow.terms) or follow.terms == said_above
        terms = "" if usual else words_of(follow, now)
        line = _follow_line(templates, follow, terms, several, now)
        if sum(map(len, sections)) + len(line) > room:
            break
        shown_lines += 1
        if len(sections[-1]) + len(line) < MAX_SECTION:
            sections[-1] += f"\n{line}"
        else:
            sections.append(line)
    blocks = [section(Mrkdwn(text)) for text in sections]
    if hidden := len(follows) - shown_lines:
        more = f"{hidden} more do not fit here; the Home tab of Crier shows all."
        blocks.append(context(Mrkdwn(more)))
    named = [cited(case_of(follow, 120)) for follow in follows[:60]]
    return Message(gist(Mrkdwn("; ".join([words(title), *named]))), tuple(blocks))


def _follow_line(
    templates: Templates, follow: FollowView, terms: str, several: bool, now: datetime
) -> Mrkdwn:
    last = follow.last_filing
    return templates.mrkdwn(
        "follow_line",
        limit=1500,
        c=case_of(follow, 200),
        terms=terms,
        paused=follow.paused_at is not None,
        last=Mrkdwn("") if last is None else Mrkdwn(f"last: {last_of(last, now)}"),
        place=channel(follow.destination.channel_id) if several else Mrkdwn(""),
    )


def _all_at_once(terms: Terms) -> bool:
    return terms.rule == Rule() and terms.cadence is Cadence.NOW and not terms.routine_waits


def followed_several(
    templates: Templates, follows: Sequence[FollowView], by: str, now: datetime
) -> Message:
    """What a channel is told when several cases are followed in it at once."""
    terms = follows[0].terms if follows else Terms()
    title = templates.mrkdwn(
        "followed_several", count=len(follows), apart=terms.routine_waits, asked=person(by)
    )
    return _listed(templates, title, follows, now, terms)


def became_known(templates: Templates, follows: Sequence[FollowView], now: datetime) -> Message:
    """One case in a sentence, several of a channel as a list."""
    if len(follows) > 1:
        return _listed(templates, templates.mrkdwn("known_list", count=len(follows)), follows, now)
    follow = follows[0]
    last = follow.last_filing
    gist_of_last = None if last is None else court(last_of(last, now))
    now_is = "" if last is None else tellers.told(last.tellers[:1])
    text = templates.mrkdwn("became_known", c=case_of(follow), last=gist_of_last, told=now_is)
    return said(text)


def unconfirmed(templates: Templates, follows: Sequence[FollowView], now: datetime) -> Message:
    """One case in a sentence, several of a channel as a list."""
    if len(follows) > 1:
        title = templates.mrkdwn("unconfirmed_list", count=len(follows))
        return _listed(templates, title, follows, now)
    follow = follows[0]
    found = case_of(follow)
    _, zone = court_of(follow.court)
    since = newsdates.day(follow.created_at, zone, now)
    buttons = [
        Button("Unfollow", "unfollow", found.value),
        Button("Show the case", "card", found.value),
    ]
    return said(templates.mrkdwn("unconfirmed", c=found, since=since), actions(buttons))


def brought_in(follows: int, watches: int, mornings: int) -> str:
    """ "2 cases are followed here now and 1 watch is kept, read from a file. …" """
    parts = []
    if follows:
        parts.append(f"{_so_many(follows, 'case')} followed here now")
    if watches:
        parts.append(f"{_so_many(watches, 'watch', 'watches')} kept here now")
    if mornings:
        courts = "1 court come" if mornings == 1 else f"{mornings} courts come"
        parts.append(f"the new cases of {courts} here each morning")
    return f"{sentence_case(joined(parts))}, read from a file. /docket list shows what there is."


def _so_many(count: int, one: str, many: str = "") -> str:
    return f"1 {one} is" if count == 1 else f"{count:,} {many or f'{one}s'} are"
