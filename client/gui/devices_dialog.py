"""Where an account is signed in, and signing it out there: one device, or all the others at once. The list comes from
the server, again after each change, so that it never shows what is not so."""

from collections.abc import Callable
from datetime import datetime

from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from client.account import Account
from client.account_access import AccountAccess
from client.account_requests import Device
from client.gui.device_list import DeviceList
from client.gui.explanations import notice_of
from client.gui.form import note
from client.gui.icons import Icons
from client.gui.line_choice import select_line
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notices
from client.gui.present import present
from client.gui.question import ask
from client.gui.rows_table import WholeRow, prepare_rows
from client.gui.tasks import Lane, Place, Tasks
from client.gui.theme import Theme

SIZE = (700, 380)


class DevicesDialog(QDialog):
    """Shows the devices once it is open."""

    def __init__(
        self,
        account: Account,
        tasks: Tasks,
        theme: Theme,
        icons: Icons,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._place = Place()
        self.notices = Notices(self)
        self.devices = DeviceList(clock, self)
        self.table = QTableView()
        self.end_button = QPushButton(self.tr("Sign this device out"))
        self.end_others_button = QPushButton(self.tr("Sign out all others"))
        self.close_button = QPushButton(self.tr("Close"))
        self._progress = QProgressBar()
        self._build(theme, icons)
        self._connect()
        self._enable()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.look()

    def look(self) -> None:
        """Fetch the list again."""
        self._ask(lambda access: access.devices())

    def selected(self) -> Device | None:
        rows = present(self.table.selectionModel()).selectedRows()
        return self.devices.device(rows[0].row()) if rows else None

    def end_selected(self) -> None:
        device = self.selected()
        if device is None or device.is_current:
            return

        def work(access: AccountAccess) -> list[Device]:
            access.sign_out_device(device.id)
            return access.devices()

        self._ask(work, Lane.CHANGES)

    def end_others(self) -> None:
        """Ask first: nobody can take it back."""
        title = self.tr("Sign out all other devices?")
        words = self.tr("Whoever uses them needs your password to sign in again. This device stays signed in.")
        ask(self, title, words, self.tr("Sign them out"), self.tr("Cancel"), self._end_others)

    def reject(self) -> None:
        self._place.forget()
        super().reject()

    def _end_others(self) -> None:
        def work(access: AccountAccess) -> list[Device]:
            access.sign_out_other_devices()
            return access.devices()

        self._ask(work, Lane.CHANGES)

    def _ask(self, work: Callable[[AccountAccess], list[Device]], lane: Lane = Lane.READS) -> None:
        account = self._account
        self._progress.setVisible(True)
        self._tasks.start(
            lambda: work(account.access()), self._show, self._failed, lane=lane, place=self._place, owner=self
        )

    def _show(self, devices: list[Device]) -> None:
        self._progress.setVisible(False)
        self.notices.clear()
        chosen = present(self.table.selectionModel()).selectedRows()
        self.devices.show_devices(devices)
        if devices:
            select_line(self.table, min(chosen[0].row(), len(devices) - 1) if chosen else 0)
        self._enable()

    def _failed(self, error: Exception) -> None:
        self._progress.setVisible(False)
        notice = notice_of(error, "devices", again=self.look)
        if notice is not None:
            self.notices.tell(notice)

    def _enable(self) -> None:
        device = self.selected()
        is_this = device is not None and device.is_current
        self.end_button.setEnabled(device is not None and not is_this)
        self.end_button.setToolTip(
            self.tr("To sign out here, choose Sign out in the Accounts menu.") if is_this else ""
        )
        self.end_others_button.setEnabled(self.devices.others() > 0)

    def _connect(self) -> None:
        present(self.table.selectionModel()).selectionChanged.connect(lambda *_: self._enable())
        self.end_button.clicked.connect(self.end_selected)
        self.end_others_button.clicked.connect(self.end_others)
        self.close_button.clicked.connect(self.reject)

    def _build(self, theme: Theme, icons: Icons) -> None:
        self.setWindowTitle(self.tr("Devices signed in"))
        self.setModal(True)
        self.resize(*SIZE)
        self.table.setProperty("kind", "rows")
        self.table.setWordWrap(False)
        header = prepare_rows(self.table, self.devices, self.tr("Devices signed in"), WholeRow(self.table))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Waiting for the server"))
        self.close_button.setDefault(True)
        buttons = QHBoxLayout()
        for button in (self.end_button, self.end_others_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 18, 20, 16)
        page.setSpacing(10)
        words = self.tr(
            "{address} is signed in here. A device that you do not know: sign it out, and change the password."
        )
        page.addWidget(note(words.format(address=self._account.address.address)))
        page.addWidget(NoticeBar(self.notices, theme, icons))
        page.addWidget(self.table, 1)
        page.addWidget(self._progress)
        page.addLayout(buttons)
