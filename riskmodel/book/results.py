"""What is published of a book: a row of figures a provider, and the figures of the whole.

`providers.parquet` holds the rows, with the columns of `PROVIDER_COLUMNS`; `book.json` the rest. Screen, workbook and
PDF show nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from riskmodel.estimate import Curve, Measures
from riskmodel.measures import Measured

QUANTITIES = ("owed", "insured", "retained")
BASES = ("per_year", "per_claim")
LEVELS = {"p95": 0.95, "p99": 0.99}
BOOK_QUANTITIES = ("burden", "owed", "insured", "retained")


def with_error(name: str) -> tuple[str, str, str]:
    """Return the columns of a figure and of the ends of its 95 % error of simulation."""
    return name, f"{name}_lo", f"{name}_hi"


def figure_name(quantity: str, basis: str, figure: str) -> str:
    """Return the column of a figure, such as owed_per_year_mean_eur."""
    return f"{quantity}_{basis}_{figure}_eur"


def _columns() -> Iterator[tuple[str, pa.DataType]]:
    yield "provider_id", pa.string()
    yield "provider_name", pa.string()
    yield "kind", pa.string()
    yield "projects", pa.int32()
    yield "revenue_eur", pa.float64()  # the middle, where it was a range or is assumed
    yield "given_share", pa.float64()  # of the fields of the case: given 1, a range a half, assumed 0
    yield "incidents_per_year", pa.float64()
    for name in ("claim_probability", "owed_probability", "uncovered_probability"):
        yield from ((column, pa.float64()) for column in with_error(name))
    for quantity in QUANTITIES:
        for basis in BASES:
            for figure in ("mean", *LEVELS):
                yield from ((c, pa.float64()) for c in with_error(figure_name(quantity, basis, figure)))
    yield "policy_name", pa.string()  # null without a policy, as the two that follow
    yield "policy_limit_eur", pa.float64()
    yield "premium_eur_per_year", pa.float64()
    yield "limit_demanded_eur", pa.float64()  # the highest that a client demands, null where none does
    yield "needed_limit_eur", pa.float64()  # null where no step of the market's ladder suffices
    yield "gap_eur", pa.float64()  # needed less agreed, at least 0; null where the needed limit is
    yield "lever", pa.string()  # that saves most of what is retained; null where none saves anything
    yield from ((column, pa.float64()) for column in with_error("lever_saved_eur"))


#: Columns of a provider's own figures, in order.
OWN_COLUMNS: Mapping[str, pa.DataType] = dict(_columns())
#: What the book's tail adds to them: mean a year in the book's worst 1 % of years, and share of it.
TAIL_COLUMNS = tuple(f"tail_{quantity}_{what}" for quantity in ("burden", "insured") for what in ("eur", "share"))
PROVIDER_COLUMNS: Mapping[str, pa.DataType] = {**OWN_COLUMNS, **dict.fromkeys(TAIL_COLUMNS, pa.float64())}


@dataclass(frozen=True)
class CauseFigures:
    """What one common cause does to the book."""

    name: str
    events_per_year: float
    struck_mean: float  # providers an event costs anything
    struck_p99: float
    burden_per_event_eur: Measured
    burden_per_event_p99_eur: Measured
    insured_per_event_eur: Measured
    burden_mean_eur: float  # a year
    burden_share: float  # of the book's mean
    tail_share: float  # of the burden of the book's worst 1 % of years


@dataclass(frozen=True)
class BookResult:
    """The figures of a whole book."""

    data_version: str
    seed: int
    years: int
    parameter_sets: int
    accumulation: bool
    providers: int
    projects: int
    insured_providers: int
    under_insured: int  # of them, those whose policy has a limit below the needed one
    without_policy: int  # the other providers
    premium_eur_per_year: float  # of those policies that tell one
    measures: Mapping[str, Measures]  # per calendar year, by BOOK_QUANTITIES
    exceedance: Mapping[str, Curve]  # the same; an occurrence is one incident, or one event over all it strikes
    causes: tuple[CauseFigures, ...]
    enough_years: bool
    relative_error: float  # the largest of mean and P99 of all quantities: half-width of the error, as a share


Row = Mapping[str, Any]
