"""Our own reading: the whole of it, its stages one by one, and a file as long as wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pymupdf

from benchmarks.measures import medians
from extractor.form.forms import read_forms
from extractor.geometry import Page
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import Kit, extract, load_kit
from extractor.proof.checks import recheck
from extractor.reason.contexts import sort_reasons
from extractor.reason.reasons import Classifier, load_classifier
from models.records import Form, Label, Reason
from worker.readers import settle

MAX_PAGES = 5000


class Ours:
    """A kit whose classifier forgets before each file, so that no file is classified from memory."""

    def __init__(self) -> None:
        self._classifier: Classifier = load_classifier()
        self.kit = Kit(load_kit().lexicon, self._classify, version=lambda: self._classifier.version)
        settle()

    def _classify(self, texts: Sequence[str]) -> list[tuple[tuple[Label, ...], bool]]:
        return [(reading.labels, reading.explains) for reading in map(self._classifier.classify, texts)]

    def read(self, data: bytes) -> tuple[Form, ...]:
        """Return the forms of a file, read, classified and checked."""
        self._classifier.forget()
        return extract(data, "", self.kit, max_pages=MAX_PAGES).forms

    def stages(self, data: bytes, repeat: int) -> dict[str, float]:
        """Return the median seconds of each stage alone, given what the stage before it leaves."""
        pages = list(read_pages(data, max_pages=MAX_PAGES).pages)
        sheets = [find_grids(page) for page in pages]
        forms = list(read_forms(sheets, self.kit.lexicon))
        sorted_forms = [replace(form, reasons=self._reasons(form)) for form in forms]
        works = {
            "pages": lambda: list(read_pages(data, max_pages=MAX_PAGES).pages),
            "grids": lambda: [find_grids(page) for page in pages],
            "forms": lambda: list(read_forms(sheets, self.kit.lexicon)),
            "reasons": partial(self._all_reasons, forms),
            "recheck": lambda: [recheck(form) for form in sorted_forms],
        }
        return medians(works, dict.fromkeys(works, repeat))

    def _all_reasons(self, forms: Sequence[Form]) -> None:
        self._classifier.forget()
        for form in forms:
            self._reasons(form)

    def _reasons(self, form: Form) -> tuple[Reason, ...]:
        return sort_reasons(form.record, self._classify)

    def first_form_after(self, data: bytes) -> tuple[int, int]:
        """Return after how many pages the first form is there, and how many pages the file has."""
        pages, read = read_pages(data, max_pages=MAX_PAGES), []
        sheets = (find_grids(page) for page in _counted(pages.pages, read))
        next(read_forms(sheets, self.kit.lexicon))
        return len(read), pages.count


def _counted(pages: Iterator[Page], read: list[int]) -> Iterator[Page]:
    for page in pages:
        read.append(page.number)
        yield page


def repeated(path: Path, count: int) -> bytes:
    """Return a PDF of so many pages: those of a file, over and over."""
    source, made = pymupdf.open(path), pymupdf.open()
    while made.page_count < count:
        made.insert_pdf(source, to_page=min(source.page_count, count - made.page_count) - 1)
    return made.tobytes(garbage=3)


def one_long_form(path: Path, count: int, middle: int) -> bytes:
    """Return a PDF of one form: its first page, then the page after `middle` pages over and over."""
    source, made = pymupdf.open(path), pymupdf.open()
    made.insert_pdf(source, to_page=middle - 1)
    while made.page_count < count:
        made.insert_pdf(source, from_page=middle, to_page=middle)
    return made.tobytes(garbage=3)
