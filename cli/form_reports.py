"""Scores of files read → a report for people, in Chinese or English."""

from dataclasses import dataclass

from cli.evaluation_words import Said, figure
from cli.plots import Bars
from cli.reports import Report, Table
from extractor.evaluation.file_scores import FieldScore, ReadingScore
from models.tallies import Share, ratio
from review_ui.languages import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """How a report is shown: its words, the fields' names, where it comes from, how much is listed."""

    said: Said
    words: Words
    facts: tuple[tuple[str, str], ...]
    most_worst: int

    def name(self, kind: str) -> str:
        """Return a kind of field by its label; of a row, with its block."""
        block, _, field = kind.partition("/")
        if block == "extras":
            return self.said("extras")
        label = self.words(f"field.{field or block}")
        return f"{self.said(f'blocks.{block}')} {label}" if block in {"funds", "indicators"} else label


def report_of(score: ReadingScore, frame: Frame) -> Report:
    """Return the report over all files."""
    return Report(
        title=frame.said("forms"),
        lang=frame.said.lang,
        lead=_lead(score, frame.said),
        facts=frame.facts,
        tables=(_fields(score, frame), _files(score, frame.said), _worst(score, frame)),
    )


def _lead(score: ReadingScore, said: Said) -> tuple[tuple[str, str, str], ...]:
    cells, rows, forms, files = score.cells, score.rows, score.forms, score.perfect
    rows_said = said("of_rows", right=rows.right, total=rows.total, surplus=score.surplus_rows)
    forms_said = said("of_forms", right=forms.right, total=forms.total, surplus=score.surplus_forms)
    return (
        (said("exact"), figure(cells.exact), said("of_cells", right=cells.right, total=_wanted(cells))),
        (said("rows_found"), figure(rows.share), rows_said),
        (said("forms_found"), figure(forms.share), forms_said),
        (said("perfect"), figure(files.share), said("of_files", right=files.right, total=files.total)),
    )


def _fields(score: ReadingScore, frame: Frame) -> Table:
    said = frame.said
    keys = ("field", "wanted", "right", "misread", "lost", "surplus", "exact")
    return Table(
        title=said("fields"),
        headers=tuple(map(said, keys)),
        rows=tuple((frame.name(kind), *_counts(one)) for kind, one in score.fields.items()),
        note=said("fields_note"),
        plot=Bars([(frame.name(kind), one.exact) for kind, one in score.fields.items()], said("fields")),
    )


def _files(score: ReadingScore, said: Said) -> Table:
    keys = ("wanted", "right", "misread", "lost", "surplus", "exact", "rows_found", "forms_found", "error")
    rows = [
        (one.file, *_counts(one.cells), _of(one.rows), _of(one.forms), one.error)
        for one in sorted(score.files, key=lambda one: (_exact(one.cells), one.file))
    ]
    return Table(
        title=said("by_file"),
        headers=(said("file"), *map(said, keys)),
        rows=tuple(rows),
        texts=frozenset({0, len(keys)}),
    )


def _worst(score: ReadingScore, frame: Frame) -> Table:
    said = frame.said
    rows = [
        (one.file, str(one.cell.form), one.cell.field, one.cell.wanted, one.cell.read)
        for one in score.worst[: frame.most_worst]
    ]
    return Table(
        title=said("worst_cells"),
        headers=tuple(map(said, ("file", "form", "field", "should_be", "read"))),
        rows=tuple(rows),
        texts=frozenset({0, 2, 3, 4}),
        note=said("worst_cells_note"),
    )


def _counts(one: FieldScore) -> tuple[str, ...]:
    counts = (_wanted(one), one.right, one.wrong, one.missing, one.surplus)
    return (*map(str, counts), figure(one.exact))


def _wanted(one: FieldScore) -> int:
    return one.right + one.wrong + one.missing


def _exact(one: FieldScore) -> float:
    return ratio(one.right, _wanted(one) + one.surplus) or 0.0


def _of(one: Share) -> str:
    return f"{one.right}/{one.total}"
