"""An alert about this machine that needs somebody: written once a day while it lasts, with a notice to every admin."""

from __future__ import annotations

from db import accounts, alerts
from db.alert_rules import RULES
from db.alerts import NewAlert
from db.database import Store, Transaction
from db.job_kinds import Notice

ONCE_IN = 24 * 60 * 60
"""Seconds within which a rule is told once."""


def tell(store: Store, rule: str, host: str, words: str, link: str, now: int, *, about: str = "") -> bool:
    """Write the alert and ask for the notices, at `now` (Unix seconds); False when it was told within a day.

    `words` is one sentence without secrets, `link` the page that admins find more on. Where a rule is about several
    things, each is told by itself: `about` is what the sentences about this one begin with. All is in one transaction,
    so nobody is told twice.
    """
    # Mostly it was told, or is for the first time in weeks, and a look does not lock the store.
    if _is_told(store, rule, about, now):
        return False
    subject, remedy = RULES[rule].title, RULES[rule].remedy
    subject = f"Postroom: {subject[:1].lower()}{subject[1:]}"
    facts = {"subject": subject, "sentence": f"{words} {remedy}".strip(), "link": link}
    admins = [one for one in accounts.admins(store) if one.state == "active"]

    def work(tx: Transaction) -> bool:
        if _is_told(tx, rule, about, now):
            return False
        alerts.write(tx, [NewAlert(now, host, rule, words)])
        for admin in admins:
            Notice("notification", admin.address, admin.id, facts).add(tx)
        return True

    return store.run_tx(work)


def _is_told(store: Store | Transaction, rule: str, about: str, now: int) -> bool:
    latest = alerts.latest(store, rule, about)
    return latest is not None and latest > now - ONCE_IN
