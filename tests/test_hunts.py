"""A file that is read otherwise than drawn → whether anybody is asked to look at it."""

from collections.abc import Sequence

import pytest

from tests.drawings import Drawn, draw
from tests.drawn_forms import NATIONAL, table
from tests.generators.hunts import is_told

LATER = {"评分标准": "调整后指标值", "按比例": "9公里"}
"""A target that was changed during the year goes to review."""
SURE = table(NATIONAL)
DOUBTFUL = table([[(LATER.get(text, text), width) for text, width in row] for row in NATIONAL])
ASKED = {
    "of no form": ([SURE], "0/total_score: '1' | '2'", False),
    "of the form": ([DOUBTFUL], "0/total_score: '1' | '2'", True),
    "of another form": ([DOUBTFUL, SURE], "1/total_score: '1' | '2'", False),
    "of any form, where it may be any": ([DOUBTFUL, SURE], "unplaced: | '2'", True),
    "of none, where it may be any": ([SURE, SURE], "unplaced: | '2'", False),
}


@pytest.mark.parametrize(("tables", "wrong", "told"), ASKED.values(), ids=ASKED.keys())
def test_a_file_is_told_where_a_person_looks_at_its_wrong_form(
    tables: Sequence[Drawn], wrong: str, *, told: bool
):
    """What random numbers break, as every drawn form's do, is no reason to look at how it was read."""
    assert is_told(draw(tables), [wrong]) == told
