"""An appraisal of the classifier → a report for people, in Chinese or English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cli.evaluation_words import Said, figure, percent
from cli.plots import Bars, Dots, Fields
from cli.reports import Marked, Report, Stretch, Table
from extractor.evaluation.appraisals import Appraisal, Confusion, Miss, Summary
from models.samples import Sample
from models.tallies import Score, Share
from models.taxonomies import Taxonomy

NONE = "—"
WHOLE = ("surely_right", "surely_wrong", "for_person")
PARTS = "answered by"
"""The group of what sorts, apart and together."""
MOST_CONFUSED = 20
"""So many pairs of categories are listed; all of them stand in the JSON."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a report is shown: its words, the categories' names, where it comes from, how much is listed."""

    said: Said
    taxonomy: Taxonomy
    facts: tuple[tuple[str, str], ...]
    sure: float
    most_worst: int

    def name(self, code: str) -> str:
        """Return a category with its name, a dash for none."""
        if not code:
            return NONE
        category = self.taxonomy.categories[code]
        return f"{code} {category.zh if self.said.lang == 'zh' else category.en}"


def report_of(appraisal: Appraisal, samples: Sequence[Sample], frame: Frame) -> Report:
    """Return the report of one appraisal of these samples."""
    return Report(
        title=frame.said("reasons"),
        lang=frame.said.lang,
        lead=_lead(appraisal, frame),
        facts=frame.facts,
        tables=(
            _categories(appraisal.categories, frame),
            *(_groups(tag, groups, frame) for tag, groups in appraisal.groups.items()),
            _calibration(appraisal, frame),
            _confusions(appraisal.confusions, frame),
            _worst(appraisal.worst[: frame.most_worst], {one.place: one for one in samples}, frame),
        ),
    )


def _lead(appraisal: Appraisal, frame: Frame) -> tuple[tuple[str, str, str], ...]:
    said, all_of = frame.said, appraisal.summary
    wanted = all_of.micro.right + all_of.micro.missing
    marked = all_of.spans.right + all_of.spans.missing
    return (
        (said("micro"), figure(all_of.micro.f1), said("of_labels", total=wanted)),
        (said("macro"), figure(all_of.macro_f1), said("of_categories", total=len(appraisal.categories))),
        (said("sure"), figure(all_of.sure.share), said("of_sure", total=all_of.sure.total, sure=frame.sure)),
        (said("reach"), figure(all_of.sure_reach.share), said("of_labels", total=wanted)),
        *(
            (said(key), figure(one.share), said("some_of_texts", some=one.right, total=one.total))
            for key, one in _whole(all_of).items()
        ),
        (said("spans"), figure(all_of.spans.f1), said("of_spans", total=marked)),
        (said("explains"), figure(all_of.explains.share), said("of_texts", total=all_of.texts)),
        (said("unclassified"), str(all_of.unclassified), said("of_texts", total=all_of.texts)),
        (said("calibration_error"), figure(appraisal.calibration_error), said("calibration_of")),
    )


def _whole(one: Summary) -> dict[str, Share]:
    """Return the figures over whole texts, which are one together."""
    return dict(zip(WHOLE, (one.surely_right, one.surely_wrong, one.for_person), strict=True))


def _categories(categories: Mapping[str, Score], frame: Frame) -> Table:
    said = frame.said
    ordered = [(code, categories[code]) for code in frame.taxonomy.categories if code in categories]
    rows = [
        (
            frame.name(code),
            str(one.right + one.missing),
            *(str(count) for count in (one.right, one.wrong, one.missing)),
            *(figure(value) for value in (one.precision, one.recall, one.f1)),
        )
        for code, one in ordered
    ]
    keys = ("category", "wanted", "right", "wrong", "missing", "precision", "recall")
    return Table(
        title=said("categories"),
        headers=(*map(said, keys), "F1"),
        rows=tuple(rows),
        note=said("categories_note"),
        plot=Bars([(_short(code, frame), one.f1) for code, one in ordered], said("categories")),
    )


def _short(code: str, frame: Frame) -> str:
    category = frame.taxonomy.categories[code]
    return category.zh if frame.said.lang == "zh" else code


