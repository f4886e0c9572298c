"""The list of mailboxes at the side: the person chooses one, drops messages into one, or carries one of the own folders
into another. What is dropped is told; nothing is changed here."""

from PyQt5.QtCore import QItemSelectionModel, QLocale, QModelIndex, QObject, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPen,
)
from PyQt5.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from client.gui.folder_model import COUNT_ROLE, FOLDER_ROLE, ORDER, OUTBOX, Folder, FolderModel
from client.gui.icons import Icons
from client.gui.mail_drag import Carried, carried, carrying_folder
from client.gui.present import present
from client.gui.theme import Theme

__all__ = ["COUNT_ROLE", "FOLDER_ROLE", "ORDER", "OUTBOX", "Folder", "FolderList", "FolderModel"]

INDENT = 16
DEEPEST_SHOWN = 6
NOWHERE = -2
TOP = -1


class FolderDelegate(QStyledItemDelegate):
    """Paints the count at the far end of the line, what lies in another folder further in, and a frame around the
    folder into which something would be dropped (`target`, a row).
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.target = NOWHERE

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + 18)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        folder: Folder = index.data(FOLDER_ROLE)
        # A copy: the view goes on with its own for the next line.
        line = QStyleOptionViewItem(option)
        indent = INDENT * min(folder.depth, DEEPEST_SHOWN)
        if line.direction == Qt.LayoutDirection.RightToLeft:
            line.rect.adjust(0, 0, -indent, 0)
        else:
            line.rect.adjust(indent, 0, 0, 0)
        super().paint(painter, line, index)
        self.initStyleOption(line, index)
        brush = present(painter)
        brush.save()
        if folder.count:
            self._paint_count(brush, line, folder)
        if index.row() == self.target:
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.setPen(QPen(QColor(self._theme.colours.accent), 2))
            brush.drawRoundedRect(line.rect.adjusted(1, 2, -2, -2), 6, 6)
        brush.restore()

    def _paint_count(self, brush: QPainter, line: QStyleOptionViewItem, folder: Folder) -> None:
        colours = self._theme.colours
        selected = bool(line.state & QStyle.StateFlag.State_Selected)
        brush.setPen(QColor(colours.flag if folder.urgent else colours.on_selection if selected else colours.muted))
        brush.setFont(line.font)
        rect: QRect = line.rect.adjusted(12, 0, -12, 0)
        shown = QLocale().toString(folder.count)
        brush.drawText(rect, int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter), shown)


class FolderList(QListView):
    """`account` is the account whose messages may be dropped here. Signals: chosen(str), the key of a folder;
    messages_dropped(tuple of ids, str), into the folder with this key; folder_dropped(str, str), one folder into
    another one, "" for the top.
    """

    chosen = pyqtSignal(str)
    messages_dropped = pyqtSignal(object, str)
    folder_dropped = pyqtSignal(str, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None, *, account: str = "") -> None:
        super().__init__(parent)
        self._account = account
        self.folders = FolderModel(theme, icons, self)
        self.setModel(self.folders)
        self._painter = FolderDelegate(theme, self)
        self.setItemDelegate(self._painter)
        self.setProperty("kind", "sidebar")
        self.setAccessibleName(self.tr("Mailboxes"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTriggers(QListView.EditTrigger.NoEditTriggers))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAcceptDrops(True)
        self.setDragEnabled(True)
        self.setDropIndicatorShown(False)
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

    def drag_of(self, key: str) -> QDrag | None:
        """Return a folder to be carried; None for one that has its place."""
        folder = self.folders.folder(key)
        if folder is None or not folder.is_own or not folder.may("mayRename"):
            return None
        drag = QDrag(self)
        drag.setMimeData(carrying_folder(self._account, key))
        return drag

    def startDrag(self, _actions: Qt.DropActions | Qt.DropAction) -> None:
        drag = self.drag_of(self.folders.key(self.currentIndex().row())) if self.currentIndex().isValid() else None
        if drag is not None:
            drag.exec(Qt.DropActions(Qt.DropAction.MoveAction), Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        entering = present(event)
        if carried(entering.mimeData(), self._account) is None:
            entering.ignore()
        else:
            entering.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        moving = present(event)
        # For the scrolling near the edges; whether it may be dropped is decided here.
        super().dragMoveEvent(moving)
        target = self._target(carried(moving.mimeData(), self._account), moving)
        self._frame(target)
        if target == NOWHERE:
            moving.ignore()
        else:
            moving.setDropAction(Qt.DropAction.MoveAction)
            moving.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        super().dragLeaveEvent(event)
        self._frame(NOWHERE)

    def dropEvent(self, event: QDropEvent | None) -> None:
        dropping = present(event)
        thing = carried(dropping.mimeData(), self._account)
        target = self._target(thing, dropping)
        self._frame(NOWHERE)
        if thing is None or target == NOWHERE:
            dropping.ignore()
            return
        dropping.setDropAction(Qt.DropAction.MoveAction)
        dropping.accept()
        key = "" if target == TOP else self.folders.key(target)
        if thing.folder:
            self.folder_dropped.emit(thing.folder, key)
        else:
            self.messages_dropped.emit(thing.ids, key)

    def _target(self, thing: Carried | None, event: QDropEvent) -> int:
        """Return the row that would take it; TOP for a folder beside the lines, NOWHERE."""
        if thing is None:
            return NOWHERE
        index = self.indexAt(event.pos())
        if not index.isValid():
            return TOP if thing.folder else NOWHERE
        folder = self.folders.folders[index.row()]
        if thing.folder:
            within = folder.key == thing.folder or folder.key in self.folders.below(thing.folder)
            return NOWHERE if within or not folder.may("mayCreateChild") else index.row()
        return index.row() if folder.key not in (self._key, OUTBOX) and folder.may("mayAddItems") else NOWHERE

    def _frame(self, target: int) -> None:
        if self._painter.target != target:
            self._painter.target = target
            present(self.viewport()).update()

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and self._telling:
            self._key = self.folders.key(current.row())
            self.chosen.emit(self._key)
