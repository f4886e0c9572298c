"""The faults about who a server is: its authority is not known, has changed, or did not issue the certificate; or the
certificate is for another name or another time. Nothing was sent when one is raised, and none may pass: whoever the
server is, trying again tells the same.

Each has a sentence of its own, because each needs something else of the person. No Qt and no network here.
"""

from client.errors import Fault
from client.server_answers import Authority
from client.wording import Said, place


class UnknownAuthority(Fault):
    """First contact without an invitation: show `authority.fingerprint`, and pin it only if the person
    agrees.
    """

    def __init__(self, authority: Authority) -> None:
        super().__init__(
            Said(
                "The server {place} is not known yet. Compare its fingerprint with the one that your admin gave you.",
                place=place(authority.host, authority.port),
            ),
            f"SHA-256 fingerprint: {authority.fingerprint}",
        )
        self.authority = authority


class ChangedAuthority(Fault):
    """The server shows another authority than the one that was trusted: a new installation, or somebody in
    between.
    """

    def __init__(self, authority: Authority, old_fingerprint: str) -> None:
        super().__init__(
            Said(
                "The identity of the server {place} has changed. Somebody may be pretending to be it: do not continue "
                "before your admin confirms the new fingerprint.",
                place=place(authority.host, authority.port),
            ),
            f"SHA-256 fingerprint trusted so far: {old_fingerprint}\nSHA-256 fingerprint now: {authority.fingerprint}",
        )
        self.authority = authority
        self.old_fingerprint = old_fingerprint
        self.new_fingerprint = authority.fingerprint


class WrongServer(Fault):
    """The server's authority is not the one that the invitation names."""

    def __init__(self, authority: Authority, invited_fingerprint: str) -> None:
        super().__init__(
            Said(
                "The server {place} is not the one that the invitation is for. Nothing was sent to it. Ask for a new "
                "invitation.",
                place=place(authority.host, authority.port),
            ),
            f"SHA-256 fingerprint in the invitation: {invited_fingerprint}\n"
            f"SHA-256 fingerprint of the server: {authority.fingerprint}",
        )
        self.authority = authority
        self.invited_fingerprint = invited_fingerprint


class UntrustedServer(Fault):
    """The certificate was not issued by the trusted authority."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(
            Said(
                "The certificate of {place} was not issued by an authority that you trust. Nothing was sent to it. Ask "
                "your admin for an invitation.",
                place=place(host, port),
            ),
            detail,
        )


class SelfSignedServer(UntrustedServer):
    """The certificate was issued by nobody but the server itself, so nothing vouches for it."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(host, port, detail)
        self.sentence = Said(
            "The server {place} vouches for itself: nobody else signed its certificate. A Postroom server does not do "
            "that, so this may be another program. Nothing was sent to it; ask your admin.",
            place=place(host, port),
        )


class WrongHostName(Fault):
    """The certificate is trusted but was made for other names."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(
            Said(
                "The certificate of {place} was made for another name. Use the name that your admin gave you; nothing "
                "was sent.",
                place=place(host, port),
            ),
            detail,
        )


class CertificateExpired(Fault):
    """The certificate is outside of its dates: expired, or (`not_yet`) valid only from a later time on."""

    def __init__(self, host: str, port: int, not_yet: bool = False, detail: str = "") -> None:
        super().__init__(
            Said(
                "The certificate of {place} {what}. Check the date of this computer; if it is right, tell your admin.",
                place=place(host, port),
                what=Said("is not valid yet") if not_yet else Said("has expired"),
            ),
            detail,
        )
