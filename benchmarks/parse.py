"""How fast feeds are read: ours, juriscraper's parser and bare lxml, body by body.

    python -m benchmarks.parse DIR [--json]

DIR holds bodies, at any depth, named ``COURT*.xml`` or ``COURT*.xml.gz``; a file whose
name begins with a digit is one of successive bodies of the court its folder is named
after. Bodies of 50 KB and more are measured, one after the other: every reader reads a
body in turn, several rounds of it, and the median of its times counts. Measured are

- a body read in full, nothing remembered, everything repaired
- the look that finds that a body was not rebuilt
- a successive body read with the memory of the one before it: rebuilt ones of which at
  least 90% was known

Bare lxml means ``iterparse`` over the items with ``recover=True`` and the texts of their
parts read: the least that any reader built on it would do. juriscraper's time is that of
``PacerRssFeed``, text to ``data``. Each figure printed is the median over bodies of one
body's ratio.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from lxml import etree

from filings.errors import ParseError
from watchers import pacer

_SMALLEST = 50_000
_ROUNDS = 9
_JURISCRAPER_ROUNDS = 3
_MOSTLY_KNOWN = 0.9

Reader = Callable[[bytes, str], object]


@dataclass(frozen=True, slots=True)
class Body:
    court: str
    name: str
    content: bytes
    series: Path | None


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for one body; ``juriscraper`` None where it is not installed."""

    name: str
    size: int
    ours: float
    look: float
    lxml: float
    juriscraper: float | None


@dataclass(frozen=True, slots=True)
class Known:
    """Seconds for one rebuilt body, read with a memory of ``share`` of its items."""

    share: float
    ours: float
    lxml: float


@dataclass(frozen=True, slots=True)
class Figures:
    bodies: int
    times_juriscraper: float | None
    of_bare_lxml: float | None
    unchanged_times_juriscraper: float | None
    unchanged_microseconds: float | None
    known_bodies: int
    known_share: float | None
    known_of_bare_lxml: float | None


def bodies(folder: Path) -> Iterator[Body]:
    """Every body below a folder, in the order of paths."""
    for path in sorted(folder.rglob("*.xml*")):
        if path.name.endswith((".xml", ".xml.gz")):
            content = path.read_bytes()
            successive = path.name[0].isdigit()
            yield Body(
                court=path.parent.name if successive else _court(path.name),
                name=f"{path.parent.name}/{path.name}",
                content=gzip.decompress(content) if path.suffix == ".gz" else content,
                series=path.parent if successive else None,
            )


def _court(name: str) -> str:
    return name.partition(".")[0].partition("_")[0]


def bare_lxml(body: bytes, _court: str) -> object:
    events = etree.iterparse(BytesIO(body), tag="item", recover=True)
    return [[part.text for part in item] for _, item in events]


def juriscraper_reader() -> Reader | None:
    """juriscraper's parser, silenced, or None where it is not installed."""
    logging.disable(logging.CRITICAL)
    try:
        from juriscraper.pacer import PacerRssFeed
    except ImportError:
        return None

    def read(body: bytes, court: str) -> object:
        feed = PacerRssFeed(court)
        feed._parse_text(body.decode("iso-8859-1"))
        return feed.data

    return read


def seconds(read: Callable[[], object]) -> float:
    start = perf_counter()
    read()
    return perf_counter() - start


def measure(body: Body, juriscraper: Reader | None) -> Times:
    content, court = body.content, body.court
    built = pacer.peek(content).built_at_raw
    ours, look, lxml, theirs = [], [], [], []
    for turn in range(_ROUNDS):
        ours.append(seconds(partial(pacer.parse, content, court)))
        lxml.append(seconds(partial(bare_lxml, content, court)))
        look.append(seconds(partial(pacer.not_rebuilt, content, court, built)))
        if juriscraper and turn < _JURISCRAPER_ROUNDS:
            theirs.append(seconds(partial(juriscraper, content, court)))
    return Times(
        body.name,
        len(content),
        median(ours),
        median(look),
        median(lxml),
        median(theirs) if theirs else None,
    )


