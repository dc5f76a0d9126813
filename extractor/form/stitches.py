"""A table cut by page breaks → the same table with the cut cells whole again.

A page break cuts a row when neither side of it is a complete row, and a merged
label wherever it stands: then one side may be blank, or each may hold a part of
the text.  Rows and cells keep their numbers; a cell made whole covers the rows of
all its parts, which are blank from then on.
"""

from collections.abc import Collection, Iterator, Mapping

from extractor.form.column_labels import GROUPS
from extractor.form.cuts import Cut, meeting
from extractor.form.flows import flow_over, least_rooms
from extractor.form.fund_blocks import Funds
from extractor.form.joins import Joins
from extractor.form.lexicons import Lexicon, key
from extractor.form.row_labels import is_labelled, is_total
from extractor.form.shares import OWN, is_own_blank, is_shared
from extractor.form.tables import Table
from extractor.form.wraps import are_whole_names
from extractor.form.zones import Zones
from extractor.geometry import Cell

USUAL = 0.8
"""A field is usual when this share of the indicators has it."""
MANY = 5
"""Of so many usual fields, whole indicators may lack one."""
FEWEST = 3
"""A header has so many columns, and every indicator so many cells of its own."""


def mend(table: Table, told: Mapping[int, Cut], lexicon: Lexicon) -> Table:
    """Return the table with the cells joined of which the sides tell that a page break cut them.

    Two labels stay two: Chromium may leave the last of a cell's parts open, too.
    """
    parts = Joins()
    for row in sorted(told):
        if not is_total(table, row, lexicon):  # a total begins where its label stands
            _add_told(parts, table, row, told[row], lexicon)
    return parts.joined(table)


def _add_told(parts: Joins, table: Table, row: int, cut: Cut, lexicon: Lexicon) -> None:
    """Join the cells that meet at a page break; what stands beside two labels is of two rows."""
    is_gap = all(_is_blank(table, at) for at in (row - 1, row))
    pairs = list(meeting(table, row))
    told_below = any(table.cells[below].open_top for _, below in pairs)
    two = False
    for above, below in pairs:
        if above not in cut.cells or (told_below and _begins(table, above, below)):
            continue
        text = table.cells[below].text
        if table.keys[below] in lexicon.fund_rows and _ends_labels(table, row, lexicon):
            continue
        if (upper := _upper_part(table, above)) is not None:
            label = parts.text(table, upper)
            apart = _is_idle(table, above) and _are_two(label, text, lexicon)
            two = two or (apart and _are_labels(label, text, lexicon))
            if not apart and not two:
                parts.add(table, upper, above)
        first = parts.text(table, above)
        if not _are_two(first, text, lexicon):
            parts.add(table, above, below)
            if is_gap and (rest := _rest_under(table, below)) is not None:
                parts.add(table, below, rest)
        elif _are_labels(first, text, lexicon):
            return


def _begins(table: Table, above: int, below: int) -> bool:
    """Tell whether a closed cell begins under the room that a page break left under a label, beside rows."""
    room, cell = table.cells[above], table.cells[below]
    if room.lines or room.bottom - room.top < 2 or not cell.lines or cell.open_top:  # noqa: PLR2004
        return False
    over: int | None = above
    while over is not None and not table.cells[over].lines:
        over = table.above(table.cells[over])
    return over is not None


