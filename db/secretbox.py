"""Secrets at rest: passwords that must be sent to others, encrypted with a key that is not in the store.

Fernet (AES-128-CBC and HMAC-SHA256) with several keys: the first one seals, all of them open. The key file is read
anew each time, so that one that was rotated, lost or put back is noticed without a restart. Nothing here logs or shows
a secret.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from db import key_file
from db.database import Store, Transaction
from db.errors import SecretKeyWrong, SecretsUnusable

_SEALED = (("relay", "password"), ("relay_password", "password"), ("relay_before", "password"))
"""Every column that holds sealed secrets."""


class SecretBox:
    """Seals and opens with the keys in `file`.

    Whoever writes what it sealed must seal inside the transaction: `rotate` takes turns with transactions, so no secret
    is left behind with a key that goes.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def seal(self, secret: str) -> bytes:
        """Return `secret` encrypted with the newest key. Raises SecretsUnusable."""
        return self._keys().encrypt(secret.encode("utf-8", "surrogatepass"))

    def open(self, sealed: bytes) -> str:
        """Return the secret that `sealed` holds.

        Raises:
            SecretKeyMissing: there is no key file.
            SecretKeyWrong: none of its keys fits.
        """
        try:
            return self._keys().decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")
        except InvalidToken as problem:
            raise _wrong(self.file) from problem

    def opens(self, sealed: bytes) -> bool:
        """Return whether one of the keys fits. Raises SecretsUnusable when there are none."""
        return _opens(self._keys(), sealed)

    def problem(self) -> SecretsUnusable | None:
        """Return why nothing can be sealed now, or None."""
        try:
            self._keys()
        except SecretsUnusable as problem:
            return problem
        return None

    def _keys(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in key_file.read(self.file)])


def ensure_keys(store: Store, file: Path) -> bool:
    """Make the key file when there is none and nothing was sealed yet; False when one that is needed is missing.

    Raises:
        OSError: it cannot be made.
    """
    if file.exists():
        # As after a restore, or a copy by hand.
        file.chmod(0o600)
        return True

    def work(tx: Transaction) -> bool:
        # A new key in the place of a lost one would hide the loss: the passwords could not be opened all the same.
        if count(tx):
            return False
        if not file.exists():
            key_file.write(file, [key_file.new_key()])
        return True

    return store.run_tx(work)


def count(store: Store | Transaction) -> int:
    """Return how many secrets are sealed in the store."""
    return len(_sealed(store))


def unreadable(store: Store | Transaction, box: SecretBox) -> int:
    """Return how many of the sealed secrets no key of the box opens. Raises SecretsUnusable when it has no keys."""
    return sum(not box.opens(sealed) for _, _, _, sealed in _sealed(store))


def rotate(store: Store, box: SecretBox, forget: bool = False) -> int:
    """Put a new key in front, seal every secret with it, then let the old keys go; return how many secrets that were.

    Killed at any moment, every secret can still be opened, and the next rotation finishes. With `forget`, secrets that
    no key opens are removed instead, and a missing or damaged key file is made anew.

    Raises:
        SecretsUnusable: a key is missing or wrong (never with `forget`); nothing was changed.
        OSError: the key file cannot be written.
    """
    resealed = store.run_tx(lambda tx: _reseal(tx, box, forget))
    store.run_tx(lambda tx: _drop_old_keys(tx, box))
    return resealed


def _reseal(tx: Transaction, box: SecretBox, forget: bool) -> int:
    old = _known(box, forget)
    before = MultiFernet([Fernet(key) for key in old]) if old else None
    secrets = list(_sealed(tx))
    lost = [one for one in secrets if before is None or not _opens(before, one[3])]
    if lost and not forget:
        raise _wrong(box.file)
    # Before the secrets change: a crash between the two leaves a key too many, never one too few.
    key_file.write(box.file, [key_file.new_key(), *old])
    for table, column, row_id, _ in lost:
        _forget(tx, table, column, row_id)
    after = MultiFernet([Fernet(key) for key in key_file.read(box.file)])
    kept = [one for one in secrets if one not in lost]
    # The same before, the same afterwards: settings of before are compared with those of now.
    anew = {sealed: after.rotate(sealed) for _, _, _, sealed in kept}
    for table, column, row_id, sealed in kept:
        tx.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (anew[sealed], row_id))  # noqa: S608 - our own words
    return len(kept)


def _drop_old_keys(tx: Transaction, box: SecretBox) -> None:
    # A transaction of its own, so that what was sealed is on the disk; in one at all, so that nobody seals meanwhile.
    newest = key_file.read(box.file)[0]
    if all(_opens(Fernet(newest), sealed) for _, _, _, sealed in _sealed(tx)):
        key_file.write(box.file, [newest])


def _known(box: SecretBox, forget: bool) -> list[str]:
    try:
        return key_file.read(box.file)
    except SecretsUnusable:
        if not forget:
            raise
        return []


def _forget(tx: Transaction, table: str, column: str, row_id: int) -> None:
    if table == "relay_password":
        tx.execute("DELETE FROM relay_password WHERE id = ?", (row_id,))
    else:
        tx.execute(f"UPDATE {table} SET {column} = NULL WHERE id = ?", (row_id,))  # noqa: S608 - our own words


def _sealed(store: Store | Transaction) -> list[tuple[str, str, int, bytes]]:
    return [
        (table, column, int(row_id), bytes(sealed))
        for table, column in _SEALED
        for row_id, sealed in store.rows(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id")  # noqa: S608 - our own words
    ]


def _opens(key: Fernet | MultiFernet, sealed: bytes) -> bool:
    try:
        key.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def _wrong(file: Path) -> SecretKeyWrong:
    return SecretKeyWrong(
        f"The keys in {file} do not fit a stored password: put the right file back from a copy, "
        "or enter the relay's password again."
    )
