"""The inbox server as a program: settings, store, certificate, application, and serving until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from certs.authority import ensure_authority
from certs.contexts import server_context
from certs.files import CertificateError, CertificateFiles
from certs.issue import ensure_certificate
from certs.names import machine_names
from certs.renewal import Renewal
from db.alert_collector import AlertCollector
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from db.migrate import migrate
from db.passwords import Verifier
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from db.throttle import Throttle
from webserver import app, start
from webserver.file_limit import allow_open_files
from webserver.hourly import Hourly
from webserver.limits import Limits
from webserver.push_hub import PushHub, PushLimits
from webserver.start import CannotStart
from webserver.tls_server import InboxServer

# Twice what one account may have under way: it cannot keep the others waiting.
_WORKERS = 16
# Each worker has a connection to the store with a cache of its own.
_CACHE_KIB = 8 * 1024
_OTHER_FILES = 500
# Percent of all connections that may be event sources: they stay for hours, and the rest is for requests.
_LISTENING = 75


def main(words: Sequence[str]) -> int:
    """Run the server; 0 after an orderly stop, 2 when it could not start."""
    arguments = start.read(words, os.environ)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = start.settings_in(arguments.data, load(arguments.data, os.environ))
        store = _store(settings)
        files, context, renewal = _certificate(settings)
        push = PushHub(store, PushLimits(listeners=settings.limits.connections * _LISTENING // 100))
        server = _server(arguments, settings, store, files, context, push)
    except (CannotStart, SettingsError, StoreError, CertificateError, OSError) as problem:
        print(f"The inbox server cannot start: {problem}", file=sys.stderr)  # noqa: T201 - for whoever started it
        return 2
    renewing = Hourly(lambda: _renew(renewal))
    renewing.start()
    alerts = AlertCollector.beside(store)
    alerts.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.shutdown())
    start.say_ready(arguments)
    server.serve_forever()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Asked once more, it is ending already, and what the handler above would wake is gone.
        signal.signal(number, signal.SIG_IGN)
    push.stop()
    renewing.stop()
    server.server_close()
    store.close()
    record(Event.STOPPED, by="https")
    alerts.stop()
    return 0


def _store(settings: Settings) -> Store:
    store = Store(settings.store, settings.limits.store_size)
    migrate(store, settings.data / "backups")
    store.database.pragma("cache_size", -_CACHE_KIB, permanent=True)
    return store


def _certificate(settings: Settings) -> tuple[CertificateFiles, ssl.SSLContext, Renewal]:
    files = CertificateFiles(settings.certificates)
    names = machine_names(settings.domain, settings.host, settings.names)
    now = datetime.now(UTC)
    ensure_authority(files, settings.domain, now)
    ensure_certificate(files, names, now)
    context = server_context(files.certificate, files.key, alpn=["http/1.1"])
    return files, context, Renewal(files, names, [context])


def _server(
    arguments: start.Arguments,
    settings: Settings,
    store: Store,
    files: CertificateFiles,
    context: ssl.SSLContext,
    push: PushHub,
) -> InboxServer:
    listener = start.listener(arguments, settings)
    host, port = listener.getsockname()[:2]
    settings = replace(settings, ports=replace(settings.ports, https=port))
    application = app.create(
        settings,
        store,
        files.ca_certificate.read_bytes(),
        Verifier(),
        Throttle(settings.limits.sign_in_failures),
        push=push,
    )
    limits = Limits(
        connections=settings.limits.connections,
        per_address=settings.limits.connections_per_address,
        workers=_WORKERS,
        body_limit=app.body_limit(settings),
    )
    allow_open_files(limits.connections + _OTHER_FILES)
    server = InboxServer(listener, context, application, limits)
    record(Event.LISTENING, name="https", host=host, port=port)
    return server


def _renew(renewal: Renewal) -> None:
    try:
        if renewal.check(datetime.now(UTC)):
            record(Event.CERTIFICATE_RENEWED, by="https")
    except (CertificateError, OSError) as problem:
        # It goes on with the certificate it has; the next hour is another chance.
        record(Event.FAULT, problem, what="the certificate was not renewed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
