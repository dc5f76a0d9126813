"""How many forms and documents stand where, without counting rows.

`read` is exact at any moment: what is folded, and what has changed since.  `fold`
is for one process at a time; another that comes meanwhile does nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, literal, select, text, union_all
from sqlalchemy.orm import Session

from models.counters import Changes, Counters

Topic = Literal["forms", "documents"]
DOUBTFUL = "!"
"""A form's key is its state, with this behind it where it needs review; a document's is `state/code`."""
AT_ONCE = 2000
_LOCK = 0x7A70_636E
_ADD = text(
    "INSERT INTO counters (topic, key, n) VALUES (:topic, :key, :n)"
    " ON CONFLICT (topic, key) DO UPDATE SET n = counters.n + excluded.n"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One row of `changes`."""

    id: int
    topic: str
    was: str
    became: str
    row_id: int


def read(session: Session, topic: Topic) -> dict[str, int]:
    """Return how many there are by key."""
    mine = Changes.topic == topic
    parts = union_all(
        select(Counters.key.label("key"), Counters.n.label("n")).where(Counters.topic == topic),
        select(Changes.became, literal(1)).where(mine, Changes.became != ""),
        select(Changes.was, literal(-1)).where(mine, Changes.was != ""),
    ).subquery()
    rows = session.execute(select(parts.c.key, func.sum(parts.c.n)).group_by(parts.c.key))
    return {key: int(n) for key, n in rows if n}


def has_changes(session: Session) -> bool:
    """Tell whether there is anything to fold."""
    return session.scalar(select(Changes.id).limit(1)) is not None


def take_changes(session: Session, most: int = AT_ONCE) -> Sequence[Change]:
    """Return changes to be folded, oldest first; none while another process folds.  For a writing session."""
    if session.get_bind().dialect.name != "sqlite":
        alone = session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK)))
        if not alone:
            return []
    columns = (Changes.id, Changes.topic, Changes.was, Changes.became, Changes.row_id)
    rows = session.execute(select(*columns).order_by(Changes.id).limit(most))
    return [Change(*row) for row in rows]


def fold(session: Session, changes: Iterable[Change]) -> None:
    """Add changes to the counters and forget them."""
    sums: Counter[tuple[str, str]] = Counter()
    ids = []
    for change in changes:
        ids.append(change.id)
        sums[change.topic, change.was] -= 1
        sums[change.topic, change.became] += 1
    rows = [{"topic": topic, "key": key, "n": n} for (topic, key), n in sums.items() if n and key]
    if rows:
        session.execute(_ADD, rows)
    session.execute(delete(Changes).where(Changes.id.in_(ids)))
