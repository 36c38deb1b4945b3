"""One run in a folder at a time.

The operating system holds the lock for as long as the process lives, however that ends: nothing has to be mended after
a kill. Who holds it stands in a file beside, for whoever comes second.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Final

import locket

from riskmodel import files
from riskmodel.case import CaseError, Fault

#: Stays, empty: were it removed, someone who waits for it and someone who makes a new one could both go on.
LOCK: Final = ".lock"
#: Who is computing, while a run is under way.
HOLDER: Final = "running.json"
#: Folders that the caller holds; another thread holds none of them.
_ours: ContextVar[frozenset[Path]] = ContextVar("_ours", default=frozenset())


@contextmanager
def held(folder: Path, *, again: bool = False) -> Iterator[None]:
    """Keep a folder to this run.

    Parameters
    ----------
    folder
        Which; it is there.
    again
        Whether a caller who holds it already may go on with it, as part of the same run.

    Raises
    ------
    CaseError
        If another run holds it; the fault says which process of which computer, and since when.
    OSError
        If the folder cannot be written to, or lies where nothing can be locked.
    """
    place, ours = folder.resolve(), _ours.get()
    if again and place in ours:
        yield
        return
    lock = locket.lock_file(str(place / LOCK), timeout=0)
    try:
        lock.acquire()
    except locket.LockError as error:
        raise CaseError((Fault("book_folder_in_use", "", *_holder(folder), str(folder)),)) from error
    token = _ours.set(ours | {place})
    try:
        known = {"process": os.getpid(), "computer": platform.node(), "since": f"{datetime.now():%Y-%m-%dT%H:%M}"}
        with files.whole(folder / HOLDER) as file:
            file.write(json.dumps(known).encode())
        yield
    finally:
        _ours.reset(token)
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> tuple[str, str]:
    """Return process with computer, and the time since when; empty if it has not said so yet."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"{known['process']} ({known['computer']})", str(datetime.fromisoformat(known["since"]))
    return "", ""
