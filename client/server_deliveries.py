"""Mail on its way to the outside, as the server has it: asked for, tried at once, called back. Blocks; for worker
threads."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from client import delivery_requests
from client.deliveries import Deliveries
from client.jmap_client import JmapClient


class ServerDeliveries:
    """Asks over `jmap`, within `guard`, which makes the right faults of what goes wrong."""

    def __init__(self, jmap: JmapClient, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._jmap, self._guard = jmap, guard

    def fetch(self, known: Deliveries) -> Deliveries:
        """`known` brought up to date."""
        with self._guard():
            return delivery_requests.fetch_deliveries(self._jmap, known)

    def retry(self, ids: Sequence[str]) -> None:
        """Have them tried now. Raises `NotAccepted` for what is settled or held, `ServerBusy` when asked too often."""
        with self._guard():
            delivery_requests.change_deliveries(self._jmap, ids, "retry")

    def cancel(self, ids: Sequence[str]) -> None:
        """Call them back. Raises `NotAccepted` when it is too late for one; the others are called back."""
        with self._guard():
            delivery_requests.change_deliveries(self._jmap, ids, "cancel")
