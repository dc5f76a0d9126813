"""Manifests: what their tables may look like, and what each line gives."""

import os
import unicodedata
from pathlib import Path

import pytest

from models import archives, manifests
from models.archives import Most
from models.errors import BadDocument, BadRequest, FileVanished
from models.manifests import Row, read_manifest
from models.sources import Source
from tests.made_archives import PDF, write, zipped

TABLES: dict[str, bytes] = {
    "commas": b"path,reference,year\na.pdf,J-1,2019\n",
    "a byte order mark": b"\xef\xbb\xbfpath,reference,year\r\na.pdf,J-1,2019\r\n",
    "Excel's semicolons": b"Path;Reference;Year\r\na.pdf;J-1;2019\r\n",
    "tabs, another order, more columns": "年度\t备注\t档号\t路径\n2019年\t无\tJ-1\ta.pdf\n".encode(),
    "GB 18030, quoted, blank lines": '路径,档号,年度\n\n,,\n"a.pdf"," J-1 ","2019年度"'.encode("gb18030"),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_tables_as_people_make_them(tmp_path: Path, table: bytes) -> None:
    """Encoding, separator, order and words of the headers may be any of those that are met."""
    (row,) = read_manifest(write(tmp_path / "m.csv", table))
    assert (row.path, row.reference, row.year, row.wrong) == ("a.pdf", "J-1", "2019", "")


NONSENSE: dict[str, bytes] = {
    "no header": b"a.pdf,J-1,2019\n",
    "nothing": b"",
    "no text": b"path\n\xff\xff\xff",
    "an open quote": b'"path\na.pdf',
}


@pytest.mark.parametrize("table", NONSENSE.values(), ids=NONSENSE.keys())
def test_what_is_no_manifest(tmp_path: Path, table: bytes) -> None:
    """It is refused as a whole, by its name, before anything is taken."""
    with pytest.raises(BadRequest, match=r"m\.csv"):
        read_manifest(write(tmp_path / "m.csv", table))


def test_a_manifest_that_is_gone(tmp_path: Path) -> None:
    """It is told, too."""
    with pytest.raises(BadRequest, match=r"m\.csv"):
        read_manifest(tmp_path / "m.csv")


SPELT: dict[str, tuple[bytes, str]] = {
    "as `find` lists it": (b"a.pdf", "./a.pdf"),
    "in GB 18030 on disk": ("自评/表.pdf".encode("gb18030"), "自评/表.pdf"),
    "letters and marks apart on disk": (unicodedata.normalize("NFD", "Résumé.pdf").encode(), "Résumé.pdf"),
    "letters and marks apart in the table": (
        "Résumé.pdf".encode(),
        unicodedata.normalize("NFD", "Résumé.pdf"),
    ),
    "a folder with its stroke": (b"2019/a.pdf", "2019/"),
}


@pytest.mark.parametrize(("raw", "path"), SPELT.values(), ids=SPELT.keys())
def test_files_are_found_however_they_are_spelt(tmp_path: Path, raw: bytes, path: str) -> None:
    """Disk and table may each write a name in their own way."""
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw)), PDF)
    table = write(tmp_path / "m.csv", f"path,reference\n{path},J-1\n".encode())
    (source,) = _found(table)
    assert source.reference == "J-1"
    with source.opening() as stream:
        assert stream.read(4) == b"%PDF"


NOWHERE = {"too long for a disk": "长" * 200 + ".pdf", "below a file": "b.pdf/c.pdf"}


@pytest.mark.parametrize("path", NOWHERE.values(), ids=NOWHERE.keys())
def test_names_that_no_disk_has_fail_alone(tmp_path: Path, path: str) -> None:
    """They are no reason to take in nothing of what is listed behind them."""
    write(tmp_path / "b.pdf", PDF)
    table = write(tmp_path / "m.csv", f"path\n{path}\nb.pdf\n".encode())
    gone, there = _found(table)
    with pytest.raises(FileVanished):
        gone.opening()
    with there.opening() as stream:
        assert stream.read(4) == b"%PDF"


