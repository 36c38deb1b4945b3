"""The figures of a book as tables: the same rows for terminal, screen, PDF and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel.book.results import BOOK_QUANTITIES, Row
from riskmodel.measures import Measured
from riskmodel.present import book_findings, book_shown, names, provider_columns
from riskmodel.present.book_shown import Shown
from riskmodel.present.formats import significant
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Cell, Column, Line, Table, amount, entered, label_cell, money
from riskmodel.present.tables import needed_limit

MEASURES: Final = {
    "mean": N_("mean"),
    "p50": N_("half of all years stay below"),
    "p90": N_("9 of 10 years stay below"),
    "p95": N_("95 of 100 years stay below"),
    "p99": N_("99 of 100 years stay below"),
    "p99_5": N_("995 of 1,000 years stay below"),
    "tvar99": N_("mean of the worst 1 of 100 years"),
}
#: The curves of the table: quantity, and whether of the year's sum or of its largest occurrence.
CURVES: Final = (
    ("burden", "aggregate"),
    ("insured", "aggregate"),
    ("retained", "aggregate"),
    ("burden", "occurrence"),
    ("insured", "occurrence"),
)
_OCCURRENCE: Final = {
    "burden": N_("Largest occurrence, before insurance"),
    "insured": N_("Largest occurrence, paid by insurers"),
}


def key_figures(of: Shown, language: Language) -> Table:
    """Return the figures that are asked for first."""
    t, result = language.t, of.result
    counts = (
        ("providers", t("Providers"), result.providers),
        ("projects", t("Projects"), result.projects),
        ("insured_providers", t("Policies"), result.insured_providers),
        ("under_insured", t("Policies with too low a limit"), result.under_insured),
        ("without_policy", t("Providers without a policy"), result.without_policy),
    )
    book, mean, bad = t("The book"), t("On average a year"), t("In 1 of 100 years more than")
    lines = [Line(key, (label_cell(label), Cell(language.number(n), n)), book) for key, label, n in counts]
    for group, measure in ((mean, "mean"), (bad, "p99")):
        for name in ("burden", "insured", "retained"):
            label = label_cell(provider_columns.quantity(name, language))
            cell = money(book_findings.yearly(of, name, measure), language)
            lines.append(Line(f"{name}_{measure}", (label, cell), group))
        if measure == "mean" and result.premium_eur_per_year:
            premium = amount(result.premium_eur_per_year, language)
            lines.append(Line("premium", (label_cell(t("Premiums, as far as told")), premium), group))
    columns = (Column("label", t("Figure")), Column("value", t("Value"), numeric=True))
    return Table("key_figures", t("Key figures"), columns, tuple(lines), error(language))


def error(language: Language) -> str:
    """Say what stands behind a ±."""
    return language.t(
        "± is the error of simulation (95 of 100 times the figure lies within it), not what is unknown about the world."
    )


def measures(of: Shown, language: Language) -> Table:
    """Return what the book costs a year, by measure (rows) and by what is meant (columns)."""
    columns = [Column("label", language.t("Measure"))]
    columns += [Column(name, provider_columns.quantity(name, language), numeric=True) for name in BOOK_QUANTITIES]
    lines = []
    for measure, words in MEASURES.items():
        cells = [money(book_findings.yearly(of, name, measure), language) for name in BOOK_QUANTITIES]
        lines.append(Line(measure, (label_cell(language.t(words)), *cells)))
    return Table("measures", language.t("What the book costs a year"), tuple(columns), tuple(lines), error(language))


def exceedance(of: Shown, language: Language, periods: Sequence[int] = ()) -> Table:
    """Return the book's curves: once in so many years, more than so much; only `periods` if any are given."""
    t = language.t
    columns = [Column("years", t("Once in … years"))]
    for name, kind in CURVES:
        label = provider_columns.quantity(name, language) if kind == "aggregate" else t(_OCCURRENCE[name])
        columns.append(Column(f"{name}_{kind}", label, numeric=True))
    lines = []
    for points in zip(*(getattr(of.result.exceedance[name], kind) for name, kind in CURVES), strict=True):
        period = points[0].return_period_years
        if not periods or period in periods:
            cells = [_known(Measured(p.eur, p.lo, p.hi), language) for p in points]
            lines.append(Line(str(period), (Cell(language.number(period), period), *cells)))
    note = t(
        "Sum of a year, and its largest occurrence: one incident, or one event of a common cause over all it strikes."
    )
    return Table("exceedance", t("How often more than how much"), tuple(columns), tuple(lines), note)


def _known(measured: Measured, language: Language) -> Cell:
    """Return an amount with its error or, where that reaches beyond the amount itself, what it is at least."""
    if measured.farthest <= measured.value:
        return money(measured, language)
    return Cell(f"≥\N{NO-BREAK SPACE}{language.euros(significant(measured.lo, 2))}", measured.value)


def causes(of: Shown, language: Language) -> Table:
    """Return the common causes and what each does to this book."""
    t = language.t
    columns = (
        Column("label", t("Common cause")),
        Column("events", t("Events a year"), numeric=True),
        Column("struck", t("Providers an event strikes"), numeric=True),
        Column("burden", t("Cost of an event, mean"), numeric=True),
        Column("burden_p99", t("1 of 100 events costs more than"), numeric=True),
        Column("insured", t("Of it paid by insurers"), numeric=True),
        Column("share", t("Share of the average year"), numeric=True),
        Column("tail", t("Share of the worst years"), numeric=True),
    )
    lines = []
    for c in of.result.causes:
        shares = [Cell(language.percent(round(s, 3)), s) for s in (c.burden_share, c.tail_share)]
        amounts = [
            money(m, language) for m in (c.burden_per_event_eur, c.burden_per_event_p99_eur, c.insured_per_event_eur)
        ]
        counts = [Cell(language.number(float(f"{n:.2g}"), 4), n) for n in (c.events_per_year, c.struck_mean)]
        lines.append(Line(c.name, (label_cell(book_findings.cause(c.name, of, language)), *counts, *amounts, *shares)))
    note = t("Struck is who an event costs anything. Means do not change with common causes, only what falls together.")
    return Table("causes", t("What strikes many at once"), columns, tuple(lines), note)


