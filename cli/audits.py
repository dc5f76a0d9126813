"""`zipingbiao audit`: proof that nobody rewrote what was corrected and decided."""

from pathlib import Path

import click

from cli.places import data_option, open_database
from models import events


@click.group()
def audit() -> None:
    """Check the log of corrections and decisions."""


@audit.command()
@data_option
@click.pass_context
def verify(ctx: click.Context, data: Path | None) -> None:
    """Check every link of the event log; the exit status is 1 if one is broken.

    Note down the number and hash that are printed: together with a later run
    they also show that no events were cut off the end.
    """
    with open_database(data) as (_, db), db.reading() as session:
        problems = events.verify(session)
        count, last = events.head(session)
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(
        f"{count} events, last {last or 'none'}: {f'{len(problems)} problems' if problems else 'whole'}"
    )
    ctx.exit(1 if problems else 0)
