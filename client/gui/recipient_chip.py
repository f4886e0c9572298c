"""One finished recipient in a line of recipients: a small box with the name, the address in its tool tip, and a button
that removes it. It can be reached and handled by the keyboard; what becomes of it is the business of the line."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PyQt5.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from client.addresses import Address, parse_addresses
from client.errors import BadAddress
from client.gui.icons import Icons
from client.gui.notice_bar import repolish
from client.gui.plain_words import one_line, plain_tool_tip
from client.gui.present import present
from client.gui.spoken import spoken

NAME_WIDTH = 240
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_REMOVING = {Qt.Key.Key_Backspace: -1, Qt.Key.Key_Delete: 1}
_EDITING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}


class RecipientChip(QFrame):
    """`piece` is what was typed. Signals: removed(int), it is not wanted any more, and the focus goes so many places
    on; edited(); stepped(int), the focus goes so many places on; typed(str), something was typed while it had the
    focus; entered(), it got the focus.
    """

    removed = pyqtSignal(int)
    edited = pyqtSignal()
    stepped = pyqtSignal(int)
    typed = pyqtSignal(str)
    entered = pyqtSignal()

    def __init__(self, piece: str, domain: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.piece = piece
        self.person: Address | None = None
        self.wrong = ""
        try:
            (self.person,) = parse_addresses(piece, domain)
        except BadAddress as fault:
            self.wrong = spoken(fault.sentence)
        self._said = ""
        self._label = QLabel()
        self.remove_button = QToolButton()
        self._build(icons)
        self._show()

    @property
    def words(self) -> str:
        """What it shows: the name, else the address."""
        return one_line(self.person.short if self.person is not None else self.piece)

    @property
    def remark(self) -> str:
        """What is to be said about it, "" when nothing is."""
        return self.wrong or self._said

    def mark(self, remark: str) -> None:
        """Show what the server says of this address, "" when there is nothing to be said."""
        if remark != self._said:
            self._said = remark
            self._show()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        press = present(event)
        key = Qt.Key(press.key())
        if key in _STEPS:
            backwards = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.stepped.emit(-_STEPS[key] if backwards else _STEPS[key])
        elif key in _REMOVING:
            self.removed.emit(_REMOVING[key])
        elif key in _EDITING and press.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.edited.emit()
        elif press.matches(QKeySequence.StandardKey.Copy):
            present(QApplication.clipboard()).setText(self.piece)
        elif press.text().isprintable() and press.text():
            self.typed.emit(press.text())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        present(event).accept()
        self.edited.emit()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def _show(self) -> None:
        person, remark = self.person, self.remark
        whole = one_line(str(person)) if person is not None else self.words
        elided = self._label.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, NAME_WIDTH)
        self._label.setText(elided)
        self.setToolTip(plain_tool_tip(f"{whole}: {remark}" if remark and self.wrong else remark or whole))
        self.setAccessibleName(whole)
        keys = self.tr("Delete removes it, Enter edits it.")
        self.setAccessibleDescription(f"{remark} {keys}".strip())
        said = self.tr("Remove {name}").format(name=self.words)
        self.remove_button.setAccessibleName(said)
        self.remove_button.setToolTip(plain_tool_tip(said))
        self.setProperty("state", "wrong" if self.wrong else "unknown" if remark else "")
        repolish(self)
        repolish(self._label)

    def _build(self, icons: Icons) -> None:
        self.setProperty("kind", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        icons.put(self.remove_button, "close")
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove_button.clicked.connect(lambda _checked: self.removed.emit(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 1, 0)
        row.setSpacing(2)
        row.addWidget(self._label)
        row.addWidget(self.remove_button)
