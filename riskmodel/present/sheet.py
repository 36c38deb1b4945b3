"""Writes grids into the sheets of a workbook: formats, names, sums, frozen headers, and how they print."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from riskmodel.present import theme
from riskmodel.present.cell_text import clean
from riskmodel.present.grid import Column, Grid, Row, Value
from riskmodel.present.language import Language
from riskmodel.present.looks import Looks, number_format

_A4: Final = 9
_NARROWEST, _WIDEST, _NUMBER = 8, 46, 13  # widths of columns in characters
_PAPER, _WRAPPED = 165.0, 22.0  # a wider sheet would print small: its widest columns give way, but not beyond that
_LINE_POINTS: Final = 13.5
_MOST_FOOTER: Final = 200
_ONE_PAGE: Final = 36  # rows up to which a sheet is printed on one page; more would be small
_HIGHEST: Final = 400.0  # points; Excel ends at 409


@dataclass(frozen=True)
class Sheet:
    """A sheet: grids below each other under a title and some sentences; further sentences stand beneath."""

    name: str
    title: str
    grids: tuple[Grid, ...]
    intro: Sequence[str] = ()
    outro: Sequence[str] = ()


@dataclass(frozen=True)
class Placed:
    """Where a grid stands."""

    grid: Grid
    sheet: str
    first: int  # row of its first values, counted from 0
    last: int

    def range(self, column: str, rows: tuple[int, int] | None = None) -> list[Any]:
        """Return the cells of a column as charts name them, all or those from a row to another (from 0, inclusive)."""
        start, end = rows or (0, self.last - self.first)
        at = self.grid.place(column)
        return [self.sheet, self.first + start, at, self.first + end, at]

    def cell(self, column: str, row: int) -> list[Any]:
        """Return one cell as charts name it."""
        return [self.sheet, self.first + row, self.grid.place(column)]


def figures(grids: Iterable[Grid]) -> dict[str, float]:
    """Return all named figures."""
    found = {}
    for grid in grids:
        for row in grid.rows:
            if row.name and isinstance(value := row.values[grid.named], float | int):
                found[row.name] = float(value)
    return found


def write(
    book: xlsxwriter.Workbook, sheet: Sheet, looks: Looks, known: Mapping[str, float], footer: str
) -> dict[str, Placed]:
    """Write a sheet and return where its grids stand, by key; `known` are the named figures of the workbook."""
    page: Worksheet = book.add_worksheet(sheet.name)
    widths = _widths(sheet.grids)
    for i, width in enumerate(widths):
        page.set_column(i, i, width)
    page.write_string(0, 0, clean(sheet.title), looks.title())
    at = 2
    for line in sheet.intro:
        at = sentence(page, at, line, looks.sentence(), widths)
    at += bool(sheet.intro)
    header = at + (len(sheet.grids) > 1)
    placed = {}
    for grid in sheet.grids:
        if len(sheet.grids) > 1:
            page.write_string(at, 0, clean(grid.title), looks.heading())
            at += 1
        at, placed[grid.key] = _grid(book, page, at, grid, looks, known, widths)
        if grid.note:
            at = sentence(page, at, grid.note, looks.sentence(quiet=True), widths)
        at += 1
    for line in sheet.outro:
        at = sentence(page, at, line, looks.sentence(), widths)
    if not sheet.intro:
        page.freeze_panes(header + 1, 1)
        page.repeat_rows(header)
    print_set_up(page, looks.language, footer, tall=int(at <= _ONE_PAGE))
    return placed


def sentence(page: Worksheet, at: int, text: str, looks: Format, widths: Sequence[float]) -> int:
    """Write a sentence across the columns, in as many lines as it takes; return the next row."""
    text, across = clean(text), max(sum(widths[:8]), 60.0)
    page.set_row(at, height([text], [across]))
    last = min(len(widths), 8) - 1
    if last > 0:
        page.merge_range(at, 0, at, last, "", looks)
    page.write_string(at, 0, text, looks)
    return at + 1


def print_set_up(page: Worksheet, language: Language, footer: str, *, tall: int = 0) -> None:
    """Set a sheet up to be printed: A4 landscape, as wide as the paper, on `tall` pages (0: as many as it takes)."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, tall)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.hide_gridlines(2)
    # "&" begins a code there.
    told = clean(footer).replace("&", "&&")[:_MOST_FOOTER]
    pages = language.t("Page {page} of {pages}", page="&P", pages="&N")
    page.set_footer(f"&L&8{told}&R&8{pages}")


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a width in characters."""
    return 1 if len(text) <= width else max(1, len(textwrap.wrap(text, max(1, int(width)))))


def _grid(
    book: xlsxwriter.Workbook,
    page: Worksheet,
    at: int,
    grid: Grid,
    looks: Looks,
    known: Mapping[str, float],
    widths: Sequence[float],
) -> tuple[int, Placed]:
    """Write a grid; return the row after it and where its values stand."""
    for i, column in enumerate(grid.columns):
        page.write_string(at, i, clean(column.label), looks.header(numeric=column.kind != "text", indent=i > 0))
    page.set_row(at, height([clean(column.label) for column in grid.columns], widths))
    first, where = at + 1, quote_sheetname(page.name)
    for at, row in enumerate(grid.rows, first):
        page.set_row(at, height([clean(v) if isinstance(v, str) else "" for v in row.values], widths))
        for i, (column, value) in enumerate(zip(grid.columns, grid.values(row), strict=True)):
            _value(page, at, i, column, row, value, grid, looks)
        if row.name:
            cell = xl_rowcol_to_cell(at, grid.named, row_abs=True, col_abs=True)
            book.define_name(row.name.replace(".", "_"), f"={where}!{cell}")
    last = first + len(grid.rows) - 1
    book.define_name(f"table_{grid.key}", f"={where}!{xl_range_abs(first - 1, 0, last, len(grid.columns) - 1)}")
    placed = Placed(grid, page.name, first, last)
    return (_totals(page, placed, looks, known) if grid.total else last + 1), placed


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height of a row that shows all its texts, in points."""
    lines = (_lines(text, width) for text, width in zip(texts, widths, strict=False))
    return min(_HIGHEST, _LINE_POINTS * max(lines, default=1) + 1.5)


