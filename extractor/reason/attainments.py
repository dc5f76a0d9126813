"""A text's last clause → whether it says that all was reached after all.

一季度曾因疫情停工，后增加作业面，全年任务完成100% names what was overcome, or a cause of something
else (money saved): which, the words do not tell.
"""

import re

from extractor.reason.scenes import Scene

_REACHED = re.compile(
    r"(已|均|都|全部|全面|如期|按期|按时|按计划|圆满|超额|顺利)(得到|得以)?"
    r"(完成(?!率)|完工|达成|实现|达标|交付|上线|投入使用|赶上|补齐|补上)"
    r"|完成率?(达到?|为)?100%|[无没][^，]{0,2}偏差|未产生偏差|无未(完成|达标)"
)
_NOT_YET = re.compile(
    r"(?<!无)未(?!产生偏差|完成指标)|没(?!有?偏差)|无法|[不难才仅将拟]|预计|力争|争取|确保|其余|其[他它]|方可|后续"
)


def says_all_reached(scene: Scene) -> bool:
    """Return whether the last clause that is no promise says so, whatever went wrong before."""
    for first, last, _ in reversed(scene.clauses):
        if not scene.measured[first]:
            said = scene.text[scene.segments[first].start : scene.segments[last - 1].end]
            return _REACHED.search(said) is not None and _NOT_YET.search(said) is None
    return False
