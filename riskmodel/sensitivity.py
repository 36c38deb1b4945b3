"""What-if: the case simulated again with one thing moved, on the same uniforms.

Every draw is found by its key, so two cases with the same seed differ by what was moved and by nothing else: the
difference of two means carries far less error than the means. Two questions: which inputs decide the figure (the
tornado of numbers, and each choice against the one used), and what saves most (levers: safeguards, contract, response,
ranked by euros saved).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from riskmodel import cover as covers
from riskmodel import measures, moves
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Policy, changed
from riskmodel.cover import Terms, settle
from riskmodel.facts import complete
from riskmodel.ledger import Quantity
from riskmodel.measures import Measured
from riskmodel.moves import Change, Group, Move
from riskmodel.simulate import Result, simulate
from riskmodel.streams import FloatArray, Streams

# Differences on the same uniforms need far fewer trials than the figures themselves; the same wherever they are shown.
TRIALS = 16_384
_FEW_PROJECTS = 8  # of more, fewer trials: there are as many more inputs, and each keeps its trials in memory
ENOUGH = 0.5  # half-width of the error of what the best lever saves, as a share of it, below which trials suffice


@dataclass(frozen=True)
class Effect:
    """Mean a year with something moved, less the mean as it is, EUR."""

    owed_eur: Measured
    burden_eur: Measured
    retained_eur: Measured  # under the policy whose terms are moved, otherwise the first, or without one


def of_policy(field: str) -> bool:
    """Tell whether an input is a term of a policy: it moves what stays with the provider, and nothing before."""
    return field.startswith("policy.")


def moved(field: str, effect: Effect) -> Measured:
    """Return what an input moves: the burden, or what is left with the provider if it is a term of a policy."""
    return effect.retained_eur if of_policy(field) else effect.burden_eur


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
        """How far the burden, or what a policy leaves, moves between the two ends."""
        return abs(moved(self.field, self.at_high).value - moved(self.field, self.at_low).value)


@dataclass(frozen=True)
class Option:
    """One choice in the place of the one used."""

    value: str | bool
    effect: Effect


@dataclass(frozen=True)
class Choice:
    """One input that is chosen, not counted: each other choice against the one used."""

    field: str
    used: str | bool | None  # None: a safeguard that may be there or not
    options: tuple[Option, ...]

    @property
    def width_eur(self) -> float:
        """How far the burden, or what a policy leaves, moves between the best and the worst choice."""
        values = [0.0, *(moved(self.field, option.effect).value for option in self.options)]
        return max(values) - min(values)


@dataclass(frozen=True)
class Lever:
    """One thing that can be changed, and what it saves a year (positive: euros saved)."""

    name: str
    group: Group
    change: tuple[tuple[str, object], ...]
    saved: Effect

    def excludes(self, other: Lever) -> bool:
        """Whether both change one thing to something different: of two caps only one can be agreed."""
        mine, theirs = dict(self.change), dict(other.change)
        return any(mine[path] != theirs[path] for path in mine.keys() & theirs.keys())


@dataclass(frozen=True)
class Sensitivity:
    """The tornado and the choices, widest first, and the levers, most saved first."""

    trials: int
    seed: int
    as_it_is: dict[str, float]  # mean a year: owed_eur, burden_eur, retained_eur
    tornado: tuple[Swing, ...]
    choices: tuple[Choice, ...]
    levers: tuple[Lever, ...]

    @property
    def clear(self) -> tuple[Lever, ...]:
        """Levers that save more than their error, before insurance."""
        return tuple(lever for lever in self.levers if lever.saved.burden_eur.lo > 0.0)

    @property
    def clear_with_policy(self) -> tuple[Lever, ...]:
        """Levers that save more than their error of what the first policy leaves, most saved first."""
        clear = [lever for lever in self.levers if lever.saved.retained_eur.lo > 0.0]
        return tuple(sorted(clear, key=lambda lever: -lever.saved.retained_eur.value))

    @property
    def relative_error(self) -> float:
        """Half-width of the error of what the best lever saves, as a share of it; 1 or more if none is clear."""
        best = self.clear[0].saved.burden_eur if self.clear else None
        return best.farthest / best.value if best else 1.0


def usual_trials(case: Case) -> int:
    """Return the trials that what-if of a case rests on wherever it is shown."""
    return TRIALS * _FEW_PROJECTS // max(_FEW_PROJECTS, len(case.projects))


def sensitivity(
    case: Case,
    calibration: Calibration,
    *,
    trials: int,
    seed: int,
    tornado: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Sensitivity:
    """Move every number to both its ends and every choice to each other one (unless `tornado` is off), and pull levers.

    One at a time.
    """
    facts = complete(case, calibration)
    numbers = list(moves.numbers(facts.stated)) if tornado else []
    choices = list(moves.choices(case, facts, calibration)) if tornado else []
    levers = list(moves.levers(case, calibration))
    changes: list[Change] = []
    for of in numbers:  # an end where the number stands already is the case as it is
        changes += [{of.field: end} for end in (of.low, of.high) if end != of.value]
    changes += [{field: option} for field, _, options in choices for option in options]
    changes += [dict(change) for _, _, change in levers]

    def run(change: Change) -> _Means:
        return _means(simulate(changed(case, change), calibration, trials=trials, seed=seed, workers=1))

    result = simulate(case, calibration, trials=trials, seed=seed, workers=1)
    base = _means(result)
    found: list[_Means] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for means in pool.map(run, changes):
            found.append(means)
            if progress:
                progress((1 + len(found)) / (1 + len(changes)))
    rest = iter(found)

    def at(of: Move, end: float) -> Effect:
        return _effect(base if end == of.value else next(rest), base)

    swings = [Swing(of.field, of.low, of.high, of.unit, at(of, of.low), at(of, of.high)) for of in numbers]
    chosen = [
        Choice(field, used, tuple(Option(option, _effect(next(rest), base)) for option in options))
        for field, used, options in choices
    ]
    pulled = [Lever(name, group, change, _effect(base, next(rest))) for name, group, change in levers]
    if tornado and case.policies:
        terms = _Terms(result)
        swings += [
            Swing(
                of.field,
                of.low,
                of.high,
                of.unit,
                terms.effect(of.policy, of.at_low),
                terms.effect(of.policy, of.at_high),
            )
            for of in moves.policy_numbers(case, calibration)
        ]
        chosen += [
            Choice(of.field, of.used, tuple(Option(other, terms.effect(of.policy, p)) for other, p in of.others))
            for of in moves.policy_choices(case, calibration)
        ]
    return Sensitivity(
        trials,
        seed,
        {name: float(getattr(base, name).sum()) for name in ("owed_eur", "burden_eur", "retained_eur")},
        tuple(sorted(swings, key=lambda s: s.width_eur, reverse=True)),
        tuple(sorted(chosen, key=lambda c: c.width_eur, reverse=True)),
        tuple(sorted(pulled, key=lambda lever: lever.saved.burden_eur.value, reverse=True)),
    )


@dataclass(frozen=True)
class _Means:
    """Weighted yearly amounts, one for each trial; their sums are the means a year."""

    owed_eur: FloatArray  # (trials,)
    burden_eur: FloatArray  # (trials,)
    retained_eur: FloatArray  # (trials,)


def _means(result: Result) -> _Means:
    ledger = result.ledger

    def yearly(name: str) -> FloatArray:
        of = Quantity.of(ledger, name).per_year
        return np.bincount(of.trial, of.eur * result.weight[of.trial], result.trials).astype(float)

    return _Means(yearly("owed"), yearly("burden"), yearly("retained_0"))


def _effect(after: _Means, before: _Means) -> Effect:
    pairs = (getattr(after, n) - getattr(before, n) for n in Effect.__dataclass_fields__)
    return Effect(*(measures.difference(float(of.sum()), of) for of in pairs))


class _Terms:
    """The incidents of a result, settled again on other terms: nothing before the policies depends on them."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._each = [self._retained(terms) for terms in result.policies[:-1]]

    def _retained(self, terms: Terms) -> FloatArray:
        """Return what is left of each trial, weighted; shape (trials,)."""
        result, s = self._result, self._result.simulated
        (settled,) = settle(s.liability, s.damage, s.incidents, (terms,), result.world, Streams(result.seed))
        trial = s.incidents.trial
        return np.bincount(trial, settled.retained_eur * result.weight[trial], result.trials).astype(float)

    def effect(self, policy: int, after: Policy) -> Effect:
        """Return what a policy (counted from 0) leaves with other terms, less what it leaves as it is."""
        pairs = self._retained(covers.complete(after, self._result.world.calibration)) - self._each[policy]
        nothing = measures.difference(0.0, np.zeros(1))
        return Effect(nothing, nothing, measures.difference(float(pairs.sum()), pairs))


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
    known = {name: change for name, _, change in moves.levers(case, calibration)}
    after = changed(case, {path: value for name in names for path, value in known[name]})
    both = (_means(simulate(of, calibration, trials=trials, seed=seed)) for of in (case, after))
    before, then = both
    return after, _effect(before, then)


def lever_names(case: Case, calibration: Calibration) -> tuple[str, ...]:
    """Return what could still be changed in a case, in the order of the data."""
    return tuple(name for name, _, _ in moves.levers(case, calibration))


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
        "choices": [
            {"field": c.field, "used": c.used}
            | {"options": [{"value": o.value} | _json_effect(o.effect) for o in c.options]}
            for c in found.choices
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
