"""Keeps a running server's certificate fresh without a restart.

Each server process holds one `Renewal` over the contexts of its listeners and calls `check` every hour. It
renews the certificate when that is due, and loads what is on disk into the live contexts when that is not
what they hold, whichever process wrote it. Connections already open are left as they are.
"""

import ssl
from collections.abc import Sequence
from datetime import datetime

from certs.files import CertificateFiles
from certs.issue import ensure_certificate


class Renewal:
    """Renews one certificate and reloads the contexts that serve it; several processes may do so at once."""

    def __init__(self, files: CertificateFiles, names: Sequence[str], contexts: Sequence[ssl.SSLContext]) -> None:
        """Load the certificate on disk into `contexts`: from then on it is known what they hold.

        Raises OSError (ssl.SSLError is one) when the certificate and the key on disk cannot be used.
        """
        self._files = files
        self._names = tuple(names)
        self._contexts = tuple(contexts)
        self._loaded = b""
        self._reload()

    def check(self, now: datetime) -> bool:
        """Renew when due, reload when the disk is ahead; True when the contexts got a new certificate.

        Raises CertificateError and OSError; the contexts then go on with what they hold, and the caller
        tells of it and asks again later.
        """
        ensure_certificate(self._files, self._names, now)
        return self._reload()

    def _reload(self) -> bool:
        with self._files.locked():
            on_disk = self._files.certificate.read_bytes()
            if on_disk == self._loaded:
                return False
            for context in self._contexts:
                context.load_cert_chain(self._files.certificate, self._files.key)
            self._loaded = on_disk
            return True
