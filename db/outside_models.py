"""The tables of mail to the outside and of what an admin does, as peewee knows them; as `db.models` says of its own."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, Model, TextField


class Relay(Model):
    id = IntegerField(primary_key=True)
    name = TextField()
    server = TextField()
    port = IntegerField()
    security = TextField()
    authentication = TextField()
    username = TextField()
    password = BlobField(null=True)
    from_address = TextField()
    from_name = TextField()
    ehlo_name = TextField()
    ca_pem = TextField()
    per_minute = IntegerField()
    tested_at = BigIntegerField(null=True)
    created_at = BigIntegerField()
    updated_at = BigIntegerField()


class RelayPassword(Model):
    id = IntegerField(primary_key=True)
    relay_id = BigIntegerField()
    replaced_at = BigIntegerField()
    server = TextField()
    username = TextField()
    password = BlobField()

    class Meta:
        table_name = "relay_password"


class RelayBefore(Model):
    id = IntegerField(primary_key=True)
    relay_id = BigIntegerField()
    saved_at = BigIntegerField()
    settings = TextField()
    password = BlobField(null=True)

    class Meta:
        table_name = "relay_before"


class RelayPurpose(Model):
    purpose = TextField(primary_key=True)
    relay_id = BigIntegerField()

    class Meta:
        table_name = "relay_purpose"


class Outside(Model):
    id = IntegerField(primary_key=True)
    mode = TextField()
    opened_by = TextField()
    changed_at = BigIntegerField()


class Outbound(Model):
    id = IntegerField(primary_key=True)
    envelope = BigIntegerField()
    content_id = BigIntegerField(null=True)
    account_id = BigIntegerField(null=True)
    submission_id = BigIntegerField(null=True)
    purpose = TextField()
    sender = TextField()
    recipient = TextField()
    domain = TextField()
    state = TextField()
    attempts = IntegerField()
    next_at = BigIntegerField()
    claimed_until = BigIntegerField()
    created_at = BigIntegerField()
    settled_at = BigIntegerField(null=True)
    warned = IntegerField()
    reply = TextField()
    hop = TextField()
    subject = TextField()
    message_ids = TextField()
    created_modseq = BigIntegerField()
    modseq = BigIntegerField()


class Job(Model):
    id = IntegerField(primary_key=True)
    kind = TextField()
    account_id = BigIntegerField(null=True)
    asked = TextField()
    state = TextField()
    stages = TextField()
    result = TextField()
    attempts = IntegerField()
    created_at = BigIntegerField()
    claimed_until = BigIntegerField()
    finished_at = BigIntegerField(null=True)


class Audit(Model):
    id = IntegerField(primary_key=True)
    at = BigIntegerField()
    actor = TextField()
    peer = TextField()
    action = TextField()
    target = TextField()
    before = TextField()
    after = TextField()


class Alert(Model):
    id = IntegerField(primary_key=True)
    at = BigIntegerField()
    host = TextField()
    rule = TextField()
    detail = TextField()
    count = IntegerField()


class EventCount(Model):
    day = IntegerField()
    event = TextField()
    count = BigIntegerField()

    class Meta:
        table_name = "event_count"
        primary_key = CompositeKey("day", "event")


TABLES: tuple[type[Model], ...] = (
    Relay,
    RelayPassword,
    RelayBefore,
    RelayPurpose,
    Outside,
    Outbound,
    Job,
    Audit,
    Alert,
    EventCount,
)
