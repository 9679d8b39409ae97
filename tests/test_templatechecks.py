"""Templates of a newsroom are tried out before a filing needs them; the list of ours is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from bot.commandline.templatechecks import problems
from bot.words.templating import OURS
from tests.samples import NOW

NAMES = sorted(path.name for path in OURS.glob("*.mrkdwn"))
DOCS = Path(__file__).parents[1] / "docs" / "templates.md"


def test_each_template_is_rendered(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("{{ what_nobody_gives }}")
    found = problems(tmp_path, NOW)
    assert sorted(each.template for each in found) == NAMES
    assert all("what_nobody_gives" in each.reason for each in found)


def test_ours_are_well(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text((OURS / name).read_text())
    assert problems(tmp_path, NOW) == ()
    assert problems(None, NOW) == ()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("alert.mrkdwn", "{{ f.what|bold", "TemplateSyntaxError"),
        ("alert.mrkdwn", "{{ f.headline }}", "headline"),
        ("alert.mrkdwn", "{% if f.number %}x{% else %}{{ f.nummer }}{% endif %}", "nummer"),
        ("alert.mrkdwn", "{{ 'x' * 4000 }}", "4,000 characters"),
        ("unfollowed.mrkdwn", "{% for x in range(3) %}{% endfor %}", "0 characters"),
        ("card.mrkdwn", "{{ c.facts.judge.__class__.__mro__ }}", "SecurityError"),
        ("allert.mrkdwn", "x", "docs/templates.md"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    found = problems(tmp_path, NOW)
    assert [each.template for each in found] == [name] * len(found)
    assert any(said in each.reason for each in found)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (only,) = problems(tmp_path / "away", NOW)
    assert "no folder" in only.reason


def test_the_list_of_templates_is_whole() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.+) \|$", DOCS.read_text(), re.MULTILINE)
    assert [f"{name}.mrkdwn" for name, _, _ in rows] == NAMES
    for name, values, _ in rows:
        used = used_in((OURS / f"{name}.mrkdwn").read_text())
        assert used <= set(re.findall(r"`(\w+)`", values)), name


def used_in(text: str) -> set[str]:
    """Names that a template is to be given."""
    found = list(SandboxedEnvironment().parse(text).find_all(nodes.Name))
    made = {name.name for name in found if name.ctx != "load"}
    return {name.name for name in found} - made - {"loop"}
