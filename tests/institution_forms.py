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
INSTITUTIONS = {
    "marks of its own and of others": AUDITED,
}
