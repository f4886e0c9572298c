"""One message in a window of its own: the same reader as in the main window, with its own notices and actions."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QVBoxLayout, QWidget

from client.gui.actions import Actions
from client.gui.desk import Desk
from client.gui.downloads import Downloads
from client.gui.eliding_status_bar import ElidingStatusBar
from client.gui.mail_deeds import marking, moving
from client.gui.message_output import MessageOutput
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notices
from client.gui.plain_words import one_line
from client.gui.reader_pane import ReaderPane
from client.gui.reading import Reading
from client.gui.tasks import Place

SIZE = (920, 700)
ANSWERS = ("reply", "reply-all", "forward")
SHOWN = ("message-source", "print", "pdf", "export")
CHANGES = ("unread", "flag", "archive", "delete")


class MessageWindow(QMainWindow):
    """Signals: reply_wanted(Reading, bool), true for all; forward_wanted(Reading); write_to(str); closed()."""

    reply_wanted = pyqtSignal(object, bool)
    forward_wanted = pyqtSignal(object)
    write_to = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, message_id: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message_id = message_id
        self._desk = desk
        self._place = Place()
        self._flagged = False
        self.notices = Notices(self)
        self._downloads = Downloads(desk.account, desk.tasks, self)
        self.reader = ReaderPane(desk, self._downloads, self.notices)
        self.commands = Actions((*ANSWERS, *CHANGES, *SHOWN, "save-all", "close"), desk.icons, self, desk.keys)
        self.output = MessageOutput(desk, self.notices, self.reader, self)
        self._build()
        self._connect()
        self.load()

    def load(self) -> None:
        self.commands.enable((*ANSWERS, *CHANGES, *SHOWN, "save-all"), False)
        self.reader.show_loading()
        self._desk.session.read(self.message_id, self._show, self.reader.show_error, self._place, self)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._place.forget()
        self._downloads.forget()
        self.reader.forget()
        super().closeEvent(event)
        self.closed.emit()

    def _show(self, reading: Reading) -> None:
        row = reading.message.row
        self._flagged = row.flagged
        self.setWindowTitle(one_line(row.subject) or self.tr("(no subject)"))
        self.reader.show_reading(reading)
        self.commands.enable((*ANSWERS, *CHANGES, *SHOWN), True)
        self.commands.enable(("save-all",), bool(reading.message.attachments))
        if not row.seen:
            self._desk.session.changes.mark([self.message_id], seen=True)

    def _reply(self, everyone: bool) -> None:
        if self.reader.reading is not None:
            self.reply_wanted.emit(self.reader.reading, everyone)

    def _forward(self) -> None:
        if self.reader.reading is not None:
            self.forward_wanted.emit(self.reader.reading)

    def _mark_unread(self) -> None:
        self._desk.deeds.do(marking(self._desk.session, [self.message_id], seen=False))
        self.close()

    def _flag(self) -> None:
        self._flagged = not self._flagged
        self._desk.deeds.do(marking(self._desk.session, [self.message_id], flagged=self._flagged))

    def _move(self, mailbox: str, name: str) -> None:
        """What is moved here is told in the main window, and can be taken back there."""
        self._desk.deeds.do(moving(self._desk.session, [self.message_id], mailbox, name))
        self.close()

    def _export(self) -> None:
        if self.reader.reading is not None:
            self.output.save_message(self.message_id, self.reader.reading.message.row.subject)

    def _connect(self) -> None:
        self.reader.again_wanted.connect(self.load)
        self.reader.write_to.connect(self.write_to)
        status = ElidingStatusBar()
        self.setStatusBar(status)
        status.setSizeGripEnabled(False)
        self.reader.link_hovered.connect(status.showMessage)
        self.commands.connect(
            {
                "reply": lambda: self._reply(False),
                "reply-all": lambda: self._reply(True),
                "forward": self._forward,
                "unread": self._mark_unread,
                "flag": self._flag,
                "archive": lambda: self._move("archive", self.tr("Archive")),
                "delete": lambda: self._move("trash", self.tr("Trash")),
                "message-source": self.output.show_source,
                "print": self.output.print_message,
                "pdf": self.output.save_pdf,
                "export": self._export,
                "save-all": self.reader.attachments.save_all,
                "close": self.close,
            }
        )

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Message"))
        self.resize(*SIZE)
        page = QWidget()
        page.setProperty("kind", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(NoticeBar(self.notices, self._desk.theme, self._desk.icons))
        column.addWidget(self.reader, 1)
        self.setCentralWidget(page)
        tools = QToolBar(self.tr("Message"))
        tools.setMovable(False)
        tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for name in ANSWERS:
            tools.addAction(self.commands[name])
        tools.addSeparator()
        for name in ("archive", "delete", "flag", "unread"):
            tools.addAction(self.commands[name])
        tools.addWidget(self._more_button())
        self.addToolBar(tools)

    def _more_button(self) -> QToolButton:
        """What is seldom wanted, in a menu of its own."""
        button = QToolButton()
        button.setText(self.tr("More"))
        button.setAccessibleName(self.tr("More commands"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for name in (*SHOWN, "save-all"):
            menu.addAction(self.commands[name])
        button.setMenu(menu)
        return button
