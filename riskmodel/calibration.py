"""The figures about the world: reads `data/calibration`, demands unit, source and quality of each, and freezes them.

An entry says what chance makes of a quantity in an incident (`chance`, a distribution), or that it is one number
(`value`, or `by` category), and what nobody knows about it: `ignorance` is the 10 and 90 % point of its centre, shared
by all trials of one parameter set. A number that is certain (a statute, a definition) says `certain = true`. The
parameter sets are a fixed Latin hypercube keyed by the data version and the entry's name, so a new entry leaves the
others where they are, and the seed of a simulation moves none. A `choice` is what stands in for a choice that a case
leaves open; it has source and quality like a figure.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from scipy.special import ndtri

from riskmodel.once import Once
from riskmodel.quantity import BOUNDED, ByType, CalibrationError, Chance, Choice, Entry, Quantity, by_type
from riskmodel.streams import FloatArray, Streams, keys

QUALITIES = "ABCD"
_Z90 = float(ndtri(0.9))
_KEYS = {"chance", "value", "by", "ignorance", "certain", "unit", "source", "quality", "note"}
_OF_A_CHOICE = {"choice", "source", "quality", "note"}
T = TypeVar("T")


def data_folder() -> Path:
    """Return the folder of the data that came with the program: beside the package, or inside it once installed."""
    package = Path(__file__).parent
    beside = package.parent / "data"
    return beside if (beside / "calibration").is_dir() else package / "_data"


_FORMS = {
    "lognormal": {"median", "p90"},
    "pert": {"low", "mode", "high"},
    "beta": {"alpha", "beta"},
    "discrete": {"values", "probabilities"},
}


@dataclass(frozen=True)
class Calibration(Once):
    """All figures about the world, frozen."""

    version: str
    sets: int
    entries: Mapping[str, Entry]
    choices: Mapping[str, Choice]
    tables: Mapping[str, Mapping[str, Any]]  # what stands beside the entries: titles, lists, switches
    sources: Mapping[str, Mapping[str, Any]]
    folder: Path

    @cached_property
    def digest(self) -> str:
        """Tells figures apart by what they say, wherever they lie: somebody may change one without a new version."""
        said = (self.version, self.sets, self.entries, self.tables, self.sources)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @cached_property
    def _quantities(self) -> dict[str, Quantity]:
        return {}

    @cached_property
    def _bound(self) -> dict[tuple[str, type], object]:
        return {}

    def quantity(self, path: str) -> Quantity:
        """Return a figure in all parameter sets.

        Raises
        ------
        CalibrationError
            If the data has no such entry.
        """
        if path not in self._quantities:
            entry = self.entries.get(path)
            if entry is None:
                raise CalibrationError(f"data/calibration has no entry {path!r}")
            self._quantities[path] = Quantity(entry, self._factor(entry))
        return self._quantities[path]

    def choice(self, path: str) -> Choice:
        """Return what is chosen where a case leaves a choice open; errors as for `quantity`."""
        found = self.choices.get(path)
        if found is None:
            raise CalibrationError(f"data/calibration has no choice {path!r}")
        return found

    def _factor(self, entry: Entry) -> FloatArray:
        if entry.ignorance is None:
            return np.ones(self.sets)
        return centred_factors(entry, latin_scores(self.version, entry.path, self.sets))

    def bind(self, group: str, parameters: type[T]) -> T:
        """Fill a dataclass of quantities from the entries of a group.

        Raises
        ------
        CalibrationError
            If a field has no entry or an entry no field: a misspelt name is refused, not ignored.
        """
        bound = self._bound.get((group, parameters))
        if bound is not None:
            return cast(T, bound)
        prefix = f"{group}."
        found = {p.removeprefix(prefix) for p in self.entries if p.startswith(prefix)}
        found = {name for name in found if "." not in name}
        known = {f.name: f.default is MISSING for f in fields(parameters)}  # type: ignore[arg-type]
        missing = sorted(name for name, needed in known.items() if needed and name not in found)
        if missing or not found <= set(known):
            raise CalibrationError(
                f"data/calibration, group {group!r}: entries without a use {sorted(found - set(known))}, missing"
                f" {missing}; {parameters.__module__} knows {sorted(known)}"
            )
        filled = parameters(**{name: self.quantity(prefix + name) for name in found})
        self._bound[group, parameters] = filled
        return filled

    def bind_types(self, groups: Sequence[str | None], parameters: type[T]) -> T:
        """Fill a dataclass with the figures of all incident types side by side, `None` where no type has one.

        `groups` names the group of each type's figures, None for a type that has none; errors as for `bind`.
        """
        name = "|".join(group or "" for group in groups)
        if (name, parameters) not in self._bound:
            bound = [None if group is None else self.bind(group, parameters) for group in groups]
            self._bound[name, parameters] = parameters(
                **{f.name: by_type([getattr(b, f.name, None) for b in bound], self.sets) for f in fields(parameters)}  # type: ignore[arg-type]
            )
        return cast(T, self._bound[name, parameters])

    def by_type(self, paths: Sequence[str | None]) -> ByType:
        """Return a figure of all incident types side by side; a path for each type, None where it has none."""
        name = "|".join(path or "" for path in paths)
        if (name, ByType) not in self._bound:
            found = by_type([None if path is None else self.quantity(path) for path in paths], self.sets)
            if found is None:
                raise CalibrationError(f"data/calibration: no incident type has the figure {name!r}")
            self._bound[name, ByType] = found
        return cast(ByType, self._bound[name, ByType])


@cache
def latin_scores(version: str, name: str, sets: int) -> FloatArray:
    """Return one standard normal score for each parameter set, one in each of `sets` equal strata, shape (sets,)."""
    hypercube, at = Streams(0), keys(np.arange(sets, dtype=np.int64))
    order = np.argsort(hypercube.uniform(f"{version}/{name}/order", at))
    found = np.asarray(ndtri((order + hypercube.uniform(f"{version}/{name}/place", at)) / sets))
    found.flags.writeable = False  # one array for all that ask
    return found


def centred_factors(entry: Entry, score: FloatArray) -> FloatArray:
    """Turn scores into factors whose 10 and 90 % points put the entry's centre at its ignorance."""
    assert entry.ignorance is not None
    low, high = entry.ignorance
    if entry.by:
        below, above = 1.0 / low, high
    elif entry.bounded:
        below, above = _odds(entry.centre) / _odds(low), _odds(high) / _odds(entry.centre)
    else:
        below, above = entry.centre / low, high / entry.centre
    return np.where(score < 0.0, below, above) ** (score / _Z90)


