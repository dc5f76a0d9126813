"""What the benchmark of scans counts as right, as doubted and as let through."""

from argparse import Namespace
from collections import Counter
from dataclasses import replace

from benchmarks.balanced_sheets import sheet_of
from benchmarks.perfect_forms import made_records
from benchmarks.read_scans import jobs_of, parts_of
from benchmarks.scan_counts import (
    COLUMNS,
    confused,
    confusions,
    count_form,
    distance,
    paired,
    recognised,
    relabelled,
    row_of,
    trust,
)
from benchmarks.scan_samples import COLOURLESS, Sample
from extractor.geometry import Cell, Grid, Sheet, Sight
from models.pointers import with_value
from models.records import Evidence, Form, Record, Uncertain

BOX = (0.0, 0.0, 1.0, 1.0)
RECORD = next(made_records(3, 8))
TOTAL = "/total_score"


def form(record: Record, *doubted: str, proof: str = "none", review: bool = False) -> Form:
    """Return a form as read, its total seen surely."""
    seen = Evidence(page=1, box=BOX, source="ocr", confidence=0.995, proof=proof)  # type: ignore[arg-type]
    doubts = tuple(Uncertain(field=field, readings=("1", "7")) for field in doubted)
    evidence = {TOTAL: seen}
    return Form(
        pages=(1,), template="", record=record, evidence=evidence, uncertain=doubts, needs_review=review
    )


def counted(read: Form, before: Form | None = None) -> Counter[str]:
    """Return the counts of one form beside RECORD."""
    counts: Counter[str] = Counter()
    count_form(before or read, read, RECORD, counts)
    return counts


def test_a_form_read_as_printed_has_nothing_wrong():
    """It may leave, and nothing is wrong in it."""
    counts = counted(form(RECORD))
    assert counts["wrong number"] == counts["wrong text"] == counts["through wrong"] == 0
    assert counts["through"] == counts["rows"] == 1
    assert counts["read"] == counts["due number"] > 20


def test_a_wrong_number_is_counted_by_what_became_of_it():
    """Hidden unless doubted or in conflict; proven if a check holds with it; let through unless reviewed."""
    wrong = with_value(RECORD, TOTAL, "3")
    assert counted(form(wrong))["hidden"] == counted(form(wrong))["through wrong"] == 1
    assert counted(form(wrong, TOTAL, review=True))["hidden"] == 0
    assert counted(form(wrong, proof="conflict", review=True))["hidden"] == 0
    assert counted(form(wrong, proof="proven"))["proven"] == 1
    assert counted(form(wrong, review=True))["through wrong"] == 0


def test_repair_is_told_from_reading():
    """What was read wrongly and repaired is right after it, not before."""
    counts = counted(form(RECORD), form(with_value(RECORD, TOTAL, "3")))
    assert counts["due number"] - counts["read"] == 1
    assert counts["wrong number"] == 0


def test_rows_that_are_lost_or_gained_are_wrong():
    """A number of a lost row is wrong, and one of a row that is not printed."""
    fewer = replace(RECORD, indicators=RECORD.indicators[:-1])
    more = replace(RECORD, indicators=(*RECORD.indicators, RECORD.indicators[0]))
    for record in (fewer, more):
        counts = counted(form(record))
        assert counts["rows"] == 0
        assert counts["wrong number"] + counts["gained"] >= 2
        assert counts["wrong number whole"] == 0
        assert not trust(form(record), RECORD)


def test_trust_is_counted_by_confidence_and_agreement():
    """The bucket's upper end, whether readers agreed, whether it is right."""
    assert trust(form(RECORD), RECORD) == {"0.999 True True": 1}
    assert trust(form(with_value(RECORD, TOTAL, "3"), TOTAL), RECORD) == {"0.999 False False": 1}


def test_forms_find_their_records():
    """Whatever their order, and though one was not found."""
    others = [next(made_records(seed, 6)) for seed in (5, 6)]
    forms = [form(record) for record in (others[1], RECORD)]
    found = paired(forms, [RECORD, *others])
    assert found[0] is forms[1]
    assert {id(one) for one in found[1:]} == {id(forms[0]), id(None)}


def test_distances_and_confusions():
    """The fewest changes; and what stands where two texts differ."""
    assert distance("2,315.49", "2.315.4") == 2
    assert list(confused("9.93", "993")) == [". → nothing"]
    assert list(confused("一二三四五", "六七八九十")) == []
    assert list(confused("（1）和9.93", "(1)和993")) == ["（ → (", "） → )", ". → nothing"]


def test_what_was_read_is_counted_before_its_cure():
    """Of values alone in their place; of labels by what was put right; beside it stands what is left."""
    seen = Sight(BOX, (RECORD.total_score,), 0.9, RECORD.total_score.replace(".", "，"))
    sheet = Sheet(1, 9, 9, (), (), sights=(seen,))
    assert "." in RECORD.total_score
    raw = recognised(form(RECORD), RECORD, {1: sheet})
    assert raw == {"numbers . → ，": 1}
    assert not recognised(form(with_value(RECORD, TOTAL, "3")), RECORD, {1: sheet})
    cells = [Cell(0, 0, 1, 1, 1, BOX, text=text) for text in ("主管部内", "主管部门")]
    read, mended = (replace(sheet, grids=(Grid(1, BOX, 1, 1, (cell,)),)) for cell in cells)
    assert relabelled(read, mended) == {"labels 门 → 内": 1}
    told = confusions(raw + relabelled(read, mended), [(TOTAL, "9.9", "99", True, False, "none")])
    assert told.splitlines()[2:] == [
        "| numbers | `. → nothing` | 0 | 1 |",
        "| numbers | `. → ，` | 1 | 0 |",
        "| labels | `门 → 内` | 1 | 0 |",
    ]


def test_rows_of_the_table_have_a_cell_a_column():
    """Each figure stands under its head."""
    assert len(row_of(counted(form(RECORD)))) == len(COLUMNS)


def test_a_balanced_sheet_shows_every_value():
    """What is not printed cannot be read."""
    shown = {spot.text for spot in sheet_of(RECORD).spots}
    assert {row.score for row in RECORD.indicators} | {RECORD.total_score} <= shown


def test_a_run_begins_with_a_little_of_everything():
    """Each file comes once before any comes twice; generated ones at all resolutions, others under seals."""
    samples = [Sample(name, b"", ()) for name in ("fit.rl.pdf", "made 1 reportlab county", "balanced 1")]
    found = [job for job, _ in jobs_of(samples, Namespace(dpi=[150, 200, 300], damage=None, seed=1))]
    assert [job.sample for job in found[:3]] == [sample.name for sample in samples]
    assert len({job.name for job in found}) == len(found) == 9
    assert {job.dpi for job in found if job.sample.startswith("made")} == {150, 200, 300}
    assert {job.damage for job in found if not job.sample.startswith("made")} > {"clean"}
    assert any(job.damage in COLOURLESS for job in found)


def test_results_are_found_again_by_their_names():
    """A name of several words does not run into the damage's."""
    samples = [Sample("made 1 reportlab county", b"", ())]
    given = Namespace(dpi=[200], damage=["skew", "skew to 5 degrees"], seed=3)
    names = [parts_of(job.name) for job, _ in jobs_of(samples, given)]
    assert names == [["made 1 reportlab county", "200", damage, "3"] for damage in given.damage]
