"""Thin boxes that a page draws → the rulings that a reader sees.

Dashes, dots, cell sides and double lines are drawn in pieces; a table's rulings
touch one another, and each ends at others.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from extractor.geometry import Ruling
from models.records import Box

SNAP = 2.0
"""Rulings closer than this many points across count as one: double lines, uneven borders."""
IN_LINE = 0.3
"""Dots and dashes stand in one line when they are no further than this many points off it."""
DOT = 2.5
"""What is no wider and no longer than this many points may be part of a ruling of either direction."""
PITCH, IN_ROW = 4.5, 4
"""Dots of a line are no further apart than this many points, and a row of dots has at least so many."""
JOIN = 3.5
"""Pieces of one ruling may stand this many points apart: dashes, broken crossings."""
SHORTEST, ALONE = 5.0, 4.0
"""A ruling shorter than this many points separates nothing; one with none in line, the second."""
NARROWEST = 3.0
"""No row or column is narrower than this many points: it is a gap between borders."""
TAIL = 10.0
"""A ruling that goes on for this many points past the last one it meets goes on to the next."""
LEVEL = 6.0
"""What ends within this many points of a table's end is level with it."""

TALL = 100.0
FEWEST_SIDES = 4
"""So many rulings of one height, at least so many points high, are a row open above and below."""

Group = tuple[list[Ruling], list[Ruling]]
"""Rulings across and down the page."""
Piece = tuple[float, float, float]
"""What may be part of a ruling, in the order of its fields; a page has ten times as many."""


