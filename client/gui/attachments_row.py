"""The attachments of a message as a row of buttons with name and size. A click saves one, a further button all of them;
a bar shows how far it is, with a way to stop. Names come from strangers and are made safe before they are shown or
used."""

from pathlib import Path

from PyQt5.QtCore import QStandardPaths, Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from client.gui.downloads import Downloads, Wanted
from client.gui.explanations import notice_of
from client.gui.file_choosing import FileChooser
from client.gui.flow_layout import FlowLayout
from client.gui.icons import Icons
from client.gui.notices import Notice, Notices
from client.gui.plain_words import plain_tool_tip
from client.gui.safe_file_name import free_name, safe_file_name
from client.message import Attachment
from client.wording import spoken_bytes

NAME_WIDTH = 260
STEPS = 1000


class AttachmentsRow(QWidget):
    """Hidden while there are no attachments. Signals: count_changed(int)."""

    count_changed = pyqtSignal(int)

    def __init__(
        self, downloads: Downloads, notices: Notices, icons: Icons, chooser: FileChooser, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._notices = notices
        self._icons = icons
        self._chooser = chooser
        self._named: list[tuple[str, Attachment]] = []
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation) or Path.home()
        )
        self.buttons: list[QToolButton] = []
        self._flow = FlowLayout()
        self._progress = QProgressBar()
        self._progress_words = QLabel()
        self._stop = QPushButton(self.tr("Stop"))
        self._progress_row = QWidget()
        self._build()
        downloads.progressed.connect(self._show_progress)
        downloads.finished.connect(self._saved)
        downloads.failed.connect(self._failed)

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        self._named = _safely_named(attachments)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.buttons = [self._button(name, attachment) for name, attachment in self._named]
        if len(self._named) > 1:
            self.buttons.append(self._save_all_button())
        for button in self.buttons:
            self._flow.addWidget(button)
        self._show_what_there_is()
        self.count_changed.emit(len(self._named))

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

    def _save_one(self, name: str, attachment: Attachment) -> None:
        path = self._chooser.save_as(self, self._folder / name)
        if path is not None:
            self._folder = path.parent
            self._start([Wanted(attachment, path)])

    def _start(self, wanted: list[Wanted]) -> None:
        if self._downloads.active:
            self._notices.tell(Notice("save", self.tr("Wait until the attachments under way are saved, or stop them.")))
            return
        names = ", ".join(one.path.name for one in wanted)
        self._progress_words.setText(self.tr("Saving {names}…").format(names=names))
        self._progress.setRange(0, 0)
        self._downloads.start(wanted)
        self._show_what_there_is()

    def _show_progress(self, part: float) -> None:
        self._progress.setRange(0, 0 if part < 0 else STEPS)
        self._progress.setValue(int(part * STEPS))

    def _saved(self, paths: list[Path]) -> None:
        self._show_what_there_is()
        if len(paths) == 1:
            words = self.tr("{name} is saved in {folder}.").format(name=paths[0].name, folder=paths[0].parent)
        else:
            words = self.tr("{count} files are saved in {folder}.").format(count=len(paths), folder=paths[0].parent)
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

    def _button(self, name: str, attachment: Attachment) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons.put(button, "attachment")
        size = spoken_bytes(attachment.size)
        fitting = button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        button.setText(f"{fitting}  ({size})".replace("&", "&&"))
        button.setProperty("kind", "attachment")
        button.setAccessibleName(self.tr("Save attachment {name}, {size}").format(name=name, size=size))
        button.setToolTip(plain_tool_tip(self.tr("Save {name}").format(name=name)))
        button.clicked.connect(lambda: self._save_one(name, attachment))
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
        self._progress_words.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Saving attachments"))
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