def measure_known(series: list[Body]) -> Iterator[Known]:
    """Each body of a series read with the memory of the one before, where it was rebuilt."""
    memory = pacer.Memory()
    built = None
    for body in series:
        content, court, before = body.content, body.court, memory
        try:
            parsed, memory = pacer.read(content, court, before)
        except ParseError:
            continue
        if before.bases and parsed.built_at != built and len(content) >= _SMALLEST:
            share = len(before.bases.keys() & memory.bases.keys()) / len(memory.bases)
            if share >= _MOSTLY_KNOWN:
                ours, lxml = [], []
                for _ in range(_ROUNDS):
                    ours.append(seconds(partial(pacer.read, content, court, before)))
                    lxml.append(seconds(partial(bare_lxml, content, court)))
                yield Known(share, median(ours), median(lxml))
        built = parsed.built_at


def figures(times: list[Times], known: list[Known]) -> Figures:
    """The medians over bodies of the ratios; None where nothing was measured."""
    compared = [(each, each.juriscraper) for each in times if each.juriscraper is not None]
    return Figures(
        bodies=len(times),
        times_juriscraper=_median(theirs / each.ours for each, theirs in compared),
        of_bare_lxml=_median(each.ours / each.lxml for each in times),
        unchanged_times_juriscraper=_median(theirs / each.look for each, theirs in compared),
        unchanged_microseconds=_median(each.look * 1e6 for each in times),
        known_bodies=len(known),
        known_share=_median(each.share for each in known),
        known_of_bare_lxml=_median(each.ours / each.lxml for each in known),
    )


def _median(values: Iterator[float]) -> float | None:
    ratios = list(values)
    return round(median(ratios), 3) if ratios else None


def _row(each: Times) -> str:
    theirs = f"{each.juriscraper * 1e3:11.1f}" if each.juriscraper is not None else f"{'-':>11}"
    return (
        f"{each.name:40} {each.size:9,} {each.ours * 1e3:8.2f} {each.lxml * 1e3:8.2f} {theirs}"
        f" {each.look * 1e6:8.1f}"
    )


def _summary(result: Figures) -> str:
    return "\n".join(
        (
            f"\nmedian of {result.bodies} bodies of 50 KB and more:",
            f"  in full       {result.times_juriscraper or '-'} times juriscraper's speed, "
            f"{result.of_bare_lxml or '-'} of bare lxml's time",
            f"  not rebuilt   {result.unchanged_times_juriscraper or '-'} times juriscraper's "
            f"speed, {result.unchanged_microseconds or '-'} µs",
            f"  with memory   {result.known_of_bare_lxml or '-'} of bare lxml's time, median of "
            f"{result.known_bodies} rebuilt bodies, {result.known_share or '-'} known",
        )
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder")
    juriscraper = juriscraper_reader()
    if juriscraper is None:
        print("juriscraper is not installed (pip install juriscraper).", file=sys.stderr)

    times: list[Times] = []
    series: dict[Path, list[Body]] = {}
    single: list[Body] = []
    for body in bodies(options.folder):
        if body.series:
            series.setdefault(body.series, []).append(body)
        else:
            single.append(body)
    # Bodies of a series are nearly the same: the longest stands for all.
    longest = [
        max(successive, key=lambda body: len(body.content)) for successive in series.values()
    ]
    if not options.json:
        print(f"{'body':40} {'bytes':>9} {'ours ms':>8} {'lxml ms':>8} {'juris. ms':>11} look µs")
    for body in single + longest:
        if len(body.content) < _SMALLEST:
            continue
        try:
            times.append(measure(body, juriscraper))
        except ParseError as error:
            print(f"{body.name}: {error}", file=sys.stderr)
            continue
        if not options.json:
            print(_row(times[-1]), flush=True)
    known = [each for successive in series.values() for each in measure_known(successive)]
    result = figures(times, known)
    print(json.dumps(asdict(result)) if options.json else _summary(result))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
