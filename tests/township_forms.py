"""Forms as townships make them: groups in brackets, names of names, goals and lists without headings."""

from tests.province_forms import Province, row
from tests.team_forms import HEAD, OWN, ROWS, SOURCES

LEVELS = row("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因", "11211112")
TOTAL = ROWS[-1]
BRACKETED = Province(
    [
        *HEAD,
        *SOURCES,
        LEVELS,
        row("【产出指标】", "a"),
        row("|数量指标|加固堤段|10处|9处|50|41|两处缓建", "11211112"),
        row("【效益指标】", "a"),
        row("|社会效益|受灾户数|≤5户|5户|40|40|", "11211112"),
        TOTAL,
    ],
    OWN | {"/indicators/0/level1": "【产出指标】", "/indicators/1/level1": "【效益指标】"},
)
UNDER_HEADER = Province(
    [
        *HEAD,
        *SOURCES,
        row("指标名称|年度指标值|实际完成值|分值|得分|原因", "411112"),
        row("【产出指标】|||||", "411112"),
        row("加固堤段|10处|9处|90|81|两处缓建", "411112"),
        TOTAL,
    ],
    OWN | {"/indicators/0/level1": "【产出指标】", "/indicators/1/level3": None},
)
NAMES_OF_NAMES = Province(
    [
        *HEAD,
        *SOURCES,
        LEVELS,
        row("产出指标|数量指标|东堤|加固堤段|10处|9处|50|41|两处缓建", "111111112"),
        row("^|^|^|疏通涵洞|5座|5座|20|20|", "111111112"),
        row("^|质量指标|合格率|100%|100%|20|20|", "11211112"),
        TOTAL,
    ],
    OWN
    | {
        "/indicators/1/level3": "疏通涵洞",
        "/indicators/2/level3": "合格率",
        "/extras/indicators~10~1三级指标": "东堤",
        "/extras/indicators~11~1三级指标": "东堤",
        "/extras/indicators~12~1三级指标": None,
    },
)
PLAIN_GOALS = Province(
    [
        *HEAD,
        *SOURCES,
        row("年度总体目标：加固十处", "a"),
        row("年度总体目标完成情况：加固九处", "a"),
        *ROWS,
    ],
    OWN | {"/goals/planned": "加固十处", "/goals/achieved": "加固九处"},
)
ASIDE = Province(
    [
        *HEAD,
        *SOURCES,
        row("年度目标：加固十处", "a"),
        row("项目实施内容|勘察|施工方式|招标", "2323"),
        *ROWS,
    ],
    OWN | {"/goals/planned": "加固十处", "/goals/achieved": "", "/extras/施工方式": "招标"},
)
TASKS = Province(
    [
        *HEAD,
        *SOURCES,
        row("任务名称|主要内容|完成情况", "244"),
        row("东堤|加固五处|加固四处", "244"),
        row("西堤|加固五处|加固五处", "244"),
        row("年度总体目标|预期目标|实际完成情况", "244"),
        row("^|加固十处|加固九处", "244"),
        *ROWS,
    ],
    OWN
    | {
        "/goals/planned": "加固十处",
        "/goals/achieved": "加固九处",
        "/extras/西堤~1完成情况": "加固五处",
    },
)
GOALS_AS_TARGETS = Province(
    [
        *HEAD,
        row("项目资金|资金来源|全年预算数|全年执行数", "2422"),
        row("^|年度资金总额|300|270", "2422"),
        row("^|其中：||", "2422"),
        row("^|财政拨款|300|270", "2422"),
        row("一级指标|二级指标|三级指标|绩效目标|完成情况|分值|得分|原因", "11211112"),
        *ROWS[1:],
        row("评价结论|存在问题|改进措施", "334"),
        row("良好|缓建|加快", "334"),
    ],
    OWN
    | {
        "/indicators/0/target": "10处",
        "/funds/1/label": "财政拨款",
        "/funds/2/label": None,
        "/extras/评价结论": "良好",
        "/extras/改进措施": "加快",
    },
)
WEIGHED_GROUPS = Province(
    [
        *HEAD,
        *SOURCES,
        row("一级指标|分值|二级指标|三级指标|年度指标值|实际完成值|权重|得分|原因", "111111112"),
        row("产出指标|70|数量指标|加固堤段|10处|9处|50|41|两处缓建", "111111112"),
        row("^|^|质量指标|合格率|100%|100%|20|20|", "111111112"),
        row("效益指标|20|社会效益|受灾户数|≤5户|5户|20|20|", "111111112"),
        TOTAL,
    ],
    OWN
    | {
        "/indicators/0/weight": "50",
        "/indicators/0/level1_weight": "70",
        "/indicators/1/weight": "20",
        "/indicators/2/level1_weight": "20",
    },
)
WEIGHT_BELOW = Province(
    [
        *HEAD,
        *SOURCES,
        LEVELS,
        row("产出指标|数量指标|加固堤段|10处|9处|50|41|两处缓建", "11211112"),
        row("（70分）|质量指标|合格率|100%|100%|20|20|", "11211112"),
        row("效益指标（20分）|社会效益|受灾户数|≤5户|5户|20|20|", "11211112"),
        TOTAL,
    ],
    OWN
    | {
        "/indicators/0/level1_weight": "70",
        "/indicators/1/level1": "产出指标",
        "/indicators/1/level1_weight": "70",
        "/indicators/2/level1": "效益指标",
    },
)
TOWNSHIPS = {
    "weights of groups and others under two labels": WEIGHED_GROUPS,
    "a group's weight below its name": WEIGHT_BELOW,
    "goals over the column of targets, a row for 其中, a foot in columns": GOALS_AS_TARGETS,
    "groups in lenticular brackets": BRACKETED,
    "a group in lenticular brackets right under the header": UNDER_HEADER,
    "names beside several names": NAMES_OF_NAMES,
    "goals behind the block's own label": PLAIN_GOALS,
    "a goal without results above a row of pairs": ASIDE,
    "a list of tasks and their results": TASKS,
}
