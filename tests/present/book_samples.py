"""A small computed book for the tests of its files, with names that a spreadsheet or a typesetter might obey."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pyarrow as pa

from riskmodel import __version__, calibration
from riskmodel.book import totals
from riskmodel.book.block import Plan, blocks, run
from riskmodel.book.intake import Place, RowFault
from riskmodel.book.published import Published
from riskmodel.book.sample import sample_book
from riskmodel.case import Fault
from riskmodel.present.book_shown import Shown

DAY = date(2026, 11, 27)
NAMES = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", '*b* _c_ #panic("x") $y$')
WORDS = "=1+1 is not a number."


@cache
def sample_shown() -> Shown:
    """Return thirty providers over 20,000 years; those with the largest part in the worst years bear `NAMES`."""
    figures = calibration.load()
    book = sample_book(30, as_of=DAY, calibration=figures)
    plan = Plan(figures, 20_000, 1)
    found, rows = totals.result(plan, [run(plan, first, of) for first, of in blocks(book.insured)])
    fault = RowFault(Place(0, 7), "revenue_eur", Fault("not_a_number", "provider.revenue_eur", "=1+1"))
    told = replace(Published.of(found, book, DAY, __version__), faults=(fault,), faulty=1)
    shown = Shown(told, rows, figures)
    called = rows.column("provider_name").to_pylist()
    for place, name in zip(shown.by_tail, NAMES, strict=False):
        called[place] = name
    at = rows.schema.get_field_index("provider_name")
    return replace(shown, providers=rows.set_column(at, "provider_name", pa.array(called)))
