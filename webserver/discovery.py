"""What this server tells anybody: which Postroom it is, and the certificate authority to trust for it.

Nothing here is secret and nothing depends on who asks; a client reads it before it has verified anything.
"""

from __future__ import annotations

import falcon

from certs.authority import fingerprint
from db import registration
from db.database import Store
from db.settings import Settings
from webserver import i_json
from webserver.version import VERSION


class DiscoveryResource:
    """`GET /.well-known/postroom`."""

    def __init__(self, settings: Settings, store: Store, ca_pem: bytes) -> None:
        self._settings, self._store = settings, store
        self._fingerprint = fingerprint(ca_pem)

    def on_get(self, _: falcon.Request, response: falcon.Response) -> None:
        settings, ports = self._settings, self._settings.ports
        response.data = i_json.encode(
            {
                "domain": settings.domain,
                "version": VERSION,
                "registration": registration.mode(self._store, settings),
                "ports": {"smtpStarttls": ports.smtp_starttls, "smtpTls": ports.smtp_tls, "https": ports.https},
                "caFingerprint": self._fingerprint,
            }
        )

    on_head = on_get


class CaResource:
    """`GET /.well-known/postroom/ca.pem`."""

    def __init__(self, ca_pem: bytes) -> None:
        self._ca_pem = ca_pem

    def on_get(self, _: falcon.Request, response: falcon.Response) -> None:
        response.content_type = "application/x-pem-file"
        response.data = self._ca_pem

    on_head = on_get
