"""Forms whose labels nobody listed: they are known by words or by place."""

from tests.province_forms import Province, row

_HEAD = row("项目名称|数字档案馆", "28")
_TOTAL = row("总分|100|98", "811")

ROMAN = Province(
    [
        row("支出项目|数字档案馆|归口主管部门|某省档案局", "2323"),
        row("政策实施单位|某省档案馆", "28"),
        row("政策资金（万元）||年初预算数|全年执行数|执行率|得分", "222211"),
        row("^|政策资金总额|310|279|90%|9", "222211"),
        row("^|其中：事业支出|310|279||", "222211"),
        row("年度目标|建三个库|目标达成情况|建了三个库", "2323"),
        row("绩效指标及赋值情况", "a"),
        row("Ⅰ级指标|指标二级|三级指标及目标|实现目标|赋分|自评得分|差异成因及纠偏举措", "1121212"),
        row("产出|数量|建库三个|三个|90|89|一个库迟建", "1121212"),
        _TOTAL,
    ],
    {
        "/project_name": "数字档案馆",
        "/department": "某省档案局",
        "/implementing_unit": "某省档案馆",
        "/amount_unit": "万元",
        "/funds/0/source": "total",
        "/funds/0/executed": "279",
        "/funds/1/label": "事业支出",
        "/goals/planned": "建三个库",
        "/goals/achieved": "建了三个库",
        "/extras/政策资金（万元）": "",
        "/extras/绩效指标及赋值情况": "",
        "/extras/indicators~10~1实现目标": "",
        "/indicators/0/level1": "产出",
        "/indicators/0/level2": "数量",
        "/indicators/0/level3": "建库三个",
        "/indicators/0/actual": "三个",
        "/indicators/0/weight": "90",
        "/indicators/0/score": "89",
        "/indicators/0/reason": "一个库迟建",
    },
)
NAMELESS = Province(
    [
        _HEAD,
        row("年度资金总额（万元）|年初预算数|全年执行数|执行率", "4222"),
        row("^|310|279|90%", "4222"),
        row("编号|考核内容|考核要点|目标值|完成值|分值|得分", "1231111"),
        row("1|产出|建库数量|3个|3个|100|98", "1231111"),
        _TOTAL,
        row("自评结论|自评等级|优", "226"),
        row("^|主要问题|人手不足", "226"),
    ],
    {
        "/amount_unit": "万元",
        "/funds/0/label": "年度资金总额（万元）",
        "/funds/0/executed": "279",
        "/indicators/0/level1": "产出",
        "/indicators/0/level3": "建库数量",
        "/indicators/0/target": "3个",
        "/extras/indicators~10~1编号": "1",
        "/extras/自评结论": "",
        "/extras/自评等级": "优",
        "/extras/主要问题": "人手不足",
    },
)
HALVES = Province(
    [
        _HEAD,
        row("项目资金||年初预算数|全年执行数|执行率", "11161"),
        row("^|^|^|上半年|下半年|合计|^", "1112221"),
        row("^|年度资金总额|310|100|179|279|90%", "1112221"),
        row("一级指标|二级指标|三级指标|设定目标|完成率|实际达到|分值|得分", "11211211"),
        row("产出指标|数量指标|建库数量|3个|100%|3个|100|98", "11211211"),
        _TOTAL,
    ],
    {
        "/funds/0/executed": "279",
        "/extras/funds~10~1上半年": "100",
        "/indicators/0/target": "3个",
        "/indicators/0/actual": "3个",
        "/extras/indicators~10~1完成率": "100%",
    },
)
STACKED = Province(
    [
        row("项目名称|主管部门|负责人", "442"),
        row("数字档案馆|某省档案局|周某", "442"),
        row("资金情况|名称|上年结转数|年初预算数|全年执行数|执行率", "121222"),
        row("^|项目预算资金|30|310|279|90%", "121222"),
        row("绩效指标|评价情况", "64"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|||60|60", "51211"),
        row("产出指标|数量指标|建库数量|3个|3个|60|60", "2211211"),
        row("年度绩效目标2|推广三家", "28"),
        row("效益指标|||40|38", "51211"),
        row("效益指标|社会效益|用户数量|3个|3个|40|38", "2211211"),
        _TOTAL,
    ],
    {
        "/project_name": "数字档案馆",
        "/department": "某省档案局",
        "/extras/负责人": "周某",
        "/funds/0/label": "项目预算资金",
        "/funds/0/initial_budget": "310",
        "/extras/funds~10~1上年结转数": "30",
        "/extras/评价情况": "",
        "/extras/年度绩效目标2": "推广三家",
        "/extras/产出指标~1分值": "60",
        "/indicators/0/level3": "建库数量",
        "/indicators/1/level1": "效益指标",
    },
)
SCORED = Province(
    [
        row("项目名称|数字档案馆|自评得分|98", "2323"),
        row("预算数（万元）|310|支出数（万元）|279|执行率|90%", "221212"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|数量指标|建库数量|3个|3个|100|98", "2211211"),
    ],
    {"/total_score": "98", "/funds/0/score": "", "/funds/0/executed": "279", "/funds/0/rate": "90%"},
)
SUMS = Province(
    [
        row("项目名称|数字档案馆", "28"),
        row("项目资金|预算数|执行数|执行率", "1333"),
        row("^|小计|上级|本级|小计|上级|本级|^", "11111113"),
        row("^|310|260|50|279|239|40|90%", "11111113"),
        row("一级指标|一级权重|二级指标|三级指标|指标值|完成值|三级权重|得分", "11121211"),
        row("产出指标|60|数量指标|建库数量|3个|3个|60|58", "11121211"),
        row("预算执行得分|9|指标得分|58|总分|67", "221212"),
    ],
    {
        "/funds/1/label": "上级",
        "/funds/1/source": "fiscal",
        "/funds/1/executed": "239",
        "/funds/2/initial_budget": "50",
        "/extras/indicators~10~1一级权重": "60",
        "/indicators/0/weight": "60",
        "/extras/预算执行得分": "9",
        "/extras/指标得分": "58",
        "/total_score": "67",
    },
)
ENDINGS = Province(
    [
        _HEAD,
        row("项目资金|单位：千元|下达资金|支付资金|支付进度", "12322"),
        row("^|年度资金总额|310|279|90%", "12322"),
        row("一级指标|二级指标|绩效指标内容|指标值|完成值|分值|单位自评分值", "2211211"),
        row("产出指标|数量指标|建库数量|3个|3个|100|98", "2211211"),
    ],
    {
        "/amount_unit": "千元",
        "/funds/0/initial_budget": "310",
        "/funds/0/executed": "279",
        "/indicators/0/level3": "建库数量",
        "/indicators/0/score": "98",
    },
)
JOINED = Province(
    [
        _HEAD,
        row("一级指标|二级指标2|三级指标|指标值|完成值|分值/得分", "221122"),
        row("产出指标|数量指标|建库数量|3个|3个|60 / 58", "221122"),
        row("效益指标|社会效益|用户数量|3个|3个|无", "221122"),
    ],
    {
        "/indicators/0/weight": "60",
        "/indicators/0/score": "58",
        "/indicators/1/score": "",
        "/indicators/0/level2": "数量指标",
        "/extras/indicators~11~1分值~1得分": "无",
    },
)
UNITS = Province(
    [
        _HEAD,
        row("项目资金|资金来源|金额单位|年初预算数|全年执行数|执行率", "121222"),
        row("^|年度资金总额|千元|310|279|90%", "121222"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|数量指标|建库数量|3个|3个|100|98", "2211211"),
    ],
    {"/amount_unit": "千元", "/extras/funds~10~1金额单位": "千元", "/funds/0/initial_budget": "310"},
)
BEHIND = Province(
    [
        _HEAD,
        row("项目资金|预算总额|其中：财政资金|执行总额|其中：财政资金|执行率", "122221"),
        row("^|310|260|279|239|90%", "122221"),
        row("一级指标|二级指标及三级指标|指标值|完成值|分值|得分", "142111"),
        row("产出指标|数量指标|建库数量|3个|3个|100|98", "1222111"),
        _TOTAL,
    ],
    {
        "/funds/0/source": "total",
        "/funds/0/initial_budget": "310",
        "/funds/0/rate": "90%",
        "/funds/1/label": "财政资金",
        "/funds/1/source": "fiscal",
        "/funds/1/initial_budget": "260",
        "/funds/1/executed": "239",
        "/indicators/0/level2": "数量指标",
        "/indicators/0/level3": "建库数量",
    },
)
AGENCIES = {
    "unlisted": ROMAN,
    "no levels": NAMELESS,
    "halves": HALVES,
    "stacked": STACKED,
    "scored": SCORED,
    "sums": SUMS,
    "units": UNITS,
    "joined": JOINED,
    "endings": ENDINGS,
    "behind": BEHIND,
}