def _ends_labels(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a page break stands under a row of whole labels, the header of values below it."""
    pairs = [(table.cells[above].text, table.cells[below].text) for above, below in meeting(table, row)]
    return (
        sum(lexicon.knows(key(first)) and _are_two(first, text, lexicon) for first, text in pairs) >= FEWEST
    )


def _is_blank(table: Table, row: int) -> bool:
    """Tell whether no text begins in a row: it is room that a page break left before the next one."""
    return not any(cell.lines for _, cell in table.opening(row))


def _rest_under(table: Table, number: int) -> int | None:
    """Return the blank cell under one that goes on through the room at a page break: to the next row."""
    under = table.below(table.cells[number])
    return None if under is None or table.cells[under].lines else under


def _is_idle(table: Table, number: int) -> bool:
    """Tell whether no text begins beside a cell: the page ends before the next row's."""
    cell = table.cells[number]
    return not any(other.lines for row in range(cell.top, cell.bottom) for _, other in table.opening(row))


def with_header_cuts(told: Mapping[int, Cut], table: Table, lexicon: Lexicon) -> Mapping[int, Cut]:
    """Return what is told of page breaks, with those in a header: what stands below ends the labels above.

    The label of a block alone, which is cut between two rows of a header, tells of itself.
    """
    if not table.starts:
        return told
    labels = {**lexicon.indicator_columns, **lexicon.fund_columns, **lexicon.blocks}
    cuts = dict(told)
    for row in table.starts:
        pairs = list(meeting(table, row))
        ends = [(table.cells[above].text, table.cells[below].text) for above, below in pairs]
        whole = [
            key(above + below) in labels and not {key(above), key(below)} <= labels.keys()
            for above, below in ends
            if below
        ]
        known = sum(key(above) in labels for above, _ in ends)
        alone = all(whole) and (len(whole) > 1 or known >= FEWEST)
        if 2 * sum(whole) > len(whole) and (sum(whole) >= FEWEST or alone):
            cuts[row] = Cut(frozenset(above for above, _ in pairs))
        elif row not in told and whole == [True]:
            block = next(pair for pair, (_, below) in zip(pairs, ends, strict=True) if below)[0]
            cuts[row] = Cut(frozenset({block}), frozenset(above for above, _ in pairs) - {block})
    return cuts


def _upper_part(table: Table, number: int) -> int | None:
    """Return the cell that a blank one goes on with although a side is drawn between them.

    WeasyPrint closes a merged cell under its text, and leaves what is below that open.
    """
    cell = table.cells[number]
    opening = table.opening(cell.top)
    if any(other.lines for _, other in opening) or len(opening) >= FEWEST:
        return None
    return table.above(cell)


def stitch(table: Table, zones: Zones, lexicon: Lexicon, told: Mapping[int, Cut]) -> Table:
    """Return the table with the cells joined that are one by its sides, or else by what they say.

    Args:
        table: As `align` (alignments) leaves it.
        zones: The blocks of the mended table.
        lexicon: Tells the labels.
        told: As for `mend`.
    """
    if not table.starts:
        return table
    labels_end = min(
        (left for name, (left, _) in zones.columns.spans.items() if name not in GROUPS), default=0
    )
    parts = Joins()
    sure = [row for row, cut in told.items() if not cut.rest]
    cuts = dict(_find_cuts(table, zones, lexicon, sure))
    for row in sorted(table.starts):
        if is_total(table, row, lexicon):
            continue
        if row in told:
            _add_told(parts, table, row, told[row], lexicon)
        alone = _is_rest_of_indicator(table, row, zones)
        whole = not alone and not (cuts.get(row, False) and OWN & zones.columns.filled(table, row - 1))
        joined: list[Cell] = []
        parted = False
        for number, other in meeting(table, row):
            above, below = table.cells[number], table.cells[other]
            rest = alone and below.bottom == row + 1 and bool(below.lines)
            if row in told and number not in told[row].rest and (not rest or number in told[row].cells):
                continue
            if not above.text and _begins_funds(zones.funds, row) and table.keys[other] in lexicon.fund_rows:
                continue
            if _is_label(below, row, zones, labels_end):
                first = parts.text(table, number)
                one = _one_label(first, below.text, lexicon) and not (
                    row in zones.head and lexicon.knows(key(first)) and _are_two(first, below.text, lexicon)
                )
                one = one and not (below.text and (parted or (whole and is_own_blank(table, above, zones))))
                parted = parted or (not one and row in zones.indicator_rows)
            else:
                cut = cuts.get(row, False) and not parted  # no row belongs to two groups
                one = rest or cut or is_shared(table, above, below, zones, joined)
            if one:
                parts.add(table, number, other)
                joined.append(above)
    return parts.joined(table)


def _begins_funds(funds: Funds | None, row: int) -> bool:
    """Tell whether a row is the first line of funds, under their header."""
    return funds is not None and funds.lines[:1] == (row,) and row - 1 in funds.rows


def _is_rest_of_indicator(table: Table, row: int, zones: Zones) -> bool:
    """Tell whether the first row of a page has nothing of its own, and so is the rest of an indicator."""
    return {row - 1, row} <= zones.indicator_rows and not OWN & zones.columns.filled(table, row)


def _find_cuts(
    table: Table, zones: Zones, lexicon: Lexicon, sure: Collection[int]
) -> Iterator[tuple[int, bool]]:
    """Yield each other row that begins a page, and whether it is the rest of the row before the break."""
    last, carried = -1, set[str]()
    rows = sorted(table.starts.difference(sure))
    usual = _usual_fields(table, zones) if rows else set()
    for row in rows:
        above = zones.columns.filled(table, row - 1) | (carried if row - 1 == last else set())
        below = zones.columns.filled(table, row)
        if {row - 1, row} <= zones.indicator_rows:
            cut = len(usual - (above & below)) > (len(usual) >= MANY) or _flows_over(table, row)
        else:
            cut = _is_cut(table, row, zones, lexicon)
        last, carried = (row, above | below) if cut else (-1, set())
        yield row, cut


def _flows_over(table: Table, row: int) -> bool:
    pairs = [(table.cells[above], table.cells[below]) for above, below in meeting(table, row)]
    return flow_over(pairs, least_rooms(cell for _, cell in table.row(row - 1)))


def _usual_fields(table: Table, zones: Zones) -> set[str]:
    """Return the fields that most indicators have, those beside a page break left out."""
    names = OWN & zones.columns.spans.keys()
    rows = [row for row in zones.indicators if not {row, row + 1} & table.starts]
    filled = [zones.columns.filled(table, row) for row in rows]
    return {name for name in names if sum(name in fields for fields in filled) >= USUAL * len(rows)}


def _is_cut(table: Table, row: int, zones: Zones, lexicon: Lexicon) -> bool:
    """Tell whether the rows before and after a page break, of which one is no indicator, are one."""
    if row == zones.total or row in zones.header or is_labelled(table, row, lexicon):
        return False
    met = [(table.cells[above].text, table.cells[below].text) for above, below in meeting(table, row)]
    if any(lexicon.knows(key(above)) and _are_two(above, below, lexicon) for above, below in met):
        return False
    if zones.funds is not None and row in zones.funds.rows:
        return _is_cut_line(table, row, zones.funds)
    if row in zones.goals:
        labels = {*lexicon.goal_parts, *lexicon.blocks}
        texts = [table.keys[number] for number, cell in table.row(row - 1) if cell.text]
        return row - 1 in zones.goals and not labels.issuperset(texts)
    return (row in zones.foot or row in zones.head) and _is_rest(table, row)


def _is_cut_line(table: Table, row: int, funds: Funds) -> bool:
    """Tell whether the rows before and after a page break are one line of funds."""
    if funds.crossing:
        return False
    if not funds.down and not funds.has_source(table, row):
        return funds.has_source(table, row - 1)
    return not funds.columns.filled(table, row) & funds.columns.filled(table, row - 1)


def _is_label(cell: Cell, row: int, zones: Zones, labels_end: int) -> bool:
    if row in zones.indicator_rows:
        return zones.columns.owner(cell) in ("", *GROUPS)
    return cell.right <= labels_end


def _is_rest(table: Table, row: int) -> bool:
    """Tell whether a row of pairs has no label of its own: a blank one, or the one above again."""
    above, below = (next((cell for _, cell in table.row(at)), None) for at in (row - 1, row))
    return above is not None and below is not None and (not below.text or below.text == above.text)


def _one_label(first: str, second: str, lexicon: Lexicon) -> bool:
    """Tell whether two labels that meet at a page break are one, cut in two."""
    if not first or not second or first == second or lexicon.knows(key(first + second)):
        return True
    if _are_labels(first, second, lexicon):
        return False
    return key(second) not in lexicon.foot and not are_whole_names(first, second)


def _are_two(first: str, second: str, lexicon: Lexicon) -> bool:
    """Tell whether what stands above a page break and below it are two: two labels, or a label and a text."""
    if not second or first == second:
        return False
    if lexicon.knows(key(first)):
        return not lexicon.knows(key(first + second))
    return are_whole_names(first, second)


def _are_labels(first: str, second: str, lexicon: Lexicon) -> bool:
    return lexicon.knows(key(first)) and lexicon.knows(key(second))
