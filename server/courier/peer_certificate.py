"""What a certificate says of itself, for people: facts by name. Believes nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography import x509

_MOST_NAMES = 20


def facts(der: bytes | None) -> Mapping[str, str]:
    """Return subject, issuer, names, validity and fingerprint of the certificate `der`; nothing for none."""
    if not der:
        return {}
    fingerprint = hashlib.sha256(der).hexdigest().upper()
    told = {"SHA-256": ":".join(fingerprint[start : start + 2] for start in range(0, 64, 2))}
    try:
        certificate = x509.load_der_x509_certificate(der)
        told["subject"] = certificate.subject.rfc4514_string()
        told["issuer"] = certificate.issuer.rfc4514_string()
        told["valid from"] = certificate.not_valid_before_utc.isoformat()
        told["valid until"] = certificate.not_valid_after_utc.isoformat()
        told["names"] = ", ".join(_names(certificate)[:_MOST_NAMES])
    except ValueError as problem:
        told["fault"] = f"It cannot be read: {problem}"
    return {name: "".join(one if one.isprintable() else "?" for one in value[:1000]) for name, value in told.items()}


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return [str(one.value) for one in extension.value]
