"""`python -m server` as a program: how it starts, says why it cannot, and stops."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from certs.contexts import client_context
from db.database import Store
from db.settings import Settings
from tests.support.program import PATIENCE, Program, make_accounts, write_settings
from tests.support.stores import PASSWORD, assert_sound
from tests.support.wire import Wire, eventually

XTEXT = PASSWORD.replace(" ", "+20")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return write_settings(tmp_path / "postroom")


def signed_in(settings: Settings, name: str) -> Wire:
    context = client_context(ca=settings.certificates / "ca.pem")
    wire = Wire.greeted(settings.ports.smtp_tls, context)
    assert wire.command(f"AUTH {name} {XTEXT}").startswith("235")
    return wire


def inbox(settings: Settings, name: str) -> list[bytes]:
    """Return the contents in somebody's inbox."""
    store = Store(settings.store)
    rows = store.rows(
        "SELECT content.data FROM content JOIN message ON message.content_id = content.id AND message.copy = 0"
        " JOIN account ON account.id = message.account_id WHERE account.address = ?",
        (f"{name}@{settings.domain}",),
    )
    store.close()
    return [row[0] for row in rows]


def is_closed(port: int) -> bool:
    """Return whether nobody listens on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionError:
        return True
    return False


def test_first_start_makes_everything_and_serves(settings: Settings) -> None:
    with Program(settings.data) as program:
        program.wait_ready()
        for port in (settings.ports.smtp_starttls, settings.ports.incoming):
            with Wire.greeted(port) as wire:
                assert wire.command("PING") == "250 2.0.0 PONG"
        context = client_context(ca=settings.certificates / "ca.pem")
        with Wire.greeted(settings.ports.smtp_tls, context) as wire:
            assert wire.command("REG anna correct+20horse+20battery").startswith("250 2.1.0 ")
        assert program.terminate() == 0
    log = program.log.read_text()
    assert f"listening name=smtp_tls host=127.0.0.1 port={settings.ports.smtp_tls}" in log
    assert "Traceback" not in log
    assert "Warning" not in log
    assert settings.data.stat().st_mode & 0o777 == 0o700


def test_second_start_finds_what_the_first_one_made(settings: Settings) -> None:
    make_accounts(settings, "anna")
    with Program(settings.data) as program:
        program.wait_ready()
        authority = (settings.certificates / "ca.pem").read_bytes()
        with signed_in(settings, "anna") as wire:
            wire.message("anna@project.com", "anna@project.com", b"Subject: Hello\r\n\r\nHi\r\n")
        assert program.terminate() == 0
    with Program(settings.data) as program:
        program.wait_ready()
        with signed_in(settings, "anna"):
            pass
        assert program.terminate() == 0
    assert (settings.certificates / "ca.pem").read_bytes() == authority
    assert len(inbox(settings, "anna")) == 1


def test_inherited_sockets_are_served_instead_of_the_settings(settings: Settings) -> None:
    bound = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    arguments = [f"--listen=incoming={bound[0].fileno()}", f"--listen=smtp_starttls={bound[1].fileno()}"]
    with contextlib.ExitStack() as stack:
        for one in bound:
            stack.enter_context(one)
        with Program(settings.data, arguments, [one.fileno() for one in bound]) as program:
            program.wait_ready()
            with Wire.greeted(bound[0].getsockname()[1]) as wire:
                assert wire.command("AUTH PLAIN").startswith("502 ")
            with Wire.greeted(bound[1].getsockname()[1]) as wire:
                assert wire.command("AUTH PLAIN").startswith("538 ")
            assert is_closed(settings.ports.smtp_starttls)
            assert program.terminate() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_lets_the_message_under_way_be_kept(settings: Settings, number: signal.Signals) -> None:
    make_accounts(settings, "anna")
    # Longer than a slow machine needs from the signal to the end of the message.
    with Program(settings.data, grace=PATIENCE) as program:
        program.wait_ready()
        with signed_in(settings, "anna") as wire, signed_in(settings, "anna") as idle:
            wire.begin("anna@project.com", "anna@project.com")
            wire.send(b"Subject: Under way\r\n")
            program.process.send_signal(number)
            assert idle.reply().startswith("421 4.3.2 ")
            assert idle.at_end()
            eventually("nobody listens any more", lambda: is_closed(settings.ports.smtp_tls))
            wire.send(b"\r\nHello\r\n.\r\n")
            assert wire.reply().startswith("250 2.6.0 ")
            # RFC 5321 section 3.8: not closed without a word.
            assert wire.reply().startswith("421 4.3.2 ")
            assert wire.at_end()
        assert program.process.wait(PATIENCE) == 0
    (kept,) = inbox(settings, "anna")
    assert kept.endswith(b"Subject: Under way\r\n\r\nHello\r\n")
    assert "stopped by=smtp" in program.log.read_text()


def test_idle_clients_do_not_delay_the_stop(settings: Settings) -> None:
    """A client over TLS that does not answer the end of the connection, as most do not, cost ten seconds."""
    make_accounts(settings, "anna")
    context = None
    # It waits longer than this test for a message that is on its way, and none is.
    with Program(settings.data, grace=3600) as program, contextlib.ExitStack() as stack:
        program.wait_ready()
        context = client_context(ca=settings.certificates / "ca.pem")
        stack.enter_context(signed_in(settings, "anna"))
        asked = stack.enter_context(Wire.greeted(settings.ports.smtp_tls, context))
        assert asked.command("AUTH LOGIN").startswith("334")
        upgraded = stack.enter_context(Wire.greeted(settings.ports.smtp_starttls))
        assert upgraded.command("STARTTLS").startswith("220")
        upgraded.start_tls(context)
        upgraded.command("EHLO client.test")
        shaking = stack.enter_context(Wire.greeted(settings.ports.smtp_starttls))
        assert shaking.command("STARTTLS").startswith("220")
        silent = stack.enter_context(Wire(settings.ports.smtp_tls))
        silent.send(b"\x16\x03\x01")
        assert program.terminate() == 0
        assert asked.reply().startswith("421 4.3.2 ")
        assert upgraded.reply().startswith("421 4.3.2 ")
    assert "Traceback" not in program.log.read_text()


def test_stop_waits_ten_seconds_for_a_message_and_not_longer(settings: Settings) -> None:
    make_accounts(settings, "anna")
    with Program(settings.data) as program:
        program.wait_ready()
        with signed_in(settings, "anna") as wire:
            wire.begin("anna@project.com", "anna@project.com")
            wire.send(b"Subject: Never ends\r\n")
            began = time.monotonic()
            # This fails after a minute; the message has three.
            assert program.terminate() == 0
            assert time.monotonic() - began > 9
            assert wire.reply().startswith("421 4.3.2 ")
    assert inbox(settings, "anna") == []
    assert "Traceback" not in program.log.read_text()


def refusal(data: Path, *arguments: str) -> str:
    """Return what a start says that cannot work."""
    with Program(data, arguments) as program:
        assert program.process.wait(PATIENCE) == 2
    said = program.log.read_text()
    assert said.startswith("The SMTP server cannot start: ")
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said.strip()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('domain = "project.com"\nhost = 127.0.0.1\n', "settings.toml, line 2: host is not written as TOML"),
        ("[ports]\nsmtp_tls = 70000\n", "settings.toml, line 2: ports.smtp_tls must be a whole number"),
        ("\n\ncolour = 3\n", "settings.toml, line 3: colour is not a setting"),
        ('registration = "perhaps"\n', "settings.toml, line 1: registration must be one of open, invitation"),
    ],
)
def test_damaged_settings_are_told_with_line_and_key(settings: Settings, text: str, sentence: str) -> None:
    settings.file.write_text(text)
    assert sentence in refusal(settings.data)


def test_store_of_a_newer_version_is_left_alone(settings: Settings) -> None:
    make_accounts(settings, "anna")
    store = Store(settings.store)
    store.run_tx(lambda tx: tx.execute("INSERT INTO schema_version (number, name) VALUES (9999, 'later')"))
    store.close()
    assert "was written by a newer Postroom (schema 9999" in refusal(settings.data)
    store = Store(settings.store)
    assert_sound(store)
    store.close()


def test_file_that_is_no_store_is_told(settings: Settings) -> None:
    settings.store.write_bytes(b"This is my shopping list.\n" * 100)
    assert "The store cannot be read: it is damaged" in refusal(settings.data)
    assert settings.store.read_bytes().startswith(b"This is my")


def test_authority_that_is_none_is_told(settings: Settings) -> None:
    settings.certificates.mkdir(mode=0o700)
    (settings.certificates / "ca.pem").write_text("no certificate")
    (settings.certificates / "ca.key").write_text("no key")
    assert "ca." in refusal(settings.data)


def test_port_that_is_taken_is_named(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.ports.smtp_tls)):
        said = refusal(settings.data)
    assert f"Port {settings.ports.smtp_tls} on 127.0.0.1 cannot be used: another program has it." in said


def test_address_of_another_machine_is_told(settings: Settings) -> None:
    settings = write_settings(settings.data, replace(settings, host="192.0.2.1"))
    said = refusal(settings.data)
    assert f"Port {settings.ports.smtp_starttls} on 192.0.2.1 cannot be used: cannot assign requested address." in said


def test_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "postroom").write_text("")
    assert f"{tmp_path / 'postroom'}" in refusal(tmp_path / "postroom")


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("imap=9", "There is no listener called imap."),
        ("incoming=999", "File descriptor 999 is not a listening socket."),
        ("incoming=0", "File descriptor 0 is not a listening socket."),
    ],
)
def test_listener_that_is_none_is_told(settings: Settings, argument: str, sentence: str) -> None:
    assert sentence in refusal(settings.data, f"--listen={argument}")


def test_server_that_loses_its_keeper_stops_so_that_both_are_started_anew(tmp_path: Path) -> None:
    data = tmp_path / "postroom"
    write_settings(data)
    with Program(data) as program:
        program.wait_ready()
        (keeper,) = program.children()
        os.kill(keeper, signal.SIGKILL)
        assert program.process.wait(PATIENCE) == 1
    assert "the keeper died" in program.log.read_text()
