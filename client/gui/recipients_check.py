"""Tells while a message is written which of its recipients this server does not know: each address is asked about once,
quietly, in the sending lane, when the person leaves the field."""

import logging
from collections.abc import Sequence

from PyQt5.QtCore import QObject

from client.account import Account
from client.addresses import Address
from client.errors import BadAddress
from client.gui.recipients_field import RecipientsField
from client.gui.tasks import Lane, Tasks

log = logging.getLogger(__name__)


class RecipientsCheck(QObject):
    """Watches the fields and marks them."""

    def __init__(
        self, fields: Sequence[RecipientsField], account: Account, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._account = account
        self._tasks = tasks
        self._known: dict[str, bool] = {}
        self._asked: set[str] = set()
        for field in fields:
            field.settled.connect(self._ask_about)

    def unknown(self) -> set[str]:
        """Return the addresses of which the server says that nobody has them."""
        return {address for address, exists in self._known.items() if not exists}

    def check_all(self) -> None:
        """Ask about what the fields hold already."""
        for field in self._fields:
            self._ask_about(_readable(field))

    def _ask_about(self, people: Sequence[Address]) -> None:
        domain = self._account.server.domain.casefold()
        for person in people:
            if person.domain.casefold() == domain and person.address not in self._asked:
                self._asked.add(person.address)
                self._ask(person.address)
        self._mark()

    def _ask(self, address: str) -> None:
        def learned(exists: bool) -> None:
            self._known[address] = exists
            self._mark()

        def failed(error: Exception) -> None:
            # The message can be sent all the same: the server says then who does not exist.
            self._asked.discard(address)
            log.info("could not ask whether a recipient exists: %s", error)

        account = self._account
        self._tasks.start(
            lambda: account.user_exists(address), learned, failed, lane=Lane.SENDING, owner=self, quiet=True
        )

    def _mark(self) -> None:
        unknown = self.unknown()
        for field in self._fields:
            here = [person.address for person in _readable(field) if person.address in unknown]
            if here or not field.is_wrong():
                field.show_unknown(here)


def _readable(field: RecipientsField) -> Sequence[Address]:
    """The addresses of a field, none while it holds something that is not an address."""
    try:
        return field.addresses()
    except BadAddress:
        return ()
