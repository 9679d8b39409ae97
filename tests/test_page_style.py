from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox import page
from sandbox.page.names import TONES

FOLDER = Path(page.__file__).parent
CSS = (FOLDER / "style.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
VARIABLE = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
COLOURS = {name: (light, dark) for name, light, dark in VARIABLE.findall(RULES)}
THEMES = {"light": 0, "dark": 1}

# Words on what they stand on: 4.5 to 1.
READ = [
    *((text, ground) for text in ("text", "muted") for ground in ("page", "raised", "hover")),
    ("text", "ephemeral"), ("muted", "ephemeral"), ("text", "mine"), ("text", "line"),
    *(("link", ground) for ground in ("page", "raised", "hover", "mention", "mine", "ephemeral")),
    ("code-text", "code"), ("text", "code"),
    ("on-colour", "primary"), ("on-colour", "danger"), ("on-colour", "badge"),
    ("on-colour", "sidebar-current"),
    ("danger-text", "page"), ("danger-text", "hover"),
    ("refused-text", "refused"), ("text", "warned"), ("text", "done"), ("text", "mention"),
    ("sidebar-text", "sidebar"), ("sidebar-strong", "sidebar"),
    ("sidebar-strong", "sidebar-current"),
]  # fmt: skip
# Edges of controls and the mark of the focus: 3 to 1.
SEEN = [("edge", "page"), ("edge", "raised"), ("focus", "page"), ("focus", "raised"),
        ("focus", "hover"), ("sidebar-strong", "sidebar"), ("primary", "page")]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_on_white() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "ground"), READ)
def test_words_can_be_read(words: str, ground: str, theme: str) -> None:
    at = THEMES[theme]
    assert contrast(COLOURS[words][at], COLOURS[ground][at]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), SEEN)
def test_edges_can_be_seen(edge: str, ground: str, theme: str) -> None:
    at = THEMES[theme]
    assert contrast(COLOURS[edge][at], COLOURS[ground][at]) >= 3


def test_initials_can_be_read_on_every_tone() -> None:
    tones = dict(re.findall(r"\.tone-(\d+) \{ background: (#[0-9a-f]{6})", RULES))
    assert sorted(tones) == [str(tone) for tone in range(TONES)]
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in tones.values())


def test_every_colour_is_named_once_and_used() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", RULES))
    named = set(re.findall(r"--([a-z-]+):", RULES))
    assert used == named
    assert set(COLOURS) == {name for pair in READ + SEEN for name in pair} | {"quote"}


def test_both_themes_can_be_chosen_and_the_system_decides_otherwise() -> None:
    assert "color-scheme: light dark;" in RULES
    for theme in THEMES:
        assert f':root[data-theme="{theme}"] {{ color-scheme: {theme}; }}' in RULES


def test_nothing_is_fetched_from_elsewhere() -> None:
    for sign in ("url(", "@import", "@font-face", "http:", "https:", "//"):
        assert sign not in RULES


def test_the_focus_is_visible() -> None:
    assert ":focus-visible { outline: 2px solid var(--focus)" in RULES
    for found in re.findall(r"[^}]*\{[^}]*outline: none[^}]*\}", RULES):
        # The composer draws its own, around the whole.
        assert found.strip().startswith(".composer")
    assert ".composer:focus-within { border-color: var(--focus)" in RULES


def test_motion_is_asked_for() -> None:
    before = RULES.split("@media (prefers-reduced-motion: no-preference)")[0]
    assert "transition" not in before
    assert "animation" not in RULES


def test_every_class_of_the_macros_is_in_the_style_sheet() -> None:
    """Of those written out in a class attribute; none is there for nothing."""
    macros = ("blocks", "elements", "richtext", "surfaces")
    texts = [(FOLDER / "templates" / f"{name}.html.j2").read_text("utf-8") for name in macros]
    texts.append((FOLDER / "mrkdwn.py").read_text(encoding="utf-8"))
    used: set[str] = set()
    for text in texts:
        fixed = re.sub(r"\{[{%].*?[}%]\}|[a-z-]*\{[a-z]+\}", " ", text)
        for classes in re.findall(r'class="([^"]*)"', fixed):
            used |= {name for name in classes.split() if name[-1] != "-"}
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", RULES))
    plain = {"act", "rich", "time", "thread", "home", "app", "left"}
    assert used - styled <= plain
    assert len(used) > 60
