"""A reason text → the clauses in which the form itself asks for a reason.

Issuers leave the form's printed hint in the cell: 执行率低于90%的需说明原因；年中有追加的，应单独说明.
Such an order says when it holds: …的 stands before it, or the clause before it opens with 如 or ends
in 的.  What a unit has to do (材料需补充说明) says no such thing.  Beside an order a hint may explain
the form's labels, too: a formula, or what 其他资金 are.
"""

import re
from collections.abc import Sequence

from extractor.reason.scenes import Clause, Scene

TELLING = ("说明", "填", "注明", "列明", "备注")
"""A text without these asks for nothing."""
_BRACKETS = r"(?:（[^（）]*）)?\W*"
_ORDER = re.compile(
    r"(?P<when>(?!.*(?<!不)是).*的)?(?:请(?![示求])|[需要](?!求)|须|应(?![急答])|必须|应当|务必)[^请因由的]{0,8}"
    r"(?:(?:说明|注明|列明|备注)[^的：]{0,14}|填[写列报][^的：]{0,8}(?:原因|理由|情况|此栏|本栏)[^：]{0,8})"
    + _BRACKETS
)
_WHEN = re.compile(
    r"[\W\d]*(?:如(?![期数约愿此皋东]|实(?!际)|今(?!年))|若(?!干)|倘|凡).*"
    rf"|(?!.*(?<!不)是).*的{_BRACKETS}"
)
"""如皋 and 如东 are places; 资金是12月才拨付的 tells what happened."""
_MEANING = re.compile(r"[\W\d]*(?:[^=]{2,12}=.+|其他资金(?:是指|包括|指)(?P<what>.*))")
"""A formula, or what a label is, which may stand behind a colon."""


def find_requests(scene: Scene) -> Sequence[Clause]:
    """Return the clauses that ask for a reason, say when, or explain the form's own labels beside them."""
    if not any(word in scene.text for word in TELLING):
        return []
    said = [
        scene.text[scene.segments[clause.first].start : scene.segments[clause.last - 1].end]
        for clause in scene.clauses
    ]
    asked: set[int] = set()
    for at, text in enumerate(said):
        if not (order := _ORDER.fullmatch(text)):
            continue
        first = at
        while first and _says_when(scene, first - 1, said[first - 1]):
            first -= 1
        if order["when"] or first < at:
            asked.update(range(first, at + 1))
    for at, text in enumerate(said if asked else ()):
        if meaning := _MEANING.fullmatch(text):
            asked.update((at,) if meaning["what"] != "" else (at, at + 1))
    return [scene.clauses[at] for at in sorted(asked) if at < len(said)]


def _says_when(scene: Scene, at: int, text: str) -> bool:
    """Tell whether a clause says when the next one holds, of the same sentence."""
    return scene.clauses[at].sentence == scene.clauses[at + 1].sentence and bool(_WHEN.fullmatch(text))
