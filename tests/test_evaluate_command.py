"""`zipingbiao evaluate`: tables, JSON and pages over anybody's data, and what is said of broken data."""

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands import main
from extractor.reason.reasons import load_classifier
from extractor.versions import reader_version
from models.codecs import to_json
from models.records import Extraction, Failure
from models.taxonomies import taxonomy
from tests.made_records import TRUTH, changed, read_form, seed
from tests.read_pages import CHINESE, HOSTILE, Page

HERE = Path(__file__).parent
SEEDS, DEV = HERE / "reasons" / "seeds.jsonl", HERE / "reasons" / "dev.jsonl"
NAME = "4-volunteer-fund"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Three labelled reasons, one of which is read wrongly and one tries to be markup."""
    lines = (
        {
            "text": "经费被压减。",
            "labels": ["BUDGET_CUT"],
            "evidence": [[0, 5, "BUDGET_CUT"]],
            "register": "formal",
        },
        {"text": f"招标流标。{HOSTILE}", "labels": ["WEATHER"], "slice": HOSTILE},
        {"text": "无", "labels": ["NO_REASON"], "explains": False},
    )
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def truths(tmp_path: Path) -> Path:
    """A folder with one truth, and beside it what was read: one number is wrong."""
    folder = tmp_path / "truth"
    folder.mkdir()
    (folder / "a.json").write_bytes((TRUTH / f"{NAME}.json").read_bytes())
    read = Extraction(
        file="somewhere/a.pdf", sha256="", forms=(read_form(changed(seed(NAME), {"/total_score": "1"})),)
    )
    failed = Extraction(file="b.pdf", sha256="", error=Failure(code="damaged-pdf", message="cut off"))
    (tmp_path / "read.jsonl").write_bytes(to_json(read) + b"\n" + to_json(failed))
    return folder


def test_a_table_of_reasons(labelled: Path):
    """What was asked stands in the table: figures, categories, groups, confusions, the worst miss."""
    result = _run("reasons", labelled)
    assert result.exit_code == 0
    assert re.search(r"微平均 F1 +0.667 +3 个类别", result.stdout)
    assert re.search(r"词句 F1 +1.000 +1 处词句", result.stdout)
    assert re.search(r"确信且全对的文本 +0.667 +2 / 3 条文本", result.stdout)
    assert re.search(r"确信却有误的文本 +0.000 +0 / 3 条文本", result.stdout)
    assert re.search(r"须人工判断的文本 +0.333 +1 / 3 条文本", result.stdout)
    assert re.search(r"BUDGET_CUT 预算核减 +1 +1 +0 +0 +1.000 +1.000 +1.000", result.stdout)
    assert re.search(r"formal +1 +0 +1.000", result.stdout)
    assert re.search(r"WEATHER 天气季节 +PROCUREMENT 采购招标延误 +1", result.stdout)
    assert re.search(rf"{labelled}:2 +WEATHER +PROCUREMENT 0.\d\d +招标流标。", result.stdout)


def test_english_is_english(truths: Path):
    """But for what stands in the data, no Chinese is in the English tables."""
    result = _run("reasons", "--english", "--worst", 0, SEEDS)
    assert result.exit_code == 0
    assert not CHINESE.search(result.stdout)
    assert not CHINESE.search(
        _run("forms", "--english", "--worst", 0, "--truth", truths, truths / "a.json").stdout
    )


def test_json_of_reasons(labelled: Path):
    """All figures, every pair and every miss, whatever the table shows."""
    told = json.loads(_run("reasons", "--json", "--worst", 0, labelled).stdout)
    rates = dict.fromkeys(("precision", "recall", "f1"), pytest.approx(2 / 3))
    assert told["summary"]["micro"] == {"right": 2, "wrong": 1, "missing": 1} | rates
    assert told["confusions"] == [{"wanted": "WEATHER", "found": "PROCUREMENT", "count": 1}]
    assert [miss["place"] for miss in told["worst"]] == [f"{labelled}:2"]
    assert list(told["groups"]) == ["register", "slice"]
    digest = hashlib.sha256(labelled.read_bytes()).hexdigest()
    assert told["data"] == [{"file": str(labelled), "texts": 3, "sha256": digest}]
    assert told["reasons_version"] == load_classifier().version


def test_a_mark_of_order_before_the_first_line_is_no_fault(labelled: Path):
    """Editors on Windows like to put one at the start of a file; a second one, elsewhere, is a fault."""
    before = _run("reasons", "--json", "--by", "register", labelled).stdout
    data = labelled.read_bytes()
    labelled.write_bytes(codecs.BOM_UTF8 + data)
    after = _run("reasons", "--json", "--by", "register", labelled).stdout
    assert json.loads(after)["summary"] == json.loads(before)["summary"]
    labelled.write_bytes(data.replace(b"\n", b"\n" + codecs.BOM_UTF8))
    assert _run("reasons", labelled).exit_code == 2


def test_several_sets_are_told_apart():
    """Figures of two files stand together and file by file."""
    told = json.loads(_run("reasons", "--json", SEEDS, DEV).stdout)
    assert {name: one["texts"] for name, one in told["groups"]["file"].items()} == {
        str(SEEDS): 34,
        str(DEV): 150,
    }
    assert told["summary"]["texts"] == 184


def test_what_is_asked_is_measured(labelled: Path):
    """Fields to tell apart by, categories left out, and the bound of what is sure can be chosen."""
    told = json.loads(
        _run("reasons", "--json", "--by", "slice", "--leave-out", "WEATHER", "--sure", 1, labelled).stdout
    )
    assert [*told["groups"]] == ["slice"]
    assert "WEATHER" not in told["categories"]
    assert told["summary"]["sure"]["total"] == 0


def test_a_reason_is_read_with_its_row(tmp_path: Path):
    """A row that went beyond its target has a reason for that; alone, the text says what its words say."""
    line = {"text": "受台风影响。", "labels": ["OVERACHIEVED"]}
    row = {"target": "10场", "actual": "20场", "weight": "5", "score": "5"}
    file = tmp_path / "set.jsonl"
    file.write_text(
        f"{json.dumps(line)}\n{json.dumps(line | {'row': row})}\n{json.dumps(line | {'text': '', 'row': {}})}"
    )
    told = json.loads(_run("reasons", "--json", file).stdout)
    assert sorted(miss["place"][-2:] for miss in told["worst"]) == [":1", ":3"]
    assert told["categories"]["OVERACHIEVED"]["right"] == 1


def test_parts_are_measured_apart(tmp_path: Path):
    """Patterns, words without their sentences and the model differ; what is asked for alone is that part."""
    texts = ("虽受疫情影响，但主要是施工单位进场晚。", "与天气无关，系拆迁受阻所致。")
    lines = ({"text": text, "labels": ["EXTERNAL_PARTY"]} for text in texts)
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    told = json.loads(_run("reasons", "--json", "--apart", file).stdout)
    parts = told["groups"]["answered by"]
    assert list(parts) == ["both", "patterns", "model", "words"]
    assert parts["both"] == told["summary"]
    assert parts["words"]["micro"]["wrong"] > parts["patterns"]["micro"]["wrong"]
    alone = _run("reasons", "--only", "words", file).stdout
    assert "不看语境的模式" in alone
    assert re.search(rf"微平均 F1 +{parts['words']['micro']['f1']:.3f} ", alone)


def test_own_categories_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A category of an organisation's own is no stranger where its folder is set."""
    category = {"code": "DRAGON", "zh": "龙患", "en": "Dragons", "meaning": "One came.", "explains": True}
    (tmp_path / "taxonomy.json").write_text(json.dumps({"name": "ours", "categories": [category]}))
    file = tmp_path / "set.jsonl"
    file.write_text(json.dumps({"text": "恶龙来袭。", "labels": ["DRAGON"]}))
    assert _run("reasons", file).exit_code == 2
    monkeypatch.setenv("ZIPINGBIAO_REASONS", str(tmp_path))
    assert re.search(r"DRAGON 龙患 +1 +0 +0 +1", _run("reasons", file).stdout)


