"""Put a new folder in the place of the old one, so that a kill at any moment leaves one of them whole.

A build, a lock or a snapshot is made in a work folder beside its place and moved over as a whole when it
is finished. Linux exchanges two folders in one step. Elsewhere the old one steps aside first, and the next
start puts it back when the second step never came. What a killed run leaves behind is cleared by the next
one.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from synthesis.errors import BuildError

#: The last file a build writes; a folder without it is not a finished build of ours.
MANIFEST = "manifest.json"
MADE_BY = "synthesis build"

_NEW = "new-"
_OLD = "old"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def staged(out: Path, made_by: str = MADE_BY) -> Iterator[Path]:
    """Give an empty folder to build in; it becomes `out` when the block ends without an error.

    Parameters
    ----------
    out
        Folder to replace, or to make.
    made_by
        Command that makes such folders; its manifest says so. Only a folder of the same command is replaced.

    Raises
    ------
    BuildError
        When `out` holds something that the command has not made, when another run into it is going on, or
        when the block ends without having written a manifest.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as somewhere:
    ...     out = Path(somewhere) / "build"
    ...     with staged(out) as folder:
    ...         _ = (folder / MANIFEST).write_text('{"made_by": "synthesis build"}')
    ...     sorted(path.name for path in Path(somewhere).iterdir())
    ['build']
    """
    out = out.resolve()
    _make_parent(out)
    work = out.with_name(f"{out.name}.synthesis-work")
    with _locked(work, out):
        try:
            _clear(work, out)
            _refuse_foreign(out, made_by)
            new = work / f"{_NEW}{secrets.token_hex(4)}"
            new.mkdir()
            yield new
            if not is_made_by(made_by, new):
                raise BuildError(f"no {MANIFEST} was written", where=str(out))
            _refuse_foreign(out, made_by)
            _swap(new, out, work / _OLD)
        finally:
            _clear(work, out)


def is_made_by(command: str, folder: Path) -> bool:
    """Whether a folder is what a command of this package makes, and finished."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("made_by") == command


def _make_parent(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(
            f"cannot make the folder {out.parent}: {error.strerror}",
            where=str(out),
            hint="choose another --out",
        ) from error


def _refuse_foreign(out: Path, made_by: str) -> None:
    if not out.exists() or is_made_by(made_by, out):
        return
    if not out.is_dir():
        raise BuildError("there is a file of this name", where=str(out), hint="choose another --out")
    if any(out.iterdir()):
        raise BuildError(
            f"this folder is not empty and nothing that `{made_by}` has made (it has no {MANIFEST} of it), "
            "so it is left alone",
            where=str(out),
            hint="choose another --out, or move its contents away",
        )


@contextmanager
def _locked(work: Path, out: Path) -> Iterator[None]:
    """Hold the work folder; the system lets go of it when this process ends, however it ends."""
    descriptor = _lock(work, out)
    try:
        yield
    finally:
        with suppress(OSError):
            work.rmdir()  # stays when something of somebody else is in it
        os.close(descriptor)


def _lock(work: Path, out: Path) -> int:
    while True:
        try:
            work.mkdir(exist_ok=True)
            descriptor = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # the run that held it removed it between the two calls
        except OSError as error:
            raise BuildError(
                f"cannot write beside the build: {error.strerror}",
                where=str(work),
                hint="choose another --out",
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == work.stat().st_ino:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            raise BuildError(
                "another run into this folder is going on",
                where=str(out),
                hint="wait for it to end, or choose another --out",
            ) from None
        except FileNotFoundError:
            pass  # locked a folder that its owner had just removed
        os.close(descriptor)


def _clear(work: Path, out: Path) -> None:
    """Put an old build back that had stepped aside for one that never came; remove what runs left behind."""
    old = work / _OLD
    if old.is_dir() and not out.exists():
        old.rename(out)
    for left in (old, *work.glob(f"{_NEW}*")):
        shutil.rmtree(left, ignore_errors=True)


def _swap(new: Path, out: Path, aside: Path) -> None:
    try:
        if not out.exists():
            new.rename(out)
        elif not _exchange(new, out):
            out.rename(aside)
            new.rename(out)
    except OSError as error:
        raise BuildError(
            f"the finished build could not be moved into place: {error.strerror}",
            where=str(out),
            hint="the previous build is untouched; see who else uses the folder",
        ) from error


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False when this system cannot."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if exchange(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))
