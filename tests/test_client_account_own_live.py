"""What an account does about itself, against both real servers: going on with a kept sign-in, devices, passwords."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from client import not_signed_in
from client.account import Account, Server
from client.account_requests import RecoveryAddress
from client.addresses import Address
from client.draft import Draft
from client.errors import NotAccepted, RecoveryRefused, SignInNeeded, WeakPassword, WrongPassword
from db import jobs, recovery
from db.job_kinds import Notice
from tests.support.inbox_process import known_server
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

NEW = "five späte unrelated +words= 42"


@pytest.fixture(scope="module")
def postroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("postroom")) as running:
        yield running


@pytest.fixture(scope="module")
def server(postroom: Postroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with known_server(postroom, tmp_path_factory.mktemp("client")) as server:
        yield server


def to(name: str) -> Draft:
    return Draft(to=(Address("", f"{name}@project.com"),), subject="Hello", text="Hello")


def test_kept_sign_in_goes_on_reading_and_sending(postroom: Postroom, server: Server) -> None:
    postroom.account("anna", is_admin=True)
    first = Account.sign_in(server, "anna", PASSWORD)
    token = first.token
    first.close()
    with closing(Account.resume(server, token)) as again:
        assert (again.address.address, again.account_id, again.is_admin) == ("anna@project.com", first.account_id, True)
        # The token stands for the password with SMTP too.
        assert again.send(to("anna")).accepted == ("anna@project.com",)
        assert again.latest("inbox", 1).total == 1


def test_sign_in_that_was_ended_is_worth_nothing(postroom: Postroom, server: Server) -> None:
    postroom.account("ben")
    account = Account.sign_in(server, "ben", PASSWORD)
    token = account.token
    account.sign_out()
    for kept in (token, "pst_never-given", "", "two\nlines"):
        with pytest.raises(SignInNeeded):
            Account.resume(server, kept)


def test_devices_are_listed_and_signed_out(postroom: Postroom, server: Server) -> None:
    postroom.account("clara")
    accounts = [Account.sign_in(server, "clara", PASSWORD) for _ in range(3)]
    here = accounts[-1]
    access = here.access()
    devices = access.devices()
    assert len(devices) == 3
    assert {device.name.startswith("Postroom on ") for device in devices} == {True}
    assert {device.peer for device in devices} == {"127.0.0.1"}
    (current,) = [device for device in devices if device.is_current]
    other = next(device for device in devices if not device.is_current)
    access.sign_out_device(other.id)
    access.sign_out_device(other.id)
    assert {device.id for device in access.devices()} == {device.id for device in devices} - {other.id}
    access.sign_out_other_devices()
    assert [device.id for device in access.devices()] == [current.id]
    for account in accounts[:2]:
        with pytest.raises(SignInNeeded):
            account.mailboxes()
        # Also where it sends: no new connection is let in.
        with pytest.raises(SignInNeeded):
            account.send(to("clara"))
        account.close()
    here.close()


def test_password_is_changed_and_others_are_signed_out(postroom: Postroom, server: Server) -> None:
    postroom.account("dora")
    other = Account.sign_in(server, "dora", PASSWORD)
    with closing(Account.sign_in(server, "dora", PASSWORD)) as here:
        with pytest.raises(WrongPassword):
            here.access().change_password("not this one", NEW)
        with pytest.raises(WeakPassword) as weak:
            here.access().change_password(PASSWORD, "dora1234")
        assert weak.value.sentence.startswith("The password is your name")
        here.access().change_password(PASSWORD, NEW)
        assert here.mailboxes()
        assert here.send(to("dora")).accepted
        with pytest.raises(SignInNeeded):
            other.mailboxes()
    other.close()
    with pytest.raises(WrongPassword):
        Account.sign_in(server, "dora", PASSWORD)
    Account.sign_in(server, "dora", NEW).sign_out()


def test_forgotten_password_is_replaced_with_a_code(postroom: Postroom, server: Server) -> None:
    emil = postroom.account("emil")
    code = recovery.create(postroom.store, emil.id)
    with pytest.raises(RecoveryRefused):
        not_signed_in.recover(server, "emil", "A" * 20, NEW)
    with pytest.raises(RecoveryRefused):
        not_signed_in.recover(server, "emil", "", NEW)
    with pytest.raises(WeakPassword):
        not_signed_in.recover(server, "emil", code, "12345678")
    not_signed_in.recover(server, "emil", code, NEW)
    with pytest.raises(RecoveryRefused):
        not_signed_in.recover(server, "emil", code, NEW)
    Account.sign_in(server, "emil", NEW).sign_out()


def test_recovery_address_is_set_seen_and_removed_and_a_link_is_asked_for(postroom: Postroom, server: Server) -> None:
    postroom.account("gerda")
    postroom.account("hans")
    with closing(Account.sign_in(server, "gerda", PASSWORD)) as account:
        access = account.access()
        assert access.recovery_address() == RecoveryAddress("", False, False)
        with pytest.raises(WrongPassword):
            access.set_recovery_address("not this one", "hans@project.com")
        with pytest.raises(WrongPassword):
            access.set_recovery_address("", "hans@project.com")
        with pytest.raises(NotAccepted) as refused:
            access.set_recovery_address(PASSWORD, "gerda@project.com")
        assert "an address of the same account" in refused.value.sentence
        hans = RecoveryAddress("hans@project.com", True, False)
        assert (access.set_recovery_address(PASSWORD, hans.address), access.recovery_address()) == (hans, hans)
        for name in ("gerda", "nobody"):
            not_signed_in.ask_reset(server, name)
        asked = [Notice.of(one) for one in jobs.recent(postroom.store, jobs.NOTICE)]
        assert [one.to for one in asked if one.kind == "password-reset"] == ["hans@project.com"]
        assert access.set_recovery_address(PASSWORD, "").address == ""
        account.sign_out()


def test_password_is_not_held_after_signing_in(postroom: Postroom, server: Server) -> None:
    postroom.account("fritz")
    with closing(Account.sign_in(server, "fritz", PASSWORD)) as account:
        lanes = account._lanes
        held = [vars(account), vars(lanes), vars(lanes.jmap), vars(lanes.smtp)]
        # The password was sent and is kept nowhere; what stands for it can be ended.
        assert not any(PASSWORD in repr(values) for values in held)
        account.sign_out()
