"""The benchmark of hearings, over a set that somebody else labelled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import hearings as benchmark

HEARING = "Status Conference set for 12/1/2025 at 10:00 AM."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [
        {"date_filed": "2025-11-03", "date_entered": None, "description": HEARING},
        {
            "date_filed": None,
            "date_entered": "2025-11-03",
            "description": "Trial set for 3/2/2026.",
        },
        {"date_filed": None, "date_entered": None, "description": HEARING},
        {"date_filed": "2025-11-04", "date_entered": None, "description": None},
    ]
    docket = {"court_id": "nysd", "docket_number": "1:25-cv-00001", "docket_entries": entries}
    (tmp_path / "dockets" / "district").mkdir(parents=True)
    (tmp_path / "dockets" / "district" / "nysd.json").write_text(json.dumps(docket))
    (tmp_path / "labels.csv").write_text(
        "source,entry,kind,date,time,status\n"
        "dockets/district/nysd.json,0,hearing,2025-12-01,10:00,set\n"
    )
    return tmp_path


def _entries(folder: Path, *read: int) -> Path:
    path = folder / "entries.csv"
    rows = "".join(f"dockets/district/nysd.json,{each}\n" for each in read)
    path.write_text(f"source,entry\n{rows}")
    return path


def _compared(folder: Path, entries: Path | None) -> str:
    labels = benchmark.labels_of(folder / "labels.csv", entries)
    chosen = [benchmark.docket(folder, source) for source in sorted(labels.sources)]
    told, found = benchmark.labelled(labels, "hearing"), benchmark.read(chosen, "hearing", labels)
    return benchmark.report(told, found)


def test_without_a_list_every_entry_of_a_labelled_docket_counts(folder: Path) -> None:
    assert "1 labelled    2 read    1 right   precision 0.500" in _compared(folder, None)


def test_what_is_read_in_an_entry_that_nobody_read_does_not_count(folder: Path) -> None:
    said = _compared(folder, _entries(folder, 0, 2, 3))
    assert "1 labelled    1 read    1 right   precision 1.000" in said
    assert "hour right 1 of 1" in said


def test_a_label_of_an_entry_that_nobody_read_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"labels entry 0 of dockets/district/nysd\.json"):
        benchmark.labels_of(folder / "labels.csv", _entries(folder, 1))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--show", "--labels", "x.csv"], "dev half only"),
        (["--entries", "x.csv"], "name that file"),
    ],
)
def test_errors_of_another_set_are_not_shown(folder: Path, options: list[str], said: str) -> None:
    command = [sys.executable, "-m", "benchmarks.hearings", str(folder), "--half", "dev", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
