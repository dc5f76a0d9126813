"""Forms torn apart: whatever cells hold and wherever pages cut them, reading ends, and soon."""

import random
from time import process_time

import pytest

from extractor.form.forms import read_tables
from extractor.geometry import Sheet
from extractor.pipeline import load_kit
from extractor.proof.checks import recheck
from models.codecs import to_json
from models.records import Form
from tests.drawn_forms import COLUMNS
from tests.generators.picks import Dice
from tests.generators.scrambles import grid_of, make_sheets
from tests.generators.sheets import Spot

FILES = 150
"""How many are made where no option says otherwise."""


def _read(sheets: tuple[Sheet, ...]) -> list[Form]:
    return [one for one in read_tables(sheets, load_kit().lexicon) if isinstance(one, Form)]


def test_a_torn_form_ends_no_reading(request: pytest.FixtureRequest):
    """Each seed's gives forms or none; their values stand on its pages, and can be checked."""
    asked: int = request.config.getoption("--cases")
    first = random.SystemRandom().randrange(2**32) if asked else 0
    forms = 0
    for seed in range(first, first + (asked or FILES)):
        sheets = make_sheets(Dice(seed))
        try:
            for form in _read(sheets):
                forms += 1
                assert min(seen.page for seen in form.evidence.values()) > 0
                assert max(seen.page for seen in form.evidence.values()) <= len(sheets)
                assert to_json(recheck(form))
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
    assert forms


ROWS = {
    "totals": (("总分", 6), ("100", 1), ("88", 1), ("", 2)),
    "groups": (("产出指标", 10),),
    "indicators with texts of their own": (
        ("产出指标", 1),
        ("数量指标", 1),
        ("清淤长度", 2),
        ("10公里", 1),
        ("8公里", 1),
        ("5", 1),
        ("4", 1),
        ("按比例", 1),
        ("降雨", 1),
    ),
}
"""Rows of a form by what they are, with the columns of each cell."""
HEADER = (*COLUMNS, ("说明文字", 1))
FEW, MANY = 150, 1200


@pytest.mark.parametrize("cells", ROWS.values(), ids=ROWS)
def test_what_a_form_costs_grows_as_its_rows_do(cells: tuple[tuple[str, int], ...]):
    """Eight times the rows take far less than eight times eight times as long."""

    def seconds(rows: int) -> float:
        one = ROWS["indicators with texts of their own"]
        sheet = _sheet([(("项目名称", 2), ("清淤", 8)), HEADER, one, *[cells] * rows])
        begun = process_time()
        for form in _read((sheet,)):
            recheck(form)
        return process_time() - begun

    assert seconds(MANY) < 3 * (MANY / FEW) * max(seconds(FEW), 0.02)


def _sheet(rows: list[tuple[tuple[str, int], ...]]) -> Sheet:
    spots: list[Spot] = []
    for top, cells in enumerate(rows):
        left = 0
        for text, width in cells:
            spots.append(Spot(top, left, top + 1, left + width, text))
            left += width
    grid = grid_of(Dice(0), spots, [at / 10 for at in range(11)], page=1, down=40)
    return Sheet(1, 600, grid.box[3] + 40, (grid,), ())
