"""`zipingbiao user`: people, from the command line of the machine itself."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.places import data_option, open_database
from models import users
from models.errors import NotFound
from models.users import User


@click.group()
def user() -> None:
    """Add people, list them, shut them out, give them a new password or role."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(users.ROLES), required=True, help="What the person may do.")
@data_option
def add(name: str, role: str, data: Path | None) -> None:
    """Add a person and print the one-time password, this once."""
    with open_database(data) as (_, db), db.writing() as session:
        person, password = users.add_user(session, name, role)
    _show_password(person, password or "")


@user.command("list")
@data_option
def list_(data: Path | None) -> None:
    """List everyone: name, role, and whether the account is open."""
    with open_database(data) as (_, db), db.reading() as session:
        people = users.list_users(session)
    for person in people:
        click.echo(f"{person.name}\t{person.role}\t{'active' if person.active else 'disabled'}")


@user.command()
@click.argument("name")
@data_option
def disable(name: str, data: Path | None) -> None:
    """Shut a person out at once; what they did stays."""
    with open_database(data) as (_, db), db.writing() as session:
        person = users.disable(session, _named(session, name).id)
    click.echo(f"{person.name} is disabled.")


@user.command()
@click.argument("name")
@data_option
def enable(name: str, data: Path | None) -> None:
    """Let a disabled person in again."""
    with open_database(data) as (_, db), db.writing() as session:
        person = users.enable(session, _named(session, name).id)
    click.echo(f"{person.name} is active.")


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(users.ROLES))
@data_option
def role(name: str, role: str, data: Path | None) -> None:
    """Give a person another role; open sessions of the person end."""
    with open_database(data) as (_, db), db.writing() as session:
        person = users.set_role(session, _named(session, name).id, role)
    click.echo(f"{person.name} is now {person.role}.")


@user.command()
@click.argument("name")
@data_option
def password(name: str, data: Path | None) -> None:
    """Print a new one-time password; open sessions of the person end."""
    with open_database(data) as (_, db), db.writing() as session:
        person = _named(session, name)
        once = users.reset_password(session, person.id)
    _show_password(person, once)


def _named(session: Session, name: str) -> User:
    person = users.find_user(session, name)
    if person is None:
        raise NotFound(f"no user {name!r}; `zipingbiao user list` shows all")
    return person


def _show_password(person: User, once: str) -> None:
    click.echo(f"{person.role.capitalize()}: {person.name}\nOne-time password: {once}")
