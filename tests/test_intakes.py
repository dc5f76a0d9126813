"""The way in: every file is accepted, a duplicate, or refused by code, and nothing else."""

import io
import itertools
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models import batches, intakes, queues
from models.blobs import Blobs, Readable
from models.databases import Database
from models.entries import Entry
from models.errors import BadName
from models.intakes import Intake
from models.names import check_name, shown
from models.settings import Settings
from models.tables import Documents, Jobs
from tests.made_forms import pdf

Take = Callable[..., Intake]

BAD_NAMES = {
    "empty": "",
    "climbs": "../表.pdf",
    "climbs inside": "a/../../表.pdf",
    "climbs at the end": "a/..",
    "absolute": "/etc/passwd",
    "empty step": "a//b.pdf",
    "a folder": "a/",
    "dot": "./a.pdf",
    "backslash": "a\\b.pdf",
    "drive": "C:a.pdf",
    "newline": "a\nb.pdf",
    "nul": "a\0.pdf",
    "escape": "\x1b[31m.pdf",
    "c1 control": "a\x85.pdf",
    "right to left override": "a\u202efdp.exe",
    "isolate": "a\u2066.pdf",
    "zero width": "a\u200b.pdf",
    "line separator": "a\u2028.pdf",
    "surrogate": "a\udc80.pdf",
    "too long": "表" * 256,
}

GOOD_NAMES = (
    "a",
    "2023 年/交通局/自评表（终稿）.pdf",
    "..a.pdf",
    "a..pdf",
    ".hidden",
    "表" * 255,
    "ab:c.pdf",
    "é 'x' <b>.pdf",
)

BAD_CONTENTS = {
    "no bytes": (b"", "empty-file"),
    "words": (b"hello", "not-a-pdf"),
    "a PDF that begins too late": (b" " * 1020 + b"%PDF-1.7", "not-a-pdf"),
    "too many bytes": (b"%PDF-1.7" + b"x" * 2000, "too-large"),
}


@pytest.fixture
def take(db: Database, blobs: Blobs, settings: Settings) -> Take:
    """Take in one file of at most 2,000 bytes."""
    small = replace(settings, max_upload_bytes=2000)

    def take_in(name: str, content: bytes | Readable, **given: int) -> Intake:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        return intakes.take_in(db, blobs, small, name, stream, **{"user_id": None, **given})

    return take_in


def _rows(db: Database) -> tuple[int, int]:
    with db.reading() as session:
        documents = session.execute(select(func.count()).select_from(Documents)).scalar_one()
        jobs = session.execute(select(func.count()).select_from(Jobs)).scalar_one()
        return documents, jobs


def _stored(blobs: Blobs) -> int:
    return sum(path.is_file() for path in blobs.root.rglob("*"))


def test_accepts(db: Database, blobs: Blobs, take: Take) -> None:
    """A new file is a blob, a waiting document and a pending reading job."""
    taken = take("2023/表.pdf", pdf("a"))
    assert taken == Intake(outcome="accepted", name="2023/表.pdf", document_id=1, sha256=taken.sha256)
    assert blobs.read(taken.sha256) == pdf("a")
    with db.reading() as session:
        page = queues.document_page(session, 1)
    assert (page.document.name, page.document.state, page.document.size) == (
        "2023/表.pdf",
        "waiting",
        len(pdf("a")),
    )
    assert [(job.kind, job.state, job.tries) for job in page.jobs] == [("extract", "pending", 0)]


def test_same_bytes_twice_are_one_document(db: Database, take: Take) -> None:
    """Another name for the same bytes is a duplicate and makes nothing new."""
    first, second = take("a.pdf", pdf("a")), take("b.pdf", pdf("a"))
    assert second == Intake(
        outcome="duplicate", name="b.pdf", document_id=first.document_id, sha256=first.sha256
    )
    assert _rows(db) == (1, 1)


def test_same_bytes_at_the_same_moment(db: Database, take: Take) -> None:
    """Of eight that bring the same bytes together one is accepted; all learn the same document."""
    barrier = threading.Barrier(8, timeout=30)

    def bring(number: int) -> Intake:
        barrier.wait()
        return take(f"{number}.pdf", pdf("same"))

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(bring, range(8)))
    assert sorted(one.outcome for one in taken) == ["accepted", *["duplicate"] * 7]
    with db.reading() as session:
        kept = session.scalars(select(Documents.id)).one()
    assert {one.document_id for one in taken} == {kept}
    assert _rows(db) == (1, 1)


@pytest.mark.parametrize(("content", "code"), BAD_CONTENTS.values(), ids=BAD_CONTENTS.keys())
def test_refuses_contents(db: Database, blobs: Blobs, take: Take, content: bytes, code: str) -> None:
    """Bytes that cannot be a form are refused by code and leave nothing behind."""
    taken = take("a.pdf", content)
    assert (taken.outcome, taken.error.code, taken.document_id) == ("refused", code, None)
    assert (_rows(db), _stored(blobs)) == ((0, 0), 0)


