"""Every reply of the server: its form, and what becomes of the store's errors; nothing of an exception gets out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import accounts, errors
from server import replies
from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.stores import PASSWORD_HASH
from tests.support.wire import Wire

REPLIES = {name: text for name, text in vars(replies).items() if name.isupper() and re.search(r"_\d{3}$", name)}
# RFC 2034 section 4: no enhanced code in the greeting, and none has a meaning for 3xx.
PLAIN = {"READY_220", "GO_AHEAD_354"}
# What no SMTP command asks of the store: it is the other doors' to answer.
ELSEWHERE = {name for name in vars(errors) if "Mailbox" in name}
ELSEWHERE |= {
    "AddressRefused",
    "RecoveryAddressRefused",
    "RecoveryRefused",
    "TooMany",
    "TooMuchWork",
    "TooOften",
    "UnknownState",
}
# What only an admin meets.
ELSEWHERE |= {"ChangedMeanwhile", "JobLost", "NothingToUndo", "OutsideRefused", "RelayRefused"}
ELSEWHERE |= {"SecretKeyMissing", "SecretKeyWrong", "SecretsUnusable"}
SUBCLASSES = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.StoreError)} - {
    errors.StoreError,
    errors.Refused,
    *(vars(errors)[name] for name in ELSEWHERE),
}


def made(kind: type[errors.StoreError], sentence: str) -> errors.StoreError:
    return errors.TooManyFailures(sentence, 60) if kind is errors.TooManyFailures else kind(sentence)


@pytest.mark.parametrize("name", REPLIES)
def test_reply_has_the_code_of_its_name_and_an_enhanced_one_of_the_same_class(name: str) -> None:
    text = REPLIES[name]
    assert text.startswith(f"{name[-3:]} ")
    assert name in PLAIN or re.match(rf"\d\d\d {name[-3]}\.\d\.\d{{1,2}} \S", text)
    assert text.isascii()
    assert len(text) < 200


@pytest.mark.parametrize("kind", sorted(SUBCLASSES, key=str))
def test_error_of_the_store_becomes_one_line_or_none(kind: type[errors.StoreError]) -> None:
    reply = replies.for_error(made(kind, "One\r\n250 two \0\x1b[31m grün " + "x" * 1000))
    if reply is None:
        # Ours to repair: the peer gets an id, and not the engine's words.
        assert kind in (errors.Unavailable, errors.StoreDamaged, errors.StoreTooNew, errors.NotFound)
        return
    assert re.fullmatch(r"[45]\d\d [45]\.\d\.\d{1,2} [ -~]+", reply)
    assert len(reply) <= replies.LIMIT


def test_one_line_is_printable_ascii_of_bounded_length() -> None:
    """Names of four bytes a character made lines of a kilobyte, and were sent to clients that had not said SMTPUTF8."""
    assert replies.one_line("a\r\n b\tc\0d\x1b é 🐎") == "a b c?d? ? ?"
    assert len(replies.one_line("🐎" * 1000)) == 400
    assert len(replies.one_line("x" * 1000, 7)) == 7


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Postroom]:
    """A Postroom whose store has lost a table while it runs."""
    with serving(tmp_path / "postroom") as postroom:
        postroom.account("anna")
        postroom.store.run_tx(lambda tx: tx.execute("ALTER TABLE address RENAME TO lost"))
        yield postroom


def test_fault_gets_an_id_that_stands_in_the_log_with_the_cause(
    broken: Postroom, caplog: pytest.LogCaptureFixture
) -> None:
    """The engine's own words ("no such table: address") went to the peer."""
    with Wire.greeted(broken.ports.incoming) as wire:
        wire.command("MAIL FROM:<a@elsewhere.test>")
        answer = wire.command("RCPT TO:<anna@project.com>")
        found = re.fullmatch(r"451 4\.3\.0 A fault of ours, it has the id ([0-9a-f]{12}): try again later", answer)
        assert found, answer
        assert wire.command("NOOP") == "250 2.0.0 OK"
    assert f"fault id={found[1]}" in caplog.text
    assert "no such table" in caplog.text


@pytest.mark.parametrize("line", ["AUTH anna correct+20horse+20battery", "REG ben correct+20horse+20battery"])
def test_fault_while_signing_in_or_registering_is_told_the_same_way(broken: Postroom, line: str) -> None:
    with Wire.greeted(broken.ports.smtp_tls, broken.client_context()) as wire:
        assert re.fullmatch(r"451 4\.3\.0 .* id [0-9a-f]{12}: .*", wire.command(line))
        assert wire.command("NOOP") == "250 2.0.0 OK"


def test_fault_after_data_leaves_the_message_with_the_sender(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom") as postroom:
        anna = postroom.account("anna")
        with Wire.greeted(postroom.ports.incoming) as wire:
            wire.begin("a@elsewhere.test", anna.address)
            postroom.store.run_tx(lambda tx: tx.execute("ALTER TABLE content RENAME TO lost"))
            wire.send(b"Subject: Hello\r\n\r\nHi\r\n.\r\n")
            assert re.fullmatch(r"451 4\.3\.0 .* id [0-9a-f]{12}: .*", wire.reply())
            postroom.store.run_tx(lambda tx: tx.execute("ALTER TABLE lost RENAME TO content"))
            assert wire.message("a@elsewhere.test", anna.address, b"Subject: Again\r\n\r\nHi\r\n").startswith("250 ")
        assert len(postroom.mail(anna)) == 1


@pytest.mark.parametrize("name", ["x" * 2000, "🐎" * 500, "\r\n250 " * 100])
def test_long_display_name_fits_into_the_line(tmp_path: Path, name: str) -> None:
    """A display name of any length was written out, over the 512 bytes of a reply line."""
    with serving(tmp_path / "postroom") as postroom:
        address = "anna@project.com"
        postroom.store.run_tx(lambda tx: accounts.insert(tx, address, PASSWORD_HASH, name))
        with Wire.signed_in(postroom, "anna") as wire:
            answer = wire.command("GETUSER")
    assert re.fullmatch(r"250 2\.0\.0 \d+ anna@project\.com [!-~]+", answer)
    assert 480 < len(answer) <= replies.LIMIT
