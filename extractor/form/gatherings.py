"""Sheets → drafts, each as soon as the next page shows that it is complete.

A form begins at a grid that names a project, or has indicators of its own, and goes
on over page breaks until it is complete.  A continuation page may repeat the heading
and the first rows; those repetitions are dropped here, so that no later stage sees
them.  A grid of no form is a draft by itself: what it looks like is told later.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.form.clippings import lines_without, printed_once
from extractor.form.column_labels import indicator_headers
from extractor.form.drafts import Draft, Placed
from extractor.form.lent_headers import header_of, titles_over
from extractor.form.level_names import GROUP, level_of
from extractor.form.lexicons import Lexicon, key
from extractor.form.overflows import (
    Item,
    Line,
    is_page_number,
    opens_note,
    with_clipped_lines,
    with_hung_lines,
    with_open_cells,
    with_overflow,
    with_scattered_labels,
    without_tails,
)
from extractor.form.repeats import ends_header, is_repeated, without_repeated
from extractor.form.row_labels import first_label, is_total
from extractor.form.spreads import is_right_part
from extractor.form.sunk_lines import with_sunk_lines
from extractor.form.tables import Table, sides_of, table_of, under_repeated
from extractor.form.titles import LONGEST_TITLE, from_the_top, is_title, says_continued, split_heading
from extractor.geometry import Grid, Sheet, Word, holds_middle, line_text
from models.records import Note

ALIGNED = 6.0
"""A continuation's sides stand within this many points of the form's."""
FEWEST_HEAD_LABELS = 2
"""A grid with so many labels of a head begins a form, also where no project is named."""
MARK, FULL = "分", "100"
"""The label of a total of marks says so, or all marks stand beside it: 合计 may add up money."""
KNOWN_EDGES = 0.5
"""A grid that goes on below a header has at least this share of its edges where the form has some."""


def gather_drafts(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Draft]:
    """Yield the drafts of a document, each as soon as the next page shows that it is complete."""
    gathering = _Gathering(lexicon)
    for sheet in sheets:
        yield from gathering.take(sheet)
    yield from gathering.end()


@dataclass(slots=True)
class _Gathering:
    """The form that is being gathered, and what was met since its last grid."""

    lexicon: Lexicon
    draft: Draft = field(default_factory=Draft)
    waiting: list[Item] = field(default_factory=list)
    again: int = 0
    """The page that showed the form's first rows again, as a grid of their own."""

    def take(self, sheet: Sheet) -> Iterator[Draft]:
        """Go through one page from the top; yield the drafts that end on it."""
        beside: list[Word] = []
        for one in from_the_top(sheet, self.lexicon):
            if not isinstance(one, Grid):
                left = one if isinstance(one, Note) else tuple(word for word in one if word not in beside)
                self.waiting += [(sheet.number, left)] if left else []
                continue
            item = self._printed_once(one)
            table = table_of(item)
            if self._took_right_part(item, table):
                continue
            if self._is_overleaf(item) and self._is_repeated(one, table, sheet):
                self.again = item.page
                continue
            rest = _continuation(item, table, self.draft, self.waiting, self.lexicon)
            if rest is not None:
                beside += self._go_on(item, rest, sheet)
            elif _opens(table, self.lexicon):
                yield from self._begin(item, table)
            else:
                if self.draft.headed and self._is_overleaf(item) and _holds_rest(table, self.lexicon):
                    self.draft.missed.add(item.page)
                yield Draft([item], [table], heading=_lines_of(self.waiting), pages={item.page}, strewn=True)
                self.waiting += [(item.page, line) for cell in item.cells for line in cell.lines]
        if self._is_passed(sheet):
            self.draft.reach(sheet.number)
        if sheet.number not in self.draft.pages:
            yield from self.end()
        pages, last = self.draft.pages, sheet.number
        self.waiting = [item for item in self.waiting if item[0] == last or item[0] in pages]

    def _took_right_part(self, grid: Grid, table: Table) -> bool:
        """Take a grid that holds the columns right of one of the form's; tell whether it is one."""
        draft = self.draft
        at = len(draft.right)
        if at == len(draft.grids) or not is_right_part(grid, draft.grids[at], first=not at):
            return False
        draft.right.append(table)
        draft.reach(grid.page)
        return True

    def end(self) -> Iterator[Draft]:
        """Yield the form that is being gathered."""
        self.draft.close(self.waiting)
        if self.draft.grids:
            yield self.draft
        self.draft = Draft()

    def _printed_once(self, grid: Grid) -> Grid:
        """Return a grid less what the page before shows already of words that the break clips."""
        if not self._is_overleaf(grid):
            return grid
        draft = self.draft
        draft.tables[-1], grid, self.waiting = printed_once(
            draft.tables[-1], draft.grids[-1], grid, draft.leading_rows, self.waiting
        )
        return grid

    def _is_passed(self, sheet: Sheet) -> bool:
        """Tell whether a form goes on past a page without text (Chromium prints such), or on one of notes."""
        draft = self.draft
        if sheet.grids or not draft.headed or sheet.number - 1 not in draft.pages:
            return False
        lines = [line for line in sheet.loose if not is_page_number(line)]
        return opens_note(lines[0], self.lexicon) if lines else not draft.totalled

    def _is_overleaf(self, grid: Grid) -> bool:
        """Tell whether a grid is the first one on the page after an unfinished form's last."""
        draft = self.draft
        return bool(draft.grids) and not draft.totalled and grid.page == draft.grids[-1].page + 1

    def _is_repeated(self, grid: Grid, table: Table, sheet: Sheet) -> bool:
        """Tell whether a grid shows only the form's first rows again, perhaps around another grid."""
        around = any(other is not grid and holds_middle(grid.box, other.box) for other in sheet.grids)
        return is_repeated(table, self.draft.leading_rows, around=around)

    def _begin(self, grid: Grid, table: Table) -> Iterator[Draft]:
        """Begin a form with a grid, its heading, and what else stands above it on its own page."""
        above = self.draft.grids[-1:] if grid.page in self.draft.pages else []
        tail, heading = split_heading(self.waiting, [*above, grid], self.lexicon)
        if heading and self._ends_in(*heading[0]):
            tail.append(heading.pop(0))
        over = next((item for item in tail if item[0] not in self.draft.pages), None)
        if over and self._ends_in(*over):
            self.draft.reach(over[0])
        lent = self._lent_to(grid, heading)
        titles = titles_over(lent, self.draft.tables) if lent else None
        if titles is not None:
            heading = [*self.draft.heading, *((cell.page, line) for cell in titles for line in cell.lines)]
            self.draft = Draft()
        before = self.draft.pages
        self.waiting = tail
        self.draft.shared = grid.page in before or any(page in before for page, _ in heading)
        yield from self.end()
        self.draft.lent = lent
        self.draft.heading = _lines_of(heading)
        for _, line in self.draft.heading:
            self.draft.say(line_text(line))
        self.draft.add(grid, table, self.lexicon)
        self.draft.close(item for item in tail if item[0] not in before)
        self.draft.close(item for item in heading if isinstance(item[1], Note))
        self.waiting = []

    def _lent_to(self, grid: Grid, heading: list[Item]) -> Table | None:
        """Return the header of the form above for one that goes on with its table, under no title."""
        draft = self.draft
        is_next = bool(draft.grids) and 0 <= grid.page - draft.last_page <= 1
        if heading or not is_next or not _is_aligned(grid, draft):
            return None
        headers = (header_of(table, self.lexicon) for table in draft.tables)
        return next(filter(None, headers), draft.lent)

    def _ends_in(self, page: int, item: Line | Note) -> bool:
        """Tell whether a form ends in a note at the top of the next page, above another form."""
        is_after = self.draft.headed and page == self.draft.grids[-1].page + 1
        return is_after and not isinstance(item, Note) and opens_note(item, self.lexicon)

    def _go_on(self, grid: Grid, rest: Table, sheet: Sheet) -> list[Word]:
        """Add a continuation and what stands above it; return the words beside it that it took in."""
        last, upper, beside = self.draft.grids[-1], self.draft.tables[-1], list[Word]()
        if grid.page != last.page:
            rest = under_repeated(rest) if self.again == grid.page else rest
            rest, beside = with_open_cells(rest, upper, sheet.loose)
            self.waiting = lines_without(self.waiting, frozenset(beside))
            rest, self.waiting = with_clipped_lines(rest, grid.box[1], self.waiting)
            rest, upper = with_hung_lines(with_sunk_lines(rest, upper), upper)
            rest, upper = with_scattered_labels(rest, upper)
            foot = sheet.height - grid.box[1]  # as high as the margin above the rest
            self.draft.tables[-1], self.waiting = with_overflow(last, upper, self.waiting, foot)
        self.draft.add(grid, rest, self.lexicon)
        self.draft.close(without_tails(self.waiting, grid, self.draft.tables[-2]))
        self.waiting = []
        return beside


