"""Settings: defaults, every variable, nonsense refused, secrets kept."""

import os
import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BrokenSetup
from models.settings import PREFIX, Settings, read_settings, variables
from tests.made_threads import together

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"

NONSENSE = {
    "a number in words": ("PORT", "eighty"),
    "a negative number": ("MAX_TRIES", "-1"),
    "no tries at all": ("MAX_TRIES", "0"),
    "a port that cannot be": ("PORT", "65536"),
    "digits of another script": ("PORT", "８０"),
    "too little memory": ("PARSE_MEMORY_MB", "1"),
    "a database of another kind": ("DATABASE_URL", "mysql://host/name"),
    "a database in memory": ("DATABASE_URL", "sqlite:///:memory:"),
    "a database without a file": ("DATABASE_URL", "sqlite:///"),
    "options, and no file": ("DATABASE_URL", "sqlite:///?timeout=9"),
    "a broker of another kind": ("BROKER_URL", "amqp://host"),
    "a flag in words": ("SECURE_COOKIES", "perhaps"),
    "a short key": ("SECRET_KEY", "secret"),
    "a lease too short to be renewed": ("LEASE_SECONDS", "4"),
    "the home of nobody": ("DATA", "~nobody-of-that-name/data"),
    "a path with NUL": ("BLOBS", "/srv/\0"),
    "a mistyped name": ("DATABSE_URL", "sqlite:////tmp/a"),
}

GIVEN = {
    "DATA": ("/srv/z", "data", Path("/srv/z")),
    "DATABASE_URL": ("postgres://u:p@h/n", "database_url", "postgresql+psycopg://u:p@h/n"),
    "BROKER_URL": ("redis://h:1/0", "broker_url", "redis://h:1/0"),
    "BLOBS": ("/srv/b", "blobs", Path("/srv/b")),
    "REASONS": ("/srv/r", "reasons", Path("/srv/r")),
    "SECRET_KEY": ("k" * 32, "secret", "k" * 32),
    "MAX_UPLOAD_BYTES": ("5", "max_upload_bytes", 5),
    "READER_DOCUMENTS": ("17", "reader_documents", 17),
    "MAX_ARCHIVE_BYTES": ("16", "max_archive_bytes", 16),
    "ARCHIVE_FILES": ("6", "archive_files", 6),
    "ARCHIVE_BYTES": ("7", "archive_bytes", 7),
    "ARCHIVE_RATIO": ("8", "archive_ratio", 8),
    "WATCH": ("/srv/w", "watch", Path("/srv/w")),
    "WATCH_MOVE": ("yes", "watch_move", True),
    "WATCH_SECONDS": ("3", "watch_seconds", 3),
    "LEASE_SECONDS": ("901", "lease_seconds", 901),
    "MIN_FREE_MB": ("9", "min_free_mb", 9),
    "MAX_WAITING": ("9", "max_waiting", 9),
    "HARD_LIMIT_SECONDS": ("60", "hard_limit_seconds", 60),
    "MAX_TRIES": ("5", "max_tries", 5),
    "HINT_AGAIN_SECONDS": ("9", "hint_again_seconds", 9),
    "PAGE_LIMIT_SECONDS": ("40", "page_limit_seconds", 40),
    "PARSE_CPU_SECONDS": ("30", "parse_cpu_seconds", 30),
    "PARSE_MEMORY_MB": ("512", "parse_memory_mb", 512),
    "MAX_ANSWER_MB": ("8", "max_answer_mb", 8),
    "MAX_PIXELS": ("9", "max_pixels", 9),
    "MAX_PAGES": ("7", "max_pages", 7),
    "HOST": ("0.0.0.0", "host", "0.0.0.0"),  # noqa: S104 - a value to read, nothing is bound
    "PORT": ("80", "port", 80),
    "WORKERS": ("3", "workers", 3),
    "SECURE_COOKIES": ("Yes", "secure_cookies", True),
    "PROXIES": ("2", "proxies", 2),
}


def test_defaults() -> None:
    """An empty environment gives the embedded default, under ./data, with absolute paths."""
    settings = read_settings({})
    assert settings.data == Path.cwd() / "data"
    assert settings.database_url == f"sqlite:///{settings.data}/zipingbiao.sqlite3"
    assert settings.broker_url == f"redis+socket://{settings.data}/broker/valkey.sock"
    assert (settings.host, settings.port, settings.secure_cookies) == ("127.0.0.1", 8765, False)


