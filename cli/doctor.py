"""`zipingbiao doctor`: what is wrong with an installation, and how to mend it."""

from pathlib import Path

import click

from cli.places import data_option, settings_of
from models.codecs import to_json
from worker.checkups import check

SIGNS = {"good": "ok     ", "warning": "warning", "bad": "WRONG  "}


@click.command()
@data_option
@click.option("--quick", is_flag=True, help="Read no sample document.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def doctor(ctx: click.Context, data: Path | None, *, quick: bool, as_json: bool) -> None:
    """Look at versions, folders, disk space, database, broker, clock, isolation, reading and recognition.

    Changes nothing.  The exit status is 1 if something is wrong, 0 if there
    are warnings at most.
    """
    settings, _ = settings_of(data)
    findings = check(settings, quick=quick)
    if as_json:
        click.echo(to_json({"findings": findings}))
    else:
        for one in findings:
            click.echo(f"{SIGNS[one.state]}  {one.name}: {one.seen}")
            if one.mend:
                click.echo(f"{'':9}-> {one.mend}")
    ctx.exit(1 if any(one.state == "bad" for one in findings) else 0)
