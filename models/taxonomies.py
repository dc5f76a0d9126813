"""Taxonomy file → the categories that a shortfall reason can have.

The file (`models/artifacts/reasons/taxonomy.json`) is data that people edit:
code, Chinese and English name, meaning, what belongs in, what does not, and
whether the category explains a shortfall.  An organisation gives its own file
to `read_taxonomy`; nothing here knows a code by name.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from models.errors import BrokenSetup

ARTIFACTS = Path(__file__).parent / "artifacts" / "reasons"
TAXONOMY_FILE = ARTIFACTS / "taxonomy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category; `explains` says whether it is a cause of a shortfall."""

    code: str
    zh: str
    en: str
    meaning: str
    explains: bool
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All categories by code, in the order of the file.

    `version` is a hash of the content: it changes when a word of it changes,
    not when the file is laid out differently.
    """

    categories: Mapping[str, Category]
    version: str

    def explains(self, codes: Iterable[str]) -> bool:
        """Return whether at least one of the codes is a cause.

        Raises:
            KeyError: A code that is not in this taxonomy.
        """
        named = [self.categories[code] for code in codes]
        return any(category.explains for category in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    categories: tuple[Category, ...]


def read_taxonomy(path: Path) -> Taxonomy:
    """Return the taxonomy that one JSON file describes.

    Raises:
        BrokenSetup: The file cannot be read, is no taxonomy, is empty, or gives a code twice.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise BrokenSetup(f"{path.name} is not a readable taxonomy: {error}") from error
    categories = {category.code: category for category in file.categories}
    if not categories or len(categories) != len(file.categories):
        raise BrokenSetup(f"{path.name}: there must be at least one category and no code twice")
    version = hashlib.sha256(msgspec.json.encode(file)).hexdigest()[:16]
    return Taxonomy(categories=MappingProxyType(categories), version=version)


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """Return the taxonomy that ships with the program, read once.

    Raises:
        BrokenSetup: The installed file is damaged.
    """
    return read_taxonomy(TAXONOMY_FILE)


def explains(codes: Iterable[str]) -> bool:
    """Return whether at least one of the codes is a cause in the shipped taxonomy.

    Raises:
        KeyError: A code that is not in the taxonomy.
    """
    return taxonomy().explains(codes)
