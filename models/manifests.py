"""A CSV manifest → its files as sources, each with an archive reference and a year.

Written by hand or by another system: UTF-8, GB 18030 or UTF-16 with its mark, comma, semicolon or tab,
headers in Chinese or English.  A line that makes no sense fails by its number; the
manifest as a whole is refused only where its columns cannot be told.
"""

import codecs
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from models.errors import BadManifestRow, BadName, BadRequest, FileVanished
from models.files import find_named, names_in, open_regular, stamp_of
from models.names import check_name, shown
from models.sources import Source, Unpack, again, failing, find_below
from models.texts import fold

MOST_BYTES = 64 << 20
MOST_LINES = 1_000_000
"""What is read is kept in memory: lines of two letters would be gigabytes."""
FOLDERS = 16
"""Of so many folders the names are kept in memory, where files are spelt otherwise than listed."""
CELL_LINES = 100
"""So many lines a quoted cell may have."""
REFERENCE_LENGTH = 100
HEADERS: Mapping[str, tuple[str, ...]] = {
    "path": ("path", "file", "filename", "路径", "文件", "文件名", "文件路径"),
    "reference": ("reference", "ref", "archive reference", "archive_reference", "档号", "档案号"),
    "year": ("year", "年度", "年份", "归档年度"),
}
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年?度?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: `number` counts from the header's 1; `wrong` says what makes no sense of it."""

    number: int
    path: str
    reference: str
    year: str
    wrong: str = ""


def read_manifest(file: Path) -> list[Row]:
    """Return the lines of a manifest, but for blank ones.

    Raises:
        BadRequest: It cannot be read, or its first line names no column of paths.
    """
    return parse_manifest(_bytes(file), file.name)


def parse_manifest(data: bytes, name: str) -> list[Row]:
    """Return the lines of a manifest of some name, as `read_manifest`."""
    text = _text(data, name)
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MOST_LINES:
        raise BadRequest(f"{shown(name)}: a manifest has at most {MOST_LINES:,} lines: part it")
    lines = list(io.StringIO(text, newline=""))
    delimiter = max(",;\t", key=(lines or [""])[0].count)
    records = _records(lines, delimiter)
    _, headers, wrong = next(records, (1, [], ""))
    if wrong:
        raise BadRequest(f"{shown(name)}, line 1: {wrong}")
    columns = _columns(headers, name)
    rows = [
        Row(number=number, path="", reference="", year="", wrong=wrong)
        if wrong
        else _row(cells, columns, number)
        for number, cells, wrong in records
        if wrong or any(cell.strip() for cell in cells)
    ]
    return _marked(rows)


def find_listed(file: Path, unpack: Unpack, root: Path | None = None) -> Iterator[Source]:
    """Yield the sources that a manifest lists: files, and all in its archives and folders.

    Args:
        file: The manifest.
        unpack: Opens archives.
        root: What its paths are relative to; its own folder where None.

    Raises:
        BadRequest: As `read_manifest`, before anything is yielded.
    """
    root = file.parent if root is None else root
    times: Counter[str] = Counter()
    names = lru_cache(maxsize=FOLDERS)(names_in)
    for row in read_manifest(file):
        if row.wrong:
            yield failing_row(row, file.name, os.fsencode(file.absolute()), stamp_of(file))
            continue
        for source in find_below(find_named(root, row.path, names), row.path, unpack):
            yield again(replace(source, reference=row.reference, year=row.year), times[row.path])
        times[row.path] += 1


def failing_row(row: Row, name: str, whence: bytes, stamp: str) -> Source:
    """Return the source that a line which makes no sense is; the others tell of its manifest."""
    error = BadManifestRow(f"line {row.number}: {row.wrong}")
    return failing(row.path or f"{name}:{row.number}", whence + b"\0%d" % row.number, stamp, error)


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield number, cells and fault of each record.

    A quoted cell may go on for some lines; where its end is not found, or is followed by
    more than a delimiter, the fault is the first line's alone, and the next is one of its own.
    """
    at = 0
    while at < len(lines):
        some = (lines[one] for one in range(at, min(at + CELL_LINES, len(lines))))
        reader = csv.reader(some, delimiter=delimiter, strict=True)
        try:
            yield at + 1, next(reader), ""
            at += reader.line_num
        except csv.Error as error:
            yield at + 1, [], str(error)
            at += 1


def _bytes(file: Path) -> bytes:
    try:
        with open_regular(file) as stream:
            return stream.read(MOST_BYTES + 1)
    except (FileVanished, OSError) as error:
        raise BadRequest(f"{shown(file.name)}: {error}") from error


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise BadRequest(f"{shown(name)}: a manifest has at most {MOST_BYTES >> 20} MiB")
    # Excel's Unicode text begins with a mark of its order of bytes; without one UTF-16 cannot be told.
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRequest(f"{shown(name)}: it is neither UTF-8, UTF-16 with a mark nor GB 18030")


def _columns(headers: list[str], manifest: str) -> dict[str, int]:
    folded = [fold(header) for header in headers]
    found = {
        name: next((at for at, header in enumerate(folded) if header in known), -1)
        for name, known in HEADERS.items()
    }
    if found["path"] < 0:
        raise BadRequest(
            f"{shown(manifest)}: its first line names no column of paths."
            " Give path,reference,year or 路径,档号,年度."
        )
    return found


def _row(cells: list[str], columns: Mapping[str, int], number: int) -> Row:
    def cell(name: str) -> str:
        at = columns[name]
        return cells[at].strip() if 0 <= at < len(cells) else ""

    # As `find . > list.csv` and people write them.
    path = cell("path").replace("\\", "/").removeprefix("./").removesuffix("/")
    row = Row(number=number, path=path, reference=cell("reference"), year=cell("year"))
    year = _YEAR.fullmatch(row.year)
    if row.year and not year:
        return replace(row, year="", wrong=f"{shown(row.year, 20)!r} is no year")
    if shown(row.reference) != row.reference or len(row.reference) > REFERENCE_LENGTH:
        return replace(
            row, wrong=f"a reference has at most {REFERENCE_LENGTH} characters, all of them visible"
        )
    try:
        check_name(path)
    except BadName as error:
        return replace(row, wrong=error.message)
    return replace(row, year=year[1] if year else "")


def _marked(rows: list[Row]) -> list[Row]:
    """Return the rows with those marked that say something else of a file which an earlier one lists."""
    said: dict[str, Row] = {}
    marked = []
    for row in rows:
        first = row if row.wrong else said.setdefault(row.path, row)
        if (row.reference, row.year) == (first.reference, first.year):
            marked.append(row)
        else:
            marked.append(replace(row, wrong=f"line {first.number} says otherwise of the same file"))
    return marked
