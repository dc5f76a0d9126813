"""The indicator block of a random form, its total row, and what both must be read as."""

from dataclasses import dataclass, field, replace

from models.records import Indicator, Record
from tests.generators import contents
from tests.generators.labels import printed
from tests.generators.picks import Pick, move_one
from tests.generators.sheets import Board, shares
from tests.generators.templates import UNKNOWN_COLUMNS, Template

WIDTHS = {
    "level1": 0.9,
    "level2": 1.0,
    "level3": 1.9,
    "nature": 0.7,
    "unit": 0.7,
    "target": 1.3,
    "actual": 1.3,
    "weight": 0.65,
    "score": 0.65,
    "reason": 1.8,
}
BLANK = "\u3000"
"""A browser gives no height to a row without any character."""
GROUPED = ("target", "actual")


@dataclass(slots=True)
class Layout:
    """The columns of the block: names and sides, and how many rows the header has."""

    names: list[str]
    sides: dict[str, tuple[float, float]]
    block: float
    top: int = 0
    first: int = 0
    rows: list[dict[str, str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Which row of the form each indicator is."""
    levels: str = "merged"
    """How the cells of a level's rows are: merged, each with its name, or all but the first blank."""


def add_indicators(
    pick: Pick, template: Template, record: Record, board: Board, longest: int
) -> tuple[Record, tuple[int, int]]:
    """Add header and rows; return the record with them, and the rows of the header."""
    layout = _layout(pick, template, board)
    _header(pick, template, layout, board)
    indicators = _rows(pick, template, layout, board, longest)
    if layout.block:
        label = printed(pick, "indicators", ("绩效指标", "年度绩效指标"))
        board.put(layout.top, board.rows, 0.0, layout.block, label, label=True, upright=pick.chance(60))
    extras = {
        f"indicators/{number}/{name}": row[name]
        for number, row in enumerate(layout.rows)
        for name in layout.names
        if name not in WIDTHS and row[name]
    }
    record = replace(record, indicators=tuple(indicators), extras=record.extras | extras)
    return _total(pick, layout, record, board), (layout.top, layout.first)


def _layout(pick: Pick, template: Template, board: Board) -> Layout:
    rest = list(template.columns[1:])
    if pick.feature("columns moved", 20):
        move_one(pick, rest)
    elif pick.feature("columns shuffled", 8):
        for _ in rest:
            move_one(pick, rest)
    for name in (
        *template.extra,
        *((pick.one(UNKNOWN_COLUMNS),) if pick.feature("unknown column", 15) else ()),
    ):
        rest.insert(pick.whole(0, len(rest)), name)
    names = ["level1", "level2", template.columns[0], *rest]
    block = 0.06 if pick.chance(60) else 0.0
    apart = pick.rare("levels not merged", 20)
    levels = pick.one(("repeated", "named once")) if apart else "merged"
    edges = [block + (1 - block) * edge for edge in shares([WIDTHS.get(name, 1.3) for name in names])]
    sides = {name: (edges[at], edges[at + 1]) for at, name in enumerate(names)}
    return Layout(names, sides, block, board.rows, levels=levels)


def _header(pick: Pick, template: Template, layout: Layout, board: Board) -> None:
    at = [layout.names.index(name) for name in GROUPED]
    two = abs(at[0] - at[1]) == 1 and pick.feature("two-row header", 15)
    top = board.rows
    own = dict(template.own)
    for name in layout.names:
        label = own.get(name)
        text = printed(pick, name, (label,) if label else ()) if name in WIDTHS else name
        first = top + (two and name in GROUPED)
        board.put(first, top + 1 + two, *layout.sides[name], text, label=True)
    if two:
        left, right = (layout.sides[layout.names[index]] for index in sorted(at))
        board.put(top, top + 1, left[0], right[1], pick.one(("指标对比", "目标与结果")), label=True)
    board.rows += 1 + two
    layout.first = board.rows


def _rows(pick: Pick, template: Template, layout: Layout, board: Board, longest: int) -> list[Indicator]:
    indicators: list[Indicator] = []
    most = pick.one((1, 2, 3, 4))
    weighted = pick.chance(40)
    spare = pick.rare("spare rows", 8)
    for level1, weight, subgroups in template.groups:
        if indicators and pick.chance(10):
            continue
        top = board.rows
        for level2 in subgroups:
            if len(indicators) >= longest or (board.rows > top and pick.chance(15)):
                continue
            start = board.rows
            for _ in range(min(pick.whole(1, most), longest - len(indicators))):
                indicators.append(
                    Indicator(
                        level1=level1,
                        level1_weight=weight if weighted else "",
                        level2=level2,
                        **_fill(pick, layout),  # type: ignore[arg-type] - names of fields
                    )
                )
                layout.places.append(board.rows)
                board.rows += 1
            if spare and pick.chance(40):
                _spare(layout, board)
            _label(layout, board, "level2", start, _wrapped(pick, level2))
        if board.rows > top:
            mark = pick.one(("({}分)", "（{}分）", "\n（{}分）", "（{}）")).format(weight) if weighted else ""
            upright = not mark and pick.chance(20)
            _label(layout, board, "level1", top, level1 + mark, upright=upright)
    return _merged_reasons(pick, layout, indicators, board)


def _label(  # noqa: PLR0913 - a place and a text
    layout: Layout, board: Board, level: str, top: int, text: str, *, upright: bool = False
) -> None:
    """Draw the name of a level beside its rows, from one on to the last so far."""
    if layout.levels == "merged":
        board.put(top, board.rows, *layout.sides[level], text, label=True, upright=upright)
        return
    for row in range(top, board.rows):
        shown = text if row == top or layout.levels == "repeated" else ""
        board.put(row, row + 1, *layout.sides[level], shown, label=True)


def _spare(layout: Layout, board: Board) -> None:
    """Draw a row that nobody filled."""
    for name in layout.names:
        if name not in ("level1", "level2"):
            board.put(board.rows, board.rows + 1, *layout.sides[name], BLANK)
    board.rows += 1


def _wrapped(pick: Pick, label: str) -> str:
    return f"{label[:-2]}\n{label[-2:]}" if pick.chance(15) else label


def _fill(pick: Pick, layout: Layout) -> dict[str, str]:
    makers = {
        "level3": contents.task(pick) if pick.chance(90) else contents.sentence(pick, 2),
        "nature": pick.one(("≥", "≤", "=", "定性", "＞")),
        "unit": pick.one(("%", "人次", "万元", "个", "公里", "/")),
        "target": pick.one(contents.TARGETS) if pick.chance(90) else contents.sentence(pick, 2),
        "actual": pick.one(contents.TARGETS) if pick.chance(80) else contents.sentence(pick, 2),
        "weight": pick.one(contents.MARKS),
        "score": pick.one(contents.MARKS),
        "reason": contents.prose(pick) if pick.chance(25) else pick.one(("", "", "无", "—")),
    }
    row = {
        name: makers[name]
        if name in makers
        else pick.one(("", "按比例得分", "完成得满分，否则不得分。", "台账"))
        for name in layout.names
        if name not in ("level1", "level2")
    }
    layout.rows.append(row)
    return {name: text for name, text in row.items() if name in makers}


def _merged_reasons(pick: Pick, layout: Layout, indicators: list[Indicator], board: Board) -> list[Indicator]:
    """Draw each row's own cells; a reason may be merged over the rows that follow."""
    merge, sides = pick.feature("merged reasons", 30), layout.sides["reason"]
    row = 0
    while row < len(indicators):
        end = min(len(indicators), row + (pick.whole(1, 3) if merge else 1))
        while layout.places[end - 1] - layout.places[row] > end - 1 - row:  # no reason is a spare row's
            end -= 1
        for at in range(row, end):
            for name in layout.names:
                if name not in ("level1", "level2", "reason"):
                    place = layout.places[at]
                    board.put(place, place + 1, *layout.sides[name], layout.rows[at][name])
            indicators[at] = replace(indicators[at], reason=indicators[row].reason)
        board.put(layout.places[row], layout.places[end - 1] + 1, *sides, indicators[row].reason)
        row = end
    return indicators


def _total(pick: Pick, layout: Layout, record: Record, board: Board) -> Record:
    """Add the row of the totals, where the form has marks."""
    if "score" not in layout.names:
        return record
    first = min(layout.names.index(name) for name in ("weight", "score"))
    full, score = pick.one(("100", "", "100.00")), pick.one(("93.5", "87.93", "100", "60.00"))
    edge = layout.sides[layout.names[first]][0]
    edges, texts = [0.0, edge], [(pick.one(("总分", "总 分", "合计", "总计")), True)]
    for name in layout.names[first:]:
        edges.append(layout.sides[name][1])
        texts.append(({"weight": full, "score": score}.get(name, ""), False))
    board.row(edges, texts)
    return replace(record, total_weight=full, total_score=score)
