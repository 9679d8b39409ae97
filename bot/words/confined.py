"""Where a newsroom's own templates are rendered: they reach the values that they are given,
and nothing behind them, and they end.

Jinja's sandbox keeps a template from Python's insides. Added to it: nothing of an object can be
called, a file has to lie in the newsroom's folder, and what is repeated, joined and called is
counted, so that no template holds up the desk or eats its memory.
"""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, ValuesView
from pathlib import Path
from string import Formatter
from typing import Any

from jinja2 import FileSystemLoader, nodes, pass_context
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from jinja2.visitor import NodeTransformer

STEPS = 10_000
CHARACTERS = 400_000
MOST_NUMBER = 1_000
MOST_TEXT = 1_000
MOST_PRODUCT = 10**9
MOST_FILE = 20_000


class Names(Namespace):
    """Names to set, which are not written out: one may hold another many times over."""

    def __repr__(self) -> str:
        return "namespace"


_WITHOUT = ("format", "pprint", "random", "tojson", "urlize", "xmlattr")
_ONLY_CHOOSE = ("d", "default", "truncate")
"""Filters that give no more than they were given."""
_GLOBALS = (range, dict, Names, Cycler, Joiner)
_HOLDS = (list, tuple, dict, ItemsView, KeysView, ValuesView)
_PLAIN = (str, int, float, tuple, list, dict, LoopContext, Cycler)


class Inside(FileSystemLoader):
    """Files that lie in a folder; a link that leads out of it is an error, and not absent, so
    that somebody hears of it."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        folder = Path(self.searchpath[0]).resolve()
        if not Path(path).resolve().is_relative_to(folder):
            raise SecurityError(f"{template} leads out of the folder of CRIER_TEMPLATES")
        if len(source) > MOST_FILE:
            raise SecurityError(f"{template} has more than {MOST_FILE:,} characters")
        return source, path, fresh


class Confined(ImmutableSandboxedEnvironment):
    """``begin`` comes before each rendering. Raises SecurityError for what is not allowed."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.begin()
        self.globals = {"range": range, "dict": dict, "namespace": Names,
                        "cycler": Cycler, "joiner": Joiner}  # fmt: skip
        for name in _WITHOUT:
            del self.filters[name]
        self.filters.update(_OWN)

    def begin(self) -> None:
        self._steps, self._characters = STEPS, CHARACTERS

    def step(self) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise SecurityError(f"it takes more than {STEPS:,} steps")

    def charged(self, value: Any) -> Any:
        """The same, counted: a text by its characters, a list by all that is in it, again for
        each time that it is there, as it would be written out."""
        left = [value]
        while left:
            one = left.pop()
            self.charge(len(one) if isinstance(one, str) else 1)
            if isinstance(one, _HOLDS):
                left.extend(one.items() if isinstance(one, dict) else one)
        return value

    def charge(self, characters: int) -> None:
        self._characters -= characters
        if self._characters < 0:
            raise SecurityError(f"it writes or lists more than {CHARACTERS:,} characters")

    def is_safe_callable(self, obj: Any) -> bool:
        """Methods of texts, numbers and lists, macros, and what Jinja itself gives."""
        if isinstance(obj, Macro | BlockReference | LoopContext | Joiner) or obj in _GLOBALS:
            return True
        of_text = getattr(obj, "__wrapped__", obj)  # the sandbox's own str.format
        bound = isinstance(of_text, types.BuiltinMethodType | types.MethodType)
        return bound and isinstance(of_text.__self__, _PLAIN)

    def call(__self, __context: Context, __obj: Any, *args: Any, **more: Any) -> Any:  # noqa: N805
        __self.step()
        if __obj is range or isinstance(__obj, types.BuiltinMethodType | types.FunctionType):
            _bounded((*args, *more.values()))
        _bounded_widths(__obj)
        if isinstance(__obj, Macro):
            __self.charged([each for each in (*args, *more.values()) if isinstance(each, _HOLDS)])
        return __self.charged(super().call(__context, __obj, *args, **more))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self.step()
        texts = [each for each in (left, right) if isinstance(each, str | list | tuple)]
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"{operator} cannot be used")
        if operator == "*" and texts:
            (text, *_), times = texts, right if texts[0] is left else left
            self.charge(len(text) * max(times, 0) if isinstance(times, int) else 0)
        if operator == "*" and not texts and abs(left) > MOST_PRODUCT < abs(right):
            raise SecurityError("a number is too large")
        return self.charged(super().call_binop(context, operator, left, right))

    def _generate(self, source: nodes.Template, *args: Any, **more: Any) -> str:
        """Jinja's hook for whoever changes what is compiled."""
        return super()._generate(_Counting().visit(source), *args, **more)


def limited(filters: dict[str, Callable[..., Any]], environment: Confined) -> None:
    """Bound what each filter is given, and count what it gives."""
    for name, made in list(filters.items()):
        if name not in _OWN:
            filters[name] = _limited(made, environment, bounded=name not in _ONLY_CHOOSE)


def _limited(
    made: Callable[..., Any], environment: Confined, *, bounded: bool
) -> Callable[..., Any]:
    @functools.wraps(made)
    def said(*args: Any, **named: Any) -> Any:
        environment.step()
        if bounded:
            _bounded((*args[1:], *named.values()))
        return environment.charged(made(*args, **named))

    return said


def _bounded(values: Iterable[Any]) -> None:
    """What is given to a method or a filter: each can make a text longer by that much."""
    for value in values:
        if isinstance(value, int) and abs(value) > MOST_NUMBER:
            raise SecurityError(f"{value:.3g} is too large a number here")
        if isinstance(value, str | list | tuple) and len(value) > MOST_TEXT:
            raise SecurityError("a text or a list is too long here")


def _bounded_widths(called: Any) -> None:
    """What a text's format says of widths: a short one can ask for more than there is memory."""
    text = getattr(getattr(called, "__wrapped__", None), "__self__", None)
    if not isinstance(text, str):
        return
    for _, _, width, _ in Formatter().parse(text):
        if width and "{" in width:
            raise SecurityError("a format within a format cannot be used")
        _bounded(map(int, re.findall(r"\d+", width or "")))


class _Counting(NodeTransformer):
    """Loops, joined texts and lists are counted."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        self.generic_visit(node)
        if node.recursive:
            raise SecurityError("a recursive loop cannot be used")
        written = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        node.iter = _filter(_expression(node.iter), "counted", nodes.Const(written))
        return node

    def visit_List(self, node: nodes.List) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, "held")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, "held")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, "held") if node.ctx == "load" else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "joined")


def _expression(node: nodes.Node) -> nodes.Expr:
    if not isinstance(node, nodes.Expr):
        raise SecurityError("a loop over nothing cannot be used")
    return node


def _filter(of: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(of, name, list(args), [], None, None, lineno=of.lineno)


@pass_context
def _counted(context: Context, values: Iterable[Any], written: int) -> Iterator[Any]:
    environment: Any = context.environment
    for value in values:
        environment.step()
        environment.charge(written)
        yield environment.charged(value) if isinstance(value, _HOLDS) else value


@pass_context
def _joined(context: Context, values: Iterable[Any]) -> str:
    environment: Any = context.environment
    environment.step()
    said: str = environment.charged("".join(map(str, values)))
    return said


@pass_context
def _held(context: Context, values: Any) -> Any:
    environment: Any = context.environment
    return environment.charged(values)


_OWN = {"counted": _counted, "joined": _joined, "held": _held}
