"""The grade of a total, and the rule that a printed one agrees with it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.proof.claims import Claim, Fault, Ledger, fault_claim, shortened
from extractor.value.numbers import Number
from models.pointers import escape
from models.records import Grade

FULL = Decimal(100)
GRADES: tuple[tuple[Decimal, Grade], ...] = (
    (Decimal(90), "优"),
    (Decimal(80), "良"),
    (Decimal(60), "中"),
    (Decimal(0), "差"),
)
# 风险等级 and the grade of one row are not the total's.
_LABEL = re.compile(
    r"(?:项目|绩效|综合|总体|整体|最终|部门|单位|自我|自评|评价|评定|评分|评级|考核|得分|总分)*"
    r"(?:等级|等次|级别|(?:评价|自评|评定)(?:结论|结果))\s*(?:[（(:：].*)?"
)
_OF_ROWS = ("indicators/", "funds/")
_GRADE = re.compile(r"\s*(?:[“\"]?)(?P<grade>[优良中差])(?:秀|好|等|级)?[”\"。]?\s*")
LONGEST_LABEL = 40


def grade_of(total: Number | None, full: Number | None = None) -> Grade:
    """Return the grade that a total makes, or nothing where it is none of 0 to 100 points.

    Args:
        total: 总分.
        full: The total of 分值; where it is not 100 no grade follows.

    Source:
        财预〔2020〕10号: 90–100（含）优, 80–90（含 80）良, 60–80（含 60）中, below 差.
    """
    if total is None or total.mark == "%" or not 0 <= total.value <= FULL:
        return ""
    if full is not None and full.value != FULL:
        return ""
    return next(grade for least, grade in GRADES if total.value >= least)


def claim_grades(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every grade that a form prints: it is the total's."""
    due = grade_of(ledger.numbers.get("/total_score"), ledger.numbers.get("/total_weight"))
    if not due:
        return
    for label, text in ledger.record.extras.items():
        if max(len(label), len(text)) <= LONGEST_LABEL and _is_of_the_total(label):
            printed = _GRADE.fullmatch(text)
            if printed and printed["grade"] != due:
                fault = Fault(saying="broken", seen=shortened(text.strip()), expected=due)
                yield fault_claim((f"/extras/{escape(label)}", "/total_score"), fault)


def _is_of_the_total(label: str) -> bool:
    """Return whether an extra's label says that it is the form's grade."""
    return not label.startswith(_OF_ROWS) and any(_LABEL.fullmatch(part.strip()) for part in label.split("/"))
