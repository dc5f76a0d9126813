"""Workbooks filled by hand are read by the same reader as pages."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl.styles import Border
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from extractor.page.workbooks import MOST_BYTES, read_sheets
from extractor.pipeline import Kit, extract_workbook
from models.errors import BadDocument, DamagedWorkbook, TooLarge, UnknownForm
from models.pointers import all_values
from models.records import Record
from tests.generators.forms import make_sheet
from tests.generators.office_calc import write_xlsx
from tests.generators.picks import Dice
from tests.generators.readings import kit
from tests.made_workbooks import LINE, made_book


def _read(data: bytes) -> Record:
    (form,) = extract_workbook(data, "a.xlsx", _kit()).forms
    assert [one.text for one in form.unplaced if not one.outside] == []
    return form.record


def _kit() -> Kit:
    return Kit(kit().lexicon, lambda texts: [((), False)] * len(texts))


def _values(record: Record) -> dict[str, str]:
    return {name: "".join(text.split()) for name, text in all_values(record).items() if text.split()}


@pytest.mark.parametrize("seed", range(8))
def test_generated_forms(seed: int, tmp_path: Path):
    """Random forms of all templates, one or two a workbook, are read as they were written."""
    dice = Dice(seed, [])
    sheets = [make_sheet(dice) for _ in range(1 + seed % 2)]
    path = tmp_path / "forms.xlsx"
    write_xlsx(sheets, path, dice)
    extraction = extract_workbook(path.read_bytes(), "forms.xlsx", _kit())
    assert (extraction.pages, len(extraction.forms)) == (len(sheets), len(sheets))
    for number, (form, sheet) in enumerate(zip(extraction.forms, sheets, strict=True), 1):
        due, read = _values(sheet.record), _values(form.record)
        beside = "".join("".join(sheet.besides).split())
        assert {name: text for name, text in read.items() if name in due or text not in beside} == due
        assert [one.text for one in form.unplaced if not one.outside] == []
        assert {seen.page for seen in form.evidence.values()} == {number}


def test_numbers_as_shown():
    """Numbers that a person typed count as the sheet shows them; merged labels stand on all their rows."""
    record = _read(made_book())
    assert record.project_name == "阳光社区"
    (fund,) = record.funds
    assert (fund.initial_budget, fund.adjusted_budget, fund.rate, fund.score) == (
        "526.44",
        "526.44",
        "99.96%",
        "10",
    )
    first, second = record.indicators
    assert (first.target, first.actual, first.weight, first.score) == ("5场", "2场", "60", "24.0")
    assert (second.level1, second.level2, second.level3) == ("产出指标", "数量指标", "活动")
    assert (record.total_weight, record.total_score) == ("100", "64")


def test_findings():
    """The rules judge a workbook as they judge a page."""
    (form,) = extract_workbook(made_book(lambda page: page.__setitem__("G7", 65)), "a.xlsx", _kit()).forms
    assert [one.code for one in form.findings] == ["total-is-sum"]
    assert form.derived.indicators[0].expected_score == "24.0"


def test_heading():
    """Rows without borders above the table are its title and year, not part of it."""

    def head(page: Worksheet) -> None:
        page["A1"], page["A2"] = "项目支出绩效自评表", "（2021年度）"

    record = _read(made_book(head, first=3))
    assert (record.title, record.year, record.project_name) == ("项目支出绩效自评表", "2021", "阳光社区")


def test_no_borders():
    """A sheet without any border is a table below its heading."""
    record = _read(
        made_book(lambda page: page.__setitem__("A1", "项目支出绩效自评表"), border=Border(), first=2)
    )
    assert record.title == "项目支出绩效自评表"
    assert [row.level3 for row in record.indicators] == ["培训", "活动"]


def test_merged_cell_beside_the_table():
    """A merged cell that reaches out of the table takes its rows into it: the cells tile the grid."""

    def beside(page: Worksheet) -> None:
        page["A9"], page["I6"] = "说明", "附注"
        page.merge_cells("I6:I9")

    (sheet,) = read_sheets(made_book(beside))
    (grid,) = sheet.grids
    areas = [(cell.bottom - cell.top) * (cell.right - cell.left) for cell in grid.cells]
    assert (grid.rows, grid.columns, sum(areas)) == (9, 9, 81)
    assert all(cell.bottom <= grid.rows for cell in grid.cells)


def test_hidden_sheet():
    """What is hidden is not read."""
    with pytest.raises(UnknownForm):
        extract_workbook(made_book(_hide), "a.xlsx", _kit())


def _hide(page: Worksheet) -> None:
    page.sheet_state = "hidden"
    page.parent.create_sheet("其他")["A1"] = "说明"  # type: ignore[union-attr] - every sheet has a book


def _with_hidden(page: Worksheet) -> None:
    """Hide a row and two columns that say something else, and a row within merged cells."""
    page.insert_rows(7)
    for column, text in enumerate(["产出指标", "数量指标", "旧指标", "9场", "9场", 9, 9, None], 1):
        page.cell(7, column, text).border = LINE  # type: ignore[arg-type] - texts and numbers
    page.cell(4, 9, "旧分值").border = LINE
    page.cell(7, 10, "旧得分").border = LINE
    page.row_dimensions[7].hidden = True
    page.column_dimensions.group("I", "J", hidden=True)


def test_hidden_rows_and_columns():
    """What a worksheet does not show is no part of its form, and told; what stands below is found."""
    (form,) = extract_workbook(made_book(_with_hidden), "a.xlsx", _kit()).forms
    assert _values(form.record) == _values(_read(made_book()))
    assert [(note.code, note.seen) for note in form.notes] == [
        ("hidden-text", text)
        for text in ("旧分值", "产出指标", "数量指标", "旧指标", "9场", "9场", "9", "9", "旧得分")
    ]


def test_a_merged_cell_shows_its_text_where_a_part_of_it_is_hidden():
    """So does one whose first row is hidden."""

    def hide(page: Worksheet) -> None:
        page.row_dimensions[5].hidden = True

    record = _read(made_book(hide))
    (row,) = record.indicators
    assert (row.level1, row.level2, row.level3, row.score) == ("产出指标", "数量指标", "活动", "30")


FORMULAS: dict[str, tuple[str | ArrayFormula | DataTableFormula, str]] = {
    "plain": ("=G3+SUM(G5:G6)", "=G3+SUM(G5:G6)"),
    "array": (ArrayFormula("G7", "=SUM(G5:G6*1)"), "=SUM(G5:G6*1)"),
    "table": (DataTableFormula("G7"), "="),
}


@pytest.mark.parametrize(("formula", "text"), FORMULAS.values(), ids=FORMULAS.keys())
def test_formula_that_was_never_computed(formula: str | ArrayFormula | DataTableFormula, text: str):
    """A formula without a value is its own text, and said to be no number: nothing here computes."""
    book = made_book(lambda page: page.__setitem__("G7", formula))
    (form,) = extract_workbook(book, "a.xlsx", _kit()).forms
    assert form.record.total_score == text
    assert [(one.code, one.fields, one.seen) for one in form.findings] == [
        ("not-a-number", ("/total_score",), text)
    ]


COMPUTED = {
    "a number": (b"<c%b><f>G3+G5</f><v>64</v></c>", "64"),
    "an empty text": (b'<c%b t="str"><f>""</f><v></v></c>', ""),
    "an error": (b'<c%b t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
}


@pytest.mark.parametrize(("cell", "text"), COMPUTED.values(), ids=COMPUTED.keys())
def test_formula_that_was_computed(cell: bytes, text: str):
    """A formula counts as what it gave, also where that is nothing."""
    book = _with_cell(made_book(), "G7", cell)
    assert _read(book).total_score == text


def _with_cell(book: bytes, name: str, cell: bytes) -> bytes:
    """Return a workbook with one cell's XML replaced, in which `%b` stands for the cell's name and style."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                pattern = rf'<c( r="{name}"(?: s="\d+")?)[^>]*>.*?</c>'.encode()
                data, count = re.subn(pattern, lambda found: cell.replace(b"%b", found[1]), data)
                assert count == 1
            new.writestr(member, data)
    return stream.getvalue()


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"{name}.xml", data)
    return stream.getvalue()


def _wide(page: Worksheet) -> None:
    page.cell(20_000, 200, "1")


BAD = {
    "no archive": (b"PK\x03\x04 and no more", DamagedWorkbook),
    "cut": (made_book()[:-500], DamagedWorkbook),
    "an archive of something else": (_zip(a=b"<a/>"), DamagedWorkbook),
    "a bomb": (_zip(a=b" " * (MOST_BYTES + 1)), TooLarge),
    "merged to the last cell": (_zip(a=b'<mergeCell ref="A1:XFD1048576"/>'), TooLarge),
    "more cells than a form": (made_book(_wide), TooLarge),
}


@pytest.mark.parametrize(("data", "kind"), BAD.values(), ids=BAD.keys())
def test_bad(data: bytes, kind: type[BadDocument]):
    """What is no workbook, or too much of one, is refused with a code."""
    with pytest.raises(BadDocument) as caught:
        list(read_sheets(data))
    assert type(caught.value) is kind
