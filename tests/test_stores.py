"""Files in a bucket, against a real S3 server: the folder's contract, and what a store may do to it."""

import hashlib
import io
import os
import socket
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from models import deliveries, jobs, unpackings, users
from models.blobs import CHUNK
from models.databases import Database
from models.errors import BrokenSetup, NotFound, StoreAway, TooLarge
from models.settings import Settings, read_settings
from models.stores import IN_MEMORY, Bucket, open_store
from models.tables import Jobs
from review_ui.apps import create_app
from tests.made_archives import zipped
from tests.made_threads import together
from tests.test_blobs import NO_NAMES
from worker.checkups import check
from worker.tasks import Bench, do_job
from worker.wards import Nursery

PDF = (Path(__file__).parent / "pdfs" / "fit.rl.pdf").read_bytes()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server with one bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/bucket", method="PUT")).close()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """The bucket, as whoever holds the right keys."""
    _point_to(server, monkeypatch)
    return Bucket("s3://bucket/some/where")


def _point_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    for name, value in (given | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("size", [0, 1, CHUNK + 1, IN_MEMORY + CHUNK + 1])
def test_gives_back_what_it_took(store: Bucket, size: int):
    """Any bytes come back unchanged under their own sha256, small or in several parts."""
    content = b"x" * size
    sha256, counted = store.write(io.BytesIO(content))
    assert (sha256, counted) == (hashlib.sha256(content).hexdigest(), size)
    assert store.has(sha256)
    assert store.read(sha256) == content
    with store.open(sha256) as file:
        assert file.read() == content
    assert store.write(io.BytesIO(content)) == (sha256, size)


def test_keeps_nothing_of_what_is_refused(store: Bucket):
    """Neither one byte too many nor a stream that breaks leaves anything in the bucket."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError("gone")
            return super().read(size)

    before = _keys(store)
    with pytest.raises(TooLarge, match="more than"):
        store.write(io.BytesIO(b"y" * 100), limit=99)
    with pytest.raises(ConnectionResetError):
        store.write(Broken(b"z" * CHUNK))
    assert _keys(store) == before
    assert store.sweep(0) == 0


def test_places_of_their_own(store: Bucket):
    """What is kept beside is found there alone, and goes with its place and nothing else."""
    kept, _ = store.write(io.BytesIO(b"kept"))
    sha256, _ = store.beside("archives/1").write(io.BytesIO(b"for a while"))
    store.beside("archives/12").write(io.BytesIO(b"for a while"))
    store.drop("archives/1")
    store.drop("archives/7")
    assert (store.has(kept), store.has(sha256)) == (True, False)
    assert not store.beside("archives/1").has(sha256)
    assert store.beside("archives/12").read(sha256) == b"for a while"


def test_an_archive_is_fetched_once(store: Bucket, sqlite_settings: Settings):
    """However often it is looked through, for its names, manifest and files, it has left the bucket once."""
    db = Database(sqlite_settings)
    packed = zipped(
        {"甲.pdf": PDF, "l.csv": "path,year\n甲.pdf,2019\n".encode(), "x.bin": os.urandom(IN_MEMORY)}
    )
    deliveries.accept(db, store, sqlite_settings, "a.zip", io.BytesIO(packed))
    claimed = unpackings.claim(db, sqlite_settings)
    assert claimed
    with deliveries.opened(claimed, store, sqlite_settings) as sources:
        store.drop(deliveries.place_of(claimed.delivery_id))
        for _ in range(2):
            assert [(one.label, one.year) for one in sources()] == [
                ("a.zip/甲.pdf", "2019"),
                ("a.zip/l.csv", ""),
                ("a.zip/x.bin", ""),
            ]
    db.close()


def test_what_is_missing_is_not_found(store: Bucket):
    """A hash that was never stored, and a name that is none, are told apart from a broken store."""
    assert not store.has("ab" * 32)
    for method in (store.open, store.read):
        with pytest.raises(NotFound, match="missing"):
            method("ab" * 32)
    for name in NO_NAMES:
        for method in (store.has, store.open, store.read):
            with pytest.raises(NotFound):
                method(name)


def test_what_was_changed_in_the_bucket_is_not_given_out(store: Bucket):
    """Bytes that are not those of the name count as a store that does not answer; writing again heals."""
    sha256, _ = store.write(io.BytesIO(b"whole"))
    store._files.pipe_file(store._key(sha256), b"torn")  # noqa: SLF001 - a hand in the bucket
    for method in (store.open, store.read):
        with pytest.raises(StoreAway, match="is not"):
            method(sha256)
    store.write(io.BytesIO(b"whole"))
    assert store.read(sha256) == b"whole"


def test_a_store_that_is_not_there(monkeypatch: pytest.MonkeyPatch):
    """A closed port, and a server that takes the request and says nothing, are told within seconds."""
    with socket.socket() as silent, socket.socket() as closed:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        closed.bind(("127.0.0.1", 0))
        for one in (silent, closed):
            _point_to(f"http://127.0.0.1:{one.getsockname()[1]}", monkeypatch)
            away = Bucket("s3://bucket", seconds=2)
            began = time.monotonic()
            with pytest.raises(StoreAway):
                away.read("ab" * 32)
            with pytest.raises(StoreAway):
                away.write(io.BytesIO(b"x"))
            assert time.monotonic() - began < 30


