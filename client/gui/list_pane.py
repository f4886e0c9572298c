"""The table of messages, or what is said in its place: that they are being loaded, that there are none, or that they
cannot be loaded."""

from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QStackedLayout, QWidget

from client.gui.desk import Desk
from client.gui.explanations import sentence_of
from client.gui.mailbox_words import empty_words
from client.gui.message_table import MessageTable
from client.gui.state_page import StatePage
from client.gui.tasks import BUSY_AFTER_MS


class ListPane(QWidget):
    """`state` is what is said in place of the table."""

    def __init__(self, desk: Desk, table: MessageTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = desk.session
        self._table = table
        self._focus_list = False
        self.state = StatePage(desk.theme, desk.icons)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.state)
        self._pages.addWidget(table)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(BUSY_AFTER_MS)
        self._slow.timeout.connect(self._show_loading)
        self.state.button_clicked.connect(self._session.refresh)
        self._session.list_failed.connect(self._list_failed)
        self._session.list.search_failed.connect(self._search_failed)

    def focus_list(self) -> None:
        """Give the keyboard to the table, now or when there are messages to show."""
        self._focus_list = not self._table.isVisible()
        self._table.setFocus()

    def show_nothing(self) -> None:
        """Another list is on its way: say so only when it takes its time."""
        self.state.show_state("", "")
        self._pages.setCurrentIndex(0)
        self.wait()

    def wait(self) -> None:
        """The server looks: what is shown stays."""
        self._slow.start()

    def stop_waiting(self) -> None:
        """The list is there."""
        self._slow.stop()

    def show_list(self) -> None:
        self._pages.setCurrentIndex(1)
        if self._focus_list:
            self.focus_list()

    def show_empty(self) -> None:
        """Say that there are no messages in what is open."""
        if self._session.list.searching:
            words = self.tr("Press Enter to let the server look into whole messages.")
            asked = self._session.list.view.found is not None
            self.state.show_state("search", self.tr("Nothing found"), "" if asked else words)
        else:
            self.state.show_state(*empty_words(self._session.mailbox))
        self._pages.setCurrentIndex(0)

    def _show_loading(self) -> None:
        self.state.show_state("mail", self.tr("Loading messages…"))

    def _list_failed(self, error: Exception, fresh: bool) -> None:
        if fresh:
            self._slow.stop()
            title, button = self.tr("The messages cannot be loaded"), self.tr("Try again")
            self.state.show_state("offline", title, sentence_of(error), button)
            self._pages.setCurrentIndex(0)

    def _search_failed(self) -> None:
        """The server could not look: what this computer has found stays."""
        self._slow.stop()