@pytest.mark.parametrize("name", GIVEN)
def test_reads_each_variable(name: str) -> None:
    """Each variable sets its field; this table and `variables` name the same ones."""
    text, field, value = GIVEN[name]
    assert getattr(read_settings({PREFIX + name: text}), field) == value
    assert set(GIVEN) == set(variables())


def test_a_database_lies_in_the_current_folder() -> None:
    """A SQLite file named without its folder keeps its options and gets the folder, as every path does."""
    settings = read_settings({PREFIX + "DATABASE_URL": "sqlite:///a b.db?timeout=9"})
    assert settings.database_url == f"sqlite:///{Path.cwd()}/a b.db?timeout=9"


@pytest.mark.parametrize(("name", "text"), NONSENSE.values(), ids=NONSENSE.keys())
def test_refuses_nonsense(name: str, text: str) -> None:
    """A value that makes no sense is refused by a message that names the variable."""
    with pytest.raises(BrokenSetup, match=PREFIX + name):
        read_settings({PREFIX + name: text})


@given(st.dictionaries(st.sampled_from([PREFIX + name for name in GIVEN]), st.text(max_size=12)))
def test_any_environment_is_read_or_refused(environ: dict[str, str]) -> None:
    """Whatever the variables hold, the answer is settings or a coded refusal."""
    try:
        settings = read_settings(environ)
    except BrokenSetup:
        return
    assert settings.data.is_absolute()
    assert settings.lease_seconds >= 5


def test_secrets_do_not_show() -> None:
    """Neither a password in an address nor the key is in the text of the settings."""
    environ = {
        "DATABASE_URL": "postgresql://u:hush@h/n",
        "SECRET_KEY": "hush" * 8,
        "BROKER_URL": "redis://:hush@h",
    }
    assert "hush" not in repr(read_settings({PREFIX + name: text for name, text in environ.items()}))


def test_key_is_made_once(tmp_path: Path) -> None:
    """The first use makes a private file; later and simultaneous uses read the same key."""
    settings = read_settings({PREFIX + "DATA": str(tmp_path / "data")})
    keys: list[bytes] = []
    together([lambda: keys.append(settings.secret_key())] * 8)
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert stat.S_IMODE(settings.secret_key_file.stat().st_mode) == 0o600
    assert [path.name for path in settings.data.iterdir()] == ["secret.key"]


def test_key_from_the_environment_makes_no_file(tmp_path: Path) -> None:
    """A given key is used as it is."""
    settings = read_settings({PREFIX + "DATA": str(tmp_path), PREFIX + "SECRET_KEY": "k" * 32})
    assert settings.secret_key() == b"k" * 32
    assert not settings.secret_key_file.exists()


def test_refuses_a_key_that_others_can_read(tmp_path: Path) -> None:
    """A key that lies open, or is cut short, is refused with what to do."""
    settings = read_settings({PREFIX + "DATA": str(tmp_path)})
    settings.secret_key()
    settings.secret_key_file.chmod(0o644)
    with pytest.raises(BrokenSetup, match="chmod 600"):
        settings.secret_key()
    settings.secret_key_file.chmod(0o600)
    os.truncate(settings.secret_key_file, 31)
    with pytest.raises(BrokenSetup, match="too short"):
        settings.secret_key()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where no key can be kept, the message names the file and what to do."""
    (tmp_path / "file").write_text("")
    settings = read_settings({PREFIX + "DATA": str(tmp_path / "file")})
    with pytest.raises(BrokenSetup, match=r"secret\.key.*writable"):
        settings.secret_key()


def test_docs_list_every_setting() -> None:
    """docs/settings.md names every variable, and none that does not exist."""
    assert set(re.findall(PREFIX + r"([A-Z_]+[A-Z])", DOCS.read_text(encoding="utf-8"))) == set(variables())


def test_every_field_has_a_variable() -> None:
    """Only the key's file and the bucket follow from another setting."""
    assert len(variables()) == len(fields(Settings)) - 2
