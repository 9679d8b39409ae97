"""What was to be told, and what the channels say. Nothing of Crier's own code is used, and of
its database only which message is an alert and which a digest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeAlias

from benchmarks.recorded import Filing, Half, Recording
from sandbox.slack import Message

Case: TypeAlias = tuple[str, str]
"""Court, and the docket's number."""
What: TypeAlias = tuple[str, Filing]
"""Court, and one of its filings; of those that CourtListener alone tells of, the docket's
number and the entry's."""


@dataclass(frozen=True, slots=True)
class Told:
    """A filing in a message. ``where`` is the channel, ``how`` the kind of its message."""

    where: str
    how: str
    what: What


@dataclass(slots=True)
class Names:
    """Which filing it is that a message names: by its key, and by its entry's number where
    CourtListener tells of it."""

    by_ids: dict[tuple[str, str], What] = field(default_factory=dict)
    by_number: dict[tuple[str, str, int], What] = field(default_factory=dict)

    def add(self, recording: Recording) -> None:
        for ids, filing in recording.filing_of.items():
            self.by_ids[recording.court, ids] = (recording.court, filing)

    def of(self, fact: Mapping[str, Any]) -> What:
        court, key = fact["court"], fact["key"]
        ids = " ".join(re.findall(r"\d+", key))
        numbered = self.by_number.get((court, fact["docket"], fact.get("number", 0)))
        return self.by_ids.get((court, ids)) or numbered or (court, (fact["docket"], key))


def told(
    messages: Iterable[Message], names: Names, kinds: Mapping[str, str]
) -> tuple[list[Told], int]:
    """What the channels were told of new filings, in order, and how many messages stand
    twice. ``kinds`` has the kind of each message by its delivery id."""
    found: list[Told] = []
    deliveries: Counter[str] = Counter()
    for message in messages:
        if not message.metadata or message.metadata["event_type"] != "crier_alert":
            continue
        payload = message.metadata["event_payload"]
        deliveries[payload["delivery"]] += 1
        how = kinds.get(payload["delivery"], "")
        found += [
            Told(message.channel, how, names.of(fact))
            for fact in payload["filings"]
            if fact["event"] == "new"
        ]
    return found, sum(times - 1 for times in deliveries.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """``lost``, ``doubled``, ``strange`` and ``disordered`` as lines for people."""

    expected: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strange: tuple[str, ...]
    disordered: tuple[str, ...]


def judge(
    found: Sequence[Told],
    wanted: Mapping[What, Sequence[str]],
    allowed: Iterable[What],
    recordings: Mapping[str, Recording],
    by_chance: Iterable[What],
    halves: Mapping[str, Sequence[Half]],
) -> Verdict:
    """``wanted`` are the channels that are to have a filing, ``allowed`` the filings that may
    be told besides, ``by_chance`` those whose place among the others is nobody's promise.
    ``halves`` are, by court, the bodies that broke off: what one shows may be told before what
    it lacks."""
    times = Counter((told.where, told.what) for told in found)
    due = {(where, what) for what, channels in wanted.items() for where in channels}
    known = set(allowed)
    return Verdict(
        len(due),
        tuple(_said(pair) for pair in sorted(due - times.keys())),
        tuple(_said(pair) for pair, count in sorted(times.items()) if count > 1),
        tuple(
            _said((where, what))
            for where, what in sorted(times.keys() - due)
            if what not in known or (what in wanted and where not in wanted[what])
        ),
        tuple(_disorder(found, recordings, set(by_chance), halves)),
    )


def _said(pair: tuple[str, What]) -> str:
    where, (court, filing) = pair
    return f"{where} {court} {' '.join(filing)}"


def _disorder(
    found: Sequence[Told],
    recordings: Mapping[str, Recording],
    by_chance: set[What],
    halves: Mapping[str, Sequence[Half]],
) -> Iterable[str]:
    """Filings told behind another of their case that stands behind them on the docket, though
    they had been listed, and had said all that they say, when it came."""
    cases: dict[tuple[str, str, str, str], list[What]] = defaultdict(list)
    for each in found:
        court, filing = each.what
        if each.what not in by_chance and filing in recordings[court].lives:
            cases[each.where, each.how, court, filing[0]].append(each.what)
    for (where, how, court, _), told_in_order in cases.items():
        lives = recordings[court].lives
        for (_, sooner), (_, later) in combinations(told_in_order, 2):
            if lives[later].stands >= lives[sooner].stands:
                continue
            if lives[later].settled > lives[sooner].first or any(
                sooner in half.shown and later in half.missing for half in halves.get(court, ())
            ):
                continue
            yield f"{_said((where, (court, later)))} ({how}) behind {' '.join(sooner)}"
