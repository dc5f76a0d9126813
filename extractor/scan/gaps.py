"""A recognised form → what of it the scan does not show: whole columns, and cells that its edge cuts off.

A cut cell shows part of its value; a part is no value, so the field is blank and said to be missing.
So is the field of a row that has no cell of its own in a column: where a side between two cells is not
seen, the text of one stands in the other.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.form.lexicons import Lexicon
from extractor.form.lost_tables import has_lost_table
from extractor.geometry import Cell, Grid, Page, Sheet, as_seen, holds_middle, rounded
from extractor.grid.rulings import find_rulings
from extractor.proof.claims import COMPARED
from models.pointers import all_values, with_values
from models.records import Box, Form, Pointer, Uncertain, Unplaced, Unread

EDGE = 4.0
"""A side that is nearer to the edge of its page than this, in points, and not ruled, was cut off."""
NEAR = 2.5
"""A ruling within so many points of a cell's side is that side."""
BEYOND = 2.5
"""Text that ends so near to a side that is not drawn may go on beyond: characters stand no further apart."""
COLUMNS = ("target", "actual", "weight", "score")
ALWAYS = "actual"
"""The column that makes a form a self-evaluation, of whatever template."""
HEAD = ("/title", "/year")
TOTAL = "/total_score"
ROWS = ("funds", "indicators")
"""Each row of these has a cell, of its own or in common with others, in each of their columns."""
_FUND_WEIGHT, _FUND_SCORE = (re.compile(rf"/funds/[0-9]+/{name}") for name in ("weight", "score"))


def cut_cells(given: Page, page: Page, sheet: Sheet) -> tuple[Box, ...]:
    """Return the cells of a recognised page that its edge cuts through, in places of the page as read.

    Args:
        given: The page as the file has it.
        page: The same one as recognised.
        sheet: That cut into cells.
    """
    bounds = as_seen((0.0, 0.0, given.width, given.height), given)
    across = [(one.at, one.start, one.end) for one in find_rulings(page.strokes, along=0)]
    down = [(one.at, one.start, one.end) for one in page.down]
    found = []
    for grid in sheet.grids:
        for cell in grid.cells:
            for x, y, ruled in _outer(cell, grid):
                seen = as_seen((x, y, x, y), page)
                lines, at, along = (down, x, y) if ruled == "down" else (across, y, x)
                if _is_at_edge(seen, bounds) and not any(
                    abs(line - at) <= NEAR and start <= along <= end for line, start, end in lines
                ):
                    found.append(rounded(cell.box))
        found += [rounded(cell.box) for cell in _beside_paper(grid)]
    return tuple(found)


def _beside_paper(grid: Grid) -> list[Cell]:
    """Return the cells of a side that was cut off, and paper laid beside it.

    No ruling is drawn along all of it, though along the other side there is, and some text goes
    on to its very end.  A cell there is cut if its text does, or if it is blank.
    """
    for left in (True, False):
        ends, others = _side(grid, left=left), _side(grid, left=not left)
        if all(cell.open_side for cell in ends) and not any(cell.open_side for cell in others):
            cut = [cell for cell in ends if not cell.lines or _goes_beyond(cell, left=left)]
            return cut if any(cell.lines for cell in cut) else []
    return []


def _side(grid: Grid, *, left: bool) -> list[Cell]:
    return [cell for cell in grid.cells if (cell.left == 0 if left else cell.right == grid.columns)]


def _goes_beyond(cell: Cell, *, left: bool) -> bool:
    """Tell whether a line of text ends where its cell does."""
    x0, _, x1, _ = cell.box
    words = [word for line in cell.lines for word in line]
    return any((word.x0 - x0 if left else x1 - word.x1) < BEYOND for word in words)


def with_gaps(form: Form, cut: Mapping[int, Sequence[Box]], lexicon: Lexicon, pages: Collection[int]) -> Form:
    """Return a form that names what its scan does not show.

    Args:
        form: With boxes of the pages as read.
        cut: The cells that edges cut through, by page.
        lexicon: Knows which columns a template has.
        pages: Those that were recognised.
    """
    if not set(form.pages) & set(pages):
        return form
    lost = list(_cut_fields(form, cut))
    values = all_values(form.record)
    kept = tuple(
        Unplaced(page=form.evidence[field].page, box=form.evidence[field].box, text=values[field])
        for field in lost
        if values[field].strip()
    )
    missing = [one for field in lost if (one := f"missing:{field}") not in form.missing]
    sure = tuple(one for one in form.uncertain if one.field not in lost)
    return replace(
        form,
        record=with_values(form.record, dict.fromkeys(lost, "")),
        unplaced=(*form.unplaced, *kept),
        uncertain=(*sure, *_borrowed(form, values, {*lost, *(one.field for one in sure)})),
        missing=(
            *form.missing,
            *missing,
            *(one for one in _lost_columns(form, lexicon) if one not in form.missing),
            *_lost_fund_score(form, values),
            *_lost_cells(form),
            *_lost_total(form, lexicon),
            *_lost_head(form, pages, values),
        ),
    )


