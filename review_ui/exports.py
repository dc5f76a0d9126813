"""Forms → a stream: JSON Lines, CSV or XLSX.  Pure: rows in, bytes out, nothing held but the row at hand.

JSON Lines is complete and exact.  CSV is one table, a row an indicator.  XLSX
has a sheet each for forms, indicators, funds, findings and corrections.  What a
spreadsheet could run as a formula is defused (`review_ui.cells`).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import BinaryIO

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the same
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the same

from models.codecs import to_json
from models.lines import ExportRow
from models.records import Form
from review_ui.cells import defused, exact_number, typed
from review_ui.columns import Column
from review_ui.languages import Words, load_words
from review_ui.sheets import FLAT, TABLES, Table, Value

__all__ = ["ExportRow", "write_csv", "write_jsonl", "write_table", "write_xlsx"]

BOM = b"\xef\xbb\xbf"
MOST_ROWS = 1_048_576
"""Rows of one sheet; Excel's limit.  What is beyond goes on in a further sheet."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_jsonl(rows: Iterable[ExportRow], stream: BinaryIO) -> None:
    """Write one JSON object a line: the form as stored, where it came from, and everything done to it."""
    stream.writelines(_json_line(row) for row in rows)


def write_csv(rows: Iterable[ExportRow], stream: BinaryIO, lang: str = "zh") -> None:
    """Write one row an indicator, the form's columns repeated, as UTF-8 with BOM so that Excel opens it.

    Args:
        rows: The forms.
        stream: Where to; left open.
        lang: `zh` or `en`, for headers and words of ours.
    """
    words = load_words(lang)
    lines = (map(str, values) for row in rows for values in FLAT.rows(row, words))
    write_table(_headers(FLAT, words), lines, stream)


def write_table(headers: Iterable[str], lines: Iterable[Iterable[str]], stream: BinaryIO) -> None:
    """Write a CSV table as UTF-8 with BOM, its texts defused; the stream is left open."""
    stream.write(BOM)
    # Every cell is quoted: where Excel's separator is another, an unquoted comma row would be cut anew.
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    out.writerow(headers)
    out.writerows(map(defused, line) for line in lines)
    text.detach()


def write_xlsx(
    rows: Iterable[ExportRow], stream: BinaryIO, lang: str = "zh", *, most_rows: int = MOST_ROWS
) -> None:
    """Write a workbook of five tables with frozen headers, numbers as numbers and texts as texts.

    Args:
        rows: The forms.
        stream: Where to; left open.
        lang: `zh` or `en`, for headers and words of ours.
        most_rows: How many rows a sheet may have before the table goes on in the next.
    """
    words = load_words(lang)
    with closing(xlsxwriter.Workbook(stream, dict(_OPTIONS))) as book:
        shapes = cache(partial(_number_format, book))
        written = [_Written(book, table, words, most_rows, shapes) for table in TABLES]
        for row in rows:
            for sheet in written:
                for values in sheet.table.rows(row, words):
                    sheet.append(values)


def _number_format(book: xlsxwriter.Workbook, shape: str) -> Format:
    return book.add_format({"num_format": shape})


def _json_line(row: ExportRow) -> bytes:
    head = {
        "file": row.document_name,
        "sha256": row.sha256,
        "form_id": row.form_id,
        "state": row.state,
        "version": row.version,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
    }
    form = {part.name: getattr(row.form, part.name) for part in fields(Form)}
    more = {"reference": row.reference, "archive_year": row.archive_year, "read_by": row.read_by}
    return to_json(head | form | {"corrections": row.events} | more) + b"\n"


def _headers(table: Table, words: Words) -> Iterator[str]:
    return (column.zh if words.lang == "zh" else column.en for column in table.columns)


@dataclass(slots=True)
class _Written:
    """One table of a workbook, being written: its last sheet takes the next row."""

    book: xlsxwriter.Workbook
    table: Table
    words: Words
    most_rows: int
    shapes: Callable[[str], Format]
    sheets: list[Worksheet] = field(default_factory=list)
    next_row: int = 0

    def __post_init__(self) -> None:
        self._begin()

    def append(self, values: Iterable[Value]) -> None:
        if self.next_row >= self.most_rows:
            self._begin()
        for at, (column, value) in enumerate(zip(self.table.columns, values, strict=True)):
            self._write(at, column, value)
        self.next_row += 1

    def _begin(self) -> None:
        name = self.table.zh if self.words.lang == "zh" else self.table.en
        number = f" {len(self.sheets) + 1}" if self.sheets else ""
        sheet = self.book.add_worksheet(name + number)
        sheet.freeze_panes(1, 0)
        bold = self.book.add_format({"bold": True})
        headers = _headers(self.table, self.words)
        for at, (column, header) in enumerate(zip(self.table.columns, headers, strict=True)):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, header, bold)
        self.sheets.append(sheet)
        self.next_row = 1

    def _write(self, at: int, column: Column, value: Value) -> None:
        sheet = self.sheets[-1]
        if isinstance(value, int):
            sheet.write_number(self.next_row, at, value)
        elif column.kind == "printed" and (number := exact_number(value)):
            shape = "#,##0" if "," in value or "，" in value else "0"
            shape += f".{'0' * number.decimals}" if number.decimals else ""
            sheet.write_number(self.next_row, at, float(number.value), self.shapes(shape))
        elif value:
            sheet.write_string(self.next_row, at, typed(value))
