"""What offices call the levels of indicators, without 指标: the first, as 产出, and the second, as 数量.

Source:
    The forms of 财预〔2020〕10号 and 财预〔2021〕101号.  效果, 投入, 过程, 决策 and 管理 are older.
"""

from functools import lru_cache

from extractor.form.lexicons import key

GROUP = "指标"
"""Names of groups of indicators end so: 数量指标."""

_FIRST = frozenset(["产出", "效益", "效果", "满意度", "投入", "过程", "决策", "管理"])
_EFFECTS = frozenset(["效益", "效果"])
_FIRSTS_OF = {
    **dict.fromkeys(["数量", "质量", "时效"], frozenset(["产出"])),
    **dict.fromkeys(["经济成本", "社会成本", "生态环境成本"], frozenset(["成本"])),
    **dict.fromkeys(["经济效益", "社会效益", "生态效益", "可持续影响"], _EFFECTS),
    "服务对象满意度": _EFFECTS | {"满意度"},
}
"""Names of the second level, each with those of the first that it stands under."""
_EITHER = "成本"
"""Of the second level under 产出 at first, of the first since 2021."""
LEVELS = _FIRST | _FIRSTS_OF.keys() | {_EITHER}


@lru_cache(maxsize=4096)
def level_of(name: str) -> int:
    """Return which level a group's name is of, 1 or 2; 0 for 成本, of both, and for any other."""
    bare = _bare(name)
    return 1 if bare in _FIRST else 2 if bare in _FIRSTS_OF else 0


def may_stand_under(name: str, first: str) -> bool:
    """Tell whether a group of the second level may be part of one of the first: 社会效益 is none of 产出."""
    above = _bare(first)
    return above not in LEVELS or above in _FIRSTS_OF.get(_bare(name), ())


def may_be_either(name: str) -> bool:
    """Tell whether a group's name is of the first level in some forms, and of the second in others."""
    return _bare(name) == _EITHER


def is_level(name: str) -> bool:
    """Tell whether a name is a group's, not an indicator's: 数量指标, 数量, 社会公众满意度指标."""
    bare = key(name)
    return bare in LEVELS or (bare.endswith(GROUP) and bare.removesuffix(GROUP).endswith(tuple(LEVELS)))


def _bare(name: str) -> str:
    return key(name).removesuffix(GROUP)
