"""The IP addresses of this machine, asked from the kernel, never from a name server.

A listener on a wildcard address is reached at every one of them, so the certificate must name them. The
kernel answers a netlink question at once; asking the resolver for the machine's own name can hang.
"""

import ipaddress
import socket
import struct
from collections.abc import Iterator

# linux/rtnetlink.h, linux/netlink.h, linux/if_addr.h
_RTM_NEWADDR, _RTM_GETADDR = 20, 22
_NLM_F_REQUEST, _NLM_F_DUMP = 0x1, 0x300
_NLMSG_ERROR, _NLMSG_DONE = 2, 3
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
# Temporary (privacy) addresses change by the hour, and nobody is told them; the others are not in use (yet).
_IFA_F_TEMPORARY, _IFA_F_DADFAILED, _IFA_F_DEPRECATED, _IFA_F_TENTATIVE = 0x01, 0x08, 0x20, 0x40
_IPV6_PASSING = _IFA_F_TEMPORARY | _IFA_F_DADFAILED | _IFA_F_DEPRECATED | _IFA_F_TENTATIVE
_HEADER = struct.Struct("=IHHII")
_ADDRESS = struct.Struct("=BBBBI")
_ATTRIBUTE = struct.Struct("=HH")


def own_addresses() -> tuple[str, ...]:
    """Addresses by which others reach this machine, sorted; loopback and link-local ones are left out.

    Empty when the kernel does not answer netlink questions.
    """
    try:
        found = {address for address in _ask_kernel() if _reachable(address)}
    except (OSError, AttributeError, struct.error):
        # No netlink on this system: the person can still name addresses in the settings.
        return ()
    return tuple(sorted(found))


def _reachable(text: str) -> bool:
    address = ipaddress.ip_address(text)
    return not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified)


def _ask_kernel() -> list[str]:
    addresses: list[str] = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
        netlink.settimeout(2.0)
        flags = _NLM_F_REQUEST | _NLM_F_DUMP
        question = _ADDRESS.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
        netlink.send(_HEADER.pack(_HEADER.size + len(question), _RTM_GETADDR, flags, 1, 0) + question)
        while True:
            for kind, body in _messages(netlink.recv(65536)):
                if kind in (_NLMSG_DONE, _NLMSG_ERROR):
                    return addresses
                if kind == _RTM_NEWADDR:
                    addresses.extend(_address(body))


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _HEADER.size:
        length, kind = _HEADER.unpack_from(data)[:2]
        yield kind, data[_HEADER.size : length]
        data = data[max(_aligned(length), _HEADER.size) :]


def _address(body: bytes) -> Iterator[str]:
    family, _, flags, _, _ = _ADDRESS.unpack_from(body)
    if family == socket.AF_INET6 and flags & _IPV6_PASSING:
        return
    attributes = dict(_attributes(body[_ADDRESS.size :]))
    # On a point-to-point link IFA_ADDRESS is the peer, and IFA_LOCAL is ours.
    packed = attributes.get(_IFA_LOCAL, attributes.get(_IFA_ADDRESS))
    if packed is not None and family in (socket.AF_INET, socket.AF_INET6):
        yield str(ipaddress.ip_address(packed))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(data)
        yield kind, data[_ATTRIBUTE.size : length]
        data = data[max(_aligned(length), _ATTRIBUTE.size) :]


def _aligned(length: int) -> int:
    return (length + 3) & ~3
