"""Starts Postroom on a data folder and proves that mail flows: `scripts/start`, once everything is installed.

The way: data folder, sockets, settings, certificates, store, admin, servers, proof, and then the window, or the lines
that say how to connect. A first start that does not get through leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from certs.files import CertificateError
from db import invitations, registration
from db.database import Store
from db.errors import StoreError
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from scripts import demo, first_message, installation, listeners, proof, qr_code, system_account
from scripts.connecting import Connecting
from scripts.console import Console
from scripts.data_folder import opened
from scripts.errors import StartError, of_system
from scripts.installation import Admin
from scripts.options import Options, read_start
from scripts.serving import running
from scripts.stop_signals import StopSignals
from scripts.supervisor import Supervisor
from scripts.window import Window


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until stopped; return the exit status."""
    options = read_start(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    os.umask(0o077)
    began = float(os.environ.pop("POSTROOM_BEGAN", "") or time.monotonic())
    try:
        asyncio.run(Start(options, console, os.environ, began).run())
    except (StartError, SettingsError, CertificateError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    except OSError as problem:
        console.problem(of_system(problem))
        return 1
    return 0


class Start:
    """One start with `options`; `began` is when the person asked for it, on the monotonic clock."""

    def __init__(self, options: Options, console: Console, environ: Mapping[str, str], began: float) -> None:
        self._options = options
        self._console = console
        self._environ = environ
        self._began = began

    async def run(self) -> None:
        """Start, serve until a signal asks to stop, and stop."""
        signals = StopSignals()
        try:
            with opened(self._options.data) as folder, self._ready_file(), contextlib.ExitStack() as stack:
                self._console.text(f"Postroom{', first start' if folder.first else ''}\n")
                settings, sockets = self._bind(stack)
                store = stack.enter_context(contextlib.closing(installation.open_store(settings)))
                where, admin = self._install(settings, store)
                self._console.working("Servers", "starting ...")
                async with running(settings, sockets, signals, self._console.text, self._options.verbose) as servers:
                    self._publish(where, await self._prove(where, store, admin, folder.first or bool(admin.password)))
                    folder.complete = True
                    self._tell(where, store, admin)
                    await self._attend(servers, where, admin)
        except asyncio.CancelledError:
            if not signals.asked:
                raise
            self._console.text("Stopped.")

    @contextlib.contextmanager
    def _ready_file(self) -> Iterator[None]:
        """Have the ready file only while what it says is true."""
        file = self._options.ready
        if file is None:
            yield
            return
        try:
            file.unlink(missing_ok=True)
        except OSError as problem:
            raise _unwritable(file, problem) from None
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    def _bind(self, stack: contextlib.ExitStack) -> tuple[Settings, dict[str, socket.socket]]:
        """Return the settings as they are from now on, and the sockets; both are in place when this returns."""
        before = load(self._options.data, self._environ)
        settings = installation.settings_for(self._options, self._environ)
        choose = self._options.auto_ports and not settings.file.exists()
        wanted = listeners.free_ports(settings.ports) if choose else settings.ports
        sockets = listeners.bind(settings.host, wanted, self._options.auto_ports)
        for sock in sockets.values():
            stack.enter_context(sock)
        settings = replace(settings, ports=listeners.ports_of(sockets, settings.ports))
        installation.write_settings(settings, before)
        return settings, sockets

    def _install(self, settings: Settings, store: Store) -> tuple[Connecting, Admin]:
        self._console.line("Data folder", str(settings.data))
        fingerprint = installation.ensure_certificates(settings)
        lost = installation.ensure_secret_keys(settings, store)
        if lost:
            self._console.line("Relay", f"{lost}\nUntil then, mail to the outside waits.")
        admin = installation.ensure_admin(store, settings, self._options.admin_password_file)
        if self._options.admin_password_file and not admin.is_new:
            self._console.line("Password", f"of {admin.account.address} as it was; the file is for the first start")
        if self._options.demo:
            with self._console.step("Demo accounts", "writing their mail") as step:
                step.result = demo.add(store, settings.domain)
        return Connecting(settings, fingerprint, admin.account.address), admin

    async def _prove(self, where: Connecting, store: Store, admin: Admin, first: bool) -> float:
        with system_account.lent(store, where.settings.domain, admin.account) as lent:
            build = first_message.welcome if first else first_message.check
            message = build(lent.sender.address, where.admin, where.settings)
            took = await asyncio.to_thread(proof.prove, where, lent, message, first)
        self._console.line(
            "Mail flows", f"in over STARTTLS, to {where.admin}, and read over HTTPS: proved in {took:.0f} ms"
        )
        return took

    def _tell(self, where: Connecting, store: Store, admin: Admin) -> None:
        """Tell how to sign in and, without a window, how to connect."""
        if admin.password:
            self._console.text()
            self._console.line("Sign in as", where.admin)
            self._console.line("Password", f"{admin.password}\nshown this once: only its hash is kept")
        installation.shown(where.settings)
        if not self._options.window(self._environ):
            self._tell_how_to_connect(where, admin)
            self._invite(where, store, admin)
        elif where.elsewhere != where.here:
            self._invite(where, store, admin)
        self._console.text(f"\nReady in {time.monotonic() - self._began:.1f} s. Ctrl-C stops Postroom.")

    def _tell_how_to_connect(self, where: Connecting, admin: Admin) -> None:
        self._console.text()
        for label, text in where.lines():
            self._console.line(label, text)
        if not admin.password:
            self._console.line("Admin", where.admin)

    def _invite(self, where: Connecting, store: Store, admin: Admin) -> None:
        closed = registration.mode(store, where.settings) == "closed"
        code = "" if closed else invitations.create(store, admin.account.id)
        link = where.link(where.elsewhere, code)
        self._console.text(f"\nInvitation link, for one person within a week:\n{link}")
        if self._console.is_terminal:
            self._console.text(f"\n{qr_code.in_text(link)}")

    def _publish(self, where: Connecting, proof_ms: float) -> None:
        if self._options.ready is not None:
            try:
                where.write(self._options.ready, proof_ms)
            except OSError as problem:
                raise _unwritable(self._options.ready, problem) from None

    async def _attend(self, servers: Supervisor, where: Connecting, admin: Admin) -> None:
        """Keep the servers running, with the window while the person has it open."""
        if not self._options.window(self._environ):
            await servers.keep()
        window = Window(where, where.settings.data / "logs" / "window.log")
        try:
            await asyncio.gather(servers.keep(), self._show(window, where, admin))
        finally:
            await window.close()

    async def _show(self, window: Window, where: Connecting, admin: Admin) -> None:
        ended = await window.run()
        self._console.text(f"\n{ended.sentence}")
        if not ended.opened:
            self._tell_how_to_connect(where, admin)


def _unwritable(file: Path, problem: OSError) -> StartError:
    return StartError(f"{file} cannot be written: {problem.strerror}.")


if __name__ == "__main__":
    sys.exit(main())
