"""The providers of a book in blocks, which lie in a file of the run's folder until they are asked for."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from riskmodel.book.block import BLOCK
from riskmodel.book.insured import Insured


@dataclass(frozen=True)
class Packed:
    """A block of providers that are next to each other in the book."""

    first: int  # number of the first of them in the book
    insured: tuple[Insured, ...]


class Blocks:
    """The blocks of a book, each read from a file when it is asked for."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin without any; the file is written to and read from."""
        self._file, self._places, self.sizes = file, list[int](), list[int]()

    def __len__(self) -> int:
        """How many they are."""
        return len(self.sizes)

    def __getitem__(self, number: int) -> Packed:
        """Read a block."""
        self._file.seek(self._places[number])
        block: Packed = pickle.load(self._file)
        return block

    def add(self, insured: tuple[Insured, ...]) -> None:
        """Write the next block."""
        self._places.append(self._file.seek(0, 2))
        pickle.dump(Packed(len(self) * BLOCK, insured), self._file)
        self.sizes.append(len(insured))


@contextmanager
def packed(insured: Iterable[Insured], folder: Path) -> Iterator[tuple[Blocks, str]]:
    """Give the blocks of a book and a digest of all it says.

    Parameters
    ----------
    insured
        The providers in ascending order of their ids; read once, so it need not hold them all at a time.
    folder
        Where the blocks lie, in a file without a name where the system knows such: it is gone however the run ends.

    Raises
    ------
    ValueError
        If they are not in order, or two have the same id.
    """
    digest, last, providers = hashlib.sha256(), None, iter(insured)
    with tempfile.TemporaryFile(dir=folder) as file:
        blocks = Blocks(file)
        while block := tuple(islice(providers, BLOCK)):
            for one in block:
                if last is not None and one.id <= last:
                    raise ValueError(f"provider {one.id!r} comes after {last!r}; ids ascend, each is there once")
                last = one.id
                digest.update(f"{one.id!r} {one.case.model_dump_json(by_alias=True)}\n".encode())
            blocks.add(block)
        yield blocks, digest.hexdigest()
