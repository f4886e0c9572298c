"""The first schema; `db/SCHEMA.md` explains it."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE id_sequence (next BIGINT NOT NULL)",
    "INSERT INTO id_sequence (next) VALUES (1)",
    """
    CREATE TABLE account (
        id INTEGER PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        is_admin INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('active', 'waiting', 'disabled')),
        modseq BIGINT NOT NULL,
        created_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE address (
        address TEXT PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX address_account ON address (account_id)",
    """
    CREATE TABLE mailbox (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        parent_id BIGINT REFERENCES mailbox (id),
        name TEXT NOT NULL,
        role TEXT,
        sort_order INTEGER NOT NULL,
        uidvalidity BIGINT NOT NULL,
        uidnext BIGINT NOT NULL,
        total INTEGER NOT NULL,
        unread INTEGER NOT NULL,
        threads INTEGER NOT NULL,
        unread_threads INTEGER NOT NULL,
        created_modseq BIGINT NOT NULL,
        named_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE INDEX mailbox_account ON mailbox (account_id)",
    "CREATE UNIQUE INDEX mailbox_role ON mailbox (account_id, role) WHERE role IS NOT NULL",
    """
    CREATE TABLE content (
        id INTEGER PRIMARY KEY,
        envelope BIGINT NOT NULL,
        variant INTEGER NOT NULL,
        size INTEGER NOT NULL,
        has_attachment INTEGER NOT NULL,
        sent_at TEXT,
        subject TEXT NOT NULL,
        addresses TEXT NOT NULL,
        message_ids TEXT NOT NULL,
        preview TEXT NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX content_envelope ON content (envelope, variant)",
    """
    CREATE TABLE thread (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        unread INTEGER NOT NULL,
        created_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE INDEX thread_account ON thread (account_id, modseq)",
    """
    CREATE TABLE thread_reference (
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        reference BIGINT NOT NULL,
        thread_id BIGINT NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
        PRIMARY KEY (account_id, reference, thread_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX thread_reference_thread ON thread_reference (thread_id)",
    """
    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        content_id BIGINT NOT NULL REFERENCES content (id),
        thread_id BIGINT NOT NULL REFERENCES thread (id),
        copy INTEGER NOT NULL,
        received_at BIGINT NOT NULL,
        flags INTEGER NOT NULL,
        keywords TEXT NOT NULL,
        created_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX message_delivery ON message (content_id, account_id, copy)",
    "CREATE INDEX message_changes ON message (account_id, modseq)",
    "CREATE INDEX message_thread ON message (thread_id)",
    """
    CREATE TABLE mailbox_message (
        mailbox_id BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
        received_at BIGINT NOT NULL,
        message_id BIGINT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
        uid BIGINT NOT NULL,
        PRIMARY KEY (mailbox_id, received_at, message_id)
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX mailbox_message_uid ON mailbox_message (mailbox_id, uid)",
    "CREATE INDEX mailbox_message_message ON mailbox_message (message_id)",
    """
    CREATE TABLE destroyed (
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        modseq BIGINT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('message', 'thread', 'mailbox')),
        object_id BIGINT NOT NULL,
        created_modseq BIGINT NOT NULL,
        PRIMARY KEY (account_id, modseq, kind, object_id)
    )
    """,
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        token_hash TEXT NOT NULL UNIQUE,
        device TEXT NOT NULL,
        peer TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        last_used_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX session_account ON session (account_id)",
    """
    CREATE TABLE invitation (
        id INTEGER PRIMARY KEY,
        code_hash TEXT NOT NULL UNIQUE,
        created_by BIGINT REFERENCES account (id) ON DELETE CASCADE,
        uses_left INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )
    """,
)
