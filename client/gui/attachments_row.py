"""The attachments of a message as a row of buttons: open one, save one or all, drag one out; a bar shows how far it is,
with a way to stop. Names come from strangers and are made safe before they are shown or used; what may run as a program
is asked about before it is opened."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QMimeData, QStandardPaths, Qt, QUrl, pyqtSignal
from PyQt5.QtGui import QDesktopServices, QDrag
from PyQt5.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from client.gui.attachment_button import AttachmentButton
from client.gui.downloads import Downloads, Wanted
from client.gui.eliding_label import ElidingLabel
from client.gui.explanations import notice_of
from client.gui.file_choosing import FileChooser
from client.gui.flow_layout import FlowLayout
from client.gui.icons import Icons
from client.gui.notices import Notice, Notices, Urgency
from client.gui.opened_files import OpenedFiles, may_act, protect
from client.gui.present import present
from client.gui.question import ask
from client.gui.safe_file_name import free_name, safe_file_name
from client.gui.spoken import counted
from client.message import Attachment

STEPS = 1000
# A message has room for a thousand attachments, whose buttons would take a second to make.
SHOWN_AT_ONCE = 40
Then = Callable[[list[Path]], None]


class AttachmentsRow(QWidget):
    """Hidden while there are no attachments. `open_file` hands a file to the desktop and tells whether it took it,
    `drag` carries one out. Signals: count_changed(int).
    """

    count_changed = pyqtSignal(int)

    def __init__(
        self,
        downloads: Downloads,
        notices: Notices,
        icons: Icons,
        chooser: FileChooser,
        opened: OpenedFiles,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.open_file: Callable[[QUrl], bool] = QDesktopServices.openUrl
        self.drag: Callable[[Path], None] = self._carry
        self._opened = opened
        self._then: Then = self._saved
        self._downloads = downloads
        self._notices = notices
        self._icons = icons
        self._chooser = chooser
        self._named: list[tuple[str, Attachment]] = []
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation) or Path.home()
        )
        self.buttons: list[QToolButton] = []
        self.files: list[AttachmentButton] = []
        self._flow = FlowLayout()
        self._progress = QProgressBar()
        self._progress_words = ElidingLabel()
        self._stop = QPushButton(self.tr("Stop"))
        self._progress_row = QWidget()
        self._build()
        downloads.progressed.connect(self._show_progress)
        downloads.finished.connect(self._finished)
        downloads.failed.connect(self._failed)

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        self._named = _safely_named(attachments)
        self._take_away(0)
        self.files = []
        self._show_more()
        self._show_what_there_is()
        self.count_changed.emit(len(self._named))

    def _show_more(self) -> None:
        """Add the next buttons, and behind them what is for all of them."""
        shown = len(self.files)
        self._take_away(shown)
        self.files += [self._button(*named) for named in self._named[shown : shown + SHOWN_AT_ONCE]]
        self.buttons = [*self.files]
        if len(self._named) > len(self.files):
            self.buttons.append(self._more_button(len(self._named) - len(self.files)))
        if len(self._named) > 1:
            self.buttons.append(self._save_all_button())
        for button in self.buttons[shown:]:
            self._flow.addWidget(button)
        if shown:
            # Where the button was that brought them.
            self.buttons[shown].setFocus()

    def _take_away(self, first: int) -> None:
        while (item := self._flow.takeAt(first)) is not None:
            present(item.widget()).deleteLater()

    def save_all(self) -> None:
        folder = self._chooser.folder(self, self._folder)
        if folder is None or not self._named:
            return
        self._folder = folder
        taken: set[str] = {entry.name.lower() for entry in folder.iterdir()} if folder.is_dir() else set()
        wanted = []
        for name, attachment in self._named:
            free = free_name(name, taken)
            taken.add(free.lower())
            wanted.append(Wanted(attachment, folder / free))
        self._start(wanted)

    def save(self, button: AttachmentButton) -> None:
        """Save one under a name that the person chooses."""
        path = self._chooser.save_as(self, self._folder / button.name)
        if path is not None:
            self._folder = path.parent
            self._start([Wanted(button.attachment, path)])

    def open(self, button: AttachmentButton) -> None:
        """Open a copy with the program that the desktop has for it; ask before it is a program itself."""
        if not may_act(button.name, button.attachment.type):
            self._open_copy(button)
            return
        words = self.tr(
            "“{name}” is of a kind that can act on this computer when it is opened. "
            "Open it only if you expected it from this person."
        )
        title, act, keep = self.tr("Open this file?"), self.tr("Open it"), self.tr("Do not open")
        ask(present(self.window()), title, words.format(name=button.name), act, keep, lambda: self._open_copy(button))

    def _open_copy(self, button: AttachmentButton) -> None:
        self._copy(button, self._hand_over)

    def _drag_out(self, button: AttachmentButton) -> None:
        self._copy(button, self._carry_when_held)

    def _copy(self, button: AttachmentButton, then: Then) -> None:
        """Have a copy on this computer, fetched when it is not there yet."""
        path = self._opened.path_for(button.attachment.blob_id, button.name)
        if path.exists():
            then([path])
        else:
            self._start([Wanted(button.attachment, path)], then)

    def _hand_over(self, paths: list[Path]) -> None:
        self._keep_copies(paths)
        for path in paths:
            if not self.open_file(QUrl.fromLocalFile(str(path))):
                words = self.tr("No program could be found that opens {name}. Save it instead.").format(name=path.name)
                self._notices.tell(Notice("open", words, Urgency.WARNING))

    def _carry_when_held(self, paths: list[Path]) -> None:
        self._keep_copies(paths)
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self.drag(paths[0])
        else:
            words = self.tr("{name} is ready: drag it out once more.").format(name=paths[0].name)
            self._notices.tell(Notice("drag", words))

    def _carry(self, path: Path) -> None:
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drag.setMimeData(data)
        drag.exec_(Qt.DropActions(Qt.DropAction.CopyAction))

    def _keep_copies(self, paths: list[Path]) -> None:
        self._notices.settle("save")
        for path in paths:
            protect(path)

    def _start(self, wanted: list[Wanted], then: Then | None = None) -> None:
        if self._downloads.active:
            self._notices.tell(Notice("save", self.tr("Wait until the attachments under way are there, or stop them.")))
            return
        words = self.tr("Saving {names}…") if then is None else self.tr("Fetching {names}…")
        words = words.format(names=wanted[0].path.name)
        if len(wanted) > 1:
            words = counted("AttachmentsRow", "Saving 1 file…", "Saving %Ln files…", len(wanted))
        self._progress_words.setText(words)
        self._progress.setRange(0, 0)
        self._then = then or self._saved
        self._downloads.start(wanted, words)
        self._show_what_there_is()

    def _finished(self, paths: list[Path]) -> None:
        self._show_what_there_is()
        self._then(paths)

    def _show_progress(self, part: float) -> None:
        self._progress.setRange(0, 0 if part < 0 else STEPS)
        self._progress.setValue(int(part * STEPS))

    def _saved(self, paths: list[Path]) -> None:
        if len(paths) == 1:
            words = self.tr("{name} is saved in {folder}.").format(name=paths[0].name, folder=paths[0].parent)
        else:
            many = counted(
                "AttachmentsRow", "1 file is saved in {folder}.", "%Ln files are saved in {folder}.", len(paths)
            )
            words = many.format(folder=paths[0].parent)
        self._notices.settle("save")
        self._notices.tell(Notice("saved", words))

    def _failed(self, error: Exception) -> None:
        self._show_what_there_is()
        notice = notice_of(error, "save")
        if notice is not None:
            self._notices.tell(notice)

    def _show_what_there_is(self) -> None:
        """A download goes on when another message is selected."""
        self._progress_row.setVisible(self._downloads.active)
        self.setVisible(bool(self._named) or self._downloads.active)

    def _button(self, name: str, attachment: Attachment) -> AttachmentButton:
        button = AttachmentButton(name, attachment, self._icons)
        button.clicked.connect(lambda: self.open(button))
        button.save_wanted.connect(lambda: self.save(button))
        button.drag_wanted.connect(lambda: self._drag_out(button))
        return button

    def _more_button(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setText(counted("AttachmentsRow", "Show 1 more", "Show %Ln more", number))
        button.setAccessibleName(
            counted("AttachmentsRow", "Show 1 more attachment", "Show %Ln more attachments", number)
        )
        button.clicked.connect(self._show_more)
        return button

    def _save_all_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons.put(button, "save-all")
        button.setText(self.tr("Save all"))
        button.setAccessibleName(self.tr("Save all attachments"))
        button.clicked.connect(self.save_all)
        return button

    def _build(self) -> None:
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Fetching attachments"))
        self._stop.clicked.connect(self._downloads.stop)
        row = QHBoxLayout(self._progress_row)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(self._progress_words)
        row.addWidget(self._progress, 1)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(self._flow)
        column.addWidget(self._progress_row)
        self._progress_row.hide()
        self.hide()


def _safely_named(attachments: tuple[Attachment, ...]) -> list[tuple[str, Attachment]]:
    taken: set[str] = set()
    named = []
    for attachment in attachments:
        name = free_name(safe_file_name(attachment.name), taken)
        taken.add(name.lower())
        named.append((name, attachment))
    return named
