"""PDF bytes → `Extraction`: the one place that knows the order of the stages.

pages → (recognition) → grids → forms → repair → reasons → checks.  Some pages, or forms, go through
a stage together before the next one has its turn; they leave before the last page of a long file is
read.  Only pages without readable text are recognised.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from extractor.form.corrections import with_corrections
from extractor.form.formless import why_no_form
from extractor.form.forms import read_tables
from extractor.form.lexicons import Lexicon, read_lexicon
from extractor.form.lookalikes import Refusal
from extractor.form.lost_tables import shows_form
from extractor.geometry import Page, Raster, Sheet, is_changed
from extractor.page.pages import Pages, read_pages
from extractor.page.sights import put_back
from extractor.proof.checks import recheck
from extractor.proof.repairs import repair
from extractor.reason.contexts import Classify, sort_reasons
from extractor.scan.gaps import cut_cells, with_damage_beside, with_gaps, with_lost_tables, with_unread
from extractor.scan.label_mendings import mend_labels
from extractor.scan.overleaves import cut_under
from extractor.scan.page_readings import Recognise, as_unread, read_page
from extractor.scan.sightings import with_sights
from models.errors import BadDocument
from models.records import Box, Extraction, Failure, Form, Label, PageRun, Unread, Why

if TYPE_CHECKING:
    from extractor.reason.reasons import Classifier
    from extractor.scan.looks import Reader

MAX_PAGES = 2000
TOGETHER = 16
"""So many pages, or forms, go through a stage in one go: what it needs stays in the processor's caches."""
NOTHING: Mapping[int, "Page | Why"] = MappingProxyType({})
ARTIFACTS = Path(__file__).parent.parent / "models" / "artifacts"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Kit:
    """What reading needs besides the bytes: form labels, the reason classifier, and recognition.

    Without recognition, pages that need it stay unread.  `version` tells which taxonomy and patterns
    `classify` speaks by.
    """

    lexicon: Lexicon
    classify: Classify
    recognise: Recognise | None = None
    version: Callable[[], str] = str


def load_kit(artifacts: Path = ARTIFACTS, *, reasons: Path | None = None) -> Kit:
    """Return the kit of the data files shipped with the package.

    spaCy is loaded when the first reason is met, what recognises when the first page needs it.

    Args:
        artifacts: The data files.
        reasons: An organisation's own categories and patterns, laid over those.
    """
    classify, version = partial(_classify, reasons), partial(_version, reasons)
    return Kit(read_lexicon(artifacts / "forms"), classify, _recognise, version)


def _classify(own: Path | None, texts: Sequence[str]) -> Sequence[tuple[tuple[Label, ...], bool]]:
    return [(reading.labels, reading.explains) for reading in _classifier(own).classify_many(texts)]


def _version(own: Path | None) -> str:
    return _classifier(own).version


@cache
def _classifier(own: Path | None) -> "Classifier":
    from extractor.reason.reasons import load_classifier  # noqa: PLC0415 - spaCy costs most of a start

    return load_classifier(own=own)


def _recognise(page: Page, raster: Raster) -> Page:
    from extractor.scan.scans import read_scan  # noqa: PLC0415 - OpenCV and the models cost seconds

    return read_scan(page, raster, _reader())


@cache
def _reader() -> "Reader":
    from extractor.scan.looks import Reader  # noqa: PLC0415 - as above

    return Reader()


def extract(data: bytes, name: str, kit: Kit, *, max_pages: int = MAX_PAGES) -> Extraction:
    """Return all forms of one PDF.

    Args:
        data: The file's bytes, untrusted.
        name: What to call it in the result; never opened.
        kit: From `load_kit`.
        max_pages: A file of more is `too-large`.

    Raises:
        BadDocument: Which of its kinds says why there is no form (models/errors.py).
    """
    extraction, error = _attempt(data, _empty(data, name), kit, max_pages)
    if error is not None:
        raise error
    return extraction


def extract_or_error(  # noqa: PLR0913 - one keyword a thing that is known before
    data: bytes,
    name: str,
    kit: Kit,
    *,
    max_pages: int = MAX_PAGES,
    recognised: Mapping[int, Page | Why] = NOTHING,
    sha256: str = "",
) -> Extraction:
    """Return as `extract`, with a bad document's error in the forms' place.

    `recognised` are pages that `recognise_pages` gave before, by number, or why it could not;
    `sha256` is the data's, where the caller knows it.
    """
    empty = Extraction(file=name, sha256=sha256) if sha256 else _empty(data, name)
    extraction, _ = _attempt(data, empty, kit, max_pages, recognised)
    return extraction


def recognise_pages(data: bytes, numbers: Sequence[int], kit: Kit, *, max_pages: int) -> Iterator[Page]:
    """Yield some pages of a PDF as they are recognised, each as soon as it is.

    Raises:
        BadDocument: The file cannot be opened.  A page that cannot be drawn is an `unread` one.
    """
    pages = read_pages(data, max_pages=max_pages)
    for number in numbers:
        yield read_page(pages, pages.page(number), kit.recognise)


def _empty(data: bytes, name: str) -> Extraction:
    return Extraction(file=name, sha256=hashlib.sha256(data).hexdigest())


def _attempt(
    data: bytes,
    empty: Extraction,
    kit: Kit,
    max_pages: int,
    recognised: Mapping[int, Page | Why] = NOTHING,
) -> tuple[Extraction, BadDocument | None]:
    """Return what was empty with what the file says, and the error that it tells of."""
    seen = _Seen(kit.recognise, recognised)
    try:
        pages = read_pages(data, max_pages=max_pages)
        empty = replace(empty, pages=pages.count)
        forms = tuple(_forms(seen.through(pages), kit, seen))
        return replace(seen.told(empty), forms=forms), None
    except BadDocument as error:
        failure = Failure(code=error.code, message=error.message)
        return replace(seen.told(empty), error=failure), error


