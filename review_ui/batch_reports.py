"""A batch's report → a stream: CSV for people, JSON Lines for programs; a row an input file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, fields
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from models.codecs import to_json
from models.reports import ReportRow
from review_ui.exports import write_table
from review_ui.languages import Words, load_words

Writer = Callable[[Iterable[ReportRow], BinaryIO, str], None]
"""Rows, where to, and the language of headers and words of ours."""


def write_csv(rows: Iterable[ReportRow], stream: BinaryIO, lang: str = "zh") -> None:
    """Write a table with headers in the reader's language, as UTF-8 with BOM so that Excel opens it."""
    t = load_words(lang)
    headers = (t(f"report.{one.name}") for one in fields(ReportRow))
    write_table(headers, (_texts(row, t) for row in rows), stream)


def write_jsonl(rows: Iterable[ReportRow], stream: BinaryIO, lang: str = "zh") -> None:
    """Write one JSON object a line, its keys and codes the same in every language."""
    del lang
    stream.writelines(to_json(row) + b"\n" for row in rows)


REPORTS: Mapping[str, tuple[Writer, str]] = MappingProxyType(
    {"csv": (write_csv, "text/csv"), "jsonl": (write_jsonl, "application/x-ndjson")}
)


def _texts(row: ReportRow, t: Words) -> Iterable[str]:
    for one, value in zip(fields(row), astuple(row), strict=True):
        if one.name in {"outcome", "state"}:
            yield t(f"report.{one.name}.{value}") if value else ""
        elif isinstance(value, datetime):
            yield value.isoformat(timespec="seconds")
        else:
            yield "" if value is None else str(value)
