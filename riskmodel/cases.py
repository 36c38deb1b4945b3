"""Named cases: what is known of them, held against what the model predicts.

A named case is a case file with tables the model does not read: `[about]` says why it is here, and each `[[known]]`
is one thing known of the outcome. A known number is compared with the predicted distribution of the same quantity,
given the facts that are named; a known sign with the prediction for the case and for an alternative. What another way
of acting would have done, and what a case teaches, stands in its `[[variant]]` tables: the same incidents in two or
more ways, with the figures that differ.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from riskmodel import casefile, measures
from riskmodel.calibration import Calibration
from riskmodel.case import Case, changed
from riskmodel.liability import CAUSES
from riskmodel.measures import Measured
from riskmodel.outcry import answer_hours, pushed_readers
from riskmodel.simulate import Result, simulate
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams, keys

Order = Literal["falling", "rising", "zero"]
# What a variant tells that names no figures: shares of incidents, counts, hours and EUR, as `column` names them.
TOLD = ("answer_hours", "posts", "media", "damage", "claimed", "owed", "own_defence", "burden")
Agreement = Literal["inside", "below", "above", "sign", "other_sign", "probability", "too_few"]
FEWEST_ROWS = 100


class UnknownCaseError(ValueError):
    """No case of that name; the message lists those there are."""


@dataclass(frozen=True)
class Known:
    """One thing known of a case, and what the model says to it."""

    title: Mapping[str, str]  # by language
    quantity: str
    unit: str
    source: str
    agreement: Agreement
    rows: int  # incidents the prediction rests on
    low: float | None = None  # what is known, as a range; equal ends for a point
    high: float | None = None
    predicted_p10: float | None = None
    predicted_p50: float | None = None
    predicted_p90: float | None = None
    position_low: float | None = None  # where the known range lies in the predicted distribution, 0..1
    position_high: float | None = None
    as_it_was: float | None = None  # mean, or probability, of the case ...
    alternative: float | None = None  # ... and of the alternative


@dataclass(frozen=True)
class Way:
    """One way a case could go."""

    title: Mapping[str, str]  # by language; empty for the case as it was
    rows: int  # incidents the figures rest on


@dataclass(frozen=True)
class VariantFigure:
    """One quantity in each way: its mean over the incidents looked at, a probability where it happens or not."""

    quantity: str  # a column of the incidents, as `column` knows it
    unit: str  # EUR, h, days, probability, or empty for a count
    expect: Order | None  # from the first way to the last; zero: nothing in the first, something in the last
    means: tuple[Measured, ...]  # one for each way, with the 95 % error of simulation
    moved: tuple[Measured, ...]  # each later way less the first, with the error of the pairs of trials

    @property
    def as_expected(self) -> bool:
        """Whether the means stand in the expected order, where one is named."""
        values = [m.value for m in self.means]
        if self.expect is None:
            return True
        if self.expect == "zero":
            return values[0] == 0.0 < values[-1]
        return all(a > b if self.expect == "falling" else a < b for a, b in pairwise(values))


@dataclass(frozen=True)
class Variant:
    """A named case in two or more ways, on the same uniforms."""

    title: Mapping[str, str]  # by language
    yearly: bool  # means of a year, not of an incident: for what makes incidents rarer
    ways: tuple[Way, ...]
    figures: tuple[VariantFigure, ...]


@dataclass(frozen=True)
class Comparison:
    """A named case held against what is known of it."""

    name: str
    about: Mapping[str, Any]
    result: Result
    known: tuple[Known, ...]


def names(calibration: Calibration, folder: str = "cases") -> tuple[str, ...]:
    """Return the names of all named cases; those in the folder "presets" answer for a kind of project."""
    return tuple(sorted(path.stem for path in (calibration.folder / folder).glob("*.toml")))


def read(name: str, calibration: Calibration, folder: str = "cases") -> tuple[Case, dict[str, Any]]:
    """Return a named case and the tables that explain it.

    Raises
    ------
    UnknownCaseError
        If there is no case of that name.
    """
    if name not in (known := names(calibration, folder)):
        raise UnknownCaseError(f"no case {name!r}; there are {', '.join(known)}")
    content = (calibration.folder / folder / f"{name}.toml").read_bytes()
    tables = tomllib.loads(content.decode())
    return casefile.parse(content, f"{name}.toml"), {k: tables.get(k, {}) for k in casefile.ABOUT}


def compare(name: str, calibration: Calibration, *, trials: int, seed: int) -> Comparison:
    """Run a named case and hold it against what is known of it."""
    case, explained = read(name, calibration)
    result = simulate(case, calibration, trials=trials, seed=seed)
    known = tuple(_compare(k, result, calibration) for k in explained["known"] or ())
    return Comparison(name, explained["about"], result, known)


def variants(name: str, calibration: Calibration, *, trials: int, seed: int) -> tuple[Variant, ...]:
    """Return the ways a named case could have gone, all computed on the same uniforms; empty where it names none.

    A way changes the case (`change`), or looks at other incidents (`given`), or both.
    """
    case, explained = read(name, calibration)
    run: dict[str, Result] = {}

    def result(change: Mapping[str, Any]) -> Result:
        key = repr(sorted(change.items()))
        if key not in run:
            run[key] = simulate(changed(case, change), calibration, trials=trials, seed=seed)
        return run[key]

    return tuple(_variant(raw, result) for raw in explained["variant"] or ())


def _variant(raw: Mapping[str, Any], result: Callable[[Mapping[str, Any]], Result]) -> Variant:
    yearly = bool(raw.get("yearly"))
    ways, looked_at = [], []
    for i, way in enumerate(raw["ways"]):
        of = result(way.get("change", {}))
        rows = _rows(of, {**raw.get("given", {}), **way.get("given", {})})
        ways.append(Way(way.get("title", raw["title"] if i else {}), len(rows)))
        looked_at.append(_LookedAt(of, rows, yearly))
    # Hours of a year add up to nothing that has a meaning.
    told = raw.get("figures") or {q: None for q in TOLD if not (yearly and q == "answer_hours")}
    figures = (_figure(quantity, expect, looked_at) for quantity, expect in told.items())
    return Variant(raw["title"], yearly, tuple(ways), tuple(figures))


def _figure(quantity: str, expect: Order | None, looked_at: Sequence[_LookedAt]) -> VariantFigure:
    means, pulls = zip(*(of.mean(quantity) for of in looked_at), strict=True)
    moved = (
        measures.difference(mean.value - means[0].value, pull - pulls[0])
        for mean, pull in zip(means[1:], pulls[1:], strict=True)
    )
    return VariantFigure(quantity, _unit(quantity), expect, means, tuple(moved))


@dataclass(frozen=True)
class _LookedAt:
    """The incidents of a result that one way looks at."""

    result: Result
    rows: IntArray
    yearly: bool

    def mean(self, quantity: str) -> tuple[Measured, FloatArray]:
        """Return the mean of a quantity with its error, and what each trial adds to the mean's deviation, shape (T,).

        The mean of an incident is a ratio of two sums, so a trial pulls at it by its distance from it (linearized).
        """
        trial = self.result.simulated.incidents.trial[self.rows]
        value, weight = column(self.result, quantity)[self.rows], self.result.weight[trial]
        total = 1.0 if self.yearly else float(weight.sum()) or 1.0
        found = measures.mean(measures.sample(value, weight, total))
        apart = value if self.yearly else value - found.value
        return found, np.bincount(trial, apart * weight / total, self.result.trials).astype(float)


def _unit(quantity: str) -> str:
    """Return the unit of a column by its name."""
    if quantity in ("media", "claimed", "wrongly_blamed"):
        return "probability"
    endings = {"hours": "h", "days": "days", "posts": "posts", "people": "people", "complaints": ""}
    return endings.get(quantity.rpartition("_")[2], "EUR")


def _compare(known: Mapping[str, Any], result: Result, calibration: Calibration) -> Known:
    if "entry" in known:  # a figure of the calibration itself, over what nobody knows
        each = calibration.quantity(known["entry"]).each
        return _number(known, each, np.ones(len(each)))
    if "pushed_with_eur" in known:
        readers = _pushed_readers(known["pushed_with_eur"], result)
        return _number(known, readers, np.ones(len(readers)))
    values, weight = _given(known, result)
    if "alternative" in known:
        other = simulate(
            changed(result.case, known["alternative"]), calibration, trials=result.trials, seed=result.seed
        )
        return _sign(known, _mean(values, weight), _mean(*_given(known, other)), len(values))
    if known.get("expect") == "zero":
        worst = float(values.max(initial=0.0))
        return _known(known, "sign" if worst == 0.0 else "other_sign", len(values), low=0.0, high=0.0, as_it_was=worst)
    if "happened" in known:
        likely = _mean((values > 0.0) == known["happened"], weight)
        return _known(known, "probability", len(values), as_it_was=likely)
    return _number(known, values, weight)


def _known(known: Mapping[str, Any], agreement: Agreement, rows: int, **figures: float) -> Known:
    source, unit = known["source"], known.get("unit", "")
    return Known(known["title"], known["quantity"], unit, source, agreement, rows, **figures)


def _given(known: Mapping[str, Any], result: Result) -> tuple[FloatArray, FloatArray]:
    """Return the quantity and the weights of the incidents that have what is given."""
    rows = _rows(result, known.get("given", {}))
    return column(result, known["quantity"])[rows], result.weight[result.simulated.incidents.trial[rows]]


def _sign(known: Mapping[str, Any], as_it_was: float, alternative: float, rows: int) -> Known:
    right = as_it_was > alternative if known["expect"] == "higher" else as_it_was < alternative
    return _known(known, "sign" if right else "other_sign", rows, as_it_was=as_it_was, alternative=alternative)


def _pushed_readers(spent_eur: float, result: Result) -> FloatArray:
    """Return how many readers this much money buys, once for each trial."""
    trials = np.arange(result.trials)
    price = result.world.calibration.quantity("outcry.push_eur_per_thousand")
    uniform = Streams(result.seed).uniform("price of a thousand", keys(trials))
    return pushed_readers(np.array(spent_eur), price.draw(uniform, trials % result.world.calibration.sets))


def _number(known: Mapping[str, Any], values: FloatArray, weight: FloatArray) -> Known:
    low, high = float(known["low"]), float(known["high"])
    if len(values) < FEWEST_ROWS:
        return _known(known, "too_few", len(values), low=low, high=high)
    s = measures.sample(values, weight, weight.sum())
    p10, p50, p90 = (measures.quantile(s, level).value for level in (0.1, 0.5, 0.9))
    return _known(
        known,
        "below" if high < p10 else "above" if low > p90 else "inside",
        len(values),
        low=low,
        high=high,
        predicted_p10=p10,
        predicted_p50=p50,
        predicted_p90=p90,
        position_low=1.0 - measures.exceedance_probability(s, low).value,
        position_high=1.0 - measures.exceedance_probability(s, high).value,
    )


def _mean(values: FloatArray | BoolArray, weight: FloatArray) -> float:
    return float(np.average(values, weights=weight)) if values.size else 0.0


def _rows(result: Result, given: Mapping[str, Any]) -> IntArray:
    """Return the incidents that have what is given."""
    kept = np.ones(len(result.simulated.incidents.trial), dtype=bool)
    for name, wanted in given.items():
        if name == "incident_type":
            kept &= result.simulated.incidents.kind == result.world.types.index(wanted)
        elif name == "cause":
            kept &= result.simulated.liability.cause == CAUSES.index(wanted)
        else:
            values = column(result, name)
            kept &= (values >= wanted["low"]) & (values <= wanted["high"])
    return np.flatnonzero(kept)


def column(result: Result, name: str) -> FloatArray:
    """Return a column of the incidents by name, as the incidents file has it, and a few that follow from others.

    Raises
    ------
    KeyError
        If there is no such column.
    """
    s = result.simulated
    if name.startswith("damage_"):
        return np.asarray(s.damage.by_head_eur[s.damage.heads.index(name.removeprefix("damage_"))])
    if name == "wrongly_blamed":
        return np.isin(s.liability.cause, [CAUSES.index("client"), CAUSES.index("third_party")]).astype(float)
    if name == "answer_hours":  # of all incidents: how soon there would be an answer
        return answer_hours(s.incidents, result.world, Streams(result.seed))
    if name == "damage":
        return np.asarray(s.damage.total_eur)
    for record in (s.incidents, s.outcry, s.liability, s.liability.own):
        for attribute in (name, f"{name}_eur"):
            if hasattr(record, attribute):
                return np.asarray(getattr(record, attribute), dtype=float)
    raise KeyError(name)
