"""A push service on this machine: takes what is posted over TLS, answers as it is told, and can decrypt."""

from __future__ import annotations

import json
import os
import queue
import ssl
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECONDS = 30


@dataclass(frozen=True)
class Posted:
    """One request; field names are in lower case."""

    path: str
    fields: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The object of a push that is not encrypted."""
        assert self.fields["content-type"] == "application/json"
        return json.loads(self.body)


class Receiver:
    """Made with keys of its own; `posted` are the requests, `answers` what to answer next (201 when there is none)."""

    def __init__(self) -> None:
        self.authority = trustme.CA()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert("localhost", "127.0.0.1", common_name="localhost").configure_cert(server)
        self.trust = ssl.create_default_context()
        self.authority.configure_trust(self.trust)
        self.posted: queue.Queue[Posted] = queue.Queue()
        self.answers: queue.SimpleQueue[tuple[int, dict[str, str]]] = queue.SimpleQueue()
        # Clear it, and requests to /slow wait until it is set again.
        self.go_on = threading.Event()
        self.go_on.set()
        self._private = generate_private_key(SECP256R1())
        self._secret = os.urandom(16)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.socket = server.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01], name="receiver")
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._server.server_address[1]
        return port

    def url(self, path: str = "/push?device=1") -> str:
        """A URL that leads here."""
        return f"https://localhost:{self.port}{path}"

    @property
    def keys(self) -> dict[str, str]:
        """What goes into the property `keys` of a subscription."""
        public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        texts = {"p256dh": public, "auth": self._secret}
        return {name: urlsafe_b64encode(value).rstrip(b"=").decode() for name, value in texts.items()}

    def next(self) -> Posted:
        """Wait for the next request."""
        return self.posted.get(timeout=SECONDS)

    def decrypted(self, posted: Posted) -> Any:
        """The object of a push that is encrypted for these keys (RFC 8291, RFC 8188)."""
        assert (posted.fields["content-type"], posted.fields["content-encoding"]) == ("application/json", "aes128gcm")
        salt, size, named = posted.body[:16], posted.body[16:20], posted.body[20]
        sender, cipher = posted.body[21 : 21 + named], posted.body[21 + named :]
        assert int.from_bytes(size, "big") >= len(cipher)
        own = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = self._private.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sender))
        secret = HKDF(SHA256(), 32, self._secret, b"WebPush: info\0" + own + sender).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, cipher, None).rstrip(b"\0")
        assert plain.endswith(b"\2")
        return json.loads(plain[:-1])

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._thread.join(SECONDS)
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = SECONDS

            def do_POST(self) -> None:
                fields = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(fields["content-length"]))
                receiver.posted.put(Posted(self.path, fields, body))
                if self.path == "/slow":
                    receiver.go_on.wait(SECONDS)
                try:
                    status, more = receiver.answers.get_nowait()
                except queue.Empty:
                    status, more = 201, {}
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing on the console."""

        return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver until the block ends."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.close()
