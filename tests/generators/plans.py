"""Forms laid out by hand: where each line of text and each side of a cell stands, page by page.

The canvas drawers (PyMuPDF, reportlab) only stroke and write what is planned here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.generators.presses import Box, Leaf, Line, Measure, Press, wrap
from tests.generators.sheets import Sheet, Spot

HEADING = 14.0
LEAST_ROOM = 120.0
"""A form begins on a page that has so many points left, for its heading and some rows."""


def plan(sheets: Sequence[Sheet], press: Press, measure: Measure) -> list[Leaf]:
    """Return the pages of a document of these forms."""
    setter = _Setter(press, measure)
    for sheet in sheets:
        setter.form(sheet)
    if press.numbers:
        for number, leaf in enumerate(setter.leaves, 1):
            text = f"第 {number} 页 共 {len(setter.leaves)} 页"
            leaf.lines.append(Line(press.width / 2 - 30, press.height - 24, text, 8))
    if press.unseen:
        for leaf in setter.leaves:
            leaf.lines[:0] = _unseen(leaf, press)
    return setter.leaves


def _unseen(leaf: Leaf, press: Press) -> Iterator[Line]:
    """Yield what nobody sees: a mark at the page's corner, and a text in some cells, over their own."""
    yield Line(12, 6, "机密 draft-07", 7, unseen=press.unseen)
    for (x0, y0, _, _), label in leaf.cells[::5]:
        if not label:
            yield Line(x0 + 1, y0 + 1, "隐形的字", press.size, unseen=press.unseen)


class _Setter:
    """Sets forms one under the other."""

    def __init__(self, press: Press, measure: Measure) -> None:
        self.press, self.measure = press, measure
        self.leaves = [Leaf()]
        self.y = press.margin
        self.bottom = press.height - press.margin

    def form(self, sheet: Sheet) -> None:
        if self.y > self.press.margin and (self.press.new_page or self.bottom - self.y < LEAST_ROOM):
            self.turn()
        for text in sheet.before:
            self.paragraph(text)
        for side, text in sheet.heading:
            self.heading(side, text)
        self.y += 4
        _Table(self, sheet).set()
        self.y += 6
        for text in sheet.outside:
            self.paragraph(text)
        self.y += 12

    def turn(self) -> None:
        self.leaves.append(Leaf())
        self.y = self.press.margin

    def paragraph(self, text: str) -> None:
        size, margin = 9.0, self.press.margin
        for line in wrap(text, self.press.width - 2 * margin, size, self.measure):
            if self.y + size * 1.4 > self.bottom:
                self.turn()
            self.leaves[-1].lines.append(Line(margin, self.y, line, size))
            self.y += size * 1.4

    def heading(self, side: str, text: str) -> None:
        size = HEADING if side == "centre" and "自评" in text else 10.0
        length = self.measure(text, size)
        margin = self.press.margin
        free = self.press.width - 2 * margin - length
        x = margin + free * {"left": 0.0, "centre": 0.5, "right": 1.0}[side]
        self.leaves[-1].lines.append(Line(x, self.y, text, size))
        self.y += size * 1.4


@dataclass(slots=True)
class _Part:
    """One row's stretch on one page."""

    leaf: int
    top: float
    bottom: float


