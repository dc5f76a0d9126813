"""The pure parts of a form's page: its paper, marked words, doubts, boxes, and what is said of it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from extractor.proof.checks import UNCLASSIFIED, recheck
from models.pointers import all_values
from models.records import Evidence, Form, Indicator, Label, Reason, Record, Unplaced, Unread
from review_ui import boxes, doubts
from review_ui.captions import field_names, findings_at, segments, unread, whys
from review_ui.languages import load_words
from review_ui.papers import lay_out
from tests.made_records import read_form, seed

WORDS = st.sampled_from(["", "产出", "效益", "50"])
INDICATORS = st.lists(
    st.builds(
        Indicator, level1=WORDS, level1_weight=WORDS, level2=WORDS, level3=WORDS, nature=WORDS, reason=WORDS
    ),
    max_size=8,
).map(tuple)

RECORDS = st.builds(
    Record,
    project_name=WORDS,
    indicators=INDICATORS,
    extras=st.dictionaries(st.text(max_size=5) | st.just("indicators/0/得分方法"), WORDS, max_size=3),
)


@given(RECORDS)
def test_a_paper_shows_every_value_once(record: Record):
    """Every pointer of a record stands in one cell, with its own value; blank optional columns may lack."""
    paper = lay_out(record)
    values = all_values(record)
    shown = [pointer for cell in paper.cells() for pointer in cell.pointers]
    assert len(shown) == len(set(shown))
    missing = {pointer for pointer in values if pointer not in shown and not pointer.endswith("/source")}
    assert all(not values[pointer] for pointer in missing)
    for cell in paper.cells():
        assert {values[pointer] for pointer in cell.pointers} == {cell.text}


@given(INDICATORS)
def test_groups_tile_the_rows(indicators: tuple[Indicator, ...]):
    """Cells of either level cover every row once, and none of the second crosses one of the first."""
    rows = lay_out(Record(indicators=indicators)).rows
    for column in ("level1", "level2"):
        covered = [
            at + step
            for at, row in enumerate(rows)
            for group in row.groups
            if group.cells[0].column == column
            for step in range(group.span)
        ]
        assert covered == list(range(len(rows)))
    for at, row in enumerate(rows):
        firsts = [group for group in row.groups if group.cells[0].column == "level1"]
        seconds = [group for group in row.groups if group.cells[0].column == "level2"]
        assert not firsts or seconds, at


def test_blank_columns_that_were_seen_are_shown():
    """A column that a template lacks is left out; one that is printed but blank can be filled in."""
    record = seed("5-targeted-aid")
    assert "nature" not in lay_out(record).row_columns
    assert "nature" in lay_out(record, ["/indicators/3/nature"]).row_columns


TEXTS = st.text(max_size=20)
SPANS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4)


@given(TEXTS, SPANS)
def test_segments_are_the_text(text: str, spans: list[tuple[int, int]]):
    """Cut pieces joined are the text, and each piece's categories are those whose words cover it."""
    labels = [
        Label(code=f"C{at}", start=start, end=end, confidence=1) for at, (start, end) in enumerate(spans)
    ]
    pieces = segments(text, labels)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        covering = tuple(one.code for one in labels if one.start <= at < one.end)
        assert piece.codes == covering
        at += len(piece.text)


def test_what_is_doubtful():
    """A broken rule marks its first field alone; weak readings theirs until a person has set them."""
    record = replace(seed("5-targeted-aid"), total_score="80.00")
    form = recheck(read_form(record))
    unsure = structs.replace(form.evidence["/year"], confidence=0.6)
    field = "/indicators/0/reason"
    reasons = (Reason(field=field, labels=(Label(code=UNCLASSIFIED, start=0, end=0, confidence=0),)),)
    form = recheck(replace(form, evidence={**form.evidence, "/year": unsure}, reasons=reasons))
    marked = doubts.marks(form)
    assert marked["/total_score"] == "error"
    assert "/indicators/3/score" not in marked
    assert marked["/year"] == "unsure"
    assert "unclassified" in marked[field]
    changed = doubts.marks(form, {"/year"})
    assert changed["/year"] == "changed"
    assert doubts.count(form, marked) - doubts.count(form, changed) == 1
    stray, foot = (
        Unplaced(page=1, box=(0, 0, 9, 9), text="盖章处"),
        Unplaced(page=1, box=(0, 0, 9, 9), text="1"),
    )
    more = replace(form, unplaced=(stray, replace(foot, outside=True), stray))
    assert doubts.count(more, marked) - doubts.count(form, marked) == 2


