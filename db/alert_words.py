"""What an alert tells beside its rule and host, in words: facts are kept as `key=value` (`db.events.told`).

People read "Account: anna@project.com. At: the SMTP server. Why: wrong name or password." Programs get the
facts as they are. What was a sentence from the start stays one, and so does what is no list of facts. Pure.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

_FACT = re.compile(r"""([a-z]+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s'"]\S*)(?: |$)""")
_NAMES: Mapping[str, str] = {
    "account": "Account",
    "by": "At",
    "cause": "Cause",
    "fields": "Fields",
    "id": "Number in the log",
    "job": "Job",
    "key": "Key",
    "lane": "Way",
    "message": "Message",
    "method": "Method",
    "path": "Path",
    "peer": "From",
    "pid": "Process",
    "recipient": "To",
    "reply": "Answer",
    "said": "Said",
    "sender": "Sender",
    "store": "The store is at fault",
    "subscription": "Subscription",
    "to": "To",
    "what": "What",
    "why": "Why",
}
_WORDS: Mapping[tuple[str, str], str] = {
    ("by", "smtp"): "the SMTP server",
    ("by", "https"): "the inbox server",
    ("by", "web"): "the web area",
    ("by", "jmap"): "the inbox server",
    ("by", "courier"): "the courier",
    ("store", "True"): "yes",
    ("store", "False"): "no",
    ("account", "unknown"): "none that is here",
    ("why", "network"): "this network is not among those of admins",
    ("why", "no admin"): "the account is not an admin's",
    ("why", "link"): "the link is not valid, or was used",
    ("why", "SignInRefused"): "wrong name or password",
    ("why", "AccountNotUsable"): "the account cannot be used now",
    ("why", "RecoveryRefused"): "the code is not valid, or was used",
    ("why", "TooManyFailures"): "too many failed tries",
    ("why", "SSLError"): "the two could not agree on TLS",
    ("why", "SSLCertVerificationError"): "the certificate is not trusted",
    ("why", "ConnectionResetError"): "the other side broke off",
    ("why", "ConnectionAbortedError"): "the other side broke off",
    ("why", "BrokenPipeError"): "the other side broke off",
    ("why", "TimeoutError"): "nothing came in time",
    ("why", "StoreBusy"): "the store was busy for too long",
    ("why", "StoreFull"): "there is no room",
}


def in_words(detail: str) -> str:
    """Return the detail of an alert as people read it."""
    facts = _facts(detail)
    return " ".join(f"{_name(key)}: {_ended(_value(key, value))}" for key, value in facts) if facts else detail


def _facts(detail: str) -> list[tuple[str, str]]:
    """Return what stands in a list of facts; empty for anything else. The last one may be cut off, and is shown so."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(detail):
        fact = _FACT.match(detail, at)
        if fact is None:
            key, _, rest = detail[at:].partition("=")
            return [*found, (key, rest.lstrip("'\"") + "…")] if found and key in _NAMES else []
        found.append((fact[1], _plain(fact[2])))
        at = fact.end()
    return found


def _plain(text: str) -> str:
    """Undo `db.events.plain`."""
    try:
        return str(ast.literal_eval(text)) if text[0] in "'\"" else text
    except (SyntaxError, ValueError):
        return text


def _name(key: str) -> str:
    return _NAMES.get(key, key.capitalize())


def _value(key: str, value: str) -> str:
    known = _WORDS.get((key, value), value)
    return "".join(char if char.isprintable() else " " for char in known).strip() or "nothing"


def _ended(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."
