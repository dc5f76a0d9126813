"""What scanned pages are made of: the kept forms by several producers, and generated ones of all templates.

A sample is drawn as pixels, damaged by name and seed, and read; its records are the truth.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count as count_from

import pymupdf

from benchmarks.balanced_sheets import STEP, balanced_forms
from benchmarks.degradations import Pixels, degraded, drawn
from benchmarks.truths import PDFS, TESTS, truths
from models.codecs import from_plain
from models.records import Record
from tests.generators.cases import Case, draw_case
from tests.generators.picks import Dice
from tests.generators.printers import print_with_weasyprint
from tests.generators.templates import TEMPLATES

MAKERS = ("pymupdf", "reportlab", "weasyprint")
NOT_DRAWN = (
    *("shades alone", "straddling words", "raised figures", "look-alikes"),
    *("gap=0.5", "gap=1.0", "short=0.5", "short=1.0", "short=2.0"),
    *("border=dot", "border=dots", "border=dash", "border=pieces"),
    *("css=1px dotted black", "css=1px dashed black"),
    *("model=separate 0", "model=separate 1pt", "model=separate 2px"),
    *("padding=0.1", "padding=0.5", "padding=0"),
)
"""Not for scans: small figures, fonts that lie, text over or upon a ruling; and tables that are no matter of
reading: without rulings, with broken ones, of cells apart or with open corners (scan_grids has them)."""
LARGEST = 1300
"""Paper is no longer than A3, in points."""
DAMAGES = ("skew", "noise", "JPEG 40", "grey", "red seal", "turned 90", "perspective", "blur", "fold")
"""What happens to pages that are not clean, in turns."""
COLOURLESS = ("grey seal", "1-bit seal")
"""Seals that cannot be told from text by their colour: what they hide is for people."""
COVERED = "maker='pymupdf', embed=True"
"""So drawn, shades are laid over texts: a text layer shows them, pixels do not."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One PDF and the records of its forms."""

    name: str
    data: bytes
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One sample read in one way."""

    sample: str
    dpi: int
    damage: str
    seed: int

    @property
    def name(self) -> str:
        """How it is called where its result is kept."""
        return f"{self.sample} {self.dpi} {self.damage} {self.seed}"


def kept(names: Sequence[str]) -> Iterator[Sample]:
    """Yield the kept PDFs of such names."""
    yield from (
        Sample(path.name, path.read_bytes(), tuple(truths(path))) for path in PDFS if path.name in names
    )
    for path in sorted((TESTS / "found").glob("*.pdf")):
        if path.name in names:
            told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            yield Sample(
                path.name, path.read_bytes(), tuple(from_plain(one, Record) for one in told["records"])
            )


def made(count: int, seed: int) -> Iterator[Sample]:
    """Yield so many generated files, templates and makers in turns."""
    for number in range(count):
        template, maker = TEMPLATES[number % len(TEMPLATES)].name, MAKERS[number % len(MAKERS)]
        others = [f"template={one.name}" for one in TEMPLATES if one.name != template]
        for start in count_from(seed * STEP + number, STEP // 10):
            case = draw_case(Dice(start, (*NOT_DRAWN, *others)), maker, print_with_weasyprint)
            if _is_scannable(case):
                yield Sample(f"made {start} {maker} {template}", case.data, case.records)
                break


def _is_scannable(case: Case) -> bool:
    """Tell whether pages are of paper's size, and neither shades, double rulings nor seals lie over texts.

    Seals are a damage; who lays one over a page knows what is beneath it.
    """
    if "overlay=''" not in case.how:
        return False
    if (COVERED in case.how or "grey=0.85" in case.how) and "shade=1.0" not in case.how:
        return False
    if "pattern='double'" in case.how and "padding=1.0" in case.how:
        return False
    with pymupdf.open(stream=case.data, filetype="pdf") as document:
        return all(max(leaf.rect.width, leaf.rect.height) <= LARGEST for leaf in document)


def balanced(count: int, seed: int) -> Iterator[Sample]:
    """Yield so many generated files of one form whose arithmetic holds."""
    for number, (data, record) in enumerate(balanced_forms(count, seed, NOT_DRAWN)):
        yield Sample(f"balanced {seed * STEP + number}", data, (record,))


def leaves(sample: Sample, dpi: int, damage: str, seed: int) -> Iterator[tuple[pymupdf.Page, Pixels]]:
    """Yield a sample's pages as pixels, damaged."""
    with pymupdf.open(stream=sample.data, filetype="pdf") as document:
        for number, leaf in enumerate(document, 1):
            yield leaf, degraded(drawn(leaf, dpi), damage, seed * STEP + number, dpi / 72)


def damage_of(number: int, dpi: int, seed: int) -> str:
    """Return what happens to one sample at one resolution: all damages come in turns."""
    return DAMAGES[(number + dpi // 50 + seed) % len(DAMAGES)]
