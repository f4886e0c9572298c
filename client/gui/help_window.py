"""The help document in a window of its own: one page, with the keys taken from the table of actions."""

import html

from PyQt5.QtCore import Qt, QUrl
from PyQt5.QtWidgets import QMainWindow, QWidget

from client.gui.actions import SPECS, told_words
from client.gui.key_choices import KeyChoices
from client.gui.language import localized
from client.gui.message_body import MessageBody
from client.gui.theme import Theme

SIZE = (720, 720)
KEYS_PLACE = "<!-- keys -->"


class HelpWindow(QMainWindow):
    """Stays beside the other windows until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, keys: KeyChoices | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Postroom help"))
        self.resize(*SIZE)
        self.page = MessageBody(theme)
        self.page.setAccessibleName(self.tr("Help"))
        self.page.show_html(help_page(keys))
        self.page.link_clicked.connect(self._go_to)
        self.setCentralWidget(self.page)
        self.page.setFocus()

    def _go_to(self, link: QUrl) -> None:
        self.page.scrollToAnchor(link.fragment())


def help_page(keys: KeyChoices | None = None) -> str:
    """Return the help as HTML, with the keys that the person has chosen."""
    return localized("help/help", ".html").replace(KEYS_PLACE, keys_table(keys))


def keys_table(keys: KeyChoices | None = None) -> str:
    """Return a table of all actions that have keys."""
    rows, choices = [], keys or KeyChoices()
    for spec in SPECS:
        shown = choices.all_shown(spec.name)
        if shown:
            rows.append(f"<tr><td><tt>{html.escape(shown)}</tt></td><td>{html.escape(told_words(spec))}</td></tr>")
    return f'<table cellpadding="4">{"".join(rows)}</table>'
