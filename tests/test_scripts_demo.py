import email
import email.policy
from collections import Counter
from datetime import UTC, datetime

import pytest

from db import accounts, mailboxes, messages
from db.database import Store
from scripts import demo
from scripts.demo_messages import COUNT, Letter, letters
from scripts.errors import StartError
from tests.support.stores import DOMAIN, Person

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def counts(store: Store, name: str) -> dict[str | None, int]:
    account = accounts.find(store, f"{name}@{DOMAIN}")
    assert account is not None
    return {box.role: messages.count(store, account.id, box.id) for box in mailboxes.of_account(store, account.id)}


def all_letters() -> list[Letter]:
    return list(letters("anna@project.com", "ben@project.com", NOW))


def test_both_accounts_have_their_messages_and_can_be_signed_in_to(store: Store) -> None:
    told = demo.add(store, DOMAIN)
    for name in ("anna", "ben"):
        assert counts(store, name)["inbox"] == COUNT
        account = accounts.find(store, f"{name}@{DOMAIN}")
        assert account is not None
        assert account.state == "active"
        assert f"{name}@{DOMAIN}  password " in told
    assert counts(store, "ben")["sent"] == sum(letter.between for letter in all_letters())


def test_demo_is_made_once(store: Store) -> None:
    demo.add(store, DOMAIN)
    assert demo.add(store, DOMAIN) == "anna@project.com and ben@project.com are there already"
    assert counts(store, "anna")["inbox"] == COUNT


def test_demo_that_was_cut_short_is_taken_up_without_doubles(store: Store) -> None:
    demo.add(store, DOMAIN)
    ben = accounts.find(store, f"ben@{DOMAIN}")
    assert ben is not None
    accounts.set_state(store, ben.id, "disabled")
    anna = accounts.find(store, f"anna@{DOMAIN}")
    assert anna is not None
    accounts.set_state(store, anna.id, "disabled")
    assert "password" in demo.add(store, DOMAIN)
    assert counts(store, "anna")["inbox"] == counts(store, "ben")["inbox"] == COUNT


def test_account_of_a_person_gets_no_demo_mail(store: Store) -> None:
    Person.make(store, "anna")
    with pytest.raises(StartError, match=r"anna@project\.com is somebody's account"):
        demo.add(store, DOMAIN)
    assert counts(store, "anna")["inbox"] == 0


def test_messages_are_the_same_at_every_making() -> None:
    # Boundaries between parts are random; what a person sees is not.
    def seen(letter: Letter) -> tuple[str | None, str | None, int]:
        message = email.message_from_bytes(letter.content, policy=email.policy.default)
        return message["subject"], message["date"], letter.age

    assert [seen(one) for one in all_letters()] == [seen(one) for one in all_letters()]


def test_messages_are_varied() -> None:
    parsed = [email.message_from_bytes(letter.content, policy=email.policy.default) for letter in all_letters()]
    kinds = Counter(part.get_content_type() for message in parsed for part in message.walk())
    assert {"text/plain", "text/html", "image/png", "text/csv", "message/rfc822", "text/calendar"} <= set(kinds)
    assert any(not message["subject"] for message in parsed)
    assert any("פגישה" in (message["subject"] or "") for message in parsed)
    assert max(len(letter.content) for letter in all_letters()) > 2_000_000
    assert max(len((message["references"] or "").split()) for message in parsed) >= 9
