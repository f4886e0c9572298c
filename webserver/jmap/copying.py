"""Blob/copy and Email/copy (RFC 8620 sections 5.4 and 6.3, RFC 8621 section 4.7).

A program sees one account here, its owner's, so there is no other one to copy from: what remains is to say so exactly
as the RFCs do, and that a blob is in its own account already.
"""

from __future__ import annotations

from typing import NoReturn

from db.database import Store
from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.blobs import Blobs
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, SetError, invalid_arguments
from webserver.jmap.request import JsonObject


class Copying:
    """The methods Blob/copy and Email/copy."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def blobs(self, context: Context, given: JsonObject) -> JsonObject:
        """Blob/copy; within one account, a blob keeps its id."""
        arguments = Arguments(context, given)
        source = arguments.one_id("fromAccountId")
        asked = arguments.ids("blobIds")
        arguments.done()
        if source is None or asked is None:
            raise invalid_arguments("fromAccountId must be an id, and blobIds a list of ids.")
        if source != arguments.account_id:
            raise MethodError("fromAccountNotFound")
        if len(asked) > self._limits.max_objects_in_set:
            raise MethodError("requestTooLarge")
        blobs = Blobs(self._store, context.account_id, context.budget.take)
        copied = {one: one for one in asked if blobs.read(one) is not None}
        missing = SetError("notFound", "There is no such blob.").document()
        return {
            "fromAccountId": source,
            "accountId": arguments.account_id,
            "copied": copied or None,
            "notCopied": {one: missing for one in asked if one not in copied} or None,
        }

    def emails(self, context: Context, given: JsonObject) -> NoReturn:
        """Email/copy; always an error, and the right one."""
        arguments = Arguments(context, given)
        source = arguments.one_id("fromAccountId")
        create = arguments.objects("create")
        for name in ("ifFromInState", "ifInState", "destroyFromIfInState"):
            arguments.text(name)
        arguments.flag("onSuccessDestroyOriginal")
        arguments.done()
        if source is None or create is None or not all(map(ids.is_id, create)):
            raise invalid_arguments("fromAccountId must be an id, and create an object whose names are ids.")
        # RFC 8620 section 5.4: the two MUST be different. https://www.rfc-editor.org/rfc/rfc8620#section-5.4
        if source == arguments.account_id:
            raise invalid_arguments("fromAccountId and accountId must be different: use Email/set in one account.")
        raise MethodError("fromAccountNotFound")
