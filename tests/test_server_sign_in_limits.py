"""Guessing passwords: how often, counted by name and over connections, and who must not suffer from it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from db import sessions
from db.remembered import PATIENCE
from db.settings import Limits
from server.handler import Handler
from server.session import Session
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving, with_handler
from tests.support.wire import Wire


def try_password(postroom: Postroom, name: str, password: str) -> str:
    """Return the code of one sign-in on a connection of its own."""
    with Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()) as wire:
        return wire.command(f"AUTH {name} {password.replace(' ', '+20')}")[:9]


def test_failures_are_counted_over_connections_and_by_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path / "postroom", {"sign_in_failures": 4}) as postroom:
        postroom.account("anna")
        postroom.account("ben")
        names = ["anna", "ANNA", "anna@project.com", "Anna@Project.com"]
        assert [try_password(postroom, name, "wrong horse") for name in names] == ["535 5.7.8"] * 4
        assert "sign-in-limit account=anna@project.com peer=127.0.0.1" in caplog.text
        assert try_password(postroom, "anna", PASSWORD) == "454 4.7.0"
        assert try_password(postroom, "ben", PASSWORD) == "235 2.7.0"


def test_eight_guesses_at_once_are_not_more_than_one_after_the_other(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"sign_in_failures": 3}) as postroom, contextlib.ExitStack() as stack:
        postroom.account("anna")
        wires = [
            stack.enter_context(Wire.greeted(postroom.ports.smtp_tls, postroom.client_context())) for _ in range(8)
        ]
        for wire in wires:
            wire.send(b"AUTH anna wrong+20horse\r\n")
        answers = [wire.reply()[:3] for wire in wires]
        # Two checks run at a time, so one more than the limit may be under way when it is reached.
        assert 3 <= answers.count("535") <= 4
        assert answers.count("454") == 8 - answers.count("535")


def test_guessing_does_not_lock_out_who_signed_in_a_moment_ago(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"sign_in_failures": 2}) as postroom:
        postroom.account("anna")
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"
        assert [try_password(postroom, "anna", "wrong horse") for _ in range(3)] == ["535 5.7.8"] * 2 + ["454 4.7.0"]
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"


def test_what_is_remembered_cannot_be_guessed_at_without_end(tmp_path: Path) -> None:
    """While somebody's program was at work, every further connection could try passwords, limit or not."""
    with serving(tmp_path / "postroom", {"sign_in_failures": 2}) as postroom:
        postroom.account("anna")
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"
        answers = [try_password(postroom, "anna", "wrong horse")[:3] for _ in range(2 * PATIENCE - 1)]
        assert answers == ["535", "535", *["454"] * (2 * PATIENCE - 3)]
        # The program goes on...
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"
        assert try_password(postroom, "anna", "one guess more") == "454 4.7.0"
        # ...until the guesses are too many: the right one is then as good as a wrong one.
        assert try_password(postroom, "anna", PASSWORD) == "454 4.7.0"


def test_tokens_are_no_guesses_at_what_is_remembered(tmp_path: Path) -> None:
    """The desktop signs in with one for each message: a password remembered for other programs was forgotten by it."""
    with serving(tmp_path / "postroom", {"sign_in_failures": 2}) as postroom:
        anna = postroom.account("anna")
        token, _ = sessions.create(postroom.store, anna.id, "desktop", "127.0.0.1", 3600)
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"
        assert {try_password(postroom, "anna", token) for _ in range(2 * PATIENCE)} == {"235 2.7.0"}
        assert [try_password(postroom, "anna", "wrong horse") for _ in range(2)] == ["535 5.7.8"] * 2
        assert try_password(postroom, "anna", PASSWORD) == "235 2.7.0"


def test_hanging_up_before_the_answer_counts_as_a_failure(tmp_path: Path) -> None:
    """It did not count, but a right guess was remembered: any number of guesses, then all of them once more."""

    async def guess(handler: Handler) -> str:
        for _ in range(2):
            trying = asyncio.ensure_future(handler.sign_in(Session("127.0.0.1"), "anna", "wrong horse"))
            # One turn takes it to where it waits for the check.
            await asyncio.sleep(0)
            trying.cancel()
            with pytest.raises(asyncio.CancelledError):
                await trying
        return await handler.sign_in(Session("127.0.0.1"), "anna", PASSWORD)

    answer = asyncio.run(with_handler(tmp_path, replace(Limits(), sign_in_failures=2), guess))
    assert answer.startswith("454 4.7.0 ")


def test_right_password_forgets_the_failures_before_it(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"sign_in_failures": 3}) as postroom:
        postroom.account("anna")
        passwords = ["wrong horse", "wrong horse", PASSWORD, "wrong horse", "wrong horse"]
        answers = [try_password(postroom, "anna", password)[:3] for password in passwords]
        assert answers == ["535", "535", "235", "535", "535"]
