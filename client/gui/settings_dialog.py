"""The settings: one page for each subject, side by side. A page keeps what is chosen by itself, at once; there is
nothing to confirm."""

from collections.abc import Sequence

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from client.gui.present import present

SIZE = (680, 560)


class SettingsDialog(QDialog):
    """Each page is a widget; its window title is the title of its tab."""

    def __init__(self, pages: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(*SIZE)
        self.pages = QTabWidget()
        self.pages.setAccessibleName(self.tr("Settings"))
        self.pages.setDocumentMode(True)
        for page in pages:
            self.pages.addTab(page, page.windowTitle())
        buttons = QDialogButtonBox()
        close = present(buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole))
        # Enter in a line of a page is for that page.
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        column.addWidget(buttons)

    def show_page(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
