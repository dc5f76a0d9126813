"""The clean process that readers are forked from: replaced when it dies, and gone with its owner."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from models.errors import BrokenSetup, ParseCrashed
from models.settings import read_settings
from tests.made_readers import OWNERS_ENDS, left_by_owner, wait_for_end, warm
from worker import wards
from worker.pulses import LeaseLost
from worker.readers import Limits
from worker.readings import Readings
from worker.sandboxes import Sandbox
from worker.wards import Nursery

LIMITS = Limits(seconds=20, cpu_seconds=20, memory_mb=256, answer_mb=4)
WAY = "tests.works:works"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A nursery that is ended with the test."""
    with closing(Nursery()) as made:
        yield made


@pytest.fixture
def sandbox(nursery: Nursery) -> Iterator[Sandbox]:
    """Readers from it."""
    with closing(Sandbox(nursery.ward(WAY), LIMITS)) as made:
        yield made


def test_one_process_bears_all_readers_of_its_owner(nursery: Nursery, sandbox: Sandbox):
    """Readers are its children, their memory its own, and none of them is left when it is closed."""
    others = psutil.Process().children()
    with closing(Sandbox(nursery.ward(WAY), LIMITS)) as other:
        pids = {warm(sandbox), warm(other)}
        assert nursery.pid
        assert {child.pid for child in psutil.Process(nursery.pid).children()} == pids
    sandbox.renew()
    assert psutil.Process(nursery.pid).children() == []
    assert warm(sandbox) not in pids
    nursery.close()
    assert psutil.Process().children() == others


def test_it_knows_only_what_it_is_told(nursery: Nursery, monkeypatch: pytest.MonkeyPatch):
    """Few variables, one socket beside the standard streams, none of its owner's files."""
    monkeypatch.setenv("ZIPINGBIAO_DATABASE_URL", "postgresql://u:sesame@h/d")
    source, sink = os.pipe()
    os.set_inheritable(source, True)  # noqa: FBT003 - has no name
    assert nursery.tell("tests.works:tell_own", Path("categories")) == "categories"
    os.close(source)
    os.close(sink)
    process = psutil.Process(nursery.pid)
    assert not [name for name in process.environ() if name.startswith("ZIPINGBIAO_")]
    assert process.num_fds() == 4


def test_it_has_one_thread(nursery: Nursery, monkeypatch: pytest.MonkeyPatch):
    """What readers need begins no threads there, however many cores its owner lets numpy have."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert nursery.tell("worker.works:patterns")
    assert psutil.Process(nursery.pid).num_threads() == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_one_that_died_between_documents_is_replaced(nursery: Nursery, sandbox: Sandbox, number: int):
    """The next document does not notice; the readers of the dead one go with it."""
    reader, before = warm(sandbox), nursery.pid
    _end(nursery, number)
    assert sandbox.run("echo", b"x", "", 0) == b" 0 x"
    assert nursery.pid != before
    wait_for_end(reader)


def test_one_killed_on_a_document_costs_a_try_at_most(nursery: Nursery, sandbox: Sandbox):
    """In a used reader the document is read again at once; in a fresh one it is its job's next try."""
    warm(sandbox)
    _soon(nursery)
    assert sandbox.run("sleep once", b"", nursery.pid or 0) == b"again"
    sandbox.renew()
    _soon(nursery)
    with pytest.raises(ParseCrashed, match="SIGKILL"):
        sandbox.run("sleep", b"")
    assert sandbox.run("echo", b"x", "", 0) == b" 0 x"


def test_one_killed_while_it_is_asked_is_replaced(nursery: Nursery, sandbox: Sandbox):
    """What was asked of it is asked of the next one; no document notices."""
    nursery.tell("tests.works:tell_own")
    os.kill(nursery.pid or 0, signal.SIGSTOP)
    _soon(nursery)
    assert sandbox.run("echo", b"x", "", 0) == b" 0 x"


def test_signals_to_the_group_leave_it_to_its_owner(nursery: Nursery, sandbox: Sandbox):
    """Ctrl-C and a service manager's SIGTERM do not end what its owner still needs."""
    first, before = warm(sandbox), nursery.pid
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(before or 0, number)
    sandbox.renew()
    assert warm(sandbox) != first
    assert nursery.pid == before


@pytest.mark.parametrize("end", OWNERS_ENDS)
def test_it_dies_with_its_owner(end: Callable[[], None]):
    """A killed owner leaves neither nursery nor reader behind."""

    def begin() -> tuple[Sandbox, list[int]]:
        mine = Nursery()
        theirs = Sandbox(mine.ward(WAY), LIMITS)
        return theirs, [warm(theirs), mine.pid or 0]

    left = left_by_owner(begin, end)
    assert len(left) == 2
    for pid in left:
        wait_for_end(pid)


