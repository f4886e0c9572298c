"""How files come into a message that is being written: chosen by a command, dropped or pasted into its text; and what
is shown of them while they come, and when they are there."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, QStandardPaths
from PyQt5.QtWidgets import QWidget

from client.draft import AttachedFile
from client.gui.actions import Actions
from client.gui.attaching import Attaching
from client.gui.composer_form import ComposerForm
from client.gui.composer_pictures import ComposerPictures
from client.gui.desk import Desk
from client.gui.notices import Notice, Notices


class AttachCommands(QObject):
    """Belongs to the composer; `commands` has the one that attaches."""

    def __init__(
        self,
        form: ComposerForm,
        attaching: Attaching,
        commands: Actions,
        notices: Notices,
        desk: Desk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._attaching = attaching
        self._notices = notices
        self._desk = desk
        self._window = window
        self._pictures = ComposerPictures(form.text, desk.tasks, self)
        commands.connect({"attach": self._choose})
        form.text.files_dropped.connect(attaching.add_paths)
        form.text.picture_pasted.connect(attaching.add_made)
        form.text.text_too_long.connect(self._attach_text)
        files = form.files
        attaching.attached.connect(files.add)
        attaching.attached.connect(self._pictures.show)
        attaching.coming.connect(lambda one: files.show_coming(one.number, one.name, one.stop))
        attaching.progressed.connect(files.show_progress)
        attaching.ended.connect(files.end_coming)

    def _choose(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._attaching.add_paths(self._desk.chooser.open_files(self._window, Path(folder)))

    def _attach_text(self, make: Callable[[], AttachedFile]) -> None:
        self._attaching.add_made(make)
        words = self.tr("The text that was pasted is very long. It is attached as a file.")
        self._notices.tell(Notice("pasted", words))
