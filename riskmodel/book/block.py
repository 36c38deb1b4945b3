"""A task of a book: a block of providers over all years.

All years of a provider are in one task, so its quantiles are exact. What is kept of them are its row of figures and,
for the book's own distribution, each incident that costs anything, in whole cents: sums of whole numbers do not depend
on their order, so nothing can be seen of blocks and workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from riskmodel.book.causes import Cause, Events, causes, events
from riskmodel.book.insured import Insured
from riskmodel.book.provider import Common, Years, simulate
from riskmodel.book.results import OWN_COLUMNS
from riskmodel.book.row import row
from riskmodel.calibration import Calibration
from riskmodel.streams import FloatArray

BLOCK = 64  # providers; fixed, so that parts do not depend on the workers
#: An incident of a provider that costs anything; `event` is -1 where no common cause is behind it.
AMOUNTS = pa.schema(
    [
        ("provider", pa.int32()),  # its number in the book
        ("year", pa.int32()),
        ("event", pa.int32()),
        *((f"{name}_cents", pa.int64()) for name in ("burden", "owed", "insured")),
    ]
)
_PROVIDERS = pa.schema(list(OWN_COLUMNS.items()))


@dataclass(frozen=True)
class Plan:
    """What all tasks of a book share."""

    calibration: Calibration
    years: int
    seed: int
    accumulation: bool = True

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The common causes; none without accumulation."""
        return causes(self.calibration) if self.accumulation else ()

    @cached_property
    def events(self) -> Events:
        """Their events in all years."""
        return events(self.causes, self.seed, self.years, self.calibration.sets)

    @cached_property
    def common(self) -> Common:
        """What each provider is given."""
        return Common(self.calibration, self.years, self.seed, self.causes, self.events)


@dataclass(frozen=True)
class Part:
    """What a task returns: two Parquet files."""

    providers: bytes
    amounts: bytes


def blocks(insured: Sequence[Insured]) -> Iterator[tuple[int, Sequence[Insured]]]:
    """Yield blocks of providers with the number of their first."""
    for first in range(0, len(insured), BLOCK):
        yield first, insured[first : first + BLOCK]


def run(plan: Plan, first: int, insured: Sequence[Insured]) -> Part:
    """Run a block of providers through all years; `first` is the number of its first provider in the book."""
    rows, amounts = [], []
    for number, one in enumerate(insured, start=first):
        years, stated = simulate(one, plan.common)
        rows.append(row(one, years, stated))
        amounts.append(_amounts(number, years))
    return Part(
        _file(pa.Table.from_pylist(rows, schema=_PROVIDERS)),
        _file(pa.concat_tables(amounts)),
    )


def _amounts(number: int, years: Years) -> pa.Table:
    ledger, size = years.ledger, len(years.ledger.trial)

    def placed(eur: FloatArray) -> FloatArray:
        everywhere = np.zeros(size)
        everywhere[ledger.rows] = eur
        return everywhere

    eur = (ledger.burden.eur, placed(ledger.owed_eur), placed(ledger.policies[0].insured_eur))
    cents = [np.rint(of * 100.0).astype(np.int64) for of in eur]
    kept = np.flatnonzero(np.any(cents, axis=0))
    columns = [np.full(size, number), ledger.trial, years.event, *cents]
    return pa.table([pa.array(c[kept], type=f.type) for c, f in zip(columns, AMOUNTS, strict=True)], schema=AMOUNTS)


def _file(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    written = BytesIO()
    whole = [f.name for f in table.schema if pa.types.is_integer(f.type)]
    parquet.write_table(
        table.combine_chunks(),
        written,
        compression="zstd",
        compression_level=1,
        use_dictionary=[f.name for f in table.schema if pa.types.is_string(f.type)],
        column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
        write_statistics=False,
        row_group_size=1 << 20,
    )
    return written.getvalue()
