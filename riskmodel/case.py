"""All a user tells us: provider, projects with client, safeguards, response and contract, and policies.

A case is frozen and hashable. A number may be left open (None: "I don't know", filled from the calibration) or given
as a range that holds with 80 % certainty. What is wrong is reported as faults, code and values without words: the
presentation words them in the user's language. `casefile` reads and writes cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, StrictInt, model_validator

from riskmodel.values import MAX_TEXT, Amount, Interval, Part, money, number, one_number, open_number, refuse, text

SCHEMA_VERSION = 1

Kind = Literal["freelancer", "agency", "it_firm"]
LegalForm = Literal["sole_trader", "partnership", "limited"]
Industry = Literal[
    "retail", "online_platform", "travel", "manufacturing", "services", "finance", "health", "public", "other"
]
Activity = Literal["web_shop", "software", "hosting", "marketing", "web_design", "consulting", "media"]
Schedule = Literal["office", "extended", "always"]
Visibility = Literal["low", "medium", "high"]
Stance = Literal["ignore", "demand_deletion", "deny", "explain_apologise", "apologise_goodwill"]
Orders = Literal["honoured", "partly", "cancelled"]
CapBasis = Literal["none", "amount", "multiple"]
CapScope = Literal["project", "claim"]
CapAgreed = Literal["individually", "standard_terms"]
Law = Literal["DE", "AT", "CH", "UK", "other"]
Defence = Literal["beside", "inside"]
Trigger = Literal["claims_made", "breach", "damage"]
ACTIVITIES: tuple[str, ...] = get_args(Activity)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input: a code, where it stands, what was given and what is allowed."""

    code: str
    field: str
    given: str = ""
    allowed: str = ""
    file: str = ""


