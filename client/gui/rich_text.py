"""What is written in rich text as HTML of our own and as plain text: bold, italic, underline, links, lists and quotes,
and nothing else that a document may hold. Documents in, text out; no window."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from PyQt5.QtGui import QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextListFormat

QUOTE_MARGIN = 40
NUMBERED = QTextListFormat.Style.ListDecimal
# What Qt draws between two lines of one paragraph.
LINE_BREAK = "\u2028"


@dataclass(frozen=True)
class Piece:
    """Words of one look; `link` is "" when they lead nowhere."""

    words: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    link: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.bold or self.italic or self.underline or self.link)


@dataclass(frozen=True)
class Paragraph:
    """`quotes` is how deep it is quoted, `lists` the lists it is in, from outside in: True for numbered ones."""

    pieces: tuple[Piece, ...]
    quotes: int = 0
    lists: tuple[bool, ...] = ()
    number: int = 0


def is_formatted(document: QTextDocument) -> bool:
    """Return whether anything would be lost as plain text that plain text cannot say."""
    return any(
        paragraph.lists or paragraph.quotes or not all(piece.is_plain for piece in paragraph.pieces)
        for paragraph in paragraphs(document)
    )


def to_html(document: QTextDocument) -> str:
    """Return the body as HTML; "" for an empty document."""
    pieces: list[str] = []
    opened: list[str] = []
    for paragraph in paragraphs(document):
        wanted = ["blockquote"] * paragraph.quotes + ["ol" if one else "ul" for one in paragraph.lists]
        same = _common(opened, wanted)
        pieces += [f"</{tag}>" for tag in reversed(opened[same:])] + [f"<{tag}>" for tag in wanted[same:]]
        opened = wanted
        # A div: what is typed has no space between its lines, and must not get one elsewhere.
        tag = "li" if paragraph.lists else "div"
        pieces.append(f"<{tag}>{_inline(paragraph) or '<br>'}</{tag}>")
    pieces += [f"</{tag}>" for tag in reversed(opened)]
    return "".join(pieces) if document.characterCount() > 1 else ""


def to_text(document: QTextDocument) -> str:
    """Return the body as plain text: quotes with >, list items with a dash or a number, links behind their words."""
    return "\n".join(line for paragraph in paragraphs(document) for line in _lines(paragraph))


def paragraphs(document: QTextDocument) -> Iterator[Paragraph]:
    block = document.begin()
    while block.isValid():
        yield _paragraph(block)
        block = block.next()


def _paragraph(block: QTextBlock) -> Paragraph:
    found = block.textList()
    quotes = max(0, int(block.blockFormat().leftMargin() // QUOTE_MARGIN))
    if found is None:
        return Paragraph(tuple(_pieces(block)), quotes)
    style = found.format()
    numbered = style.style() == NUMBERED
    depth = max(1, style.indent())
    return Paragraph(tuple(_pieces(block)), quotes, (numbered,) * depth, found.itemNumber(block) + 1)


def _pieces(block: QTextBlock) -> Iterator[Piece]:
    parts = block.begin()
    while not parts.atEnd():
        fragment = parts.fragment()
        yield _piece(fragment.text(), fragment.charFormat())
        parts += 1


def _piece(words: str, look: QTextCharFormat) -> Piece:
    link = look.anchorHref() if look.isAnchor() else ""
    # The object character stands for a picture, which nothing here can hold.
    words = words.replace("\ufffc", "").replace("\u2029", LINE_BREAK)
    bold = look.fontWeight() > QFont.Weight.Normal
    return Piece(words, bold, look.fontItalic(), look.fontUnderline() and not link, link)


def _inline(paragraph: Paragraph) -> str:
    return "".join(_marked(piece) for piece in paragraph.pieces)


def _marked(piece: Piece) -> str:
    words = escape(piece.words, quote=False).replace(LINE_BREAK, "<br>").replace("  ", "&nbsp; ")
    for wanted, tag in ((piece.underline, "u"), (piece.italic, "i"), (piece.bold, "b")):
        words = f"<{tag}>{words}</{tag}>" if wanted and words else words
    return f'<a href="{escape(piece.link)}">{words}</a>' if piece.link else words


def _lines(paragraph: Paragraph) -> Iterator[str]:
    words = "".join(_linked(paragraph.pieces)).replace("\u00a0", " ")
    quote = ">" * paragraph.quotes + " " if paragraph.quotes else ""
    first = rest = "  " * max(0, len(paragraph.lists) - 1)
    if paragraph.lists:
        mark = f"{paragraph.number}. " if paragraph.lists[-1] else "- "
        first, rest = first + mark, first + " " * len(mark)
    for number, line in enumerate(words.split(LINE_BREAK)):
        yield f"{quote}{rest if number else first}{line}".rstrip() if quote else f"{rest if number else first}{line}"


def _linked(pieces: tuple[Piece, ...]) -> Iterator[str]:
    """The words, and behind those of one link where it leads to, unless they say so themselves."""
    for link, same in groupby(pieces, lambda piece: piece.link):
        words = "".join(piece.words for piece in same)
        target = link.removeprefix("mailto:")
        yield f"{words} <{target}>" if link and target.rstrip("/") != words.rstrip("/") else words


def _common(opened: list[str], wanted: list[str]) -> int:
    count = 0
    for one, other in zip(opened, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count
