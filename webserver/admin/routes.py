"""Which page of the web area answers which path."""

from __future__ import annotations

from typing import Any

from webserver.admin.account_pages import AccountActions, AccountPage, AccountsPage
from webserver.admin.alerts_page import AlertsPage
from webserver.admin.audit_page import AuditPage
from webserver.admin.desk import Desk
from webserver.admin.invitation_pages import InvitationsPage, RevokeInvitation
from webserver.admin.overview import HealthPage, OverviewPage
from webserver.admin.queue_pages import QueueActions, QueuePage
from webserver.admin.registration_page import FreeAddress, RegistrationChoice
from webserver.admin.relay_pages import NewRelayPage, RelayActions, RelayPage
from webserver.admin.relay_test_pages import StartTest, TestPage, TestProgress
from webserver.admin.report_page import LatestReport, ReportPage, ReportProgress, ReportsPage
from webserver.admin.sign_in import SignInPage, SignOutPage
from webserver.admin.smtp_pages import CheckPage, OutsidePage, SmtpPage

# What an id can be: a larger number fits into no column.
_ID = f"int(max={2**53})"


def pages(desk: Desk) -> dict[str, Any]:
    """Return every page of the web area by its path."""
    found = {
        "/admin": OverviewPage(desk),
        "/admin/sign-in": SignInPage(desk),
        "/admin/sign-out": SignOutPage(desk),
        "/admin/static/{name}": desk.files,
        "/admin/smtp": SmtpPage(desk),
        "/admin/smtp/outside": OutsidePage(desk),
        "/admin/smtp/check": CheckPage(desk),
        "/admin/smtp/new": NewRelayPage(desk),
        "/admin/smtp/{relay:int}": RelayPage(desk),
        "/admin/smtp/{relay:int}/test": StartTest(desk),
        "/admin/smtp/{relay:int}/{action}": RelayActions(desk),
        "/admin/tests/{job:int}": TestPage(desk),
        "/admin/tests/{job:int}/progress": TestProgress(desk),
        "/admin/accounts": AccountsPage(desk),
        "/admin/accounts/former-addresses": FreeAddress(desk),
        "/admin/registration": RegistrationChoice(desk),
        "/admin/accounts/{account:int}": AccountPage(desk),
        "/admin/accounts/{account:int}/{action}": AccountActions(desk),
        "/admin/invitations": InvitationsPage(desk),
        "/admin/invitations/{invitation:int}/revoke": RevokeInvitation(desk),
        "/admin/queue": QueuePage(desk),
        "/admin/queue/{row:int}/{action}": QueueActions(desk),
        "/admin/reports": ReportsPage(desk),
        "/admin/reports/latest.pdf": LatestReport(desk),
        "/admin/reports/{job:int}": ReportPage(desk),
        "/admin/reports/{job:int}/progress": ReportProgress(desk),
        "/admin/alerts": AlertsPage(desk),
        "/admin/audit": AuditPage(desk),
        "/admin/health": HealthPage(desk),
    }
    return {path.replace(":int}", f":{_ID}}}"): page for path, page in found.items()}
