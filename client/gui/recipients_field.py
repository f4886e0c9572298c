"""A line for recipients. What cannot be an address is named as soon as the person leaves the line, and addresses that
this server does not know are marked when it has been asked."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from client.addresses import Address, parse_addresses
from client.errors import BadAddress
from client.gui.form import note
from client.gui.notice_bar import repolish


class RecipientsField(QWidget):
    """Signals: changed(); settled(tuple of Address), the line was left and holds these."""

    changed = pyqtSignal()
    settled = pyqtSignal(object)

    def __init__(self, name: str, domain: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domain = domain
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.remark: QLabel = note()
        self.remark.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.remark)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self.changed)
        self.line.textEdited.connect(lambda _: self._remark(""))
        self.line.editingFinished.connect(self._settle)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self._remark("")

    def addresses(self) -> tuple[Address, ...]:
        """Raises `BadAddress` for the first piece that is no address."""
        return parse_addresses(self.line.text(), self._domain)

    def is_wrong(self) -> bool:
        """Whether the line holds something that is no address."""
        try:
            self.addresses()
        except BadAddress:
            return True
        return False

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
        self._remark(fault.sentence)
        start = self.line.text().find(fault.piece)
        self.line.setFocus()
        if start >= 0:
            self.line.setSelection(start, len(fault.piece))

    def _settle(self) -> None:
        try:
            addresses = self.addresses()
        except BadAddress as fault:
            self._remark(fault.sentence)
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
