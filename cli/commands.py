"""The door: `zipingbiao` and the table of its commands.

A command's module is imported when the command is called: `--help` costs
nothing, and `extract` never loads a web server.
"""

import errno
import importlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

import click

from models.errors import BrokenSetup, NoRoom, ServiceError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

COMMANDS: Mapping[str, tuple[str, str]] = {
    "extract": ("cli.extract:extract", "Print what PDFs say, one JSON object a line."),
    "check": ("cli.checks:check", "Check forms: PDFs, workbooks filled by hand, records."),
    "classify": ("cli.classify:classify", "Sort shortfall reasons into categories."),
    "evaluate": ("cli.evaluations:evaluate", "Measure reading and sorting on data that you have labelled."),
    "serve": ("cli.serve:serve", "Start the whole service: web, workers, broker, database."),
    "status": ("cli.statuses:status", "Say what the service is doing: what waits, scans under way."),
    "doctor": ("cli.doctor:doctor", "Say what is wrong with an installation and how to mend it."),
    "backup": ("cli.backups:backup", "Write database and files into one file, while the service runs."),
    "restore": ("cli.backups:restore", "Fill an empty installation from such a file."),
    "import": ("cli.imports:import_", "Take files, folders, ZIP archives and manifests into the service."),
    "watch": ("cli.watches:watch_", "Take in the files of a folder as they come."),
    "batch": ("cli.batches:batch", "List, watch, retry, cancel and account for batches."),
    "reprocess": ("cli.reprocess:reprocess", "Read stored documents again; show, then keep, what changes."),
    "export": ("cli.exports:export", "Write accepted forms as JSON Lines, CSV or XLSX."),
    "user": ("cli.users:user", "Add, list and disable people; reset passwords."),
    "audit": ("cli.audits:audit", "Verify the log of corrections."),
    "schema": ("cli.schemas:schema", "Print the JSON Schema of extract's output."),
}


class Commands(click.Group):
    """The commands of the table, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, or None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table into the help, importing none of it."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours or of a disk ends it with its code and words, not a traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except ServiceError as error:
            _complain(error)
            ctx.exit(2)
        except OSError as error:
            _complain(_told(error))
            _close_output()
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zipingbiao")
def main() -> None:
    """Read 项目支出绩效自评表 out of PDFs, prove the numbers, sort the reasons."""


def _complain(error: ServiceError) -> None:
    click.echo(f"zipingbiao: {error.code}: {error.message}", err=True)


def _told(error: OSError) -> ServiceError:
    """Return what the system refused, in the words that it has for it."""
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
    if error.errno in FULL:
        return NoRoom(f"{where}not all could be written: {error.strerror}")
    return BrokenSetup(f"{where}{error.strerror or error}")


def _close_output() -> None:
    """Let go of what the standard output refused; it would be written, and fail, again at the end."""
    with suppress(OSError):
        sys.stdout.flush()
        return
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
