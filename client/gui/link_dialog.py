"""Shown before a link of a message is opened: where it leads, in full, with Cancel as the answer of the Enter key."""

from collections.abc import Callable

from PyQt5.QtCore import Qt, QUrl
from PyQt5.QtGui import QDesktopServices, QGuiApplication
from PyQt5.QtWidgets import QMessageBox, QPushButton, QWidget

from client.gui.message_body import shown_link
from client.gui.plain_words import set_plain_texts
from client.gui.present import present


def open_in_browser(link: QUrl) -> None:
    QDesktopServices.openUrl(link)


class LinkDialog(QMessageBox):
    """Asks about one web address; `open_link` is called when the person says so. `warning` says why it is asked."""

    def __init__(
        self,
        link: QUrl,
        title: str,
        parent: QWidget | None,
        open_link: Callable[[QUrl], None] = open_in_browser,
        warning: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        where = self.tr("This opens in your browser, at {host}:").format(host=host_of(link))
        set_plain_texts(self, f"{warning}\n\n{where}" if warning else where, shown_link(link))
        if warning:
            self.setIcon(QMessageBox.Icon.Warning)
        self.setTextInteractionFlags(Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse))
        self.open_button = QPushButton(self.tr("Open"))
        self.copy_button = QPushButton(self.tr("Copy the address"))
        self.addButton(self.open_button, QMessageBox.ButtonRole.AcceptRole)
        self.addButton(self.copy_button, QMessageBox.ButtonRole.ActionRole)
        cancel = present(self.addButton(QMessageBox.StandardButton.Cancel))
        self.setDefaultButton(cancel)
        self.setEscapeButton(cancel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open_button.clicked.connect(lambda: open_link(link))
        self.copy_button.clicked.connect(lambda: present(QGuiApplication.clipboard()).setText(shown_link(link)))


def host_of(link: QUrl) -> str:
    """Return the host as ASCII: letters of other alphabets can look like those of a well-known name."""
    return bytes(QUrl.toAce(link.host())).decode("ascii", "replace") or link.host()
