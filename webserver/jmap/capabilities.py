"""What this server can do and how much of it at once, as the JMAP session tells it (RFC 8620 section 2).

The numbers here are the ones that hold: whoever enforces a limit takes it from here.
"""

from __future__ import annotations

from dataclasses import dataclass

CORE = "urn:ietf:params:jmap:core"
MAIL = "urn:ietf:params:jmap:mail"
SUBMISSION = "urn:ietf:params:jmap:submission"
VACATION = "urn:ietf:params:jmap:vacationresponse"
SEARCH = "urn:postroom:params:jmap:search"
"""Ours: the filter `words` of Email/query takes what a person types into a search box (see API.md)."""

SESSION_PATH = "/.well-known/jmap"
API_PATH = "/jmap/api"
DOWNLOAD_ROUTE = "/jmap/download/{account_id}/{blob_id}/{name:path}"
DOWNLOAD_TEMPLATE = "/jmap/download/{accountId}/{blobId}/{name}?type={type}"
UPLOAD_TEMPLATE = "/jmap/upload/{accountId}"
EVENTS_TEMPLATE = "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}"

ALL = frozenset([CORE, MAIL, SUBMISSION, VACATION, SEARCH])

LARGEST_REQUEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `content_per_request` bounds how much stored mail one request may make the server read."""

    message_size: int
    max_size_request: int = LARGEST_REQUEST
    max_concurrent_requests: int = 8
    max_calls_in_request: int = 32
    max_objects_in_get: int = 500
    max_objects_in_set: int = 500
    content_per_request: int = 256 * 1024 * 1024
    keywords_per_message: int = 100
    max_delayed_send: int = 30 * 24 * 60 * 60

    def of_account(self) -> dict[str, dict[str, object]]:
        """Return what an account can do, by capability; the session names each of them (RFC 8620 section 2)."""
        return {MAIL: self.mail(), SUBMISSION: self.submission(), VACATION: {}, SEARCH: {}}

    def core(self) -> dict[str, object]:
        """Return the object for `urn:ietf:params:jmap:core` (RFC 8620 section 2)."""
        return {
            # Nothing can be uploaded yet, and a program that believes this does not try.
            "maxSizeUpload": 0,
            "maxConcurrentUpload": 0,
            "maxSizeRequest": self.max_size_request,
            "maxConcurrentRequests": self.max_concurrent_requests,
            "maxCallsInRequest": self.max_calls_in_request,
            "maxObjectsInGet": self.max_objects_in_get,
            "maxObjectsInSet": self.max_objects_in_set,
            "collationAlgorithms": [],
        }

    def submission(self) -> dict[str, object]:
        """Return the account's object for `urn:ietf:params:jmap:submission` (RFC 8621 section 1.3.2)."""
        return {"maxDelayedSend": self.max_delayed_send, "submissionExtensions": {"FUTURERELEASE": []}}

    def mail(self) -> dict[str, object]:
        """Return the account's object for `urn:ietf:params:jmap:mail` (RFC 8621 section 1.3.1)."""
        return {
            "maxMailboxesPerEmail": None,
            "maxMailboxDepth": 1,
            "maxSizeMailboxName": 255,
            # What fits into a message once it is written in base64 with its line ends.
            "maxSizeAttachmentsPerEmail": self.message_size * 7 // 10,
            "emailQuerySortOptions": ["receivedAt"],
            "mayCreateTopLevelMailbox": False,
        }
