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
    Nodes,
    Preformatted,
    Quote,
    Rule,
    Styled,
    Text,
)
from sandbox.page.seen import clean

_A = '<a class="link" href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
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
    return Markup("").join(_node(node) for node in nodes)


def _node(node: Node) -> Markup:
    match node:
        case Text(text):
            return escape(text)
        case Styled(style, inside):
            return _tagged(_STYLE_TAGS[style], inside)
        case Code(text):
            return Markup("<code>{}</code>").format(text)
        case Link(url, inside):
            return Markup(_A).format(url, html(inside))
        case Mention():
            return _mention(node)
        case Emoji(name, glyph):
            said = Markup('<span class="emoji" role="img" aria-label="{}" title=":{}:">{}</span>')
            return said.format(name.replace("_", " "), name, glyph)
        case Moment(iso, text, url):
            time = Markup('<time datetime="{}">{}</time>').format(iso, text)
            return Markup(_A).format(url, time) if url else time
        case Break():
            return Markup("<br>")
        case _:
            return _block(node)


def _block(node: Preformatted | Quote | Heading | Item | Rule) -> Markup:
    match node:
        case Preformatted(text):
            # A parser drops the first newline of a pre, so one is given away.
            return Markup("<pre>\n{}</pre>").format(text)
        case Quote(inside):
            return _tagged("blockquote", inside)
        case Heading(level, inside):
            said = Markup(
                '<div class="md-heading md-heading-{}" role="heading" aria-level="{}">{}</div>'
            )
            return said.format(min(level, 3), min(level + 2, 6), html(inside))
        case Item(indent, marker, inside):
            said = Markup('<div class="md-item indent-{}"><span>{}</span><div>{}</div></div>')
            return said.format(indent, marker, html(inside))
        case Rule():
            return Markup("<hr>")


def _tagged(tag: str, inside: Nodes) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(html(inside))


def _mention(mention: Mention) -> Markup:
    kind = "mention mine" if mention.mine else "mention"
    if mention.channel:
        said = Markup('<a class="{}" href="/c/{}">{}</a>')
        return said.format(kind, quote(mention.channel, safe=""), mention.text)
    return Markup('<span class="{}">{}</span>').format(kind, mention.text)
