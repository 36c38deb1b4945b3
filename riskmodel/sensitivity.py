"""What-if: the case simulated again with one thing moved, on the same uniforms.

Every draw is found by its key, so two cases with the same seed differ by what was moved and by nothing else: the
difference of two means carries far less error than the means. Two questions: which inputs decide the figure (the
tornado of numbers, and each choice against the one used), and what saves most (levers: safeguards, contract, response,
ranked by euros saved).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np

from riskmodel import measures
from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES, PARTS, Case, Safeguards, bounds, changed
from riskmodel.facts import Facts, Stated, complete
from riskmodel.ledger import Quantity
from riskmodel.measures import Measured
from riskmodel.simulate import Result, simulate
from riskmodel.streams import FloatArray

# Differences on the same uniforms need far fewer trials than the figures themselves; the same wherever they are shown.
TRIALS = 16_384
_FEW_PROJECTS = 8  # of more, fewer trials: there are as many more inputs, and each keeps its trials in memory
ENOUGH = 0.5  # half-width of the error of what the best lever saves, as a share of it, below which trials suffice
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
        """How far the burden moves between the best and the worst choice."""
        values = [0.0, *(option.effect.burden_eur.value for option in self.options)]
        return max(values) - min(values)


@dataclass(frozen=True)
class Lever:
    """One thing that can be changed, and what it saves a year (positive: euros saved)."""

    name: str
    group: Group
    change: tuple[tuple[str, object], ...]
    saved: Effect


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
    moves = list(_moves(facts.stated)) if tornado else []
    choices = list(_choices(case, facts, calibration)) if tornado else []
    levers = list(_levers(case, calibration))
    changes: list[Change] = [{}]
    for field, low, high, _ in moves:
        changes += [{field: low}, {field: high}]
    changes += [{field: option} for field, _, options in choices for option in options]
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
    swings = [
        Swing(field, low, high, unit, _effect(next(rest), base), _effect(next(rest), base))
        for field, low, high, unit in moves
    ]
    chosen = [
        Choice(field, used, tuple(Option(option, _effect(next(rest), base)) for option in options))
        for field, used, options in choices
    ]
    pulled = [Lever(name, group, change, _effect(base, next(rest))) for name, group, change in levers]
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


def _moves(stated: Sequence[Stated]) -> Iterator[tuple[str, float, float, str]]:
    """Return each numeric input with its ends: its 10 and 90 % point where it is not known, else half and double."""
    for field in stated:
        if isinstance(field.value, bool) or not isinstance(field.value, float) or not field.unit:
            continue
        if field.low is not None and field.high is not None:
            yield field.field, field.low, field.high, field.unit
        elif field.status == "given" and field.value > 0.0:
            least, most = bounds(field.field)
            low, high = _half_and_double(field.value, field.unit)
            low, high = max(low, least), min(high, most)  # what a case cannot hold is no end either
            yield field.field, low, high, field.unit


def _half_and_double(value: float, unit: str) -> tuple[float, float]:
    if unit == "share":
        return value / (2.0 - value), 2.0 * value / (1.0 + value)
    return value / 2.0, value * 2.0


def _choices(
    case: Case, facts: Facts, calibration: Calibration
) -> Iterator[tuple[str, str | bool | None, list[str | bool]]]:
    """Return each input that is chosen, what is used, and the other choices that move anything."""
    as_it_is = {"": facts}
    for stated in facts.stated:
        used = stated.value
        if stated.unit or isinstance(used, float):
            continue
        # A choice in a project moves that project alone: however many there are, one is filled in and compared.
        whose, of, field = _alone(case, stated.field)
        if whose not in as_it_is:
            as_it_is[whose] = complete(of, calibration)
        others = [
            option
            for option in _options(field, of)
            if option != used and _moves_anything(changed(of, {field: option}), as_it_is[whose], calibration)
        ]
        if others:
            yield stated.field, used, others


def _alone(case: Case, field: str) -> tuple[str, Case, str]:
    """Return whose a field is, the case with that project alone, and the field in it; all if nobody's."""
    part, number, *rest = field.split(".")
    if part != "project":
        return "", case, field
    project = case.projects[int(number) - 1]
    return number, case.model_copy(update={"projects": (project,)}), ".".join([part, "1", *rest])


def _options(field: str, case: Case) -> tuple[str | bool, ...]:
    """Return the choices of a field; an activity is the whole of a project, a cap at a sum needs the sum."""
    *path, name = field.split(".")
    if name == "activity":
        return ACTIVITIES
    if name == "cap" and case.projects[int(path[1]) - 1].contract.cap_eur is None:
        return ("none", "multiple")
    part = next(step for step in reversed(path) if not step.isdigit())
    annotation = PARTS[part].model_fields[name].annotation
    literals = tuple(a for option in get_args(annotation) for a in get_args(option) if isinstance(a, str))
    return literals or (True, False)


def _moves_anything(case: Case, base: Facts, calibration: Calibration) -> bool:
    """Tell whether a case differs from another in anything the stages read; what is only told does not."""
    facts = complete(case, calibration)
    names = [f.name for f in fields(Facts) if f.name not in ("stated", "safeguards")]
    pairs = [(getattr(facts, name), getattr(base, name)) for name in names]
    pairs += [(facts.safeguards[name], base.safeguards[name]) for name in base.safeguards]
    return not all(np.array_equal(one, other) for one, other in pairs)


def _levers(case: Case, calibration: Calibration) -> Iterator[tuple[str, Group, tuple[tuple[str, object], ...]]]:
    """Return what could be changed in all projects and is not so already."""
    for name in Safeguards.model_fields:
        if any(getattr(p.safeguards, name) is not True for p in case.projects):
            yield name, "safeguard", ((f"project.*.safeguards.{name}", True),)
    seen = {case}
    for name, table in calibration.tables["levers"].items():
        change = tuple(table["change"].items())
        after = changed(case, dict(change))
        if after not in seen:  # neither as it is already nor as another lever makes it
            seen.add(after)
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
