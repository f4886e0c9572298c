"""No password, token or invitation code in any log line, on any level, by whoever writes it, in any form it has."""

from __future__ import annotations

import logging
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from db import invitations, sessions
from server import xtext
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.wire import Wire

WRONG = "wrong battery staple ü"
NEW = "new+horse=battery 9"
WEAK = "weak7ü+"


def forms(secret: str, *names: str) -> set[str]:
    """Return every form in which `secret` could stand in a line; `names` are who used it."""
    octets = secret.encode()
    blobs = [f"\0{name}\0{secret}".encode() for name in names] + [
        f"{name}\0{name}\0{secret}".encode() for name in names
    ]
    return {
        secret,
        repr(secret)[1:-1],
        repr(octets)[2:-1],
        xtext.encode(secret),
        quote(secret),
        octets.hex(),
        *(b64encode(one).decode().rstrip("=") for one in [octets, *blobs]),
    }


def answers(postroom: Postroom, *lines: str) -> list[str]:
    """Return the codes of the replies to `lines` on one connection over TLS."""
    with Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()) as wire:
        return [wire.command(line)[:3] for line in lines]


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def sign_in_in_every_way(postroom: Postroom, name: str, password: str, code: str) -> None:
    plain = base64(f"\0{name}\0{password}")
    assert answers(postroom, f"AUTH PLAIN {plain}") == [code]
    assert answers(postroom, "AUTH PLAIN", plain) == ["334", code]
    assert answers(postroom, f"AUTH PLAIN {base64(f'{name}{chr(0)}{name}{chr(0)}{password}')}") == [code]
    assert answers(postroom, "AUTH LOGIN", base64(name), base64(password)) == ["334", "334", code]
    assert answers(postroom, f"AUTH LOGIN {base64(name)}", base64(password)) == ["334", code]
    assert answers(postroom, f"AUTH {name} {xtext.encode(password)}") == [code]


def send_where_it_does_not_belong(postroom: Postroom) -> None:
    """Say passwords too early, in wrong forms and to the wrong listener."""
    plain, word = base64(f"\0anna\0{PASSWORD}"), xtext.encode(PASSWORD)
    lines = [
        *(f"AUTH PLAIN {plain}", f"AUTH anna {word}", f"REG anna {word}", f"AUTH PLAIN {plain} {plain}"),
        *(
            f"AUTH anna {word} {word}",
            f"AUTH anna {word}+",
            f"REG anna {word}+ {word} {word}",
            f"AUTH CRAM-MD5 {plain}",
        ),
        *(f"AUTH LOGIN {plain}!", f"NOOP {word}", f"{word}", f"{plain}", f"AUTH anna {word}\x00", f"HELP {plain}"),
        *(f"MAIL FROM:<{word}>", f"RCPT TO:<anna@project.com> {word}", f"REG {word}"),
    ]
    for port in (postroom.ports.smtp_starttls, postroom.ports.incoming):
        with Wire.greeted(port) as wire:
            assert {wire.command(line)[0] for line in lines} <= {"2", "5"}


def test_no_secret_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path / "postroom") as postroom:
        anna = postroom.account("anna")
        postroom.account("clara", state="disabled")
        token, _ = sessions.create(postroom.store, anna.id, "test", "127.0.0.1", 3600)
        code = invitations.create(postroom.store, anna.id)
        with caplog.at_level(logging.DEBUG):
            sign_in_in_every_way(postroom, "anna", PASSWORD, "235")
            sign_in_in_every_way(postroom, "anna", token, "235")
            sign_in_in_every_way(postroom, "anna", WRONG, "535")
            sign_in_in_every_way(postroom, "nobody-here", WRONG, "535")
            sign_in_in_every_way(postroom, "clara", PASSWORD, "535")
            send_where_it_does_not_belong(postroom)
            new, weak = xtext.encode(NEW), xtext.encode(WEAK)
            assert answers(postroom, f"REG dora {new}", f"REG dora {new}", f"REG admin {new}") == ["250", "553", "553"]
            assert answers(postroom, f"REG emil {weak}", f"REG emil {new} {code}") == ["552", "250"]
            assert answers(postroom, f"REG finn {new} {code}") == ["550"]
            sign_in_in_every_way(postroom, "dora", NEW, "235")
            # A fault of ours on the way writes a traceback.
            postroom.store.run_tx(lambda tx: tx.execute("ALTER TABLE address RENAME TO lost"))
            sign_in_in_every_way(postroom, "anna", WRONG, "451")
            assert answers(postroom, f"REG gina {new}") == ["451"]
    names = ["anna", "nobody-here", "clara", "dora", "emil", "finn", "gina"]
    log = caplog.text
    assert "sign-in-failed account=anna@project.com" in log
    assert "Traceback" in log
    for secret in (PASSWORD, WRONG, NEW, WEAK, token, code):
        assert [form for form in forms(secret, *names) if form in log] == []
