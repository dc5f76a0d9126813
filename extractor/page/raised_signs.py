"""Words of a page → those less the small signs beside others, raised above their line or sunk below it.

MuPDF makes a word of its own of such a sign where anything is drawn between the letters: a line through
them, say.  Upon no line, it would be read before its text or after it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from extractor.geometry import SAME_LINE, SPACE, Word, union
from extractor.page.walls import Walls

SMALL = 0.75
"""A raised sign is no higher than this share of its text."""
_RIGHT = attrgetter("x1")


def has_raised(sizes: Sequence[float]) -> bool:
    """Tell whether some of a page's text, by its sizes in order, is as small as raised signs are."""
    return bool(sizes) and sizes[0] <= SMALL * sizes[len(sizes) // 2]


def joined_raised(words: Sequence[Word], walls: Walls) -> list[Word]:
    """Return words with each raised one as the end of the word that it stands beside, on no line of its own.

    Args:
        words: Of a page, in any order.
        walls: The rulings down the page: a word ends there.
    """
    highest = max((word.y1 - word.y0 for word in words), default=0.0)
    ordered = sorted(words, key=_RIGHT)
    ends = list(map(_RIGHT, ordered))
    hosts: dict[Word, Word] = {}
    for word in words:
        if word.y1 - word.y0 > SMALL * highest:
            continue
        near = SPACE * highest
        beside = ordered[bisect_left(ends, word.x0 - near) : bisect_right(ends, word.x0 + near)]
        host = next((one for one in beside if _is_raised(word, one, walls)), None)
        if host is not None:
            hosts[host] = word
    if not hosts:
        return list(words)
    gone = set(hosts.values())
    hosts = {host: word for host, word in hosts.items() if host not in gone}
    gone = set(hosts.values())
    return [_whole(word, hosts) for word in words if word not in gone]


def _is_raised(word: Word, host: Word, walls: Walls) -> bool:
    high, low = host.y1 - host.y0, word.y1 - word.y0
    _, middle = word.middle
    return (
        low <= SMALL * high
        and abs(word.x0 - host.x1) <= SPACE * high
        and host.y0 < middle < host.y1
        and abs(middle - host.middle[1]) >= SAME_LINE * low
        and not walls.between(word, host.middle[0], word.middle[0])
    )


def _whole(word: Word, hosts: dict[Word, Word]) -> Word:
    raised = hosts.get(word)
    return word if raised is None else Word(*union([word.box, raised.box]), word.text + raised.text)
