"""What read a document: kept with it, its job and its forms, and compared when documents are read again."""

import re
from dataclasses import dataclass

from models.codecs import from_json, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """`extractor` is the release; `models` names what recognises scans, `patterns` what sorts reasons.

    All are empty where nobody knows: documents read before versions were kept.
    """

    extractor: str = ""
    models: str = ""
    patterns: str = ""


UNKNOWN = Versions()


def to_text(versions: Versions) -> str:
    """Return versions as one line of JSON, `""` where none is known."""
    return "" if versions == UNKNOWN else to_json(versions).decode()


def from_text(text: str) -> Versions:
    """Return the versions that `to_text` wrote."""
    return from_json(text, Versions) if text else UNKNOWN


def order(release: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts releases: numbers by value (0.9 before 0.10), an unknown one first of all."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", release)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
