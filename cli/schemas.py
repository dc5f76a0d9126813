"""`zipingbiao schema`: the JSON Schema of one line of `extract`, for programs that read it."""

import json

import click

from models.codecs import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of one line of `extract`."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
