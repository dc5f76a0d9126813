"""Pages printed two or four on a sheet are read as the pages that they are."""

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from extractor.form.impositions import Impositions, parts_of
from extractor.geometry import Sight
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import extract, load_kit
from models.records import Form
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, table
from tests.generators.keeping import kept
from tests.generators.readings import read_back

OFFICE = Path(__file__).parent / "office"
IMPOSED = {
    "two beside one another": ("ningxia-2.xlsx", 2, 1),
    "two below one another": ("beijing-2019-1.docx", 1, 2),
    "four, of which two are blank": ("sichuan-2.xlsx", 2, 2),
    "four of a form on its side": ("sichuan-1.xlsx", 2, 2),
    "two larger sheets": ("national-2020-2.docx", 2, 1),
}


def _imposed(data: bytes, across: int, down: int, times: float = 1.0) -> bytes:
    """Return a file with so many of its pages on each sheet, which is as large as a page, or larger."""
    document = pymupdf.open()
    with pymupdf.open(stream=data) as source:
        width, height = sorted(source[0].rect[2:], reverse=across > down)
        if across == down:
            width, height = source[0].rect[2:]
        width, height = times * width, times * height
        for number in range(len(source)):
            place = number % (across * down)
            page = document[-1] if place else document.new_page(width=width, height=height)
            x, y = place % across * width / across, place // across * height / down
            room = pymupdf.Rect(x, y, x + width / across, y + height / down)
            page.show_pdf_page(room, source, number)
    written: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return written


@pytest.mark.parametrize(("name", "across", "down"), IMPOSED.values(), ids=IMPOSED)
def test_pages_on_one_sheet_are_read_one_after_the_other(name: str, across: int, down: int):
    """Forms that go on from page to page are read as if each page were a sheet of its own."""
    case = kept(OFFICE / f"{name}.pdf")
    plain = read_back(case.data).forms
    forms = read_back(_imposed(case.data, across, down)).forms
    assert [form.record for form in forms] == [form.record for form in plain]
    assert [len(form.unplaced) for form in forms] == [len(form.unplaced) for form in plain]
    assert {page for form in forms for page in form.pages} == {
        1 + (page - 1) // (across * down) for form in plain for page in form.pages
    }


def test_values_are_published_where_they_stand_on_the_sheet():
    """Each box is the page's own, moved to where the page is printed; so are those of what was unplaced."""
    data = kept(OFFICE / "sichuan-1.docx.pdf").data
    times = 2**0.5
    (plain,), (form,) = read_back(data).forms, read_back(_imposed(data, 2, 1, times)).forms
    with pymupdf.open(stream=data) as document:
        width = document[0].rect.width

    def placed(one: Form, pointer: str) -> tuple[float, float]:
        page, (x0, _, x1, _) = one.evidence[pointer].page, one.evidence[pointer].box
        return x0 + width * (page - 1), x1 + width * (page - 1)

    assert form.pages == (1,)
    assert plain.pages == (1, 2)
    for pointer, one in form.evidence.items():
        at = plain.evidence[pointer].box
        assert one.page == 1
        assert (one.box[0], one.box[2]) == pytest.approx(placed(plain, pointer), abs=1.0)
        assert one.box[1::2] == pytest.approx(at[1::2], abs=1.0)


def _sheet(data: bytes) -> int:
    """Return how many pages are told to be on a file's first sheet."""
    return len(parts_of(find_grids(read_pages(data, max_pages=1).page(1))))


def test_a_page_with_two_forms_is_one():
    """Forms one below the other, at heights of their own, stand on one page; so does one form alone."""
    upper = draw([table(NATIONAL, height=18)])
    document = pymupdf.open(stream=upper)
    assert _sheet(upper) == 1
    with pymupdf.open(stream=upper) as other:
        box = document[0].rect
        document[0].show_pdf_page(pymupdf.Rect(box.x0, 392, box.x1, 392 + box.height), other, 0)
    assert len(find_grids(read_pages(document.tobytes(), max_pages=1).page(1)).grids) == 2
    assert _sheet(document.tobytes()) == 1


def test_tables_without_margins_between_them_are_of_one_page():
    """Where less than two margins is blank in the middle of a sheet, its halves are no pages."""
    document = pymupdf.open()
    page = document.new_page(width=842, height=595)
    for gap in (40.0, 9.0):
        for left, right in ((40, 421 - gap / 2), (421 + gap / 2, 800)):
            page.draw_rect((left, 60, right, 200))
            page.draw_line((left, 100), (right, 100))
        assert _sheet(document.tobytes()) == (2 if gap == 40.0 else 1)
        document.delete_page(0)
        page = document.new_page(width=842, height=595)


