"""Where the figures come from: for each kind of figure its formula in words, its inputs, and the entries it rests on.

The one home of these words. Entries are named by the beginning of their path in the calibration; a test finds each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import fields, names
from riskmodel.present.language import N_, Language
from riskmodel.quantity import Entry

_MOST_SOURCES: Final = 6


@dataclass(frozen=True)
class Origin:
    """Where one kind of figure comes from."""

    formula: str
    inputs: tuple[str, ...]  # paths of the case, without numbers
    entries: tuple[str, ...]  # beginnings of paths of the calibration


ORIGINS: Final = {
    "headline": Origin(
        N_(
            "How likely: for each kind of incident its usual rate for your activity × (your revenue ÷ 100,000 €)^0.3 × "
            "the share of the year × releases × your safeguards; a claim follows the likelier the larger the client's "
            "loss. How bad: what you owe after cause, fault, what the law allows, the client's own share and your cap "
            "+ unpaid rework, lawyer and court, own reputation − what a subcontractor gives back."
        ),
        (
            "provider.revenue_eur",
            "project.year_share",
            "project.releases_per_month",
            "project.contract_value_eur",
            "project.client.revenue_eur",
            "project.contract.cap",
            "provider.hourly_rate_eur",
        ),
        ("incidents.", "safeguards.", "damage.", "liability."),
    ),
    "curve": Origin(
        N_(
            "All simulated years in order of what falls on you. Once in N years means: 1 of N years is above. Quiet "
            "years are not simulated, their chance is exact. The pale band comes from 256 sets of assumptions."
        ),
        ("provider.own_assets_eur", "project.contract_value_eur", "project.client.revenue_eur"),
        ("incidents.", "damage.", "liability."),
    ),
    "who_pays": Origin(
        N_(
            "Damage = what you owe + what others bear. What falls on you = owed + own cost − recourse = paid by the "
            "insurer + left with you. Means of the claims of each size; every euro is somewhere."
        ),
        ("project.contract.cap", "project.contract.cap_agreed"),
        ("liability.allowed.", "liability.cap_holds.", "liability.outcome.", "cover."),
    ),
    "stories": Origin(
        N_(
            "Among the simulated years whose sum lies nearest to the amount exceeded once in 20 or once in 100 years, "
            "the one most like the others is told. Day, hour and every amount are drawn by the model: an example, not "
            "a forecast."
        ),
        ("provider.own_assets_eur", "project.contract_value_eur", "project.client.revenue_eur"),
        ("incidents.", "outcry.", "damage.", "liability."),
    ),
    "follows": Origin(
        N_(
            "Ten years: 1 − (1 − chance of a claim in a year)^10 for each set of assumptions, then the mean. Own "
            "assets: the share of simulated years above them. Cap: how often it holds, by how it was agreed and by the "
            "degree of fault."
        ),
        ("provider.own_assets_eur", "project.contract.cap", "project.contract.cap_agreed"),
        ("incidents.", "liability.cap_holds."),
    ),
    "why": Origin(
        N_(
            "Your case is simulated again on the same chances with one input moved: what you told to half and to "
            "double, what is assumed to the ends between which 8 of 10 such cases lie. The inputs that move the mean "
            "year most come first."
        ),
        (),
        ("incidents.", "damage.", "liability.", "case."),
    ),
    "heads": Origin(
        N_(
            "Each kind of damage has its own formula, for example informing customers: people × cost of a letter, mail "
            "or call. Mean over all years, and over the worst 1 of 100."
        ),
        ("project.client.people", "project.client.order_value_eur", "project.client.records"),
        ("damage.",),
    ),
    "cover": Origin(
        N_(
            "On the same incidents, for each policy in this order: covered at all → sublimit → deductible → limit a "
            "claim → limit a year → cost of defence. Cost a year = premium + what is left with you on average."
        ),
        (),
        ("cover.",),
    ),
    "levers": Origin(
        N_(
            "Your case is simulated twice on the same chances: as it is, and with the lever pulled. The difference of "
            "the means is what it saves; ± is the error of simulation. Effects of safeguards are mostly judgement."
        ),
        (),
        ("safeguards.",),
    ),
    "answers": Origin(
        N_(
            "Complaints grow with the people concerned and with unfairness, and are passed on the longer nobody "
            "answers; how much depends on the stance. Media take it up the likelier the more posts there are."
        ),
        ("project.client.visibility", "project.client.people"),
        ("outcry.",),
    ),
    "known_cases": Origin(
        N_(
            "The case as it is known is simulated; then we look where the known figure lies in the predictions. "
            "Nothing was fitted to these cases."
        ),
        (),
        ("outcry.", "incidents.pricing_error."),
    ),
}


def formula(key: str, language: Language) -> str:
    """Return the formula of a kind of figure in words."""
    return language.t(ORIGINS[key].formula)


def inputs(key: str, estimate: Estimate, language: Language) -> tuple[str, ...]:
    """Return the inputs with the values that were used and whether they are assumed, one line each."""
    lines = []
    several = len(estimate.case.projects) > 1
    for stated in estimate.stated:
        path = fields.plain_path(stated.field)
        if path not in ORIGINS[key].inputs or stated.value is None or path == "project.activity":
            continue
        label = fields.label(stated.field, language)
        if several and stated.field.startswith("project."):
            label = f"{label} ({names.project(int(stated.field.split('.')[1]), estimate, language)})"
        value = fields.value_text(stated.field, stated.value, language, rounded=stated.status != "given")
        message = N_("{label}: {value} (assumed)") if stated.status == "assumed" else N_("{label}: {value}")
        lines.append(language.t(message, label=label, value=value))
    return tuple(lines)


def entries(key: str, calibration: Calibration) -> tuple[Entry, ...]:
    """Return the figures of the calibration that a kind of figure rests on."""
    return tuple(e for path, e in calibration.entries.items() if path.startswith(ORIGINS[key].entries))


def rests_on(key: str, calibration: Calibration, language: Language) -> str:
    """Say how many figures stand behind it and how well they are known."""
    of = entries(key, calibration)
    judged = sum(entry.quality == "D" for entry in of)
    return language.t(
        "{n} calibrated figures stand behind it, {judged} of them are judgement (grade D).",
        n=language.number(len(of)),
        judged=language.number(judged),
    )


def sources(key: str, calibration: Calibration) -> tuple[str, ...]:
    """Return the sources used most, the best grade first; no judgement, which `rests_on` counts."""
    used: dict[str, int] = {}
    for entry in entries(key, calibration):
        if entry.source not in names.OWN_SOURCES:
            used[entry.source] = used.get(entry.source, 0) + 1
    order = sorted(used, key=lambda s: (calibration.sources[s]["quality"], -used[s]))
    return tuple(order[:_MOST_SOURCES])
