"""`zipingbiao check`: every source, both languages, JSON, and the exit status."""

import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.columns import cut
from cli.commands import main
from extractor.proof.checks import recheck
from models.codecs import to_json
from models.pointers import with_value
from models.records import Extraction, Failure, Record, Uncertain, Unplaced
from tests.hostile.oddities import ODDITIES
from tests.made_records import TRUTH, read_form, seed
from tests.made_workbooks import made_book
from tests.uncertain_forms import doubted

HERE = Path(__file__).parent
GOOD, SLIP = TRUTH / "4-volunteer-fund.json", TRUTH / "5-targeted-aid.json"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_record():
    """A record's findings are a table, the gravest first, and its errors stand in the exit status."""
    result = _run(SLIP)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[:2] == [str(SLIP), "  1. 精准帮扶 2019 项目  总分 89.30 良  1 个错误，7 个警告，2 个提示"]
    assert lines[2].split() == [
        "错误",
        *("指标", "12", "预算控制数", "年度指标值"),
        *("预算控制数的指标值印为", "83.12", "万元，项目资金的预算数为", "82.12。", "[control-figure]"),
    ]
    assert [line.split()[0] for line in lines[2:]] == ["错误"] + ["警告"] * 7 + ["提示"] * 2


def test_english():
    """In English no word of ours is Chinese."""
    result = _run("--english", GOOD)
    assert result.exit_code == 0
    assert "Total 89.00 good  errors: 0, warnings: 5, hints: 0" in result.stdout
    assert "indicator 7 表彰、激励优秀… Reason" in result.stdout
    assert "explains nothing. [reason-explains-nothing]" in result.stdout


def test_nothing_found(tmp_path: Path):
    """A form without findings is said to have none."""
    file = tmp_path / "a.json"
    file.write_bytes(to_json(Record(project_name="甲", total_score="")))
    result = _run(file)
    assert (result.exit_code, result.stdout) == (0, f"{file}\n  1. 甲  未发现问题\n")


def test_a_page_that_lost_something_is_told(tmp_path: Path):
    """That the rules found nothing does not hide that a page was not wholly read."""
    file = tmp_path / "a.pdf"
    file.write_bytes(ODDITIES["content that breaks off"][0]())
    result = _run(file)
    assert result.stdout.splitlines()[1:] == [
        "  1. 河道清淤  未发现问题  2 处待核对",
        f"     核对  {'':7}  这份表的第 1 页没有读出或没有读全，可能缺行，请对照原件。",
        "     核对  第 1 页  未归位的文字：评分标准",
        "  第 1 页已损坏，或表格超出页边，没有读出或没有读全。",
    ]


def test_json():
    """`--json` prints what `extract` prints, whatever the source."""
    result = _run("--json", HERE / "pdfs" / "fit.rl.pdf", SLIP)
    pdf, record = (json.loads(line) for line in result.stdout.splitlines())
    assert [len(line["forms"]) for line in (pdf, record)] == [7, 1]
    assert record["forms"][0]["derived"]["grade"] == "良"
    assert pdf["forms"][4]["findings"][0]["code"] == "control-figure"
    assert len(record["sha256"]) == 64
    assert result.exit_code == 1


def test_workbook(tmp_path: Path):
    """A workbook is checked like a page."""
    file = tmp_path / "自评表.xlsx"
    file.write_bytes(made_book())
    assert _run(file).exit_code == 0
    file.write_bytes(made_book(lambda page: page.__setitem__("G7", 65)))
    result = _run(file)
    assert result.exit_code == 1
    assert "总分印为 65" in result.stdout


def _extraction(*names: str) -> Extraction:
    forms = tuple(recheck(read_form(seed(name))) for name in names)
    return Extraction(file="x.pdf", sha256="0", pages=1, forms=forms)


GIVEN = {
    "a form": to_json(read_form(seed("4-volunteer-fund"))),
    "a form of a record alone": b'{"record": {"project_name": "x"}}',
    "an extraction": to_json(_extraction("4-volunteer-fund")),
    "an array": b"[" + to_json(seed("4-volunteer-fund")) + b"," + GOOD.read_bytes() + b"]",
    "lines": to_json(_extraction("4-volunteer-fund"))
    + b"\n\n"
    + GOOD.read_bytes().replace(b"\n", b"")
    + b"\n",
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.read_bytes(),
}


