"""The figures of a PDF that was opened again beside those computed now."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from riskmodel import __version__, publication
from riskmodel.estimate import Estimate
from riskmodel.present.language import N_, Language
from riskmodel.present.reopening import Printed
from riskmodel.present.table import Cell, Column, Line, Table, amount, chance, label_cell

#: Another processor or NumPy may differ in the last digits of a figure, never in one that is printed.
_SAME: Final = 1e-6
_CLAIM: Final = ("measures", "burden", "per_claim")


def same(printed: Printed, estimate: Estimate) -> bool:
    """Tell whether every figure computed now is the one that was printed."""
    now = json.loads(json.dumps(publication.as_json(estimate, printed.riskmodel)))
    return _alike({**now, "data": printed.data}, printed.figures)


def _alike(now: object, then: object) -> bool:
    if isinstance(now, Mapping):
        return isinstance(then, Mapping) and all(key in then and _alike(now[key], then[key]) for key in now)
    if isinstance(now, list):
        return isinstance(then, list) and len(now) == len(then) and all(map(_alike, now, then))
    if isinstance(now, float) and isinstance(then, int | float):
        return math.isclose(now, then, rel_tol=_SAME, abs_tol=_SAME)
    return now == then


def finding(printed: Printed, estimate: Estimate, file: str, language: Language) -> str:
    """Say whether the figures are those that were printed, and if not, what is different now."""
    if (printed.riskmodel, printed.data) != (__version__, estimate.data_version):
        said = language.t(
            "“{file}” was computed with program {then} and figures {data_then}; this is program {now} with figures "
            "{data_now}.",
            file=file,
            then=printed.riskmodel,
            data_then=printed.data,
            now=__version__,
            data_now=estimate.data_version,
        )
    elif (printed.seed, printed.trials) != (estimate.seed, estimate.trials):
        said = language.t(
            "“{file}” was computed with seed {seed} and {trials} simulated years, this with seed {seed_now} and "
            "{trials_now}.",
            file=file,
            seed=printed.seed,
            trials=language.number(printed.trials),
            seed_now=estimate.seed,
            trials_now=language.number(estimate.trials),
        )
    elif same(printed, estimate):
        return language.t("All figures are those printed in “{file}”.", file=file)
    else:
        said = language.t("The case or the figures differ from what was printed in “{file}”.", file=file)
    if same(printed, estimate):
        return said + " " + language.t("The figures are the same.")
    return said + " " + language.t("So the figures differ; the table shows both.")


def both(printed: Printed, estimate: Estimate, language: Language) -> Table:
    """Return the key figures as printed and as computed now, side by side."""
    t = language.t
    now = publication.as_json(estimate, __version__)
    columns = (
        Column("label", t("Key figure")),
        Column("printed", t("as printed"), numeric=True),
        Column("now", t("computed now"), numeric=True),
    )
    lines = []
    for path, label, shown in _figures(now, language):
        cells = [_shown(_at(tree, path), shown, language) for tree in (printed.figures, now)]
        lines.append(Line(".".join(map(str, path)), (label_cell(label), *cells)))
    return Table("printed", t("As printed and as computed now"), columns, tuple(lines))


_Path = tuple[str | int, ...]
_Shown = Callable[[float, Language], Cell]
_KEY: Final[tuple[tuple[_Path, str, _Shown], ...]] = (
    (("likelihood", "claim", "year"), N_("Claim within a year"), chance),
    ((*_CLAIM, "p50"), N_("typical (half of the claims are smaller)"), amount),
    ((*_CLAIM, "p90"), N_("1 of 10 claims is larger"), amount),
    ((*_CLAIM, "p99"), N_("1 of 100 claims is larger"), amount),
    (("measures", "burden", "per_year", "mean"), N_("Total on you, before insurance"), amount),
    (("above_own_assets_probability", "value"), N_("Year beyond your own assets, without insurance"), chance),
)


def _figures(now: Mapping[str, Any], language: Language) -> Iterator[tuple[_Path, str, _Shown]]:
    for path, label, shown in _KEY:
        yield path, language.t(label), shown
    for i, policy in enumerate(now["policies"][:-1]):
        name = policy["name"] or language.t("Policy {n}", n=i + 1)
        yield (
            ("policies", i, "retained", "per_year", "mean"),
            language.t("{policy}: left with you", policy=name),
            amount,
        )
        yield ("policies", i, "needed_limit_eur"), language.t("{policy}: limit that suffices", policy=name), amount


def _at(tree: Any, path: _Path) -> Any:
    """Return a figure, or None where another version has none of that name."""
    for step in path:
        try:
            tree = tree[step]
        except (LookupError, TypeError):
            return None
    return tree


def _shown(value: object, shown: _Shown, language: Language) -> Cell:
    # What stands in a PDF may have been written by anybody.
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return shown(float(value), language) if fits else Cell("–", None)  # type: ignore[arg-type]
