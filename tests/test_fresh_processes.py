"""Every kind of reader's work in a process that has loaded nothing yet: its reader has to load what it needs.

What one test has loaded, readers that are forked from later ones find in their memory; that of a
fresh command is confined by the time it meets a module for the first time.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pymupdf
import pytest

from models.settings import PREFIX, Settings
from tests.hostile.oddities import form
from tests.made_workbooks import made_book

HERE = Path(__file__).parents[1]
IMPORTING = 0.06
"""After so many seconds of processor time Python has started, and not loaded what a nursery needs."""


def _scan(kind: str) -> bytes:
    document = pymupdf.open(stream=form())
    return bytes(document[0].get_pixmap(dpi=150).pil_tobytes(kind, dpi=(150, 150)))


KINDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "digital": (form, "png"),
    "PNG": (lambda: _scan("PNG"), "webp"),
    "JPEG": (lambda: _scan("JPEG"), "webp"),
    "TIFF": (lambda: _scan("TIFF"), "webp"),
}
"""Files of one form, and as what their page is rendered: scans straightened, as WebP."""


def _run(*argv: str | Path) -> str:
    ended = subprocess.run(
        [sys.executable, *argv], cwd=HERE, capture_output=True, text=True, timeout=300, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.mark.parametrize(("made", "media"), KINDS.values(), ids=KINDS)
def test_a_page_is_read_and_rendered(made: Callable[[], bytes], media: str, tmp_path: Path):
    """What recognises, reads and renders are readers of their own, each confined before its work."""
    file = tmp_path / "file"
    file.write_bytes(made())
    said = _run("-c", "import sys; from tests.fresh_looks import look; print(look(sys.argv[1]))", file)
    total, media_type, cells = said.split()
    assert (total, media_type) == ("88", f"image/{media}")
    assert int(cells) > 20


@pytest.mark.parametrize("kind", ["digital", "PNG"])
def test_a_page_is_drawn(kind: str, tmp_path: Path):
    """`extract --debug-svg` has a reader draw, of a scan the straightened page too."""
    file = tmp_path / "file"
    file.write_bytes(KINDS[kind][0]())
    (read,) = json.loads(_run("-m", "cli", "extract", "--debug-svg", tmp_path / "svg", file))["forms"]
    assert read["record"]["total_score"] == "88"
    assert "/total_score" in (tmp_path / "svg" / "file-p001.svg").read_text(encoding="utf-8")


def test_a_workbook_is_read(tmp_path: Path):
    """What openpyxl loads is within the reader's view, on hosts with a list of file types as well."""
    file = tmp_path / "自评表.xlsx"
    file.write_bytes(made_book())
    assert "总分 64" in _run("-m", "cli", "check", file)


WITHOUT_SERVICE = {
    "classify": ("classify", "reasons.jsonl"),
    "evaluate reasons": ("evaluate", "reasons", "reasons.jsonl"),
    "evaluate forms": ("evaluate", "forms", "--truth", "truth", "forms/自评 表😀.pdf"),
    "doctor": ("doctor", "--quick", "--data", "none"),
    "schema": ("schema",),
}
"""Commands that need no data of a service."""
WITH_DATA = (
    ("import", "forms"),
    ("batch", "list"),
    ("batch", "show", "1"),
    ("batch", "report", "1"),
    ("status",),
    ("reprocess", "--where", "status=failed"),
    ("export", "--all"),
    ("export", "--all", "--format", "csv", "-o", "forms.csv"),
    ("export", "--all", "--format", "xlsx", "-o", "forms.xlsx"),
    ("user", "add", "li", "--role", "reviewer"),
    ("user", "list"),
    ("audit", "verify"),
    ("backup", "whole.tar"),
    ("restore", "whole.tar", "--data", "other"),
)
"""Commands on the data of a service, one after the other."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a form of an odd name, its truth and a labelled reason."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "truth").mkdir()
    (tmp_path / "forms" / "自评 表😀.pdf").write_bytes(form())
    (tmp_path / "truth" / "自评 表😀.json").write_bytes(b'{"total_score": "88"}')
    reason = {"text": "经费被压减，培训少办两期。", "labels": ["BUDGET_CUT"]}
    (tmp_path / "reasons.jsonl").write_text(json.dumps(reason) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("words", WITHOUT_SERVICE.values(), ids=WITHOUT_SERVICE)
def test_a_command_without_a_service(words: tuple[str, ...], place: Path):
    """It ends well, and says what it has to say on the standard output alone."""
    assert _command(place, *words)


def test_commands_on_the_data_of_a_service(place: Path, sqlite_settings: Settings):
    """Each does its work in a process that has loaded nothing; what was written is there."""
    environ = {PREFIX + "DATA": str(sqlite_settings.data)}
    for words in WITH_DATA:
        _command(place, *words, **environ)
    assert {"forms.csv", "forms.xlsx", "whole.tar", "other"} <= {path.name for path in place.iterdir()}


def _command(folder: Path, *words: str, **environ: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE), **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), (words, ended.stderr)
    return ended.stdout


def test_a_command_that_is_broken_off_says_so_alone(tmp_path: Path):
    """A terminal sends Ctrl-C to a whole group; what a command has started just then dies without a trace."""
    file = tmp_path / "file"
    file.write_bytes(form())
    command = [sys.executable, "-m", "cli", "extract", "--workers", "2", str(file), str(file)]
    with subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, process_group=0) as running:
        while running.poll() is None and not _nurseries(running.pid):
            time.sleep(0.005)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert (running.returncode, said.decode().strip()) == (1, "Aborted!")


def _nurseries(pid: int) -> list[psutil.Process]:
    """Return those that a process has started, once they are Python in the midst of its imports."""
    children = psutil.Process(pid).children()
    return [
        child
        for child in children
        if "worker.nurseries" in child.cmdline() and child.cpu_times().user > IMPORTING
    ]
