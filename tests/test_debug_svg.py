"""`zipingbiao extract --debug-svg`: drawings beside the JSON Lines, which stay as they are."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.drawings import text_page

PDFS = Path(__file__).parent / "pdfs"


def run(*arguments: str | Path) -> tuple[int, bytes, str]:
    """Return the exit status, the lines and the messages of `zipingbiao extract`."""
    command = [sys.executable, "-c", "from cli.commands import main; main()", "extract", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr.decode()


def test_one_drawing_a_page_and_the_same_lines(tmp_path: Path):
    """Each page of each input is drawn under a name of its own; what is printed does not change."""
    first, second = PDFS / "fit.rl.pdf", tmp_path / "别处" / "fit.rl.pdf"
    second.parent.mkdir()
    second.write_bytes((PDFS / "sty-dashed.loxlsx.pdf").read_bytes())
    folder = tmp_path / "out" / "svg"
    status, lines, messages = run("--debug-svg", folder, first, second)
    assert (status, messages) == (0, "")
    assert lines == run(first, second)[1]
    names = [f"fit.rl-p00{page}.svg" for page in range(1, 8)]
    names += [f"fit.rl-2-p00{page}.svg" for page in range(1, 4)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    for path in folder.iterdir():
        drawing = ET.parse(path)  # noqa: S314 - our own output
        assert "/indicators/0/level3" in "".join(drawing.getroot().itertext())


def test_bad_files_have_their_error_and_no_drawing(tmp_path: Path):
    """A file that cannot be read fails as without the option; one without a form is drawn all the same."""
    damaged, formless, odd = (
        tmp_path / name for name in ("damaged.pdf", "formless.pdf", "..$(x)\u202e 表.pdf")
    )
    damaged.write_bytes((PDFS / "fit.rl.pdf").read_bytes()[:20_000])
    formless.write_bytes(text_page("a letter"))
    odd.write_bytes(text_page("a letter"))
    folder = tmp_path / "svg"
    status, lines, messages = run("--debug-svg", folder, damaged, formless, odd, tmp_path / "gone.pdf")
    assert status == 1
    assert (lines, messages) == run(damaged, formless, odd, tmp_path / "gone.pdf")[1:]
    assert [path.name for path in folder.iterdir()] == ["formless-p001.svg"]


def test_names_are_made_safe(tmp_path: Path):
    """Whatever a file is called, its drawings lie in the folder under names that every system can hold."""
    spaced, long, dotted = (tmp_path / name for name in ("表 1 ($a).pdf", f"{'字' * 80}.pdf", "..x.pdf"))
    for path in (spaced, long, dotted):
        path.write_bytes(text_page("a letter"))
    folder = tmp_path / "svg"
    run("--debug-svg", folder, spaced, long, dotted)
    assert {path.name for path in folder.iterdir()} == {
        "表_1_a_-p001.svg",
        f"{'字' * 60}-p001.svg",
        "x-p001.svg",
    }


@pytest.mark.parametrize("place", ["file", "file/below", "/proc"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, place: str):
    """Nothing is read when the drawings could not be kept; the message names the folder."""
    (tmp_path / "file").write_text("")
    status, lines, messages = run("--debug-svg", tmp_path / place, PDFS / "fit.rl.pdf")
    assert (status, lines) == (2, b"")
    assert messages.startswith(f"zipingbiao: broken-setup: {tmp_path / place}: ")
    assert "--debug-svg" in messages
