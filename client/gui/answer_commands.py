"""Answering the selected message and passing it on, from the main window: at once when it is being read, else as soon
as it is here, so that keys may follow each other fast and the reading pane may be hidden."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.mail_page import MailPage
from client.gui.mail_session import MailSession
from client.gui.main_menus import MainMenus
from client.gui.open_windows import OpenWindows
from client.gui.reading import Reading
from client.gui.tasks import Place


class AnswerCommands(QObject):
    """Belongs to the main window. Signals: failed(Exception), the message could not be read."""

    failed = pyqtSignal(object)

    def __init__(
        self, session: MailSession, page: MailPage, windows: OpenWindows, menus: MainMenus, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._page = page
        self._place = Place()
        menus.commands.connect(
            {
                "reply": lambda: self._with_message(lambda reading: windows.reply(reading, False)),
                "reply-all": lambda: self._with_message(lambda reading: windows.reply(reading, True)),
                "forward": lambda: self._with_message(windows.forward),
                "forward-attached": lambda: self._with_message(windows.forward_attached),
                "edit-as-new": lambda: self._with_message(windows.edit_as_new),
            }
        )

    def _with_message(self, then: Callable[[Reading], None]) -> None:
        reading, chosen = self._page.reading.current(), self._page.table.selected_one()
        if reading is not None:
            then(reading)
        elif chosen is not None:
            self._session.read(chosen, then, self.failed.emit, self._place, self)
