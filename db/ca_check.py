"""Whether a text is certificates that a relay's certificate can be checked against. Pure; trusts nothing by itself."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from db.field_fault import FieldFault

_MOST = 20


def checked_pem(text: str, now: datetime | None = None) -> str:
    """Return the certificates of `text`, and nothing else of it, as PEM.

    Raises:
        FieldFault: a private key is in it, it is no PEM, none is a certificate authority's, or one has expired.
    """
    if "PRIVATE KEY" in text:
        raise FieldFault("There is a private key in it, which must stay where it is. Give only the certificate.")
    try:
        found = x509.load_pem_x509_certificates(text.encode("utf-8", "replace"))
        authorities = [one for one in found if _is_authority(one)]
    except ValueError as problem:
        raise FieldFault(
            "This is no certificate in PEM: it begins with -----BEGIN CERTIFICATE----- and is given whole."
        ) from problem
    if len(found) > _MOST:
        raise FieldFault(f"At most {_MOST} certificates can be given.")
    if not authorities:
        raise FieldFault("This is the certificate of a server. Give the one of the authority that signed it.")
    _check_dates(found, now or datetime.now(UTC))
    pem = "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in found)
    _check_usable(pem)
    return pem


def _is_authority(certificate: x509.Certificate) -> bool:
    # One that signed itself vouches for itself, whatever it says about authorities.
    if certificate.issuer == certificate.subject:
        return True
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _check_dates(found: list[x509.Certificate], now: datetime) -> None:
    for one in found:
        if one.not_valid_after_utc < now:
            raise FieldFault(f"This certificate expired on {one.not_valid_after_utc:%Y-%m-%d}. Give its successor.")


def _check_usable(pem: str) -> None:
    # The library that will use it has the last word.
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except ssl.SSLError as problem:
        raise FieldFault("This certificate cannot be used: OpenSSL does not take it.") from problem
