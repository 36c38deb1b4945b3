"""The columns of a book: the fields of a case, flattened, in the order of the case.

Provider and project keep the names of their fields, the client's begin with `client_` and the policy's with `policy_`.
What a column may hold follows from the field: nothing about limits and choices is said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from riskmodel.case import Client, Contract, Policy, Project, Provider, Response, Safeguards
from riskmodel.values import MAX_TEXT

#: What a cell is read as. A mix is choices with shares, a list is names, amounts are names with amounts.
Reading = Literal["text", "choice", "yes_no", "number", "date", "mix", "list", "amounts"]
#: Part of the case that a column belongs to: what is the provider's and the policy's is the same in all its rows.
Part = Literal["provider", "project", "policy"]

PROVIDER_ID: Final = "provider_id"
PROJECT_ID: Final = "project_id"
#: Explains a fault in the file of faulty rows; ignored where such a file is read again.
FAULT: Final = "fault"
_IDS: Final[dict[str, Part]] = {"provider": "provider", "project": "project"}
#: Dates stand for months until or before a day, which would grow stale in a file that is kept.
SINCE: Final = "policy_since"
RETROACTIVE: Final = "policy_retroactive_date"
_DATES: Final = {"in_force_months": SINCE, "retroactive_months": RETROACTIVE}


@dataclass(frozen=True)
class Column:
    """A column of a book."""

    name: str
    part: Part
    path: str  # of the field in the case, as faults and labels name it; empty for an id
    steps: tuple[str, ...]  # from the part to the field
    reading: Reading
    unit: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    bounds: tuple[float, float] | None = None  # of a number
    most_characters: int | None = None  # of a text

    @property
    def share(self) -> bool:
        """Whether a percent sign may stand behind the number."""
        return self.unit == "share"

    @property
    def euros(self) -> bool:
        """Whether a euro sign may stand beside the number."""
        return self.unit.startswith("EUR")

    @property
    def coarse(self) -> bool:
        """Whether three decimals make no sense: nobody writes tenths of a cent, or thousandths of a person."""
        return self.euros or self.unit in ("people", "records")


def _choices(annotation: Any) -> tuple[str, ...]:
    """Return the texts a field may hold, however deep in its type they stand."""
    if get_origin(annotation) is Literal:
        return tuple(a for a in get_args(annotation) if isinstance(a, str))
    return tuple(choice for inner in get_args(annotation) for choice in _choices(inner))


def _types(annotation: Any) -> set[Any]:
    """Return the types a field is a union of."""
    if get_origin(annotation) in (Union, UnionType):
        return {t for inner in get_args(annotation) for t in _types(inner)}
    inner = get_args(annotation)
    return _types(inner[0]) if hasattr(annotation, "__metadata__") else {get_origin(annotation) or annotation}


def _reading(info: FieldInfo) -> Reading:
    types = _types(info.annotation)
    if tuple in types:
        member = get_args(info.annotation)[0]
        return "mix" if _choices(info.annotation) else "amounts" if get_origin(member) is tuple else "list"
    if float in types:
        return "number"
    if bool in types:
        return "yes_no"
    return "choice" if _choices(info.annotation) else "text"


def _column(model: type[BaseModel], prefix: str, part: Part, path: str, steps: tuple[str, ...]) -> Column:
    info = model.model_fields[steps[-1]]
    reading, extra = _reading(info), info.json_schema_extra
    return Column(
        name=prefix + steps[-1],
        part=part,
        path=f"{path}.{steps[-1]}",
        steps=steps,
        reading=reading,
        unit=str(extra["unit"]) if isinstance(extra, dict) else "",
        choices=_choices(info.annotation) if reading in ("choice", "mix") else (),
        needed=reading == "mix",  # without an activity nothing can go wrong
        bounds=_bounds(model.model_json_schema()["properties"][steps[-1]]) if reading == "number" else None,
        most_characters=MAX_TEXT if reading == "text" else None,
    )


def _bounds(schema: dict[str, Any]) -> tuple[float, float]:
    """Return the least and the most that a number may be."""
    numeric = next(option for option in schema.get("anyOf", [schema]) if "minimum" in option)
    return float(numeric["minimum"]), float(numeric["maximum"])


def _fields(model: type[BaseModel], prefix: str, part: Part, path: str, into: tuple[str, ...]) -> Iterator[Column]:
    for name, info in model.model_fields.items():
        if not (isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)):
            named = f"{part}_" if name == "name" else prefix
            yield _column(model, named, part, path, (*into, name))
            if part == "policy" and name in _DATES:
                yield Column(_DATES[name], part, f"{path}.{name}", (*into, name), "date")


@cache
def columns() -> tuple[Column, ...]:
    """Return all columns, in order."""
    found: list[Column] = []
    for part in ("provider", "project"):
        found.append(Column(f"{part}_id", _IDS[part], "", (), "text", needed=True, most_characters=MAX_TEXT))
        found += _fields(Provider if part == "provider" else Project, "", _IDS[part], part, ())
    for name, model in (("client", Client), ("safeguards", Safeguards), ("response", Response), ("contract", Contract)):
        found += _fields(model, "client_" if name == "client" else "", "project", f"project.{name}", (name,))
    return (*found, *_fields(Policy, "policy_", "policy", "policy", ()))


@cache
def by_name() -> dict[str, Column]:
    """Return all columns by their names."""
    return {column.name: column for column in columns()}
