"""Whoever forgot a password and sets a new one: by a code or a link, and by many at the same moment."""

import threading
from collections.abc import Callable

from db import accounts, passwords
from db.database import Store
from db.errors import RecoveryRefused, StoreError
from tests.support.stores import DOMAIN

NEW = "three unrelated words"


def signs_in(store: Store, password: str) -> bool:
    """Tell whether this is the password of Anna."""
    try:
        accounts.sign_in(store, passwords.Verifier(), "anna", DOMAIN, password)
    except StoreError:
        return False
    return True


def set_by_many(store: Store, use: Callable[[str], object]) -> list[str]:
    """Have three threads call `use`, each with a password of its own; return those that were not refused."""
    accepted: list[str] = []

    def attempt(password: str) -> None:
        try:
            use(password)
            accepted.append(password)
        except RecoveryRefused:
            pass
        store.close()

    threads = [threading.Thread(target=attempt, args=(f"{word} unrelated words",)) for word in ("two", "six", "ten")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted
