"""The window of a signed-in person: mailboxes at the side, the open one or the outbox beside them, menus and tools
above, notices between. It connects these parts; what they do stands in their own files."""

from collections.abc import Callable

from PyQt5.QtCore import QLocale, Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from client.changed import Changed
from client.gui.about import show_about, show_source
from client.gui.account_commands import AccountCommands
from client.gui.account_switch import AccountSwitch
from client.gui.acting import Acting
from client.gui.answer_commands import AnswerCommands
from client.gui.check_commands import CheckCommands
from client.gui.damage_news import DamageNews
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.folder_list import OUTBOX, FolderList
from client.gui.help_window import HelpWindow
from client.gui.leaving_commands import LeavingCommands
from client.gui.local_only import LocalOnly
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notices, Remedy
from client.gui.open_windows import OpenWindows
from client.gui.outbox_view import OutboxView
from client.gui.outgoing_news import OutgoingNews
from client.gui.overview import Overview
from client.gui.present import present
from client.gui.question import ask
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
        self.pages = QStackedWidget()
        self.status = StatusLine(desk.icons)
        self.local_only = LocalOnly(desk, notices, self)
        self.split = QSplitter()
        self.menus = MainMenus(desk.icons, self, desk.keys)
        self.switch = AccountSwitch(self.menus, desk.icons, desk.account.address.address)
        self.account_commands = AccountCommands(desk, self.menus, notices, self)
        self.leaving_commands = LeavingCommands(desk, self.menus, notices, self)
        self.check_commands = CheckCommands(desk, self.menus, self)
        self.answers = AnswerCommands(desk.session, self.mail, self.windows, self.menus, self)
        self.reader_commands = ReaderCommands(desk, self.menus, notices, self.mail, self._folder_name, self)
        self.help: HelpWindow | None = None
        OutgoingNews(desk.office, notices, self._show_outbox_item, self)
        show_outbox = Remedy(self.tr("Show outbox"), lambda: self.go_to(OUTBOX))
        self._damage_news = DamageNews(desk, notices, show_outbox, self)
        self.windows.damaged.connect(self._damage_news.tell_of_texts)
        self._build()
        self.menus.view.addMenu(self.mail.bar.look.menu())
        self.acting = Acting(desk, self.mail, self.folders, self.menus, remembered, self.pages, self)
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
        self.mail.focus_list()
        self._desk.session.begin()
        self._desk.office.begin()
        self.windows.recover()
        self._damage_news.begin()

    def go_to(self, key: str) -> None:
        """Open a mailbox, or the outbox, and give the keyboard to its list."""
        self.show_folder(key)
        if key == OUTBOX:
            self.outbox.table.setFocus()
        else:
            self.mail.focus_list()

    def show_folder(self, key: str) -> None:
        """Open a mailbox, or the outbox; the keyboard stays where it is."""
        self.folders.show_chosen(key)
        if key == OUTBOX:
            self.pages.setCurrentWidget(self.outbox)
            self._desk.office.look()
            self._desk.on_the_way.look()
        else:
            self.pages.setCurrentWidget(self.mail)
            if key != self._desk.session.mailbox or self._desk.session.searching:
                self._desk.session.open(key)
        self._entitle()
        self._enable()

    def leave(self) -> None:
        """Close without a question."""
        self._leaving = True
        self.mail.choosing.forget()
        self.close()

    def sign_out(self) -> None:
        if self._unfinished():
            self._ask_to_leave(self.sign_out_wanted.emit)
        else:
            self.sign_out_wanted.emit()

    def tell(self, error: Exception, key: str) -> None:
        """Show an error in the bar."""
        # A change that was refused is not made again by looking for news.
        again = None if key in ("change", "refused", "folders") else self.refresh
        notice = notice_of(error, key, again=again, sign_in=self.sign_in_wanted.emit)
        if notice is not None:
            self.notices.tell(notice)

    def refresh(self) -> None:
        self._desk.session.refresh()
        self._desk.office.send_waiting()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._leaving and self._unfinished():
            present(event).ignore()
            self._ask_to_leave(self.leave)
            return
        if self.isVisible():
            # One that stands behind another account's window has no place of its own.
            self._choices.remember()
        self.windows.close_all()
        if self.help is not None:
            self.help.close()
        super().closeEvent(event)
        self.closed.emit()

    def _unfinished(self) -> list[str]:
        """Return what becomes of things that are not finished, a sentence each."""
        sentences = []
        if self.windows.unsent():
            sentences.append(self.tr("What you are writing is kept on this computer and opens again next time."))
        if any(item.state in (State.WAITING, State.SENDING) for item in self._desk.office.items):
            sentences.append(self.tr("Messages that wait in the outbox are sent when Postroom runs next time."))
        return sentences

    def _ask_to_leave(self, leave: Callable[[], None]) -> None:
        words = " ".join(self._unfinished())
        ask(self, self.tr("Leave Postroom?"), words, self.tr("Leave"), self.tr("Stay"), leave)

    def _folder_name(self) -> str:
        return self.folders.folders.name_of(self._desk.session.mailbox)

    def _folder_gone(self, key: str) -> None:
        if self._desk.session.mailbox == key:
            self.go_to("inbox")

    def _opening(self, mailbox: str) -> None:
        self.mail.title.setText(self.folders.folders.name_of(mailbox))
        self._entitle()

    def _show_overview(self, overview: Overview, _fresh: bool) -> None:
        if overview.mailboxes:
            self.folders.folders.show_mailboxes(overview.mailboxes)
        name = self.folders.folders.name_of(self._desk.session.mailbox)
        self.mail.title.setText(self.tr("Search") if self._desk.session.searching else name)
        self._entitle()
        self._enable()

    def _connected(self) -> None:
        """Signed in after a start without the server: what waits can go now."""
        self._desk.office.begin()
        self._desk.office.network_is_back()

    def _show_standing(self, standing: Standing) -> None:
        self.status.show_standing(standing, self._desk.clock())
        if standing.works and not self._standing.works:
            self.notices.settle("list")
        if standing.offline_since is None and self._standing.offline_since is not None:
            self._desk.office.network_is_back()
        self._standing = standing

    def _show_busy(self, busy: bool) -> None:
        self.status.show_busy(busy, self._desk.tasks.may_stop())

    def _list_failed(self, error: Exception, _fresh: bool) -> None:
        self.tell(error, "list")

    def _search_failed(self, error: Exception) -> None:
        self.tell(error, "search")

    def _change_made(self, _changed: Changed) -> None:
        self.notices.settle("change")

    def _change_failed(self, error: Exception) -> None:
        self.tell(error, "change")

    def _change_refused(self, error: Exception) -> None:
        # Each is told, also when one like it was read and closed before. It is not settled by a change that is made
        # here, for that says nothing of what the server takes.
        self.notices.settle("refused")
        self.tell(error, "refused")

    def _outbox_failed(self, error: Exception) -> None:
        self.tell(error, "outbox")

    def _delivery_failed(self, error: Exception) -> None:
        self.tell(error, "delivery")

    def _settings_failed(self, error: Exception) -> None:
        self.tell(error, "settings")

    def _sent(self, _item: OutboxItem) -> None:
        self._desk.session.refresh()

    def _show_outbox_count(self, items: tuple[OutboxItem, ...]) -> None:
        unsent = [item for item in items if item.state is not State.SENT]
        urgent = any(item.state in (State.REFUSED, State.UNSURE) for item in unsent)
        self.folders.folders.show_outbox(len(unsent), urgent=urgent)

    def _show_outbox_item(self, item_id: int) -> None:
        self.go_to(OUTBOX)
        self.outbox.select(item_id)

    def _troubled(self, item: OutboxItem) -> None:
        self.status.showMessage(spoken(item.words))
        if item.state is not State.WAITING:
            QApplication.alert(self)

    def _open_message(self, message_id: str) -> None:
        """A draft goes on in the composer, everything else is read in a window."""
        rows = {row.id: row for row in self.mail.selected_rows()}
        if message_id in rows and "$draft" in rows[message_id].keywords:
            self.windows.open_draft(message_id)
        else:
            self.windows.open_message(message_id)

    def _open_selected(self) -> None:
        for message_id in self.mail.table.selected_ids()[:1]:
            self._open_message(message_id)

    def _go_to_search(self) -> None:
        if self.pages.currentWidget() is not self.mail:
            self.show_folder(self._desk.session.mailbox)
        self.mail.bar.search.setFocus()
        self.mail.bar.search.selectAll()

    def _show_help(self) -> None:
        if self.help is None:
            self.help = HelpWindow(self._desk.theme, keys=self._desk.keys)
            self.help.destroyed.connect(self._help_gone)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()

    def _help_gone(self) -> None:
        self.help = None

    def _enable(self) -> None:
        on_mail = self.pages.currentWidget() is self.mail
        reading = self.mail.current_reading() if on_mail else None
        self.menus.enable(
            selected=self.mail.table.selected_count() if on_mail else 0,
            reading=reading is not None,
            attachments=reading is not None and bool(reading.message.attachments),
            mailbox="" if self._desk.session.searching else self._desk.session.mailbox,
        )
        self.acting.enable(self._desk.session.mailbox if on_mail else OUTBOX)

    def _entitle(self) -> None:
        key = OUTBOX if self.pages.currentWidget() is self.outbox else self._desk.session.mailbox
        folder = self.folders.folders.folder(key)
        name = self.folders.folders.name_of(key)
        counted = f"{name} ({QLocale().toString(folder.count)})" if folder is not None and folder.count else name
        self.setWindowTitle(f"{counted} – {self._desk.account.address.address} – Postroom")

    def _connect(self) -> None:
        session, office = self._desk.session, self._desk.office
        session.opening.connect(self._opening)
        session.overview_changed.connect(self._show_overview)
        session.list_failed.connect(self._list_failed)
        session.standing_changed.connect(self._show_standing)
        session.connected.connect(self._connected)
        self.status.retry_wanted.connect(self.refresh)
        self.mail.search_failed.connect(self._search_failed)
        # Bound methods, because what is connected here lives longer than this window: Qt forgets them with it.
        session.change_failed.connect(self._change_failed)
        session.change_refused.connect(self._change_refused)
        session.changes.made.connect(self._change_made)
        office.items_changed.connect(self._show_outbox_count)
        office.sent.connect(self._sent)
        office.troubled.connect(self._troubled)
        office.failed.connect(self._outbox_failed)
        self._desk.on_the_way.failed.connect(self._delivery_failed)
        session.in_step.deliveries_changed.connect(self._desk.on_the_way.look)
        self.windows.failed.connect(lambda error: self.tell(error, "unsent"))
        self.windows.queued.connect(
            lambda _: self.status.showMessage(self.tr("The message is in the outbox and on its way."), NEWS_MS)
        )
        self._desk.tasks.busy_changed.connect(self._show_busy)
        self.status.stop_wanted.connect(self._desk.tasks.stop_waiting)
        self.answers.failed.connect(lambda error: self.tell(error, "answer"))
        self._remembered.failed.connect(self._settings_failed)
        self.folders.chosen.connect(self.show_folder)
        self.mail.opened.connect(self._open_message)
        self.mail.selection_changed.connect(self._enable)
        self.mail.write_to.connect(self.windows.write_to)
        self.mail.link_hovered.connect(self.status.showMessage)
        self.mail.latest_changed.connect(lambda number: self._remembered.change(latest=number))
        self.outbox.edit_wanted.connect(self.windows.edit_again)
        self.undo_send.undo_wanted.connect(self.windows.edit_again)
        self.undo_send.now_wanted.connect(lambda item: office.try_now(item.id))
        self.acting.went.connect(self.go_to)
        self.acting.folders.gone.connect(self._folder_gone)
        self.acting.folders.failed.connect(lambda error: self.tell(error, "folders"))
        self.acting.folders.done.connect(lambda: self.notices.settle("folders"))
        self.acting.toast.told.connect(lambda words: self.status.showMessage(words, NEWS_MS))
        self.task_line.opened.connect(self.acting.show_tasks)

    def _connect_commands(self) -> None:
        self.menus.commands.connect(
            {
                "inbox": lambda: self.go_to("inbox"),
                "write": self.windows.write,
                "outbox": lambda: self.go_to(OUTBOX),
                "sent": lambda: self.go_to("sent"),
                "refresh": self.refresh,
                "sign-out": self.sign_out,
                "quit": self.close,
                "search": self._go_to_search,
                "select-all": self.mail.select_all,
                "open": self._open_selected,
                "writing": lambda: self.windows.show_writing(self),
                "save-all": self.mail.reader.attachments.save_all,
                "help": self._show_help,
                "source": lambda: show_source(self),
                "about": lambda: show_about(self, self._desk.theme, self._desk.icons),
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
        self.pages.addWidget(self.mail)
        self.pages.addWidget(self.outbox)
        main = QWidget()
        page = QVBoxLayout(main)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(NoticeBar(self.notices, self._desk.theme, self._desk.icons))
        page.addWidget(self.undo_send)
        page.addWidget(self.pages, 1)
        self.split.addWidget(side)
        self.split.addWidget(main)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(1, 1)
        self.setCentralWidget(self.split)
        self.setStatusBar(self.status)