def _lines_of(items: Iterable[Item]) -> list[Placed]:
    return [(page, item) for page, item in items if not isinstance(item, Note)]


def _names_project(table: Table, lexicon: Lexicon) -> bool:
    return any(label.partition(":")[0] in lexicon.project_names for label in table.keys if label)


def _opens(table: Table, lexicon: Lexicon) -> bool:
    fields = {lexicon.head[label] for label in lexicon.head.keys() & table.keys}
    return len(fields) >= FEWEST_HEAD_LABELS or _names_project(table, lexicon) or _has_header(table, lexicon)


def _has_header(table: Table, lexicon: Lexicon) -> bool:
    return bool(indicator_headers(table, lexicon))


def _holds_rest(table: Table, lexicon: Lexicon) -> bool:
    """Tell whether a table may be the rest of a form: it holds groups' names, or a total of marks."""
    names = {cell.text for cell in table.cells if level_of(cell.text)}
    if len(names) > 1 or any(name.endswith(GROUP) for name in names):
        return True
    totals = (row for row in range(table.rows) if is_total(table, row, lexicon))
    return any(
        MARK in first_label(table, row) or any(cell.text == FULL for _, cell in table.row(row))
        for row in totals
    )


def _continuation(
    grid: Grid, table: Table, draft: Draft, waiting: list[Item], lexicon: Lexicon
) -> Table | None:
    """Return what a grid adds to an unfinished form; None where it belongs elsewhere."""
    if not draft.grids or not 0 <= grid.page - draft.last_page <= 1 or not _is_aligned(grid, draft):
        return None
    lines = [line for page, line in _lines_of(waiting) if page == grid.page]
    # A page may end under the first row of the next form, which holds its title.
    inside = [line for cell in grid.cells for line in cell.lines] if grid.rows == 1 else []
    texts = (line_text(line) for line in (*lines, *inside))
    titled = any(is_title(text, lexicon) and not says_continued(text) for text in texts)
    again = grid.page == draft.grids[-1].page and titled
    if again or any(_is_foreign(line, draft, lexicon) for line in lines):
        return None
    rest = without_repeated(table, draft.leading_rows, headed=draft.headed, lexicon=lexicon)
    headers = indicator_headers(rest, lexicon) if draft.headed else []
    alone = rest is table and headers and not ends_header(rest, headers[0], draft.leading_rows, lexicon)
    named = rest is table and any(key(line_text(line)) in lexicon.project_names for line in inside)
    if named or _names_project(rest, lexicon) or (headers and (alone or headers[0].start)):
        return None  # what stands above a header of its own is another form's head
    if draft.totalled:
        overleaf = grid.page != draft.grids[-1].page
        is_foot = _is_foot(rest, draft, lexicon) if overleaf else _is_all_foot(rest, lexicon)
        return rest if is_foot else None
    if draft.headed and _known_edges(rest, draft) < KNOWN_EDGES and not _has_foot(rest, lexicon):
        return None
    return rest


