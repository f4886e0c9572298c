"""Mail on its way to the outside, of an account without a server."""

from collections.abc import Callable, Sequence

from client.deliveries import Deliveries
from client.server_deliveries import ServerDeliveries


class DeliveriesInMemory(ServerDeliveries):
    """`found` is what there is now, `acts` what was asked for; `work` is called first, by the name of what is done."""

    def __init__(self, work: Callable[[str], None]) -> None:
        self._work = work
        self.found = Deliveries()
        self.acts: list[tuple[str, tuple[str, ...]]] = []

    def fetch(self, known: Deliveries) -> Deliveries:
        self._work("deliveries")
        return self.found

    def retry(self, ids: Sequence[str]) -> None:
        self._work("retry_deliveries")
        self.acts.append(("retry", tuple(ids)))

    def cancel(self, ids: Sequence[str]) -> None:
        self._work("cancel_deliveries")
        self.acts.append(("cancel", tuple(ids)))