def test_a_page_of_reasons_loads_nothing(labelled: Path, tmp_path: Path):
    """One file with plots; markup in texts and tags is text; every tag is closed."""
    out = tmp_path / "page.html"
    assert _run("reasons", "--html", out, labelled).exit_code == 0
    page = Page(out.read_text(encoding="utf-8"))
    assert (page.left, page.links) == ([], [])
    assert "script" not in page.seen
    assert page.seen.count("svg") == 5
    assert {"mark", "circle", "table"} <= set(page.seen)


def test_a_table_of_forms(truths: Path):
    """Extractor output is matched by stem; a file without truth is named and the exit status is 1."""
    result = _run("forms", "--truth", truths, truths.parent / "read.jsonl")
    assert result.exit_code == 1
    assert result.stderr.startswith("b.pdf: not-found: ")
    assert f"读取程序版本: {reader_version()}" in result.stdout
    assert re.search(r"找到的指标行 +1.000 +13 / 13 行，多出 0 行", result.stdout)
    assert re.search(r"总分 +1 +0 +1 +0 +0 +0.000", result.stdout)
    assert re.search(r"somewhere/a.pdf +1 +/total_score +89.00 +1\n", result.stdout)


def test_a_file_that_gave_no_form_has_lost_everything(truths: Path):
    """An extraction that failed counts with all its values missing, and says why."""
    (truths / "b.json").write_bytes((truths / "a.json").read_bytes())
    told = json.loads(_run("forms", "--json", "--truth", truths, truths.parent / "read.jsonl").stdout)
    first, second = told["files"]
    assert (first["error"], second["error"]) == ("", "damaged-pdf")
    assert second["cells"]["missing"] == first["cells"]["right"] + 1
    assert (told["perfect"]["right"], told["forms"]) == (0, {"right": 1, "total": 2, "share": 0.5})


