"""Binds the sockets that the servers accept on, before any server runs.

The one who starts the servers holds the sockets, so that a server that is started anew finds the connections that came
meanwhile waiting. What cannot be bound is told by port, with who could have it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from db.settings import Ports
from scripts.errors import StartError
from scripts.port_owner import owner

_BACKLOG = 1024

Listeners = Mapping[str, socket.socket]
"""Listening sockets by name: `smtp_starttls`, `smtp_tls`, `https`, `incoming`."""


def bind(host: str, ports: Ports, auto: bool) -> dict[str, socket.socket]:
    """Return a listening socket for each port that is not off; with `auto`, a free one in place of a taken one.

    Raises:
        StartError: ports are taken or not allowed, or `host` is not this machine's; nothing stays bound.
    """
    bound: dict[str, socket.socket] = {}
    problems: list[str] = []
    errnos: set[int | None] = set()
    with contextlib.ExitStack() as undo:
        for name, port in _wanted(ports):
            try:
                bound[name] = undo.enter_context(_bind_one(host, port, auto))
            except OSError as problem:
                problems.append(_explain(name, host, port, problem))
                errnos.add(problem.errno)
        if problems:
            raise StartError("\n".join(dict.fromkeys(problems)), _remedy(errnos))
        undo.pop_all()
    return bound


def _remedy(errnos: set[int | None]) -> str:
    if errnos <= {errno.EADDRINUSE, errno.EACCES}:
        return "Free it, change it under [ports] in settings.toml, or let Postroom choose: --ports auto"
    return "Choose an address of this machine with --host: 127.0.0.1 for this machine only, 0.0.0.0 for every network."


def ports_of(listeners: Listeners, before: Ports) -> Ports:
    """Return `before` with the ports that `listeners` really have."""
    return replace(before, **{name: sock.getsockname()[1] for name, sock in listeners.items()})


def free_ports(before: Ports) -> Ports:
    """Return `before` with 0, "any free one", for each port that is not off; only `bind` understands it."""
    return replace(before, smtp_starttls=0, smtp_tls=0, https=0)


def _wanted(ports: Ports) -> Iterator[tuple[str, int]]:
    for entry in fields(ports):
        port = getattr(ports, entry.name)
        if port or entry.name != "incoming":
            yield entry.name, port


def _bind_one(host: str, port: int, auto: bool) -> socket.socket:
    try:
        return _listening(host, port)
    except OSError as problem:
        if auto and problem.errno in (errno.EADDRINUSE, errno.EACCES):
            return _listening(host, 0)
        raise


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # "::" is every address of the machine, of both families where the system can do that.
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both)


def _explain(name: str, host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} ({name}) is taken by {owner(port)}."
    if problem.errno == errno.EACCES:
        return f"Port {port} ({name}) is not allowed for you: ports below 1024 need root."
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"No port can be opened on {host}: this machine does not have that address."
    # 0 stands for any free one, and is no port to tell of.
    wanted = f"Port {port}" if port else "A free port"
    return f"{wanted} ({name}) cannot be opened on {host}: {os.strerror(problem.errno or 0)}."
