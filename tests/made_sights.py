"""Recognised pages of a line or some, and forms of one value upon them."""

from extractor.geometry import Sheet, Sight
from models.records import Evidence, Form, Record

CELL = (10.0, 10.0, 100.0, 40.0)


def sheet(*sights: Sight) -> Sheet:
    """Return a recognised page of some sights."""
    return Sheet(number=1, width=200, height=100, grids=(), loose=(), sights=sights)


def form(text: str, name: str = "total_score") -> Form:
    """Return a form of one value."""
    return Form(
        pages=(1,),
        template="",
        record=Record(**{name: text}),
        evidence={f"/{name}": Evidence(page=1, box=CELL)},
    )


def sight(*readings: str, sure: float = 0.99, y: float = 12.0, x: float = 12.0) -> Sight:
    """Return what was seen of one line."""
    return Sight((x, y, x + 20, y + 8), readings, sure)
