"""What things are called: heads, incident types, projects, policies and sources, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import count
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate, PolicyEstimate
from riskmodel.present.language import N_, Language
from riskmodel.validation import Headline
from riskmodel.values import MAX_TEXT

#: A German title that begins with an adjective, as in "Entgangener Gewinn".
_ADJECTIVE: Final = re.compile(r"\w+(e|er|es) [A-ZÄÖÜ]")
OWN_HEADS: Final = {
    "own_rework": N_("Unpaid rework"),
    "own_defence": N_("Own lawyer, court and expert"),
    "other_side": N_("The other side's costs"),
    "own_reputation": N_("Own reputation and lost clients"),
}
_CLAIM_SIZES: Final = {
    "typical": N_("A typical claim"),
    "one_in_10": N_("A large claim (1 of 10)"),
    "one_in_100": N_("The largest claims (1 of 100)"),
}
OWN_SOURCES: Final = {
    "judgement": N_("own judgement"),
    "market_fit": N_("fitted to published insurance prices"),
}
#: The headline figures, whose errors say whether the trials suffice.
HEADLINES: Final[dict[Headline, str]] = {
    "mean_year": N_("the average that falls on you a year"),
    "p99_year": N_("the amount that 1 of 100 years exceeds"),
    "mean_claim": N_("the average that falls on you in a claim"),
    "p99_claim": N_("the amount that 1 of 100 claims exceeds"),
    "needed_limit": N_("the limit of insurance that suffices"),
}
#: Ends of the band of a figure.
NOT_KNOWN: Final = {"lo": N_("{figure}, not known: from"), "hi": N_("{figure}, not known: to")}
_COUNTED: Final = re.compile(r" \(\d+\)$")
QUANTITIES: Final = {
    "damage": N_("Damage to others"),
    "claimed": N_("Claimed from you"),
    "owed": N_("Owed by you"),
    "own_cost": N_("Own cost"),
    "burden": N_("Total on you, before insurance"),
}


def distinct(labels: Iterable[str]) -> list[str]:
    """Return labels with "(2)", "(3)" after those that stood before, so that a list or table tells them apart."""
    taken: set[str] = set()
    given = list(labels)
    found = []
    for label in given:
        free = label if label not in taken else another(label, {*taken, *given})
        taken.add(free)
        found.append(free)
    return found


def another(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, counted on from one that is: "Offer (2)" after "Offer"."""
    stem = _COUNTED.sub("", name)[: MAX_TEXT - 6]
    return next(free for n in count(2) if (free := f"{stem} ({n})") not in taken)


def claim_size(size: str, language: Language) -> str:
    """Return what claims of a size are called: typical, one_in_10, one_in_100."""
    return language.t(_CLAIM_SIZES[size])


def head(key: str, calibration: Calibration, language: Language) -> str:
    """Return the name of a damage head or own-cost head."""
    if key in OWN_HEADS:
        return language.t(OWN_HEADS[key])
    return language.of(calibration.tables["damage"][key]["title"])


def head_inside(key: str, calibration: Calibration, language: Language) -> str:
    """Return a damage head or head of own cost as it stands inside a sentence: small, but for nouns in German."""
    title = head(key, calibration, language)
    small = _ADJECTIVE.match(title) if language.code == "de" else not title[1].isupper()
    return title[0].lower() + title[1:] if small else title


def incident_type(key: str, calibration: Calibration, language: Language) -> str:
    """Return the name of an incident type."""
    return language.of(calibration.tables[f"incidents.{key}"]["title"])


def project(number: int, estimate: Estimate, language: Language) -> str:
    """Return the name of a project counted from 1, or its number where it has none."""
    return estimate.case.projects[number - 1].name or language.t("Project {n}", n=number)


def provider(estimate: Estimate, language: Language) -> str:
    """Return the provider's name, or what stands for it."""
    return estimate.case.provider.name or language.t("The provider")


def policy(of: PolicyEstimate, estimate: Estimate, language: Language) -> str:
    """Return the name of a policy; the last of an estimate is the one of having none."""
    labels = distinct(
        language.t("no policy") if is_none(p) else p.terms.name or language.t("Policy {n}", n=i)
        for i, p in enumerate(estimate.policies, 1)
    )
    return labels[next(i for i, p in enumerate(estimate.policies) if p is of)]


def is_none(of: PolicyEstimate) -> bool:
    """Tell whether this is what happens without a policy."""
    return of.terms.limit_eur == 0.0


def source(key: str, calibration: Calibration, language: Language) -> str:
    """Return title, publisher and year of a source; empty where none is named."""
    if not key:
        return ""
    if key in OWN_SOURCES:
        return language.t(OWN_SOURCES[key])
    known = calibration.sources[key]
    # What is a source's own name stands as it is; where words of ours describe it, they are there in both languages.
    title, publisher = (x if isinstance(x, str) else language.of(x) for x in (known["title"], known["publisher"]))
    details = ", ".join(str(part) for part in (publisher, known.get("year")) if part)
    return f"{title} ({details})" if details else title
