"""Shows in the line at the bottom of the window that mail stays in the server's own domain, as long as that is so, and
says on a click what it means. It follows what the account's server tells while the program runs."""

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QPushButton

from client.gui.desk import Desk
from client.gui.notices import Notice, Notices, Urgency

KEY = "local-only"


class LocalOnly(QObject):
    """`button` is the quiet words, hidden unless the server says that it is local only."""

    def __init__(self, desk: Desk, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._notices = notices
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        self.button.hide()
        self.button.clicked.connect(self._explain)
        desk.session.in_step.stepped.connect(self._follow)
        self._follow()

    def _follow(self, *_step: object) -> None:
        local = self._desk.account.local_only is True
        if local:
            words = self.tr("Local only: mail stays at {domain}").format(domain=self._domain)
            self.button.setText(words)
            self.button.setAccessibleName(words)
            self.button.setToolTip(self._explanation())
            self.button.setAccessibleDescription(self._explanation())
        elif not self.button.isHidden():
            self._notices.settle(KEY)
        self.button.setVisible(local)

    @property
    def _domain(self) -> str:
        return self._desk.account.server.domain

    def _explanation(self) -> str:
        words = self.tr(
            "This server delivers to addresses of {domain} and to nobody else, until an admin opens the way to others."
        )
        return words.format(domain=self._domain)

    def _explain(self) -> None:
        # Asked for again, it is shown again, also when it was closed before.
        self._notices.settle(KEY)
        self._notices.tell(Notice(KEY, self._explanation(), Urgency.WARNING))
