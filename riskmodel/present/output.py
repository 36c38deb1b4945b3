"""Where results go: a file that appears whole or not at all, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from riskmodel import files

#: Stands for standard output where a file is asked for.
STANDARD_OUTPUT: Final = "-"


@contextmanager
def written(target: str) -> Iterator[BinaryIO]:
    """Open a target for writing bytes; a file appears whole or not at all."""
    if target == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with files.whole(Path(target)) as file:
        yield file


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
