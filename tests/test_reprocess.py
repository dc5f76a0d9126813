"""`zipingbiao reprocess`: which documents, what would change, and that only --keep changes it."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select, update

from models import differences, events, intakes, jobs, outcomes, reviews, selections
from models.blobs import Blobs
from models.databases import Database
from models.differences import Change
from models.errors import BadRequest, UnknownForm
from models.records import Extraction, Form
from models.rereads import NOT_FOUND_AGAIN, KnownForm
from models.settings import Settings, read_settings
from models.tables import Documents, Forms, Jobs
from models.versions import Versions
from tests.made_commands import run_on
from tests.made_forms import POINTER, end, extraction, flag_total, made_form, store, store_user
from worker.readings import Readings

PDF = Path(__file__).parent / "pdfs" / "fit.rl.pdf"
OLD = Versions(extractor="0.0.9", models="m", patterns="p")
NOW = Versions(extractor="0.0.10", models="m2", patterns="p2")


CONDITIONS: dict[str, tuple[list[str], list[int]]] = {
    "a code": (["code=unknown-form"], [2]),
    "no code": (["code!=unknown-form"], [1, 3]),
    "a state": (["status=done"], [1, 3]),
    "an older release": (["version<0.0.10"], [1, 2]),
    "not a newer one": (["version>=0.0.10"], [3]),
    "the same": (["version=0.0.9"], [1, 2]),
    "other patterns than now": (["patterns!=current"], [1, 2]),
    "the models of now": (["models=current"], [3]),
    "named models": (["models=m"], [1, 2]),
    "a template": (["template=sichuan"], [3]),
    "another template": (["template != sichuan"], [1, 2]),
    "a manifest's words": (["year=2019", "reference=J-1"], [3]),
    "several in one": (["status=done,version<1"], [1, 3]),
    "one document": (["document=3"], [3]),
    "no batch": (["batch!=1"], [1, 2, 3]),
    "none": (["batch=1"], []),
    "all": ([], [1, 2, 3]),
}


@pytest.fixture
def stored(db: Database, settings: Settings) -> None:
    """Three documents that were read, one without a form, and one that waits."""
    for text in "abcd":
        store(db, settings, text)
    end(db, settings, 1, extraction(made_form()), OLD)
    end(db, settings, 2, UnknownForm("none"), OLD)
    end(db, settings, 3, extraction(replace(made_form(), template="sichuan")), NOW)
    with db.writing() as session:
        words = {"reference": "J-1", "archive_year": "2019"}
        session.execute(update(Documents).where(Documents.id == 3).values(words))


@pytest.mark.usefixtures("stored")
def test_conditions(db: Database) -> None:
    """Each condition selects the documents that meet it, in order; what waits is never among them."""
    with db.reading() as session:
        for name, (texts, expected) in CONDITIONS.items():
            found = selections.select_documents(session, selections.parse(texts), NOW)
            assert [one.document_id for one in found] == expected, name
        assert [one.document_id for one in selections.select_documents(session, [], NOW, after=2)] == [3]


@pytest.mark.parametrize("text", ["code", "colour=red", "code<b", "batch=x", "=1", "status done"])
def test_conditions_that_make_no_sense(text: str) -> None:
    """They are told, with what there is."""
    with pytest.raises(BadRequest, match=r"give FIELD|compared|number"):
        selections.parse([text])


def test_differences() -> None:
    """Values, categories and findings are compared form by form; new and missing forms are told."""
    first, second, third = made_form("一"), made_form("二", page=2), made_form("三", page=3)
    label = replace(first.reasons[0].labels[0], code="DELAY")
    changed = flag_total(replace(first, record=replace(first.record, total_score="90", year="")))
    changed = replace(changed, reasons=(replace(first.reasons[0], labels=(label,)),))
    known = [KnownForm(number, form, number == 2) for number, form in enumerate((first, second, third), 1)]
    other = replace(second, record=replace(second.record, year="2022"))
    one, beside, missing, new = differences.compare(known, [changed, other, made_form("四", page=4)])
    assert set(one.values) == {
        Change(field="/total_score", old="87.40", new="90"),
        Change(field="/year", old="2023", new=""),
    }
    assert one.categories == (Change(field=POINTER, old="WEATHER,BUDGET_CUT", new="DELAY"),)
    assert (one.fate, one.raised, one.settled, one.needs_review) == (
        "changed",
        ("total-is-sum",),
        (),
        (False, True),
    )
    assert (beside.fate, beside.form_id, missing.fate, missing.form_id) == ("beside", 2, "missing", 3)
    assert (new.fate, new.form_id, new.page) == ("new", None, 4)
    gone = replace(third, why_review=(NOT_FOUND_AGAIN,))
    for stands, read in (
        (known[0], [first]),
        (KnownForm(2, second, touched=True, beside=other), [other]),
        (KnownForm(3, gone, touched=False), []),
        (KnownForm(3, third, touched=True, beside=gone), []),
    ):
        (same,) = differences.compare([stands], read)
        assert (same.fate, same.is_seen) == ("same", False)


@pytest.fixture(scope="module")
def truth() -> Extraction:
    """What this version reads from a file of seven forms."""
    readings = Readings(read_settings({}))
    try:
        found = outcomes.check(readings.extract(PDF.read_bytes(), PDF.name))
    finally:
        readings.close()
    assert isinstance(found, Extraction)
    return found


def test_what_would_change_and_what_is_kept(db: Database, settings: Settings, truth: Extraction) -> None:
    """Without --keep nothing changes; with it the new readings stand, and a person's value stays."""
    for text in ("", "%again"):
        stream = io.BytesIO(PDF.read_bytes() + text.encode())
        intakes.take_in(db, Blobs(settings.blobs), settings, "表.pdf", stream, user_id=None)
    end(db, settings, 1, replace(truth, forms=tuple(_spoilt(form) for form in truth.forms)), OLD)
    end(db, settings, 2, UnknownForm("none"), OLD)
    user = store_user(db)
    with db.writing() as session:
        reviews.correct(
            session, 2, version=1, pointer="/total_score", value="77", why="", user=user, recheck=flag_total
        )
    before = _totals(db)
    told = _run(settings, "--where", "version<0.1", "--json")
    first, second = (json.loads(line) for line in told.stdout.splitlines())
    assert told.stderr == "2 documents differ, 0 do not; nothing was kept: --keep does\n"
    assert [form["fate"] for form in first["forms"]] == ["changed", "beside", *["changed"] * 5]
    real = truth.forms[0].record.total_score
    assert first["forms"][0]["values"] == [{"field": "/total_score", "old": "1", "new": real}]
    assert (second["before"], second["after"], len(second["forms"])) == ("unknown-form", "done", 7)
    assert _totals(db) == before
    said = _run(settings, "--where", "version<0.1", "--keep").stdout
    assert f"/total_score  '1' → '{real}'" in said
    assert "a person's work stays" in said
    assert "unknown-form → done" in said
    kept = _totals(db)
    assert kept[:2] == [real, "77"]
    assert kept[2:] == [form.record.total_score for form in (*truth.forms[2:], *truth.forms)]
    with db.reading() as session:
        assert events.verify(session) == []
        assert reviews.load_desk(session, 2).reread == truth.forms[1]
        assert set(session.scalars(select(Jobs.state))) == {"done", "failed"}
        assert set(session.scalars(select(Documents.state))) == {"done"}
    assert _run(settings, "--all").stderr.startswith("0 documents differ, 2 do not")
    assert _run(settings, "--where", "version<0.1").stderr.startswith("0 documents differ, 0 do not")
    assert _run(settings).exit_code == 2
    with db.writing() as session:
        job_id = jobs.enqueue(session, 1)
    assert jobs.claim(db, settings, job_id)
    busy = _run(settings, "--all", "--keep", "--json")
    assert [json.loads(line)["kept"] for line in busy.stdout.splitlines()] == [False, True]
    assert busy.stderr.endswith("kept, but for 1 that a worker is reading\n")


def _spoilt(form: Form) -> Form:
    return replace(form, record=replace(form.record, total_score="1"))


def _totals(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Forms.total_score).order_by(Forms.id)))


def _run(settings: Settings, *words: str) -> Result:
    return run_on(settings, "reprocess", *words)
