"""Pages printed small are read as if they were larger, and published where they stand."""

import pymupdf
import pytest

from extractor.geometry import as_seen
from extractor.page.pages import read_pages
from tests.generators.keeping import kept
from tests.generators.readings import read_back
from tests.test_impositions import OFFICE


def _small(data: bytes, times: float, rotation: int = 0) -> bytes:
    """Return a file with its pages smaller, each on a sheet as large as before."""
    document = pymupdf.open()
    with pymupdf.open(stream=data) as source:
        for number in range(len(source)):
            box = source[number].rect
            page = document.new_page(width=box.width, height=box.height)
            page.show_pdf_page(pymupdf.Rect(30, 20, 30 + times * box.x1, 20 + times * box.y1), source, number)
            page.set_rotation(rotation)
    written: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return written


@pytest.mark.parametrize("times", [0.5, 0.35])
@pytest.mark.parametrize("name", ["anhui-1.xlsx", "national-2020-2.xlsx"])
def test_a_form_printed_small_is_read_exactly(name: str, times: float):
    """The same values are read, and nothing more is unplaced."""
    case = kept(OFFICE / f"{name}.pdf")
    (plain,), (form,) = read_back(case.data).forms, read_back(_small(case.data, times)).forms
    assert form.record == plain.record
    assert len(form.unplaced) == len(plain.unplaced)


@pytest.mark.parametrize("rotation", [0, 90])
def test_small_words_are_published_where_they_stand(rotation: int):
    """Places of a page read larger lead to those of the page as seen."""
    data = _small(kept(OFFICE / "anhui-1.xlsx.pdf").data, 0.5, rotation)
    page = read_pages(data, max_pages=2).page(1)
    with pymupdf.open(stream=data) as document:
        size, matrix = document[0].rect, document[0].rotation_matrix
        (box,) = document[0].search_for("项目支出绩效自评表")
    (word,) = [word for word in page.words if word.text == "项目支出绩效自评表"]
    assert page.width * page.height > 1.2 * size.width * size.height
    assert as_seen(word.box, page) == pytest.approx(tuple(box * matrix), abs=1.0)


def test_pages_of_one_file_are_read_alike():
    """A table goes on overleaf at its own columns, also where text there is a little larger or smaller."""
    data = kept(OFFICE / "anhui-1.xlsx.pdf").data
    smaller, larger = (_small(data, times / _median(data)) for times in (5.4, 5.6))
    document = pymupdf.open(stream=larger)
    document.insert_pdf(pymupdf.open(stream=smaller))
    assert _widths(smaller)[0] > _widths(larger)[0]
    assert _widths(document.tobytes()) == [_widths(larger)[0]] * 4


def test_a_page_printed_small_is_read_so_behind_one_of_usual_text():
    """Rules along the heads of both, as wide, tell nothing of their text."""
    data = kept(OFFICE / "anhui-1.docx.pdf").data
    document = pymupdf.open(stream=_small(data, 0.4))
    width = document[0].rect.width
    letter = document.new_page(0, width=width, height=document[0].rect.height)
    letter.insert_text((40, 60), "本部门认真履行职责，完成各项任务。", fontname="china-s", fontsize=11)
    for page in document:
        page.draw_line((20, 15), (width - 20, 15))
    (plain,), (form,) = read_back(data).forms, read_back(document.tobytes(garbage=3)).forms
    assert form.record == plain.record


def _median(data: bytes) -> float:
    """Return the size of most text on a file's first page."""
    with pymupdf.open(stream=data) as source:
        blocks = source[0].get_text("dict")["blocks"]
    sizes = sorted(
        span["size"] for block in blocks for line in block.get("lines", ()) for span in line["spans"]
    )
    return sizes[len(sizes) // 2]


def _widths(data: bytes) -> list[float]:
    return [page.width for page in read_pages(data, max_pages=4).pages]
