"""What offices call the levels of indicators, without 指标: the first, as 产出, and the second, as 数量.

Source:
    The forms of 财预〔2020〕10号 and 财预〔2021〕101号.  效果, 投入, 过程, 决策 and 管理 are older.
"""

from functools import lru_cache

from extractor.form.lexicons import key

GROUP = "指标"
"""Names of groups of indicators end so: 数量指标."""

_FIRST = frozenset(["产出", "效益", "效果", "满意度", "投入", "过程", "决策", "管理"])
_SECOND = frozenset(
    [
        "数量",
        "质量",
        "时效",
        "经济成本",
        "社会成本",
        "生态环境成本",
        "经济效益",
        "社会效益",
        "生态效益",
        "可持续影响",
        "服务对象满意度",
    ]
)
_EITHER = "成本"
"""Of the second level under 产出 at first, of the first since 2021."""
LEVELS = _FIRST | _SECOND | {_EITHER}


@lru_cache(maxsize=4096)
def level_of(name: str) -> int:
    """Return which level a group's name is of, 1 or 2; 0 for 成本, of both, and for any other."""
    bare = key(name).removesuffix(GROUP)
    return 1 if bare in _FIRST else 2 if bare in _SECOND else 0


def may_be_either(name: str) -> bool:
    """Tell whether a group's name is of the first level in some forms, and of the second in others."""
    return key(name).removesuffix(GROUP) == _EITHER


def is_level(name: str) -> bool:
    """Tell whether a name is a group's, not an indicator's: 数量指标, 数量, 社会公众满意度指标."""
    bare = key(name)
    return bare in LEVELS or (bare.endswith(GROUP) and bare.removesuffix(GROUP).endswith(tuple(LEVELS)))
