"""Forms as towns make them: a fund beside its sources, headings over the header, blocks in another order."""

from tests.province_forms import Province, row

HEAD = [
    row("项目名称|移民后期扶持", "28"),
    row("主管部门|某县水利局|实施单位|某镇移民站", "2323"),
]
SOURCES = [
    row("项目资金||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "22111111"),
    row("^|年度资金总额|60|60|54|10|90%|9", "22111111"),
]
GOALS = [
    row("年度总体目标|预期目标|实际完成情况", "244"),
    row("^|扶持移民四十户|扶持移民三十六户", "244"),
]
ROWS = [
    row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因", "11211112"),
    row("产出指标|数量指标|扶持户数|40户|36户|90|81|四户补偿未谈妥", "11211112"),
]
TOTAL = row("总分|100|90|", "6112")
OWN = {
    "/project_name": "移民后期扶持",
    "/funds/0/source": "total",
    "/funds/0/executed": "54",
    "/funds/0/score": "9",
    "/indicators/0/level3": "扶持户数",
    "/indicators/0/actual": "36户",
    "/indicators/1/level3": None,
    "/total_score": "90",
}
ACHIEVED = {"/goals/planned": "扶持移民四十户", "/goals/achieved": "扶持移民三十六户"}
FUND = Province(
    [
        *HEAD,
        row("政府性基金（万元）|资金来源|年初预算数|全年预算数|全年执行数|分值|执行率|得分", "22111111"),
        row("^|年度资金总额|60|60|54|10|90%|9", "22111111"),
        row("^|中央资金|40|40|36||90%|", "22111111"),
        row("^|其他资金|20|20|18||90%|", "22111111"),
        *ROWS,
        TOTAL,
    ],
    {**OWN, "/funds/1/source": "fiscal", "/funds/2/source": "other"},
)
HEADINGS = Province(
    [
        *HEAD,
        *SOURCES,
        *GOALS,
        row("绩效目标|自评情况", "64"),
        row("一级指标|二级指标|三级指标|指标值|分值|完成值|得分|原因", "11211112"),
        row("产出指标|数量指标|扶持户数|40户|90|36户|81|四户补偿未谈妥", "11211112"),
        row("总分|100||90|", "51112"),
    ],
    {**OWN, **ACHIEVED},
)
TURNED = Province([*HEAD, *ROWS, *SOURCES, *GOALS, TOTAL], {**OWN, **ACHIEVED})
AGAIN = Province(
    [*HEAD, *SOURCES, *ROWS, row("预算执行率得分|10|9|", "6112"), TOTAL],
    {**OWN, "/extras/预算执行率得分~1得分": "9"},
)
IN_WORDS = Province(
    [*HEAD, row("全年预算数|60万元|全年执行数|54万元", "2323"), *ROWS, row("合计|90|81|", "6112")],
    {"/funds/0/adjusted_budget": "60万元", "/funds/0/executed": "54万元", "/total_score": "81"},
)
ISSUED = Province(
    [
        *HEAD,
        row("债券资金|资金构成|计划安排数|下达数|实际支出数|支出率|得分", "2311111"),
        row("^|合计|900|850|680|80%|8", "2311111"),
        *ROWS,
    ],
    {"/funds/0/initial_budget": "900", "/funds/0/adjusted_budget": "850", "/funds/0/executed": "680"},
)
COURSE = Province(
    [
        *HEAD,
        *SOURCES,
        row("绩效目标|实施期总目标|年度目标", "244"),
        row("^|三年扶持一百户|扶持移民四十户", "244"),
        row("年度目标完成情况|扶持移民三十六户", "28"),
        *ROWS,
        TOTAL,
    ],
    {**OWN, **ACHIEVED, "/extras/实施期总目标": "三年扶持一百户"},
)
UNLISTED = Province(
    [
        row("项目名称|移民后期扶持", "28"),
        row("单位|某镇移民站|部门|某县水利局", "2323"),
        row("项目资金||区里核定预算|最终预算|全年执行数|分值|执行率|得分", "22111111"),
        row("^|年度资金总额|50|60|54|10|90%|9", "22111111"),
        *ROWS,
        TOTAL,
    ],
    {
        **OWN,
        "/department": "某县水利局",
        "/implementing_unit": "某镇移民站",
        "/funds/0/initial_budget": "50",
        "/funds/0/adjusted_budget": "60",
    },
)
MONEY = Province(
    [row("项目名称|移民后期扶持|单位|万元", "2323"), *SOURCES, *ROWS], {"/implementing_unit": ""}
)
UNFILLED = Province(
    [
        *HEAD,
        *SOURCES,
        ROWS[0],
        row("产出指标|数量指标|扶持户数|40户|36户|50|41|四户补偿未谈妥", "11211112"),
        row("^|时效指标||||||", "11211112"),
        row("^|^||||||", "11211112"),
        row("^|成本指标|补助标准|600元|600元|40|40|", "11211112"),
        TOTAL,
    ],
    {**OWN, "/indicators/1/level2": "成本指标", "/indicators/1/level3": "补助标准", "/extras/时效指标": ""},
)
TOWNS = {
    "a fund beside its sources": FUND,
    "headings over the header": HEADINGS,
    "funds and goals below the indicators": TURNED,
    "goals of the whole course beside the year's": COURSE,
    "the execution rate's score again": AGAIN,
    "amounts with their unit in the head": IN_WORDS,
    "planned and issued": ISSUED,
    "a unit and budgets in other words": UNLISTED,
    "a group that nobody filled in": UNFILLED,
    "a unit of money is none of an office": MONEY,
}
