"""The help document in a window of its own: one page, with the keys taken from the table of actions."""

import html
from importlib import resources

from PyQt5.QtCore import QCoreApplication, Qt, QUrl
from PyQt5.QtWidgets import QMainWindow, QWidget

from client.gui.actions import CONTEXT, SPECS, shown_keys
from client.gui.message_body import MessageBody
from client.gui.theme import Theme

SIZE = (720, 720)
KEYS_PLACE = "<!-- keys -->"


class HelpWindow(QMainWindow):
    """Stays beside the other windows until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Postroom help"))
        self.resize(*SIZE)
        self.page = MessageBody(theme)
        self.page.setAccessibleName(self.tr("Help"))
        self.page.show_html(help_page())
        self.page.link_clicked.connect(self._go_to)
        self.setCentralWidget(self.page)
        self.page.setFocus()

    def _go_to(self, link: QUrl) -> None:
        self.page.scrollToAnchor(link.fragment())


def help_page() -> str:
    """Return the help as HTML."""
    page = resources.files("client.gui").joinpath("help", "help.html").read_text("utf-8")
    return page.replace(KEYS_PLACE, keys_table())


def keys_table() -> str:
    """Return a table of all actions that have keys."""
    rows = []
    for spec in SPECS:
        if spec.keys:
            words = QCoreApplication.translate(CONTEXT, spec.tip or spec.text).replace("&", "")
            rows.append(f"<tr><td><tt>{html.escape(shown_keys(spec))}</tt></td><td>{html.escape(words)}</td></tr>")
    return f'<table cellpadding="4">{"".join(rows)}</table>'
