"""Uncertain values on the desk: characters in doubt, choices, what is confirmed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from extractor.proof.checks import recheck
from models.doubts import tally
from models.records import Evidence, Faint, Form, Label, Note, NoteCode
from review_ui import doubts
from review_ui.captions import readings_at, segments, short_name
from review_ui.languages import load_words
from review_ui.papers import lay_out
from review_ui.readings import differences, readings
from tests.browser_fixtures import Site
from tests.made_forms import store_forms
from tests.made_records import read_form, seed
from tests.uncertain_forms import doubted, unsure

EXECUTED = "/funds/0/executed"
ZH = load_words("zh")

DIFFERENCES = {
    "same": ("8312", "8312", ""),
    "one digit": ("8312", "8372", "1"),
    "two digits": ("526.24", "525.74", "62"),
    "point lost": ("831.2", "8312", "."),
    "point added": ("8312", "831.2", "12"),
    "added in front": ("312", "8312", "3"),
    "added behind": ("831", "8312", "1"),
    "nothing read": ("8312", "", "8312"),
    "read from nothing": ("", "8312", ""),
    "a long text": ("工" * 300 + "者" + "等" * 300, "工" * 300 + "看" + "等" * 300, "者"),
    "all else": ("甲" * 300, "乙" * 300, "甲" * 300),
    "too much to compare": (
        f"{'甲' * 150}丙{'甲' * 150}",
        f"{'乙' * 150}丙{'乙' * 150}",
        f"{'甲' * 150}丙{'甲' * 150}",
    ),
}


@pytest.mark.parametrize(("text", "other", "marked"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_characters_in_doubt(text: str, other: str, marked: str):
    """What another reading has otherwise is marked; where it has more, the neighbours of the gap are."""
    assert "".join(text[start:end] for start, end in differences(text, other)) == marked


FIGURES = st.text(st.sampled_from("0123.,%—"), max_size=12)


@given(FIGURES, FIGURES)
def test_what_is_not_marked_is_read_alike(text: str, other: str):
    """The characters that are not in doubt stand in the other reading too, in their order."""
    doubtful = {at for start, end in differences(text, other) for at in range(start, end)}
    rest = iter(other)
    assert all(char in rest for at, char in enumerate(text) if at not in doubtful)
    assert bool(doubtful) == (text not in {other, ""})


@given(FIGURES, st.lists(FIGURES, max_size=3))
def test_a_choice_is_shown_whole(value: str, choices: list[str]):
    """The pieces of a short choice joined are the choice; none is blank."""
    form = doubted(read_form(seed("5-targeted-aid")), unsure("/year", value, choices=(*choices, value)))
    found = readings(form, ZH)["/year"].choices
    assert [one.text for one in found] == [*choices, value]
    assert ["".join(part.text for part in one.parts) for one in found] == [*choices, value]
    assert all(part.text for one in found for part in one.parts)


def test_a_long_choice_is_shown_around_what_differs():
    """Of a long text only what differs is shown, with a few characters about it."""
    record = seed("5-targeted-aid")
    text = "由于服务保障重大活动，培训费用进行核减，培训场次比年初的计划减少了三场，明年补办。"
    record = replace(record, project_name=text)
    other = text.replace("核减", "核咸")
    form = doubted(read_form(record), unsure("/project_name", text, other))
    parts = readings(form, ZH)["/project_name"].choices[1].parts
    assert [(part.text, part.differs) for part in parts] == [
        ("由于服务保障…训费用进行核", False),
        ("咸", True),
        ("，培训场次比…，明年补办。", False),
    ]


def test_what_is_said_of_each():
    """An open value has choices; a repaired one tells what was read and what proves it; others nothing."""
    form = read_form(seed("5-targeted-aid"))
    value = form.record.funds[0].executed
    read = value.replace(".", "")
    proofs = ("funds-add-up", "rate-is-executed-over-budget")
    uncertain = (
        unsure(EXECUTED, read, value, "7", proven_by=proofs),
        unsure("/total_score", form.record.total_score, "1", proven_by=("total-is-sum",)),
        unsure("/year", "2018", "2019", choices=("2019", "2018")),
        unsure("/nowhere", "1", "2"),
    )
    form = doubted(form, *uncertain)
    found = readings(form, ZH)
    assert set(found) == {EXECUTED, "/year"}
    repaired = found[EXECUTED]
    assert (repaired.repaired, repaired.read, repaired.choices) == (True, read, ())
    assert [value[start:end] for start, end in repaired.spans] == ["."]
    assert (
        repaired.words == f"读作 {read}，按“年度资金总额等于各项资金之和”“执行率等于全年执行数除以预算数”修复"
    )
    assert "repaired by “The funds add up”" in readings(form, load_words("en"))[EXECUTED].words
    assert [one.text for one in found["/year"].choices] == ["2019", "2018"]
    assert not found["/year"].repaired


@pytest.mark.parametrize(("code", "words"), [("struck-text", "划线删去"), ("overprinted-text", "重叠印在")])
def test_what_was_changed_on_the_page_says_how(code: NoteCode, words: str):
    """A value that a line strikes out or another text covers says so; one elsewhere on the page does not."""
    form = doubted(read_form(seed("5-targeted-aid")), unsure("/total_score", "1"), unsure("/year", "2"))
    seen = form.evidence["/total_score"]
    form = replace(form, notes=(Note(code=code, page=seen.page, box=seen.box, seen="1", kept="1"),))
    found = readings(form, ZH)
    assert words in found["/total_score"].words
    assert found["/year"].words == ZH("js.unsure")


def test_a_value_without_codes_is_a_doubt():
    """A value with a character that has no meaning is marked in its place and counted until it is written."""
    whole = recheck(read_form(seed("5-targeted-aid")))
    broken = recheck(replace(whole, record=replace(whole.record, department="某\ufffd局")))
    assert doubts.marks(broken)["/department"] == "unsure"
    assert "/department" not in doubts.marks(whole)
    assert doubts.count(broken, doubts.marks(broken)) == doubts.count(whole, doubts.marks(whole)) + 1
    assert tally(broken).values == tally(whole).values + 1


def test_a_merged_label_is_one_doubt():
    """A label that is printed once for several rows is marked, counted and said once."""
    form = read_form(seed("5-targeted-aid"))
    rows = [at for at, row in enumerate(form.record.indicators) if row.level1 == "产出指标"]
    assert len(rows) > 1
    fields = [f"/indicators/{at}/level1" for at in rows]
    open_ = doubted(form, *(unsure(field, "产出指标", "产出措标") for field in fields))
    marked = doubts.marks(open_)
    assert {marked[field] for field in fields} == {"unsure"}
    before = doubted(form)
    assert doubts.count(open_, marked) - doubts.count(before, doubts.marks(before)) == 1
    paper = lay_out(open_.record, open_.evidence)
    shown = {field: {"field": field} for field in fields}
    assert readings_at(paper, shown) == {"/indicators/0": [(fields[0], {"field": fields[0]})]}
    assert doubts.kinds({fields[1]: "unsure"}, fields) == "unsure"
    assert short_name("里程 · 得分") == "得分"


FAINT: dict[str, tuple[Evidence, str]] = {
    "faint": (Evidence(page=1, box=(0, 0, 1, 1), confidence=0.5), "unsure"),
    "faint and proven": (Evidence(page=1, box=(0, 0, 1, 1), confidence=0.5, proof="proven"), ""),
    "clear": (Evidence(page=1, box=(0, 0, 1, 1), confidence=0.9), ""),
}


@pytest.mark.parametrize(("seen", "kinds"), FAINT.values(), ids=FAINT.keys())
def test_a_proven_value_is_no_doubt(seen: Evidence, kinds: str):
    """A value that was read weakly is to be looked at, unless the arithmetic proves it."""
    form = read_form(seed("5-targeted-aid"))
    marked = doubts.marks(replace(form, evidence={**form.evidence, "/total_score": seen}))
    assert marked.get("/total_score", "") == kinds


SPANS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=3)


@given(st.text(max_size=20), SPANS, SPANS)
def test_categories_and_doubts_share_a_text(
    text: str, words: list[tuple[int, int]], unsure_: list[tuple[int, int]]
):
    """A reason's pieces joined are its text; each is unsure exactly where a doubt covers it."""
    labels = [Label(code="C", start=start, end=end, confidence=1) for start, end in words]
    pieces = segments(text, labels, unsure_)
    assert "".join(piece.text for piece in pieces) == text
    marked = [piece.unsure for piece in pieces for _ in piece.text]
    assert marked == [any(start <= at < end for start, end in unsure_) for at in range(len(text))]


