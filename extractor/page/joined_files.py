"""A file's bytes → the PDFs that were written one after another into it.

Somebody meant to bind them (`cat a.pdf b.pdf`), but a reader sees the last alone.
"""

import re
from itertools import pairwise

HEADER = b"%PDF-"
_START = re.compile(rb"%%EOF\s*(?=%PDF-)")
_TABLE = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_AT_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)\b")


def joined_files(data: bytes) -> list[bytes]:
    """Return the PDFs that a file is made of, in their order: most often itself alone.

    A program may write a whole new revision with a header of its own; its places count from the file's first
    byte.  Those of a file that was put there count from its own.

    Source:
        ISO 32000-1 §7.5.5: the offset after `startxref`, from the beginning of the file.
    """
    if data.find(HEADER, data.find(HEADER) + 1) < 0:
        return [data]
    starts = [0, *(found.end() for found in _START.finditer(data)), len(data)]
    parts = [data[start:end] for start, end in pairwise(starts)]
    return parts if all(map(_is_whole, parts[1:])) else [data]


def _is_whole(part: bytes) -> bool:
    """Tell whether a part says where its own table of objects is."""
    found = _TABLE.search(part)
    return found is not None and _AT_TABLE.match(part, int(found[1])) is not None
