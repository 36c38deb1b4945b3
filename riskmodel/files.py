"""Files that appear whole or not at all, whenever the program or the machine stops."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing bytes.

    It is written under another name in the same folder and takes its name only when it is complete and on the disk; if
    anything goes wrong on the way, Ctrl-C included, nothing stays and an older file of that name is left as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # or the name may outlive the content when the machine stops
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def clear(folder: Path, beginning: str = "") -> None:
    """Remove what earlier attempts to write files left behind when they were killed, names beginning as said."""
    for left in folder.glob(f".{glob.escape(beginning[:80])}*.part"):
        left.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Return the rights a new file would have; temporary files are for their owner only."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
