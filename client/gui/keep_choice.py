"""“Keep me signed in”, with a plain sentence under it: where the sign-in would be kept on this computer, or that there
is no such place. The keyring is asked in a worker thread, because it may hang."""

from PyQt5.QtCore import QCoreApplication, pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from client.gui.form import note
from client.gui.front_door import FrontDoor
from client.gui.present import present
from client.gui.tasks import Tasks
from client.keyring_store import Place


class KeepChoice(QWidget):
    """On unless the person turns it off, and off where there is no keyring.

    Signals: explained(), the sentence is another one and may need another height.
    """

    explained = pyqtSignal()

    def __init__(self, door: FrontDoor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self.tr("&Keep me signed in"))
        self.box.setChecked(True)
        self._place: Place | None = None
        self._words = note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self._words)
        self.box.toggled.connect(lambda _: self._explain())
        self._explain()
        tasks.start(door.keys.place, self._found, lambda _: self._found(Place()), owner=self, quiet=True)

    @property
    def wanted(self) -> bool:
        return self.box.isChecked()

    @property
    def sentence(self) -> str:
        """Where the sign-in goes, as it is told now."""
        return self._words.text()

    def _found(self, place: Place) -> None:
        self._place = place
        if not place.lasts:
            self.box.setChecked(False)
            self.box.setEnabled(False)
        self._explain()

    def _explain(self) -> None:
        self._words.setText(self._sentence())
        self.box.setAccessibleDescription(self._words.text())
        # Otherwise the window around it learns of the new height only after the next round of events.
        present(self.layout()).activate()
        self.updateGeometry()
        self.explained.emit()

    def _sentence(self) -> str:
        if self._place is None:
            return self.tr("Postroom looks for the keyring of this computer.")
        if not self._place.lasts:
            return self.tr(
                "This computer has no keyring that Postroom could use. Your sign-in is kept in memory only, until "
                "Postroom is closed."
            )
        if not self.wanted:
            return self.tr("Your sign-in is kept in memory only, until Postroom is closed.")
        return self.tr(
            "Your sign-in is kept in {keyring}, your password is not kept at all. You can end it from every other "
            "device."
        ).format(keyring=_translated(self._place))


def _translated(place: Place) -> str:
    words = {
        "the keyring of your desktop": _words("the keyring of your desktop"),
        "the keychain of this computer": _words("the keychain of this computer"),
        "the credential manager of Windows": _words("the credential manager of Windows"),
        "the keyring of this computer": _words("the keyring of this computer"),
    }
    return words.get(place.name, place.name)


def _words(words: str) -> str:
    return QCoreApplication.translate("KeepChoice", words)
