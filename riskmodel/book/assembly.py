"""The rows of one provider as its case, or everything that keeps them from being one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

from riskmodel import casefile
from riskmodel.book.columns import PROJECT_ID, RETROACTIVE, SINCE, Column, Part, by_name, columns
from riskmodel.book.insured import Insured
from riskmodel.book.intake import RowFault
from riskmodel.book.rows import Parsed, Row, parsed
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError, Fault
from riskmodel.cover import unknown_names
from riskmodel.values import shown

_DAYS_A_MONTH: Final = 365.25 / 12.0
_PLACE: Final = re.compile(r"(provider|project|policy)(?:\.(\d+))?(?:\.(.+))?")
_IN_FORCE: Final = "policy_in_force_months"
_RETROACTIVE_MONTHS: Final = "policy_retroactive_months"
_LIMIT: Final = "policy_limit_eur"
#: What a check of several fields gives is not what stands in a cell.
_COMPARED: Final = "limit_below_deductible"


@dataclass(frozen=True)
class Found:
    """What the rows of a provider are: a case if there is no fault."""

    insured: Insured | None
    faults: tuple[RowFault, ...]
    meant: frozenset[str]  # ids of other providers that faulty rows seem to belong to


@dataclass(frozen=True)
class _Said:
    """A value that holds for the provider as a whole, and the rows that say so."""

    value: Any
    rows: tuple[Row, ...]


def assembled(rows: Sequence[Row], as_of: date, calibration: Calibration) -> Found:
    """Put the rows of one provider together, and find everything that is wrong with them.

    Parameters
    ----------
    rows
        All that have the provider's id.
    as_of
        The day from which dates count as months before.
    calibration
        Knows the names of damage heads and incident types.
    """
    told = sorted(map(parsed, rows), key=lambda p: (p.row.project_id, p.row.place))
    faults = [fault for p in told for fault in p.faults]
    doubles = list(_doubles(told))
    faults += doubles
    common: dict[str, _Said] = {}
    # A row that stands there by another's id says nothing of this provider: one sentence tells what is wrong with it.
    another = {fault.place for fault in doubles if fault.other}
    faults += _in_common([p for p in told if p.row.place not in another], common)
    faults += _months(common, as_of)
    faults += _placed(_without_limit(told, common), told, common)
    data = _case(told, common)
    case = None
    try:
        case = casefile.from_mapping(data)
        faults += _placed(unknown_names(case.policies, calibration), told, common)
    except CaseError as error:
        faults += _placed(error.faults, told, common)
    meant = frozenset(p.meant for p in told if p.faults) - {rows[0].provider_id}
    insured = Insured.of(rows[0].provider_id, case) if case and not faults else None
    return Found(insured, tuple(faults), meant)


def _without_limit(told: Sequence[Parsed], common: Mapping[str, _Said]) -> Iterator[Fault]:
    """Yield a fault for terms of a policy without its limit: in a book that is what tells whether there is a policy."""
    terms = any(by_name()[name].part == "policy" for name in common)
    if terms and not any(p.row.given(_LIMIT).strip() for p in told):
        yield Fault("missing", "policy.1.limit_eur")


def _doubles(told: Sequence[Parsed]) -> Iterator[RowFault]:
    """Yield a fault for each row whose project stands in an earlier row, and for projects beyond those a case holds."""
    first: dict[str, Row] = {}
    for p in sorted(told, key=lambda p: p.row.place):
        id_ = p.values.get(PROJECT_ID)
        if id_ is None:
            continue
        if id_ in first:
            found = p.row.fault(by_name()[PROJECT_ID], "duplicate_id", shown(id_))
            yield replace(found, other=first[id_].place)
        first.setdefault(id_, p.row)
    for p in told[_most_projects() :]:
        yield p.row.fault(None, "too_many_projects", str(len(told)), str(_most_projects()))


@cache
def _most_projects() -> int:
    return next(int(m.max_length) for m in Case.model_fields["projects"].metadata if hasattr(m, "max_length"))


def _in_common(told: Sequence[Parsed], common: dict[str, _Said]) -> Iterator[RowFault]:
    """Gather what is said of provider and policy, and yield a fault where two rows say different things.

    What most rows say is taken to be right, of equally many the first.
    """
    for column in columns():
        if column.part == "project" or not column.path:
            continue
        name = column.name
        saying = sorted((p for p in told if name in p.values), key=lambda p: p.row.place)
        if not saying:
            continue
        right = max(saying, key=lambda p: sum(other.values[name] == p.values[name] for other in saying))
        agreeing = [p.row for p in saying if p.values[name] == right.values[name]]
        common[name] = _Said(right.values[name], tuple(agreeing))
        for p in saying:
            if p.values[name] != right.values[name]:
                given, otherwise = shown(p.row.given(name)), shown(right.row.given(name))
                yield replace(p.row.fault(column, "differs_between_rows", given, otherwise), other=right.row.place)


def _months(common: dict[str, _Said], as_of: date) -> Iterator[RowFault]:
    """Turn the dates of the policy into months before `as_of`, and yield what is wrong with them."""
    since, retroactive = common.pop(SINCE, None), common.pop(RETROACTIVE, None)
    earliest = as_of.replace(year=as_of.year - 100, day=min(as_of.day, 28))
    for name, months, said in ((SINCE, _IN_FORCE, since), (RETROACTIVE, _RETROACTIVE_MONTHS, retroactive)):
        if said is None:
            continue
        if not earliest <= said.value <= as_of:
            yield from _all(said, name, "date_not_allowed", f"{earliest}..{as_of}")
        elif months in common:
            yield from _all(said, name, "given_twice", months)
        elif name == SINCE:
            common[months] = _Said(_months_between(said.value, as_of), said.rows)
        elif _IN_FORCE not in common:
            if since is None:
                yield from _all(said, name, "date_needs_another", SINCE)
        elif isinstance(common[_IN_FORCE].value, float):
            before = _months_between(said.value, as_of) - common[_IN_FORCE].value
            if since and said.value > since.value:
                yield from _all(said, name, "date_not_allowed", f"{earliest}..{since.value}")
            else:
                common[months] = _Said(max(0.0, before), said.rows)


def _all(said: _Said, column: str, code: str, allowed: str) -> Iterator[RowFault]:
    for row in said.rows:
        yield row.fault(by_name()[column], code, shown(row.given(column)), allowed)


def _months_between(earlier: date, later: date) -> float:
    """Return months between two days: whole ones between the same days of two months, 12 from a year to the next."""
    whole = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0.0, whole + (later.day - earlier.day) / _DAYS_A_MONTH)


def _case(told: Sequence[Parsed], common: Mapping[str, _Said]) -> dict[str, Any]:
    """Return the rows in the shape of a case file; what has no name is called by its id."""
    said = {name: value.value for name, value in common.items()}
    id_ = told[0].row.provider_id[:200]
    projects = [{"name": shown(p.row.project_id), **_part("project", p.values)} for p in told]
    policy = _part("policy", said)
    provider = {"name": id_, **_part("provider", said)}
    return {
        "title": shown(provider["name"]),
        "provider": provider,
        "project": projects[: _most_projects()],
        "policy": [policy] if policy else [],
    }


def _part(part: Part, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a part of the case, nested as the case is."""
    data: dict[str, Any] = {}
    for name, value in values.items():
        column = by_name()[name]
        if column.part == part and column.steps:
            *tables, last = column.steps
            at = data
            for table in tables:
                at = at.setdefault(table, {})
            at[last] = value
    return data


