"""`zipingbiao status`: what waits in a service, and how far the scans are that it recognises."""

from pathlib import Path

import click

from cli.places import data_option, open_database
from models import figures, queues, unpackings
from models.codecs import to_json
from models.names import shown


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(data: Path | None, *, as_json: bool) -> None:
    """Say what waits, is done or failed, which archives are unpacked and which scans recognised."""
    with open_database(data) as (_, db), db.reading() as session:
        counts, under_way = queues.counts(session), figures.under_way(session)
        archives = unpackings.waiting(session)
    if as_json:
        scans = [
            {"document_id": one.document_id, "name": one.name, "done": one.pages_done, "due": one.pages_due}
            for one in under_way
        ]
        documents = {
            "waiting": counts.documents_waiting,
            "done": counts.documents_done,
            "failed": counts.documents_failed,
        }
        click.echo(to_json({"documents": documents, "archives": archives, "under_way": scans}).decode())
        return
    click.echo(
        f"documents: {counts.documents_waiting} waiting, {counts.documents_done} done,"
        f" {counts.documents_failed} failed"
    )
    if archives:
        click.echo(f"archives: {archives} to be unpacked")
    for one in under_way:
        click.echo(f"{one.pages_done} of {one.pages_due} scanned pages done  {shown(one.name)}")
