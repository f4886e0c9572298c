"""Which hosts take mail for a domain (RFC 5321 section 5.1), for delivery without a relay."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import dns.exception
import dns.resolver

MOST_HOSTS = 5
_LIFETIME = 20.0


class NoMail(Exception):
    """The domain takes no mail at all, now and later; `str()` is a reply with its enhanced code."""


class NotNow(Exception):
    """The hosts cannot be found now; `str()` says why."""


Records = Callable[[str], Sequence[tuple[int, str]]]
"""Gives preference and name of each MX record of a domain. Raises NoMail, NotNow; nothing at all when it has none."""


def records(domain: str) -> Sequence[tuple[int, str]]:
    """Ask the resolver of this machine; see `Records`."""
    try:
        answer = dns.resolver.resolve(domain, "MX", lifetime=_LIFETIME)
    except dns.resolver.NXDOMAIN as problem:
        raise NoMail(f"550 5.1.2 There is no domain {domain}") from problem
    except dns.resolver.NoAnswer:
        return []
    except (dns.exception.DNSException, UnicodeError) as problem:
        raise NotNow(f"The hosts for mail to {domain} cannot be found now: {type(problem).__name__}.") from problem
    return [(int(one.preference), str(one.exchange).rstrip(".")) for one in answer]


def hosts(domain: str, ask: Records = records) -> list[str]:
    """Return the hosts that take mail for `domain`, the preferred ones first. Raises NoMail, NotNow."""
    found = list(ask(domain))
    if [name for _, name in found] == [""]:
        # RFC 7505 section 3. https://www.rfc-editor.org/rfc/rfc7505#section-3
        raise NoMail(f"556 5.1.10 The domain {domain} says that it takes no mail")
    # RFC 5321 section 5.1: equal ones in any order, so that their load is spread.
    # https://www.rfc-editor.org/rfc/rfc5321#section-5.1
    random.shuffle(found)
    named = [name for _, name in sorted(found, key=lambda one: one[0]) if name]
    # The same section: without any MX, the domain itself is the host.
    return named[:MOST_HOSTS] if found else [domain]
