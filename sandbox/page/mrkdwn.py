"""Text objects as HTML that is safe by construction.

This is the only module of the page that makes ``Markup``, apart from the
templates, which escape whatever they are given. Every word goes through
``escape``; every tag is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup, escape

from sandbox.page import commonmark, marks
from sandbox.page.angle import labelled, unescape
from sandbox.page.names import Reader
from sandbox.page.nodes import (
    Break,
    Code,
    Emoji,
    Heading,
    Item,
    Link,
    Mention,
    Moment,
    Node,
    Preformatted,
    Quote,
    Rule,
    Styled,
    Text,
)
from sandbox.page.seen import clean

_STYLE_TAGS = {"b": "strong", "i": "em", "s": "s"}


def mrkdwn(text: str, reader: Reader, *, verbatim: bool = False) -> Markup:
    """A mrkdwn text as Slack shows it: one run of inline and block HTML.

    verbatim  bare addresses, ``@here`` and ``#channel`` stay words
    """
    return html(marks.read(clean(text), reader, verbatim=verbatim))


def plain(text: str, *, emoji: bool = True) -> Markup:
    """A plain_text: words, line breaks and, where ``emoji``, emoji codes.

    Slack keeps the three escapes in plain text as well (slackapi/bolt-python
    issue 513), so they are undone here too.
    """
    said = clean(text)
    nodes: list[Node] = []
    for number, line in enumerate(said.split("\n")):
        if number:
            nodes.append(Break())
        nodes += labelled(line) if emoji else [Text(unescape(line))]
    return html(nodes)


def markdown(text: str) -> Markup:
    """The text of a markdown block, which is standard Markdown and not mrkdwn."""
    return html(commonmark.read(clean(text)))


def html(nodes: Iterable[Node]) -> Markup:
    return Markup(_joined(nodes))


def _joined(nodes: Iterable[Node]) -> str:
    # Plain strings until the last moment: joining Markup escapes every piece again.
    return "".join(map(_node, nodes))


def _node(node: Node) -> str:
    match node:
        case Text(text):
            return escape(text)
        case Styled(style, inside):
            tag = _STYLE_TAGS[style]
            return f"<{tag}>{_joined(inside)}</{tag}>"
        case Break():
            return "<br>"
        case Link(url, inside):
            return _link(url, _joined(inside))
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Mention():
            return _mention(node)
        case Emoji(name, glyph):
            words, code = escape(name.replace("_", " ")), escape(f":{name}:")
            said = f'aria-label="{words}" title="{code}">{escape(glyph)}'
            return f'<span class="emoji" role="img" {said}</span>'
        case Moment(iso, text, url):
            time = f'<time datetime="{escape(iso)}">{escape(text)}</time>'
            return _link(url, time) if url else time
        case _:
            return _block(node)


def _block(node: Preformatted | Quote | Heading | Item | Rule) -> str:
    match node:
        case Preformatted(text):
            # A parser drops the first newline of a pre, so one is given away.
            return f"<pre>\n{escape(text)}</pre>"
        case Quote(inside):
            return f"<blockquote>{_joined(inside)}</blockquote>"
        case Heading(level, inside):
            size, rank = min(level, 3), min(level + 2, 6)
            heading = f'<div class="md-heading md-heading-{size}" role="heading"'
            return f'{heading} aria-level="{rank}">{_joined(inside)}</div>'
        case Item(indent, marker, inside):
            item = f'<div class="md-item indent-{indent}"><span>{escape(marker)}</span>'
            return f"{item}<div>{_joined(inside)}</div></div>"
        case Rule():
            return "<hr>"


def _link(url: str, inside: str) -> str:
    rel = 'target="_blank" rel="noopener noreferrer nofollow"'
    return f'<a class="link" href="{escape(url)}" {rel}>{inside}</a>'


def _mention(mention: Mention) -> str:
    kind = "mention mine" if mention.mine else "mention"
    if mention.channel:
        href = f"/c/{quote(mention.channel, safe='')}"
        return f'<a class="{kind}" href="{href}">{escape(mention.text)}</a>'
    return f'<span class="{kind}">{escape(mention.text)}</span>'
