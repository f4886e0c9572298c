"""Import of messages from files into the open folder, and export of messages or a folder into a file. The work is a
task in the list of tasks, with progress and a way to stop it; at the end the person is told what came of it, and of
each message that stayed behind why."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from client import mail_files
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.file_choosing import FileChooser
from client.gui.message_output import documents_folder
from client.gui.notices import Notice, Notices, Remedy, Urgency
from client.gui.safe_file_name import safe_file_name
from client.gui.spoken import counted
from client.gui.transfer_report import TransferReport
from client.mail_files import Outcome


class Transfers(QObject):
    """Belongs to the main window."""

    def __init__(self, desk: Desk, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._notices = notices
        self._window = window
        self._folder = documents_folder()

    def ask_import(self, folder_name: str) -> None:
        """Ask for files, and put their messages into the open folder."""
        chooser: FileChooser = self._desk.chooser
        self.import_files(chooser.open_mail(self._window, self._folder), folder_name)

    def import_files(self, paths: Sequence[Path], folder_name: str) -> None:
        if not paths:
            return
        self._folder = paths[0].parent
        account, mailbox = self._desk.account, self._desk.session.mailbox
        words = self.tr("Importing into {folder}").format(folder=folder_name)

        def done(outcome: Outcome) -> None:
            self._desk.session.refresh()
            one = "1 message was imported into {folder}."
            words = counted("Transfers", one, "%Ln messages were imported into {folder}.", outcome.moved)
            self._tell(outcome, words.format(folder=folder_name))

        self._start(words, lambda progress: mail_files.import_files(account, paths, mailbox, progress), done)

    def export(self, ids: Sequence[str], subject: str) -> None:
        """Write these messages, in the order of the list, into a file: one as it came, several as an mbox."""
        if not ids:
            return
        account, wanted = self._desk.account, tuple(ids)
        name = safe_file_name(subject[:80]) if subject.strip() else self.tr("Messages")
        path = self._ask(f"{name}.eml" if len(ids) == 1 else f"{self.tr('Messages')}.mbox")
        if path is None:
            return
        if len(ids) == 1 and path.suffix.lower() != ".mbox":
            self._export(path, lambda progress: mail_files.export_message(account, wanted[0], path, progress))
        else:
            self._export(path, lambda progress: mail_files.export_mbox(account, wanted, path, progress))

    def export_folder(self, folder_name: str) -> None:
        """Write every message of the open folder into an mbox."""
        account, mailbox = self._desk.account, self._desk.session.mailbox
        path = self._ask(f"{safe_file_name(folder_name)}.mbox")
        if path is not None:
            self._export(path, lambda progress: mail_files.export_mbox(account, mailbox, path, progress))

    def _ask(self, name: str) -> Path | None:
        path = self._desk.chooser.save_as(self._window, self._folder / name)
        if path is not None:
            self._folder = path.parent
        return path

    def _export(self, path: Path, work: Callable[[mail_files.Progress], Outcome]) -> None:
        def done(outcome: Outcome) -> None:
            one = "1 message is saved in {path}."
            words = counted("Transfers", one, "%Ln messages are saved in {path}.", outcome.moved)
            self._tell(outcome, words.format(path=path))

        self._start(self.tr("Exporting to {name}").format(name=path.name), work, done)

    def _start(
        self, words: str, work: Callable[[mail_files.Progress], Outcome], done: Callable[[Outcome], None]
    ) -> None:
        self._desk.tasks.start_listed(words, work, done, self._failed, owner=self)

    def _tell(self, outcome: Outcome, sentence: str) -> None:
        self._notices.settle("transfer")
        if outcome.stopped:
            sentence = self.tr("Stopped. {sentence}").format(sentence=sentence)
        if not outcome.failures:
            self._notices.tell(Notice("transfer", sentence))
            return
        left = len(outcome.failures)
        more = counted("Transfers", "1 was left out.", "%Ln were left out.", left)
        remedy = Remedy(self.tr("Show why"), lambda: self._report(sentence, outcome))
        self._notices.tell(Notice("transfer", f"{sentence} {more}", Urgency.WARNING, remedy))

    def _report(self, sentence: str, outcome: Outcome) -> None:
        TransferReport(sentence, outcome.failures, self._window).open()

    def _failed(self, error: Exception) -> None:
        notice = notice_of(error, "transfer")
        if notice is not None:
            self._notices.tell(notice)