def extract_workbook(data: bytes, name: str, kit: Kit) -> Extraction:
    """Return all forms of an XLSX file that was filled by hand; its sheets count as pages.

    Raises:
        BadDocument: It is no workbook, too large, or no form is in it.
    """
    from extractor.page.workbooks import read_sheets  # noqa: PLC0415 - openpyxl is for these alone

    sheets = list(read_sheets(data))
    forms = tuple(_forms(sheets, kit, _Seen(None)))
    return replace(_empty(data, name), pages=len(sheets), forms=forms)


def check_form(form: Form, kit: Kit) -> Form:
    """Return a form with everything that follows from its values, its reasons sorted if they were not."""
    return recheck(_with_reasons(form, kit))


def _with_reasons(form: Form, kit: Kit) -> Form:
    if form.reasons:
        return form
    reasons = sort_reasons(form.record, kit.classify)
    return replace(form, reasons=reasons, reasons_version=kit.version()) if reasons else form


def _forms(sheets: Iterable[Sheet], kit: Kit, seen: "_Seen") -> Iterator[Form]:
    mended = (seen.noted(mend_labels(sheet, kit.lexicon), kit.lexicon) for sheet in sheets)
    for tables in _together(read_tables(mended, kit.lexicon)):
        forms = [seen.completed(table, kit.lexicon) for table in tables if isinstance(table, Form)]
        seen.forms += len(forms)
        others = [table for table in tables if isinstance(table, Refusal)]
        seen.unknown |= {table.page for table in others if table.is_form} - seen.recognised.keys()
        refused = [table for table in others if not table.is_form and seen.is_known(table)]
        seen.lost.difference_update(table.page for table in refused)
        seen.refused = seen.refused or next(iter(refused), None)
        forms = [_with_reasons(repair(form), kit) for form in forms]
        yield from [recheck(form) for form in forms]
    if not seen.forms:
        raise why_no_form(seen.unread, seen.kinds, seen.refused, seen.besides)


def _together(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield items in order, TOGETHER at a time."""
    rest = iter(items)
    while some := list(islice(rest, TOGETHER)):
        yield some


@dataclass(slots=True)
class _Seen:
    """What a document held so far, to say why it gave nothing and where its values stand."""

    recognise: Recognise | None
    before: Mapping[int, Page | Why] = field(default_factory=dict)
    kinds: list[PageRun] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    changed: dict[int, Sheet] = field(default_factory=dict)
    recognised: dict[int, Sheet] = field(default_factory=dict)
    cut: dict[int, Sequence[Box]] = field(default_factory=dict)
    last: Sheet | None = None
    lost: set[int] = field(default_factory=set)
    """The pages that show a form, less those of forms and of what was refused."""
    unknown: set[int] = field(default_factory=set)
    """The pages that hold a form of which no columns are known."""
    forms: int = 0
    refused: Refusal | None = None
    besides: Sequence[str] = ()

    def through(self, pages: Pages) -> Iterator[Sheet]:
        self.besides = pages.besides
        for some in _together(pages.pages):
            read = [self._read(pages, given) for given in some]
            yield from [self._cut(given, page) for given, page in zip(some, read, strict=True)]

    def _read(self, pages: Pages, given: Page) -> Page:
        self._count(given)
        page = self.before.get(given.number)
        if page is None:
            return read_page(pages, given, self.recognise)
        return page if isinstance(page, Page) else as_unread(given, page)

    def _cut(self, given: Page, page: Page) -> Sheet:
        page, sheet = cut_under(page, self.last)
        self.last = sheet
        if unread := sheet.unread or _damage(given):
            self.unread.append(unread)
        if is_changed(sheet):
            self.changed[sheet.number] = sheet
        if sheet.sights:
            self.recognised[sheet.number] = sheet
            self.cut[sheet.number] = cut_cells(given, page, sheet)
        return sheet

    def noted(self, sheet: Sheet, lexicon: Lexicon) -> Sheet:
        """Return a sheet; note whether it shows a form, so that one that is not read is told."""
        if shows_form(sheet, lexicon):
            self.lost.add(sheet.number)
        return sheet

    def is_known(self, table: Refusal) -> bool:
        """Tell whether a table is what it seems: labels that a scan lacks may not have been read."""
        return table.is_titled or table.page not in self.recognised

    def completed(self, form: Form, lexicon: Lexicon) -> Form:
        """Return a form with what recognition tells of it, and its places those on the pages as seen."""
        self.lost.difference_update(form.pages)
        read = with_gaps(with_sights(form, self.recognised), self.cut, lexicon, self.recognised)
        read = with_unread(with_corrections(read), read.pages, {one.page for one in self.unread})
        read = with_damage_beside(read, self.unread)
        return put_back(with_lost_tables(read, self.recognised, lexicon), self.changed)

    def told(self, extraction: Extraction) -> Extraction:
        """Return an extraction with what was seen of the pages."""
        lost = [Unread(page=page, why="no-table") for page in sorted(self.lost - self.unknown)]
        lost += [Unread(page=page, why="no-columns") for page in sorted(self.unknown)]
        return replace(extraction, unread=(*self.unread, *lost), kinds=tuple(self.kinds))

    def _count(self, page: Page) -> None:
        last = self.kinds.pop() if self.kinds and self.kinds[-1].kind == page.kind else None
        first = last.first if last else page.number
        self.kinds.append(PageRun(kind=page.kind, first=first, last=page.number))


def _damage(given: Page) -> Unread | None:
    """Return what tells that a page is damaged, though something was read or recognised on it."""
    return given.unread if given.unread and given.unread.why == "damaged-page" else None
