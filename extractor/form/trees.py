"""The files of labels → trees of labels, that of a template added to the one that all forms share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from models.errors import BrokenSetup


def read_tree(path: Path) -> dict[str, Any]:
    """Return what a file holds.

    Raises:
        OSError: It is missing.
        BrokenSetup: It is no JSON.
    """
    try:
        data: dict[str, Any] = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenSetup(f"{path}: {error}") from error
    return data


def add_tree(labels: dict[str, Any], more: Mapping[str, Any], file: str) -> None:
    """Add one tree of labels to another, list to list, each where there is one."""
    for name, added in more.items():
        there = labels.get(name)
        if isinstance(there, list) and isinstance(added, list):
            labels[name] = [*there, *added]
        elif isinstance(there, dict) and isinstance(added, dict):
            add_tree(there, added, file)
        else:
            raise BrokenSetup(f"{file}: labels.json has no such place for labels as {name!r}")
