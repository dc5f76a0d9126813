"""What leaves the house can be read back, holds everything, and runs nothing."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from extractor.proof.checks import recheck
from models.codecs import from_plain, to_plain
from models.events import EventRow
from models.records import Form, Label, Reason, Record, Unplaced
from models.versions import Versions
from review_ui.cells import restored, shown
from review_ui.exports import ExportRow, write_csv, write_jsonl, write_xlsx
from review_ui.languages import load_words
from review_ui.sheets import FLAT, TABLES
from tests.made_records import read_form, seed
from tests.read_exports import by_header, read_csv, read_xlsx, written

AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
REASON = "/indicators/4/reason"


def row(record: Record, **form: object) -> ExportRow:
    """Return an accepted form with one correction of a category."""
    event = EventRow(
        id=7,
        form_id=1,
        at=AT,
        user_id=3,
        user_name="张三",
        kind="categorise",
        field=REASON,
        old="OTHER",
        new="BUDGET_CUT",
        why="原文如此",
    )
    return ExportRow(
        form_id=1,
        document_name="区财政/表.pdf",
        sha256="ab" * 32,
        state="accepted",
        version=2,
        decided_by="李四",
        decided_at=AT,
        form=recheck(read_form(record, **form)),
        events=(event,),
    )


@pytest.fixture
def supervised() -> ExportRow:
    """Return form 3, with two categories and their words at the first reason, and text left over."""
    record = seed("3-supervisor-team")
    text = record.indicators[13].reason
    labels = (
        Label(code="STAFF_CAPABILITY", start=text.index("专业"), end=text.index("不一"), confidence=0.9),
        Label(code="QUALITY_ROOM", start=0, end=0, confidence=1.0),
    )
    reasons = (Reason(field="/indicators/13/reason", labels=labels, explains=True),)
    left = (
        Unplaced(page=1, box=(0, 0, 1, 1), text="注：以上"),
        Unplaced(page=1, box=(0, 0, 1, 1), text="第1页", outside=True),
    )
    record = replace(record, extras={"备注": "无", "indicators/0/权重说明": "略"})
    return row(record, reasons=reasons, unplaced=left)


def test_where_a_form_is_from_and_what_read_it(supervised: ExportRow):
    """Each format carries a manifest's words and the versions."""
    by = Versions(extractor="0.1.0", models="m", patterns="p")
    known = replace(supervised, reference="=J-1", archive_year="2019", read_by=by)
    line = json.loads(written(write_jsonl, [known]))
    assert (line["reference"], line["archive_year"], line["read_by"]) == (
        "=J-1",
        "2019",
        {"extractor": "0.1.0", "models": "m", "patterns": "p"},
    )
    headers = ("档号", "归档年度", "提取程序版本", "识别模型版本", "分类规则版本")
    flat = read_csv(written(write_csv, [known]))[0]
    assert [flat[one] for one in headers] == ["'=J-1", "2019", "0.1.0", "m", "p"]
    book = read_xlsx(written(write_xlsx, [known]))
    assert [by_header(book, "表单")[0][one] for one in headers] == ["=J-1", "2019", "0.1.0", "m", "p"]


def test_jsonl_is_complete(supervised: ExportRow):
    """A line holds the form exactly, where it came from, its state, and everything done to it."""
    first, second = written(write_jsonl, [supervised, supervised]).splitlines()
    line = json.loads(first)
    assert first == second
    assert from_plain({key: line[key] for key in to_plain(supervised.form)}, Form) == supervised.form
    assert (line["file"], line["sha256"], line["form_id"]) == ("区财政/表.pdf", "ab" * 32, 1)
    assert (line["state"], line["version"], line["decided_by"]) == ("accepted", 2, "李四")
    assert datetime.fromisoformat(line["decided_at"]) == AT
    (event,) = line["corrections"]
    assert (event["user_name"], event["kind"], event["field"]) == ("张三", "categorise", REASON)
    assert (event["old"], event["new"], event["why"]) == ("OTHER", "BUDGET_CUT", "原文如此")


def test_csv_has_a_row_an_indicator(supervised: ExportRow):
    """CSV opens in Excel, repeats the form's columns and gives names and words of each reason."""
    data = written(write_csv, [supervised])
    rows = read_csv(data)
    assert data.startswith("\ufeff".encode())
    assert len(rows) == len(supervised.form.record.indicators)
    assert {one["项目名称"] for one in rows} == {"青少年社会工作督导人才队伍建设"}
    assert {(one["年初预算数"], one["执行率"], one["总分"]) for one in rows} == {("702.80", "99.29", "87.93")}
    reason = rows[13]
    assert reason["原因分类代码"] == "STAFF_CAPABILITY QUALITY_ROOM"
    assert reason["原因分类"].split("；")[0] == "人员能力不足"
    assert reason["分类依据"] == "专业水平"
    assert (rows[0]["本行其他栏目"], rows[0]["其他栏目"], rows[0]["状态"]) == (
        "权重说明：略",
        "备注：无",
        "已确认",
    )


def test_csv_in_english(supervised: ExportRow):
    """Headers and our words follow the language; the form's own words do not."""
    first = read_csv(written(write_csv, [supervised], "en"))[13]
    assert (first["state"], first["explains"], first["level2"]) == ("accepted", "yes", "效益指标")
    assert first["reason_categories"].isascii()


def test_csv_keeps_a_form_without_indicators():
    """A form without any indicator is one row, not none."""
    (only,) = read_csv(written(write_csv, [row(Record(project_name="空表"))]))
    assert (only["项目名称"], only["序号"], only["年初预算数"]) == ("空表", "", "")


