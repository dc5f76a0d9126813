"""Marks that share a column, one of them in brackets → each in its own field: 33（50） under 得分（分值）."""

import re
from collections.abc import Iterable

from msgspec import structs

from extractor.form.column_labels import MARKS
from extractor.form.headers import Columns
from extractor.form.lexicons import Lexicon, key
from extractor.form.parts import Row
from extractor.form.tables import Table

_LABEL = re.compile(r"[（(]([^（）()]+)[）)]\s*$")
_VALUE = re.compile(r"\s*(\d[\d.]*)\s*分?\s*[（(]\s*(\d[\d.]*)\s*分?\s*[）)]\s*")


def part_marks(fields: Row, rows: Iterable[Row], table: Table, columns: Columns, lexicon: Lexicon) -> None:
    """Part the marks of the total and of the indicators where one label names both."""
    for number in columns.named:
        cell = table.cells[number]
        inner = _LABEL.search(cell.text)
        first = columns.owner(cell)
        second = lexicon.indicator_columns.get(key(inner[1]), "") if inner else ""
        if {first, second} == MARKS:
            _part(fields, f"total_{first}", f"total_{second}")
            for row in rows:
                _part(row, first, second)
            return


def _part(row: Row, first: str, second: str) -> None:
    place = row.get(first)
    values = _VALUE.fullmatch(place.text) if place else None
    if place and values and second not in row:
        row[first] = structs.replace(place, text=values[1])
        row[second] = structs.replace(place, text=values[2])