def test_stops_reading_what_is_too_large(take: Take) -> None:
    """An endless stream is left soon after the limit."""

    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"%PDF-" + b"x" * (size - 5)

    stream = Endless()
    assert take("a.pdf", stream).error.code == "too-large"
    assert stream.given < 4 * 1024 * 1024


def test_a_file_that_vanishes(db: Database, blobs: Blobs, take: Take) -> None:
    """A stream that fails on the way is refused as vanished, and the next file is taken."""

    class Vanishing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 1024:
                raise OSError(5, "Input/output error")
            return super().read(size)

    taken = take("a.pdf", Vanishing(b"%PDF-1.7" + b"x" * 1500))
    assert (taken.outcome, taken.error.code) == ("refused", "file-vanished")
    assert "Input/output error" in taken.error.message
    assert (_rows(db), _stored(blobs)) == ((0, 0), 0)
    assert take("b.pdf", pdf()).outcome == "accepted"


def test_a_stream_that_comes_in_drops(take: Take) -> None:
    """The mark of a PDF is found although the bytes arrive one by one."""

    class Drops(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1))

    content = b"\xef\xbb\xbf junk " + pdf("drops")
    taken = take("a.pdf", Drops(content))
    assert taken == replace(take("b.pdf", content), outcome="accepted", name="a.pdf")


def test_a_name_at_fault_is_not_read(take: Take) -> None:
    """A bad name is refused before a byte is read, and shown without what hides in it."""
    stream = io.BytesIO(pdf())
    taken = take("../\u202ea\n.pdf", stream)
    assert (taken.outcome, taken.error.code, taken.name) == ("refused", "bad-name", "../\ufffda\ufffd.pdf")
    assert stream.tell() == 0


def test_a_person_that_does_not_exist(db: Database, take: Take) -> None:
    """A caller's mistake is an error, not a duplicate of nothing."""
    with pytest.raises(IntegrityError):
        take("a.pdf", pdf(), user_id=99)
    assert _rows(db) == (0, 0)


def test_what_was_answered_survives_a_kill(db: Database, blobs: Blobs, settings: Settings) -> None:
    """A process killed while it takes in loses nothing that it answered and leaves no row without bytes."""
    stored = select(Documents.sha256, Jobs.id).outerjoin(Jobs, Jobs.document_id == Documents.id)
    for turn in range(3):
        answered = _take_in_and_kill(settings, turn)
        with db.reading() as session:
            rows = session.execute(stored).all()
        assert len(answered) >= 5
        assert answered <= {row.sha256 for row in rows}
        assert all(blobs.has(row.sha256) and row.id for row in rows)
    taken = intakes.take_in(db, blobs, settings, "a.pdf", io.BytesIO(pdf("after")), user_id=None)
    assert taken.outcome == "accepted"


def _take_in_and_kill(settings: Settings, turn: int) -> set[str]:
    """Return the hashes that a process answered before it was killed at its fifth or a little later."""
    out, into = os.pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_take_in_for_ever, args=(settings, into, turn)
    )
    process.start()
    os.close(into)
    with os.fdopen(out) as answers:
        first = [answers.readline() for _ in range(5)]
        process.kill()
        process.join()
        return {line.strip() for line in (*first, *answers)}


def _take_in_for_ever(settings: Settings, into: int, turn: int) -> None:
    db, blobs = Database(settings), Blobs(settings.blobs)
    for number in itertools.count():
        stream = io.BytesIO(pdf(f"{turn} {number}"))
        taken = intakes.take_in(db, blobs, settings, "a.pdf", stream, user_id=None)
        os.write(into, f"{taken.sha256}\n".encode())


def test_batches(db: Database, take: Take) -> None:
    """A batch keeps its documents together under a label that can be shown."""
    with db.writing() as session:
        batch_id = batches.open_batch(session, "import \u202e" + "x" * 300, None)
    take("a.pdf", pdf("a"), entry=Entry(batch_id=batch_id, place="a", stamp="1"))
    take("b.pdf", pdf("b"))
    with db.reading() as session:
        assert [line.name for line in queues.list_documents(session, batch_id=batch_id)] == ["a.pdf"]


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES.keys())
def test_refuses_names(name: str) -> None:
    """What is a path, or hides something, is no label."""
    with pytest.raises(BadName):
        check_name(name)


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_keeps_names(name: str) -> None:
    """Ordinary names stay as they are."""
    assert check_name(name) == name


@given(st.text(max_size=300) | st.lists(st.sampled_from([*"ab/.\\:", "..", "\u202e"])).map("".join))
def test_no_name_leads_out(name: str) -> None:
    """Whatever is accepted stays below the folder it would be joined to; whatever is shown can be stored."""
    shown(name).encode()
    assert "\0" not in shown(name)
    try:
        label = check_name(name)
    except BadName:
        return
    path = PurePosixPath("/root") / label
    assert ".." not in path.parts
    assert path.is_relative_to("/root")
    assert shown(label) == label
