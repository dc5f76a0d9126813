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
