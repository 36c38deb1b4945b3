"""A sample of a broker's book: invented providers, lopsided and believable, as many as one likes.

The mix is invented: nobody publishes who stands in a broker's book. Mostly freelancers, some agencies with several
projects, few IT firms; some without a policy, some with too low a limit, and cells left empty as brokers leave them.
Names are made up. Every cell is found by its key, so the first 500 providers are the same in a book of 50,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final, TypeVar

import numpy as np
from scipy.special import ndtri

from riskmodel.book.columns import columns
from riskmodel.book.files import Table
from riskmodel.book.intake import Book, Cell
from riskmodel.book.reading import of_tables
from riskmodel.calibration import Calibration
from riskmodel.case import Activity, Industry, Kind
from riskmodel.streams import FloatArray, IntArray, Streams, keys

T = TypeVar("T")
SAMPLE_PROVIDERS: Final = 500
_SEED: Final = 2026
_DRAWN_AT_ONCE: Final = 1_000
_LAST_DAY: Final = date(2025, 12, 31)

_GIVEN: Final = (
    "Anke", "Bernd", "Carla", "Deniz", "Elif", "Frieda", "Gero", "Hanna", "Ivo", "Jonte", "Katrin", "Lennart", "Mila",
    "Nils", "Oda", "Piet", "Ronja", "Sönke", "Tarek", "Ute", "Vera", "Wiebke", "Yusuf", "Zoë",
)  # fmt: skip
_FAMILY: Final = (
    "Amselberg", "Birkental", "Dornfelder", "Eschbacher", "Fährmann", "Grünlich", "Halmstein", "Ihringsen", "Jägerhof",
    "Kieselbach", "Lerchenau", "Mohnfeld", "Nebelhorn", "Ottersen", "Pappelreuter", "Quellmann", "Rotdornen",
    "Süderholm", "Tannhöfer", "Uferbach", "Veilchenthal", "Wiesenkamp", "Zaunkönig",
)  # fmt: skip
_STEMS: Final = (
    "Abendrot", "Bernsteinweg", "Deichgraf", "Eisvogel", "Federkiel", "Glühwurm", "Heidekraut", "Inselruf",
    "Kranichflug", "Leuchtboje", "Morgentau", "Nordwind", "Ostseekiesel", "Pusteblume", "Quellwasser", "Rabenstein",
    "Sturmvogel", "Treibholz", "Uhlenhorn", "Wattläufer", "Zugvogel",
)  # fmt: skip
_CLIENTS: Final = {
    "retail": ("Onlineshop", "Möbelhaus", "Versand", "Fachmarkt"),
    "online_platform": ("Marktplatz", "Vermittlung"),
    "travel": ("Reiseportal", "Ferienhäuser"),
    "manufacturing": ("Ersatzteile", "Werkzeugbau"),
    "services": ("Kanzlei", "Gebäudedienst", "Agenda"),
    "finance": ("Finanzportal", "Maklerverbund"),
    "health": ("Klinikverbund", "Praxisportal"),
    "public": ("Stadtwerke", "Bürgerportal"),
    "other": ("Vereinsportal", "Festival"),
}


@dataclass(frozen=True)
class _Trade:
    """How providers of a kind are made up."""

    share: float
    revenue: tuple[float, float, float, float]  # median, spread (sigma of the logarithm), least, most
    projects: tuple[float, ...]  # weights of 1, 2, ... projects
    activities: Mapping[Activity, float]
    no_policy: float
    limits: Mapping[float, float]
    legal_forms: Mapping[str, float]
    crew: int


_TRADES: Final[Mapping[Kind, _Trade]] = {
    "freelancer": _Trade(
        0.70, (85_000, 0.45, 30_000, 300_000), (0.8, 0.15, 0.05),
        {"web_shop": 0.25, "software": 0.3, "web_design": 0.2, "consulting": 0.12, "marketing": 0.08, "media": 0.05},
        0.18, {250_000: 0.25, 500_000: 0.2, 1_000_000: 0.45, 2_000_000: 0.1},
        {"sole_trader": 0.93, "limited": 0.07}, 1,
    ),
    "agency": _Trade(
        0.25, (650_000, 0.8, 120_000, 6_000_000), (0.0, 0.4, 0.3, 0.2, 0.1),
        {"web_shop": 0.35, "marketing": 0.25, "web_design": 0.2, "software": 0.1, "media": 0.1},
        0.07, {500_000: 0.1, 1_000_000: 0.5, 2_000_000: 0.2, 3_000_000: 0.2},
        {"limited": 0.75, "partnership": 0.25}, 2,
    ),
    "it_firm": _Trade(
        0.05, (3_000_000, 0.8, 800_000, 15_000_000), (0.0, 0.2, 0.3, 0.3, 0.2),
        {"software": 0.45, "hosting": 0.35, "consulting": 0.2},
        0.03, {1_000_000: 0.2, 2_000_000: 0.2, 3_000_000: 0.3, 5_000_000: 0.3},
        {"limited": 0.97, "partnership": 0.03}, 4,
    ),
}  # fmt: skip
_INDUSTRIES: Final[Mapping[Industry, float]] = {
    "retail": 0.4, "services": 0.2, "manufacturing": 0.12, "online_platform": 0.08, "travel": 0.06, "health": 0.05,
    "finance": 0.03, "public": 0.03, "other": 0.03,
}  # fmt: skip


def sample_book(providers: int = SAMPLE_PROVIDERS, *, as_of: date, calibration: Calibration) -> Book:
    """Return the sample as a book, as if it had been read from a file."""
    names = tuple(column.name for column in columns())
    cells = (tuple(row.get(name) for name in names) for row in sample_rows(providers))
    found = Table("sample_book", "parquet", names, list(enumerate(cells, start=2)))
    return of_tables([found], as_of=as_of, calibration=calibration)


def sample_rows(providers: int = SAMPLE_PROVIDERS) -> Iterator[dict[str, Cell]]:
    """Yield the rows of the sample, one a project, by the names of the columns; what is left out is empty."""
    for start in range(1, providers + 1, _DRAWN_AT_ONCE):
        draws = _Draws(np.arange(start, min(start + _DRAWN_AT_ONCE, providers + 1), dtype=np.int64))
        for at, number in enumerate(draws.numbers):
            yield from _Chance(int(number), at, draws).rows()


class _Draws:
    """The uniforms of many providers, by what they decide."""

    def __init__(self, numbers: IntArray) -> None:
        self.numbers = numbers
        self._drawn: dict[str, FloatArray] = {}

    def uniform(self, what: str) -> FloatArray:
        if what not in self._drawn:
            self._drawn[what] = Streams(_SEED).uniform(f"sample_book/{what}", keys(self.numbers))
        return self._drawn[what]


class _Chance:
    """The chances of one provider."""

    def __init__(self, number: int, at: int, draws: _Draws) -> None:
        self._number, self._at, self._draws = number, at, draws

    def _uniform(self, what: str) -> float:
        return float(self._draws.uniform(what)[self._at])

    def _pick(self, what: str, weights: Mapping[T, float]) -> T:
        options = list(weights)
        place = self._uniform(what) * sum(weights.values())
        return next(
            (o for o, upto in zip(options, accumulate(weights.values()), strict=True) if place < upto), options[-1]
        )

    def _one_of(self, what: str, options: Sequence[T]) -> T:
        return options[int(self._uniform(what) * len(options))]

    def _chance(self, what: str, share: float) -> bool:
        return self._uniform(what) < share

    def _spread(self, what: str, median: float, spread: float, least: float, most: float) -> float:
        value = float(median * np.exp(spread * ndtri(self._uniform(what))))
        return min(max(value, least), most)

    def rows(self) -> Iterator[dict[str, Cell]]:
        kind = self._pick("kind", {kind: trade.share for kind, trade in _TRADES.items()})
        trade = _TRADES[kind]
        revenue = _round(self._spread("revenue", *trade.revenue))
        provider = self._provider(kind, trade, revenue)
        policy = {} if self._chance("no_policy", trade.no_policy) else self._policy(trade, revenue)
        projects = self._pick("projects", dict(enumerate(trade.projects, start=1)))
        for n in range(1, projects + 1):
            yield provider | self._project(n, trade, revenue / projects) | policy

    def _left_empty(self, cells: dict[str, Cell], shares: Mapping[str, float], of: str = "") -> dict[str, Cell]:
        """Leave cells empty as brokers do, in the shares given by column."""
        return {k: v for k, v in cells.items() if not self._chance(f"{of}{k}/empty", shares.get(k, 0.0))}

    def _provider(self, kind: Kind, trade: _Trade, revenue: float) -> dict[str, Cell]:
        person = f"{self._one_of('given', _GIVEN)} {self._one_of('family', _FAMILY)}"
        ending = {
            "agency": ("Digital GmbH", "Media GmbH", "Webagentur GbR"),
            "it_firm": ("Systemhaus GmbH", "Software AG"),
        }
        name = person if kind == "freelancer" else f"{self._one_of('stem', _STEMS)} {self._one_of('end', ending[kind])}"
        cells: dict[str, Cell] = {
            "provider_name": name,
            "kind": kind,
            "legal_form": self._pick("legal_form", trade.legal_forms),
            "revenue_eur": revenue,
            "own_assets_eur": _round(self._spread("assets", 0.4 * revenue, 0.8, 5_000, 5_000_000)),
            "hourly_rate_eur": float(round(self._spread("rate", 98, 0.2, 55, 190))),
            "crew": float(trade.crew),
        }
        empty = {"legal_form": 0.2, "own_assets_eur": 0.6, "hourly_rate_eur": 0.3, "crew": 0.5}
        return {"provider_id": f"V{self._number:05d}", **self._left_empty(cells, empty)}

    def _project(self, n: int, trade: _Trade, revenue: float) -> dict[str, Cell]:
        def of(what: str) -> str:
            return f"{n}/{what}"

        activity = self._pick(of("activity"), trade.activities)
        industry = self._pick(of("industry"), _INDUSTRIES)
        hosted = activity in ("web_shop", "web_design") and self._chance(of("hosted"), 0.25)
        turnover = _round(self._spread(of("client"), 1_500_000 + 2.0 * revenue, 1.2, 60_000, 400_000_000))
        cap = self._pick(of("cap"), {"none": 0.5, "multiple": 0.3, "amount": 0.2})
        value = _round(min(self._spread(of("value"), 0.35 * revenue, 0.6, 1_500, 3_000_000), revenue))
        name = f"{self._one_of(of('client_name'), _CLIENTS[industry])} {self._one_of(of('client_stem'), _STEMS)}"
        cells: dict[str, Cell] = {
            "project_name": name,
            "activity": f"80 % {activity} + 20 % hosting" if hosted else activity,
            "contract_value_eur": value,
            "duration_months": self._pick(of("duration"), {3.0: 0.2, 6.0: 0.3, 12.0: 0.4, 24.0: 0.1}),
            "releases_per_month": self._pick(of("releases"), {0.5: 0.2, 1.0: 0.3, 2.0: 0.25, 4.0: 0.2, 8.0: 0.05}),
            "tiers_above": 1.0 if self._chance(of("above"), 0.15) else 0.0,
            "client_industry": industry,
            "client_revenue_eur": turnover,
            "client_visibility": "high" if turnover > 2e7 else "medium" if turnover > 1e6 else "low",
            **{name: self._chance(of(name), share) for name, share in _SAFEGUARDS.items()},
            "cap": cap,
            "cap_agreed": "standard_terms" if self._chance(of("agreed"), 0.7) else "individually",
            "law": self._pick(of("law"), {"DE": 0.93, "AT": 0.04, "CH": 0.03}),
        }
        if cap == "multiple":
            cells["cap_multiple"] = self._pick(of("cap_multiple"), {1.0: 0.7, 2.0: 0.3})
        if cap == "amount":
            cells["cap_eur"] = self._pick(of("cap_eur"), {50_000.0: 0.2, 100_000.0: 0.3, 500_000.0: 0.3, 1e6: 0.2})
        if turnover > 1e7 and self._chance(of("demands"), 0.4):
            cells["insurance_demanded_eur"] = self._pick(of("demanded"), {1e6: 0.5, 3e6: 0.4, 5e6: 0.1})
        if cap == "none":
            del cells["cap_agreed"]
        return {"project_id": f"P{n}", **self._left_empty(cells, _EMPTY, f"{n}/")}

    def _policy(self, trade: _Trade, revenue: float) -> dict[str, Cell]:
        limit = self._pick("limit", trade.limits)
        # Near what is published: a few hundred euros for a freelancer, some thousands for a firm.
        premium = 250.0 + 0.9 * revenue**0.5 * (limit / 1e6) ** 0.3
        since = _LAST_DAY - timedelta(days=int(self._uniform("since") * 3_650))
        cells: dict[str, Cell] = {
            "policy_name": f"IT-Haftpflicht {limit / 1e6:g} Mio.".replace("0.", "0,"),
            "policy_limit_eur": float(limit),
            "policy_aggregate_multiple": self._pick("aggregate", {1.0: 0.3, 2.0: 0.6, 3.0: 0.1}),
            "policy_deductible_eur": self._pick("deductible", {250.0: 0.2, 500.0: 0.4, 1_000.0: 0.3, 2_500.0: 0.1}),
            "policy_defence": "inside" if self._chance("inside", 0.1) else "beside",
            "policy_since": since.replace(day=1),
            "policy_premium_eur_per_year": float(round(premium)),
        }
        empty = {"policy_aggregate_multiple": 0.2, "policy_defence": 0.3, "policy_since": 0.3}
        return self._left_empty(cells, empty | {"policy_premium_eur_per_year": 0.2})


_SAFEGUARDS: Final = {
    "automated_tests": 0.4, "code_review": 0.35, "acceptance_test": 0.6, "plausibility_limit": 0.2, "monitoring": 0.5,
    "tested_backups": 0.4,
}  # fmt: skip
#: How often a cell of a project is left empty.
_EMPTY: Final = dict.fromkeys(_SAFEGUARDS, 0.4) | {
    "duration_months": 0.2, "releases_per_month": 0.5, "tiers_above": 0.5, "client_industry": 0.1,
    "client_revenue_eur": 0.08, "client_visibility": 0.4, "contract_value_eur": 0.04, "cap": 0.15, "cap_agreed": 0.3,
    "law": 0.3,
}  # fmt: skip


def _round(euros: float) -> float:
    """Return an amount to two digits, as people name it."""
    return float(f"{euros:.2g}")
