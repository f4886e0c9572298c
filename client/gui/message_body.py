"""The text of a message. It fetches nothing, whatever the message asks for, opens nothing by itself, and tells which
link is under the mouse or was clicked. Pictures are only those that it was given."""

from collections.abc import Sequence
from typing import Any

from PyQt5.QtCore import QTimer, QUrl, pyqtSignal
from PyQt5.QtGui import QImage, QTextBlock, QTextDocument
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
    it.
    """

    link_clicked = pyqtSignal(QUrl, object)
    link_hovered = pyqtSignal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._html = ""
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
        """What is shown, made safe."""
        return self._html

    def show_html(self, html: str, *, own_colours: bool = False, pictures: Sequence[Picture] = ()) -> None:
        """Show HTML that has been made safe. With `own_colours` it stands on the light page that it was made for. A
        picture stands in an empty frame until it is put in.
        """
        self._html = html
        self._own_colours = own_colours
        self._frames = {one.number: one for one in pictures}
        self._show()

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
        self.setHtml(self._html)


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
