"""Forms as stations make them: blocks in other places than most offices print, and what numbers lists."""

from tests.province_forms import Province, row
from tests.team_forms import HEAD, OWN, ROWS, SOURCES

FUNDS = {"/funds/0/source": "total", "/funds/0/executed": "270", "/funds/0/score": "9"}
AMID = Province([*HEAD, *ROWS[:-1], *SOURCES, ROWS[-1]], OWN | FUNDS | {"/indicators/1/level1": None})
ON_TOP = Province([*HEAD, *SOURCES, ROWS[0], ROWS[2], ROWS[1]], OWN | {"/indicators/1/level3": None})
IN_WORDS = Province(
    [*HEAD, *SOURCES, *ROWS[:-1], row("自评总得分：90分　　自评等级：优", "a")],
    OWN | {"/extras/自评等级": "优"},
)
CONCLUDED = Province(
    [
        *HEAD,
        *SOURCES,
        row("自评总体情况|自评得分|90|自评等次|优", "22222"),
        *ROWS,
        row("自评结论|自评得分|90|自评等级|优", "22222"),
        row("^|存在问题|两处缓建", "226"),
    ],
    OWN | {"/extras/自评得分": "90", "/extras/自评等次": "优", "/extras/存在问题": "两处缓建"},
)
NUMBERED = Province(
    [
        *HEAD,
        row("序号|子项目名称|年初预算数|全年执行数", "1522"),
        row("1|东堤加固|100|110", "1522"),
        row("2|西堤抢修|200|160", "1522"),
        row("|合计|300|270", "1522"),
        *ROWS,
    ],
    OWN | {"/funds/1/label": "西堤抢修", "/funds/2/executed": "270", "/extras/funds~11~1序号": "2"},
)
LISTED = Province(
    [
        *HEAD,
        row("序号|子项目名称|预算数|执行数", "1522"),
        row("1|东堤加固|100|110", "1522"),
        row("2|西堤抢修|200|160", "1522"),
        *SOURCES,
        *ROWS,
    ],
    OWN | FUNDS | {"/extras/西堤抢修~1执行数": "160", "/extras/西堤抢修~1序号": "2"},
)
LOST = Province(
    [
        *HEAD,
        row("子项目名称|预算数|执行数", "622"),
        row("东堤加固|100|110", "622"),
        row("西堤抢修|200|160", "622"),
        SOURCES[0],
        *ROWS,
    ],
    OWN | {"/funds/0/executed": None, "/extras/西堤抢修~1执行数": "160"},
)
PART = Province(
    [
        *HEAD,
        row("项目资金|年初预算数|全年预算数|全年执行数|执行率（%）|执行率得分", "312112"),
        row("总金额|300|300|270|90|9", "312112"),
        row("其中：市级支出|300|300|270|90|", "312112"),
        *ROWS,
    ],
    OWN | FUNDS | {"/funds/1/source": "fiscal", "/funds/1/executed": "270"},
)
TRADITIONAL = Province(
    [
        row("項目名稱|防洪加固", "28"),
        row("主管部門|某縣應急局|實施單位|某防汛站", "2323"),
        row("項目資金||年初預算數|全年預算數|全年執行數|分值|執行率|得分", "22111111"),
        *SOURCES[1:],
        row("一級指標|二級指標|三級指標|年度指標值|實際完成值|分值|得分|原因", "11211112"),
        row("產出指標|數量指標|加固堤段|10處|9處|90|81|兩處緩建", "11211112"),
        row("總分|100|90|", "6112"),
    ],
    OWN | FUNDS | {"/indicators/0/actual": "9處", "/implementing_unit": "某防汛站"},
)
PLANNED = Province(
    [
        *HEAD,
        *SOURCES,
        row("一级指标|二级指标|三级指标|年度计划完成指标值|年度实际完成指标值|分值|得分|原因", "11211112"),
        *ROWS[1:],
    ],
    OWN | {"/indicators/0/target": "10处"},
)
STATIONS = {
    "a part of the total under a label in no list": PART,
    "labels in traditional characters": TRADITIONAL,
    "targets that were planned to be done": PLANNED,
    "funds between the indicators and the total": AMID,
    "the total above the indicators": ON_TOP,
    "the total and the grade in one cell": IN_WORDS,
    "a conclusion with the total in it": CONCLUDED,
    "numbered projects as lines of the funds": NUMBERED,
    "projects above a block of funds that lost its lines": LOST,
    "numbered projects above the funds": LISTED,
}
