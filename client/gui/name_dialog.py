"""Asks for the name of a folder. What cannot be a name is told while it is typed, so that the server need not refuse
it."""

import unicodedata
from collections.abc import Callable, Collection

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from client.gui.present import present

WIDTH = 380
# Octets in UTF-8, as the server has it (webserver/API.md, Mailbox: properties).
LONGEST = 255


class NameDialog(QDialog):
    """`taken` are the names beside it, `then` gets the name. The line begins with `name`."""

    def __init__(
        self, title: str, act: str, name: str, taken: Collection[str], then: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._before = name
        self._taken = {one.casefold() for one in taken if one != name}
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.line = QLineEdit(name)
        self.line.selectAll()
        self.line.setAccessibleName(self.tr("Name"))
        label = QLabel(self.tr("&Name"))
        label.setBuddy(self.line)
        self.wrong = QLabel()
        self.wrong.setProperty("kind", "wrong")
        self.wrong.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.act = present(self.buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole))
        self.act.setProperty("kind", "primary")
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(lambda _: self._check())
        self.accepted.connect(lambda: then(self.name))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (label, self.line, self.wrong, self.buttons):
            column.addWidget(widget)
        self._check()

    @property
    def name(self) -> str:
        return self.line.text().strip()

    def _check(self) -> None:
        wrong = self._objection()
        self.wrong.setText(wrong)
        self.line.setAccessibleDescription(wrong)
        self.act.setEnabled(not wrong and self.name not in ("", self._before))

    def _objection(self) -> str:
        name = unicodedata.normalize("NFC", self.name)
        if name.casefold() in self._taken:
            return self.tr("There is a folder with this name already.")
        if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in name):
            return self.tr("A name cannot have control characters.")
        if len(name.encode("utf-8", "replace")) > LONGEST:
            return self.tr("This name is too long.")
        return ""
