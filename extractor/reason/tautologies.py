"""A reason text → whether it only says that something is so because it is so.

支出减少的原因是支出减少 explains nothing, though its words might: what stands
before the word for "because" is what stands after it, give or take words of form.
"""

import re

_BECAUSE = re.compile(
    r"的?(?:主要)?原因(?:主要)?(?:是|为|系|在于)|(?:主要)?(?:是|系)?(?:由于|因为)|就是|，?(?:主要)?(?:是|系)因"
)
_NEEDED = ("因", "由于", "就是")
"""One of these stands in every word for "because"."""
_FORM = re.compile(
    r"[，。；、：的了]|^(?:本年度?|全年|年内|今年|项目|实际|部分|该项?|由于|因为?)|所致|造成|导致"
)
LONGEST = 60
SHORTEST = 2


def is_tautology(text: str) -> bool:
    """Return whether a folded text gives nothing but itself as its reason."""
    if len(text) > LONGEST or not any(word in text for word in _NEEDED):
        return False
    for found in _BECAUSE.finditer(text):
        said, reason = (_FORM.sub("", part) for part in (text[: found.start()], text[found.end() :]))
        if len(said) >= SHORTEST and _same(said, reason):
            return True
    return False


def _same(said: str, reason: str) -> bool:
    """Return whether one of two texts is the other with no more than a word beside it."""
    short, long = sorted((said, reason), key=len)
    return bool(short) and short in long and len(long) - len(short) <= SHORTEST