def _placed(
    faults: Iterator[Fault] | Sequence[Fault], told: Sequence[Parsed], common: Mapping[str, _Said]
) -> Iterator[RowFault]:
    """Bring faults of a case to the rows and columns that they come from."""
    for fault in faults:
        found = _PLACE.match(fault.field)
        assert found, fault.field
        part, number, rest = found.groups()
        column = _of_path(f"{part}.{rest}")
        if part == "project":
            rows: Sequence[Row] = (told[int(number) - 1].row,)
        elif column and column.name in common:
            rows = common[column.name].rows
        else:  # what is missing is missing in the row that speaks of the policy first
            rows = next(
                (said.rows[:1] for name, said in common.items() if by_name()[name].part == part), (told[0].row,)
            )
        for row in rows:
            given = fault.given if fault.code == _COMPARED or column is None else shown(row.given(column.name))
            if fault.code == "out_of_range" and column and column.share:  # how to write one depends on the file
                yield row.fault(column, "share_not_allowed", given, row.sheet.sign or "")
            else:
                yield row.fault(column, fault.code, given, fault.allowed)


@cache
def _by_path() -> dict[str, Column]:
    return {column.path: column for column in reversed(columns()) if column.path}


def _of_path(path: str) -> Column | None:
    while path not in _by_path() and "." in path:
        path = path.rpartition(".")[0]
    return _by_path().get(path)
