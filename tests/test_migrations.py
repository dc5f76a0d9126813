"""The schema that the migrations make is the schema of the tables."""

from models.databases import Database


def test_smoke(db: Database) -> None:
    """x"""
    db.migrate()
