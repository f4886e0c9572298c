"""The devices on which an account is signed in, as a table: what they call themselves, where from, when they were
used."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, Qt

from client.account_requests import Device
from client.gui.relative_dates import full_date, short_date

NO_PARENT = QModelIndex()
PEER = 1
LEFT_TO_RIGHT = "\u200e"


class DeviceList(QAbstractTableModel):
    """One row each, in the order of the server: the last used first."""

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._devices: tuple[Device, ...] = ()
        self._headings = (self.tr("Device"), self.tr("Signed in from"), self.tr("Signed in"), self.tr("Last used"))

    def show_devices(self, devices: Sequence[Device]) -> None:
        self.beginResetModel()
        self._devices = tuple(devices)
        self.endResetModel()

    def device(self, number: int) -> Device:
        return self._devices[number]

    def others(self) -> int:
        """How many there are beside this one."""
        return sum(not device.is_current for device in self._devices)

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._devices)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        device = self._devices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            words = self._words(device)[index.column()]
            # An address is written from left to right wherever it stands.
            return f"{LEFT_TO_RIGHT}{words}{LEFT_TO_RIGHT}" if index.column() == PEER else words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            named = zip(self._headings, self._words(device), strict=True)
            return ", ".join(f"{heading}: {words}" for heading, words in named)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() >= 2:
            moment = device.since if index.column() == 2 else device.last_used
            return full_date(moment, self._clock(), QLocale())
        return None

    def _words(self, device: Device) -> tuple[str, str, str, str]:
        name = device.name or self.tr("A program without a name")
        if device.is_current:
            name = self.tr("{device} (this one)").format(device=name)
        now, locale = self._clock(), QLocale()
        return name, device.peer, short_date(device.since, now, locale), short_date(device.last_used, now, locale)
