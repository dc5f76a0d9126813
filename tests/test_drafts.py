"""Sheets → drafts: what belongs to a form, over its pages."""

from dataclasses import replace
from time import process_time

import pymupdf
import pytest
from msgspec import structs

from extractor.form.gatherings import gather_drafts
from extractor.geometry import Sheet, Word
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import load_kit
from tests.drawings import Drawn, draw
from tests.drawn_forms import HEAD, NATIONAL, read_all, table


def test_the_same_form_printed_twice_is_two_forms():
    """A finished form that is printed again whole is not taken for the foot of the first."""
    forms = read_all(draw([table(NATIONAL), table(NATIONAL)]))
    assert [form.pages for form in forms] == [(1,), (2,)]
    assert forms[0].record == forms[1].record


def test_two_forms_under_one_title_in_the_table_are_two():
    """A first row that says the same as the form's before, above another project, repeats nothing."""
    title = [("项目支出绩效自评表", 10)]
    first = [title, *NATIONAL[:-2]]
    second = [title, [("项目名称", 2), ("道路养护", 8)], *NATIONAL[1:]]
    forms = read_all(draw([table(first), table(second)]))
    assert [(form.record.project_name, form.record.title) for form in forms] == [
        ("河道清淤", "项目支出绩效自评表"),
        ("道路养护", "项目支出绩效自评表"),
    ]


def test_a_title_in_a_first_row_alone_at_a_page_end_is_the_next_forms():
    """It ends no form above it, also one without a total."""
    first, second = table(NATIONAL[:-2]), table([[("项目名称", 2), ("道路养护", 8)], *NATIONAL[1:]])
    document = pymupdf.open(stream=draw([first, second]))
    bottom = first.ys[-1]
    document[0].draw_rect((first.xs[0], bottom + 15, first.xs[-1], bottom + 55), width=0.6)
    document[0].insert_text((200, bottom + 30), "项目支出绩效自评表", fontname="china-s", fontsize=9)
    document[0].insert_text((220, bottom + 45), "（2021年度）", fontname="china-s", fontsize=9)
    forms = read_all(document.tobytes())
    assert [(one.record.title, one.record.year, one.unplaced) for one in forms] == [
        ("", "", ()),
        ("项目支出绩效自评表", "2021", ()),
    ]


@pytest.mark.parametrize("titled", [True, False])
def test_a_note_overleaf_above_another_form_is_of_the_form_before(*, titled: bool):
    """The page on which it stands alone goes on with the next form, under a title or not."""
    second = table([[("项目名称", 2), ("道路养护", 8)], *NATIONAL[1:]], height=38)
    document = pymupdf.open(stream=draw([table(NATIONAL[:-1]), second]))
    document[1].insert_text((32, 8), "注：因降雨推迟。", fontname="china-s", fontsize=6)
    if titled:
        document[1].insert_text((200, 24), "项目支出绩效自评表", fontname="china-s", fontsize=9)
    forms = read_all(document.tobytes())
    assert [(form.record.extras.get("注"), form.pages) for form in forms] == [
        ("因降雨推迟。", (1, 2)),
        (None, (2,)),
    ]


def test_forms_side_by_side_have_their_own_titles_and_years():
    """What stands above two forms on one page belongs to the one below it."""
    document = pymupdf.open()
    page = document.new_page(width=1200, height=700)
    for at, (project, year) in enumerate([("河道清淤", "2019"), ("道路养护", "2021")]):
        head = [[("项目名称", 2), (project, 8)], *NATIONAL[1:]]
        single = pymupdf.open(stream=draw([table(head, height=30)]))
        single[0].insert_text((200, 20), "项目支出绩效自评表", fontname="china-s", fontsize=12)
        single[0].insert_text((230, 36), f"（{year}年度）", fontname="china-s", fontsize=9)
        page.show_pdf_page(pymupdf.Rect(600 * at, 0, 600 * at + 595, 842), single)
    forms = read_all(document.tobytes())
    assert [(one.record.project_name, one.record.title, one.record.year) for one in forms] == [
        ("河道清淤", "项目支出绩效自评表", "2019"),
        ("道路养护", "项目支出绩效自评表", "2021"),
    ]


