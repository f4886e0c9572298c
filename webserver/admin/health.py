"""Whether everything is as it should be: each check one line, and what to do where it is not.

Values in, lines out, as far as it goes: what the checks look at is read by `look`, and judged by functions that read
nothing, so that each judgement can be seen in a test.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography import x509

from certs.files import CertificateFiles
from db import heartbeat, outbound, outside, registration, secretbox
from db.database import Store
from db.errors import SecretsUnusable
from db.search_file import beside
from db.secretbox import SecretBox
from db.settings import Registration, Settings
from webserver.admin import dkim_keys
from webserver.admin.dkim_keys import DkimKey

Verdict = Literal["good", "warning", "fault"]

_DAY = 24 * 60 * 60
_LITTLE_ROOM, _NO_ROOM = 5 * 10**9, 10**9
_BEHIND = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, and what to do about it ("" when all is well)."""

    name: str
    verdict: Verdict
    words: str
    remedy: str = ""


def look(store: Store, settings: Settings, box: SecretBox, now: datetime) -> list[Check]:
    """Return every check, in the order in which they are shown."""
    seconds = int(now.timestamp())
    usage = shutil.disk_usage(settings.data)
    search = beside(settings.store)
    mode = outside.read(store).mode
    return [
        certificate("Server certificate", _end_of(CertificateFiles(settings.certificates).certificate), now, 7),
        certificate("Certificate authority", _end_of(CertificateFiles(settings.certificates).ca_certificate), now, 90),
        courier(heartbeat.last(store), seconds),
        disk(usage.free, usage.total),
        store_size(_size(settings.store), settings.limits.store_size),
        search_index(search.exists(), _not_indexed(store)),
        backups(_newest(settings.data / "backups"), seconds),
        master_key(box, store),
        way_outside(mode),
        *signing(dkim_keys.found(settings.data / "dkim", settings.domain), mode),
        queue(outbound.counts(store)),
        who_may_register(registration.mode(store, settings), settings.host),
        networks(settings),
    ]


def certificate(name: str, ends: datetime | None, now: datetime, few: int) -> Check:
    """Judge how long a certificate is still good for; `few` days are too few."""
    remedy = "Restart Postroom: it makes what is missing or about to expire. Its log says why it did not."
    if ends is None:
        return Check(name, "fault", "It cannot be read.", remedy)
    days = (ends - now).days
    words = f"Good for {days} days, until {ends:%Y-%m-%d}." if ends > now else f"Expired on {ends:%Y-%m-%d}."
    return Check(name, "good" if days >= few else "fault", words, "" if days >= few else remedy)


def courier(last: int | None, now: int) -> Check:
    """Judge the courier's last sign of life, in Unix seconds."""
    remedy = "Start it with scripts/serve, which starts it again when it ends; logs/courier.log says why it ended."
    if last is None:
        return Check("Courier", "fault", "It has not run yet: no mail goes outside, no test is made.", remedy)
    if now - last > 3 * heartbeat.EVERY:
        return Check("Courier", "fault", f"No sign of life for {(now - last) // 60} minutes.", remedy)
    return Check("Courier", "good", "It works.")


def disk(free: int, total: int) -> Check:
    """Judge the room on the disk, in bytes."""
    words = f"{free / 10**9:.1f} GB of {total / 10**9:.0f} GB are free."
    if free > _LITTLE_ROOM:
        return Check("Disk space", "good", words)
    remedy = "Make room on the disk of the data folder: without room no mail is taken, and none that was taken is lost."
    return Check("Disk space", "fault" if free < _NO_ROOM else "warning", words, remedy)


def store_size(size: int, most: int) -> Check:
    """Judge the store against the setting `limits.store_size` (0 for none), both in bytes."""
    words = f"{size / 10**6:.1f} MB" + (f" of {most / 10**6:.0f} MB that it may have." if most else ".")
    if not most or size < most * 0.9:
        return Check("Store", "good", words)
    return Check("Store", "warning", words, "Raise limits.store_size in settings.toml and restart, or remove old mail.")


def search_index(there: bool, behind: int) -> Check:
    """Judge the search index, which lies `behind` by so many messages."""
    if not there:
        return Check("Search index", "warning", "It is not there.", "The courier makes it. See that it works.")
    if behind > _BEHIND:
        remedy = "It catches up while the courier works. Where it does not: postroom reindex."
        return Check("Search index", "warning", f"{behind} messages are not in it yet.", remedy)
    return Check(
        "Search index", "good", "It is up to date." if not behind else f"{behind} messages are about to go in."
    )


def backups(newest: float | None, now: int) -> Check:
    """Judge the newest file in the folder of backups, in Unix seconds."""
    # While it runs, the store changes between its files: a copy made then can be worth nothing.
    remedy = (
        "Copy the data folder of the stopped Postroom regularly to another machine; the folder backups has copies from"
        " before each update."
    )
    if newest is None:
        return Check("Backups", "warning", "There is none in the folder backups.", remedy)
    days = int(now - newest) // _DAY
    words = "The newest is from today." if days < 1 else f"The newest is {days} day{'s' if days > 1 else ''} old."
    return Check("Backups", "good" if days < 8 else "warning", words, "" if days < 8 else remedy)


