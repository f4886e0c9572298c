"""From a server's name to a connected socket: the first two stages of a delivery, each with its time limit."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Sequence

from db.push_target import is_allowed
from server.courier.target import NotReady, Stage, Target


def resolve(target: Target, seconds: float) -> list[str]:
    """Return the addresses of the server. Raises NotReady."""
    # On a thread of its own: the system's resolver knows no time limit.
    found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look() -> None:
        try:
            infos = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(info[4][0]) for info in infos)))
        except (OSError, UnicodeError) as problem:
            found.put(problem if isinstance(problem, OSError) else OSError(str(problem)))

    threading.Thread(target=look, name="resolver", daemon=True).start()
    try:
        addresses = found.get(timeout=seconds)
    except queue.Empty:
        raise NotReady(Stage.DNS, f"The name {target.host} was not found within {seconds:g} seconds.") from None
    if isinstance(addresses, OSError):
        raise NotReady(Stage.DNS, f"The name {target.host} cannot be found: {addresses.strerror or addresses}.")
    if target.public_only:
        addresses = [one for one in addresses if is_allowed(one, private_networks=False)]
        if not addresses:
            raise NotReady(Stage.DNS, f"The name {target.host} leads into a private network.")
    return addresses


def connect(target: Target, addresses: Sequence[str], seconds: float) -> tuple[socket.socket, str]:
    """Return a socket that is connected to one of `addresses`, and to which; each has so much time. Raises NotReady."""
    problem: OSError | None = None
    for address in addresses[:4]:
        try:
            connected = socket.create_connection((address, target.port), seconds)
        except OSError as failed:
            problem = failed
            continue
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected, address
    why = f"no answer within {seconds:g} seconds" if isinstance(problem, TimeoutError) else problem and problem.strerror
    raise NotReady(Stage.TCP, f"No connection to {target.host} port {target.port}: {why}.", hop=target.host)
