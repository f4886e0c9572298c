"""The JMAP session resource (RFC 8620 section 2): what a program reads first."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import falcon

from db import outside
from db.accounts import Account
from db.database import Store
from webserver import i_json
from webserver.authentication import Authentication
from webserver.jmap import capabilities, ids
from webserver.jmap.capabilities import CORE, OUTSIDE, Limits

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def base_url(request: falcon.Request) -> str:
    """Return `https://host:port` as the program addressed this server.

    Programs take the URLs of the session as they are, so they are absolute; the Host field is used only when it can be
    nothing but a host, because it is the peer's to write.
    """
    host = request.get_header("Host") or ""
    if _HOST.fullmatch(host) is None:
        name, port = request.env["SERVER_NAME"], request.env["SERVER_PORT"]
        host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return f"https://{host}"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far mail goes now: to `domain` only, or to the outside as well."""

    domain: str
    local_only: bool

    @classmethod
    def now(cls, store: Store, domain: str) -> Reach:
        """Return it as `store` has it; one read of one row."""
        return cls(domain, not outside.is_open(store))


def document(account: Account, base: str, limits: Limits, reach: Reach) -> dict[str, object]:
    """Return the session object without its state."""
    account_id = ids.ACCOUNT.text(account.id)
    can = {**limits.of_account(), OUTSIDE: {"domain": reach.domain, "localOnly": reach.local_only}}
    of_account = {
        "name": account.address,
        "isPersonal": True,
        "isReadOnly": False,
        "accountCapabilities": can,
    }
    return {
        "capabilities": {CORE: limits.core(), **{name: {} for name in can}},
        "accounts": {account_id: of_account},
        "primaryAccounts": dict.fromkeys(can, account_id),
        "username": account.address,
        "apiUrl": base + capabilities.API_PATH,
        "downloadUrl": base + capabilities.DOWNLOAD_TEMPLATE,
        "uploadUrl": base + capabilities.UPLOAD_TEMPLATE,
        "eventSourceUrl": base + capabilities.EVENTS_TEMPLATE,
    }


def state(account: Account, base: str, limits: Limits, reach: Reach) -> str:
    """Return a text that differs whenever the session object does."""
    # All that the object is made from; making the object itself for every request would cost more.
    source = f"2 {account.id} {account.address} {base} {limits} {reach}".encode()
    return hashlib.blake2b(source, digest_size=8).hexdigest()


class JmapSessionResource:
    """`GET /.well-known/jmap`."""

    def __init__(self, store: Store, authentication: Authentication, limits: Limits, domain: str) -> None:
        self._store, self._authentication, self._limits, self._domain = store, authentication, limits, domain

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        account = self._authentication.caller(request).account
        base, reach = base_url(request), Reach.now(self._store, self._domain)
        found = document(account, base, self._limits, reach)
        response.data = i_json.encode({**found, "state": state(account, base, self._limits, reach)})
        # https://www.rfc-editor.org/rfc/rfc8620#section-2
        response.set_header("Cache-Control", "no-cache, no-store, must-revalidate")

    on_head = on_get
