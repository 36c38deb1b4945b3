"""Amounts in other currencies: kept as entered, computed in euros at the stated rate of a stated year."""

from __future__ import annotations

from typing import Any

import pytest

from riskmodel import casefile
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError, Policy
from riskmodel.cover import complete
from riskmodel.currency import euros, rate, units_per_euro, used
from riskmodel.facts import complete as filled
from riskmodel.present import currencies
from riskmodel.present.amounts import AmountError, other_currency
from riskmodel.present.answers import Question, number, written
from riskmodel.present.language import Language
from riskmodel.present.wording import fault
from riskmodel.values import Amount, Interval

SWISS = """
[provider]
own_assets_eur = { amount = 47000, currency = "CHF" }
[[project]]
contract_value_eur = { amount = 94000, currency = "CHF" }
[project.client]
revenue_eur = { low = { amount = 940000, currency = "CHF" }, high = { amount = 2820000, currency = "CHF" } }
[[policy]]
limit_eur = { amount = 1130000, currency = "USD" }
deductible_eur = 500
sublimits_eur = { goodwill = { amount = 5650, currency = "USD" } }
"""
EUROS = """
[provider]
own_assets_eur = 50000
[[project]]
contract_value_eur = 100000
[project.client]
revenue_eur = { low = 1000000, high = 3000000 }
[[policy]]
limit_eur = 1000000
deductible_eur = 500
sublimits_eur = { goodwill = 5000 }
"""


def read(text: str) -> Case:
    return casefile.parse(text.encode())


@pytest.fixture(scope="module")
def rounded(make: Any) -> Calibration:
    """Return the figures with the rates of the example: CHF 0.94 and USD 1.13 for a euro."""
    found: Calibration = make.fix(make.calibration, {"currency.CHF": {"2025": 0.94}, "currency.USD": {"2025": 1.13}})
    return found


def test_the_rate_is_that_of_the_latest_year_and_says_which_and_from_where(calibration: Calibration) -> None:
    of = rate("CHF", calibration)
    entry = calibration.entries["currency.CHF"]
    assert of.year == max(map(int, entry.by)) and of.units_per_euro == entry.by[str(of.year)]
    assert of.source in calibration.sources and of.quality == entry.quality


@pytest.mark.parametrize(("currency", "low", "high"), [("CHF", 0.85, 1.1), ("GBP", 0.75, 1.0), ("USD", 0.95, 1.4)])
def test_each_currency_of_a_case_has_a_rate_of_the_right_size(
    calibration: Calibration, currency: str, low: float, high: float
) -> None:
    assert low < rate(currency, calibration).units_per_euro < high
    assert rate(currency, calibration).units_per_euro == units_per_euro(currency, 2_100, calibration)


def test_the_back_test_and_the_case_have_the_same_home_for_rates(calibration: Calibration) -> None:
    assert not [path for path in calibration.entries if path.startswith("backtest.rates.") and path[-3:].isupper()]
    assert units_per_euro("GBP", 1_912, calibration) == calibration.entries["currency.GBP"].by["1999"]
    assert units_per_euro("EUR", 2_020, calibration) == 1.0 and units_per_euro("XAU", 2_020, calibration) is None


def test_a_case_in_francs_and_dollars_is_that_in_euros(rounded: Calibration) -> None:
    ours, theirs = (filled(read(text), rounded) for text in (SWISS, EUROS))
    for name in ("own_assets_eur", "contract_value_eur", "client_revenue_eur"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name))
    limits = [complete(read(text).policies[0], rounded) for text in (SWISS, EUROS)]
    assert limits[0].limit_eur == pytest.approx(limits[1].limit_eur)
    assert limits[0].aggregate_eur == pytest.approx(2e6) and limits[0].deductible_eur == 500.0
    assert dict(limits[0].sublimits_eur)["goodwill"] == pytest.approx(5_000.0)


def test_what_was_entered_is_stated_beside_the_euros(rounded: Calibration) -> None:
    stated = {s.field: s for s in filled(read(SWISS), rounded).stated}
    value, revenue = stated["project.1.contract_value_eur"], stated["project.1.client.revenue_eur"]
    assert value.value == pytest.approx(100_000.0) and value.status == "given"
    assert value.entered == (Amount(amount=94_000.0, currency="CHF"),)
    assert (revenue.low, revenue.high) == (pytest.approx(1e6), pytest.approx(3e6)) and len(revenue.entered) == 2
    assert all(s.entered == () for s in filled(read(EUROS), rounded).stated)


def test_saving_keeps_what_was_entered() -> None:
    case = read(SWISS)
    assert read(casefile.write(case)) == case
    assert 'contract_value_eur = {amount = 94000, currency = "CHF"}' in casefile.write(case)


