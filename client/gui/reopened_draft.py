"""A message of the outbox back as a draft, so that it can be edited again. The bytes are those that this program
composed itself; only who has not got the message yet is kept as recipient."""

from collections.abc import Collection
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader
from email.message import EmailMessage

from client.addresses import Address
from client.draft import AttachedFile, Draft


def reopened_draft(content: bytes, still_to_serve: Collection[str]) -> Draft:
    """Return the draft that `content` was composed from, for the addresses in `still_to_serve`."""
    message = message_from_bytes(content, policy=policy.SMTP)
    wanted = {address.casefold() for address in still_to_serve}
    body = message.get_body(("plain",))
    return Draft(
        to=_addresses(message, "To", wanted),
        cc=_addresses(message, "Cc", wanted),
        bcc=_addresses(message, "Bcc", wanted),
        subject=str(message["Subject"] or ""),
        text=str(body.get_content()).replace("\r\n", "\n").removesuffix("\n") if body is not None else "",
        attachments=tuple(_attached(part) for part in message.iter_attachments()),
        in_reply_to=_ids(message, "In-Reply-To")[0] if _ids(message, "In-Reply-To") else "",
        references=_ids(message, "References"),
    )


def _addresses(message: EmailMessage, name: str, wanted: set[str]) -> tuple[Address, ...]:
    header = message[name]
    if not isinstance(header, AddressHeader):
        return ()
    people = (Address(one.display_name, one.addr_spec) for one in header.addresses)
    return tuple(person for person in people if person.address.casefold() in wanted)


def _attached(part: EmailMessage) -> AttachedFile:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    return AttachedFile(part.get_filename() or "attachment", content, part.get_content_type())


def _ids(message: EmailMessage, name: str) -> tuple[str, ...]:
    return tuple(word.strip("<>") for word in str(message[name] or "").split())
