"""What the server has taken and not yet brought to other places: each message with its recipients, their state, the
next try and the reason in words; and what its sender can do: have it tried now, or call it back."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QShortcut,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from client.deliveries import CAN_CANCEL, CAN_RETRY, Delivery, State
from client.gui.delivery_words import Posted, next_try, posted, state_word, summary, told
from client.gui.desk import Desk
from client.gui.plain_words import one_line
from client.gui.present import present
from client.gui.question import ask
from client.gui.reader_pane import divider
from client.gui.spoken import spoken

WHO, STATE, NEXT, WHY = range(4)
WIDTHS = {WHO: 300, STATE: 150, NEXT: 100}
KEY_ROLE = Qt.ItemDataRole.UserRole


class DeliveryView(QWidget):
    """Hidden while there is nothing to show."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: list[Posted] = []
        self._drawn: list[list[str]] = []
        self.tree = QTreeWidget()
        self.retry_button = QPushButton(self.tr("Retry now"))
        self.cancel_button = QPushButton(self.tr("Cancel delivery"))
        self._build()
        self.tree.itemSelectionChanged.connect(self._enable)
        self.retry_button.clicked.connect(self._retry)
        self.cancel_button.clicked.connect(self._cancel)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.tree, self._cancel, context=Qt.ShortcutContext.WidgetShortcut)
        desk.on_the_way.changed.connect(self.refresh)
        self.refresh()

    @property
    def is_filled(self) -> bool:
        return bool(self._shown)

    def refresh(self, *_known: object) -> None:
        """Show what is known now; the chosen line stays chosen."""
        now = self._desk.clock()
        self._shown = posted(self._desk.on_the_way.known, now)
        self.setVisible(self.is_filled)
        drawn = [line for message in self._shown for line in self._lines(message)]
        if drawn != self._drawn:
            self._drawn = drawn
            self._fill()
        self._enable()

    def chosen(self) -> tuple[Delivery, ...]:
        """The deliveries of the chosen lines: a message stands for all its recipients."""
        keys = {item.data(WHO, KEY_ROLE) for item in self.tree.selectedItems()}
        every = [(message, one) for message in self._shown for one in message.deliveries]
        return tuple(one for message, one in every if message.envelope in keys or one.id in keys)

    def _fill(self) -> None:
        chosen = {item.data(WHO, KEY_ROLE) for item in self.tree.selectedItems()}
        current = self.tree.currentItem()
        at = None if current is None else current.data(WHO, KEY_ROLE)
        closed = {item.data(WHO, KEY_ROLE) for item in self._messages() if not item.isExpanded()}
        self.tree.clear()
        for message in self._shown:
            parent = self._item(message.envelope, self._heading(message), self._spoken(message))
            self.tree.addTopLevelItem(parent)
            for one in message.deliveries:
                parent.addChild(self._item(one.id, self._line(one), told(one, self._desk.clock())))
            parent.setExpanded(message.envelope not in closed)
            for item in (parent, *(present(parent.child(number)) for number in range(parent.childCount()))):
                if item.data(WHO, KEY_ROLE) == at:
                    self.tree.setCurrentItem(item)
                item.setSelected(item.data(WHO, KEY_ROLE) in chosen)

    def _messages(self) -> list[QTreeWidgetItem]:
        return [present(self.tree.topLevelItem(number)) for number in range(self.tree.topLevelItemCount())]

    def _item(self, key: str, texts: list[str], spoken_words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(texts)
        item.setData(WHO, KEY_ROLE, key)
        item.setData(WHO, Qt.ItemDataRole.AccessibleTextRole, spoken_words)
        item.setToolTip(WHY, texts[WHY])
        return item

    def _lines(self, message: Posted) -> list[list[str]]:
        heading = [message.envelope, *self._heading(message)]
        return [heading, *([one.id, *self._line(one)] for one in message.deliveries)]

    def _heading(self, message: Posted) -> list[str]:
        return [one_line(message.subject), summary(message), "", ""]

    def _line(self, one: Delivery) -> list[str]:
        return [one.recipient, state_word(one.state), next_try(one, self._desk.clock()), spoken(one.words)]

    def _spoken(self, message: Posted) -> str:
        return self.tr("{subject}: {state}").format(subject=one_line(message.subject), state=summary(message))

    def _enable(self) -> None:
        states = {one.state for one in self.chosen()}
        self.retry_button.setEnabled(bool(states & CAN_RETRY))
        self.cancel_button.setEnabled(bool(states & CAN_CANCEL))
        held = State.HELD in states and not states & CAN_RETRY
        why = self.tr("An admin holds this message: ask them to let it go.") if held else ""
        self.retry_button.setToolTip(why)
        self.retry_button.setAccessibleDescription(why)

    def _retry(self) -> None:
        wanted = [one.id for one in self.chosen() if one.state in CAN_RETRY]
        if wanted:
            self._desk.on_the_way.retry(wanted)

    def _cancel(self) -> None:
        wanted = [one for one in self.chosen() if one.state in CAN_CANCEL]
        if not wanted:
            return
        title, act, keep = self.tr("Cancel the delivery?"), self.tr("Cancel it"), self.tr("Let it go on")
        words = self.tr("These do not get the message: {people}.")
        people, ids = ", ".join(one.recipient for one in wanted), [one.id for one in wanted]
        ask(self, title, words.format(people=people), act, keep, lambda: self._desk.on_the_way.cancel(ids))

    def _build(self) -> None:
        tree = self.tree
        tree.setColumnCount(WHY + 1)
        tree.setHeaderLabels([self.tr("Message and recipients"), self.tr("State"), self.tr("Next try"), self.tr("Why")])
        tree.setAccessibleName(self.tr("On the way to other places"))
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        header = present(tree.header())
        header.setSectionsClickable(False)
        for column, width in WIDTHS.items():
            tree.setColumnWidth(column, width)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        title = QLabel(self.tr("On the way to other places"))
        title.setProperty("kind", "subject")
        title.setContentsMargins(16, 8, 12, 8)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 8, 12, 12)
        buttons.setSpacing(8)
        buttons.addWidget(self.retry_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        for widget in (divider(), title, tree):
            page.addWidget(widget)
        page.addLayout(buttons)
