"""How well ``filings.kinds`` reads filings: against labels that people set by reading them.

    python -m benchmarks.kinds CORPUS [--half third|second|fresh|test|dev] [--show] [--json]

CORPUS is the folder of court data that the labels refer to; the labels and how they are
decided are in ``tests/labels`` and ``docs/labels.md``. No rule was written while looking at
the set called third, which has no case of the others, so its figure is the one to trust and
only its numbers are printed. The sets called fresh and second and the halves called dev and
test have been looked at; ``--show`` lists what is misread there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.labelled import HALVES, SETS, THIRD, Labelled, labelled
from filings.kinds import NAMES, OTHER, Kind, Weight, kind_of

ENOUGH = 10
"""Examples that a kind needs to count in the macro figure."""
_NEVER_ROUTINE = ("opinion", "judgment", "verdict")
_INJUNCTIONS = ("injunction", "restraining order", "tro")
_SHOWN = 150


@dataclass(frozen=True, slots=True)
class Score:
    """One kind: shares between 0 and 1, and how many examples there are."""

    kind: str
    precision: float
    recall: float
    f1: float
    examples: int


@dataclass(frozen=True, slots=True)
class Figures:
    """``macro_f1`` is the mean of all ``scores``, ``macro_named`` that without "other", the
    label of what is none of the kinds; ``confusions`` counts (label, read as) pairs;
    ``hushed`` opinions, judgments, verdicts and injunctions that were called routine."""

    half: str
    examples: int
    scores: tuple[Score, ...]
    apart: tuple[Score, ...]
    macro_f1: float
    macro_named: float
    kind_accuracy: float
    weight_accuracy: float
    hushed: int
    confusions: tuple[tuple[str, str, int], ...]


def _score(kind: str, pairs: Sequence[tuple[str, str]]) -> Score:
    right = sum(1 for label, read in pairs if label == read == kind)
    said = sum(1 for _, read in pairs if read == kind)
    examples = sum(1 for label, _ in pairs if label == kind)
    return Score(
        kind,
        precision=right / said if said else 0.0,
        recall=right / examples if examples else 0.0,
        f1=2 * right / (said + examples) if said + examples else 0.0,
        examples=examples,
    )


def _is_hushed(one: Labelled, read: Kind) -> bool:
    words = " ".join((*one.events, one.text)).lower()
    injunction = one.weight == "news" and any(name in words for name in _INJUNCTIONS)
    return (one.kind in _NEVER_ROUTINE or injunction) and read.weight is Weight.ROUTINE


def _macro(scores: Sequence[Score]) -> float:
    return sum(each.f1 for each in scores) / max(1, len(scores))


def figures(half: str, rows: Iterable[Labelled]) -> Figures:
    read = [(one, kind_of(one.events, one.text)) for one in rows]
    pairs = [(one.kind, kind.name) for one, kind in read]
    told = {label for label, _ in pairs}
    every = [_score(kind, pairs) for kind in NAMES if kind in told]
    scores = tuple(each for each in every if each.examples >= ENOUGH)
    wrong = Counter((label, name) for label, name in pairs if label != name)
    count = max(1, len(pairs))
    return Figures(
        half=half,
        examples=len(pairs),
        scores=scores,
        apart=tuple(each for each in every if each.examples < ENOUGH),
        macro_f1=_macro(scores),
        macro_named=_macro([each for each in scores if each.kind != OTHER.name]),
        kind_accuracy=sum(1 for label, name in pairs if label == name) / count,
        weight_accuracy=sum(1 for one, kind in read if one.weight == str(kind.weight)) / count,
        hushed=sum(1 for one, kind in read if _is_hushed(one, kind)),
        confusions=tuple((*pair, n) for pair, n in wrong.most_common()),
    )


def misread(rows: Iterable[Labelled]) -> Iterable[str]:
    """One line for each filing whose kind or weight is not as labelled."""
    for one in rows:
        kind = kind_of(one.events, one.text)
        if (one.kind, one.weight) != (kind.name, str(kind.weight)):
            words = (" + ".join(one.events) or one.text)[:_SHOWN]
            yield f"{one.kind} {one.weight} read as {kind.name} {kind.weight}: {words}"


def _row(each: Score) -> str:
    return (
        f"  {each.kind:14} {each.precision:9.3f} {each.recall:7.3f} {each.f1:7.3f} "
        f"{each.examples:9}"
    )


def _printed(result: Figures) -> str:
    heading = f"  {'kind':14} {'precision':>9} {'recall':>7} {'F1':>7} {'examples':>9}"
    return "\n".join(
        (
            f"{result.half}, {result.examples} filings",
            heading,
            *(_row(each) for each in result.scores),
            f"labels with {ENOUGH} examples and more:",
            f"  macro-F1 {result.macro_f1:.3f} over all {len(result.scores)}",
            f'  macro-F1 {result.macro_named:.3f} without "other", which is no kind',
            f"kind right {result.kind_accuracy:.3f}, weight right {result.weight_accuracy:.3f}",
            f"opinions, judgments, verdicts or injunctions called routine: {result.hushed}",
            f"apart, fewer than {ENOUGH} examples:",
            *(_row(each) for each in result.apart),
            "labelled as, read as, how often:",
            *(f"  {label:14} {read:14} {n:4}" for label, read, n in result.confusions),
        )
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path, metavar="CORPUS")
    parser.add_argument("--half", choices=(*HALVES, *SETS), default=THIRD)
    parser.add_argument("--show", action="store_true", help="list what is misread (not of third)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        parser.error(f"{options.corpus} is not a folder")
    if options.show and options.half == THIRD:
        parser.error("the third set is not shown: rules must not be written from it")
    rows = labelled(options.corpus, options.half)
    result = figures(options.half, rows)
    print(json.dumps(asdict(result)) if options.json else _printed(result))
    if options.show:
        print(*misread(rows), sep="\n", file=sys.stderr if options.json else sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
