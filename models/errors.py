"""Every error that has a code.

ServiceError
├── BadDocument          the file is at fault: record it, show it, never retry
│   ├── EmptyFile        `empty-file`
│   ├── NotAPdf          `not-a-pdf`
│   ├── DamagedPdf       `damaged-pdf`      truncated or broken beyond reading
│   ├── DamagedWorkbook  `damaged-workbook` an XLSX file broken beyond reading
│   ├── EncryptedPdf     `encrypted-pdf`
│   ├── UnknownForm      `unknown-form`     a readable PDF without any form
│   ├── NotASelfEvaluation `not-a-self-evaluation` tables that only look like the form
│   ├── NoTextLayer      `no-text-layer`    scans on which nothing could be recognised
│   ├── TooLarge         `too-large`
│   ├── BadName          `bad-name`         path traversal or control characters
│   ├── FileVanished     `file-vanished`    gone or unreadable since it was listed
│   ├── DamagedArchive   `damaged-archive`  a ZIP, or one file in it, that cannot be unpacked
│   ├── EncryptedArchive `encrypted-archive` a file in a ZIP that asks for a password
│   ├── ArchiveNotOpened `archive-not-opened` in another archive, or of a kind other than ZIP
│   ├── ArchiveBomb      `archive-bomb`     would unpack to more than is permitted
│   ├── BadManifestRow   `bad-manifest-row` a line of a manifest that makes no sense
│   ├── ParseTimeout     `parse-timeout`
│   ├── ParseMemory      `parse-memory`     reading it needs more memory than it may have
│   └── ParseCrashed     `parse-crashed`    the reader died on it, every time
├── ReviewConflict       `review-conflict`  two people met: reload and ask again
├── BadRequest           `bad-request`      a value that cannot be: nothing was changed
├── NotAllowed           `not-allowed`      the role does not permit it
├── NotFound             `not-found`
├── BadBackup            `bad-backup`       no whole backup, or no empty place for it: nothing was kept
├── Overloaded           nothing was stored: wait `retry_after` seconds and come again
│   ├── NoRoom           `no-room`          a disk is full, or nearly
│   ├── StoreAway        `store-away`       the store of files does not answer
│   └── TooBusy          `too-busy`         too much waits, or the database does not answer
└── BrokenSetup          `broken-setup`     settings, folder, port or server: says how to mend it
"""

from typing import ClassVar


class ServiceError(Exception):
    """Root of the tree.  `code` is stored and shown; never rename one."""

    code: ClassVar[str] = "service"

    def __init__(self, message: str = "") -> None:
        super().__init__(message)

    @property
    def message(self) -> str:
        """What happened, in words; the code where there are none."""
        return str(self) or self.code


class BadDocument(ServiceError):
    """The file is at fault."""

    code = "bad-document"


class EmptyFile(BadDocument):
    """No bytes at all."""

    code = "empty-file"


class NotAPdf(BadDocument):
    """The bytes are no PDF."""

    code = "not-a-pdf"


class DamagedPdf(BadDocument):
    """Truncated or broken beyond reading."""

    code = "damaged-pdf"


class DamagedWorkbook(BadDocument):
    """An XLSX file broken beyond reading, or locked."""

    code = "damaged-workbook"


class EncryptedPdf(BadDocument):
    """Needs a password that nobody gave."""

    code = "encrypted-pdf"


class UnknownForm(BadDocument):
    """Readable, but no self-evaluation form is in it."""

    code = "unknown-form"


class NotASelfEvaluation(BadDocument):
    """Its tables are look-alikes: targets without actual values, amounts without indicators."""

    code = "not-a-self-evaluation"


class NoTextLayer(BadDocument):
    """Page images only, and no form was recognised on them."""

    code = "no-text-layer"


class TooLarge(BadDocument):
    """More bytes, pages or pixels than the settings allow."""

    code = "too-large"


class BadName(BadDocument):
    """A file name that tries to be a path or hides control characters."""

    code = "bad-name"


class FileVanished(BadDocument):
    """Listed a moment ago, gone or unreadable now."""

    code = "file-vanished"


class DamagedArchive(BadDocument):
    """A ZIP archive, or one file in it, cannot be unpacked."""

    code = "damaged-archive"


class EncryptedArchive(BadDocument):
    """A file in a ZIP archive needs a password that nobody gave."""

    code = "encrypted-archive"


class ArchiveNotOpened(BadDocument):
    """An archive inside another one, or of a kind other than ZIP."""

    code = "archive-not-opened"


class ArchiveBomb(BadDocument):
    """Unpacking it would give more files or bytes than is permitted."""

    code = "archive-bomb"


class BadManifestRow(BadDocument):
    """A line of a manifest that names no file or no year."""

    code = "bad-manifest-row"


class ParseTimeout(BadDocument):
    """The reader did not end within its limit."""

    code = "parse-timeout"


class ParseMemory(BadDocument):
    """The reader needed more memory than it may have."""

    code = "parse-memory"


class ParseCrashed(BadDocument):
    """The reader's process died on this file."""

    code = "parse-crashed"


class ReviewConflict(ServiceError):
    """Someone else saved first."""

    code = "review-conflict"


class BadRequest(ServiceError):
    """A request that makes no sense; nothing was changed."""

    code = "bad-request"


class NotAllowed(ServiceError):
    """The role does not permit it."""

    code = "not-allowed"


class NotFound(ServiceError):
    """No such thing here."""

    code = "not-found"


class BadBackup(ServiceError):
    """No whole backup, or no empty installation to restore it into; nothing was kept."""

    code = "bad-backup"


class Overloaded(ServiceError):
    """There is no room for more at the moment; nothing was stored.  The same may be tried again."""

    retry_after: ClassVar[int] = 30


class NoRoom(Overloaded):
    """A disk is full, or nearly."""

    code = "no-room"
    retry_after = 300


class StoreAway(Overloaded):
    """The store of files does not answer, or not with what was asked for."""

    code = "store-away"


class TooBusy(Overloaded):
    """Too much waits already, or the database does not answer."""

    code = "too-busy"


class BrokenSetup(ServiceError):
    """Settings, folder, port or server; the message says how to mend it."""

    code = "broken-setup"
