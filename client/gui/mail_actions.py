"""What a person does with the messages that are selected: each action becomes a deed that can be taken back, but for
deleting in Trash, which asks first. It works on the open list and knows no menus."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, QPoint
from PyQt5.QtWidgets import QMenu, QWidget

from client.gui.desk import Desk
from client.gui.folder_actions import FolderActions
from client.gui.folder_model import OUTBOX, FolderModel, icon_name
from client.gui.mail_deeds import count_words, marking, moving
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.present import present
from client.gui.question import ask
from client.gui.spoken import counted
from client.message import MessageRow

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

    def move(self, key: str) -> None:
        """Move the selection to a folder."""
        session, name = self._desk.session, self._model.name_of(key)
        if not self._are_in(key):
            self._with_ids(lambda ids: self._desk.deeds.do(moving(session, ids, key, name)))

    def archive(self) -> None:
        self.move("archive")

    def delete(self) -> None:
        """Move to Trash; in Trash delete for good, after asking."""
        if self._are_in("trash"):
            self._with_ids(self._ask_to_destroy)
        else:
            self.move("trash")

    def junk(self) -> None:
        """Move to Junk; out of Junk back to the Inbox."""
        self.move("inbox" if self._are_in("junk") else "junk")

    def mark(self, seen: bool) -> None:
        session = self._desk.session
        self._with_ids(lambda ids: self._desk.deeds.do(marking(session, ids, seen=seen)))

    def flag(self) -> None:
        """Flag all; remove the flags when all have one."""
        session, rows = self._desk.session, self._rows()
        wanted = not all(row is not None and row.flagged for row in rows)
        self._with_ids(lambda ids: self._desk.deeds.do(marking(session, ids, flagged=wanted)))

    def choose_folder(self) -> None:
        """Ask where the selection goes."""
        count = self._page.table.selected_count()
        if count:
            title = self.tr("Move {messages} to").format(messages=count_words(count))
            self._folders.choose_folder(title, self.tr("Move"), self.move, right="mayAddItems")

    def step_unread(self, step: int) -> None:
        """Select the next unread message below, or above for -1; the other end comes after the end."""
        messages = self._page.messages
        total = messages.rowCount()
        current = self._page.table.currentIndex().row()
        for distance in range(1, total + 1):
            number = (current + step * distance) % total
            row = messages.row(number)
            if row is None:
                self._desk.session.next_unread(number, step, self._page.table.select_number, self)
                return
            if not row.seen:
                self._page.table.select_number(number)
                return

    def show_menu(self, at: QPoint) -> QMenu | None:
        """Open the menu of a right click on the list, or of the menu key."""
        if not self._page.table.selected_count():
            return None
        menu = self._menus.on_list(self._page.table, self._folder_menu(self.move))
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

    def _with_ids(self, then: Callable[[list[str]], None]) -> None:
        """Call `then` with the ids of the selection: at once, or when the cache has told those not in memory."""
        table = self._page.table
        ids = table.selected_ids()
        if len(ids) == table.selected_count():
            if ids:
                then(ids)
        else:
            self._desk.session.ids(table.selected_numbers(), then, self)

    def _ask_to_destroy(self, ids: list[str]) -> None:
        one = "1 message is deleted for good."
        words = counted("MailActions", one, "%Ln messages are deleted for good.", len(ids))
        act, keep = self.tr("Delete for good"), self.tr("Keep")

        def destroy() -> None:
            self._desk.session.destroy(ids)

        ask(self._page, self.tr("Delete for good?"), words, act, keep, destroy)

    def _rows(self) -> list[MessageRow | None]:
        return [self._page.messages.row(line) for line in self._page.table.selected_lines()]

    def _are_in(self, key: str) -> bool:
        """Whether all that is selected lies in this folder; a search may show several folders at once."""
        session = self._desk.session
        if not session.searching:
            return session.mailbox == key
        mailbox_id = self._model.id_of(key)
        return all(row is not None and row.mailbox_ids == {mailbox_id} for row in self._rows())

    def _show_deeds(self) -> None:
        undo, redo = self._desk.deeds.next_undo, self._desk.deeds.next_redo
        self._menus.show_deeds(undo.name if undo else None, redo.name if redo else None)

    def _unsay(self, _error: Exception) -> None:
        self._desk.deeds.unsay()
