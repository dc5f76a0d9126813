"""Templates are data: the example of docs/templates.md names a layout and teaches its labels."""

import json
import re
import shutil
from pathlib import Path

import pytest

from extractor.form.forms import read_forms
from extractor.form.lexicons import read_lexicon
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import ARTIFACTS
from models.errors import BrokenSetup
from models.records import Form
from tests.drawings import draw
from tests.drawn_forms import HEAD, NATIONAL, Rows, table

GUIDE = Path(__file__).parent.parent / "docs" / "templates.md"
CITY = {"全年预算数": "核定预算", "实际完成值": "兑现情况"}
TEMPLATES = sorted((ARTIFACTS / "forms" / "templates").glob("*.json"))


def _read(folder: Path, rows: Rows) -> Form:
    pages = read_pages(draw([table(rows)]), max_pages=1).pages
    (form,) = read_forms(map(find_grids, pages), read_lexicon(folder))
    return form


def test_the_guides_example(tmp_path: Path):
    """Saved among the templates, the example names the layout and its columns; without it they are extras."""
    folder = tmp_path / "forms"
    shutil.copytree(ARTIFACTS / "forms", folder)
    rows = [[(CITY.get(text, text), width) for text, width in row] for row in NATIONAL]
    before = _read(folder, rows)
    assert (before.template, before.record.funds[0].adjusted_budget) == ("other", "")
    assert before.record.extras["indicators/0/兑现情况"] == "8公里"
    example = re.search(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    (folder / "templates" / "example-city.json").write_text(example[1], encoding="utf-8")
    after = _read(folder, rows)
    assert (after.template, after.record.funds[0].adjusted_budget) == ("example-city", "1000")
    assert after.record.indicators[0].actual == "8公里"
    assert not any("兑现情况" in label for label in after.record.extras)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_guide_names_every_key(path: Path):
    """Each template has the keys that the guide explains, and the name of its file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    guide = GUIDE.read_text(encoding="utf-8")
    assert data["name"] == path.stem
    assert {"name", "about", "needs", "lacks"} <= data.keys()
    assert all(f"| `{key}` |" in guide for key in data)


BARE = '{"name": "wrong", "needs": [], "lacks": [], "labels": {"indicators": %s}}'
WRONG = {
    "cut off": ('{"name": "wrong",', "wrong.json: Input data was truncated"),
    "no needs": ('{"name": "wrong", "lacks": []}', "wrong.json: a template has name, needs and lacks"),
    "no such block": (
        '{"name": "wrong", "needs": [], "lacks": [], "labels": {"indicator": {}}}',
        "wrong.json: labels.json has no such place for labels as 'indicator'",
    ),
    "no such field": (
        BARE % '{"columns": {"points": ["赋分"]}}',
        "wrong.json: labels.json has no such place for labels as 'points'",
    ),
    "a label of two fields": (
        BARE % '{"columns": {"score": ["完成值"]}}',
        "label '完成值' names both actual and score",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_template_that_cannot_be_used_is_told(tmp_path: Path, text: str, message: str):
    """The error names the file, or the label, and what is wrong with it."""
    folder = tmp_path / "forms"
    shutil.copytree(ARTIFACTS / "forms", folder)
    (folder / "templates" / "wrong.json").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenSetup, match=re.escape(message)):
        read_lexicon(folder)


def test_no_text_is_dropped():
    """What stands in unknown columns, rows and cells is in extras or unplaced."""
    odd: Rows = [*HEAD, [("从未见过", 2), ("的一行", 8)], *NATIONAL[2:-1], [("落款", 5), ("没有人认识", 5)]]
    form = _read(ARTIFACTS / "forms", odd)
    kept = {*form.record.extras, *form.record.extras.values(), *(lost.text for lost in form.unplaced)}
    assert {"从未见过", "的一行", "落款", "没有人认识"} <= kept


def test_unknown_columns_are_known_by_their_endings():
    """A label that nobody listed names the field that its ending tells, unless another label does."""
    new = {"实际完成值": "绩效完成值", "偏差原因分析及改进措施": "差距原因分析", "年度指标值": "绩效目标值"}
    rows = [[(new.get(text, text), width) for text, width in row] for row in NATIONAL]
    record, plain = (_read(ARTIFACTS / "forms", some).record for some in (rows, NATIONAL))
    assert record == plain
    listed = [
        [("补充得分" if text == "评分标准" else text, width) for text, width in row] for row in NATIONAL
    ]
    extra = _read(ARTIFACTS / "forms", listed).record
    assert extra.indicators == plain.indicators
    assert extra.extras["indicators/0/补充得分"] == "按比例"
