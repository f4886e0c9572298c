"""What is wrong with one field of a form, in one sentence for whoever filled it in."""

from __future__ import annotations


class FieldFault(Exception):
    """The value of one field cannot be used; `str()` says why and what would be right."""
