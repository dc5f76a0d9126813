"""compose.yaml: the parts it names exist, and its commands are commands of ours that parse."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import jsonschema
import pytest
import yaml

from cli.commands import main
from cli.serve import PARTS
from models.settings import read_settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "zipingbiao"}
WORDS = {"type": "array", "items": {"type": "string"}}
NAMES = {"type": "object", "additionalProperties": {"type": "string"}}
SHAPE = {
    "type": "object",
    "required": ["services", "volumes", "networks"],
    "properties": {
        "services": {
            "additionalProperties": {
                "type": "object",
                "required": ["image", "restart", "networks"],
                "additionalProperties": False,
                "properties": {
                    "image": {"type": "string"},
                    "build": {"const": "."},
                    "restart": {"const": "unless-stopped"},
                    "environment": NAMES,
                    "command": WORDS,
                    "volumes": WORDS,
                    "ports": WORDS,
                    "networks": WORDS,
                    "cap_drop": WORDS,
                    "security_opt": WORDS,
                    "init": {"type": "boolean"},
                    "read_only": {"type": "boolean"},
                    "profiles": WORDS,
                    "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
                    "depends_on": {
                        "additionalProperties": {
                            "properties": {"condition": {"const": "service_healthy"}},
                            "required": ["condition"],
                        }
                    },
                    "healthcheck": {
                        "type": "object",
                        "required": ["test", "interval"],
                        "additionalProperties": False,
                        "properties": {
                            "test": WORDS,
                            "interval": {"type": "string", "pattern": r"^\d+s$"},
                            "start_period": {"type": "string", "pattern": r"^\d+s$"},
                            "retries": {"type": "integer"},
                        },
                    },
                },
            }
        }
    },
}


def test_it_has_the_shape_of_a_compose_file():
    """Every service has the keys and value types that the compose specification gives them."""
    jsonschema.validate(COMPOSE, SHAPE)


def test_what_it_names_exists():
    """Services depended on have a health check; volumes and networks are declared, none in vain."""
    depended = {name for service in OURS.values() for name in service["depends_on"]}
    assert all("healthcheck" in SERVICES[name] for name in depended)
    volumes = {mount.split(":")[0] for service in SERVICES.values() for mount in service["volumes"]}
    networks = {name for service in SERVICES.values() for name in service["networks"]}
    assert (volumes, networks) == (set(COMPOSE["volumes"]), set(COMPOSE["networks"]))


@pytest.mark.parametrize("name", OURS)
def test_commands_parse(name: str):
    """Each of our services runs a command that the installed program knows, with arguments it takes."""
    command, *arguments = OURS[name]["command"]
    found = main.get_command(click.Context(main), command)
    assert found
    context = found.make_context(command, list(arguments))
    assert context.params["only"] == name


def test_every_part_has_a_service():
    """The embedded default's programs all run here too, but for the broker, which is Redis."""
    assert set(OURS) == set(PARTS)


def test_killed_children_leave_nothing():
    """An init is the first process of each of our containers: a worker would leave orphans' ends untaken."""
    assert all(service["init"] for service in OURS.values())


def test_settings_are_settings():
    """Each variable is one that the service reads, and together they make sense."""
    for service in OURS.values():
        given = {name: _filled(value) for name, value in service["environment"].items()}
        settings = read_settings(given)
        assert settings.secure_cookies
        assert settings.database_url.endswith("@database/zipingbiao")
        assert settings.broker_url.startswith("redis://broker:")


def test_people_read_the_time_of_their_own_clocks():
    """Each of our containers has a time zone, since an image's own is UTC, and one that there is."""
    zones = {_filled(service["environment"]["TZ"]) for service in OURS.values()}
    assert [ZoneInfo(zone).utcoffset(datetime(2026, 1, 1)) for zone in zones] == [timedelta(hours=8)]  # noqa: DTZ001 - of that zone


def test_only_the_web_is_reachable():
    """Readers of hostile files have no way out, and pages are published to this machine's proxy alone."""
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [name for name, service in SERVICES.items() if service["networks"] != ["inside"]] == ["web"]
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8765:8765"]


def test_the_broker_keeps_its_hints():
    """Redis appends to a log on a volume."""
    words = SERVICES["broker"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"


def test_the_image_has_every_room():
    """The Dockerfile copies each package that is installed, and the ignore file lets it through."""
    text, ignored = ((ROOT / name).read_text() for name in ("Dockerfile", ".dockerignore"))
    for source in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for path in source.split():
            assert (ROOT / path).exists()
            assert f"!{path}\n" in ignored
    packages = re.findall(r'packages = \[(.*"worker".*)\]', (ROOT / "pyproject.toml").read_text())[0]
    for package in re.findall(r'"(\w+)"', packages):
        assert f"COPY {package} {package}\n" in text


def _filled(value: str) -> str:
    """Fill in variables as compose does: the default where there is one, else a long enough secret."""
    return re.sub(
        r"\$\{\w+(?::([-?])([^}]*))?\}", lambda found: found[2] if found[1] == "-" else "s" * 40, value
    )