def test_a_document_does_not_pay_for_a_birth(nursery: Nursery):
    """While a nursery starts its owner's beat goes on, and no document's time."""
    beats: list[float] = []
    with closing(
        Sandbox(
            nursery.ward("tests.works:slow_works"),
            replace(LIMITS, seconds=2),
            lambda: beats.append(time.monotonic()),
        )
    ) as slow:
        assert slow.run("echo", b"x", "", 0) == b" 0 x"
        assert len(beats) >= 2
        _soon(nursery)
        assert slow.run("sleep once", b"", nursery.pid or 0) == b"again"


def test_what_a_beat_raises_waits_for_the_nursery(nursery: Nursery):
    """It comes when the answer is there, which stands; the nursery lives on, and no reader is left over."""
    with pytest.raises(LeaseLost):
        nursery.tell("tests.works:slow_own", beat=_lose)
    before = nursery.pid
    assert nursery.tell("tests.works:slow_own", beat=_lose) == "None"
    with closing(Sandbox(nursery.ward("tests.works:slow_works"), LIMITS, _lose)) as slow:
        with pytest.raises(LeaseLost):
            slow.run("echo", b"x", "", 0)
        assert psutil.Process(nursery.pid).children() == []
        assert slow.run("echo", b"x", "", 0) == b" 0 x"
    assert nursery.pid == before


def test_one_question_at_a_time(nursery: Nursery):
    """A beat that asks the nursery gets no answer that is another question's."""
    own = Path("categories")

    def beat() -> None:
        nursery.tell("tests.works:tell_own", own)

    with closing(Sandbox(nursery.ward("tests.works:slow_works"), LIMITS, beat)) as slow:
        with pytest.raises(RuntimeError, match="before the last one is answered"):
            slow.run("echo", b"x", "", 0)
        assert slow.run("echo", b"x", "", 0) == b" 0 x"
    assert nursery.tell("tests.works:tell_own", own) == "categories"


def test_an_answer_to_another_question_is_none(nursery: Nursery):
    """A nursery that gives one is as good as gone."""
    with pytest.raises(BrokenSetup, match="ends at once"):
        nursery.tell("tests.works:babble_own")
    assert nursery.tell("tests.works:tell_own") == "None"


BROKEN = {
    "cannot load what it has to": ("tests.works:broken_works", "no such categories"),
    "dies of what it loads": ("tests.works:deadly_works", "ends at once"),
    "knows nothing of that name": ("tests.works:nothing", "ends at once"),
}


@pytest.mark.parametrize(("way", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_installation_is_no_documents_fault(nursery: Nursery, way: str, words: str):
    """It is said as what it is, so that the job waits with no try used up."""
    with (
        closing(Sandbox(nursery.ward(way), LIMITS)) as broken,
        pytest.raises(BrokenSetup, match=words),
    ):
        broken.run("echo", b"", "", 0)
    with closing(Sandbox(nursery.ward(WAY), LIMITS)) as sandbox:
        assert sandbox.run("echo", b"x", "", 0) == b" 0 x"


def test_one_that_says_nothing_is_given_up(
    nursery: Nursery, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    """A nursery that hangs is ended after a while, and the next document has another."""
    warm(sandbox)
    before = nursery.pid or 0
    os.kill(before, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr(wards, "BURIAL", 0.3)
        sandbox.renew()
    assert sandbox.run("echo", b"x", "", 0) == b" 0 x"
    assert nursery.pid != before


def test_own_categories_reach_the_readers(nursery: Nursery, tmp_path: Path):
    """Reasons are sorted by them, and results are kept with the version of the patterns that read them."""
    (tmp_path / "concepts").mkdir()
    (tmp_path / "concepts" / "late.toml").write_text('[LATE]\nabout = "late"\nwords = "磨磨唧唧"\n')
    own = read_settings({"ZIPINGBIAO_REASONS": str(tmp_path)})
    clean, shipped = Readings(own, nursery=nursery), Readings(read_settings({}), nursery=nursery)
    assert clean.versions == Readings(own).versions
    assert clean.versions != shipped.versions
    shutil.rmtree(tmp_path / "concepts")
    assert clean.versions != shipped.versions
    nursery.close()
    with pytest.raises(BrokenSetup, match="holds none of"):
        assert clean.versions


def test_one_that_cannot_be_started_leaves_nothing(nursery: Nursery, monkeypatch: pytest.MonkeyPatch):
    """It is a broken installation, and costs no handles however often it is tried."""
    monkeypatch.setattr("sys.executable", "/nowhere")
    before = psutil.Process().num_fds()
    with pytest.raises(BrokenSetup, match="cannot be started"):
        nursery.tell("tests.works:tell_own")
    assert psutil.Process().num_fds() == before


def _lose() -> None:
    raise LeaseLost


def _soon(nursery: Nursery) -> None:
    """Kill the nursery while its reader is at work."""
    threading.Timer(0.5, os.kill, (nursery.pid, signal.SIGKILL)).start()


def _end(nursery: Nursery, number: int) -> None:
    assert nursery.pid
    os.kill(nursery.pid, number)
    wait_for_end(nursery.pid)
