"""How generated files are read: the stages before checks and reasons, with the labels that ship."""

from dataclasses import dataclass
from functools import cache

from extractor.form.forms import read_forms
from extractor.geometry import Sheet
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import Kit, load_kit
from models.records import Form


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's pages cut into cells, and its forms, neither checked nor classified."""

    sheets: tuple[Sheet, ...]
    forms: tuple[Form, ...]


@cache
def kit() -> Kit:
    """Return the labels and classifier that ship with the package."""
    return load_kit()


def read_back(data: bytes) -> Reading:
    """Return what a PDF holds."""
    sheets = tuple(find_grids(page) for page in read_pages(data, max_pages=999).pages)
    return Reading(sheets, tuple(read_forms(sheets, kit().lexicon)))
