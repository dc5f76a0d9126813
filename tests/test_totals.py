"""The row of the total: what stands in it is a weight or a score by its place, or by what it adds up."""

import pytest

from tests.drawings import draw
from tests.drawn_forms import NATIONAL, read_all, table

TOTAL = next(at for at, row in enumerate(NATIONAL) if row[0][0] == "总分")


@pytest.mark.parametrize(
    ("cells", "weight", "score"),
    [
        ([("88", 1), ("", 1), ("", 2)], "", "88"),
        ([("88", 1), ("", 3)], "", "88"),
        ([("80", 1), ("", 1), ("", 2)], "", "80"),
        ([("90", 1), ("", 1), ("", 2)], "90", ""),
        ([("100", 1), ("", 1), ("", 2)], "100", ""),
        ([("77", 1), ("", 1), ("", 2)], "77", ""),
        ([("100", 1), ("88", 1), ("", 2)], "100", "88"),
        ([("100", 1), ("", 1), ("88", 2)], "100", "88"),
        ([("", 1), ("", 1), ("88", 2)], "", "88"),
        ([("", 1), ("", 1), ("100", 2)], "", ""),
        ([("100", 1), ("", 1), ("10", 1), ("", 1)], "100", ""),
        ([("100", 1), ("", 1), ("", 1), ("3", 1)], "100", ""),
    ],
)
def test_a_lone_number_is_the_score_where_it_is_the_sum_of_the_scores(
    cells: list[tuple[str, int]], weight: str, score: str
):
    """Printed under the weights it is a weight otherwise; the execution rate's marks may be left out.

    Right of a blank score it is that, if it is not the whole weight nor under another column's own label.
    """
    rows = [*NATIONAL[:TOTAL], [("总分", 6), *cells], *NATIONAL[TOTAL + 1 :]]
    (form,) = read_all(draw([table(rows)]))
    assert (form.record.total_weight, form.record.total_score) == (weight, score)
    assert not form.unplaced


@pytest.mark.parametrize("label", ["合计", "总分"])
def test_what_a_group_adds_up_to_is_not_the_total(label: str):
    """A sum beside the group's name is the group's where another total stands below."""
    within = [("^", 1), (label, 5), ("10", 1), ("10", 1), ("", 2)]
    rows = [*NATIONAL[:TOTAL], within, *NATIONAL[TOTAL:]]
    (form,) = read_all(draw([table(rows)]))
    assert (form.record.total_weight, form.record.total_score) == ("100", "88")
    assert form.record.extras[f"{label}/得分"] == "10"
    assert not form.unplaced


@pytest.mark.parametrize(("number", "score"), [("100", ""), ("100", "88"), ("88", "")])
def test_a_number_merged_over_the_weights_and_others_is_the_weight(number: str, score: str):
    """Unless it is what the scores add up to beside a blank score: then it is that."""
    rows = [*NATIONAL[:TOTAL], [("总分", 4), (number, 3), (score, 1), ("", 2)], *NATIONAL[TOTAL + 1 :]]
    (form,) = read_all(draw([table(rows)]))
    printed = (form.record.total_weight, form.record.total_score)
    assert printed == (("", "88") if number == "88" else ("100", score))
    assert not form.unplaced
    assert not any(label.startswith("总分") for label in form.record.extras)
