"""The back-test as tables: the scores, where the actual amounts lie, and the worst misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from riskmodel.backtest import Backtest, Claim, Row, parts
from riskmodel.present import fields
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell

_MISSES: Final = 8
_HEADLINE: Final = 0.8
_PART_LEVELS: Final = (0.8, 0.5)
_GROUPS: Final = {
    "dach": N_("Germany, Austria, Switzerland"),
    "uk_us": N_("United Kingdom and United States"),
    "other": N_("other countries"),
    "tribunal": N_("small-claims tribunals"),
}
_TARGETS: Final = {"claimed": N_("claimed"), "damage": N_("damage"), "owed": N_("owed")}


def scores(found: Backtest, language: Language) -> Table:
    """Return how good the predictions were."""
    t = language.t
    low, high = found.skill_interval
    lines = [
        Line("claims", (label_cell(t("Claims scored")), Cell(language.number(len(found.rows)), len(found.rows)))),
        *(
            Line(f"coverage_{level:g}", (label_cell(name), Cell(language.percent(share), share)))
            for level, share in found.coverage.items()
            for name in [t("The {level} interval covers", level=language.percent(level))]
        ),
        Line(
            "skill",
            (
                label_cell(t("Better than one average for all claims by")),
                Cell(
                    language.percent(found.skill), found.skill, f"({language.percent(low)} – {language.percent(high)})"
                ),
            ),
        ),
        Line(
            "skill_regression",
            (
                label_cell(t("The same for a regression on the same facts")),
                Cell(language.percent(found.skill_regression), found.skill_regression),
            ),
        ),
        Line(
            "median",
            (
                label_cell(t("Actual over predicted median, as a factor")),
                Cell(language.decimals(10.0**found.median_log10_ratio, 2), found.median_log10_ratio),
            ),
        ),
    ]
    lines += [
        Line(
            f"exponent_{group}",
            (label_cell(t("Exponent of publication: {group}", group=t(_GROUPS[group]) if group in _GROUPS else group)),
             Cell(language.decimals(exponent.value, 2), exponent.value)),
        )
        for group, exponent in found.exponents.items()
    ]  # fmt: skip
    columns = (Column("label", t("Back-test")), Column("value", t("Value"), numeric=True))
    note = t("Scores are continuous ranked probability scores of the logarithm; in brackets a 95% interval.")
    return Table("backtest", t("Published claims, predicted"), columns, tuple(lines), note)


def validation(found: Backtest, language: Language) -> str:
    """Say in one line how far the scores are known, and whether the claims suffice to tell the model's skill."""
    low, high = found.skill_interval
    texts = {
        "n": language.number(len(found.rows)),
        "low": language.percent(low),
        "high": language.percent(high),
        "covered": language.percent(found.coverage[_HEADLINE]),
        "error": language.percent(found.coverage_error(_HEADLINE)),
        "level": language.percent(_HEADLINE),
    }
    if low > 0.0:
        return language.t(
            "The {n} claims suffice to tell the model from one average for all: it is {low} to {high} better. Of the "
            "claims, {covered} lie in their {level} interval (± {error}).",
            **texts,
        )
    return language.t(
        "The {n} claims are too few to tell the model from one average for all: it is {low} to {high} better. Of the "
        "claims, {covered} lie in their {level} interval (± {error}).",
        **texts,
    )


def positions(found: Backtest, language: Language) -> Table:
    """Return how many actual amounts lie in each tenth of their prediction."""
    columns = tuple(
        Column(str(i), f"{i * 10}–{language.percent((i + 1) / 10)}", numeric=True) for i in range(len(found.pit))
    )
    cells = tuple(Cell(language.number(n), n) for n in found.pit)
    title = language.t("Where the actual amounts lie in their predictions, from the lowest tenth to the highest")
    return Table("pit", title, columns, (Line("claims", cells),))


