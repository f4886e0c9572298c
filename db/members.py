"""What an admin sees of accounts and may change about them; each change writes its line in the audit log with it.

Nobody can lock everybody out: an admin cannot disable their own account or stop being an admin, so one is always left.
Whatever is changed, never the account that Postroom itself writes from: that is Refused everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import (
    account_notices,
    accounts,
    audit,
    former_addresses,
    quota,
    recovery,
    recovery_target,
    sessions,
    system_account,
)
from db.accounts import Account
from db.address import LOCAL_PART, folded, split
from db.audit import Actor
from db.charset import storable
from db.database import Store, Transaction
from db.errors import NameNotAllowed, NameTaken, NotFound, Refused

MOST = 200
"""Accounts that one question gives."""

MOST_ADDRESSES = 50
"""Addresses that one account may have."""

LONGEST_MESSAGE = 200
"""Characters of what the owner of a disabled account is told."""

_COLUMNS = "account.id, address, display_name, is_admin, state, disabled_message, quota, created_at"


@dataclass(frozen=True, slots=True)
class Member:
    """An account as admins see it. `quota` is in bytes, None for no limit; `created_at` in Unix seconds."""

    id: int
    address: str
    display_name: str
    is_admin: bool
    state: str
    disabled_message: str
    quota: int | None
    created_at: int


def listed(store: Store, *, search: str = "", state: str = "", after: str = "", count: int = 50) -> list[Member]:
    """Return accounts by address: those whose address or name has `search` in it, of one state or of all, behind the
    address `after`."""
    tests, values = ["address > ?", "deleted_at IS NULL"], [after]
    if search:
        # Not LIKE: what people look for may have a % or _ in it.
        tests.append("(instr(address, ?) > 0 OR instr(lower(display_name), ?) > 0)")
        values += [search.lower(), search.lower()]
    if state:
        tests.append("state = ?")
        values.append(state)
    sql = f"SELECT {_COLUMNS} FROM account WHERE {' AND '.join(tests)} ORDER BY address LIMIT ?"  # noqa: S608 - our own words
    return [_member(row) for row in store.rows(sql, (*values, max(1, min(count, MOST))))]


def get(store: Store | Transaction, account_id: int) -> Member:
    """Return one account. Raises NotFound."""
    row = store.row(f"SELECT {_COLUMNS} FROM account WHERE id = ? AND deleted_at IS NULL", (account_id,))  # noqa: S608 - ours
    if row is None:
        raise NotFound("There is no such account.")
    return _member(row)


def counts(store: Store) -> dict[str, int]:
    """Return how many accounts are in each state."""
    found = dict(store.rows("SELECT state, count(*) FROM account WHERE deleted_at IS NULL GROUP BY state"))
    return {state: int(found.get(state, 0)) for state in ("active", "waiting", "disabled")}


def used(store: Store, account_id: int) -> tuple[int, int]:
    """Return how many messages the account has, and how many bytes they are together."""
    row = store.row("SELECT count(*) FROM message WHERE account_id = ?", (account_id,))
    return (int(row[0]) if row else 0, quota.used(store, account_id))


def approve(store: Store, actor: Actor, account_id: int) -> None:
    """Let the owner of a waiting account in, and have them told. Raises NotFound, Refused."""

    def work(tx: Transaction) -> None:
        old = _changeable(tx, account_id)
        if old.state != "waiting":
            raise Refused("This account does not wait for approval.")
        _set_state(tx, actor, old, "active", "", "account-approved")
        account_notices.approved(tx, account_id)

    store.run_tx(work)


def disable(store: Store, actor: Actor, account_id: int, message: str) -> None:
    """Keep the owner out, on every device at once, and have them told `message` when they sign in.

    Raises:
        NotFound: there is no such account.
        Refused: it is the admin's own, or the message cannot be told in one line.
    """
    message = storable(" ".join(message.split()))
    if len(message) > LONGEST_MESSAGE or not message.isprintable():
        raise Refused(f"A message has at most {LONGEST_MESSAGE} characters, in one line.")

    def work(tx: Transaction) -> None:
        old = _changeable(tx, account_id)
        _check_still_admin(tx, actor)
        if old.address == actor.name:
            raise Refused("This is your own account: another admin can disable it.")
        _set_state(tx, actor, old, "disabled", message, "account-disabled")
        sessions.revoke_all(tx, account_id, None)

    store.run_tx(work)


def enable(store: Store, actor: Actor, account_id: int) -> None:
    """Let the owner of a disabled account in again. Raises NotFound, Refused."""

    def work(tx: Transaction) -> None:
        old = _changeable(tx, account_id)
        if old.state != "disabled":
            raise Refused("This account is not disabled.")
        _set_state(tx, actor, old, "active", "", "account-enabled")

    store.run_tx(work)


def set_admin(store: Store, actor: Actor, account_id: int, is_admin: bool) -> None:
    """Make an account an admin's, or an ordinary one. Raises NotFound, Refused: it is the admin's own."""

    def work(tx: Transaction) -> None:
        old = _changeable(tx, account_id)
        _check_still_admin(tx, actor)
        if old.address == actor.name and not is_admin:
            raise Refused("This is your own account: another admin can make it an ordinary one.")
        tx.execute("UPDATE account SET is_admin = ? WHERE id = ?", (int(is_admin), account_id))
        audit.write(tx, actor, "account-admin", old.address, {"admin": old.is_admin}, {"admin": is_admin})

    store.run_tx(work)


def set_quota(store: Store, actor: Actor, account_id: int, limit: int | None) -> None:
    """Limit the mail of an account to `limit` bytes, None for no limit. Raises NotFound."""

    def work(tx: Transaction) -> None:
        old = _changeable(tx, account_id)
        tx.execute("UPDATE account SET quota = ? WHERE id = ?", (limit, account_id))
        audit.write(tx, actor, "account-quota", old.address, {"quota": old.quota}, {"quota": limit})

    store.run_tx(work)


def sign_out(store: Store, actor: Actor, account_id: int) -> int:
    """End all sessions of an account, and return how many that were. Raises NotFound."""

    def work(tx: Transaction) -> int:
        address = _changeable(tx, account_id).address
        ended = sessions.revoke_all(tx, account_id, None)
        audit.write(tx, actor, "account-signed-out", address, None, {"sessions": ended})
        return ended

    return store.run_tx(work)


def recovery_code(store: Store, actor: Actor, account_id: int) -> str:
    """Return a new code with which its owner sets a new password. Raises NotFound."""

    def work(tx: Transaction) -> str:
        address = _changeable(tx, account_id).address
        audit.write(tx, actor, "recovery-code-made", address)
        return recovery.write(tx, account_id)

    return store.run_tx(work)


def add_address(store: Store, actor: Actor, account_id: int, name: str, domain: str) -> str:
    """Give an account one more address of `domain`, and return it; an admin may give reserved names as well.

    Raises:
        NameNotAllowed, NameTaken: with their sentences.
        NotFound: there is no such account.
        Refused: it has as many addresses as it may have.
    """
    local, asked = split(folded(name.strip()))
    if asked not in ("", domain) or not LOCAL_PART.fullmatch(local) or ".." in local:
        raise NameNotAllowed(f"An address is made of a to z, digits, and . _ - between them, and is of {domain}.")
    address = f"{local}@{domain}"

    def work(tx: Transaction) -> None:
        own = _changeable(tx, account_id).address
        if tx.row("SELECT 1 FROM address WHERE address = ?", (address,)) is not None:
            raise NameTaken(f"The address {address} belongs to somebody already.")
        if former_addresses.kept(tx, address):
            raise NameTaken(f"The address {address} is of a deleted account. Free it on the page Accounts first.")
        row = tx.row("SELECT count(*) FROM address WHERE account_id = ?", (account_id,))
        if row is not None and row[0] >= MOST_ADDRESSES:
            raise Refused(f"An account has at most {MOST_ADDRESSES} addresses.")
        tx.execute("INSERT INTO address (address, account_id) VALUES (?, ?)", (address, account_id))
        audit.write(tx, actor, "address-added", own, None, {"address": address})

    store.run_tx(work)
    return address


def remove_address(store: Store, actor: Actor, account_id: int, address: str) -> None:
    """Take an address from an account; its own stays. Raises NotFound, Refused."""

    def work(tx: Transaction) -> None:
        own = _changeable(tx, account_id).address
        if address == own:
            raise Refused("This is the account's own address: it stays.")
        if not tx.execute("DELETE FROM address WHERE address = ? AND account_id = ?", (address, account_id)):
            raise NotFound("There is no such address.")
        recovery_target.forget(tx, {address})
        audit.write(tx, actor, "address-removed", own, {"address": address}, None)

    store.run_tx(work)


def addresses(store: Store, account: Account | Member) -> list[str]:
    """Return the further addresses of an account, without its own."""
    return [one for one in accounts.addresses(store, account.id) if one != account.address]


def _changeable(tx: Transaction, account_id: int) -> Member:
    """Return an account that admins may change. Raises NotFound, Refused."""
    found = get(tx, account_id)
    system_account.check_other(found.address)
    return found


def _check_still_admin(tx: Transaction, actor: Actor) -> None:
    """Refuse whoever was an admin when asking, and is none now: two who take it from each other would both be out."""
    row = tx.row("SELECT is_admin, state FROM account WHERE address = ? AND deleted_at IS NULL", (actor.name,))
    if row is not None and not (row[0] and row[1] == "active"):
        raise Refused("You are no admin any more.")


def _set_state(tx: Transaction, actor: Actor, old: Member, state: str, message: str, action: str) -> None:
    sql = "UPDATE account SET state = ?, disabled_message = ? WHERE id = ?"
    tx.execute(sql, (state, message or None, old.id))
    before = {"state": old.state, "message": old.disabled_message}
    audit.write(tx, actor, action, old.address, before, {"state": state, "message": message})


def _member(row: tuple[object, ...]) -> Member:
    number, address, name, is_admin, state, message, limit, created_at = row
    return Member(
        int(str(number)), str(address), str(name), bool(is_admin), str(state), str(message or ""),
        None if limit is None else int(str(limit)), int(str(created_at)),
    )  # fmt: skip
