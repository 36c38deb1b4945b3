"""What carries the variance of the tail, and what each way to reduce it gains at equal time.

Judged on two figures: the burden of the claim that 1 in 100 exceeds (P99 per claim) and of the year that 1 in 100
exceeds (P99 a year). `docs/variance.md` tells what came out.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping

import numpy as np

from benchmarks.reduction import DEEP, Drawn, Tilt, Way, drawn
from benchmarks.stages import CASES, by_stage, read
from benchmarks.timing import show, times
from benchmarks.truth import truth
from riskmodel import measures
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case
from riskmodel.simulate import simulate
from riskmodel.streams import BoolArray, FloatArray, KeyArray, Streams, keys

# figure -> basis, share beyond it (none for the mean), name in the long run
FIGURES: Mapping[str, tuple[str, float | None, str]] = {
    "claim P50": ("claim", 0.5, "burden per_claim p50"),
    "claim P99": ("claim", 0.01, "burden per_claim p99"),
    "year P99": ("year", 0.01, "burden per_year p99"),
    "year mean": ("year", None, "burden per_year mean"),
}
MOST_VARIED = (
    "severity", "project and type", DEEP, "lost_profit: deep loss share", "claim", "cause", "outcome", "clause stands"
)  # fmt: skip
BINS = 25
SHARES_TRIALS = 1_600 * 256
OFTEN_DEEP = {DEEP: Tilt(0.0, 0.02, 0.1)}  # the 2 % of the draws in which deep losses lie, five times as often
SEVERE = {"severity": Tilt(0.85, 1.0, 0.3)}
BEST = "deep losses 5 x, 8 copies"
JUDGED = (("claim P99", BEST), ("year P99", "8 copies from middling damage"))  # figure of each case, and its best way


def ways(large_eur: float, middling_eur: float) -> dict[str, Way]:
    """Return the ways that are compared; damage is large where 1 in 100 incidents is, middling where 1 in 20 is."""
    split = {"split_from_eur": large_eur, "copies": 8}
    return {
        way.name: way
        for way in (
            Way("plain"),
            Way("claim as a weight", claim_as_weight=True),
            Way("Latin hypercube of 8 draws", points=MOST_VARIED, stratified=True),
            Way("Sobol points for 8 draws", points=MOST_VARIED),
            Way("severe incidents 2 x", tilts=SEVERE),
            Way("deep losses 5 x", tilts=OFTEN_DEEP),
            Way("4 copies, own numbers", split_from_eur=large_eur, copies=4, fresh=True),
            Way("4 copies", split_from_eur=large_eur, copies=4),
            Way("8 copies", **split),
            Way("8 copies from middling damage", split_from_eur=middling_eur, copies=8),
            Way(BEST, tilts=OFTEN_DEEP, **split),
            Way(f"{BEST}, severe 2 x", tilts=OFTEN_DEEP | SEVERE, **split),
            Way(f"{BEST}, half of the rest", tilts=OFTEN_DEEP, keep=0.5, **split),
        )
    }


def carriers(name: str, exact: Mapping[str, float]) -> None:
    """Print which single draws carry the variance of both tails, in years with one incident."""
    asked: dict[str, None] = {}

    class Noting(Streams):
        def uniform(self, purpose: str, at: KeyArray) -> FloatArray:
            asked[purpose] = None
            return super().uniform(purpose, at)

    case, known = read(name), load()
    result = simulate(case, known, trials=SHARES_TRIALS, seed=9)
    by_stage(case, known, 64 * known.sets, Noting(9))
    incidents, liability = result.simulated.incidents, result.simulated.liability
    single = np.flatnonzero(np.bincount(incidents.trial, minlength=result.trials) == 1)
    rows = np.searchsorted(incidents.trial, single)
    weight, burden = result.weight[single], liability.burden_eur[rows]
    tails = {
        "claim": liability.claimed[rows] & (burden > exact["claim P99"]),
        "year": burden > exact["year P99"],
    }
    found = []
    for purpose in asked:
        place = incidents.project[rows] if purpose == "clause stands" else 0
        uniform = Streams(9).uniform(purpose, keys(single, place))
        if purpose != "count":
            found.append((purpose, *(x for hit in tails.values() for x in _alone(uniform, hit, weight))))
    found.sort(key=lambda row: -row[1] - row[3])
    show(
        f"E. {name}: what one draw alone tells of the tail (share of the variance; what is left of it at best when the"
        " draw is sampled by importance)",
        ["draw", "claim P99: share", "left", "year P99: share", "left"],
        [[row[0], *(f"{x:.1%}" for x in row[1:])] for row in found[:10]],
    )


def _alone(uniform: FloatArray, hit: BoolArray, weight: FloatArray) -> tuple[float, float]:
    """Return the first-order share of one draw, and the variance that the best importance sampling of it leaves."""
    of = np.minimum((uniform * BINS).astype(np.int64), BINS - 1)
    mass = np.bincount(of, weight, BINS)
    likely = np.bincount(of, weight * hit, BINS) / mass
    mean = float((weight * hit).sum() / weight.sum())
    spread = float(np.average((likely - mean) ** 2, weights=mass)) - (BINS - 1) / len(hit) * mean * (1.0 - mean)
    return max(0.0, spread) / (mean * (1.0 - mean)), float(np.average(np.sqrt(likely / mean), weights=mass)) ** 2


def estimates(found: Drawn, exact: Mapping[str, float], trials: int) -> dict[str, tuple[float, float]]:
    """Return each figure, and the variance of its estimate from the influence of each trial, up to a factor."""
    of = {}
    for figure, (basis, tail, _) in FIGURES.items():
        eur, weight, trial = (getattr(found, f"{basis}_{part}") for part in ("eur", "weight", "trial"))
        weight = weight / weight.sum() if basis == "claim" else weight
        rows = measures.sample(eur, weight)
        if tail is None:
            value, moved = measures.weighted_sum(eur, weight), eur - exact[figure] / weight.sum()
        else:
            value = measures.quantile(rows, 1.0 - tail).value
            moved = (eur > exact[figure]) - tail / weight.sum()
        influence = np.bincount(trial, weight * moved, trials)
        of[figure] = value, float((influence**2).sum())
    return of


def repeated(
    case: Case, known: Calibration, way: Way, exact: Mapping[str, float], trials: int, seeds: range
) -> tuple[dict[str, FloatArray], dict[str, float], float, float]:
    """Return over some seeds: values and mean variance of each figure, median seconds, and incidents judged a trial."""
    values: dict[str, list[float]] = {figure: [] for figure in FIGURES}
    variance = dict.fromkeys(FIGURES, 0.0)
    seconds, judged = [], 0
    for seed in seeds:
        found = drawn(case, known, trials, seed, way)
        seconds.append(found.seconds)
        judged += found.judged
        for figure, (value, spread) in estimates(found, exact, trials).items():
            values[figure].append(value)
            variance[figure] += spread / len(seeds)
    found_values = {figure: np.array(of) for figure, of in values.items()}
    return found_values, variance, statistics.median(seconds), judged / trials / len(seeds)


def off(values: FloatArray, exact: float) -> float:
    """Return the root mean square of the relative error."""
    return float(np.sqrt(np.mean((values / exact - 1.0) ** 2)))


def compare(name: str, exact: Mapping[str, float], large: tuple[float, float], trials: int, seeds: int) -> None:
    """Print every way beside plain sampling."""
    case, known = read(name), load()
    rows = []
    base: tuple[dict[str, float], dict[str, float], float, float] | None = None
    for way in ways(*large).values():
        values, variance, seconds, judged = repeated(case, known, way, exact, trials, range(seeds))
        errors = {figure: off(values[figure], exact[figure]) for figure in FIGURES}
        base = base or (errors, variance, seconds, judged)
        cells = [times(seconds / base[2]), times(judged / base[3])]
        for figure in FIGURES:
            if way.claim_as_weight and figure.startswith("year"):
                cells += ["-", "-"]
                continue
            cells.append(f"{errors[figure]:.1%}")
            cells.append("-" if way.points else f"{np.sqrt(variance[figure] / base[1][figure]):.2f}")
        for figure in ("claim P99", "year P99"):
            ratio = errors[figure] / base[0][figure] if way.points else np.sqrt(variance[figure] / base[1][figure])
            no = way.claim_as_weight and figure.startswith("year")
            cells.append("-" if no else f"{ratio * np.sqrt(seconds / base[2]):.2f}")
        rows.append([way.name, *cells])
    head = ["way", "time", "judged", *(cell for figure in FIGURES for cell in (figure, "/ plain"))]
    head += ["claim P99 at equal time", "year P99 at equal time"]
    show(f"F. {name}: {seeds} seeds of {trials:,} trials, root mean square error against a long run", head, rows)


def by_time(
    name: str,
    figure: str,
    best: str,
    exact: Mapping[str, float],
    large: tuple[float, float],
    seeds: int,
    sizes: tuple[int, ...] = (4_096, 16_384, 65_536),
) -> None:
    """Print error against time, for plain sampling and the way that is best for a figure."""
    case, known, rows = read(name), load(), []
    for trials in sizes:
        for way in (ways(*large)[n] for n in ("plain", best)):
            values, _, seconds, _ = repeated(case, known, way, exact, trials, range(seeds))
            rows.append([way.name, f"{trials:,}", f"{1e3 * seconds:,.0f}", f"{off(values[figure], exact[figure]):.1%}"])
    head = ["way", "trials", "ms of processor", "error"]
    show(f"G. {name}: {figure}, error against time, {seeds} seeds", head, rows)


def variance(trials: int, seeds: int, long_seeds: int) -> None:
    """Print all of it."""
    for name, (figure, best) in zip(CASES, JUDGED, strict=True):
        known = truth(name, long_seeds)
        exact = {figure: known[path][0] for figure, (_, _, path) in FIGURES.items()}
        large = known["damage per_incident p99"][0], known["damage per_incident p95"][0]
        carriers(name, exact)
        compare(name, exact, large, trials, seeds)
        by_time(name, figure, best, exact, large, 40)
