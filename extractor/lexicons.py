"""Form labels as data → look-ups from printed text to field names.

Enters the folder models/artifacts/forms: one file of labels, one file a
template.  Leaves a `Lexicon`.  A label is compared by its `key`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕")
_OF_WHICH = re.compile(r"^其中[::,]?")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what is compared of a printed label.

    Width folded; no white space; no brackets nor what stands in them, such as
    (A), (10分) or (万元); no leading 其中; no colon or point at the end.
    """
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return _OF_WHICH.sub("", _BRACKETS.sub("", bare)).strip(":;,.、。*")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of form, known by the labels that it has and those that it lacks."""

    name: str
    needs: frozenset[str]
    lacks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """From the key of a printed label to the field it names, block by block."""

    head: Mapping[str, str]
    fund_columns: Mapping[str, str]
    fund_rows: Mapping[str, str]
    goal_parts: Mapping[str, str]
    indicator_columns: Mapping[str, str]
    blocks: Mapping[str, str]
    total: frozenset[str]
    titles: tuple[str, ...]
    units: tuple[str, ...]
    templates: tuple[Template, ...]

    def template(self, labels: Iterable[str]) -> str:
        """Return the name of the template that fits a form's label keys best, or `other`."""
        seen = frozenset(labels)
        fitting = [one for one in self.templates if one.needs <= seen and not one.lacks & seen]
        return max(fitting, key=lambda one: len(one.needs)).name if fitting else "other"


def read_lexicon(folder: Path) -> Lexicon:
    """Read labels.json and templates/*.json.

    Raises:
        OSError: A file is missing.
        msgspec.DecodeError: A file is no JSON.
        ValueError: One label names two fields of one block.
    """
    labels: dict[str, Any] = msgspec.json.decode((folder / "labels.json").read_bytes())
    blocks = {name: labels[name]["block"] for name in ("funds", "goals", "indicators")}
    return Lexicon(
        head=_fields(labels["head"]),
        fund_columns=_fields(labels["funds"]["columns"]),
        fund_rows=_fields(labels["funds"]["rows"]),
        goal_parts=_fields(labels["goals"]["parts"]),
        indicator_columns=_fields(labels["indicators"]["columns"]),
        blocks=_fields(blocks),
        total=frozenset(map(key, labels["total"])),
        titles=tuple(labels["title"]),
        units=tuple(labels["units"]),
        templates=tuple(_template(path) for path in sorted((folder / "templates").glob("*.json"))),
    )


def _fields(labels: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for field, printed in labels.items():
        for label in printed:
            if fields.setdefault(key(label), field) != field:
                raise ValueError(f"label {label!r} names both {fields[key(label)]} and {field}")
    return fields


def _template(path: Path) -> Template:
    data = msgspec.json.decode(path.read_bytes())
    return Template(data["name"], frozenset(map(key, data["needs"])), frozenset(map(key, data["lacks"])))
