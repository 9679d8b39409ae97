"""Templates: ours, and a newsroom's own that win one by one.

A template gives mrkdwn. Whatever an expression yields is escaped as court text
(``bot.words.mrkdwn.court``) unless it is marked as ``Mrkdwn``. A newsroom's template
that cannot be used never costs an alert: ours takes its place, and the reason
is kept in ``problems``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, Undefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from bot.words.blocks import MAX_SECTION
from bot.words.confined import Confined, Inside, limited
from bot.words.mrkdwn import Mrkdwn, bold, code, court, dots, fold, link, stopped, struck

OURS = Path(__file__).resolve().parents[2] / "templates"
SUFFIX = ".mrkdwn"
_MAX_PROBLEMS = 200

# What a template of somebody else may raise while it is read or rendered.
_BROKEN = (
    TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError,
    RecursionError, MemoryError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A newsroom's template that was not used, and why, in one sentence."""

    template: str
    reason: str


class Templates:
    """Renders a template by name. ``problems`` has each failing template once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._ours, self._ours_plain = _ours(court), _ours(fold)
        self._chosen, self._plain = self._ours, self._ours_plain
        if folder is not None:
            theirs = ChoiceLoader([Inside(folder), FileSystemLoader(OURS)])
            self._chosen = _environment(theirs, court, Confined)
            self._plain = _environment(theirs, fold, Confined)

    def mrkdwn(self, name: str, *, limit: int = MAX_SECTION, **values: Any) -> Mrkdwn:
        """One template as mrkdwn of 1 to ``limit`` characters; empty lines fall out."""
        return Mrkdwn(self._render(self._chosen, self._ours, name, limit, values))

    def plain(self, name: str, **values: Any) -> str:
        """One template as plain text, for pasting into an article: nothing is escaped."""
        return self._render(self._plain, self._ours_plain, name, 40_000, values)

    def _render(
        self,
        chosen: SandboxedEnvironment,
        ours: SandboxedEnvironment,
        name: str,
        limit: int,
        values: dict[str, Any],
    ) -> str:
        if self._is_theirs(name):
            try:
                if isinstance(chosen, Confined):
                    chosen.begin()
                said = _tidy(chosen.get_template(name + SUFFIX).render(**values))
            except _BROKEN as error:
                self._report(name, f"{type(error).__name__}: {error}")
            else:
                if 0 < len(said) <= limit:
                    return said
                # Some say nothing where there is nothing to say.
                if not said and not _tidy(ours.get_template(name + SUFFIX).render(**values)):
                    return said
                self._report(name, f"it gives {len(said):,} characters; 1 to {limit:,} can be used")
        return _tidy(ours.get_template(name + SUFFIX).render(**values))

    def _is_theirs(self, name: str) -> bool:
        return self.folder is not None and (self.folder / (name + SUFFIX)).is_file()

    def _report(self, name: str, reason: str) -> None:
        problem = Problem(name + SUFFIX, fold(reason)[:300])
        if problem not in self.problems and len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(problem)


@functools.cache
def _ours(say: Callable[[str], str]) -> SandboxedEnvironment:
    """Our own templates, which are compiled once however many use them."""
    return _environment(FileSystemLoader(OURS), say)


def _environment(
    loader: BaseLoader,
    say: Callable[[str], str],
    kind: type[SandboxedEnvironment] = ImmutableSandboxedEnvironment,
) -> SandboxedEnvironment:
    def finalize(value: object) -> object:
        # StrictUndefined must raise, which it does when it is made a string.
        if value is None:
            return ""
        said = value if isinstance(value, Mrkdwn) else say(str(value))
        return environment.charged(said) if isinstance(environment, Confined) else said

    # Not jinja2's autoescape: that writes HTML entities, which Slack would show.
    environment = kind(
        loader=loader,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=True,
    )
    environment.filters.update(
        bold=_defined(bold), struck=_defined(struck), code=_defined(code), court=_defined(court),
        dots=dots, link=link, stop=_defined(stopped),
    )  # fmt: skip
    if isinstance(environment, Confined):
        limited(environment.filters, environment)
    return environment


def _defined(make: Callable[[str], Mrkdwn]) -> Callable[[object], Mrkdwn]:
    def said(value: object) -> Mrkdwn:
        if isinstance(value, Undefined):
            return Mrkdwn(str(value))
        return make(value if isinstance(value, str) else str(value))

    return said


def _tidy(said: str) -> str:
    return "\n".join(line.rstrip() for line in said.splitlines() if line.strip())
