"""Remote pictures that the person has allowed: fetched over HTTPS and nothing else, and within limits.

Nobody learns more than that this address asked: no cookie, no referrer, no name of this program. Machines of private
networks are never asked, whatever a host name or a redirect says: the address that was looked at is the one that is
connected to. What comes is bytes; whether they are a picture is seen by whoever draws them.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from certs.contexts import relay_context

BLOCK = 1 << 16
MOST_PICTURES = 100
LARGEST_PICTURE = 5_000_000
LARGEST_TOTAL = 30_000_000
MOST_REDIRECTS = 3
THREADS = 4
HTTPS_PORT = 443
# What may stand in a path and a query, with what is encoded already (RFC 3986 section 3.4).
_PATH = "%/?:@!$&'()*+,;=-._~[]|"

# https://www.iana.org/assignments/ipv6-address-space: the rest is of old private networks, or of nobody.
_UNICAST = ipaddress.IPv6Network("2000::/3")

Addresses = Callable[[str, int], Sequence[tuple[str, int]]]


class PictureRefused(Exception):
    """This picture is not fetched, or not all of it came; the text says why, for the log."""


@dataclass(frozen=True)
class Limits:
    """`seconds` is for everything, `wait` for connecting and for each silence of a server."""

    seconds: float = 30.0
    wait: float = 8.0
    largest: int = LARGEST_PICTURE
    total: int = LARGEST_TOTAL
    most: int = MOST_PICTURES


def public_addresses(host: str, port: int) -> list[tuple[str, int]]:
    """Where `host` can be reached. Raises `PictureRefused` when one of them is no address of the open Internet."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_public(address):
            raise PictureRefused(f"{host} is in a private network")
    return [(address, port) for address in found]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, also when it carries an IPv4 address inside."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1] or _nat64(found)
        if inner is not None:
            return is_public(str(inner))
        if found not in _UNICAST:
            return False
    return found.is_global and not found.is_multicast


class PictureFetcher:
    """Fetches pictures in a few threads of its own. `context` and `addresses` are what a test replaces."""

    def __init__(
        self,
        limits: Limits = Limits(),
        context: Callable[[], ssl.SSLContext] = relay_context,
        addresses: Addresses = public_addresses,
    ) -> None:
        self._limits = limits
        self._make_context = context
        self._addresses = addresses

    def fetch_all(
        self, sources: Sequence[str], stop: threading.Event, arrived: Callable[[str, bytes | None], None]
    ) -> None:
        """Call `arrived` for each source with its bytes, or None when it cannot be had. Returns when all is told, or
        the time is over, or `stop` is set; waits, and belongs into a worker thread, in which `arrived` is called.
        """
        run = _Run(self._limits, self._make_context(), self._addresses, stop)
        answers = run.begin(sources)
        left = set(sources)
        while left and not stop.is_set():
            try:
                source, content = answers.get(timeout=min(0.2, max(0.01, run.seconds_left())))
            except queue.Empty:
                if run.seconds_left() <= 0:
                    break
                continue
            left.discard(source)
            arrived(source, content)
        run.over.set()
        for source in left:
            arrived(source, None)


class _Run:
    """What the threads of one call share."""

    def __init__(self, limits: Limits, context: ssl.SSLContext, addresses: Addresses, stop: threading.Event) -> None:
        self._limits = limits
        self._context = context
        self._addresses = addresses
        self._stop = stop
        self.over = threading.Event()
        self._gate = threading.Lock()
        self._bytes_left = limits.total
        self._deadline = time.monotonic() + limits.seconds

    def seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def begin(self, sources: Sequence[str]) -> "queue.SimpleQueue[tuple[str, bytes | None]]":
        wanted: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        answers: queue.SimpleQueue[tuple[str, bytes | None]] = queue.SimpleQueue()
        for number, source in enumerate(dict.fromkeys(sources)):
            if number < self._limits.most:
                wanted.put(source)
            else:
                answers.put((source, None))
        for _ in range(THREADS):
            wanted.put(None)
            # A daemon: a name server that never answers must not keep the program.
            threading.Thread(target=self._work, args=(wanted, answers), name="pictures", daemon=True).start()
        return answers

    def _work(
        self, wanted: "queue.SimpleQueue[str | None]", answers: "queue.SimpleQueue[tuple[str, bytes | None]]"
    ) -> None:
        while (source := wanted.get()) is not None and not self._ended():
            try:
                answers.put((source, self._fetch(source)))
            except (PictureRefused, OSError, http.client.HTTPException, ValueError):
                # Refused, unreachable or no HTTP: the reader shows an empty frame and tells how many are missing.
                answers.put((source, None))

    def _ended(self) -> bool:
        return self._stop.is_set() or self.over.is_set() or self.seconds_left() <= 0

    def _fetch(self, source: str) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(source)
            if isinstance(answer, bytes):
                return answer
            source = urljoin(source, answer)
        raise PictureRefused("too many redirects")

    def _ask(self, source: str) -> bytes | str:
        """The content, or where it is instead."""
        parts = urlsplit(source)
        # What is offered without encryption is asked for with it, or not at all.
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise PictureRefused("not on the web")
        if parts.port not in {None, 80, HTTPS_PORT}:
            raise PictureRefused(f"port {parts.port}")
        # A host that no certificate can name: TLS would refuse it only after the connection is open. UnicodeError.
        parts.hostname.encode("idna")
        path = quote(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", safe=_PATH)
        connection = _Connection(parts.hostname, self._context, self._addresses, self._limits.wait)
        try:
            connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "Mozilla/5.0"})
            with connection.getresponse() as response:
                if response.status in {301, 302, 303, 307, 308}:
                    return response.headers.get("Location") or ""
                return self._read(response)
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        kind = response.headers.get_content_type()
        # SVG is a program that may load files of this computer; it is no picture for a reader of mail.
        if response.status != 200 or not kind.startswith("image/") or "svg" in kind:
            raise PictureRefused(f"{response.status} {kind}")
        content = bytearray()
        while block := response.read1(BLOCK):
            content += block
            self._take(len(block))
            if len(content) > self._limits.largest or self._ended():
                raise PictureRefused(f"{len(content)} bytes, or too late")
        if response.length:
            raise PictureRefused("cut off")
        return bytes(content)

    def _take(self, size: int) -> None:
        with self._gate:
            self._bytes_left -= size
            if self._bytes_left < 0:
                raise PictureRefused("all of them together are too large")


class _Connection(http.client.HTTPSConnection):
    """Connects to an address that was looked at, not to what the name means a moment later."""

    def __init__(self, host: str, context: ssl.SSLContext, addresses: Addresses, wait: float) -> None:
        super().__init__(host, HTTPS_PORT, timeout=wait, context=context)
        self._tls = context
        self._addresses = addresses

    def connect(self) -> None:
        problem: OSError | None = None
        for address in self._addresses(self.host, self.port):
            try:
                plain = socket.create_connection(address, self.timeout)
            except OSError as error:
                problem = error
                continue
            try:
                self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
            except BaseException:
                plain.close()
                raise
            return
        raise problem or PictureRefused(f"{self.host} has no address")


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    # RFC 6052 section 2.1: 64:ff9b::/96 carries an IPv4 address in its last four bytes.
    # https://www.rfc-editor.org/rfc/rfc6052#section-2.1
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
