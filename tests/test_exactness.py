"""With plain severities and a plain layer, the simulation meets the exact answer within the error it states.

The exact answer is the oracle's (`oracle.py`), itself held against published examples in `test_oracle.py`. Here counts,
uniforms, distributions, deductible, limit, aggregate and measures do what they do in the model. A measure states a
95 % interval, 1.96 standard errors to each side; the exact answer may lie four of them away, and half a step of the
oracle's lattice. Some 300 comparisons at four standard errors: one of them would fail by chance in one of fifty such
files; and since every draw is found by its key, none can drift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.special import ndtri

from riskmodel import measures
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.cover import NO_POLICY, Terms, aggregated, deductible, limited
from riskmodel.incidents import Frequency
from riskmodel.measures import Measured, Sample, sample
from riskmodel.publish import publish
from riskmodel.quantity import Chance
from riskmodel.simulate import simulate
from riskmodel.streams import FloatArray, IntArray, Streams, keys
from tests import oracle
from tests.oracle import Amount, Count, Loss

FOUR = 4.0 / 1.96
LIKE_POISSON = 1e6  # shape of a negative binomial whose variance exceeds its mean by a millionth of it
DEFAULT_SEED = 0


def lognormal(median: float, sigma: float) -> Chance:
    return Chance("lognormal", {"median": median, "p90": median * np.exp(sigma * ndtri(0.9))})


def exact_loss(chance: Chance) -> Loss:
    """The same distribution in the oracle's words."""
    f = chance.figures
    if chance.form == "lognormal":
        return oracle.lognormal(np.log(f["median"]), np.log(f["p90"] / f["median"]) / float(ndtri(0.9)))
    if chance.form == "discrete":
        return oracle.discrete(f["values"], f["probabilities"])
    if chance.form == "beta":
        return oracle.beta(f["alpha"], f["beta"])
    a = 1.0 + 4.0 * (f["mode"] - f["low"]) / (f["high"] - f["low"])
    return oracle.beta(a, 6.0 - a, f["low"], f["high"])


@dataclass(frozen=True)
class Problem:
    """Claims a year, the heads of one claim, and a policy."""

    rates: tuple[float, ...]  # a year, one for each parameter set
    shape: float  # of the negative binomial
    heads: tuple[Chance, ...]  # added up in every claim ...
    kinds: tuple[float, ...] = ()  # ... or, with shares, one of them a claim
    deductible_eur: float = 0.0
    limit_eur: float = np.inf
    aggregate_eur: float = np.inf
    step: float = 500.0
    points: int = 2**16
    trials: int = 200_000

    @property
    def terms(self) -> Terms:
        return replace(NO_POLICY, deductible_eur=self.deductible_eur, limit_eur=self.limit_eur)


# Rates from a tenth to thirty; numbers like Poisson's and far more uneven ones; light and heavy tails; the limit on an
# atom of the loss, or putting an atom on P99.
PROBLEMS = {
    "four heads, heavy tail, P99 on the limit of a claim": Problem(
        (0.3,),
        LIKE_POISSON,
        tuple(lognormal(*head) for head in ((8_000, 1.0), (3_000, 0.8), (20_000, 1.6), (6_000, 1.2))),
        deductible_eur=2_500,
        limit_eur=250_000,
        aggregate_eur=500_000,
    ),
    "one claim in ten years, heavy tail, aggregate as small as the limit": Problem(
        (0.1,),
        0.8,
        (lognormal(4_000, 2.2),),
        deductible_eur=1_000,
        limit_eur=100_000,
        aggregate_eur=100_000,
    ),
    "thirty small claims a year, light tail, aggregate below the mean of most policies": Problem(
        (30.0,),
        LIKE_POISSON,
        (Chance("pert", {"low": 500.0, "mode": 2_000.0, "high": 20_000.0}),),
        deductible_eur=1_000,
        limit_eur=8_000,
        aggregate_eur=150_000,
        step=50.0,
        points=2**14,
        trials=40_000,
    ),
    "three claims in uneven years, fixed amounts, one of them the deductible and one the end of the layer": Problem(
        (3.0,),
        0.8,
        (Chance("discrete", {"values": [0.0, 500.0, 7_000.0, 40_500.0], "probabilities": [0.1, 0.35, 0.4, 0.15]}),),
        deductible_eur=500,
        limit_eur=40_000,
        aggregate_eur=120_000,
        points=2**13,
        trials=100_000,
    ),
    "a share of a contract, most often small": Problem(
        (1.0,),
        2.5,
        (Chance("beta", {"alpha": 0.4, "beta": 3.0}),),
        deductible_eur=0.05,
        limit_eur=0.5,
        aggregate_eur=0.75,
        step=1.0 / 4_000,
        points=2**16,
    ),
    "two types of incident, many mild and few severe, in uneven years": Problem(
        (12.0,),
        0.8,
        (lognormal(1_500, 0.7), lognormal(30_000, 1.4)),
        kinds=(0.93, 0.07),
        deductible_eur=5_000,
        limit_eur=50_000,
        aggregate_eur=100_000,
        points=2**15,
        trials=60_000,
    ),
    "nobody knows whether it happens in one year of five or twice a year": Problem(
        (0.2, 2.0),
        5.0,
        (lognormal(9_000, 1.1), lognormal(2_000, 2.0)),
        deductible_eur=10_000,
        limit_eur=60_000,
        aggregate_eur=60_000,
    ),
}


