"""ZIP archives: what is taken out of them, and what the hostile ones get."""

import io
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import archives
from models.archives import Most
from models.errors import ArchiveBomb, BadDocument
from models.names import check_name
from models.sources import Source
from tests.made_archives import PDF, crowded, far_off, locked, named, spoilt, write, zipped

MOST = Most(files=100, bytes=30_000_000, ratio=200)
GOOD = {"好.pdf": PDF + b"good"}
BLANK = bytes(5_000_000)

OTHERS: dict[str, tuple[bytes, str, str]] = {
    "one with a password": (locked(zipped({**GOOD, "b.pdf": PDF}), "b.pdf"), "b.pdf", "encrypted-archive"),
    "a wrong checksum": (
        spoilt(zipped({**GOOD, "b.pdf": PDF + b"twin"}, zipfile.ZIP_STORED), PDF + b"twin"),
        "b.pdf",
        "damaged-archive",
    ),
    "another method": (zipped({**GOOD, "b.pdf": PDF}, zipfile.ZIP_LZMA), "b.pdf", "damaged-archive"),
    "an archive in it": (zipped({**GOOD, "in.zip": zipped(GOOD)}), "in.zip", "archive-not-opened"),
    "another kind in it": (zipped({**GOOD, "in.RAR": b"Rar!"}), "in.RAR", "archive-not-opened"),
    "a bomb": (zipped({**GOOD, "b.pdf": PDF + BLANK}), "b.pdf", "archive-bomb"),
    "a name that climbs": (zipped({**GOOD, "../../b.pdf": PDF}), "../../b.pdf", "bad-name"),
    "a name that climbs by Windows": (zipped({**GOOD, "..\\b.pdf": PDF}), "../b.pdf", "bad-name"),
    "an absolute name": (zipped({**GOOD, "/etc/b.pdf": PDF}), "/etc/b.pdf", "bad-name"),
    "a name of some computer": (zipped({**GOOD, "C:/b.pdf": PDF}), "C:/b.pdf", "bad-name"),
    "a name that hides": (zipped({**GOOD, "a\u202efdp.pdf": PDF}), "a\u202efdp.pdf", "bad-name"),
}


def outcome(source: Source) -> str:
    """Return what taking in a source would give: a code, `passed`, or `accepted` once all bytes came."""
    if source.passed:
        return "passed"
    try:
        check_name(source.label)
        with source.opening() as stream:
            while stream.read(1 << 20):
                pass
    except BadDocument as error:
        return error.code
    return "accepted"


def outcomes(file: Path, most: Most = MOST) -> dict[str, str]:
    """Return what becomes of each file of an archive, by its name there."""
    found = archives.unpack(file, "a.zip", most)
    return {source.label[len("a.zip/") :]: outcome(source) for source in found}


