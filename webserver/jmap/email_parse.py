"""Email/parse (RFC 8621 section 4.9): blobs shown as messages without being any; attached messages above all."""

from __future__ import annotations

import json

from db.database import Store
from db.message import summarize
from db.messages import Message
from webserver.jmap import email_get, ids, message_form
from webserver.jmap.arguments import Arguments
from webserver.jmap.blobs import Blobs
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_properties import EmailView
from webserver.jmap.email_source import BodyOptions, Source
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject

DEFAULT = (
    "messageId", "inReplyTo", "references", "sender", "from", "to", "cc", "bcc", "replyTo", "subject", "sentAt",
    "hasAttachment", "preview", "bodyValues", "textBody", "htmlBody", "attachments",
)  # fmt: skip

_OF_THE_STORE = frozenset({"id", "threadId", "mailboxIds", "keywords", "receivedAt"})


class EmailParse:
    """The method Email/parse."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def parse(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/parse."""
        arguments = Arguments(context, given)
        asked = arguments.ids("blobIds")
        names = arguments.texts("properties")
        options = email_get.body_options(arguments)
        wanted = list(DEFAULT if names is None else dict.fromkeys(names))
        view = EmailView.of(wanted, options)
        arguments.done()
        if asked is None:
            raise invalid_arguments("blobIds must be a list of ids.")
        if len(asked) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        parsed: JsonObject = {}
        others: dict[str, list[str]] = {"notParsable": [], "notFound": []}
        blobs = Blobs(self._store, context.account_id, context.budget.take)
        for blob_id in asked:
            found = blobs.read(blob_id)
            if found is None:
                others["notFound"].append(blob_id)
            elif not message_form.is_message(found.data):
                others["notParsable"].append(blob_id)
            else:
                shown = view.show(_source(blob_id, found.data, options))
                parsed[blob_id] = {name: None if name in _OF_THE_STORE else shown[name] for name in wanted}
        told = {name: some or None for name, some in others.items()}
        return {"accountId": arguments.account_id, "parsed": parsed or None, **told}


def _source(blob_id: str, content: bytes, options: BodyOptions) -> Source:
    summary = summarize(content)
    row = Message(
        id=0,
        thread_id=0,
        content_id=0,
        mailbox_ids=(),
        keywords=frozenset(),
        received_at=0,
        size=len(content),
        has_attachment=summary.has_attachment,
        sent_at=summary.sent_at,
        subject=summary.subject,
        addresses=json.loads(summary.addresses),
        message_ids=json.loads(summary.message_ids),
        preview=summary.preview,
    )
    return Source(row, options, lambda: content, blob=ids.blob(blob_id))
