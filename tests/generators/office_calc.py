"""Forms → XLSX, with openpyxl: merged cells, one form a sheet, printed to the page's width."""

from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.generators.picks import Pick
from tests.generators.sheets import Sheet, Spot

FONT = "WenQuanYi Zen Hei"
WIDTH = 96.0
"""All columns together, in the characters that spreadsheets count widths by."""
LINE = 14.0


def write_xlsx(sheets: list[Sheet], path: Path, pick: Pick) -> None:
    """Write forms, each on a sheet of its own."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type] - a new book has one sheet
    side = Side(style=pick.one(("thin", "hair", "medium", "dashed", "double", "dotted")))
    for number, sheet in enumerate(sheets):
        _write(book.create_sheet(f"表{number + 1}"), sheet, Border(side, side, side, side), pick)
    book.save(path)


def _write(page: Worksheet, sheet: Sheet, border: Border, pick: Pick) -> None:
    columns = len(sheet.edges) - 1
    for column in range(columns):
        share = sheet.edges[column + 1] - sheet.edges[column]
        page.column_dimensions[get_column_letter(column + 1)].width = WIDTH * share
    row = 0
    for side, text in (*(("left", line) for line in sheet.before), *sheet.heading):
        row += 1
        _line(page, row, columns, text, "center" if side == "centre" else side)
    top = row
    heights = [1.0] * sheet.rows
    for spot in sorted(sheet.spots, key=lambda spot: spot.bottom - spot.top):
        _cell(page, top, spot, border)
        need = _lines(sheet, spot) - sum(heights[spot.top : spot.bottom])
        heights[spot.bottom - 1] += max(0.0, need)
    for number, lines in enumerate(heights):
        page.row_dimensions[top + 1 + number].height = min(400.0, LINE * lines + 3)
    for number, line in enumerate(sheet.outside):
        _line(page, top + sheet.rows + 1 + number, columns, line, "left")
    page.page_setup.paperSize = 9
    page.page_setup.orientation = pick.one(("portrait", "portrait", "landscape"))
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr] - made by the setter above
    if pick.chance(40):
        first, last = sheet.repeated if pick.chance(50) else (0, sheet.head_rows)
        if last > first:
            page.print_title_rows = f"{top + first + 1}:{top + last}"


def _line(page: Worksheet, row: int, columns: int, text: str, side: str) -> None:
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    cell = page.cell(row, 1, text)
    cell.font, cell.alignment = Font(name=FONT, size=10), Alignment(horizontal=side, wrap_text=True)


def _cell(page: Worksheet, top: int, spot: Spot, border: Border) -> None:
    rows = range(top + spot.top + 1, top + spot.bottom + 1)
    columns = range(spot.left + 1, spot.right + 1)
    for row in rows:
        for column in columns:
            page.cell(row, column).border = border
    cell = page.cell(rows[0], columns[0])
    # Texts that begin with = or look like numbers stay the text that they are.
    cell.value = "\n".join(spot.text) if spot.upright else spot.text
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=9)
    cell.alignment = Alignment(
        horizontal="center" if spot.label else "left", vertical="center", wrap_text=True
    )
    if len(rows) * len(columns) > 1:
        page.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=columns[0], end_column=columns[-1])


def _lines(sheet: Sheet, spot: Spot) -> float:
    """Return about how many lines a text needs; a wide character counts double."""
    room = max(2.0, WIDTH * (sheet.edges[spot.right] - sheet.edges[spot.left]) - 1.5)
    text = "\n".join(spot.text) if spot.upright else spot.text
    lengths = (sum(1 + (character > "\u2000") for character in line) for line in text.split("\n"))
    return float(sum(max(1, ceil(1.15 * length / room)) for length in lengths))