def test_a_running_head_is_kept_from_every_page():
    """Lines above the table of a continuation page are listed as outside, page by page."""
    second = [[("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]]
    document = pymupdf.open(stream=draw([table(NATIONAL[:-4]), table(second)]))
    for page in document:
        page.insert_text((60, 20), "某市财政局材料汇编", fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert [(one.page, one.text, one.outside) for one in form.unplaced] == [
        (1, "某市财政局材料汇编", True),
        (2, "某市财政局材料汇编", True),
    ]


def test_a_form_goes_on_past_a_page_without_text():
    """A page with nothing but its number, within a form, ends nothing; its number stays outside."""
    second = [[("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]]
    document = pymupdf.open(stream=draw([table(NATIONAL[:-4]), table(second)]))
    document.new_page(1).insert_text((280, 800), "- 2 -", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert form.pages == (1, 2, 3)
    assert len(form.record.indicators) == 3
    assert [(one.page, one.text, one.outside) for one in form.unplaced] == [(2, "- 2 -", True)]


def test_a_head_shown_again_with_a_space_more_begins_no_form():
    """Recognition reads spaces otherwise from page to page: what a page repeats is known again."""
    again = [[("项目名称", 2), ("河道 清淤", 8)], HEAD[1]]
    second = [*again, [("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]]
    (form,) = read_all(draw([table(NATIONAL[:-4]), table(second)]))
    assert form.pages == (1, 2)
    assert (len(form.record.indicators), form.unplaced) == (3, ())


def test_a_head_shown_again_apart_begins_no_form():
    """The first rows of a form, shown again overleaf as a table of their own, are left out."""
    rest = table([*HEAD, *NATIONAL[6:]])
    ys = [*rest.ys[:3], *(y + 9 for y in rest.ys[2:])]
    cells = {
        (top + (top > 1), left, bottom + (top > 1), right): text
        for (top, left, bottom, right), text in rest.cells.items()
    }
    (form,) = read_all(draw([table(NATIONAL[:6]), Drawn(rest.xs, ys, cells)]))
    assert form.pages == (1, 2)
    assert (form.record.goals.planned, form.record.total_score) == ("清淤十公里", "88")
    assert not form.unplaced


def test_a_note_between_two_forms_belongs_to_the_nearer():
    """Of two forms under each other without a title between them, each has the note right under it."""
    first = table(NATIONAL, height=24)
    down = first.ys[-1] + 40 - first.ys[0]
    second = Drawn(first.xs, [y + down for y in first.ys], first.cells)
    document = pymupdf.open(stream=draw([first]))
    with pymupdf.open(stream=draw([second])) as other:
        document[0].show_pdf_page(document[0].rect, other, 0)
    for drawn in (first, second):
        document[0].insert_text((40, drawn.ys[-1] + 10), "注：一式两份", fontname="china-s", fontsize=8)
    forms = read_all(document.tobytes())
    assert [form.record.extras.get("注") for form in forms] == ["一式两份", "一式两份"]


def test_a_head_of_the_same_project_over_other_rows_begins_a_form():
    """A page that repeats a head, and then has funds and a header of its own, is another form."""
    other = [row if row[0][0] != "^" else [("^", row[0][1]), *row[1:-1], ("7", 1)] for row in NATIONAL[2:6]]
    first, second = NATIONAL[:-2], [*NATIONAL[:2], *other, *NATIONAL[6:-2]]
    forms = read_all(draw([table(first), table(second)]))
    assert [form.record.funds[0].score for form in forms] == ["8", "7"]


def test_a_page_costs_the_same_after_thousands():
    """Gathering does not look back over a form whose every page has a heading of its own."""
    parts = NATIONAL[:-4], NATIONAL[-6:-4], [[("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]]
    pages = read_pages(draw([table(rows) for rows in parts]), max_pages=3).pages
    first, middle, last = map(find_grids, pages)
    lexicon = load_kit().lexicon

    def cost(count: int) -> float:
        sheets = [first, *[middle] * (count - 2), last]
        numbered = [_headed(sheet, number) for number, sheet in enumerate(sheets, 1)]
        started = process_time()
        (draft,) = gather_drafts(numbered, lexicon)
        assert len(draft.pages) == count
        return (process_time() - started) / count

    assert cost(2500) < 4 * min(cost(250), cost(250))


def _headed(sheet: Sheet, page: int) -> Sheet:
    """Return a sheet as some page, with the page's number in a title and at the foot."""
    grids = tuple(
        replace(grid, page=page, cells=tuple(structs.replace(cell, page=page) for cell in grid.cells))
        for grid in sheet.grids
    )
    top = grids[0].box[1]
    title = Word(60, top - 20, 300, top - 10, f"项目支出绩效自评表（续{page}）")
    return replace(
        sheet, number=page, grids=grids, loose=((title,), (Word(280, 800, 300, 810, f"- {page} -"),))
    )


def test_a_title_whose_table_overleaf_is_no_form_is_listed():
    """The title at a page's end stays with the form above it where the table overleaf is none."""
    document = pymupdf.open(stream=draw([table(NATIONAL), table(NATIONAL[:3])]))
    document[0].insert_text((200, 800), "项目支出绩效自评表", fontname="china-s", fontsize=14)
    (form,) = read_all(document.tobytes())
    assert [(one.page, one.text) for one in form.unplaced] == [(1, "项目支出绩效自评表")]
