"""The commands of whoever keeps house, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import DCD, NUMBER, Shell, logging_as_before, shell

__all__ = ["logging_as_before", "shell"]


async def test_follows_leave_as_a_file_and_come_back(shell: Shell, tmp_path: Path) -> None:
    for text in (f"{DCD} orders daily 8am", "1:25-cv-00500 dcd"):
        assert (await shell.crier("follow", *text.split(), "--channel", "terminal")).code == 0
    for form in ("csv", "toml"):
        file = tmp_path / f"follows.{form}"
        done = await shell.crier("export", str(file))
        assert (done.code, done.out) == (0, "")
        assert "has 2 follows, and the terms of 0 channels" in done.err
        printed = await shell.crier("export", "--format", form)
        assert printed.out.replace("\r\n", "\n") == file.read_text()
        again = await shell.crier("import", str(file))
        assert (again.code, again.out) == (0, "Nothing to do: all is as the file says.\n")
        assert (await shell.crier("unfollow", DCD, "--channel", "terminal")).code == 0
        back = await shell.crier("import", str(file))
        assert (back.code, back.out) == (0, "1 followed, 0 changed, 1 as they were.\n")
    listed = await shell.crier("log", "--json")
    assert [line["what"] for line in listed.value].count("follow") == 4
    first = (await shell.crier("log", "-n", "1")).out
    assert first.startswith("terminal  ")
    assert f"Followed D.D.C. {NUMBER} from the command line" in first
    assert (await shell.crier("log", "--channel", "terminal")).code == 0


async def test_a_file_with_a_fault_is_not_read(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "follows.csv"
    file.write_bytes(
        b"\xef\xbb\xbfchannel,case\r\nterminal,1:25-cv-00457 dcd\r\nterminal,never\r\n"
    )
    done = await shell.crier("import", str(file))
    assert done.code == 2
    assert "line 3: “never” does not name one case" in done.out
    assert not (await shell.crier("follows", "--json")).value
    done = await shell.crier("import", str(file), "--partly", "--json")
    assert done.code == 1
    assert (done.value["followed"], done.value["faults"][0]["place"]) == (1, "line 3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "nowhere.csv"), "nowhere.csv cannot be read: no such file or directory."),
        (("export", "x.json"), "end its name in .csv or .toml"),
        (("workspace",), "There is no SLACK_BOT_TOKEN"),
        (("forget", "Joan Sampleton", "harbor"), "Name one case by number and court"),
        (("forget", "Jo", "1:25-cv-00457", "dcd"), "three letters at least"),
        (("forget", "Joan Sampleton", "1:25-cv-00999", "dcd"), "Nothing is recorded of D.D.C."),
        (("export", "/dev/null/x.csv"), "cannot be written"),
    ],
)
async def test_a_mistake_is_one_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    done = await shell.crier(*words)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


async def test_who_may_follow_in_a_workspace(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in shell.slack.environment().items():
        monkeypatch.setenv(name, value)
    team = shell.slack.team_id
    assert "the channel's members can change" in (await shell.crier("workspace")).out
    done = await shell.crier("workspace", team, "--who-follows", "admins", "--json")
    assert done.value["who_follows"] == "admins"
    done = await shell.crier("workspace", "T0OTHER", "--who-follows", "admins")
    assert done.code == 2
    assert team in done.err
    assert json.loads((await shell.crier("log", "--json")).out)[0]["detail"] == (
        "who may follow: admins"
    )
