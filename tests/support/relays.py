"""Relays for tests: a box of secrets with its key, and the settings of a relay that nothing is wrong with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db import key_file
from db.audit import Actor
from db.secretbox import SecretBox

ADMIN = Actor("admin@project.com", "192.0.2.1")
RELAY_PASSWORD = "a relay's pa55word, ünlike others"
GOOD: dict[str, Any] = {
    "name": "Office",
    "server": "smtp.example.com",
    "port": 587,
    "security": "starttls",
    "authentication": "plain",
    "username": "office@example.com",
    "from_address": "office@example.com",
    "from_name": "The office",
}


def make_box(folder: Path) -> SecretBox:
    """Return a box with a fresh key in `folder`."""
    box = SecretBox(folder / "secret.keys")
    key_file.write(box.file, [key_file.new_key()])
    return box
