"""The outbox: each message with its state, each recipient with the server's own words, and what the person can do: try
now, edit again, cancel, or say that an unsure one has arrived. It shows and asks; the post office acts."""

from PyQt5.QtCore import QLocale, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from client.gui.delivery_view import DeliveryView
from client.gui.desk import Desk
from client.gui.line_choice import select_line
from client.gui.message_delegate import MessageDelegate
from client.gui.outbox_list import Column, OutboxList
from client.gui.present import present
from client.gui.question import ask
from client.gui.reader_pane import divider
from client.gui.relative_dates import clock_time
from client.gui.spoken import spoken
from client.gui.state_page import StatePage
from client.outbox import OutboxItem, State
from client.wording import ended

STATE_WIDTH = 110
RECIPIENTS_WIDTH = 260
DATE_WIDTH = 110
STEPS = 1000
# Smaller ones are gone before anybody has looked.
WORTH_A_BAR = 500_000


class OutboxView(QWidget):
    """Signals: edit_wanted(OutboxItem)."""

    edit_wanted = pyqtSignal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._office = desk.office
        self.items = OutboxList(desk.theme, desk.icons, desk.clock)
        self.table = QTableView()
        self._empty = StatePage(desk.theme, desk.icons)
        self.subject = QLabel()
        self.words = QLabel()
        self.people = QTextBrowser()
        self.try_button = QPushButton(self.tr("Try now"))
        self.edit_button = QPushButton(self.tr("Edit again"))
        self.cancel_button = QPushButton(self.tr("Cancel this message"))
        self.arrived_button = QPushButton(self.tr("It has arrived"))
        self.stop_button = QPushButton(self.tr("Stop sending"))
        self.progress = QProgressBar()
        self.clear_button = QPushButton(self.tr("Clear sent"))
        self._split = QSplitter(Qt.Orientation.Vertical)
        self.outside = DeliveryView(desk)
        self._build()
        self._connect()
        self.show_items(desk.office.items)

    def show_items(self, items: tuple[OutboxItem, ...]) -> None:
        chosen = self.selected()
        self.items.show_items(items)
        self._show_empty()
        self._split.setVisible(bool(items))
        self.clear_button.setVisible(any(item.state is State.SENT for item in items))
        number = self.items.number_of(chosen.id) if chosen is not None else -1
        if items:
            select_line(self.table, max(0, number))
        self._show_selected()

    def _show_empty(self, *_known: object) -> None:
        """Nothing waits here, and nothing on the server."""
        self._empty.setVisible(not self.items.rowCount() and not self.outside.is_filled)

    def selected(self) -> OutboxItem | None:
        rows = present(self.table.selectionModel()).selectedRows()
        return self.items.item(rows[0].row()) if rows else None

    def select(self, item_id: int) -> None:
        number = self.items.number_of(item_id)
        if number >= 0:
            select_line(self.table, number)

    def _show_selected(self) -> None:
        item = self.selected()
        for button, states in self._buttons().items():
            button.setEnabled(item is not None and item.state in states)
        self.arrived_button.setVisible(item is not None and item.state is State.UNSURE)
        sending = item is not None and item.state is State.SENDING
        self.stop_button.setVisible(sending)
        if not sending:
            self.progress.hide()
        sent = item is not None and item.state is State.SENT
        self.cancel_button.setText(self.tr("Remove from the list") if sent else self.tr("Cancel this message"))
        if item is None:
            return
        self.subject.setText(self.items.subject(item))
        self.words.setText(self._reason(item))
        self.people.setPlainText("\n".join(self._line(one.address, one.state, one.words) for one in item.recipients))

    def _show_progress(self, item_id: int, done: int, total: int) -> None:
        item = self.selected()
        if item is None or item.id != item_id or item.state is not State.SENDING:
            return
        self.progress.setVisible(total >= WORTH_A_BAR)
        self.progress.setValue(done * STEPS // total if total else 0)

    def _reason(self, item: OutboxItem) -> str:
        if item.state is State.WAITING and item.attempts and not item.is_taken_back:
            moment = item.next_try.astimezone(self._desk.clock().tzinfo)
            when = clock_time(moment, QLocale())
            return self.tr("{words} The next try is at {time}.").format(words=spoken(item.words), time=when)
        return spoken(item.words)

    def _line(self, address: str, state: State, words: str) -> str:
        line = f"{address}: {self.items.state_words(state)}"
        return f"{line}. {ended(spoken(words))}" if words else line

    def _try_now(self) -> None:
        item = self.selected()
        if item is None:
            return
        if item.state is State.UNSURE:
            title = self.tr("Send it again?")
            words = self.tr("It may have arrived already. Whoever still has it does not get it twice.")
            act, keep = self.tr("Send again"), self.tr("Do not send")
            ask(self, title, words, act, keep, lambda: self._office.try_now(item.id))
        else:
            self._office.try_now(item.id)

    def _cancel(self) -> None:
        item = self.selected()
        if item is None:
            return
        if item.state is State.SENT:
            self._office.cancel(item.id)
            return
        title, words = self.tr("Cancel this message?"), self.tr("It is removed from the outbox, and its text with it.")
        act, keep = self.tr("Cancel the message"), self.tr("Keep it")
        ask(self, title, words, act, keep, lambda: self._office.discard(item))

    def _edit(self) -> None:
        item = self.selected()
        if item is not None:
            self.edit_wanted.emit(item)

    def _arrived(self) -> None:
        item = self.selected()
        if item is not None:
            self._office.confirm_sent(item.id)

    def _stop(self) -> None:
        item = self.selected()
        if item is not None:
            self._office.stop_sending(item.id)

    def _buttons(self) -> dict[QPushButton, tuple[State, ...]]:
        """Each button and the states in which it can be used."""
        unsent = (State.WAITING, State.REFUSED, State.UNSURE)
        return {
            self.try_button: unsent,
            self.edit_button: unsent,
            self.cancel_button: (*unsent, State.SENT),
            self.arrived_button: (State.UNSURE,),
            self.stop_button: (State.SENDING,),
        }

    def _connect(self) -> None:
        self._office.items_changed.connect(self.show_items)
        present(self.table.selectionModel()).selectionChanged.connect(lambda *_: self._show_selected())
        self.try_button.clicked.connect(self._try_now)
        self.edit_button.clicked.connect(self._edit)
        self.cancel_button.clicked.connect(self._cancel)
        self.arrived_button.clicked.connect(self._arrived)
        self.stop_button.clicked.connect(self._stop)
        self._office.progressed.connect(self._show_progress)
        self.clear_button.clicked.connect(self._office.clear_history)
        self._desk.theme.changed.connect(self.items.repaint)
        # After the view below has it.
        self._desk.on_the_way.changed.connect(self._show_empty)

    def _build(self) -> None:
        self._empty.show_state(
            "sent", self.tr("The outbox is empty"), self.tr("Messages on their way to the server stand here.")
        )
        self._build_table()
        self._split.addWidget(self.table)
        self._split.addWidget(self._detail())
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._heading())
        column.addWidget(divider())
        column.addWidget(self._empty, 1)
        column.addWidget(self._split, 1)
        column.addWidget(self.outside, 1)

    def _heading(self) -> QHBoxLayout:
        title = QLabel(self.tr("Outbox"))
        title.setProperty("kind", "subject")
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(title)
        row.addStretch()
        row.addWidget(self.clear_button)
        return row

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.items)
        self.items.setParent(table)
        table.setItemDelegate(MessageDelegate(self._desk.theme, table))
        table.setAccessibleName(self.tr("Outbox"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        present(table.verticalHeader()).hide()
        present(table.verticalHeader()).setDefaultSectionSize(table.fontMetrics().height() + 16)
        header = present(table.horizontalHeader())
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column, width in (
            (Column.STATE, STATE_WIDTH),
            (Column.RECIPIENTS, RECIPIENTS_WIDTH),
            (Column.DATE, DATE_WIDTH),
        ):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(Column.SUBJECT, QHeaderView.ResizeMode.Stretch)

    def _detail(self) -> QWidget:
        self.subject.setProperty("kind", "subject")
        for label in (self.subject, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.people.setProperty("kind", "plain")
        self.people.setOpenLinks(False)
        self.people.setAccessibleName(self.tr("State of each recipient"))
        buttons = QHBoxLayout()
        for button in self._buttons():
            buttons.addWidget(button)
        buttons.addStretch()
        detail = QWidget()
        detail.setProperty("kind", "page")
        column = QVBoxLayout(detail)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        self.progress.setRange(0, STEPS)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("How much of the message has gone"))
        self.progress.hide()
        for widget in (self.subject, self.words, self.progress, divider(), self.people):
            column.addWidget(widget)
        column.addLayout(buttons)
        return detail
