"""What the result rests on: facts given, given as a range and assumed, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.case import Case, Policy
from riskmodel.cover import CLAUSES, PERIOD
from riskmodel.currency import used
from riskmodel.estimate import Estimate
from riskmodel.facts import Stated
from riskmodel.present import conventions, currencies, fields, names, titles
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell
from riskmodel.quantity import Entry


def facts(estimate: Estimate, calibration: Calibration, language: Language) -> tuple[Table, Table, Table]:
    """Return what was given, given as a range, and assumed."""
    case = estimate.case
    of = (case, stated(case, estimate.stated, calibration), calibration, language)
    return given(*of), ranges(*of), assumed(*of)


def stated(case: Case, of: Iterable[Stated], calibration: Calibration) -> tuple[Stated, ...]:
    """Return what is stated of a case with what is assumed for its policies."""
    assumed = (a for i, policy in enumerate(case.policies, start=1) for a in _assumed_of(i, policy, calibration))
    return (*of, *assumed)


def _assumed_of(number: int, policy: Policy, calibration: Calibration) -> Iterator[Stated]:
    at = f"policy.{number}"
    for name in ("limit_eur", "aggregate_multiple", "deductible_eur"):
        if getattr(policy, name) is None:
            entry = calibration.entries[f"cover.{name}"]
            yield Stated(f"{at}.{name}", entry.centre, None, None, entry.unit, "assumed", entry.source, entry.quality)
    dated = any(getattr(policy, field) is not None for field in PERIOD.values())
    for name in ("defence", *CLAUSES, *(("trigger",) if dated else ())):
        if getattr(policy, name) is None:
            usual = calibration.choice(f"cover.{name}")
            yield Stated(f"{at}.{name}", usual.choice, None, None, "", "assumed", usual.source, usual.quality)
    unlimited = calibration.choice("cover.unlimited_period")
    for name in PERIOD.values():  # what is left open of a period restricts nothing; said once there is a period
        if dated and getattr(policy, name) is None and (name != "run_off_months" or policy.ends_in_months is not None):
            yield Stated(f"{at}.{name}", inf, None, None, "months", "assumed", unlimited.source, unlimited.quality)


def given(case: Case, of: Iterable[Stated], calibration: Calibration, language: Language) -> Table:
    """Return the facts that were given."""
    columns = (Column("label", language.t("Fact")), Column("value", language.t("Given"), numeric=True))
    lines = [
        Line(s.field, (_label(s, language), _value(s, case, language)), fields.where(s.field, case, language))
        for s in of
        if s.status == "given"
    ]
    note = conventions.said(case, used(case, calibration), language)
    return Table("given", language.t("What you told us"), columns, tuple(lines), note)


def ranges(case: Case, of: Iterable[Stated], calibration: Calibration, language: Language) -> Table:
    """Return the facts that were given as a range."""
    columns = (Column("label", language.t("Fact")), Column("value", language.t("Between"), numeric=True))
    lines = [
        Line(s.field, (_label(s, language), _range(s, language)), fields.where(s.field, case, language))
        for s in of
        if s.status == "range"
    ]
    note = language.t("The true value lies within the range with a chance of 8 in 10.")
    return Table("ranges", language.t("What you told us as a range"), columns, tuple(lines), note)


def assumed(
    case: Case, of: Iterable[Stated], calibration: Calibration, language: Language, *, paths: bool = False
) -> Table:
    """Return the facts that were left open, and what is assumed for them.

    `paths` adds their names in the file, and the quality of what is assumed.
    """
    t = language.t
    columns = (
        *((Column("path", t("In the case file")),) if paths else ()),
        Column("label", t("Fact")),
        Column("value", t("Assumed"), numeric=True),
        Column("spread", t("in 8 of 10 such cases"), numeric=True),
        *((Column("quality", t("Quality")),) if paths else ()),
        Column("source", t("Source")),
    )
    lines = []
    for s in of:
        if s.status == "assumed":
            source = label_cell(names.source(s.source, calibration, language))
            path, quality = (((label_cell(x),) if paths else ()) for x in (s.field, s.quality))
            found = (_label(s, language), _assumed(s, case, calibration, language), _range(s, language))
            lines.append(Line(s.field, (*path, *found, *quality, source), fields.where(s.field, case, language)))
    return Table("assumed", t("What is assumed"), columns, tuple(lines), _qualities(language) if paths else "")


def _label(s: Stated, language: Language) -> Cell:
    return label_cell(fields.label(s.field, language))


def _value(s: Stated, case: Case, language: Language) -> Cell:
    if s.field.endswith(".activity"):
        shares = case.projects[int(s.field.split(".")[1]) - 1].activity or ()
        return Cell(fields.activity(shares, language), s.value)
    if s.entered and isinstance(s.value, float):
        euros = fields.value_text(s.field, float(round(s.value)), language)
        return Cell(f"{currencies.entered(s.entered, language)} ({euros})", s.value)
    return Cell(fields.value_text(s.field, s.value, language), s.value)


def _assumed(s: Stated, case: Case, calibration: Calibration, language: Language) -> Cell:
    if ".safeguards." in s.field and s.value is None:
        usual = calibration.entries[f"safeguards.{s.field.rpartition('.')[2]}.prevalence"].centre
        return Cell(language.t("present {cases}", cases=language.cases(usual)), usual)
    return Cell(fields.value_text(s.field, s.value, language, rounded=True), s.value)


def _range(s: Stated, language: Language) -> Cell:
    if s.low is None or s.high is None:
        return Cell("")
    words = fields.range_text(s.field, s.low, s.high, language, rounded=s.status == "assumed")
    if s.entered:
        euros = fields.range_text(s.field, float(round(s.low)), float(round(s.high)), language)
        words = f"{currencies.entered(s.entered, language)} ({euros})"
    return Cell(words, f"{s.low:g} {s.high:g}")


_UNITS: Final = {
    "share": N_("share"),
    "factor": N_("factor"),
    "probability": N_("probability"),
    "exponent": N_("exponent"),
    "odds": N_("odds"),
    "shape": N_("shape"),
    "multiple": N_("multiple"),
    "decades": N_("powers of ten"),
    "fee units": N_("fee units"),
    "people": N_("people"),
    "tiers": N_("tiers"),
    "days": N_("days"),
    "months": N_("months"),
    "year": N_("year"),
    "years": N_("years"),
    "1/year": N_("a year"),
    "1/month": N_("a month"),
    "EUR/year": N_("EUR a year"),
    "EUR/month": N_("EUR a month"),
    "EUR/day": N_("EUR a day"),
    "EUR/person": N_("EUR a person"),
    "orders/year": N_("orders a year"),
}  # units in words; EUR, h and min are their own


def sources(calibration: Calibration, language: Language, text: str = "") -> Table:
    """Return the calibrated figures of which `text` is said: unit, chance, ignorance and source.

    Searched are name, note and source, and title and words of a figure in all languages: who reads German looks for
    „Stundensatz“ though the figure is called ``hourly_rate_eur``.
    """
    t = language.t
    columns = (
        Column("figure", t("Figure")),
        Column("value", t("Chance or value")),
        Column("ignorance", t("Known to lie in"), numeric=True),
        Column("unit", t("Unit")),
        Column("quality", t("Quality")),
        Column("source", t("Source")),
    )
    wanted = text.casefold()
    lines = []
    for entry in calibration.entries.values():
        source = names.source(entry.source, calibration, language)
        if not wanted or wanted in " ".join(_about(entry, source, calibration)).casefold():
            cells = [
                _chance(entry, language),
                _ignorance(entry, language),
                t(_UNITS[entry.unit]) if entry.unit in _UNITS else entry.unit,
                entry.quality,
                source,
            ]
            lines.append(Line(entry.path, (_titled(entry.path, calibration, language), *map(label_cell, cells))))
    known = t("“Known to lie in” holds with a chance of 8 in 10.")
    note = f"{_qualities(language)} {known}"
    return Table("sources", t("Figures and where they come from"), columns, tuple(lines), note)


def _qualities(language: Language) -> str:
    return language.t(
        "Quality: A statute, court or large study; B industry survey or press; C vendor or blog; D judgement."
    )


def _about(entry: Entry, source: str, calibration: Calibration) -> Iterator[str]:
    """List what a search looks through."""
    yield from (entry.path, entry.note, entry.source, source)
    yield from titles.words(entry.path, calibration)


def _titled(path: str, calibration: Calibration, language: Language) -> Cell:
    """Return a figure by its title, its path in small print; by its path alone where it has none."""
    title = titles.title(path, calibration, language)
    return label_cell(title, path if path != title else "")


def sources_used(calibration: Calibration, language: Language) -> Table:
    """Return each source that figures rest on, with their number, the most used first."""
    t = language.t
    used: dict[str, list[Entry]] = {}
    for entry in calibration.entries.values():
        used.setdefault(entry.source, []).append(entry)
    columns = (
        Column("source", t("Source")),
        Column("quality", t("Quality")),
        Column("figures", t("Figures"), numeric=True),
        Column("address", t("Address")),
    )
    lines = []
    for key, entries in sorted(used.items(), key=lambda item: (-len(item[1]), item[0])):
        known = calibration.sources[key]
        count = Cell(language.number(len(entries)), len(entries))
        cells = (label_cell(names.source(key, calibration, language)), label_cell(known["quality"]), count)
        lines.append(Line(key, (*cells, label_cell(known.get("address", "")))))
    return Table("sources_used", t("Sources"), columns, tuple(lines))


def _plain(value: float, language: Language) -> str:
    return language.number(float(f"{value:.3g}"), 6)


def _chance(entry: Entry, language: Language) -> str:
    """Write a distribution or a value in words."""

    def n(x: float) -> str:
        return _plain(x, language)

    if entry.chance is None:
        if entry.by:
            called = ((titles.category(name, language), n(x)) for name, x in entry.by.items())
            return "; ".join(f"{name}:\N{NO-BREAK SPACE}{value}" for name, value in called)
        return str(round(entry.value or 0.0)) if entry.unit == "year" else n(entry.value or 0.0)
    f = entry.chance.figures
    if entry.chance.form == "lognormal":
        return language.t("half below {median}, 9 of 10 below {p90}", median=n(f["median"]), p90=n(f["p90"]))
    if entry.chance.form == "pert":
        return language.t("{low} to {high}, most often {mode}", low=n(f["low"]), mode=n(f["mode"]), high=n(f["high"]))
    if entry.chance.form == "discrete":
        pairs = zip(f["values"], f["probabilities"], strict=True)
        return ", ".join(f"{n(x)} ({language.percent(p)})" for x, p in pairs)
    return language.t("beta distribution {alpha}, {beta}", alpha=n(f["alpha"]), beta=n(f["beta"]))


def _ignorance(entry: Entry, language: Language) -> str:
    if entry.ignorance is None:
        return ""
    low, high = (_plain(x, language) for x in entry.ignorance)
    if entry.by:
        return language.t("{low} to {high} times", low=low, high=high)
    return language.t("{low} to {high}", low=low, high=high)
