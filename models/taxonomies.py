"""Taxonomy file → the categories that a shortfall reason can have.

The file (`models/artifacts/reasons/taxonomy.json`) is data that people edit:
code, Chinese and English name, meaning, what belongs in, what does not, and
whether the category explains a shortfall.  An organisation's own file adds
categories and puts its words in the place of shipped ones; nothing here knows
a code by name.
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
PARTS = ("taxonomy.json", "concepts", "patterns")
"""What a folder of categories may hold."""


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


def read_taxonomy(path: Path, own: Path | None = None) -> Taxonomy:
    """Return the taxonomy that one JSON file describes, with an organisation's own laid over it.

    Args:
        path: A whole taxonomy.
        own: A folder whose `taxonomy.json`, if there is one, adds categories; those of a known code
            replace it in its place.

    Raises:
        BrokenSetup: A file cannot be read, is no taxonomy, is empty, or gives a code twice; or there
            is no such folder, or nothing of its own in it.
    """
    files = [_read_file(path)]
    if own is not None and TAXONOMY_FILE.name in _parts_of(own):
        files.append(_read_file(own / TAXONOMY_FILE.name))
    categories = {category.code: category for file in files for category in file.categories}
    version = hashlib.sha256(b"".join(msgspec.json.encode(file) for file in files)).hexdigest()[:16]
    return Taxonomy(categories=MappingProxyType(categories), version=version)


def _parts_of(own: Path) -> set[str]:
    """Return which parts an organisation's own folder holds."""
    try:
        parts = {entry.name for entry in own.iterdir()}.intersection(PARTS)
    except FileNotFoundError as error:
        raise BrokenSetup(f"{own}: the folder of own categories does not exist") from error
    except OSError as error:
        raise BrokenSetup(
            f"{own}: the folder of own categories cannot be listed: {error.strerror}"
        ) from error
    if not parts:
        raise BrokenSetup(f"{own} holds none of {', '.join(PARTS)}")
    return parts


def _read_file(path: Path) -> _File:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise BrokenSetup(f"{path.name} is not a readable taxonomy: {error}") from error
    if not file.categories or len({category.code for category in file.categories}) != len(file.categories):
        raise BrokenSetup(f"{path.name}: there must be at least one category and no code twice")
    return file


_adopted: list[Path | None] = [None]


def adopt(own: Path | None) -> None:
    """Let `taxonomy` be of an organisation's own folder from now on; called once, where a process starts.

    Raises:
        BrokenSetup: The folder's taxonomy cannot be read.
    """
    _laid_over(own)
    _adopted[0] = own


def taxonomy() -> Taxonomy:
    """Return the taxonomy of this process: the one that ships, with what was adopted laid over it.

    Raises:
        BrokenSetup: An installed file is damaged.
    """
    return _laid_over(_adopted[0])


@lru_cache(maxsize=4)
def _laid_over(own: Path | None) -> Taxonomy:
    return read_taxonomy(TAXONOMY_FILE, own)


def explains(codes: Iterable[str]) -> bool:
    """Return whether at least one of the codes, of which some may be known no longer, is a cause here."""
    here = taxonomy()
    return here.explains(code for code in codes if code in here.categories)
