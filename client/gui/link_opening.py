"""What happens when a link of a message is clicked: a web address opens in the browser, at once when it leads where its
text says, after a question when there is a doubt; a mail address opens the composer; anything else does nothing."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject, QUrl, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.link_dialog import LinkDialog, open_in_browser
from client.gui.message_body import shown_link
from client.link_check import Doubt, Kind, doubt_about


class LinkOpening(QObject):
    """Signals: write_to(str), a mail address. `open_link` is what opens a browser."""

    write_to = pyqtSignal(str)

    def __init__(self, parent: QWidget, open_link: Callable[[QUrl], None] = open_in_browser) -> None:
        super().__init__(parent)
        self._parent = parent
        self.open_link = open_link

    def follow(self, link: QUrl, texts: Sequence[str]) -> None:
        """`texts` are the words under which the link stands in the message."""
        scheme = link.scheme().lower()
        if scheme == "mailto":
            self.write_to.emit(QUrl.fromPercentEncoding(link.path().encode()))
        elif scheme in ("http", "https"):
            doubt = doubt_about(shown_link(link), texts)
            if doubt is None:
                self.open_link(link)
            else:
                title = self.tr("Open this link?")
                LinkDialog(link, title, self._parent.window(), self.open_link, self._warning(doubt)).open()

    def _warning(self, doubt: Doubt) -> str:
        match doubt.kind:
            case Kind.OTHER_HOST:
                words = self.tr("The text of this link says {named}, but it leads to {host}.")
                return words.format(named=doubt.named, host=doubt.host)
            case Kind.HIDDEN_HOST:
                return self.tr("This link is written so that it hides where it leads.")
            case Kind.NUMBER:
                return self.tr("This link leads to a number in place of a name.")
        return self.tr("The name of this host has letters that can look like others.")
