"""Rows of labels and values → fields."""

import pytest

from extractor.form.pairs import read_pairs
from extractor.form.parts import Part
from extractor.form.tables import make_table
from extractor.geometry import Cell
from extractor.pipeline import load_kit

ROWS = {
    "a label in two cells": ("项目|名称|农田", {"project_name": "农田"}),
    "behind a pair": (
        "主管部门|农业局|项目|名称|农田",
        {"department": "农业局", "project_name": "农田"},
    ),
    "its value is blank": (
        "项目|名称||主管部门|农业局",
        {"project_name": "", "department": "农业局"},
    ),
    "its value is elsewhere": (
        "项目|名称|主管部门|农业局",
        {"project_name": "", "department": "农业局"},
    ),
}


def _read(row: str) -> Part:
    texts = row.split("|")
    cells = [
        Cell(0, at, 1, at + 1, 1, (60 * at, 0, 60 * at + 60, 20), text=text) for at, text in enumerate(texts)
    ]
    return read_pairs(make_table(1, len(texts), cells), [0], load_kit().lexicon)


@pytest.mark.parametrize(("row", "fields"), ROWS.values(), ids=ROWS.keys())
def test_labels_in_two_cells(row: str, fields: dict[str, str]):
    """Two cells that are one label have the value behind them, which is no label itself."""
    part = _read(row)
    assert {name: value.text for name, value in part.fields.items()} == fields
    assert part.claimed == {*range(row.count("|") + 1)}


def test_a_figure_names_nothing():
    """A blank label or a torn line may leave a figure before a text: it stays for a person."""
    part = _read("0|其他说明|项目名称|农田|1,250.5万元|另见附表")
    assert not part.extras.keys() & {"0", "1,250.5万元"}
    assert part.fields["project_name"].text == "农田"


@pytest.mark.parametrize(
    "printed", ["某县水利局/301", "301/某县水利局", "301-某县水利局", "某县水利局（301）"]
)
def test_code_of_a_department(printed: str):
    """However they are parted, name and code of a department are two values."""
    part = _read(f"主管部门及代码|{printed}")
    assert (part.fields["department"].text, part.fields["department_code"].text) == ("某县水利局", "301")