def _is_aligned(grid: Grid, draft: Draft) -> bool:
    """Tell whether a grid stands as wide as the form; a page may lack its first or last columns."""
    left, right = draft.edges[0], draft.edges[-1]
    near = abs(grid.box[0] - left) <= ALIGNED, abs(grid.box[2] - right) <= ALIGNED
    inside = left - ALIGNED <= grid.box[0] and grid.box[2] <= right + ALIGNED
    return all(near) or (any(near) and inside and grid.page != draft.grids[-1].page)


def _is_foreign(line: Line, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell whether a line is the title of another table, not one that was repeated overleaf."""
    text = line_text(line)
    bare = key(text)
    titled = is_title(text, lexicon) or (bare.endswith("表") and len(bare) <= LONGEST_TITLE)
    return titled and not says_continued(text) and draft.texts.isdisjoint((text, bare))


def _is_foot(table: Table, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell whether a grid without a total may be the end of a form that has its own."""
    if any(is_total(table, row, lexicon) for row in range(table.rows)):
        return False
    if _has_foot(table, lexicon):
        return True
    pairs = all(len(numbers) <= 2 for numbers in table.by_row)  # noqa: PLR2004 - label and text
    cut = not table.cells[table.by_row[0][0]].text
    return (pairs or cut) and not _opens(table, lexicon) and _known_edges(table, draft) == 1


def _is_all_foot(table: Table, lexicon: Lexicon) -> bool:
    """Tell whether every row of a table begins with a label of the foot."""
    return all(first_label(table, row) in lexicon.foot for row in range(table.rows))


def _has_foot(table: Table, lexicon: Lexicon) -> bool:
    return any(first_label(table, row) in lexicon.foot for row in range(table.rows))


def _known_edges(table: Table, draft: Draft) -> float:
    """Return the share of a table's vertical edges that the form has as well."""
    edges = sides_of(table)
    return sum(draft.has_edge(x) for x in edges) / len(edges)
