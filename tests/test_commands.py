"""The table of commands and the door."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.commands import COMMANDS, main
from models.errors import BrokenSetup


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_explains_itself(name: str):
    """Each name of the table leads to a command of that name with a help text."""
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"{name} " in result.output


def test_help_imports_no_command():
    """The list of commands is printed without PyMuPDF, spaCy, Flask or Celery."""
    code = (
        "import sys; from cli.commands import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('pymupdf', 'spacy', 'flask', 'celery') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


def test_our_errors_end_without_a_traceback(monkeypatch: pytest.MonkeyPatch):
    """A coded error is one line on stderr, and exit status 2."""

    @click.command()
    def broken() -> None:
        raise BrokenSetup("port 8765 is taken; give --port another")

    monkeypatch.setattr(type(main), "get_command", lambda *_: broken)
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert result.output == "zipingbiao: broken-setup: port 8765 is taken; give --port another\n"


def test_a_folder_in_the_place_of_a_file_is_told_from_one_that_is_gone(tmp_path: Path):
    """Whoever names a folder learns how to name the files in it."""
    result = CliRunner().invoke(main, ["extract", str(tmp_path)])
    assert result.exit_code == 1
    assert f"file-vanished: it is a folder: name the files in it, such as {tmp_path}/*.pdf" in result.stderr


def test_an_unknown_command_is_named():
    """A slip of the finger says which word was not understood."""
    result = CliRunner().invoke(main, ["exract"])
    assert result.exit_code == 2
    assert "exract" in result.output


@pytest.mark.parametrize("place", [".", "..", "/"])
def test_a_folder_without_a_name_of_its_own_is_told_as_a_folder(place: str):
    """It is no bad name."""
    said = CliRunner().invoke(main, ["extract", place]).stderr
    assert f"file-vanished: it is a folder: name the files in it, such as {Path(place) / '*.pdf'}" in said


def test_a_name_that_no_disk_holds_is_that_of_no_file():
    """A name may have 255 characters, and more bytes than any disk has for one."""
    result = CliRunner().invoke(main, ["extract", "表" * 200])
    assert result.exit_code == 1
    assert "file-vanished: it cannot be opened: File name too long" in result.stderr


SAYING = {
    "extract": ["extract", "tests/pdfs/fit.rl.pdf"],
    "check": ["check", "tests/pdfs/fit.rl.pdf"],
    "classify": ["classify"],
    "schema": ["schema"],
}
"""Commands that print much or little."""


@pytest.mark.parametrize("words", SAYING.values(), ids=SAYING)
def test_a_full_disk_is_told_without_a_trace(words: list[str]):
    """What the standard output refuses ends a command as what it is, not as a fault of its file."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            input=b'{"text": "x"}',
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
            timeout=300,
            check=False,
        )
    said = "zipingbiao: no-room: not all could be written: No space left on device\n"
    assert (ended.returncode, ended.stderr.decode()) == (2, said)
