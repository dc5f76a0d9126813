"""A malicious document that has taken over its reader: what it tries, and that the kernel refuses it."""

import ctypes
import mimetypes
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pymupdf
import pytest

from models.settings import Settings, read_settings
from tests.works import WORKS
from worker import programs
from worker.confinements import enforced
from worker.origins import Here, Works
from worker.readers import Limits
from worker.sandboxes import Sandbox
from worker.tasks import Bench
from worker.wards import Nursery, Ward

LIMITS = Limits(seconds=20, cpu_seconds=20, memory_mb=256, answer_mb=4)
REFUSED = "PermissionError"
SECRET = b"another person's document"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stored file of another document."""
    path = tmp_path_factory.mktemp("blobs") / "ab" / "cd" / ("ab" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(SECRET)
    return path


@pytest.fixture(scope="module", params=["here", "nursery"])
def attacked(request: pytest.FixtureRequest, nursery: Nursery, stored: Path) -> Iterator[Sandbox]:
    """A reader of either origin in the hands of a document."""
    ward = nursery.ward("tests.test_confinements:tries")
    with closing(Sandbox(Here(tries(None)) if request.param == "here" else ward, LIMITS)) as made:
        yield made
    assert stored.read_bytes() == SECRET


FILES: dict[str, Callable[[Path], object]] = {
    "read another document": lambda stored: stored.read_bytes(),
    "list what is stored": lambda stored: list(stored.parent.iterdir()),
    "change another document": lambda stored: stored.write_bytes(b"changed"),
    "delete another document": lambda stored: stored.unlink(),
    "rename another document": lambda stored: stored.rename(stored.with_name("b")),
    "leave a file behind": lambda stored: stored.with_name("new").write_bytes(b""),
    "link to another document": lambda stored: os.link(stored, stored.with_name("link")),
    "read the owner's secrets": lambda _: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "read the owner's memory": lambda _: Path(f"/proc/{os.getppid()}/mem").read_bytes(),
    "read the passwords of the host": lambda _: Path("/etc/passwd").read_bytes(),
    "write into the program": lambda _: Path(__file__).parents[1].joinpath("worker", "new").write_bytes(b""),
}
CALLS: dict[str, Callable[[Path], object]] = {
    "open a socket to the world": lambda _: socket.socket(),
    "open a socket for datagrams": lambda _: socket.socket(type=socket.SOCK_DGRAM),
    "open a socket to a server of this host": lambda _: socket.socket(socket.AF_UNIX),
    "start a program": lambda _: subprocess.run([sys.executable, "-c", ""], check=False),
    "become a program": lambda _: os.execv(sys.executable, [sys.executable]),  # noqa: S606 - it is refused
    "fork": lambda _: os.fork(),
    "end the owner": lambda _: os.kill(os.getppid(), 9),
    "look into the owner": lambda _: _call(101 if _is_x86() else 117, 16, os.getppid(), 0, 0),
    "open another world": lambda _: _call(272 if _is_x86() else 97, 0x50000000),
    "hide calls in a ring": lambda _: _call(425, 8, 0),
    "let others read a document": lambda stored: stored.chmod(0o644),
    "touch a document": os.utime,
}
HARMLESS: dict[str, Callable[[Path], object]] = {
    "load a library": lambda _: __import__("colorsys").__name__,
    "compute in threads": lambda _: _in_a_thread(),
    "write to nowhere": lambda _: Path(os.devnull).write_bytes(b"x"),
    "tell a file's type": lambda _: mimetypes.MimeTypes().guess_type("a.xml"),
    "read chance": lambda _: len(os.urandom(4)),
}


def tries(_own: Path | None) -> Works:
    """Return what the document tries."""
    return {name: _trying(what) for name, what in {**FILES, **CALLS, **HARMLESS}.items()}


def test_this_kernel_confines():
    """On Linux with x86-64 or ARM the tests below are no empty words."""
    assert enforced().calls
    assert enforced().files


@pytest.mark.parametrize("name", [*FILES, *CALLS])
def test_refused(attacked: Sandbox, stored: Path, name: str):
    """Neither files of others nor sockets, programs and processes are within reach."""
    assert attacked.run(name, bytes(stored)).decode().startswith(REFUSED)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_reading_needs_goes_on(attacked: Sandbox, stored: Path, name: str):
    """Libraries, threads and what the kernel gives to anybody stay."""
    assert REFUSED not in attacked.run(name, bytes(stored)).decode()


def test_no_key_in_the_environment():
    """Neither what Python and C see nor what the kernel shows has the owner's variables; few are kept."""
    given = {
        **os.environ,
        "ZIPINGBIAO_SECRET_KEY": "sesame" * 9,
        "AWS_SECRET_ACCESS_KEY": "sesame",
        "LANG": "C",
    }
    code = "from tests.test_confinements import look; print(look())"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=given,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        check=True,
    ).stdout
    assert b"sesame" not in found
    assert found.count(b"LANG=C") == 4


