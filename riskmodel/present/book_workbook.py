"""A computed book as an Excel workbook: what its tables say, a row for each provider to filter and sort, a chart.

Texts are stored as texts and never reckoned with, whatever they begin with. Rows go to a temporary file as they are
written, so that memory does not grow with the book.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, BinaryIO, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from riskmodel.book.results import Row
from riskmodel.measures import Measured
from riskmodel.present import book_findings, book_tables, findings, provider_columns, tables, theme, workbook_charts
from riskmodel.present.book_shown import Shown
from riskmodel.present.cell_text import clean
from riskmodel.present.grid import Column, Grid, Kind, bare, of_table
from riskmodel.present.grid import Row as GridRow
from riskmodel.present.language import Language
from riskmodel.present.looks import Looks, number_format
from riskmodel.present.provider_columns import Meaning
from riskmodel.present.sheet import Placed, Sheet, height, print_set_up, write

#: Rows a sheet of Excel has under the title and the header, rounded down.
MOST_ROWS: Final = 1_000_000
_HEADER: Final = 2  # row of the labels, as in the other sheets
#: Widths of columns in characters: of those with texts, and of the narrowest of the others.
_WIDE: Final = {"provider_id": 10, "provider_name": 30, "kind": 15, "policy_name": 30, "lever": 48}
_NARROWEST: Final = 12
_PRINT_PERCENT: Final = 60  # at which the columns of each of `provider_columns.PAGES` fit A4
_COUNTS: Final = ("providers", "projects", "insured_providers", "under_insured", "without_policy")
_CHART: Final = {"width": 820, "height": 400}


def workbook(target: BinaryIO, of: Shown, sentences: Sequence[str], language: Language, date: dt.date) -> None:
    """Write a computed book as an Excel workbook (Office Open XML).

    Parameters
    ----------
    target
        Where to; one can go back in it.
    of
        What is written.
    sentences
        What is wrong with the rows that could not be run, a sentence for each fault of the book, without its place.
    language
        The reader's language.
    date
        The date on the workbook. The same book and date give the same bytes.
    """
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"font_name": theme.FONT_WORKBOOK, "font_size": 10, "font_color": theme.INK}
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_format_properties": font, **plain})
    _describe(book, of, language, date)
    looks, footer = Looks(book, language), book_findings.origin(of, language)
    overview, *others = _sheets(of, sentences, language, date)
    write(book, overview, looks, {}, footer)
    _providers(book, of, looks, footer)
    placed: dict[str, Placed] = {}
    for sheet in others:
        placed |= write(book, sheet, looks, {}, footer)
    _draw(book, placed["exceedance"], of, looks)
    book.close()


def _describe(book: xlsxwriter.Workbook, of: Shown, language: Language, date: dt.date) -> None:
    """Write what the file says of itself; with a date instead of a clock, the same bytes come out each time."""
    made = dt.datetime.combine(date, dt.time())
    origin = book_findings.origin(of, language)
    book.set_properties({"title": language.t("Broker's book"), "comments": origin, "created": made})
    for name, value in (
        ("riskmodel", of.published.riskmodel),
        ("data", of.result.data_version),
        ("seed", str(of.result.seed)),
        ("years", of.result.years),
        ("language", language.code),
    ):
        book.set_custom_property(name, value)


def _sheets(of: Shown, sentences: Sequence[str], language: Language, date: dt.date) -> list[Sheet]:
    """Return all sheets but that of the providers, the overview first."""
    t = language.t
    intro = [language.date(date), findings.disclaimer(language), *book_findings.sentences(of, language)]
    euros: dict[str, Kind] = dict.fromkeys(("burden", "owed", "insured", "retained"), "euros")
    curves: dict[str, Kind] = {f"{name}_{kind}": "euros" for name, kind in book_tables.CURVES}
    causes: dict[str, Kind] = {"events": "number", "struck": "number", "share": "share", "tail": "share"}
    causes |= {"burden": "euros", "burden_p99": "euros", "insured": "euros"}
    curve = _with_errors(of_table(book_tables.exceedance(of, language), {"years": "number", **curves}), of, language)
    strikes = of_table(book_tables.causes(of, language), causes)
    explained = of_table(book_tables.columns_explained(of, language), {})
    origins = of_table(book_tables.cause_sources(of, language), {})
    sources = of_table(tables.sources_used(of.calibration, language), {"figures": "number"})
    found = [
        Sheet(
            t("Overview"),
            t("Broker's book"),
            (_key_figures(of, language), replace(of_table(book_tables.measures(of, language), euros), note="")),
            intro,
            book_findings.method(of, language),
        ),
        Sheet(t("Curve"), curve.title, (curve,)),
        Sheet(t("Causes"), strikes.title, (strikes,)),
    ]
    if of.published.faults:
        faults = of_table(book_tables.faults(of, sentences, language), {"row": "number"})
        found.append(Sheet(t("Faulty rows"), faults.title, (faults,)))
    found.append(Sheet(t("Columns"), explained.title, (explained,)))
    found.append(Sheet(t("Sources"), t("Sources"), (origins, sources)))
    return found


def _with_errors(curve: Grid, of: Shown, language: Language) -> Grid:
    """Return the curves with half the width of each figure's error behind them, in the same order."""
    labels = {column.key: column.label for column in curve.columns}
    halves, columns = [], list(curve.columns)
    for name, kind in book_tables.CURVES:
        points = getattr(of.result.exceedance[name], kind)
        halves.append([Measured(p.eur, p.lo, p.hi).farthest for p in points])
        label = language.t("Error of simulation (±): {what}", what=labels[f"{name}_{kind}"])
        columns.append(Column(f"{name}_{kind}_error", label, "euros"))
    rows = [replace(row, values=(*row.values, *more)) for row, *more in zip(curve.rows, *halves, strict=True)]
    return replace(curve, columns=tuple(columns), rows=tuple(rows))


