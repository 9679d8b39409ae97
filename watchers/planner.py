"""Which errands are wanted: what is missing of the cases that are followed.

Each minute a few queries find what is missing; what is already put down, or was
given up and rests, is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import structlog

from filings.db import Database
from filings.quota import Rank
from filings.store import errands, listed, quota, wants
from filings.store.epochs import WITHOUT_FEED
from filings.store.errands import Standing, Wanted
from watchers.recheck import LAST, next_look

log = structlog.get_logger("crier.errands")

EVERY = timedelta(seconds=60)
USAGE_EVERY = timedelta(hours=24)
REFUSED_FOR = timedelta(days=7)
NO_ROOM_FOR = timedelta(days=1)
"""After a refusal, for whatever case: the allowance is one for all of them."""


class Planner:
    """Wants errands; ``alerts`` says whether alerts are to be subscribed to."""

    def __init__(self, db: Database, *, alerts: bool) -> None:
        self._db = db
        self._alerts = alerts
        self._planned_at: datetime | None = None

    async def duty(self, now: datetime) -> None:
        if self._planned_at is not None and now - self._planned_at < EVERY:
            return
        self._planned_at = now
        wanted = [
            *await self._finds(now),
            *await self._fills(now),
            *await self._documents(now),
            *await self._usage(now),
        ]
        if self._alerts:
            wanted += [*await self._subscribes(now), *await self._unsubscribes(now)]
        await self._put(wanted, now)

    async def _put(self, wanted: list[Wanted], now: datetime) -> None:
        async with self._db.read() as connection:
            there = await errands.standing(connection, [each.id for each in wanted])
        missing = [each for each in wanted if _is_missing(there.get(each.id), now)]
        sooner = [
            each
            for each in wanted
            if (found := there.get(each.id)) and not found.error and each.due_at < found.due_at
        ]
        urgent = [
            each for each in wanted if (found := there.get(each.id)) and each.rank < found.rank
        ]
        if not (missing or sooner or urgent):
            return
        async with self._db.write() as connection:
            put = await errands.want(connection, missing, now) if missing else 0
            for each in sooner:
                await errands.sooner(connection, each.id, each.due_at)
            for each in urgent:
                await errands.hurry(connection, each)
        if put:
            kinds = sorted({each.kind for each in missing})
            log.info("errands", wanted=put, kinds=",".join(kinds))

    async def _finds(self, now: datetime) -> list[Wanted]:
        return [
            Wanted(
                f"find/{case.court}/{case.number}", "find",
                _rank(case.mute or case.missed or not _lists_all(case.entry_types)),
                case.number, now, court=case.court,
            )
            for case in await wants.unlisted(self._db)
            if len(case.number) <= 110
        ]  # fmt: skip

    async def _fills(self, now: datetime) -> list[Wanted]:
        return [
            Wanted(
                f"fill/{each.listing_id}", "fill", _rank(each.mute or each.missed),
                str(each.listing_id), now, court=each.court,
            )
            for each in await wants.unfilled(self._db, now)
        ]  # fmt: skip

    async def _documents(self, now: datetime) -> list[Wanted]:
        alerted: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
        for listing, court, at in await listed.undocumented(self._db, now - LAST):
            alerted[listing, court].append(at)
        ids = [f"documents/{listing}" for listing, _ in alerted]
        async with self._db.read() as connection:
            there = await errands.standing(connection, ids)
        found = []
        for (listing, court), times in alerted.items():
            standing = there.get(f"documents/{listing}")
            looked = standing.note if standing else ""
            due = next_look(times, datetime.fromisoformat(looked) if looked else None)
            if due is not None:
                found.append(
                    Wanted(
                        f"documents/{listing}", "documents", Rank.DOCUMENTS, str(listing), due,
                        court=court,
                    )
                )  # fmt: skip
        return found

    async def _usage(self, now: datetime) -> list[Wanted]:
        told_at = (await quota.view(self._db, quota.SERVICE, now)).told_at
        if told_at is not None and now - told_at < USAGE_EVERY:
            return []
        return [Wanted("usage", "usage", Rank.REST, "", now)]

    async def _subscribes(self, now: datetime) -> list[Wanted]:
        refused = await wants.last_refusal(self._db)
        if refused is not None and refused > now - NO_ROOM_FOR:
            return []
        return [
            Wanted(
                f"subscribe/{each.listing_id}", "subscribe", Rank.GAPS, str(each.listing_id), now,
                court=each.court,
            )
            for each in await wants.uncovered(self._db, now - REFUSED_FOR)
            if each.state in WITHOUT_FEED or not _lists_all(each.entry_types)
        ]  # fmt: skip

    async def _unsubscribes(self, now: datetime) -> list[Wanted]:
        return [
            Wanted(
                f"unsubscribe/{listing}", "unsubscribe", Rank.REST, str(listing), now, court=court
            )
            for listing, court in await wants.needless(self._db)
        ]


def _rank(gap: bool) -> Rank:
    return Rank.GAPS if gap else Rank.REST


def _lists_all(entry_types: str | None) -> bool:
    words = {word.strip().lower() for word in (entry_types or "all").split(",")}
    return "all" in words


def _is_missing(there: Standing | None, now: datetime) -> bool:
    return there is None or (there.given_up and there.due_at <= now)