class CaseError(ValueError):
    """The input cannot be used; `faults` names every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{f.field}: {f.code} {f.given}".strip() for f in faults))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Fault, ...]]]:
        """Travel between processes with the faults, not with their text."""
        return CaseError, (self.faults,)


def _activities(value: object) -> object:
    shares = {value: 1.0} if isinstance(value, str) else value
    if shares is None:
        return None
    if isinstance(shares, Mapping):
        shares = tuple(shares.items())
    if not isinstance(shares, tuple | list):
        raise refuse("unknown_choice", value, ", ".join(ACTIVITIES))
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in shares):
        raise refuse("unknown_choice", value, ", ".join(ACTIVITIES))
    for name, share in shares:
        if name not in ACTIVITIES:
            raise refuse("unknown_choice", name, ", ".join(ACTIVITIES))
        number(share, 0.0, 1.0)
    if abs(sum(share for _, share in shares) - 1.0) > 0.005:
        raise refuse("shares_do_not_add_up", " + ".join(f"{share:g}" for _, share in shares))
    return tuple((name, float(share)) for name, share in shares)


def _names(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _amounts(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple((str(k), one_number(v, 0.0, _MAX_EUR, money)) for k, v in value.items())
    return value


_MAX_EUR = 1e12
_MAX_PEOPLE = 1e10


# What a file may hold is wider than what a case holds: the JSON Schema is told apart.
class Range(Part):
    """A range of what is no money: 80 % between `low` and `high`."""

    low: float
    high: float


def _bounded(low: float, high: float) -> Any:
    return Annotated[float, Field(ge=low, le=high)]


def _between(low: float, high: float) -> Any:
    written: Any = _bounded(low, high) | Range | None
    return BeforeValidator(partial(open_number, low=low, high=high), json_schema_input_type=written)


def _fixed(low: float, high: float) -> Any:
    return BeforeValidator(partial(one_number, low=low, high=high), json_schema_input_type=_bounded(low, high))


def _eur_between(low: float, high: float) -> Any:
    written: Any = _bounded(low, high) | Amount | Interval | None
    return BeforeValidator(partial(open_number, low=low, high=high, read=money), json_schema_input_type=written)


def _eur_fixed(low: float, high: float) -> Any:
    written: Any = _bounded(low, high) | Amount
    return BeforeValidator(partial(one_number, low=low, high=high, read=money), json_schema_input_type=written)


Eur = Annotated[float | Amount | Interval | None, _eur_between(0.0, _MAX_EUR)]
People = Annotated[float | Interval | None, _between(0.0, _MAX_PEOPLE)]
Share = Annotated[float | Interval | None, _between(0.0, 1.0)]
Text = Annotated[str, BeforeValidator(text, json_schema_input_type=Annotated[str, Field(max_length=MAX_TEXT)])]
_Shares = Activity | dict[Activity, Annotated[float, Field(ge=0.0, le=1.0)]] | None
_Sublimits = dict[str, Annotated[float, Field(ge=0.0, le=_MAX_EUR)] | Amount]
_Money = Annotated[float | Amount, _eur_fixed(0.0, _MAX_EUR)]
_Months = Annotated[float, _fixed(0.0, 1_200.0)]
_Fraction = Annotated[float, _fixed(0.0, 1.0)]


class Provider(Part):
    """The freelancer or agency."""

    name: Text = Field("", description="Name as it stands on the summary")
    kind: Kind | None = Field(None, description="Kind of business")
    legal_form: LegalForm | None = Field(None, description="Legal form: whose assets are at risk")
    revenue_eur: Annotated[float | Amount | Interval | None, _eur_between(1_000.0, _MAX_EUR)] = Field(
        None, description="Own revenue a year", json_schema_extra={"unit": "EUR/year"}
    )
    own_assets_eur: Eur = Field(None, description="Own assets at risk", json_schema_extra={"unit": "EUR"})
    hourly_rate_eur: Annotated[float | Amount | Interval | None, _eur_between(1.0, 10_000.0)] = Field(
        None, description="Own hourly rate", json_schema_extra={"unit": "EUR/h"}
    )
    repair_schedule: Schedule | None = Field(None, description="Hours in which somebody repairs")
    crew: Annotated[float | Interval | None, _between(1.0, 1_000.0)] = Field(
        None, description="People who repair at the same time", json_schema_extra={"unit": "people"}
    )


class Client(Part):
    """Who bought the work."""

    industry: Industry | None = Field(None, description="Industry of the client")
    revenue_eur: Eur = Field(
        None,
        description="Client's revenue a year that runs through the system",
        json_schema_extra={"unit": "EUR/year"},
    )
    margin_share: Share = Field(
        None, description="Contribution margin on that revenue", json_schema_extra={"unit": "share"}
    )
    people: People = Field(
        None, description="The client's customers that can be reached", json_schema_extra={"unit": "people"}
    )
    orders_per_year: Annotated[float | Interval | None, _between(0.01, 10_000.0)] = Field(
        None, description="Orders of one customer a year", json_schema_extra={"unit": "orders/year"}
    )
    order_value_eur: Annotated[float | Amount | Interval | None, _eur_between(0.01, _MAX_EUR)] = Field(
        None, description="Value of an order", json_schema_extra={"unit": "EUR"}
    )
    records: People = Field(None, description="Personal records held", json_schema_extra={"unit": "records"})
    visibility: Visibility | None = Field(None, description="How much the public knows of the client")


class Safeguards(Part):
    """What makes incidents rarer, shorter or smaller. None: not known whether it is there."""

    automated_tests: StrictBool | None = Field(None, description="Automated tests run before each release")
    code_review: StrictBool | None = Field(None, description="A second person reviews each change")
    acceptance_test: StrictBool | None = Field(None, description="The client tests and accepts before going live")
    plausibility_limit: StrictBool | None = Field(None, description="Prices and discounts have limits in the system")
    staged_rollout: StrictBool | None = Field(None, description="Staged roll-out with a way back")
    monitoring: StrictBool | None = Field(None, description="Monitoring raises an alarm")
    tested_backups: StrictBool | None = Field(None, description="Backups are made and restoring is tested")
    four_eyes: StrictBool | None = Field(None, description="A second person releases campaigns")


class Response(Part):
    """The client's public conduct after an incident."""

    answer_schedule: Schedule | None = Field(None, description="Hours in which somebody answers in public")
    answer_within_hours: Annotated[float | Interval | None, _between(0.0, 8_760.0)] = Field(
        None, description="Hours within which the first public answer is sure to come", json_schema_extra={"unit": "h"}
    )
    social_media_watched: StrictBool | None = Field(None, description="Somebody watches what is said in public")
    stance: Stance | None = Field(None, description="How the client answers")
    goodwill_eur: Eur = Field(
        None, description="Goodwill a person, if it is granted", json_schema_extra={"unit": "EUR/person"}
    )
    orders: Orders | None = Field(None, description="What happens to orders at a wrong price")


#: The fields that hold the sum of a cap, and the kind of cap they belong to.
CAP_SUMS: Mapping[str, CapBasis] = {"cap_eur": "amount", "cap_multiple": "multiple"}