@pytest.mark.parametrize("data", GIVEN.values(), ids=GIVEN.keys())
def test_given(data: bytes, tmp_path: Path):
    """JSON may be a record, a form, an extraction, or several of them."""
    file = tmp_path / "a.json"
    file.write_bytes(data)
    result = _run(file)
    assert (result.exit_code, result.stderr) == (0, "")


def test_what_only_a_person_can_settle(tmp_path: Path):
    """Values not read surely, text without a field and lost pages are listed; what is repaired is not."""
    form = doubted(
        read_form(seed("4-volunteer-fund")),
        Uncertain(field="/indicators/0/actual", readings=("5场", "6场"), choices=("5场", "6场")),
        Uncertain(field="/total_score", readings=("39.00",), proven_by=("total-is-sum",)),
        values={"/indicators/0/actual": "5场"},
    )
    stray = (Unplaced(page=1, box=(0, 0, 1, 1), text="另附\n说明"),)
    file = tmp_path / "a.json"
    file.write_bytes(to_json(replace(form, unplaced=stray, missing=("page-unread:2",))))
    chinese, english = _run(file).stdout.splitlines(), _run("--english", file).stdout.splitlines()
    assert chinese[1].endswith("提示  3 处待核对")
    assert [" ".join(line.split()) for line in chinese[-3:]] == [
        "核对 这份表的第 2 页没有读出或没有读全，可能缺行，请对照原件。",
        f"核对 指标 1 {cut(form.record.indicators[0].level3, 16)} 全年实际值 识读没有把握：5场 / 6场",
        "核对 第 1 页 未归位的文字：另附 说明",
    ]
    assert english[1].endswith("to be looked at: 3")
    assert "not read surely: 5场 / 6场" in english[-2]


def test_given_findings_are_not_believed(tmp_path: Path):
    """What the file says was found is found anew."""
    form = read_form(with_value(seed("4-volunteer-fund"), "/total_score", "88.00"))
    file = tmp_path / "a.json"
    file.write_bytes(to_json(form))
    result = _run(file)
    assert result.exit_code == 1
    assert "[total-is-sum]" in result.stdout


BAD = {
    "empty": (b"", "empty-file"),
    "prose": ("绩效自评".encode(), "bad-request"),
    "broken JSON": (b'{"title": ', "bad-request"),
    "another JSON": (b'{"a": 1}', "bad-request"),
    "a number": (b"5", "bad-request"),
    "a number in a text's place": (b'{"total_score": 87.4}', "bad-request"),
    "deep": (b"[" * 100_000, "bad-request"),
    "no UTF-8": (b'{"title": "\xff"}', "bad-request"),
    "a web page": (b"<html></html>", "not-a-pdf"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), "bad-request"),
    "an empty array": (b" []\n", "unknown-form"),
    "an extraction without forms": (to_json(_extraction()), "unknown-form"),
    "forms and none, in lines": (
        to_json(_extraction("4-volunteer-fund")) + b"\n" + to_json(_extraction()),
        "unknown-form",
    ),
    "a broken workbook": (b"PK\x03\x04" + bytes(100), "damaged-workbook"),
    "a broken PDF": (b"%PDF-1.7\n", "damaged-pdf"),
    "an extraction that failed": (
        b'{"file": "x", "sha256": "", "error": {"code": "not-a-pdf", "message": "m"}}',
        "not-a-pdf",
    ),
}


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD.keys())
def test_bad(data: bytes, code: str, tmp_path: Path):
    """A file that cannot be read is named with its code, the others are checked, and the status is 2."""
    file = tmp_path / "a.json"
    file.write_bytes(data)
    result = _run(file, GOOD)
    assert result.exit_code == 2
    assert f": {code}: " in result.stderr
    assert "北京志愿服务基金支持资金" in result.stdout


def test_what_is_no_workbook_is_told(tmp_path: Path):
    """A Word document is an archive of the same kind, and broken in nothing."""
    file = tmp_path / "自评表.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    result = _run(file)
    assert result.exit_code == 2
    assert result.stderr.endswith("; it is a ZIP archive without a workbook in it: a Word document?\n")


