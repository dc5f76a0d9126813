"""Forms that name a column twice, a source before each amount, or a value below its heading."""

from tests.province_forms import Province, row

BOROUGH = Province(
    [
        row("项目名称|果壳箱更新", "28"),
        row("主管部门|某区市容局|实施单位|某区环卫所", "2323"),
        row("项目资金（元）||年初预算数|预算数（A）|执行数（B）|分值|执行率（B/A）|得分", "22111111"),
        row("^|年度资金总额|860,000|825,630|820,114|10|99.33|9.93", "22111111"),
        row("年度总目标|更新果壳箱1200只", "28"),
        row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因", "11211112"),
        row("产出指标|数量指标|果壳箱更新数|1200只|1216只|90|90|", "11211112"),
        row("总分|100|99.93|", "6112"),
    ],
    {
        "/amount_unit": "元",
        "/funds/0/initial_budget": "860,000",
        "/funds/0/adjusted_budget": "825,630",
        "/funds/0/executed": "820,114",
    },
)
SCHOOLS = Province(
    [
        row("项目名称|新建厕所", "28"),
        row("预算单位|某县教育局", "28"),
        row("预算执行情况（万元）（20分）|预算数：|318.5|执行数：|300.5", "22222"),
        row("^|其中-财政拨款：|310|其中-财政拨款：|295.5", "22222"),
        row("^|其它资金：|8.5|其它资金：|5", "22222"),
        row("年度目标完成情况|预期目标|实际完成目标", "244"),
        row("^|新建厕所12座|新建厕所12座", "244"),
        row("一级指标|二级指标|三级指标|预期指标值|实际完成指标值", "22222"),
        row("项目完成指标|数量指标|新建厕所|12座|12座", "22222"),
    ],
    {
        "/amount_unit": "万元",
        "/funds/0/initial_budget": "318.5",
        "/funds/1/source": "fiscal",
        "/funds/1/label": "财政拨款",
        "/funds/1/initial_budget": "310",
        "/funds/1/executed": "295.5",
        "/funds/2/executed": "5",
    },
)
FIELDS = Province(
    [
        row("项目名称|保护性耕作", "28"),
        row("主管部门|某市农业农村局|实施单位|某市农机站", "2323"),
        row("一级指标|二级指标|三级指标|指标值|完成值|得分", "111331"),
        row("^|^|^|符号|数值|单位|数值|单位|完成率|^", "1111111111"),
        row("产出指标|数量指标|推广面积|≥|12|万亩|12.4|万亩|103.3%|40", "1111111111"),
        row("产出指标|质量指标|作业合格率|≥|95|%|94.1|%|99.1%|50", "1111111111"),
    ],
    {
        "/indicators/0/nature": "≥",
        "/indicators/0/target": "12",
        "/indicators/0/unit": "万亩",
        "/indicators/0/actual": "12.4",
        "/indicators/1/actual": "94.1",
        "/extras/indicators~10~1完成率": "103.3%",
    },
)
PETITIONS = Province(
    [
        row("项目名称|信访专项", "28"),
        row("主管部门|某县信访局|实施单位|某县信访局", "2323"),
        row("经费执行情况|年初部门预算|最终调整后预算|年度财政支出数|执行率", "22222"),
        row("^|48|45|44.1|98%", "22222"),
        row("绩效目标|预期|实际", "244"),
        row("^|接待来访群众2000人次|接待1876人次", "244"),
        row("一级指标|二级指标|三级指标|年度指标|实际完成|分值|自评分|说明", "11211112"),
        row("产出|数量|接待来访|2000人次|1876人次|90|84.4|来访量下降", "11211112"),
        row("总计|90|84.4|", "6112"),
    ],
    {
        "/funds/0/initial_budget": "48",
        "/funds/0/adjusted_budget": "45",
        "/funds/0/executed": "44.1",
        "/goals/planned": "接待来访群众2000人次",
        "/goals/achieved": "接待1876人次",
        "/indicators/0/target": "2000人次",
    },
)
BOOKS = Province(
    [
        row("项目编码及名称|41010022R000001-图书购置", "28"),
        row("主管部门|某市文旅局|实施单位|某市图书馆", "2323"),
        row(
            "年度预算执行（10分）|资金性质|年初预算（1）|全年预算（3）=（1）+（2）|执行数（4）|执行率（5）=（4）/（3）|得分（6）=（5）*10",
            "2212111",
        ),
        row("^|合计|80|75|60|80%|8", "2212111"),
        row("一级指标|二级指标|三级指标|目标值|完成值|分值|得分|原因", "11211112"),
        row("产出指标|数量|购书册数|20000册|19600册|90|88.2|缺货", "11211112"),
        row("总分|100|96.2|", "6112"),
    ],
    {
        "/project_name": "41010022R000001-图书购置",
        "/funds/0/initial_budget": "80",
        "/funds/0/adjusted_budget": "75",
        "/funds/0/rate": "80%",
        "/funds/0/score": "8",
        "/total_score": "96.2",
    },
)
BOROUGHS = {
    "a budget named twice": BOROUGH,
    "a source before each amount": SCHOOLS,
    "values below their heading": FIELDS,
    "columns numbered with their sums": BOOKS,
    "goals under names that nobody listed": PETITIONS,
}
