"""Make tests/office again: DOCX and XLSX forms with merged cells, printed by LibreOffice.

    apt-get install --no-install-recommends libreoffice-writer libreoffice-calc fonts-wqy-zenhei
    .venv/bin/pip install python-docx
    .venv/bin/python -m tests.generators.office

The tests need neither: they read the PDFs and the JSON beside them.
"""

import subprocess
import tempfile
from collections.abc import Callable
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
        _convert(list(cases), Path(name))
        for path, sheets in cases.items():
            data = path.with_suffix(f".{path.suffix[1:]}.pdf").read_bytes()
            outside = tuple(line for sheet in sheets for line in (*sheet.before, *sheet.outside))
            case = Case(
                data, tuple(sheet.record for sheet in sheets), outside, how=f"LibreOffice, {path.suffix[1:]}"
            )
            write_case(case, into / f"{path.stem}.{path.suffix[1:]}.pdf")


def _convert(paths: list[Path], folder: Path) -> None:
    for path in paths:
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        path.with_suffix(".pdf").rename(path.with_suffix(f".{path.suffix[1:]}.pdf"))


if __name__ == "__main__":
    make()
