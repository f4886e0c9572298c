"""The HTML of messages that are written here: a handful of tags, links to the web and to addresses, pictures that are
attached, and nothing else. What is pasted, what is quoted and what comes back from Drafts passes through here, so that
it can fetch nothing and looks like what is typed."""

import re
from html import escape, unescape

import nh3

from client.draft import USABLE_ID
from client.gui.rich_text_reading import EMPTY_LINE, SPACE
from client.gui.safe_html import REMOVED_WITH_CONTENT, HeavyHtmlError, refuse_heavy

TAGS = {
    "a", "b", "blockquote", "br", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "s",
    "strong", "table", "tbody", "td", "th", "tr", "u", "ul",
}  # fmt: skip
# What begins a line of its own is told from what goes on in it; a paragraph is all that is left of these.
_PARAGRAPHS = {
    "address", "article", "aside", "caption", "center", "dd", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h5", "h6", "header", "main", "nav", "pre", "section", "tfoot", "thead",
}  # fmt: skip
_SAME = {"strike": "s", "del": "s", "ins": "u", "thead": "tbody", "tfoot": "tbody"}
_FIRST_ROW = {"": "<tr><td>", "/": "</td></tr>"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"alt", "height", "src", "width"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
CID = "cid:"
LONGEST = 1_000_000
DEEPEST = 30

_EMPTY = (
    f'<p style="-qt-paragraph-type:empty; -qt-user-state:{EMPTY_LINE}; margin-top:0px; margin-bottom:0px;"><br></p>'
)
# Borders as one line each; Qt draws frames with shadows else.
_TABLE = 'cellspacing="0" cellpadding="4" style="border-collapse: collapse; border-color: #8a94a6;"'
_NESTING = re.compile(r"<(/?)(?:blockquote|div|ol|ul|li)\b")
_NUMBER = re.compile(r"\d{1,4}")
_NAME = re.compile(r"<(/?)(strike|del|ins|" + "|".join(sorted(_PARAGRAPHS)) + r")>")
_PICTURE = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
# Qt goes on in a paragraph that has ended, unless another begins.
_LOOSE = re.compile(
    r"(</(?:div|p|h[1-4]|ul|ol|blockquote|table)>|<hr>)(?=\s*(?:[^<\s]|<(?:a|b|i|u|s|em|strong|img)[ >]))"
)
_ATTRIBUTE = re.compile(r" ([a-z]+)=\"([^\"]*)\"")


def cleaned_html(html: str) -> str:
    """Return what may be written of `html`; "" when there is nothing, or when it is too long or too deep to edit."""
    if not html.strip() or len(html) > LONGEST:
        return ""
    cleaned = nh3.clean(
        html,
        tags=TAGS | _PARAGRAPHS | set(_SAME),
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "cid"},
        url_relative="deny",
    )
    cleaned = _LOOSE.sub(r"\1<div>", _PICTURE.sub(_picture, _NAME.sub(_renamed, cleaned)))
    try:
        refuse_heavy(cleaned)
    except HeavyHtmlError:
        return ""
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
    """Return HTML of our own as a document reads it: left alone, Qt makes two lines of an empty paragraph, and a
    paragraph with room around it cannot be told from others when it is read again.
    """
    written = html.replace("<div><br></div>", _EMPTY).replace("<p><br></p>", _EMPTY)
    written = written.replace("<table border=", f"<table {_TABLE} border=")
    return written.replace("<p>", f'<p style="margin-top:0px; margin-bottom:{SPACE}px;">')


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        # Only what is attached: asking for any other picture tells somebody that it is seen.
        found = value.strip()
        return found if found.startswith(CID) and USABLE_ID.fullmatch(found.removeprefix(CID)) else None
    if name == "href":
        return None if value.strip().lower().startswith(CID) else value
    return value if name == "alt" or _NUMBER.fullmatch(value) else None


def _renamed(tag: re.Match[str]) -> str:
    if tag[2] == "caption":
        return _FIRST_ROW[tag[1]]
    return f"<{tag[1]}{_SAME.get(tag[2], 'div')}>"


def _picture(tag: re.Match[str]) -> str:
    """A picture with its attributes in one order; the words in its place where it is none of ours."""
    given = dict(_ATTRIBUTE.findall(tag[1]))
    if not given.get("src"):
        return escape(unescape(given.get("alt", "")), quote=False)
    sizes = "".join(f' {name}="{given[name]}"' for name in ("width", "height") if name in given)
    return f'<img src="{given["src"]}" alt="{given.get("alt", "")}"{sizes}>'


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
