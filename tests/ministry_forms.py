"""Forms as ministries, their regions and their schools print them: two of one label, two values a column."""

from tests.province_forms import Province, row

_PROJECT = row("项目名称|水厂改造|主管部门|某市水务局", "2323")
_LEVELS = "一级指标|二级指标|三级指标|"
_TOTAL = row("总分|100|97|", "6112")

TRANSFER = Province(
    [
        row("转移支付（项目）名称|农业生产发展", "28"),
        row("中央主管部门|农业农村部", "28"),
        row("地方主管部门|某省农业农村厅|资金使用单位|某县农业农村局", "2323"),
        row("资金投入情况（万元）||全年预算数（A）|全年执行数（B）|预算执行率", "22222"),
        row("^|年度金额：|500|475|95%", "22222"),
        row("^|其中：中央财政资金|500|475|95%", "22222"),
        row(_LEVELS + "指标值|全年实际完成值|未完成原因和改进措施", "112222"),
        row("产出指标|数量指标|农田面积|5万亩|4万亩|雨季长", "112222"),
    ],
    {
        "/department": "某省农业农村厅",
        "/extras/中央主管部门": "农业农村部",
        "/implementing_unit": "某县农业农村局",
        "/funds/0/source": "total",
        "/indicators/0/reason": "雨季长",
    },
)
NESTED = Province(
    [
        row("专项资金名称|水务专项", "28"),
        row("一级项目名称|水务运转|二级项目名称|水厂改造", "2323"),
        row("项目资金||计划数|到位数|支出数|支出率", "222211"),
        row("^|资金总额|310|300|279|90%", "222211"),
        row(_LEVELS + "目标值|完成值|分值|得分|原因", "11211112"),
        row("产出指标|数量指标|改造水厂|1座|1座|100|97|", "11211112"),
        _TOTAL,
    ],
    {
        "/project_name": "水厂改造",
        "/extras/一级项目名称": "水务运转",
        "/extras/专项资金名称": "水务专项",
        "/funds/0/initial_budget": "310",
    },
)
BOTH_JOINED = Province(
    [
        _PROJECT,
        row(_LEVELS + "指标值/完成值|分值/得分|偏差原因分析", "112222"),
        row("产出指标|数量指标|改造水厂|1座/1座|60/60|", "112222"),
        row("效益指标|社会效益|受益人口|3万人/2.8万人|40/37|人口外流", "112222"),
    ],
    {
        "/indicators/0/target": "1座",
        "/indicators/1/actual": "2.8万人",
        "/indicators/1/weight": "40",
        "/indicators/1/score": "37",
        "/indicators/1/reason": "人口外流",
    },
)
UNLISTED = Province(
    [
        _PROJECT,
        row("考核维度|考核点|考核细目|预定成效|取得成效|满分|自查分|问题剖析", "11211112"),
        row("产出|数量|改造水厂|1座|1座|60|60|", "11211112"),
        row("效益|社会效益|受益人口|3万人|2.8万人|40|37|人口外流", "11211112"),
    ],
    {
        "/indicators/0/level1": "产出",
        "/indicators/0/level3": "改造水厂",
        "/indicators/1/target": "3万人",
        "/indicators/1/actual": "2.8万人",
        "/indicators/1/weight": "40",
        "/indicators/1/score": "37",
        "/indicators/1/reason": "人口外流",
    },
)
ONE_LEVEL = Province(
    [
        _PROJECT,
        row("考核指标|约定目标|取得成效|额定分|自查分", "42211"),
        row("改造水厂|1座|1座|60|60", "42211"),
        row("受益人口|3万人|2.8万人|40|37", "42211"),
    ],
    {
        "/indicators/1/level3": "受益人口",
        "/indicators/1/target": "3万人",
        "/indicators/1/actual": "2.8万人",
        "/indicators/1/weight": "40",
        "/indicators/1/score": "37",
    },
)
EXECUTION_FIRST = Province(
    [
        _PROJECT,
        row(_LEVELS + "目标值|完成值|分值|得分|原因", "11211112"),
        row("预算执行率|||10|9|", "411112"),
        row("产出指标|数量指标|改造水厂|1座|1座|10|10|", "11211112"),
        row("效益指标|||80|78|", "411112"),
        row("效益指标|社会效益|受益人口|3万人|2.8万人|80|78|人口外流", "11211112"),
        _TOTAL,
    ],
    {
        "/indicators/0/level1": "预算执行率",
        "/indicators/0/score": "9",
        "/indicators/1/level3": "改造水厂",
        "/extras/效益指标~1分值": "80",
        "/indicators/2/level3": "受益人口",
    },
)
WEIGHTED_GOAL = Province(
    [
        row("单位名称|某市水务局", "28"),
        row("年度目标1：（80分）|改造水厂", "28"),
        row(_LEVELS + "年初目标值（A）|实际完成值（B）|得分", "222211"),
        row("产出指标|数量指标|改造水厂|1座|1座|80", "222211"),
    ],
    {"/extras/年度目标1：（80分）": "改造水厂", "/indicators/0/score": "80"},
)
FUNDS_LAST = Province(
    [
        _PROJECT,
        row(_LEVELS + "目标值|完成值|分值|得分|原因", "11211112"),
        row("产出指标|数量指标|改造水厂|1座|1座|100|97|", "11211112"),
        _TOTAL,
        row("项目资金||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "22111111"),
        row("^|年度资金总额|300|310|279|10|90%|9", "22111111"),
    ],
    {
        "/indicators/0/score": "97",
        "/total_score": "97",
        "/funds/0/executed": "279",
        "/funds/0/score": "9",
    },
)
NAMES = Province(
    [
        row("一级项目|水务运转|二级项目|水厂改造", "2323"),
        row("项目类型|特定目标类|资金性质|一般公共预算", "2323"),
        row("一级指标|二级指标|具体内容|目标值|完成值|分值|得分", "2221111"),
        row("产出指标|数量指标|改造水厂|1座|1座|60|60", "2221111"),
        row("效益指标|社会效益|受益人口|3万人|2.8万人|40|37", "2221111"),
    ],
    {
        "/project_name": "水厂改造",
        "/extras/资金性质": "一般公共预算",
        "/extras/indicators~10~1具体内容": "",
        "/indicators/0/level2": "数量指标",
        "/indicators/1/level3": "受益人口",
    },
)
TWO_LEVELS = Province(
    [
        _PROJECT,
        row("一级指标|二级指标|责任处室|目标值|完成值|分值|得分", "2221111"),
        row("产出指标|数量指标|工程处|1座|1座|60|60", "2221111"),
    ],
    {"/indicators/0/level2": "数量指标", "/extras/indicators~10~1责任处室": "工程处"},
)
MINISTRIES = {
    "funds below the total": FUNDS_LAST,
    "names under another label": NAMES,
    "two levels alone": TWO_LEVELS,
    "a region's transfer": TRANSFER,
    "projects within projects": NESTED,
    "two values a column": BOTH_JOINED,
    "no label listed but one": UNLISTED,
    "one level, others unlisted": ONE_LEVEL,
    "the execution rate first": EXECUTION_FIRST,
    "a goal with its weight": WEIGHTED_GOAL,
}
