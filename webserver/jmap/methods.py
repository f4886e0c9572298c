"""Which methods there are: the table that the dispatcher looks into. What is not here is `unknownMethod`."""

from __future__ import annotations

from db.database import Store
from webserver.jmap.capabilities import CORE, MAIL, Limits
from webserver.jmap.context import Context
from webserver.jmap.dispatch import Method, Methods
from webserver.jmap.email_get import EmailGet
from webserver.jmap.email_query import EmailQuery
from webserver.jmap.email_set import EmailSet
from webserver.jmap.mailbox import Mailboxes
from webserver.jmap.request import JsonObject
from webserver.jmap.thread import Threads


def methods(store: Store, limits: Limits) -> Methods:
    """Return the methods that read and change `store`."""
    email_get = EmailGet(store, limits)
    return {
        "Core/echo": Method(CORE, _echo),
        "Mailbox/get": Method(MAIL, Mailboxes(store, limits).get),
        "Thread/get": Method(MAIL, Threads(store, limits).get),
        "Email/query": Method(MAIL, EmailQuery(store).query),
        "Email/get": Method(MAIL, email_get.get),
        "Email/set": Method(MAIL, EmailSet(store, limits, email_get).set),
    }


def _echo(_: Context, arguments: JsonObject) -> JsonObject:
    # RFC 8620 section 4.1. https://www.rfc-editor.org/rfc/rfc8620#section-4.1
    return arguments
