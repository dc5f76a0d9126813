"""Rows that add up some of the indicators are no indicators; what they say is kept."""

import pytest

from extractor.form.headers import Columns
from extractor.form.sums import sums_over
from extractor.form.tables import Table
from extractor.proof.checks import recheck
from models.records import Form
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, Rows, read_all, table

FIRST = next(at for at, row in enumerate(NATIONAL) if row[0][0] == "产出指标")


def _read(*rows: tuple[int, list[tuple[str, int]]]) -> Form:
    """Return the national form with rows put in before the row that had such a number."""
    form: Rows = list(NATIONAL)
    for at, row in sorted(rows, reverse=True):
        form.insert(at, row)
    (read,) = read_all(draw([table(form, height=26)]))
    return recheck(read)


@pytest.mark.parametrize("label", ["小计", "产出指标小计", "合 计", "指标得分合计"])
def test_a_subtotal_is_no_indicator(label: str):
    """Its numbers stand in extras under its label and the columns', and count in no sum."""
    read = _read((FIRST + 2, [(label, 6), ("80", 1), ("70", 1), ("", 2)]))
    assert [one.level3 for one in read.record.indicators] == ["清淤长度", "完成时间", "防洪"]
    assert (read.record.total_weight, read.record.total_score) == ("100", "88")
    assert read.record.extras[f"{label}/分值"] == "80"
    assert read.record.extras[f"{label}/得分"] == "70"
    assert not read.unplaced
    assert not [found for found in read.findings if found.severity == "error"]


def test_columns_without_levels_have_no_sums():
    """Where a header names actual values and scores alone, nothing tells a group."""
    columns = Columns({"actual": (0, 0), "score": (1, 1)}, ("actual", "score"), frozenset())
    table = Table(rows=1, columns=2, cells=(), keys=(), by_row=((),))
    assert sums_over(table, [0], columns) == frozenset()


def test_subtotals_of_one_name_are_kept_apart():
    """Two rows of the same label and number are both kept."""
    row = [("小计", 6), ("80", 1), ("70", 1), ("", 2)]
    read = _read((FIRST + 2, row), (FIRST + 3, row))
    kept = {label: text for label, text in read.record.extras.items() if label.startswith("小计")}
    assert kept == {
        "小计": "",
        "小计/分值": "80",
        "小计/得分": "70",
        "小计 2": "",
        "小计 2/分值": "80",
        "小计 2/得分": "70",
    }
