"""scripts/audit: what it says of what pip-audit found, and what fails CI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
KNOWN = {"id": "PYSEC-2026-1", "fix_versions": ["2.0.1"]}
GOOD = {"name": "click", "version": "8.1", "vulns": []}
BAD = {"name": "lxml", "version": "5.0", "vulns": [KNOWN]}
UNKNOWN = {"name": "rich", "skip_reason": "Dependency not found on PyPI"}


def audited(tmp_path: Path, answers: dict[str, Any]) -> tuple[int, str]:
    """The exit and the words of the script with a pip-audit that answers by service."""
    fake = tmp_path / "pip-audit"
    said = {service: json.dumps({"dependencies": found}) for service, found in answers.items()}
    fake.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"said = {said!r}.get(sys.argv[sys.argv.index('--vulnerability-service') + 1])\n"
        "print(said) if said else sys.exit('ConnectionError: nobody answers')\n"
    )
    fake.chmod(0o755)
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit"],
        env={**os.environ, "PIP_AUDIT": str(fake)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ({"pypi": [GOOD]}, 0, "1 packages audited by pypi: nothing is known."),
        ({"pypi": [GOOD, BAD]}, 1, "lxml 5.0: PYSEC-2026-1 (mended in 2.0.1)"),
        ({"pypi": [GOOD, UNKNOWN]}, 0, "Not audited, as pypi does not know them: rich."),
        ({"pypi": [UNKNOWN], "osv": [BAD]}, 1, "1 of 1 packages have known vulnerabilities."),
        ({"osv": [GOOD]}, 0, "audited by osv"),
        ({"pypi": [UNKNOWN]}, 0, "could not be reached, so nothing was audited (osv: Connection"),
        ({}, 0, "could not be reached, so nothing was audited"),
    ],
)
def test_what_is_known_fails_and_what_cannot_be_asked_is_said(
    tmp_path: Path, answers: dict[str, Any], code: int, words: str
) -> None:
    found, said = audited(tmp_path, answers)
    assert words in said
    assert found == code


def test_without_pip_audit_nothing_is_claimed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit"],
        env={**os.environ, "PIP_AUDIT": str(tmp_path / "none")}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "pip-audit cannot be started" in done.stdout
    assert "nothing was audited" in done.stdout
