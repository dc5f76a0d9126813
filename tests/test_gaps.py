"""What a scan does not show is missing, not guessed."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from extractor.geometry import Page, Word
from extractor.grid.grids import find_grids
from extractor.pipeline import extract, load_kit
from extractor.proof.checks import recheck
from extractor.scan.gaps import with_gaps, with_lost_tables
from models.pointers import value_at, with_value
from models.records import Evidence, Form, Fund, Indicator, Record
from tests.scanned_forms import Pixels, png

FILE = (Path(__file__).parent / "pdfs" / "fit.weasy.pdf").read_bytes()
LONG = Path(__file__).parent / "office" / "beijing-2019-1.xlsx.pdf"
"""One form on three pages."""
DPI = 130


@cache
def printed() -> tuple[Form, Pixels]:
    """Return the file's first form, and its page as pixels."""
    pixels = pymupdf.open(stream=FILE)[0].get_pixmap(dpi=DPI)
    page = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    return extract(FILE, "", load_kit()).forms[0], page


def read(pixels: Pixels) -> Form:
    """Return the form on a scanned page."""
    height, width = pixels.shape[:2]
    document = pymupdf.open()
    page = document.new_page(width=width * 72 / DPI, height=height * 72 / DPI)
    page.insert_image(page.rect, stream=png(pixels))
    return extract(bytes(document.tobytes()), "", load_kit()).forms[0]


@pytest.mark.parametrize(("column", "value"), [("score", "6"), ("actual", "42人")])
def test_a_lost_column_is_named(column: str, value: str):
    """Scores that a seal covers, label and all, are a column that the template has and nobody sees."""
    form, pixels = printed()
    page = pixels.copy()
    boxes = [
        [round(side * DPI / 72) for side in form.evidence[f"/indicators/{at}/{column}"].box]
        for at in range(len(form.record.indicators))
    ]
    left, right = boxes[0][0] + 3, boxes[0][2] - 3
    page[boxes[0][1] - 40 : boxes[-1][3], left:right] = 255
    for box in boxes:
        page[box[1] - 1 : box[1] + 1, left:right] = 0
    seen = read(page)
    assert seen.missing == (f"column-missing:{column}",)
    assert seen.record.total_score == form.record.total_score  # it stands below
    assert f"column-missing:{column}" in seen.why_review
    filled = recheck(replace(seen, record=with_value(seen.record, f"/indicators/0/{column}", value)))
    assert f"column-missing:{column}" not in filled.why_review


@pytest.mark.parametrize(
    ("weight", "shown", "missing"), [("10", False, True), ("", False, False), ("10", True, False)]
)
def test_a_score_of_the_funds_whose_label_is_lost_is_missing(weight: str, *, shown: bool, missing: bool):
    """Where its weight is printed a score is due: a folded corner may have taken its label alone."""
    fund = Fund(source="total", label="年度资金总额", weight=weight)
    fields = ["/funds/0/weight", *(["/funds/0/score"] if shown else [])]
    form = Form(
        pages=(1,),
        template="other",
        record=Record(title="自评表", total_score="98", funds=(fund,)),
        evidence={field: Evidence(page=1, box=(0, 0, 9, 9)) for field in (*fields, "/total_score")},
    )
    assert with_gaps(form, {}, load_kit().lexicon, [1]).missing == ("missing:/funds/0/score",) * missing


@pytest.mark.parametrize("field", ["/indicators/6/weight", "/funds/0/executed"])
def test_a_cell_whose_side_is_not_seen_is_missing(field: str):
    """Where nothing parts two cells, both texts stand in one: the other's field is blank and so named."""
    form, pixels = printed()
    x0, y0, _, y1 = (round(one * DPI / 72) for one in form.evidence[field].box)
    page = pixels.copy()
    page[y0 + 4 : y1 - 3, x0 - 5 : x0 + 6] = 255
    seen = read(page)
    assert value_at(form.record, field)
    assert value_at(seen.record, field) == ""
    assert f"missing:{field}" in seen.why_review


@pytest.mark.parametrize(("hidden", "doubted"), [(True, True), (False, False)])
def test_a_row_that_a_note_hides_does_not_borrow_its_neighbours_text(*, hidden: bool, doubted: bool):
    """It has its neighbour's actual in one cell, and no cell for its points; else the cell was merged."""
    rows = (Indicator(actual="已完成", score="5"), Indicator(actual="已完成", score="" if hidden else "5"))
    fields = ["/indicators/0/actual", "/indicators/1/actual"]
    scores = ["/indicators/0/score", *(["/indicators/1/score"] if not hidden else [])]
    places = {field: Evidence(page=1, box=(0, 0, 9, 9)) for field in fields}
    places |= {field: Evidence(page=1, box=(9, 9 * at, 18, 9 * at + 9)) for at, field in enumerate(scores)}
    form = Form(pages=(1,), template="other", record=Record(title="自评表", indicators=rows), evidence=places)
    seen = with_gaps(form, {}, load_kit().lexicon, [1])
    assert [one.field for one in seen.uncertain] == ["/indicators/1/actual"] * doubted


