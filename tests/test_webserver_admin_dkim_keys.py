"""The keys that sign what leaves: their record for the DNS is the one that checks the courier's signature."""

from __future__ import annotations

from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from server.courier.dkim_signing import Signer
from webserver.admin import dkim_keys, health

MAIL = b"From: anna@project.com\r\nSubject: Plan\r\n\r\nToday.\r\n"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, lock: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption())


@pytest.fixture(name="made", scope="module")
def _made() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_record_that_is_told_checks_the_signature(tmp_path: Path, made: rsa.RSAPrivateKey, line_end: bytes) -> None:
    (tmp_path / "mail-1.pem").write_bytes(pem(made).replace(b"\n", line_end))
    (key,) = dkim_keys.found(tmp_path, "project.com")
    signed = Signer(tmp_path, "project.com").signed(MAIL)

    def answer(name: bytes, timeout: int = 5) -> bytes:
        assert name == key.name.encode() + b"."
        return key.value.encode()

    assert dkim.verify(signed, dnsfunc=answer)
    (line,) = health.signing([key], "direct")
    assert (line.verdict, line.remedy) == ("good", "")
    assert line.words.split()[-1] == key.value
    assert key.name in line.words


def test_key_that_cannot_be_used_is_told_with_a_remedy(tmp_path: Path, made: rsa.RSAPrivateKey) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    locked = pem(made, BestAvailableEncryption(b"secret"))
    for name, content in (("a", b"no key"), ("b", pem(curve)), ("c", locked), ("d_e f", pem(made))):
        (tmp_path / f"{name}.pem").write_bytes(content)
    (tmp_path / "g.pem").mkdir()
    keys = dkim_keys.found(tmp_path, "project.com")
    assert [key.problem for key in keys] == [
        "It is no private key in PEM form.",
        "It is not an RSA key.",
        "It is locked with a password.",
        "Its name is no selector: letters, digits and hyphens only.",
        "It cannot be read.",
    ]
    assert all(line.verdict == "fault" and line.remedy for line in health.signing(keys, "relay"))


def test_short_key_is_worth_a_look(tmp_path: Path) -> None:
    (tmp_path / "old.pem").write_bytes(pem(rsa.generate_private_key(65537, 1024)))
    (line,) = health.signing(dkim_keys.found(tmp_path, "project.com"), "direct")
    assert line.verdict == "warning"
    assert line.remedy


@pytest.mark.parametrize(("mode", "verdict"), [("local", "good"), ("relay", "good"), ("direct", "warning")])
def test_no_key_is_worth_a_look_where_mail_goes_directly(tmp_path: Path, mode: str, verdict: str) -> None:
    (line,) = health.signing(dkim_keys.found(tmp_path / "dkim", "project.com"), mode)
    assert line.verdict == verdict
    assert "No key is set" in line.words
