"""What else JMAP needs (uploads, identities, submissions, vacation, push), and recovery codes; see `SCHEMA.md`."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE mailbox ADD COLUMN is_subscribed INTEGER NOT NULL DEFAULT 1",
    # All of an account's mail in the order of its date; costs a delivery two hundredths of its time.
    "CREATE INDEX message_date ON message (account_id, received_at)",
    # The key begins with the kind now: what is destroyed of one kind since a state is one range.
    """
    CREATE TABLE destroyed_by_kind (
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('message', 'thread', 'mailbox', 'identity', 'submission', 'outbound')),
        modseq BIGINT NOT NULL,
        object_id BIGINT NOT NULL,
        created_modseq BIGINT NOT NULL,
        PRIMARY KEY (account_id, kind, modseq, object_id)
    )
    """,
    (
        "INSERT INTO destroyed_by_kind (account_id, kind, modseq, object_id, created_modseq)"
        " SELECT account_id, kind, modseq, object_id, created_modseq FROM destroyed"
    ),
    "DROP TABLE destroyed",
    "ALTER TABLE destroyed_by_kind RENAME TO destroyed",
    """
    CREATE TABLE upload (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        type TEXT NOT NULL,
        size INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE INDEX upload_account ON upload (account_id)",
    "CREATE INDEX upload_created ON upload (created_at)",
    """
    CREATE TABLE type_state (
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('identity', 'submission', 'vacation', 'outbound')),
        modseq BIGINT NOT NULL,
        PRIMARY KEY (account_id, kind)
    )
    """,
    """
    CREATE TABLE identity (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        reply_to TEXT,
        bcc TEXT,
        text_signature TEXT NOT NULL,
        html_signature TEXT NOT NULL,
        may_delete INTEGER NOT NULL,
        created_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE INDEX identity_account ON identity (account_id, modseq)",
    # Every account has one for its own address; new accounts get theirs when they are made.
    (
        "INSERT INTO identity (id, account_id, name, email, reply_to, bcc, text_signature, html_signature, may_delete,"
        " created_modseq, modseq) SELECT (SELECT next FROM id_sequence) + row_number() OVER (ORDER BY id) - 1, id,"
        " display_name, address, NULL, NULL, '', '', 0, 0, 0 FROM account"
    ),
    "UPDATE id_sequence SET next = next + (SELECT count(*) FROM account)",
    """
    CREATE TABLE submission (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        identity_id BIGINT NOT NULL,
        message_id BIGINT NOT NULL,
        thread_id BIGINT NOT NULL,
        content_id BIGINT,
        envelope TEXT NOT NULL,
        send_at BIGINT NOT NULL,
        undo_status TEXT NOT NULL CHECK (undo_status IN ('pending', 'final', 'canceled')),
        delivery_status TEXT NOT NULL,
        created_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE INDEX submission_account ON submission (account_id, modseq)",
    "CREATE INDEX submission_content ON submission (content_id) WHERE content_id IS NOT NULL",
    "CREATE INDEX submission_due ON submission (send_at) WHERE undo_status = 'pending'",
    """
    CREATE TABLE vacation (
        account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        is_enabled INTEGER NOT NULL,
        from_date BIGINT,
        to_date BIGINT,
        subject TEXT,
        text_body TEXT,
        html_body TEXT,
        position BIGINT NOT NULL
    )
    """,
    "CREATE INDEX vacation_enabled ON vacation (account_id) WHERE is_enabled = 1",
    """
    CREATE TABLE vacation_reply (
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        sender TEXT NOT NULL,
        sent_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, sender)
    )
    """,
    """
    CREATE TABLE push_subscription (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        session_id BIGINT REFERENCES session (id) ON DELETE CASCADE,
        password_mark TEXT,
        device_client_id TEXT NOT NULL,
        url TEXT NOT NULL,
        p256dh TEXT,
        auth TEXT,
        verification_code TEXT NOT NULL,
        is_code_sent INTEGER NOT NULL,
        is_verified INTEGER NOT NULL,
        types TEXT,
        told TEXT NOT NULL,
        failures INTEGER NOT NULL,
        next_try BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX push_subscription_account ON push_subscription (account_id)",
    # A session that ends takes its subscriptions along: without an index, by reading all of them.
    "CREATE INDEX push_subscription_session ON push_subscription (session_id) WHERE session_id IS NOT NULL",
    """
    CREATE TABLE recovery_code (
        account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        code_hash TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )
    """,
    # How far a duty of the courier has come: the last id, or time, that it has dealt with.
    "CREATE TABLE progress (duty TEXT PRIMARY KEY, position BIGINT NOT NULL)",
)
