"""A reason text → whether it only fills in the form's own headings with nothing.

偏差原因：无。改进措施：/ says as little as 无, however its points are numbered.
"""

import re
from collections.abc import Container

LONGEST = 60
_HEADING = re.compile(
    r"(?:[（(]?(?:\d{1,2}|[一二三四五①-⑨])[.、）)]?)?"
    r"(?:未|完成|达标|达到|达成|实现|偏差|偏离|差异|扣分|失分|指标|绩效|年度|目标|主要|具体|客观|主观|存在|产生|形成|的|"
    r"下一?步|整改|改进|应对|解决|拟|采取|工作|原因|成因|理由|分析|措施|说明|情况|问题|计划|建议|打算|备注|注|简要|及|和|与|或|、)+："
)
_SIGNS = re.compile(r"\W+")


def is_vacant(text: str, whole: Container[str]) -> bool:
    """Return whether a folded text has nothing but headings and words that mean none.

    Args:
        text: The folded text.
        whole: Words that say nothing where no other stands in a cell (无, 不适用).
    """
    if len(text) > LONGEST or "：" not in text:
        return False
    rest, headings = _HEADING.subn("，", text)
    return headings > 0 and all(part in whole for part in _SIGNS.split(rest) if part)
