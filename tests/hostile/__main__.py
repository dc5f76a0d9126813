"""`python -m tests.hostile --count 3000 --seed 1`: how so many spoilt files and every made one end."""

import sys
from collections import Counter

import click

from models.settings import read_settings
from tests.hostile.bombs import KINDS
from tests.hostile.departures import MANY, Comparison
from tests.hostile.ends import draw_end, read_end
from tests.hostile.mutants import mutants
from worker.readings import Readings

WORST = 12


@click.command()
@click.option("--count", default=1000, help="how many spoilt files")
@click.option("--seed", default=1, help="of their chances")
@click.option("--seconds", default="20", help="the time limit of each")
def main(count: int, seed: int, seconds: str) -> None:
    """Print how spoilt and made files end; those that took longest; exit 1 where one ended as it may not."""
    limits = {f"ZIPINGBIAO_{name}_SECONDS": seconds for name in ("HARD_LIMIT", "PARSE_CPU")}
    readings = Readings(read_settings(limits))
    click.echo("| files | read | first page | count |\n|---|---|---|---:|")
    wrong = _print_spoilt(readings, count, seed) + _print_made(readings)
    readings.close()
    sys.exit(bool(wrong))


def _print_spoilt(readings: Readings, count: int, seed: int) -> int:
    """Print the ends of spoilt files by the way, and return how many are silently others."""
    comparison, ends, wrong = Comparison(readings), Counter[tuple[str, str]](), 0
    for mutant in mutants(count, seed, MANY):
        end, silent = comparison.end_of(mutant)
        ends[mutant.way, end] += 1
        wrong += bool(silent)
        for one in silent:
            click.echo(
                f"{mutant.source.name}, {mutant.way}: {one.field} {one.sound!r} is {one.read!r}", err=True
            )
    for (way, end), files in sorted(ends.items()):
        click.echo(f"| {way} | {end} |  | {files} |")
    return wrong


def _print_made(readings: Readings) -> int:
    """Print the ends of made files by their kind, and return how many ended as they may not."""
    slow, wrong = [], []
    for kind, made in KINDS.items():
        ends: Counter[tuple[str, str]] = Counter()
        for name, (make, codes) in made.items():
            data = make()
            read, drawn = read_end(readings, data), draw_end(readings, data)
            ends[read.code, drawn.code] += 1
            slow.append((read.seconds, drawn.seconds, name, read.code, drawn.code))
            if read.code not in codes:
                wrong.append(f"{name}: {read.code}, {read.words}")
        for (code, end), files in sorted(ends.items()):
            click.echo(f"| {kind} | {code} | {end} | {files} |")
    click.echo("\n| slowest | read, s | drawn, s | read | first page |\n|---|---:|---:|---|---|")
    for read_s, drawn_s, name, code, end in sorted(slow, key=lambda row: -row[0] - row[1])[:WORST]:
        click.echo(f"| {name} | {read_s:.1f} | {drawn_s:.1f} | {code} | {end} |")
    for line in wrong:
        click.echo(f"not as it may: {line}", err=True)
    return len(wrong)


if __name__ == "__main__":
    main()
