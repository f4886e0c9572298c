"""A web server with pictures on a free port, over TLS, that writes down what it was asked, and a fetcher that finds it
under every name."""

import http.server
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import trustme

from client.picture_fetching import Limits, PictureFetcher

NAMES = ("pictures.example", "cdn.example", "tracker.example", "project.com")


@dataclass
class PictureHost:
    """`answers` maps a path to status, headers and body. `gate`, when cleared, holds all answers back."""

    answers: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    authority: trustme.CA = field(default_factory=trustme.CA)

    def put(self, path: str, body: bytes, kind: str = "image/png", status: int = 200, **headers: str) -> None:
        self.answers[path] = (status, {"Content-Type": kind, **headers}, body)

    def fetcher(self, limits: Limits | None = None) -> PictureFetcher:
        # A machine that is busy is slow, and not silent.
        given = replace(limits or Limits(seconds=60), wait=60)
        return PictureFetcher(given, self._context, lambda _host, _port: [("127.0.0.1", self.port)])

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


@contextmanager
def picture_host() -> Iterator[PictureHost]:
    """Serve until the block ends."""
    host = PictureHost()
    host.gate.set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(f"{self.headers['Host']}{self.path}")
            host.headers.append({name.lower(): value for name, value in self.headers.items()})
            host.gate.wait(30)
            status, headers, body = host.answers.get(self.path.partition("?")[0], (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    host.authority.issue_cert(*NAMES).configure_cert(context)
    server = _Server(("127.0.0.1", 0), Handler, context)
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield host
    finally:
        host.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    """Shakes hands in the thread of the request; a peer that leaves is no error."""

    def __init__(
        self, address: tuple[str, int], handler: type[http.server.BaseHTTPRequestHandler], context: ssl.SSLContext
    ) -> None:
        super().__init__(address, handler)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """The client may close whenever it has seen enough."""
