"""The providers of a book in blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from riskmodel.book.block import BLOCK
from riskmodel.book.insured import Insured


@dataclass(frozen=True)
class Packed:
    """A block of providers that are next to each other in the book."""

    first: int  # number of the first of them in the book
    insured: tuple[Insured, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.insured)


def packed(insured: Iterable[Insured]) -> tuple[tuple[Packed, ...], str]:
    """Return the blocks of a book and a digest of all it says.

    Parameters
    ----------
    insured
        The providers in ascending order of their ids; read once, so it need not hold them all at a time.

    Raises
    ------
    ValueError
        If they are not in order, or two have the same id.
    """
    blocks: list[Packed] = []
    digest, last, providers = hashlib.sha256(), None, iter(insured)
    while block := tuple(islice(providers, BLOCK)):
        for one in block:
            if last is not None and one.id <= last:
                raise ValueError(f"provider {one.id!r} comes after {last!r}; ids ascend, each is there once")
            last = one.id
            digest.update(f"{one.id!r} {one.case.model_dump_json(by_alias=True)}\n".encode())
        blocks.append(Packed(len(blocks) * BLOCK, block))
    return tuple(blocks), digest.hexdigest()
