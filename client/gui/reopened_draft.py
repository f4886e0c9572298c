"""A message back as a draft, so that it can be edited again: one of the outbox, one of Drafts, or any that is written
anew. The bytes may be anybody's: what cannot be read is left out, and HTML is cleaned. Belongs into a worker thread:
large files take their time."""

from collections.abc import Collection, Iterator
from email.headerregistry import AddressHeader
from email.message import EmailMessage

from client.addresses import Address
from client.draft import AttachedFile, Draft
from client.gui.written_html import cleaned_html
from client.html_text import html_to_text
from client.parsed_message import parsed_message


def reopened_draft(content: bytes, still_to_serve: Collection[str] | None = None) -> Draft:
    """Return the draft that `content` was composed from, for the addresses in `still_to_serve` (None: for all)."""
    message = parsed_message(content)
    wanted = None if still_to_serve is None else {address.casefold() for address in still_to_serve}
    html = _body(message, "html")
    text = _body(message, "plain")
    return Draft(
        to=_addresses(message, "To", wanted),
        cc=_addresses(message, "Cc", wanted),
        bcc=_addresses(message, "Bcc", wanted),
        subject=str(message["Subject"] or ""),
        text=html_to_text(html) if html and not text else text,
        attachments=(*(_attached(part) for part in _pictures(message)), *map(_attached, message.iter_attachments())),
        in_reply_to=_ids(message, "In-Reply-To")[0] if _ids(message, "In-Reply-To") else "",
        references=_ids(message, "References"),
        html=cleaned_html(html),
    )


def message_id_of(content: bytes) -> str:
    """Return the Message-ID without its angle brackets, "" when there is none."""
    found = _ids(parsed_message(content.partition(b"\r\n\r\n")[0]), "Message-ID")
    return found[0] if found else ""


def _addresses(message: EmailMessage, name: str, wanted: set[str] | None) -> tuple[Address, ...]:
    header = message[name]
    if not isinstance(header, AddressHeader):
        return ()
    people = (Address(one.display_name, one.addr_spec) for one in header.addresses if one.domain)
    return tuple(person for person in people if wanted is None or person.address.casefold() in wanted)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        words = str(part.get_content())
    except (LookupError, UnicodeError):
        # A character set or a type that nobody knows: what can be read of it is better than nothing.
        payload = part.get_payload(decode=True)
        words = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return words.replace("\r\n", "\n").removesuffix("\n")


def _attached(part: EmailMessage) -> AttachedFile:
    kind = part.get_content_type()
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        content_id = str(part["Content-ID"] or "").strip().strip("<>")
        return AttachedFile(part.get_filename() or "attachment", payload, kind, content_id)
    # An attached message: its bytes are those of the message in it.
    inner = part.get_payload()
    found = inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage) else b""
    return AttachedFile(part.get_filename() or "message.eml", found, kind)


def _pictures(message: EmailMessage) -> Iterator[EmailMessage]:
    """What stands beside the HTML because it shows it."""
    page = message.get_body(("related",))
    if page is not None and page is not message:
        yield from (one for one in page.iter_attachments() if isinstance(one, EmailMessage))


def _ids(message: EmailMessage, name: str) -> tuple[str, ...]:
    return tuple(word.strip("<>") for word in str(message[name] or "").split())
