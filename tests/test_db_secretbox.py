"""Secrets at rest: sealed, opened, and what a lost, wrong or rotated key does to them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import key_file, relay_settings, secretbox
from db.database import Store, Transaction
from db.errors import SecretKeyMissing, SecretKeyWrong, SecretsUnusable
from db.relay import Relay
from db.secretbox import SecretBox, ensure_keys, rotate
from tests.support.relays import ADMIN, GOOD, RELAY_PASSWORD, make_box


@pytest.fixture
def box(tmp_path: Path) -> SecretBox:
    return make_box(tmp_path)


def saved(store: Store, box: SecretBox, password: str = RELAY_PASSWORD) -> Relay:
    found = relay_settings.by_name(store, GOOD["name"])
    return relay_settings.save(store, box, ADMIN, GOOD, password=password, relay_id=found.id if found else None)


@given(st.text())
def test_sealed_secret_opens_to_itself(tmp_path_factory: pytest.TempPathFactory, secret: str) -> None:
    file = tmp_path_factory.getbasetemp() / "property.keys"
    if not file.exists():
        key_file.write(file, [key_file.new_key()])
    box = SecretBox(file)
    assert box.open(box.seal(secret)) == secret
    assert box.seal(secret) != box.seal(secret)


@given(st.binary(max_size=200))
def test_bytes_that_nobody_sealed_are_refused(tmp_path_factory: pytest.TempPathFactory, sealed: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "other.keys"
    if not file.exists():
        key_file.write(file, [key_file.new_key()])
    with pytest.raises(SecretKeyWrong):
        SecretBox(file).open(sealed)


def test_key_file_is_for_its_owner_only_and_has_a_note(box: SecretBox) -> None:
    assert stat.S_IMODE(box.file.stat().st_mode) == 0o600
    assert box.file.read_text().startswith("# ")
    assert [path.name for path in box.file.parent.glob("*.keys*")] == ["secret.keys"]


def test_missing_key_is_told_with_its_remedy_and_seals_nothing(tmp_path: Path) -> None:
    box = SecretBox(tmp_path / "secret.keys")
    assert isinstance(box.problem(), SecretKeyMissing)
    for work in (lambda: box.seal("x"), lambda: box.open(b"x")):
        with pytest.raises(SecretKeyMissing, match=r"secret\.keys is missing: put it back.*rotate-key --forget"):
            work()


@pytest.mark.parametrize("content", ["", "# only a note\n", "no key\n", "\0\n", "A" * 44 + "\nnot one\n"])
def test_damaged_key_file_is_told(tmp_path: Path, content: str) -> None:
    box = SecretBox(tmp_path / "secret.keys")
    box.file.write_text(content)
    with pytest.raises(SecretKeyWrong, match="damaged"):
        box.seal("x")


def test_wrong_key_does_not_open_and_the_right_one_put_back_does(store: Store, box: SecretBox) -> None:
    relay = saved(store, box)
    right = box.file.read_bytes()
    key_file.write(box.file, [key_file.new_key()])
    with pytest.raises(SecretKeyWrong):
        relay_settings.password(relay, box)
    box.file.write_bytes(right)
    assert relay_settings.password(relay, box) == RELAY_PASSWORD


def test_password_can_be_entered_again_when_the_key_is_a_wrong_one(store: Store, box: SecretBox) -> None:
    saved(store, box)
    key_file.write(box.file, [key_file.new_key()])
    assert relay_settings.password(saved(store, box), box) == RELAY_PASSWORD


def test_settings_without_a_secret_are_saved_while_the_key_is_missing(store: Store, box: SecretBox) -> None:
    relay = saved(store, box)
    box.file.unlink()
    changed = relay_settings.save(store, box, ADMIN, {**GOOD, "port": 2525}, relay_id=relay.id)
    assert changed.settings.port == 2525
    with pytest.raises(SecretKeyMissing):
        saved(store, box, "another one")
    assert relay_settings.by_id(store, relay.id) == changed


# Making and rotating


def test_keys_are_made_once(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "made.keys"
    assert ensure_keys(store, file)
    first = file.read_bytes()
    file.chmod(0o644)
    assert ensure_keys(store, file)
    assert file.read_bytes() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_lost_key_is_not_replaced_behind_the_admins_back(store: Store, box: SecretBox) -> None:
    saved(store, box)
    box.file.unlink()
    assert not ensure_keys(store, box.file)
    assert not box.file.exists()


def tokens(store: Store) -> list[bytes]:
    tables = ("relay", "relay_password", "relay_before")
    return [row[0] for table in tables for row in store.rows(f"SELECT password FROM {table} WHERE password NOT NULL")]


def test_rotation_seals_every_secret_anew_and_lets_the_old_key_go(store: Store, box: SecretBox) -> None:
    saved(store, box, "the first one")
    relay = saved(store, box)
    old_keys, old_tokens = key_file.read(box.file), tokens(store)
    assert rotate(store, box) == len(old_tokens) == 3
    (new_key,) = key_file.read(box.file)
    assert new_key not in old_keys
    assert not set(tokens(store)) & set(old_tokens)
    assert relay_settings.password(relay_settings.by_id(store, relay.id), box) == RELAY_PASSWORD
    assert secretbox.unreadable(store, box) == 0
    assert not {token for token in old_tokens if box.opens(token)}


def test_secrets_that_were_the_same_are_the_same_after_a_rotation(store: Store, box: SecretBox) -> None:
    relay = saved(store, box)
    relay_settings.save(store, box, ADMIN, {**GOOD, "from_name": "Else"}, relay_id=relay.id)
    rotate(store, box)
    assert len(tokens(store)) == 2
    assert len(set(tokens(store))) == 1


def test_rotation_that_was_killed_in_the_middle_loses_nothing(
    store: Store, box: SecretBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = saved(store, box)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("_drop_old_keys", "_sealed"):
        with monkeypatch.context() as patched:
            patched.setattr(secretbox, step, killed)
            with pytest.raises(KeyboardInterrupt):
                rotate(store, box)
        assert relay_settings.password(relay_settings.by_id(store, relay.id), box) == RELAY_PASSWORD
    rotate(store, box)
    assert len(key_file.read(box.file)) == 1
    assert relay_settings.password(relay_settings.by_id(store, relay.id), box) == RELAY_PASSWORD


def test_rotation_that_is_not_committed_loses_nothing(store: Store, box: SecretBox) -> None:
    relay = saved(store, box)

    def work(tx: Transaction) -> None:
        secretbox._reseal(tx, box, False)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.run_tx(work)
    assert relay_settings.by_id(store, relay.id).sealed_password == relay.sealed_password
    assert relay_settings.password(relay, box) == RELAY_PASSWORD


def test_key_that_cannot_be_made_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SecretKeyMissing, match=r"cannot be written: No such file or directory\."):
        saved(store, SecretBox(tmp_path / "no folder" / "secret.keys"))
    assert relay_settings.listed(store) == []


def test_old_key_stays_when_the_secrets_were_not_written(store: Store, box: SecretBox) -> None:
    """What was sealed is compared before a key goes: here, nothing was sealed anew at all."""
    relay = saved(store, box)
    key_file.write(box.file, [key_file.new_key(), *key_file.read(box.file)])
    store.run_tx(lambda tx: secretbox._drop_old_keys(tx, box))
    assert len(key_file.read(box.file)) == 2
    assert relay_settings.password(relay, box) == RELAY_PASSWORD


def test_secret_saved_during_a_rotation_stays_readable(store: Store, box: SecretBox) -> None:
    """Sealed with the old key and written after the others were sealed anew, it was lost with that key."""
    relay = saved(store, box)
    own = Store(store.path)
    seen = []

    def work(tx: Transaction) -> None:
        # Inside its transaction, another process reads the keys that are there now.
        seen.append(key_file.read(box.file))

    store.run_tx(lambda tx: secretbox._reseal(tx, box, False))
    own.run_tx(work)
    later = relay_settings.save(own, box, ADMIN, {**GOOD, "username": "new"}, password="later", relay_id=relay.id)
    store.run_tx(lambda tx: secretbox._drop_old_keys(tx, box))
    own.close()
    assert len(seen[0]) == 2
    assert relay_settings.password(later, box) == "later"


def test_rotation_with_a_lost_key_refuses_and_changes_nothing(store: Store, box: SecretBox) -> None:
    saved(store, box)
    before = tokens(store)
    key_file.write(box.file, [key_file.new_key()])
    keys = box.file.read_bytes()
    with pytest.raises(SecretKeyWrong):
        rotate(store, box)
    assert (tokens(store), box.file.read_bytes()) == (before, keys)
    box.file.unlink()
    with pytest.raises(SecretsUnusable):
        rotate(store, box)
    assert not box.file.exists()


def test_lost_secrets_can_be_forgotten(store: Store, box: SecretBox) -> None:
    saved(store, box, "the first one")
    relay = saved(store, box)
    box.file.unlink()
    assert rotate(store, box, forget=True) == 0
    assert tokens(store) == []
    assert relay_settings.by_id(store, relay.id).settings == relay.settings
    assert relay_settings.password(saved(store, box), box) == RELAY_PASSWORD
