"""How far the run of a book is: in words, on a terminal, and in a small file that the app reads."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from riskmodel import files
from riskmodel.book.engine import Progress
from riskmodel.book.pace import Pace
from riskmodel.present.language import Language

#: Beside the results, while a run is under way.
FILE: Final = "progress.json"


def words(known: dict[str, Any], language: Language) -> str:
    """Return how far a run is, at which rate, and how long it still takes."""
    t, done, every = language.t, int(known["providers"]), int(known["all_providers"])
    said = [t("{done} of {all} providers", done=language.number(done), all=language.number(every))]
    if rate := known.get("per_second"):
        said.append(t("{rate} a second", rate=language.number(float(f"{rate:.2g}"), 1)))
    if left := known.get("seconds_left"):
        said.append(_left(float(left), language))
    return ", ".join(said)


def _left(seconds: float, language: Language) -> str:
    if seconds < 90.0:
        return language.nt("about {n} second left", "about {n} seconds left", max(1, round(seconds)))
    return language.nt("about {n} minute left", "about {n} minutes left", round(seconds / 60.0))


class Told:
    """Tells how far a run is, each time it is asked to."""

    def __init__(self, folder: Path, language: Language) -> None:
        """Begin in the folder of the results."""
        self._path, self._language = folder / FILE, language
        self._pace: Pace | None = None
        self._terminal, self._length = sys.stderr.isatty(), 0

    def __call__(self, so_far: Progress) -> None:
        """Note and show how far the run is."""
        self._pace = self._pace or Pace(so_far.all_providers)
        self._pace.mark(time.monotonic(), so_far.providers)
        known = {
            "providers": so_far.providers,
            "all_providers": so_far.all_providers,
            "workers": so_far.workers,
            "per_second": self._pace.per_second,
            "seconds_left": self._pace.seconds_left,
        }
        with files.whole(self._path) as file:
            file.write(json.dumps(known).encode())
        said = words(known, self._language)
        if self._terminal:
            sys.stderr.write("\r" + said.ljust(self._length))
            sys.stderr.flush()
        self._length = len(said)

    def end(self) -> None:
        """Take the line and the file away."""
        self._path.unlink(missing_ok=True)
        if self._terminal:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()
