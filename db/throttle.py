"""Limits on guessing: how often something may fail before it has to wait.

Failures are counted for the name with the address, for the name, for the address and for its network, each in a
window of ten minutes. In memory, one per process; bounded, so that a flood of names cannot fill it. The address of
this machine itself is shared by everybody on it, so it is counted only together with a name.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from db.errors import TooManyFailures

WINDOW = 600.0
_MOST_KEYS = 50_000
# Longer than any address; what a stranger sends as a name may be longer still.
_LONGEST = 320


class Throttle:
    """`limit` failures of one name from one address; the wider keys allow more.

    `window` is in seconds; `told` is what who has to wait is told first. Threads may share it.
    """

    def __init__(
        self,
        limit: int = 10,
        clock: Callable[[], float] = time.monotonic,
        window: float = WINDOW,
        most_keys: int = _MOST_KEYS,
        told: str = "Too many failed tries.",
    ) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._most_keys = most_keys
        self._told = told
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wider(self, times: int) -> Throttle:
        """Return one that counts for itself and allows so many times as much."""
        return Throttle(self._limit * times, self._clock, self._window, self._most_keys, self._told)

    def check(self, name: str, peer: str) -> None:
        """Accept another try.

        Raises:
            TooManyFailures: not before `retry_after` seconds.
        """
        now = self._clock()
        with self._lock:
            for key, allowed in self._keys(name, peer):
                start, count = self._failures.get(key, (now, 0))
                if count >= allowed and start + self._window > now:
                    wait = int(start + self._window - now) + 1
                    raise TooManyFailures(f"{self._told} {_when(wait)}", wait)

    def failed(self, name: str, peer: str) -> bool:
        """Count a failure; True when it was the one that reached a limit."""
        now = self._clock()
        reached = False
        with self._lock:
            for key, allowed in self._keys(name, peer):
                start, count = self._failures.get(key, (now, 0))
                if start + self._window <= now:
                    start, count = now, 0
                self._failures[key] = (start, count + 1)
                self._failures.move_to_end(key)
                reached = reached or count + 1 == allowed
            while len(self._failures) > self._most_keys:
                self._failures.popitem(last=False)
        return reached

    def succeeded(self, name: str, peer: str) -> None:
        """Forget the failures of this name from this address; those of others stay."""
        with self._lock:
            self._failures.pop(self._keys(name, peer)[0][0], None)

    def _keys(self, name: str, peer: str) -> list[tuple[str, int]]:
        name, peer = name.strip().lower()[:_LONGEST], peer[:_LONGEST]
        keys = [(f"pair {name} {peer}", self._limit), (f"name {name}", self._limit * 10)]
        network = network_of(peer)
        if network is not None:
            keys += [(f"address {peer}", self._limit * 3), (f"network {network}", self._limit * 10)]
        return keys


def network_of(peer: str) -> str | None:
    """Return the network that `peer` is counted with (/24, /64); None for this machine and for what is no address."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        # A listener for both kinds sees IPv4 so.
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False))


def _when(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"Try again in {minutes} minute{'s' if minutes > 1 else ''}."
