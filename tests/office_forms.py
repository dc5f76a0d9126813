"""Forms as offices write them: sources across the page, headings over their texts, marks for the goals."""

from tests.province_forms import Province, row

CROSSED = Province(
    [
        row("项目名称|数字档案馆", "28"),
        row("项目资金|年初预算数|全年执行数|执行率|得分", "23311"),
        row("^|小计|财政拨款|其他|小计|财政拨款|其他||", "211111111"),
        row("^|310|260|50|279|239|40|90%|9", "211111111"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|数量指标|建库数量|3个|3个|90|90", "2211211"),
        row("总分|100|99", "811"),
    ],
    {
        "/funds/0/label": "小计",
        "/funds/0/source": "total",
        "/funds/0/initial_budget": "310",
        "/funds/0/executed": "279",
        "/funds/0/rate": "90%",
        "/funds/0/score": "9",
        "/funds/1/source": "fiscal",
        "/funds/1/initial_budget": "260",
        "/funds/1/executed": "239",
        "/funds/1/rate": "",
        "/funds/2/label": "其他",
        "/funds/2/executed": "40",
        "/total_score": "99",
    },
)
HEADED = Province(
    [
        row("一、项目概况", "a"),
        row("建三个库。", "a"),
        row("项目名称|数字档案馆|主管|某省档案局", "2323"),
        row("^|^|部门|^", "2323"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|数量指标|建库数量|3个|3个|100|99", "2211211"),
        row("总分|100|99", "811"),
        row("五、存在的问题及原因分析", "a"),
        row("人手不足。", "a"),
        row("改进措施", "a"),
        row("", "a"),
    ],
    {
        "/department": "某省档案局",
        "/extras/五、存在的问题及原因分析": "人手不足。",
        "/extras/改进措施": "",
    },
)
TASKS = Province(
    [
        row("项目名称|数字档案馆", "28"),
        row("项目资金|年初预算数|全年执行数|分值|执行率|得分", "222211"),
        row("^|100|100|10|100%|10", "222211"),
        row("年度主要任务|任务名称|主要内容|完成情况", "2233"),
        row("^|任务1|建库|已建两个", "2233"),
        row("^|任务2|扫描|已扫十万页", "2233"),
        row("年度总体目标|预期目标|实际完成情况|分值|得分", "23311"),
        row("^|建三个库|建了两个库|10|8", "23311"),
        row("一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "2211211"),
        row("产出指标|数量指标|建库数量|3个|2个|80|60", "2211211"),
        row("总分|100|78", "811"),
    ],
    {
        "/goals/planned": "建三个库",
        "/goals/achieved": "建了两个库",
        "/extras/goals~1分值": "10",
        "/extras/goals~1得分": "8",
        "/extras/任务2~1完成情况": "已扫十万页",
    },
)
GROUPED = Province(
    [
        row("项目编码及名称|3300-河道清淤", "28"),
        row("主管部门编码及名称|401-某市水利局|预算单位编码及名称|401002-某市河道站", "2323"),
        row("项目资金|资金来源|全年预算数|全年执行数|执行率", "14221"),
        row("^|年度资金总额|900|850|94.44%", "14221"),
        row("^|财政拨款|中央|300|300|100%", "122221"),
        row("^|^|省级|400|400|100%", "122221"),
        row("^|其他资金|200|150|75%", "14221"),
        row("绩效指标|指标内容|指标值|完成值|分值|得分", "222211"),
        row("数量指标|清淤长度|10公里|10公里|50|50", "222211"),
        row("满意度指标|村民满意度|90%|92%|50|50", "222211"),
        row("总分|100|100", "811"),
    ],
    {
        "/department": "某市水利局",
        "/department_code": "401",
        "/implementing_unit": "401002-某市河道站",
        "/funds/1/label": "中央",
        "/funds/1/source": "fiscal",
        "/funds/2/source": "fiscal",
        "/funds/2/executed": "400",
        "/funds/3/source": "other",
        "/indicators/0/level1": "数量指标",
        "/indicators/1/level1": "满意度指标",
        "/indicators/1/level3": "村民满意度",
    },
)
MERGED = Province(
    [
        row("项目名称|河道清淤", "28"),
        row("绩效指标|目标值|完成值|分值|得分", "61111"),
        row("产出指标（50分）|数量指标|清淤长度|10公里|8公里|50|40", "2221111"),
        row("^|质量指标|合格率|90%|95%|40|40", "2221111"),
        row("满意度指标|满意度|村民满意度|90%|92%|10|10", "2221111"),
        row("总分|100|90", "811"),
        row("项目资金|年初预算数|全年执行数|执行率", "2233"),
        row("^|900|850|94.44%", "2233"),
        row("年度目标|预期目标|实际完成情况", "244"),
        row("^|清淤十公里|清淤八公里", "244"),
        row("存在问题|雨季长", "28"),
    ],
    {
        "/indicators/0/level1": "产出指标",
        "/indicators/0/level1_weight": "50",
        "/indicators/1/level1": "产出指标",
        "/indicators/1/level2": "质量指标",
        "/indicators/1/level3": "合格率",
        "/indicators/2/score": "10",
        "/funds/0/initial_budget": "900",
        "/funds/0/executed": "850",
        "/goals/planned": "清淤十公里",
        "/goals/achieved": "清淤八公里",
        "/extras/存在问题": "雨季长",
        "/total_score": "90",
    },
)
NAMES = Province(
    [
        row("项目名称|河道清淤", "28"),
        row("指标类别|绩效指标|目标值|完成值|分值|得分", "331111"),
        row("产出指标|清淤长度|10公里|10公里|50|50", "331111"),
        row("满意度指标|村民满意度|90%|92%|50|50", "331111"),
        row("总分|100|100", "811"),
    ],
    {
        "/indicators/0/level1": "产出指标",
        "/indicators/0/level3": "清淤长度",
        "/indicators/1/level3": "村民满意度",
    },
)
NUMBERED = Province(
    [
        row("项目名称|河道清淤", "28"),
        row("绩效指标|指标名称|目标值|完成值|分值|得分", "151111"),
        row("1|清淤长度|10公里|10公里|50|50", "151111"),
        row("2|村民满意度|90%|92%|50|50", "151111"),
        row("总分|100|100", "811"),
    ],
    {
        "/indicators/0/level1": "",
        "/extras/indicators~11~1绩效指标": "2",
        "/indicators/1/level3": "村民满意度",
    },
)
OFFICES = {
    "one label over all levels, blocks below": MERGED,
    "names under the block's label": NAMES,
    "numbers under the block's label": NUMBERED,
    "sources under a group": GROUPED,
    "sources across": CROSSED,
    "headings over texts": HEADED,
    "tasks and marks": TASKS,
}
