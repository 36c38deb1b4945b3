"""Where results go: a file that appears whole or not at all, or standard output."""

from __future__ import annotations

import glob
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

#: Stands for standard output where a file is asked for.
STANDARD_OUTPUT: Final = "-"


@contextmanager
def written(target: str) -> Iterator[BinaryIO]:
    """Open a target for writing bytes.

    A file is written under another name in the same folder and takes its name only when it is complete; if anything
    goes wrong on the way, Ctrl-C included, nothing stays and an older file of that name is left as it was.
    """
    if target == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
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


def plain(text: str) -> str:
    """Return a text without signs that steer a terminal: names come from files that others may have written."""
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else " " for c in text)


def one_line(text: str) -> str:
    """Return a text as one line."""
    return plain(text).replace("\n", " ")


class Progress:
    """A line on standard error that says how far the work is; silent unless it is a terminal."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._shown = sys.stderr.isatty()

    def __call__(self, share: float) -> None:
        """Show the share that is done, and take the line away at the end."""
        if self._shown:
            text = f"{self._words} {share:4.0%}"
            sys.stderr.write(f"\r{text}" if share < 1.0 else "\r" + " " * len(text) + "\r")
            sys.stderr.flush()
