"""What is known about relays that people have: settings to begin with, and what each provider wants to be told first.

Data only. A preset fills in what it names; everything can be changed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.relay import Authentication, Security


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider: how to reach it, what to write into the user name, and its hint in plain sentences.

    `server` and `username` are "" where each customer has their own.
    """

    id: str
    title: str
    server: str
    port: int
    security: Security
    authentication: Authentication
    username: str
    per_minute: int
    hint: str
    help_url: str = ""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "gmail", "Gmail and Google Workspace", "smtp.gmail.com", 587, "starttls", "strongest", "", 20,
        "Google wants an app password, not the password of the account: switch on 2-step verification, then make one "
        "(16 letters). The user name is the whole address. Google sends as that address or an alias of it only.",
        "https://support.google.com/accounts/answer/185833",
    ),
    Preset(
        "office365", "Microsoft 365 (Office 365)", "smtp.office365.com", 587, "starttls", "login", "", 30,
        "An admin of Microsoft 365 must allow authenticated SMTP for this mailbox; security defaults may forbid it. "
        "Microsoft is switching off sign-in by password for SMTP: where it is off, another relay is needed. The user "
        "name is the whole address, and mail is sent as that address. At most 30 messages a minute.",
        "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
    ),
    Preset(
        "fastmail", "Fastmail", "smtp.fastmail.com", 465, "tls", "strongest", "", 60,
        "Fastmail wants an app password that may use SMTP: Settings, Privacy & Security, App passwords. The user name "
        "is the whole address.",
        "https://www.fastmail.help/hc/en-us/articles/360058752854",
    ),
    Preset(
        "sendgrid", "Twilio SendGrid", "smtp.sendgrid.net", 587, "starttls", "plain", "apikey", 600,
        "The user name is the word apikey, whoever you are; the password is an API key that may send mail. The from "
        "address must be a verified sender or of an authenticated domain.",
        "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api",
    ),
    Preset(
        "ses", "Amazon SES", "email-smtp.eu-central-1.amazonaws.com", 587, "starttls", "strongest", "", 60,
        "Put your region into the server's name. User name and password are SMTP credentials made in the SES console, "
        "not the access key of AWS. The from address must be verified; a new account can send to verified addresses "
        "only, until it leaves the sandbox.",
        "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
    ),
    Preset(
        "starttls", "Another relay, StartTLS (port 587)", "", 587, "starttls", "strongest", "", 60,
        "What most providers have: the connection begins in clear and changes to TLS before anybody signs in. The user "
        "name is usually the whole address.",
    ),
    Preset(
        "tls", "Another relay, TLS from the start (port 465)", "", 465, "tls", "strongest", "", 60,
        "TLS from the first byte, also called SSL or SMTPS (RFC 8314). The user name is usually the whole address.",
    ),
)  # fmt: skip
"""All of them, in the order in which they are offered."""
