"""What a server says of itself and of who signed in (RFC 8620 section 2), read with care.

Of the URLs that a session resource names only path and query are used: the token goes to the host that was verified.
https://www.rfc-editor.org/rfc/rfc8620#section-2
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from client.json_values import JsonObject, ShapeError, child, flag, number, text

CORE = "urn:ietf:params:jmap:core"
MAIL = "urn:ietf:params:jmap:mail"
# Of Postroom's own, see webserver/API.md.
DELIVERY = "urn:postroom:params:jmap:delivery"
OUTSIDE = "urn:postroom:params:jmap:outside"


@dataclass(frozen=True)
class SignedIn:
    """The answer to a sign-in, without the token, which stays in the client."""

    account_id: str
    address: str
    display_name: str
    is_admin: bool
    expires_at: str


@dataclass(frozen=True)
class JmapSession:
    """What is used of the session resource (RFC 8620 section 2). Limits are in objects per call. `local_only`: mail
    goes to the server's own domain and nowhere else; None where the server does not tell.
    """

    api_path: str
    download_template: str
    account_id: str
    most_in_get: int
    most_in_set: int
    events_template: str = ""
    upload_template: str = ""
    largest_upload: int = 0
    state: str = ""
    local_only: bool | None = None
    tells_deliveries: bool = False


def read_signed_in(found: JsonObject) -> SignedIn:
    return SignedIn(
        account_id=text(found, "accountId"),
        address=text(found, "address"),
        display_name=text(found, "displayName", ""),
        is_admin=flag(found, "isAdmin", False),
        expires_at=text(found, "expiresAt", ""),
    )


def read_session(found: JsonObject) -> JmapSession:
    capabilities, account_id = child(found, "capabilities"), text(child(found, "primaryAccounts"), MAIL)
    core = child(capabilities, CORE)
    outside = child(child(child(child(found, "accounts"), account_id), "accountCapabilities"), OUTSIDE)
    return JmapSession(
        api_path=_own_path(text(found, "apiUrl")),
        download_template=_own_path(text(found, "downloadUrl")),
        events_template=_own_path(text(found, "eventSourceUrl")) if found.get("eventSourceUrl") else "",
        upload_template=_own_path(text(found, "uploadUrl")) if found.get("uploadUrl") else "",
        largest_upload=max(0, number(core, "maxSizeUpload", 0)),
        account_id=account_id,
        most_in_get=max(1, number(core, "maxObjectsInGet", 500)),
        most_in_set=max(1, number(core, "maxObjectsInSet", 500)),
        state=text(found, "state", ""),
        local_only=flag(outside, "localOnly") if "localOnly" in outside else None,
        tells_deliveries=DELIVERY in capabilities,
    )


def _own_path(url: str) -> str:
    """Path and query of a URL. Host and port are left out: the token must not go where nothing was verified."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ShapeError(f"not a URL: {error}") from error
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
        raise ShapeError("a URL of the session resource has no usable path")
    return path


def expanded(template: str, values: Mapping[str, str]) -> str:
    """A URI template whose variables stand in braces (RFC 6570 level 1)."""
    for variable, value in values.items():
        template = template.replace(f"{{{variable}}}", quote(value, safe=""))
    return template
