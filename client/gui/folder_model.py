"""The mailboxes as rows at the side: what the server has, in the order people expect, what lies in another one below
it, and the outbox of this computer. Counts stand behind the names: unread messages, for drafts all of them, for the
outbox what has not gone out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QFont

from client.gui.icons import Icons
from client.gui.plain_words import one_line
from client.gui.spoken import counted
from client.gui.theme import Theme
from client.message import Mailbox

OUTBOX = "outbox"
ORDER = ("inbox", "drafts", "sent", OUTBOX, "archive", "junk", "trash")
COUNT_ROLE = int(Qt.ItemDataRole.UserRole)
FOLDER_ROLE = COUNT_ROLE + 1
NO_PARENT = QModelIndex()
ICONS = {"sent": "sent-box", "trash": "delete"}
# The server has ten levels; what claims to have more is not followed.
DEEPEST = 32


@dataclass(frozen=True)
class Folder:
    """`key` is the role of a mailbox, its id where it has none, or OUTBOX. `mailbox` is what the server told of it,
    None for the outbox and before the server has answered; `depth` how many others it lies in.
    """

    key: str
    name: str
    count: int = 0
    urgent: bool = False
    mailbox: Mailbox | None = None
    depth: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the person has made it, and may rename, move and remove it."""
        return self.mailbox is not None and self.key not in ORDER

    def may(self, right: str) -> bool:
        """Whether the server lets this account do it (RFC 8621 section 2, `myRights`)."""
        return self.mailbox is not None and (not self.mailbox.rights or right in self.mailbox.rights)


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
            return self._icons.icon(icon_name(folder), self._theme.colours.muted)
        if role == Qt.ItemDataRole.FontRole and folder.count and folder.key not in ("drafts", OUTBOX):
            bold = QFont()
            bold.setBold(True)
            return bold
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Only folders that the person has made can be carried away."""
        flags = super().flags(index)
        own = index.isValid() and self._folders[index.row()].is_own
        return flags | Qt.ItemFlag.ItemIsDragEnabled if own else flags

    @property
    def folders(self) -> tuple[Folder, ...]:
        return tuple(self._folders)

    def key(self, number: int) -> str:
        return self._folders[number].key

    def number_of(self, key: str) -> int:
        return next((number for number, folder in enumerate(self._folders) if folder.key == key), -1)

    def folder(self, key: str) -> Folder | None:
        number = self.number_of(key)
        return self._folders[number] if number >= 0 else None

    def id_of(self, key: str) -> str:
        """Return the server's id of a folder; the key itself while it is not known."""
        folder = self.folder(key)
        return folder.mailbox.id if folder is not None and folder.mailbox is not None else key

    def show_mailboxes(self, mailboxes: Sequence[Mailbox]) -> None:
        outbox = self._folders[self.number_of(OUTBOX)]
        self._replace(list(self._arranged(mailboxes, outbox)))

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
        if key in names:
            return names[key]
        folder = self.folder(key)
        return key if folder is None else folder.name

    def path_of(self, key: str) -> str:
        """Return the name with those of the folders that it lies in: "Projects / Garden"."""
        number = self.number_of(key)
        if number < 0:
            return self.name_of(key)
        names, depth = [self._folders[number].name], self._folders[number].depth
        for folder in reversed(self._folders[:number]):
            if folder.depth < depth:
                names.append(folder.name)
                depth = folder.depth
        return " / ".join(reversed(names))

    def below(self, key: str) -> frozenset[str]:
        """Return the keys of everything that lies in a folder."""
        number = self.number_of(key)
        found: list[str] = []
        for folder in self._folders[number + 1 :] if number >= 0 else []:
            if folder.depth <= self._folders[number].depth:
                break
            found.append(folder.key)
        return frozenset(found)

    def _arranged(self, mailboxes: Sequence[Mailbox], outbox: Folder) -> Iterator[Folder]:
        known = {one.role: one for one in mailboxes if one.role in ORDER}
        ids = {one.id for one in mailboxes}
        inside: dict[str, list[Mailbox]] = defaultdict(list)
        for one in sorted(mailboxes, key=lambda one: (one.sort_order, one.name.casefold(), one.id)):
            if one.role not in ORDER:
                inside[one.parent_id if one.parent_id in ids else ""].append(one)
        for key in ORDER:
            if key == OUTBOX:
                yield outbox
            elif key in known:
                yield self._known(key, known[key])
                yield from _below(known[key].id, inside, 1)
        yield from _below("", inside, 0)

    def _known(self, key: str, mailbox: Mailbox) -> Folder:
        count = mailbox.total if key == "drafts" else mailbox.unread
        return Folder(key, self.name_of(key), count, mailbox=mailbox)

    def _replace(self, folders: list[Folder]) -> None:
        if [(one.key, one.depth) for one in folders] == [(one.key, one.depth) for one in self._folders]:
            self._folders = folders
            self.repaint()
            return
        self.beginResetModel()
        self._folders = folders
        self.endResetModel()

    def _sentence(self, folder: Folder) -> str:
        name = self.path_of(folder.key)
        if not folder.count:
            return name
        if folder.key == OUTBOX:
            return counted("FolderModel", "{name}, 1 not sent", "{name}, %Ln not sent", folder.count).format(name=name)
        if folder.key == "drafts":
            words = counted("FolderModel", "{name}, 1 message", "{name}, %Ln messages", folder.count)
            return words.format(name=name)
        return counted("FolderModel", "{name}, 1 unread", "{name}, %Ln unread", folder.count).format(name=name)


def icon_name(folder: Folder) -> str:
    """Return our name of the picture of a folder."""
    return ICONS.get(folder.key, folder.key if folder.key in ORDER else "folder")


def _below(parent_id: str, inside: dict[str, list[Mailbox]], depth: int) -> Iterator[Folder]:
    if depth > DEEPEST:
        return
    for one in inside[parent_id]:
        yield Folder(one.id, one_line(one.name), one.unread, mailbox=one, depth=depth)
        yield from _below(one.id, inside, depth + 1)
