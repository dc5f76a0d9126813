"""Which way an indicator is better: more, less, within, or unknown.

A target's condition and the indicator's name enter; a `Direction` leaves.  The
comparator decides; where none is printed, the words of the name do, and
handling something bad (处理投诉, 成本节约率) is good.
"""

import re
from typing import Literal

from extractor.value.amounts import RATIO
from extractor.value.conditions import PERCENT, Condition

Direction = Literal["up", "down", "band"]

_BY_COMPARATOR: dict[str, Direction] = {">=": "up", ">": "up", "<=": "down", "<": "down"}
_COST = re.compile("成本|费用|支出|造价|单价|预算控制|控制数|控制额|经费|总投资")
_SAVED = re.compile(
    "节约|节省|节支|降低|下降|减少|压减|压降|缩减|降幅|减幅|执行率|完成率|支付率|到位率|及时|合规|合格|达标|满意|筹"
)
# Of costs as a rate: what grew or was spent too much, what was got done, and what says neither.
_OVERSPENT = re.compile("超支|超概算|超预算|(?:费用|成本|造价)率")
_SPENT = re.compile("率|进度|完成")
_UNDECIDED = re.compile("成本|控制|增长|增幅|变动|波动|占比|比重")
# A standard of what is paid out is neither better high nor low.
_PAID = re.compile("补助|补贴|奖励|资助|标准|救助|发放|补偿")
_BAD = re.compile(
    "投诉|故障|流失|失败|差错|错误|事故|死亡|伤亡|发病|患病|感染|损失|损耗|时限|工期|响应时间|等待|用时|耗时|"
    "办理时间|处理时间|处置时间|办结时间|完成时间|恢复时间|间隔|延误|延迟|逾期|超期|违约|能耗|耗能|排放|缺勤|缺陷|"
    "超标|浪费|空置|闲置|返修|返工|退货|违规|违法|违纪|误差|偏差|偏离|漏报|漏检|错报|误报|失业率|辍学率|发生率|"
    "复发率|再犯|上访|信访量|死机|中断|负债|欠薪|拖欠|不良率|破损|贫困发生|污染|案发|发案|火灾|浓度|超支|超概算|超预算"
)
# A bad word is what is measured where these alone follow it (投诉事件发生率), not in 违法建设面积.
_MEASURED = re.compile(
    "(?:事件|事故|案件|问题|行为|情况|现象|发生|出现|举报|数据|人员|总|[件起次人例天处户]|水平|强度|程度|浓度|控制|[及和与或、的])*"
    r"(?:率|度|比例|占比|数|数量|量|次数|时间|时长|时数|天数|金额|均值)?(?![\u4e00-\u9fff])"
)
_HANDLED = re.compile(
    "降低|下降|减少|压减|压降|缩减|降幅|减幅|控制率|处理率|处理投诉|处理数|处置率|办理率|办结率|办结数|受理|化解|调解|查处|整治|"
    "治理|排查|整改|维修|抢修|修复|解决|回复|答复|防控|预防|防治|检测|监测|达标|合格率|保障|救助|及时|完成率|满意|知晓|覆盖|收集|"
    "宣传|培训|演练|回访|追回|挽回|补偿|赔付|拆除|查办|侦办|侦破|破案|治疗|救治|随访|筛查|调查|勘查|核查|减排|无害化|盘活|扑救|扑灭|"
    "劝返|追缴|清缴|清理|清退|打击|取缔|惩处|处罚"
)
# With these less may be better, or nobody wishes for either.
_EITHER = re.compile(
    "信访|来信|来访|复议|败诉|上诉|重审|离职|流动率|空编|退保|缺货|坏账|不良|债务|赤字|通胀|涨幅|恩格尔|基尼|班额|班型|"
    "早孕|病死|传染|住院日|自付|黑臭|积水|违建|盗窃|肇事|错漏|丢包|延时|时延|停机|宕机|停电|停水|断水|断电|审理|"
    "结余|结转|库存|水耗|用水量|用电量|油耗|需氧|氨氮|总磷|总氮|颗粒物|噪[声音]|师生比|生师比|[价费]\\b|租金|费率"
)
_SHARE = re.compile("占比|比重|比例")
# What is better high though it is money or a small share.
_MORE = re.compile(
    "增|提[高升]|升|优|知晓|普及|参与|参加|使用|利用|就业|入学|升学|毕业|转化|成活|绿化|森林|回收|自给|覆盖|合格|达标|满意|"
    "完成|准确|到位|成功|巩固|公开|采纳|签约|入住|出租|检出|有效|产值|收入|销售|税|投资|投入|融资|筹|交易|成交|消费|利润|捐|"
    "发放|兑付|拨付|支付|补[助贴偿]|奖|资助|贷款|征收|创收|营收|引进|到账|直达|带动"
)
_FEW = 50
"""A rate below so many per cent without a comparator may as well be a limit."""
_WHOLE = 100
_MONEY = ("元", "美元", "欧元", "港元")
_NOT_QUALIFIED = re.compile("不合格率|不达标|不满意|不及时")
_DURATIONS = frozenset({"年", "月", "周", "天", "日", "小时", "分钟", "秒", "工作日", "季度"})
# 二级以上 asks for 一级 in one trade, and for 三级 in another.
_RANKS = frozenset({"级", "等"})
_LASTING = re.compile(
    "天数|持续|运行|运营|服务|培训|学习|值守|巡查|在岗|有效期|质保|保修|寿命|使用年限|课时|集中|展期|开放|活动|驻"
)
_RISES = re.compile("增|升|提高|上涨")
FALLS = re.compile("降|减|下跌|缩短")
"""Words that say that something fell, or should."""


