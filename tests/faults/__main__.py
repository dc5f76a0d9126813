"""`python -m tests.faults --documents 10000 --faults 100`: nothing is lost, by the hour."""

import random
import shutil
import signal
import sys

import click

from tests.faults.runs import Run, schedule
from tests.faults.sites import Site, short_folder


@click.command()
@click.option("--documents", default=10_000, help="how many")
@click.option("--faults", default=100, help="how many, each kind as often as any other")
@click.option("--seed", default=1, help="of their order and chances")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--only", default="", help="faults whose names hold these words")
@click.option("--workers", default=2, help="documents read at a time")
def main(documents: int, faults: int, seed: int, database: str, only: str, workers: int) -> None:  # noqa: PLR0913, PLR0917 - one an option
    """Print how the run ended; exit 1 where a document was lost, doubled, or ended as it may not."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it ends the site, too
    folder = short_folder()
    site = Site(folder, database, workers)
    try:
        chosen = schedule(database, random.Random(seed), faults, disks=site.files.is_own, only=only)  # noqa: S311 - repeatable
        account = Run(site, documents, chosen, seed).play(lambda line: click.echo(line, err=True))
    finally:
        site.end()
    click.echo(account.table())
    shutil.rmtree(folder)
    sys.exit(not account.is_whole)


if __name__ == "__main__":
    main()