def test_a_store_that_denies(server: str, monkeypatch: pytest.MonkeyPatch):
    """Wrong keys and a bucket that is not there are mistakes of the setup, said in words."""
    _point_to(server, monkeypatch)
    with pytest.raises(BrokenSetup, match="bucket"):
        Bucket("s3://no-such-bucket").write(io.BytesIO(b"x"))
    # The server looks at keys from its first request on.
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    denied = Bucket("s3://bucket")
    with pytest.raises(BrokenSetup, match="credentials"):
        denied.read("ab" * 32)
    with pytest.raises(BrokenSetup, match="credentials"):
        denied.write(io.BytesIO())


SETTINGS = {"a bucket": "s3://papers", "a prefix": "s3://papers/2025/first", "a slash": "s3://papers/"}
NO_SETTINGS = ("s3://", "s3://A", "s3://b/../c d", "s3://b//c")


def test_settings_name_a_bucket(tmp_path: Path):
    """An address of S3 takes the folder's place; one that is none is named."""
    for url in SETTINGS.values():
        assert read_settings({"ZIPINGBIAO_DATA": str(tmp_path), "ZIPINGBIAO_BLOBS": url}).bucket == url
    for url in NO_SETTINGS:
        with pytest.raises(BrokenSetup, match="BLOBS"):
            read_settings({"ZIPINGBIAO_BLOBS": url})


def _upload(bench: Bench, settings: Settings) -> tuple[FlaskClient, dict[str, str]]:
    """Upload the PDF as a reviewer through the API; return the client and the head of more requests."""
    with bench.db.writing() as session:
        user, _ = users.add_user(session, "anna", "reviewer", "a long sentence of hers")
        token = users.make_token(session, user, "test")
    client = create_app(settings).test_client()
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
    assert client.post("/api/v1/documents?name=a.pdf", data=PDF, headers=head).status_code == 201
    return client, head


def test_the_whole_way(sqlite_settings: Settings, store: Bucket, nursery: Nursery):
    """Uploaded through the API, read and drawn by the worker, shown by the pages: all by the bucket alone."""
    settings = replace(sqlite_settings, bucket=store.url)
    bench = Bench(settings, nursery)
    client, head = _upload(bench, settings)
    do_job(bench, 1)
    shown = client.get("/api/v1/documents/1", headers=head).json
    assert (shown["state"], len(shown["forms"])) == ("done", 7)
    with bench.db.writing() as session:
        jobs.enqueue(session, 1, "render", 2)
    with bench.db.reading() as session:
        do_job(bench, session.scalars(select(Jobs.id).where(Jobs.kind == "render")).one())
    picture = client.get("/documents/1/pages/2.png", headers=head)
    assert (picture.status_code, picture.data[:4]) == (200, b"\x89PNG")
    assert not settings.blobs.exists()
    assert len([key for key in _keys(store) if len(key.rpartition("/")[2]) == 64]) >= 3
    bench.close()
    bench.db.close()


def test_a_store_that_comes_back(
    sqlite_settings: Settings,
    server: str,
    store: Bucket,
    nursery: Nursery,
    monkeypatch: pytest.MonkeyPatch,
):
    """While the store is away an upload is refused whole and a job keeps its tries; then both go on."""
    settings = replace(sqlite_settings, bucket=store.url)
    bench = Bench(settings, nursery)
    _, head = _upload(bench, settings)
    _point_to("http://127.0.0.1:9", monkeypatch)
    away = create_app(settings).test_client()
    refused = away.post("/api/v1/documents?name=b.pdf", data=PDF + b"\n%", headers=head)
    assert (refused.status_code, refused.json["error"]["code"]) == (503, "store-away")
    assert refused.headers["Retry-After"]
    with pytest.raises(StoreAway):
        do_job(bench, 1)
    with bench.db.reading() as session:
        assert session.execute(select(Jobs.state, Jobs.tries)).all() == [("pending", 0)]
    bench.close()
    _point_to(server, monkeypatch)
    back = Bench(settings, nursery)
    do_job(back, 1)
    with back.db.reading() as session:
        assert session.scalars(select(Jobs.state)).all() == ["done"]
    back.close()
    back.db.close()


def test_eight_writers_of_the_same_bytes(store: Bucket):
    """All hear of one blob, which is whole."""
    heard: list[str] = []
    together([lambda: heard.append(store.write(io.BytesIO(b"same"))[0])] * 8)
    assert len(heard) == 8
    assert len(set(heard)) == 1
    assert store.read(heard[0]) == b"same"
    assert isinstance(open_store(read_settings({"ZIPINGBIAO_BLOBS": "s3://bucket"})), Bucket)


def _keys(store: Bucket) -> list[str]:
    return sorted(store._files.find(store._root, refresh=True))  # noqa: SLF001 - a look into the bucket


def test_the_doctor_asks_the_bucket(store: Bucket, sqlite_settings: Settings):
    """A bucket that answers is good; one that is not there is named."""
    for url, name, state in ((store.url, "files", "good"), ("s3://no-such-bucket", "folders", "bad")):
        found = {one.name: one for one in check(replace(sqlite_settings, bucket=url), quick=True)}
        assert found[name].state == state
