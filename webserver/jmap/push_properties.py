"""The properties of a PushSubscription as a program sends them, checked (RFC 8620 section 7.2). No store here."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from db import push_target
from db.push_subscriptions import Keys, Subscription
from db.push_target import WrongTarget
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.set_outcome import checked_new, checked_patch
from webserver.jmap.utc_date import seconds_from

SECRET = frozenset({"url", "keys"})
_NEW = frozenset({"deviceClientId", "url", "keys", "verificationCode", "expires", "types"})
_CHANGEABLE = frozenset({"verificationCode", "expires", "types"})
_LONGEST_DEVICE = 255
_LONGEST_CODE = 200
_MOST_TYPES = 100


@dataclass(frozen=True, slots=True)
class New:
    """A subscription that a program wants; None for what it leaves to the server."""

    device_client_id: str
    url: str = field(repr=False)
    keys: Keys | None = field(repr=False)
    expires_at: int | None
    types: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a patch sets; None stands for null and for what is not in the patch."""

    code: str | None = field(repr=False)
    expires_at: int | None
    types: tuple[str, ...] | None


def new(given: JsonObject, now: int, private_networks: bool) -> New:
    """Return what `given` asks for. Raises SetError."""
    checked_new(given, _NEW)
    if given.get("verificationCode") is not None:
        raise invalid_properties("The code is not known yet: it will be sent to the URL.", "verificationCode")
    return New(
        _device(given.get("deviceClientId")),
        _url(given.get("url"), private_networks),
        _keys(given.get("keys")),
        _expires(given.get("expires"), now),
        _types(given.get("types")),
    )


def changed(patch: JsonObject, one: Subscription, shown: JsonObject, now: int) -> Changed:
    """Return what `patch` changes of `one`, which /get shows as `shown`.

    Raises:
        SetError: invalidPatch, invalidProperties.
    """
    keys = None if one.keys is None else {"p256dh": one.keys.p256dh, "auth": one.keys.auth}
    patch = checked_patch(patch, {**shown, "url": one.url, "keys": keys}, _CHANGEABLE)
    code = patch.get("verificationCode")
    if isinstance(code, str) and len(code) <= _LONGEST_CODE:
        return Changed(code, _expires(patch.get("expires"), now), _types(patch.get("types")))
    # Null says that it is not verified: true before it is, and not to be had back afterwards.
    if code is not None or ("verificationCode" in patch and one.is_verified):
        raise invalid_properties("verificationCode must be the code that was sent.", "verificationCode")
    return Changed(None, _expires(patch.get("expires"), now), _types(patch.get("types")))


def _device(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_DEVICE or "\0" in value:
        sentence = f"deviceClientId must be text of 1 to {_LONGEST_DEVICE} characters."
        raise invalid_properties(sentence, "deviceClientId")
    return value


def _url(value: object, private_networks: bool) -> str:
    try:
        if not isinstance(value, str):
            raise WrongTarget("url must be text that begins with https://.")
        target = push_target.read(value)
    except WrongTarget as problem:
        raise invalid_properties(str(problem), "url") from problem
    # A name is looked up, and its addresses looked at, when something is sent.
    if push_target.address(target.host) and not push_target.is_allowed(target.host, private_networks):
        raise invalid_properties("Nothing is sent to this address from here.", "url")
    return value


def _keys(value: object) -> Keys | None:
    if value is None:
        return None
    match value:
        case {"p256dh": str(p256dh), "auth": str(auth), **others} if not others:
            try:
                EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(p256dh, 65))
                _bytes(auth, 16)
            except ValueError as problem:
                raise _wrong_keys() from problem
            return Keys(p256dh, auth)
    raise _wrong_keys()


def _wrong_keys() -> SetError:
    sentence = "keys must be an object of p256dh, a point of P-256, and auth, 16 bytes, both in URL-safe base64."
    return invalid_properties(sentence, "keys")


def _bytes(text: str, length: int) -> bytes:
    """Return what `text` is in base64url, with or without padding. Raises ValueError unless it is `length` bytes."""
    plain = text.rstrip("=")
    if len(plain) > 100 or not plain.replace("-", "").replace("_", "").isalnum() or not plain.isascii():
        raise ValueError("not base64url")
    try:
        found = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error as problem:
        raise ValueError("not base64url") from problem
    if len(found) != length:
        raise ValueError("another length")
    return found


def _expires(value: object, now: int) -> int | None:
    if value is None:
        return None
    seconds = seconds_from(value)
    if seconds is None or seconds <= now:
        raise invalid_properties("expires must be a UTC date that is still to come.", "expires")
    return seconds


def _types(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) > _MOST_TYPES
        or not all(isinstance(one, str) and 0 < len(one) <= 100 and one.isascii() for one in value)
    ):
        raise invalid_properties("types must be null or a list of names of types.", "types")
    return tuple(dict.fromkeys(value))