def master_key(box: SecretBox, store: Store) -> Check:
    """Judge whether the passwords of relays can be read."""
    name = "Key of stored passwords"
    try:
        # Asked first: where no password is stored, nobody would notice that there is no key.
        if problem := box.problem():
            raise problem
        unreadable = secretbox.unreadable(store, box)
    except SecretsUnusable as problem:
        if not secretbox.count(store) and not box.file.exists():
            return Check(name, "warning", "There is none yet.", "Restart Postroom with scripts/start: it makes one.")
        return Check(name, "fault", "It cannot be used: mail to the outside waits.", str(problem))
    if unreadable:
        remedy = f"Put the right {box.file.name} back from a copy, or enter those passwords again."
        return Check(name, "fault", f"{unreadable} of the stored passwords cannot be read with it.", remedy)
    return Check(name, "good", "It is there and fits.")


def way_outside(mode: str) -> Check:
    """Judge where mail to the outside goes."""
    if mode == "local":
        remedy = "Save a relay under Mail to the outside, and test it: a passed test opens the way."
        return Check("Mail to the outside", "warning", "Local only: recipients outside are refused.", remedy)
    words = "Goes through the relay." if mode == "relay" else "Goes directly to the hosts of its recipients."
    return Check("Mail to the outside", "good", words)


def signing(keys: Sequence[DkimKey], mode: str) -> list[Check]:
    """Judge the keys that sign what leaves: a line for each, or one that there is none."""
    if keys:
        return [_signing(key) for key in keys]
    if mode != "direct":
        return [Check(_DKIM, "good", "No key is set: what leaves is not signed here.")]
    words = "No key is set: what leaves is not signed, and many hosts take it for junk."
    return [Check(_DKIM, "warning", words, f"In the data folder, run: {_MAKE_KEY}")]


_DKIM = "Signature of what leaves (DKIM)"
_MAKE_KEY = "mkdir -p -m 700 dkim && (umask 077 && openssl genrsa -out dkim/mail.pem 2048)"


def _signing(key: DkimKey) -> Check:
    if key.problem:
        # No command: the one above would write over a good key of that name.
        remedy = (
            "Put an RSA key of 2048 bits in its place, under a name of letters, digits and hyphens, or take it away."
        )
        return Check(_DKIM, "fault", f"{key.file} cannot be used: {key.problem}", remedy)
    # RFC 8301 section 3.2: shorter than 1024 bits is not to be trusted, 2048 are wanted.
    # https://www.rfc-editor.org/rfc/rfc8301#section-3.2
    words = (
        f"{key.file} signs, with {key.bits} bits. In the DNS, the TXT record {key.name} needs this value: {key.value}"
    )
    if key.bits >= 2048:
        return Check(_DKIM, "good", words)
    remedy = "The key is short. Make one of 2048 bits with another name, publish its record, then remove this one."
    return Check(_DKIM, "fault" if key.bits < 1024 else "warning", words, remedy)


def queue(counts: dict[outbound.State, int]) -> Check:
    """Judge what is in the queue."""
    waiting = counts["waiting"] + counts["claimed"]
    words = f"{waiting} on the way, {counts['held']} held, {counts['failed']} failed in the last 30 days."
    if counts["held"]:
        return Check("Queue", "warning", words, "See what is held under Queue: let it go, or take it out.")
    return Check("Queue", "good", words)


def who_may_register(mode: Registration, host: str) -> Check:
    """Judge who may make an account, on a server that listens at `host`."""
    name = "Registration"
    if mode == "open" and not _is_loopback(host):
        remedy = "Choose “by invitation” or “with approval” on the page Accounts, unless this is meant."
        return Check(name, "warning", "Open: everybody who reaches this server can make an account.", remedy)
    words = {
        "open": "Open to everybody on this machine.",
        "invitation": "By invitation.",
        "approval": "Everybody can ask; an admin approves.",
        "closed": "Closed.",
    }
    return Check(name, "good", words[mode])


def networks(settings: Settings) -> Check:
    """Judge from where admins can come."""
    name = "Networks of admins"
    if settings.admin_networks:
        return Check(name, "good", f"Admins can come from {', '.join(settings.admin_networks)}.")
    if _is_loopback(settings.host):
        return Check(name, "good", "The servers listen on this machine only.")
    remedy = f'Set admin_networks in {settings.file.name}, like ["192.168.1.0/24"], and restart.'
    return Check(name, "warning", "Admins can come from everywhere.", remedy)


def worst(checks: Sequence[Check]) -> Verdict:
    """Return the verdict on all of them together."""
    verdicts = {check.verdict for check in checks}
    return "fault" if "fault" in verdicts else "warning" if "warning" in verdicts else "good"


def _end_of(file: Path) -> datetime | None:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc.astimezone(UTC)
    except (OSError, ValueError):
        return None


def _size(store: Path) -> int:
    files = (store, store.with_name(store.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _not_indexed(store: Store) -> int:
    newest = store.found_rows("SELECT rowid FROM words ORDER BY rowid DESC LIMIT 1")
    row = store.row("SELECT count(*) FROM content WHERE id > ?", (newest[0][0] if newest else 0,))
    return int(row[0]) if row else 0


def _newest(folder: Path) -> float | None:
    files = [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []
    return max((file.stat().st_mtime for file in files), default=None)


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback
