"""Pictures of the web area for admins: `python -m scripts.web_screenshots FOLDER`. A real inbox server on a data folder
of samples, looked at with Debian's Chromium: each page light and dark, wide and small."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page

from certs.authority import ensure_authority
from certs.files import CertificateFiles
from certs.issue import ensure_certificate
from db import accounts, alerts, counts, heartbeat, invitations, jobs, members, outbound, relay_settings
from db.accounts import Account
from db.alert_rules import HERE
from db.alerts import NewAlert
from db.audit import Actor
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.directory import author
from db.envelope import Envelope
from db.job_kinds import RelayTest
from db.migrate import migrate
from db.passwords import hash_password
from db.relay import Relay
from db.secretbox import SecretBox, ensure_keys
from db.settings import Settings
from db.settings_file import render
from scripts.chromium import chromium

PASSWORD = "seven green bicycles"  # noqa: S105 - of samples
LOOKS = {"light": (1200, 850, False), "dark": (1200, 850, True), "small": (390, 780, False)}
_ANNA = Actor("anna@project.com", "192.168.1.20")
_DRY_RUN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("DNS", "smtp.example.com is 192.0.2.25", {}),
    ("TCP", "Connected to 192.0.2.25, port 587", {}),
    ("EHLO", "250-smtp.example.com\n250-STARTTLS\n250 AUTH PLAIN LOGIN", {}),
    ("TLS", "TLSv1.3, the certificate is good", {"subject": "smtp.example.com", "good until": "2026-11-02"}),
    ("AUTH", "235 2.7.0 Authentication successful", {"mechanism": "PLAIN"}),
    ("MAIL", "250 2.1.0 Ok", {}),
    ("RCPT", "250 2.1.5 Ok", {}),
)


def main(folder: Path) -> list[Path]:
    """Take every picture into `folder`, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="postroom-pictures-") as data:
        settings = _samples(Path(data))
        with _served(settings) as base, chromium(CertificateFiles(settings.certificates).certificate) as browser:
            return [taken for look in LOOKS for taken in _album(browser, base, folder, look)]


def _samples(data: Path) -> Settings:
    settings = Settings(data, registration="approval")
    settings.file.write_text(render(settings), encoding="utf-8")
    files, now = CertificateFiles(settings.certificates), datetime.now(UTC)
    ensure_authority(files, settings.domain, now)
    ensure_certificate(files, ["127.0.0.1", "localhost"], now)
    store = Store(settings.store)
    migrate(store, data / "backups")
    ensure_keys(store, settings.secret_keys)
    people = _people(store)
    _mail_outside(store, people["anna"], SecretBox(settings.secret_keys))
    invitations.create(store, people["anna"].id, 3)
    heartbeat.beat(store, int(time.time()))
    _alerts(store, int(time.time()))
    store.close()
    return settings


def _people(store: Store) -> dict[str, Account]:
    hashed, found = hash_password(PASSWORD), dict[str, Account]()
    for name, title, state in (
        ("anna", "Anna Berg", "active"), ("ben", "Ben Okafor", "active"), ("clara", "Clara Ito", "waiting"),
        ("dora", "Dora Lind", "active"),
    ):  # fmt: skip
        found[name] = store.run_tx(_account(f"{name}@project.com", hashed, title, state))
    members.add_address(store, _ANNA, found["ben"].id, "kitchen", "project.com")
    members.set_quota(store, _ANNA, found["ben"].id, 500_000_000)
    members.disable(store, _ANNA, found["dora"].id, "You left the team. Write to anna@project.com for your mail.")
    return found


def _account(address: str, hashed: str, title: str, state: str) -> Callable[[Transaction], Account]:
    def work(tx: Transaction) -> Account:
        return accounts.insert(tx, address, hashed, title, state=state, is_admin=address.startswith("anna"))

    return work


def _mail_outside(store: Store, anna: Account, box: SecretBox) -> Relay:
    given = {"server": "smtp.example.com", "username": "office@example.com", "from_address": "office@example.com"}
    relay = relay_settings.save(store, box, _ANNA, given, password=PASSWORD)
    relay_settings.save(store, box, _ANNA, {"from_name": "The office"}, relay_id=relay.id, password=PASSWORD.title())
    asked = RelayTest(relay.id, "you@example.com", True).ask(store, _ANNA, None)
    job = jobs.claim(store, [jobs.RELAY_TEST], 600, asked.created_at)
    if job is not None:
        for name, words, facts in _DRY_RUN:
            job = jobs.tell(store, job, name, "done", words, facts, lease=600, now=job.created_at)
        jobs.finish(store, job, True, "Everything worked up to the recipient. No message was sent.", job.created_at)
    _queue(store, anna)
    return relay


def _queue(store: Store, anna: Account) -> None:
    content = b"From: anna@project.com\r\nSubject: Soup on open day\r\n\r\nHello\r\n"
    recipients = ("eve@example.com", "fay@example.org", "gus@example.net")
    envelope = Envelope(
        "anna@project.com", (), content, int(time.time()) - 900, author(store, anna.id), outside=recipients
    )
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    first, second, _ = outbound.rows(store)
    store.run_tx(lambda tx: outbound.hold(tx, first.id))
    store.run_tx(lambda tx: tx.execute(
        "UPDATE outbound SET attempts = 2, reply = ?, hop = ?, next_at = next_at + 1800 WHERE id = ?",
        ("451 4.7.1 Greylisted, come back in 15 minutes", "mx.example.org", second.id),
    ))  # fmt: skip


def _alerts(store: Store, now: int) -> None:
    noticed = [
        NewAlert(now - 7000, "192.0.2.81", "tls-failed", "by=smtp why=WRONG_VERSION_NUMBER", 3),
        NewAlert(now - 5000, "198.51.100.7", "sign-in-failed", "account=ben@project.com by=smtp why=SignInRefused", 10),
        NewAlert(now - 4990, "198.51.100.7", "sign-in-limit", "account=ben@project.com by=smtp"),
        NewAlert(now - 900, "mx.example.net", "not-sent", "to=gus@example.net reply='550 5.1.1 Nobody here'"),
        NewAlert(now - 60, HERE, "certificate-runs-out", "The certificate of the server is good for 6 more days."),
    ]
    store.run_tx(lambda tx: alerts.write(tx, noticed))
    store.run_tx(lambda tx: counts.add(tx, now, {"accepted": 214, "signed-in": 36, "sign-in-failed": 10}))


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    ready, told = os.pipe()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "webserver", "--data", str(settings.data)]
        command += ["--listen", f"https={listener.fileno()}", "--ready-fd", str(told)]
        process = subprocess.Popen(command, pass_fds=(listener.fileno(), told), stderr=subprocess.DEVNULL)
    os.close(told)
    try:
        with open(ready, "rb") as pipe:
            if pipe.read() != b"ready\n":
                raise RuntimeError("the inbox server did not start")
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _album(browser: Browser, base: str, folder: Path, look: str) -> Iterator[Path]:
    width, height, dark = LOOKS[look]
    page = browser.new_page(
        base_url=base, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
        locale="en-GB", timezone_id="UTC",
    )  # fmt: skip

    def taken(name: str) -> Path:
        file = folder / f"web-{name}-{look}.png"
        page.screenshot(path=file, full_page=True)
        return file

    page.goto("/admin")
    yield taken("sign-in")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#next")
    yield taken("overview")
    for name, path in (("outside", "/admin/smtp"), ("accounts", "/admin/accounts"), ("queue", "/admin/queue"),
                       ("health", "/admin/health"), ("alerts", "/admin/alerts"),
                       ("audit", "/admin/audit")):  # fmt: skip
        page.goto(path)
        yield taken(name)
    yield from _relay_pages(page, taken)
    yield from _account_pages(page, taken)
    page.close()


def _relay_pages(page: Page, taken: Callable[[str], Path]) -> Iterator[Path]:
    page.goto("/admin/smtp/new?preset=gmail")
    page.fill("#server", "smtp://smtp.gmail.com")
    page.fill("#port", "465")
    page.fill("#from_address", "office")
    page.click("button.main")
    page.wait_for_selector("#faults")
    yield taken("errors")
    page.goto("/admin/smtp")
    page.click("td a")
    page.wait_for_selector("#test")
    yield taken("relay")
    page.goto("/admin/smtp")
    page.click("section:last-of-type li a")
    page.wait_for_selector("ol.stages")
    yield taken("relay-test")


def _account_pages(page: Page, taken: Callable[[str], Path]) -> Iterator[Path]:
    page.goto("/admin/accounts?search=ben")
    page.click("td a")
    page.wait_for_selector("#facts")
    yield taken("account")
    page.goto("/admin/invitations")
    page.click("button.main")
    page.wait_for_selector("#link")
    yield taken("invitation")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m scripts.web_screenshots FOLDER")
    for picture in main(Path(sys.argv[1])):
        print(picture)