def _odds(share: float) -> float:
    return share / (1.0 - share)


def load(folder: Path | None = None) -> Calibration:
    """Read all figures from a data folder (the one that came with the program if none is named).

    Raises
    ------
    CalibrationError
        Naming file, entry, what was found and what is needed.
    """
    folder = folder or data_folder()
    sources = _toml(folder / "sources.toml")
    model = _toml(folder / "calibration" / "model.toml")
    entries: dict[str, Entry] = {}
    choices: dict[str, Choice] = {}
    tables: dict[str, Mapping[str, Any]] = {}
    for path in sorted((folder / "calibration").rglob("*.toml")):
        name = ".".join(path.relative_to(folder / "calibration").with_suffix("").parts)
        tables[name] = content = _toml(path)
        for at, raw in _stated(name, content):
            if "choice" in raw:
                choices[at] = _choice(at, raw, sources, path)
            else:
                entries[at] = _entry(at, raw, sources, path)
    tables["legal_fees"] = {"rows": _csv(folder / "calibration" / "legal_fees.csv")}
    return Calibration(model["version"], model["parameter_sets"], entries, choices, tables, sources, folder)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read ({error.strerror}); name a complete data folder") from None
    except tomllib.TOMLDecodeError as error:
        raise CalibrationError(f"{path}: not TOML ({error})") from None


