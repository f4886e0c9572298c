"""The bar at the top of a window that shows the notice of the moment: one sentence, one button for what can
be done, the details on request. It takes no focus away; its buttons are in the order of the Tab key, and its
text is its accessible name, so that a screen reader hears of it."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from client.gui.icons import Icons
from client.gui.notices import Notice, Notices, Urgency
from client.gui.plain_words import set_plain_texts
from client.gui.present import present
from client.gui.theme import Theme

ICON_SIZE = 20
KINDS = {Urgency.NEWS: "news", Urgency.WARNING: "warning", Urgency.FAULT: "fault"}


class NoticeBar(QFrame):
    """Hidden while there is nothing to tell. Signals: told(str), the sentence of each new notice."""

    told = pyqtSignal(str)

    def __init__(
        self, notices: Notices, theme: Theme, icons: Icons, parent: QWidget | None = None, *, narrow: bool = False
    ) -> None:
        super().__init__(parent)
        self._narrow = narrow
        self.setProperty("place", "dialog" if narrow else "window")
        self._notices = notices
        self._theme = theme
        self._icons = icons
        self._picture = QLabel()
        self._sentence = QLabel()
        self._remedy = QPushButton()
        self._details = QPushButton(self.tr("Details"))
        self._close = QToolButton()
        self._build()
        notices.changed.connect(self._show)
        theme.changed.connect(self._show_again)
        self._show(notices.shown)

    def _build(self) -> None:
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._remedy.clicked.connect(self._run_remedy)
        self._details.clicked.connect(self._show_details)
        self._close.setToolTip(self.tr("Close this notice"))
        self._close.setAccessibleName(self.tr("Close this notice"))
        self._close.clicked.connect(self._notices.close_shown)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop if self._narrow else Qt.Alignment())
        top.addWidget(self._sentence, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in (self._remedy, self._details):
            button.hide()
            buttons.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 7, 7, 7)
        rows.addLayout(top)
        (rows if self._narrow else top).addLayout(buttons)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop if self._narrow else Qt.Alignment())

    def _show(self, notice: Notice | None) -> None:
        self.setVisible(notice is not None)
        if notice is None:
            self.setAccessibleName("")
            return
        self._sentence.setText(notice.sentence)
        self._remedy.setVisible(notice.remedy is not None)
        self._remedy.setText(notice.remedy.label if notice.remedy else "")
        self._details.setVisible(bool(notice.detail))
        self._paint(KINDS[notice.urgency])
        if self.accessibleName() != notice.sentence:
            self.setAccessibleName(notice.sentence)
            self.told.emit(notice.sentence)

    def _show_again(self) -> None:
        self._show(self._notices.shown)

    def _paint(self, kind: str) -> None:
        tint = {"news": self._theme.colours.news, "warning": self._theme.colours.warning}
        colour = tint.get(kind, self._theme.colours.fault).text
        self._picture.setPixmap(self._icons.pixmap(kind, ICON_SIZE, colour))
        self._icons.put(self._close, "close", lambda: colour)
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            for widget in (self, *self.findChildren(QWidget)):
                repolish(widget)

    def _run_remedy(self) -> None:
        notice = self._notices.shown
        if notice is not None and notice.remedy is not None:
            self._notices.settle(notice.key)
            notice.remedy.run()

    def _show_details(self) -> None:
        notice = self._notices.shown
        if notice is None:
            return
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Details"))
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        set_plain_texts(box, notice.sentence, notice.detail)
        box.open()


def repolish(widget: QWidget) -> None:
    """Make the style look at a widget's dynamic properties again; it does so of itself only once."""
    style = present(widget.style())
    style.unpolish(widget)
    style.polish(widget)
