"""A watched folder: files are taken once they stopped growing, once, whoever dies meanwhile."""

import fcntl
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import batches
from models.databases import Database
from models.errors import BrokenSetup, Overloaded
from models.intakes import Intake
from models.settings import Settings
from models.tables import Batches, BatchFiles, Documents
from tests.made_archives import PDF, write, zipped
from tests.made_commands import run_on
from worker import watchers
from worker.premises import check_folder
from worker.watchers import Watcher, named_folder

Watch = Callable[..., "Watched"]


class Watched:
    """A folder, its watcher, and what the watcher said."""

    def __init__(self, db: Database, settings: Settings, folder: Path) -> None:
        self.db, self.folder = db, folder
        self.said: list[tuple[str, str]] = []
        self.watcher = Watcher(db, settings, folder, self._hear)

    def look(self, *moments: float) -> list[tuple[str, str]]:
        """Look at some moments and return what was said."""
        self.said.clear()
        for moment in moments:
            self.watcher.look(moment)
        return list(self.said)

    def _hear(self, intake: Intake) -> None:
        self.said.append((intake.outcome, intake.name))


@pytest.fixture
def watch(db: Database, settings: Settings, tmp_path: Path) -> Watch:
    """Make a watcher of one folder, as often as it is started again; files must be still for ten seconds."""
    folder = tmp_path / "in"
    folder.mkdir()

    def made(**more: object) -> Watched:
        return Watched(db, replace(settings, watch_seconds=10, **more), folder)  # type: ignore[arg-type]  # by name

    return made


def test_growing_files_wait(watch: Watch) -> None:
    """A file is taken when it has been the same for ten seconds, and once."""
    watched = watch()
    file = write(watched.folder / "a.pdf", PDF)
    assert watched.look(0, 9) == []
    with file.open("ab") as stream:
        stream.write(b"more")
    assert watched.look(10, 19) == []
    assert watched.look(20) == [("accepted", "in/a.pdf")]
    assert watched.look(40, 60) == []
    assert watch().look(0, 20) == []
    with file.open("ab") as stream:
        stream.write(b"and more")
    assert watched.look(70, 90) == [("accepted", "in/a.pdf")]
    with watched.db.reading() as session:
        assert len(session.scalars(select(Documents.id)).all()) == 2


def test_what_is_taken_and_what_is_not_looked_at(watch: Watch) -> None:
    """Archives are opened, what is bad is refused once; hidden, half-copied and linked files are left."""
    watched = watch()
    write(watched.folder / "b.zip", zipped({"1.pdf": PDF + b"1", "2.txt": b""}))
    write(watched.folder / "deep" / "c.pdf", b"")
    write(watched.folder / "k.HEIC", b"\0\0\0\x18ftypheic")
    for name in (".d.pdf", "e.pdf.part", "f.docx", ".hidden/g.pdf"):
        write(watched.folder / name, PDF)
    (watched.folder / "h.pdf").symlink_to(write(watched.folder.parent / "secret.pdf", PDF))
    os.mkfifo(watched.folder / "i.pdf")
    told = [
        ("accepted", "in/b.zip/1.pdf"),
        ("passed", "in/b.zip/2.txt"),
        ("refused", "in/deep/c.pdf"),
        ("refused", "in/k.HEIC"),
    ]
    assert watched.look(0, 20) == told
    assert watched.look(40) == []
    assert watch().look(0, 20) == []


def test_moved_files(watch: Watch) -> None:
    """What was looked at is put away by day, under a name of its own, and is not taken again from there."""
    watched = watch(watch_move=True)
    for content in (PDF, PDF + b"2"):
        write(watched.folder / "deep" / "a.pdf", content)
        write(watched.folder / "b.pdf", content[:0])
        watched.look(0)
        watched.look(20)
    lying = sorted(str(file.relative_to(watched.folder)) for file in watched.folder.rglob("*.pdf"))
    day = lying[0].split("/")[1]
    assert lying == [
        f"refused/{day}/b (2).pdf",
        f"refused/{day}/b.pdf",
        f"taken/{day}/deep/a (2).pdf",
        f"taken/{day}/deep/a.pdf",
    ]
    assert watched.look(40, 60) == []


def test_what_is_written_anew_before_the_move_stays(watch: Watch) -> None:
    """A file that is replaced while it is taken is not put away for the one before: it is taken, too."""
    watched = watch(watch_move=True)
    file = write(watched.folder / "a.pdf", PDF)
    hear = watched.watcher._say  # noqa: SLF001 - the moment between taking and moving

    def replace_it(intake: Intake) -> None:
        hear(intake)
        if len(watched.said) == 1:
            write(watched.folder / "a.new", PDF + b"2").replace(file)

    watched.watcher._say = replace_it  # noqa: SLF001 - the same
    watched.look(0)
    assert watched.look(20) == [("accepted", "in/a.pdf")]
    assert file.read_bytes() == PDF + b"2"
    watched.look(40)
    watched.watcher._say = hear  # noqa: SLF001 - the same
    assert watched.look(60) == [("accepted", "in/a.pdf")]
    assert not file.exists()
    assert len(list(watched.folder.rglob("*.pdf"))) == 1


