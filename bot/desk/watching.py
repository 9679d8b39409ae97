"""Words that a channel watches: asked for, previewed, kept, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.delivery.notes import announce
from bot.desk.following import Asked, Following
from bot.reading.typedwatch import TOO_MANY, TypedWatch, readable, watch_of
from bot.words.blocks import Message
from bot.words.phrases import joined
from filings.errors import BadInput
from filings.store import watchcover, watches, watchpreviews
from filings.store.watches import MOST_OF_A_CHANNEL, Kept, WatchView, Wish
from filings.telling.watching import phrase_of
from filings.telling.watching import said as shown_as

HOW = 'What is to be watched? For example: /docket watch "harbor gazette" in dcd nysd new'


class Watching(Following):
    """``/docket watch`` and ``/docket unwatch``, and their buttons."""

    async def watch(self, asked: Asked, text: str) -> Message:
        """Which courts, where none is named; else what it would have posted, and a choice."""
        try:
            typed = _read(text)
            if typed.asks:
                reading = await watchcover.read_now(self.db)
                return self._renderer.watch_where(typed.wish, reading)
            wish = await self._resolved(typed)
        except BadInput as error:
            return self._renderer.error(str(error))
        now = self.clock()
        found = await watchpreviews.preview(self.db, wish, now)
        unread = await watchcover.unread(self.db, wish)
        of = watches.mark(wish)
        here = await self._watched_here(asked)
        before = next((view.wish for view in here if watches.mark(view.wish) == of), None)
        return self._renderer.watch_preview(wish, found, unread, now, before)

    async def keep_watch(self, asked: Asked, text: str) -> Message | None:
        """Watch from now on; the announcement goes to the channel."""
        return await self.keep_watches(asked, (text,))

    async def keep_watches(self, asked: Asked, texts: Sequence[str]) -> Message | None:
        """Several at once, in the same courts and on the same terms, told to the channel in one
        message; all of them or none, but for those that are watched there already."""
        try:
            wishes = [await self._resolved(_read(text)) for text in texts]
        except BadInput as error:
            return self._renderer.error(str(error))
        refused = await self._refused(asked) or await self._shut(asked)
        if refused is not None:
            return refused
        here = {watches.mark(view.wish) for view in await self._watched_here(asked)}
        if len(here.union(map(watches.mark, wishes))) > max(MOST_OF_A_CHANNEL, len(here)):
            return self._renderer.error(TOO_MANY)
        now = self.clock()
        kept = await watches.keep_all(
            self.db, asked.where, wishes, by=asked.user_id, now=now,
            channel_name=asked.channel_name,
            zone=await self._admission.zone(asked.where, asked.user_id),
        )  # fmt: skip
        done = [each for each in kept if each.before != each.view.wish]
        if done:
            coverage = await watchcover.coverage(self.db, wishes[0])
            message = self._renderer.watching(done, coverage)
            await announce(self.db, asked.where, "watch", message, now)
        if len(done) < len(kept):
            return self._renderer.error(_already(kept))
        return await self._nobody_reads(now)

    async def unwatch(self, asked: Asked, text: str) -> Message:
        """Stop the one watch that these words mean."""
        try:
            typed = watch_of(text) or watch_of(f'"{text}"')
        except BadInput as error:
            return self._renderer.error(str(error))
        here = await self._watched_here(asked)
        fitting = [] if typed is None else _meant(typed.wish, here)
        if len(fitting) != 1:
            said = "Several watches have those words; say the sort of cases too." if fitting else (
                "Nothing like that is watched here."
            )  # fmt: skip
            return self._renderer.error(f"{said} /docket list shows what is.")
        if refused := await self._refused(asked):
            return refused
        ended = await watches.end(
            self.db, asked.where, watches.mark(fitting[0].wish), by=asked.user_id, now=self.clock()
        )
        return self._renderer.watch_stopped(ended or fitting[0])

    async def _watched_here(self, asked: Asked) -> list[WatchView]:
        return await watches.listed(self.db, asked.where.team_id, asked.where.channel_id)

    async def _resolved(self, typed: TypedWatch) -> Wish:
        """With the courts that are meant. Raises BadInput where nothing can be watched there."""
        wish = typed.wish
        if typed.read_now:
            reading = await watchcover.read_now(self.db)
            if not reading:
                raise BadInput("No court is read at present; name one, or watch all.")
            return replace(wish, courts=reading)
        if typed.asks:
            raise BadInput("Which courts? For example: in dcd nysd, or in all.")
        return readable(wish)


def _already(kept: Sequence[Kept]) -> str:
    if len(kept) == 1:
        return "That is watched here already. /docket list shows it."
    same = [each.view.wish for each in kept if each.before == each.view.wish]
    named = joined([shown_as(wish.words, wish.types) for wish in same])
    return f"Watched here already: {named}. /docket list shows what is."


def _read(text: str) -> TypedWatch:
    typed = watch_of(text)
    if typed is None:
        raise BadInput(HOW)
    return typed


def _meant(wish: Wish, here: list[WatchView]) -> list[WatchView]:
    """The watch of these words and types, else those of these words."""
    exact = [view for view in here if watches.mark(view.wish) == watches.mark(wish)]
    phrase = phrase_of(wish.words)
    return exact or [view for view in here if phrase and phrase_of(view.wish.words) == phrase]
