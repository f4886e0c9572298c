"""The two places beside the folders: the mail of the open mailbox, and the outbox. One of them is shown."""

from PyQt5.QtCore import QLocale, pyqtSignal
from PyQt5.QtWidgets import QStackedWidget

from client.gui.desk import Desk
from client.gui.folder_list import OUTBOX, FolderList
from client.gui.mail_page import MailPage
from client.gui.outbox_view import OutboxView
from client.gui.overview import Overview
from client.outbox import OutboxItem, State


class Places(QStackedWidget):
    """Signals: changed(), another mailbox or place is shown, or the counts of this one are others."""

    changed = pyqtSignal()

    def __init__(self, desk: Desk, folders: FolderList, mail: MailPage, outbox: OutboxView) -> None:
        super().__init__()
        self._session = desk.session
        self._office = desk.office
        self._on_the_way = desk.on_the_way
        self._folders = folders
        self._mail = mail
        self._outbox = outbox
        self.addWidget(mail)
        self.addWidget(outbox)
        folders.chosen.connect(self.show_folder)
        # Bound methods, because what is connected here lives longer than this: Qt forgets them with it.
        self._session.opening.connect(self._opening)
        self._session.overview_changed.connect(self._show_overview)
        self._office.items_changed.connect(self._show_outbox_count)

    @property
    def on_mail(self) -> bool:
        """Whether the mail is shown, and not the outbox."""
        return self.currentWidget() is self._mail

    @property
    def key(self) -> str:
        """The mailbox that is shown (a role or an id), or OUTBOX."""
        return self._session.mailbox if self.on_mail else OUTBOX

    def title(self) -> str:
        """What is shown, with its count: "Inbox (3)"."""
        folder, name = self._folders.folders.folder(self.key), self._folders.folders.name_of(self.key)
        return f"{name} ({QLocale().toString(folder.count)})" if folder is not None and folder.count else name

    def mailbox_name(self) -> str:
        """What the open mailbox is called."""
        return self._folders.folders.name_of(self._session.mailbox)

    def go_to(self, key: str) -> None:
        """Open a mailbox, or the outbox, and give the keyboard to its list."""
        self.show_folder(key)
        if key == OUTBOX:
            self._outbox.table.setFocus()
        else:
            self._mail.list_pane.focus_list()

    def go_to_item(self, item_id: int) -> None:
        """Open the outbox at a message."""
        self.go_to(OUTBOX)
        self._outbox.select(item_id)

    def go_to_search(self) -> None:
        """Give the keyboard to the search box of the open mailbox."""
        if not self.on_mail:
            self.show_folder(self._session.mailbox)
        self._mail.bar.search.setFocus()
        self._mail.bar.search.selectAll()

    def show_folder(self, key: str) -> None:
        """Open a mailbox, or the outbox; the keyboard stays where it is."""
        self._folders.show_chosen(key)
        if key == OUTBOX:
            self.setCurrentWidget(self._outbox)
            self._office.look()
            self._on_the_way.look()
        else:
            self.setCurrentWidget(self._mail)
            if key != self._session.mailbox or self._session.list.searching:
                self._session.open(key)
        self.changed.emit()

    def leave_folder(self, key: str) -> None:
        """A folder is gone: show the inbox where it was open."""
        if self._session.mailbox == key:
            self.go_to("inbox")

    def _opening(self, mailbox: str) -> None:
        self._mail.title.setText(self._folders.folders.name_of(mailbox))
        self.changed.emit()

    def _show_overview(self, overview: Overview, _fresh: bool) -> None:
        if overview.mailboxes:
            self._folders.folders.show_mailboxes(overview.mailboxes)
        self._mail.title.setText(self.tr("Search") if self._session.list.searching else self.mailbox_name())
        self.changed.emit()

    def _show_outbox_count(self, items: tuple[OutboxItem, ...]) -> None:
        unsent = [item for item in items if item.state is not State.SENT]
        urgent = any(item.state in (State.REFUSED, State.UNSURE) for item in unsent)
        self._folders.folders.show_outbox(len(unsent), urgent=urgent)
