"""A printed total → its grade: 优 from 90, 良 from 80, 中 from 60, 差 below.

Source:
    项目支出绩效评价管理办法 (财预〔2020〕10号) on the four grades.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from extractor.value.numbers import parse_number
from models.records import Grade

GRADES: Mapping[Grade, str] = MappingProxyType(
    {"优": "excellent", "良": "good", "中": "fair", "差": "poor", "": ""}
)
"""Our names of the grades that are derived of a form."""
_STEPS = (("excellent", Decimal(90)), ("good", Decimal(80)), ("fair", Decimal(60)), ("poor", Decimal(0)))


def grade(total_score: str) -> str:
    """Return `excellent`, `good`, `fair`, `poor`, or `""` where no score from 0 to 100 is printed."""
    number = parse_number(total_score)
    if number is None or number.mark or not 0 <= number.value <= 100:  # noqa: PLR2004 - the scale's end
        return ""
    return next(name for name, least in _STEPS if number.value >= least)
