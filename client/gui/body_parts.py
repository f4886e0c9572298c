"""A long message in parts that are laid out one after the other: the first is shown at once, the others when the person
wants them, with turns for everything else between two. Safe HTML in, safe HTML out; no window.

Qt lays out a table in one go, and takes quadratic time for the entries of one list, so a part ends between two rows or
two entries, and what was open there is opened again in the next one.
"""

from collections.abc import Iterator

from client.gui.plain_text import text_as_html
from client.gui.safe_html import NEVER_CLOSED, TAG

# Some 50 milliseconds of layout on a machine of ten years ago: a cell counts 2, and twice that for each table around
# its own, an entry of a list 4, any other element 1, and so do CHARACTERS of text.
MOST_COST = 3_000
CHARACTERS = 20
LONGEST_TEXT = MOST_COST * CHARACTERS
MOST_LINES = 2_000
COST_OF_ENTRY = 4
LONGEST_ENTITY = 12

_BEGINNINGS = {
    "address", "blockquote", "br", "center", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "table", "tr", "ul",
}  # fmt: skip


def text_parts(text: str) -> tuple[str, ...]:
    """Return a plain text as the reader shows it, in parts; at least one."""
    return tuple(text_as_html(one) for one in _slices(text)) or (text_as_html(""),)


def html_parts(html: str) -> tuple[str, ...]:
    """Return HTML that `safe_html` has made, in parts that are well formed each; at least one."""
    return tuple(_Cutter().parts(html)) or (html,)


def _slices(text: str) -> Iterator[str]:
    """Whole lines; a line that is longer than a part is cut between two words, else anywhere."""
    begin = lines = 0
    end = 0
    while end < len(text):
        line_end = text.find("\n", end) + 1 or len(text)
        if end > begin and (line_end - begin > LONGEST_TEXT or lines >= MOST_LINES):
            yield text[begin:end]
            begin, lines = end, 0
        if line_end - begin > LONGEST_TEXT:
            line_end = _end_of_words(text, begin + LONGEST_TEXT)
        end, lines = line_end, lines + 1
    if end > begin:
        yield text[begin:end]


def _end_of_words(text: str, most: int) -> int:
    """Where the last word before `most` ends, unless that word is as long as half a part."""
    space = text.rfind(" ", most - LONGEST_TEXT // 2, most)
    return most if space < 0 else space + 1


class _Cutter:
    """Goes through the tags in order. The numbers of a list that is cut begin again: Qt knows no other beginning."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self._tables = 0
        self._pieces: list[str] = []
        self._cost = 0.0

    def parts(self, html: str) -> Iterator[str]:
        position = 0
        for tag in TAG.finditer(html):
            yield from self._words(html[position : tag.start()])
            position = tag.end()
            if not tag[1] and self._cost > (MOST_COST if tag[2] in _BEGINNINGS else 2 * MOST_COST):
                yield self._cut()
            self._pieces.append(tag[0])
            if tag[1]:
                self._end()
            else:
                self._begin(tag[2], tag[0])
        yield from self._words(html[position:])
        if self._cost:
            yield "".join(self._pieces)

    def _words(self, words: str) -> Iterator[str]:
        """Take what stands between two tags; very much of it is cut between two words."""
        while len(words) > LONGEST_TEXT:
            end = _outside_of_entity(words, _end_of_words(words, LONGEST_TEXT))
            self._pieces.append(words[:end])
            yield self._cut()
            words = words[end:]
        self._pieces.append(words)
        self._cost += len(words) / CHARACTERS

    def _begin(self, name: str, tag: str) -> None:
        self._tables += name == "table"
        self._cost += 2**self._tables if name in {"td", "th"} else COST_OF_ENTRY if name == "li" else 1
        if name not in NEVER_CLOSED:
            self._open.append((name, tag))

    def _end(self) -> None:
        name, _ = self._open.pop()
        self._tables -= name == "table"

    def _cut(self) -> str:
        """Return the part that ends here, and begin the next one inside of the same elements."""
        closed = "".join(f"</{name}>" for name, _ in reversed(self._open))
        part = "".join(self._pieces) + closed
        self._pieces = [tag for _, tag in self._open]
        self._cost = 0
        return part


def _outside_of_entity(words: str, end: int) -> int:
    begin = words.rfind("&", max(0, end - LONGEST_ENTITY), end)
    return end if begin < 1 or ";" in words[begin:end] else begin
