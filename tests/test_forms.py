"""Sheets → labelled forms, over the kept PDFs."""

import json
from pathlib import Path

import pytest

from extractor.page.pages import read_pages
from models.codecs import from_json, to_plain
from models.pointers import all_values
from models.records import Record
from tests.drawn_forms import read_all

HERE = Path(__file__).parent
TRUTH = [from_json(path.read_bytes(), Record) for path in sorted((HERE / "truth").glob("*.json"))]
ONE_A_PAGE = ["fit.chromium", "fit.lodocx", "fit.loxlsx", "fit.weasy", "fit.rl"]
FILES = {name: list(range(7)) for name in (*ONE_A_PAGE, "flow.lodocx", "flowrep.weasy")} | {
    "sty-dashed.loxlsx": [0, 1, 6]
}


def _bare(record: Record) -> dict[str, str]:
    return {pointer: "".join(value.split()) for pointer, value in all_values(record).items()}


@pytest.mark.parametrize("name", FILES)
def test_every_cell_is_right(name: str):
    """All producers' files give the seven records cell by cell, and leave no text unplaced."""
    forms = read_all((HERE / "pdfs" / f"{name}.pdf").read_bytes())
    assert len(forms) == len(FILES[name])
    for form, number in zip(forms, FILES[name], strict=True):
        assert _bare(form.record) == _bare(TRUTH[number])
        assert form.template == "beijing-2019"
        assert not form.unplaced


@pytest.mark.parametrize("name", ONE_A_PAGE)
def test_every_value_has_its_place(name: str):
    """Each printed value has a box on its own page, and the words in that box hold it."""
    data = (HERE / "pdfs" / f"{name}.pdf").read_bytes()
    pages = {page.number: page for page in read_pages(data, max_pages=99).pages}
    for form in read_all(data):
        for pointer, value in all_values(form.record).items():
            if not value or pointer.endswith("/source"):
                continue
            evidence = form.evidence[pointer]
            x0, y0, x1, y1 = evidence.box
            assert evidence.page in form.pages
            inside = "".join(
                word.text
                for word in pages[evidence.page].words
                if x0 <= word.middle[0] <= x1 and y0 <= word.middle[1] <= y1
            )
            assert set("".join(value.split())) <= set(inside), pointer


def test_truth_has_the_record_s_shape():
    """The kept records are complete: every field of the type stands in the files."""
    for path, record in zip(sorted((HERE / "truth").glob("*.json")), TRUTH, strict=True):
        assert json.loads(path.read_text()) == to_plain(record)
