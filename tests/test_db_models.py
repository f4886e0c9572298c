"""The models name exactly the tables and columns that the migrations make."""

import peewee
import pytest

from db import models, outside_models
from db.database import Store

TABLES = models.TABLES + outside_models.TABLES
# Tables that no query is made for through models.
OTHERS = {"id_sequence", "schema_version"}
TYPES = {"INT": "INTEGER", "BIGINT": "BIGINT", "TEXT": "TEXT", "BLOB": "BLOB"}


def test_every_table_has_a_model(store: Store) -> None:
    tables = {row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {model._meta.table_name for model in TABLES} == {name for name in tables if "sqlite" not in name} - OTHERS
    assert len(TABLES) == len({model._meta.table_name for model in TABLES})


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.table_name)
def test_model_has_the_columns_of_its_table(store: Store, model: type[peewee.Model]) -> None:
    columns = store.rows(f"PRAGMA table_info({model._meta.table_name})")
    # A primary key is never null, whatever its column says.
    made = {name: (kind, not required and not key) for _, name, kind, required, _, key in columns}
    named = {field.column_name: (TYPES[field.field_type], field.null) for field in model._meta.sorted_fields}
    assert named == made


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.table_name)
def test_model_has_the_primary_key_of_its_table(store: Store, model: type[peewee.Model]) -> None:
    columns = store.rows(f"PRAGMA table_info({model._meta.table_name})")
    made = [name for _, name, _, _, _, place in sorted(columns, key=lambda row: row[5]) if place]
    key = model._meta.primary_key
    named = list(key.field_names) if isinstance(key, peewee.CompositeKey) else [key and key.column_name]
    assert named == made


def test_models_are_bound_to_no_store() -> None:
    assert {model._meta.database for model in TABLES} == {None}