def find_rulings(strokes: Iterable[Box], *, along: int) -> list[Ruling]:
    """Return the rulings along one axis (0: across the page, 1: down it), sorted by `at`."""
    if along == 0:
        pieces = [
            ((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in strokes if y1 - y0 <= DOT or y1 - y0 <= x1 - x0
        ]
    else:
        pieces = [
            ((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in strokes if x1 - x0 <= DOT or x1 - x0 <= y1 - y0
        ]
    return merge_pieces(pieces)


def merge_pieces(pieces: Iterable[Piece]) -> list[Ruling]:
    """Return rulings with touching and near pieces joined, sorted by `at`.

    Dashes, dots, cell sides and double lines become the line that a reader sees.
    A dot may belong to a ruling of either direction: only those in line count.
    """
    long: list[Piece] = []
    short: list[Piece] = []
    for piece in pieces:
        _, start, end = piece
        (long if end - start >= SHORTEST else short).append(piece)
    runs = _joined(_bundles(sorted(short), IN_LINE), JOIN) if short else []
    ends = sorted(long) if runs else []
    low: list[Ruling] = []
    for run in runs:
        (long if run.end - run.start >= SHORTEST or _is_link(run, ends) else low).append(run)
    merged = sorted(_joined(_bundles(sorted(long), SNAP)))
    low = _without_rows_of_dots([one for one in low if one.end - one.start >= ALONE])
    return sorted([*merged, *(one for one in low if _is_alone(one, merged))]) if low else merged


def _is_link(run: Ruling, long: Sequence[Piece]) -> bool:
    """Tell whether a short run goes on where pieces, sorted, end: Word's corners, the last dash of a line."""
    near = long[bisect_left(long, (run.at - IN_LINE,)) : bisect_right(long, (run.at + IN_LINE, inf))]
    before, after = [run.start - one[2] for one in near], [one[1] - run.end for one in near]
    is_dash = any(IN_LINE < gap <= JOIN for gap in (*before, *after))
    return is_dash or all(any(abs(gap) <= IN_LINE for gap in gaps) for gaps in (before, after))


def _without_rows_of_dots(low: list[Ruling]) -> list[Ruling]:
    """Return low rulings less those that stand in a row, near to each other.

    Where two dotted lines run side by side, a dot of either and that of the other look like one.
    """
    if len(low) < IN_ROW:
        return low
    kept: list[Ruling] = []
    for row in _bundles(low, PITCH):
        places = sorted([(start, end) for _, start, end in row])
        kept += [Ruling(*one) for one in row if len(row) < IN_ROW or not _is_in_row(one, places)]
    return kept


def _is_in_row(low: Piece, places: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a low ruling stands with others of a row, sorted, between the same heights."""
    _, start, end = low
    found = 0
    for at in range(bisect_right(places, (start - IN_LINE, inf)), len(places)):
        begun, ended = places[at]
        if found == IN_ROW or begun - start >= IN_LINE:
            break
        found += abs(begun - start) + abs(ended - end) < IN_LINE
    return found == IN_ROW


def _is_alone(low: Ruling, rulings: Sequence[Ruling]) -> bool:
    """Tell whether no ruling goes on where a low one ends: it is the side of a low row, drawn short."""
    at, start, end = low
    near = rulings[bisect_left(rulings, (at - SNAP,)) : bisect_right(rulings, (at + SNAP, inf))]
    return all(other.end + JOIN < start or end + JOIN < other.start for other in near)


def _joined(bundles: Iterable[Sequence[Piece]], least: float = ALONE) -> list[Ruling]:
    """Return the runs of near pieces of each bundle that are `least` points long."""
    merged: list[Ruling] = []
    for bundle in bundles:
        if len(bundle) == 1:
            merged.append(Ruling(*bundle[0]))
            continue
        spans = sorted([(start, end, at) for at, start, end in bundle])
        start, end, _ = spans[0]
        moment = weight = 0.0
        for begun, ended, at in spans:
            if begun - end > JOIN:
                merged.append(Ruling(moment / weight, start, end))
                start, end, moment, weight = begun, ended, 0.0, 0.0
            elif ended > end:
                end = ended
            moment += at * (ended - begun + 1)
            weight += ended - begun + 1
        merged.append(Ruling(moment / weight, start, end))
    return [ruling for ruling in merged if ruling.end - ruling.start >= least]


def _bundles(pieces: Sequence[Piece], within: float) -> Iterator[list[Piece]]:
    """Group pieces, sorted by `at`, of which each lies near the one before it."""
    bundle: list[Piece] = []
    last = -inf
    for piece in pieces:
        at = piece[0]
        if bundle and at - last > within:
            yield bundle
            bundle = []
        bundle.append(piece)
        last = at
    if bundle:
        yield bundle


def axis_of(rulings: Iterable[Ruling]) -> list[float]:
    """Return the edges between rows or columns, from rulings along them."""
    bundles = _bundles(sorted(rulings), NARROWEST)
    return [
        bundle[0][0] if len(bundle) == 1 else sum([at for at, _, _ in bundle]) / len(bundle)
        for bundle in bundles
    ]


def connected(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[Group]:
    """Return the rulings of each table: those that touch one another, and sides that stand alone.

    Both must be sorted by `at`, and so are the tables' rulings.
    """
    free = [list(across), list(down)]
    groups: list[Group] = []
    while free[0]:
        group: Group = ([free[0].pop()], [])
        waiting = [(0, group[0][0])]
        while waiting:
            side, ruling = waiting.pop()
            others = free[1 - side]
            first = bisect_left(others, (ruling.start - JOIN,))
            last = bisect_right(others, (ruling.end + JOIN, float("inf")))
            start, end = ruling.at - JOIN, ruling.at + JOIN
            near = [other for other in others[first:last] if other.start <= end and start <= other.end]
            if near:
                met = set(near)
                others[first:last] = [other for other in others[first:last] if other not in met]
                group[1 - side].extend(near)
                waiting.extend((1 - side, other) for other in near)
        groups.append((sorted(group[0]), sorted(group[1])))
    groups += [([], [ruling]) for ruling in free[1]]
    return _with_lone_sides(groups)


def _with_lone_sides(groups: list[Group]) -> list[Group]:
    """Return the tables, each with the lone rulings that end level with it.

    Where a page break leaves a merged cell open above and below, no other ruling
    touches the cell's outer side.  Where it leaves a whole row open so, its sides
    are a table of their own.
    """
    tables = [group for group in groups if group[0] and group[1]]
    every = [ruling for _, down in groups for ruling in down]
    alone: list[Ruling] = []
    for lone in (group for group in groups if not (group[0] and group[1])):
        for side in (0, 1):
            for ruling in lone[side]:
                level = [
                    table
                    for table in tables
                    if _is_level(ruling, _reach(table[1 - side], table[side]))
                    and not (side == 0 and _is_apart(ruling, *table, every))
                ]
                for table in level:
                    insort(table[side], ruling)
                if side and not level and ruling.end - ruling.start >= TALL:
                    alone.append(ruling)
    return tables + [([], row) for row in _open_rows(alone)]


def _is_apart(
    ruling: Ruling, across: Sequence[Ruling], down: Sequence[Ruling], every: Iterable[Ruling]
) -> bool:
    """Tell whether a ruling stands above or below a table whose own sides end before it: a running head's.

    They may also go on past the table's last ruling, and end with no other; then none of `every` one
    down the page, of any table, comes near to the ruling.
    """
    if across[0].at < ruling.at < across[-1].at:
        return False
    if _reach(down, across) == (down[0].at, down[-1].at):
        return True
    start, end = _reach(across, down)
    is_open = start != across[0].at if ruling.at < start else end != across[-1].at
    return is_open and not any(one.start - LEVEL <= ruling.at <= one.end + LEVEL for one in every)


def _is_level(ruling: Ruling, reach: tuple[float, float]) -> bool:
    return abs(ruling.start - reach[0]) <= LEVEL and abs(ruling.end - reach[1]) <= LEVEL


def _open_rows(down: Iterable[Ruling]) -> list[list[Ruling]]:
    """Return the sides of each row that is open above and below, sorted by `at`."""
    rows: list[list[Ruling]] = []
    for ruling in sorted(down):
        level = next((row for row in rows if _is_level(ruling, row[0][1:])), None)
        if level is None:
            rows.append([ruling])
        else:
            level.append(ruling)
    return [row for row in rows if len(row) >= FEWEST_SIDES]


def _reach(rulings: Sequence[Ruling], others: Sequence[Ruling]) -> tuple[float, float]:
    """Return where a table begins and ends across some rulings, sorted by `at`.

    Some tables have no outer border, and page breaks leave merged cells open: then
    the crossing rulings reach further than the outermost ruling.
    """
    first, last = rulings[0].at, rulings[-1].at
    start, end = min(other.start for other in others), max(other.end for other in others)
    return start if start < first - SHORTEST else first, end if end > last + SHORTEST else last


def sides_of(across: Sequence[Ruling], down: Sequence[Ruling]) -> Box:
    """Return the outer sides of one table, drawn or not."""
    if not across:
        return (down[0].at, min(one.start for one in down), down[-1].at, max(one.end for one in down))
    (top, bottom), (left, right) = _reach(across, down), _reach(down, across)
    return (left, top, right, bottom)


def anchored(rulings: Sequence[Ruling], others: Sequence[Ruling], sides: tuple[float, float]) -> list[Ruling]:
    """Return rulings from the first to the last crossing one, or outer side, that each touches.

    What touches fewer than two separates nothing: an underline, a struck-out word.
    One that ends where nothing is drawn before the outer side goes on to it: there a
    page break leaves the cells on both hands open.  A long one may end short of the next.

    Args:
        rulings: Of one direction of a table.
        others: Of the other direction, sorted by `at`.
        sides: The table's outer sides that lie across the rulings.
    """
    kept = []
    for at, start, end in rulings:
        low, high, begin, stop = at - JOIN, at + JOIN, start - JOIN, end + JOIN
        crossing = [other for other, above, below in others if above <= high and low <= below]
        met = crossing[bisect_left(crossing, begin) : bisect_right(crossing, stop)]
        met += [side for side in sides if begin <= side <= stop]
        if not met:
            continue
        first, last = min(met), max(met)
        if start < first - TAIL:
            beyond = crossing[: bisect_left(crossing, first)]
            if not beyond or start - beyond[-1] <= LEVEL:
                first = beyond[-1] if beyond else sides[0]
        if end > last + TAIL:
            beyond = crossing[bisect_right(crossing, last) :]
            if not beyond or beyond[0] - end <= LEVEL:
                last = beyond[0] if beyond else sides[1]
        if first < last:
            kept.append(Ruling(at, first, last))
    return kept
