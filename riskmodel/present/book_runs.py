"""Runs of a broker's book beside the page: each is the command line in a process of its own, so that it blocks nobody.

A book holds names. What a run reads and writes lies in a folder of its own among the temporary files, until the visitor
removes it or leaves for good, or it is a day old. No run outlives the server: nobody could see what it found.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

from pyarrow import parquet

import riskmodel
from riskmodel.book import published, reading
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import Code

#: Endings of the files that can hold a book.
ENDINGS: Final = (".csv", ".xlsx", ".parquet")
AT_ONCE: Final = 1  # runs on this computer; each takes all its cores
KEPT_HOURS: Final = 24
_PREFIX: Final = "riskmodel-book-"
#: What is written, by what it is called for those who download it.
FILES: Final = ("book.pdf", "book.xlsx", "providers.parquet", "book.json", "faulty_rows.csv")
State = Literal["waiting", "running", "done", "failed", "stopped", "gone"]


@dataclass(frozen=True)
class Upload:
    """A file that is to be computed."""

    name: str
    content: bytes


@dataclass
class Run:
    """One run of a visitor's book."""

    uploads: tuple[Upload, ...]  # the book, then what was mended of it
    books: tuple[Path, ...]  # where these lie
    years: int
    code: Code
    _process: subprocess.Popen[bytes] | None = None
    _stopped: bool = False
    _shown: list[Shown] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where everything of this run lies."""
        return self.books[0].parent

    @property
    def out(self) -> Path:
        """Where the results lie."""
        return self.folder / "out"

    @property
    def state(self) -> State:
        """How it stands; whoever asks lets the next in line begin."""
        _line.advance()
        if not self.folder.exists():
            return "gone"
        if self._stopped:
            return "stopped"
        if self._process is None:
            return "waiting"
        status = self._process.poll()
        return "running" if status is None else "done" if (self.out / "book.json").exists() else "failed"

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is, as the run itself writes it; nothing before it has."""
        with suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads((self.out / "progress.json").read_text(encoding="utf-8"))
            return found
        return {}

    @property
    def said(self) -> tuple[str, ...]:
        """What the run said was wrong, line by line."""
        with suppress(OSError):
            return tuple((self.folder / "said.txt").read_text(encoding="utf-8").splitlines())
        return ()

    def begin(self) -> None:
        """Start the process."""
        command = [sys.executable, "-m", "riskmodel", "book", *map(str, self.books), "--out", str(self.out)]
        command += ["--years", str(self.years), "--lang", self.code]
        root = Path(riskmodel.__file__).resolve().parent.parent
        path = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        with (self.folder / "said.txt").open("wb") as said:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(path),
                },
                start_new_session=True,  # Ctrl-C in the server's terminal is not meant for it
            )

    def stop(self) -> None:
        """End it early; it finds nothing then."""
        self._stopped = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def remove(self) -> None:
        """End it and remove all it wrote."""
        self.stop()
        with suppress(subprocess.TimeoutExpired):
            if self._process is not None:
                self._process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def shown(self, calibration: Calibration) -> Shown:
        """Return the computed book."""
        if not self._shown:
            tree = json.loads((self.out / "book.json").read_text(encoding="utf-8"))
            rows = parquet.read_table(self.out / "providers.parquet")
            self._shown.append(Shown(published.from_json(tree), rows, calibration))
        return self._shown[0]

    def case(self, provider: str, calibration: Calibration) -> Case | None:
        """Return the case of a provider of the book, read from the book once more."""
        as_of = self.shown(calibration).published.as_of
        return reading.provider(provider, self.books, as_of=as_of, calibration=calibration)

    def file(self, name: str) -> Path | None:
        """Return a file of the results, None where there is none."""
        path = self.out / name
        return path if path.is_file() else None


class _Line:
    """Those who wait for their turn on this computer, all visitors together."""

    def __init__(self) -> None:
        self._lock, self._runs = Lock(), list[Run]()

    def join(self, run: Run) -> None:
        with self._lock:
            self._runs.append(run)

    def advance(self) -> None:
        """Let as many run as may."""
        with self._lock:
            self._runs = [r for r in self._runs if not r._stopped and (r._process is None or r._process.poll() is None)]
            running = sum(r._process is not None for r in self._runs)
            for run in [r for r in self._runs if r._process is None][: max(0, AT_ONCE - running)]:
                run.begin()

    def before(self, run: Run) -> int:
        """Return how many come first."""
        with self._lock:
            return self._runs.index(run) if run in self._runs else 0

    def end(self) -> None:
        """Remove all runs."""
        for run in [*self._runs]:
            run.remove()


_line = _Line()
atexit.register(_line.end)


def begin(uploads: Sequence[Upload], years: int, code: Code) -> Run:
    """Put a book, followed by what was mended of it, in line to be computed; folders that are too old are removed."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    books = tuple(_written(upload, folder) for upload in uploads)
    run = Run(tuple(uploads), books, years, code)
    _line.join(run)
    _line.advance()
    return run


def _written(upload: Upload, folder: Path) -> Path:
    """Write a file under its own name, as far as a folder takes it: faults are told by it."""
    ending = Path(upload.name).suffix.lower()
    stem = re.sub(r"[^\w .-]", "_", Path(upload.name).stem)[:60].strip(" .") or "book"
    names = itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2)))
    path = next(path for name in names if not (path := folder / f"{name}{ending}").exists())
    path.write_bytes(upload.content)
    return path


def waiting_before(run: Run) -> int:
    """Return how many runs come before this one."""
    return _line.before(run)


def sweep(now: float | None = None) -> None:
    """Remove what is older than a day."""
    oldest = (now or time.time()) - KEPT_HOURS * 3600.0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
