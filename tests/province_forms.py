"""Forms as provinces print them: columns in other orders, under other words, with other rows."""

from typing import NamedTuple

from tests.drawn_forms import Rows


class Province(NamedTuple):
    """The rows of a form, and what some of its fields hold."""

    rows: Rows
    fields: dict[str, str]
    """By pointer."""


def row(texts: str, widths: str) -> list[tuple[str, int]]:
    """Return the cells of a row: texts between bars, and a hexadecimal digit of width each."""
    return list(zip(texts.split("|"), (int(width, 16) for width in widths), strict=True))


YUNNAN = Province(
    [
        row("项目名称|水库除险加固", "28"),
        row("主管部门|某州水利局|实施单位|某州水库管理所", "2323"),
        row("项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分", "22111111"),
        row("^|年度资金总额|300|280|252|10|90%|9", "22111111"),
        row("^|其中：当年财政拨款|300|280|252||| ", "22111111"),
        row("年度总体目标|预期目标|实际完成情况", "244"),
        row("^|加固水库三座|加固水库两座", "244"),
        row(
            "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|分值|得分|偏差原因分析及改进措施",
            "1111111111",
        ),
        row("产出指标|数量指标|加固水库数量|≥|3|座|2|50|33|雨季停工", "1111111111"),
        row("满意度指标|服务对象满意度|下游群众满意度|≥|90|%|95|40|40|无", "1111111111"),
        row("其他需要说明事项|无", "28"),
        row("总分|总分值|总得分|自评等级", "2323"),
        row("^|100|82|良", "2323"),
    ],
    {
        "/funds/0/adjusted_budget": "280",
        "/indicators/0/target": "3",
        "/indicators/0/unit": "座",
        "/indicators/0/actual": "2",
        "/indicators/0/reason": "雨季停工",
        "/indicators/1/level1": "满意度指标",
        "/total_weight": "100",
        "/total_score": "82",
        "/extras/自评等级": "良",
        "/extras/其他需要说明事项": "无",
    },
)
HUBEI = Province(
    [
        row("项目名称|校舍维修", "28"),
        row("主管部门|某市教育局|项目实施单位|某市第二中学", "2323"),
        row("项目类别|部门预算项目", "28"),
        row(
            "预算执行情况（万元）（20分）||预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）",
            "221122",
        ),
        row("^|年度财政资金总额|150|120|80%|16", "221122"),
        row(
            "年度绩效目标1（80分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分", "1112122"
        ),
        row("^|产出指标|数量指标|维修面积|5000平方米|4800平方米|38", "1112122"),
        row("^|效益指标|社会效益|受益学生|1200人|1300人|40", "1112122"),
        row("总分|94", "82"),
        row("偏差大或目标未完成原因分析|工期顺延", "28"),
        row("改进措施及结果应用方案|加快进度", "28"),
    ],
    {
        "/implementing_unit": "某市第二中学",
        "/funds/0/source": "total",
        "/funds/0/initial_budget": "150",
        "/funds/0/executed": "120",
        "/funds/0/rate": "80%",
        "/funds/0/score": "16",
        "/indicators/0/target": "5000平方米",
        "/indicators/1/actual": "1300人",
        "/indicators/1/score": "40",
        "/total_score": "94",
        "/extras/偏差大或目标未完成原因分析": "工期顺延",
        "/extras/改进措施及结果应用方案": "加快进度",
    },
)
GUANGDONG = Province(
    [
        row("项目名称|农村公路养护", "28"),
        row("省级主管部门|某省交通厅|用款单位|某县公路局", "2323"),
        row("资金情况（万元）|资金来源|年初预算金额|全年预算（调整后）|实际支出金额|预算执行率", "221122"),
        row("^|合计|800|760|760|100%", "221122"),
        row("^|财政拨款|800|760|760|100%", "221122"),
        row("年度总体目标|年初设定目标|全年实际完成情况", "244"),
        row("^|养护公路百公里|养护公路百公里", "244"),
        row(
            "一级指标|二级指标|三级指标|预期指标值|实际完成情况|指标分值|自评得分|未完成原因及改进措施",
            "11211112",
        ),
        row("产出指标|数量指标|养护里程|100公里|100公里|50|50|无", "11211112"),
        row("效益指标|社会效益指标|通行能力|提升|提升|40|38|标志不全", "11211112"),
        row("合计|90|88|", "6112"),
    ],
    {
        "/department": "某省交通厅",
        "/implementing_unit": "某县公路局",
        "/funds/0/initial_budget": "800",
        "/funds/0/adjusted_budget": "760",
        "/funds/1/executed": "760",
        "/funds/1/rate": "100%",
        "/goals/achieved": "养护公路百公里",
        "/indicators/0/actual": "100公里",
        "/indicators/0/weight": "50",
        "/indicators/1/score": "38",
        "/indicators/1/reason": "标志不全",
        "/total_weight": "90",
        "/total_score": "88",
    },
)
JIANGSU = Province(
    [
        row("项目名称|河湖管护", "28"),
        row("主管部门|某市水务局|预算单位|某市河道所", "2323"),
        row("年度资金（元）||年初预算安排数|调整预算数|实际支出数|执行率|分值|得分", "22111111"),
        row("^|资金总额|2000000|1900000|1805000|95%|10|9.5", "22111111"),
        row("^|一般公共预算资金|2000000|1900000|1805000|95%||", "22111111"),
        row("^|政府性基金|0|0|0|0%||", "22111111"),
        row("一级指标|二级指标|三级指标|权重|目标值|实际值|完成率|得分|偏差原因分析|改进措施", "1111111111"),
        row("产出|数量|巡查次数|45|360次|324次|90%|40.5|人手不足|增补人员", "1111111111"),
        row("满意度|满意度|公众满意度|45|≥85%|91%|107%|45||", "1111111111"),
        row("总计|100||95|", "31312"),
    ],
    {
        "/amount_unit": "元",
        "/funds/0/initial_budget": "2000000",
        "/funds/0/executed": "1805000",
        "/funds/1/source": "fiscal",
        "/funds/2/label": "政府性基金",
        "/indicators/0/weight": "45",
        "/indicators/0/target": "360次",
        "/indicators/0/actual": "324次",
        "/indicators/0/score": "40.5",
        "/indicators/0/reason": "人手不足",
        "/extras/indicators~10~1改进措施": "增补人员",
        "/extras/indicators~10~1完成率": "90%",
        "/total_weight": "100",
    },
)
SHAANXI = Province(
    [
        row("项目名称|乡村旅游提升", "28"),
        row("主管部门|某县文旅局|资金使用单位|某县旅游中心", "2323"),
        row("项目资金(万元)||全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分", "2221111"),
        row("^|年度资金总额：|60|57|10|95%|9.5", "2221111"),
        row("^|中央财政资金|40|40|-|100%|-", "2221111"),
        row("^|省级财政资金|15|15|-|100%|-", "2221111"),
        row("^|市县财政资金|5|2|-|40%|-", "2221111"),
        row("年度总体目标|年初设定目标|全年实际完成情况", "244"),
        row("^|建成示范村五个|建成示范村五个", "244"),
        row(
            "一级指标|二级指标|三级指标|年度指标值（A）|全年实际值（B）|分值|得分|未完成原因和改进措施",
            "11211112",
        ),
        row("产出指标（50分）|数量指标|示范村|5个|5个|50|50|", "11211112"),
        row("效益指标（30分）|经济效益指标|旅游收入|增长10%|增长8%|30|24|客流减少", "11211112"),
        row("总分|90|83.5|", "6112"),
        row("说明|无", "28"),
    ],
    {
        "/implementing_unit": "某县旅游中心",
        "/funds/0/adjusted_budget": "60",
        "/funds/1/source": "fiscal",
        "/funds/1/label": "中央财政资金",
        "/funds/2/executed": "15",
        "/funds/3/source": "fiscal",
        "/indicators/0/level1_weight": "50",
        "/indicators/1/reason": "客流减少",
        "/total_score": "83.5",
        "/extras/说明": "无",
    },
)
SHANDONG = Province(
    [
        row("项目名称|社区养老服务|主管部门|某区民政局", "2323"),
        row("项目实施单位|某街道办|联系人及电话|张某", "2323"),
        row(
            "项目预算执行情况（万元）||年初预算数|调整后预算数（A）|全年执行数（B）|分值|执行率|得分",
            "22111111",
        ),
        row("^|年度资金总额|88|90|81|10|90%|9", "22111111"),
        row("^|其中：本年财政拨款|88|90|81|—|90%|—", "22111111"),
        row("^|其他资金|0|0|0|—|0%|—", "22111111"),
        row("年度预期目标|目标实际完成情况", "55"),
        row("服务老人千名|服务老人九百名", "55"),
        row(
            "一级指标|二级指标|三级指标|分值|年度指标值|全年完成值|得分|偏差度|偏差原因分析及改进措施",
            "112111111",
        ),
        row("产出指标|数量指标|服务人数|50|1000人|900人|45|10%|场地改造", "112111111"),
        row("效益指标|社会效益指标|老人满意|40|≥90%|93%|40|0|", "112111111"),
        row("总得分|94", "73"),
    ],
    {
        "/project_name": "社区养老服务",
        "/department": "某区民政局",
        "/implementing_unit": "某街道办",
        "/funds/0/adjusted_budget": "90",
        "/funds/1/label": "本年财政拨款",
        "/goals/planned": "服务老人千名",
        "/goals/achieved": "服务老人九百名",
        "/indicators/0/weight": "50",
        "/indicators/0/actual": "900人",
        "/indicators/0/reason": "场地改造",
        "/extras/indicators~10~1偏差度": "10%",
        "/total_score": "94",
    },
)
HENAN = Province(
    [
        row("项目名称|粮食仓储维修", "28"),
        row("主管部门|某省粮储局|项目单位|某粮库", "2323"),
        row(
            "预算资金|资金来源|年初预算数（元）|全年预算数（元）|全年执行数（元）|预算执行率|分值|得分",
            "22111111",
        ),
        row("^|财政性资金|650000|650000|650000|100%|10|10", "22111111"),
        row("^|其他资金|0|0|0|||", "22111111"),
        row("^|年度资金总额|650000|650000|650000|100%|10|10", "22111111"),
        row("年度绩效目标|年初设定目标|维修仓房四栋", "226"),
        row("^|完成情况|维修仓房四栋", "226"),
        row("三级指标|一级指标|二级指标|目标值|实际完成情况|评分|指标分值|未完成原因及改进措施", "21111112"),
        row("仓房数量|产出指标|数量指标|4栋|4栋|45|45|", "21111112"),
        row("损耗率|效益指标|经济效益指标|≤1%|1.2%|40|45|设备老化", "21111112"),
        row("自评总分|95", "73"),
        row("自评结论|良好", "28"),
    ],
    {
        "/amount_unit": "元",
        "/funds/0/source": "fiscal",
        "/funds/0/executed": "650000",
        "/funds/2/source": "total",
        "/funds/2/rate": "100%",
        "/goals/planned": "维修仓房四栋",
        "/indicators/0/level3": "仓房数量",
        "/indicators/0/level1": "产出指标",
        "/indicators/1/score": "40",
        "/indicators/1/weight": "45",
        "/indicators/1/actual": "1.2%",
        "/indicators/1/reason": "设备老化",
        "/total_score": "95",
        "/extras/自评结论": "良好",
    },
)
SHANGHAI = Province(
    [
        row("项目名称|图书采购", "28"),
        row("主管部门|某区文旅局|项目实施部门（处室）|采编部", "2323"),
        row("当年预算数（元）|1200000|预算执行数（元）|1140000|预算执行率（%）|95", "222211"),
        row("年度总目标|采购图书三万册", "28"),
        row("年度目标实际完成情况|采购图书三万册", "28"),
        row("一级指标|二级指标|三级指标|权重|指标目标值|年末完成情况|得分|未达标原因", "11211112"),
        row("预算执行|预算执行率|预算执行率|10|100%|95%|9.5|合同尾款", "11211112"),
        row("产出目标|数量|采购册数|50|30000册|30000册|50|", "11211112"),
        row("影响力目标|满意度|读者满意度|40|≥85%|92%|40|", "11211112"),
        row("合计|100|||99.5|", "411112"),
    ],
    {
        "/implementing_unit": "采编部",
        "/funds/0/adjusted_budget": "1200000",
        "/funds/0/executed": "1140000",
        "/funds/0/rate": "95",
        "/goals/planned": "采购图书三万册",
        "/goals/achieved": "采购图书三万册",
        "/indicators/0/reason": "合同尾款",
        "/indicators/1/target": "30000册",
        "/indicators/2/actual": "92%",
        "/indicators/2/score": "40",
        "/total_weight": "100",
        "/total_score": "99.5",
    },
)
PROVINCES = {
    "Yunnan": YUNNAN,
    "Hubei": HUBEI,
    "Guangdong": GUANGDONG,
    "Jiangsu": JIANGSU,
    "Shaanxi": SHAANXI,
    "Shandong": SHANDONG,
    "Henan": HENAN,
    "Shanghai": SHANGHAI,
}