class Contract(Part):
    """What provider and client agreed."""

    cap: CapBasis | None = Field(None, description="Does the contract end liability at a sum?")
    cap_eur: Eur = Field(None, description="The sum, where it is an amount", json_schema_extra={"unit": "EUR"})
    cap_multiple: Annotated[float | Interval | None, _between(0.0, 1_000.0)] = Field(
        None, description="The sum as a multiple of the contract value", json_schema_extra={"unit": "multiple"}
    )
    cap_scope: CapScope | None = Field(None, description="All claims of the project together, or each claim")
    cap_agreed: CapAgreed | None = Field(None, description="How the cap was agreed")
    lost_profit_excluded: StrictBool | None = Field(None, description="Is lost profit excluded?")
    delay_penalty: StrictBool | None = Field(None, description="Is a penalty for delay agreed?")
    law: Law | None = Field(None, description="Governing law")
    insurance_demanded_eur: _Money | None = Field(
        None, description="Limit of insurance that the client demands", json_schema_extra={"unit": "EUR"}
    )

    @model_validator(mode="after")
    def _one_cap(self) -> Contract:
        cap = self.cap or ("multiple" if self.cap_eur is None else "amount")
        for name, of in CAP_SUMS.items():
            if getattr(self, name) is not None and cap != of:
                raise refuse("cap_of_another_kind", name, cap)
        return self


class Project(Part):
    """One project with its client, safeguards, response and contract."""

    name: Text = Field("", description="Name of the project")
    activity: Annotated[
        tuple[tuple[Activity, float], ...] | None, BeforeValidator(_activities, json_schema_input_type=_Shares)
    ] = Field(None, description="What is done, or shares of it that add up to 1")
    contract_value_eur: Eur = Field(None, description="Value of the contract", json_schema_extra={"unit": "EUR"})
    duration_months: Annotated[float | Interval | None, _between(0.1, 600.0)] = Field(
        None, description="How long the project runs", json_schema_extra={"unit": "months"}
    )
    year_share: Share = Field(
        None, description="Share of the provider's working year", json_schema_extra={"unit": "share"}
    )
    releases_per_month: Annotated[float | Interval | None, _between(0.0, 10_000.0)] = Field(
        None, description="Releases or campaigns a month", json_schema_extra={"unit": "1/month"}
    )
    tiers_below: Annotated[float | Interval | None, _between(0.0, 10.0)] = Field(
        None, description="Subcontractors in a chain below the provider", json_schema_extra={"unit": "tiers"}
    )
    tiers_above: Annotated[float | Interval | None, _between(0.0, 10.0)] = Field(
        None, description="Contractors between provider and client", json_schema_extra={"unit": "tiers"}
    )
    client: Client = Client()
    safeguards: Safeguards = Safeguards()
    response: Response = Response()
    contract: Contract = Contract()


