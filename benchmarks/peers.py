"""Other readers of ruled tables, each from a PDF's bytes to the texts of its cells.

They know nothing of the form, so nothing but the cells is asked of them.  What
is not installed (`pip install -r requirements/bench.txt`) is left out.
"""

import importlib.util
import io
import logging
from collections.abc import Callable, Iterator, Mapping

import pymupdf

# It advertises another package on standard output.
pymupdf.no_recommend_layout()
# pdfminer warns once a font that lacks a bounding box.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

Reader = Callable[[bytes], list[str]]


def floor(data: bytes) -> list[str]:
    """Ask PyMuPDF for each page's words and drawings, and make nothing of them."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        for page in document:
            page.get_text("words")
            page.get_cdrawings()
    return []


def find_tables(data: bytes) -> list[str]:
    """PyMuPDF's own tables."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        return _flat(table.extract() for page in document for table in page.find_tables().tables)


def pdfplumber(data: bytes) -> list[str]:
    """Read with pdfplumber's `extract_tables`, settings as they come."""
    import pdfplumber as library  # noqa: PLC0415 - may be missing

    with library.open(io.BytesIO(data)) as document:
        return _flat(table for page in document.pages for table in page.extract_tables())


def camelot(data: bytes) -> list[str]:
    """Camelot's lattice, with its default image backend."""
    import camelot as library  # noqa: PLC0415 - may be missing
    import cv2  # noqa: PLC0415

    cv2.setNumThreads(1)
    tables = library.read_pdf(io.BytesIO(data), pages="all", flavor="lattice")
    return _flat(table.df.to_numpy().tolist() for table in tables)


def installed() -> Mapping[str, Reader]:
    """Return the peers by name, those left out that are not installed."""
    readers = {"find_tables": find_tables, "pdfplumber": pdfplumber, "camelot lattice": camelot}
    packages = {"find_tables": "pymupdf", "pdfplumber": "pdfplumber", "camelot lattice": "camelot"}
    return {name: read for name, read in readers.items() if importlib.util.find_spec(packages[name])}


def _flat(tables: Iterator[list[list[str | None]]]) -> list[str]:
    return [text for table in tables for row in table for text in row if text]
