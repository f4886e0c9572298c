"""Which accounts this computer knows, as operations on the tuple that the settings hold: the one that was shown last
stands first. Pure; nothing secret is here."""

from client.account import Account
from client.discovery import Server
from client.errors import BadServerAddress
from client.invitation import parse_server
from client.settings import KnownAccount
from client.wording import place

Accounts = tuple[KnownAccount, ...]


def known(account: Account) -> KnownAccount:
    """What is remembered of an account; `kept` stands in the tuple only."""
    address = account.address
    return KnownAccount(server_text(account.server), address.address, account.server.fingerprint, name=address.name)


def server_text(server: Server) -> str:
    """A server as a person would type it, without what an invitation adds."""
    return place(server.host, server.https_port)


def noted(accounts: Accounts, new: KnownAccount) -> Accounts:
    """With `new` first, in the place of what was known of the same account."""
    return (new, *without(accounts, new))


def changed(accounts: Accounts, new: KnownAccount) -> Accounts:
    """With `new` where the same account stands; as it was when it is not there any more."""
    return tuple(new if one.key == new.key else one for one in accounts)


def without(accounts: Accounts, gone: KnownAccount) -> Accounts:
    return tuple(one for one in accounts if one.key != gone.key)


def found(accounts: Accounts, key: tuple[str, str]) -> KnownAccount | None:
    return next((one for one in accounts if one.key == key), None)


def meant(accounts: Accounts, server: str, username: str) -> KnownAccount | None:
    """The account that a server (an address or an invitation link) and a user name stand for; without a server the one
    whose sign-in is kept and that was shown last.
    """
    if not server:
        named = (one for one in accounts if not username or _is_called(one, username))
        return next((one for one in named if one.kept), None)
    try:
        address = parse_server(server)
    except BadServerAddress:
        return None
    where = place(address.host, address.https_port)
    on_server = (one for one in accounts if one.server == where and address.fingerprint in {"", one.fingerprint})
    return next((one for one in on_server if not username or _is_called(one, username)), None)


def _is_called(account: KnownAccount, username: str) -> bool:
    name = username.strip().lower()
    return name in {account.address.lower(), account.address.lower().partition("@")[0]}
