"""`python -m tests.hostile --count 3000 --seed 1`: how so many spoilt files and every bomb end."""

from collections import Counter

import click

from models.errors import BadDocument
from models.settings import read_settings
from tests.hostile.bombs import BOMBS
from tests.hostile.mutants import mutants
from worker.readings import Readings


@click.command()
@click.option("--count", default=1000, help="how many spoilt files")
@click.option("--seed", default=1, help="of their chances")
@click.option("--seconds", default="20", help="the time limit of each")
def main(count: int, seed: int, seconds: str) -> None:
    """Print how spoilt files and bombs end."""
    limits = {f"ZIPINGBIAO_{name}_SECONDS": seconds for name in ("HARD_LIMIT", "PARSE_CPU")}
    readings = Readings(read_settings(limits))
    ends = Counter((way, end_of(readings, data)) for way, data in mutants(count, seed))
    for (way, end), files in sorted(ends.items()):
        click.echo(f"| {way} | {end} | {files} |")
    for name, (make, _) in BOMBS.items():
        click.echo(f"| {name} | {end_of(readings, make())} | 1 |")
    readings.close()


def end_of(readings: Readings, data: bytes) -> str:
    """Return `forms`, or the code that a file ends with."""
    try:
        extraction = readings.extract(data, "hostile.pdf")
    except BadDocument as error:
        return error.code
    return extraction.error.code if extraction.error else "forms"


if __name__ == "__main__":
    main()
