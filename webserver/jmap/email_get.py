"""Email/get (RFC 8621 section 4.2): messages by id, with exactly the properties that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from db import messages
from db.database import Store
from db.messages import Message
from webserver.jmap import body_part, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.body_part import PartView
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_properties import DEFAULT, EmailView
from webserver.jmap.email_source import HEAD, BodyOptions, Gone, Source
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

_HEADS_AT_ONCE = 50


class EmailGet:
    """The method Email/get."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/get; without ids, all messages while they are few enough."""
        arguments = Arguments(context, given)
        asked = arguments.ids("ids")
        names = arguments.texts("properties")
        options = body_options(arguments)
        view = EmailView.of(DEFAULT if names is None else names, options)
        arguments.done()
        state = messages.state(self._store, context.account_id)
        wanted = self._all(context.account_id) if asked is None else asked
        if len(wanted) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        numbers = [number for one in wanted if (number := ids.MESSAGE.number(one)) is not None]
        found = list(self._shown(context, numbers, view, options))
        there = {one["id"] for one in found}
        return {
            "accountId": arguments.account_id,
            "state": state,
            "list": found,
            "notFound": [one for one in asked or () if one not in there],
        }

    def show(self, context: Context, message_id: int, names: Sequence[str]) -> JsonObject:
        """Return one message with these properties as Email/get shows them by default; {} when it is not there."""
        options = BodyOptions()
        return next(self._shown(context, [message_id], EmailView.of(names, options), options), {})

    def _shown(
        self, context: Context, numbers: Sequence[int], view: EmailView, options: BodyOptions
    ) -> Iterator[JsonObject]:
        rows = messages.get(self._store, context.account_id, numbers)
        for source in self._sources(context, rows, view, options):
            try:
                yield view.show(source)
            except Gone:
                # Destroyed since the look-up: then it is not found.
                continue

    def _sources(
        self, context: Context, rows: Sequence[Message], view: EmailView, options: BodyOptions
    ) -> Iterator[Source]:
        if not view.reads_head or view.reads_content:
            yield from (Source(row, options, partial(self._load, context, row)) for row in rows)
            return
        for start in range(0, len(rows), _HEADS_AT_ONCE):
            some = rows[start : start + _HEADS_AT_ONCE]
            context.budget.take(sum(min(row.size, HEAD) for row in some))
            heads = messages.heads(self._store, context.account_id, [row.content_id for row in some], HEAD)
            for row in some:
                yield Source(row, options, partial(self._load, context, row), heads.get(row.content_id, b""))

    def _load(self, context: Context, row: Message) -> bytes | None:
        context.budget.take(row.size)
        return messages.content(self._store, context.account_id, row.content_id)

    def _all(self, account_id: int) -> list[str]:
        found = messages.in_mailbox(self._store, account_id, None, 0, self._limits.max_objects_in_get + 1)
        return [ids.MESSAGE.text(one) for one in found]


def body_options(arguments: Arguments) -> BodyOptions:
    """Return what the arguments say about bodies, which Email/parse has too. Raises MethodError."""
    names = arguments.texts("bodyProperties")
    return BodyOptions(
        view=PartView.of(body_part.DEFAULT_PROPERTIES if names is None else names),
        text=arguments.flag("fetchTextBodyValues"),
        html=arguments.flag("fetchHTMLBodyValues"),
        every=arguments.flag("fetchAllBodyValues"),
        most=arguments.count("maxBodyValueBytes", 0) or 0,
    )
