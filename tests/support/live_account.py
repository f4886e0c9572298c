"""An account at both real servers for each test: new, called like the test, and signed in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from client.account import Account
from client.discovery import Server
from tests.support.postroom import PASSWORD, Postroom


def name_like(test: str) -> str:
    """The name of an account for a test, from the name that pytest gives the test."""
    words = "".join(one if one.isalnum() else "-" for one in test.removeprefix("test_"))
    return words[:60].strip("-")


@contextmanager
def account_like(test: str, postroom: Postroom, server: Server) -> Iterator[Account]:
    """Make the account at `postroom`, and have it signed in at `server` until the block ends."""
    name = name_like(test)
    postroom.account(name)
    with closing(Account.sign_in(server, name, PASSWORD)) as signed_in:
        yield signed_in
