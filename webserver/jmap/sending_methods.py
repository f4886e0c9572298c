"""The methods of sending and of answering while away (RFC 8621 sections 6 to 8), and of what becomes of mail to the
outside: a part of the table of methods."""

from __future__ import annotations

from db import changes
from db.database import Store
from webserver.jmap import ids
from webserver.jmap.capabilities import DELIVERY, SUBMISSION, VACATION, Limits
from webserver.jmap.changes import ChangesOf
from webserver.jmap.delivery import Deliveries
from webserver.jmap.delivery_set import DeliverySet
from webserver.jmap.dispatch import Method, Methods
from webserver.jmap.identity import Identities
from webserver.jmap.submission import Submissions
from webserver.jmap.submission_query import SubmissionQuery
from webserver.jmap.submission_set import EmailSet, SubmissionSet
from webserver.jmap.vacation import Vacations


def sending_methods(store: Store, limits: Limits, domain: str, email_set: EmailSet) -> Methods:
    """Return the methods; `domain` is ours, `email_set` is called for what sending does to drafts."""
    identities, query = Identities(store, limits, domain), SubmissionQuery(store)
    vacations, deliveries = Vacations(store, limits), Deliveries(store, limits)
    return {
        "Identity/get": Method(SUBMISSION, identities.get),
        "Identity/changes": Method(SUBMISSION, ChangesOf(store, changes.IDENTITY, ids.IDENTITY).changes),
        "Identity/set": Method(SUBMISSION, identities.set),
        "EmailSubmission/get": Method(SUBMISSION, Submissions(store, limits).get),
        "EmailSubmission/changes": Method(SUBMISSION, ChangesOf(store, changes.SUBMISSION, ids.SUBMISSION).changes),
        "EmailSubmission/query": Method(SUBMISSION, query.query),
        "EmailSubmission/queryChanges": Method(SUBMISSION, query.query_changes),
        "EmailSubmission/set": Method(SUBMISSION, SubmissionSet(store, limits, domain, email_set).set),
        "Delivery/get": Method(DELIVERY, deliveries.get),
        "Delivery/changes": Method(DELIVERY, ChangesOf(store, changes.OUTBOUND, ids.DELIVERY).changes),
        "Delivery/query": Method(DELIVERY, deliveries.query),
        "Delivery/set": Method(DELIVERY, DeliverySet(store, limits).set),
        "VacationResponse/get": Method(VACATION, vacations.get),
        "VacationResponse/set": Method(VACATION, vacations.set),
    }
