"""The tables, as peewee knows them; `db/SCHEMA.md` says what each column is for.

No behaviour here, and no database is bound to these classes: a query is handed to a `Store` or a `Transaction`, so
that one process can hold several stores. The schema itself is made by `db/migrations/`; a test holds both against
each other.
"""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, Model, TextField


class Account(Model):
    id = IntegerField(primary_key=True)
    address = TextField()
    display_name = TextField()
    password_hash = TextField()
    is_admin = IntegerField()
    state = TextField()
    modseq = BigIntegerField()
    created_at = BigIntegerField()
    quota = BigIntegerField(null=True)
    disabled_message = TextField(null=True)
    recovery_address = TextField(null=True)
    deleted_at = BigIntegerField(null=True)


class Address(Model):
    address = TextField(primary_key=True)
    account_id = BigIntegerField()


class FormerAddress(Model):
    address = TextField(primary_key=True)
    deleted_at = BigIntegerField()

    class Meta:
        table_name = "former_address"


class Choice(Model):
    name = TextField(primary_key=True)
    value = TextField()
    chosen_by = TextField()
    changed_at = BigIntegerField()


class Mailbox(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    parent_id = BigIntegerField(null=True)
    name = TextField()
    role = TextField(null=True)
    sort_order = IntegerField()
    uidvalidity = BigIntegerField()
    uidnext = BigIntegerField()
    total = IntegerField()
    unread = IntegerField()
    threads = IntegerField()
    unread_threads = IntegerField()
    created_modseq = BigIntegerField()
    named_modseq = BigIntegerField()
    modseq = BigIntegerField()
    is_subscribed = IntegerField()


class Content(Model):
    id = IntegerField(primary_key=True)
    envelope = BigIntegerField()
    variant = IntegerField()
    size = IntegerField()
    has_attachment = IntegerField()
    sent_at = TextField(null=True)
    subject = TextField()
    addresses = TextField()
    message_ids = TextField()
    preview = TextField()
    data = BlobField()


class Thread(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    unread = IntegerField()
    created_modseq = BigIntegerField()
    modseq = BigIntegerField()


class ThreadReference(Model):
    account_id = BigIntegerField()
    reference = BigIntegerField()
    thread_id = BigIntegerField()

    class Meta:
        table_name = "thread_reference"
        primary_key = CompositeKey("account_id", "reference", "thread_id")


class Message(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    content_id = BigIntegerField()
    thread_id = BigIntegerField()
    copy = IntegerField()
    received_at = BigIntegerField()
    flags = IntegerField()
    keywords = TextField()
    created_modseq = BigIntegerField()
    modseq = BigIntegerField()


class MailboxMessage(Model):
    mailbox_id = BigIntegerField()
    received_at = BigIntegerField()
    message_id = BigIntegerField()
    uid = BigIntegerField()

    class Meta:
        table_name = "mailbox_message"
        primary_key = CompositeKey("mailbox_id", "received_at", "message_id")


class Destroyed(Model):
    account_id = BigIntegerField()
    kind = TextField()
    modseq = BigIntegerField()
    object_id = BigIntegerField()
    created_modseq = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account_id", "kind", "modseq", "object_id")


class Session(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    token_hash = TextField()
    device = TextField()
    peer = TextField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    last_used_at = BigIntegerField()


class Invitation(Model):
    id = IntegerField(primary_key=True)
    code_hash = TextField()
    created_by = BigIntegerField(null=True)
    uses_left = IntegerField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()


class Upload(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    type = TextField()
    size = IntegerField()
    created_at = BigIntegerField()
    data = BlobField()


class TypeState(Model):
    account_id = BigIntegerField()
    kind = TextField()
    modseq = BigIntegerField()

    class Meta:
        table_name = "type_state"
        primary_key = CompositeKey("account_id", "kind")


class Identity(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    name = TextField()
    email = TextField()
    reply_to = TextField(null=True)
    bcc = TextField(null=True)
    text_signature = TextField()
    html_signature = TextField()
    may_delete = IntegerField()
    created_modseq = BigIntegerField()
    modseq = BigIntegerField()


class Submission(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    identity_id = BigIntegerField()
    message_id = BigIntegerField()
    thread_id = BigIntegerField()
    content_id = BigIntegerField(null=True)
    envelope = TextField()
    send_at = BigIntegerField()
    undo_status = TextField()
    delivery_status = TextField()
    created_modseq = BigIntegerField()
    modseq = BigIntegerField()


class Vacation(Model):
    account_id = IntegerField(primary_key=True)
    is_enabled = IntegerField()
    from_date = BigIntegerField(null=True)
    to_date = BigIntegerField(null=True)
    subject = TextField(null=True)
    text_body = TextField(null=True)
    html_body = TextField(null=True)
    position = BigIntegerField()


class VacationReply(Model):
    account_id = BigIntegerField()
    sender = TextField()
    sent_at = BigIntegerField()

    class Meta:
        table_name = "vacation_reply"
        primary_key = CompositeKey("account_id", "sender")


class PushSubscription(Model):
    id = IntegerField(primary_key=True)
    account_id = BigIntegerField()
    session_id = BigIntegerField(null=True)
    password_mark = TextField(null=True)
    device_client_id = TextField()
    url = TextField()
    p256dh = TextField(null=True)
    auth = TextField(null=True)
    verification_code = TextField()
    is_code_sent = IntegerField()
    is_verified = IntegerField()
    types = TextField(null=True)
    told = TextField()
    failures = IntegerField()
    next_try = BigIntegerField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()

    class Meta:
        table_name = "push_subscription"


class RecoveryCode(Model):
    account_id = IntegerField(primary_key=True)
    code_hash = TextField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()

    class Meta:
        table_name = "recovery_code"


class ResetLink(Model):
    account_id = IntegerField(primary_key=True)
    token_hash = TextField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()

    class Meta:
        table_name = "reset_link"


class Progress(Model):
    duty = TextField(primary_key=True)
    position = BigIntegerField()


TABLES: tuple[type[Model], ...] = (
    Account,
    Address,
    FormerAddress,
    Choice,
    Mailbox,
    Content,
    Thread,
    ThreadReference,
    Message,
    MailboxMessage,
    Destroyed,
    Session,
    Invitation,
    Upload,
    TypeState,
    Identity,
    Submission,
    Vacation,
    VacationReply,
    PushSubscription,
    RecoveryCode,
    ResetLink,
    Progress,
)
