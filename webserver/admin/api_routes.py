"""Which resource of the JSON API answers which path: for the application, and for the OpenAPI document."""

from __future__ import annotations

from db.database import Store
from db.secretbox import SecretBox
from db.settings import Settings
from webserver.admin.api_alerts import AlertsResource
from webserver.admin.api_credentials import CredentialResource, CredentialsResource, ReportResource
from webserver.admin.api_guard import AdminGuard
from webserver.admin.api_health import HealthResource
from webserver.admin.api_openapi import OpenApiResource
from webserver.admin.api_operation import Resource
from webserver.admin.api_settings import (
    PasswordsResource,
    PresetsResource,
    RelayResource,
    RelaysResource,
    UndoResource,
)
from webserver.admin.api_work import AuditResource, JobResource, JobsResource, OutsideResource, RelayTestResource
from webserver.admin.networks import AdminNetworks
from webserver.authentication import Authentication

OPENAPI_PATH = "/api/openapi.json"


def routes(settings: Settings, store: Store, authentication: Authentication, box: SecretBox) -> dict[str, Resource]:
    """Return every path of the API with what answers there."""
    guard = AdminGuard(authentication, AdminNetworks(settings.admin_networks))
    found: dict[str, Resource] = {
        "/smtp/credential": CredentialResource(guard, store, box),
        "/smtp/credentials": CredentialsResource(guard, store),
        "/smtp/report": ReportResource(guard, store, settings.domain),
        "/api/settings/smtp": RelaysResource(guard, store, box),
        "/api/settings/smtp/presets": PresetsResource(guard),
        "/api/settings/smtp/test": RelayTestResource(guard, store),
        "/api/settings/smtp/{relay}": RelayResource(guard, store, box),
        "/api/settings/smtp/{relay}/undo": UndoResource(guard, store),
        "/api/settings/smtp/{relay}/passwords": PasswordsResource(guard, store),
        "/api/settings/outside": OutsideResource(guard, store),
        "/api/jobs": JobsResource(guard, store),
        "/api/jobs/{job}": JobResource(guard, store),
        "/api/audit": AuditResource(guard, store),
        "/api/alerts": AlertsResource(guard, store),
        "/api/health": HealthResource(guard, store, settings, box),
    }
    return {**found, OPENAPI_PATH: OpenApiResource(guard, OPENAPI_PATH, found)}