# --- the problem by the pieces of the model


@dataclass(frozen=True)
class Simulation:
    """Busy years with their weights, and the claims in them."""

    often: Frequency
    weight: FloatArray  # (trials,)
    trial: IntArray  # (claims,)
    loss: FloatArray  # (claims,) EUR

    def by_year(self, amount: FloatArray) -> FloatArray:
        return np.bincount(self.trial, amount, len(self.weight))

    def yearly(self, amount: FloatArray) -> Sample:
        return sample(self.by_year(amount), self.weight)

    @property
    def largest(self) -> Sample:
        """The largest claim of each year."""
        starts = np.searchsorted(self.trial, np.arange(len(self.weight)))
        return sample(np.maximum.reduceat(self.loss, starts), self.weight)


def paid(problem: Problem, simulated: Simulation) -> FloatArray:
    """What the policy pays of each claim."""
    excess = simulated.loss - deductible(simulated.loss, problem.terms)
    return aggregated(limited(excess, problem.terms), simulated.trial, problem.aggregate_eur)


def simulation(problem: Problem, seed: int = DEFAULT_SEED, project: str = "") -> Simulation:
    """Simulate the problem as the model does."""
    shares = np.array(problem.kinds or (1.0,))
    often = Frequency(np.array(problem.rates)[:, None, None] * shares, np.full(len(problem.rates), problem.shape))
    streams, trials = Streams(seed), np.arange(problem.trials, dtype=np.int64)
    sets = trials % len(problem.rates)
    count = often.counts(sets, streams.uniform(f"count{project}", keys(trials)))
    trial = np.repeat(trials, count)
    key = keys(trial, np.arange(len(trial)) - np.repeat(np.cumsum(count) - count, count))
    amounts = [head.at_uniform(streams.uniform(f"head {h}{project}", key)) for h, head in enumerate(problem.heads)]
    if problem.kinds:
        _, kind = often.what(sets[trial], streams.uniform(f"type{project}", key))
        loss = np.choose(kind, amounts)
    else:
        loss = np.sum(amounts, axis=0)
    return Simulation(often, often.weight_of_set(problem.trials)[sets], trial, loss)


# --- the same by the oracle


def exact_count(rate: float, shape: float) -> Count:
    return oracle.poisson(rate) if shape == LIKE_POISSON else oracle.negative_binomial(rate, shape)


def exact_claim(problem: Problem) -> Amount:
    losses = [exact_loss(head) for head in problem.heads]
    if problem.kinds:
        return oracle.mixture(losses, problem.kinds).on(problem.step, problem.points)
    claim, *others = (loss.on(problem.step, problem.points) for loss in losses)
    for other in others:
        claim = claim + other
    return claim


def exact_years(problem: Problem, claim: Amount) -> Amount:
    """The year's sum; parameter sets are equally likely."""
    years, *others = (exact_count(rate, problem.shape).compound(claim, problem.points) for rate in problem.rates)
    for n, other in enumerate(others, start=2):
        years = years.or_else(other, 1.0 - 1.0 / n)
    return years


def exact_gross(problem: Problem) -> Amount:
    return exact_years(problem, exact_claim(problem))


def exact_largest(problem: Problem) -> Amount:
    claim = exact_claim(problem)
    largest, *others = (exact_count(rate, problem.shape).largest(claim) for rate in problem.rates)
    for n, other in enumerate(others, start=2):
        largest = largest.or_else(other, 1.0 - 1.0 / n)
    return largest


def exact_paid(problem: Problem) -> Amount:
    claim = exact_claim(problem).layer(problem.deductible_eur, problem.limit_eur)
    return exact_years(problem, claim).layer(0.0, problem.aggregate_eur)


# --- the comparison


def misses(found: Measured, exact: float, rounding: float = 0.0) -> str:
    """Say by how much a figure misses the exact one, or nothing."""
    low = found.value - FOUR * (found.value - found.lo) - rounding
    high = found.value + FOUR * (found.hi - found.value) + rounding
    slack = 1e-9 * abs(exact)
    return "" if low - slack <= exact <= high + slack else f"{found.value:,.6g} [{low:,.6g}, {high:,.6g}], {exact:,.6g}"


LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.995)


def distribution(found: Sample, exact: Amount) -> dict[str, str]:
    """Compare quantiles and probabilities; those that miss, and how."""
    results = {}
    for level in LEVELS:
        at = exact.quantile(level)
        results[f"P{level:.1%}"] = misses(measures.quantile(found, level), at, exact.step)
        if at > 0.0:
            # Between two points, since atoms lie on them. The lattice knows the probability there to a point's mass.
            amount, around = at + 0.5 * exact.step, exact.mass[round(at / exact.step) + 1 :][:1].sum()
            above = measures.exceedance_probability(found, amount)
            results[f"above {amount:,.6g}"] = misses(above, exact.exceedance(amount), around)
    return {name: fault for name, fault in results.items() if fault}


def means(found: Sample, exact: Amount) -> dict[str, str]:
    """Compare the mean and the means of the tail; those that miss, and how."""
    results = {"mean": misses(measures.mean(found), exact.mean)}
    results |= {f"TVaR{level:.0%}": misses(measures.tvar(found, level), exact.tvar(level)) for level in (0.95, 0.99)}
    return {name: fault for name, fault in results.items() if fault}


@dataclass(frozen=True)
class Solved:
    """A problem, simulated and exact."""

    problem: Problem
    simulated: Simulation
    gross: Amount
    paid: Amount


@pytest.fixture(scope="module", params=PROBLEMS)
def solved(request: pytest.FixtureRequest) -> Solved:
    problem = PROBLEMS[request.param]
    return Solved(problem, simulation(problem), exact_gross(problem), exact_paid(problem))


def test_the_sum_of_a_year_meets_the_exact_distribution(solved: Solved) -> None:
    found = solved.simulated.yearly(solved.simulated.loss)
    assert not means(found, solved.gross) | distribution(found, solved.gross)


def test_what_a_layer_pays_a_year_meets_the_exact_distribution(solved: Solved) -> None:
    found = solved.simulated.yearly(paid(solved.problem, solved.simulated))
    assert not means(found, solved.paid) | distribution(found, solved.paid)


def test_the_variance_of_what_a_layer_pays_a_year_is_exact(solved: Solved) -> None:
    """By the mean of the square; without a limit its own error would be unreliable in so heavy tails."""
    year = solved.simulated.by_year(paid(solved.problem, solved.simulated))
    square = measures.mean(sample(year**2, solved.simulated.weight))
    assert not misses(square, solved.paid.second, solved.problem.step**2)


def test_the_largest_claim_of_a_year_meets_the_exact_distribution(solved: Solved) -> None:
    assert not distribution(solved.simulated.largest, exact_largest(solved.problem))


def test_the_stated_errors_are_small_enough_for_these_comparisons_to_mean_something(solved: Solved) -> None:
    """Standard errors: below 1 % for the mean of a layer and 2 % for P99 of the year's sum."""
    mean = measures.mean(solved.simulated.yearly(paid(solved.problem, solved.simulated)))
    p99 = measures.quantile(solved.simulated.yearly(solved.simulated.loss), 0.99)
    assert (mean.hi - mean.lo) / 2.0 / 1.96 < 0.01 * mean.value
    assert (p99.hi - p99.lo) / 2.0 / 1.96 < 0.02 * p99.value


def test_quiet_years_are_there_as_often_as_they_happen(solved: Solved) -> None:
    """Their weight is exact, not simulated: what the busy years leave of all years."""
    quiet = np.mean([exact_count(rate, solved.problem.shape).generating(0.0) for rate in solved.problem.rates])
    assert 1.0 - solved.simulated.weight.sum() == pytest.approx(quiet, rel=1e-4)
    assert solved.simulated.often.quiet.mean() == pytest.approx(quiet, rel=1e-4)


# --- defects found in other programs


FOUR_HEADS = PROBLEMS["four heads, heavy tail, P99 on the limit of a claim"]


@pytest.fixture(scope="module")
def four_heads() -> Solved:
    return Solved(FOUR_HEADS, simulation(FOUR_HEADS), exact_gross(FOUR_HEADS), exact_paid(FOUR_HEADS))


def test_a_rate_of_three_in_ten_years_is_not_rounded_to_none(four_heads: Solved) -> None:
    claims = four_heads.simulated.yearly(np.ones_like(four_heads.simulated.loss))
    assert not misses(measures.mean(claims), 0.3)
    assert measures.any_probability(claims).value == pytest.approx(1.0 - np.exp(-0.3), rel=1e-6)