def find_direction(target: Condition, name: str = "") -> Direction | None:
    """Return which way is better, or None where nothing tells.

    Args:
        target: A condition of the target, no date.
        name: The indicator's name, its group's before it (成本指标, 预算控制数).
    """
    if target.unit in _RANKS or (target.unit == RATIO and target.low <= 1):
        return None
    if target.kind == "range":
        return "band"
    if told := _BY_COMPARATOR.get(target.comparator):
        return told
    return _of_words(target, f"{name} {target.name} {target.noun}")


def _of_words(target: Condition, words: str) -> Direction | None:
    """Return which way is better by the words of a target without a comparator."""
    if target.low <= 0:
        return "down" if not target.low or FALLS.search(words) else None
    if target.unit in _DURATIONS and not (_LASTING.search(words) or _says_less(words)):
        return None
    if _COST.search(words) and not _SAVED.search(words):
        return _of_cost(target, words)
    if _says_less(words):
        return "down"
    return None if _speaks_of_bad(words) or _may_be_limit(target, words) else "up"


def _may_be_limit(target: Condition, words: str) -> bool:
    """Return whether a bare amount may be a most as well as a least: money, a small share, energy used."""
    if _EITHER.search(words) and not _HANDLED.search(words):
        return True
    if any(kind.search(words) for kind in (_MORE, _SAVED, _HANDLED)):
        return False
    if target.unit == PERCENT:
        return target.low < _FEW or (target.low < _WHOLE and _SHARE.search(words) is not None)
    return target.unit.partition("/")[0] in _MONEY


def _of_cost(target: Condition, words: str) -> Direction | None:
    """Return which way a cost is better: less, but not of a rate of what was spent of it (支出进度)."""
    if target.unit != PERCENT or _OVERSPENT.search(words):
        return None if _PAID.search(words) else "down"
    return "up" if _SPENT.search(words) and not _UNDECIDED.search(words) else None


def _says_less(words: str) -> bool:
    """Return whether words measure something bad that is not said to be handled."""
    if _NOT_QUALIFIED.search(words):
        return True
    return _speaks_of_bad(words) and any(_MEASURED.match(words, bad.end()) for bad in _BAD.finditer(words))


def _speaks_of_bad(words: str) -> bool:
    """Return whether words name something bad that is not said to be handled."""
    return _BAD.search(words) is not None and _HANDLED.search(words) is None


def are_opposite(left: Condition, right: Condition) -> bool:
    """Return whether one of two conditions speaks of a rise and the other of a fall (下降5%, 上升3%)."""
    ours, theirs = left.name, right.name
    if not (ours and theirs) or PERCENT not in left.unit + right.unit:
        return False
    return (_only(_RISES, FALLS, ours) and _only(FALLS, _RISES, theirs)) or (
        _only(FALLS, _RISES, ours) and _only(_RISES, FALLS, theirs)
    )


def _only(wanted: re.Pattern[str], other: re.Pattern[str], words: str) -> bool:
    return wanted.search(words) is not None and other.search(words) is None
