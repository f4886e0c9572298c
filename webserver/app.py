"""The inbox server's WSGI application: which resource answers which path, and what each of them is given.

Built once from its parts; nothing here or below reads settings files, the environment or the clock of a module.
"""

from __future__ import annotations

import secrets
from typing import Any

import falcon

from db.database import Store
from db.passwords import Verifier
from db.settings import Settings
from db.throttle import Throttle
from webserver.around_requests import CarefulHeaders, RequestLog
from webserver.authentication import Authentication
from webserver.discovery import CaResource, DiscoveryResource
from webserver.fault_handlers import FaultHandlers, FaultId
from webserver.jmap import capabilities
from webserver.jmap.api import ApiResource
from webserver.jmap.blob import BlobResource
from webserver.jmap.methods import methods
from webserver.jmap.session import JmapSessionResource
from webserver.json_request import LARGEST_FORM
from webserver.password_check import PasswordCheck
from webserver.sessions import SessionResource

Application = falcon.App[falcon.Request, falcon.Response]

_DAY = 24 * 60 * 60


def create(
    settings: Settings,
    store: Store,
    ca_pem: bytes,
    verifier: Verifier,
    throttle: Throttle,
    new_fault_id: FaultId = lambda: secrets.token_hex(4),
) -> Application:
    """Return the application that serves the mail of `store`; `ca_pem` is the certificate authority's certificate."""
    password_check = PasswordCheck(store, verifier, throttle, settings.domain)
    authentication = Authentication(store, password_check, settings.domain)
    limits = capabilities.Limits(message_size=settings.limits.message_size)
    app: Application = falcon.App(middleware=[RequestLog(), CarefulHeaders()])
    FaultHandlers(new_fault_id).add_to(app)
    lifetime = settings.limits.session_days * _DAY
    routes: dict[str, Any] = {
        "/.well-known/postroom": DiscoveryResource(settings, ca_pem),
        "/.well-known/postroom/ca.pem": CaResource(ca_pem),
        "/auth/session": SessionResource(store, password_check, authentication, lifetime),
        capabilities.SESSION_PATH: JmapSessionResource(authentication, limits),
        capabilities.API_PATH: ApiResource(authentication, methods(store, limits), limits, new_fault_id),
        capabilities.DOWNLOAD_ROUTE: BlobResource(store, authentication),
    }
    for path, resource in routes.items():
        app.add_route(path, resource)
    return app


def body_limit(_: str, path: str) -> int:
    """Return how many bytes the body of a request to `path` may have, for the transport."""
    # Twice as much as JMAP allows, so that the error of RFC 8620 can tell of the limit.
    return 2 * capabilities.LARGEST_REQUEST if path == capabilities.API_PATH else LARGEST_FORM
