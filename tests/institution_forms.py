"""Forms as institutions make them: marks of others beside their own, headings and amounts in few words."""

from tests.province_forms import Province, row

AUDITED = Province(
    [
        row("项目名称|智慧图书馆", "28"),
        row("主管部门|某市文旅局|实施单位|某市图书馆", "2323"),
        row("年度目标完成情况|年初目标|完成目标", "244"),
        row("^|建成阅览区1个|阅览区于9月开放", "244"),
        row("指标名称|目标值|完成值|权重|单位自评|财政复核", "211222"),
        row("^|^|^|^|得分|扣分原因|得分|扣分原因", "21121111"),
        row("自助设备|12台套|12台套|60|60|—|60|—", "21121111"),
        row("年到馆人次|35万人次|31.2万人次|40|38|闭馆改造|36|佐证不足", "21121111"),
        row("合计|100|98||96|", "421111"),
    ],
    {
        "/goals/planned": "建成阅览区1个",
        "/goals/achieved": "阅览区于9月开放",
        "/indicators/0/score": "60",
        "/indicators/1/score": "38",
        "/indicators/1/reason": "闭馆改造",
        "/extras/indicators~11~1得分": "36",
        "/extras/indicators~11~1扣分原因": "佐证不足",
        "/total_score": "98",
    },
)
BRIEF = Province(
    [
        row("项目名称|农村公路养护", "28"),
        row("主管部门|[169]某交通局|实施单位|某公路中心", "2323"),
        row("资金安排（万元）|来源|预算|到位|实际支出|支出比例", "222211"),
        row("^|合计|180|180|171|95%", "222211"),
        row("^|车辆购置税补助资金|80|80|80|100%", "222211"),
        row("^|市县配套|100|100|91|91%", "222211"),
        row("自评结果|一级指标|三级指标|指标值/完成值|分值/得分", "22222"),
        row("^|产出指标|养护里程|212公里/212公里|60/60", "22222"),
        row("^|效益指标|通行时间|12分钟/15分钟|40/36", "22222"),
        row("总分|100/96", "82"),
    ],
    {
        "/department": "某交通局",
        "/department_code": "169",
        "/amount_unit": "万元",
        "/funds/0/initial_budget": "180",
        "/funds/1/source": "fiscal",
        "/funds/2/source": "fiscal",
        "/funds/2/executed": "91",
        "/indicators/1/actual": "15分钟",
        "/extras/自评结果": "",
        "/total_weight": "100",
        "/total_score": "96",
    },
)
HOSPITAL = Province(
    [
        row("项目名称|信息化三期|预算单位|某区中心医院", "2323"),
        row("年度资金|预算|280.00|支出|252.00|执行率|90%", "2122111"),
        row("当年预算数（元）：|280.00|上年预算数（元）：|310.00", "2323"),
        row("一级指标|二级指标|指标目标值|指标实际值|权重|自评分", "222211"),
        row("产出目标|系统升级|100%|100%|100|96", "222211"),
    ],
    {
        "/amount_unit": "元",
        "/funds/0/initial_budget": "280.00",
        "/funds/0/executed": "252.00",
        "/funds/0/rate": "90%",
    },
)
SOURCES = Province(
    [
        row("项目名称|边境村供热|实施单位|某县住建局", "2323"),
        row("预算安排和使用（万元）|资金总额|省级财政|上年结转|其他资金|执行数|执行率|得分", "21111112"),
        row("^|940|800|40|100|902.4|96.00%|9.6", "21111112"),
        row("年度绩效目标|目标1|新建换热站3座|完成情况|新建2座", "21313"),
        row("^|目标2|改造管网14公里|完成情况|改造15公里", "21313"),
        row("指标名称|2022年完成值|2023年目标值|2023年完成值|校内自评|财务处复评", "321211"),
        row("换热站|2座|3座|2座|40|39", "321211"),
        row("偏差原因|设备到货晚", "37"),
        row("管网|9公里|14公里|15公里|50|50", "321211"),
    ],
    {
        "/amount_unit": "万元",
        "/funds/0/label": "资金总额",
        "/funds/0/initial_budget": "940",
        "/funds/0/executed": "902.4",
        "/funds/0/rate": "96.00%",
        "/funds/0/score": "9.6",
        "/funds/1/source": "fiscal",
        "/funds/1/initial_budget": "800",
        "/funds/2/source": "carried_over",
        "/funds/3/initial_budget": "100",
        "/goals/planned": "新建换热站3座\n改造管网14公里",
        "/goals/achieved": "新建2座\n改造15公里",
        "/indicators/0/actual": "2座",
        "/indicators/0/score": "40",
        "/indicators/1/level3": "管网",
        "/indicators/1/actual": "15公里",
        "/indicators/1/score": "50",
        "/extras/偏差原因": "设备到货晚",
    },
)
BESIDE = Province(
    [
        row("项目名称|水厂改造", "28"),
        row("一级指标|三级指标|绩效目标|实际完成|分值|得分", "132211"),
        row("^|^|数值|单位|数值|单位|^|^", "13111111"),
        row("产出指标|新建水厂|2|座|1|座|60|30", "13111111"),
        row("^|偏差原因|征地手续迟至11月办结", "136"),
        row("效益指标|受益人口|3|万人|3|万人|40|40", "13111111"),
        row("^|偏差原因|无", "136"),
        row("总分|100|70", "811"),
    ],
    {
        "/indicators/0/target": "2",
        "/indicators/0/actual": "1",
        "/indicators/0/reason": "征地手续迟至11月办结",
        "/indicators/1/level3": "受益人口",
        "/indicators/1/target": "3",
        "/indicators/1/reason": "无",
        "/total_score": "70",
    },
)
POINTS = Province(
    [
        row("项目名称|水厂改造", "28"),
        row("指标|满分|自评分|目标|完成|扣分理由", "311122"),
        row("一、产出指标|60|57|||", "311122"),
        row("改造水厂|30|30|2座|2座|", "311122"),
        row("合格率|30|27|100%|95%|一处返工", "311122"),
        row("二、效益指标|40|38|||", "311122"),
        row("受益人口|40|38|3万人|2.8万人|人口外流", "311122"),
        row("合计|100|95|||", "311122"),
    ],
    {
        "/indicators/0/level3": "改造水厂",
        "/indicators/1/reason": "一处返工",
        "/indicators/2/level3": "受益人口",
        "/extras/一、产出指标~1满分": "60",
        "/total_score": "95",
    },
)
INSTITUTIONS = {
    "sources before amounts, a goal a row, values of two years": SOURCES,
    "a reason a row below its indicator, targets under a wide label": BESIDE,
    "groups of points over one column of names": POINTS,
    "amounts in few words, a label beside all rows": BRIEF,
    "amounts in turn in the head": HOSPITAL,
    "marks of its own and of others": AUDITED,
}
