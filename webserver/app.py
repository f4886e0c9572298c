"""The inbox server's WSGI application: which resource answers which path, and what each of them is given.

Built once from its parts; nothing here or below reads settings files, the environment or the clock of a module.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import falcon

from db.database import Store
from db.passwords import Verifier
from db.secretbox import SecretBox
from db.settings import Settings
from db.throttle import Throttle
from webserver.admin import api_credentials, api_routes
from webserver.admin import form as admin_form
from webserver.admin.desk import Desk
from webserver.admin.routes import pages
from webserver.around_requests import CarefulHeaders, RequestLog
from webserver.authentication import Authentication
from webserver.discovery import CaResource, DiscoveryResource
from webserver.fault_handlers import FaultHandlers, FaultId
from webserver.front_page import FrontPage
from webserver.jmap import capabilities
from webserver.jmap.api import ApiResource
from webserver.jmap.blob import BlobResource
from webserver.jmap.event_source import EventSourceResource
from webserver.jmap.methods import methods
from webserver.jmap.session import JmapSessionResource
from webserver.jmap.upload import UploadResource
from webserver.json_request import LARGEST_FORM
from webserver.own_account import OwnAccountResource
from webserver.own_export import ExportResource
from webserver.own_sessions import OneSessionResource, OwnSessionsResource
from webserver.password_change import PasswordResource
from webserver.password_check import PasswordCheck
from webserver.password_recovery import RecoveryResource
from webserver.password_reset import ResetDesk, ResetResource
from webserver.push_hub import PushHub
from webserver.recovery_address import RecoveryAddressResource
from webserver.reset_pages import ResetPages, reset_pages
from webserver.sessions import SessionResource

Application = falcon.App[falcon.Request, falcon.Response]

_DAY = 24 * 60 * 60
_BEYOND_UPLOAD = 64 * 1024
_BEYOND_CREDENTIAL = 32 * LARGEST_FORM
_BEYOND_FORM = 4 * admin_form.LARGEST


def create(
    settings: Settings,
    store: Store,
    ca_pem: bytes,
    verifier: Verifier,
    throttle: Throttle,
    new_fault_id: FaultId = lambda: secrets.token_hex(4),
    push: PushHub | None = None,
) -> Application:
    """Return the application that serves the mail of `store`; `ca_pem` is the certificate authority's certificate.

    `push` gets the connections that listen for changes; whoever made it stops it.
    """
    password_check = PasswordCheck(store, verifier, throttle, settings.domain)
    authentication = Authentication(store, password_check, settings.domain)
    limits = capabilities.Limits(
        message_size=settings.limits.message_size,
        recipients=settings.limits.recipients,
        push_to_private_networks=settings.push.private_networks,
    )
    app: Application = falcon.App(middleware=[RequestLog(), CarefulHeaders()])
    lifetime = settings.limits.session_days * _DAY
    asking = ResetDesk(store, settings.domain)
    desk = Desk(store, settings, password_check, SecretBox(settings.secret_keys), ca_pem)
    FaultHandlers(new_fault_id, api_credentials.message_and_success, desk.browser_problem).add_to(app)
    routes: dict[str, Any] = {
        "/.well-known/postroom": DiscoveryResource(settings, store, ca_pem),
        "/.well-known/postroom/ca.pem": CaResource(ca_pem),
        "/auth/session": SessionResource(store, password_check, authentication, lifetime),
        "/auth/sessions": OwnSessionsResource(store, authentication),
        "/auth/sessions/{session}": OneSessionResource(store, authentication),
        "/auth/account": OwnAccountResource(store, password_check, authentication),
        "/auth/export": ExportResource(store, authentication),
        "/auth/password": PasswordResource(store, password_check, authentication),
        "/auth/recovery": RecoveryResource(store, throttle, settings.domain),
        "/auth/recovery-address": RecoveryAddressResource(store, password_check, authentication, settings.domain),
        "/auth/reset": ResetResource(asking),
        capabilities.SESSION_PATH: JmapSessionResource(store, authentication, limits, settings.domain),
        capabilities.API_PATH: ApiResource(
            store,
            authentication,
            methods(store, limits, settings.domain),
            limits,
            settings.domain,
            new_fault_id,
        ),
        capabilities.UPLOAD_ROUTE: UploadResource(store, authentication, limits),
        capabilities.EVENTS_PATH: EventSourceResource(store, authentication, push or PushHub(store)),
        capabilities.DOWNLOAD_ROUTE: BlobResource(store, authentication),
        "/": FrontPage(desk.renderer),
        **pages(desk),
        **reset_pages(ResetPages(store, asking, throttle, desk.renderer)),
        **api_routes.routes(settings, store, authentication, SecretBox(settings.secret_keys)),
    }
    for path, resource in routes.items():
        app.add_route(path, resource)
    return app


def body_limit(settings: Settings) -> Callable[[str, str], int]:
    """Return what tells the transport how many bytes the body of a request (method, path) may have."""

    def limit(_: str, path: str) -> int:
        # More than JMAP allows, so that the errors of RFC 8620 can tell of the limit.
        if path == capabilities.API_PATH:
            return 2 * capabilities.LARGEST_REQUEST
        if path.startswith(capabilities.UPLOAD_PREFIX):
            return settings.limits.message_size + _BEYOND_UPLOAD
        # More than is read, so that the refusal has the message that all answers there have, or is a page like others.
        if path.startswith(api_credentials.PREFIX):
            return _BEYOND_CREDENTIAL
        return _BEYOND_FORM if path.startswith("/admin/") else LARGEST_FORM

    return limit
