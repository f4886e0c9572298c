"""What a stranger wrote as HTML, made safe to show: a list of allowed tags, attributes and style properties,
and nothing that can be fetched. Too much of it (size, nesting, rows) raises HeavyHtmlError, because Qt's layout
doubles its time with each nested table; the reader falls back to text then. Text in, text out; no network, no
widget."""

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass

import nh3

from client.pictures import Picture, Place, marks_of, read_picture

LONGEST = 400_000
DEEPEST_TABLE = 6
DEEPEST = 60
MOST_CELL_COST = 25_000
MOST_ELEMENTS = 15_000
LONGEST_WORD = 10_000
LARGEST_FONT_PX = 64
MOST_PICTURES = 500
# The only scheme of a picture that leaves this module, followed by its number: nobody can ask for anything with it.
PICTURE_SCHEME = "picture"
# Qt puts a picture behind the text of the block that has just ended, unless a character, seen or not, begins the next.
NEW_LINE = "\u2060"

TAGS = {
    "a", "abbr", "address", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code",
    "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt",
    "u", "ul", "var",
}  # fmt: skip
# What stands inside of these is no text for a person.
REMOVED_WITH_CONTENT = {"script", "style", "title", "noscript", "template", "object", "svg", "math", "select"}
EVERYWHERE = {"style", "dir", "lang", "align"}
CELL = {"bgcolor", "colspan", "rowspan", "valign", "width"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href"},
    "col": {"width"},
    "font": {"color"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": CELL,
    "th": CELL,
    "tr": {"bgcolor", "valign"},
}
# Nothing that takes a URL (background, list-style, content…) and nothing that takes text out of its place.
STYLE_PROPERTIES = {
    "background-color", "color", "direction", "font-family", "font-size", "font-style", "font-weight",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "text-align", "text-decoration",
    "text-indent", "vertical-align", "white-space", "width", "height",
}  # fmt: skip
# cid and data stay in until the pictures are read below; no picture's source leaves this module.
URL_SCHEMES = {"http", "https", "mailto", "cid", "data"}

_SMALL_NUMBERS = {
    re.compile(r"\d{1,2}"): {"border", "cellpadding", "cellspacing", "colspan", "rowspan"},
    re.compile(r"\d{1,4}%?"): {"start", "value", "width"},
}
_FONT_SIZE = re.compile(r"font-size:\s*([0-9.]+)\s*([a-z%]*)", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 1.34, "em": 16.0, "rem": 16.0, "%": 0.16, "": 1.0}
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:\s[a-z-]+(?:=\"[^\"]*\")?)*\s*>")
_ATTRIBUTE = re.compile(r"\s([a-z-]+)=\"([^\"]*)\"")
NEVER_CLOSED = {"br", "hr", "img", "col"}
_CELLS = {"td", "th"}
_INLINE = TAGS - {
    "address", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "li", "ol", "p", "pre", "table", "td", "th", "tr", "ul",
}  # fmt: skip
# Chinese, Japanese and Korean break between any two characters.
_UNBROKEN = re.compile(rf"[^\s\u2e80-\uffef]{{{LONGEST_WORD}}}")


class HeavyHtmlError(Exception):
    """The HTML is larger or more deeply nested than the window can lay out without stopping."""


@dataclass(frozen=True)
class SafeHtml:
    """In `html`, the picture with the number n has the source `picture:n`.

    `sets_colours` tells that the sender chose colours, which are only readable upon the light page they were made for.
    """

    html: str
    pictures: tuple[Picture, ...]
    sets_colours: bool

    @property
    def remote(self) -> tuple[Picture, ...]:
        """Those that were left out because fetching them tells the sender."""
        return tuple(one for one in self.pictures if one.place is Place.REMOTE)

    @property
    def own(self) -> tuple[Picture, ...]:
        """Those that came with the message."""
        return tuple(one for one in self.pictures if one.place is not Place.REMOTE)


def safe_html(html: str, readers: Iterable[str] = ()) -> SafeHtml:
    """Clean `html`; `readers` are the addresses that a tracking picture may carry. Raises HeavyHtmlError."""
    if len(html) > LONGEST:
        raise HeavyHtmlError(f"{len(html)} characters")
    watcher = _Watcher()
    cleaned = nh3.clean(
        # Half of a surrogate pair, which JSON can carry, is no character.
        html.encode("utf-8", "replace").decode("utf-8"),
        tags=TAGS,
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=watcher.attribute,
        link_rel=None,
        url_schemes=URL_SCHEMES,
        filter_style_properties=STYLE_PROPERTIES,
        # The default lets //host, \\host and /path pass, and what they mean depends on who resolves them.
        url_relative="deny",
    )
    refuse_heavy(cleaned)
    album = _Album(marks_of(readers))
    return SafeHtml(TAG.sub(album.replaced, cleaned), tuple(album.pictures), watcher.sets_colours)


class _Watcher:
    """Looks at each attribute once and drops what must not pass."""

    def __init__(self) -> None:
        self.sets_colours = False

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        if tag == "img":
            return value
        if name == "href":
            return value if value.strip().lower().startswith(("http:", "https:", "mailto:")) else None
        if any(name in names and not number.fullmatch(value) for number, names in _SMALL_NUMBERS.items()):
            return None
        if name in {"bgcolor", "color"} or (name == "style" and "color" in value.lower()):
            self.sets_colours = True
        return _FONT_SIZE.sub(_bounded_font, value) if name == "style" else value


class _Album:
    """Takes the sources out of what nh3 wrote. It is handed every tag in order, so that what looks like a tag inside of
    an attribute is never taken for one.
    """

    def __init__(self, reader_marks: frozenset[str]) -> None:
        self.pictures: list[Picture] = []
        self._marks = reader_marks
        self._end = 0
        self._block_ended = False

    def replaced(self, tag: re.Match[str]) -> str:
        if tag.string[self._end : tag.start()].strip():
            self._block_ended = False
        self._end = tag.end()
        if tag[2] == "img":
            return (NEW_LINE if self._block_ended else "") + self._picture(tag)
        if tag[1] and tag[2] not in _INLINE:
            self._block_ended = True
        return tag[0]

    def _picture(self, tag: re.Match[str]) -> str:
        given = {name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(tag[0])}
        alt = entities.escape(given.get("alt", ""))
        picture = read_picture(len(self.pictures), given, self._marks)
        if picture is None or len(self.pictures) >= MOST_PICTURES:
            return alt
        self.pictures.append(picture)
        sizes = {"width": picture.width, "height": picture.height}
        size = "".join(f' {name}="{pixels}"' for name, pixels in sizes.items() if pixels)
        return f'<img src="{PICTURE_SCHEME}:{picture.number}" alt="{alt}"{size}>'


def _bounded_font(match: re.Match[str]) -> str:
    number, unit = match.groups()
    try:
        pixels = float(number) * _PIXELS.get(unit.lower(), LARGEST_FONT_PX + 1)
    except ValueError:
        return "font-size:medium"
    return match.group() if pixels <= LARGEST_FONT_PX else f"font-size:{LARGEST_FONT_PX}px"


def refuse_heavy(cleaned: str) -> None:
    """Count what costs time; what nh3 wrote is well formed, each tag closed in order."""
    depth = tables = cell_cost = elements = 0
    for closing, tag in (match.groups() for match in TAG.finditer(cleaned)):
        elements += not closing
        if tag in NEVER_CLOSED:
            continue
        step = -1 if closing else 1
        depth += step
        tables += step if tag == "table" else 0
        cell_cost += 2**tables if tag in _CELLS and not closing else 0
        if tables > DEEPEST_TABLE or depth > DEEPEST or cell_cost > MOST_CELL_COST or elements > MOST_ELEMENTS:
            raise HeavyHtmlError(f"depth {depth}, tables {tables}, cells {cell_cost}, elements {elements}")
    if _UNBROKEN.search(TAG.sub(_gap, cleaned)):
        raise HeavyHtmlError("a word without end")


def _gap(tag: re.Match[str]) -> str:
    return "" if tag.group(2) in _INLINE else " "
