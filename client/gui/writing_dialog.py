"""How messages of one account are written: rich or plain, the signature and its place, and how long a message can be
taken back after Send. Values in, values out."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from client.gui.form import note
from client.gui.present import present
from client.gui.writing_choices import LONGEST_HOLD, LONGEST_SIGNATURE, WritingChoices

WIDTH = 460


class WritingDialog(QDialog):
    """Signals: chosen(WritingChoices)."""

    chosen = pyqtSignal(object)

    def __init__(self, choices: WritingChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rich = QCheckBox(self.tr("Write in &rich text"))
        self.signature = QPlainTextEdit(choices.signature)
        self.place = QComboBox()
        self.undo = QSpinBox()
        self.buttons = QDialogButtonBox()
        self._build()
        self.rich.setChecked(choices.rich)
        self.place.setCurrentIndex(int(choices.signature_below))
        self.undo.setValue(choices.undo_seconds)
        self.accepted.connect(lambda: self.chosen.emit(self.choices()))

    def choices(self) -> WritingChoices:
        """Return what is chosen now."""
        return WritingChoices(
            rich=self.rich.isChecked(),
            signature=self.signature.toPlainText()[:LONGEST_SIGNATURE],
            signature_below=self.place.currentIndex() == 1,
            undo_seconds=self.undo.value(),
        )

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Writing and signature"))
        self.setMinimumWidth(WIDTH)
        self.signature.setAccessibleName(self.tr("Signature"))
        self.signature.setTabChangesFocus(True)
        self.place.setAccessibleName(self.tr("Place of the signature"))
        self.place.addItems([self.tr("Above the quoted text"), self.tr("Below the quoted text")])
        self.undo.setAccessibleName(self.tr("Seconds in which a sent message can be taken back"))
        self.undo.setRange(0, LONGEST_HOLD)
        self.undo.setSuffix(self.tr(" seconds"))
        self.undo.setSpecialValueText(self.tr("Send at once"))
        form = QFormLayout()
        form.setVerticalSpacing(10)
        for words, field in (
            (self.tr("&Signature"), self.signature),
            (self.tr("&Place"), self.place),
            (self.tr("&Undo Send for"), self.undo),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            form.addRow(label, field)
        hint = note()
        hint.setText(self.tr("A message waits so long in the outbox before it goes out."))
        form.addRow("", hint)
        self._fill_buttons()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.rich)
        column.addLayout(form)
        column.addWidget(self.buttons)

    def _fill_buttons(self) -> None:
        keep = present(self.buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole))
        keep.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
