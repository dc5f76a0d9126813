"""Values take their readings and confidence from the lines that stand in their cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scan.sightings import with_sights
from models.records import Evidence, Faint, Form, Indicator, Record, Uncertain
from tests.made_sights import CELL, form, sheet, sight


def test_a_sure_value_is_recognised_and_certain():
    """Its source and confidence are those of its sight; nobody need look at it."""
    read = with_sights(form("98.5"), {1: sheet(sight("98.5", sure=0.995))})
    assert read.evidence["/total_score"] == Evidence(page=1, box=CELL, source="ocr", confidence=0.995)
    assert read.uncertain == ()


def test_readers_who_differ_leave_a_value_uncertain():
    """All that was read is kept, the text of the record in front."""
    read = with_sights(form("98.5"), {1: sheet(sight("98.5", "985", sure=0.99))})
    assert read.uncertain == (Uncertain(field="/total_score", readings=("98.5", "985")),)


def test_a_reader_who_is_unsure_leaves_a_value_uncertain():
    """One reading is enough to doubt it."""
    read = with_sights(form("98.5"), {1: sheet(sight("98.5", sure=0.6))})
    assert read.uncertain == (Uncertain(field="/total_score", readings=("98.5",)),)


@pytest.mark.parametrize(
    ("name", "doubted"), [("效益指标（40刀）", True), ("效益指标", False)], ids=["points", "a name"]
)
def test_a_figure_in_a_group_s_name_is_one_of_its_points(name: str, *, doubted: bool):
    """Points that were not read as such leave the group without any, and that is found in no sum."""
    read = _indicator_of("level1", name)
    assert bool(with_sights(read, {1: sheet(sight(name, sure=0.7))}).uncertain) is doubted


@pytest.mark.parametrize(
    ("name", "sure", "doubted"),
    [("效益指标", 0.9, False), ("效益指标（", 0.9, True), ("效益指标", 0.4, True)],
    ids=["words alone", "a bracket", "words read unsurely"],
)
def test_a_group_named_in_words_alone_has_no_points_to_doubt(name: str, sure: float, *, doubted: bool):
    """What is unsure is a word; where a bracket was read, points may have been lost behind it."""
    read = Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(level1=name, level1_weight=""),)),
        evidence={f"/indicators/0/{one}": Evidence(page=1, box=CELL) for one in ("level1", "level1_weight")},
    )
    found = with_sights(read, {1: sheet(sight(name, sure=sure))}).uncertain
    assert ("/indicators/0/level1_weight" in {one.field for one in found}) == doubted


@pytest.mark.parametrize(
    ("actual", "doubted"),
    [("657例", True), ("９月底", True), ("效果良好", False), ("组织了3场活动，" * 3, False)],
)
def test_figures_of_targets_and_actuals_are_numbers(actual: str, *, doubted: bool):
    """They decide what marks are due, and no sum proves them: a figure must be as sure as a number."""
    read = _indicator_of("actual", actual)
    assert bool(with_sights(read, {1: sheet(sight(actual, sure=0.9))}).uncertain) == doubted


BESIDE_A_TARGET = {
    "nothing": ("40人", "", 0.99, True),
    "nothing at all": ("", "", 0.99, False),
    "nothing beside words": ("有所提升", "", 0.99, True),
    "a unit without its number": ("40人", "人", 0.9999, True),
    "a pen's strokes": ("40人", "mmmmm", 0.6, True),
    "sure words": ("40人", "达到预期指标", 0.95, False),
    "words beside words": ("有所提升", "提升", 0.6, False),
    "a sure figure": ("40人", "42人", 0.9999, False),
}


@pytest.mark.parametrize(
    ("target", "actual", "sure", "doubted"), BESIDE_A_TARGET.values(), ids=BESIDE_A_TARGET.keys()
)
def test_what_a_target_shows_and_its_actual_lacks_is_doubted(
    target: str, actual: str, sure: float, *, doubted: bool
):
    """White fluid, stamps and pens take figures away; what is left may be read surely."""
    beside = (110.0, 10.0, 200.0, 40.0)
    read = Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(target=target, actual=actual),)),
        evidence={
            "/indicators/0/target": Evidence(page=1, box=beside),
            "/indicators/0/actual": Evidence(page=1, box=CELL),
        },
    )
    sights = [sight(target, sure=0.999, x=120), *([sight(actual, sure=sure)] if actual else [])]
    found = with_sights(read, {1: sheet(*sights)}).uncertain
    assert [one.field for one in found] == ["/indicators/0/actual"] * doubted


STACKED = {
    "two rows' figures": (("≥95%", "100%"), 2, True),
    "one row's figures": (("≥95%", "100%"), 1, False),
    "words over two lines": (("达到年度", "预期指标"), 2, False),
    "one figure for two rows": (("≥95%",), 2, False),
    "two figures, the second over two lines": (("353场", "40,593.39万", "元"), 2, True),
    "one figure over two lines": (("40,593.39万", "元"), 2, False),
}


@pytest.mark.parametrize(("lines", "rows", "doubted"), STACKED.values(), ids=STACKED.keys())
def test_figures_of_several_rows_in_one_cell_are_doubted(lines: tuple[str, ...], rows: int, *, doubted: bool):
    """A speck of white on the ruling between two rows makes one cell of two."""
    target = "".join(lines)
    read = Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(target=target),) * rows),
        evidence={f"/indicators/{row}/target": Evidence(page=1, box=CELL) for row in range(rows)},
    )
    sights = [sight(line, sure=0.9999, y=12.0 + 12 * at) for at, line in enumerate(lines)]
    found = with_sights(read, {1: sheet(*sights)}).uncertain
    assert [one.field for one in found] == ["/indicators/0/target"] * doubted


@pytest.mark.parametrize(("score", "rows", "doubted"), [("10", 2, True), ("10", 1, False), ("", 2, False)])
def test_points_of_several_rows_are_doubted(score: str, rows: int, *, doubted: bool):
    """Each row has its own, as a rule: a ruling that was not seen leaves the figure of one for both."""
    read = Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(score=score),) * rows),
        evidence={f"/indicators/{row}/score": Evidence(page=1, box=CELL) for row in range(rows)},
    )
    found = with_sights(read, {1: sheet(*([sight(score, sure=0.9999)] if score else []))}).uncertain
    assert [one.field for one in found] == ["/indicators/0/score"] * doubted


RANKS = {
    "strokes that are miscounted": ("达到II类", 0.999, True),
    "a figure lost at the start": ("类", 0.999, True),
    "a figure lost behind words": ("水质达到类以上", 0.999, True),
    "one stroke as a digit": ("1类水体", 0.999, True),
    "a count of classes": ("共11类", 0.999, False),
    "words": ("达到级别要求，分类管理", 0.999, False),
    "kinds": ("各类培训", 0.999, False),
    "one stroke": ("I类", 0.999, False),
    "one stroke read unsurely": ("I类", 0.9, True),
    "一 for one stroke": ("一类", 0.9, True),
    "一": ("一类", 0.999, False),
    "other figures": ("IV级", 0.999, False),
}


@pytest.mark.parametrize(("text", "sure", "doubted"), RANKS.values(), ids=RANKS.keys())
@pytest.mark.parametrize("name", ["target", "actual"])
def test_roman_figures_of_a_class_are_doubted(name: str, text: str, sure: float, *, doubted: bool):
    """Ⅱ类 and Ⅲ类 differ by a stroke, and both readers may miscount or drop it alike; nothing proves it."""
    read = Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(**{name: text}),)),
        evidence={f"/indicators/0/{name}": Evidence(page=1, box=CELL)},
    )
    found = with_sights(read, {1: sheet(sight(text, sure=sure))}).uncertain
    assert [one.field for one in found] == [f"/indicators/0/{name}"] * doubted


@pytest.mark.parametrize(("name", "doubted"), [("actual", False), ("score", True)])
def test_figures_that_all_looks_saw_alike_are_sure(name: str, *, doubted: bool):
    """The unit may be unsure; where only a number belongs, all of it must be sure."""
    field = f"/indicators/0/{name}"
    record = Record(indicators=(Indicator(**{name: "657例"}),))
    read = Form(pages=(1,), template="", record=record, evidence={field: Evidence(page=1, box=CELL)})
    seen = sight("657例", sure=0.7)._replace(figures=0.999)
    assert bool(with_sights(read, {1: sheet(seen)}).uncertain) == doubted


FAINT = {
    "alone": ("526.44", [("526.44", ((1, 3),))], ((1, 3),)),
    "on the second line": ("资金拨付不及时", [("资金拨付", ()), ("不及时", ((1, 2),))], ((5, 6),)),
    "of a part of its line": ("973", [("团市委973", ((2, 4),))], ((0, 1),)),
    "beside its part of the line": ("973", [("团市委973", ((0, 1),))], ()),
    "sure": ("526.44", [("526.44", ())], ()),
}


@pytest.mark.parametrize(("text", "lines", "spans"), FAINT.values(), ids=FAINT.keys())
def test_unsure_characters_are_told_by_their_places_in_the_value(
    text: str, lines: list[tuple[str, tuple[tuple[int, int], ...]]], spans: tuple[tuple[int, int], ...]
):
    """Wherever their line stands in the value, or the value in its line."""
    sights = [sight(line, y=12 + 9 * at)._replace(faint=faint) for at, (line, faint) in enumerate(lines)]
    read = with_sights(form(text, "department_code"), {1: sheet(*sights)})
    assert read.faint == ((Faint(field="/department_code", text=text, spans=spans),) if spans else ())


def test_only_sights_within_the_cell_count():
    """The neighbour's doubts are its own."""
    read = with_sights(form("98.5"), {1: sheet(sight("98.5"), sight("7", "1", sure=0.3, x=120))})
    assert read.evidence["/total_score"].confidence == 0.99
    assert read.uncertain == ()


