"""What a person does with the messages that are selected: each action becomes a deed that can be taken back, but for
deleting in Trash, which asks first. It works on the open list and knows no menus."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, QPoint, pyqtSignal
from PyQt5.QtWidgets import QMenu, QWidget

from client.gui.desk import Desk
from client.gui.folder_actions import FolderActions
from client.gui.folder_model import OUTBOX, FolderModel, icon_name
from client.gui.mail_deeds import count_words, marking, moving
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.notices import Notice
from client.gui.overview import Overview
from client.gui.present import present
from client.gui.question import ask
from client.gui.spoken import counted
from client.message import MessageRow

MOST_IN_MENU = 40
# Where nobody looks for what is new.
NO_NEWS = frozenset({OUTBOX, "drafts", "sent", "junk", "trash"})


class MailActions(QObject):
    """Belongs to the main window. Signals: went(str), a folder is to be opened."""

    went = pyqtSignal(str)

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
        self._unread_wanted: tuple[str, int] | None = None
        desk.session.change_failed.connect(self._unsay)
        desk.session.change_refused.connect(self._unsay)
        desk.session.overview_changed.connect(self._listed)

    def move(self, key: str) -> None:
        """Move the selection to a folder."""
        session, name = self._desk.session, self._model.name_of(key)
        if not self._are_in(key):
            self._page.choosing.with_ids(lambda ids: self._desk.deeds.do(moving(session, ids, key, name)))

    def archive(self) -> None:
        self.move("archive")

    def delete(self) -> None:
        """Move to Trash; in Trash delete for good, after asking."""
        if self._are_in("trash"):
            self._page.choosing.with_ids(self._ask_to_destroy)
        else:
            self.move("trash")

    def junk(self) -> None:
        """Move to Junk; out of Junk back to the Inbox."""
        self.move("inbox" if self._are_in("junk") else "junk")

    def mark(self, seen: bool) -> None:
        session = self._desk.session
        self._page.choosing.with_ids(lambda ids: self._desk.deeds.do(marking(session, ids, seen=seen)))

    def flag(self) -> None:
        """Flag all; remove the flags when all have one."""
        session, messages = self._desk.session, self._page.messages
        rows = map(messages.row, self._page.table.selected_lines())
        wanted = not all(row is not None and row.flagged for row in rows)
        self._page.choosing.with_ids(lambda ids: self._desk.deeds.do(marking(session, ids, flagged=wanted)))

    def choose_folder(self) -> None:
        """Ask where the selection goes."""
        count = self._page.table.selected_count()
        if count:
            title = self.tr("Move {messages} to").format(messages=count_words(count))
            self._folders.choose_folder(title, self.tr("Move"), self.move, right="mayAddItems")

    def step_unread(self, step: int) -> None:
        """Select the next unread message below, or above for -1, around the end of the folder; where it has none, go to
        the next folder that has one.
        """
        messages = self._page.messages
        total = messages.rowCount()
        current = self._page.table.currentIndex().row()
        if current < 0 and step < 0:
            current = 0
        for distance in range(1, total + 1):
            line = (current + step * distance) % total
            row = messages.row(line)
            if row is None:
                self._page.choosing.next_unread(line, step, lambda found: self._found_unread(found, step))
                return
            if messages.is_unread(row, messages.lines.numbers[line]):
                self._page.table.select_number(line)
                return
        self._found_unread(-1, step)

    def _found_unread(self, line: int, step: int) -> None:
        if line >= 0:
            self._page.table.select_number(line)
            return
        key = "" if self._desk.session.list.searching else self._unread_folder(step)
        if key:
            self._unread_wanted = (key, step)
            self.went.emit(key)
        else:
            self._desk.deeds.told.tell(Notice("unread", self.tr("There is no other unread message.")))

    def _unread_folder(self, step: int) -> str:
        """The next folder behind (or before) the open one where unread mail is; "" for none."""
        keys = [one.key for one in self._model.folders]
        here = self._desk.session.mailbox
        start = keys.index(here) if here in keys else 0
        for distance in range(1, len(keys)):
            folder = self._model.folders[(start + step * distance) % len(keys)]
            if folder.key not in NO_NEWS and folder.mailbox is not None and folder.mailbox.unread:
                return folder.key
        return ""

    def _listed(self, overview: Overview, fresh: bool) -> None:
        """A folder was opened for its unread mail: go to the first of it."""
        wanted = self._unread_wanted
        if wanted is not None and overview.lines is not None and fresh:
            self._unread_wanted = None
            if wanted[0] == self._desk.session.mailbox:
                self._page.choosing.next_unread(0, 1, self._page.table.select_number)

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

    def _ask_to_destroy(self, ids: list[str]) -> None:
        one = "1 message is deleted for good."
        words = counted("MailActions", one, "%Ln messages are deleted for good.", len(ids))
        act, keep = self.tr("Delete for good"), self.tr("Keep")

        def destroy() -> None:
            self._desk.session.changes.destroy(ids)

        ask(self._page, self.tr("Delete for good?"), words, act, keep, destroy)

    def _rows(self) -> list[MessageRow | None]:
        return [self._page.messages.row(line) for line in self._page.table.selected_lines()]

    def _are_in(self, key: str) -> bool:
        """Whether all that is selected lies in this folder; a search may show several folders at once."""
        session = self._desk.session
        if not session.list.searching:
            return session.mailbox == key
        mailbox_id = self._model.id_of(key)
        return all(row is not None and row.mailbox_ids == {mailbox_id} for row in self._rows())

    def _unsay(self, _error: Exception) -> None:
        self._desk.deeds.unsay()
