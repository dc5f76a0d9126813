"""The labels over a header's columns → which of them name fields.

Several may be of one field, and what is in no list may be of a field that no other label names.
"""

from collections.abc import Collection, Mapping, Sequence

from extractor.form.surmises import Surmises, joined_fields, year_of
from extractor.form.tables import Table
from extractor.geometry import Cell

LAST = frozenset({"weight"})
"""Of several columns of these, for each level one, the last stands beside the values."""
Leaf = tuple[Cell, str, str, list[int]]
"""The lowest cell of a header's column, its printed label and key, and the cells that it stands in."""


def chosen_labels(
    table: Table,
    leaves: Sequence[Leaf],
    labels: Mapping[str, str],
    surmises: Surmises,
    seconds: Mapping[str, str],
) -> Mapping[int, str]:
    """Return the fields that a header's leaves name, by the leaves' numbers.

    Args:
        table: The table of the header.
        leaves: What stands over each column.
        labels: The listed labels, of one field the surest first.
        surmises: What labels in no list may name.
        seconds: Of a field that two labels name, the field that the other one has.
    """
    printed = [label for _, _, label, _ in leaves]
    others = {
        index
        for index, (_, _, _, (_, *over)) in enumerate(leaves)
        if any(surmises.is_of_others(table.keys[at]) for at in over)
    }
    chosen = _with_seconds(printed, labels, _chosen(printed, others, labels, surmises), seconds)
    return _with_groups(table, leaves, chosen, labels, surmises)


def is_over(above: Cell, cell: Cell) -> bool:
    """Tell whether a cell stands over another, and over all of its width."""
    return above.left <= cell.left and cell.right <= above.right and above.bottom <= cell.top


def _chosen(
    printed: Sequence[str], others: Collection[int], labels: Mapping[str, str], surmises: Surmises
) -> Mapping[int, str]:
    """Return which of a header's labels name fields, by their numbers; `others` where none else do."""
    named: dict[str, dict[str, int]] = {}
    own = {labels.get(label) for at, label in enumerate(printed) if at not in others}
    for index, label in enumerate(printed):
        if (field := labels.get(label)) and not (index in others and field in own):
            named.setdefault(field, {})[label] = index
    best = {
        field: ones[next(label for label in labels if label in ones) if len(ones) > 1 else next(iter(ones))]
        for field, ones in named.items()
    }
    unknown = [
        (index, label)
        for index, label in enumerate(printed)
        if label not in labels and not joined_fields(label, labels)
    ]
    actual = [label for _, label in unknown if surmises.surmise(label) == "actual" and "actual" not in best]
    last = max(map(year_of, actual), default=0)
    unknown = [item for item in unknown if not last or year_of(item[1]) <= last]
    parts = [item for item in unknown if surmises.is_part(item[1])]
    for among in ([item for item in unknown if item not in parts], parts):
        _add_surmised(best, among, surmises)
    return {index: field for field, index in best.items()}


def _add_surmised(best: dict[str, int], among: Sequence[tuple[int, str]], surmises: Surmises) -> None:
    """Add the fields that no label names: the longest ending first, of years the last; then a word."""
    for index, label in sorted(among, key=lambda item: (-len(surmises.ending(item[1])), -year_of(item[1]))):
        if (field := surmises.by_ending(label)) and field not in best:
            alike = [at for at, one in among if surmises.ending(one) == surmises.ending(label)]
            best[field] = alike[-1] if field in LAST else index
    for index, label in sorted(among, key=lambda item: -year_of(item[1])):
        if (field := surmises.by_word(label)) and index not in best.values():
            best.setdefault(field, index)


def _with_seconds(
    printed: Sequence[str], labels: Mapping[str, str], chosen: Mapping[int, str], seconds: Mapping[str, str]
) -> Mapping[int, str]:
    """Return the chosen labels, and with them those whose field another names and that have a second one."""
    if not seconds:
        return chosen
    first = {field: printed[index] for index, field in chosen.items()}
    more: dict[str, int] = {}
    for index, label in enumerate(printed):
        field = labels.get(label, "")
        second = seconds.get(field, "")
        if second and second not in first and index not in chosen and label != first.get(field):
            more.setdefault(second, index)
    return {**chosen, **{index: field for field, index in more.items()}}


def _with_groups(
    table: Table,
    leaves: Sequence[Leaf],
    chosen: Mapping[int, str],
    labels: Mapping[str, str],
    surmises: Surmises,
) -> Mapping[int, str]:
    """Return the chosen labels, and with them the one unknown label under a wide one whose field none names.

    So is 内容 the target of 指标值 over 符号, 内容 and 单位.  Of several it is the sum: 合计 beside 上半年.
    """
    unknown: dict[int, list[int]] = {}
    for index, (cell, _, _, numbers) in enumerate(leaves):
        upper = next((at for at in numbers if is_over(table.cells[at], cell)), None)
        if upper is not None and index not in chosen and leaves[index][2] not in labels:
            unknown.setdefault(upper, []).append(index)
    more = dict(chosen)
    for upper, under in unknown.items():
        name = labels.get(table.keys[upper], "") or surmises.surmise(table.keys[upper])
        whole = under if len(under) == 1 else [index for index in under if leaves[index][2] in surmises.sums]
        if name and name not in more.values() and len(whole) == 1:
            more[whole[0]] = name
    return more
