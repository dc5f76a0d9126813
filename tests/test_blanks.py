"""Characters of which a font tells nothing: spaces where nothing is drawn, unknown where something is."""

import pymupdf
import pytest

from extractor.geometry import Page
from extractor.page.pages import read_pages
from extractor.proof.misnomers import unreadable_fields
from tests.generators.fontmaps import mapped

LINES = ("分 值", "3 次", "98.5 %", "A 组  B 组")


def _read(left_out: str, turn: int = 0, named: str = "\ufffd") -> Page:
    """Return a page of LINES in a ruled cell as it is read, whose font names some characters otherwise."""
    document = pymupdf.open()
    page = document.new_page(width=200, height=150)
    writer = pymupdf.TextWriter(page.rect)
    for number, line in enumerate(LINES):
        writer.append((20, 30 + 20 * number), line, font=pymupdf.Font("cjk"), fontsize=10)
    writer.append((92, 50), "1 ", font=pymupdf.Font("cjk"), fontsize=10)  # the space lies upon the ruling
    writer.write_text(page)
    page.draw_rect((15, 15, 100, 100))
    document.subset_fonts()
    page.set_rotation(turn)
    data = mapped(document.tobytes(), lambda text: named if text in left_out else text)
    (read,) = read_pages(data, max_pages=1).pages
    return read


@pytest.mark.parametrize("turn", [0, 90])
def test_a_space_without_a_meaning_is_a_space(turn: int):
    """Nothing is drawn there, but for a ruling that passes one of them."""
    page = _read(" ", turn)
    assert page.unread is None
    assert {word.text for word in page.words} == {"分", "值", "3", "次", "1", "98.5", "%", "A", "组", "B"}


def test_a_point_without_a_meaning_stays_unknown():
    """What is drawn is no space: nobody reads 98.5 as 98 and 5."""
    assert "98\ufffd5" in {word.text for word in _read(" .").words}


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u2060"])
def test_a_point_that_is_named_nothing_is_unknown(mark: str):
    """It is drawn: nobody reads 98.5 as 985.  A space that is named so is nothing."""
    assert "98\ufffd5" in {word.text for word in _read(".", named=mark).words}
    assert "98.5" in {word.text.removesuffix("%") for word in _read(" ", named=mark).words}


def test_a_label_without_a_meaning_is_told():
    """What stands under it may be the value of any field."""
    values = {"/extras/分\ufffd值": "15", "/total_score": "9\ufffd", "/project_name": "修缮"}
    assert list(unreadable_fields(values)) == ["/extras/分\ufffd值", "/total_score"]


def test_wide_spaces_alone_are_no_word():
    """A cell that is kept open by an ideographic space is blank; one that indents a text stands with it."""
    document = pymupdf.open()
    page = document.new_page(width=200, height=100)
    for number, line in enumerate(("\u3000", "\u3000\u3000开工", "\u2003", "3")):
        page.insert_text((20, 20 + 20 * number), line, fontname="china-s", fontsize=10)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text.strip() for word in read.words] == ["开工", "3"]
