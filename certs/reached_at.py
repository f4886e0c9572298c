"""At which name or address other machines most likely reach this one: what goes into an invitation."""

from __future__ import annotations

from collections.abc import Sequence

from certs.names import is_wildcard
from certs.own_addresses import own_addresses

_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared


def reached_at(host: str, names: Sequence[str]) -> str:
    """Return it for servers that listen on the address `host` and have these further names.

    On one address it is that one, also loopback; on all of them the first name, else an address of the machine.
    """
    if not is_wildcard(host):
        return host
    addresses = [address for address in own_addresses() if ":" not in address and not address.startswith("127.")]
    return next(iter([*names, *addresses]), _HERE.get(host, host))
