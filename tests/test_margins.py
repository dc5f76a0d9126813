"""Lines around a form: what they tell of it."""

import pymupdf
import pytest

from extractor.form.margins import unit_in
from extractor.pipeline import load_kit
from tests.drawings import Drawn, draw
from tests.drawn_forms import NATIONAL, read_all, table

NOTES = {
    "a full line": ("注：" + "一" * 64, "注：" + "一" * 64 + "报财政局"),
    "a short line": ("注：一式两份", "注：一式两份"),
}


@pytest.mark.parametrize(("line", "note"), NOTES.values(), ids=NOTES.keys())
def test_a_note_goes_on_where_it_fills_its_line(line: str, note: str):
    """A note under the table takes the line below it only if it could not be written in its own."""
    drawn = table(NATIONAL)
    document = pymupdf.open(stream=draw([drawn]))
    for number, text in enumerate((line, "报财政局")):
        document[0].insert_text((32, drawn.ys[-1] + 10 + 9 * number), text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.extras["注"] == note.removeprefix("注：")


def test_a_note_goes_on_in_a_line_that_ends_with_its_own():
    """Set flush right, lines are one text, though its cell, without sides, is narrower than the table."""
    drawn = table(NATIONAL)
    document = pymupdf.open(stream=draw([drawn]))
    for number, text in enumerate(
        ("注：本表一式两份，由单位填写", "后报财政局备案", "2021年3月印，共两页，附材料")
    ):
        at = (
            400 - 8 * len(text) + 4 * sum(map(str.isdigit, text)),
            drawn.ys[-1] + 10 + 9 * number + 9 * (number > 1),
        )
        document[0].insert_text(at, text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.extras["注"] == "本表一式两份，由单位填写后报财政局备案"
    assert [one.text for one in form.unplaced] == ["2021年3月印，共两页，附材料"]


def test_a_note_does_not_go_on_in_larger_letters():
    """What is printed larger under a full line is no rest of it."""
    drawn = table(NATIONAL)
    document = pymupdf.open(stream=draw([drawn]))
    for number, (text, size) in enumerate((("注：" + "一" * 64, 8), ("以上情况属实。", 11))):
        at = (32, drawn.ys[-1] + 10 + 12 * number)
        document[0].insert_text(at, text, fontname="china-s", fontsize=size)
    (form,) = read_all(document.tobytes())
    assert form.record.extras["注"] == "一" * 64
    assert [one.text for one in form.unplaced] == ["以上情况属实。"]


LINES_BELOW = {
    "a numbered list": (
        ["注：1.预算数含追加。", "2.满意度：随机抽样。"],
        {"注": "1.预算数含追加。\n2.满意度：随机抽样。"},
    ),
    "no number": (["注：一式两份", "2021年3月印"], {"注": "一式两份"}),
    "blank signatures": (["负责人签字：      日期："], {"负责人签字": "", "日期": ""}),
}


@pytest.mark.parametrize(("lines", "extras"), LINES_BELOW.values(), ids=LINES_BELOW.keys())
def test_lines_below_the_table(lines: list[str], extras: dict[str, str]):
    """A list goes on in its next number; who has not signed is not taken for the label beside."""
    drawn = table(NATIONAL)
    document = pymupdf.open(stream=draw([drawn]))
    for number, text in enumerate(lines):
        place = (32, drawn.ys[-1] + 10 + 9 * number)
        document[0].insert_text(place, text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.extras == {"自评结论": "良", **extras, "indicators/0/评分标准": "按比例"}


def test_a_unit_in_brackets_set_wide_is_read():
    """Labels may be spread over their cells."""
    assert unit_in("预 算 执 行 情 况 （ 万 元 ）", load_kit().lexicon) == "万元"


def test_year_and_unit_in_one_line():
    """A line above the table may tell both the year and the unit of amounts."""
    rows = [[(text.replace("(元)", ""), width) for text, width in row] for row in NATIONAL]
    document = pymupdf.open(stream=draw([table(rows)]))
    document[0].insert_text((60, 34), "（2022年度）  单位：万元", fontname="china-s", fontsize=9)
    (form,) = read_all(document.tobytes())
    assert (form.record.year, form.record.amount_unit) == ("2022", "万元")
    assert not form.unplaced


def test_year_before_the_pairs_of_its_line():
    """A line above the table may tell the year before a pair, which may be the form's total."""
    document = pymupdf.open(stream=draw([table(NATIONAL[:-2])]))
    document[0].insert_text((60, 34), "（2022年度）  自评得分：88", fontname="china-s", fontsize=9)
    (form,) = read_all(document.tobytes())
    assert (form.record.year, form.record.total_score) == ("2022", "88")


def test_headings_between_the_tables_of_one_form():
    """A line that names a block is a label, and may tell the unit; no line that says more is lost."""
    rows = [[(text.replace("(元)", ""), width) for text, width in row] for row in NATIONAL]
    whole = table(rows)
    ys = [*whole.ys[:3], *(y + 40 for y in whole.ys[2:])]
    cells = {
        (top + (top > 1), left, end + (top > 1), right): text
        for (top, left, end, right), text in whole.cells.items()
    }
    document = pymupdf.open(stream=draw([Drawn(whole.xs, ys, cells)]))
    lines = ["二、预算执行情况（金额单位：万元）", "以下由财务填写", "资金情况（追加20万元，见附件）", "备注"]
    for number, text in enumerate(lines):
        document[0].insert_text((32, 130 + 9 * number), text, fontname="china-s", fontsize=7)
    (form,) = read_all(document.tobytes())
    assert form.record.amount_unit == "万元"
    assert [one.text for one in form.unplaced] == lines[1:]


def test_a_table_of_conclusions_under_its_own_heading():
    """What stands under the total in a table of its own is the form's foot, its heading a label."""
    whole = table([*NATIONAL[:-1], [("存在问题", 2), ("人手不足", 8)], [("改进措施", 2), ("增加人手", 8)]])
    ys = [*whole.ys[:14], *(y + 20 for y in whole.ys[13:])]
    cells = {
        (top + (top > 12), left, end + (top > 12), right): text
        for (top, left, end, right), text in whole.cells.items()
    }
    document = pymupdf.open(stream=draw([Drawn(whole.xs, ys, cells)]))
    document[0].insert_text((32, whole.ys[13] + 13), "五、自评结论", fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.extras["存在问题"] == "人手不足"
    assert form.record.extras["改进措施"] == "增加人手"
    assert not form.unplaced


def test_a_unit_in_brackets_of_text_that_runs_down():
    """The brackets of 项目资金︵万元︶ are brackets."""
    rows = [[(text.replace("(元)", "︵万元︶"), width) for text, width in row] for row in NATIONAL]
    (form,) = read_all(draw([table(rows)]))
    assert form.record.amount_unit == "万元"


PAGES_AFTER = {
    "a note": ("说明：一式两份", (1, 2), "一式两份"),
    "prose": ("以上情况属实", (1,), None),
    "nothing": ("- 2 -", (1,), None),
}


@pytest.mark.parametrize(("text", "pages", "note"), PAGES_AFTER.values(), ids=PAGES_AFTER.keys())
def test_a_note_alone_on_the_page_after_its_form(text: str, pages: tuple[int, ...], note: str | None):
    """A note that found no room under its form is the form's; other text overleaf is not."""
    document = pymupdf.open(stream=draw([table(NATIONAL)]))
    document.new_page().insert_text((60, 60), text, fontname="china-s", fontsize=9)
    (form,) = read_all(document.tobytes())
    assert (form.pages, form.record.extras.get("说明")) == (pages, note)


def test_a_year_behind_a_pair():
    """In one line with the unit that reports and the unit of amounts, the year is the form's."""
    drawn = table([[(text.replace("(元)", ""), width) for text, width in row] for row in NATIONAL])
    document = pymupdf.open(stream=draw([drawn]))
    line = "填报单位：某市公路处（章）      2022年度      单位：万元"
    document[0].insert_text((32, 30), line, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert (form.record.year, form.record.amount_unit) == ("2022", "万元")
    assert form.record.extras["填报单位"] == "某市公路处（章）"


def test_a_year_set_wide_is_read():
    """The figures of a heading may stand apart as its other characters do."""
    document = pymupdf.open(stream=draw([table(NATIONAL)]))
    document[0].insert_text((60, 34), "（ 2 0 2 2 年 度 ）", fontname="china-s", fontsize=9)
    (form,) = read_all(document.tobytes())
    assert form.record.year == "2022"
    assert not form.unplaced


UNREAD = {
    "alone": ([("unmapped", "绩效自评表")], ["\ufffd" * 5]),
    "beside a title": ([("unmapped", "附件"), ("china-s", "项目支出绩效自评表")], []),
}


@pytest.mark.parametrize(("lines", "unplaced"), UNREAD.values(), ids=UNREAD)
def test_a_title_that_no_map_tells_is_not_passed_over(lines: list[tuple[str, str]], unplaced: list[str]):
    """A line above the table of which nobody knows what it says may be the title, where none is read."""
    document = pymupdf.open(stream=draw([table(NATIONAL)]))
    page = document[0]
    number = page.insert_font("unmapped", fontbuffer=pymupdf.Font("china-s").buffer)
    for at, (font, text) in enumerate(lines):
        page.insert_text((200, 14 + 16 * at), text, fontname=font, fontsize=12)
    document.xref_set_key(number, "ToUnicode", "null")
    (form,) = read_all(document.tobytes())
    assert [one.text for one in form.unplaced if not one.outside] == unplaced


@pytest.mark.parametrize(("year", "unplaced"), [("2022", []), ("2021", ["2021"])])
def test_a_year_printed_above_the_form_and_in_it(year: str, unplaced: list[str]):
    """What says the same again is placed; another year is for a person."""
    rows = [[("预算年度", 2), (year, 8)], *NATIONAL]
    document = pymupdf.open(stream=draw([table(rows)]))
    document[0].insert_text((60, 34), "（2022年度）", fontname="china-s", fontsize=9)
    (form,) = read_all(document.tobytes())
    assert form.record.year == "2022"
    assert [one.text for one in form.unplaced] == unplaced


DATES = {
    "a day": ("2024年3月1日", ""),
    "a month": ("2024 年 3 月", ""),
    "a day that nobody filled in": ("2024年  月  日", ""),
    "a part of the year": ("2024年1-6月", "2024"),
    "the year": ("（2024年度）", "2024"),
}


@pytest.mark.parametrize(("line", "year"), DATES.values(), ids=DATES.keys())
def test_when_a_form_was_filled_in_is_not_its_year(line: str, year: str):
    """A day or a month above the table leaves the year to the line that tells it."""
    document = pymupdf.open(stream=draw([table(NATIONAL)]))
    document[0].insert_text((60, 30), line, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.record.year == year
