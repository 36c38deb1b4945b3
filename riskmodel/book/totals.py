"""From the parts of a book to its figures: two passes, one part in memory at a time.

The first pass adds the amounts of all providers by year, the largest single incident of each year, and each event over
all it strikes. The second takes the book's worst years and asks what each provider and each cause has in them. All sums
are of whole cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, partial
from io import BytesIO
from itertools import islice

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from riskmodel import measures
from riskmodel.bands import Band, BySet, bands, rows_of
from riskmodel.book.block import Part, Plan
from riskmodel.book.results import BOOK_QUANTITIES, PROVIDER_COLUMNS, BookResult, CauseFigures, with_error
from riskmodel.estimate import RETURN_PERIODS, Curve
from riskmodel.measures import Measured, Sample
from riskmodel.publication import json_curve, json_measures
from riskmodel.publish import FIGURES, curve_points, measures_of
from riskmodel.streams import BoolArray, FloatArray, IntArray
from riskmodel.validation import ENOUGH, relative_error

TAIL = 0.01  # the book's worst years
BAND_YEARS = 65_536  # from which on a parameter set has enough of them, 256, to tell it from chance
_JOINED = 64  # blocks
_SPILLED = ("burden", "owed", "insured")


@dataclass(frozen=True)
class Amounts:
    """The incidents of one part that cost anything; n rows."""

    provider: IntArray
    year: IntArray
    event: IntArray
    cents: Mapping[str, IntArray]  # by BOOK_QUANTITIES

    @classmethod
    def read(cls, part: bytes) -> Amounts:
        """Read the amounts of a part."""
        table = parquet.read_table(BytesIO(part))
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
        cents = {name: columns[f"{name}_cents"] for name in _SPILLED}
        cents["retained"] = cents["burden"] - cents["insured"]
        return cls(columns["provider"], columns["year"], columns["event"], cents)


@dataclass(frozen=True)
class Totals:
    """Sums of a book over its providers, in whole cents; Y years, E events."""

    plan: Plan
    year: Mapping[str, IntArray]  # quantity -> (Y,)
    own: Mapping[str, IntArray]  # quantity -> (Y,) the largest incident that no common cause is behind
    event: Mapping[str, IntArray]  # quantity -> (E,)
    struck: IntArray  # (E,) providers that an event costs anything

    @classmethod
    def of(cls, plan: Plan, parts: Iterable[Amounts]) -> Totals:
        """Add up all parts."""
        size = len(plan.events.year)

        def empty(length: int) -> dict[str, IntArray]:
            return {name: np.zeros(length, dtype=np.int64) for name in BOOK_QUANTITIES}

        totals = cls(plan, empty(plan.years), empty(plan.years), empty(size), np.zeros(size, dtype=np.int64))
        for part in parts:
            totals._add(part)
        return totals

    def _add(self, part: Amounts) -> None:
        common = part.event >= 0
        struck = np.flatnonzero(common)
        event = part.event[struck]
        np.add.at(self.struck, event, 1)
        for name, cents in part.cents.items():
            np.add.at(self.year[name], part.year, cents)
            np.add.at(self.event[name], event, cents[struck])
            np.maximum.at(self.own[name], part.year, np.where(common, 0, cents))

    def largest(self, quantity: str) -> IntArray:
        """Return the largest occurrence of each year: an incident, or an event over all it strikes, shape (Y,)."""
        largest = self.own[quantity].copy()
        np.maximum.at(largest, self.plan.events.year, self.event[quantity])
        return largest

    @cached_property
    def tails(self) -> dict[str, BoolArray]:
        """The worst years by burden and by what is insured, shape (Y,) each; ties by the year's number."""
        size = max(1, round(TAIL * self.plan.years))
        found = {}
        for name in ("burden", "insured"):
            worst = np.argsort(-self.year[name], kind="stable")[:size]
            found[name] = np.isin(np.arange(self.plan.years), worst)
        return found


def result(plan: Plan, parts: Iterable[Part]) -> tuple[BookResult, pa.Table]:
    """Return a book's figures and the rows of its providers, with what each has in the book's tail.

    `parts` are in the order of blocks and walked through twice, one at a time.
    """
    totals = Totals.of(plan, (Amounts.read(part.amounts) for part in parts))
    rows = _rows(parts)
    in_tail = {name: np.zeros(len(rows), dtype=np.int64) for name in totals.tails}
    of_cause = np.zeros(len(plan.causes), dtype=np.int64)
    for part in parts:
        amounts = Amounts.read(part.amounts)
        for name, tail in totals.tails.items():
            inside = tail[amounts.year]
            np.add.at(in_tail[name], amounts.provider[inside], amounts.cents[name][inside])
        struck = totals.tails["burden"][amounts.year] & (amounts.event >= 0)
        np.add.at(of_cause, plan.events.cause[amounts.event[struck]], amounts.cents["burden"][struck])
    for name, cents in in_tail.items():
        years = int(totals.tails[name].sum())
        rows = rows.append_column(f"tail_{name}_eur", pa.array(cents / 100.0 / years))
        rows = rows.append_column(f"tail_{name}_share", pa.array(cents / max(1, int(cents.sum()))))
    rows = rows.select(list(PROVIDER_COLUMNS))
    share_of_cause = of_cause / max(1, int(in_tail["burden"].sum()))
    return _published(totals, rows, share_of_cause), rows


