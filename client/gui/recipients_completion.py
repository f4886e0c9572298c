"""Offers people while a recipient is typed: those seen in mail, and whoever of this server has just the address that is
typed. Both are asked in worker threads after a short pause, and the server only so often for one message."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject, QTimer

from client.addresses import Address, parse_addresses
from client.cache import Cache
from client.errors import BadAddress
from client.gui.recipients_check import RecipientsCheck
from client.gui.recipients_field import RecipientsField
from client.gui.tasks import Place, Tasks

# Gives the people seen in mail whose name or address begins so, the likeliest first; belongs into a worker thread.
People = Callable[[str], Sequence[Address]]

PAUSE_MS = 120
SHORTEST_NAME = 2
MOST_LOOK_UPS = 30


def nobody(_typed: str) -> Sequence[Address]:
    """Nobody was seen."""
    return ()


def seen_in(cache: Cache) -> People:
    """Return a way to find the people whom the cache of an account knows."""
    return lambda typed: [one.address for one in cache.people(typed)]


class RecipientsCompletion(QObject):
    """Watches the fields of one message."""

    def __init__(
        self,
        fields: Sequence[RecipientsField],
        people: People,
        check: RecipientsCheck,
        domain: str,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = people
        self._check = check
        self._domain = domain
        self._tasks = tasks
        self._place = Place()
        self._field: RecipientsField | None = None
        self._seen: Sequence[Address] = ()
        self._look_ups = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        for field in fields:
            field.typing.connect(lambda piece, field=field: self._typing(field, piece))

    def _typing(self, field: RecipientsField, piece: str) -> None:
        self._place.forget()
        self._field = field
        if piece:
            self._pause.start()
        else:
            self._pause.stop()
            field.withdraw()

    def _look(self) -> None:
        field = self._field
        if field is None:
            return
        piece, people = field.typed_piece(), self._people
        self._ask_the_server(piece)
        self._tasks.start(
            lambda: people(piece), self._show, lambda _: self._show(()), place=self._place, owner=self, quiet=True
        )

    def _ask_the_server(self, piece: str) -> None:
        person = self._whole(piece)
        if person is not None and self._check.exists(person.address) is None and self._look_ups < MOST_LOOK_UPS:
            self._look_ups += 1
            self._check.ask(person.address, self._offer)

    def _show(self, seen: Sequence[Address]) -> None:
        self._seen = seen
        self._offer()

    def _offer(self) -> None:
        field = self._field
        if field is None:
            return
        piece = field.typed_piece()
        known = self._whole(piece)
        first = [known] if known is not None and self._check.exists(known.address) else []
        seen = [one for one in self._seen if not first or one.address.casefold() != first[0].address.casefold()]
        same = [one for one in self._seen if one not in seen]
        field.offer([*(same or first), *seen] if piece else ())

    def _whole(self, piece: str) -> Address | None:
        """The address of this server that is typed whole, as far as one can tell."""
        if len(piece) < SHORTEST_NAME or any(char.isspace() for char in piece):
            return None
        try:
            found = parse_addresses(piece, self._domain)
        except BadAddress:
            return None
        return found[0] if len(found) == 1 and self._check.is_local(found[0]) else None
