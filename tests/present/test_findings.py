"""Sentences say what the figures say: in two digits, as natural frequencies, and never against a table."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from riskmodel import casefile
from riskmodel.case import Case, Contract, Project
from riskmodel.estimate import Bases, Curve, CurvePoint, Estimate
from riskmodel.facts import Stated
from riskmodel.measures import Measured
from riskmodel.period import Period
from riskmodel.present import charts, findings
from riskmodel.present.language import CODES, Language
from tests.present.samples import estimated, figures, sample_estimate

GERMAN, ENGLISH = Language.named("de"), Language.named("en")
AMOUNT = re.compile(r"(\d[\d.]*)\u00a0€")


def freelancer(**changes: object) -> Estimate:
    return replace(sample_estimate("sample_freelancer"), **changes)  # type: ignore[arg-type]


def per_claim(p50: float, p90: float, p99: float) -> Bases:
    bases = sample_estimate("sample_freelancer").burden
    levels = {n: Measured(v, v, v) for n, v in (("p50", p50), ("p90", p90), ("p99", p99))}
    return replace(bases, per_claim=replace(bases.per_claim, **levels))


def curve(*points: tuple[int, float]) -> dict[str, Curve]:
    rows = tuple(CurvePoint(years, eur, eur, eur) for years, eur in points)
    return {"burden": Curve(rows, rows), "retained_0": Curve(rows, rows), "retained_1": Curve(rows, rows)}


def test_the_headline_says_how_likely_and_how_bad() -> None:
    year = Measured(0.0302, 0.029, 0.031)
    estimate = freelancer(burden=per_claim(8_960.0, 94_712.0, 1_234_567.0))
    estimate = replace(estimate, claim=replace(estimate.claim, year=year))
    both = findings.headline(estimate, figures(), GERMAN)
    assert both.likelihood == "Dass Ihr Kunde Schadenersatz fordert, ist etwa in 3 von 100 Jahren zu erwarten."
    assert both.severity == (
        "Ohne Versicherung kostet es Sie dann in der Hälfte der Fälle bis zu 9.000\u00a0€, in einem von zehn mehr als "
        "95.000\u00a0€, in einem von hundert mehr als 1,2\u00a0Mio.\u00a0€."
    )


def test_what_nobody_knows_is_told_apart_from_the_error_of_simulation() -> None:
    bases = per_claim(9_000.0, 95_000.0, 130_000.0)
    banded = replace(bases, per_claim=replace(bases.per_claim, band={"p99": (71_440.0, 221_700.0)}))
    told = findings.ignorance(freelancer(burden=banded), figures(), GERMAN)
    assert "zwischen 71.000\u00a0€ und 220.000\u00a0€" in told
    assert findings.ignorance(freelancer(burden=bases), figures(), GERMAN) == ""


@pytest.mark.parametrize(
    ("kind", "whose"), [("freelancer", "Ihr eigenes Vermögen"), ("agency", "das haftende Vermögen")]
)
def test_whose_the_assets_are_is_not_said_of_a_legal_form_that_is_only_assumed(kind: str, whose: str) -> None:
    case = Case.model_validate({"provider": {"kind": kind}, "project": [{}]})
    assert whose in findings.above_own_assets(estimated(case), figures(), GERMAN)


def test_several_projects_have_several_clients() -> None:
    assert "einer Ihrer Kunden" in findings.likelihood(sample_estimate("sample_agency"), figures(), GERMAN)


def test_where_most_claims_cost_nothing_it_says_so() -> None:
    assert "nothing" in findings.severity(freelancer(burden=per_claim(0.0, 900.0, 8_000.0)), figures(), ENGLISH)


def test_the_curve_speaks_of_the_hundred_year_amount_or_of_the_next_one_there_is() -> None:
    early = freelancer(exceedance=curve((50, 800.0), (100, 2_200.0), (200, 9_000.0)))
    late = freelancer(exceedance=curve((50, 0.0), (100, 0.0), (200, 9_000.0)))
    never = freelancer(exceedance=curve((100, 0.0), (2000, 0.0)))
    assert charts.curve_title(early, ENGLISH).startswith("In 1 of 100 years more than €2,200")
    assert charts.curve_title(late, ENGLISH).startswith("In 5 of 1,000 years more than €9,000")
    assert "Not even once in 2,000 years" in charts.curve_title(never, ENGLISH)
    assert "Einmal in 200 Jahren sind es" in findings.yearly(late, figures(), GERMAN)
    assert charts.curve(never, figures(), GERMAN).empty


def test_the_cap_sentence_says_how_often_it_holds_and_why() -> None:
    german = findings.cap(freelancer(cap_holds_probability=0.6), figures(), GERMAN)
    assert "hält nach unserer Einschätzung in 6 von 10 Fällen" in german
    assert "AGB" in german
    assert "nicht vereinbart" in findings.cap(freelancer(cap_holds_probability=None), figures(), GERMAN)
    assert "Some are negotiated" in findings.cap(sample_estimate("sample_agency"), figures(), ENGLISH)


def of_contract(contract: Contract) -> Estimate:
    case = Case(projects=(Project(contract=contract),))
    return estimated(case, 1_024)


def test_a_cap_left_open_is_told_as_assumed_and_one_denied_as_a_fact() -> None:
    assert "angenommen ist" in findings.cap(of_contract(Contract()), figures(), GERMAN)
    assert "angenommen" not in findings.cap(of_contract(Contract(cap="none")), figures(), GERMAN)


def test_of_a_cap_that_is_not_there_no_clause_is_assumed() -> None:
    def clauses(contract: Contract) -> set[str]:
        fields = {s.field.rpartition(".")[2] for s in of_contract(contract).stated}
        return fields & {"cap_scope", "cap_agreed"}

    assert clauses(Contract()) == set()
    assert clauses(Contract(cap="none")) == set()
    assert clauses(Contract(cap="multiple")) == {"cap_scope", "cap_agreed"}


def test_a_policy_is_told_with_its_limit_and_what_stays() -> None:
    estimate = sample_estimate("sample_freelancer")
    told = findings.policy(estimate, figures(), GERMAN, 0)
    left = GERMAN.euros_rounded(estimate.policies[0].retained.per_claim.p50.value)
    assert left in told
    assert "„IT-Haftpflicht 1 Mio.“" in told
    # Insurers' terms are explained once, with the first policy.
    assert "das Höchste, was der Versicherer je Fall zahlt" in told
    assert "das Höchste" not in findings.policy(estimate, figures(), GERMAN, 1)
    assert findings.policy(estimate, figures(), GERMAN, 2) == "Ohne Police bleibt alles bei Ihnen."


def test_where_no_limit_on_the_market_suffices_it_says_so() -> None:
    estimate = freelancer()
    policy = replace(estimate.policies[0], needed_limit_eur=None)
    told = findings.policy(replace(estimate, policies=(policy, *estimate.policies[1:])), figures(), GERMAN, 0)
    assert "Keine Versicherungssumme am Markt reicht" in told


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ((250_000.0, 1_000_000.0), "zwischen 250.000\u00a0€ und 1\u00a0Mio.\u00a0€ (in 8 von 10 Fällen)"),
        ((500_000.0, None), "von 500.000\u00a0€ bis über das hinaus, was der Markt anbietet"),
        ((500_000.0, 500_000.0), "ist es dieselbe Versicherungssumme"),
    ],
)
def test_the_needed_limit_says_how_far_it_moves_with_what_nobody_knows(
    band: tuple[float, float | None], words: str
) -> None:
    estimate = freelancer()
    policy = replace(estimate.policies[0], needed_limit_eur=500_000.0, needed_limit_band=band)
    told = findings.policy(replace(estimate, policies=(policy, *estimate.policies[1:])), figures(), GERMAN, 0)
    assert words in told


def test_who_pays_names_each_side() -> None:
    with_policy = findings.who_pays(sample_estimate("sample_agency"), figures(), GERMAN, 0)
    assert "zahlt der Versicherer" in with_policy
    assert "Versicherer" not in findings.who_pays(sample_estimate("sample_agency"), figures(), GERMAN, 2)


def test_what_is_assumed_is_counted_and_what_matters_most_is_named() -> None:
    case = casefile.from_mapping({})
    estimate = estimated(case, 512)
    told = findings.assumed(estimate, figures(), GERMAN)
    for label in ("Ihr Umsatz", "Tätigkeit", "Auftragswert", "Umsatz des Kunden über das System", "Haftungsgrenze"):
        assert label in told
    assert "Ihr Umsatz" not in findings.assumed(sample_estimate("sample_freelancer"), figures(), GERMAN)


def test_a_fact_left_open_in_several_projects_is_named_once_with_their_number() -> None:
    known = {"activity": "hosting", "contract_value_eur": 30_000.0, "contract": {"cap": "none"}}
    projects = [{"name": "Portal", **known}, {"name": "Shop", **known}, {"name": "App", "contract_value_eur": 9_000.0}]
    case = casefile.from_mapping({"provider": {"revenue_eur": 90_000.0}, "project": projects})
    told = findings.assumed(estimated(case, 512), figures(), GERMAN)
    named = told.partition("noch offen: ")[2].removesuffix(".").split("; ")
    assert len(named) == len(set(named)) == 3
    assert "Umsatz des Kunden über das System (bei 3 von 3 Projekten)" in named
    assert "Tätigkeit (App)" in named
    assert "Haftungsgrenze (App)" in named


def test_too_few_trials_are_called_too_few() -> None:
    few = freelancer(enough_trials=False, relative_error=0.31, least_known="p99_claim")
    enough = freelancer(enough_trials=True, relative_error=0.09, least_known="mean_year")
    told = findings.validation(few, figures(), GERMAN)
    assert "zu wenige" in told
    assert "der Betrag, den 1 von 100 Fällen übersteigt, nur auf ±\u00a031\u00a0%" in told
    told = findings.validation(enough, figures(), GERMAN)
    assert "reichen aus" in told and "Ihre mittlere Last im Jahr" in told


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency"])
def test_all_sentences_are_whole(name: str, code: str) -> None:
    language = Language.named(code)
    sentences = findings.story(sample_estimate(name), figures(), language)
    assert len(sentences) >= 8
    for sentence in (
        *sentences,
        findings.disclaimer(language),
        findings.origin(sample_estimate(name), "1.2.3", language),
    ):
        assert not sentence[0].islower() and sentence.endswith(".")
        assert not re.search(r"\{\w*\}|  |\bnan\b|\binf\b", sentence)


def test_no_sentence_has_more_than_two_significant_digits() -> None:
    args = (sample_estimate("sample_freelancer"), figures(), GERMAN)
    for sentence in (findings.severity(*args), findings.yearly(*args), findings.who_pays(*args, 0)):
        for amount in AMOUNT.findall(sentence):
            assert len(amount.replace(".", "").rstrip("0")) <= 2, sentence


@pytest.mark.parametrize(
    ("form", "german", "english"),
    [
        ("sole_trader", "auch privat", "what you own in private"),
        ("partnership", "haften die Gesellschafter", "the partners answer"),
        ("limited", "nicht Sie privat", "not you in private"),
    ],
)
def test_whose_assets_are_at_risk_is_said_where_the_legal_form_is_known(form: str, german: str, english: str) -> None:
    base = sample_estimate("sample_freelancer")
    given = tuple(
        replace(s, value=form, status="given") if s.field == "provider.legal_form" else s for s in base.stated
    )
    for language, words in ((GERMAN, german), (ENGLISH, english)):
        assert words in findings.above_own_assets(replace(base, stated=given), figures(), language)
        assert words not in findings.above_own_assets(base, figures(), language), "it is only assumed"


@pytest.mark.parametrize(
    ("demanded", "policy", "said"),
    [
        (3_000_000.0, 0, "Ihr Kunde verlangt 3,0\u00a0Mio.\u00a0€, diese Police hat 1,0\u00a0Mio.\u00a0€."),
        (1_000_000.0, 0, "die Ihr Kunde verlangt"),
        (1_000_000.0, 1, "Ihr Kunde verlangt 1,0\u00a0Mio.\u00a0€, diese Police hat 250.000\u00a0€."),
        (1_000_000.0, 2, "Der Vertrag verlangt eine Versicherungssumme von 1,0\u00a0Mio.\u00a0€."),
    ],
)
def test_a_limit_below_what_the_client_demands_is_told(demanded: float, policy: int, said: str) -> None:
    base = sample_estimate("sample_freelancer")
    fact = Stated("project.1.contract.insurance_demanded_eur", demanded, None, None, "EUR", "given")
    estimate = replace(base, stated=(*base.stated, fact))
    told = (
        findings.policy(estimate, figures(), GERMAN, policy)
        .replace("1\u00a0Mio", "1,0\u00a0Mio")
        .replace("3\u00a0Mio", "3,0\u00a0Mio")
    )
    assert said in told
    assert said not in findings.policy(base, figures(), GERMAN, policy)


def test_a_policy_says_which_errors_and_claims_fall_outside_its_period() -> None:
    base = sample_estimate("sample_freelancer")
    first, *others = base.policies

    def told(period: Period, language: Language) -> str:
        of = replace(first, terms=replace(first.terms, period=period))
        return findings.policy(replace(base, policies=(of, *others)), figures(), language)

    new = told(Period("claims_made", in_force=0.0, retroactive=0.0), ENGLISH)
    assert "Errors made before its beginning are not insured." in new
    ending = told(Period("breach", in_force=24.0, retroactive=12.0, ends=6.0, run_off=60.0), GERMAN)
    assert "Fehler, die länger als 36 Monate zurückliegen, sind nicht versichert." in ending
    assert "Sie läuft noch 6 Monate; Nachhaftung: 60 Monate." in ending
    assert (
        "not insured." not in told(Period("damage", in_force=0.0, retroactive=0.0), ENGLISH).split("is not insured.")[1]
    )
    assert "run-off" not in told(Period(), ENGLISH)
