"""What is remembered between two starts: the settings of the client (server, address, number of messages, place of the
window) and how the window looks (light or dark, previews, parts of the window). Writing happens in a worker thread."""

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QByteArray, QObject, QSettings, pyqtSignal

from client import settings
from client.gui.tasks import Lane, Tasks
from client.gui.theme import Look

VIEW_FILE = "window.ini"
# Between two keys of one action: no name of a key holds it.
KEY_LINE = "\n"


class Remembered(QObject):
    """Signals: failed(Exception), the settings cannot be written; flag_changed(str), the name of one that is other
    than before.
    """

    failed = pyqtSignal(object)
    flag_changed = pyqtSignal(str)

    def __init__(self, folder: Path, found: settings.Settings, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._tasks = tasks
        self.settings = found
        self._view = QSettings(str(folder / VIEW_FILE), QSettings.Format.IniFormat)

    def change(self, **values: Any) -> None:
        """Remember fields of `client.settings.Settings`."""
        changed = replace(self.settings, **values)
        if changed == self.settings:
            return
        self.settings = changed
        folder = self._folder
        self._tasks.start(
            lambda: settings.save(folder, changed),
            lambda _: None,
            self.failed.emit,
            lane=Lane.FILES,
            quiet=True,
        )

    @property
    def look(self) -> Look:
        stored = str(self._view.value("look", Look.SYSTEM.value))
        return Look(stored) if stored in {look.value for look in Look} else Look.SYSTEM

    @look.setter
    def look(self, look: Look) -> None:
        self._view.setValue("look", look.value)

    @property
    def language(self) -> str:
        """The code of the language that was chosen; empty for that of the system."""
        return str(self._view.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._view.setValue("language", code)

    def flag(self, name: str, default: bool) -> bool:
        return str(self._view.value(name, default)).lower() == "true"

    def set_flag(self, name: str, value: bool) -> None:
        self._view.setValue(name, value)
        self.flag_changed.emit(name)

    def folder_look(self, account: str, folder: str) -> str:
        """Return how a folder of an account is shown, as `list_looks.write_look` has written it; empty when unknown."""
        return str(self._view.value(_folder_key(account, folder), ""))

    def set_folder_look(self, account: str, folder: str, look: str) -> None:
        self._view.setValue(_folder_key(account, folder), look)

    def state(self, name: str) -> QByteArray:
        """Return what a splitter or window saved of itself, empty when there is none."""
        return _bytes(str(self._view.value(name, "")))

    def set_state(self, name: str, state: QByteArray) -> None:
        self._view.setValue(name, _text(state))

    def chosen_keys(self, name: str) -> tuple[str, ...] | None:
        """Return the keys that the person has given an action; None where there is no such choice."""
        stored = self._view.value(f"keys/{name}")
        return None if stored is None else tuple(key for key in str(stored).split(KEY_LINE) if key)

    def set_chosen_keys(self, name: str, keys: tuple[str, ...] | None) -> None:
        if keys is None:
            self._view.remove(f"keys/{name}")
        else:
            self._view.setValue(f"keys/{name}", KEY_LINE.join(keys))

    @property
    def geometry(self) -> QByteArray:
        return _bytes(self.settings.geometry)

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self.change(geometry=_text(geometry))


def _folder_key(account: str, folder: str) -> str:
    # A slash would make a group of its own.
    return f"folders/{account.replace('/', '_')}/{folder.replace('/', '_')}"


def _text(data: QByteArray) -> str:
    return base64.b64encode(bytes(data)).decode("ascii")


def _bytes(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text.encode("ascii", "replace"), validate=True))
    except ValueError:
        return QByteArray()
