"""Forms as departments print them: headings and counts in their own rows, groups of columns, other totals."""

from tests.province_forms import Province, row

_HEAD = [
    row("项目名称|桥梁检测", "28"),
    row("主管部门|某市交通局|实施单位|某市公路处", "2323"),
]
_INDICATORS = [
    row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施", "11211112"),
    row("产出指标|数量指标|检测桥梁数|20座|20座|50|50|", "11211112"),
    row("效益指标|社会效益指标|病害处治率|≥95%|90%|40|37.89|窗口期未到", "11211112"),
]
LIAONING = Province(
    [
        *_HEAD,
        row("一级指标|二级指标|三级指标|指标值|实际完成值|得分|偏差原因分析", "1113112"),
        row("^|^|^|运算符号|内容|度量单位|^|^|经费保障|原因说明", "1111111111"),
        row("产出指标|数量指标|检测桥梁数|>=|20|座|19|47.5|√|拨款较晚", "1111111111"),
    ],
    {
        "/indicators/0/nature": ">=",
        "/indicators/0/target": "20",
        "/indicators/0/unit": "座",
        "/indicators/0/reason": "拨款较晚",
        "/extras/indicators~10~1经费保障": "√",
    },
)
WORDS = Province(
    [
        row("项目名称|桥梁检测", "28"),
        row("省级业务主管部门|某省交通厅|承办单位|某省公路中心", "2323"),
        row("项目资金||年初批复预算|调整预算|已支出金额|支付率", "221122"),
        row("^|年度资金总额|100|95|90|94.74%", "221122"),
        row("^|社会资本|50|50|45|90%", "221122"),
        row("年度目标|绩效目标设定情况|实际完成情况综述", "244"),
        row("^|检测桥梁二十座|检测完毕", "244"),
        row("一级指标|二级指标|三级指标|目标值|指标值单位|实绩|分值|自评计分|扣分依据", "112111111"),
        row("产出指标|数量指标|检测桥梁数|20|座|19|90|85.5|一座封闭", "112111111"),
        row("总分|90|85.5|", "7111"),
    ],
    {
        "/department": "某省交通厅",
        "/implementing_unit": "某省公路中心",
        "/funds/0/initial_budget": "100",
        "/funds/0/adjusted_budget": "95",
        "/funds/0/executed": "90",
        "/funds/0/rate": "94.74%",
        "/funds/1/label": "社会资本",
        "/goals/planned": "检测桥梁二十座",
        "/goals/achieved": "检测完毕",
        "/indicators/0/unit": "座",
        "/indicators/0/actual": "19",
        "/indicators/0/score": "85.5",
        "/indicators/0/reason": "一座封闭",
    },
)
LEVELS = Province(
    [
        *_HEAD,
        row("项目资金||全年预算数|全年执行数|执行率", "22222"),
        row("^|年度资金总额|100|90|90%", "22222"),
        row("^|其中：省级财政|60|55|92%", "22222"),
        row("^|上年财政资金结转|30|30|100%", "22222"),
        row("^|财政专户管理的资金|10|5|50%", "22222"),
        *_INDICATORS,
    ],
    {
        "/funds/1/source": "fiscal",
        "/funds/2/source": "carried_over",
        "/funds/3/source": "other",
        "/funds/3/executed": "5",
    },
)
SECTIONS = Province(
    [
        [("2022年度项目支出绩效自评表", 10)],
        [("一、项目基本情况", 10)],
        *_HEAD,
        [("二、预算执行情况", 10)],
        row("项目资金（万元）||全年预算数|全年执行数|执行率", "22222"),
        row("^|实施期资金总额|100|90|90%", "22222"),
        row("^|其中：财政拨款|100|90|90%", "22222"),
        [("三、年度目标完成情况", 10)],
        row("年度总体目标|预期目标|实际完成情况", "244"),
        row("^|检测桥梁二十座|检测完毕", "244"),
        [("四、绩效指标完成情况", 10)],
        *_INDICATORS,
        [("绩效自评总得分：97.42分", 10)],
    ],
    {
        "/title": "2022年度项目支出绩效自评表",
        "/funds/0/source": "total",
        "/funds/0/executed": "90",
        "/funds/1/source": "fiscal",
        "/goals/planned": "检测桥梁二十座",
        "/goals/achieved": "检测完毕",
        "/total_score": "97.42",
    },
)
COUNTED = Province(
    [
        *_HEAD,
        _INDICATORS[0],
        row("栏次||1|2|3|4|5|6", "11211112"),
        _INDICATORS[1],
        row("产出指标小计|50|50|", "6112"),
        _INDICATORS[2],
        row("效益指标小计|40|37.89|", "6112"),
        row("总分|90|87.89|自评等级：良", "6112"),
    ],
    {
        "/indicators/0/level3": "检测桥梁数",
        "/indicators/1/score": "37.89",
        "/extras/栏次~1年度指标值": "2",
        "/extras/产出指标小计~1得分": "50",
        "/extras/效益指标小计~1得分": "37.89",
        "/extras/自评等级": "良",
        "/total_score": "87.89",
    },
)
DEPARTMENTS = {
    "Liaoning": LIAONING,
    "levels of government": LEVELS,
    "other words": WORDS,
    "sections with headings": SECTIONS,
    "counted columns": COUNTED,
}
