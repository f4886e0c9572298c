"""What a test of a relay that has failed says: what went wrong, and what an admin can do about it. Pure.

The relay's own words stand between the two; these are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from db.relay import Security
from server.courier.smtp_wire import Reply
from server.courier.target import Stage

_NO_CONNECTION = {
    Stage.DNS: "The relay's name leads nowhere.",
    Stage.TCP: "No connection to the relay.",
    Stage.TLS: "No safe connection to the relay.",
}
_REFUSED = {
    Stage.EHLO: "The relay does not want to speak with us.",
    Stage.AUTH: "The relay refused the user name or the password.",
    Stage.MAIL: "The relay refused the from address.",
    Stage.RCPT: "The relay refused the recipient.",
    Stage.DATA: "The relay refused the message.",
}
_DO_ABOUT_REFUSAL = {
    Stage.EHLO: "Ask its provider whether this machine may use it.",
    Stage.AUTH: "Look at the user name and the password: many providers want an app password, not that of the account.",
    Stage.MAIL: "Look at the from address: most relays let an account send as its own addresses only.",
    Stage.RCPT: "Try another address.",
}
_DO_ABOUT_SILENCE = {
    Stage.DNS: "Look at the name of the server.",
    Stage.TCP: "Look at the server and the port; a firewall, or whoever this network is of, may stop it too.",
    Stage.AUTH: "Choose another way to sign in, or none where nobody has to.",
}
_DO_ABOUT_TLS = {
    "tls": "If this port begins in clear, choose StartTLS: usually port 587.",
    "starttls": "If this port has TLS from the start, choose that: usually port 465.",
}
_DO_ABOUT_CERTIFICATE = (
    "Look at whose certificate it is. If an authority of your own has signed it, give that authority's certificate "
    "with the relay, under More."
)


def result(stage: Stage, reply: Reply | None, words: str, security: Security, about: Mapping[str, str]) -> str:
    """Return all of it, with the `words` that were said at the stage; `about` is a certificate that is not trusted."""
    ended = words if words.endswith(".") else f"{words}."
    return f"{_failure(stage, reply)} {ended} {_remedy(stage, reply, security, about)}".rstrip()


def _failure(stage: Stage, reply: Reply | None) -> str:
    """Return what went wrong in one sentence: a refusal is told only of a relay that has refused."""
    if stage in _NO_CONNECTION:
        return _NO_CONNECTION[stage]
    if reply is None:
        return "Signing in did not work." if stage is Stage.AUTH else "The relay gave no proper answer."
    return "The relay cannot do it now." if reply.code // 100 == 4 else _REFUSED[stage]


def _remedy(stage: Stage, reply: Reply | None, security: Security, about: Mapping[str, str]) -> str:
    """Return what to do about it; "" where the relay's words have to do."""
    if reply is not None and stage is not Stage.TLS:
        return "Try again in some minutes." if reply.code // 100 == 4 else _DO_ABOUT_REFUSAL.get(stage, "")
    if stage is Stage.TLS and about:
        return _DO_ABOUT_CERTIFICATE
    # A port for TLS from the start says nothing at all to whoever begins in clear.
    if stage is Stage.TLS or (stage is Stage.EHLO and security == "starttls"):
        return _DO_ABOUT_TLS.get(security, "")
    return _DO_ABOUT_SILENCE.get(stage, "")