def test_a_faint_value_is_confirmed(site: Site):
    """A value read in one way, but weakly, says how weakly, and is settled by saying that it stands."""
    form = doubted(read_form(seed("5-targeted-aid")))
    seen = structs.replace(form.evidence["/year"], confidence=0.62)
    store_forms(site.db, site.settings, replace(form, evidence={**form.evidence, "/year": seen}))
    visit = site.visit()
    shown = visit.get("/api/v1/forms/1").json
    assert shown["readings"]["/year"] == {
        "read": form.record.year,
        "repaired": False,
        "spans": [],
        "choices": [],
        "words": "识读把握 62%：",
    }
    body = {"version": 1, "pointers": ["/year"], "value": form.record.year}
    after = visit.save("/forms/1/corrections", body).json
    assert (after["readings"], after["marks"]["/year"], len(after["events"])) == ({}, "changed", 1)
    assert visit.save("/forms/1/corrections", body | {"version": 2}).json["version"] == 2


def test_unsure_characters_are_marked_in_a_value_read_in_one_way():
    """As they are in one that readers saw otherwise; no longer once the value is another."""
    form = read_form(seed("5-targeted-aid"))
    year, total = form.record.year, form.record.total_score
    marked = (
        Faint(field="/year", text=year, spans=((2, 4),)),
        Faint(field="/total_score", text=total, spans=((0, 1),)),
        Faint(field=EXECUTED, text="1", spans=((0, 1),)),
    )
    form = replace(
        doubted(form, unsure("/total_score", total), unsure(EXECUTED, form.record.funds[0].executed)),
        faint=marked,
    )
    found = readings(form, ZH, ["/year"])
    assert [found[field].spans for field in ("/year", "/total_score", EXECUTED)] == [((2, 4),), ((0, 1),), ()]


