"""What Undo takes back next: the message that was sent last, as long as it can be and nothing was done to mail since;
else the latest deed. Without this the key of Undo would take back something older than what the person just did."""

from PyQt5.QtCore import QCoreApplication, QObject

from client.gui.deeds import Deeds
from client.gui.main_menus import MainMenus
from client.gui.undo_send_bar import UndoSendBar


class UndoOrder(QObject):
    """Belongs to the main window, and connects its actions for Undo and Redo."""

    def __init__(self, deeds: Deeds, bar: UndoSendBar, menus: MainMenus, parent: QObject) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._bar = bar
        self._menus = menus
        self._sent_last = False
        # Bound methods, because the deeds live longer than this.
        deeds.changed.connect(self._deed_done)
        deeds.settled.connect(self._show)
        bar.held_changed.connect(self._held_changed)
        menus.commands.connect({"undo": self.undo, "redo": deeds.redo})
        self._show()

    def undo(self) -> None:
        if self._is_send_next():
            self._bar.undo()
        else:
            self._deeds.undo()

    def _is_send_next(self) -> bool:
        return self._sent_last and self._bar.item() is not None

    def _deed_done(self) -> None:
        self._sent_last = False
        self._show()

    def _held_changed(self) -> None:
        # Another message than before: it was sent just now.
        self._sent_last = self._bar.item() is not None
        self._show()

    def _show(self) -> None:
        deed, redo = self._deeds.next_undo, self._deeds.next_redo
        undo = deed.name if deed else None
        if self._is_send_next():
            undo = QCoreApplication.translate("UndoOrder", "Send")
        self._menus.show_deeds(undo, redo.name if redo else None)