class _Table:
    """Sets one table: row heights, page breaks, then the text of each cell into its stretches."""

    def __init__(self, setter: _Setter, sheet: Sheet) -> None:
        self.setter, self.sheet, self.press = setter, sheet, setter.press
        inner = self.press.width - 2 * self.press.margin
        self.xs = [self.press.margin + edge * inner for edge in sheet.edges]
        self.pitch = self.press.size * self.press.leading
        self.texts = {spot: self.wrapped(spot) for spot in sheet.spots}
        # A closed frame would hide that a row without marks goes on, as it would a cell of several rows.
        self.open = self.press.open_cuts or not any(row.weight for row in sheet.record.indicators)
        self.shared = {spot for spot in sheet.spots if spot.bottom - spot.top > 1 and not spot.label}
        self.groups = {spot.top: spot.bottom for spot in self.shared}

    def wrapped(self, spot: Spot) -> list[str]:
        if not spot.text:
            return []
        text = "\n".join(spot.text) if spot.upright else spot.text
        width = self.xs[spot.right] - self.xs[spot.left] - 2 * self.press.padding
        return wrap(text, width, self.press.size * spot.share, self.setter.measure)

    def set(self) -> None:
        heights = self.heights()
        start = (len(self.setter.leaves), self.setter.y)
        for _ in range(60):
            parts, breaks = self.paginate(heights, start)
            late = [spot for spot in self.sheet.spots if self.overflow(spot, parts)]
            if not late:
                break
            for row in {spot.bottom - 1 for spot in late}:
                heights[row] += self.pitch
        self.draw(parts, breaks, heights)

    def heights(self) -> list[float]:
        heights = [self.need(1)] * self.sheet.rows
        for spot in sorted(self.sheet.spots, key=lambda spot: spot.bottom - spot.top):
            lacking = self.need(len(self.texts[spot])) - sum(heights[spot.top : spot.bottom])
            if lacking > 0:
                heights[spot.bottom - 1] += lacking
        return heights

    def need(self, lines: int) -> float:
        return max(1, lines) * self.pitch + 2 * self.press.padding

    def repeats(self, row: int) -> range:
        """Return the rows that a page which begins with a row shows again above it."""
        first, last = (0, self.sheet.head_rows) if self.press.repeat == "head" else self.sheet.repeated
        return range(first, last) if self.press.repeat and row >= last else range(0)

    def paginate(
        self, heights: list[float], start: tuple[int, float]
    ) -> tuple[list[list[_Part]], list[tuple[int, float, range]]]:
        leaf, y = start[0] - 1, start[1]
        page = self.setter.bottom - self.press.margin
        if any(sum(heights[top:bottom]) > page / 2 for top, bottom in self.groups.items()):
            self.open = True
        parts: list[list[_Part]] = []
        breaks: list[tuple[int, float, range]] = []
        for row, height in enumerate(heights):
            parts.append([])
            left = height
            again = self.repeats(row)
            over = sum(heights[at] for at in again)
            group = sum(heights[row : self.groups.get(row, row)]) if not self.open else 0.0
            if group > self.setter.bottom - y:
                leaf, y = leaf + 1, self.press.margin + over
                breaks.append((leaf, self.press.margin, again))
            while left > 0:
                room = self.setter.bottom - y
                if left <= room:
                    parts[-1].append(_Part(leaf, y, y + left))
                    y, left = y + left, 0
                    continue
                cut = self.press.cut_rows or self.tall(left, over)
                if cut and room >= self.need(1):
                    lines = int((room - 2 * self.press.padding) / self.pitch)
                    taken = self.need(lines)
                    parts[-1].append(_Part(leaf, y, y + taken))
                    left = max(left - taken + 2 * self.press.padding, self.need(1))
                leaf, y = leaf + 1, self.press.margin
                breaks.append((leaf, y, again))
                y += over
        return parts, breaks

    def tall(self, height: float, over: float) -> bool:
        """Tell whether a row fits no page."""
        return height > self.setter.bottom - self.press.margin - over

    def stretches(self, spot: Spot, parts: list[list[_Part]]) -> list[_Part]:
        """Return a cell's stretches, one a page."""
        found: list[_Part] = []
        for part in (part for row in parts[spot.top : spot.bottom] for part in row):
            if found and found[-1].leaf == part.leaf:
                found[-1] = _Part(part.leaf, found[-1].top, part.bottom)
            else:
                found.append(_Part(part.leaf, part.top, part.bottom))
        return found

    def room(self, part: _Part) -> int:
        return int((part.bottom - part.top - 2 * self.press.padding + 0.01) / self.pitch)

    def overflow(self, spot: Spot, parts: list[list[_Part]]) -> bool:
        return sum(self.room(part) for part in self.stretches(spot, parts)) < len(self.texts[spot])

    def draw(
        self, parts: list[list[_Part]], breaks: list[tuple[int, float, range]], heights: list[float]
    ) -> None:
        last = max(part.leaf for row in parts for part in row)
        while len(self.setter.leaves) <= last:
            self.setter.turn()
        for spot in self.sheet.spots:
            lines = list(self.texts[spot])
            stretches = self.stretches(spot, parts)
            for number, part in enumerate(stretches):
                if number and spot in self.shared and len(lines) in (0, len(self.texts[spot])):
                    self.setter.leaves[part.leaf].blank_part = True
                box = self.cell(spot, part, lines[: self.room(part)])
                del lines[: self.room(part)]
                if self.open and number:
                    self.setter.leaves[part.leaf].open_above.add(box)
                if self.open and number + 1 < len(stretches):
                    self.setter.leaves[part.leaf].open_below.add(box)
        for leaf, y, again in breaks:
            self.again(leaf, y, again, heights)
        for leaf in {part.leaf for row in parts for part in row}:
            tops = [part for row in parts for part in row if part.leaf == leaf]
            top = min([part.top for part in tops] + [y for at, y, again in breaks if at == leaf and again])
            box = (self.xs[0], top, self.xs[-1], max(part.bottom for part in tops))
            self.setter.leaves[leaf].frames.append(box)
        self.setter.y = parts[-1][-1].bottom

    def again(self, leaf: int, y: float, rows: range, heights: list[float]) -> None:
        tops = {rows.start: y} if rows else {}
        for row in rows:
            tops[row + 1] = tops[row] + heights[row]
        for spot in self.sheet.spots:
            if rows and rows.start <= spot.top and spot.bottom <= rows.stop:
                self.cell(spot, _Part(leaf, tops[spot.top], tops[spot.bottom]), self.texts[spot])

    def cell(self, spot: Spot, part: _Part, lines: list[str]) -> Box:
        left, right = self.xs[spot.left], self.xs[spot.right]
        leaf = self.setter.leaves[part.leaf]
        box = (left, part.top, right, part.bottom)
        leaf.cells.append((box, spot.label))
        slack = part.bottom - part.top - 2 * self.press.padding - len(lines) * self.pitch
        y = (
            part.top
            + self.press.padding
            + (0 if self.press.top_aligned and not spot.label else max(0, slack) / 2)
            - self.press.lift
        )
        size = self.press.size * spot.share
        for line in lines:
            length = self.setter.measure(line, size)
            free = right - left - length - 2 * self.press.padding
            side = "centre" if spot.label else self.press.align
            x = left + self.press.padding + free * {"left": 0.0, "centre": 0.5, "right": 1.0}[side]
            if self.press.straddle and not spot.label:
                x = left - self.press.straddle
            if line:
                leaf.lines.append(Line(x, y, line, size, spot.label, self.sheet.raised))
            y += self.pitch
        return box
