"""The one table from exceptions to faults: what sockets, TLS, smtplib, http.client and the disk raise goes
in, what a person is told comes out. Pure; it asks nothing of the network.
"""

import errno
import http.client
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from client.errors import (
    ConnectionLost,
    Fault,
    FileFault,
    LocalDiskFull,
    NameNotFound,
    NotPostroom,
    RecipientsRefused,
    ServerDown,
)
from client.json_values import ShapeError
from client.replies import Reply, general_fault, read_reply, sign_in_fault
from client.server_answers import Refusal
from client.trust_errors import CertificateExpired, SelfSignedServer, UntrustedServer, WrongHostName
from client.wording import Said

# X509_V_ERR_* of OpenSSL, x509_vfy.h. https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
NOT_YET_VALID = 9
SELF_SIGNED = 18
EXPIRED = 10
HOST_MISMATCH = frozenset({62, 64})

# What files refuse most often; the rest is told in the words of the system.
_REASONS = {
    errno.EACCES: Said("permission denied"),
    errno.EPERM: Said("operation not permitted"),
    errno.ENOENT: Said("no such file or directory"),
    errno.EROFS: Said("read-only file system"),
    errno.EISDIR: Said("is a directory"),
}

# What the client lets through this table; everything else is a bug of ours and keeps its traceback.
NETWORK_ERRORS = (OSError, http.client.HTTPException, ShapeError)


def fault_from(error: Exception, host: str, port: int) -> Fault:
    """The fault that `error` means while talking to `host` and `port`."""
    match error:
        case Fault():
            return error
        case ssl.SSLCertVerificationError():
            return _certificate_fault(error, host, port)
        case smtplib.SMTPException():
            return _smtp_fault(error, host, port)
        case http.client.RemoteDisconnected() | http.client.IncompleteRead():
            return ConnectionLost(host, port, _technical(error))
        case http.client.HTTPException() | ShapeError():
            return NotPostroom(host, port, _technical(error))
        case OSError():
            return _socket_fault(error, host, port)
    return Fault(
        Said("Something went wrong inside this program. Try again; if it stays, tell your admin."),
        _technical(error),
    )


@contextmanager
def faults_at(host: str, port: int) -> Iterator[None]:
    """Whatever a network error the block raises comes out as its fault."""
    try:
        yield
    except NETWORK_ERRORS as error:
        raise fault_from(error, host, port) from error


def file_fault(error: OSError, path: Path) -> Fault:
    """The fault that `error` means while reading or writing a file of this computer."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return LocalDiskFull(str(path), _technical(error))
    why = _REASONS.get(error.errno or 0) or error.strerror or Said("it cannot be used")
    why = why if isinstance(why, Said) else why[:1].lower() + why[1:]
    return FileFault(Said("{path} cannot be read or written: {why}.", path=path, why=why), _technical(error))


def attached_file_fault(error: OSError, path: Path) -> Fault:
    """The same for a file that is to be sent, which may have been moved or deleted since it was attached."""
    if not isinstance(error, FileNotFoundError):
        return file_fault(error, path)
    words = Said("{path} is not there any more. Attach it again, or remove it from the message.", path=path)
    return FileFault(words, _technical(error))


def _certificate_fault(error: ssl.SSLCertVerificationError, host: str, port: int) -> Fault:
    detail = _technical(error)
    if error.verify_code in HOST_MISMATCH:
        return WrongHostName(host, port, detail)
    if error.verify_code in {EXPIRED, NOT_YET_VALID}:
        return CertificateExpired(host, port, error.verify_code == NOT_YET_VALID, detail)
    if error.verify_code == SELF_SIGNED:
        return SelfSignedServer(host, port, detail)
    return UntrustedServer(host, port, detail)


def _smtp_fault(error: smtplib.SMTPException, host: str, port: int) -> Fault:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return RecipientsRefused(_refusals(error))
        case smtplib.SMTPAuthenticationError():
            return sign_in_fault(_reply(error))
        case smtplib.SMTPResponseException():
            return reply_fault(_reply(error), host, port)
        case smtplib.SMTPServerDisconnected():
            # smtplib hides a time-out behind "connection unexpectedly closed".
            if isinstance(error.__context__, TimeoutError):
                return ServerDown(host, port, Said("does not answer"), _technical(error))
            return ConnectionLost(host, port, _technical(error))
    return NotPostroom(host, port, _technical(error))


def reply_fault(reply: Reply, host: str, port: int) -> Fault:
    """What a reply means where another was due: no reply at all, or for good not the service looked for."""
    if not 400 <= reply.code < 600 or reply.code in {500, 502, 554}:
        return NotPostroom(host, port, reply.technical)
    return general_fault(reply)


def _refusals(error: smtplib.SMTPRecipientsRefused) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(address, code, read_reply(code, text).words) for address, (code, text) in error.recipients.items()
    )


def _reply(error: smtplib.SMTPResponseException) -> Reply:
    return read_reply(error.smtp_code, error.smtp_error)


def _socket_fault(error: OSError, host: str, port: int) -> Fault:
    detail = _technical(error)
    match error:
        case socket.gaierror():
            return NameNotFound(host, detail)
        case TimeoutError():
            return ServerDown(host, port, Said("does not answer"), detail)
        case ConnectionRefusedError():
            return ServerDown(host, port, Said("does not accept connections"), detail)
        case ConnectionError() | ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
            return ConnectionLost(host, port, detail)
        case ssl.SSLError():
            return NotPostroom(host, port, detail)
    return ServerDown(host, port, detail=detail)


def _technical(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
