"""Tells while a message is written which of its recipients this server knows: each address is asked about once,
quietly, in the sending lane, when the person leaves the field, when it is typed whole, and before the message goes.
While the server is local only, recipients outside are told at once."""

import logging
from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject, QTimer

from client.account import Account
from client.addresses import Address
from client.gui.recipients_field import RecipientsField
from client.gui.tasks import Lane, Tasks

# How long sending waits for what is not known yet: the server says in any case who does not exist.
PATIENCE_MS = 2000
# Very many answers come one by one: all that came in this time are shown together.
MARKING_MS = 50

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
        # What is still being typed is looked up too, but not complained about.
        self._settled: set[str] = set()
        self._waiting: Callable[[], None] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._go_on)
        self._marking = QTimer(self)
        self._marking.setSingleShot(True)
        self._marking.setInterval(MARKING_MS)
        self._marking.timeout.connect(self._mark)
        for field in fields:
            field.settled.connect(self._ask_about)

    def unknown(self) -> set[str]:
        """Return the addresses of which the server says that nobody has them."""
        return {address for address, exists in self._known.items() if not exists}

    def outside(self) -> set[str]:
        """Return the addresses beyond the server's domain while it says that it takes mail for no other."""
        if self._account.local_only is not True:
            return set()
        people = [person for field in self._fields for person in field.readable()]
        return {person.address for person in people if not self.is_local(person)}

    def exists(self, address: str) -> bool | None:
        """Return what the server said, None when it was not asked or has not answered."""
        return self._known.get(address)

    def check_all(self) -> None:
        """Ask about what the fields hold already."""
        for field in self._fields:
            self._ask(field.readable())
        self._mark()

    def settle(self, then: Callable[[], None]) -> None:
        """Call `then` when the server was asked about every recipient, or after two seconds."""
        self.check_all()
        self._waiting = then
        if self._under_way():
            self._patience.start()
        else:
            self._go_on()

    def ask(self, address: str, then: Callable[[], None] | None = None) -> None:
        """Ask about one address, unless that was done before; `then` is called when the answer is there."""
        if address in self._asked:
            return
        self._asked.add(address)

        def learned(exists: bool) -> None:
            self._known[address] = exists
            if not self._marking.isActive():
                self._marking.start()
            self._go_on_when_all_is_known()
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            # The message can be sent all the same: the server says then who does not exist.
            self._asked.discard(address)
            log.info("could not ask whether a recipient exists: %s", error)
            self._go_on_when_all_is_known()

        account = self._account
        self._tasks.start(
            lambda: account.user_exists(address), learned, failed, lane=Lane.SENDING, owner=self, quiet=True
        )

    def is_local(self, person: Address) -> bool:
        return person.domain.casefold() == self._account.server.domain.casefold()

    def _ask_about(self, people: Sequence[Address]) -> None:
        self._ask(people)
        self._mark()

    def _ask(self, people: Sequence[Address]) -> None:
        for person in people:
            if self.is_local(person):
                self.ask(person.address)
            self._settled.add(person.address)

    def _under_way(self) -> bool:
        return bool(self._asked - self._known.keys())

    def _go_on_when_all_is_known(self) -> None:
        if not self._under_way():
            self._go_on()

    def _go_on(self) -> None:
        self._patience.stop()
        then, self._waiting = self._waiting, None
        if then is not None:
            then()

    def _mark(self) -> None:
        unknown, outside = self.unknown() & self._settled, self.outside() & self._settled
        for field in self._fields:
            here = [person.address for person in field.readable()]
            nobody, beyond = [one for one in here if one in unknown], [one for one in here if one in outside]
            if nobody or beyond or not field.is_wrong():
                field.show_unknown(nobody, beyond)
