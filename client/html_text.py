"""HTML as plain text, for messages whose sender wrote nothing else: words and line breaks, no layout.

What comes out is shown as text, never as HTML, so nothing has to be made safe here. One pass without
looking back: the time grows with the length, whatever the sender wrote.
"""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?/][^<>]*>")
_SILENT = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style", "title", "template")}
# What a tag puts in its place: a line break, or a blank line.
_BREAKS = {
    **dict.fromkeys(("address", "br", "div", "dd", "dl", "dt", "footer", "form", "header"), "\n"),
    **dict.fromkeys(("hr", "li", "ol", "section", "table", "tr", "ul"), "\n"),
    **dict.fromkeys(("article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"), "\n\n"),
}
_MANY_BREAKS = re.compile(r"\n{3,}")
# No character has such a number, and Python refuses to read the longest of them.
_NO_CHARACTER = re.compile(r"&#[0-9]{10,};?")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def html_to_text(html: str) -> str:
    """The words of an HTML document, paragraphs separated by line breaks."""
    lines = "".join(_pieces(html)).split("\n")
    return _MANY_BREAKS.sub("\n\n", "\n".join(line.strip(" ") for line in lines)).strip()


def _pieces(html: str) -> Iterator[str]:
    position = 0
    while (start := html.find("<", position)) >= 0:
        yield _words(html[position:start])
        position = _end_of_comment(html, start)
        if position > start:
            continue
        tag = _TAG.match(html, start)
        if tag is None:
            yield "<"
            position = start + 1
            continue
        name = (tag[1] or "").lower()
        yield _BREAKS.get(name, "")
        position = _end_of_silence(html, name, tag)
    yield _words(html[position:])


def _words(source: str) -> str:
    return _SPACES.sub(" ", unescape(_NO_CHARACTER.sub("\ufffd", source)))


def _end_of_comment(html: str, start: int) -> int:
    """Where a comment that begins at `start` ends; `start` when there is none."""
    if not html.startswith("<!--", start):
        return start
    end = html.find("-->", start)
    return len(html) if end < 0 else end + 3


def _end_of_silence(html: str, name: str, tag: re.Match[str]) -> int:
    """Where reading goes on after this tag: behind what is never shown."""
    if name not in _SILENT or tag[0].startswith("</"):
        return tag.end()
    end = _SILENT[name].search(html, tag.end())
    return end.end() if end else len(html)
