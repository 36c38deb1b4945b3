"""What-if: the case simulated again with one thing moved, on the same uniforms.

Every draw is found by its key, so two cases with the same seed differ by what was moved and by nothing else: the
difference of two means carries far less error than the means. Two questions: which inputs decide the figure (the
tornado), and what saves most (levers: safeguards, contract, response, ranked by euros saved).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from riskmodel.calibration import Calibration
from riskmodel.case import Case, Safeguards, changed
from riskmodel.facts import Stated, complete
from riskmodel.measures import Measured
from riskmodel.simulate import Result, simulate
from riskmodel.streams import FloatArray

_Z975 = float(ndtri(0.975))
Change = Mapping[str, object]
Group = Literal["safeguard", "contract", "response"]


@dataclass(frozen=True)
class Effect:
    """Mean a year with something moved, less the mean as it is, EUR."""

    owed_eur: Measured
    burden_eur: Measured
    retained_eur: Measured  # under the first policy, or without one


@dataclass(frozen=True)
class Swing:
    """One input at its low and its high end."""

    field: str
    low: float
    high: float
    unit: str
    at_low: Effect
    at_high: Effect

    @property
    def width_eur(self) -> float:
        """How far the burden moves between the two ends."""
        return abs(self.at_high.burden_eur.value - self.at_low.burden_eur.value)


@dataclass(frozen=True)
class Lever:
    """One thing that can be changed, and what it saves a year (positive: euros saved)."""

    name: str
    group: Group
    change: tuple[tuple[str, object], ...]
    saved: Effect


@dataclass(frozen=True)
class Sensitivity:
    """The tornado, widest first, and the levers, most saved first."""

    trials: int
    seed: int
    as_it_is: dict[str, float]  # mean a year: owed_eur, burden_eur, retained_eur
    tornado: tuple[Swing, ...]
    levers: tuple[Lever, ...]


def sensitivity(
    case: Case,
    calibration: Calibration,
    *,
    trials: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> Sensitivity:
    """Move every numeric input to both its ends, and pull every lever, one at a time."""
    moves = list(_moves(complete(case, calibration).stated))
    levers = list(_levers(case, calibration))
    changes: list[Change] = [{}]
    for field, low, high, _ in moves:
        changes += [{field: low}, {field: high}]
    changes += [dict(change) for _, _, change in levers]

    done = 0

    def run(change: Change) -> _Means:
        return _means(simulate(changed(case, change), calibration, trials=trials, seed=seed, workers=1))

    found: list[_Means] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for means in pool.map(run, changes):
            found.append(means)
            done += 1
            if progress:
                progress(done / len(changes))
    base, rest = found[0], iter(found[1:])
    tornado = [
        Swing(field, low, high, unit, _effect(next(rest), base), _effect(next(rest), base))
        for field, low, high, unit in moves
    ]
    pulled = [Lever(name, group, change, _effect(base, next(rest))) for name, group, change in levers]
    return Sensitivity(
        trials,
        seed,
        {name: float(getattr(base, name).sum()) for name in ("owed_eur", "burden_eur", "retained_eur")},
        tuple(sorted(tornado, key=lambda s: s.width_eur, reverse=True)),
        tuple(sorted(pulled, key=lambda lever: lever.saved.burden_eur.value, reverse=True)),
    )


@dataclass(frozen=True)
class _Means:
    """Weighted yearly amounts, one for each trial; their sums are the means a year."""

    owed_eur: FloatArray  # (trials,)
    burden_eur: FloatArray  # (trials,)
    retained_eur: FloatArray  # (trials,)


def _means(result: Result) -> _Means:
    s = result.simulated

    def yearly(amount: FloatArray) -> FloatArray:
        return result.weight * np.bincount(s.incidents.trial, amount, result.trials)

    liability = s.liability
    return _Means(yearly(liability.owed_eur), yearly(liability.burden_eur), yearly(s.covers[0].retained_eur))


def _effect(after: _Means, before: _Means) -> Effect:
    return Effect(*(_difference(getattr(after, n), getattr(before, n)) for n in Effect.__dataclass_fields__))


def combined(
    case: Case, calibration: Calibration, names: Sequence[str], *, trials: int, seed: int
) -> tuple[Case, Effect]:
    """Pull several levers at once: the case as it then is, and what they save together on the same uniforms.

    Together they save less than the sum of each: what one prevents, another cannot prevent again.

    Raises
    ------
    KeyError
        If the case has no such lever (left).
    """
    known = {name: change for name, _, change in _levers(case, calibration)}
    after = changed(case, {path: value for name in names for path, value in known[name]})
    both = (_means(simulate(of, calibration, trials=trials, seed=seed)) for of in (case, after))
    before, then = both
    return after, _effect(before, then)


def lever_names(case: Case, calibration: Calibration) -> tuple[str, ...]:
    """Return what could still be changed in a case, in the order of the data."""
    return tuple(name for name, _, _ in _levers(case, calibration))


def _difference(after: FloatArray, before: FloatArray) -> Measured:
    """Return the difference of two means with its 95 % error, from the pairs of trials."""
    pairs = after - before
    value = float(pairs.sum())
    error = _Z975 * float(np.sqrt(((pairs - pairs.mean()) ** 2).sum()))
    return Measured(value, value - error, value + error)


def _moves(stated: Sequence[Stated]) -> Iterator[tuple[str, float, float, str]]:
    """Return each numeric input with its ends: its 10 and 90 % point where it is not known, else half and double."""
    for field in stated:
        if isinstance(field.value, bool) or not isinstance(field.value, float) or not field.unit:
            continue
        if field.low is not None and field.high is not None:
            yield field.field, field.low, field.high, field.unit
        elif field.status == "given" and field.value > 0.0:
            low, high = _half_and_double(field.value, field.unit)
            yield field.field, low, high, field.unit


def _half_and_double(value: float, unit: str) -> tuple[float, float]:
    if unit == "share":
        return value / (2.0 - value), 2.0 * value / (1.0 + value)
    return value / 2.0, value * 2.0


def _levers(case: Case, calibration: Calibration) -> Iterator[tuple[str, Group, tuple[tuple[str, object], ...]]]:
    """Return what could be changed in all projects and is not so already."""
    for name in Safeguards.model_fields:
        if any(getattr(p.safeguards, name) is not True for p in case.projects):
            yield name, "safeguard", ((f"project.*.safeguards.{name}", True),)
    for name, table in calibration.tables["levers"].items():
        change = tuple(table["change"].items())
        if changed(case, dict(change)) != case:
            yield name, table["group"], change


def as_json(found: Sensitivity) -> dict[str, object]:
    """Return a sensitivity as a tree of JSON values (docs/interfaces.md)."""
    return {
        "trials": found.trials,
        "seed": found.seed,
        "mean_per_year": found.as_it_is,
        "tornado": [
            {"field": s.field, "unit": s.unit, "low": s.low, "high": s.high}
            | {"at_low": _json_effect(s.at_low), "at_high": _json_effect(s.at_high)}
            for s in found.tornado
        ],
        "levers": [
            {"name": x.name, "group": x.group, "change": dict(x.change), "saved": _json_effect(x.saved)}
            for x in found.levers
        ],
    }


def _json_effect(effect: Effect) -> dict[str, float]:
    pairs = [(name, getattr(effect, name)) for name in Effect.__dataclass_fields__]
    return {
        key: value for name, m in pairs for key, value in ((name, m.value), (f"{name}_lo", m.lo), (f"{name}_hi", m.hi))
    }
