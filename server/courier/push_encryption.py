"""What is pushed, encrypted for its receiver alone (RFC 8291, in the aes128gcm coding of RFC 8188).

Bytes in, bytes out: whoever carries the result can neither read nor change it.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from db.push_subscriptions import Keys

# RFC 8291 section 4: one record; receivers need not take more than this in all.
# https://www.rfc-editor.org/rfc/rfc8291#section-4
RECORD = 4096
_SALT, _TAG = 16, 16
# RFC 8188 section 2.1 (salt, record size, length of the key's name), then the name, which is our public key.
_HEAD = _SALT + 4 + 1 + 65
LARGEST = RECORD - _HEAD - _TAG - 1
"""Bytes that fit into one push."""

# RFC 8188 section 2: the delimiter of the last record. https://www.rfc-editor.org/rfc/rfc8188#section-2
_LAST = b"\x02"


def encrypt(
    plain: bytes, keys: Keys, private: EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """Return the body of the request; a new `private` key and `salt` for each, except where a test compares.

    Raises:
        ValueError: `plain` is over `LARGEST`, or `keys` are none.
    """
    if len(plain) > LARGEST:
        raise ValueError(f"{len(plain)} bytes do not fit into one push")
    private = private or generate_private_key(SECP256R1())
    salt = salt or os.urandom(_SALT)
    theirs = decode(keys.p256dh)
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    # RFC 8291 section 3.4. https://www.rfc-editor.org/rfc/rfc8291#section-3.4
    secret = _derived(decode(keys.auth), shared, b"WebPush: info\0" + theirs + ours, 32)
    # RFC 8188 section 2.2 and 2.3. https://www.rfc-editor.org/rfc/rfc8188#section-2.2
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(key).encrypt(nonce, plain + _LAST, None)


def decode(text: str) -> bytes:
    """Return what `text` is in base64url, with or without padding. Raises ValueError."""
    plain = text.rstrip("=")
    return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
