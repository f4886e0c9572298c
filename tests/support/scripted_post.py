"""Scripted SMTP servers with a certificate, and `MailClient`s that trust it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from certs.contexts import client_context, server_context
from client.errors import Fault
from client.mail_client import MailClient
from tests.support.certificates import make_certificates
from tests.support.scripted_server import Script, ScriptedServer


class Post:
    """`folder` takes the certificates."""

    def __init__(self, folder: Path) -> None:
        files = make_certificates(folder)
        self._server_side = server_context(files.certificate, files.key)
        self.trusting: ssl.SSLContext = client_context(files.ca_certificate)

    def serve(self, *scripts: Script) -> ScriptedServer:
        return ScriptedServer(*scripts, context=self._server_side)

    def client(self, server: ScriptedServer, timeout: float = 20.0, data_timeout: float = 20.0) -> MailClient:
        return MailClient(server.host, server.port, context=self.trusting, timeout=timeout, data_timeout=data_timeout)

    @contextmanager
    def connected(self, *scripts: Script, data_timeout: float = 20.0) -> Iterator[tuple[ScriptedServer, MailClient]]:
        """A server that plays the scripts and a client that is connected to it."""
        with self.serve(*scripts) as server, closing(self.client(server, data_timeout=data_timeout)) as client:
            yield server, client

    def fault(
        self,
        script: Script,
        action: Callable[[MailClient], object],
        patience: float = 20.0,
        data_timeout: float = 20.0,
    ) -> Fault:
        """What the action ends with at a server that plays the script; `patience` is how long each reply may take."""
        with self.connected(script, data_timeout=data_timeout) as (_, client):
            assert client.sock is not None
            client.sock.settimeout(patience)
            with pytest.raises(Fault) as caught:
                action(client)
            return caught.value
