"""What the page's measures and pictures are made with, as far as no browser is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.chromium import NoBrowser, program
from benchmarks.page import Report, Times, as_text


def executable(folder: Path, name: str) -> str:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_first_browser_of_the_path_is_taken(tmp_path: Path) -> None:
    environment = {"PATH": os.fspath(tmp_path)}
    with pytest.raises(NoBrowser, match="No Chromium on the PATH"):
        program(environment)
    other = executable(tmp_path, "google-chrome")
    assert program(environment) == other
    debian = executable(tmp_path, "chromium")
    assert program(environment) == debian


def test_a_named_browser_wins_and_has_to_be_there(tmp_path: Path) -> None:
    executable(tmp_path, "chromium")
    mine = executable(tmp_path, "mine")
    environment = {"PATH": os.fspath(tmp_path), "CRIER_CHROMIUM": mine}
    assert program(environment) == mine
    with pytest.raises(NoBrowser, match="which is no program on this machine"):
        program(environment | {"CRIER_CHROMIUM": f"{mine}-gone"})


def test_times_are_summed_up() -> None:
    assert Times.of([float(n) for n in range(1, 101)]) == Times(50.5, 95.0, 100.0)
    assert Times.of([7.0]) == Times(7.0, 7.0, 7.0)


def test_the_report_says_whether_the_goal_is_kept() -> None:
    fast, slow = Times(20.0, 40.0, 60.0), Times(20.0, 240.0, 260.0)
    assert "within 200 ms: kept." in as_text(Report(500, 50, 900.0, fast, slow, slow))
    said = as_text(Report(500, 50, 900.0, slow, fast, None))
    assert "within 200 ms: missed." in said
    assert "earlier" not in said
