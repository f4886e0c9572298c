"""What a person does with the messages that are selected: each action becomes a deed that can be taken back, but for
deleting in Trash, which asks first. It works on the open list and knows no menus."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject, QPoint
from PyQt5.QtWidgets import QMenu, QWidget

from client.gui.deeds import Deed
from client.gui.desk import Desk
from client.gui.folder_actions import FolderActions
from client.gui.folder_model import OUTBOX, FolderModel, icon_name
from client.gui.mail_deeds import Chosen, count_words, marking, moving
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.present import present
from client.gui.question import ask

MOST_IN_MENU = 40


class MailActions(QObject):
    """Belongs to the main window."""

    def __init__(
        self, desk: Desk, page: MailPage, model: FolderModel, folders: FolderActions, menus: MainMenus, window: QWidget
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._page = page
        self._model = model
        self._folders = folders
        self._menus = menus
        self._window = window
        desk.deeds.changed.connect(self._show_deeds)
        desk.session.change_failed.connect(self._unsay)
        self._show_deeds()

    def chosen(self) -> Chosen:
        """The selected messages."""
        return self._of(self._page.table.selected_ids())

    def move(self, key: str, ids: Sequence[str] | None = None) -> None:
        """Move the selection, or these messages, to a folder."""
        chosen = self.chosen() if ids is None else self._of(ids)
        model = self._model
        self._do(moving(self._desk.session, chosen, key, model.id_of(key), model.name_of(key)))

    def archive(self) -> None:
        self.move("archive")

    def delete(self) -> None:
        """Move to Trash; in Trash delete for good, after asking."""
        chosen = self.chosen()
        if not chosen.ids:
            return
        if not self._are_in("trash", chosen):
            self.move("trash")
            return
        ids, session = tuple(chosen.ids), self._desk.session
        words = self.tr("1 message is deleted for good.")
        if len(ids) > 1:
            words = self.tr("{messages} are deleted for good.").format(messages=count_words(len(ids)))
        act, keep = self.tr("Delete for good"), self.tr("Keep")
        ask(self._page, self.tr("Delete for good?"), words, act, keep, lambda: session.destroy(ids))

    def junk(self) -> None:
        """Move to Junk; out of Junk back to the Inbox."""
        self.move("inbox" if self._are_in("junk", self.chosen()) else "junk")

    def mark(self, seen: bool) -> None:
        self._do(marking(self._desk.session, self.chosen(), seen=seen))

    def flag(self) -> None:
        """Flag all; remove the flags when all have one."""
        chosen = self.chosen()
        rows = [chosen.rows.get(one) for one in chosen.ids]
        every = all(row is not None and row.flagged for row in rows)
        self._do(marking(self._desk.session, chosen, flagged=not every))

    def choose_folder(self) -> None:
        """Ask where the selection goes."""
        ids = self._page.table.selected_ids()
        if ids:
            title = self.tr("Move {messages} to").format(messages=count_words(len(ids)))
            self._folders.choose_folder(
                title, self.tr("Move"), lambda key: self.move(key, ids), right="mayAddItems"
            )

    def step_unread(self, step: int) -> None:
        """Select the next unread message below, or above for -1; the other end comes after the end."""
        messages = self._page.messages
        total = messages.rowCount()
        current = self._page.table.currentIndex().row()
        for distance in range(1, total + 1):
            number = (current + step * distance) % total
            if not messages.row(number).seen:
                self._page.table.select_number(number)
                return

    def show_menu(self, at: QPoint) -> QMenu | None:
        """Open the menu of a right click on the list, or of the menu key."""
        ids = self._page.table.selected_ids()
        if not ids:
            return None
        menu = self._menus.on_list(self._page.table, self._folder_menu(lambda key: self.move(key, ids)))
        menu.popup(present(self._page.table.viewport()).mapToGlobal(at))
        return menu

    def _folder_menu(self, then: Callable[[str], None]) -> QMenu:
        menu = QMenu(self.tr("Move t&o"), self._page.table)
        self._desk.icons.put(present(menu.menuAction()), "folder")
        here = self._desk.session.mailbox
        places = [one for one in self._model.folders if one.key not in (here, OUTBOX) and one.may("mayAddItems")]
        for folder in places[:MOST_IN_MENU]:
            words = self._model.path_of(folder.key).replace("&", "&&")
            action = present(menu.addAction(self._desk.icons.icon(icon_name(folder)), words))
            action.triggered.connect(lambda _checked=False, key=folder.key: then(key))
        return menu

    def _of(self, ids: Sequence[str]) -> Chosen:
        wanted = set(ids)
        rows = {row.id: row for row in self._page.selected_rows() if row.id in wanted}
        return Chosen(ids, rows, self._model.id_of(self._desk.session.mailbox))

    def _are_in(self, key: str, chosen: Chosen) -> bool:
        """Whether all lie in this folder, also where a list shows several folders at once."""
        mailbox_id = self._model.id_of(key)
        here = self._desk.session.mailbox == key
        return here or bool(chosen.ids) and all(chosen.place(one) == {mailbox_id} for one in chosen.ids)

    def _do(self, deed: Deed | None) -> None:
        self._desk.deeds.do(deed)

    def _show_deeds(self) -> None:
        undo, redo = self._desk.deeds.next_undo, self._desk.deeds.next_redo
        self._menus.show_deeds(undo.name if undo else None, redo.name if redo else None)

    def _unsay(self, _error: Exception) -> None:
        self._desk.deeds.unsay()
