"""What a server shows or refuses, as values that a fault carries (client/errors.py). Pure."""

from dataclasses import dataclass

from client.wording import Said, ended


@dataclass(frozen=True)
class Refusal:
    """One recipient that the server refused: `code` is the SMTP reply code, `words` the server's own
    sentence.
    """

    address: str
    code: int
    words: str

    @property
    def sentence(self) -> str:
        """The recipient and the reason."""
        return Said("{address}: {why}", address=self.address, why=ended(self.words))

    @property
    def is_temporary(self) -> bool:
        """True when the same recipient may be accepted later (4xx, RFC 5321 section 4.2.1)."""
        return 400 <= self.code < 500


@dataclass(frozen=True)
class Authority:
    """The certificate authority that a server shows for itself; not trusted before a person or a link says
    so.

    `fingerprint` is the SHA-256 of the certificate in DER, 64 lower-case hexadecimal digits.
    """

    host: str
    port: int
    pem: str
    fingerprint: str
