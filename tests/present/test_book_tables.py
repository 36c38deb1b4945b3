"""What is said of a computed book: sentences and tables follow from its figures, and the JSON holds all of them."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from riskmodel import calibration, cases
from riskmodel.book import published, totals
from riskmodel.book.block import Plan, blocks, run
from riskmodel.book.insured import Insured
from riskmodel.book.intake import Convention, Place, RowFault
from riskmodel.book.published import Published
from riskmodel.case import Fault
from riskmodel.present import book_findings, book_tables
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import Language

ENGLISH = Language.named("en")


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Return a small book: of three providers one has a large limit, one too low a limit, one no policy."""
    figures = calibration.load()
    case = cases.read("sample_agency", figures)[0]
    policy = case.policies[0]
    held = (policy.model_copy(update={"limit_eur": eur}) for eur in (10_000_000.0, 30_000.0))
    policies = [[one] for one in held] + [[]]
    insured = [Insured.of(f"V{i}", case.model_copy(update={"policies": of})) for i, of in enumerate(policies)]
    plan = Plan(figures, 2_048, 1)
    result, rows = totals.result(plan, [run(plan, first, of) for first, of in blocks(insured)])
    fault = RowFault(Place(0, 7), "revenue_eur", Fault("out_of_range", "provider.revenue_eur", "-1", "0..1e12"))
    files = (Convention("book.csv", "csv", (), 13, "utf-8", ";", ","),)
    return Shown(Published(result, "1.0", date(2026, 11, 27), files, 13, 0, 1, 0, (fault,)), rows, figures)


def test_the_json_of_a_book_is_read_again_without_loss(shown: Shown) -> None:
    written = json.dumps(published.as_json(shown.published, ["words"]))
    again = published.from_json(json.loads(written))
    assert json.dumps(published.as_json(again, ["words"])) == written
    assert again.faults == shown.published.faults


def test_a_policy_with_too_low_a_limit_is_told_apart_from_having_none(shown: Shown) -> None:
    assert [row["provider_id"] for row in shown.rows(shown.under_insured)] == ["V1"]
    result = shown.result
    assert (result.providers, result.insured_providers, result.under_insured, result.without_policy) == (3, 2, 1, 1)
    figures = book_tables.key_figures(shown, ENGLISH)
    assert [figures.cell(name, "value").value for name in ("under_insured", "without_policy")] == [1, 1]
    said = book_findings.cover(shown, ENGLISH)
    assert said.startswith("1 of 2 policies have too low a limit")
    assert said.endswith("One provider has no policy.")


def test_the_largest_contributors_come_first_and_all_shares_add_up_to_the_whole(shown: Shown) -> None:
    shares = [line.cells[4].value for line in book_tables.top(shown, ENGLISH).lines]
    assert shares == sorted(shares, reverse=True)
    assert np.sum(shares) == pytest.approx(1.0)


def test_insured_and_retained_add_up_to_the_burden_in_the_mean(shown: Shown) -> None:
    table = book_tables.measures(shown, ENGLISH)
    burden, insured, retained = (table.cell("mean", q).value for q in ("burden", "insured", "retained"))
    assert insured + retained == pytest.approx(burden)


def test_each_figure_of_the_providers_is_explained(shown: Shown) -> None:
    explained = {line.key for line in book_tables.columns_explained(shown, ENGLISH).lines}
    ends = {name for name in shown.providers.column_names if name.endswith(("_lo", "_hi"))}
    lever = {"lever_saved_eur_lo", "lever_saved_eur_hi"}  # from a small side run: its error is part of what it says
    assert explained == set(shown.providers.column_names) - ends | lever


def test_rows_that_could_not_be_run_are_named_with_file_row_and_column(shown: Shown) -> None:
    (line,) = book_tables.faults(shown, ["words"], ENGLISH).lines
    assert [cell.text for cell in line.cells] == ["book.csv", "7", "revenue_eur", "-1", "words"]
    assert book_findings.left_out(shown, ENGLISH).startswith("One row of the book")


def test_key_figures_stand_under_each_heading_once(shown: Shown) -> None:
    groups = [line.group for line in book_tables.key_figures(shown, ENGLISH).lines]
    assert len(set(groups)) == 1 + sum(a != b for a, b in pairwise(groups))
