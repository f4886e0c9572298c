"""How often links to set a new password may be asked for from one network address, from its network, and in all.

Every question counts, whatever account it is for, so the limit tells nothing about accounts. In memory, one for the
server; forgotten with each hour, so it cannot grow without end. How often one account is sent a link is for
`db.reset_asking` to limit.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from db.errors import TooOften
from db.throttle import network_of

HOUR = 60 * 60
PER_ADDRESS, PER_NETWORK, IN_ALL = 10, 50, 500
"""Questions in an hour; the addresses of this machine itself, which everybody on it has, count only in all."""


class AskingLimits:
    """Counts questions; safe to share between threads. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since = clock()
        self._counts: Counter[str] = Counter()

    def take(self, peer: str) -> None:
        """Count one more question from the network address `peer`.

        Raises:
            TooOften: it is one too many, and was not counted.
        """
        with self._lock:
            now = self._clock()
            if now >= self._since + HOUR:
                self._since = now
                self._counts.clear()
            keys = _keys(peer)
            if any(self._counts[key] >= most for key, most in keys):
                wait = int(self._since + HOUR - now) + 1
                raise TooOften("Links were asked for too often from here. Try again in an hour.", wait)
            self._counts.update(key for key, _ in keys)


def _keys(peer: str) -> list[tuple[str, int]]:
    network = network_of(peer)
    keys = [("all", IN_ALL)]
    return keys if network is None else [*keys, (f"network {network}", PER_NETWORK), (f"address {peer}", PER_ADDRESS)]
