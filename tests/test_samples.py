"""Beyond what one ledger holds, amounts stand in piles: the same figures within the width of a bin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from riskmodel import samples, simulate
from riskmodel.estimate import Estimate
from riskmodel.ledger import Amounts
from riskmodel.measures import Pile, mean, quantile, sample, tvar
from riskmodel.publish import publish
from riskmodel.streams import Streams, keys

TRIALS = 12_000
BIN = 2.0**-8  # relative width of a bin


@pytest.fixture(scope="module")
def exact(make: Any, two_projects: str) -> Estimate:
    return publish(make.simulate(two_projects, trials=TRIALS, seed=7))


@pytest.fixture
def small_ledgers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a ledger hold 4,096 trials, and those that follow 2,048."""
    for module in (simulate, samples):
        monkeypatch.setattr(module, "KEPT_TRIALS", 4_096)
    monkeypatch.setattr(simulate, "SPAN_TRIALS", 2_048)
    yield


@pytest.mark.usefixtures("small_ledgers")
def test_piles_give_the_means_exactly_and_quantiles_within_a_bin(make: Any, two_projects: str, exact: Estimate) -> None:
    piled = publish(make.simulate(two_projects, trials=TRIALS, seed=7))
    assert piled.trials == TRIALS
    for name in ("damage", "claimed", "owed", "own_cost", "burden"):
        for basis in ("per_year", "per_incident", "per_claim"):
            one, other = (getattr(getattr(of, name), basis) for of in (piled, exact))
            assert one.mean.value == pytest.approx(other.mean.value, rel=1e-9), (name, basis)
            assert one.any_probability.value == pytest.approx(other.any_probability.value, rel=1e-9)
            for figure in ("p50", "p90", "p99", "tvar99"):
                assert getattr(one, figure).value == pytest.approx(getattr(other, figure).value, rel=BIN), figure


@pytest.mark.usefixtures("small_ledgers")
@pytest.mark.parametrize(("workers", "chunk"), [(1, 700), (2, 5_000)])
def test_piles_do_not_depend_on_workers_or_chunks(make: Any, two_projects: str, workers: int, chunk: int) -> None:
    one, other = (
        publish(make.simulate(two_projects, trials=TRIALS, seed=7, workers=w, chunk=c))
        for w, c in ((2, 4_096), (workers, chunk))
    )
    assert one == other


def test_what_rests_on_the_first_ledger_adds_up_among_itself(make: Any, two_projects: str, small_ledgers: None) -> None:
    found = publish(make.simulate(two_projects, trials=TRIALS, seed=7))
    assert sum(p.mean_eur for p in found.incident_types) == pytest.approx(sum(p.mean_eur for p in found.projects))
    assert sum(p.mean_share for p in found.heads) == pytest.approx(1.0)
    first = publish(make.simulate(two_projects, trials=4_096, seed=7))
    assert found.heads == first.heads, "shares are those of the first ledger"


def test_a_pile_measures_what_its_rows_measure() -> None:
    """Unequal weights, zeros among the rows, amounts over six powers of ten."""
    at = keys(np.arange(60_000))
    value = 900.0 * np.exp(2.2 * Streams(4).score("pile", at))
    value[::3] = 0.0
    weight = np.where(np.arange(60_000) % 5, 1.0, 4.0)
    weight /= weight.sum()
    pile = Pile.empty()
    for start in range(0, 60_000, 7_000):
        pile.add(value[start : start + 7_000], weight[start : start + 7_000])
    piled, rows = pile.sample(1.0, 1.0, float((weight**2).sum())), sample(value, weight)
    assert mean(piled).value == pytest.approx(mean(rows).value, rel=1e-9), "all but what is below a cent"
    assert mean(piled).hi == pytest.approx(mean(rows).hi, rel=0.01)
    for level in (0.5, 0.9, 0.99, 0.999):
        assert quantile(piled, level).value == pytest.approx(quantile(rows, level).value, rel=BIN)
        assert tvar(piled, level).value == pytest.approx(tvar(rows, level).value, rel=BIN)


def test_amounts_of_a_trial_are_added_up_and_compared_within_it() -> None:
    amounts = Amounts(np.array([2, 2, 5, 9, 9, 9]), np.array([3.0, 40.0, 7.0, 0.5, 6.0, 1.0]))
    assert amounts.by_trial.trial.tolist() == [2, 5, 9] == amounts.years.trial.tolist()
    assert amounts.by_trial.eur.tolist() == [43.0, 7.0, 7.5]
    assert amounts.largest.eur.tolist() == [40.0, 7.0, 6.0]
    assert amounts.years.eur.tolist() == [1.0, 1.0, 1.0]
