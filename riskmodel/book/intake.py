"""What came out of the files of a book: the providers that can be run, and every row that cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from riskmodel.book.insured import Insured
from riskmodel.case import Fault

FileKind = Literal["csv", "xlsx", "parquet"]
DecimalSign = Literal[",", "."]
#: What a cell may hold; CSV knows texts only.
Cell = str | float | int | bool | date | None


@dataclass(frozen=True)
class Convention:
    """How a file is written, as it was detected, once for the whole file."""

    file: str
    kind: FileKind
    columns: tuple[str, ...]  # the header, without the column of our own that explains a fault
    rows: int  # below the header that hold anything
    encoding: str = ""  # of a text file
    delimiter: str = ""  # of a text file
    decimal_sign: DecimalSign | None = None  # None: no number in the file tells


@dataclass(frozen=True, order=True)
class Place:
    """Where a row stands: its number is the one a spreadsheet shows, the header being row 1."""

    file: int  # in the order the files were named, from 0
    row: int


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong with a row.

    `fault.field` is the field's path in the case (project.client.revenue_eur), empty where a row as a whole is wrong.
    """

    place: Place
    column: str  # as in the header; empty where a row as a whole is wrong
    fault: Fault
    other: Place | None = None  # the row that it contradicts


@dataclass(frozen=True)
class LeftOut:
    """A row that is not run: faulty itself, or held back because another row of its provider is."""

    place: Place
    origin: Place  # where it stood when it was read for the first time
    cells: tuple[Cell, ...]  # as they were, in the order of the file's header; what stood beyond it at the end
    because: Place | None  # the faulty row of the same provider; None if the row is faulty itself


@dataclass(frozen=True)
class Book:
    """A book as read. Rows = projects that are run + faulty + held back: nothing is dropped silently."""

    insured: tuple[Insured, ...]  # sorted by id; empty where they are held elsewhere
    providers: int  # that are run
    projects: int  # of them: the rows that are run
    faults: tuple[RowFault, ...]  # all of them, by file, row and column
    left_out: tuple[LeftOut, ...]  # each row that is faulty or held back, by file and row
    conventions: tuple[Convention, ...]  # of each file
    rows: int  # that count: a row of a later file stands for the one it mends
    mended: int  # rows of earlier files that a later one replaced

    @property
    def faulty(self) -> int:
        """Rows with a fault of their own."""
        return sum(row.because is None for row in self.left_out)

    @property
    def held_back(self) -> tuple[LeftOut, ...]:
        """Rows whose provider has a faulty one: with part of its projects its figures would be wrong."""
        return tuple(row for row in self.left_out if row.because is not None)
