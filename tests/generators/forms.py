"""Random forms of every template, each with the record that it must be read as."""

from dataclasses import replace

from models.records import Fund, Goals, Record
from tests.generators import contents
from tests.generators.indicators import add_indicators
from tests.generators.labels import printed
from tests.generators.picks import Pick, move_one
from tests.generators.sheets import Board, Sheet, shares
from tests.generators.templates import TEMPLATES, UNKNOWN_PAIRS, Template

FILLED_BY = (
    "填报单位：某镇人民政府（公章）",
    "填报单位：教育局  填报日期：2021年3月1日",
    "填报日期：2021.03.01",
)
HINT = "（100字以内）"


def make_sheet(pick: Pick, longest: int = 40) -> Sheet:
    """Return a form of at most so many indicators."""
    names = [template.name for template in TEMPLATES]
    template = TEMPLATES[names.index(pick.kind("template", names))]
    board = Board()
    record = Record()
    record, heading = _heading(pick, template, record, board)
    record = _head(pick, record, board)
    head_rows = board.rows
    record = _funds(pick, template, record, board, unit_above=any(side == "right" for side, _ in heading))
    record = _goals(pick, template, record, board)
    record, repeated = add_indicators(pick, template, record, board, longest)
    record = _foot(pick, template, record, board)
    edges, spots = board.grid()
    if pick.rare("shrunk texts", 8):
        spots = tuple(
            replace(spot, share=pick.one((1.0, 1.0, 0.8, 0.6))) if not spot.label else spot for spot in spots
        )
    return Sheet(
        record,
        template.name,
        heading,
        edges,
        board.rows,
        spots,
        repeated,
        head_rows,
        before=_before(pick),
        outside=_outside(pick),
    )


def _heading(
    pick: Pick, template: Template, record: Record, board: Board
) -> tuple[Record, tuple[tuple[str, str], ...]]:
    """Return title, year and unit, as lines above the table or its first row."""
    year = str(pick.whole(2018, 2025))
    with_year = pick.chance(25)
    title = (f"{year}年度" if with_year else "") + "项目支出绩效自评表"
    record = replace(record, title=title, year=year, amount_unit=template.amount_unit)
    if pick.feature("title in table", 12):
        board.row((0.0, 1.0), [(title if with_year else f"{title}\n（{year}年度）", True)])
        return record, ()
    lines = [("centre", title)]
    if not with_year:
        lines.append(("centre", pick.one((f"（{year}年度）", f"({year}年度)", f"（ {year} 年度）"))))
    if pick.chance(25):
        lines.append(("right", f"{pick.one(('单位', '金额单位'))}：{template.amount_unit}"))
    if pick.rare("filled by", 8):
        lines.append(("left", pick.one(FILLED_BY)))
    return record, tuple(lines)


def _head(pick: Pick, record: Record, board: Board) -> Record:
    name = contents.project(pick)
    record = replace(record, project_name=name)
    board.row((0.0, 0.18, 1.0), [(printed(pick, "project_name"), True), (name, False)])
    coded = pick.chance(50)
    department = contents.office(pick)
    code = str(pick.whole(100, 999999)) if coded and pick.chance(80) else ""
    shown = (
        pick.one(
            (
                f"{department}[{code}]",
                f"{department}{code}",
                f"{code}-{department}",
                f"{department}（{code}）",
            )
        )
        if code
        else department
    )
    unit = contents.unit(pick) if pick.chance(95) else ""
    record = replace(record, department=department, department_code=code, implementing_unit=unit)
    first = printed(pick, "department+code" if coded else "department")
    second = printed(pick, "implementing_unit")
    if pick.chance(80):
        board.row(
            (0.0, 0.18, 0.52, 0.68, 1.0), [(first, True), (shown, False), (second, True), (unit, False)]
        )
    else:
        board.row((0.0, 0.18, 1.0), [(first, True), (shown, False)])
        board.row((0.0, 0.18, 1.0), [(second, True), (unit, False)])
    if pick.feature("unknown pairs", 25):
        label, other = pick.one(UNKNOWN_PAIRS[:3]), pick.one(UNKNOWN_PAIRS[3:])
        values = pick.one(("延续性项目", "王五", "2020年")), pick.one(("一年", "010-12345678", ""))
        board.row(
            (0.0, 0.18, 0.52, 0.68, 1.0),
            [(label, True), (values[0], False), (other, True), (values[1], False)],
        )
        record = replace(record, extras=record.extras | {label: values[0], other: values[1]})
    return record


