"""The text of a message. It fetches nothing, whatever the message asks for, opens nothing by itself, and tells which
link is under the mouse or was clicked. Pictures are only those that it was given."""

from collections.abc import Sequence
from typing import Any

from PyQt5.QtCore import QTimer, QUrl, pyqtSignal
from PyQt5.QtGui import QImage, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PyQt5.QtWidgets import QTextBrowser, QWidget

from client.gui.colours import LIGHT, Colours
from client.gui.notice_bar import repolish
from client.gui.picture_frames import empty_frame, nothing_to_see
from client.gui.present import present
from client.gui.safe_html import PICTURE_SCHEME
from client.gui.theme import Theme
from client.pictures import Picture

MARGIN = 16
# Laying a message out again costs time: pictures that come together are shown together.
SETTLE_MS = 60


class MessageBody(QTextBrowser):
    """Signals: link_clicked(QUrl, list of the texts that it stands under); link_hovered(str), "" when the mouse leaves
    it; rest_changed(), more or all of a long message is shown, or that was stopped.
    """

    link_clicked = pyqtSignal(QUrl, object)
    link_hovered = pyqtSignal(str)
    rest_changed = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[str, ...] = ("",)
        self._shown = 1
        self._going_on = QTimer(self)
        self._going_on.setInterval(0)
        self._going_on.timeout.connect(self._show_next)
        self._own_colours = False
        self._frames: dict[int, Picture] = {}
        self.images: dict[int, QImage] = {}
        self._nothing = nothing_to_see()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._lay_out_again)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(self.tr("Text of the message"))
        present(self.document()).setDocumentMargin(MARGIN)
        self.anchorClicked.connect(lambda link: self.link_clicked.emit(link, self.texts_of(link)))
        self.highlighted[QUrl].connect(lambda link: self.link_hovered.emit(shown_link(link)))
        theme.changed.connect(self._show)
        self._show()

    @property
    def own_colours(self) -> bool:
        return self._own_colours

    @property
    def html(self) -> str:
        """The whole message as it is shown, made safe, with what is not laid out yet."""
        return "".join(self._parts)

    @property
    def has_more(self) -> bool:
        """Whether there is more of the message than is laid out."""
        return self._shown < len(self._parts)

    @property
    def is_going_on(self) -> bool:
        return self._going_on.isActive()

    def show_html(self, *parts: str, own_colours: bool = False, pictures: Sequence[Picture] = ()) -> None:
        """Show HTML that has been made safe, of several parts (`client/gui/body_parts.py`) the first. With
        `own_colours` it stands on the light page that it was made for. A picture stands in an empty frame until it is
        put in.
        """
        self._parts = parts
        self._own_colours = own_colours
        self._frames = {one.number: one for one in pictures}
        self._show()

    def show_rest(self) -> None:
        """Lay out the other parts, one after the other, with turns for everything else between them."""
        if self.has_more:
            self._going_on.start()
            self.rest_changed.emit()

    def stop_showing(self) -> None:
        """Leave it at what is laid out."""
        self._going_on.stop()
        self.rest_changed.emit()

    def put_picture(self, number: int, image: QImage) -> None:
        """Show a picture in its frame; it is kept until `forget_pictures`."""
        self.images[number] = image
        self._settling.start()

    def forget_pictures(self) -> None:
        self._settling.stop()
        self.images = {}

    def texts_of(self, link: QUrl) -> list[str]:
        """Return the texts that lead to `link`, each as it stands in one block."""
        texts = []
        block = present(self.document()).begin()
        while block.isValid():
            texts += _texts_in(block, link)
            block = block.next()
        return texts

    def loadResource(self, _kind: int, name: QUrl) -> Any:
        # Without an answer Qt loads the file or picture of that name by itself, and asks again at each layout.
        if name.scheme() != PICTURE_SCHEME or not name.path().isdecimal():
            return self._nothing
        number = int(name.path())
        if number in self.images:
            return self.images[number]
        picture = self._frames.get(number)
        colours = LIGHT if self._on_paper() else self._theme.colours
        return self._nothing if picture is None else empty_frame(picture, colours, self.font())

    def _on_paper(self) -> bool:
        return self._own_colours and self._theme.colours.dark

    def _lay_out_again(self) -> None:
        document = present(self.document())
        for number, image in self.images.items():
            document.addResource(QTextDocument.ResourceType.ImageResource, picture_url(number), image)
        document.markContentsDirty(0, document.characterCount())

    def _show(self) -> None:
        kind = "paper" if self._on_paper() else "plain"
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            repolish(self)
        document = present(self.document())
        document.setDefaultStyleSheet(text_style(LIGHT if self._on_paper() else self._theme.colours))
        self._going_on.stop()
        self._shown = 1
        self.setHtml(self._parts[0])
        self.rest_changed.emit()

    def _show_next(self) -> None:
        cursor = QTextCursor(present(self.document()))
        cursor.movePosition(QTextCursor.MoveOperation.End)
        # What is inserted goes on in the last line of what is there, else.
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        cursor.insertHtml(self._parts[self._shown])
        self._shown += 1
        if not self.has_more:
            self._going_on.stop()
        self.rest_changed.emit()


def picture_url(number: int) -> QUrl:
    return QUrl(f"{PICTURE_SCHEME}:{number}")


def shown_link(link: QUrl) -> str:
    """Return where a link leads, with everything that could deceive the eye written as ASCII."""
    return bytes(link.toEncoded()).decode("ascii", "replace")


def text_style(colours: Colours) -> str:
    """Return the style of a message in the colours of a look."""
    return (
        f"a {{ color: {colours.link}; }} .quoted {{ color: {colours.quote}; }} "
        f"blockquote {{ color: {colours.quote}; margin-left: 12px; }} pre {{ white-space: pre-wrap; }}"
    )


def _texts_in(block: QTextBlock, link: QUrl) -> list[str]:
    texts: list[str] = []
    inside = False
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        leads = QUrl(fragment.charFormat().anchorHref()) == link
        if leads and inside:
            texts[-1] += fragment.text()
        elif leads:
            texts.append(fragment.text())
        inside = leads
        iterator += 1
    return texts
