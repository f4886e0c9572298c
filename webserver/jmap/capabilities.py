"""What this server can do and how much of it at once, as the JMAP session tells it (RFC 8620 section 2).

The numbers here are the ones that hold: whoever enforces a limit takes it from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import mailbox_rules
from db.search_functions import COLLATIONS

CORE = "urn:ietf:params:jmap:core"
MAIL = "urn:ietf:params:jmap:mail"
SUBMISSION = "urn:ietf:params:jmap:submission"
VACATION = "urn:ietf:params:jmap:vacationresponse"
SEARCH = "urn:postroom:params:jmap:search"
"""Ours: the filter `words` of Email/query takes what a person types into a search box (see API.md)."""
DELIVERY = "urn:postroom:params:jmap:delivery"
"""Ours: the type Delivery, where mail to the outside is, recipient by recipient (see API.md)."""
OUTSIDE = "urn:postroom:params:jmap:outside"
"""Ours: the session tells the domain, and whether mail to any other is taken now (see API.md)."""

SESSION_PATH = "/.well-known/jmap"
API_PATH = "/jmap/api"
UPLOAD_PREFIX = "/jmap/upload/"
UPLOAD_ROUTE = UPLOAD_PREFIX + "{account_id}"
DOWNLOAD_ROUTE = "/jmap/download/{account_id}/{blob_id}/{name:path}"
DOWNLOAD_TEMPLATE = "/jmap/download/{accountId}/{blobId}/{name}?type={type}"
UPLOAD_TEMPLATE = "/jmap/upload/{accountId}"
EVENTS_PATH = "/jmap/events"
EVENTS_TEMPLATE = EVENTS_PATH + "?types={types}&closeafter={closeafter}&ping={ping}"

SORT_OPTIONS = (
    "receivedAt", "size", "from", "to", "subject", "sentAt", "hasKeyword", "allInThreadHaveKeyword",
    "someInThreadHaveKeyword",
)  # fmt: skip
"""What Email/query can sort by (RFC 8621 section 4.4.2)."""

ALL = frozenset([CORE, MAIL, SUBMISSION, VACATION, SEARCH, DELIVERY, OUTSIDE])

LARGEST_REQUEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `content_per_request` bounds how much stored mail one request may make the server read."""

    message_size: int
    max_size_request: int = LARGEST_REQUEST
    max_concurrent_requests: int = 8
    max_concurrent_upload: int = 4
    max_calls_in_request: int = 32
    max_objects_in_get: int = 500
    max_objects_in_set: int = 500
    content_per_request: int = 256 * 1024 * 1024
    seconds_per_request: float = 30.0
    keywords_per_message: int = 100
    mailboxes_per_message: int = 100
    uploads_per_account: int = 1000
    recipients: int = 1000
    max_delayed_send: int = 30 * 24 * 60 * 60
    push_subscriptions_per_account: int = 50
    push_subscriptions_per_hour: int = 60
    push_to_private_networks: bool = False
    delivery_retries_per_minute: int = 10

    @property
    def max_size_upload(self) -> int:
        """Bytes of one upload: what a message may have."""
        return self.message_size

    @property
    def upload_octets_per_account(self) -> int:
        """Bytes of all uploads of an account; RFC 8620 section 6 asks for what one message can use, at least."""
        return 4 * self.message_size

    def of_account(self) -> dict[str, dict[str, object]]:
        """Return what an account can do, by capability; the session names each of them (RFC 8620 section 2)."""
        delivery: dict[str, object] = {"maxRetriesPerMinute": self.delivery_retries_per_minute}
        return {MAIL: self.mail(), SUBMISSION: self.submission(), VACATION: {}, SEARCH: {}, DELIVERY: delivery}

    def core(self) -> dict[str, object]:
        """Return the object for `urn:ietf:params:jmap:core` (RFC 8620 section 2)."""
        return {
            "maxSizeUpload": self.max_size_upload,
            "maxConcurrentUpload": self.max_concurrent_upload,
            "maxSizeRequest": self.max_size_request,
            "maxConcurrentRequests": self.max_concurrent_requests,
            "maxCallsInRequest": self.max_calls_in_request,
            "maxObjectsInGet": self.max_objects_in_get,
            "maxObjectsInSet": self.max_objects_in_set,
            "collationAlgorithms": list(COLLATIONS),
        }

    def submission(self) -> dict[str, object]:
        """Return the account's object for `urn:ietf:params:jmap:submission` (RFC 8621 section 1.3.2)."""
        return {"maxDelayedSend": self.max_delayed_send, "submissionExtensions": {"FUTURERELEASE": []}}

    def mail(self) -> dict[str, object]:
        """Return the account's object for `urn:ietf:params:jmap:mail` (RFC 8621 section 1.3.1)."""
        return {
            "maxMailboxesPerEmail": self.mailboxes_per_message,
            "maxMailboxDepth": mailbox_rules.DEEPEST,
            "maxSizeMailboxName": mailbox_rules.LONGEST_NAME,
            # What fits into a message once it is written in base64 with its line ends.
            "maxSizeAttachmentsPerEmail": self.message_size * 7 // 10,
            "emailQuerySortOptions": list(SORT_OPTIONS),
            "mayCreateTopLevelMailbox": True,
        }