def test_xlsx_has_all_sheets(supervised: ExportRow):
    """The workbook holds forms, indicators, funds, findings and corrections, who and when."""
    book = read_xlsx(written(write_xlsx, [supervised]))
    assert book.sheetnames == ["表单", "指标", "资金", "疑点", "更正"]
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)
    (form,) = by_header(book, "表单")
    assert (form["总分"], form["年度"], form["未归位文字"]) == (87.93, "2019", "注：以上")
    assert form["表外文字"] == "第1页"
    assert (form["需要核对"], form["核对事由"]) == ("是", " ".join(supervised.form.why_review))
    indicators = by_header(book, "指标")
    assert [one["分值"] for one in indicators] == [int(i.weight) for i in supervised.form.record.indicators]
    assert indicators[13]["分类依据"] == "专业水平"
    assert [(one["资金来源"], one["年初预算数"], one["执行率分值"]) for one in by_header(book, "资金")] == [
        ("年度资金总额", 702.8, 10),
        ("财政拨款", 702.8, "—"),
        ("其他资金", None, "—"),
    ]
    findings = by_header(book, "疑点")
    assert [(one["规则代码"], one["程度"]) for one in findings] == [
        ("rate-is-executed-over-budget", "提示")
    ] * 2
    (event,) = by_header(book, "更正")
    assert (event["操作人"], event["时间"], event["新值"]) == (
        "张三",
        "2024-05-06T07:08:09+00:00",
        "BUDGET_CUT",
    )


def test_xlsx_numbers_look_as_printed():
    """Numbers that parse exactly are numbers, shown with the decimals printed; others stay text."""
    book = read_xlsx(written(write_xlsx, [row(seed("2-expo-volunteers")), row(seed("4-volunteer-fund"))]))
    sheet = book["资金"]
    first, percent = sheet["G2"], sheet["K5"]
    assert (first.value, first.number_format) == (2315.49, "#,##0.00")
    assert (percent.value, percent.data_type) == ("100%", "s")


def test_xlsx_in_english(supervised: ExportRow):
    """English names sheets, headers, rules and messages."""
    book = read_xlsx(written(write_xlsx, [supervised], "en"))
    assert book.sheetnames == ["forms", "indicators", "funds", "findings", "corrections"]
    finding = by_header(book, "findings")[0]
    assert finding["message"] == "The rate is printed 99.29, truncated; rounded it would be 99.30."


def test_xlsx_goes_on_in_a_further_sheet(supervised: ExportRow):
    """Beyond a sheet's last row a table goes on in the next sheet; no row is lost."""
    book = read_xlsx(written(write_xlsx, [supervised, supervised], most_rows=15))
    assert [name for name in book.sheetnames if name.startswith("指标")] == ["指标", "指标 2", "指标 3"]
    parts = [by_header(book, name) for name in ("指标", "指标 2", "指标 3")]
    assert [len(part) for part in parts] == [14, 14, 8]
    numbers = [one["序号"] for part in parts for one in part]
    assert numbers == [*range(1, 19), *range(1, 19)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_exist(lang: str, supervised: ExportRow):
    """Every state, severity, blame and kind of event has words, and every row fits its columns."""
    words = load_words(lang)
    for table in (FLAT, *TABLES):
        assert len({column.en for column in table.columns}) == len(table.columns)
        assert all(len(values) == len(table.columns) for values in table.rows(supervised, words))
    keys = [f"state.{state}" for state in ("waiting", "accepted", "rejected")]
    keys += [f"severity.{severity}" for severity in ("error", "warning", "info")]
    keys += [f"blame.{blame}" for blame in ("issuer", "extraction", "unknown")]
    keys += [f"event.{kind}" for kind in ("correct", "categorise", "accept", "reject", "reopen", "undo")]
    assert [key for key in keys if not words.has(key)] == []


hostile = st.one_of(
    st.text(
        st.one_of(st.sampled_from("=+-@\t\r\n '\"<>&_x＝＋－＠,;19."), st.characters(codec="utf-8")),
        max_size=30,
    ),
    st.sampled_from(
        [
            '=HYPERLINK("http://x")',
            "http://example.org/",
            "<r><t>x</t></r>",
            "_x0041_",
            "{=1}",
            "TRUE",
            "1e5",
            "internal:a!A1",
        ]
    ),
)


@trying(deadline=None)
@given(hostile, hostile)
def test_hostile_texts(name: str, score: str):
    """Whatever a form says comes back as the same text: no cell is a formula, a link or broken XML."""
    record = seed("6-media-kitchen")
    indicator = replace(record.indicators[0], level3=name, score=score)
    record = replace(record, project_name=name, indicators=(indicator,), extras={})
    (flat,) = read_csv(written(write_csv, [row(record)]))
    assert restored(flat["项目名称"]) == restored(flat["三级指标"]) == shown(name)
    assert restored(flat["得分"]) == shown(score)
    book = read_xlsx(written(write_xlsx, [row(record)]))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    (read,) = by_header(book, "指标")
    assert as_read(str(read["三级指标"] or "")) == as_read(name)
    line = json.loads(written(write_jsonl, [row(record)]))
    assert line["record"]["indicators"][0]["level3"] == name


def as_read(text: str) -> str:
    """Return a text without what XLSX changes: XML's line ends, openpyxl's escapes, the guard's blank."""
    for escape, plain in (("_x005F_", "_"), ("_x000D_", "\r"), ("\r\n", "\n"), ("\r", "\n")):
        text = text.replace(escape, plain)
    return shown(text).removesuffix(" ")


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_xlsx])
def test_stream_stays_open(write: Callable[..., None], supervised: ExportRow):
    """A writer leaves its stream open: the page still has to send it."""
    with tempfile.SpooledTemporaryFile(max_size=10) as stream:
        write([supervised], stream)
        assert not stream.closed
        stream.seek(0)
        assert len(stream.read()) > 1000
