"""The two checks that a person can ask for: the connection, for everybody, and the system, for admins."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from client.check_line import CheckLine
from client.connection_check import of_cache, of_outbox, of_push
from client.gui.check_dialog import CheckDialog
from client.gui.desk import Desk
from client.gui.main_menus import MainMenus
from client.outbox import State

STUCK = (State.REFUSED, State.UNSURE)
WAITING = (State.WAITING, State.SENDING)


class CheckCommands(QObject):
    """Belongs to the main window."""

    def __init__(self, desk: Desk, menus: MainMenus, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._menus, self._window = desk, menus, window
        menus.commands.connect({"check-connection": self.check_connection, "check-system": self.check_system})
        self._allow()
        desk.session.connected.connect(self._allow)

    def check_connection(self) -> CheckDialog:
        return self._open(self.tr("Check the connection"), self._connection)

    def check_system(self) -> CheckDialog:
        return self._open(self.tr("Check the system"), lambda: self._desk.account.checks().system)

    def _connection(self) -> Callable[[], Sequence[CheckLine]]:
        """Note on the GUI thread what only it knows, and return the work that waits."""
        session, items = self._desk.session, self._desk.office.items
        checks, cache = self._desk.account.checks(), session.synced.cache
        listens = session.in_step.listens and session.standing.offline_since is None
        waiting = sum(item.state in WAITING for item in items)
        stuck = sum(item.state in STUCK for item in items)
        return lambda: [*checks.connection(), of_push(listens), of_cache(cache), of_outbox(waiting, stuck)]

    def _allow(self) -> None:
        # Only what the person sees depends on it: the server asks each time who may.
        self._menus.commands.enable(("check-system",), self._desk.account.is_admin)

    def _open(self, title: str, prepare: Callable[[], Callable[[], Sequence[CheckLine]]]) -> CheckDialog:
        desk = self._desk
        dialog = CheckDialog(title, prepare, desk.tasks, desk.theme, desk.icons, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog
