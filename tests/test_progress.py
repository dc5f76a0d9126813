"""How far the recognition of a long scan is: on the pages, in the API and on the command line."""

import json
import os
import subprocess
import sys
import termios
from decimal import Decimal
from pathlib import Path

from sqlalchemy import update

from models import jobs, losses
from models.advances import Step, advance
from models.losses import FormLosses, Loss
from models.tables import Jobs
from models.warps import Straight
from tests.browser_fixtures import Site
from tests.made_commands import run_on
from tests.made_forms import extraction, made_form, read, store
from tests.test_long_scans import scan

SHOWN = "已处理 3 / 200 页"


def test_progress_is_shown(site: Site):
    """Queue, document page, API and `zipingbiao status` name the pages done and due, until the job ends."""
    store(site.db, site.settings, name="年报扫描.pdf")
    claim = jobs.claim(site.db, site.settings, 1)
    assert claim
    visit = site.visit()
    assert SHOWN not in visit.get("/queue").text
    step = Step(done=3, due=200, straight=Straight(page=3, width=1, height=1), sha256="a" * 64)
    assert advance(site.db, site.settings, claim, step, "a")
    for path in ("/documents", "/documents/1"):
        assert "正在读取" in visit.get(path).text, path
    for path in ("/queue", "/documents", "/documents/1"):
        page = visit.get(path).text
        assert SHOWN in page, path
        assert 'data-poll="1"' in page, path
    for path in ("/api/v1/documents?ids=1", "/api/v1/documents"):
        (listed,) = visit.get(path).json["documents"]  # type: ignore[index]  # a dict, as the schema says
        assert listed["progress"] == {"done": 3, "due": 200}, path
    told = visit.get("/api/v1/documents/1").json
    assert told
    assert told["jobs"][0]["progress"] == {"done": 3, "due": 200}
    assert "3 of 200 scanned pages done  年报扫描.pdf" in status(site)
    scans = json.loads(status(site, "--json"))["under_way"]
    assert scans == [{"document_id": 1, "name": "年报扫描.pdf", "done": 3, "due": 200}]
    assert jobs.finish(site.db, claim, extraction(made_form("一")))
    assert SHOWN not in visit.get("/queue").text
    assert status(site) == "documents: 0 waiting, 1 done, 0 failed\n"


def test_lists_that_are_cut_say_so(site: Site):
    """The queue counts all scans under way, the losses all forms, and both say that the first are listed."""
    for number in range(12):
        store(site.db, site.settings, number)
    read(site.db, site.settings, 12, made_form())
    with site.db.writing() as session:
        session.execute(update(Jobs).values(pages_due=5, pages_done=1))
        losses.store(
            session,
            [
                FormLosses(form_id=at, year="2023", department=f"局{at}", losses=(Loss(Decimal(1), ()),))
                for at in range(1, 202)
            ],
        )
    visit = site.visit()
    queue = visit.get("/queue").text
    assert "正在识别扫描件（11）" in queue
    assert "共 11 份，列出前 10 份" in queue
    page = visit.get("/reasons?year=2023").text
    assert "共 201 份，列出前" in page
    assert page.count(">局") == losses.MOST_LINES
    assert page.count("只列出前 200 项") == 1


def test_a_terminal_sees_pages_go_by(tmp_path: Path):
    """`extract` counts pages where a person looks, and its output stays one object a file."""
    file = tmp_path / "扫描.pdf"
    file.write_bytes(scan(pages=2))
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 200))
    command = [sys.executable, "-m", "cli", "extract", str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=False)
    seen = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert "2/2" in seen
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["kinds"] == [{"kind": "scan", "first": 1, "last": 2}]


def status(site: Site, *options: str) -> str:
    """Return what `zipingbiao status` prints."""
    outcome = run_on(site.settings, "status", *options)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout
