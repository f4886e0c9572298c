"""The tables of the cache file (`client/cache.py`), and the number that says which form they have.

A file with another number is thrown away: all of it is on the server. What is not, the changes that a person made while
offline, is in a file of its own (`client/cache_kept.py`); up to version 1 it was in here, and is carried over.
"""

VERSION = 2
# "Post" in ASCII: a file of some other program is not mistaken for a cache.
APPLICATION_ID = 0x506F7374

# `message.known`: only the id is known; what is known may be out of date; it is as the server told it last.
ID_ONLY, TO_BE_READ_AGAIN, KNOWN = 0, 1, 2

# `mailbox.listed`: nothing is known yet; its ids are being asked for; all its ids are known.
NOT_LISTED, LISTING, LISTED = 0, 1, 2

# `message.number` counts up from here for mail that arrives, and down for what was there already, which is told newest
# first: so of two messages of the same second, the one with the greater number is the newer.
MIDDLE = 1 << 30

# `place.ordinal` is the time of arrival in seconds. Where only the id is known it is minus the position in the server's
# list: such rows stand below all others, in the right order, until their headers come.
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE mailbox (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    told INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    parent_id TEXT NOT NULL DEFAULT '',
    sort_order INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    rights TEXT NOT NULL DEFAULT '',
    listed INTEGER NOT NULL DEFAULT 0,
    anchor TEXT NOT NULL DEFAULT '',
    rank INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE thread (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    known INTEGER NOT NULL DEFAULT 0,
    thread INTEGER NOT NULL DEFAULT 0,
    keywords TEXT NOT NULL DEFAULT '',
    truth TEXT,
    received INTEGER NOT NULL DEFAULT 0,
    sent INTEGER,
    size INTEGER NOT NULL DEFAULT 0,
    attachment INTEGER NOT NULL DEFAULT 0,
    people TEXT NOT NULL DEFAULT '[[],[],[]]',
    subject TEXT NOT NULL DEFAULT '',
    preview TEXT NOT NULL DEFAULT ''
);
CREATE INDEX message_to_be_read_again ON message (received) WHERE known = 1;
CREATE INDEX message_changed_here ON message (number) WHERE truth IS NOT NULL;
CREATE INDEX message_thread ON message (thread, received);
CREATE TABLE place (
    mailbox INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    thread INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    attachment INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0,
    sender TEXT NOT NULL DEFAULT '',
    recipient TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (mailbox, ordinal, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX place_of ON place (number, mailbox);
CREATE INDEX place_sender ON place (mailbox, sender, ordinal DESC, number DESC) WHERE ordinal >= 0;
CREATE INDEX place_recipient ON place (mailbox, recipient, ordinal DESC, number DESC) WHERE ordinal >= 0;
CREATE INDEX place_subject ON place (mailbox, subject, ordinal DESC, number DESC) WHERE ordinal >= 0;
CREATE INDEX place_size ON place (mailbox, size, ordinal DESC, number DESC) WHERE ordinal >= 0;
CREATE VIRTUAL TABLE words USING fts5(
    sender, recipients, copied, subject, preview, content='', tokenize='unicode61 remove_diacritics 2', prefix='2'
);
CREATE TABLE body (
    number INTEGER PRIMARY KEY,
    used INTEGER NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX body_used ON body (used, size);
CREATE TABLE person (
    number INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    spelled TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL DEFAULT 0,
    written INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE person_word (word TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (word, person)) WITHOUT ROWID;
"""
