"""Forms → DOCX, with python-docx: real merged cells, rows that may break, heading rows that repeat."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.generators.picks import Pick
from tests.generators.sheets import Sheet, Spot

FONT = "WenQuanYi Zen Hei"
TALL = 4
"""Vertical writing is clipped where its cell covers fewer rows than this."""


def write_docx(sheets: list[Sheet], path: Path, pick: Pick) -> None:
    """Write forms one below the other or each on a page of its own."""
    document = Document()
    section = document.sections[0]
    size = (Mm(210), Mm(297)) if pick.chance(70) else (Mm(297), Mm(210))
    section.orientation = WD_ORIENT.PORTRAIT if size[0] < size[1] else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = size
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(pick.one((9, 10.5, 8)))
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    width = size[0] - Mm(36)
    for number, sheet in enumerate(sheets):
        if number and pick.chance(50):
            document.add_page_break()
        for line in sheet.before:
            document.add_paragraph(line)
        for side, text in sheet.heading:
            paragraph = document.add_paragraph(text)
            paragraph.alignment = ALIGN.CENTER if side == "centre" else ALIGN.RIGHT
        _table(document, sheet, width, pick)
        for line in sheet.outside or ("",):
            document.add_paragraph(line)
    document.save(str(path))


def _table(document: Any, sheet: Sheet, width: int, pick: Pick) -> None:  # noqa: ANN401 - python-docx's own
    table = document.add_table(sheet.rows, len(sheet.edges) - 1)
    table.style = "Table Grid"
    table.autofit = False
    for column, (left, right) in zip(
        table.columns, zip(sheet.edges, sheet.edges[1:], strict=False), strict=True
    ):
        column.width = int(width * (right - left))
        for cell in column.cells:
            cell.width = int(width * (right - left))
    sideways = pick.feature("vertical writing", 50)
    for spot in sheet.spots:
        cell = table.cell(spot.top, spot.left)
        if (spot.bottom - spot.top, spot.right - spot.left) != (1, 1):
            cell = cell.merge(table.cell(spot.bottom - 1, spot.right - 1))
        _fill(cell, spot, sideways=sideways)
    whole, repeat = pick.chance(30), pick.chance(30)
    for number, row in enumerate(table.rows):
        if whole:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public way
        if repeat and number < sheet.head_rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _fill(cell: Any, spot: Spot, *, sideways: bool) -> None:  # noqa: ANN401 - python-docx's own
    cell.vertical_alignment = VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER if spot.label else ALIGN.LEFT
    sideways = sideways and spot.bottom - spot.top >= TALL
    if spot.upright and sideways:
        direction = OxmlElement("w:textDirection")
        direction.set(qn("w:val"), "tbRlV")
        cell._tc.get_or_add_tcPr().append(direction)  # noqa: SLF001 - no public way
    text = "\n".join(spot.text) if spot.upright and not sideways else spot.text
    paragraph.add_run(text)