def _funds(pick: Pick, template: Template, record: Record, board: Board, *, unit_above: bool) -> Record:
    fields = list(template.funds)
    if pick.feature("fund columns moved", 15):
        move_one(pick, fields)
    elif pick.feature("fund columns shuffled", 8):
        for _ in template.funds:
            move_one(pick, fields)
    blanks = (0.0, 0.14, 0.34)
    widths = shares([pick.one((1.0, 1.2, 0.8)) for _ in fields])
    edges = (*blanks, *(0.34 + 0.66 * edge for edge in widths[1:]))
    top = board.rows
    unit = (
        ""
        if unit_above
        else pick.one(("（万元）", "(万元)", "\n（万元）")).replace("万元", template.amount_unit)
    )
    two_rows = pick.feature("two-row funds header", 12)
    block = printed(pick, "funds", ("项目资金", "预算执行情况")) + unit
    last = top + 1 + two_rows + len(template.sources)
    board.put(top, last, 0.0, 0.14, block, label=True, upright=not unit and pick.chance(20))
    board.put(top, top + 1 + two_rows, 0.14, 0.34, pick.one(("", "", "资金来源")), label=True)
    if two_rows:
        board.put(top, top + 1, edges[2], edges[-1], "资金安排和执行", label=True)
    for name, left, right in zip(fields, edges[2:-1], edges[3:], strict=True):
        board.put(top + two_rows, top + 1 + two_rows, left, right, _own(pick, template, name), label=True)
    board.rows += 1 + two_rows
    rows = []
    for source in template.sources:
        label = printed(pick, source)
        mark = pick.one(("其中：", "其中:", "", "其 中：")) if source == "fiscal" else ""
        values = {name.removeprefix("fund_"): contents.amount(pick) for name in fields}
        values |= {"rate": pick.one((*contents.RATES, ""))} if "rate" in fields else {}
        board.put(board.rows, board.rows + 1, 0.14, 0.34, mark + label, label=True)
        for name, left, right in zip(fields, edges[2:-1], edges[3:], strict=True):
            board.put(board.rows, board.rows + 1, left, right, values[name.removeprefix("fund_")])
        board.rows += 1
        rows.append(Fund(source=source, label=label, **values))  # type: ignore[arg-type]
    return replace(record, funds=tuple(rows))


def _own(pick: Pick, template: Template, name: str) -> str:
    label = dict(template.own).get(name)
    return printed(pick, name, (label,) if label else ())


def _goals(pick: Pick, template: Template, record: Record, board: Board) -> Record:
    hint = HINT if template.hints and pick.chance(40) else ""
    planned = hint + (
        contents.sentence(pick, 90) if pick.rare("a goal of pages", 3) else contents.prose(pick)
    )
    achieved = contents.prose(pick) if pick.chance(95) else ""
    form = pick.kind("goals", (0, 1, 2))
    label = printed(pick, "goals", ("年度总体目标", "年度目标"))
    top = board.rows
    upright = pick.chance(30)
    if form == 0:
        board.put(top, top + 2, 0.0, 0.1, label, label=True, upright=upright)
        middle = pick.one((0.55, 0.5, 0.6))
        heads = pick.one((("预期目标", "实际完成情况"), ("年初设定目标", "全年实际完成情况")))
        for row, texts in ((top, heads), (top + 1, (planned, achieved))):
            board.put(row, row + 1, 0.1, middle, texts[0], label=row == top)
            board.put(row, row + 1, middle, 1.0, texts[1], label=row == top)
        board.rows += 2
    elif form == 1:
        text = f"年初设定目标：{planned}\n年度总体目标完成情况综述：{achieved}"
        board.put(top, top + 1, 0.0, 0.18, label, label=True, upright=upright)
        board.put(top, top + 1, 0.18, 1.0, text)
        board.rows += 1
    else:
        board.put(top, top + 2, 0.0, 0.1, label, label=True, upright=upright)
        for row, name, text in (
            (top, "年初设定目标", planned),
            (top + 1, pick.one(("年度总体目标完成情况", "目标完成情况")), achieved),
        ):
            board.put(row, row + 1, 0.1, 0.25, name, label=True)
            board.put(row, row + 1, 0.25, 1.0, text)
        board.rows += 2
    return replace(record, goals=Goals(planned=planned, achieved=achieved))


def _foot(pick: Pick, template: Template, record: Record, board: Board) -> Record:
    extras = dict(record.extras)
    for label in template.foot:
        if "+" in label:
            left, right = label.split("+")
            names = pick.one(contents.NAMES), pick.one(contents.NAMES)
            board.row(
                (0.0, 0.18, 0.5, 0.68, 1.0),
                [(left, True), (names[0], False), (right, True), (names[1], False)],
            )
            extras |= {left: names[0], right: names[1]}
        elif label == "说明" and pick.chance(50):
            text = _remark(pick)
            name = pick.one(("注", "说明"))
            board.row((0.0, 1.0), [(f"{name}：{text}", False)])
            extras[name] = text
        else:
            text = _remark(pick)
            text = (HINT if template.hints and pick.chance(30) else "") + text
            board.row((0.0, 0.18, 1.0), [(label, True), (text, False)])
            extras[label] = text
    if pick.rare("signatures in table", 8):
        names = {"填报人": "张三", "审核人": "李四", "批准人": "王五"}
        board.row((0.0, 1.0), [("  ".join(f"{name}：{text}" for name, text in names.items()), False)])
        extras |= names
    return replace(record, extras=extras)


def _remark(pick: Pick) -> str:
    return contents.listing(pick) if pick.rare("lists", 10) else contents.sentence(pick, pick.whole(1, 4))


def _before(pick: Pick) -> tuple[str, ...]:
    number = ("附件2",) if pick.rare("number of the annex", 8) else ()
    return (contents.sentence(pick, 6),) if pick.feature("prose before", 10) else number


def _outside(pick: Pick) -> tuple[str, ...]:
    if not pick.feature("lines after", 30):
        return ()
    return pick.one(
        (
            ("填表人：张三  联系电话：010-12345678  填表日期：2021年3月1日",),
            ("以上情况属实，特此说明。",),
            ("注：本表一式两份，由项目单位填写后报送财政部门备案，作为下一年度预算安排的重要依据。",),
        )
    )