def test_digital_text_needs_no_confirmation(site: Site):
    """Saving the same value where the text is digital is no event."""
    form = recheck(read_form(seed("5-targeted-aid")))
    store_forms(site.db, site.settings, form)
    body = {"version": 1, "pointers": ["/year"], "value": form.record.year}
    after = site.visit().save("/forms/1/corrections", body).json
    assert (after["version"], after["events"]) == (1, [])


@pytest.fixture
def unsettled() -> Form:
    """Return a form whose score of the first row was read in two ways."""
    form = recheck(read_form(seed("5-targeted-aid")))
    score = form.record.indicators[0].score
    return doubted(form, unsure("/indicators/0/score", score, "1"))


def test_a_value_is_confirmed_as_it_stands(site: Site, unsettled: Form):
    """The same value again settles what was not read surely, as an event; undo opens it again."""
    store_forms(site.db, site.settings, unsettled)
    visit = site.visit()
    field = "/indicators/0/score"
    value = unsettled.record.indicators[0].score
    shown = visit.get("/api/v1/forms/1").json
    assert shown["marks"][field] == "unsure"
    assert [one["text"] for one in shown["readings"][field]["choices"]] == [value, "1"]
    body = {"version": 1, "pointers": [field], "value": value}
    after = visit.save("/forms/1/corrections", body).json
    (event,) = after["events"]
    assert (event["kind"], event["old"], event["new"]) == ("correct", value, value)
    assert (after["marks"][field], after["readings"], after["uncertain"]) == ("changed", {}, [])
    assert after["doubts"] == shown["doubts"] - 1
    assert f"uncertain:{field}" not in after["why_review"]
    again = visit.save("/forms/1/corrections", body | {"version": 2}).json
    assert (again["version"], len(again["events"])) == (2, 1)
    undone = visit.save("/forms/1/undo", {"version": 2}).json
    assert undone["readings"] == shown["readings"]
