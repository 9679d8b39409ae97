"""bot.words.confined: what a newsroom's template cannot do, and what it can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.commandline import templatechecks
from bot.words.confined import MOST_FILE
from bot.words.templating import OURS as OURS_FOLDER
from bot.words.templating import Templates
from tests.newsroom import START


class Behind:
    """An object of the program, with a method that must not be called."""

    name = "plain"

    def __init__(self) -> None:
        self.called = 0

    def act(self) -> str:
        self.called += 1
        return "done"


def said(folder: Path, template: str, **values: Any) -> tuple[str, list[str]]:
    """What comes of a newsroom's own "digest", and why it was not used."""
    (folder / "digest.mrkdwn").write_text(template)
    templates = Templates(folder)
    given = {"days": "Nov. 3", "count": "14 filings", "part": "", **values}
    text = templates.mrkdwn("digest", **given)
    return str(text), [problem.reason for problem in templates.problems]


DOUBLED = (
    "{{% set n = namespace(s='x') %}}{{% for i in range(60) %}}{{% set n.s = {} %}}{{% endfor %}}"
)
LISTED = (
    "{{% set n = namespace(s=['x']) %}}{{% for i in range(20) %}}{{% set n.s = {} %}}{{% endfor %}}"
    "{{{{ n.s|length }}}}"
)
OURS = "*Nov. 3 in the cases you follow: 14 filings*"


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''|attr('__class__') }}",
        "{{ ''['__class__'] }}",
        "{{ x.__init__.__globals__ }}",
        "{{ x['__init__'] }}",
        "{{ x.act() }}",
        "{{ x.act.__func__ }}",
        "{{ [x]|map(attribute='__class__')|first }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ '{0.act.__self__}'.format(x) }}",
        "{{ '{x.__class__}'.format_map({'x': x}) }}",
        "{{ '%s'|format(x) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ joiner.__init__.__globals__.os }}",
        "{{ namespace.__init__ }}",
        "{{ range.__class__ }}",
        "{{ lipsum() }}",
        "{{ lipsum.__globals__ }}",
        "{{ [].append(1) }}",
        "{{ l.append(1) }}",
        "{{ {}.update({1: 2}) }}",
        "{% for a in l recursive %}{{ loop(l) }}{% endfor %}",
        "{% import os %}",
        "{% include '../secret.mrkdwn' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'linked.mrkdwn' %}",
        "{% from '../secret.mrkdwn' import x %}",
        "{% extends '../secret.mrkdwn' %}",
        "{{ config }}",
        "{{ environment }}",
    ],
)
def test_what_is_behind_the_values_cannot_be_reached(tmp_path: Path, template: str) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (tmp_path / "secret.mrkdwn").write_text("secret")
    (folder / "linked.mrkdwn").symlink_to(tmp_path / "secret.mrkdwn")
    behind, listed = Behind(), ["a"]
    text, problems = said(folder, template, x=behind, l=listed)
    assert text == OURS
    assert len(problems) == 1
    assert behind.called == 0
    assert listed == ["a"]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{{ i }}{% endfor %}{% endfor %}",
        "{% for i in range(999) %}" + "x" * 2000 + "{% endfor %}",
        "{{ 'x' * 10**9 }}",
        "{{ 1000000000 * 'x' }}",
        "{{ ['x'] * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'x'.center(10000000000) }}",
        "{{ 'x'.ljust(10000000000) }}",
        "{{ '{:10000000000}'.format(1) }}",
        "{{ '{:.10000000000f}'.format(1.5) }}",
        "{{ '{x:10000000000}'.format_map({'x': 1}) }}",
        "{{ '{0:{1[0]}}'.format(1, [10000000000]) }}",
        "{{ 'x'|center(10000000000) }}",
        "{{ 'x'|indent(10000000000) }}",
        "{{ 1|round(1000000000) }}",
        "{{ ('x' * 5000)|replace('x', 'y' * 5000) }}",
        "{{ ('x' * 5000).replace('x', 'y' * 5000) }}",
        "{{ range(1000)|join('x' * 5000) }}",
        DOUBLED.format("n.s ~ n.s"),
        DOUBLED.format("n.s + n.s"),
        DOUBLED.format("[n.s, n.s]|join"),
        DOUBLED.format("n.s|replace('x', 'xx')"),
        DOUBLED.format("n.s.join(['x', 'x', 'x'])"),
        DOUBLED.replace("'x'", "7").format("n.s * n.s"),
        LISTED.format("n.s + n.s"),
        LISTED.format("(n.s|list) + (n.s|list)"),
        LISTED.replace("['x']", "('x',)").format("n.s + n.s"),
        LISTED.format("[n.s, n.s]"),
        LISTED.format("n.s, n.s"),
        LISTED.format("{'a': n.s, 'b': n.s}"),
        LISTED.format("dict(a=n.s, b=n.s)"),
        LISTED.replace("['x']", "{{}}").format("{'a': n.s.values(), 'b': n.s.values()}"),
        "{% set n = namespace(s=['x']) %}{% macro m() %}{% set n.s = varargs %}{% endmacro %}"
        "{% for i in range(20) %}{{ m(n.s, n.s) }}{% endfor %}",
        "{% set n = namespace(s=['x']) %}{% for i in range(5) %}{% for l in 'x'|batch(99, n.s) %}"
        "{% set n.s = l %}{% endfor %}{% endfor %}",
        "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) ~ a(n - 1) }}{% endif %}{% endmacro %}{{ a(40) }}",
        "{% include 'digest.mrkdwn' %}",
        "x" * (MOST_FILE + 1),
    ],
)
def test_no_template_goes_on_for_ever_or_takes_all_memory(tmp_path: Path, template: str) -> None:
    text, problems = said(tmp_path, template)
    assert text == OURS
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x.name }}", "plain"),
        ("{{ 'a{}'.format(days) }}", "aNov. 3"),
        ("{{ days.upper() }} {{ days.startswith('Nov') }}", "NOV. 3 True"),
        ("{{ days ~ ', ' ~ count }}", "Nov. 3, 14 filings"),
        ("{% for i in l %}{{ loop.index }}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}",
         "1a, 2b"),
        ("{% for i in l if i != 'a' %}{{ i }}{{ loop.cycle('x', 'y') }}{% endfor %}", "bx"),
        ("{% for i in [] %}{% else %}none{% endfor %}", "none"),
        ("{% for a, b in {'k': 'v'}.items() %}{{ a }}{{ b }}{% endfor %}", "kv"),
        ("{% for i in range(3) %}{{ i * 2 }}{% endfor %}", "024"),
        ("{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(days) }}", "<Nov. 3>"),
        ("{{ ''|default(text, true)|truncate(2000)|length }}", "2000"),
        ("{{ l|map('upper')|join(' and ') }}", "A and B"),
        ("{% set n = namespace(c=0) %}{% for i in l %}{% set n.c = n.c + 1 %}{% endfor %}{{ n.c }}",
         "2"),
        ("{{ 'a' in ['a', 'b'] }} {{ ('a', 'b')[1] }} {{ (l + ['c'])|length }}", "True b 3"),
        ("{% set a, b = l %}{{ b }}{% for k, v in [(1, 2)] %}{{ v }}{% endfor %}", "b2"),
        ("{% set n = namespace(o=none) %}{% set n.o = namespace(p=n) %}{{ n.o }}", "namespace"),
        ("{% include ['absent.mrkdwn', 'own.mrkdwn'] %}", "own"),
        ("{% include 'own.mrkdwn' %}", "own"),
        ("{% include 'held.mrkdwn' %}", "held"),
    ],
)  # fmt: skip
def test_what_templates_are_for_works(tmp_path: Path, template: str, expected: str) -> None:
    (tmp_path / "own.mrkdwn").write_text("own")
    # As a folder of settings is mounted: names are links to files below it.
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "held.mrkdwn").write_text("held")
    (tmp_path / "held.mrkdwn").symlink_to(tmp_path / "..data" / "held.mrkdwn")
    text, problems = said(tmp_path, template, x=Behind(), l=["a", "b"], text="y" * 5000)
    assert not problems
    assert text == expected.replace("<", "&lt;").replace(">", "&gt;") or text == expected


def test_our_own_templates_may_be_theirs(tmp_path: Path) -> None:
    """A newsroom that copies them all to change one has broken nothing."""
    for path in OURS_FOLDER.glob("*.mrkdwn"):
        (tmp_path / path.name).write_text(path.read_text())
    assert templatechecks.problems(tmp_path, START) == ()