def by_part(found: Backtest, language: Language) -> Table:
    """Return how many claims lie in their intervals, by group of countries and by kind of provider."""
    t = language.t
    columns = (
        Column("part", t("Part")),
        Column("claims", t("Claims"), numeric=True),
        *(
            Column(f"coverage_{level:g}", t("The {level} interval covers", level=language.percent(level)), numeric=True)
            for level in _PART_LEVELS
        ),
    )
    heads: dict[parts.By, str] = {"group": t("by country"), "kind": t("by kind of provider")}
    lines = [
        Line(f"{by}_{part.name}", (label_cell(_part_name(by, part.name, language)), *_part_cells(part, language)), head)
        for by, head in heads.items()
        for part in parts.parts(found, by)
    ]
    note = t(
        "In brackets the 95% interval of so few claims, as if they were independent. A share above the interval's "
        "level points to intervals that are too wide, one below it to intervals that are too narrow."
    )
    return Table("by_part", t("How often the intervals hold, by part"), columns, tuple(lines), note)


def _part_name(by: parts.By, name: str, language: Language) -> str:
    if by == "kind":
        return language.t("others") if name == "other" else fields.value_text("provider.kind", name, language)
    return language.t(_GROUPS[name]) if name in _GROUPS else name


def _part_cells(part: parts.Part, language: Language) -> Iterator[Cell]:
    yield Cell(language.number(part.claims), part.claims)
    for level in _PART_LEVELS:
        low, high = (language.percent(end) for end in part.interval[level])
        yield Cell(language.percent(part.coverage[level]), part.coverage[level], f"({low} – {high})")


def misses(found: Backtest, language: Language, claims: Sequence[Claim] = ()) -> Table:
    """Return the claims that were predicted worst, under the titles of their reports where `claims` are given."""
    t = language.t
    columns = (
        Column("id", t("Claim")),
        Column("target", t("Compared")),
        Column("actual", t("Actual"), numeric=True),
        Column("predicted", t("Predicted: half below (8 of 10 within)"), numeric=True),
    )
    worst = sorted(found.rows, key=lambda row: row.crps, reverse=True)[:_MISSES]
    titles = {claim.id: claim.title for claim in claims}
    lines = tuple(_miss(row, titles.get(row.id) or row.id, language) for row in worst)
    return Table("misses", t("The worst misses"), columns, lines)


def _miss(row: Row, title: str, language: Language) -> Line:
    low, middle, high = (language.euros_rounded(x) for x in (row.p10, row.p50, row.p90))
    actual = Cell(language.euros_rounded(row.actual_eur), row.actual_eur)
    predicted = Cell(f"{middle} ({low} – {high})", row.p50)
    return Line(row.id, (label_cell(title), label_cell(language.t(_TARGETS[row.target])), actual, predicted))


def left_out(found: Backtest, language: Language) -> str:
    """Say how many claims were not scored, and why."""
    reasons = {
        "no_such_incident_type": language.t("an incident type the model does not have"),
        "no_such_kind": language.t("a kind of provider the model does not have"),
        "no_such_activity": language.t("an activity the model does not have"),
        "no_such_country": language.t("a country that is none"),
        "no_amount": language.t("no amount"),
        "nothing_paid": language.t("nothing paid"),
        "no_rate": language.t("no exchange rate"),
    }
    counted = {reason: sum(row.reason == reason for row in found.not_scored) for reason in reasons}
    told = [f"{reasons[reason]} ({n})" for reason, n in counted.items() if n]
    return language.t("Not scored: {reasons}.", reasons=", ".join(told)) if told else ""


def unknown_labels(found: Backtest, language: Language) -> Table:
    """Return the labels for which claims were not scored, each with the rows of the file it stands in."""
    t = language.t
    rows: dict[tuple[str, str], list[int]] = {}
    for label in sorted((n.label for n in found.not_scored if n.label), key=lambda label: label.row):
        rows.setdefault((label.column, label.value), []).append(label.row)
    columns = (
        Column("column", t("Column")),
        Column("value", t("Value")),
        Column("claims", t("Claims"), numeric=True),
        Column("rows", t("Rows")),
    )
    lines = tuple(
        Line(
            f"{column} {value}",
            (
                label_cell(column),
                label_cell(value or "–"),
                Cell(language.number(len(of)), len(of)),
                label_cell(", ".join(map(str, of))),
            ),
        )
        for (column, value), of in rows.items()
    )
    note = t("The header is row 1. Which labels there are is told in docs/backtest.md.")
    return Table("unknown_labels", t("Not scored for a label that is not known"), columns, lines, note)
