"""A TLS server that shakes hands, answers once, and closes: enough to see what a context accepts."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

GREETING = b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@contextmanager
def greeting_server(context: ssl.SSLContext, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve one connection after another on a free port of `host` until the block ends; gives the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection = listener.accept()[0]
        except OSError:
            return
        with connection:
            connection.settimeout(30)
            _greet(connection, context)


def _greet(connection: socket.socket, context: ssl.SSLContext) -> None:
    try:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.sendall(GREETING)
            # Closing with something unread would reset the connection and take the greeting with it.
            while secure.recv(4096):
                continue
    except OSError:
        # The peer refused us or was refused: what it saw is what the test looks at.
        return


def certificate_shown(port: int, context: ssl.SSLContext, name: str, host: str = "127.0.0.1") -> bytes:
    """Shake hands with `host`, expecting it to be `name`, and give the leaf it shows, in DER."""
    with context.wrap_socket(socket.create_connection((host, port), 30), server_hostname=name) as secure:
        assert secure.recv(100) == GREETING
        shown = secure.getpeercert(binary_form=True)
    assert shown is not None
    return shown
