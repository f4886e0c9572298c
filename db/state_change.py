"""The objects that push sends (RFC 8620 section 7.1 and 7.2.2), the same over an event source and to a URL.

They name an account and a subscription as JMAP programs know them, so both servers that push take the names from here.
"""

from __future__ import annotations

from collections.abc import Mapping


def account(account_id: int) -> str:
    """Return the JMAP id of an account."""
    return f"A{account_id}"


def subscription(subscription_id: int) -> str:
    """Return the JMAP id of a push subscription."""
    return f"N{subscription_id}"


def state_change(account_id: int, changed: Mapping[str, str]) -> dict[str, object]:
    """Return the StateChange that tells the new states `changed`, by type."""
    return {"@type": "StateChange", "changed": {account(account_id): dict(changed)}}


def verification(subscription_id: int, code: str) -> dict[str, object]:
    """Return the PushVerification that carries `code` to whoever reads what is pushed."""
    return {
        "@type": "PushVerification",
        "pushSubscriptionId": subscription(subscription_id),
        "verificationCode": code,
    }
