"""A field for recipients. Each that is finished becomes a small box; what is typed behind them can be completed from
people who are offered. What cannot be an address is named as soon as the person leaves the line, and addresses that
this server does not know are marked when it has been asked."""

from collections.abc import Sequence

from PyQt5.QtCore import QStringListModel, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QCompleter, QLabel, QVBoxLayout, QWidget

from client.addresses import Address, parse_addresses, readable_addresses, split_pieces
from client.errors import BadAddress
from client.gui.form import note
from client.gui.icons import Icons
from client.gui.notice_bar import repolish
from client.gui.present import present
from client.gui.recipients_line import RecipientsLine
from client.gui.spoken import spoken

SEPARATORS = ",;\n\r"
MOST_OFFERED = 8
MOST_NAMED = 5


class RecipientsField(QWidget):
    """Signals: changed(); typing(str), the piece at the cursor while it is typed, "" when there is none; settled(tuple
    of Address), the line was left and holds these.
    """

    changed = pyqtSignal()
    typing = pyqtSignal(str)
    settled = pyqtSignal(object)

    def __init__(self, name: str, domain: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domain = domain
        self.box = RecipientsLine(name, domain, icons)
        self.line = self.box.line
        self._typed = ""
        # Many may be pasted at once: they are told together.
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.timeout.connect(self._tell_finished)
        self._complaint = ""
        self.remark: QLabel = note()
        self.remark.hide()
        self._offered = QStringListModel(self)
        self.completer = QCompleter(self._offered, self)
        self._build(name)
        self.line.textChanged.connect(self.changed)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._settle)
        self.completer.activated[str].connect(self.complete)
        self.box.changed.connect(self._rearranged)
        self.box.wanted_back.connect(self._type_again)
        self.box.entered.connect(self._remark)

    def text(self) -> str:
        """Return all of it, as it can be typed again."""
        pieces = self.box.pieces()
        return ", ".join((*pieces, self.line.text()) if self.line.text().strip() else pieces)

    def set_text(self, text: str) -> None:
        """Show these; what is no address (yet) and stands at the end is left to be typed on."""
        self.box.clear()
        pieces, rest = split_pieces(text)
        if not rest and pieces and not readable_addresses(pieces[-1], self._domain):
            *others, rest = pieces
            pieces = tuple(others)
        self.box.add(*pieces)
        self.line.setText(rest)
        self._typed = rest
        self._remark("")

    def addresses(self) -> tuple[Address, ...]:
        """Raises `BadAddress` for the first piece that is no address."""
        return parse_addresses(self.text(), self._domain)

    def readable(self) -> tuple[Address, ...]:
        """Return the addresses without what is none (yet)."""
        return readable_addresses(self.text(), self._domain)

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
        pieces = ",".join(self.box.pieces())
        others = f"{pieces},{text[: self._start_of_piece()]},{text[self.line.cursorPosition() :]}"
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
        self._finish(f"{text[:start]},{words}")
        self.line.setText(text[end:].lstrip(" ,;"))
        self.line.setCursorPosition(0)
        self._typed = self.line.text()
        present(self.completer.popup()).hide()
        self._offered.setStringList([])

    def show_unknown(self, unknown: list[str], outside: Sequence[str] = ()) -> None:
        """Mark addresses of this server that nobody has, and those outside that it will not take."""
        # What was said of the line a moment ago stays: without it nobody knows why the message does not go.
        remarks = [self._complaint] if self._complaint and self.is_wrong() else []
        for chip in self.box.chips():
            address = chip.person.address if chip.person is not None else ""
            nobody = self.tr("{address} is not known on this server.") if address in unknown else ""
            beyond = self.tr("This server is local only: it will refuse mail to {addresses}.")
            said = beyond if address in outside else nobody
            chip.mark(said.format(address=address, addresses=address))
        if len(unknown) == 1:
            remarks.append(self.tr("{address} is not known on this server.").format(address=unknown[0]))
        elif unknown:
            remarks.append(self.tr("Not known on this server: {addresses}.").format(addresses=self._some(unknown)))
        if outside:
            words = self.tr("This server is local only: it will refuse mail to {addresses}.")
            remarks.append(words.format(addresses=self._some(outside)))
        self._remark(" ".join(remarks))

    def _some(self, addresses: Sequence[str]) -> str:
        """The first of them, and how many more there are: a remark leaves room for the message."""
        shown, more = ", ".join(addresses[:MOST_NAMED]), len(addresses) - MOST_NAMED
        return shown if more <= 0 else self.tr("{shown} and {more} more").format(shown=shown, more=more)

    def show_wrong(self, fault: BadAddress) -> None:
        """Name the wrong piece and go to it."""
        for chip in self.box.chips():
            if chip.piece == fault.piece:
                self.box.edit(chip)
                break
        else:
            self.box.take_waiting(fault.piece)
        self._complain(fault)
        start = self.line.text().find(fault.piece)
        self.line.setFocus()
        if start >= 0:
            self.line.setSelection(start, len(fault.piece))

    def _complain(self, fault: BadAddress) -> None:
        self._complaint = spoken(fault.sentence)
        self._remark(self._complaint)

    def _edited(self) -> None:
        self._complaint = ""
        self._remark("")
        text = self.line.text()
        pasted = len(text) - len(self._typed) > 1
        start = self._start_of_piece()
        if start:
            rest = text[start:].lstrip()
            # What was pasted is not typed on: the last of several is finished too.
            done = pasted and "@" in rest and bool(readable_addresses(rest, self._domain))
            self._finish(text if done else text[:start])
            self.line.setText("" if done else rest)
        self._typed = self.line.text()
        self.typing.emit(self.typed_piece())

    def _finish(self, text: str) -> None:
        """Make boxes of what stands in `text`."""
        pieces, rest = split_pieces(text)
        self.box.add(*pieces, *([rest] if rest else []))

    def _rearranged(self) -> None:
        self.changed.emit()
        self._telling.start()

    def _tell_finished(self) -> None:
        self.settled.emit(readable_addresses(", ".join(self.box.pieces()), self._domain))

    def _type_again(self, piece: str) -> None:
        self._finish(self.line.text())
        self.line.setText(piece)
        self.line.selectAll()
        self._typed = piece

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
        """The line was left, or Enter was pressed in it."""
        popup = present(self.completer.popup())
        # Who is chosen among those offered takes the place of what is typed; that must not be finished before.
        choosing = popup.isVisible() and (popup.currentIndex().isValid() or not self.line.hasFocus())
        self.typing.emit("")
        if not choosing:
            self._finish_typing()
        try:
            addresses = self.addresses()
        except BadAddress as fault:
            self._complain(fault)
            return
        self._remark("")
        self.settled.emit(addresses)

    def _finish_typing(self) -> None:
        """Make boxes of what is typed and is an address; the rest stays to be corrected."""
        pieces, rest = split_pieces(self.line.text())
        left = [piece for piece in pieces if not readable_addresses(piece, self._domain)]
        self.line.setText(", ".join([*left, *([rest] if rest else [])]))
        self._typed = self.line.text()
        self.box.add(*(piece for piece in pieces if piece not in left))

    def _remark(self, words: str) -> None:
        self.remark.setText(words)
        self.remark.setVisible(bool(words))
        self.line.setAccessibleDescription(words)
        state = "wrong" if words else ""
        self.box.show_state(state)
        if self.remark.property("kind") != (state or "muted"):
            self.remark.setProperty("kind", state or "muted")
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
        column.addWidget(self.box)
        column.addWidget(self.remark)
        self.setFocusProxy(self.line)
