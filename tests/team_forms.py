"""Forms as teams and stations make them: projects within the form's own, lists of amounts, other marks."""

from tests.province_forms import Province, row

HEAD = [
    row("项目名称|防洪加固", "28"),
    row("主管部门|某县应急局|实施单位|某防汛站", "2323"),
]
SOURCES = [
    row("项目资金||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "22111111"),
    row("^|年度资金总额|300|300|270|10|90%|9", "22111111"),
]
ROWS = [
    row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因", "11211112"),
    row("产出指标|数量指标|加固堤段|10处|9处|90|81|两处缓建", "11211112"),
    row("总分|100|90|", "6112"),
]
OWN = {
    "/project_name": "防洪加固",
    "/indicators/0/level3": "加固堤段",
    "/indicators/0/actual": "9处",
    "/total_score": "90",
}
PARTS = Province(
    [
        *HEAD,
        row("项目名称|年初预算数|全年预算数|全年执行数|执行率|得分", "411112"),
        row("东堤加固|100|120|110|91.67%|", "411112"),
        row("西堤抢修|200|180|160|88.89%|", "411112"),
        row("合计|300|300|270|90%|9", "411112"),
        *ROWS,
    ],
    {
        **OWN,
        "/funds/0/label": "东堤加固",
        "/funds/0/executed": "110",
        "/funds/1/label": "西堤抢修",
        "/funds/1/source": "other",
        "/funds/2/source": "total",
        "/funds/2/score": "9",
    },
)
PART = Province(
    [
        *HEAD,
        row("项目名称|年初预算数|全年预算数|全年执行数|执行率|得分", "411112"),
        row("东堤加固|100|120|110|91.67%|9", "411112"),
        *ROWS,
    ],
    {**OWN, "/funds/0/executed": "110", "/funds/0/score": "9"},
)
OWN_ROW = Province(
    [
        row("项目名称|年初预算数|全年预算数|全年执行数|执行率|得分", "411112"),
        row("防洪加固|100|120|110|91.67%|9", "411112"),
        row("主管部门|某县应急局|联系电话|6012345", "2323"),
        *ROWS,
    ],
    OWN,
)
LISTED = Province(
    [
        *HEAD,
        row("子项目情况|项目名称|预算数|执行数|执行率|备注", "221113"),
        row("^|东堤加固|120|110|91.67%|", "221113"),
        row("^|西堤抢修|180|160|88.89%|尾款", "221113"),
        *SOURCES,
        *ROWS,
    ],
    {**OWN, "/funds/0/executed": "270", "/funds/0/source": "total", "/extras/西堤抢修~1执行数": "160"},
)
UNDER = Province(
    [
        *HEAD,
        *SOURCES,
        row("项目名称|全年预算数|全年执行数|执行率", "4222"),
        row("东堤加固|120|110|91.67%", "4222"),
        row("西堤抢修|180|160|88.89%", "4222"),
        *ROWS,
    ],
    {
        **OWN,
        "/funds/0/executed": "270",
        "/extras/东堤加固~1全年预算数": "120",
        "/extras/西堤抢修~1执行率": "88.89%",
    },
)
USES = [
    *HEAD,
    row("资金用途|全年预算数|全年执行数|执行率", "4222"),
    row("购置设备|120|110|91.67%", "4222"),
    row("抢修堤段|180|160|88.89%", "4222"),
    *ROWS,
]
"""A list alone tells what was spent, of no source of funds."""
RATED = Province(
    [
        *HEAD,
        *SOURCES,
        row("一级指标|三级指标|年度指标值|实际完成值|得分（分值）|原因", "221122"),
        row("产出指标|加固堤段|10处|9处|45（50分）|两处缓建", "221122"),
        row("效益指标|受灾户数|≤5户|5户|40 (40)|", "221122"),
        row("总分|94（100）|", "622"),
    ],
    {
        "/indicators/0/score": "45",
        "/indicators/0/weight": "50",
        "/indicators/1/score": "40",
        "/indicators/1/weight": "40",
        "/total_score": "94",
        "/total_weight": "100",
    },
)
UNRATED = Province(
    [
        *HEAD,
        *SOURCES,
        row("一级指标|三级指标|年度指标值|实际完成值|分值|得分（分值）|原因", "2211112"),
        row("产出指标|加固堤段|10处|9处|90|45（50）|两处缓建", "2211112"),
        row("总分|100|90|", "6112"),
    ],
    {"/indicators/0/score": "45（50）", "/indicators/0/weight": "90"},
)
WEIGHED = Province(
    [
        *HEAD,
        *SOURCES,
        row("分值|一级指标|二级指标|分值|三级指标|分值|年度指标值|实际完成值|得分|原因", "1111111111"),
        row("60|产出指标|数量指标|40|加固堤段|40|10处|9处|36|两处缓建", "1111111111"),
        row("^|^|质量指标|20|合格率|20|100%|100%|20|", "1111111111"),
        row("30|效益指标|社会效益|30|受灾户数|30|≤5户|5户|30|", "1111111111"),
        row("总分|100|95|", "6112"),
    ],
    {
        "/indicators/0/level1_weight": "60",
        "/indicators/1/level1_weight": "60",
        "/indicators/1/weight": "20",
        "/indicators/1/level1": "产出指标",
        "/indicators/2/level1_weight": "30",
        "/extras/indicators~11~1分值": "20",
    },
)
BESIDE = Province(
    [
        *HEAD,
        row("预算执行率（10分）|全年预算数|全年执行数|执行率|得分", "42211"),
        row("^|300|270|90%|9", "42211"),
        *ROWS,
    ],
    {**OWN, "/funds/0/adjusted_budget": "300", "/funds/0/rate": "90%", "/funds/0/score": "9"},
)
NAMED = Province(
    [
        *HEAD,
        row("预算执行率（10分）|资金来源|全年预算数|全年执行数|执行率", "22222"),
        row("^|合计|300|270|90%", "22222"),
        row("^|财政拨款|300|270|90%", "22222"),
        *ROWS,
    ],
    {**OWN, "/funds/0/source": "total", "/funds/1/source": "fiscal", "/funds/1/executed": "270"},
)
TEAMS = {
    "projects within the form's own": PARTS,
    "one project within the form's own": PART,
    "the form's own project beside its amounts": OWN_ROW,
    "a list of projects above the funds": LISTED,
    "a list of projects below the funds": UNDER,
    "a rate beside its amounts": BESIDE,
    "a rate beside its sources": NAMED,
    "scores with their weights in brackets": RATED,
    "scores in brackets beside weights": UNRATED,
    "weights before the first level": WEIGHED,
}
