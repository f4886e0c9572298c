"""Mail to the outside and what an admin does: relays, the queue, jobs, audit log, alerts; see `db/SCHEMA.md`."""

from __future__ import annotations

STATEMENTS = (
    # Quota in bytes, null for none; what a disabled person is told; where a forgotten password may be asked from.
    "ALTER TABLE account ADD COLUMN quota BIGINT",
    "ALTER TABLE account ADD COLUMN disabled_message TEXT",
    "ALTER TABLE account ADD COLUMN recovery_address TEXT",
    # A deleted account has no address and no way in; the row is there until its mail is erased.
    "ALTER TABLE account ADD COLUMN deleted_at BIGINT",
    "CREATE INDEX account_deleted ON account (deleted_at) WHERE deleted_at IS NOT NULL",
    "CREATE TABLE former_address (address TEXT PRIMARY KEY, deleted_at BIGINT NOT NULL)",
    # What an admin chose in the web area; it goes before the settings file.
    """
    CREATE TABLE choice (
        name TEXT PRIMARY KEY CHECK (name IN ('registration')),
        value TEXT NOT NULL,
        chosen_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE reset_link (
        account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        token_hash TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE relay (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        server TEXT NOT NULL,
        port INTEGER NOT NULL,
        security TEXT NOT NULL CHECK (security IN ('starttls', 'tls', 'none')),
        authentication TEXT NOT NULL CHECK (authentication IN ('none', 'plain', 'login', 'cram-md5', 'strongest')),
        username TEXT NOT NULL,
        password BLOB,
        from_address TEXT NOT NULL,
        from_name TEXT NOT NULL,
        ehlo_name TEXT NOT NULL,
        ca_pem TEXT NOT NULL,
        per_minute INTEGER NOT NULL,
        tested_at BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE relay_password (
        id INTEGER PRIMARY KEY,
        relay_id BIGINT NOT NULL REFERENCES relay (id) ON DELETE CASCADE,
        replaced_at BIGINT NOT NULL,
        server TEXT NOT NULL,
        username TEXT NOT NULL,
        password BLOB NOT NULL
    )
    """,
    "CREATE INDEX relay_password_relay ON relay_password (relay_id, id)",
    # The settings of a relay before its last saves, so that an admin can go back.
    """
    CREATE TABLE relay_before (
        id INTEGER PRIMARY KEY,
        relay_id BIGINT NOT NULL REFERENCES relay (id) ON DELETE CASCADE,
        saved_at BIGINT NOT NULL,
        settings TEXT NOT NULL,
        password BLOB
    )
    """,
    "CREATE INDEX relay_before_relay ON relay_before (relay_id, id)",
    """
    CREATE TABLE relay_purpose (
        purpose TEXT PRIMARY KEY CHECK (purpose IN ('everything', 'notices', 'reports')),
        relay_id BIGINT NOT NULL REFERENCES relay (id) ON DELETE CASCADE
    )
    """,
    # One row: where mail to the outside goes. Opened by a passed test, or by an admin who overrides.
    """
    CREATE TABLE outside (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        mode TEXT NOT NULL CHECK (mode IN ('local', 'relay', 'direct')),
        opened_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL
    )
    """,
    "INSERT INTO outside (id, mode, opened_by, changed_at) VALUES (1, 'local', '', 0)",
    """
    CREATE TABLE outbound (
        id INTEGER PRIMARY KEY,
        envelope BIGINT NOT NULL,
        content_id BIGINT REFERENCES content (id),
        account_id BIGINT REFERENCES account (id) ON DELETE SET NULL,
        submission_id BIGINT,
        purpose TEXT NOT NULL,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        domain TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'sent', 'failed', 'held', 'dropped')),
        attempts INTEGER NOT NULL,
        next_at BIGINT NOT NULL,
        claimed_until BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        settled_at BIGINT,
        warned INTEGER NOT NULL,
        reply TEXT NOT NULL,
        hop TEXT NOT NULL,
        subject TEXT NOT NULL,
        message_ids TEXT NOT NULL,
        created_modseq BIGINT NOT NULL,
        modseq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX outbound_delivery ON outbound (envelope, recipient)",
    "CREATE INDEX outbound_content ON outbound (content_id) WHERE content_id IS NOT NULL",
    "CREATE INDEX outbound_due ON outbound (next_at) WHERE state IN ('waiting', 'claimed')",
    "CREATE INDEX outbound_domain ON outbound (domain, next_at) WHERE state IN ('waiting', 'claimed')",
    "CREATE INDEX outbound_settled ON outbound (settled_at) WHERE settled_at IS NOT NULL",
    "CREATE INDEX outbound_account ON outbound (account_id, modseq)",
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id BIGINT REFERENCES account (id) ON DELETE SET NULL,
        asked TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        stages TEXT NOT NULL,
        result TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        claimed_until BIGINT NOT NULL,
        finished_at BIGINT
    )
    """,
    "CREATE INDEX job_waiting ON job (id) WHERE state IN ('waiting', 'running')",
    "CREATE INDEX job_recent ON job (kind, created_at)",
    """
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at BIGINT NOT NULL,
        actor TEXT NOT NULL,
        peer TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL
    )
    """,
    "CREATE INDEX audit_at ON audit (at)",
    # Append only, also for whoever finds a way to send statements.
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    # What the servers noticed: as often as `count` says within the minute from `at` on.
    """
    CREATE TABLE alert (
        id INTEGER PRIMARY KEY,
        at BIGINT NOT NULL,
        host TEXT NOT NULL,
        rule TEXT NOT NULL,
        detail TEXT NOT NULL,
        count INTEGER NOT NULL
    )
    """,
    "CREATE INDEX alert_at ON alert (at)",
    "CREATE INDEX alert_rule ON alert (rule, id)",
    "CREATE INDEX alert_host ON alert (host, id)",
    # How often each event was, day by day (days since 1970-01-01 in UTC).
    """
    CREATE TABLE event_count (
        day INTEGER NOT NULL,
        event TEXT NOT NULL,
        count BIGINT NOT NULL,
        PRIMARY KEY (day, event)
    ) WITHOUT ROWID
    """,
)
