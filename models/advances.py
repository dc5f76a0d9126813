"""Long work, step by step: each page that was recognised is kept, and its job's lease renewed, at once.

A step is one transaction, fenced by the claim's token like a result: a worker whose
lease was freed keeps nothing more.  Tries count those that got nowhere: each page
begins their count anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from models.databases import Database, clock
from models.hints import QUICK, TO_SCANS
from models.jobs import Claim, lease_end, mine
from models.records import Why
from models.settings import Settings
from models.tables import Jobs, PageImages, RecognisedPages
from models.transitions import GIVE_BACK, RENEW, move
from models.warps import Straight, Warp


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many of the pages that are due are done, and which one was done just now.

    Attributes:
        done: Those recognised or given up.
        due: All that need recognition.
        straight: The page recognised just now, which lies in the blob `sha256`.
        failed: The page given up just now, and why.
    """

    done: int
    due: int
    straight: Straight | None = None
    sha256: str = ""
    failed: tuple[int, Why] | None = None


def advance(  # noqa: PLR0913 - as `jobs.claim`, and what was done
    db: Database,
    settings: Settings,
    claimed: Claim,
    step: Step,
    reader: str,
    *,
    now: datetime | None = None,
) -> bool:
    """Keep what a step gave, show how far the job is, and renew its lease.

    Args:
        db: Where the job is.
        settings: `lease_seconds`.
        claimed: The claim under which the work is done.
        step: What was done.
        reader: What read the page: another version will not take it for its own.
        now: The database's own clock unless given.

    Returns:
        False, and changes nothing, if the claim is no longer good.
    """
    kept = _row(step)
    with db.writing() as session:
        now = now or clock(session)
        values = {
            "lease_until": lease_end(settings, now),
            "pages_done": step.done,
            "pages_due": step.due,
            **({"tries": 1} if kept else {}),
        }
        if not move(session, RENEW, mine(claimed), values):
            return False
        if kept:
            place = {"document_id": claimed.document_id, "reader": reader, "created_at": now}
            _keep(session, {**kept, **place})
        return True


def pause(db: Database, claimed: Claim) -> bool:
    """Give back a job that needs recognition and is not done: pending in a lane of scans, behind others.

    Returns False, and changes nothing, if the claim is no longer good.
    """
    rank = claimed.rank + TO_SCANS if claimed.rank in QUICK else claimed.rank
    with db.writing() as session:
        return bool(move(session, GIVE_BACK, mine(claimed), {"hinted_at": None, "tries": 0, "rank": rank}))


def kept_pages(session: Session, claimed: Claim, reader: str) -> Mapping[int, str | tuple[Why]]:
    """Return what the job's document has of this reader already: blobs by page, or why a page was given up.

    What an earlier job gave up is tried again.
    """
    made = select(Jobs.created_at).where(Jobs.id == claimed.job_id).scalar_subquery()
    wanted = (
        RecognisedPages.document_id == claimed.document_id,
        RecognisedPages.reader == reader,
        or_(RecognisedPages.code.is_(None), RecognisedPages.created_at >= made),
    )
    rows = session.execute(
        select(RecognisedPages.page, RecognisedPages.sha256, RecognisedPages.code).where(*wanted)
    )
    return {row.page: (cast("Why", row.code),) if row.code else row.sha256 for row in rows}


def good_pages(session: Session, document_id: int, reader: str) -> dict[int, str]:
    """Return the blobs of a document's pages that this reader has recognised."""
    mine = RecognisedPages.document_id == document_id, RecognisedPages.reader == reader
    query = select(RecognisedPages.page, RecognisedPages.sha256).where(*mine, RecognisedPages.code.is_(None))
    return {row.page: row.sha256 for row in session.execute(query)}


def recognised_blob(session: Session, document_id: int, page: int) -> str | None:
    """Return the blob of a page as it was recognised last, by whatever reader."""
    place = RecognisedPages.document_id == document_id, RecognisedPages.page == page
    return session.scalar(select(RecognisedPages.sha256).where(*place, RecognisedPages.code.is_(None)))


def straight_pages(session: Session, document_id: int) -> dict[int, Straight]:
    """Return a document's recognised pages as they were made straight, by number."""
    mine = RecognisedPages.document_id == document_id, RecognisedPages.code.is_(None)
    columns = RecognisedPages.page, RecognisedPages.width, RecognisedPages.height, RecognisedPages.warp
    rows = session.execute(select(*columns).where(*mine))
    return {
        page: Straight(
            page=page, width=width, height=height, warp=msgspec.json.decode(warp, type=Warp | None)
        )
        for page, width, height, warp in rows
    }


def _row(step: Step) -> Mapping[str, object]:
    """Return what is to be kept of the page that was done just now; nothing where none was."""
    if page := step.straight:
        warp = msgspec.json.encode(page.warp).decode()
        place = {"page": page.page, "width": page.width, "height": page.height, "warp": warp}
        return {**place, "sha256": step.sha256, "code": None}
    if step.failed:
        number, code = step.failed
        return {"page": number, "width": 0, "height": 0, "warp": "null", "sha256": "", "code": code}
    return {}


def _keep(session: Session, row: Mapping[str, object]) -> None:
    """Put a page in the place of what was kept of it; its image is drawn anew, as straight as it is now.

    So is one that is being drawn: it is another claim's then, and what this one drew is dropped.
    """
    drawn = Jobs.document_id == row["document_id"], Jobs.kind == "render", Jobs.page == row["page"]
    move(session, GIVE_BACK, and_(*drawn), {"hinted_at": None, "tries": 0})
    for table in (RecognisedPages, PageImages):
        mine = table.document_id == row["document_id"], table.page == row["page"]
        session.execute(delete(table).where(*mine))
    session.execute(insert(RecognisedPages).values(row))
