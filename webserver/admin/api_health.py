"""`/api/health`: the self-check for programs, the same lines as the page Health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import ClassVar

import falcon

from db.database import Store
from db.secretbox import SecretBox
from db.settings import Settings
from webserver import i_json
from webserver.admin import health
from webserver.admin.api_guard import AdminGuard
from webserver.admin.api_operation import Operation
from webserver.admin.api_shapes import named, record, several, verdict


class HealthResource:
    """Every check, with a remedy for each that is not good; `clock` gives the moment to judge at."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "Check the system",
            {200: "Every check with its verdict and remedy, and the worst verdict"},
            record({"worst": verdict(), "checks": several(named("Check"))}),
        )
    }

    def __init__(
        self,
        guard: AdminGuard,
        store: Store,
        settings: Settings,
        box: SecretBox,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._guard, self._store, self._settings, self._box, self._clock = guard, store, settings, box, clock

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Look, and tell."""
        self._guard.admin(request)
        checks = health.look(self._store, self._settings, self._box, self._clock())
        response.data = i_json.encode({"worst": health.worst(checks), "checks": [asdict(one) for one in checks]})

    on_head = on_get
