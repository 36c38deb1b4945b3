"""The parts of a run in a folder: one a block, whole or not there at all.

`run.json` says what is being computed. It is written before the first part, so whoever goes on with a run can tell
whether it is the same one; a part that has its name is complete.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from riskmodel import files
from riskmodel.book.block import Part
from riskmodel.case import CaseError, Fault

RUN = "run.json"
FOLDER = "parts"


class Parts:
    """The parts of one run, in the order of their blocks."""

    def __init__(self, folder: Path, blocks: int) -> None:
        """Look into a folder; `open_run` makes one."""
        self._folder, self.blocks = folder / FOLDER, blocks

    def __contains__(self, number: object) -> bool:
        """Tell whether a block is done."""
        return isinstance(number, int) and all(path.is_file() for path in self._paths(number))

    def __iter__(self) -> Iterator[Part]:
        """Read one part after the other; all blocks must be done."""
        for number in range(self.blocks):
            providers, amounts = self._paths(number)
            yield Part(providers.read_bytes(), amounts.read_bytes())

    @property
    def missing(self) -> list[int]:
        """Numbers of the blocks that are not done."""
        return [number for number in range(self.blocks) if number not in self]

    def tidy(self) -> None:
        """Remove what a signal left half-written, as it may come between any two steps."""
        files.clear(self._folder)

    def add(self, number: int, part: Part) -> None:
        """Write the part of a block; it is on the disk when this returns.

        Raises
        ------
        OSError
            If it cannot be written; nothing of it stays.
        """
        for path, content in zip(self._paths(number), (part.providers, part.amounts), strict=True):
            with files.whole(path) as file:
                file.write(content)

    def _paths(self, number: int) -> tuple[Path, Path]:
        providers, amounts = (self._folder / f"{kind}-{number:05d}.parquet" for kind in ("providers", "amounts"))
        return providers, amounts


def open_run(folder: Path, identity: Mapping[str, Any], blocks: int, *, resume: bool) -> Parts:
    """Begin a run in a folder, or go on with the one it holds.

    Parameters
    ----------
    folder
        Made if there is none.
    identity
        All that decides what the parts hold, as JSON values by name.
    blocks
        How many parts there will be.
    resume
        Whether to go on with a run the folder holds.

    Raises
    ------
    CaseError
        If the folder holds a run and none is to be resumed, or another one than this; the faults say what differs.
    """
    parts, path = Parts(folder, blocks), folder / RUN
    if path.exists():
        begun = _read(path)
        if not resume:
            done = sum(number in parts for number in range(blocks))
            raise CaseError((Fault("book_folder_taken", "", f"{done}", f"{blocks}", str(folder)),))
        differing = [name for name in identity if begun.get(name) != identity[name]]
        if differing:
            raise CaseError(tuple(_differs(name, identity, begun, folder) for name in differing))
        parts.tidy()
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with files.whole(path) as file:
            file.write(json.dumps(identity, indent=1).encode() + b"\n")
    return parts


def _read(path: Path) -> dict[str, Any]:
    try:
        begun = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        begun = None
    return begun if isinstance(begun, dict) else {}


def _differs(name: str, now: Mapping[str, Any], then: Mapping[str, Any], folder: Path) -> Fault:
    return Fault("book_differs", name, f"{now[name]}", f"{then.get(name, '?')}", str(folder))