def with_unread(form: Form, pages: Sequence[int], unread: Collection[int]) -> Form:
    """Return a form that names those of some pages of which nothing, or no table, was read.

    Rows of it may be there.
    """
    lost = [f"page-unread:{page}" for page in pages if page in unread]
    return replace(form, missing=(*form.missing, *lost)) if lost else form


def with_damage_beside(form: Form, unread: Iterable[Unread]) -> Form:
    """Return a form that names the lost page on which it may begin or end: no title, no total was seen."""
    first, last = form.pages[0] - 1, form.pages[-1] + 1
    beside = [*([] if form.record.title else [first]), *([] if form.record.total_score else [last])]
    lost = {one.page for one in unread if one.why in ("damaged-page", "too-large")}
    return with_unread(form, beside, lost)


def with_lost_tables(form: Form, recognised: Mapping[int, Sheet], lexicon: Lexicon) -> Form:
    """Return a form that names the page before it or after it if a table was not found there.

    Labels of several columns stand on it outside every table: rows of this form may be there.  Those of
    a form's foot, or several of one column, stand on signed pages and head paragraphs as well.
    """
    beside = [page for page in (form.pages[0] - 1, form.pages[-1] + 1) if page in recognised]
    return with_unread(form, beside, [page for page in beside if has_lost_table(recognised[page], lexicon)])


def _cut_fields(form: Form, cut: Mapping[int, Sequence[Box]]) -> Iterator[Pointer]:
    for field, seen in form.evidence.items():
        if any(holds_middle(box, seen.box) for box in cut.get(seen.page, ())):
            yield field


def _lost_columns(form: Form, lexicon: Lexicon) -> Iterator[str]:
    """Yield the columns that the form's template has and none of its rows shows: a label may be misread."""
    rows = [field for field in form.evidence if field.startswith("/indicators/")]
    for column in COLUMNS:
        shown = any(field.endswith(f"/{column}") for field in rows)
        if rows and not shown and (column == ALWAYS or lexicon.has_column(form.template, column)):
            yield f"column-missing:{column}"


def _lost_fund_score(form: Form, values: Mapping[Pointer, str]) -> Iterator[str]:
    """Yield the first score that is due in the funds where none of their rows shows any."""
    due = [field for field, text in values.items() if _FUND_WEIGHT.fullmatch(field) and text.strip()]
    if due and not any(_FUND_SCORE.fullmatch(field) for field in form.evidence):
        yield f"missing:{due[0].removesuffix('weight')}score"


def _lost_cells(form: Form) -> Iterator[str]:
    """Yield the fields of rows without a cell in a column where other rows of their block have one."""
    columns: dict[tuple[str, str], set[str]] = {}
    blocks: dict[str, set[str]] = {}
    for field in form.evidence:
        parts = field.split("/")
        if parts[1] in ROWS:
            columns.setdefault((parts[1], parts[2]), set()).add(parts[3])
            blocks.setdefault(parts[1], set()).add(parts[3])
    for (block, row), shown in columns.items():
        yield from (f"missing:/{block}/{row}/{column}" for column in sorted(blocks[block] - shown))


def _borrowed(form: Form, values: Mapping[Pointer, str], known: Collection[Pointer]) -> Iterator[Uncertain]:
    """Yield the targets and actuals that a row whose cells are lost has in common with others.

    What hides its sides, a note or a patch, may hide its own text as well: it then has its neighbour's.
    """
    rows = {one.rpartition("/")[0].removeprefix("missing:") for one in _lost_cells(form)}
    shared = Counter(seen for field, seen in form.evidence.items() if field.endswith(COMPARED))
    for field, seen in form.evidence.items():
        own = field.endswith(COMPARED) and field.rpartition("/")[0] in rows
        if own and shared[seen] > 1 and values[field].strip() and field not in known:
            yield Uncertain(field=field, readings=(values[field],))


def _lost_total(form: Form, lexicon: Lexicon) -> Iterator[str]:
    """Yield the total where forms of the template have one and the scan ends before it."""
    if TOTAL not in form.evidence and lexicon.has_column(form.template, "score"):
        yield f"missing:{TOTAL}"


def _lost_head(form: Form, pages: Collection[int], values: Mapping[Pointer, str]) -> Iterator[str]:
    """Yield title and year of a form that begins on a recognised page and shows neither."""
    if form.pages[0] in pages and not any(values[field].strip() for field in HEAD):
        yield from (f"missing:{field}" for field in HEAD)


def _outer(cell: Cell, grid: Grid) -> Iterator[tuple[float, float, str]]:
    """Yield the middles of those of a cell's sides that are its grid's too, and which way they are ruled."""
    x0, y0, x1, y1 = cell.box
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if cell.left == 0:
        yield x0, y, "down"
    if cell.right == grid.columns:
        yield x1, y, "down"
    if cell.top == 0:
        yield x, y0, "across"
    if cell.bottom == grid.rows:
        yield x, y1, "across"


def _is_at_edge(seen: Box, bounds: Box) -> bool:
    x, y = seen[:2]
    return min(x - bounds[0], y - bounds[1], bounds[2] - x, bounds[3] - y) < EDGE
