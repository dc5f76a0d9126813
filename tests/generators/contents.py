"""Texts to fill cells with: Chinese of all lengths, numbers, dates, Latin, full width, superscripts.

None of them is a label of the form nor holds a colon before its end, so that the
truth of a drawn form is never in doubt.
"""

from tests.generators.picks import Pick

PLACES = ("北京市", "安徽省", "青羊区", "永宁县", "浦东新区", "高新区", "某镇", "西城区")
THINGS = (
    "河道清淤",
    "一村一品",
    "学校食堂改造",
    "信息系统运行维护",
    "青年人才培养",
    "水土保持",
    "公路养护",
    "残疾人康复救助",
    "工会大厦修缮",
    "目标考核",
)
OFFICES = ("水务局", "教育局", "财政局", "民政局", "人力资源和社会保障局", "团委", "文化和旅游局")
UNITS = ("河道管理所", "第一小学", "社会服务中心", "信息中心", "工程建设服务站（本级）", "人民医院")
PHRASES = (
    "完成年度工作任务",
    "进一步提高服务质量",
    "受疫情影响培训推迟",
    "资金拨付不及时",
    "部分设备采购流标",
    "群众出行条件明显改善",
    "一是加强管理",
    "二是压减一般性支出",
    "建成高标准农田3,200亩",
    "覆盖率达到98.5％",
    "全年开展活动12场次",
    "验收合格率100%",
    "（其中甲类2项）",
    "“十四五”规划",
    "《管理办法》",
    "新增GIS平台1套",
    "水质达到Ⅲ类",
    "人均面积35m²",
    "土方量1.2万m³",
    "自2020年6月起实施",
    "力争大幅减少用工人力",
    "有一定提升空间",
    "PM2.5下降5%",
    "office软件正版化",
)
MARKERS = ("{}.", "{}、", "（{}）", "{}）", "●", "■", "  ", "　　")
"""What stands before each text of a list."""
COUNTS = (*MARKERS[:4], "指标{}：", "●")
"""What stands before the name of an indicator."""
JOINTS = ("，", "；", "，", "。", "、")
NUMBERS = (
    "0",
    "5",
    "100",
    "12.5",
    "2,315.49",
    "526.237786",
    "120000000",
    "0.00",
    "83.12",
    "1,000.00",
    "99.2985",
    "-3.20",
)
RATES = ("100%", "99.29%", "98.5％", "100.00", "0%", "87")
TARGETS = (
    "≥90%",
    "＞95％",
    "≤10%",
    "=100%",
    "420万",
    "120000000次",
    "约90%",
    "不少于10万人次",
    "1-12月",
    "2019年6月至12月",
    "2020.12.31",
    "526.24万元",
    "6万余人次",
    "一整套",
    "±5%",
    "有效提升",
    "达到预期指标",
    "良好",
    "12",
    "1200m²",
    "3 次",
    "５０００人",
    "优良中低差",
    "覆盖率≥90%且次数≥780次",
    "V2.1",
    "A级",
    "—",
    "已完成",
)
MARKS = ("5", "10", "2.5", "0", "20", "9.93", "1", "6.67", "10.00", "15")
DASHES = ("—", "-", "", "－", "--")
NAMES = ("张三", "李四", "王小明", "欧阳晓红")


def sentence(pick: Pick, phrases: int) -> str:
    """Return running text of so many phrases."""
    text = ""
    for number in range(phrases):
        text += (pick.one(JOINTS) if number else "") + pick.one(PHRASES)
    return text + pick.one(("。", ""))


def listing(pick: Pick) -> str:
    """Return a list, each of its texts on a line of its own behind the same kind of marker."""
    marker = pick.one(MARKERS)
    texts = [sentence(pick, pick.one((1, 2, 4))).rstrip("。") for _ in range(pick.whole(2, 5))]
    return "\n".join(marker.format(number) + text for number, text in enumerate(texts, 1))


def prose(pick: Pick) -> str:
    """Return a text of any length, from a few characters to a page's half, or a list."""
    if pick.rare("lists", 10):
        return listing(pick)
    return sentence(pick, pick.one((1, 2, 1, 3, 5, 8, 2, 12, 20)))


def project(pick: Pick) -> str:
    """Return a project's name, with a code before it now and then."""
    code = pick.one(("", "", "", "51000021T000000012345-", "2020-"))
    return (
        code + pick.one(PLACES) + pick.one(THINGS) + pick.one(("项目", "经费", "", "工程（二期）", "PPP项目"))
    )


def office(pick: Pick) -> str:
    """Return a department's name."""
    return pick.one(PLACES) + pick.one(OFFICES)


def unit(pick: Pick) -> str:
    """Return an implementing unit's name."""
    return pick.one(PLACES) + pick.one(UNITS)


def amount(pick: Pick) -> str:
    """Return an amount, or what stands for none."""
    return pick.one(DASHES) if pick.chance(20) else pick.one(NUMBERS)


def task(pick: Pick) -> str:
    """Return what a level-3 indicator is called."""
    marker = pick.one(COUNTS).format(pick.whole(1, 4)) if pick.rare("counted indicators", 5) else ""
    return marker + pick.one(
        (
            "清淤长度",
            "培训人次",
            "一次性验收合格率",
            "资金支付及时率",
            "项目按时完成率",
            "受益群众满意度",
            "带动就业人数",
            "水质改善情况",
            "成本节约率（%）",
            "人均建筑面积m²",
            "开展志愿服务活动覆盖的街道、乡镇及社区居民委员会数量",
            "GIS数据更新",
            "长期稳定发挥作用",
            "年度工作目标",
            "力学实验室建设",
        )
    )
