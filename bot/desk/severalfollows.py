"""Several cases are followed at once: one transaction, one announcement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.delivery.notes import add
from bot.desk.changing import Changing
from bot.desk.following import Asked
from bot.reading.lookup import Meant, Target
from bot.reading.messagecases import Meaning
from bot.words import lists
from bot.words.blocks import Message
from bot.words.phrases import joined
from filings import courts
from filings.fairness import Asker
from filings.store import follows, leases
from filings.terms import OFFERED
from filings.views import FollowView

MOST = 30
MOST_ASKED = 3
"""Questions to CourtListener that one message may cost."""


class SeveralFollows(Changing):
    """What finds, and follows, as many cases as a message names."""

    def meaning(self, asker: Asker) -> Meaning:
        """What each of a message's cases means: by the record, and where that has none, the
        first few by whoever can be asked."""
        left = MOST_ASKED

        async def of(text: str) -> Meant:
            nonlocal left
            meant = await self._enquiries.recorded(text, asker.team_id, 0)
            wanted = self._enquiries.open_question(meant)
            if meant.case is not None or meant.choices or wanted is None or not left:
                return meant
            left -= 1
            asked = replace(wanted, parties=False)
            return (await self._enquiries.found(meant, asked, asker, 0)).meant

        return of

    async def follow_several(self, asked: Asked, texts: Sequence[str]) -> Message | None:
        """Follow each case that one of ``texts`` names for certain; all or, where the
        channel is closed to them, none. None where there is nothing to say beyond what the
        channel is told."""
        if len(texts) == 1:
            return await self.follow(asked, texts[0], OFFERED)
        targets: list[Target] = []
        problems: list[str] = []
        for text in texts[:MOST]:
            meant = await self._enquiries.recorded(text, asked.where.team_id, 0)
            refusal = "" if meant.case is None else self._enquiries.refusal(meant.case)
            if meant.target is None or meant.case is None:
                problems.append(meant.problem or f"“{text}” is no case that I know.")
            elif refusal:
                problems.append(refusal)
            else:
                targets.append(meant.target)
        if targets:
            refused = await self._refused(asked) or await self._shut(asked)
            if refused is not None:
                return refused
            problems = [*await self._begin(asked, targets), *problems]
        if nobody := await self._nobody_reads(self.clock()):
            problems.append(nobody.text)
        return self._renderer.error(" ".join(problems)) if problems else None

    async def _begin(self, asked: Asked, targets: Sequence[Target]) -> list[str]:
        """What to say of those that were followed already."""
        now = self.clock()
        zone = await self._admission.zone(asked.where, asked.user_id)
        async with self.db.write() as connection:
            done = [
                await follows.follow_in(
                    connection, asked.where, target.court, target.parts, target.number,
                    by=asked.user_id, now=now, channel_name=asked.channel_name, zone=zone,
                    terms=OFFERED,
                )
                for target in targets
            ]  # fmt: skip
            begun = [each.view for each in done if not each.already]
            if begun:
                message = self._announced(begun, asked.user_id, now)
                await leases.wake(connection, asked.where)
                await add(connection, asked.where, "follow", message, now, begun)
        there = [_named(each.view) for each in done if each.already]
        if not there:
            return []
        return [f"{joined(there)} {'is' if len(there) == 1 else 'are'} followed there already."]

    def _announced(self, begun: Sequence[FollowView], by: str, now: datetime) -> Message:
        return lists.followed_several(self._renderer.templates, begun, by, now)


def _named(view: FollowView) -> str:
    return f"{courts.get(view.court).short_name} {view.docket_number}"
