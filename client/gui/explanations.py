"""What a fault becomes on the screen: the sentence it carries, the details on request, and the one thing that
the person can do about it. What is not a fault is a mistake of this program: it is logged whole, and the
person is told so plainly."""

import logging
import traceback
from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication

from client.errors import Cancelled, Fault, SignInNeeded
from client.gui.notices import Notice, Remedy, Urgency
from client.gui.spoken import spoken

log = logging.getLogger(__name__)


def notice_of(
    error: Exception,
    key: str,
    *,
    again: Callable[[], None] | None = None,
    sign_in: Callable[[], None] | None = None,
) -> Notice | None:
    """Return the notice for an error, or None when the person caused it (Cancelled).

    `key` says what was tried ("list", "send"…): a second failure of the same is the same notice. `again`
    tries it again, offered where that can help; `sign_in` opens the sign-in window, offered where the session
    has ended.
    """
    if isinstance(error, Cancelled):
        return None
    if not isinstance(error, Fault):
        return mistake_notice(error)
    remedy = None
    if isinstance(error, SignInNeeded) and sign_in is not None:
        remedy = Remedy(QCoreApplication.translate("Faults", "Sign in"), sign_in)
    elif again is not None:
        remedy = Remedy(QCoreApplication.translate("Faults", "Try again"), again)
    urgency = Urgency.WARNING if error.may_pass else Urgency.FAULT
    return Notice(key, spoken(error.sentence), urgency, remedy, error.detail)


def sentence_of(error: Exception) -> str:
    """Return only the sentence, for places that have no bar."""
    if isinstance(error, Fault):
        return spoken(error.sentence)
    notice = mistake_notice(error)
    return notice.sentence


def mistake_notice(error: BaseException) -> Notice:
    """Log a mistake of this program and return its notice."""
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    sentence = QCoreApplication.translate(
        "Faults", "Something went wrong inside Postroom. You can go on; if it happens again, tell your admin."
    )
    detail = "".join(traceback.format_exception_only(error)).strip()
    return Notice("mistake", sentence, Urgency.FAULT, None, detail)
