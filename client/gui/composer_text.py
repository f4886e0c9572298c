"""Where a message is typed, plain or rich. Files and pictures that are dropped or pasted are attached; pasted HTML is
cleaned first; nothing is ever fetched or read from the disk by the document itself."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from PyQt5.QtCore import QBuffer, QIODevice, QMimeData, Qt, QUrl, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextListFormat,
)
from PyQt5.QtWidgets import QTextEdit, QWidget

from client.draft import AttachedFile
from client.errors import FileFault
from client.gui.body_parts import html_parts
from client.gui.present import present
from client.gui.rich_text import html_of, is_formatted, text_of
from client.gui.rich_text_reading import QUOTE_MARGIN, paragraphs
from client.gui.written_html import CID, cleaned_html, for_document, text_as_html
from client.wording import Said

MARGIN = 16
WIDEST = 640
# Qt takes a quarter of a second for so many characters in short lines; more becomes a file.
LONGEST_PASTE = 250_000


class ComposerText(QTextEdit):
    """Signals: files_dropped(list of Path); picture_pasted(callable), which gives the picture as an AttachedFile and
    takes its time, so that it belongs into a worker thread; text_too_long(callable), the same of a text that was
    pasted.
    """

    files_dropped = pyqtSignal(object)
    picture_pasted = pyqtSignal(object)
    text_too_long = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._nothing.fill(QColor(0, 0, 0, 0))
        self.is_rich = False
        self.setAcceptRichText(False)
        self.setProperty("kind", "plain")
        self.setAccessibleName(self.tr("Text of the message"))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("Write your message here"))
        present(self.document()).setDocumentMargin(MARGIN)
        # What is written as text and as HTML, until it changes: reading a long document takes time.
        self._read: list[tuple[str, str]] = []
        self._pictures: dict[str, QImage] = {}
        self.textChanged.connect(self._read.clear)

    # What is written

    def show_text(self, text: str, html: str) -> None:
        """Show plain text, or rich text where there is `html` and rich text is written."""
        if self.is_rich and (text or html):
            self.setHtml(for_document(cleaned_html(html) or text_as_html(text)))
        else:
            self.setPlainText(text)

    def written_text(self) -> str:
        return self._reading()[0] if self.is_rich else self.toPlainText()

    def written_html(self) -> str:
        """Return the HTML, "" while plain text is written."""
        return self._reading()[1] if self.is_rich else ""

    def show_picture(self, content_id: str, image: QImage) -> None:
        """Show an attached picture where the text has it."""
        self._pictures[content_id] = image
        document = present(self.document())
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"{CID}{content_id}"), image)
        document.markContentsDirty(0, document.characterCount())

    def is_formatted(self) -> bool:
        """Return whether something would be lost as plain text."""
        return self.is_rich and is_formatted(present(self.document()))

    def write_rich(self, rich: bool) -> None:
        """Go on in rich or in plain text with what is there."""
        if rich == self.is_rich:
            return
        text = self.written_text()
        self.is_rich = rich
        self._read.clear()
        self.setAcceptRichText(rich)
        self.setCurrentCharFormat(QTextCharFormat())
        self.show_text(text, "")
        self.moveCursor(QTextCursor.MoveOperation.Start)

    # How it looks

    def set_bold(self, on: bool) -> None:
        self.setFontWeight(QFont.Weight.Bold if on else QFont.Weight.Normal)

    def set_list(self, style: QTextListFormat.Style, on: bool) -> None:
        """Make the chosen paragraphs a list, or ordinary paragraphs again."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if on:
            cursor.createList(style)
        else:
            for one in self._chosen_paragraphs():
                found = one.currentList()
                if found is not None:
                    found.remove(one.block())
                layout = one.blockFormat()
                layout.setIndent(0)
                one.setBlockFormat(layout)
        cursor.endEditBlock()

    def set_quote(self, on: bool) -> None:
        """Quote the chosen paragraphs, or end the quote."""
        self.textCursor().beginEditBlock()
        for one in self._chosen_paragraphs():
            layout = one.blockFormat()
            layout.setLeftMargin(QUOTE_MARGIN if on else 0)
            one.setBlockFormat(layout)
        self.textCursor().endEditBlock()

    def is_quote(self) -> bool:
        return bool(self.textCursor().blockFormat().leftMargin() >= QUOTE_MARGIN)

    def list_style(self) -> int | None:
        """Return the style of the list that the cursor is in."""
        found = self.textCursor().currentList()
        return None if found is None else found.format().style()

    def set_link(self, target: str) -> None:
        """Make the chosen words a link, or the word under the cursor; where there is none, the target is written."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        look = QTextCharFormat()
        look.setAnchor(bool(target))
        look.setAnchorHref(target)
        look.setFontUnderline(bool(target))
        if cursor.hasSelection():
            cursor.mergeCharFormat(look)
        elif target:
            cursor.insertText(target, look)
            cursor.insertText(" ", QTextCharFormat())
        self.setTextCursor(cursor)

    def link(self) -> str:
        return self.currentCharFormat().anchorHref()

    def _reading(self) -> tuple[str, str]:
        if not self._read:
            found = tuple(paragraphs(present(self.document())))
            self._read.append((text_of(found), html_of(found)))
        return self._read[0]

    def _chosen_paragraphs(self) -> list[QTextCursor]:
        chosen = self.textCursor()
        block = present(self.document()).findBlock(chosen.selectionStart())
        found = []
        while block.isValid() and block.position() <= chosen.selectionEnd():
            found.append(QTextCursor(block))
            block = block.next()
        return found

    # What comes from elsewhere

    def loadResource(self, _kind: int, name: QUrl) -> Any:
        # Without an answer Qt loads the file or picture of that name by itself, and asks again at each layout.
        return self._pictures.get(name.toString().removeprefix(CID), self._nothing)

    def canInsertFromMimeData(self, source: QMimeData | None) -> bool:
        data = present(source)
        return bool(local_files(data)) or data.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData | None) -> None:
        data = present(source)
        files = local_files(data)
        if files:
            self.files_dropped.emit(files)
        elif data.hasHtml() and self.is_rich and (html := pasted_html(data.html())):
            self.textCursor().insertHtml(for_document(html))
        elif data.hasImage() and not data.hasText():
            self._paste_picture(QImage(data.imageData()))
        elif data.hasText():
            self._paste_text(data.text())

    def _paste_text(self, text: str) -> None:
        """Put it where the cursor is; one that is too long to be written in is attached."""
        if len(text) > LONGEST_PASTE:
            self.text_too_long.emit(partial(_text_file, self.tr("pasted text"), text))
        else:
            self.insertPlainText(text)

    def _paste_picture(self, image: QImage) -> None:
        """Attach it; in rich text it also stands where the cursor is."""
        content_id = f"{uuid4().hex}@picture" if self.is_rich and not image.isNull() else ""
        if content_id:
            self.show_picture(content_id, fitting(image))
            look = QTextImageFormat()
            look.setName(f"{CID}{content_id}")
            self.textCursor().insertImage(look)
        self.picture_pasted.emit(partial(_png, image, content_id))


def pasted_html(html: str) -> str:
    """Return it cleaned, "" where it is too much to be laid out at once: its words are pasted then."""
    cleaned = cleaned_html(html) if len(html) <= LONGEST_PASTE else ""
    return cleaned if len(html_parts(cleaned)) == 1 else ""


def fitting(image: QImage) -> QImage:
    """The picture as the text shows it: no wider than a page."""
    if image.width() <= WIDEST:
        return image
    return image.scaledToWidth(WIDEST, Qt.TransformationMode.SmoothTransformation)


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this computer that are dragged or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _text_file(name: str, text: str) -> AttachedFile:
    return AttachedFile(f"{name}.txt", text.encode("utf-8", "replace"), "text/plain")


def _png(image: QImage, content_id: str) -> AttachedFile:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenMode(QIODevice.OpenModeFlag.WriteOnly))
    if image.isNull() or not image.save(buffer, "PNG"):
        raise FileFault(Said("The picture that was pasted cannot be read."))
    return AttachedFile("picture.png", bytes(buffer.data()), "image/png", content_id)
