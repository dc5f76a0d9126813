"""Records whose arithmetic holds, drawn as forms: what may leave without review once it is read surely."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from benchmarks.perfect_forms import made_records
from models.records import Fund, Goals, Indicator, Record
from tests.generators.pages_html import Look, Paper, make_look, write_html
from tests.generators.picks import Dice
from tests.generators.printers import print_with_weasyprint
from tests.generators.sheets import Board, Sheet

Texts = list[tuple[str, bool]]

SOURCES = {
    "total": "年度资金总额",
    "fiscal": "当年财政拨款",
    "carried_over": "上年结转资金",
    "other": "其他资金",
}
LEVELS = (0.0, 0.1, 0.28, 0.46, 0.62, 0.71, 0.8, 1.0)
HEADS = ("一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
STEP = 1000
"""Seeds of one run are so far from those of the next."""
PLAIN = ("thead", "uncut rows", "no outer border", "forms on one page")
"""What files of one form do without."""


def balanced_forms(count: int, seed: int, without: Collection[str] = ()) -> Iterator[tuple[bytes, Record]]:
    """Yield so many PDFs of one form, in random styles without some features, with the record of each."""
    for number, record in enumerate(islice(made_records(seed), count)):
        dice = Dice(seed * STEP + number, (*PLAIN, *without))
        named = _named(record, dice)
        look: Look = make_look(dice)
        yield print_with_weasyprint(write_html([sheet_of(named)], [look], Paper())), named


def sheet_of(record: Record) -> Sheet:
    """Return a form to draw that shows a record."""
    board = Board()
    board.row((0.0, 0.18, 1.0), [("项目名称", True), (record.project_name, False)])
    board.row(
        (0.0, 0.18, 0.52, 0.68, 1.0),
        [
            ("主管部门", True),
            (record.department, False),
            ("实施单位", True),
            (record.implementing_unit, False),
        ],
    )
    _funds(board, record.funds)
    _goals(board, record)
    start = board.row(LEVELS, [(text, True) for text in HEADS])
    _indicators(board, record.indicators)
    ends = [("总分", True), (record.total_weight, False), (record.total_score, False), ("", False)]
    board.row((0.0, 0.62, 0.71, 0.8, 1.0), ends)
    for label, text in record.extras.items():
        board.row((0.0, 0.18, 1.0), [(label, True), (text, False)])
    edges, spots = board.grid()
    heading = (("centre", record.title), ("centre", f"（{record.year}年度）"), ("right", "单位：万元"))
    return Sheet(record, "balanced", heading, edges, board.rows, spots, (start, start + 1), 2)


def _named(record: Record, dice: Dice) -> Record:
    """Return a record with names, and rows labelled as they are printed."""
    place = dice.one(("西城区", "高新区", "某市", "浦东新区"))
    work = dice.one(("老旧小区改造", "残疾人康复救助", "中小学食堂改造", "河道清淤", "公共文化服务"))
    funds = tuple(replace(fund, label=SOURCES[fund.source]) for fund in record.funds)
    goals = Goals(planned="按期完成全部建设任务，服务群众满意。", achieved="已完成年初设定的各项任务。")
    return replace(
        record,
        goals=goals,
        project_name=f"{place}{work}项目（{dice.one(('一', '二'))}期）",
        department=f"{place}{dice.one(('教育局', '水务局', '民政局'))}",
        implementing_unit=f"{place}{dice.one(('财政所', '服务中心', '第一小学'))}",
        funds=funds,
    )


def _funds(board: Board, funds: Sequence[Fund]) -> None:
    fields = ("initial_budget", "adjusted_budget", "executed", "weight", "rate", "score")
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    shown = [at for at in range(6) if at != 1 or any(fund.adjusted_budget for fund in funds)]
    edges = (0.0, 0.14, 0.34, *(0.34 + 0.66 * (at + 1) / len(shown) for at in range(len(shown))))
    top = board.rows
    board.row(edges[1:], [("", True), *((heads[at], True) for at in shown)])
    for fund in funds:
        board.row(edges[1:], [(fund.label, True), *((str(getattr(fund, fields[at])), False) for at in shown)])
    board.put(top, board.rows, 0.0, 0.14, "项目资金（万元）", label=True)


def _goals(board: Board, record: Record) -> None:
    top = board.rows
    board.row((0.14, 0.57, 1.0), [("预期目标", True), ("实际完成情况", True)])
    board.row((0.14, 0.57, 1.0), [(record.goals.planned, False), (record.goals.achieved, False)])
    board.put(top, board.rows, 0.0, 0.14, "年度总体目标", label=True)


def _indicators(board: Board, rows: Sequence[Indicator]) -> None:
    for (name, weight), group in groupby(rows, key=lambda row: (row.level1, row.level1_weight)):
        top = board.rows
        for row in group:
            texts = (row.level3, row.target, row.actual, row.weight, row.score, row.reason)
            board.row(LEVELS[1:], [(text, False) for text in texts])
        label = f"{name}（{weight}分）" if weight else name
        board.put(top, board.rows, 0.0, LEVELS[1], label, label=True)
