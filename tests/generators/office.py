"""Make tests/office again: DOCX and XLSX forms with merged cells, printed by LibreOffice.

    apt-get install --no-install-recommends libreoffice-writer libreoffice-calc fonts-wqy-zenhei
    .venv/bin/pip install python-docx
    .venv/bin/python -m tests.generators.office

The tests need neither: they read the PDFs and the JSON beside them.  `hunts` draws others.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from tests.generators.cases import Case
from tests.generators.forms import make_sheet
from tests.generators.keeping import write_case
from tests.generators.office_calc import write_xlsx
from tests.generators.office_writer import write_docx
from tests.generators.picks import Dice
from tests.generators.sheets import Sheet
from tests.generators.templates import TEMPLATES

FOLDER = Path(__file__).parent.parent / "office"
EACH = {"shanghai": 1}
"""How many files a template has of each kind; two unless said here."""
WRITERS: dict[str, Callable[[list[Sheet], Path, Dice], None]] = {"docx": write_docx, "xlsx": write_xlsx}
BATCH = 50
"""LibreOffice takes longer to start than to print a file."""


@click.command()
@click.option("--into", type=click.Path(path_type=Path), default=FOLDER)
def make(into: Path) -> None:
    """Write every template's forms as DOCX and XLSX, and keep what LibreOffice prints of them."""
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        cases = {}
        for at, template in enumerate(TEMPLATES):
            others = [f"template={other.name}" for other in TEMPLATES if other is not template]
            for number in range(EACH.get(template.name, 2)):
                for kind, write in WRITERS.items():
                    dice = Dice(100 * at + 10 * number + len(cases), others)
                    sheets = [make_sheet(dice) for _ in range(1 + (number and dice.whole(0, 1)))]
                    path = Path(name) / f"{template.name}-{number + 1}.{kind}"
                    write(sheets, path, dice)
                    cases[path] = sheets
        for path, case in _printed(cases):
            write_case(case, into / f"{path.stem}.{path.suffix[1:]}.pdf")


def office_cases(kind: str, numbers: Sequence[int], without: Iterable[str]) -> Iterator[tuple[Dice, Case]]:
    """Yield a file of a kind of WRITERS for each number, and the dice that drew it."""
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        with tempfile.TemporaryDirectory() as name:
            dices = [Dice(number, tuple(without)) for number in batch]
            cases = {}
            for number, dice in zip(batch, dices, strict=True):
                sheets = [make_sheet(dice) for _ in range(dice.one((1, 1, 2)))]
                path = Path(name) / f"{number}.{kind}"
                WRITERS[kind](sheets, path, dice)
                cases[path] = sheets
            yield from zip(dices, (case for _, case in _printed(cases)), strict=True)


def _printed(sources: Mapping[Path, list[Sheet]]) -> Iterator[tuple[Path, Case]]:
    """Yield what LibreOffice prints of files in one folder, each with its path and truth."""
    for kind in WRITERS:
        paths = [path for path in sources if path.suffix == f".{kind}"]
        if not paths:
            continue
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(paths[0].parent)]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=20 * len(paths))
        for path in paths:
            sheets = sources[path]
            outside = tuple(line for sheet in sheets for line in (*sheet.before, *sheet.outside))
            records = tuple(sheet.record for sheet in sheets)
            yield (
                path,
                Case(path.with_suffix(".pdf").read_bytes(), records, outside, how=f"LibreOffice, {kind}"),
            )


if __name__ == "__main__":
    make()
