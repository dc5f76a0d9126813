"""The published schema is that of the types, and what the types say is valid against it."""

import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from cli.commands import main
from extractor.proof.checks import recheck
from models import records
from models.codecs import from_json, from_plain, json_schema, to_json, to_plain
from models.records import Extraction, Failure, Form
from review_ui.sheets import FLAT, TABLES
from tests.made_records import odd_records, read_form, seed

DOCS = Path(__file__).parent.parent / "docs"
TYPES = (
    records.Extraction,
    records.Failure,
    records.Form,
    records.Record,
    records.Fund,
    records.Goals,
    records.Indicator,
    records.Evidence,
    records.Faint,
    records.Finding,
    records.Reason,
    records.Label,
    records.Unplaced,
    records.Note,
    records.Uncertain,
    records.Derived,
    records.Due,
    records.Unread,
    records.PageRun,
)
VALIDATOR = jsonschema.Draft202012Validator(json_schema())
"""`jsonschema.validate` would hold the schema itself against its own, each time."""


def test_command():
    """`zipingbiao schema` prints the types' schema, and docs/record.schema.json is what it prints."""
    outcome = CliRunner().invoke(main, ["schema"])
    assert json.loads(outcome.output) == json.loads(json.dumps(json_schema()))
    assert outcome.output == (DOCS / "record.schema.json").read_text(encoding="utf-8")


def test_seeds_are_valid():
    """A form with evidence, findings and reasons, and a failure, are valid."""
    form = recheck(read_form(seed("6-media-kitchen")))
    VALIDATOR.validate(to_plain(Extraction(file="a.pdf", sha256="0", pages=1, forms=(form,))))
    VALIDATOR.validate(to_plain(Extraction(file="a.pdf", sha256="", error=Failure(code="c", message="m"))))


def test_real_output_is_valid():
    """What `extract` prints for a real file fits the published schema, with a form and with an error."""
    pdf = Path(__file__).parent / "pdfs" / "fit.rl.pdf"
    outcome = CliRunner().invoke(main, ["extract", str(pdf), str(pdf / "nothing")])
    good, bad = map(json.loads, outcome.stdout.splitlines())
    for line in (good, bad):
        jsonschema.validate(line, json.loads((DOCS / "record.schema.json").read_text(encoding="utf-8")))
    assert (len(good["forms"]), bad["error"]["code"]) == (7, "file-vanished")


@pytest.mark.parametrize("change", [{"pages": "1"}, {"file": None}, {"error": {"code": 1}}, {"forms": [{}]}])
def test_schema_refuses(change: dict[str, object]):
    """What is no extraction is invalid, and does not decode."""
    tree = to_plain(Extraction(file="a.pdf", sha256="0")) | change
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(tree)
    with pytest.raises(msgspec.ValidationError):
        from_plain(tree, Extraction)


@settings(deadline=None)
@given(odd_records)
def test_round_trip(record: records.Record):
    """Every form survives JSON unchanged and is valid against the schema."""
    form = recheck(Form(pages=(1,), template="", record=record))
    whole = Extraction(file="表.pdf", sha256="0", pages=1, forms=(form,))
    assert from_json(to_json(whole), Extraction) == whole
    VALIDATOR.validate(json.loads(to_json(whole)))


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_record_is_documented(kind: type):
    """docs/record.md names every type and every field."""
    text = (DOCS / "record.md").read_text(encoding="utf-8")
    missing = [name for name in kind.__annotations__ if f"`{name}`" not in text]
    assert missing == []


def test_schema_has_no_other_type():
    """The list of types above is the schema's."""
    assert {kind.__name__ for kind in TYPES} == set(json_schema()["$defs"])


def test_columns_are_documented():
    """docs/exports.md names every column in both languages, and none that is none."""
    text = (DOCS / "exports.md").read_text(encoding="utf-8").split("## Columns")[1]
    told = set(re.findall(r"^\| (.+?) \| `(.+?)` \|", text, re.MULTILINE))
    assert told == {(column.zh, column.en) for table in (FLAT, *TABLES) for column in table.columns}