def top(of: Shown, language: Language, most: int = book_findings.TOP) -> Table:
    """Return the providers with the largest part in the book's worst years."""
    t = language.t
    columns = (
        Column("rank", "", numeric=True),
        Column("label", t("Provider")),
        Column("kind", t("Kind")),
        Column("tail", t("Mean in the worst years"), numeric=True),
        Column("share", t("Share"), numeric=True),
        Column("limit", t("Limit"), numeric=True),
        Column("needed", t("Needed"), numeric=True),
    )
    lines = []
    for rank, row in enumerate(of.rows(of.by_tail[:most]), 1):
        cells = (
            Cell(str(rank), rank),
            label_cell(book_shown.name(row, language)),
            label_cell(provider_columns.kind(row["kind"], language)),
            amount(row["tail_burden_eur"], language),
            Cell(language.percent(row["tail_burden_share"]), row["tail_burden_share"]),
            entered(row["policy_limit_eur"], language),
            _needed(row, language),
        )
        lines.append(Line(row["provider_id"], cells))
    note = t("The worst years: the 1 of 100 in which the book costs most before insurance.")
    return Table("top", t("Who makes the worst years"), columns, tuple(lines), note)


def under_insured(of: Shown, language: Language, most: int = 15) -> Table:
    """Return the policies with too low a limit, the largest gap first."""
    t = language.t
    columns = (
        Column("label", t("Provider")),
        Column("limit", t("Limit"), numeric=True),
        Column("needed", t("Needed"), numeric=True),
        Column("gap", t("Gap"), numeric=True),
        Column("uncovered", t("Limit too low")),
    )
    lines = []
    for row in of.rows(of.under_insured[:most]):
        cells = (
            label_cell(book_shown.name(row, language)),
            entered(row["policy_limit_eur"], language),
            _needed(row, language),
            entered(row["gap_eur"], language),
            Cell(language.frequency(row["uncovered_probability"]), row["uncovered_probability"]),
        )
        lines.append(Line(row["provider_id"], cells))
    others = len(of.under_insured) - most
    note = ""
    if others > 0:
        note = language.nt("One more stands in the workbook.", "{n} more stand in the workbook.", others)
    return Table("under_insured", t("Policies with too low a limit"), columns, tuple(lines), note)


def _needed(row: Row, language: Language) -> Cell:
    found = needed_limit(row["needed_limit_eur"], language)
    return found if found.value is None else entered(row["needed_limit_eur"], language)


def faults(of: Shown, sentences: Sequence[str], language: Language) -> Table:
    """Return what is wrong with the rows that could not be run; `sentences` say it, one a fault."""
    t = language.t
    columns = (
        Column("file", t("File")),
        Column("row", t("Row"), numeric=True),
        Column("column", t("Column")),
        Column("given", t("Given")),
        Column("words", t("What is wrong")),
    )
    lines = []
    for i, (fault, words) in enumerate(zip(of.published.faults, sentences, strict=True)):
        file = of.published.files[fault.place.file].file
        row = Cell(language.number(fault.place.row), fault.place.row)
        cells = (label_cell(file), row, *map(label_cell, (fault.column, fault.fault.given, words)))
        lines.append(Line(str(i), cells))
    return Table("faults", t("Rows that could not be run"), columns, tuple(lines))


def columns_explained(of: Shown, language: Language) -> Table:
    """Return what each column of the providers means, with its name in the Parquet file."""
    t = language.t
    columns = (Column("label", t("Column")), Column("words", t("Meaning")), Column("name", t("In providers.parquet")))
    meanings = provider_columns.columns(of.calibration, language).values()
    lines = [Line(m.name, tuple(map(label_cell, (m.label, m.words, m.name)))) for m in meanings]
    note = t(
        "In the Parquet file most figures have two more columns, _lo and _hi: the ends of the 95 % error of simulation."
    )
    return Table("columns", t("What the columns mean"), columns, tuple(lines), note)


def cause_sources(of: Shown, language: Language) -> Table:
    """Return what each common cause is and what its figures rest on."""
    t, tables = language.t, of.calibration.tables["causes"]
    columns = (
        Column("label", t("Common cause")),
        Column("words", t("Meaning")),
        Column("source", t("Source")),
        Column("quality", t("Quality")),
    )
    lines = []
    for c in of.result.causes:
        entries = [of.calibration.entries[f"causes.{c.name}.{n}"] for n in ("events_per_year", "share_of_rate")]
        sources = dict.fromkeys(names.source(e.source, of.calibration, language) for e in entries)
        quality = ", ".join(dict.fromkeys(e.quality for e in entries))
        cells = (
            book_findings.cause(c.name, of, language),
            language.of(tables[c.name]["meaning"]),
            "; ".join(sources),
            quality,
        )
        lines.append(Line(c.name, tuple(map(label_cell, cells))))
    return Table("cause_sources", t("What the common causes are"), columns, tuple(lines))
