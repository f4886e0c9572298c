"""Which keys sign the mail that leaves (DKIM), whether they can be used, and what has to stand in the DNS for each.

The courier signs with every `dkim/<selector>.pem` of the data folder; a key that it cannot use lets mail go unsigned,
and a record that nobody published makes a signature that nobody can check. Reads files, and judges nothing.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

# With the underscore, which RFC 5321 does not have here and the DNS does.
_LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_SELECTOR = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True)
class DkimKey:
    """One key file; `problem` is a sentence when it cannot be used, and then there are no `bits` and no `value`."""

    file: str
    name: str = ""
    value: str = ""
    bits: int = 0
    problem: str = ""


def found(folder: Path, domain: str) -> list[DkimKey]:
    """Return every key in `folder`, which need not be there, with the TXT record (name and value) for `domain`."""
    try:
        return [_key(file, domain) for file in sorted(folder.glob("*.pem"))] if folder.is_dir() else []
    except OSError:
        return [DkimKey(f"{folder.name}/", problem="It cannot be read.")]


def _key(file: Path, domain: str) -> DkimKey:
    shown = f"{file.parent.name}/{file.name}"
    # RFC 6376 section 3.1. https://www.rfc-editor.org/rfc/rfc6376#section-3.1
    if not _SELECTOR.fullmatch(file.stem):
        return DkimKey(shown, problem="Its name is no selector: letters, digits and hyphens only.")
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except OSError:
        return DkimKey(shown, problem="It cannot be read.")
    except TypeError:
        return DkimKey(shown, problem="It is locked with a password.")
    except (ValueError, UnsupportedAlgorithm):
        return DkimKey(shown, problem="It is no private key in PEM form.")
    if not isinstance(key, RSAPrivateKey):
        return DkimKey(shown, problem="It is not an RSA key.")
    # RFC 6376 section 3.6.1; no spaces, so that the value is copied as one word.
    # https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1
    public = b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    return DkimKey(shown, f"{file.stem}._domainkey.{domain}", f"v=DKIM1;k=rsa;p={public}", key.key_size)
