"""Names of groups written down in several columns are read from the right; lines across stay lines."""

import pymupdf
import pytest

from tests.drawings import draw
from tests.drawn_forms import NATIONAL, read_all, table

LAST = [(text if at else "", width) for at, (text, width) in enumerate(NATIONAL[9])]
"""A row of indicators without the name of its group."""
WRITTEN = {
    "two columns": (("产出", "指标"), "产出指标"),
    "a shorter one on the left": (("满意度", "指标"), "满意度指标"),
    "a longer one on the left": (("产出", "类指标"), "产出类指标"),
    "no name of a group": (("水库", "标段"), "标 水段 库"),
}


@pytest.mark.parametrize(("columns", "name"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_name_written_down_in_columns(columns: tuple[str, str], name: str):
    """The first column is the one on the right."""
    right, left = columns
    rows = [*NATIONAL[:9], LAST]
    document = pymupdf.open(stream=draw([table(rows)]))
    top = 40 + 40 * (len(rows) - 1)
    for column, x in ((right, 55), (left, 40)):
        for at, sign in enumerate(column):
            document[0].insert_text((x, top + 11 + 11 * at), sign, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.indicators[-1].level1 == name
    assert not form.unplaced


def test_lines_that_begin_with_an_end_of_names():
    """Read down from the right they would end in 指标."""
    rows = [*NATIONAL[:9], LAST]
    document = pymupdf.open(stream=draw([table(rows)]))
    for at, line in enumerate(("指导企业开", "标准化建设")):
        document[0].insert_text((42, 40 + 40 * 9 + 15 + 11 * at), line, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.indicators[-1].level1 == "指导企业开标准化建设"
