"""A few words at the bottom of a window about what was just done, with one button for the way back. It lies over the
page, so that nothing under the pointer moves, takes no focus, and goes by itself; while the pointer or the keyboard is
on it, it stays."""

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from client.gui.eliding_label import ElidingLabel
from client.gui.icons import Icons
from client.gui.notices import Notice, Notices
from client.gui.theme import Theme

MARGIN = 18


class Toast(QFrame):
    """Lies over `place`, whose size it follows. Signals: told(str), the sentence of each new notice."""

    told = pyqtSignal(str)

    def __init__(self, notices: Notices, theme: Theme, icons: Icons, place: QWidget) -> None:
        super().__init__(place)
        self._notices = notices
        self._place = place
        self.setProperty("kind", "toast")
        self.sentence = ElidingLabel()
        self.button = QPushButton(self.tr("Undo"))
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.put(self.close_button, "close", lambda: theme.colours.base)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 6, 6)
        line.setSpacing(10)
        for widget in (self.sentence, self.button, self.close_button):
            line.addWidget(widget)
        self.button.clicked.connect(self._run)
        self.close_button.clicked.connect(notices.close_shown)
        place.installEventFilter(self)
        notices.changed.connect(self._show)
        self._show(notices.shown)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if watched is self._place and event is not None and event.type() == QEvent.Type.Resize:
            self._lie_down()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent | None) -> None:
        self._notices.hold(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        self._notices.hold(False)
        super().leaveEvent(event)

    def _show(self, notice: Notice | None) -> None:
        if notice is None:
            self.setAccessibleName("")
            self.hide()
            return
        self.sentence.setText(notice.sentence)
        self.button.setVisible(notice.remedy is not None)
        self.button.setText(notice.remedy.label if notice.remedy else "")
        self.setAccessibleName(notice.sentence)
        self.show()
        self._lie_down()
        self.raise_()
        self.told.emit(notice.sentence)

    def _run(self) -> None:
        notice = self._notices.shown
        if notice is not None and notice.remedy is not None:
            notice.remedy.run()

    def _lie_down(self) -> None:
        width = min(self.sizeHint().width(), self._place.width() - 2 * MARGIN)
        self.resize(max(0, width), self.sizeHint().height())
        self.move((self._place.width() - self.width()) // 2, self._place.height() - self.height() - MARGIN)
