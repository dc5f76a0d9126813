"""Several hosts that share database, broker and bucket alone: what one that dies had begun is another's."""

import io
import json
import signal
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pymupdf
from sqlalchemy import func, select

from models import batches, users
from models.databases import Database
from models.settings import read_settings
from models.tables import Forms, Jobs
from tests.made_archives import zipped
from tests.made_hosts import Host, Hosts, answers, running, wait

FORMS = Path(__file__).parent / "pdfs" / "fit.rl.pdf"
FILES = 30
BY_HAND = 4


def test_what_a_dead_host_had_begun_is_read_by_another(tmp_path: Path):
    """Files of an archive in a bucket and single ones end as one result each, those of the dead host too."""
    # Programs that start take all processors: the host that is to go on starts while leases end.
    with running(tmp_path, ("first",), LEASE_SECONDS="5", HINT_AGAIN_SECONDS="1") as site:
        db = Database(read_settings({**site.environ, "ZIPINGBIAO_DATA": str(tmp_path / "desk")}))
        db.migrate()
        send = _Sender(site, _token(db))
        wait(lambda: answers(send.request("documents")))
        files = {f"{number:03}.pdf": _file(number) for number in range(FILES)}
        batch_id = send("batches?name=a.zip", zipped(files), "application/zip")["id"]
        for number in range(FILES, FILES + BY_HAND):
            send(f"documents?name={number}.pdf", _file(number), "application/pdf")
        wait(lambda: _is_amid(site.hosts["second"], db))
        site.hosts["second"].kill()
        held = _jobs(db)["leased"]
        site.hosts["first"].start()
        wait(lambda: _jobs(db) == {"done": FILES + BY_HAND})
        forms, documents, begun_twice = _settled(db)
        assert forms == documents == FILES + BY_HAND
        assert begun_twice >= held  # more where a busy machine lets a lease end
        with db.reading() as session:
            batch = batches.get_batch(session, batch_id)
        assert (batch.state, batch.files) == (batches.TAKEN, {"accepted": FILES})
        db.close()


class _Sender:
    """Asks the API of the web host."""

    def __init__(self, site: Hosts, token: str) -> None:
        self._pages, self._token = site.pages, token

    def request(self, path: str, data: bytes | None = None, kind: str = "") -> urllib.request.Request:
        head = {"Authorization": f"Bearer {self._token}", **({"Content-Type": kind} if kind else {})}
        return urllib.request.Request(f"{self._pages}/api/v1/{path}", data, head)  # noqa: S310 - http, ours

    def __call__(self, path: str, data: bytes, kind: str) -> Mapping[str, int]:
        with urllib.request.urlopen(self.request(path, data, kind), timeout=60) as answer:  # noqa: S310 - the same
            told: Mapping[str, int] = json.loads(answer.read())
            return told


def _file(number: int) -> bytes:
    """Return a small PDF of one form, like no other."""
    one = pymupdf.open()
    one.insert_pdf(pymupdf.open(FORMS), from_page=1, to_page=1)
    one.set_metadata({"title": str(number)})
    made = io.BytesIO()
    one.save(made, garbage=3)
    return made.getvalue()


def _token(db: Database) -> str:
    with db.writing() as session:
        user, _ = users.add_user(session, "importer", "reviewer", "a long sentence of its own")
        return users.make_token(session, user, "import")


def _is_amid(host: Host, db: Database) -> bool:
    """Return whether some is read and some begun; the host stands still then."""
    if not _is_half(db):
        return False
    host.send_signal(signal.SIGSTOP)
    if not _is_half(db):
        host.send_signal(signal.SIGCONT)
        return False
    return True


def _is_half(db: Database) -> bool:
    return min(_jobs(db).get(state, 0) for state in ("leased", "done")) > 0


def _jobs(db: Database) -> dict[str, int]:
    """Return how many documents' readings stand where."""
    query = select(Jobs.state, func.count()).where(Jobs.kind == "extract").group_by(Jobs.state)
    with db.reading() as session:
        return dict(session.execute(query).all())


def _settled(db: Database) -> tuple[int, int, int]:
    """Return how many forms there are, of how many documents, and how many readings were begun twice."""
    query = select(func.count(), func.count(func.distinct(Forms.document_id)))
    again = select(func.count()).where(Jobs.kind == "extract", Jobs.tries > 1)
    with db.reading() as session:
        forms, documents = session.execute(query).one()
        return forms, documents, session.execute(again).scalar_one()
