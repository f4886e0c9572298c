"""Accounts: made with everything they need, found by any of their addresses, used only by who knows the password."""

import pytest

from db import accounts, directory, mailboxes
from db.accounts import Account
from db.database import Store
from db.errors import AccountNotUsable, NameNotAllowed, NameTaken, NotFound, SignInRefused, WeakPassword
from db.passwords import Verifier
from tests.support.stores import DOMAIN, PASSWORD, PASSWORD_HASH, People, assert_sound

# Of PASSWORD, with weaker parameters than today's.
WEAK_HASH = "$argon2id$v=19$m=64,t=1,p=1$I7Txo3nY78N3Cq1ulopukg$rlnTdIM0yhulUQmzz+c6rU4QqiZ5ZHhVkhoENIW7/kI"
ODD = ["an\0na", "\ud800", "anna\udcff@project.com", "\0", "", "@", "x" * 100_000, "' OR 1=1 --"]


@pytest.fixture(name="verifier", scope="module")
def _verifier() -> Verifier:
    return Verifier()


def sign_in(store: Store, verifier: Verifier, name: str, password: str = PASSWORD) -> Account:
    return accounts.sign_in(store, verifier, name, DOMAIN, password)


def test_created_account_has_its_mailboxes_and_addresses(store: Store) -> None:
    also = ["postmaster@project.com", "Abuse@project.com"]
    made = accounts.create(store, "Admin@project.com", PASSWORD, display_name="Ada", is_admin=True, also=also)
    assert made == Account(made.id, "admin@project.com", "Ada", True, "active")
    assert [box.role for box in mailboxes.of_account(store, made.id)] == [role for _, role in mailboxes.STANDARD]
    assert accounts.addresses(store, made.id) == ["admin@project.com", "abuse@project.com", "postmaster@project.com"]
    assert accounts.admins(store) == [made]
    for address in ("admin@project.com", "ADMIN@Project.com", "abuse@project.com"):
        assert accounts.find(store, address) == made
        assert accounts.owns(store, made.id, address)
    assert_sound(store)


def test_password_is_nowhere_in_the_store(store: Store) -> None:
    accounts.create(store, "anna@project.com", PASSWORD)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert PASSWORD.encode() not in store.path.read_bytes()


def test_same_address_twice_in_one_request_is_one(store: Store) -> None:
    """The second one was a fault of the engine instead of nothing to do."""
    also = ["anna@project.com", "ann@project.com", "ANN@project.com"]
    made = store.run_tx(lambda tx: accounts.insert(tx, "Anna@project.com", PASSWORD_HASH, also=also))
    assert accounts.addresses(store, made.id) == ["anna@project.com", "ann@project.com"]


@pytest.mark.parametrize(
    ("address", "also"),
    [("anna@project.com", []), ("ANNA@project.com", []), ("dora@project.com", ["Ben@project.com"])],
)
def test_taken_address_is_refused_and_nothing_is_written(
    store: Store, people: People, address: str, also: list[str]
) -> None:
    with pytest.raises(NameTaken, match="taken"):
        store.run_tx(lambda tx: accounts.insert(tx, address, PASSWORD_HASH, also=also))
    assert store.row("SELECT count(*) FROM account") == (3,)
    assert store.row("SELECT count(*) FROM address") == (3,)


def test_registering_gives_an_address_of_the_domain(store: Store) -> None:
    assert accounts.register(store, "Anna", DOMAIN, PASSWORD).address == "anna@project.com"
    waiting = accounts.register(store, "ben@PROJECT.com", DOMAIN, PASSWORD, state="waiting")
    assert (waiting.address, waiting.state, waiting.is_admin) == ("ben@project.com", "waiting", False)


@pytest.mark.parametrize("name", ["anna@elsewhere.com", "@project.com", "postmaster", "plain@project.com", "a b", *ODD])
def test_registering_another_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(NameNotAllowed):
        accounts.register(store, name, DOMAIN, PASSWORD)
    assert store.row("SELECT count(*) FROM account") == (0,)


def test_registering_with_a_weak_password_is_refused(store: Store) -> None:
    with pytest.raises(WeakPassword):
        accounts.register(store, "anna", DOMAIN, "anna1234")
    assert store.row("SELECT count(*) FROM account") == (0,)


@pytest.mark.parametrize("name", ["anna", "ANNA", " anna ", "anna@project.com", "Anna@Project.COM"])
def test_signing_in_by_name_or_address_in_any_case(store: Store, people: People, verifier: Verifier, name: str) -> None:
    assert sign_in(store, verifier, name).id == people["anna"].id


