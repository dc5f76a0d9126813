"""Small forms and stored documents to begin tests with."""

import io
from dataclasses import replace

from sqlalchemy import insert

from models import intakes, jobs, users
from models.blobs import Blobs
from models.databases import Database, clock
from models.outcomes import Outcome
from models.records import Extraction, Finding, Form, Fund, Goals, Indicator, Label, Reason, Record
from models.settings import Settings
from models.tables import Users
from models.users import User
from models.versions import UNKNOWN, Versions

REASON = "因天气原因未完成，且天气不好"
POINTER = "/indicators/0/reason"
WEATHER = Label(code="WEATHER", start=1, end=3, confidence=0.9)
CUT = Label(code="BUDGET_CUT", start=3, end=5, confidence=0.8)


def made_form(
    project: str = "道路养护", page: int = 1, total: str = "87.40", department: str = "交通局"
) -> Form:
    """Return a form with two labels on its one reason: 天气 and 原因."""
    record = Record(
        title="项目支出绩效自评表",
        year="2023",
        project_name=project,
        department=department,
        funds=(Fund(source="total", label="年度资金总额", executed="82.12"),),
        goals=Goals(planned="修十公里"),
        indicators=(Indicator(level3="里程", score=total, reason=REASON),),
        total_score=total,
        extras={"备注": "无"},
    )
    reason = Reason(field=POINTER, labels=(WEATHER, CUT), explains=True)
    return Form(pages=(page,), template="beijing-2019", record=record, reasons=(reason,))


def flag_total(form: Form) -> Form:
    """Recheck: an error and a doubt when the total is not the one indicator's score."""
    seen, due = form.record.total_score, form.record.indicators[0].score
    message = "the total is not the sum"
    finding = Finding(
        code="total-is-sum",
        severity="error",
        blame="issuer",
        fields=("/total_score",),
        seen=seen,
        expected=due,
        message=message,
    )
    wrong = seen != due
    return replace(
        form,
        findings=(finding,) if wrong else (),
        needs_review=wrong,
        why_review=(message,) if wrong else (),
    )


def pdf(text: object = "") -> bytes:
    """Return bytes that pass for a PDF at the door."""
    return f"%PDF-1.7\n{text}".encode()


def store(db: Database, settings: Settings, text: object = "", name: str = "表.pdf") -> int:
    """Take in one document and return its id."""
    stream = io.BytesIO(pdf(text))
    taken = intakes.take_in(db, Blobs(settings.blobs), settings, name, stream, user_id=None)
    assert taken.document_id is not None
    return taken.document_id


def extraction(*forms: Form) -> Extraction:
    """Return the reading of a two-page file."""
    return Extraction(file="表.pdf", sha256="0" * 64, pages=2, forms=forms)


def read(db: Database, settings: Settings, document_id: int, *forms: Form) -> None:
    """Do a document's reading job with these forms as its result, queued anew if there is none."""
    end(db, settings, document_id, extraction(*forms))


def end(
    db: Database, settings: Settings, document_id: int, outcome: Outcome, read_by: Versions = UNKNOWN
) -> None:
    """Do a document's reading job with any outcome, queued anew if there is none."""
    with db.writing() as session:
        job_id = jobs.enqueue(session, document_id)
    claim = jobs.claim(db, settings, job_id)
    assert claim is not None
    assert jobs.finish(db, claim, outcome, read_by)


def store_forms(db: Database, settings: Settings, *forms: Form) -> list[int]:
    """Store one document that was read as these forms and return the form ids, for a fresh database."""
    read(db, settings, store(db, settings), *forms)
    return list(range(1, len(forms) + 1))


def store_user(db: Database, name: str = "张三", role: str = "reviewer") -> User:
    """Return a person without a password, because hashing one takes longer than most tests."""
    with db.writing() as session:
        row = {
            "name": name,
            "name_key": name,
            "role": role,
            "password_hash": "",
            "created_at": clock(session),
        }
        more = {"must_change": False, "active": True, "epoch": 1}
        user_id = session.execute(insert(Users).values(row | more).returning(Users.id)).scalar_one()
        return users.get_user(session, user_id)
