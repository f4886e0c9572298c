"""What a person does with folders: make, rename, move, remove, empty. Dialogs ask; what is done then is a deed that can
be taken back, but for emptying: nothing is deleted for good before a question that counts the messages."""

from collections.abc import Callable
from typing import TypeVar

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QDialog, QWidget

from client.blob_download import Progress
from client.folder_removal import Removing
from client.folder_steps import Making, Placing, Renaming
from client.gui import folder_words
from client.gui.desk import Desk
from client.gui.folder_chooser import Choice, FolderChooser
from client.gui.folder_deeds import FolderDeeds
from client.gui.folder_model import OUTBOX, Folder, FolderModel, icon_name
from client.gui.name_dialog import NameDialog
from client.gui.plain_words import one_line
from client.gui.question import ask
from client.gui.spoken import counted
from client.successors import Successors

D = TypeVar("D", bound=QDialog)

TOP = ""


class FolderActions(QObject):
    """Belongs to the main window. Signals: failed(Exception), and done() when that may be over; gone(str), the key of a
    folder that was removed.
    """

    failed = pyqtSignal(object)
    done = pyqtSignal()
    gone = pyqtSignal(str)

    def __init__(self, desk: Desk, model: FolderModel, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._model = model
        self._window = window
        self._deeds = FolderDeeds(desk, self)
        self._deeds.failed.connect(self.failed)
        self._deeds.done.connect(self.done)
        self._deeds.gone.connect(self.gone)

    def create(self, parent: str = TOP) -> NameDialog:
        """Ask for the name of a new folder in `parent` (a key)."""
        parent_id = self._model.id_of(parent) if parent else ""
        title = self.tr("New folder")
        if parent:
            title = self.tr("New folder in {name}").format(name=self._model.name_of(parent))

        def make(name: str) -> None:
            self._deeds.do(Making(self._successors, name, parent_id), folder_words.making(name))

        return self._named(title, self.tr("Make"), "", parent_id, make)

    def rename(self, key: str) -> NameDialog | None:
        folder = self._own(key)
        if folder is None or folder.mailbox is None:
            return None
        mailbox = folder.mailbox

        def change(name: str) -> None:
            self._deeds.do(Renaming(self._successors, mailbox.id, name), folder_words.renaming(folder.name, name))

        return self._named(self.tr("Rename the folder"), self.tr("Rename"), folder.name, mailbox.parent_id, change)

    def choose_place(self, key: str) -> FolderChooser | None:
        """Ask for the folder into which this one goes."""
        folder = self._own(key)
        if folder is None:
            return None
        within = {key, OUTBOX, *self._model.below(key)}
        places = [one for one in self._model.folders if one.key not in within and one.may("mayCreateChild")]
        choices = [Choice(TOP, self.tr("At the top"), "mail"), *(self.choice(one) for one in places)]
        title = self.tr("Move {name} into").format(name=folder.name)
        return self._choose(title, self.tr("Move"), choices, lambda parent: self.put_under(key, parent))

    def put_under(self, key: str, parent: str) -> None:
        """Put an own folder with everything in it into another one; "" is the top."""
        folder = self._own(key)
        if folder is None or folder.mailbox is None:
            return
        parent_id = self._model.id_of(parent) if parent else ""
        if parent_id != folder.mailbox.parent_id:
            self._deeds.do(Placing(self._successors, folder.mailbox.id, parent_id), folder_words.placing(folder.name))

    def remove(self, key: str) -> None:
        """Remove an own folder; messages that lie in it go to Trash, and are counted before."""
        folder = self._own(key)
        if folder is None or folder.mailbox is None:
            return
        if self._model.below(key):
            title = self.tr("{name} has other folders in it").format(name=folder.name)
            words = self.tr("Move or remove those first.")
            ask(self._window, title, words, self.tr("Move it…"), self.tr("Close"), lambda: self._move_first(key))
            return
        mailbox = folder.mailbox

        def act() -> None:
            self._deeds.do(Removing(self._successors, mailbox.id), folder_words.removing(one_line(mailbox.name)))

        if not mailbox.total:
            # Nothing is lost that Undo would not bring back.
            act()
            return
        words = counted(
            "FolderActions", "1 message in it goes to Trash.", "%Ln messages in it go to Trash.", mailbox.total
        )
        title = self.tr("Remove the folder {name}?").format(name=one_line(mailbox.name))
        ask(self._window, title, words, self.tr("Remove"), self.tr("Keep"), act)

    def empty(self, key: str) -> None:
        """Delete everything in Trash or Junk for good, after a question."""
        folder = self._model.folder(key)
        if folder is None or folder.mailbox is None or not folder.mailbox.total:
            return
        mailbox_id, total = folder.mailbox.id, folder.mailbox.total
        one = "1 message is deleted for good."
        words = counted("FolderActions", one, "%Ln messages are deleted for good.", total)
        title = self.tr("Empty {name}?").format(name=folder.name)
        job = self.tr("Empty {name}").format(name=folder.name)
        ask(self._window, title, words, self.tr("Empty"), self.tr("Keep"), lambda: self._empty(job, mailbox_id))

    def choose_folder(self, title: str, act: str, then: Callable[[str], None], *, right: str = "") -> FolderChooser:
        """Ask for any folder, or for one in which something may be done."""
        folders = [one for one in self._model.folders if not right or (one.key != OUTBOX and one.may(right))]
        return self._choose(title, act, [self.choice(one) for one in folders], then)

    def choice(self, folder: Folder) -> Choice:
        return Choice(folder.key, self._model.path_of(folder.key), icon_name(folder))

    def _move_first(self, key: str) -> None:
        self.choose_place(key)

    def _empty(self, words: str, mailbox_id: str) -> None:
        folders = self._desk.account.folders()

        def work(progress: Progress) -> int:
            return folders.empty(mailbox_id, progress)

        tasks, session = self._desk.tasks, self._desk.session
        tasks.start_listed(words, work, lambda _: session.refresh(), self._refused, owner=self)

    @property
    def _successors(self) -> Successors:
        return self._desk.session.changes.successors

    def _own(self, key: str) -> Folder | None:
        folder = self._model.folder(key)
        return folder if folder is not None and folder.is_own else None

    def _named(self, title: str, act: str, name: str, parent_id: str, then: Callable[[str], None]) -> NameDialog:
        boxes = [one.mailbox for one in self._model.folders if one.mailbox is not None]
        taken = [one.name for one in boxes if one.parent_id == parent_id]
        return self._open(NameDialog(title, act, name, taken, then, self._window))

    def _choose(self, title: str, act: str, choices: list[Choice], then: Callable[[str], None]) -> FolderChooser:
        return self._open(FolderChooser(title, act, choices, then, self._desk.icons, self._window))

    def _open(self, dialog: D) -> D:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _refused(self, error: Exception) -> None:
        self._desk.session.refresh()
        self.failed.emit(error)