UNKNOWN = {
    "record": (b'{"total_score": "87", "total_scroe": "88"}', ": /total_scroe"),
    "a row of a record": (b'{"indicators": [{"score": "1"}, {"scroe": "1"}]}', ": /indicators/1/scroe"),
    "form": (b'{"record": {"project_name": "x", "year_": "1"}}', ": /record/year_"),
    "beside a record": (b'{"record": {}, "total_score": "1"}', ": /total_score"),
    "extraction": (
        (
            b'{"file": "x", "sha256": "", "forms": '
            b'[{"pages": [], "template": "", "record": {"funds": [{"source": "total", "a/b": ""}]}}]}'
        ),
        ": /forms/0/record/funds/0/a~1b",
    ),
    "a failed extraction": (
        b'{"file": "x", "sha256": "", "error": {"code": "c", "message": "m", "why": ""}}',
        ": /error/why",
    ),
    "several": (b'{"year": "", "a": 1, "b": {"c": 2}}', ": /a, /b"),
    "array": (b'[{"year": "1"}, {"year": "1", "b": 1}]', " in object 2: /b"),
    "lines": (b'{"year": "1"}\n\n{"year": "1", "b": 1}', " in object 2: /b"),
    "after a byte order mark": (b'\xef\xbb\xbf{"year": "1", "b": 1}', ": /b"),
}


@pytest.mark.parametrize(("data", "place"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown_fields(data: bytes, place: str, tmp_path: Path):
    """A field that is not known is an error that names the file and the field, and nothing is checked."""
    file = tmp_path / "a.json"
    file.write_bytes(data)
    result = _run(file)
    assert result.exit_code == 2
    assert result.stdout == f"{file}\n"
    assert result.stderr == f"{file}: bad-request: it has fields that are not known{place}\n"


def test_extras_are_free(tmp_path: Path):
    """Any label may stand in `extras`."""
    file = tmp_path / "a.json"
    file.write_bytes(b'{"record": {"extras": {"total_scroe": "1"}}}')
    assert (_run(file).exit_code, _run(file).stderr) == (0, "")


def test_many_unknown_fields(tmp_path: Path):
    """An error stays short, and harmless to a terminal, whatever the fields are called."""
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"year": "1"} | {f"\x1b{number}": 1 for number in range(1000)}))
    said = _run(file).stderr
    assert said.count(", /") == 9
    assert "\x1b" not in said


def test_no_such_file(tmp_path: Path):
    """A file that is not there is named."""
    result = _run(tmp_path / "gone.json")
    assert (result.exit_code, result.stderr.startswith(f"{tmp_path}/gone.json: file-vanished: ")) == (2, True)


@pytest.mark.parametrize("command", ["check", "extract"])
def test_too_large(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file of as many bytes as the settings allow is read, one of more is not."""
    monkeypatch.setenv("ZIPINGBIAO_MAX_UPLOAD_BYTES", "10")
    file = tmp_path / "a.json"
    codes = []
    for size in (10, 11):
        file.write_bytes(b"5" * size)
        codes.append(CliRunner().invoke(main, [command, str(file)]).stderr.split(": ")[1])
    assert codes == [{"check": "bad-request", "extract": "not-a-pdf"}[command], "too-large"]


@pytest.mark.parametrize("command", ["check", "extract"])
def test_a_name_of_a_chinese_windows(command: str, tmp_path: Path):
    """What was unpacked from an archive of GB 18030 names is read, and called as its maker called it."""
    path = os.fsencode(tmp_path) + b"/" + "自评表.pdf".encode("gb18030")
    Path(os.fsdecode(path)).write_bytes((HERE / "pdfs" / "fit.rl.pdf").read_bytes())
    result = CliRunner().invoke(main, [command, os.fsdecode(path)])
    assert "bad-name" not in result.stderr
    assert "自评表.pdf" in result.stdout


def test_hostile_texts_are_shown_harmlessly(tmp_path: Path):
    """A form's texts cannot write to the terminal."""
    file = tmp_path / "a.json"
    file.write_bytes(to_json(Record(project_name="\x1b[31m甲\n乙", total_score="\x1b]0;x")))
    result = _run(file)
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) == 3
    file.write_bytes(to_json(Extraction(file="x", sha256="", error=Failure(code="c", message="\x1b]0;x"))))
    assert "\x1b" not in _run(file).stderr