def test_a_death_before_the_move(watch: Watch) -> None:
    """A file that is taken and still lies in the folder is put away by the next watcher, not taken again."""
    watched = watch()
    write(watched.folder / "a.pdf", PDF)
    write(watched.folder / "b.pdf", b"")
    assert len(watched.look(0, 20)) == 2
    assert watch(watch_move=True).look(0, 20) == []
    assert [len(list((watched.folder / name).rglob("*.pdf"))) for name in ("taken", "refused")] == [1, 1]


def test_what_cannot_be_opened_is_tried_again(watch: Watch) -> None:
    """It stays where it is, is tried after a while and by the next watcher, and then taken."""
    watched = watch(watch_move=True)
    file = write(watched.folder / "a.pdf", PDF)
    refused, taken = [("refused", "in/a.pdf")], [("accepted", "in/a.pdf")]
    with _unreadable(file):
        assert watched.look(0, 20, 21, 40) == refused
        assert watched.look(20 + watchers.AGAIN + 10) == refused
        again = watch()
        assert again.look(0, 20) == refused
    assert again.look(20 + watchers.AGAIN + 9) == []
    assert again.look(20 + watchers.AGAIN + 10, 200, 400) == taken
    with watched.db.reading() as session:
        assert session.scalars(select(BatchFiles.outcome)).all() == ["accepted"]


@contextmanager
def _unreadable(file: Path) -> Iterator[None]:
    """Hold a file so that nobody, not even root, can open it at once; its size, time and inode stay."""
    with file.open("r+b") as held:
        fcntl.fcntl(held, fcntl.F_SETSIG, signal.SIGURG)  # tells the holder of who waits, and ends nobody
        fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        yield


def test_a_batch_a_day(watch: Watch) -> None:
    """Files of one day are one batch, the next day has another; each is closed when nothing is at hand."""
    watched = watch()
    for number in range(2):
        write(watched.folder / f"{number}.pdf", PDF + bytes([number]))
        watched.look(number * 100, number * 100 + 20)
    with watched.db.writing() as session:
        session.execute(update(Batches).values(created_at=Batches.created_at))
        (made,) = session.scalars(select(Batches.created_at))
        session.execute(update(Batches).values(created_at=made.replace(year=made.year - 1)))
    write(watched.folder / "2.pdf", PDF + b"next")
    assert len(watched.look(300, 320)) == 1
    with watched.db.reading() as session:
        kept = session.execute(select(Batches.kind, Batches.state, Batches.part).order_by(Batches.id)).all()
        files = session.scalars(select(BatchFiles.batch_id).order_by(BatchFiles.id)).all()
    assert [tuple(row) for row in kept] == [("watch", "taken", 1), ("watch", "taken", 2)]
    assert files == [1, 1, 2]


def test_no_room_is_told_and_tried_again(watch: Watch) -> None:
    """Where nothing more may be stored, nothing is lost: the next look takes the rest."""
    watched = watch(min_free_mb=1 << 40)
    for number in range(3):
        write(watched.folder / f"{number}.pdf", PDF + bytes([number]))
    with pytest.raises(Overloaded):
        watched.look(0, 20)
    assert watched.said == []
    again = watch()
    assert len(again.look(0, 20)) == 3
    batches.cancel(again.db, 1)
    write(watched.folder / "4.pdf", PDF + b"4")
    assert again.look(40, 60) == [("accepted", "in/4.pdf")]


def test_a_folder_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    """It is told before anything is started."""
    with pytest.raises(BrokenSetup, match="gone"):
        check_folder(tmp_path / "gone")
    with pytest.raises(BrokenSetup, match="names no folder"):
        named_folder(settings)
    ended = run_on(settings, "watch", str(tmp_path / "gone"))
    assert (ended.exit_code, "broken-setup" in ended.stderr) == (2, True)


def test_killed_again_and_again(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Watchers that are killed while files come in leave none out and take none twice."""
    folder = tmp_path / "in"
    folder.mkdir()
    db = Database(sqlite_settings)
    for turn in range(3):
        for number in range(turn * 10, turn * 10 + 10):
            write(folder / f"{number}.pdf", PDF + str(number).encode())
        process = multiprocessing.get_context("fork").Process(
            target=_watch_for_ever, args=(replace(sqlite_settings, watch_seconds=0), folder)
        )
        process.start()
        _wait(db, turn * 10 + (10 if turn == 2 else 5))
        process.kill()
        process.join()
    assert sorted(_names(db)) == sorted(f"in/{number}.pdf" for number in range(30))
    with db.reading() as session:
        assert len(session.scalars(select(Documents.id)).all()) == 30
    db.close()


def _watch_for_ever(settings: Settings, folder: Path) -> None:
    watchers.watch(settings, folder, threading.Event(), watchers.note)


def _names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(BatchFiles.name)))


def _wait(db: Database, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(_names(db)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