def _key_figures(of: Shown, language: Language) -> Grid:
    """Return the key figures, counts as counts and amounts as euros."""
    table = book_tables.key_figures(of, language)
    label, value = (column.label for column in table.columns)
    rows = []
    for line in table.lines:
        named = " · ".join(part for part in (line.group, line.cells[0].text) if part)
        rows.append(GridRow((named, bare(line.cells[1])), "number" if line.key in _COUNTS else "euros"))
    columns = (Column("label", label), Column("value", value, "row"))
    return Grid(
        table.key, table.title, columns, tuple(rows)
    )  # the table's note explains errors, of which a grid has none


def _providers(book: xlsxwriter.Workbook, of: Shown, looks: Looks, footer: str) -> None:
    """Write a row for each provider, those with the largest part in the worst years first."""
    language = looks.language
    columns = list(provider_columns.columns(of.calibration, language).values())
    page: Worksheet = book.add_worksheet(language.t("Providers"))
    widths = [_width(column) for column in columns]
    for i, width in enumerate(widths):
        page.set_column(i, i, width)
    page.write_string(0, 0, language.t("Providers"), looks.title())
    if len(of.providers) > MOST_ROWS:
        page.write_string(1, 0, _cut(language), looks.sentence(quiet=True))
    page.set_row(_HEADER, height([clean(column.label) for column in columns], widths))
    for i, column in enumerate(columns):
        page.write_string(_HEADER, i, clean(column.label), looks.header(numeric=column.kind != "text", indent=i > 0))
    worded = _worded(of, language)
    last = _HEADER
    for last, row in enumerate(of.rows(of.by_tail[:MOST_ROWS]), _HEADER + 1):
        texts = [_text(column, row, worded) for column in columns]
        page.set_row(last, height(texts, widths))
        for i, (column, text) in enumerate(zip(columns, texts, strict=True)):
            _value(page, last, i, column, row, text, looks)
    page.autofilter(_HEADER, 0, last, len(columns) - 1)
    page.freeze_panes(_HEADER + 1, 2)
    print_set_up(page, language, footer)
    _print_by_pages(page)


def _print_by_pages(page: Worksheet) -> None:
    """Print the columns on several pages side by side, with the names of the providers on each of them."""
    page.set_print_scale(_PRINT_PERCENT)  # instead of all columns on one page, too small to read
    page.repeat_rows(_HEADER)
    page.repeat_columns(0, len(provider_columns.NAMED) - 1)
    sizes = [len(names) for names in provider_columns.PAGES[:-1]]
    page.set_v_pagebreaks(list(accumulate(sizes, initial=len(provider_columns.NAMED)))[1:])
    page.print_across()


def _cut(language: Language) -> str:
    return language.t(
        "These are the {n} providers with the largest part; all stand in providers.parquet.",
        n=language.number(MOST_ROWS),
    )


def _worded(of: Shown, language: Language) -> dict[str, Callable[[Any], str]]:
    """Return how the columns are worded that hold names of the program's own."""
    return {
        "kind": lambda value: provider_columns.kind(value, language),
        "lever": lambda value: provider_columns.lever(value, of.calibration, language),
    }


def _width(of: Meaning) -> int:
    """Return the width of a column: no word of its label is broken."""
    return _WIDE.get(of.name) or max(_NARROWEST, 2 + max(map(len, of.label.split())))


def _text(of: Meaning, row: Row, worded: dict[str, Callable[[Any], str]]) -> str:
    """Return what a cell says; nothing if it holds a number."""
    if of.kind != "text":
        return ""
    value = row[of.name]
    return clean(worded[of.name](value) if of.name in worded else value or "")


def _value(page: Worksheet, at: int, i: int, of: Meaning, row: Row, text: str, looks: Looks) -> None:
    value = row[of.name]
    if text:
        page.write_string(at, i, text, looks.value("text", indent=i > 0))
    elif of.kind != "text" and value is not None and math.isfinite(value):
        page.write_number(at, i, value, looks.value(number_format(of.kind, value)))
    else:
        page.write_blank(at, i, None, looks.value("text"))  # the line below the row goes on


def _draw(book: xlsxwriter.Workbook, at: Placed, of: Shown, looks: Looks) -> None:
    """Draw the curves beneath their table, each from the first return period in which it costs anything."""
    series = []
    for name, kind in book_tables.CURVES:
        points = getattr(of.result.exceedance[name], kind)
        first = next((i for i, point in enumerate(points) if point.eur > 0.0), None)
        if first is not None:
            key, ends = f"{name}_{kind}", (first, len(points) - 1)
            header = [at.sheet, at.first - 1, at.grid.place(key)]
            series.append((header, at.range("years", ends), at.range(key, ends)))
    empty = (at.range("years", (0, 0)), at.range("burden_aggregate", (0, 0)))
    chart = workbook_charts.curves(book, series, empty, looks)
    chart.set_size(_CHART)
    said = clean(" ".join(book_findings.headline(of, looks.language)))
    book.get_worksheet_by_name(at.sheet).insert_chart(
        at.last + 4, 0, chart, {"description": said, "object_position": 2}
    )
