"""One folder and one port for one supervisor: what is wrong with either is said in one line."""

import os
from pathlib import Path

import pytest

from models.errors import BrokenSetup
from models.settings import PREFIX, Settings, read_settings
from worker.premises import check_port, hold_folder, prepare_folder
from worker.programs import broker


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    """A data folder that is a file, or lies on a read-only system, is said with what to do."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/data")):
        with pytest.raises(BrokenSetup, match=f"the data folder {folder} cannot be written.*--data DIR"):
            prepare_folder(folder)


def test_folders_are_private(tmp_path: Path):
    """Data, broker and logs are for their owner alone, so the broker needs no password."""
    prepare_folder(tmp_path / "data")
    modes = [folder.stat().st_mode & 0o777 for folder in (tmp_path / "data").glob("**")]
    assert modes == [0o700] * 3


def test_a_hold_ends_with_its_holder(tmp_path: Path):
    """The hold on a folder is the kernel's: no file has to be cleaned away."""
    prepare_folder(tmp_path)
    settings = _settings(tmp_path)
    with (
        hold_folder(settings),
        pytest.raises(BrokenSetup, match=f"process {os.getpid()}"),
        hold_folder(settings),
    ):
        pass
    with hold_folder(settings):
        pass


def test_an_address_of_another_machine_is_refused(tmp_path: Path):
    """An address that is not ours, or none at all, is said before anything starts."""
    for host in ("192.0.2.1", "no such host"):
        with pytest.raises(BrokenSetup, match="cannot listen on"):
            check_port(_settings(tmp_path, HOST=host))


def test_an_embedded_broker_only_where_settings_say_so(tmp_path: Path):
    """A broker elsewhere, even on a socket, is used and not started; a path too long for a socket is said."""
    assert broker(_settings(tmp_path))
    assert broker(_settings(tmp_path, BROKER_URL="redis+socket:///run/redis.sock")) is None
    assert broker(_settings(tmp_path, BROKER_URL="redis://redis:6379/0")) is None
    with pytest.raises(BrokenSetup, match="Choose a shorter data folder"):
        broker(_settings(Path("/", "x" * 120)))


def _settings(data: Path, **given: str) -> Settings:
    return read_settings(
        {PREFIX + "DATA": str(data), **{PREFIX + name: value for name, value in given.items()}}
    )
