"""The lock of a run folder: one process writes there at a time, and the system lets go when it dies."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from colloquist.run.problem import RunFolderError

NAME = ".lock"
PATIENCE = 0.3
"""Seconds to try for: whoever asks for the holder holds the lock for an instant."""
LONGEST = 0.05
"""Seconds to wait for what takes microseconds."""


class RunLock:
    """Held from entering to leaving, or to the end of the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is locked yet."""
        self._path = folder / NAME
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Lock the folder. Raises RunFolderError that names the process which writes there."""
        file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
        if not _taken_within(PATIENCE, file, pause=0.02):
            pid = _pid(file)
            file.close()
            raise RunFolderError(
                f"{self._path.parent}: process {pid or 'unknown'} is writing this run; "
                "wait for it, stop it, or choose another folder"
            )
        with suppress(OSError):  # the name is a courtesy, and a full disk must not keep the lock from holding
            file.truncate(0)
            file.write(f"{os.getpid()}\n".encode())
            file.flush()
        self._file = file
        return self

    def __exit__(self, *_: object) -> None:
        """Let go."""
        if self._file:
            self._file.close()
            self._file = None


def holder(folder: Path) -> int | None:
    """Return the id of the process that writes this run, 0 when it is not known, or None when there is none."""
    try:
        file = (folder / NAME).open("rb")
    except OSError:
        return None
    with file:
        return None if _taken(file, shared=True) else _pid(file) or 0


class Alone:
    """Waits until no other process is alone with a file, which is for an instant, and nobody who dies holds it up.

    Where a file system has no locks, or one who holds it stands still for longer than LONGEST, it goes on all the
    same: what others do in that instant may then be lost.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __enter__(self) -> None:
        """Wait."""
        _taken_within(LONGEST, self._file, pause=0.0)

    def __exit__(self, *_: object) -> None:
        """Let the next one."""
        with suppress(OSError):
            _let_go(self._file)


def _taken_within(seconds: float, file: BinaryIO, pause: float) -> bool:
    until = time.monotonic() + seconds
    while not _taken(file):
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True


def _pid(file: BinaryIO) -> int | None:
    file.seek(0)
    said = file.read(20).strip()
    return int(said) if said.isdigit() else None


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a locked byte cannot be read by others there, so it lies beyond the pid

    def _taken(file: BinaryIO, *, shared: bool = False) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

    def _let_go(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _taken(file: BinaryIO, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks: nothing can be said, and nothing is refused
        return True

    def _let_go(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
