"""Debian's Chromium without a display, driven by Playwright: for pictures and tests. No browser is ever downloaded.

It accepts exactly the key of one server's certificate, as a person does whose machine has the CA: no error about
certificates is switched off.
"""

from __future__ import annotations

import hashlib
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, sync_playwright


def program() -> str | None:
    """Return the path of Chromium; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def chromium(certificate: Path) -> Iterator[Browser]:
    """Run a browser that trusts the server of this certificate (PEM, the server's first)."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    arguments = [
        # Its own sandbox wants rights that a container does not give to root; what it shows here is ours.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        f"--ignore-certificate-errors-spki-list={b64encode(digest).decode()}",
    ]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program(), args=arguments)
        try:
            yield running
        finally:
            running.close()