def test_wrong_password_and_unknown_name_are_the_same(store: Store, people: People, verifier: Verifier) -> None:
    said = set()
    for name, password in (("anna", "wrong password"), ("nobody", PASSWORD), ("anna@elsewhere.com", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            sign_in(store, verifier, name, password)
        said.add((type(refused.value), str(refused.value)))
    assert len(said) == 1


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_unknown_everywhere(store: Store, people: People, verifier: Verifier, name: str) -> None:
    """Half a character in a name, which JSON and SMTP can bring, was a fault instead of a name that nobody has."""
    with pytest.raises(SignInRefused):
        sign_in(store, verifier, name)
    assert accounts.sign_in_remembered(store, verifier, name, DOMAIN, PASSWORD) is None
    assert accounts.find(store, name) is None
    assert directory.recipient(store, name) is None
    assert not accounts.owns(store, people["anna"].id, name)


def test_account_that_waits_or_is_disabled_needs_the_right_password_to_learn_it(
    store: Store, people: People, verifier: Verifier
) -> None:
    for state, sentence in (("waiting", "approve"), ("disabled", "disabled")):
        accounts.set_state(store, people["anna"].id, state)
        with pytest.raises(AccountNotUsable, match=sentence):
            sign_in(store, verifier, "anna")
        with pytest.raises(SignInRefused):
            sign_in(store, verifier, "anna", "wrong password")
        assert accounts.sign_in_remembered(store, verifier, "anna", DOMAIN, PASSWORD) is None
    accounts.set_state(store, people["anna"].id, "active")
    assert sign_in(store, verifier, "anna").state == "active"


def test_sign_in_is_remembered_until_the_password_changes(store: Store, people: People) -> None:
    verifier = Verifier()
    assert accounts.sign_in_remembered(store, verifier, "anna", DOMAIN, PASSWORD) is None
    sign_in(store, verifier, "anna")
    assert accounts.sign_in_remembered(store, verifier, "Anna", DOMAIN, PASSWORD) == sign_in(store, verifier, "anna")
    assert accounts.sign_in_remembered(store, verifier, "anna", DOMAIN, PASSWORD + "x") is None
    accounts.set_password(store, people["anna"].id, "another good password")
    assert accounts.sign_in_remembered(store, verifier, "anna", DOMAIN, PASSWORD) is None
    with pytest.raises(SignInRefused):
        sign_in(store, verifier, "anna")
    assert sign_in(store, verifier, "anna", "another good password").id == people["anna"].id


def test_weak_hash_is_made_anew_at_the_next_sign_in(store: Store, verifier: Verifier) -> None:
    made = store.run_tx(lambda tx: accounts.insert(tx, "anna@project.com", WEAK_HASH))
    assert sign_in(store, verifier, "anna") == made
    (hashed,) = store.row("SELECT password_hash FROM account") or ("",)
    assert hashed != WEAK_HASH
    assert sign_in(store, verifier, "anna") == made
    assert store.row("SELECT password_hash FROM account") == (hashed,)


def test_hash_made_anew_does_not_undo_a_new_password(store: Store) -> None:
    """Whoever changed the password while the old one was being checked had the old one back afterwards."""
    made = store.run_tx(lambda tx: accounts.insert(tx, "anna@project.com", WEAK_HASH))

    class Slow(Verifier):
        def verify(self, password_hash: str | None, password: str) -> bool:
            right = super().verify(password_hash, password)
            accounts.set_password(store, made.id, "another good password")
            return right

    sign_in(store, Slow(), "anna")
    assert sign_in(store, Verifier(), "anna", "another good password") == made


def test_unknown_account_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        accounts.get(store, 10**9)
    assert accounts.find(store, "nobody@project.com") is None
    assert not accounts.owns(store, 10**9, "nobody@project.com")


def test_deleted_account_leaves_nothing_but_what_others_have(store: Store, people: People) -> None:
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (people["anna"].id,)))
    assert accounts.find(store, "anna@project.com") is None
    assert mailboxes.of_account(store, people["anna"].id) == []
    assert_sound(store)


def test_display_name_can_be_any_text(store: Store) -> None:
    made = store.run_tx(lambda tx: accounts.insert(tx, "anna@project.com", PASSWORD_HASH, "A\0nn\ud800a 雪"))
    assert accounts.get(store, made.id).display_name == made.display_name == "Anna 雪"
