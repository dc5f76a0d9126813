"""Blobs: stored by what they are, durable, and never by a name from outside."""

import hashlib
import io
import os
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.blobs import CHUNK, Blobs
from models.errors import BrokenSetup, NotFound, TooLarge

NO_NAMES = ("", "..", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 32 + "\n", "g" * 64)


@pytest.fixture
def store(tmp_path: Path) -> Blobs:
    """An empty folder of blobs."""
    return Blobs(tmp_path / "blobs")


def _files(store: Blobs) -> list[str]:
    return sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())


@given(content=st.binary(max_size=100) | st.integers(0, 3).map(lambda n: b"x" * (CHUNK + n - 1)))
def test_gives_back_what_it_took(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any bytes come back unchanged under their own sha256."""
    store = Blobs(tmp_path_factory.mktemp("blobs"))
    sha256, size = store.write(io.BytesIO(content))
    assert (sha256, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert store.read(sha256) == content
    with store.open(sha256) as file:
        assert file.read() == content
    assert store.has(sha256)
    assert _files(store) == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_same_bytes_are_one_file(store: Blobs) -> None:
    """Eight writers of the same bytes leave one blob and nothing aside."""
    with ThreadPoolExecutor(8) as pool:
        written = set(pool.map(lambda _: store.write(io.BytesIO(b"same")), range(8)))
    assert len(written) == 1
    assert len(_files(store)) == 1


def test_stops_at_the_limit(store: Blobs) -> None:
    """One byte too many is refused, read no further, and nothing is kept."""
    stream = io.BytesIO(b"x" * (5 * CHUNK))
    with pytest.raises(TooLarge, match="more than"):
        store.write(stream, limit=2 * CHUNK - 1)
    assert stream.tell() <= 2 * CHUNK
    assert _files(store) == []
    assert store.write(io.BytesIO(b"12345"), limit=5)[1] == 5


def test_keeps_nothing_of_a_broken_stream(store: Blobs) -> None:
    """A stream that fails leaves neither blob nor leftover, and its own error."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError("gone")
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        store.write(Broken(b"x" * CHUNK))
    assert _files(store) == []


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_is_no_hash_is_no_path(store: Blobs, name: str) -> None:
    """Only 64 lower-case hex digits lead anywhere."""
    for method in (store.path, store.has, store.open, store.read):
        with pytest.raises(NotFound):
            method(name)


def test_a_missing_blob_is_not_found(store: Blobs) -> None:
    """A hash that was never stored is told apart from a broken folder."""
    assert not store.has("ab" * 32)
    with pytest.raises(NotFound, match="missing"):
        store.read("ab" * 32)


def test_writing_again_heals(store: Blobs) -> None:
    """A blob that was damaged on disk is whole again once the same bytes arrive."""
    sha256, _ = store.write(io.BytesIO(b"whole"))
    store.path(sha256).write_bytes(b"torn")
    store.write(io.BytesIO(b"whole"))
    assert store.read(sha256) == b"whole"


def test_sweeps_what_killed_uploads_left(store: Blobs) -> None:
    """Old leftovers go, young ones and blobs stay."""
    sha256, _ = store.write(io.BytesIO(b"kept"))
    old, young = (store.root / "incoming" / name for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"part")
    os.utime(old, (0, 0))
    os.utime(store.path(sha256), (0, 0))
    (store.root / "incoming" / "gone").symlink_to("nowhere")  # as one that is gone when it is looked at
    assert store.sweep(3600) == 1
    assert (old.exists(), young.exists(), store.has(sha256)) == (False, True, True)


def test_places_of_their_own(store: Blobs) -> None:
    """What is kept beside is found there alone, and goes with its place and nothing else."""
    kept, _ = store.write(io.BytesIO(b"kept"))
    one, other = store.beside("archives/1"), store.beside("archives/12")
    sha256, _ = one.write(io.BytesIO(b"for a while"))
    other.write(io.BytesIO(b"for a while"))
    store.drop("archives/1")
    store.drop("archives/7")
    assert (store.has(kept), store.has(sha256)) == (True, False)
    assert (store.beside("archives/1").has(sha256), other.read(sha256)) == (False, b"for a while")


def test_every_folder_on_the_way_is_synced(store: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut takes neither bytes nor the names that lead to them, in a place of their own neither."""
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink()))
    for place in (store, store.beside("archives/1")):
        synced.clear()
        path = place.path(place.write(io.BytesIO(b"kept"))[0])
        way = {folder for folder in path.parents if folder.is_relative_to(store.root)}
        assert way <= set(synced)


@pytest.mark.parametrize(
    "name", ["", "..", "archives", "../1", "archives/..", "archives/1/..", "ab/1", "/abc/1"]
)
def test_a_place_that_is_none_of_ours(store: Blobs, name: str) -> None:
    """No other folder is made or deleted by a name."""
    for ask in (store.beside, store.drop):
        with pytest.raises(NotFound):
            ask(name)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the folder's place, and one in a blob's place, are coded errors that say what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokenSetup, match="can be written"):
        Blobs(tmp_path / "file" / "blobs")
    store = Blobs(tmp_path / "blobs")
    digest = hashlib.sha256(b"x").hexdigest()
    (store.root / digest[:2]).write_text("")
    with pytest.raises(BrokenSetup, match="Nothing was stored"):
        store.write(io.BytesIO(b"x"))
    assert list((store.root / "incoming").iterdir()) == []


def test_a_full_disk_is_told(store: Blobs) -> None:
    """A write that the system cuts short is a coded error, and nothing is kept."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK // 2, before[1]))
    try:
        with pytest.raises(BrokenSetup, match="Nothing was stored"):
            store.write(io.BytesIO(b"x" * CHUNK))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert _files(store) == []
