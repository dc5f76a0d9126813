"""Gaps that word processors leave beside ideographs are no spaces; those that a file holds are."""

from itertools import chain
from pathlib import Path

import pymupdf
import pytest

from extractor.page.pages import read_pages
from extractor.page.script_gaps import without_gaps
from extractor.pipeline import extract, load_kit
from models.pointers import all_values

WRITER = Path(__file__).parent / "pdfs" / "fit.lodocx.pdf"
SIZE = 10.0
FONT = pymupdf.Font("china-s")


def words(  # noqa: PLR0913 - a line is drawn by that many things
    *,
    gap: float,
    space: str = "",
    ruled: bool = False,
    stretch: float = 0.0,
    hidden: str = "",
    rotation: int = 0,
) -> list[str]:
    """Return the words of a line: 新建, 50 and 公里, which are so many ems and `space` apart.

    A stretch parts their ideographs, in ems.  What is hidden besides makes the page read character by
    character.
    """
    document = pymupdf.open()
    page = document.new_page()
    writer = pymupdf.TextWriter(page.rect)
    at = 80.0
    for text in ("新建", "50", "公里"):
        for part in text if stretch and not text.isdigit() else [text]:
            writer.append((at, 100), part + space, FONT, SIZE)
            at += FONT.text_length(part + space, SIZE) + stretch * SIZE
        at += gap * SIZE
        if ruled and text == "50":
            page.draw_line((at - gap * SIZE / 2, 80), (at - gap * SIZE / 2, 120))
    writer.write_text(page)
    page.insert_text((80, 300), hidden, fontname="helv", render_mode=3)
    page.set_rotation(rotation)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    return [word.text for word in sorted(read.words, key=lambda word: word.x0)]


@pytest.mark.parametrize("hidden", ["", "unseen"])
@pytest.mark.parametrize("rotation", [0, 90])
def test_a_word_processors_gap_is_no_space(rotation: int, hidden: str):
    """Words a fifth of an em apart are one, however the page is turned or must be read."""
    assert words(gap=0.2, rotation=rotation, hidden=hidden) == ["新建50公里"]


@pytest.mark.parametrize("hidden", ["", "unseen"])
def test_the_gap_of_a_stretched_line_is_wider(hidden: str):
    """What parts all ideographs of a line, to fill its cell, widens the gap; half an em alone is a space."""
    assert words(gap=0.25, stretch=0.25, hidden=hidden) == ["新建50公里"]
    assert words(gap=0.5, hidden=hidden) == ["新建50", "公里"]


@pytest.mark.parametrize(("parted", "kept"), [(1.0, "300公"), (0.0, "300 公")])
def test_the_gap_of_a_line_with_one_ideograph_is_as_wide_as_its_figures_are_parted(parted: float, kept: str):
    """Letters set apart widen the gap, where a line has no ideographs that tell by how much."""
    at = [number * (4 + parted) for number in range(3)]
    line = [
        *(
            {"c": sign, "bbox": (x, 0, x + 4, 10), "synthetic": False}
            for sign, x in zip("300", at, strict=True)
        ),
        {"c": " ", "bbox": (at[-1] + 4, 0, at[-1] + 7.5, 10), "synthetic": True},
        {"c": "公", "bbox": (at[-1] + 7.5, 0, at[-1] + 17.5, 10), "synthetic": False},
    ]
    assert "".join(one["c"] for one in without_gaps(line)) == kept


def test_what_the_file_holds_is_a_space():
    """Neither a space of the same width nor a ruling between is given up."""
    assert words(gap=0, space=" ") == ["新建", "50", "公里"]
    assert words(gap=0, space=" ", hidden="unseen") == ["新建", "50", "公里"]
    assert words(gap=0.25, ruled=True) == ["新建50", "公里"]


def test_writers_forms_have_the_spaces_that_were_typed():
    """Of one file, a text typed with spaces keeps them, and one without has none."""
    forms = extract(WRITER.read_bytes(), WRITER.name, load_kit()).forms
    values = set(chain.from_iterable(all_values(form.record).values() for form in forms))
    assert "不少于10万人次" in values
    assert any("42 人" in value for value in values)