@pytest.mark.parametrize(("data", "name", "code"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_bad_fails_alone(tmp_path: Path, data: bytes, name: str, code: str) -> None:
    """Each bad file has its code, and the good one beside it is taken unless it is packed likewise."""
    found = outcomes(write(tmp_path / "a.zip", data))
    beside = "damaged-archive" if b"\x0e\x00" in data[8:10] else "accepted"
    assert found == {"好.pdf": beside, name: code}


def test_a_place_beyond_all_memory(tmp_path: Path) -> None:
    """A file that lies nowhere fails alone, whether its archive lies on disk or, from a bucket, in memory."""
    data = far_off(zipped({"b.pdf": PDF, **GOOD}))
    here = archives.packed_in(write(tmp_path / "a.zip", data), "a.zip")
    for packed in (here, replace(here, opening=lambda: io.BytesIO(data))):
        found = {one.label: outcome(one) for one in archives.unpack_from(packed, MOST)}
        assert found == {"a.zip/b.pdf": "damaged-archive", "a.zip/好.pdf": "accepted"}


WHOLES: dict[str, tuple[bytes, str]] = {
    "no archive": (b"not at all", "damaged-archive"),
    "cut off": (zipped(GOOD)[:-30], "damaged-archive"),
    "nothing in it": (zipped({}), "empty-file"),
    "folders alone": (zipped({"folder/": b""}), "empty-file"),
    "too many files": (zipped({f"{n}.pdf": PDF for n in range(101)}), "archive-bomb"),
}


@pytest.mark.parametrize(("data", "code"), WHOLES.values(), ids=WHOLES.keys())
def test_an_archive_that_is_bad_as_a_whole(tmp_path: Path, data: bytes, code: str) -> None:
    """It is one source that fails, under its own name."""
    assert outcomes(write(tmp_path / "a.zip", data)) == {"": code}


def test_a_directory_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    """The directory's size is looked at first, whatever the number of files that it tells."""
    data = bytearray(zipped({f"{n}.pdf": b"" for n in range(3000)}))
    file = write(tmp_path / "a.zip", bytes(data))
    assert outcomes(file, Most(files=100, bytes=1, ratio=1)) == {"": "archive-bomb"}
    data[-22 + 8 : -22 + 12] = b"\1\0\1\0"
    assert outcomes(write(file, bytes(data)), Most(files=100, bytes=1, ratio=1)) == {"": "archive-bomb"}


def test_entries_that_say_the_same(tmp_path: Path) -> None:
    """Each is an input file of its own, though they have one name and lie in one place."""
    found = list(archives.unpack(write(tmp_path / "a.zip", crowded(3, 3, far=False)), "a.zip", MOST))
    assert [source.label for source in found] == ["a.zip/a.pdf"] * 3
    assert len({source.place for source in found}) == 3


@pytest.mark.parametrize("far", [False, True], ids=["in the end record", "in a ZIP64 record"])
@pytest.mark.parametrize("told", [1, 200_000])
def test_a_directory_of_very_many_files_is_not_kept(tmp_path: Path, told: int, *, far: bool) -> None:
    """Short headers are counted before they become objects, whatever number is told, and wherever."""
    file = write(tmp_path / "a.zip", crowded(200_000, told, far=far))
    tracemalloc.start()
    try:
        assert outcomes(file, Most(files=10_000, bytes=1, ratio=1)) == {"": "archive-bomb"}
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    several = write(tmp_path / "b.zip", crowded(9000, told, far=far))
    assert archives.count_files(several, Most(files=10_000, bytes=1, ratio=1)) == 9000


def test_what_comes_out_is_counted_together(tmp_path: Path) -> None:
    """Files within bounds that together are too much are taken up to the limit; each beyond it says so."""
    file = write(tmp_path / "a.zip", zipped({f"{n}.pdf": PDF + bytes(900_000) for n in range(8)}))
    found = outcomes(file, Most(files=100, bytes=3_000_000, ratio=10_000))
    assert list(found.values()) == ["accepted"] * 3 + ["archive-bomb"] * 5
    assert archives.count_files(file, MOST) == 8


def test_a_bomb_never_fills_memory(tmp_path: Path) -> None:
    """Bytes come out in small parts, however many are asked for."""
    found = archives.unpack(write(tmp_path / "a.zip", zipped({"b.pdf": bytes(50_000_000)})), "a", MOST)
    parts: list[int] = []
    with next(found).opening() as stream, pytest.raises(ArchiveBomb):
        parts.extend(len(part) for part in iter(lambda: stream.read(40_000_000), b""))
    assert max(parts) <= 1 << 16
    assert sum(parts) <= 10_000_000


NAMES = {
    "of a Chinese Windows": "自评x表.pdf".encode("gb18030"),
    "UTF-8 that does not say so": "自评x表.pdf".encode(),
}


@pytest.mark.parametrize("raw", NAMES.values(), ids=NAMES.keys())
def test_chinese_names(tmp_path: Path, raw: bytes) -> None:
    """Names are read as their maker wrote them, whether the archive says how or not."""
    plain = ("0" * len(raw)).encode()
    data = named(zipped({plain.decode(): PDF, "自评.pdf": PDF}), plain, raw)
    assert outcomes(write(tmp_path / "a.zip", data)) == {"自评x表.pdf": "accepted", "自评.pdf": "accepted"}


def test_a_name_that_begins_with_nul(tmp_path: Path) -> None:
    """It costs that file alone."""
    data = named(zipped({"0.pdf": PDF, "b.pdf": PDF}), b"0.pdf", b"\0.pdf")
    assert list(outcomes(write(tmp_path / "a.zip", data)).values()) == ["bad-name", "accepted"]


def test_one_maker_wrote_all_names(tmp_path: Path) -> None:
    """A name of GB 18030 that is UTF-8 as well is read as those beside it are."""
    plain = {"00.pdf": "陆.pdf", "1111.pdf": "自评.pdf"}
    data = zipped(dict.fromkeys(plain, PDF))
    for one, name in plain.items():
        data = named(data, one.encode(), name.encode("gb18030"))
    assert outcomes(write(tmp_path / "a.zip", data)) == dict.fromkeys(plain.values(), "accepted")


@given(data=st.binary(max_size=300), cut=st.integers(0, 400), at=st.integers(0, 400))
def test_nothing_but_codes(tmp_path_factory: pytest.TempPathFactory, data: bytes, cut: int, at: int) -> None:
    """Whatever an archive is made of, each file in it ends as taken, passed over or by a code."""
    good = zipped({"a.pdf": PDF, "b.txt": b"b", "c.zip": b"c"})
    file = write(tmp_path_factory.mktemp("zip") / "a.zip", good[:at] + data + good[at : at + cut])
    known = {"accepted", "passed", "damaged-archive", "encrypted-archive", "archive-not-opened"}
    known |= {"archive-bomb", "bad-name", "empty-file"}
    found = outcomes(file)
    assert found
    assert set(found.values()) <= known
