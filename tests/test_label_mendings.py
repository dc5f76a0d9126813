"""A label read with one unsure sign wrong is put right; values never are."""

import pytest

from extractor.geometry import Cell, Grid, Sheet, Sight, Word
from extractor.pipeline import load_kit
from extractor.scan.label_mendings import mend_labels

BOX = (0.0, 0.0, 100.0, 20.0)
LEXICON = load_kit().lexicon


def read(text: str, sure: float = 0.6, *, lines: int = 1, below: str = "5") -> str:
    """Return the text of a recognised cell after mending, with another text in the cell below."""
    half = -(-len(text) // lines)
    parts = [text[at : at + half] for at in range(0, len(text), half)]
    words = [Word(0, 10.0 * at, 50, 10.0 * at + 8, part) for at, part in enumerate(parts)]
    cell = Cell(0, 0, 1, 1, 1, BOX, tuple((word,) for word in words), text)
    sights = tuple(Sight(word.box, (word.text,), sure) for word in words)
    under = Cell(1, 0, 2, 1, 1, BOX, ((Word(0, 10, 50, 18, below),),) if below else (), below)
    sheet = Sheet(1, 100, 20, (Grid(1, BOX, 2, 1, (cell, under)),), (), sights=sights)
    mended, _ = mend_labels(sheet, LEXICON).grids[0].cells
    assert "".join(word.text for line in mended.lines for word in line) == mended.text
    return mended.text


CASES = {
    "one sign": ("主管部内", "主管部门"),
    "one sign, of two labels for one column": ("实际元成值", "实际完成值"),
    "a number before it": ("1.主管部内", "1.主管部门"),
    "a bracket behind it": ("项自资金（万元）", "项目资金（万元）"),
    "two bars for 二": ("——级指标", "二级指标"),
    "a lost bracket": ("产出指标（50分", "产出指标（50分）"),
    "a lost first bracket": ("全年执行数B）", "全年执行数（B）"),
    "a bracket of a value": ("服务对象B）", "服务对象B）"),
    "two signs are too many": ("王管部内", "王管部内"),
    "a short word": ("得公", "得公"),
    "a value": ("完成宣传活动", "完成宣传活动"),
    "a number": ("100.00", "100.00"),
}


@pytest.mark.parametrize(("seen", "meant"), CASES.values(), ids=CASES.keys())
def test_labels_are_put_right(seen: str, meant: str):
    """Only where one label is one sign away."""
    assert read(seen) == meant


@pytest.mark.parametrize("seen", ["满意度指标（10", "效果指标（40分", "分）"])
def test_brackets_may_be_closed_overleaf(seen: str):
    """A page break cuts labels anywhere: the last text of a column stays as it was read."""
    assert read(seen, below="") == seen


def test_labels_over_two_lines_are_put_right():
    """Each line keeps its length."""
    assert read("主管部内", lines=2) == "主管部门"


INNER = {
    "one sign": ("年度总体目标完戒情况综述：", "年度总体目标完成情况综述："),
    "none": ("年度总体目标完成情况综述：", "年度总体目标完成情况综述："),
    "two signs": ("年度总休目标完戒情况综述：", "年度总休目标完戒情况综述："),
    "no colon": ("年度总体目标完戒情况综述，", "年度总体目标完戒情况综述，"),
}


@pytest.mark.parametrize(("seen", "meant"), INNER.values(), ids=INNER.keys())
def test_a_heading_in_the_midst_of_the_goals_is_put_right(seen: str, meant: str):
    """One cell may hold what was planned and what came of it: a sign less, and all was planned."""
    before, behind = "年初设定目标：1.提升服务能力，完成全部任务，增强稳定性。", "全年完成了十二项任务。"
    assert read(before + seen + behind) == before + meant + behind


SPECKS = {
    "above a label": ("——", "执行数", 0.99, "执行数"),
    "below a label": ("分值", "1", 0.8, "分值"),
    "below a group": ("产出指标", "_", 0.8, "产出指标"),
    "several bars": ("产出指标", "一一一", 0.99, "产出指标"),
    "a first one": ("其他资金", "一", 0.99, "其他资金一"),
    "a number read surely": ("其他资金", "1", 0.99, "其他资金1"),
    "a number": ("1", "1", 0.8, "11"),
    "a value": ("完成宣传活动", "1", 0.8, "完成宣传活动1"),
}


@pytest.mark.parametrize(("first", "second", "sure", "meant"), SPECKS.values(), ids=SPECKS.keys())
def test_rests_of_rulings_are_no_part_of_a_label(first: str, second: str, sure: float, meant: str):
    """Bars or strokes beside a label go; beside a value they stay, as does a number that was read surely."""
    words = Word(0, 0, 50, 8, first), Word(0, 10, 50, 18, second)
    cell = Cell(0, 0, 1, 1, 1, BOX, tuple((word,) for word in words), first + second)
    sights = tuple(Sight(word.box, (word.text,), sure) for word in words)
    (grid,) = mend_labels(Sheet(1, 100, 20, (Grid(1, BOX, 1, 1, (cell,)),), (), sights=sights), LEXICON).grids
    assert grid.cells[0].text == meant


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("一一三", "一二三"),
        ("二二三", "一二三"),
        ("一一", "一二"),
        ("一二三", "一二三"),
        ("二三", "二三"),
        ("   ", "一二三"),
        ("- 工", "一二三"),
        ("一 ", "一级"),
    ],
)
def test_levels_follow_on_one_another(seen: str, meant: str):
    """One that stands twice in a row was misread; a row without the first, or unlike strokes, stays."""
    cells = []
    for at, sign in enumerate(seen):
        box = (100.0 * at, 0.0, 100.0 * at + 100, 20.0)
        word = Word(box[0], 2, box[0] + 50, 10, f"{sign}级指标".strip())
        cells.append(Cell(0, at, 1, at + 1, 1, box, ((word,),), word.text))
    sights = tuple(Sight(word.box, (word.text,), 0.99) for cell in cells for (word,) in cell.lines)
    grid = Grid(1, (0.0, 0.0, 100.0 * len(seen), 20.0), 1, len(seen), tuple(cells))
    (mended,) = mend_labels(Sheet(1, 400, 20, (grid,), (), sights=sights), LEXICON).grids
    assert "".join(cell.text[0] for cell in mended.cells) == meant


def test_what_was_read_surely_stays():
    """It says something that merely looks like a label."""
    assert read("主管部内", 0.99) == "主管部内"


def test_digital_sheets_are_left_alone():
    """Without sights nothing was recognised."""
    cell = Cell(0, 0, 1, 1, 1, BOX, ((Word(0, 0, 50, 8, "主管部内"),),), "主管部内")
    sheet = Sheet(1, 100, 20, (Grid(1, BOX, 1, 1, (cell,)),), ())
    assert mend_labels(sheet, LEXICON) is sheet
