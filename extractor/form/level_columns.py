"""Columns of the levels that have no label of their own in the header.

One label may stand over all levels; the rows then tell how many there are.  The first
level may stand beside the header, or under the label of the block.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from extractor.form.headers import EXTRA, Columns, Span
from extractor.form.level_names import level_of
from extractor.form.lexicons import key
from extractor.form.surmises import Surmises
from extractor.form.tables import Table
from extractor.geometry import Cell

GROUP = "指标"
"""Names of groups of indicators end so: 数量指标."""
KINDS = "指标类"
"""A label with this stands over such names, though they be short: 指标类型."""


def divided(columns: Columns, table: Table, header: range) -> Columns:
    """Return the columns with what one label stands over parted into levels, as the row below parts it.

    The last part holds the names; what no other label names is the first level, then the second.
    """
    span = columns.spans.get("level3")
    if span is None or header.stop >= table.rows:
        return columns
    parts = [(cell.left, cell.right) for _, cell in table.row(header.stop) if _is_inside(cell, span)]
    free = [name for name in ("level1", "level2") if name not in columns.spans]
    if not 1 < len(parts) <= len(free) + 1 or (parts[0][0], parts[-1][1]) != span:
        return columns
    names = [*(free[: len(parts) - 1] if len(parts) > 2 else free[:1]), "level3"]  # noqa: PLR2004 - a level and names
    owners = [*columns.owners]
    for name, (left, right) in zip(names, parts, strict=True):
        owners[left:right] = [name] * (right - left)
    others = {name: one for name, one in columns.spans.items() if name != "level3"}
    return Columns(dict(zip(names, parts, strict=True)) | others, tuple(owners), columns.named)


def _is_inside(cell: Cell, span: Span) -> bool:
    return span[0] <= cell.left and cell.right <= span[1]


def under_block(columns: Columns, table: Table, header: range, blocks: Mapping[str, str]) -> Columns:
    """Return the columns with the one under the block's own label, where that ends with the header.

    Left of the others it is the first level, among them it holds the names; numbers of the rows are neither.
    One of the goals, 绩效目标, holds the targets where names have a column.
    """
    first = min(left for left, _ in columns.spans.values())
    for number, cell in table.row(header.stop - 1) if header.stop < table.rows else ():
        if cell.bottom != header.stop or table.keys[number] not in blocks or columns.owner(cell):
            continue
        below = table.below(cell)
        text = "" if below is None else table.cells[below].text
        name = "level1" if cell.right <= first else "level3"
        if not any(map(str.isalpha, text)):
            name = EXTRA + cell.text
        if name == "level3" in columns.spans and blocks[table.keys[number]] == "goals":
            name = "target"
        if name not in columns.spans and text:
            return _with(columns, name, (cell.left, cell.right), {number})
    return columns


def with_level1(columns: Columns, table: Table, headers: Sequence[range], blocks: Collection[str]) -> Columns:
    """Return the columns with one more of the first level, where it stands beside several headers.

    Each group then has a header of its own, and its name covers that and its rows.
    """
    if "level1" in columns.spans or len(headers) < 2:  # noqa: PLR2004 - one has no other to tell it
        return columns
    first = min(left for left, _ in columns.spans.values())
    names = [_beside(table, header, first, blocks) for header in headers]
    sides = {(cell.left, cell.right) for cell in names if cell}
    if None in names or len(sides) > 1:
        return columns
    (span,) = sides
    return _with(columns, "level1", span)


def with_names(columns: Columns, table: Table, header: range, surmises: Surmises) -> Columns:
    """Return the columns with the one of names, whatever its label, where it stands behind groups.

    Its label tells nothing else, as 指标解释 does; and the second level holds groups, some of several names.
    """
    if "level3" in columns.spans or "level2" not in columns.spans:
        return columns
    left, end = columns.spans["level2"]
    extras = ((name, span) for name, span in columns.spans.items() if name.startswith(EXTRA))
    name, span = next(((name, span) for name, span in extras if span[0] == end), ("", (0, 0)))
    if not name or surmises.is_other(name):
        return columns
    groups = [
        cell for cell in table.cells if (cell.left, cell.right) == (left, end) and cell.top >= header.stop
    ]
    if not any(cell.text.endswith(GROUP) or (cell.text and cell.bottom > cell.top + 1) for cell in groups):
        return columns
    spans = {one: place for one, place in columns.spans.items() if one != name}
    return _with(Columns(spans, columns.owners, columns.named), "level3", span)


def with_told_levels(columns: Columns, table: Table, header: range) -> Columns:
    """Return the columns with those left of the names, whose labels tell no level, as what stands in them.

    指标类 over 产出指标 and 效益指标 is the first level, and so is 指标类型.  管理 and 过程 under 责任环节,
    or 数量 under 指标属性, are no groups: one of them says so, or the label does.
    """
    names = columns.spans.get("level3")
    told: dict[str, str] = {}
    for name, (left, right) in columns.spans.items() if names else ():
        unsure = name.startswith(EXTRA) or (name == "level2" and _tells_no_level(columns, table, left))
        if names is None or right > names[0] or not unsure:
            continue
        texts = {
            cell.text
            for cell in table.cells
            if (cell.left, cell.right) == (left, right) and cell.top >= header.stop and cell.text
        }
        is_sure = not name.startswith(EXTRA) or KINDS in key(name.removeprefix(EXTRA))
        told_by = texts if is_sure or any(key(text).endswith(GROUP) for text in texts) else ()
        levels = [level for level in map(level_of, told_by) if level]
        level = f"level{max(levels, default=0)}"
        if (
            len({*levels}) == 1
            and 2 * len(levels) > len(texts)
            and level not in {*columns.spans, *told.values()}
        ):
            told[name] = level
    if not told:
        return columns
    lefts = {columns.spans[name][0] for name in told}
    headings = {at for at in columns.named if table.cells[at].left in lefts}
    return replace(_renamed(columns, told), told=frozenset(headings))


def _tells_no_level(columns: Columns, table: Table, left: int) -> bool:
    """Tell whether the label of a column, the only one of a level, has no 级 in it: 指标类型."""
    labels = [table.keys[at] for at in columns.named if table.cells[at].left == left]
    return "level1" not in columns.spans and not any("级" in label for label in labels)


def with_group_weights(columns: Columns, labels: Mapping[str, str]) -> Columns:
    """Return the columns with the one of weights beside the first level, whose they are, as such.

    The indicators have weights in another column, whichever of the labels is listed first.
    """
    level1, weight = columns.spans.get("level1"), columns.spans.get("weight")
    if level1 is None or weight is None:
        return columns
    for name, span in columns.spans.items():
        if not name.startswith(EXTRA) or labels.get(key(name.removeprefix(EXTRA))) != "weight":
            continue
        if _is_beside(span, level1) or _is_beside(weight, level1):
            own = {name: "level1_weight", f"{name} 2": name}
            return _renamed(
                columns,
                own if _is_beside(span, level1) else {"weight": "level1_weight", name: "weight"},
            )
    return columns


def _renamed(columns: Columns, names: Mapping[str, str]) -> Columns:
    spans = {names.get(one, one): place for one, place in columns.spans.items()}
    owners = tuple(names.get(one, one) for one in columns.owners)
    return Columns(spans, owners, columns.named, columns.told)


def _is_beside(span: Span, other: Span) -> bool:
    return span[0] == other[1] or span[1] == other[0]


def _with(columns: Columns, name: str, span: Span, named: Collection[int] = ()) -> Columns:
    owners = [*columns.owners]
    owners[slice(*span)] = [name] * (span[1] - span[0])
    return Columns({name: span, **columns.spans}, tuple(owners), columns.named.union(named))


def _beside(table: Table, header: range, first: int, blocks: Collection[str]) -> Cell | None:
    """Return the cell left of a header that covers it and rows below, and is no block's label."""
    cells = (
        (table.keys[number], cell) for number, cell in table.opening(header.start) if cell.right <= first
    )
    return next(
        (cell for label, cell in cells if label and label not in blocks and cell.bottom > header.stop),
        None,
    )
