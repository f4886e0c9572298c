"""From where the web area for admins, and its JSON API, can be used: the setting `admin_networks`."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable


class AdminNetworks:
    """`networks` as the settings have them; none at all means from everywhere."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(ipaddress.ip_network(network) for network in networks)

    def allows(self, peer: str) -> bool:
        """Return whether an admin may come from the address `peer`."""
        if not self._networks:
            return True
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            # A listener for both kinds sees IPv4 so.
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)
