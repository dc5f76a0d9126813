"""Samples and what the classifier said of each → how good it is.

Pure counting.  A category that is left out (OTHER is no promise) counts
nowhere, neither where it was wanted nor where it was found.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from extractor.evaluation.calibrations import Bin, bins_of, calibration_error
from models.doubts import UNSURE_BELOW
from models.records import Label
from models.samples import Sample, Span
from models.tallies import Score, Share, mean, score, share


class Answer(Protocol):
    """What a classifier says of one text."""

    @property
    def labels(self) -> tuple[Label, ...]:
        """The categories, each with its words."""

    @property
    def explains(self) -> bool:
        """Whether one of them is a cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures of one set of texts.

    Attributes:
        unclassified: Texts of which nothing was said, so that a person must.
        micro: Over all categories of all texts.
        macro_f1: The mean of the categories' F1.
        spans: Over words: right with the same category and an overlap of half the longer of both.
        explains: Texts of which was rightly said whether they explain a shortfall.
        sure: How often a category was right that is shown as sure.
        sure_reach: Which share of all wanted categories was found, and surely.
        surely_right: Texts shown with sure categories alone, which are all that was wanted.
        surely_wrong: Texts shown with sure categories alone, which are not: nobody is asked to look at them.
        for_person: The others, of which nothing was said, or something unsurely.
    """

    texts: int
    unclassified: int
    micro: Score
    macro_f1: float | None
    spans: Score
    explains: Share
    sure: Share
    sure_reach: Share
    surely_right: Share
    surely_wrong: Share
    for_person: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often one category was found where another was wanted; `""` is none."""

    wanted: str
    found: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One text that was not read as wanted."""

    place: str
    text: str
    wanted: tuple[str, ...]
    found: tuple[Label, ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """All that was measured on one set.

    Attributes:
        groups: The summary of each value of each tag asked for.
        calibration_error: The mean distance of confidence and share right, by the bins' sizes.
        worst: The gravest first: most wrong, most surely wrong, most missing.
    """

    summary: Summary
    categories: dict[str, Score]
    groups: dict[str, dict[str, Summary]]
    bins: tuple[Bin, ...]
    calibration_error: float | None
    confusions: tuple[Confusion, ...]
    worst: tuple[Miss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is measured.

    Attributes:
        explaining: The categories that explain a shortfall.
        left_out: The categories that count nowhere.
        tags: The fields by which figures are told apart; texts without one are in none of its groups.
        sure: From which confidence on a category counts as sure.
    """

    explaining: Collection[str]
    left_out: Collection[str] = ()
    tags: Sequence[str] = ()
    sure: float = UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class _Case:
    """One text as asked and answered, less what is left out; `found` has each category's best confidence.

    `least` is the lowest of these, of what is left out too; 0 where nothing was said.
    """

    sample: Sample
    answer: Answer
    wanted: frozenset[str]
    found: Mapping[str, float]
    least: float
    spans: tuple[int, int, int]
    right_explains: bool

    @property
    def wrong(self) -> Collection[str]:
        """What was found and not wanted."""
        return self.found.keys() - self.wanted

    @property
    def missing(self) -> Collection[str]:
        """What was wanted and not found."""
        return self.wanted - self.found.keys()


def appraise(samples: Sequence[Sample], answers: Sequence[Answer], terms: Terms) -> Appraisal:
    """Return how good the answers are, of which there is one for each sample."""
    cases = [_case(sample, answer, terms) for sample, answer in zip(samples, answers, strict=True)]
    bins = bins_of((trust, code in case.wanted) for case in cases for code, trust in case.found.items())
    return Appraisal(
        summary=_summary(cases, terms.sure),
        categories=_categories(cases),
        groups={tag: groups for tag in terms.tags if (groups := _groups(cases, tag, terms.sure))},
        bins=bins,
        calibration_error=calibration_error(bins),
        confusions=_confusions(cases),
        worst=_worst(cases),
    )


def overlap_is_half(one: Span, other: Span) -> bool:
    """Return whether two spans show the same category and share half of the longer one's characters."""
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    return one[2] == other[2] and 2 * overlap >= max(one[1] - one[0], other[1] - other[0])


