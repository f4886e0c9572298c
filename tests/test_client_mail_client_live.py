"""`MailClient` and the real SMTP server: every promise of `server/PROTOCOL.md` that the client relies on."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from client.addresses import Address
from client.draft import AttachedFile, Draft
from client.errors import (
    AccountNotUsable,
    MessageRefused,
    RecipientsRefused,
    RegistrationRefused,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    WrongPassword,
)
from client.mail_client import MailClient, Registered
from db.settings import Registration
from tests.support.postroom import PASSWORD, Postroom

NEW_PASSWORD = "five späte unrelated +words= 42"
TO_BEN = Draft(to=(Address("", "ben@project.com"),), subject="Hello", text="Hello Ben")


@contextmanager
def connected(postroom: Postroom) -> Iterator[MailClient]:
    context = postroom.client_context()
    with closing(MailClient("127.0.0.1", postroom.ports.smtp_starttls, context=context)) as client:
        yield client


@contextmanager
def signed_in(postroom: Postroom, name: str = "anna") -> Iterator[MailClient]:
    with connected(postroom) as client:
        client.authenticate(name, PASSWORD)
        yield client


def test_ehlo_and_ping(postroom: Postroom) -> None:
    with connected(postroom) as client:
        client.ping()
        assert client.registration_mode == "open"
        assert client.size_limit == postroom.settings.limits.message_size


def test_register_then_sign_in_and_be_found(postroom: Postroom) -> None:
    with connected(postroom) as client:
        assert client.register("dora", NEW_PASSWORD) == Registered("dora@project.com", needs_approval=False)
        client.authenticate("dora", NEW_PASSWORD)
        user = client.get_user()
        assert user is not None
        assert user.address == "dora@project.com"
        assert client.get_user("DORA@project.com") == user
        assert client.get_user("dora") == user
        assert client.get_user("nobody@project.com") is None
        assert client.get_user("dora@elsewhere.example") is None


@pytest.mark.parametrize(
    ("name", "password", "kind"),
    [
        ("anna", NEW_PASSWORD, "taken"),
        ("postmaster", NEW_PASSWORD, "not allowed"),
        ("a b", NEW_PASSWORD, "not allowed"),
        ("x" * 65, NEW_PASSWORD, "not allowed"),
        ("dora", "k7#qz", "weak"),
        ("dora", "password", "weak"),
    ],
)
def test_refused_registration_says_which_field(postroom: Postroom, name: str, password: str, kind: str) -> None:
    postroom.account("anna")
    with connected(postroom) as client, pytest.raises(RegistrationRefused) as caught:
        client.register(name, password)
    assert caught.value.kind == kind
    assert NEW_PASSWORD not in caught.value.sentence + caught.value.detail


@pytest.fixture
def in_mode(postroom: Postroom) -> Callable[[Registration], Postroom]:
    """Start the SMTP server again with another mode of registration."""

    def change(mode: Registration) -> Postroom:
        postroom.smtp.stop()
        postroom.settings = replace(postroom.settings, registration=mode)
        postroom.start_smtp()
        return postroom

    return change


def test_registration_that_is_closed(in_mode: Callable[[Registration], Postroom]) -> None:
    with connected(in_mode("closed")) as client:
        assert client.registration_mode == "closed"
        with pytest.raises(RegistrationRefused) as caught:
            client.register("dora", NEW_PASSWORD)
        assert caught.value.kind == "closed"


def test_registration_that_needs_approval(in_mode: Callable[[Registration], Postroom]) -> None:
    with connected(in_mode("approval")) as client:
        assert client.register("dora", NEW_PASSWORD) == Registered("dora@project.com", needs_approval=True)
        with pytest.raises(AccountNotUsable) as caught:
            client.authenticate("dora", NEW_PASSWORD)
        assert "approve" in caught.value.sentence


def test_registration_by_invitation_without_one(in_mode: Callable[[Registration], Postroom]) -> None:
    with connected(in_mode("invitation")) as client:
        for invitation in (None, "no such code"):
            with pytest.raises(RegistrationRefused) as caught:
                client.register("dora", NEW_PASSWORD, invitation)
            assert caught.value.kind == "closed"


def test_wrong_password_and_unknown_name_are_the_same(postroom: Postroom) -> None:
    postroom.account("anna")
    sentences = set()
    with connected(postroom) as client:
        for name in ("anna", "nobody"):
            with pytest.raises(WrongPassword) as caught:
                client.authenticate(name, "wrong")
            sentences.add((caught.value.sentence, caught.value.detail))
    assert len(sentences) == 1


def test_disabled_account(postroom: Postroom) -> None:
    postroom.account("anna", state="disabled")
    with connected(postroom) as client, pytest.raises(AccountNotUsable) as caught:
        client.authenticate("anna", PASSWORD)
    assert "disabled" in caught.value.sentence


def test_too_many_wrong_passwords_are_told(postroom: Postroom) -> None:
    postroom.account("anna")

    def guess_until_told() -> None:
        for number in range(60):
            with connected(postroom) as client, pytest.raises(WrongPassword):
                client.authenticate("anna", f"wrong {number}")

    with pytest.raises(TooManyAttempts) as caught:
        guess_until_told()
    assert "minute" in caught.value.sentence


def test_name_in_any_case_and_whole_address(postroom: Postroom) -> None:
    postroom.account("anna")
    for name in ("ANNA", "anna@project.com", "Anna@Project.com"):
        with connected(postroom) as client:
            client.authenticate(name, PASSWORD)


def test_nothing_without_signing_in(postroom: Postroom) -> None:
    postroom.account("ben")
    with connected(postroom) as client:
        with pytest.raises(SignInNeeded):
            client.get_user("ben")
        with pytest.raises(SignInNeeded):
            client.submit(TO_BEN, "anna@project.com")
        client.ping()


def test_draft_arrives_and_stays_in_sent_with_its_bcc(postroom: Postroom) -> None:
    anna, ben, clara = (postroom.account(name) for name in ("anna", "ben", "clara"))
    draft = Draft(
        to=(Address("Ben", "ben@project.com"),),
        bcc=(Address("", "clara@project.com"),),
        subject="Grüße",
        text=".\n..\nFrom me\n",
        attachments=(AttachedFile("a.bin", bytes(range(256)) * 100),),
    )
    with signed_in(postroom) as client:
        receipt = client.submit(draft, "anna@project.com")
    assert receipt.accepted == ("ben@project.com", "clara@project.com")
    assert receipt.queue_id
    for account in (ben, clara):
        (content,) = postroom.mail(account)
        assert b"\r\n.\r\n..\r\nFrom me\r\n" in content
        assert b"Bcc:" not in content
    (sent,) = postroom.mail(anna, "sent")
    assert b"Bcc: clara@project.com\r\n" in sent


def test_unknown_recipient_is_told_and_the_others_get_it(postroom: Postroom) -> None:
    postroom.account("anna")
    ben = postroom.account("ben")
    with signed_in(postroom) as client:
        receipt = client.submit(
            b"Subject: x\r\n\r\nx\r\n", "anna@project.com", ["nobody@project.com", "ben@project.com"]
        )
    assert [(one.address, one.code, one.words) for one in receipt.refused] == [
        ("nobody@project.com", 550, "No such recipient.")
    ]
    assert len(postroom.mail(ben)) == 1


def test_nobody_known_and_outside_addresses_are_told(postroom: Postroom) -> None:
    postroom.account("anna")
    with signed_in(postroom) as client:
        with pytest.raises(RecipientsRefused) as caught:
            client.submit(b"Subject: x\r\n\r\nx\r\n", "anna@project.com", ["nobody@project.com", "x@elsewhere.example"])
        assert "local only" in caught.value.refused[1].words
        client.ping()


def test_sender_that_is_not_ones_own(postroom: Postroom) -> None:
    postroom.account("anna")
    postroom.account("ben")
    with signed_in(postroom) as client:
        with pytest.raises(MessageRefused) as caught:
            client.submit(TO_BEN, "ben@project.com")
        assert "not yours" in caught.value.sentence
        assert client.submit(TO_BEN, "anna@project.com").accepted == ("ben@project.com",)


def test_message_over_the_limit(postroom: Postroom) -> None:
    postroom.account("anna")
    with signed_in(postroom) as client:
        limit = client.size_limit
        too_large = b"Subject: x\r\n\r\n" + b"x" * limit
        with pytest.raises(TooLarge):
            client.submit(too_large, "anna@project.com", ["ben@project.com"])
        # What the server says when a client does not look at SIZE first.
        client.esmtp_features.pop("size")
        with pytest.raises(TooLarge):
            client.submit(too_large, "anna@project.com", ["anna@project.com"])
        client.ping()


def test_connection_serves_three_hundred_questions(postroom: Postroom) -> None:
    postroom.account("anna")
    with signed_in(postroom) as client:
        for _ in range(300):
            assert client.get_user("anna") is not None
