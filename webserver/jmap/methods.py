"""Which methods there are: the table that the dispatcher looks into. What is not here is `unknownMethod`."""

from __future__ import annotations

from db import changes
from db.database import Store
from webserver.jmap import ids
from webserver.jmap.capabilities import CORE, MAIL, Limits
from webserver.jmap.changes import ChangesOf, MailboxChanges
from webserver.jmap.context import Context
from webserver.jmap.copying import Copying
from webserver.jmap.dispatch import Method, Methods
from webserver.jmap.email_get import EmailGet
from webserver.jmap.email_import import EmailImport
from webserver.jmap.email_parse import EmailParse
from webserver.jmap.email_query import EmailQuery
from webserver.jmap.email_query_changes import EmailQueryChanges
from webserver.jmap.email_set import EmailSet
from webserver.jmap.mailbox import Mailboxes
from webserver.jmap.mailbox_query import MailboxQuery
from webserver.jmap.mailbox_set import MailboxSet
from webserver.jmap.push_subscription import PushSubscriptions
from webserver.jmap.request import JsonObject
from webserver.jmap.search_snippet import SearchSnippets
from webserver.jmap.sending_methods import sending_methods
from webserver.jmap.thread import Threads


def methods(store: Store, limits: Limits, domain: str = "project.com") -> Methods:
    """Return the methods that read and change `store`; `domain` is the one whose mail this is."""
    email_get = EmailGet(store, limits)
    copying = Copying(store, limits)
    email_set = EmailSet(store, limits, email_get)
    mailbox_query = MailboxQuery(store)
    push = PushSubscriptions(store, limits)
    return {
        "Core/echo": Method(CORE, _echo),
        "Blob/copy": Method(CORE, copying.blobs),
        "PushSubscription/get": Method(CORE, push.get),
        "PushSubscription/set": Method(CORE, push.set),
        "Mailbox/get": Method(MAIL, Mailboxes(store, limits).get),
        "Mailbox/changes": Method(MAIL, MailboxChanges(store, changes.MAILBOX, ids.MAILBOX).changes),
        "Mailbox/query": Method(MAIL, mailbox_query.query),
        "Mailbox/queryChanges": Method(MAIL, mailbox_query.query_changes),
        "Mailbox/set": Method(MAIL, MailboxSet(store, limits).set),
        "Thread/get": Method(MAIL, Threads(store, limits).get),
        "Thread/changes": Method(MAIL, ChangesOf(store, changes.THREAD, ids.THREAD).changes),
        "Email/query": Method(MAIL, EmailQuery(store).query),
        "Email/queryChanges": Method(MAIL, EmailQueryChanges(store).query_changes),
        "Email/get": Method(MAIL, email_get.get),
        "Email/changes": Method(MAIL, ChangesOf(store, changes.MESSAGE, ids.MESSAGE).changes),
        "Email/set": Method(MAIL, email_set.set),
        "Email/copy": Method(MAIL, copying.emails),
        "Email/import": Method(MAIL, EmailImport(store, limits).import_),
        "Email/parse": Method(MAIL, EmailParse(store, limits).parse),
        "SearchSnippet/get": Method(MAIL, SearchSnippets(store, limits).get),
        **sending_methods(store, limits, domain, email_set.set),
    }


def _echo(_: Context, arguments: JsonObject) -> JsonObject:
    # RFC 8620 section 4.1. https://www.rfc-editor.org/rfc/rfc8620#section-4.1
    return arguments