def _groups(tag: str, groups: Mapping[str, Summary], frame: Frame) -> Table:
    said = frame.said
    title = said("apart") if tag == PARTS else said("by_tag", tag=tag)
    names = {name: said(f"by.{name}") if tag == PARTS else name for name in groups}
    keys = ("texts", "unclassified", "micro", "macro", "precision", "recall", "sure", "spans", "explains")
    return Table(
        title=title,
        headers=("" if tag == PARTS else tag, *map(said, (*keys, *WHOLE))),
        rows=tuple((names[name], *_summary_row(one)) for name, one in groups.items()),
        plot=Bars([(names[name], one.micro.f1) for name, one in groups.items()], title),
        note=said("groups_note"),
    )


def _summary_row(one: Summary) -> tuple[str, ...]:
    figures = (
        *(one.micro.f1, one.macro_f1, one.micro.precision, one.micro.recall),
        *(one.sure.share, one.spans.f1, one.explains.share),
        *(share.share for share in _whole(one).values()),
    )
    return (str(one.texts), str(one.unclassified), *map(figure, figures))


def _calibration(appraisal: Appraisal, frame: Frame) -> Table:
    said, rows, points = frame.said, [], []
    for one in appraisal.bins:
        if one.confidence is not None and one.right.share is not None:
            points.append((one.confidence, one.right.share, one.right.total))
            counts = (figure(one.confidence), figure(one.right.share), str(one.right.total))
            rows.append((f"{percent(one.low)} – {percent(one.high)}", *counts))
    return Table(
        title=said("calibration"),
        headers=tuple(map(said, ("confidence", "mean_confidence", "share_right", "count"))),
        rows=tuple(rows),
        note=said("calibration_note"),
        plot=Dots(points, said("confidence"), said("share_right"), said("calibration")),
    )


def _confusions(confusions: Sequence[Confusion], frame: Frame) -> Table:
    said = frame.said
    listed = confusions[:MOST_CONFUSED]
    codes = [*frame.taxonomy.categories, ""]
    rows = [code for code in codes if any(one.wanted == code for one in confusions)]
    columns = [code for code in codes if any(one.found == code for one in confusions)]
    counts = {(one.wanted, one.found): one.count for one in confusions}
    fields = Fields(
        [_short(code, frame) if code else NONE for code in rows],
        [_short(code, frame) if code else NONE for code in columns],
        [[counts.get((wanted, found), 0) for found in columns] for wanted in rows],
        said("found"),
        said("wanted"),
        said("confusions"),
    )
    return Table(
        title=said("confusions"),
        headers=tuple(map(said, ("wanted", "found", "count"))),
        rows=tuple((frame.name(one.wanted), frame.name(one.found), str(one.count)) for one in listed),
        texts=frozenset({0, 1}),
        note=said("confusions_note"),
        plot=fields if listed else None,
    )


def _worst(misses: Sequence[Miss], samples: Mapping[str, Sample], frame: Frame) -> Table:
    said = frame.said
    rows = [
        (
            miss.place,
            " ".join(miss.wanted) or NONE,
            " ".join(f"{label.code} {label.confidence:.2f}" for label in miss.found) or NONE,
            marked(samples[miss.place], miss),
        )
        for miss in misses
    ]
    return Table(
        title=said("worst"),
        headers=tuple(map(said, ("place", "wanted", "found", "text"))),
        rows=tuple(rows),
        texts=frozenset({0, 1, 2, 3}),
        note=said("worst_note"),
    )


def marked(sample: Sample, miss: Miss) -> Marked:
    """Return a text cut wherever words that were wanted or found begin or end; joined it is the text."""
    wanted = sample.evidence or ()
    found = [(label.start, label.end, label.code) for label in miss.found]
    ends = sorted({0, len(miss.text), *(end for span in (*wanted, *found) for end in span[:2])})
    stretches = [
        Stretch(
            miss.text[start:end],
            " ".join(code for first, last, code in wanted if first <= start and end <= last),
            " ".join(code for first, last, code in found if first <= start and end <= last),
        )
        for start, end in pairwise(ends)
    ]
    return Marked(tuple(stretches))
