"""What a fresh clone relies on: pinned packages, processes, commands that need no typing before."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def pinned(name: str) -> dict[str, set[str]]:
    found = re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / name).read_text(), re.MULTILINE)
    versions: dict[str, set[str]] = {}
    for package, version in found:
        versions.setdefault(package, set()).add(version)
    return versions


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = list(project["build-system"]["requires"]) + list(project["project"]["dependencies"])
    for extra in extras:
        lines += project["project"]["optional-dependencies"][extra]
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in lines}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_pin_has_a_hash_and_none_names_a_place(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = text.splitlines()
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", line), line[:80]
        assert not re.search(r"://| @ |file:", line), line[:80]


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.txt", ()),
        ("requirements-dev.txt", ("dev",)),
        ("requirements-bench.txt", ("dev", "bench")),
    ],
)
def test_what_pyproject_asks_for_is_pinned(name: str, extras: tuple[str, ...]) -> None:
    missing = wanted(*extras) - set(pinned(name))
    assert not missing, f"run make lock: {sorted(missing)} not in {name}"


def test_the_requirements_agree() -> None:
    smallest, larger, largest = map(pinned, REQUIREMENTS)
    assert smallest.items() <= larger.items()
    assert larger.items() <= largest.items()


def test_the_processes_of_a_host() -> None:
    assert (ROOT / "Procfile").read_text() == (
        "release: crier migrate\nweb: crier web\nworker: crier worker\n"
    )


def test_make_without_a_target_lists_every_target() -> None:
    done = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True)
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    for target in targets[1].split():
        assert f"make {target} " in done.stdout


@pytest.mark.parametrize("name", [".ci/run", "scripts/setup", "scripts/lock", "scripts/audit"])
def test_scripts_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111
