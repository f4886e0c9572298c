"""The mailboxes at the side: what the server has, in the order people expect, and the outbox of this computer. Counts
stand behind the names: unread messages, for drafts all of them, for the outbox what has not gone out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QObject, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from client.gui.icons import Icons
from client.gui.present import present
from client.gui.theme import Theme
from client.message import Mailbox

OUTBOX = "outbox"
ORDER = ("inbox", "drafts", "sent", OUTBOX, "archive", "junk", "trash")
COUNT_ROLE = int(Qt.ItemDataRole.UserRole)
FOLDER_ROLE = COUNT_ROLE + 1
NO_PARENT = QModelIndex()
ICONS = {"sent": "sent-box", "trash": "delete"}


@dataclass(frozen=True)
class Folder:
    """`key` is the role of a mailbox, its id where it has none, or OUTBOX."""

    key: str
    name: str
    count: int = 0
    urgent: bool = False


class FolderModel(QAbstractListModel):
    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._folders: list[Folder] = [Folder(key, self.name_of(key)) for key in ORDER]

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._folders)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        folder = self._folders[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return folder.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(folder)
        if role == COUNT_ROLE:
            return folder.count
        if role == FOLDER_ROLE:
            return folder
        if role == Qt.ItemDataRole.DecorationRole:
            name = ICONS.get(folder.key, folder.key if folder.key in ORDER else "folder")
            return self._icons.icon(name, self._theme.colours.muted)
        if role == Qt.ItemDataRole.FontRole and folder.count and folder.key not in ("drafts", OUTBOX):
            bold = QFont()
            bold.setBold(True)
            return bold
        return None

    def key(self, number: int) -> str:
        return self._folders[number].key

    def number_of(self, key: str) -> int:
        return next((number for number, folder in enumerate(self._folders) if folder.key == key), -1)

    def show_mailboxes(self, mailboxes: Sequence[Mailbox]) -> None:
        known = {mailbox.role: mailbox for mailbox in mailboxes if mailbox.role}
        outbox = self._folders[self.number_of(OUTBOX)]
        folders = [
            outbox if key == OUTBOX else self._known(key, known[key]) for key in ORDER if key in {*known, OUTBOX}
        ]
        folders += [Folder(one.id, one.name, one.unread) for one in mailboxes if one.role not in ORDER]
        self._replace(folders)

    def show_outbox(self, unsent: int, *, urgent: bool) -> None:
        """`unsent` messages are in the outbox; `urgent` when one of them needs the person."""
        folders = list(self._folders)
        folders[self.number_of(OUTBOX)] = Folder(OUTBOX, self.name_of(OUTBOX), unsent, urgent)
        self._replace(folders)

    def repaint(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._folders) - 1))

    def name_of(self, key: str) -> str:
        names = {
            "inbox": self.tr("Inbox"),
            "drafts": self.tr("Drafts"),
            "sent": self.tr("Sent"),
            OUTBOX: self.tr("Outbox"),
            "archive": self.tr("Archive"),
            "junk": self.tr("Junk"),
            "trash": self.tr("Trash"),
        }
        return names.get(key, key)

    def _known(self, key: str, mailbox: Mailbox) -> Folder:
        return Folder(key, self.name_of(key), mailbox.total if key == "drafts" else mailbox.unread)

    def _replace(self, folders: list[Folder]) -> None:
        if [folder.key for folder in folders] == [folder.key for folder in self._folders]:
            self._folders = folders
            self.repaint()
            return
        self.beginResetModel()
        self._folders = folders
        self.endResetModel()

    def _sentence(self, folder: Folder) -> str:
        if not folder.count:
            return folder.name
        if folder.key == OUTBOX:
            return self.tr("{name}, {count} not sent").format(name=folder.name, count=folder.count)
        if folder.key == "drafts":
            return self.tr("{name}, {count} messages").format(name=folder.name, count=folder.count)
        return self.tr("{name}, {count} unread").format(name=folder.name, count=folder.count)


class FolderDelegate(QStyledItemDelegate):
    """Paints the count at the far end of the line."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + 18)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        folder: Folder = index.data(FOLDER_ROLE)
        if not folder.count:
            return
        brush = present(painter)
        brush.save()
        colours = self._theme.colours
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        brush.setPen(QColor(colours.flag if folder.urgent else colours.on_selection if selected else colours.muted))
        # A copy: the view goes on with its own for the next line.
        line = QStyleOptionViewItem(option)
        self.initStyleOption(line, index)
        brush.setFont(line.font)
        rect: QRect = line.rect.adjusted(12, 0, -12, 0)
        brush.drawText(rect, int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter), str(folder.count))
        brush.restore()


class FolderList(QListView):
    """Signals: chosen(str), the key of a folder."""

    chosen = pyqtSignal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folders = FolderModel(theme, icons, self)
        self.setModel(self.folders)
        self.setItemDelegate(FolderDelegate(theme, self))
        self.setProperty("kind", "sidebar")
        self.setAccessibleName(self.tr("Mailboxes"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTriggers(QListView.EditTrigger.NoEditTriggers))
        self._telling = True
        present(self.selectionModel()).currentChanged.connect(self._current_changed)
        self.folders.modelReset.connect(lambda: self.show_chosen(self._key))
        theme.changed.connect(self.folders.repaint)
        self._key = "inbox"

    def show_chosen(self, key: str) -> None:
        """Mark a folder without telling it."""
        self._key = key
        self._telling = False
        index = self.folders.index(self.folders.number_of(key))
        present(self.selectionModel()).setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._telling = True

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and self._telling:
            self._key = self.folders.key(current.row())
            self.chosen.emit(self._key)