def test_at_three_claims_in_ten_years_the_median_year_costs_nothing(four_heads: Solved) -> None:
    yearly = four_heads.simulated.yearly(four_heads.simulated.loss)
    assert measures.quantile(yearly, 0.5) == Measured(0.0, 0.0, 0.0)
    assert measures.quantile(yearly, 0.74).value == 0.0, "quiet with a probability of 74.1 %"
    assert measures.quantile(yearly, 0.75).value > 0.0


def test_an_atom_on_the_quantile_leaves_tvar_at_or_above_it(four_heads: Solved) -> None:
    """2.3 % of years reach the limit of a claim: P98, P98.5 and P99 are the limit itself, to the cent."""
    yearly = four_heads.simulated.yearly(paid(four_heads.problem, four_heads.simulated))
    for level in (0.98, 0.985, 0.99):
        assert measures.quantile(yearly, level) == Measured(250_000.0, 250_000.0, 250_000.0)
        tvar = measures.tvar(yearly, level)
        assert tvar.value > 250_000.0
        assert not misses(tvar, four_heads.paid.tvar(level))


def test_two_projects_under_the_default_seed_are_uncorrelated_and_add_up() -> None:
    """Poisson numbers split by project are independent: correlation 0, and P99 of the sum is that of a convolution.

    Where two scenarios share their random numbers, the correlation is 1 and P99 of the sum a third too high.
    """
    problem = replace(FOUR_HEADS, kinds=(0.5, 0.5), rates=(0.6,), heads=(lognormal(9_000, 1.3), lognormal(9_000, 1.3)))
    simulated = simulation(problem)
    streams, count = Streams(DEFAULT_SEED), np.bincount(simulated.trial)
    place = np.arange(len(simulated.trial)) - np.repeat(np.cumsum(count) - count, count)
    at = streams.uniform("type", keys(simulated.trial, place))
    _, project = simulated.often.what(np.zeros(len(at), dtype=np.int64), at)
    one, two = (simulated.by_year(np.where(project == p, simulated.loss, 0.0)) for p in (0, 1))
    claim = exact_loss(problem.heads[0]).on(problem.step, problem.points)
    single = oracle.poisson(0.3).compound(claim)
    # E[S T] = E[S] E[T] over all years, the quiet ones included, within four standard errors of the product.
    together = measures.mean(sample(one * two, simulated.weight))
    assert not misses(together, single.mean**2)
    both = sample(one + two, simulated.weight)
    assert not misses(measures.quantile(both, 0.99), (single + single).quantile(0.99), problem.step)


def test_two_purposes_under_the_default_seed_give_uncorrelated_claims() -> None:
    """The correlation of n independent pairs has the standard error 1 / sqrt(n); four of them are allowed."""
    n = 200_000
    streams, at = Streams(DEFAULT_SEED), keys(np.arange(n, dtype=np.int64))
    one, two = (streams.score(f"scenario {name}", at) for name in ("A", "B"))
    assert abs(np.corrcoef(one, two)[0, 1]) < 4.0 / np.sqrt(n)


def test_a_whole_estimate_leaves_numpys_global_generator_alone(freelancer: Case, calibration: Calibration) -> None:
    before = np.random.get_state()  # noqa: NPY002 - it is the thing under test
    publish(simulate(freelancer, calibration, trials=1_000, seed=DEFAULT_SEED))
    after = np.random.get_state()  # noqa: NPY002
    assert before[0] == after[0] and before[2:] == after[2:] and np.array_equal(before[1], after[1])


@pytest.mark.parametrize(("rate", "short_cut"), [(3.0, 1.50), (30.0, 3.26)])
def test_claims_are_added_up_and_not_one_of_them_multiplied(rate: float, short_cut: float) -> None:
    """P99 of the sum is the exact one; number times one severity would make it half as high again, or thrice."""
    problem = replace(FOUR_HEADS, rates=(rate,), step=2_000.0, points=2**15, trials=40_000)
    simulated = simulation(problem)
    added = measures.quantile(simulated.yearly(simulated.loss), 0.99)
    assert not misses(added, exact_gross(problem).quantile(0.99), problem.step)
    count = np.bincount(simulated.trial)
    first = simulated.loss[np.cumsum(count) - count]
    multiplied = measures.quantile(sample(count * first, simulated.weight), 0.99)
    assert not misses(multiplied, short_cut * exact_gross(problem).quantile(0.99), 0.005 * added.value)


def test_the_rate_is_not_multiplied_with_one_severity_either(four_heads: Solved) -> None:
    """At three claims in ten years rate times severity has no quiet years and a P99 of 0.59 of the sum's."""
    exact = exact_claim(FOUR_HEADS)
    assert 0.3 * exact.quantile(0.99) == pytest.approx(0.59 * four_heads.gross.quantile(0.99), rel=0.01)
    added = measures.quantile(four_heads.simulated.yearly(four_heads.simulated.loss), 0.99)
    assert added.lo > 1.5 * 0.3 * exact.quantile(0.99)
