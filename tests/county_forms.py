"""More forms as counties and banners print them: funds in one line, goals in one row, weights by level."""

from tests.province_forms import Province, row

TIBET = Province(
    [
        row("项目名称及编码|包虫病防治[540000201]|主管部门及编码|某县卫健委[201]", "2323"),
        row("项目资金情况|预算数|执行数|执行率|结转结余", "22222"),
        row("^|56|50.4|90.00%|5.6", "22222"),
        row("年度总体目标|年初目标：筛查一万人。实际完成：筛查九千人。", "28"),
        row("绩效指标完成情况|一级|二级|三级|预期值|实际值|权重|自评分|说明", "111211111"),
        row("^|产出|数量|筛查人数|1万人|9千人|50|45|", "111211111"),
        row("^|效益|社会效益|知晓率|≥90%|86%|30|25|宣传不足", "111211111"),
        row("自评得分|70", "28"),
        row("自评等级|中", "28"),
    ],
    {
        "/funds/0/source": "total",
        "/funds/0/initial_budget": "56",
        "/funds/0/executed": "50.4",
        "/funds/0/rate": "90.00%",
        "/extras/funds~10~1结转结余": "5.6",
        "/goals/planned": "筛查一万人。",
        "/goals/achieved": "筛查九千人。",
        "/indicators/0/level1": "产出",
        "/indicators/1/level3": "知晓率",
        "/indicators/1/reason": "宣传不足",
        "/total_score": "70",
        "/extras/自评等级": "中",
    },
)
BANNER = Province(
    [
        row("项目名称|草原修复|主管部门|某盟林草局", "2323"),
        row("年度预算申请（万元）||年初预算数|追加（减）数|全年预算数|全年执行数|执行率", "2221111"),
        row("^|年度资金总额|700|-20|680|612|90%", "2221111"),
        row("年度总体目标|年初设定目标|修复草原八万亩|全年实际完成情况|修复七万亩", "22222"),
        row("一级指标|权重|二级指标|权重|三级指标|权重|年度指标值|全年完成值|得分|原因分析", "1111111111"),
        row("产出指标|60|数量指标|60|修复面积|60|8万亩|7万亩|52.5|干旱", "1111111111"),
        row("效益指标|30|生态效益|30|产草量|30|≥10%|11%|30|", "1111111111"),
        row("总分|100|||||||82.5|", "1111111111"),
    ],
    {
        "/funds/0/adjusted_budget": "680",
        "/extras/funds~10~1追加（减）数": "-20",
        "/goals/planned": "修复草原八万亩",
        "/goals/achieved": "修复七万亩",
        "/indicators/0/level3": "修复面积",
        "/indicators/0/weight": "60",
        "/indicators/0/reason": "干旱",
        "/indicators/1/score": "30",
        "/total_weight": "100",
        "/total_score": "82.5",
    },
)
DISTRICT = Province(
    [
        row("专项名称|心理健康|自评总分（分）|97.6", "2323"),
        row(
            "年初预算数（元）|全年（调整）预算数（元）|全年执行数（元）|执行率（%）|执行率权重（分）", "22222"
        ),
        row("800000|780000|592800|76|10", "22222"),
        row("年初绩效目标|全年（调整）绩效目标|全年目标实际完成情况", "334"),
        row("建辅导室二十个||建辅导室二十个", "334"),
        row(
            "指标名称|计量单位|指标性质|年初指标值|全年完成值|指标权重（分）|指标得分（分）|说明", "21111112"
        ),
        row("建设辅导室|个|≥|20|20|50|50|", "21111112"),
        row("学生受益率|%|≥|95|96|40|40|", "21111112"),
    ],
    {
        "/funds/0/source": "total",
        "/funds/0/initial_budget": "800000",
        "/funds/0/executed": "592800",
        "/funds/0/rate": "76",
        "/goals/planned": "建辅导室二十个",
        "/goals/achieved": "建辅导室二十个",
        "/extras/全年（调整）绩效目标": "",
        "/indicators/0/target": "20",
        "/indicators/1/score": "40",
        "/total_score": "97.6",
    },
)
TOWN = Province(
    [
        row("项目名称|特困人员供养", "28"),
        row("项目主管部门|某县民政局", "28"),
        row("资金安排与使用|预算安排|实际到位|实际支出|结余", "22222"),
        row("^|1500|1500|1450|50", "22222"),
        row("项目绩效目标|供养二千人", "28"),
        row("项目完成情况|供养一千九百人", "28"),
        row("指标类别|指标名称|指标内容|目标值|完成值|完成率|备注", "2122111"),
        row("产出指标|数量|供养人数|2000人|1900人|95%|自然减员", "2122111"),
        row("备注|数据截至十二月底", "28"),
    ],
    {
        "/funds/0/initial_budget": "1500",
        "/funds/0/executed": "1450",
        "/extras/funds~10~1实际到位": "1500",
        "/goals/planned": "供养二千人",
        "/goals/achieved": "供养一千九百人",
        "/indicators/0/target": "2000人",
        "/indicators/0/actual": "1900人",
        "/extras/备注": "数据截至十二月底",
    },
)
COUNTIES = {"Tibet": TIBET, "Inner Mongolia": BANNER, "Chongqing district": DISTRICT, "a county": TOWN}
