"""A table as all outputs share it: terminal, screen, PDF and Excel differ only in how they draw it.

Texts are ready for the reader; the number behind a text stands beside it, unrounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from riskmodel.measures import Measured
from riskmodel.present.formats import significant
from riskmodel.present.language import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, the number behind it, and small print: how sure it is, or where it is found."""

    text: str
    value: float | str | bool | None = None
    spread: str = ""  # in words: the error of simulation, or what is not known; of a figure its path in the data


@dataclass(frozen=True)
class Column:
    """A column; numbers stand flush right."""

    key: str
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Line:
    """A row; `group` is the heading it stands under, empty where there is none."""

    key: str
    cells: tuple[Cell, ...]
    group: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """Rows and columns with a title, and a note in small print."""

    key: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""

    def cell(self, line: str, column: str) -> Cell:
        """Return a cell by the keys of its row and column.

        Raises
        ------
        KeyError
            If there is no such row or column.
        """
        at = {c.key: i for i, c in enumerate(self.columns)}[column]
        return {row.key: row for row in self.lines}[line].cells[at]

    def frame(self) -> pd.DataFrame:
        """Return the texts as a frame, columns by their labels."""
        import pandas as pd  # takes a third of a second, which a terminal need not wait for

        return pd.DataFrame(
            [[cell.text for cell in row.cells] for row in self.lines],
            columns=[column.label for column in self.columns],
        )


def label_cell(text: str, spread: str = "") -> Cell:
    """Return a cell that names something."""
    return Cell(text, text, spread)


def money(measured: Measured, language: Language) -> Cell:
    """Return an amount in whole euros, with no more digits than its error carries."""
    half = measured.farthest
    text = language.euros(carried(measured.value, half))
    spread = "" if half <= 0.0 else language.t("± {amount}", amount=language.euros(significant(half, 2)))
    return Cell(text, measured.value, spread)


def amount(value: float | None, language: Language) -> Cell:
    """Return an amount without a stated error, three digits at most; a dash where there is none."""
    if value is None:
        return Cell("–", None)
    return Cell(language.euros(significant(value, 3)), value)


def entered(value: float | None, language: Language) -> Cell:
    """Return an amount as it was entered; a dash where there is none."""
    return Cell("–", None) if value is None else Cell(language.euros_exact(value), value)


def chance(value: float, language: Language) -> Cell:
    """Return a probability a year as a natural frequency with percent in brackets."""
    return Cell(language.frequency_with_percent(value), value)


def carried(value: float, half: float) -> float:
    """Round a value so that its last digit is no finer than a fifth of the half-width of its error.

    Two digits stay in any case: sentences have as many, and a figure reads the same in both.

    Examples
    --------
    >>> carried(150_886.0, 22_000.0), carried(557.6, 24.0), carried(3.2, 0.0), carried(81_300.0, 60_000.0)
    (151000.0, 558.0, 3.0, 81000.0)
    """
    if half < 5.0:
        return float(round(value))
    last = floor(log10(half / 5.0))
    if abs(value) >= 1.0:
        last = min(last, max(0, floor(log10(abs(value))) - 1))
    return float(round(value, -last))
