"""What is written in rich text as HTML of our own and as plain text: bold, italic, underline, links, headings, lists,
quotes, tables, pictures that are attached, and nothing else that a document may hold. Documents in, text out; no
window."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from PyQt5.QtGui import QTextDocument

from client.gui.rich_text_reading import Box, Paragraph, Piece, paragraphs

# What Qt draws between two lines of one paragraph.
LINE_BREAK = "\u2028"
CELL_GAP = " | "


@dataclass(frozen=True)
class _Line:
    """A line of plain text, and the row of a table that it stands in."""

    words: str
    row: Box | None = None
    cell: Box | None = None
    is_gap: bool = False


def is_formatted(document: QTextDocument) -> bool:
    """Return whether anything would be lost as plain text that plain text cannot say."""
    return any(
        paragraph.boxes or paragraph.heading or not all(piece.is_plain for piece in paragraph.pieces)
        for paragraph in paragraphs(document)
    )


def to_html(document: QTextDocument) -> str:
    """Return the body as HTML; "" for an empty document."""
    return html_of(tuple(paragraphs(document)))


def to_text(document: QTextDocument) -> str:
    """Return the body as plain text: quotes with >, list items with a dash or a number, links behind their words, the
    cells of a row beside each other where each is one line.
    """
    return text_of(tuple(paragraphs(document)))


def html_of(found: Sequence[Paragraph]) -> str:
    """The same of paragraphs that were read already: reading a long document takes time."""
    if len(found) == 1 and not found[0].pieces:
        return ""
    pieces: list[str] = []
    opened: tuple[Box, ...] = ()
    for paragraph in found:
        same = _common(opened, paragraph.boxes)
        pieces += [f"</{box.tag}>" for box in reversed(opened[same:])]
        pieces += [f"<{box.tag}{box.attributes}>" for box in paragraph.boxes[same:]]
        begins_cell = any(box.tag == "td" for box in paragraph.boxes[same:])
        opened = paragraph.boxes
        # An empty cell has no line in it.
        pieces.append("" if begins_cell and not paragraph.pieces else _html(paragraph))
    pieces += [f"</{box.tag}>" for box in reversed(opened)]
    return "".join(pieces)


def text_of(found: Sequence[Paragraph]) -> str:
    lines = [line for paragraph in found for line in _lines(paragraph)]
    if lines and lines[-1].is_gap:
        lines.pop()
    return "\n".join(words for row, same in groupby(lines, lambda line: line.row) for words in _row(row, list(same)))


def _html(paragraph: Paragraph) -> str:
    if paragraph.is_line:
        return "<hr>"
    # A div: what is typed has no space between its lines, and must not get one elsewhere.
    tag = "li" if paragraph.lists else "p" if paragraph.spaced else "div"
    if paragraph.heading and not paragraph.lists:
        tag = f"h{min(paragraph.heading, 4)}"
    words = "".join(_marked(piece, bold=not tag.startswith("h")) for piece in paragraph.pieces)
    return f"<{tag}>{words or '<br>'}</{tag}>"


def _marked(piece: Piece, *, bold: bool) -> str:
    if piece.picture:
        sizes = "".join(f' {name}="{size}"' for name, size in piece.sizes)
        return f'<img src="cid:{escape(piece.picture)}" alt="{escape(piece.words)}"{sizes}>'
    words = escape(piece.words, quote=False).replace(LINE_BREAK, "<br>").replace("  ", "&nbsp; ")
    marks = (piece.struck, "s"), (piece.underline, "u"), (piece.italic, "i"), (piece.bold and bold, "b")
    for wanted, tag in marks:
        words = f"<{tag}>{words}</{tag}>" if wanted and words else words
    return f'<a href="{escape(piece.link)}">{words}</a>' if piece.link else words


def _lines(paragraph: Paragraph) -> Iterator[_Line]:
    words = "-" * 20 if paragraph.is_line else "".join(_linked(paragraph.pieces)).replace("\u00a0", " ")
    quotes = sum(box.tag == "blockquote" for box in paragraph.boxes)
    quote = ">" * quotes + " " if quotes else ""
    lists = paragraph.lists
    first = rest = "  " * max(0, len(lists) - 1)
    if lists:
        mark = f"{paragraph.number}. " if lists[-1].tag == "ol" else "- "
        first, rest = first + mark, first + " " * len(mark)
    row, cell = paragraph.row, paragraph.cell
    for number, line in enumerate(words.split(LINE_BREAK)):
        shown = f"{quote}{rest if number else first}{line}"
        yield _Line(shown.rstrip() if quote else shown, row, cell)
    if paragraph.spaced and row is None:
        yield _Line(quote.rstrip(), is_gap=True)


def _row(row: Box | None, lines: list[_Line]) -> Iterable[str]:
    """The lines of one row of a table in one line, where no cell has two."""
    if row is None or len({line.cell for line in lines}) < len(lines):
        return [line.words for line in lines]
    first, *others = [line.words for line in lines]
    return [CELL_GAP.join([first, *(words for one in others if (words := one.lstrip("> ")))])]


def _linked(pieces: tuple[Piece, ...]) -> Iterator[str]:
    """The words, and behind those of one link where it leads to, unless they say so themselves."""
    for link, same in groupby(pieces, lambda piece: piece.link):
        words = "".join(piece.words for piece in same)
        target = link.removeprefix("mailto:")
        yield f"{words} <{target}>" if link and target.rstrip("/") != words.rstrip("/") else words


def _common(opened: tuple[Box, ...], wanted: tuple[Box, ...]) -> int:
    count = 0
    for one, other in zip(opened, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count