def test_lines_are_joined_as_in_the_cell():
    """One line read otherwise gives one more reading of the whole."""
    lines = sight("完成40", "完成46"), sight("人", y=24.0)
    read = with_sights(form("完成40人", name="project_name"), {1: sheet(*lines)})
    assert read.uncertain == (Uncertain(field="/project_name", readings=("完成40人", "完成46人")),)


def test_a_part_of_a_cell_has_readings_of_that_part():
    """A unit in brackets behind a label is doubted without the label."""
    read = with_sights(form("50", name="total_weight"), {1: sheet(sight("（50分）", "（60分）"))})
    assert read.uncertain == (Uncertain(field="/total_weight", readings=("50", "60")),)


def test_what_was_overlooked_is_a_doubt_about_a_blank():
    """Ink of which nothing could be read does not pass for an empty cell."""
    read = with_sights(form(""), {1: sheet(sight("", "1", sure=0.0))})
    assert read.uncertain == (Uncertain(field="/total_score", readings=("", "1")),)


def test_digital_pages_are_left_alone():
    """A form without a recognised page comes back as it is."""
    one = form("98.5")
    assert with_sights(one, {2: sheet(sight("98.5", "1"))}) is one


@given(st.lists(st.tuples(st.sampled_from(("1", "20", "3.5", "")), st.floats(0, 1)), max_size=4))
def test_a_value_is_as_sure_as_its_least_sure_line(lines: list[tuple[str, float]]):
    """However many lines a cell has, confidence is that of the worst, and of a blank cell 1."""
    sights = [sight(text, sure=sure, y=10.0 + 7 * at) for at, (text, sure) in enumerate(lines)]
    read = with_sights(form("".join(text for text, _ in lines)), {1: sheet(*sights)})
    assert read.evidence["/total_score"].confidence == round(
        min((one.confidence for one in sights), default=1.0), 4
    )


def _indicator_of(field: str, text: str) -> Form:
    """Return a form of one indicator, of which one cell was read."""
    return Form(
        pages=(1,),
        template="",
        record=Record(indicators=(Indicator(**{field: text}),)),
        evidence={f"/indicators/0/{field}": Evidence(page=1, box=CELL)},
    )
