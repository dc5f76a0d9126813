"""Settings → where blobs lie: a folder, or a bucket of an S3-compatible store.

A bucket keeps the folder's contract.  What enters is written aside on this host
while its sha256 is taken, then put under that name in one request, whole or not at
all, and its size there is checked before anybody hears of it.  What is read is
checked against its name.  Names from outside never reach this module.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, Protocol, cast

from models.blobs import CHUNK, Blobs, Readable, check_digest, check_place, copy
from models.errors import BrokenSetup, NoRoom, NotFound, StoreAway
from models.settings import Settings

SECONDS = 30.0
BYTES_A_SECOND = 1 << 20
"""A large file may take as long as at this rate."""
IN_MEMORY = 8 << 20


class Store(Protocol):
    """What every place of blobs can do, as `models.blobs.Blobs` says."""

    def write(self, stream: Readable, limit: int | None = None) -> tuple[str, int]:
        """Store a stream and return its sha256 and size."""

    def has(self, sha256: str) -> bool:
        """Return whether a blob is stored."""

    def open(self, sha256: str) -> BinaryIO:
        """Return a blob opened for reading."""

    def read(self, sha256: str) -> bytes:
        """Return all bytes of a blob."""

    def sweep(self, seconds: float) -> int:
        """Delete what killed uploads left aside."""

    def beside(self, name: str) -> "Store":
        """Return a place of its own for what is kept for a while."""

    def drop(self, name: str) -> None:
        """Delete a place of its own with all that is in it."""


def open_store(settings: Settings) -> Store:
    """Return the place of blobs that the settings name.

    Raises:
        BrokenSetup: It cannot be used; says what to do.
    """
    return Bucket(settings.bucket) if settings.bucket else Blobs(settings.blobs)


class Bucket:
    """Blobs in a bucket: `s3://bucket/prefix`, each under `ab/cd/<sha256>` there.

    Credentials and the store's address are those of the AWS tools: `AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY`, `AWS_ENDPOINT_URL`, or an instance's own.
    """

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        """`seconds`: the most that one request for a small file may take, retries and all."""
        self.url, self._seconds = url, seconds
        self._root = url.removeprefix("s3://").rstrip("/")
        config = {
            "connect_timeout": seconds / 3,
            "read_timeout": seconds / 2,
            "retries": {"total_max_attempts": 3},
        }
        try:
            from s3fs import S3FileSystem  # noqa: PLC0415 - an extra; a folder needs none of it
        except ImportError as error:
            raise BrokenSetup("files on S3 need the extra s3: pip install 'zipingbiao[s3]'") from error
        S3FileSystem.retries = 1  # botocore tries again; both would make minutes of it
        self._files: Any = S3FileSystem(
            config_kwargs=config, skip_instance_cache=True, use_listings_cache=False, default_fill_cache=False
        )

    def write(self, stream: Readable, limit: int | None = None) -> tuple[str, int]:
        """Store a stream durably and return its sha256 and its size in bytes.

        Raises:
            TooLarge: More than `limit` bytes; nothing is kept.
            StoreAway: The store does not answer, or kept something else; nothing counts as kept.
            BrokenSetup: It denies the request, or the bucket is not there.
        """
        with tempfile.NamedTemporaryFile() as aside:
            sha256, size = copy(stream, cast("BinaryIO", aside), limit, _no_room)
            aside.flush()
            key = self._key(sha256)
            if size <= IN_MEMORY:
                aside.seek(0)
                self._ask("pipe_file", key, aside.read())
            else:
                self._ask("put_file", aside.name, key, seconds=_longest(size))
        kept = self._ask("info", key, refresh=True)["size"]
        if kept != size:
            raise StoreAway(f"{self.url}: {kept:,} of {size:,} bytes were kept")
        return sha256, size

    def has(self, sha256: str) -> bool:
        """Return whether a blob is stored.

        Raises:
            StoreAway, BrokenSetup: As `write`.
        """
        key = self._key(sha256)
        try:
            self._ask("info", key, refresh=True)
        except NotFound:
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        """Return a blob opened for reading, all of it fetched and checked.

        Raises:
            NotFound: It is not stored.
            StoreAway, BrokenSetup: As `write`.
        """
        key = self._key(sha256)
        size = self._ask("info", key, refresh=True)["size"]
        if size <= IN_MEMORY:
            return io.BytesIO(self.read(sha256))
        file = cast("BinaryIO", tempfile.NamedTemporaryFile())  # noqa: SIM115 - the caller closes it
        self._ask("get_file", key, file.name, seconds=_longest(size))
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise StoreAway(f"{self.url}: what came is not {sha256}")
        file.seek(0)
        return file

    def read(self, sha256: str) -> bytes:
        """Return all bytes of a blob; raises as `open`."""
        content: bytes = self._ask("cat_file", self._key(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreAway(f"{self.url}: what came is not {sha256}")
        return content

    def sweep(self, seconds: float) -> int:
        """Return 0: nothing is left aside; a store drops unfinished uploads by its own lifecycle rules."""
        del seconds
        return 0

    def beside(self, name: str) -> "Bucket":
        """Return a place of its own for what is kept for a while, gone with `drop(name)`."""
        return Bucket(f"{self.url.rstrip('/')}/{check_place(name)}", seconds=self._seconds)

    def drop(self, name: str) -> None:
        """Delete a place of its own with all that is in it, if it is there; raises as `write`."""
        with suppress(NotFound):
            self._ask("rm", f"{self._root}/{check_place(name)}", recursive=True)

    def _ask(self, what: str, *arguments: object, seconds: float | None = None, **options: object) -> Any:  # noqa: ANN401 - a library without types
        """Return what the store answers, within a time that no retry of any library prolongs."""
        from fsspec.asyn import sync  # noqa: PLC0415 - an extra

        with self._asked():
            ask = getattr(self._files, f"_{what}")
            return sync(self._files.loop, ask, *arguments, timeout=seconds or self._seconds, **options)

    def _key(self, sha256: str) -> str:
        check_digest(sha256)
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Turn what a store, its library or the network raise into errors of ours."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # noqa: PLC0415 - an extra

        try:
            yield
        except FileNotFoundError as error:
            if "bucket" not in str(error).lower().replace(self._root.lower(), ""):
                raise NotFound(f"the stored file {error} is missing") from error
            raise BrokenSetup(f"{self.url}: {error}. Make the bucket first.") from error
        except (PermissionError, NoCredentialsError) as error:
            raise BrokenSetup(f"{self.url}: {error}. Check the credentials and their rights.") from error
        except (OSError, BotoCoreError, ClientError, TimeoutError) as error:
            raise StoreAway(f"{self.url}: {type(error).__name__}: {error}") from error


def _no_room(error: OSError) -> NoRoom:
    return NoRoom(f"the folder of temporary files: {error.strerror}. Nothing was stored.")


def _longest(size: int) -> float:
    return SECONDS + size / BYTES_A_SECOND
