"""What may be saved as a relay: each field by itself, fields against each other, and all mistakes at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from db import relay_check, relay_fields
from db.ca_check import checked_pem
from db.field_fault import FieldFault
from db.relay import FIELDS, RelaySettings
from db.relay_presets import PRESETS
from tests.support.relays import GOOD

CA = trustme.CA()
PEM = CA.cert_pem.bytes().decode()


def read(**changed: object) -> RelaySettings:
    found = relay_check.read({**GOOD, **changed})
    assert isinstance(found, RelaySettings), found
    return found


def faults(**changed: object) -> dict[str, str]:
    found = relay_check.read({**GOOD, **changed})
    assert isinstance(found, dict)
    assert all(sentence.endswith(".") for sentence in found.values())
    return found


def test_everything_that_is_wrong_comes_back_at_once_in_the_order_of_the_form() -> None:
    wrong: dict[str, Any] = {
        "name": "x" * 101, "server": "http://x", "port": "many", "security": "ssl", "authentication": "ntlm",
        "username": "a\nb", "from_address": "nobody", "from_name": 5, "ehlo_name": "no name", "ca_pem": "PEM",
        "per_minute": 0,
    }  # fmt: skip
    found = faults(**wrong)
    assert list(found) == list(FIELDS)
    assert len(set(found.values())) == len(found)


def test_nothing_given_asks_for_what_has_no_default() -> None:
    found = relay_check.read({})
    assert isinstance(found, dict)
    assert list(found) == ["server", "from_address"]


@pytest.mark.parametrize(
    ("field", "given", "clean"),
    [
        ("server", " SMTP.Example.com. ", "smtp.example.com"),
        ("server", "bücher.example", "xn--bcher-kva.example"),
        ("server", "192.0.2.7", "192.0.2.7"),
        ("server", "[2001:DB8::1]", "2001:db8::1"),
        ("server", "relay", "relay"),
        ("port", " 2525 ", 2525),
        ("port", 1, 1),
        ("security", " StartTLS ", "starttls"),
        ("authentication", "CRAM-MD5", "cram-md5"),
        ("username", " apikey ", "apikey"),
        ("username", "DOMAIN\\anna", "DOMAIN\\anna"),
        ("from_address", " Anna.O'Hara+x@Example.COM ", "Anna.O'Hara+x@example.com"),
        ("from_address", "anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("from_name", "Büro, “hier”", "Büro, “hier”"),
        ("ehlo_name", "", ""),
        ("ehlo_name", None, ""),
        ("ehlo_name", "Mail.Example.com", "mail.example.com"),
        ("ehlo_name", "192.0.2.7", "[192.0.2.7]"),
        ("ehlo_name", "[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        ("per_minute", "10000", 10_000),
        ("ca_pem", None, ""),
        ("ca_pem", "  \n", ""),
        ("name", "", "smtp.example.com"),
    ],
)
def test_value_is_taken_in_its_clean_form(field: str, given: object, clean: object) -> None:
    assert getattr(read(**{field: given}), field) == clean


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("server", "", "smtp.example.com"),
        ("server", "smtp://smtp.example.com", "without smtp://"),
        ("server", "smtp.example.com:587", "port has a field of its own"),
        ("server", "anna@example.com", "mail address"),
        ("server", "192.0.2", "four numbers"),
        ("server", "192.0.2.256", "four numbers"),
        ("server", "-x.example.com", "not the name of a server"),
        ("server", "a..b", "not the name of a server"),
        ("server", "x" * 64 + ".com", "not the name of a server"),
        ("server", "fe80::1%eth0", "not the name of a server"),
        ("server", "smtp example", "not the name of a server"),
        ("server", "smtp\r\nRCPT", "line break"),
        ("server", None, "as text"),
        ("port", 0, "1 to 65535"),
        ("port", 65536, "1 to 65535"),
        ("port", "٣", "number"),
        ("port", "9" * 5000, "number"),
        ("port", True, "number"),
        ("port", 587.0, "number"),
        ("port", None, "number"),
        ("port", 993, "IMAP"),
        ("port", "110", "POP3"),
        ("security", "", "starttls, tls, none"),
        ("authentication", None, "strongest, plain, login, cram-md5, none"),
        ("username", "a\0b", "line break"),
        ("username", "x" * 321, "320"),
        ("from_address", "", "office@example.com"),
        ("from_address", "anna@", "not an address"),
        ("from_address", "@example.com", "not an address"),
        ("from_address", "a b@example.com", "before the @"),
        ("from_address", "anna..b@example.com", "before the @"),
        ("from_address", "änna@example.com", "before the @"),
        ("from_address", "a" * 65 + "@example.com", "before the @"),
        ("from_address", "anna@example..com", "behind the @"),
        ("from_name", "The\nOffice", "line break"),
        ("from_name", "a\u202eb", "cannot be shown"),
        ("ehlo_name", "mail example", "Leave it empty"),
        ("ehlo_name", "x\r\nMAIL FROM:<>", "line break"),
        ("per_minute", 10_001, "from 1 to 10000"),
        ("per_minute", "1.5", "number"),
        ("ca_pem", 5, "PEM"),
        ("ca_pem", "x" * 70_000, "too long"),
    ],
)
def test_wrong_value_is_told_at_its_field(field: str, given: object, words: str) -> None:
    found = faults(**{field: given})
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    ("port", "security", "fix"),
    [
        (465, "starttls", "choose TLS, or port 587"),
        (2465, "starttls", "choose TLS, or port 587"),
        (587, "tls", "choose StartTLS, or port 465"),
        (25, "tls", "choose StartTLS, or port 465"),
        (2525, "tls", "choose StartTLS, or port 465"),
        (587, "none", "Choose StartTLS or TLS"),
    ],
)
def test_port_and_security_that_contradict_each_other_are_refused_with_the_fix(
    port: int, security: str, fix: str
) -> None:
    found = faults(port=port, security=security)
    assert list(found) == ["security"]
    assert fix in found["security"]


@pytest.mark.parametrize("server", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_no_tls_is_for_this_machine_itself(server: str) -> None:
    assert read(server=server, security="none", port=25).security == "none"
    assert "choose TLS" in faults(server=server, security="none", port=465)["security"]


@pytest.mark.parametrize("server", ["10.0.0.1", "relay", "localhost.example.com", "::ffff:10.0.0.1", "0.0.0.0"])
def test_no_tls_is_for_nobody_else(server: str) -> None:
    assert list(faults(server=server, security="none", port=25)) == ["security"]


def test_contradiction_is_told_together_with_other_mistakes() -> None:
    assert list(faults(port=465, from_address="x")) == ["security", "from_address"]


def test_what_is_not_given_is_as_it_was_before() -> None:
    before = read(ca_pem=PEM, per_minute=5)
    after = relay_check.read({"port": 2525}, before)
    assert isinstance(after, RelaySettings)
    assert after.values() == {**before.values(), "port": 2525}


@given(st.dictionaries(st.sampled_from(FIELDS), st.none() | st.text(max_size=30) | st.integers() | st.booleans()))
def test_anything_is_settings_that_check_to_themselves_or_sentences(given_values: dict[str, object]) -> None:
    found = relay_check.read({**GOOD, **given_values})
    if isinstance(found, RelaySettings):
        assert relay_check.read(found.values()) == found
    else:
        assert found
        assert set(found) <= set(FIELDS)


# Greeting, signing in, certificates


def test_greeting_follows_from_the_address_or_the_host() -> None:
    assert read().ehlo("this.host") == "example.com"
    assert read(ehlo_name="mail.example.org").ehlo("this.host") == "mail.example.org"


def test_signing_in_needs_a_name_and_a_password() -> None:
    assert list(relay_check.sign_in_faults(read(username="").values(), False)) == ["username", "password"]
    assert relay_check.sign_in_faults(read().values(), True) == {}
    assert relay_check.sign_in_faults(read(username="", authentication="none").values(), False) == {}


@pytest.mark.parametrize("password", ["a\nb", "a\0", "x" * 1025, None, 5])
def test_password_that_no_relay_can_be_sent_is_refused(password: object) -> None:
    with pytest.raises(FieldFault):
        relay_fields.read_password(password)


def test_password_keeps_its_blanks() -> None:
    assert relay_fields.read_password("  pass word ") == "  pass word "


def test_private_ca_is_kept_without_what_stands_around_it() -> None:
    assert read(ca_pem=f"Our CA:\n{PEM}\nThanks").ca_pem == PEM
    assert read(ca_pem=PEM * 2).ca_pem == PEM * 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no certificate", "BEGIN CERTIFICATE"),
        (PEM[:200], "BEGIN CERTIFICATE"),
        (PEM.replace("M", "A", 3), "BEGIN CERTIFICATE"),
        (CA.private_key_pem.bytes().decode() + PEM, "private key"),
        (CA.issue_cert("relay.example.com").cert_chain_pems[0].bytes().decode(), "authority that signed it"),
        ((CA.cert_pem.bytes().decode()) * 21, "At most 20"),
    ],
)
def test_what_is_no_ca_certificate_is_refused(text: str, words: str) -> None:
    assert words in faults(ca_pem=text)["ca_pem"]


def test_ca_certificate_that_has_expired_is_refused() -> None:
    with pytest.raises(FieldFault, match="expired on"):
        checked_pem(PEM, datetime.now(UTC) + timedelta(days=365 * 1000))


def test_ca_without_tls_contradicts_itself() -> None:
    assert list(faults(server="localhost", security="none", port=25, ca_pem=PEM)) == ["ca_pem"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_preset_can_be_saved_once_its_gaps_are_filled(preset: Any) -> None:
    names = ("server", "port", "security", "authentication", "username", "per_minute")
    found = read(**{name: getattr(preset, name) or "smtp.example.com" for name in names})
    assert (found.port, found.security) == (preset.port, preset.security)
    assert len(preset.hint) > 60


def test_presets_are_the_seven_that_people_ask_for() -> None:
    assert [preset.id for preset in PRESETS] == [
        "gmail", "office365", "fastmail", "sendgrid", "ses", "starttls", "tls"
    ]  # fmt: skip
