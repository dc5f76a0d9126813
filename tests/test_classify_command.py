"""`zipingbiao classify`: JSON Lines in, JSON Lines out."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.commands import main

CUT = "经费被压减，培训少办两期。"
EMPTY = "无"


def _classify(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(main, ["classify", *arguments], input=text)


def _line(text: str) -> str:
    return json.dumps({"text": text, "id": 7}, ensure_ascii=False) + "\n"


def test_answers_in_order_with_evidence():
    """Each line has its answer; a label's span is the words that show it; other keys are ignored."""
    result = _classify(text=_line(CUT) + "\n" + _line(EMPTY))
    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert list(first) == ["text", "labels", "explains"]
    assert list(first["labels"][0]) == ["code", "start", "end", "confidence"]
    (label,) = first["labels"]
    assert (label["code"], CUT[label["start"] : label["end"]], first["explains"]) == (
        "BUDGET_CUT",
        "经费被压减",
        True,
    )
    assert ([label["code"] for label in second["labels"]], second["explains"]) == (["NO_REASON"], False)


def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path):
    """File, line number and code of each line that is no {"text"}; exit status 1."""
    file = tmp_path / "reasons.jsonl"
    file.write_bytes(
        _line(CUT).encode() + b'{"words": 1}\nnonsense\n{"text": 5}\n\xff\n' + _line(EMPTY).encode()
    )
    result = _classify(str(file))
    assert result.exit_code == 1
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [CUT, EMPTY]
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [
        [f"{file}:{number}", "bad-request"] for number in (2, 3, 4, 5)
    ]


def test_a_missing_file_is_coded_and_the_rest_goes_on(tmp_path: Path):
    """A file that cannot be read is named with its code; the other files are read."""
    file = tmp_path / "reasons.jsonl"
    file.write_text(_line(CUT))
    result = _classify(str(tmp_path / "gone.jsonl"), str(file))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith(f"{tmp_path / 'gone.jsonl'}: file-vanished: ")


def test_a_mark_of_order_before_the_first_line_is_skipped(tmp_path: Path):
    """Editors on Windows like to put one at the start of a file."""
    file = tmp_path / "reasons.jsonl"
    file.write_text(_line(CUT) + _line(EMPTY), encoding="utf-8-sig")
    for result in (_classify(str(file)), _classify(text="\ufeff" + _line(CUT) + _line(EMPTY))):
        assert (result.exit_code, result.stderr) == (0, "")
        assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [CUT, EMPTY]
