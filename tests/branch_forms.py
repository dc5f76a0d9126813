"""Forms as branches fill them in: headers that nobody merged, funds in sums and parts, other orders."""

from tests.province_forms import Province, row

HEAD = [
    row("项目名称|村道养护", "28"),
    row("主管部门|某县交通局|实施单位|某养路站", "2323"),
]
MARKED = "11211112"
LINE_HEADER = row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因", MARKED)
LINE = row("产出指标|数量指标|养护里程|50公里|45公里|90|81|暴雨冲毁", MARKED)
TOTAL = row("总分|90|81|", "6112")
READ = {
    "/project_name": "村道养护",
    "/indicators/0/level1": "产出指标",
    "/indicators/0/level2": "数量指标",
    "/indicators/0/level3": "养护里程",
    "/indicators/0/target": "50公里",
    "/indicators/0/actual": "45公里",
    "/indicators/0/weight": "90",
    "/indicators/0/score": "81",
    "/indicators/0/reason": "暴雨冲毁",
    "/total_score": "81",
}
THREE_LINES = Province(
    [
        *HEAD,
        row("一级|二级|三级|年度|实际|分值|得分|偏差原因", MARKED),
        row("指标|指标|指标|指标值|完成值|||分析及", MARKED),
        row("||||||（分）|改进措施", MARKED),
        LINE,
        TOTAL,
    ],
    READ,
)
TWO_LINES = Province(
    [
        *HEAD,
        row("年度总体目标|预期目标|实际完成情况", "244"),
        row("^|养护五十公里|养护四十五公里", "244"),
        row("绩效指标|目标值|实际值|分值|得分|原因", "411112"),
        row("一级指标|二级指标|三级指标|||||", MARKED),
        LINE,
        TOTAL,
    ],
    READ | {"/goals/planned": "养护五十公里", "/goals/achieved": "养护四十五公里"},
)
HEADINGS = Province(
    [
        *HEAD,
        row("年度总体目标|预期目标|实际完成情况", "244"),
        row("^|养护五十公里|养护四十五公里", "244"),
        row("绩效指标|||年初设定|全年实际|||原因", MARKED),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分|分析", MARKED),
        LINE,
        TOTAL,
    ],
    READ | {"/goals/planned": "养护五十公里", "/goals/achieved": "养护四十五公里"},
)
AMOUNTS = {
    "/funds/0/source": "total",
    "/funds/0/adjusted_budget": "480",
    "/funds/0/rate": "90%",
    "/funds/1/label": "小计",
    "/funds/1/source": "fiscal",
    "/funds/1/executed": "342",
    "/funds/2/label": "上级",
    "/funds/2/initial_budget": "300",
    "/funds/3/label": "本级",
    "/funds/3/executed": "90",
    "/funds/4/source": "other",
    "/funds/5/source": "carried_over",
    "/funds/5/executed": "36",
}
SUMS_DOWN = Province(
    [
        *HEAD,
        row("项目资金|||年初预算数|全年预算数|全年执行数|执行率", "1111222"),
        row("^|年度资金总额|500|480|432|90%", "121222"),
        row("^|财政拨款|小计|400|380|342|90%", "1111222"),
        row("^|^|上级|300|280|252|90%", "1111222"),
        row("^|^|本级|100|100|90|90%", "1111222"),
        row("^|单位自筹|60|60|54|90%", "121222"),
        row("^|上年结余|40|40|36|90%", "121222"),
        LINE_HEADER,
        LINE,
        TOTAL,
    ],
    AMOUNTS,
)
SUMS_ACROSS = Province(
    [
        *HEAD,
        row("资金来源|合计|财政拨款|自筹|结余", "41311"),
        row("^|^|小计|上级|本级|^|^", "4111111"),
        row("年初预算数|500|400|300|100|60|40", "4111111"),
        row("全年预算数|480|380|280|100|60|40", "4111111"),
        row("全年执行数|432|342|252|90|54|36", "4111111"),
        row("执行率|90%|90%|90%|90%|90%|90%", "4111111"),
        LINE_HEADER,
        LINE,
        TOTAL,
    ],
    AMOUNTS,
)
PARTED = Province(
    [
        *HEAD,
        row("项目资金||年初|全年|全年|分值|执行率|得分", "22111111"),
        row("||预算数|预算数|执行数|||", "22111111"),
        row("|年度资金总额|500|480|432|10|90%|9", "22111111"),
        LINE_HEADER,
        LINE,
        TOTAL,
    ],
    {
        "/funds/0/initial_budget": "500",
        "/funds/0/adjusted_budget": "480",
        "/funds/0/executed": "432",
        "/funds/0/weight": "10",
        "/funds/0/score": "9",
    },
)
BRANCHES = {
    "a header of three lines": THREE_LINES,
    "values named a line higher": TWO_LINES,
    "headings over labels": HEADINGS,
    "sums of sources down": SUMS_DOWN,
    "sums of sources across": SUMS_ACROSS,
    "amounts named in two lines": PARTED,
}
