"""Exports written to memory and read back, for tests."""

import csv
import io
from collections.abc import Callable, Iterable

import openpyxl
from openpyxl.workbook import Workbook

from review_ui.exports import ExportRow


def written(write: Callable[..., None], rows: Iterable[ExportRow], *args: object, **options: object) -> bytes:
    """Return what a writer writes; the stream stays open."""
    stream = io.BytesIO()
    write(rows, stream, *args, **options)
    return stream.getvalue()


def read_csv(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV export by header."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> Workbook:
    """Return a workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def by_header(book: Workbook, sheet: str) -> list[dict[object, object]]:
    """Return a sheet's rows by header."""
    headers, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(headers, values, strict=True)) for values in rows]
