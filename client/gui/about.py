"""What this program is: its version, its licence, and where its source is."""

from collections.abc import Callable
from importlib import metadata

from PyQt5.QtCore import QCoreApplication, Qt, QUrl
from PyQt5.QtWidgets import QMessageBox, QWidget

from client.gui.icons import Icons
from client.gui.link_dialog import LinkDialog, open_in_browser
from client.gui.plain_words import set_plain_texts
from client.gui.theme import Theme

PROJECT_SOURCE = "https://github.com/postroom/postroom"
PICTURE_SIZE = 56


def version() -> str:
    """Return the installed version; a checkout that is not installed has none."""
    try:
        return metadata.version("postroom")
    except metadata.PackageNotFoundError:
        return QCoreApplication.translate("About", "development version")


def show_about(parent: QWidget, theme: Theme, icons: Icons) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QCoreApplication.translate("About", "About Postroom"))
    box.setIconPixmap(icons.pixmap("program", PICTURE_SIZE, theme.colours.accent))
    words = QCoreApplication.translate("About", "The mail of one private domain. Free software under the MIT licence.")
    set_plain_texts(box, f"Postroom, {version()}", f"{words}\n{PROJECT_SOURCE}")
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.open()
    return box


def show_source(parent: QWidget, open_link: Callable[[QUrl], None] = open_in_browser) -> LinkDialog:
    """Tell where the project's page is, and open it when the person says so."""
    title = QCoreApplication.translate("About", "Open the project's page?")
    dialog = LinkDialog(QUrl(PROJECT_SOURCE), title, parent, open_link)
    dialog.open()
    return dialog
