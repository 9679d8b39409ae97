"""What a channel is told when words are watched in it: one message, however many watches."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.typedwatch import as_typed
from bot.words.blocks import Button, Message, actions, gist, section
from bot.words.mrkdwn import Mrkdwn, person, words
from bot.words.phrases import joined
from bot.words.templating import Templates
from bot.words.watchcards import WHEN, all_of, named, until_of, what_of, where_of
from filings import courts
from filings.store import watchcover
from filings.store.watchcover import Coverage
from filings.store.watches import Kept
from filings.telling import watching

_ROOM_ALONE, _ROOM = 300, 120


def kept(templates: Templates, done: Sequence[Kept], coverage: Coverage) -> Message:
    """Watches that were kept together, one or more: in the same courts, on the same terms.

    What took the place of an earlier watch is said in a paragraph of its own.
    """
    new = [each for each in done if each.before is None]
    groups = [new, *([each] for each in done if each.before is not None)]
    begun = tuple(dict.fromkeys(court for each in done for court in each.begun))
    texts: list[Mrkdwn] = []
    for group in filter(None, groups):
        # Which courts begin to be read is said once.
        texts.append(_said(templates, group, coverage, () if texts else begun))
    buttons = [Button(_stop(each, len(done)), "unwatch", as_typed(each.view.wish)) for each in done]
    blocks = [section(text) for text in texts]
    return Message(gist(words(Mrkdwn(" ".join(texts)))), (*blocks, actions(buttons)))


def _stop(done: Kept, of: int) -> str:
    wish = done.view.wish
    return "Stop this watch" if of == 1 else f"Stop {watching.said(wish.words, wish.types)}"


def _said(
    templates: Templates, group: Sequence[Kept], coverage: Coverage, began: Sequence[str]
) -> Mrkdwn:
    view, before = group[0].view, group[0].before
    wish = view.wish
    without, partial = coverage.without, coverage.partial
    begun = [each for each in began if each not in without]
    where = where_of(wish)
    if wish.everywhere:
        # Those without a feed are none of "all courts"; naming them would be a second count.
        feeds = {each.id for each in courts.all_courts() if watchcover.can_be_read(each.id)}
        where, without = all_of(len(feeds.difference(without))), ()
    room = _ROOM_ALONE if len(group) == 1 else _ROOM
    return templates.mrkdwn(
        "watching",
        what=Mrkdwn(joined([what_of(each.view.wish, room) for each in group])), where=where,
        only_new=wish.only_new, when=WHEN[wish.cadence], changed=before is not None,
        until=until_of(before, wish),
        begun=named(begun, 8), begun_count=len(begun), everywhere=wish.everywhere,
        without=named(without, 8), partial=named(partial, 8), partial_count=len(partial),
        asked=person(view.created_by),
    )  # fmt: skip
