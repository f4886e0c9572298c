"""A line for recipients. What is typed can be completed from people who are offered; what cannot be an address is named
as soon as the person leaves the line, and addresses that this server does not know are marked when it has been asked.
"""

from collections.abc import Sequence

from PyQt5.QtCore import QStringListModel, Qt, pyqtSignal
from PyQt5.QtWidgets import QCompleter, QLabel, QLineEdit, QVBoxLayout, QWidget

from client.addresses import Address, parse_addresses, readable_addresses
from client.errors import BadAddress
from client.gui.form import note
from client.gui.notice_bar import repolish
from client.gui.present import present
from client.gui.spoken import spoken

SEPARATORS = ",;"
MOST_OFFERED = 8


class RecipientsField(QWidget):
    """Signals: changed(); typing(str), the piece at the cursor while it is typed, "" when there is none; settled(tuple
    of Address), the line was left and holds these.
    """

    changed = pyqtSignal()
    typing = pyqtSignal(str)
    settled = pyqtSignal(object)

    def __init__(self, name: str, domain: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domain = domain
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.remark: QLabel = note()
        self.remark.hide()
        self._offered = QStringListModel(self)
        self.completer = QCompleter(self._offered, self)
        self._build(name)
        self.line.textChanged.connect(self.changed)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._settle)
        self.completer.activated[str].connect(self.complete)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self._remark("")

    def addresses(self) -> tuple[Address, ...]:
        """Raises `BadAddress` for the first piece that is no address."""
        return parse_addresses(self.line.text(), self._domain)

    def readable(self) -> tuple[Address, ...]:
        """Return the addresses without what is none (yet)."""
        return readable_addresses(self.line.text(), self._domain)

    def is_wrong(self) -> bool:
        """Whether the line holds something that is no address."""
        try:
            self.addresses()
        except BadAddress:
            return True
        return False

    def typed_piece(self) -> str:
        """Return what stands between the last separator before the cursor and the cursor."""
        start = self._start_of_piece()
        return self.line.text()[start : self.line.cursorPosition()].strip()

    def offer(self, people: Sequence[Address]) -> None:
        """Offer these to complete what is typed; nothing when there are none or when the line was left."""
        text = self.line.text()
        others = f"{text[: self._start_of_piece()]},{text[self.line.cursorPosition() :]}"
        there = {one.address.casefold() for one in readable_addresses(others, self._domain)}
        wanted = [one for one in people if one.address.casefold() not in there]
        words = list(dict.fromkeys(str(one) for one in wanted))[:MOST_OFFERED]
        if words == self._offered.stringList() and words:
            # The person may be choosing among them right now.
            return
        self._offered.setStringList(words)
        if words and self.line.hasFocus():
            self.completer.complete()
        else:
            present(self.completer.popup()).hide()

    def withdraw(self) -> None:
        """Offer nothing any more. What was offered stays in the list: choosing from it leaves the line first."""
        present(self.completer.popup()).hide()

    def offered(self) -> list[str]:
        return self._offered.stringList()

    def complete(self, words: str) -> None:
        """Put these words in the place of what is typed, ready for the next recipient."""
        start, end = self._start_of_piece(), self.line.cursorPosition()
        text = self.line.text()
        before = text[:start].rstrip()
        lead = f"{before} " if before else ""
        rest = text[end:].lstrip(" ,;")
        self.line.setText(f"{lead}{words}, {rest}")
        self.line.setCursorPosition(len(f"{lead}{words}, "))
        present(self.completer.popup()).hide()
        self._offered.setStringList([])

    def show_unknown(self, unknown: list[str]) -> None:
        """Mark addresses of this server that nobody has."""
        if not unknown:
            self._remark("")
        elif len(unknown) == 1:
            self._remark(self.tr("{address} is not known on this server.").format(address=unknown[0]))
        else:
            self._remark(self.tr("Not known on this server: {addresses}.").format(addresses=", ".join(unknown)))

    def show_wrong(self, fault: BadAddress) -> None:
        """Name the wrong piece and go to it."""
        self._remark(spoken(fault.sentence))
        start = self.line.text().find(fault.piece)
        self.line.setFocus()
        if start >= 0:
            self.line.setSelection(start, len(fault.piece))

    def _edited(self) -> None:
        self._remark("")
        self.typing.emit(self.typed_piece())

    def _start_of_piece(self) -> int:
        """Separators within quotation marks are part of a name."""
        quoted = False
        start = 0
        for place, char in enumerate(self.line.text()[: self.line.cursorPosition()]):
            if char == '"':
                quoted = not quoted
            elif char in SEPARATORS and not quoted:
                start = place + 1
        return start

    def _settle(self) -> None:
        self.typing.emit("")
        try:
            addresses = self.addresses()
        except BadAddress as fault:
            self._remark(spoken(fault.sentence))
            return
        self._remark("")
        self.settled.emit(addresses)

    def _remark(self, words: str) -> None:
        self.remark.setText(words)
        self.remark.setVisible(bool(words))
        self.line.setAccessibleDescription(words)
        kind = "wrong" if words else ""
        if (self.line.property("kind") or "") != kind:
            self.line.setProperty("kind", kind)
            self.remark.setProperty("kind", "wrong" if words else "muted")
            repolish(self.line)
            repolish(self.remark)

    def _build(self, name: str) -> None:
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(MOST_OFFERED)
        self.completer.setWidget(self.line)
        popup = present(self.completer.popup())
        popup.setAccessibleName(self.tr("People for {field}").format(field=name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.remark)
        self.setFocusProxy(self.line)
