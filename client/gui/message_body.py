"""The text of a message. It fetches nothing, whatever the message asks for, opens nothing by itself, and tells which
link is under the mouse or was clicked."""

from typing import Any

from PyQt5.QtCore import QUrl, pyqtSignal
from PyQt5.QtGui import QColor, QImage
from PyQt5.QtWidgets import QTextBrowser, QWidget

from client.gui.colours import LIGHT, Colours
from client.gui.notice_bar import repolish
from client.gui.present import present
from client.gui.theme import Theme

MARGIN = 16


class MessageBody(QTextBrowser):
    """Signals: link_clicked(QUrl); link_hovered(str), "" when the mouse leaves it."""

    link_clicked = pyqtSignal(QUrl)
    link_hovered = pyqtSignal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._html = ""
        self._own_colours = False
        self._nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._nothing.fill(QColor(0, 0, 0, 0))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(self.tr("Text of the message"))
        present(self.document()).setDocumentMargin(MARGIN)
        self.anchorClicked.connect(self.link_clicked)
        self.highlighted[QUrl].connect(lambda link: self.link_hovered.emit(shown_link(link)))
        theme.changed.connect(self._show)
        self._show()

    def show_html(self, html: str, *, own_colours: bool = False) -> None:
        """Show HTML that has been made safe. With `own_colours` it stands on the light page that it was made for."""
        self._html = html
        self._own_colours = own_colours
        self._show()

    def loadResource(self, _kind: int, _name: QUrl) -> Any:
        # Without an answer Qt loads the file or picture of that name by itself, and asks again at each layout.
        return self._nothing

    def _show(self) -> None:
        paper = self._own_colours and self._theme.colours.dark
        kind = "paper" if paper else "plain"
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            repolish(self)
        document = present(self.document())
        document.setDefaultStyleSheet(_style(LIGHT if paper else self._theme.colours))
        self.setHtml(self._html)


def shown_link(link: QUrl) -> str:
    """Return where a link leads, with everything that could deceive the eye written as ASCII."""
    return bytes(link.toEncoded()).decode("ascii", "replace")


def _style(colours: Colours) -> str:
    return (
        f"a {{ color: {colours.link}; }} .quoted {{ color: {colours.quote}; }} "
        f"blockquote {{ color: {colours.quote}; margin-left: 12px; }} pre {{ white-space: pre-wrap; }}"
    )
