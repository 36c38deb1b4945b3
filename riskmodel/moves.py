"""What of a case can be moved: numbers between two ends, choices, the terms of its policies, and levers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from typing import Literal, get_args

import numpy as np

from riskmodel import cover
from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES, PARTS, Case, Policy, Safeguards, bounds, changed
from riskmodel.currency import euros
from riskmodel.facts import Facts, Stated, complete

Change = Mapping[str, object]
Group = Literal["safeguard", "contract", "response"]
_COUNTS = ("tiers", "1/month")  # what is none goes to one of them
_ONLY_TOLD = "insurance_demanded_eur"  # moves no figure


@dataclass(frozen=True)
class Move:
    """A number of the case and its two ends, of which one may be the number itself."""

    field: str
    unit: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PolicyMove:
    """A number of a policy and its two ends, with the policy as it is at each."""

    policy: int  # counted from 0
    field: str
    unit: str
    low: float
    high: float
    at_low: Policy
    at_high: Policy


@dataclass(frozen=True)
class PolicyChoice:
    """A clause of a policy, what it is, and the policy with each other choice."""

    policy: int  # counted from 0
    field: str
    used: str | bool
    others: tuple[tuple[str | bool, Policy], ...]


def numbers(stated: Sequence[Stated]) -> Iterator[Move]:
    """Return each numeric input with its ends: its 10 and 90 % point where it is not known, else half and double."""
    for of in stated:
        if (
            isinstance(of.value, bool)
            or not isinstance(of.value, float)
            or not of.unit
            or of.field.endswith(_ONLY_TOLD)
        ):
            continue
        if of.low is not None and of.high is not None:
            yield Move(of.field, of.unit, of.value, of.low, of.high)
        elif ends := _half_and_double(of.field, of.value, of.unit):
            yield Move(of.field, of.unit, of.value, *ends)


def _half_and_double(field: str, value: float, unit: str) -> tuple[float, float] | None:
    """Return half and double within what the field allows, of a share in its odds; None where zero has neither."""
    least, most = bounds(field)
    if value == 0.0:
        return (0.0, 1.0) if unit in _COUNTS else None
    if unit == "share":
        return (value / (2.0 - value), 2.0 * value / (1.0 + value)) if value < 1.0 else (0.5, 1.0)
    return max(value / 2.0, least), min(value * 2.0, most)


def policy_numbers(case: Case, calibration: Calibration) -> Iterator[PolicyMove]:
    """Return each number of each policy that is agreed or assumed, likewise; a limit stays above its deductible."""
    usual = calibration.quantity("cover.aggregate_multiple").entry.centre
    for i, policy in enumerate(case.policies):
        terms = cover.complete(policy, calibration)
        values = {
            "limit_eur": terms.limit_eur,
            "aggregate_multiple": usual if policy.aggregate_multiple is None else policy.aggregate_multiple,
            "deductible_eur": terms.deductible_eur,
            "deductible_share": terms.deductible_share,
            "deductible_maximum_eur": terms.deductible_maximum_eur,
            "own_damage_sublimit_eur": terms.own_damage_sublimit_eur,
            "aggregate_used_eur": euros(policy.aggregate_used_eur, calibration),
            **{field: getattr(terms.period, name) for name, field in cover.PERIOD.items()},
        }
        for name, value in values.items():
            at, unit = f"policy.{i + 1}.{name}", _unit(name)
            ends = _half_and_double(at, value, unit) if isfinite(value) else None
            if ends is None:
                continue
            low, high = ends
            if name == "limit_eur":
                low = max(low, terms.deductible_eur)
            if name == "deductible_eur":
                high = min(high, terms.limit_eur)
            one, other = (policy.model_copy(update={name: end}) for end in (low, high))
            yield PolicyMove(i, at, unit, low, high, one, other)
        for head, most in terms.sublimits_eur:
            others = dict(terms.sublimits_eur)
            one, other = (
                policy.model_copy(update={"sublimits_eur": tuple({**others, head: end}.items())})
                for end in (most / 2.0, most * 2.0)
            )
            if most > 0.0:
                yield PolicyMove(i, f"policy.{i + 1}.sublimits_eur.{head}", "EUR", most / 2.0, most * 2.0, one, other)


def _unit(name: str) -> str:
    extra = Policy.model_fields[name].json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""


def policy_choices(case: Case, calibration: Calibration) -> Iterator[PolicyChoice]:
    """Return the clauses of each policy; its trigger only where its period restricts anything."""
    for i, policy in enumerate(case.policies):
        dated = any(getattr(policy, field) is not None for field in cover.PERIOD.values())
        for name in ("defence", *cover.CLAUSES, *(("trigger",) if dated else ())):
            field = f"policy.{i + 1}.{name}"
            used = cover.usual_choice(policy, name, calibration)
            others = (option for option in _options(field, case) if option != used)
            yield PolicyChoice(
                i, field, used, tuple((other, policy.model_copy(update={name: other})) for other in others)
            )


def choices(
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


def levers(case: Case, calibration: Calibration) -> Iterator[tuple[str, Group, tuple[tuple[str, object], ...]]]:
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