def _rows(parts: Iterable[Part]) -> pa.Table:
    """Return the rows of all providers; what a table of one block takes beside its figures is more than they."""
    read = (parquet.read_table(BytesIO(part.providers)) for part in parts)
    joined = []
    while some := list(islice(read, _JOINED)):
        joined.append(pa.concat_tables(some).combine_chunks())
    return pa.concat_tables(joined)


def _published(totals: Totals, rows: pa.Table, share_of_cause: FloatArray) -> BookResult:
    plan = totals.plan
    samples = {name: _sample(totals.year[name]) for name in BOOK_QUANTITIES}
    band = {name: _bands(plan, totals.year[name]) for name in BOOK_QUANTITIES}
    measured = {name: measures_of(samples[name], _those(band[name], FIGURES)) for name in BOOK_QUANTITIES}
    relative = max(relative_error(m) for of in measured.values() for m in (of.mean, of.p99))
    limit = rows.column("policy_limit_eur").to_numpy()
    needed = rows.column("needed_limit_eur").fill_null(np.inf).to_numpy()
    insured = ~np.isnan(limit)
    return BookResult(
        data_version=plan.calibration.version,
        seed=plan.seed,
        years=plan.years,
        parameter_sets=plan.calibration.sets,
        accumulation=plan.accumulation,
        providers=len(rows),
        projects=int(np.sum(rows.column("projects"))),
        insured_providers=int(insured.sum()),
        under_insured=int((needed > limit)[insured].sum()),
        without_policy=int((~insured).sum()),
        premium_eur_per_year=float(np.nansum(rows.column("premium_eur_per_year").to_numpy())),
        measures=measured,
        exceedance={
            name: Curve(curve_points(samples[name], band[name]), curve_points(_sample(totals.largest(name)), {}))
            for name in BOOK_QUANTITIES
        },
        causes=tuple(_cause(totals, i, float(share)) for i, share in enumerate(share_of_cause)),
        enough_years=relative <= ENOUGH,
        relative_error=relative,
    )


def _sample(cents: IntArray) -> Sample:
    """Return one amount a year as a sample of all years."""
    return measures.sample(cents / 100.0, np.full(len(cents), 1.0 / len(cents)))


def _bands(plan: Plan, cents: IntArray) -> dict[str, Band]:
    """Return how far yearly figures move with the parameter sets, those that so many years can tell."""
    year, sets = np.arange(plan.years), plan.calibration.sets
    figures = dict(FIGURES)
    figures |= {f"once in {y}": partial(BySet.quantile, level=1.0 - 1.0 / y) for y in RETURN_PERIODS}
    return bands(figures, cents / 100.0, year, rows_of(year, sets)) if plan.years >= BAND_YEARS else {}


def _those(band: Mapping[str, Band], names: Iterable[str]) -> dict[str, Band]:
    return {name: band[name] for name in names if name in band}


def _cause(totals: Totals, cause: int, tail_share: float) -> CauseFigures:
    plan = totals.plan
    of = plan.events.cause == cause
    struck, burden, insured = totals.struck[of], totals.event["burden"][of] / 100.0, totals.event["insured"][of] / 100.0
    every = float(totals.year["burden"].sum()) / 100.0

    def each(value: FloatArray) -> Sample:
        return measures.sample(value, np.ones(len(value)), float(max(1, len(value))))

    return CauseFigures(
        name=plan.causes[cause].name,
        events_per_year=len(struck) / plan.years,
        struck_mean=float(struck.mean()) if struck.size else 0.0,
        struck_p99=measures.quantile(each(struck.astype(float)), 0.99).value,
        burden_per_event_eur=measures.mean(each(burden)),
        burden_per_event_p99_eur=measures.quantile(each(burden), 0.99),
        insured_per_event_eur=measures.mean(each(insured)),
        burden_mean_eur=float(burden.sum()) / plan.years,
        burden_share=float(burden.sum()) / every if every else 0.0,
        tail_share=tail_share,
    )


def as_json(found: BookResult) -> dict[str, object]:
    """Return a book's figures as a tree of JSON values (docs/interfaces.md)."""
    plain = {
        f.name: getattr(found, f.name) for f in fields(found) if f.name not in ("measures", "exceedance", "causes")
    }
    return plain | {
        "measures": {name: json_measures(of) for name, of in found.measures.items()},
        "exceedance": {name: json_curve(curve) for name, curve in found.exceedance.items()},
        "causes": [_json_cause(cause) for cause in found.causes],
    }


def _json_cause(cause: CauseFigures) -> dict[str, object]:
    """Return a cause's figures, the ends of an error beside its figure."""
    tree: dict[str, object] = {}
    for name, value in vars(cause).items():
        ends = (value.value, value.lo, value.hi) if isinstance(value, Measured) else (value,)
        tree |= dict(zip(with_error(name), ends, strict=False))
    return tree
