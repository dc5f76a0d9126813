"""A web host and two reading hosts that share PostgreSQL, a broker and a bucket, and nothing else.

    python -m benchmarks.hosts [--files 60]     (as root, on Linux, with the test requirements)

Each host is a network namespace of its own with a data folder of its own; the servers
are on the bridge between them (`tests.made_hosts`).  Files come in through the API.  When a third of them is
read, all processes of one reading host are killed.  Prints which host read how many, and
fails unless every file ends as a result, once.
"""

import argparse
import collections
import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.throughput import make_files
from models import users
from models.databases import Database
from models.settings import read_settings
from models.tables import Forms, Jobs
from tests.made_hosts import Hosts, answers, running, wait, why_no_namespaces

LEASE = "10"


def main() -> None:
    """Run the whole and say what each host did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=60)
    given = parser.parse_args()
    if why := why_no_namespaces():
        print(f"addresses of one host, no network namespaces: {why}")
    with tempfile.TemporaryDirectory() as place, running(Path(place), LEASE_SECONDS=LEASE) as site:
        files = Path(place, "files")
        files.mkdir()
        make_files(files, given.files)
        db = Database(read_settings({**site.environ, "ZIPINGBIAO_DATA": f"{place}/desk"}))
        db.migrate()
        _run(db, site, files)
        db.close()


def _run(db: Database, site: Hosts, files: Path) -> None:
    with db.writing() as session:
        user, _ = users.add_user(session, "importer", "reviewer", "a long sentence of its own")
        token = users.make_token(session, user, "import")
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
    api = f"{site.pages}/api/v1/documents"
    wait(lambda: answers(urllib.request.Request(api, headers=head)))
    began = time.monotonic()
    for path in sorted(files.iterdir()):
        request = urllib.request.Request(f"{api}?name={path.name}", path.read_bytes(), head)
        with urllib.request.urlopen(request, timeout=60) as answer:
            if json.load(answer)["outcome"] != "accepted":
                sys.exit(f"{path.name} was not accepted")
    total = len(list(files.iterdir()))
    wait(lambda: _done(db) >= total // 3)
    site.hosts["second"].kill()
    killed = time.monotonic()
    wait(lambda: _done(db) == total)
    ended = time.monotonic()
    with db.reading() as session:
        forms, documents = session.execute(
            select(func.count(), func.count(func.distinct(Forms.document_id)))
        ).one()
        tries = collections.Counter(session.scalars(select(Jobs.tries).where(Jobs.kind == "extract")))
    print(f"{total} files, {forms} forms of {documents} documents in {ended - began:.1f} s;")
    print(f"one host killed, the rest was read {ended - killed:.1f} s later; jobs by tries: {dict(tries)}")
    if not forms == documents == total:
        sys.exit("not every file is a result, once")


def _done(db: Database) -> int:
    with db.reading() as session:
        query = select(func.count()).select_from(Jobs).where(Jobs.state == "done", Jobs.kind == "extract")
        return int(session.scalars(query).one())


if __name__ == "__main__":
    main()
