"""The block of funds: where it ends, and what counts as an amount."""

from collections.abc import Mapping

import pytest

from models.pointers import all_values
from models.records import Form
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, Rows, read_all, table
from tests.province_forms import row

PAIRS = {
    "a rate": ("预算数|120|执行数|108|执行率|90%", {"/funds/0/rate": "90%"}),
    "a unit": ("预算数|120万元|执行数|108万元|得分|9", {"/funds/0/executed": "108万元"}),
    "no amount": ("预算数|120|执行数|108|到位数|—", {"/extras/funds~10~1到位数": "—"}),
    "a word": ("预算数|120|执行数|108|到位数|足额", {"/extras/funds~10~1到位数": None}),
}
BELOW = {
    "an unlisted source": ("沿河乡镇补助|900|1000|800|80%", 3),
    "no source": ("受益人数|1200|1300|1250|96%", 2),
    "no name": ("|1200|1300|1250|96%", 2),
}


def _read(block: Rows) -> Form:
    (form,) = read_all(draw([table([*NATIONAL[:2], *block, *NATIONAL[6:]])]))
    return form


@pytest.mark.parametrize(("line", "fields"), PAIRS.values(), ids=PAIRS.keys())
def test_amounts_behind_their_labels(line: str, fields: Mapping[str, str | None]):
    """Shares, amounts with their unit and dashes are values of a line of pairs; words are not."""
    sources = row("财政资金|100|财政资金|90|财政资金|9", "222112")
    values = all_values(_read([row(line, "222112"), sources]).record)
    assert values["/funds/0/initial_budget"].startswith("120")
    assert {pointer: values.get(pointer) for pointer in fields} == fields


@pytest.mark.parametrize(("line", "count"), BELOW.values(), ids=BELOW.keys())
def test_what_goes_on_below_a_block_of_funds(line: str, count: int):
    """A line of figures is one of funds where its name ends as a source's; others go to a person."""
    header = row("项目资金|年初预算数|全年预算数|全年执行数|执行率", "22222")
    total, fiscal = (row(f"{name}|900|1000|800|80%", "22222") for name in ("资金总额", "财政资金"))
    form = _read([header, total, fiscal, row(line, "22222")])
    assert len(form.record.funds) == count
    assert bool(form.unplaced) == (count == 2)


@pytest.mark.parametrize("width", ["22222", "23131"], ids=["as the amounts", "wider"])
def test_marks_of_the_whole_in_a_line_of_their_own(width: str):
    """A line of a rate and a score below the sources is no source: the total has them."""
    header = row("项目资金||年初预算数|全年预算数|全年执行数", "22222")
    total, fiscal = (row(f"^|{name}|900|1000|800", "22222") for name in ("资金总额", "财政资金"))
    marks = row("^|预算执行率|80%|得分|8", width)
    form = _read([header, total, fiscal, marks])
    assert [(fund.source, fund.rate, fund.score) for fund in form.record.funds] == [
        ("total", "80%", "8"),
        ("fiscal", "", ""),
    ]
    assert not form.unplaced


@pytest.mark.parametrize(("name", "label"), [("资金总额", "资金总额"), ("预算执行率（10分）", "")])
def test_a_label_before_the_labels_of_amounts(name: str, label: str):
    """What stands before pairs of amounts is the total's name, or the block's."""
    (fund,) = (form := _read([row(f"{name}|预算数|900|执行数|800|执行率|80%", "2211112")])).record.funds
    assert (fund.source, fund.label, fund.executed, fund.rate) == ("total", label, "800", "80%")
    assert not form.unplaced


def test_sources_across_below_many_rows():
    """A header of amounts over one of sources may stand below more rows than it has sources."""
    header = row("项目资金|年初预算数|全年执行数|执行率|得分", "22222")
    sources = row("^|财政资金|其他资金|财政资金|其他资金|^|^", "2111122")
    amounts = row("^|900|100|700|100|80%|8", "2111122")
    form = _read([row("项目负责人|王某", "28"), row("联系人|李某", "28"), header, sources, amounts])
    assert [(fund.source, fund.initial_budget, fund.executed) for fund in form.record.funds] == [
        ("fiscal", "900", "700"),
        ("other", "100", "100"),
    ]


def test_a_score_below_the_block_is_not_the_funds():
    """A row of a score below the block of funds, not beside its label, says nothing of them."""
    header = row("项目资金||年初预算数|全年预算数|全年执行数", "22222")
    total, fiscal = (row(f"^|{name}|900|1000|800", "22222") for name in ("资金总额", "财政资金"))
    form = _read([header, total, fiscal, row("得分|90|等级|优", "2233")])
    assert [fund.score for fund in form.record.funds] == ["", ""]
    assert form.record.extras["得分"] == "90"


def test_a_heading_of_goals_is_no_amount():
    """Of headings in one row, the last one is not what the label of an amount before it says."""
    header = row("项目资金||年初预算数|全年预算数|全年执行数", "22222")
    total = row("^|资金总额|900|1000|800", "22222")
    form = _read([row("主要任务|任务名称|预算数|实际完成情况", "2323"), header, total])
    assert [(fund.label, fund.initial_budget) for fund in form.record.funds] == [("资金总额", "900")]
    assert "实际完成情况" not in all_values(form.record).values()