def test_the_rates_used_are_named_once_each(calibration: Calibration) -> None:
    assert [r.currency for r in used(read(SWISS), calibration)] == ["CHF", "USD"]
    assert used(read(EUROS), calibration) == ()


def test_an_amount_in_euros_is_a_bare_number() -> None:
    case = read('[provider]\nrevenue_eur = { amount = 90000, currency = "EUR" }')
    assert case.provider.revenue_eur == 90_000.0


MONEY = "[provider]\nrevenue_eur = "


@pytest.mark.parametrize(
    ("text", "code", "given"),
    [
        ('{ amount = 5000, currency = "SEK" }', "unknown_choice", "SEK"),
        ('{ amount = "viel", currency = "CHF" }', "not_a_number", "viel"),
        ('{ amount = 10, currency = "CHF" }', "out_of_range", "10"),
        ("{ amount = 5000 }", "not_an_amount", "{'amount': 5000}"),
        ('{ low = 5000, high = { amount = 9000, currency = "CHF" } }', "range_of_two_currencies", "EUR .. CHF"),
        (
            '{ low = { amount = 9000, currency = "CHF" }, high = { amount = 8000, currency = "CHF" } }',
            "range_reversed",
            "9000 .. 8000",
        ),
    ],
)
def test_a_wrong_amount_is_refused_with_what_was_given(text: str, code: str, given: str) -> None:
    with pytest.raises(CaseError) as refused:
        read(MONEY + text)
    (found,) = refused.value.faults
    assert (found.code, found.field, found.given) == (code, "provider.revenue_eur", given)
    for language in ("de", "en"):
        assert fault(found, Language.named(language)).startswith("provider.revenue_eur")


def test_people_have_no_currency() -> None:
    with pytest.raises(CaseError):
        read('[[project]]\n[project.client]\npeople = { amount = 5, currency = "CHF" }')


def test_a_policy_in_two_currencies_ends_its_deductible_at_the_limit(calibration: Calibration) -> None:
    policy = Policy(limit_eur={"amount": 800, "currency": "CHF"}, deductible_eur=5_000.0)
    terms = complete(policy, calibration)
    assert terms.deductible_eur == terms.limit_eur == pytest.approx(800 / rate("CHF", calibration).units_per_euro)


# --- as people type them

DE, EN = Language.named("de"), Language.named("en")
QUESTION = Question("project", "contract_value_eur", "money", "EUR", (), True)


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("CHF 120000", "CHF", 120_000.0),
        ("120.000 CHF", "CHF", 120_000.0),
        ("Fr. 1'250.50", "CHF", 1_250.5),
        ("80000 Franken", "CHF", 80_000.0),
        ("£3m", "GBP", 3e6),
        ("1,5 Mio. USD", "USD", 1.5e6),
        ("US$ 40,000", "USD", 40_000.0),
        ("$40000", "USD", 40_000.0),
    ],
)
def test_amounts_are_read_with_their_currency(text: str, currency: str, value: float) -> None:
    for language in (DE, EN):
        assert number(QUESTION, text, language) == Amount(amount=value, currency=currency)


@pytest.mark.parametrize(("text", "value"), [("120.000 €", 120_000.0), ("50 TEUR", 50_000.0), ("3 Mio", 3e6)])
def test_without_another_currency_it_is_euros(text: str, value: float) -> None:
    assert number(QUESTION, text, DE) == value and other_currency(text) == ("", text)


@pytest.mark.parametrize("text", ["CHF", "CHF viel", "CHF 5 USD", "CHF -5", "Frank 5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        number(QUESTION, text, DE)


@pytest.mark.parametrize("amount", [120_000.0, 1_250.5, 0.375, 7e9])
def test_what_is_written_into_the_form_is_read_again(amount: float) -> None:
    given = Amount(amount=amount, currency="GBP")
    for language in (DE, EN):
        assert number(QUESTION, written(QUESTION, given, language), language) == given


def test_below_the_field_stand_the_euros_and_the_rate_with_its_year(rounded: Calibration) -> None:
    one = Amount(amount=94_000.0, currency="CHF")
    assert currencies.echo((one,), rounded, DE) == "= 100.000\u00a0€ (1\u00a0€ = 0,94 CHF, Mittel 2025)"
    assert currencies.echo((one,), rounded, EN) == "= €100,000 (€1 = 0.94 CHF, average of 2025)"
    assert currencies.entered((one, one), DE) == "CHF 94.000 bis CHF 94.000"


def test_euros_stay_euros(calibration: Calibration) -> None:
    assert euros(17.5, calibration) == 17.5
    assert isinstance(read(EUROS).projects[0].client.revenue_eur, Interval)
