"""The link of an invitation: what the desktop client needs to connect, verified from the first moment. Pure."""

from __future__ import annotations

from urllib.parse import urlencode

from db.settings import Settings


def invitation_link(settings: Settings, ca_fingerprint: str, host: str, code: str = "") -> str:
    """Return a link to the server at `host`, whose CA has this fingerprint; with a `code` it lets somebody register."""
    ports = settings.ports
    query = {"https": ports.https, "smtp": ports.smtp_starttls, "ca": ca_fingerprint}
    query |= {"domain": settings.domain} | ({"code": code} if code else {})
    return f"postroom://{bracketed(host)}/?{urlencode(query)}"


def bracketed(host: str) -> str:
    """Return `host` as an address of the web has it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
