"""The HTML of messages that are written here: a handful of tags, links to the web and to addresses, and nothing else.
What is pasted and what comes back from Drafts passes through here, so that it can fetch nothing and looks like what is
typed."""

import re
from html import escape

import nh3

TAGS = {"a", "b", "blockquote", "br", "div", "em", "i", "li", "ol", "p", "strong", "u", "ul"}
REMOVED_WITH_CONTENT = {"script", "style", "title", "noscript", "template", "object", "svg", "math", "select"}
LONGEST = 1_000_000
DEEPEST = 30

_EMPTY = '<p style="-qt-paragraph-type:empty; margin-top:0px; margin-bottom:0px;"><br></p>'
_NESTING = re.compile(r"<(/?)(?:blockquote|div|ol|ul|li)\b")


def cleaned_html(html: str) -> str:
    """Return what may be written of `html`; "" when there is nothing, or when it is too long or too deep to edit."""
    if not html.strip() or len(html) > LONGEST:
        return ""
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )
    return cleaned if _depth(cleaned) <= DEEPEST else ""


def text_as_html(text: str) -> str:
    """Return plain text as paragraphs; lines that are quoted with > become quotes, one in the other."""
    pieces = []
    level = 0
    for line in text.split("\n"):
        quoted, words = _unquoted(line)
        pieces.append("</blockquote>" * (level - quoted) + "<blockquote>" * (quoted - level))
        pieces.append(f"<div>{_spaced(words)}</div>")
        level = quoted
    return "".join(pieces) + "</blockquote>" * level


def for_document(html: str) -> str:
    """Return HTML of our own as a document reads it: left alone, Qt makes two lines of an empty paragraph."""
    return html.replace("<div><br></div>", _EMPTY).replace("<p><br></p>", _EMPTY)


def _unquoted(line: str) -> tuple[int, str]:
    level = 0
    while line.startswith(">") and level < DEEPEST // 2:
        line = line[1:].removeprefix(" ") if not line.startswith(">>") else line[1:]
        level += 1
    return level, line


def _spaced(words: str) -> str:
    """HTML would draw several blanks as one."""
    return escape(words, quote=False).replace("  ", "\u00a0 ") or "<br>"


def _depth(cleaned: str) -> int:
    depth = deepest = 0
    for closing in _NESTING.findall(cleaned):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest
