"""The window of a signed-in person: mailboxes at the side, the open one or the outbox beside them, menus and tools
above, notices between. It connects these parts; what they do stands in their own files."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from client.gui.account_commands import AccountCommands
from client.gui.account_switch import AccountSwitch
from client.gui.acting import Acting
from client.gui.answer_commands import AnswerCommands
from client.gui.check_commands import CheckCommands
from client.gui.damage_news import DamageNews
from client.gui.desk import Desk
from client.gui.fault_news import FaultNews
from client.gui.folder_list import OUTBOX, FolderList
from client.gui.help_commands import HelpCommands
from client.gui.leave_question import LeaveQuestion
from client.gui.leaving_commands import LeavingCommands
from client.gui.local_only import LocalOnly
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notices, Remedy
from client.gui.open_windows import OpenWindows
from client.gui.outbox_view import OutboxView
from client.gui.outgoing_news import OutgoingNews
from client.gui.places import Places
from client.gui.present import present
from client.gui.reader_commands import ReaderCommands
from client.gui.remembered import Remembered
from client.gui.spoken import spoken
from client.gui.standing import Standing
from client.gui.status_line import StatusLine
from client.gui.task_line import TaskLine
from client.gui.undo_order import UndoOrder
from client.gui.undo_send_bar import UndoSendBar
from client.gui.view_choices import ViewChoices
from client.outbox import OutboxItem, State

NEWS_MS = 6000


class MainWindow(QMainWindow):
    """Signals: sign_out_wanted(); sign_in_wanted(), the session has ended on the server; closed()."""

    sign_out_wanted = pyqtSignal()
    sign_in_wanted = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, desk: Desk, notices: Notices, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._remembered = remembered
        self._leaving = False
        self._standing = Standing()
        self.notices = notices
        self.windows = OpenWindows(desk, self)
        self.folders = FolderList(desk.theme, desk.icons, account=desk.account.address.address)
        self.mail = MailPage(desk, notices)
        self.mail.name_of = self.folders.folders.name_of
        self.outbox = OutboxView(desk)
        self.undo_send = UndoSendBar(desk)
        self.places = Places(desk, self.folders, self.mail, self.outbox)
        self.status = StatusLine(desk.icons)
        self.local_only = LocalOnly(desk, notices, self)
        self.split = QSplitter()
        self.menus = MainMenus(desk.icons, self, desk.keys)
        self.switch = AccountSwitch(self.menus, desk.icons, desk.account.address.address)
        self.account_commands = AccountCommands(desk, self.menus, notices, self)
        self.leaving_commands = LeavingCommands(desk, self.menus, notices, self)
        self.check_commands = CheckCommands(desk, self.menus, self)
        self.answers = AnswerCommands(desk.session, self.mail, self.windows, self.menus, self)
        self.reader_commands = ReaderCommands(desk, self.menus, notices, self.mail, self.places.mailbox_name, self)
        self.help_commands = HelpCommands(desk, self.menus, self)
        self._leave_question = LeaveQuestion(self.windows, desk.office, self)
        self._faults = FaultNews(desk, notices, self.refresh, self.sign_in_wanted.emit, self)
        OutgoingNews(desk.office, notices, self.places.go_to_item, self)
        show_outbox = Remedy(self.tr("Show outbox"), lambda: self.places.go_to(OUTBOX))
        self._damage_news = DamageNews(desk, notices, show_outbox, self)
        self.windows.damaged.connect(self._damage_news.tell_of_texts)
        self._build()
        self.menus.view.addMenu(self.mail.bar.look.menu())
        self.acting = Acting(desk, self.mail, self.folders, self.menus, remembered, self.places, self)
        UndoOrder(desk.deeds, self.undo_send, self.menus, self)
        self.task_line = TaskLine(desk.tasks.list, desk.icons)
        self.status.addPermanentWidget(self.local_only.button)
        self.status.addPermanentWidget(self.task_line)
        self._connect()
        self._connect_commands()
        self._choices = ViewChoices(
            self, self.split, self.mail, self.menus, desk.theme, remembered, desk.account.address.address
        )
        self._choices.restore()
        self._enable()

    def begin(self) -> None:
        """Fetch the inbox, send what waits, and open what was not sent."""
        self.folders.show_chosen("inbox")
        self.mail.list_pane.focus_list()
        self._desk.session.begin()
        self._desk.office.begin()
        self.windows.recover()
        self._damage_news.begin()

    def leave(self) -> None:
        """Close without a question."""
        self._leaving = True
        self.mail.choosing.forget()
        self.close()

    def sign_out(self) -> None:
        if self._leave_question.is_needed():
            self._leave_question.ask(self.sign_out_wanted.emit)
        else:
            self.sign_out_wanted.emit()

    def refresh(self) -> None:
        self._desk.session.refresh()
        self._desk.office.send_waiting()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._leaving and self._leave_question.is_needed():
            present(event).ignore()
            self._leave_question.ask(self.leave)
            return
        if self.isVisible():
            # One that stands behind another account's window has no place of its own.
            self._choices.remember()
        self.windows.close_all()
        self.help_commands.close()
        super().closeEvent(event)
        self.closed.emit()

    def _connected(self) -> None:
        """Signed in after a start without the server: what waits can go now."""
        self._desk.office.begin()
        self._desk.office.network_is_back()

    def _show_standing(self, standing: Standing) -> None:
        self.status.show_standing(standing, self._desk.clock())
        if standing.offline_since is None and self._standing.offline_since is not None:
            self._desk.office.network_is_back()
        self._standing = standing

    def _show_busy(self, busy: bool) -> None:
        self.status.show_busy(busy, self._desk.tasks.may_stop())

    def _settings_failed(self, error: Exception) -> None:
        self._faults.tell(error, "settings")

    def _sent(self, _item: OutboxItem) -> None:
        self._desk.session.refresh()

    def _troubled(self, item: OutboxItem) -> None:
        self.status.showMessage(spoken(item.words))
        if item.state is not State.WAITING:
            QApplication.alert(self)

    def _open_message(self, message_id: str) -> None:
        """A draft goes on in the composer, everything else is read in a window."""
        rows = {row.id: row for row in self.mail.table.selected_rows()}
        if message_id in rows and "$draft" in rows[message_id].keywords:
            self.windows.open_draft(message_id)
        else:
            self.windows.open_message(message_id)

    def _open_selected(self) -> None:
        for message_id in self.mail.table.selected_ids()[:1]:
            self._open_message(message_id)

    def _enable(self) -> None:
        on_mail = self.places.on_mail
        reading = self.mail.reading.current() if on_mail else None
        self.menus.enable(
            selected=self.mail.table.selected_count() if on_mail else 0,
            reading=reading is not None,
            attachments=reading is not None and bool(reading.message.attachments),
            mailbox="" if self._desk.session.list.searching else self._desk.session.mailbox,
        )
        self.acting.enable(self.places.key)

    def _show_place(self) -> None:
        self.setWindowTitle(f"{self.places.title()} – {self._desk.account.address.address} – Postroom")
        self._enable()

    def _connect(self) -> None:
        session, office = self._desk.session, self._desk.office
        self.places.changed.connect(self._show_place)
        session.standing_changed.connect(self._show_standing)
        session.connected.connect(self._connected)
        self.status.retry_wanted.connect(self.refresh)
        # Bound methods, because what is connected here lives longer than this window: Qt forgets them with it.
        office.sent.connect(self._sent)
        office.troubled.connect(self._troubled)
        session.in_step.deliveries_changed.connect(self._desk.on_the_way.look)
        self.windows.failed.connect(lambda error: self._faults.tell(error, "unsent"))
        self.windows.queued.connect(
            lambda _: self.status.showMessage(self.tr("The message is in the outbox and on its way."), NEWS_MS)
        )
        self._desk.tasks.busy_changed.connect(self._show_busy)
        self.status.stop_wanted.connect(self._desk.tasks.stop_waiting)
        self.answers.failed.connect(lambda error: self._faults.tell(error, "answer"))
        self._remembered.failed.connect(self._settings_failed)
        self.mail.opened.connect(self._open_message)
        self.mail.selection_changed.connect(self._enable)
        self.mail.write_to.connect(self.windows.write_to)
        self.mail.link_hovered.connect(self.status.showMessage)
        self.mail.latest_changed.connect(lambda number: self._remembered.change(latest=number))
        self.outbox.edit_wanted.connect(self.windows.edit_again)
        self.undo_send.undo_wanted.connect(self.windows.edit_again)
        self.undo_send.now_wanted.connect(lambda item: office.try_now(item.id))
        self.acting.went.connect(self.places.go_to)
        self.acting.folders.gone.connect(self.places.leave_folder)
        self.acting.folders.failed.connect(lambda error: self._faults.tell(error, "folders"))
        self.acting.folders.done.connect(lambda: self.notices.settle("folders"))
        self.acting.toast.told.connect(lambda words: self.status.showMessage(words, NEWS_MS))
        self.task_line.opened.connect(self.acting.show_tasks)

    def _connect_commands(self) -> None:
        self.menus.commands.connect(
            {
                "inbox": lambda: self.places.go_to("inbox"),
                "write": self.windows.write,
                "outbox": lambda: self.places.go_to(OUTBOX),
                "sent": lambda: self.places.go_to("sent"),
                "refresh": self.refresh,
                "sign-out": self.sign_out,
                "quit": self.close,
                "search": self.places.go_to_search,
                "select-all": self.mail.select_all,
                "open": self._open_selected,
                "writing": lambda: self.windows.show_writing(self),
                "save-all": self.mail.reader.attachments.save_all,
            }
        )

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.switch.button)
        column.addWidget(self.folders, 1)
        main = QWidget()
        page = QVBoxLayout(main)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(NoticeBar(self.notices, self._desk.theme, self._desk.icons))
        page.addWidget(self.undo_send)
        page.addWidget(self.places, 1)
        self.split.addWidget(side)
        self.split.addWidget(main)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(1, 1)
        self.setCentralWidget(self.split)
        self.setStatusBar(self.status)