def test_workers_have_no_key_of_sessions(sqlite_settings: Settings):
    """What signs the cookies of the web server is in no process beside its own."""
    for program in (programs.extractors(sqlite_settings), programs.renderer()):
        assert read_settings({"ZIPINGBIAO_SECRET_KEY": "sesame" * 9, **program.environ}).secret == ""


def test_nothing_of_its_owner_is_in_a_readers_memory(nursery: Nursery, tmp_path: Path):
    """Neither the database's password nor another document's words: readers of a nursery never had them.

    Readers that are forked from the owner have both, which shows that the search finds what is there.
    """
    password, words = (f"{name}-{os.urandom(8).hex()}".encode() for name in ("sesame", "confidential"))
    given = {"DATABASE_URL": f"postgresql://u:{password.decode()}@h/d", "DATA": str(tmp_path)}
    settings = read_settings({f"ZIPINGBIAO_{name}": value for name, value in given.items()})
    bench = Bench(settings, nursery)
    read = bench.readings.extract(_written(words), "another.pdf")
    assert read.error
    assert read.pages == 1
    bench.readings.close()
    found = {}
    for origin in (Here(WORKS), nursery.ward("tests.works:works")):
        with closing(Sandbox(origin, LIMITS)) as sandbox:
            found[type(origin)] = [_found(sandbox, text) for text in (password, words, b"zipingbiao")]
    bench.close()
    assert password.decode() in settings.database_url
    assert found == {Here: [True, True, True], Ward: [False, False, True]}


def _found(sandbox: Sandbox, text: bytes) -> bool:
    """Have a reader look for a text in all of its memory; it is told the text in two halves, never whole."""
    half = len(text) // 2
    return sandbox.run("search", text[:half], text[half:]) == b"found"


def _written(words: bytes) -> bytes:
    file = pymupdf.open()
    file.new_page().insert_text((72, 72), words.decode())
    return bytes(file.tobytes())


def look() -> bytes:
    """Return what readers see of this process's environment: the kernel's view, and their own."""
    with closing(Nursery()) as nursery:
        seen = b""
        for origin in (Here(looks(None)), nursery.ward("tests.test_confinements:looks")):
            with closing(Sandbox(origin, LIMITS)) as sandbox:
                seen += sandbox.run("look", b"")
    return seen


def looks(_own: Path | None) -> Works:
    """Return what tells of an environment."""
    return {"look": lambda _: Path("/proc/self/environ").read_bytes() + _environment()}


def _environment() -> bytes:
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    names = ("AWS_SECRET_ACCESS_KEY", "ZIPINGBIAO_SECRET_KEY")
    values = [getenv(name.encode()) or b"" for name in names]
    return b"".join(values) + repr([f"{name}={value}" for name, value in os.environ.items()]).encode()


def _trying(what: Callable[[Path], object]) -> Callable[[bytes], bytes]:
    def work(untrusted: bytes) -> bytes:
        try:
            return repr(what(Path(os.fsdecode(untrusted)))).encode()
        except Exception as error:  # noqa: BLE001 - whatever comes is the answer
            return repr(error).encode()

    return work


def _call(number: int, *arguments: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    outcome = int(libc.syscall(number, *arguments))
    if outcome < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return outcome


def _is_x86() -> bool:
    return os.uname().machine == "x86_64"


def _in_a_thread() -> list[int]:
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(1))
    thread.start()
    thread.join()
    return done