@pytest.mark.parametrize("is_copied", [True, False])
def test_pages_on_one_sheet_stand_under_one_another(is_copied: bool):  # noqa: FBT001 - a case
    """A volume laid open shows its pages each a little aside, with one form's columns; so do margins."""
    document = pymupdf.open()
    leaf = document.new_page(width=1190, height=842)
    for left in (60, 595 + 60 + 9):
        for row in range(4):
            for column in range(5):
                box = pymupdf.Rect(0, 0, 90, 30) + (left + 90 * column, 60 + 30 * row) * 2
                leaf.draw_rect(box)
                leaf.insert_text((box.x0 + 4, box.y1 - 8), "100", fontsize=9)
    (page,) = read_pages(document.tobytes(), max_pages=1).pages
    sights = (Sight((64, 70, 90, 80), ("100",), 1.0, "100"),) if is_copied else ()
    impositions = Impositions()
    first, second = impositions.pages([replace(find_grids(page), sights=sights)])
    assert second.grids[0].box[0] - first.grids[0].box[0] == pytest.approx(0.0, abs=0.2)
    assert impositions.places[2][1] == pytest.approx(595 + 9, abs=0.2)


def _overleaf(data: bytes, by: float, size: float) -> bytes:
    """Return a file with every second page further to the right, and larger or smaller."""
    document = pymupdf.open()
    with pymupdf.open(stream=data) as source:
        for number in range(len(source)):
            box = source[number].rect
            x, times = (by, size) if number % 2 else (0.0, 1.0)
            page = document.new_page(width=box.width + by, height=box.height)
            page.show_pdf_page(pymupdf.Rect(x, 0, x + times * box.width, times * box.height), source, number)
    written: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return written


OVERLEAF = {"margins for binding": (28.0, 1.0), "smaller": (0.0, 0.9), "smaller, aside": (40.0, 0.75)}


@pytest.mark.parametrize(("by", "size"), OVERLEAF.values(), ids=OVERLEAF)
@pytest.mark.parametrize("name", ["anhui-1.docx", "national-2020-2.docx", "ningxia-2.xlsx"])
def test_a_table_goes_on_where_the_next_page_shows_it(name: str, by: float, size: float):
    """It is read as if each page had the first one's margins and size, and published where it stands."""
    data = kept(OFFICE / f"{name}.pdf").data
    plain, forms = read_back(data).forms, read_back(_overleaf(data, by, size)).forms
    assert [form.record for form in forms] == [form.record for form in plain]
    for one, other in zip(forms, plain, strict=True):
        assert one.pages == other.pages
        for pointer, seen in one.evidence.items():
            page, (x0, y0, x1, y1) = other.evidence[pointer].page, other.evidence[pointer].box
            x, times = (0.0, 1.0) if page % 2 else (by, size)
            there = (x + times * x0, times * y0, x + times * x1, times * y1)
            assert seen.page == page
            assert seen.box == pytest.approx(there, abs=1.0)


def test_another_table_as_wide_that_stands_aside_is_not_laid_under_the_form():
    """None of its inner sides stands where one of the form's does."""
    rows = [[("序号", 2), ("采购品目", 5), ("备注", 3)], [("1", 2), ("办公电脑二十台", 5), ("已验收", 3)]]
    first, second = table(NATIONAL[:-2]), table(rows)
    left, right = first.xs[0], first.xs[-1]
    second = replace(second, xs=[left + 15 + (right - left) * (x / 10) ** 1.3 for x in range(11)])
    (form,) = read_back(draw([first, second])).forms
    assert form.pages == (1,)
    assert len(form.record.indicators) == 3


def test_a_page_that_may_hold_the_rest_is_named_by_its_sheet():
    """Pages that stand on sheets of several are told by the numbers of these."""
    rest = [[("效益指标", 1), ("社会效益", 1), *NATIONAL[9][2:]]] * 2
    narrow = replace(table(rest), xs=[30, 37, 99, 104, 141, 260, 313, 388, 402, 466, 530])
    data = draw([table(NATIONAL), table(NATIONAL), table(NATIONAL[:10]), narrow])
    for across, down, sheet in ((1, 1, 4), (2, 1, 2), (2, 2, 1)):
        forms = extract(_imposed(data, across, down), "x.pdf", load_kit()).forms
        assert [form.missing for form in forms] == [(), (), (f"page-unread:{sheet}",)]