def _value(page: Worksheet, at: int, i: int, column: Column, row: Row, value: Value, grid: Grid, looks: Looks) -> None:
    kind = grid.kind(column, row)
    if isinstance(value, str) and (text := clean(value)):
        right = column.kind != "text"
        page.write_string(at, i, text, looks.value("text", right=right, indent=i > 0))
    elif value is None or isinstance(value, str):
        page.write_blank(at, i, None, looks.value("text"))
    elif column.kind == "sum":
        adding = [j for j, c in enumerate(grid.columns) if c.adds]
        formula = f"=SUM({xl_range(at, adding[0], at, adding[-1])})"
        page.write_formula(at, i, formula, looks.value("euros"), value)
    else:
        page.write_number(at, i, value, looks.value(number_format(kind, value)))


def _totals(page: Worksheet, placed: Placed, looks: Looks, known: Mapping[str, float]) -> int:
    """Add up the columns that add, and hold the first of the sums against the figure it must be."""
    grid, at = placed.grid, placed.last + 1
    sums: list[float] = []
    for i, column in enumerate(grid.columns):
        if not (column.adds or column.kind == "sum"):
            page.write_blank(at, i, None, looks.value("text", strong=True))
            continue
        added = math.fsum(v for row in grid.rows if isinstance(v := grid.values(row)[i], float | int))
        formula = f"=SUM({xl_range(placed.first, i, placed.last, i)})"
        kind = "share" if column.kind == "share" else "euros"
        page.write_formula(at, i, formula, looks.value(kind, strong=True), added)
        if not sums and grid.must_be:
            words = looks.language.t("Difference from the figure among the measures (must be 0)")
            page.write_string(at + 1, 0, words, looks.sentence(quiet=True))
            page.set_row(at + 1, _LINE_POINTS * _lines(words, 30.0))
            name, total = grid.must_be, xl_rowcol_to_cell(at, i)
            cents = looks.format(num_format=looks.numbers["cents"], font_color=theme.SECONDARY, font_size=9)
            # Written so that a sum which is a hair below gives 0 and not -0.
            page.write_formula(at + 1, i, f"=ROUND({total}-{name},2)+0", cents, round(added - known[name], 2) + 0.0)
        sums.append(added)
    page.write_string(at, 0, clean(grid.total), looks.value("text", strong=True))
    return at + 1 + bool(grid.must_be)


def _widths(grids: Sequence[Grid]) -> list[float]:
    """Return the widths of the columns that hold all grids of a sheet, in characters."""
    widths: list[float] = []
    for grid in grids:
        for i, column in enumerate(grid.columns):
            texts = [clean(v) for row in grid.rows if isinstance(v := row.values[i], str)]
            least = max((len(word) for word in clean(column.label).split()), default=0) + 2
            if column.kind == "text":
                wide = max(map(len, texts), default=0) + 2
            else:
                wide = max([_NUMBER, *(min(len(text) + 2, 34) for text in texts)])
            width = float(min(_WIDEST, max(_NARROWEST, wide, min(least, 20))))
            if i < len(widths):
                widths[i] = max(widths[i], width)
            else:
                widths.append(width)
    widest = float(_WIDEST)
    while widest > _WRAPPED and sum(min(width, widest) for width in widths) > _PAPER:
        widest -= 1.0
    return [min(width, widest) for width in widths]
