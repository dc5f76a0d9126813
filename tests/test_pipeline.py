"""PDF bytes → Extraction, as a function and as `zipingbiao extract`."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pymupdf
import pytest

from benchmarks.stages import repeated
from extractor.pipeline import TOGETHER, extract, extract_or_error, load_kit
from models.codecs import from_json, json_schema, to_json
from models.errors import NoTextLayer, UnknownForm
from models.pointers import all_values, value_at
from models.records import Extraction
from tests.drawings import Drawn, draw, text_page

PDFS = Path(__file__).parent / "pdfs"
FIT = PDFS / "fit.rl.pdf"


def _run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    command = [sys.executable, "-c", "from cli.commands import main; main()", "extract", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_extraction_of_the_seven_forms():
    """Name, hash and pages are the file's; every form is read, checked and classified."""
    data = FIT.read_bytes()
    extraction = extract(data, "some/label.pdf", load_kit())
    assert extraction.file == "some/label.pdf"
    assert extraction.sha256 == hashlib.sha256(data).hexdigest()
    assert extraction.pages == len(extraction.forms) == 7
    assert extraction.error is None


def test_a_file_longer_than_what_goes_through_a_stage_in_one_go():
    """Each form of a long file is there once, in order, on its own page."""
    one = extract(FIT.read_bytes(), "f", load_kit()).forms
    forms = extract(repeated(FIT, 2 * TOGETHER + 1), "f", load_kit()).forms
    assert [form.pages for form in forms] == [(page,) for page in range(1, 2 * TOGETHER + 2)]
    assert [form.record for form in forms] == [one[at % 7].record for at in range(len(forms))]


def test_every_pointer_leads_to_a_value():
    """Evidence, findings and reasons point into the record that they stand beside."""
    for form in extract(FIT.read_bytes(), "f", load_kit()).forms:
        known = set(all_values(form.record))
        pointers = {
            *form.evidence,
            *(field for finding in form.findings for field in finding.fields),
            *(reason.field for reason in form.reasons),
        }
        assert pointers <= known
        for reason in form.reasons:
            text = value_at(form.record, reason.field)
            assert all(0 <= label.start < label.end <= len(text) for label in reason.labels)


def test_every_filled_reason_is_classified():
    """Each printed reason has its entry, in the order of the rows."""
    for form in extract(FIT.read_bytes(), "f", load_kit()).forms:
        filled = [
            f"/indicators/{index}/reason" for index, row in enumerate(form.record.indicators) if row.reason
        ]
        assert [reason.field for reason in form.reasons] == filled


@pytest.mark.parametrize("name", sorted(path.name for path in PDFS.glob("*.pdf")))
def test_output_fits_the_published_schema(name: str):
    """What `extract` gives for every kept PDF fits the JSON Schema, and survives a round trip."""
    extraction = extract_or_error((PDFS / name).read_bytes(), name, load_kit())
    line = json.loads(to_json(extraction))
    jsonschema.Draft202012Validator(json_schema()).validate(line)
    assert from_json(to_json(extraction), Extraction) == extraction
    assert list(line) == ["file", "sha256", "pages", "error", "forms", "unread", "kinds"]


def test_a_pdf_without_any_form():
    """Readable text without a form is `unknown-form`."""
    with pytest.raises(UnknownForm):
        extract(text_page(["关于印发通知的函", "各单位："]), "letter.pdf", load_kit())


def test_a_scan_has_no_text_layer():
    """A page with a picture and no text has nothing to read without OCR."""
    document = pymupdf.open()
    pixels = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 40, 40))
    pixels.clear_with(200)
    document.new_page().insert_image((50, 50, 400, 700), pixmap=pixels)
    with pytest.raises(NoTextLayer):
        extract(document.tobytes(), "scan.pdf", load_kit())


def test_a_blank_page_is_no_scan():
    """Lines without a word or a picture are a PDF without any form."""
    blank = draw([Drawn([40, 100, 200], [60, 80], {(0, 0, 1, 1): "", (0, 1, 1, 2): ""})])
    with pytest.raises(UnknownForm):
        extract(blank, "blank.pdf", load_kit())


def test_a_failed_file_still_tells_its_pages():
    """A readable file without a form has its pages counted, a damaged one has none."""
    assert extract_or_error(text_page(["函"]), "letter.pdf", load_kit()).pages == 1
    assert extract_or_error(b"%PDF-1.7", "cut.pdf", load_kit()).pages == 0


def test_command_prints_one_line_a_file(tmp_path: Path):
    """Bad files have their coded error in their own line and on stderr; the others are read."""
    broken = tmp_path / "cut.pdf"
    broken.write_bytes(FIT.read_bytes()[:20_000])
    letter = tmp_path / "信.pdf"
    letter.write_bytes(text_page(["函"]))
    missing = tmp_path / "gone.pdf"
    code, lines, errors = _run(str(broken), str(FIT), str(missing), str(letter))
    assert code == 1
    assert [line["file"] for line in lines] == [str(broken), str(FIT), str(missing), str(letter)]
    assert [line["error"] and line["error"]["code"] for line in lines] == [
        "damaged-pdf",
        None,
        "file-vanished",
        "unknown-form",
    ]
    assert [len(line["forms"]) for line in lines] == [0, 7, 0, 0]
    assert f"{broken}: damaged-pdf: " in errors


def test_hostile_names_and_pipes(tmp_path: Path):
    """Names that hide characters are `bad-name` and shown harmlessly; a pipe is not waited for."""
    lines_of_two = tmp_path / "x\x1b[31m\nforged.pdf"
    latin = Path(os.fsdecode(os.fsencode(tmp_path) + b"/latin\xe9.pdf"))
    pipe = tmp_path / "pipe.pdf"
    for file in (lines_of_two, latin):
        file.write_bytes(FIT.read_bytes())
    os.mkfifo(pipe)
    code, lines, errors = _run(str(lines_of_two), str(latin), str(pipe), str(FIT))
    assert code == 1
    assert [line["error"] and line["error"]["code"] for line in lines] == [
        "bad-name",
        "bad-name",
        "file-vanished",
        None,
    ]
    assert len(errors.splitlines()) == 3
    assert "\x1b" not in errors
    assert lines[1]["file"] == f"{tmp_path}/latin\ufffd.pdf"


def test_a_file_that_takes_too_long_costs_its_own_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Reading is limited in time; the next file is read as ever."""
    slow = tmp_path / "slow.pdf"
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((50, 50), "slow")
    document.update_stream(page.get_contents()[0], b"0 0 m 9 9 l S\n" * 4_000_000)
    document.save(slow, deflate=True)
    monkeypatch.setenv("ZIPINGBIAO_HARD_LIMIT_SECONDS", "5")
    code, lines, _ = _run(str(slow), str(FIT))
    assert code == 1
    assert lines[0]["error"]["code"] == "parse-timeout"
    assert len(lines[1]["forms"]) == 7


def test_a_file_over_the_limit(tmp_path: Path):
    """201 MB are refused by their size; the file is not read into memory whole first."""
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(201_000_000)
    code, lines, _ = _run(str(huge), str(FIT))
    assert code == 1
    assert lines[0]["error"]["code"] == "too-large"
    assert len(lines[1]["forms"]) == 7


def test_command_succeeds_quietly():
    """Good files leave exit status 0 and nothing on stderr."""
    code, lines, errors = _run(str(FIT))
    assert (code, len(lines), errors) == (0, 1, "")
