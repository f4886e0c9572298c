"""Who may have a connection: a limit for all together, and one for each address that is not loopback.

It only counts; closing what is over the limit, or making room, is the server's business.
"""

import ipaddress
import threading
from collections import Counter


class Admission:
    """Counts open connections by address; thread-safe."""

    def __init__(self, total: int, per_address: int) -> None:
        self._total = total
        self._per_address = per_address
        self._count = 0
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether there is no room for one more, wherever it comes from."""
        return self._count >= self._total

    def has_its_share(self, address: str) -> bool:
        """Whether `address` has as many connections as one address may have."""
        return self._open[address] >= self._per_address and not _is_loopback(address)

    def admit(self, address: str) -> bool:
        """Count one more connection of `address` unless that is over a limit."""
        with self._lock:
            if self.full or self.has_its_share(address):
                return False
            self._count += 1
            self._open[address] += 1
            return True

    def release(self, address: str) -> None:
        """One connection of `address` is closed."""
        with self._lock:
            self._count -= 1
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def plain_address(address: str) -> str:
    """`address` without a zone, and IPv4 as IPv4 also when it came in through an IPv6 socket."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
