"""Where recipients stand and the next one is typed: finished ones as small boxes, one after the other, and a line
behind them. It knows where the focus goes and how high it is; what an address is, is not its business."""

from collections.abc import Iterator, Sequence

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QResizeEvent
from PyQt5.QtWidgets import QFrame, QLineEdit, QPushButton, QScrollArea, QWidget

from client.gui.flow_layout import FlowLayout
from client.gui.icons import Icons
from client.gui.notice_bar import repolish
from client.gui.present import present
from client.gui.recipient_chip import RecipientChip

MOST_ROWS = 4
MARGIN = 3
NARROWEST_LINE = 140
# A box is a widget, and a thousand of them hold the window for seconds: more stand behind a button.
MOST_BOXES = 100
# What is typed is shown, however many there are.
FEW = 8


class TypedLine(QLineEdit):
    """Signals: left_at_start(), the person goes back beyond what is typed."""

    left_at_start = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        press = present(event)
        forward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        back = {Qt.Key.Key_Backspace, Qt.Key.Key_Left if forward else Qt.Key.Key_Right}
        if press.key() in back and not self.cursorPosition() and not self.hasSelectedText() and not press.modifiers():
            self.left_at_start.emit()
            return
        super().keyPressEvent(event)


class RecipientsLine(QScrollArea):
    """Signals: changed(), a box came or went; wanted_back(str), one is to be typed again; entered(str), a box got the
    focus of which there is something to say.
    """

    changed = pyqtSignal()
    wanted_back = pyqtSignal(str)
    entered = pyqtSignal(str)

    def __init__(self, name: str, domain: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domain = domain
        self._icons = icons
        self._chips: list[RecipientChip] = []
        self._waiting: list[str] = []
        self.more = QPushButton()
        self.line = TypedLine()
        self._room = QWidget()
        self._flow = FlowLayout(self._room, spacing=4, fills_last=True)
        self._build(name)
        self.line.left_at_start.connect(lambda: self._go(len(self._chips) - 1))
        self.line.installEventFilter(self)
        present(self.verticalScrollBar()).rangeChanged.connect(self._follow)

    def chips(self) -> tuple[RecipientChip, ...]:
        return tuple(self._chips)

    def pieces(self) -> tuple[str, ...]:
        """Return all finished recipients, with those that have no box yet."""
        return (*(chip.piece for chip in self._chips), *self._waiting)

    def add(self, *pieces: str) -> None:
        """Put finished recipients behind the others; very many wait until they are to be seen."""
        if not pieces:
            return
        room = max(FEW, MOST_BOXES - len(self._chips))
        self._waiting += pieces[room:]
        self._put(pieces[:room])
        self.changed.emit()

    def show_more(self) -> None:
        """Show the next ones that wait."""
        shown, self._waiting = self._waiting[:MOST_BOXES], self._waiting[MOST_BOXES:]
        self._put(shown)

    def take_waiting(self, piece: str) -> bool:
        """Take one that has no box yet, to be typed again; False when there is none."""
        if piece not in self._waiting:
            return False
        self._waiting.remove(piece)
        self._put(())
        self.wanted_back.emit(piece)
        self.changed.emit()
        return True

    def _put(self, pieces: Sequence[str]) -> None:
        # All are shown before the first is in its place: each that appears has those that are there laid out again.
        chips = [self._chip(piece) for piece in pieces]
        for _ in range(2):
            self._flow.takeAt(self._flow.count() - 1)
        for chip in chips:
            self._chips.append(chip)
            self._flow.addWidget(chip)
        self._end_row()
        self._fit()

    def _end_row(self) -> None:
        """What stands behind the boxes: how many there are more, and the line."""
        self.more.setText(self.tr("and {count} more").format(count=len(self._waiting)))
        self.more.setVisible(bool(self._waiting))
        self._flow.addWidget(self.more)
        self._flow.addWidget(self.line)

    def _chip(self, piece: str) -> RecipientChip:
        chip = RecipientChip(piece, self._domain, self._icons, self._room)
        chip.removed.connect(lambda step, chip=chip: self._remove(chip, step))
        chip.edited.connect(lambda chip=chip: self.edit(chip))
        chip.stepped.connect(lambda step, chip=chip: self._go(self._chips.index(chip) + step))
        chip.typed.connect(self._type)
        chip.entered.connect(lambda chip=chip: self._entered(chip))
        chip.show()
        return chip

    def clear(self) -> None:
        for chip in list(self._chips):
            self._take(chip)
        self._waiting.clear()
        self.more.hide()
        self._fit()

    def edit(self, chip: RecipientChip) -> None:
        """Type this one again."""
        piece = chip.piece
        self.line.setFocus()
        self._take(chip)
        self._fit()
        self.wanted_back.emit(piece)
        self.changed.emit()

    def row_height(self) -> int:
        """The height with one row in it."""
        return max(self._heights()) + 2 * (self.frameWidth() + MARGIN)

    def show_state(self, state: str) -> None:
        """Show with `wrong` that something about the recipients is."""
        if (self.property("state") or "") != state:
            self.setProperty("state", state)
            repolish(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        kind = present(event).type()
        if watched is self.line and kind in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            # The frame stands around the line, which has none of its own.
            self.setProperty("on", kind == QEvent.Type.FocusIn)
            repolish(self)
            if kind == QEvent.Type.FocusIn:
                self.ensureWidgetVisible(self.line)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _remove(self, chip: RecipientChip, step: int) -> None:
        place = self._chips.index(chip)
        had_focus = chip.hasFocus()
        self._take(chip)
        if had_focus:
            self._go(place if step > 0 else place - 1)
        else:
            self.line.setFocus()
        self._fit()
        self.changed.emit()

    def _take(self, chip: RecipientChip) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _go(self, place: int) -> None:
        """Set the focus on the box at `place`, or into the line behind the last one."""
        if self._chips and place < len(self._chips):
            chip = self._chips[max(0, place)]
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(chip)
        else:
            self.line.setFocus()

    def _type(self, words: str) -> None:
        self.line.setFocus()
        self.line.end(False)
        self.line.insert(words)
        self.line.textEdited.emit(self.line.text())

    def _entered(self, chip: RecipientChip) -> None:
        if chip.remark:
            self.entered.emit(chip.remark)

    def _heights(self) -> Iterator[int]:
        for widget in (self.line, *self._chips):
            yield widget.sizeHint().height()

    def _follow(self) -> None:
        """More rows came or went: what is typed stays before the eyes."""
        if self.line.hasFocus():
            self.ensureWidgetVisible(self.line)

    def _fit(self) -> None:
        """As high as what stands in it, up to a few rows; the others are scrolled to."""
        self._flow.invalidate()
        frame = 2 * (self.frameWidth() + MARGIN)
        most = MOST_ROWS * (max(self._heights()) + self._flow.spacing())
        width = max(1, present(self.viewport()).width())
        wanted = min(self._flow.heightForWidth(width), most) + frame
        if self.height() != wanted:
            self.setFixedHeight(wanted)

    def _build(self, name: str) -> None:
        self.setProperty("kind", "recipients")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.line)
        self.line.setAccessibleName(name)
        self.line.setProperty("kind", "bare")
        # A file that is dropped here is to be attached, and would become text: the window takes it instead.
        self.line.setAcceptDrops(False)
        self.line.setMinimumWidth(NARROWEST_LINE)
        self._room.setProperty("kind", "bare")
        self.setViewportMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self.show_more)
        self._end_row()
        self.setWidget(self._room)
