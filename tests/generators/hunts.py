"""Look for files that are read otherwise than drawn, without stopping at the first.

    python -m tests.generators.hunts --cases 1000 --keep /tmp/found

Prints how many files were exact, and the rest by their first difference, most
frequent first; whether a person is asked to look at each, or it is silently wrong.
Every one of them is kept with its truth.
"""

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from extractor.pipeline import extract_or_error
from tests.browser_fixtures import chromium
from tests.generators.cases import MAKERS, Case, Print, differences, draw_case
from tests.generators.forms import make_sheet
from tests.generators.halves import make_half
from tests.generators.keeping import keep
from tests.generators.ledgers import imbalances
from tests.generators.picks import Dice
from tests.generators.printers import chromium_printer, print_with_weasyprint
from tests.generators.readings import kit, read_back

SHOWN = 6
DRAWN_SO = ("finding:", "unclassified:")
"""What forms of random numbers and texts go to review for, however they are read."""
OFFICE = ("docx", "xlsx")
UNTOLD = {"docx": ("vertical writing", "merged reasons"), "xlsx": ()}
"""Writer closes every cell at a page break, so that nobody can tell whether a short reason goes on;
and some releases print the characters of files with vertical writing over one another."""


@click.command()
@click.option("--cases", default=200, help="How many files of each maker.")
@click.option("--seed", default=0, help="The first seed; file number n has seed + n.")
@click.option("--maker", "makers", multiple=True, type=click.Choice(MAKERS + OFFICE), default=MAKERS)
@click.option("--without", multiple=True, help="A feature to leave out, as the table names it.")
@click.option("--halves", is_flag=True, help="Draw half-forms, and look only for what is lost or doubled.")
@click.option("--keep", "folder", type=click.Path(path_type=Path), default=Path("/tmp/found"))  # noqa: S108
def hunt(  # noqa: PLR0913 - one an option
    cases: int, seed: int, makers: tuple[str, ...], without: tuple[str, ...], folder: Path, *, halves: bool
) -> None:
    """Draw random files, read them, and tell which were not read as drawn."""
    for maker in makers:
        causes: dict[str, list[str]] = defaultdict(list)
        features: dict[str, list[bool]] = defaultdict(list)
        numbers, silents = range(seed, seed + cases), 0
        for number, (dice, case) in zip(numbers, _draw(maker, numbers, without, halves=halves), strict=True):
            wrong = _losses(case) if halves else differences(case)
            for name in dice.used:
                features[name].append(bool(wrong))
            if wrong:
                path, silent = keep(case, wrong, folder / maker), not is_told(case.data, wrong)
                silents += silent
                how = "  SILENTLY" if silent else ""
                causes[cause(wrong[0])].append(f"{path}  seed {number}{how}  {wrong[0][:140]}")
        failed = sum(map(len, causes.values()))
        left = f"{failed - silents} in review, {silents} silently wrong"
        click.echo(f"{maker}: {cases - failed} of {cases} exact, {left}")
        for name, examples in sorted(causes.items(), key=lambda item: -len(item[1])):
            click.echo(f"  {len(examples)} {name}")
            for example in examples[:SHOWN]:
                click.echo(f"      {example}")
        rates = sorted(
            ((sum(each) / len(each), name, len(each)) for name, each in features.items()), reverse=True
        )
        for rate, name, count in rates[:SHOWN]:
            click.echo(f"  {rate:.0%} of {count} with {name} were wrong")


def _draw(
    maker: str, numbers: Sequence[int], without: tuple[str, ...], *, halves: bool
) -> Iterator[tuple[Dice, Case]]:
    """Yield a file for each number, and the dice that drew it."""
    if maker in OFFICE:
        office = importlib.import_module("tests.generators.office")  # python-docx need not be there else
        yield from office.office_cases(maker, numbers, (*without, *UNTOLD[maker]))
        return
    with _printer(maker) as print_html:
        for number in numbers:
            dice = Dice(number, without, wide=True)
            yield dice, draw_case(dice, maker, print_html, make_half if halves else make_sheet)


def cause(difference: str) -> str:
    """Return the kind of a difference: its pointer without numbers."""
    return re.sub(r"\d+", "#", difference.partition(":")[0])


def is_told(data: bytes, wrong: Sequence[str]) -> bool:
    """Tell whether a person is asked to look at each form of a file that is read otherwise than drawn.

    What drawn forms are always asked for, for their numbers and reasons are random, tells nobody.
    """
    read = extract_or_error(data, "hunted.pdf", kit())
    asked = [any(not why.startswith(DRAWN_SO) for why in form.why_review) for form in read.forms]
    if read.error or read.unread:
        return True
    numbers = {int(found[0]) for line in wrong if (found := re.match(r"\d+(?=/)", line))}
    return all(asked[number] for number in numbers) if numbers else any(asked)


def _losses(case: Case) -> list[str]:
    return imbalances(case.data, read_back(case.data), case.drawn)


@contextmanager
def _printer(maker: str) -> Iterator[Print | None]:
    if maker == "weasyprint":
        yield print_with_weasyprint
    elif maker == "chromium":
        with chromium() as browser, chromium_printer(browser) as print_html:
            yield print_html
    else:
        yield None


if __name__ == "__main__":
    hunt()
