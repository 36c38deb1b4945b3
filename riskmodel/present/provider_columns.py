"""What the columns of a book's providers are called and mean: on screen, in the workbook, in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from riskmodel.book.results import BASES, LEVELS, QUANTITIES, figure_name
from riskmodel.calibration import Calibration
from riskmodel.present import fields
from riskmodel.present.grid import Kind
from riskmodel.present.language import N_, Language

_QUANTITIES: Final = {
    "owed": N_("Owed"),
    "insured": N_("Paid by the insurer"),
    "retained": N_("Left with the provider"),
    "burden": N_("Total before insurance"),
}
_BASES: Final = {"per_year": N_("a year"), "per_claim": N_("a claim")}
_FIGURES: Final = {"mean": N_("mean"), "p95": N_("95 of 100 stay below"), "p99": N_("99 of 100 stay below")}
#: Columns of their own kind: label, meaning, what they hold.
_PLAIN: Final[dict[str, tuple[str, str, Kind]]] = {
    "provider_id": (N_("Id"), N_("As in the book."), "text"),
    "provider_name": (N_("Provider"), N_("As in the book."), "text"),
    "kind": (N_("Kind"), N_("Freelancer, agency or IT firm; assumed where it was not told."), "text"),
    "projects": (N_("Projects"), N_("Rows of the book that belong to the provider."), "number"),
    "revenue_eur": (N_("Revenue a year"), N_("The middle where it was a range or is assumed."), "euros"),
    "given_share": (
        N_("Told"),
        N_("Share of the fields that were told: told counts 1, a range a half, assumed 0."),
        "share",
    ),
    "incidents_per_year": (N_("Incidents a year"), N_("Mean number, with those that cost nothing."), "number"),
    "claim_probability": (N_("Claim within a year"), N_("Chance of at least one claim for damages."), "share"),
    "owed_probability": (N_("Owes within a year"), N_("Chance that anything must be paid."), "share"),
    "uncovered_probability": (
        N_("Limit too low within a year"),
        N_("Chance of covered loss above the limit; without a policy, of any that one would cover."),
        "share",
    ),
    "policy_name": (N_("Policy"), N_("Empty without a policy."), "text"),
    "policy_limit_eur": (N_("Limit"), N_("Agreed limit a claim; empty without a policy."), "euros"),
    "premium_eur_per_year": (N_("Premium a year"), N_("As in the book; empty where it was not told."), "exact"),
    "limit_demanded_eur": (N_("Limit demanded"), N_("The highest that a client demands in a contract."), "euros"),
    "needed_limit_eur": (
        N_("Needed limit"),
        N_("Smallest limit on the market that suffices in {share} of the years of need; empty where none does."),
        "euros",
    ),
    "gap_eur": (N_("Gap"), N_("Needed less agreed limit; empty where no limit on the market suffices."), "euros"),
    "lever": (N_("Largest lever"), N_("What would lower most what is left with the provider."), "text"),
    "lever_saved_eur": (N_("Saved by it a year"), N_("Mean; from a small side run, mind its error."), "euros"),
    "lever_saved_eur_lo": (N_("Saved by it: from"), N_("The lower end of its 95 % error of simulation."), "euros"),
    "lever_saved_eur_hi": (N_("Saved by it: to"), N_("The upper end of its 95 % error of simulation."), "euros"),
}
_TAIL: Final = {
    "eur": (
        N_("{quantity} in the book's worst years"),
        N_("Mean a year over the 1 of 100 years in which this costs most in all."),
    ),
    "share": (N_("{quantity}: share of the worst years"), N_("Of the sum over all providers in those years.")),
}
#: Who it is: stands on each page of a print.
NAMED: Final = ("provider_id", "provider_name")


def _amount_names(quantity: str, basis: str, *figures: str) -> tuple[str, ...]:
    return tuple(figure_name(quantity, basis, figure) for figure in figures or ("mean", *LEVELS))


#: The other columns in the order of reading, a page of a print each: what a first look needs, then amounts a year, then
#: amounts a claim, then what the provider told.
PAGES: Final = (
    (
        "claim_probability", *_amount_names("retained", "per_year", "mean", "p99"), "policy_limit_eur",
        "needed_limit_eur", "gap_eur", "tail_burden_share", "lever", "lever_saved_eur", "lever_saved_eur_lo",
        "lever_saved_eur_hi",
    ),
    (
        "owed_probability", *_amount_names("owed", "per_year"), *_amount_names("insured", "per_year"),
        *_amount_names("retained", "per_year", "p95"), "tail_burden_eur", "tail_insured_eur", "tail_insured_share",
    ),
    (
        "incidents_per_year", *(name for q in QUANTITIES for name in _amount_names(q, "per_claim")),
        "uncovered_probability",
    ),
    ("kind", "revenue_eur", "projects", "given_share", "policy_name", "premium_eur_per_year", "limit_demanded_eur"),
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """A column: its label, what it means, and what it holds."""

    name: str
    label: str
    words: str
    kind: Kind


def columns(calibration: Calibration, language: Language) -> dict[str, Meaning]:
    """Return the columns that hold figures, in the order of reading; of errors only the ends of the lever's."""
    share = language.out_of(calibration.quantity("cover.needed_limit_quantile").entry.centre)
    found = {m.name: m for m in (*_plain(share, language), *_amounts(language), *_tail(language))}
    return {name: found[name] for name in (*NAMED, *(name for page in PAGES for name in page))}


def _plain(share: str, language: Language) -> Iterator[Meaning]:
    for name, (label, words, kind) in _PLAIN.items():
        yield Meaning(name, language.t(label), language.t(words, share=share), kind)


def _amounts(language: Language) -> Iterator[Meaning]:
    t = language.t
    for quantity in QUANTITIES:
        for basis in BASES:
            for figure in ("mean", *LEVELS):
                label = t("{quantity} {basis}: {figure}", quantity=t(_QUANTITIES[quantity]), basis=t(_BASES[basis]),
                          figure=t(_FIGURES[figure]))  # fmt: skip
                words = t("Over all years, quiet ones too.") if basis == "per_year" else t("If a claim is made.")
                yield Meaning(figure_name(quantity, basis, figure), label, words, "euros")


def _tail(language: Language) -> Iterator[Meaning]:
    for quantity in ("burden", "insured"):
        for what, (label, words) in _TAIL.items():
            named = language.t(label, quantity=language.t(_QUANTITIES[quantity]))
            kind: Kind = "share" if what == "share" else "euros"
            yield Meaning(f"tail_{quantity}_{what}", named, language.t(words), kind)


def quantity(name: str, language: Language) -> str:
    """Return what a quantity of the book is called."""
    return language.t(_QUANTITIES[name])


def kind(value: str, language: Language) -> str:
    """Return what a kind of provider is called."""
    return fields.field("provider.kind", language).choices[value]


def lever(name: str | None, calibration: Calibration, language: Language) -> str:
    """Return what a lever is called; nothing where none helps."""
    if name is None:
        return ""
    home = "levers" if name in calibration.tables["levers"] else "safeguards"
    return language.of(calibration.tables[home][name]["title"])