WRONG: dict[str, str] = {
    "climbing": "../a.pdf,J-1,2019",
    "absolute": "/etc/a.pdf,J-1,2019",
    "a drive": "C:\\a.pdf,J-1,2019",
    "no path": ",J-1,2019",
    "no year": "a.pdf,J-1,last year",
    "a year far off": "a.pdf,J-1,1066",
    "a long reference": f"a.pdf,{'J' * 101},2019",
    "an open quote": '"a.pdf,J-1,2019',
    "a quote that opens late": 'a.pdf,"J-1,2019',
    "a stray quote": 'a.pdf,"J"-1,2019',
    "a hidden character": "a.pdf,J\u202e1,2019",
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_line_fails_alone(tmp_path: Path, line: str) -> None:
    """It is a source that says its number; the lines around it are taken."""
    write(tmp_path / "b.pdf", PDF)
    table = f"path,reference,year\n{line}\nb.pdf,J-2,2020\n".encode()
    first, second = _found(write(tmp_path / "m.csv", table))
    assert _code(first).startswith("bad-manifest-row: line 2: ")
    assert (second.label, second.reference, second.year, _code(second)) == ("b.pdf", "J-2", "2020", "")


def test_quoted_cells(tmp_path: Path) -> None:
    """One may go on for lines; one that never ends costs its own line, whatever quotes stand further down."""
    table = b'path,note,year\na.pdf,"two\nlines, or ""more""",2019\nb.pdf,"open,2019\n'
    table += b'c.pdf,"good",2020\n"d.pdf",,\n'
    rows = read_manifest(write(tmp_path / "m.csv", table))
    assert [(row.number, row.path, row.year, bool(row.wrong)) for row in rows] == [
        (2, "a.pdf", "2019", False),
        (4, "", "", True),
        (5, "c.pdf", "2020", False),
        (6, "d.pdf", "", False),
    ]


def test_a_file_listed_twice(tmp_path: Path) -> None:
    """The same words twice are one file; other words of the same file fail."""
    table = b"path,reference,year\na.pdf,J-1,2019\na.pdf,J-1,2019\na.pdf,J-2,2019\n"
    rows = read_manifest(write(tmp_path / "m.csv", table))
    assert rows[:2] == [Row(number=number, path="a.pdf", reference="J-1", year="2019") for number in (2, 3)]
    assert rows[2].wrong == "line 2 says otherwise of the same file"


def test_repeated_lines_are_input_files(tmp_path: Path) -> None:
    """Each time that a file or archive is listed counts, by whatever line it stands."""
    write(tmp_path / "a.pdf", PDF)
    write(tmp_path / "b.zip", zipped({"1.pdf": PDF, "2.pdf": PDF}))
    found = _found(write(tmp_path / "m.csv", b"path\na.pdf\nb.zip\na.pdf\nb.zip\na.pdf\n"))
    inner = ["b.zip/1.pdf", "b.zip/2.pdf"]
    assert [one.label for one in found] == ["a.pdf", *inner, "a.pdf", *inner, "a.pdf"]
    assert len({one.place for one in found}) == 7
    once = _found(write(tmp_path / "m.csv", b"path\n\nb.zip\na.pdf\n"))
    assert {one.place for one in once} == {one.place for one in found[:3]}


def test_archives_and_folders_are_listed_too(tmp_path: Path) -> None:
    """All in them gets the line's words; a Windows path is one of ours; what is missing fails when opened."""
    write(tmp_path / "box" / "deep" / "a.pdf", PDF)
    write(tmp_path / "b.zip", zipped({"in/b.pdf": PDF, "c.txt": b""}))
    table = b"path,reference,year\nbox\\deep,J-1,2019\nb.zip,J-2,2020\ngone.pdf,J-3,\n"
    found = _found(write(tmp_path / "m.csv", table))
    assert [(one.label, one.reference, one.year, one.passed) for one in found] == [
        ("box/deep/a.pdf", "J-1", "2019", False),
        ("b.zip/in/b.pdf", "J-2", "2020", False),
        ("b.zip/c.txt", "J-2", "2020", True),
        ("gone.pdf", "J-3", "", False),
    ]
    assert _code(found[3]).startswith("file-vanished")


def test_another_root(tmp_path: Path) -> None:
    """Paths are those below the folder that is named."""
    write(tmp_path / "papers" / "a.pdf", PDF)
    table = write(tmp_path / "m.csv", b"path\na.pdf\n")
    assert [_code(one) for one in _found(table, tmp_path / "papers")] == [""]


def _found(table: Path, root: Path | None = None) -> list[Source]:
    most = Most(files=9, bytes=9_000_000, ratio=200)
    return list(manifests.find_listed(table, lambda file, label: archives.unpack(file, label, most), root))


def _code(source: Source) -> str:
    try:
        with source.opening():
            return ""
    except BadDocument as error:
        return f"{error.code}: {error.message}"
