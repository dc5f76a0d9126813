"""Samples and answers give figures that can be checked by hand, whatever they are."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.appraisals import Appraisal, Confusion, Terms, appraise, overlap_is_half
from extractor.evaluation.calibrations import Bin
from models.records import Label
from models.samples import Sample, Span
from models.tallies import Score, Share, mean, score, share

TEXT = "经费被压减，人员离职。"
CUT, GONE = (0, 5, "BUDGET_CUT"), (6, 10, "STAFF_TURNOVER")
TERMS = Terms(explaining=("BUDGET_CUT", "STAFF_TURNOVER", "OTHER"), left_out=("OTHER",), tags=("register",))
CODES = ("BUDGET_CUT", "STAFF_TURNOVER", "BOILERPLATE", "OTHER")


@dataclass(frozen=True)
class Said:
    """An answer."""

    labels: tuple[Label, ...] = ()
    explains: bool = False


def said(*spans: Span, trust: float = 0.9) -> Said:
    """Return an answer that shows these spans."""
    labels = tuple(Label(code=code, start=start, end=end, confidence=trust) for start, end, code in spans)
    return Said(labels, explains=any(code != "BOILERPLATE" for _, _, code in spans))


def wanted(*spans: Span, **tags: str) -> Sample:
    """Return a sample that wants these spans."""
    return Sample(
        place="x:1", text=TEXT, labels=frozenset(code for _, _, code in spans), evidence=spans, tags=tags
    )


def _appraised(*pairs: tuple[Sample, Said], terms: Terms = TERMS) -> Appraisal:
    return appraise([one for one, _ in pairs], [other for _, other in pairs], terms)


def test_counts_by_hand():
    """One right of two wanted, one wrong: every figure of it."""
    one = _appraised(
        (wanted(CUT, GONE, register="formal"), said(CUT)),
        (wanted(GONE, register="spoken"), said((0, 5, "BUDGET_CUT"), trust=0.5)),
        (wanted(), said()),
    )
    assert one.summary.micro == Score(
        right=1, wrong=1, missing=2, precision=0.5, recall=pytest.approx(1 / 3), f1=pytest.approx(0.4)
    )
    assert one.categories["BUDGET_CUT"] == score(1, 1, 0)
    assert one.categories["STAFF_TURNOVER"] == score(0, 0, 2)
    assert one.summary.macro_f1 == pytest.approx((2 / 3 + 0) / 2)
    assert one.summary.spans == score(1, 1, 2)
    assert one.summary.sure == Share(right=1, total=1, share=1.0)
    assert one.summary.sure_reach == Share(right=1, total=3, share=pytest.approx(1 / 3))
    assert one.summary.explains == share(3, 3)
    assert (one.summary.texts, one.summary.unclassified) == (3, 1)
    assert {name: group.texts for name, group in one.groups["register"].items()} == {"formal": 1, "spoken": 1}
    assert one.groups["register"]["spoken"].micro == score(0, 1, 1)
    assert one.bins[9] == Bin(low=0.9, high=1.0, confidence=0.9, right=share(1, 1))
    assert one.bins[5].right == share(0, 1)
    assert one.calibration_error == pytest.approx((0.1 + 0.5) / 2)
    assert one.confusions == (
        Confusion(wanted="STAFF_TURNOVER", found="", count=1),
        Confusion(wanted="STAFF_TURNOVER", found="BUDGET_CUT", count=1),
    )
    assert [miss.wrong for miss in one.worst] == [("BUDGET_CUT",), ()]


WHOLE_TEXTS = {
    "all that was wanted": (wanted(CUT, GONE), said(CUT, GONE), "surely_right"),
    "one is missing": (wanted(CUT, GONE), said(CUT), "surely_wrong"),
    "one is wrong": (wanted(CUT), said(CUT, GONE), "surely_wrong"),
    "one is not sure": (
        wanted(CUT, GONE),
        Said(said(CUT).labels + said(GONE, trust=0.79).labels),
        "for_person",
    ),
    "what counts nowhere is not sure": (
        wanted(CUT),
        Said(said(CUT).labels + said((6, 10, "OTHER"), trust=0.5).labels),
        "for_person",
    ),
    "what counts nowhere is beside it": (wanted(CUT), said(CUT, (6, 10, "OTHER")), "surely_right"),
    "nothing was said": (wanted(), said(), "for_person"),
}


@pytest.mark.parametrize(("sample", "answer", "kind"), WHOLE_TEXTS.values(), ids=WHOLE_TEXTS.keys())
def test_whole_texts_are_of_three_kinds(sample: Sample, answer: Said, kind: str):
    """Sure and wholly right, sure and wrong, or for a person: each text is one of them."""
    summary = _appraised((sample, answer)).summary
    told = {name: getattr(summary, name) for name in ("surely_right", "surely_wrong", "for_person")}
    assert told == {name: share(name == kind, 1) for name in told}


def test_found_twice_is_found_once():
    """A category shown at two places counts once, with its higher confidence; the bound itself is sure."""
    twice = said((0, 5, "BUDGET_CUT"), trust=0.8).labels + said((6, 10, "BUDGET_CUT"), trust=0.3).labels
    one = _appraised((wanted(CUT), Said(twice, explains=True)))
    assert (one.summary.micro, one.summary.sure, one.bins[8].right) == (
        score(1, 0, 0),
        share(1, 1),
        share(1, 1),
    )
    assert one.summary.spans == score(1, 1, 0)


def test_what_is_left_out_counts_nowhere():
    """OTHER is neither missed nor found, as a category or as words; it still explains."""
    other = (0, 5, "OTHER")
    one = _appraised((wanted(other), said()), (wanted(), said(other, trust=1.0)))
    assert one.summary.micro == one.summary.spans == score(0, 0, 0)
    assert one.summary.micro.f1 is one.summary.macro_f1 is one.calibration_error is None
    assert (one.categories, one.confusions, one.worst) == ({}, (), ())
    assert one.summary.explains == share(0, 2)


def test_words_count_only_where_somebody_marked_them():
    """A set without evidence has no span figures; one that says there is none has wrong ones."""
    silent = replace(wanted(CUT), evidence=None)
    assert _appraised((silent, said(CUT))).summary.spans == score(0, 0, 0)
    assert _appraised((replace(silent, evidence=()), said(CUT))).summary.spans == score(0, 1, 0)
    assert _appraised((silent, said((0, 0, "BUDGET_CUT")))).summary.spans == score(0, 0, 0)


def test_what_a_set_says_of_explaining_comes_before_its_labels():
    """`explains` of a sample is taken as it is, and follows from the labels where it is not said."""
    assert _appraised((replace(wanted(CUT), explains=False), said(CUT))).summary.explains == share(0, 1)
    assert _appraised((wanted(CUT), said(CUT))).summary.explains == share(1, 1)


OVERLAPS = {
    "the same": ((0, 4, "A"), (0, 4, "A"), True),
    "half of the longer": ((0, 4, "A"), (0, 2, "A"), True),
    "less than half of the longer": ((0, 5, "A"), (0, 2, "A"), False),
    "another category": ((0, 4, "A"), (0, 4, "B"), False),
    "apart": ((0, 2, "A"), (3, 5, "A"), False),
}


@pytest.mark.parametrize(("one", "other", "same"), OVERLAPS.values(), ids=OVERLAPS.keys())
def test_overlap(one: Span, other: Span, same: bool):  # noqa: FBT001 - a table's column
    """Half of the longer span must be shared, by the same category, either way round."""
    assert overlap_is_half(one, other) == overlap_is_half(other, one) == same


def test_the_worst_are_the_surest_wrong_ones():
    """Wrong and sure comes before wrong and unsure, and that before what was not said."""
    silent, unsure, sure = said(), said(CUT, trust=0.4), said(CUT, trust=0.9)
    one = _appraised((wanted(GONE), silent), (wanted(GONE), unsure), (wanted(GONE), sure))
    assert [miss.found for miss in one.worst] == [sure.labels, unsure.labels, silent.labels]


spans = st.builds(
    lambda start, length, code: (start, min(start + length, len(TEXT)), code),
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 6),
    st.sampled_from(CODES),
)
samples = st.lists(spans, max_size=4).map(lambda some: wanted(*some, register="any"))
answers = st.builds(
    lambda some, trust: said(*some, trust=trust), st.lists(spans, max_size=4), st.floats(0, 1)
)
pairs = st.lists(st.tuples(samples, answers), max_size=6)


@given(pairs)
def test_nothing_is_counted_twice_or_lost(some: list[tuple[Sample, Said]]):
    """Wanted and found categories and words are each in one count; groups, bins and categories add up."""
    one = _appraised(*some)
    micro, words = one.summary.micro, one.summary.spans
    kept = [sample.labels - {"OTHER"} for sample, _ in some]
    told = [{label.code for label in answer.labels} - {"OTHER"} for _, answer in some]
    assert micro.right + micro.missing == sum(map(len, kept))
    assert micro.right + micro.wrong == sum(map(len, told)) == sum(one.right.total for one in one.bins)
    assert micro.right == sum(one.right.right for one in one.bins)
    assert words.right + words.missing == sum(
        span[2] != "OTHER" for one, _ in some for span in one.evidence or ()
    )
    assert words.right + words.wrong == sum(label.code != "OTHER" for _, one in some for label in one.labels)
    assert all(group == one.summary for group in one.groups.get("register", {}).values())
    assert one.summary.sure.total <= micro.right + micro.wrong
    assert len(one.worst) == sum(left != right for left, right in zip(kept, told, strict=True))
    figures = (micro.precision, micro.recall, micro.f1, one.summary.macro_f1, one.calibration_error)
    assert all(value is None or 0 <= value <= 1 for value in figures)


@given(st.lists(samples, max_size=6))
def test_the_truth_is_perfect(some: list[Sample]):
    """Who answers what was wanted is right everywhere, and nothing stands among confusions and misses."""
    one = _appraised(*((sample, said(*(sample.evidence or ()))) for sample in some))
    assert (one.summary.micro.f1, one.summary.spans.f1) in {(1.0, 1.0), (None, None)}
    assert (one.confusions, one.worst) == ((), ())


@given(pairs)
def test_order_does_not_matter(some: list[tuple[Sample, Said]]):
    """The figures of a set are those of the set in any order."""
    one, other = _appraised(*some), _appraised(*reversed(some))
    assert (one.summary, one.categories, one.bins, one.confusions) == (
        replace(other.summary),
        other.categories,
        other.bins,
        other.confusions,
    )


def test_measures_of_nothing_are_none():
    """No answer is no precision, and the mean is over what is there."""
    assert score(0, 0, 3) == Score(right=0, wrong=0, missing=3, precision=None, recall=0.0, f1=0.0)
    assert share(0, 0).share is mean([]) is mean([None]) is None
    assert mean([0.5, None, 1.0]) == 0.75


def test_a_mean_does_not_depend_on_the_order():
    """Rounding is that of the whole sum, not of each step."""
    assert mean([1e16, 1.0, -1e16]) == mean([1e16, -1e16, 1.0]) == 1 / 3
