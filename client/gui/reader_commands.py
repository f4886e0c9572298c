"""The commands of the main window about the message that is read and about mail as files, put together."""

from collections.abc import Callable

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from client.gui.desk import Desk
from client.gui.mail_drop import MailDrop
from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.message_output import MessageOutput
from client.gui.notices import Notices
from client.gui.picture_senders import PictureSenders
from client.gui.present import present
from client.gui.transfers import Transfers


class ReaderCommands(QObject):
    """Belongs to the main window. `folder_name` tells the name of the open folder."""

    def __init__(
        self,
        desk: Desk,
        menus: MainMenus,
        notices: Notices,
        page: MailPage,
        folder_name: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._page = page
        self._window = window
        self.output = MessageOutput(desk, notices, page.reader, window)
        self.transfers = Transfers(desk, notices, window)
        self.drop = MailDrop([present(page.table.viewport()), page.list_pane.state])
        self.drop.dropped.connect(lambda paths: self.transfers.import_files(paths, folder_name()))
        menus.commands.connect(
            {
                "message-source": self.output.show_source,
                "print": self.output.print_message,
                "pdf": self.output.save_pdf,
                "export": self._export,
                "export-folder": lambda: self.transfers.export_folder(folder_name()),
                "import": lambda: self.transfers.ask_import(folder_name()),
                "picture-senders": self.show_picture_senders,
            }
        )

    def show_picture_senders(self) -> PictureSenders:
        dialog = PictureSenders(self._desk.memory, self._window)
        dialog.open()
        return dialog

    def _export(self) -> None:
        rows = self._page.table.selected_rows()
        subject = rows[0].subject if rows else ""
        self._page.choosing.with_ids(lambda found: self.transfers.export(found, subject))
