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
STATIONS = {
    "funds between the indicators and the total": AMID,
    "the total above the indicators": ON_TOP,
    "the total and the grade in one cell": IN_WORDS,
    "a conclusion with the total in it": CONCLUDED,
    "numbered projects as lines of the funds": NUMBERED,
    "projects above a block of funds that lost its lines": LOST,
    "numbered projects above the funds": LISTED,
}
