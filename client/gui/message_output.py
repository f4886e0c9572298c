"""What a person can have of the message that is shown, beside reading it: its source, a file, paper, a PDF. It works
for the reader of the main window and for one in a window of its own."""

from pathlib import Path

from PyQt5.QtCore import QObject, QStandardPaths
from PyQt5.QtPrintSupport import QPrintDialog, QPrinter
from PyQt5.QtWidgets import QWidget

from client import mail_files
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.message_source import MessageSource
from client.gui.notices import Notice, Notices
from client.gui.printed_message import print_sheet, sheet_of, write_pdf
from client.gui.reader_pane import ReaderPane
from client.gui.safe_file_name import safe_file_name
from client.mail_files import Outcome


class MessageOutput(QObject):
    """Belongs to `window`; everything is about the message that `reader` shows at that moment."""

    def __init__(self, desk: Desk, notices: Notices, reader: ReaderPane, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._notices = notices
        self._reader = reader
        self._window = window
        self._folder = documents_folder()

    def show_source(self) -> MessageSource | None:
        reading = self._reader.reading
        if reading is None:
            return None
        shown = MessageSource(reading.message, self._desk, self._window)
        message_id, subject = reading.message.row.id, reading.message.row.subject
        shown.save_wanted.connect(lambda: self.save_message(message_id, subject))
        shown.show()
        return shown

    def save_message(self, message_id: str, subject: str) -> None:
        """Save one message as it came."""
        path = self._ask(subject, ".eml")
        if path is None:
            return
        account, words = self._desk.account, self.tr("Saving {name}").format(name=path.name)

        def saved(outcome: Outcome) -> None:
            if outcome.moved:
                self._saved(path)
            else:
                self._notices.tell(Notice("export", self.tr("The message is not there any more.")))

        self._desk.tasks.start_listed(
            words,
            lambda progress: mail_files.export_message(account, message_id, path, progress),
            saved,
            self._failed,
            owner=self,
        )

    def save_pdf(self) -> None:
        """Save what is shown as a PDF."""
        reading = self._reader.reading
        path = self._ask(reading.message.row.subject, ".pdf") if reading is not None else None
        if reading is None or path is None:
            return
        body = self._reader.body
        sheet = sheet_of(reading, body.html, body.images, body.font())
        words = self.tr("Saving {name}").format(name=path.name)
        self._desk.tasks.start_listed(
            words, lambda progress: write_pdf(sheet, path, progress), self._saved, self._failed, owner=self
        )

    def print_message(self) -> QPrintDialog | None:
        """Ask for a printer, and print what is shown."""
        reading = self._reader.reading
        if reading is None:
            return None
        body = self._reader.body
        sheet = sheet_of(reading, body.html, body.images, body.font())
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(sheet.title)
        dialog = QPrintDialog(printer, self._window)

        def start() -> None:
            words = self.tr("Printing “{subject}”").format(subject=sheet.title[:80])
            self._desk.tasks.start_listed(
                words, lambda progress: print_sheet(sheet, printer, progress), _nothing, self._failed, owner=self
            )

        dialog.accepted.connect(start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _ask(self, subject: str, ending: str) -> Path | None:
        name = safe_file_name(subject[:80]) if subject.strip() else self.tr("Message")
        path = self._desk.chooser.save_as(self._window, self._folder / f"{name}{ending}")
        if path is not None:
            self._folder = path.parent
        return path

    def _saved(self, path: Path) -> None:
        self._notices.settle("export")
        words = self.tr("{name} is saved in {folder}.").format(name=path.name, folder=path.parent)
        self._notices.tell(Notice("saved", words))

    def _failed(self, error: Exception) -> None:
        notice = notice_of(error, "export")
        if notice is not None:
            self._notices.tell(notice)


def _nothing(_answer: None) -> None:
    """The printer tells for itself when the paper is there."""


def documents_folder() -> Path:
    location = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(location) or Path.home())
