"""Characters without a code: the value that holds one is a person's to read."""

from dataclasses import replace

import pytest

from extractor.form.forms import read_forms
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import load_kit
from extractor.proof.checks import recheck
from models.records import Form
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, Rows, table

UNKNOWN, DRAWN = "\ufffd", "璧"
"""A character without a code, and what is drawn in its place: no font has the first."""


def _with(text: str, at: tuple[int, int]) -> Rows:
    rows = [list(row) for row in NATIONAL]
    rows[at[0]][at[1]] = (text, rows[at[0]][at[1]][1])
    return rows


def _read(rows: Rows) -> Form:
    (page,) = read_pages(draw([table(rows)]), max_pages=1).pages
    words = tuple(word._replace(text=word.text.replace(DRAWN, UNKNOWN)) for word in page.words)
    (form,) = read_forms([find_grids(replace(page, words=words))], load_kit().lexicon)
    return form


@pytest.mark.parametrize(
    ("at", "text", "field"),
    [
        ((0, 1), f"河道{DRAWN}淤", "/project_name"),
        ((9, 2), f"清{DRAWN}长度", "/indicators/0/level3"),
        ((3, 4), f"8{DRAWN}0", "/funds/0/executed"),
    ],
)
def test_a_value_with_an_unknown_character_goes_to_review(at: tuple[int, int], text: str, field: str):
    """It is read as it stands, is among the uncertain ones, and sends its form to a person."""
    form = _read(_with(text, at))
    assert [one.field for one in form.uncertain] == [field]
    assert form.uncertain[0].readings == (text.replace(DRAWN, UNKNOWN),)
    assert f"uncertain:{field}" in recheck(form).why_review


def test_values_with_all_their_codes_are_certain():
    """A form whose characters all have codes has nothing uncertain."""
    form = _read(NATIONAL)
    assert form.uncertain == ()
