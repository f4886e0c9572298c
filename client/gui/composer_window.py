"""Writing a message. Sending puts it into the durable outbox and closes the window; until then what is written is kept
on this computer every few seconds. Nothing that was typed is lost without a question."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from PyQt5.QtCore import QLocale, QSignalBlocker, QStandardPaths, Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QLabel, QMainWindow, QPushButton, QSizePolicy, QToolBar, QVBoxLayout, QWidget

from client.draft import Draft, estimated_size
from client.errors import BadAddress, TooLarge
from client.gui.actions import Actions
from client.gui.attaching import Attaching
from client.gui.composer_form import ComposerForm
from client.gui.composer_keeper import ComposerKeeper
from client.gui.composer_text import local_files
from client.gui.concerns import concerns_of
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Urgency
from client.gui.present import present
from client.gui.question import ask
from client.gui.recipients_check import RecipientsCheck
from client.gui.relative_dates import clock_time
from client.gui.tasks import Lane
from client.gui.unsent_texts import UnsentText
from client.outbox import OutboxItem

SIZE = (760, 620)


class ComposerWindow(QMainWindow):
    """Signals: queued(OutboxItem), the message is in the outbox; closed()."""

    queued = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, desk: Desk, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.key = key or uuid4().hex
        self._untouched: UnsentText | None = None
        self._leaving = False
        self._putting = False
        self.notices = Notices(self)
        self.form = ComposerForm(desk.account.server.domain, desk.icons)
        self.attaching = Attaching(desk.account, desk.tasks, self)
        self._people = RecipientsCheck(self.form.recipient_fields(), desk.account, desk.tasks, self)
        self._keeper = ComposerKeeper(lambda: self.form.unsent(self.key), desk.unsent, desk.tasks, self)
        self._kept = QLabel()
        self.commands = Actions(("send", "attach", "close"), desk.icons, self)
        self.send_button = QPushButton(self.tr("Send"))
        self._build()
        self._connect()
        self.begin(Draft())

    def begin(self, draft: Draft, *, only_here: bool = False) -> None:
        """Start from a draft. Closing asks nothing as long as it is not changed, unless it exists `only_here`."""
        with QSignalBlocker(self.form):
            self.form.fill(draft)
        if draft.attachments:
            self.attaching.add_files(draft.attachments)
        self._untouched = None if only_here else self.form.unsent(self.key)
        self._changed()
        self.form.go_to_start()
        self._people.check_all()

    def recover(self, unsent: UnsentText) -> None:
        """Go on with a text that an earlier run left behind."""
        self.form.fill_unsent(unsent)
        self.attaching.add_paths([Path(name) for name in unsent.files])
        self._untouched = None
        self._entitle()
        words = self.tr("This text was not sent when Postroom ended.")
        if unsent.lost_files:
            again = self.tr("Attach again: {names}.").format(names=", ".join(unsent.lost_files))
            words = f"{words} {again}"
        self.notices.tell(Notice("recovered", words, Urgency.WARNING))

    def keep_first(self, then: Callable[[], None]) -> None:
        """Keep the text on this computer at once, and call `then` when it is there."""
        self._keeper.keep_now(then)

    def is_changed(self) -> bool:
        """Whether there is anything that a person would miss."""
        return self._untouched is None or self.form.unsent(self.key) != self._untouched

    def send(self) -> None:
        """Check, ask where something looks forgotten, and put the message into the outbox."""
        draft = self._checked_draft()
        if draft is None:
            return
        concerns = concerns_of(draft, self._people.unknown())
        if not concerns:
            self._put(draft)
            return
        title, act, keep = self.tr("Send it like this?"), self.tr("Send anyway"), self.tr("Keep writing")
        ask(self, title, " ".join(concerns), act, keep, lambda: self._put(draft))

    def leave(self) -> None:
        """Close without a question; what is written is kept for the next start."""
        if self.is_changed():
            self._keeper.keep_now()
        else:
            self._keeper.drop()
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if self._putting:
            present(event).ignore()
            return
        if not self._leaving and self.is_changed():
            present(event).ignore()
            title, words = self.tr("Discard this message?"), self.tr("It has not been sent.")
            ask(self, title, words, self.tr("Discard"), self.tr("Keep writing"), self._discard)
            return
        if not self._leaving:
            self._keeper.drop()
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

    def _checked_draft(self) -> Draft | None:
        for field in self.form.recipient_fields():
            try:
                field.addresses()
            except BadAddress as fault:
                self._complain(fault.sentence)
                field.show_wrong(fault)
                return None
        draft = self.form.draft()
        if not draft.recipients():
            self._complain(self.tr("Type at least one recipient."))
            self.form.to.setFocus()
            return None
        if self.attaching.is_busy():
            self._complain(self.tr("Wait until the attachments are there."))
            return None
        self.notices.settle("send")
        return draft

    def _put(self, draft: Draft) -> None:
        """Reading attached files may wait: the size is checked and the message composed in a worker thread."""
        self._set_enabled(False)
        limit = self._desk.account.size_limit

        def check() -> None:
            size = estimated_size(draft)
            if limit and size > limit:
                raise TooLarge(size, limit)

        def checked(_answer: None) -> None:
            self._desk.office.put(draft, self._put_done, self._put_failed)

        self._desk.tasks.start(check, checked, self._put_failed, lane=Lane.CHANGES, owner=self)

    def _put_done(self, item: OutboxItem) -> None:
        self._putting = False
        self._discard()
        self.queued.emit(item)

    def _put_failed(self, error: Exception) -> None:
        self._set_enabled(True)
        self._tell_error(error, "send")

    def _discard(self) -> None:
        self._keeper.drop()
        self._leaving = True
        self.close()

    def _choose_files(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.attaching.add_paths(self._desk.chooser.open_files(self, Path(folder)))

    def _changed(self) -> None:
        self._entitle()
        if self.is_changed():
            self._keeper.note_change()

    def _show_kept(self) -> None:
        time = clock_time(self._desk.clock(), QLocale())
        self._kept.setText(self.tr("Kept on this computer at {time}").format(time=time))

    def _entitle(self) -> None:
        self.setWindowTitle(self.form.subject.text().strip() or self.tr("New message"))

    def _complain(self, sentence: str) -> None:
        self.notices.settle("send")
        self.notices.tell(Notice("send", sentence, Urgency.WARNING))

    def _tell_error(self, error: Exception, key: str) -> None:
        notice = notice_of(error, key)
        if notice is not None:
            self.notices.tell(notice)

    def _set_enabled(self, enabled: bool) -> None:
        self._putting = not enabled
        self.form.setEnabled(enabled)
        self.send_button.setEnabled(enabled)
        self.commands.enable(("send", "attach"), enabled)

    def _connect(self) -> None:
        self.commands.connect({"send": self.send, "attach": self._choose_files, "close": self.close})
        self.send_button.clicked.connect(self.send)
        self.form.changed.connect(self._changed)
        self.form.text.files_dropped.connect(self.attaching.add_paths)
        self.attaching.attached.connect(self.form.files.add)
        self.attaching.failed.connect(lambda error: self._tell_error(error, "attach"))
        self._keeper.kept.connect(self._show_kept)
        self._keeper.failed.connect(lambda error: self._tell_error(error, "keep"))

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
        self.setCentralWidget(page)
        self.addToolBar(self._tool_bar())

    def _tool_bar(self) -> QToolBar:
        self.send_button.setProperty("kind", "primary")
        self.send_button.setToolTip(self.commands["send"].toolTip())
        self._desk.icons.put_on_accent(self.send_button, "send")
        self._kept.setProperty("kind", "muted")
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar = QToolBar(self.tr("Message"))
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addWidget(self.send_button)
        bar.addAction(self.commands["attach"])
        bar.addWidget(gap)
        bar.addWidget(self._kept)
        return bar