def test_a_category_that_is_not_sure_is_doubtful():
    """A reason with a faint category is to be looked at, until a person has set its categories."""
    field = "/indicators/0/reason"
    faint, sure = (Label(code="WEATHER", start=0, end=1, confidence=share) for share in (0.6, 0.9))
    form = read_form(seed("5-targeted-aid"))
    doubtful = replace(form, reasons=(Reason(field=field, labels=(sure, faint)),))
    assert doubts.marks(doubtful)[field] == "unsure"
    assert doubts.marks(doubtful, {field})[field] == "changed"
    assert field not in doubts.marks(replace(form, reasons=(Reason(field=field, labels=(sure,)),)))


def test_a_value_without_a_place_is_doubtful():
    """What the machine says it read but cannot show is to be looked at; our own names for rows are not."""
    form = read_form(seed("5-targeted-aid"))
    marked = doubts.marks(replace(form, evidence={}))
    assert marked["/project_name"] == "unsure"
    assert not [pointer for pointer in marked if pointer.endswith("/source")]
    assert "/funds/2/executed" not in marked


def test_fields_that_share_a_cell_share_a_box():
    """One box names all fields printed in it; large ones lie below small ones; unnamed fields have none."""
    evidence = {
        "/department": Evidence(page=1, box=(0, 0, 50, 10)),
        "/department_code": Evidence(page=1, box=(0, 0, 50, 10)),
        "/year": Evidence(page=1, box=(5, 5, 8, 8)),
        "/title": Evidence(page=2, box=(0, 0, 9, 9)),
        "/funds/0/source": Evidence(page=1, box=(1, 1, 2, 2)),
    }
    form = Form(pages=(1, 2), template="t", record=Record(), evidence=evidence)
    names = {"/department": "主管部门", "/department_code": "代码", "/year": "年度", "/title": "表名"}
    first, second = boxes.sheets(form, {}, {}, {"/year": "unsure"}, names)
    assert [(one.pointers, one.classes) for one in first.boxes] == [
        (("/department", "/department_code"), ""),
        (("/year",), "unsure"),
    ]
    assert first.boxes[0].title == "主管部门 / 代码"
    assert (first.known, second.boxes[0].pointers) == (False, ("/title",))


def test_names_and_places_of_findings():
    """A field is called by its row and column; a finding stands below its first field's row, or on top."""
    form = recheck(read_form(replace(seed("5-targeted-aid"), total_score="1")))
    paper = lay_out(form.record)
    names = field_names(paper, load_words("zh"))
    assert names["/indicators/6/score"] == "受助学生走访核实项目志愿者 · 得分"
    assert names["/funds/0/executed"] == "年度资金总额 · 全年执行数"
    findings = [
        {"fields": [pointer]} for pointer in ("/total_score", "/indicators/16/score", "/indicators/1/score")
    ]
    placed = findings_at(paper, [*findings, {"fields": []}, {"fields": ["/nowhere"]}])
    assert {start: len(some) for start, some in placed.items()} == {
        "/total_score": 1,
        "/indicators/16": 1,
        "/indicators/1": 1,
        "": 2,
    }


def test_why_a_form_as_a_whole_needs_a_person():
    """What fields show by themselves is not said again; the rest is in words, or as it came."""
    t = load_words("zh")
    again = "not found when the document was read again"
    names = {"/year": "年度"}
    shown = ["finding:total-is-sum", "unclassified:/indicators/0/reason", "uncertain:/year", "no-evidence"]
    assert whys(shown, t, names) == []
    first, second, third = whys([again, "something new", "missing:/year"], t, names)
    assert "没有读到“年度”" in third
    assert "裁掉" in whys(["missing:/year"], t, names, ["/year"])[0]
    (uncoded,) = whys(["unreadable:/year", "unreadable:/elsewhere"], t, names)
    assert uncoded.startswith("“年度”“/elsewhere”中有")
    pages = whys([f"page-unread:{page}" for page in (2, 3, 5)], t, names)
    assert pages == ["这份表的第 2–3, 5 页没有读出或没有读全，可能缺行，请对照原件。"]
    assert "没有再找到" in first
    assert second == "something new"


def test_other_pages_are_named_where_there_are_others():
    """A file of which no page was read is not said to be read otherwise."""
    t = load_words("zh")
    pages = [Unread(page=1, why="damaged-page")]
    assert unread(pages, t, of=1) == ["第 1 页已损坏，或表格超出页边，没有读出或没有读全。"]
    assert unread(pages, t, of=2) == ["第 1 页已损坏，或表格超出页边，没有读出或没有读全。其余各页照常读取。"]
    assert unread([Unread(page=1, why="no-text")], t, of=2) == ["第 1 页没有文字层，也未能识别出内容。"]