def _case(sample: Sample, answer: Answer, terms: Terms) -> _Case:
    out = frozenset(terms.left_out)
    told: dict[str, float] = {}
    for label in answer.labels:
        told[label.code] = max(told.get(label.code, 0.0), label.confidence)
    explains = sample.explains
    if explains is None:
        explains = not sample.labels.isdisjoint(terms.explaining)
    return _Case(
        sample,
        answer,
        sample.labels - out,
        found={code: trust for code, trust in told.items() if code not in out},
        least=min(told.values(), default=0.0),
        spans=_spans(sample, answer, out),
        right_explains=answer.explains == explains,
    )


def _spans(sample: Sample, answer: Answer, out: frozenset[str]) -> tuple[int, int, int]:
    """Return how many spans are right, wrong and missing."""
    if sample.evidence is None:
        return 0, 0, 0
    left = [span for span in sample.evidence if span[2] not in out]
    told = [(label.start, label.end, label.code) for label in answer.labels]
    told = [span for span in told if span[2] not in out and span[0] < span[1]]
    right = 0
    for span in told:
        match = next((one for one in left if overlap_is_half(one, span)), None)
        if match:
            left.remove(match)
            right += 1
    return right, len(told) - right, len(left)


def _summary(cases: Sequence[_Case], sure: float) -> Summary:
    categories = _categories(cases)
    found = [(code in case.wanted, trust) for case in cases for code, trust in case.found.items()]
    right_sure = sum(right for right, trust in found if trust >= sure)
    shown = [case for case in cases if case.answer.labels and case.least >= sure]
    whole = sum(not case.wrong and not case.missing for case in shown)
    return Summary(
        texts=len(cases),
        unclassified=sum(not case.answer.labels for case in cases),
        micro=_total((one.right, one.wrong, one.missing) for one in categories.values()),
        macro_f1=mean(one.f1 for one in categories.values()),
        spans=_total(case.spans for case in cases),
        explains=share(sum(case.right_explains for case in cases), len(cases)),
        sure=share(right_sure, sum(trust >= sure for _, trust in found)),
        sure_reach=share(right_sure, sum(len(case.wanted) for case in cases)),
        surely_right=share(whole, len(cases)),
        surely_wrong=share(len(shown) - whole, len(cases)),
        for_person=share(len(cases) - len(shown), len(cases)),
    )


def _total(counts: Iterable[tuple[int, int, int]]) -> Score:
    right = wrong = missing = 0
    for one in counts:
        right, wrong, missing = right + one[0], wrong + one[1], missing + one[2]
    return score(right, wrong, missing)


def _categories(cases: Iterable[_Case]) -> dict[str, Score]:
    """Return the score of every category that was wanted or found, by code."""
    right, wrong, missing = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        right.update(case.wanted & case.found.keys())
        wrong.update(case.wrong)
        missing.update(case.missing)
    codes = sorted({*right, *wrong, *missing})
    return {code: score(right[code], wrong[code], missing[code]) for code in codes}


def _groups(cases: Iterable[_Case], tag: str, sure: float) -> dict[str, Summary]:
    by_tag: dict[str, list[_Case]] = defaultdict(list)
    for case in cases:
        if tag in case.sample.tags:
            by_tag[case.sample.tags[tag]].append(case)
    return {name: _summary(by_tag[name], sure) for name in sorted(by_tag)}


def _confusions(cases: Iterable[_Case]) -> tuple[Confusion, ...]:
    """Return what stood for what, the most frequent first; within a text each missing with each wrong one."""
    pairs = Counter[tuple[str, str]]()
    for case in cases:
        if case.missing or case.wrong:
            pairs.update(product(case.missing or ("",), case.wrong or ("",)))
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(wanted=one, found=other, count=count) for (one, other), count in ordered)


def _worst(cases: Iterable[_Case]) -> tuple[Miss, ...]:
    misses = [case for case in cases if case.missing or case.wrong]
    return tuple(_miss(case) for case in sorted(misses, key=_gravity, reverse=True))


def _gravity(case: _Case) -> tuple[float, int]:
    """Return how bad a miss is: what was said wrongly by its confidence, then what was not said."""
    wrong = sum(trust for code, trust in case.found.items() if code not in case.wanted)
    return wrong, len(case.missing)


def _miss(case: _Case) -> Miss:
    return Miss(
        place=case.sample.place,
        text=case.sample.text,
        wanted=tuple(sorted(case.sample.labels)),
        found=case.answer.labels,
        missing=tuple(sorted(case.missing)),
        wrong=tuple(sorted(case.wrong)),
    )
