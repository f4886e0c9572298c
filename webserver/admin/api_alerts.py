"""What the servers noticed, over JSON: `/api/alerts`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, ClassVar

import falcon

from db import alerts, header
from db.alert_rules import RULES, title
from db.database import Store
from webserver import i_json
from webserver.admin.api_fields import FieldSpec
from webserver.admin.api_guard import AdminGuard
from webserver.admin.api_operation import Operation
from webserver.admin.api_shapes import NUMBER, named, record, several
from webserver.admin.api_work import whole_number
from webserver.errors import bad_request

_DAY = 24 * 60 * 60
_LONGEST_HOST = 255


class AlertsResource:
    """`/api/alerts`: the newest first, by rule and by host."""

    _parameters = (
        FieldSpec("before", "integer", "Only alerts with an id below this one"),
        FieldSpec("limit", "integer", f"How many alerts, at most {alerts.MOST}", default=100),
        FieldSpec("rule", "string", "Only alerts of this rule", choices=tuple(RULES)),
        FieldSpec("host", "string", "Only alerts at this host", longest=_LONGEST_HOST),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "Read what the servers noticed, the newest first",
            {200: "Alerts"},
            record({"alerts": several(named("Alert")), "lastDay": NUMBER}),
            parameters=_parameters,
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Give a page of them."""
        self._guard.admin(request)
        before, limit = whole_number(request, "before"), whole_number(request, "limit")
        found = alerts.recent(
            self._store,
            rule=_rule(request),
            host=request.get_param("host"),
            before=before,
            count=100 if limit is None else limit,
        )
        last_day = alerts.noticed_since(self._store, int(time.time()) - _DAY)
        response.data = i_json.encode({"alerts": [_shown(one) for one in found], "lastDay": last_day})

    on_head = on_get


def _rule(request: falcon.Request) -> str | None:
    rule = request.get_param("rule")
    if rule is not None and rule not in RULES:
        raise bad_request(f"rule must be one of {', '.join(RULES)}.")
    return rule


def _shown(one: alerts.Alert) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": header.utc(one.at),
        "host": one.host,
        "rule": one.rule,
        "title": title(one.rule),
        "detail": one.detail,
        "count": one.count,
    }
