"""A ZIP archive and a manifest of it, beside it or inside → its files as sources, with reference and year.

All files of the archive are sources, listed or not; so is each line of the manifest
that makes no sense or names no file, as one that fails.  A line says what it says of
a file, or of all in a folder.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.archives import Most, Packed, is_apple, unpack_from
from models.errors import BadDocument, BadManifestRow, BadRequest
from models.manifests import MOST_BYTES, Row, failing_row, parse_manifest
from models.names import NAME_LENGTH
from models.sources import Source, failing

CHUNK = 1 << 16
TABLE = ".csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is said of an archive's files: lines whose paths begin in `folder`, `""` or ended by `/`."""

    name: str
    rows: Sequence[Row]
    folder: str = ""


def find_packed(packed: Packed, most: Most, beside: Manifest | None = None) -> Iterator[Source]:
    """Yield all files of an archive, then what its manifest says of none.

    Args:
        packed: The archive.
        most: How much it may give.
        beside: Its manifest; the one table at the top of the archive where None.  A table there that
            cannot be one, or several of which none can be told to be it, fail.
    """
    names = _names(packed, most)
    if names is None:
        yield from unpack_from(packed, most)
        return
    found = beside or _inside(packed, most, names)
    manifest, faults = (found, {}) if isinstance(found, Manifest) else (None, found)
    said = _Said(manifest, _common(names))
    for source in unpack_from(packed, most):
        name = _name(packed, source)
        if name in faults:
            yield failing(source.label, source.whence, source.stamp, faults[name])
        else:
            yield said.of(source, name)
    if manifest:
        yield from (failing_row(row, manifest.name, packed.whence, "") for row in said.unheard())


class _Said:
    """What a manifest says of files, and of which of its lines there was none."""

    def __init__(self, manifest: Manifest | None, common: str) -> None:
        self._rows = manifest.rows if manifest else ()
        folders = {manifest.folder} if manifest and manifest.folder else {"", common}
        self._by_name = {
            unicodedata.normalize("NFC", folder + row.path.rstrip("/")): row
            for folder in sorted(folders, reverse=True)
            for row in reversed(self._rows)
            if not row.wrong
        }
        self._heard: set[str] = set()

    def of(self, source: Source, name: str) -> Source:
        """Return a file with what is said of it, or of the nearest folder that it lies in.

        Of one that is refused for the length of its name nothing is: it may be in as many folders.
        """
        at = unicodedata.normalize("NFC", name) if len(name) <= NAME_LENGTH else ""
        while at:
            if row := self._by_name.get(at):
                self._heard.add(row.path)
                return replace(source, reference=row.reference, year=row.year)
            at = at.rpartition("/")[0]
        return source

    def unheard(self) -> Iterator[Row]:
        """Yield the lines that make no sense or name no file."""
        for row in self._rows:
            if row.wrong:
                yield row
            elif row.path not in self._heard:
                yield replace(row, wrong="the archive has no such file")


def _names(packed: Packed, most: Most) -> list[str] | None:
    """Return the names in an archive, None if it cannot be opened."""
    sources = list(unpack_from(packed, most))
    if len(sources) == 1 and sources[0].whence == packed.whence:
        return None
    return [_name(packed, source) for source in sources]


def _name(packed: Packed, source: Source) -> str:
    return source.label.removeprefix(f"{packed.label}/")


def _common(names: Sequence[str]) -> str:
    """Return the one folder that all lie in, ended by `/`, or `""`."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names if not is_apple(name)}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""


def _folder(name: str) -> str:
    """Return the folder that a file lies in, ended by `/`, or `""`."""
    return name[: name.rfind("/") + 1]


def _inside(packed: Packed, most: Most, names: Sequence[str]) -> Manifest | dict[str, BadDocument]:
    """Return the manifest in an archive, or why no table at its top is one."""
    files = [name for name in names if not is_apple(name)]
    ends = {min(files, default=""), max(files, default="")}
    tables = [
        name
        for name in files
        if name.lower().endswith(TABLE) and all(end.startswith(_folder(name)) for end in ends)
    ]
    least = min((name.count("/") for name in tables), default=0)
    top = [name for name in tables if name.count("/") == least]
    if len(top) != 1:
        several = BadManifestRow(
            "several tables lie side by side: give the one that counts beside the archive"
        )
        return dict.fromkeys(top, several)
    name = top[0]
    try:
        rows = parse_manifest(_read(packed, most, name), name.rpartition("/")[2])
    except BadRequest as error:
        return {name: BadManifestRow(error.message)}
    except BadDocument as error:
        return {name: error}
    return Manifest(name=name, rows=rows, folder=_folder(name))


def _read(packed: Packed, most: Most, name: str) -> bytes:
    """Return the bytes of one file in an archive, as many as a manifest may have and one more."""
    data = bytearray()
    for source in unpack_from(packed, most):
        if _name(packed, source) == name:
            with source.opening() as stream:
                while len(data) <= MOST_BYTES and (more := stream.read(CHUNK)):
                    data += more
            break
    return bytes(data)
