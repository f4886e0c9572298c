"""Writing a message. Until it is sent, what is written is kept on this computer and in Drafts on the server. Sending
puts it into the durable outbox and closes the window. Nothing that was typed is lost without a question."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QMainWindow, QMenu, QMessageBox, QPushButton, QVBoxLayout, QWidget

from client.draft import AttachedFile, Draft
from client.gui.actions import Actions
from client.gui.attach_commands import AttachCommands
from client.gui.attaching import Attaching
from client.gui.composer_bar import ComposerBar
from client.gui.composer_form import ComposerForm
from client.gui.composer_keeper import ComposerKeeper, Written
from client.gui.composer_sending import ComposerSending
from client.gui.composer_text import local_files
from client.gui.composer_versions import ComposerVersions
from client.gui.desk import Desk
from client.gui.explanations import notice_of, sentence_of
from client.gui.format_bar import NAMES as FORMATS
from client.gui.format_bar import FormatBar
from client.gui.kept_line import KeptLine
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Urgency
from client.gui.present import present
from client.gui.question_of_three import ask_of_three
from client.gui.recipients_check import RecipientsCheck
from client.gui.recipients_completion import RecipientsCompletion, seen_in
from client.gui.rich_choice import RichChoice
from client.gui.unsent_texts import UnsentText
from client.outbox import OutboxItem

SIZE = (760, 620)


class ComposerWindow(QMainWindow):
    """`key` tells texts apart, and is the left part of the Message-ID. Signals: queued(OutboxItem), the message is in
    the outbox; closed().
    """

    queued = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, desk: Desk, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.key = key or uuid4().hex
        self._untouched: UnsentText | None = None
        self._leaving = False
        account = desk.account
        self.notices = Notices(self)
        self.form = ComposerForm(account.server.domain, desk.icons, lambda: account.size_limit)
        self.attaching = Attaching(account, desk.tasks, self)
        fields = self.form.recipient_fields()
        self._people = RecipientsCheck(fields, account, desk.tasks, self)
        self.completion = RecipientsCompletion(
            fields,
            desk.people or seen_in(desk.session.synced.cache),
            self._people,
            account.server.domain,
            desk.tasks,
            self,
        )
        self._keeper = ComposerKeeper(
            self._written, self.message_id, desk.unsent, account.drafts, desk.office.is_unsent, desk.tasks, self
        )
        self.sending = ComposerSending(self.form, self.attaching, self._people, lambda: self.message_id, desk, self)
        self._kept = KeptLine(desk.clock)
        self.commands = Actions(("send", "attach", "versions", "rich", *FORMATS, "close"), desk.icons, self, desk.keys)
        AttachCommands(self.form, self.attaching, self.commands, self.notices, desk, self)
        self.format = FormatBar(self.form.text, self.commands)
        self.rich = RichChoice(self.form.text, self.format, self.commands, desk, self)
        self.send_button = QPushButton(self.tr("Send"))
        self._versions_menu = QMenu(self)
        self.versions = ComposerVersions(lambda: self.key, self._versions_menu, desk)
        self._build()
        self._connect()
        self.begin(Draft())

    @property
    def message_id(self) -> str:
        """What the sent message and its draft on the server are known by, without angle brackets."""
        domain = self._desk.account.address.domain
        return f"{self.key}@{domain if domain.isascii() else 'localhost'}"

    def begin(self, draft: Draft, *, only_here: bool = False, rich: bool | None = None) -> None:
        """Start from a draft, in rich text or not (None: as the person chose last). Closing asks nothing as long as it
        is not changed, unless it exists `only_here`.
        """
        self.rich.show(self._desk.writing.choices.rich if rich is None else rich)
        with QSignalBlocker(self.form):
            self.form.fill(draft)
        if draft.attachments:
            self.attaching.add_files(draft.attachments)
        self._untouched = None if only_here else self.form.unsent(self.key)
        self._entitle()
        if only_here:
            self._keeper.begin_again()
            self._keeper.note_change()
        self.form.go_to_start()
        self._people.check_all()

    def go_on(self, draft: Draft, email_id: str) -> None:
        """Go on with a draft that stands in Drafts on the server."""
        self._keeper.begin_with(email_id)
        self.begin(draft, rich=bool(draft.html))
        # Its files arrive in a moment and are no change.
        self._untouched = self._with_files(draft.attachments)

    def recover(self, unsent: UnsentText) -> None:
        """Go on with a text that an earlier run left behind."""
        self._show(unsent)
        words = self.tr("This text was not sent when Postroom ended.")
        if unsent.lost_files:
            again = self.tr("Attach again: {names}.").format(names=", ".join(unsent.lost_files))
            words = f"{words} {again}"
        self.notices.tell(Notice("recovered", words, Urgency.WARNING))
        self._keeper.begin_again()
        self._keeper.note_change()

    def restore(self, version: UnsentText) -> None:
        """Go back to an earlier version; what is written now becomes one itself."""
        self._keeper.keep_now(lambda: self._show(version))

    def keep_first(self, then: Callable[[], None]) -> None:
        """Keep the text on this computer at once, and call `then` when it is there."""
        self._keeper.keep_now(then)

    def is_changed(self) -> bool:
        """Whether there is anything that a person would miss."""
        return self._untouched is None or self.form.unsent(self.key) != self._untouched

    def send(self) -> None:
        """Check, ask where something looks forgotten, and put the message into the outbox."""
        self.sending.send()

    def leave(self) -> None:
        """Close without a question; what is written is kept for the next start."""
        self._leaving = True
        if self.is_changed():
            self._keeper.keep_now()
        else:
            self._keeper.let_go()
        self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if self.sending.is_busy:
            present(event).ignore()
            return
        if not self._leaving and self.is_changed():
            present(event).ignore()
            self._ask_what_becomes_of_it()
            return
        if not self._leaving:
            self._keeper.let_go()
        self.attaching.end()
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        drag = present(event)
        if local_files(present(drag.mimeData())):
            drag.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        drop = present(event)
        self.attaching.add_paths(local_files(present(drop.mimeData())))
        drop.acceptProposedAction()

    def _ask_what_becomes_of_it(self) -> QMessageBox:
        title, words = self.tr("Keep this message?"), self.tr("It has not been sent.")
        save, discard, keep = self.tr("Save in Drafts"), self.tr("Discard"), self.tr("Keep writing")
        return ask_of_three(self, title, words, (save, self._save_and_close), (discard, self._discard), keep)

    def _save_and_close(self) -> None:
        self.form.setEnabled(False)
        self._keeper.save_now(self._saved_and_close)

    def _saved_and_close(self) -> None:
        self._keeper.let_go()
        self._leaving = True
        self.close()

    def _discard(self) -> None:
        self._keeper.drop()
        self._leaving = True
        self.close()

    def _put(self, item: OutboxItem) -> None:
        self._keeper.end()
        self._leaving = True
        self.close()
        self.queued.emit(item)

    def _written(self) -> Written:
        return Written(self.form.unsent(self.key), self.form.readable_draft())

    def _with_files(self, files: Sequence[AttachedFile]) -> UnsentText:
        return replace(self.form.unsent(self.key), files=tuple(files))

    def _show(self, unsent: UnsentText) -> None:
        self.rich.show(bool(unsent.html))
        self.form.fill_unsent(unsent)
        self.form.files.clear()
        self.attaching.add_files(unsent.files)
        self._untouched = None
        self._entitle()

    def _changed(self) -> None:
        self._entitle()
        self._keeper.note_change()

    def _show_not_saved(self, error: Exception) -> None:
        self._kept.show_not_saved(sentence_of(error))
        self.form.setEnabled(not self.sending.is_busy)

    def _entitle(self) -> None:
        subject = self.form.subject.text().strip() or self.tr("New message")
        # With several accounts it must be plain whose message this is.
        self.setWindowTitle(f"{subject} – {self._desk.account.address.address}")

    def _complain(self, sentence: str) -> None:
        self.notices.settle("send")
        self.notices.tell(Notice("send", sentence, Urgency.WARNING))

    def _tell_error(self, error: Exception, key: str) -> None:
        notice = notice_of(error, key)
        if notice is not None:
            self.notices.tell(notice)

    def _show_busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.send_button.setEnabled(not busy)
        self.commands.enable(("send", "attach"), not busy)

    def _connect(self) -> None:
        self.commands.connect({"send": self.send, "close": self.close})
        self.rich.failed.connect(lambda error: self._tell_error(error, "choices"))
        self.send_button.clicked.connect(self.send)
        self.form.changed.connect(self._changed)
        keeper, sending = self._keeper, self.sending
        self.attaching.failed.connect(lambda error: self._tell_error(error, "attach"))
        keeper.kept.connect(self._kept.show_kept)
        keeper.saved.connect(self._kept.show_saved)
        keeper.not_saved.connect(self._show_not_saved)
        keeper.failed.connect(lambda error: self._tell_error(error, "keep"))
        sending.complained.connect(self._complain)
        sending.settled.connect(lambda: self.notices.settle("send"))
        sending.busy_changed.connect(self._show_busy)
        sending.put.connect(self._put)
        sending.failed.connect(lambda error: self._tell_error(error, "send"))
        self.versions.chosen.connect(self.restore)

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        page = QWidget()
        page.setProperty("kind", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(NoticeBar(self.notices, self._desk.theme, self._desk.icons))
        column.addWidget(self.form)
        self.form.above_text.addWidget(self.format)
        self.setCentralWidget(page)
        bar = ComposerBar(self.commands, self._desk.icons, self.send_button, self._kept, self._versions_menu, self)
        self.addToolBar(bar)
