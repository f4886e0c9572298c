"""A document of Qt read paragraph by paragraph, as frozen values: the words with their looks, and the boxes that they
stand in (quotes, tables, lists), from outside in. Reads only; what becomes of it is the business of rich_text.py."""

from collections.abc import Iterator
from dataclasses import dataclass

from PyQt5.QtGui import (
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
    QTextTable,
    QTextTableCell,
)

QUOTE_MARGIN = 40
# Under a paragraph with room around it: a size of our own, which quotes and lists do not give to what is in them.
SPACE = 13
# The state of an empty paragraph that somebody wrote: Qt adds others around tables.
EMPTY_LINE = 1
NUMBERED = QTextListFormat.Style.ListDecimal
_CID = "cid:"


@dataclass(frozen=True)
class Piece:
    """Words of one look; `link` is "" when they lead nowhere. With `picture`, a Content-ID, the words stand in its
    place.
    """

    words: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    link: str = ""
    picture: str = ""
    sizes: tuple[tuple[str, int], ...] = ()

    @property
    def is_plain(self) -> bool:
        return not (self.bold or self.italic or self.underline or self.struck or self.link or self.picture)


@dataclass(frozen=True)
class Box:
    """What paragraphs stand in. `place` tells tables, rows and cells from others of the same kind."""

    tag: str
    place: tuple[int, ...] = ()
    attributes: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`boxes` from outside in; `number` is its place in its list; `spaced` has room around it, as `is_line` is a line
    across the page; `heading` is 1 to 6, 0 for none.
    """

    pieces: tuple[Piece, ...]
    boxes: tuple[Box, ...] = ()
    number: int = 0
    heading: int = 0
    spaced: bool = False
    is_line: bool = False

    @property
    def lists(self) -> tuple[Box, ...]:
        """The lists it is an item of, in its own cell."""
        return tuple(box for box in self.boxes[self._end_of("td", "th") :] if box.tag in {"ol", "ul"})

    @property
    def row(self) -> Box | None:
        return next((box for box in reversed(self.boxes) if box.tag == "tr"), None)

    @property
    def cell(self) -> Box | None:
        return next((box for box in reversed(self.boxes) if box.tag == "td"), None)

    def _end_of(self, *tags: str) -> int:
        return max((number + 1 for number, box in enumerate(self.boxes) if box.tag in tags), default=0)


def paragraphs(document: QTextDocument) -> Iterator[Paragraph]:
    before = -1
    block, table = document.begin(), _table_at(document.begin())
    while block.isValid():
        own, after = _place(table), block.next()
        table_after = _table_at(after)
        if not _is_filling(block, before, own, _place(table_after)):
            yield _paragraph(block, table)
        before, block, table = own, after, table_after


def _is_filling(block: QTextBlock, before: int, own: int, after: int) -> bool:
    """Qt puts an empty paragraph where a table would stand directly beside another, or beside the end: nobody wrote
    that line.
    """
    if block.length() > 1 or block.userState() == EMPTY_LINE:
        return False
    # A table begins before what stands in it.
    return after > max(own, block.position()) or -1 < before != own


def _table_at(block: QTextBlock) -> QTextTable | None:
    return QTextCursor(block).currentTable() if block.isValid() else None


def _place(table: QTextTable | None) -> int:
    return -1 if table is None else table.firstPosition()


def _paragraph(block: QTextBlock, table: QTextTable | None) -> Paragraph:
    boxes, number = _boxes(block, table)
    layout = block.blockFormat()
    return Paragraph(
        pieces=tuple(_pieces(block)),
        boxes=boxes,
        number=number,
        heading=layout.headingLevel(),
        spaced=layout.bottomMargin() == SPACE,
        is_line=layout.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth),
    )


def _boxes(block: QTextBlock, table: QTextTable | None) -> tuple[tuple[Box, ...], int]:
    """The boxes around a paragraph, and its number in its list."""
    around: list[Box] = []
    while table is not None:
        around[:0] = _of_table(table, table.cellAt(block.position()))
        table = _outer(table)
    quotes = [Box("blockquote")] * max(0, int(block.blockFormat().leftMargin() // QUOTE_MARGIN))
    found = block.textList()
    if found is None:
        return (*around, *quotes), 0
    style = found.format()
    tag = "ol" if style.style() == NUMBERED else "ul"
    return (*around, *quotes, *[Box(tag)] * max(1, style.indent())), found.itemNumber(block) + 1


def _outer(table: QTextTable) -> QTextTable | None:
    frame = table.parentFrame()
    while frame is not None and not isinstance(frame, QTextTable):
        frame = frame.parentFrame()
    return frame


def _of_table(table: QTextTable, cell: QTextTableCell) -> list[Box]:
    first = table.firstPosition()
    layout = table.format()
    quotes = [Box("blockquote")] * max(0, int(layout.leftMargin() // QUOTE_MARGIN))
    spans = (("rowspan", cell.rowSpan()), ("colspan", cell.columnSpan()))
    return [
        *quotes,
        Box("table", (first,), ' border="1"' if layout.border() > 0 else ""),
        Box("tr", (first, cell.row())),
        Box("td", (first, cell.row(), cell.column()), "".join(f' {name}="{n}"' for name, n in spans if n > 1)),
    ]


def _pieces(block: QTextBlock) -> Iterator[Piece]:
    parts = block.begin()
    while not parts.atEnd():
        fragment = parts.fragment()
        yield _piece(fragment.text(), fragment.charFormat())
        parts += 1


def _piece(words: str, look: QTextCharFormat) -> Piece:
    link = look.anchorHref() if look.isAnchor() else ""
    if look.isImageFormat():
        return _picture(look, link)
    # The object character stands for a picture, which is read above or is none of ours.
    words = words.replace("\ufffc", "").replace("\u2029", "\u2028")
    bold = look.fontWeight() > QFont.Weight.Normal
    return Piece(words, bold, look.fontItalic(), look.fontUnderline() and not link, look.fontStrikeOut(), link)


def _picture(look: QTextCharFormat, link: str) -> Piece:
    image = look.toImageFormat()
    alt = str(image.property(QTextFormat.Property.ImageAltText) or "")
    if not image.name().startswith(_CID):
        return Piece(alt, link=link)
    sizes = (("width", round(image.width())), ("height", round(image.height())))
    return Piece(
        alt, link=link, picture=image.name().removeprefix(_CID), sizes=tuple(one for one in sizes if one[1] > 0)
    )