def test_cells_that_the_edge_cuts_are_blank():
    """A page cut off at its right has no half values: the fields are missing, what was seen is unplaced."""
    _, pixels = printed()
    seen = read(pixels[:, : round(pixels.shape[1] * 0.8)])
    fields = [one.removeprefix("missing:") for one in seen.missing if one.startswith("missing:")]
    assert "/project_name" in fields
    assert not any(value_at(seen.record, field) for field in fields)
    assert set(seen.missing) <= set(seen.why_review)
    assert any("阳光" in one.text for one in seen.unplaced)


def test_cells_that_are_cut_beside_a_margin_are_blank():
    """Paper that is laid beside the cut leaves no edge there, but no ruling either: half a rate is none."""
    form, pixels = printed()
    box = form.evidence["/funds/0/rate"].box
    page = pixels.copy()
    page[:, round((box[0] + box[2]) / 2 * DPI / 72) :] = 255
    seen = read(page)
    assert form.record.funds[0].rate
    assert "missing:/funds/0/rate" in seen.why_review
    assert value_at(seen.record, "/funds/0/rate") == ""
    assert seen.record.funds[0].executed == form.record.funds[0].executed


def test_a_total_that_is_cut_off_is_missing():
    """A page cut off in the middle of its indicators misses its total."""
    _, pixels = printed()
    seen = read(pixels[: pixels.shape[0] // 2])
    assert "missing:/total_score" in seen.why_review


def test_an_unread_page_in_a_form_is_named():
    """A form over three pages whose second one is a picture of nothing says that rows may be missing."""
    document = pymupdf.open(LONG)
    document.delete_page(1)
    page = document.new_page(1, width=842, height=595)
    grey = np.full((60, 80, 3), 128, np.uint8)
    page.insert_image(page.rect, stream=png(grey))
    (form,) = extract(bytes(document.tobytes()), "", replace(load_kit(), recognise=None)).forms
    assert form.pages == (1, 2, 3)
    assert form.missing == ("page-unread:2",)
    assert "page-unread:2" in form.why_review


OVERLEAF = {
    "labels of columns of indicators": (("一级指标", "三级指标", "分值", "得分"), ("page-unread:2",)),
    "labels of columns of funds": (("年初预算数", "全年预算数", "全年执行数", "执行率"), ("page-unread:2",)),
    "some of them": (("三级指标", "分值", "得分"), ()),
    "signatures": (("填报人：", "联系电话：", "审核人：", "填报日期："), ()),
    "paragraphs": (("一、完成情况", "二、存在问题", "三、原因分析", "四、改进措施", "其他说明"), ()),
    "prose": (("项目名称、预算数、执行数", "和分值、得分等填写", "说明如下，", "得分"), ()),
}


@pytest.mark.parametrize(("texts", "missing"), OVERLEAF.values(), ids=OVERLEAF.keys())
def test_a_page_beside_a_form_whose_table_was_not_found_is_named(
    texts: tuple[str, ...], missing: tuple[str, ...]
):
    """Labels of columns outside every table tell of one; those of signatures, or in prose, do not."""
    words = tuple(Word(60.0 * at, 100.0, 60.0 * at + 40, 110.0, text) for at, text in enumerate(texts, 1))
    overleaf = find_grids(Page(2, 595, 842, words, ()))
    form, lexicon = replace(printed()[0], missing=()), load_kit().lexicon
    assert with_lost_tables(form, {2: overleaf}, lexicon).missing == missing
    assert with_lost_tables(form, {3: replace(overleaf, number=3)}, lexicon).missing == ()


def test_a_form_that_shows_neither_title_nor_year_is_looked_at():
    """What stands above the table is missing where a scan shows none of it, and settled by filling it in."""
    form, _ = printed()
    bare = replace(form, record=replace(form.record, title="", year=""))
    lexicon = load_kit().lexicon
    heads = ("missing:/title", "missing:/year")
    assert with_gaps(bare, {}, lexicon, [1]).missing == heads
    assert with_gaps(form, {}, lexicon, [1]).missing == ()
    assert with_gaps(bare, {}, lexicon, [2]).missing == ()
    seen = recheck(with_gaps(bare, {}, lexicon, [1]))
    assert set(heads) <= set(seen.why_review)