class Policy(Part):
    """The provider's insurance, as offered or as held."""

    name: Text = Field("", description="Name of the policy")
    limit_eur: Annotated[float | Amount, _eur_fixed(1.0, _MAX_EUR)] | None = Field(
        None, description="Limit a claim", json_schema_extra={"unit": "EUR"}
    )
    aggregate_multiple: Annotated[float, _fixed(1.0, 100.0)] | None = Field(
        None, description="Limit a year, as a multiple of the limit a claim", json_schema_extra={"unit": "multiple"}
    )
    aggregate_used_eur: _Money = Field(
        0.0, description="What of the yearly limit is used already", json_schema_extra={"unit": "EUR"}
    )
    deductible_eur: _Money | None = Field(None, description="Deductible a claim", json_schema_extra={"unit": "EUR"})
    deductible_share: _Fraction = Field(
        0.0, description="Deductible as a share of the claim", json_schema_extra={"unit": "share"}
    )
    deductible_maximum_eur: _Money | None = Field(
        None, description="At most this deductible", json_schema_extra={"unit": "EUR"}
    )
    defence: Defence | None = Field(None, description="Cost of defence beside or inside the limit")
    sublimits_eur: Annotated[
        tuple[tuple[str, float | Amount], ...], BeforeValidator(_amounts, json_schema_input_type=_Sublimits)
    ] = Field((), description="Sublimits by damage head")
    own_damage_sublimit_eur: _Money = Field(
        0.0, description="Own-damage section, at most", json_schema_extra={"unit": "EUR"}
    )
    excluded_incident_types: Annotated[tuple[str, ...], BeforeValidator(_names, json_schema_input_type=list[str])] = (
        Field((), description="Incident types not covered")
    )
    excluded_heads: Annotated[tuple[str, ...], BeforeValidator(_names, json_schema_input_type=list[str])] = Field(
        (), description="Damage heads not covered"
    )
    own_performance_excluded: StrictBool | None = Field(
        None, description="Is the value of the own performance, given back or done again, not covered?"
    )
    vouchers_excluded: StrictBool | None = Field(
        None, description="Are promised vouchers, discounts and goodwill not covered?"
    )
    trigger: Trigger | None = Field(None, description="What must fall into the policy's period")
    in_force_months: _Months | None = Field(
        None,
        description="How long the policy, or an unbroken line of policies, has been in force",
        json_schema_extra={"unit": "months"},
    )
    retroactive_months: _Months | None = Field(
        None, description="Errors made this long before count as well", json_schema_extra={"unit": "months"}
    )
    ends_in_months: _Months | None = Field(
        None, description="When the policy ends, if it is not continued", json_schema_extra={"unit": "months"}
    )
    run_off_months: _Months | None = Field(
        None, description="Run-off cover after the end", json_schema_extra={"unit": "months"}
    )
    premium_eur_per_year: _Money | None = Field(
        None, description="Premium net of insurance tax", json_schema_extra={"unit": "EUR/year"}
    )

    @model_validator(mode="after")
    def _limit_above_deductible(self) -> Policy:
        limit, deductible = self.limit_eur, self.deductible_eur
        # Amounts of two currencies are left to the cover, where the deductible ends at the limit.
        if isinstance(limit, float) and isinstance(deductible, float) and limit < deductible:
            raise refuse("limit_below_deductible", f"{limit:g} < {deductible:g}")
        return self


class Case(Part):
    """All a user tells us."""

    schema_version: StrictInt = SCHEMA_VERSION
    title: Text = ""
    provider: Provider = Provider()
    projects: Annotated[tuple[Project, ...], Field(min_length=1, max_length=200)] = Field((Project(),), alias="project")
    policies: Annotated[tuple[Policy, ...], Field(max_length=20)] = Field((), alias="policy")

    @model_validator(mode="after")
    def _schema_known(self) -> Case:
        if self.schema_version != SCHEMA_VERSION:
            raise refuse("unknown_schema", self.schema_version, str(SCHEMA_VERSION))
        return self


#: The parts of a case by the name under which they stand in a case file.
PARTS: Mapping[str, type[BaseModel]] = {
    "provider": Provider,
    "project": Project,
    "client": Client,
    "safeguards": Safeguards,
    "response": Response,
    "contract": Contract,
    "policy": Policy,
}


def bounds(path: str) -> tuple[float, float]:
    """Return between what a number of the case may lie, by its path: `("project.1.tiers_below")` from 0 to 10."""
    *steps, name = path.split(".")
    field = PARTS[next(step for step in reversed(steps) if not step.isdigit())].model_fields[name]
    inner = (note for option in get_args(field.annotation) for note in getattr(option, "__metadata__", ()))
    reads = (note.func for note in (*field.metadata, *inner) if isinstance(note, BeforeValidator))
    low, high = next((r.keywords["low"], r.keywords["high"]) for r in reads if isinstance(r, partial))
    return low, high


def changed(case: Case, changes: Mapping[str, object]) -> Case:
    """Return the case with other values at some paths, named as in the case file, projects counted from 1.

    `project.*` stands for every project: `{"provider.crew": 2, "project.*.response.stance": "ignore"}`. A cap of
    another kind leaves out the sum of the kind before.
    """
    data = case.model_dump(by_alias=True)
    for path, value in changes.items():
        *steps, last = path.split(".")
        for place in _places(data, steps):
            place[last] = value
            if last == "cap":
                place.update({name: None for name, of in CAP_SUMS.items() if of != value})
    return Case.model_validate(data)


def _places(at: Any, steps: list[str]) -> list[Any]:
    """Return the tables a path leads to, several where it holds a star."""
    if not steps:
        return [at]
    first, *rest = steps
    if not isinstance(at, tuple | list):
        return _places(at[first], rest)
    chosen = at if first == "*" else [at[int(first) - 1]]
    return [place for part in chosen for place in _places(part, rest)]