def test_a_file_that_is_not_there_is_told(truths: Path):
    """It is named as absent, whether a truth has its name or not, and counts nowhere."""
    gone = [truths.parent / "a.pdf", truths.parent / "nobody.pdf"]
    result = _run("forms", "--json", "--truth", truths, *gone)
    assert result.stderr.splitlines() == [
        f"{file}: file-vanished: it cannot be opened: No such file or directory" for file in gone
    ]
    assert (result.exit_code, json.loads(result.stdout)["files"]) == (1, [])


def test_files_beside_their_truths_are_read():
    """Without files, PDFs with a truth of their name are read, several forms in each."""
    (smallest, *_) = sorted((HERE / "found").glob("*.pdf"), key=lambda file: file.stat().st_size)
    told = json.loads(_run("forms", "--json", "--truth", HERE / "found", smallest).stdout)
    assert (told["cells"]["exact"], told["rows"]["share"]) == (1.0, 1.0)
    digest = hashlib.sha256(smallest.read_bytes()).hexdigest()
    assert told["data"] == [{"file": str(smallest), "sha256": digest}]
    assert (told["reader_version"], len(told["truths_sha256"])) == (reader_version(), 64)


def test_a_folder_alone(tmp_path: Path, truths: Path):
    """The files beside their truths are found by their names."""
    (truths / "a.pdf").write_bytes(b"no pdf")
    (truths / "c.pdf").write_bytes(b"no truth of this name")
    page = tmp_path / "page.html"
    told = json.loads(_run("forms", "--json", "--html", page, "--truth", truths).stdout)
    assert [(Path(one["file"]).name, one["error"]) for one in told["files"]] == [("a.pdf", "bad-request")]
    assert Page(page.read_text(encoding="utf-8")).left == []


def _broken(folder: Path) -> Iterator[tuple[str, list[object], str]]:
    line = folder / "line.jsonl"
    line.write_text('{"text": "无", "labels": []}\n{"text": 5}\n')
    empty = folder / "empty.jsonl"
    empty.touch()
    truth = folder / "truths"
    truth.mkdir()
    (truth / "a.json").write_text('{"project": 1}')
    (folder / "none").mkdir()
    yield "a broken line", ["reasons", line], f"bad-request: {line}:2: no labelled reason: "
    yield "an empty set", ["reasons", empty], f"bad-request: {empty}"
    yield "a set that is gone", ["reasons", folder / "gone"], f"file-vanished: {folder / 'gone'}: "
    yield (
        "an unknown category",
        ["reasons", "--leave-out", "RAIN", SEEDS],
        "bad-request: no such category: RAIN",
    )
    yield "an unknown field", ["reasons", "--by", "form", "--by", "unit", SEEDS], "bad-request: --by unit: "
    yield "no folder", ["forms", "--truth", folder / "gone"], f"not-found: {folder / 'gone'}: "
    yield "no truths", ["forms", "--truth", folder / "none"], f"not-found: {folder / 'none'}: "
    yield "nothing beside them", ["forms", "--truth", truth], f"not-found: {truth}: "
    yield (
        "a broken truth",
        ["forms", "--truth", truth, truth / "a.json"],
        f"bad-request: {truth / 'a.json'}: ",
    )
    yield "no folder for the page", ["reasons", "--html", folder / "no" / "x.html", SEEDS], "broken-setup: "


def test_broken_data_is_named(tmp_path: Path):
    """Code, file, line where there is one, and cause; exit status 2 and nothing measured."""
    for name, arguments, said in _broken(tmp_path):
        result = _run(*arguments)
        assert result.exit_code == 2, name
        assert result.stderr.startswith(f"zipingbiao: {said}"), (name, result.stderr)
        assert not result.stdout, name


def test_a_truth_may_be_an_object_of_records(truths: Path):
    """Several records under `records` are the forms of one file, in order."""
    record = json.loads((truths / "a.json").read_bytes())
    (truths / "a.json").write_text(json.dumps({"how": "drawn", "records": [record, record]}))
    told = json.loads(_run("forms", "--json", "--truth", truths, truths.parent / "read.jsonl").stdout)
    assert told["forms"] == {"right": 1, "total": 2, "share": 0.5}


def test_the_guide_names_every_option():
    """docs/evaluate.md knows all that can be asked, and the model card every category."""
    docs = HERE.parent / "docs"
    guide = (docs / "evaluate.md").read_text(encoding="utf-8")
    for name in ("reasons", "forms"):
        options = re.findall(r"^  (--[a-z-]+)", _run(name, "--help").stdout, re.MULTILINE)
        assert all(f"`{option}" in guide for option in options if option != "--help"), options
    card = (docs / "model-card.md").read_text(encoding="utf-8")
    assert all(f"`{code}`" in card for code in taxonomy().categories)
