"""The tables that keep count, typed; no behaviour (`models.counts`, `models.losses`).

Every change of a form's or document's state is noted by a trigger as one row of
`changes`; one process folds them into `counters` and sums.  So no two writers
ever wait for the same counter, and no page counts rows.
"""

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.bases import Base


class Changes(Base):
    """One change: of `topic` forms or documents, from the key `was` (`""`: it was not there) to `became`."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(16))
    was: Mapped[str] = mapped_column(String(96))
    became: Mapped[str] = mapped_column(String(96))
    row_id: Mapped[int]


class Counters(Base):
    """How many rows of a topic have a key, as far as changes are folded."""

    __tablename__ = "counters"
    topic: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(96), primary_key=True)
    n: Mapped[int]


class Losses(Base):
    """What one form lost under one category; `*` is any, each row once, and `""` none.

    `marks` are ten-thousandths; year and department are cut where they are longer than any.
    """

    __tablename__ = "losses"
    form_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[str] = mapped_column(String(32))
    department: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int]
    marks: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        Index("ix_losses_code_form_id", "code", "form_id"),
        Index("ix_losses_code_year_form_id", "code", "year", "form_id"),
        Index("ix_losses_code_department_form_id", "code", "department", "form_id"),
    )


class LossSums(Base):
    """The sums of losses: `grain` 1 is by year, 2 by department, 3 by both, 0 by neither."""

    __tablename__ = "loss_sums"
    grain: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[str] = mapped_column(String(32), primary_key=True)
    department: Mapped[str] = mapped_column(String(200), primary_key=True)
    rows: Mapped[int]
    forms: Mapped[int]
    marks: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        Index("ix_loss_sums_grain_code_marks", "grain", "code", "marks"),
        Index("ix_loss_sums_grain_year_code_marks", "grain", "year", "code", "marks"),
        Index("ix_loss_sums_grain_department_code_marks", "grain", "department", "code", "marks"),
    )