def _csv(path: Path) -> tuple[tuple[tuple[str, str], ...], ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(tuple(row.items()) for row in csv.DictReader(file))
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read ({error.strerror}); name a complete data folder") from None


def _stated(prefix: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the figures and choices of a file with their paths; tables without either are read by who needs them."""
    for key, value in content.items():
        if not isinstance(value, Mapping):
            continue
        path = f"{prefix}.{key}"
        if {"chance", "value", "by", "choice"} & set(value):
            yield path, value
        else:
            yield from _stated(path, value)


Refuse = Callable[[str], CalibrationError]


def _refusing(path: str, file: Path) -> Refuse:
    return lambda what: CalibrationError(f"{file.name}, entry {path}: {what}")


def _check(
    raw: Mapping[str, Any], known: set[str], needed: Sequence[str], sources: Mapping[str, Any], refuse: Refuse
) -> None:
    """Refuse what is unknown, lacks unit or source, or names a source or quality that there is not."""
    if unknown := set(raw) - known:
        raise refuse(f"unknown {sorted(unknown)}; known are {sorted(known)}")
    for need in needed:
        if not isinstance(raw.get(need), str):
            raise refuse(f"needs {need!r}")
    if raw["source"] not in sources:
        raise refuse(f"source {raw['source']!r} is not in sources.toml")
    if raw["quality"] not in QUALITIES:
        raise refuse(f"quality {raw['quality']!r} is not one of {', '.join(QUALITIES)}")


def _choice(path: str, raw: Mapping[str, Any], sources: Mapping[str, Any], file: Path) -> Choice:
    refuse = _refusing(path, file)
    _check(raw, _OF_A_CHOICE, ("source", "quality"), sources, refuse)
    if not isinstance(raw["choice"], str | bool):
        raise refuse(f"choice {raw['choice']!r} is neither a name nor true or false")
    return Choice(path, raw["choice"], raw["source"], raw["quality"], raw.get("note", ""))


def _entry(path: str, raw: Mapping[str, Any], sources: Mapping[str, Any], file: Path) -> Entry:
    refuse = _refusing(path, file)
    _check(raw, _KEYS, ("unit", "source", "quality"), sources, refuse)
    if sum(k in raw for k in ("chance", "value", "by")) != 1:
        raise refuse("needs exactly one of chance, value, by")
    if not (raw.get("certain") or "ignorance" in raw or "chance" in raw):
        raise refuse("needs chance or ignorance, or certain = true")
    ignorance = raw.get("ignorance")
    if ignorance is not None and (set(ignorance) != {"p10", "p90"} or not 0 < ignorance["p10"] < ignorance["p90"]):
        raise refuse("ignorance needs 0 < p10 < p90")
    if raw["unit"] in BOUNDED and not _within_one(raw):
        raise refuse(f"a {raw['unit']} lies between 0 and 1, and its ignorance below 1")
    entry = Entry(
        path=path,
        unit=raw["unit"],
        source=raw["source"],
        quality=raw["quality"],
        note=raw.get("note", ""),
        chance=_chance(raw["chance"], refuse) if "chance" in raw else None,
        value=float(raw["value"]) if "value" in raw else None,
        by=dict(raw.get("by", {})),
        ignorance=(float(ignorance["p10"]), float(ignorance["p90"])) if ignorance else None,
    )
    if entry.ignorance and not entry.by and not entry.ignorance[0] < entry.centre < entry.ignorance[1]:
        raise refuse(f"the centre {entry.centre:g} lies outside its ignorance {entry.ignorance}")
    return entry


def _within_one(raw: Mapping[str, Any]) -> bool:
    shares = [*raw.get("by", {}).values(), *([raw["value"]] if "value" in raw else [])]
    certain_below = "by" in raw or raw.get("ignorance", {}).get("p90", 0.0) < 1.0
    return certain_below and all(0.0 <= share <= 1.0 for share in shares)


def _chance(raw: Mapping[str, Any], refuse: Refuse) -> Chance:
    form = next((form for form, names in _FORMS.items() if set(raw) == names), None)
    if form is None:
        raise refuse(f"chance {sorted(raw)} is none of {list(map(sorted, _FORMS.values()))}")
    if form == "lognormal" and not 0 < raw["median"] < raw["p90"]:
        raise refuse("chance needs 0 < median < p90")
    if form == "pert" and not raw["low"] <= raw["mode"] <= raw["high"] != raw["low"]:
        raise refuse("chance needs low <= mode <= high")
    if form == "discrete" and abs(sum(raw["probabilities"]) - 1.0) > 1e-9:
        raise refuse("probabilities do not add up to 1")
    return Chance(form, dict(raw))
