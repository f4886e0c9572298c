"""Looks every few minutes whether something is wrong that an admin has to put right, and tells it once a day."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from certs.files import CertificateFiles
from certs.reached_at import reached_at
from db import alert_telling, outside, queue_signs, relay_settings, secretbox
from db.database import Store
from db.errors import SecretsUnusable
from db.events import Event, record
from db.invitation_link import bracketed
from db.secretbox import SecretBox
from db.settings import Settings
from server.courier import conditions
from server.courier.conditions import Condition

_SETTLING = 60.0


class Lookout:
    """A duty; `clock` gives Unix seconds."""

    name = "lookout"
    interval = 300.0

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._files, self._box = CertificateFiles(settings.certificates), SecretBox(settings.secret_keys)
        # Not at once: on a first start the certificates are being made by the others.
        self._next = clock() + _SETTLING

    def turn(self, stopping: Callable[[], bool]) -> None:
        now = self._clock()
        if now < self._next:
            return
        self._next = now + self.interval - 1
        for one in self.look(int(now)):
            if stopping():
                return
            self._tell(one, int(now))

    def look(self, now: int) -> list[Condition]:
        """Return everything that is wrong at `now` (Unix seconds), each event once."""
        found: dict[Event, Condition] = {}
        for one in (*self._certificates(now), *self._room(), *self._mail(now), self._key()):
            if one is not None:
                before = found.get(one.event)
                found[one.event] = replace(before, words=f"{before.words} {one.words}") if before else one
        return list(found.values())

    def _tell(self, one: Condition, now: int) -> None:
        link = f"https://{bracketed(reached_at(self._settings.host, self._settings.names))}"
        link += f":{self._settings.ports.https}/admin/health"
        if alert_telling.tell(self._store, one.event.label, one.host, one.words, link, now):
            record(one.event, host=one.host, what=one.words)

    def _certificates(self, now: int) -> Iterator[Condition | None]:
        at = datetime.fromtimestamp(now, UTC)
        leaf, authority = _end_of(self._files.certificate), _end_of(self._files.ca_certificate)
        yield conditions.certificate("certificate of the server", leaf, at, conditions.LEAF_DAYS)
        yield conditions.certificate("certificate authority", authority, at, conditions.AUTHORITY_DAYS)

    def _room(self) -> Iterator[Condition | None]:
        usage = shutil.disk_usage(self._settings.data)
        yield conditions.disk(usage.free, usage.total)
        path = self._settings.store
        size = sum(file.stat().st_size for file in (path, path.with_name(f"{path.name}-wal")) if file.exists())
        yield conditions.store_size(size, self._settings.limits.store_size)

    def _mail(self, now: int) -> Iterator[Condition | None]:
        mode = outside.read(self._store).mode
        if mode == "local":
            return
        count, reply = queue_signs.overdue(self._store, now - conditions.OVERDUE)
        has_sent = queue_signs.sent_since(self._store, now - conditions.OVERDUE)
        yield conditions.queue(count, reply, has_sent)
        relay = relay_settings.for_purpose(self._store, "everything") if mode == "relay" else None
        if relay is not None:
            count, reply = queue_signs.unreached(self._store, now - conditions.UNREACHED)
            has_sent = queue_signs.sent_since(self._store, now - conditions.UNREACHED)
            yield conditions.relay(relay.settings.server, count, reply, has_sent)

    def _key(self) -> Condition | None:
        sealed = secretbox.count(self._store)
        try:
            return conditions.key(sealed, secretbox.unreadable(self._store, self._box))
        except SecretsUnusable:
            return conditions.key(sealed, None)


def _end_of(file: Path) -> datetime | None:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc.astimezone(UTC)
    except (OSError, ValueError):
        return None
