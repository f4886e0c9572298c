"""What the client asks about mail on its way to the outside (webserver/API.md, Delivery): where it is, to have it tried
at once, to call it back. A server without that capability is asked nothing, and has nothing to tell.
"""

from collections.abc import Sequence
from typing import Protocol

from client.deliveries import MOST, Deliveries, Delivery, merged, read_delivery
from client.errors import NotAccepted
from client.faults import faults_at
from client.jmap_call import Call, result_of
from client.jmap_session import DELIVERY, JmapSession
from client.json_values import JsonObject, child, children, flag, text, texts
from client.problems import method_fault


class Jmap(Protocol):
    """What is needed of `jmap_client.JmapClient`."""

    host: str
    port: int

    def session(self) -> JmapSession: ...

    def call(self, calls: Sequence[Call], *, repeatable: bool, using: Sequence[str] = ()) -> list[JsonObject]: ...


def fetch_deliveries(jmap: Jmap, known: Deliveries) -> Deliveries:
    """`known` brought up to date; the newest when nothing was known, or the server cannot tell what has changed."""
    session = jmap.session()
    if not session.tells_deliveries:
        return Deliveries()
    most = min(MOST, session.most_in_get)
    if not known.state:
        return _newest(jmap, most)
    try:
        more = True
        while more:
            known, more = _changed(jmap, known, most)
    except NotAccepted as fault:
        if fault.kind != "cannotCalculateChanges":
            raise
        return _newest(jmap, most)
    return known


def change_deliveries(jmap: Jmap, ids: Sequence[str], act: str) -> None:
    """`act` is `retry` or `cancel`. Raises the fault of the first that is refused; the others are done."""
    (answer,) = jmap.call(
        [Call("Delivery/set", {"update": {one: {act: True} for one in ids}})], repeatable=False, using=[DELIVERY]
    )
    with faults_at(jmap.host, jmap.port):
        refused = [child(child(answer, "notUpdated"), name) for name in child(answer, "notUpdated")]
    if refused:
        raise method_fault(refused[0])


def _newest(jmap: Jmap, most: int) -> Deliveries:
    calls = [
        # The state first: what changes meanwhile is told once more.
        Call("Delivery/get", {"ids": []}),
        Call("Delivery/query", {"limit": most}),
        Call("Delivery/get", {"#ids": result_of(1, "Delivery/query", "/ids")}),
    ]
    beginning, _, found = jmap.call(calls, repeatable=True, using=[DELIVERY])
    with faults_at(jmap.host, jmap.port):
        return merged(Deliveries(), text(beginning, "state"), _read(found), ())


def _changed(jmap: Jmap, known: Deliveries, most: int) -> tuple[Deliveries, bool]:
    calls = [
        Call("Delivery/changes", {"sinceState": known.state, "maxChanges": most}),
        Call("Delivery/get", {"#ids": result_of(0, "Delivery/changes", "/created")}),
        Call("Delivery/get", {"#ids": result_of(0, "Delivery/changes", "/updated")}),
    ]
    changes, created, updated = jmap.call(calls, repeatable=True, using=[DELIVERY])
    with faults_at(jmap.host, jmap.port):
        news = [*_read(created), *_read(updated)]
        found = merged(known, text(changes, "newState"), news, texts(changes, "destroyed"))
        return found, flag(changes, "hasMoreChanges", False)


def _read(found: JsonObject) -> list[Delivery]:
    return [read_delivery(one) for one in children(found, "list")]
