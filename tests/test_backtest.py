"""The back-test: its scores have known answers, it finds what is put in, and no claim predicts itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from riskmodel import backtest
from riskmodel.backtest import evidence, forecast, prediction, publication, rivals
from riskmodel.backtest.claims import COLUMNS, Claim
from riskmodel.backtest.forecast import Ceiling
from riskmodel.backtest.prediction import Predictor, Subject, agreeing, figure
from riskmodel.calibration import Calibration
from riskmodel.case import CaseError
from riskmodel.currency import units_per_euro
from riskmodel.values import Interval

DATA = Path(__file__).resolve().parent.parent / "data"
TRIALS = 3_000
BETA = {"dach": 0.25, "uk_us": 0.75}
NO_CEILING = Ceiling(np.array([np.inf]), 0.03)
COUNTRY = {"dach": "AT", "uk_us": "US"}


def claim(**given: object) -> Claim:
    """Return a claim of a freelancer in Germany about a delay, with what is given."""
    usual = Claim(
        id="one", title="A report", addresses=("https://example.com/a",), year=2015, country="DE", kind="freelancer",
        activity="software", incident_type="delay", currency="EUR", client_loss=None, amount_claimed=20_000.0,
        amount_paid=None, people=None, days=None, contract_value=None,
    )  # fmt: skip
    return replace(usual, **given)  # type: ignore[arg-type]


# --- scores


def normal_on_grid(centre: float, deviation: float) -> np.ndarray:
    edges = np.append(forecast.GRID - forecast.STEP / 2.0, forecast.GRID[-1] + forecast.STEP / 2.0)
    mass = np.diff(ndtr((edges - centre) / deviation))
    return mass / mass.sum()


@pytest.mark.parametrize(("centre", "deviation"), [(4.3, 0.9), (5.1, 0.25), (4.7, 1.1)])
@pytest.mark.parametrize("actual", [2.2, 4.31, 6.0])
def test_crps_of_a_lognormal_is_the_closed_form(centre: float, deviation: float, actual: float) -> None:
    on_grid = forecast.crps(normal_on_grid(centre, deviation)[None], np.array([actual]))
    closed = forecast.crps_normal(centre, deviation, np.array([actual]))
    assert on_grid == pytest.approx(closed, abs=0.001)


def test_the_closed_form_is_that_of_gneiting_and_raftery_at_the_centre() -> None:
    # sigma (2 phi(0) - 1 / sqrt(pi)) = 0.2337 sigma
    assert forecast.crps_normal(4.0, 2.0, np.array([4.0]))[0] == pytest.approx(2.0 * 0.233695, abs=1e-5)


def test_crps_of_a_certain_forecast_is_its_distance() -> None:
    mass = forecast.on_grid(np.array([3.0]), np.ones(1), 0.0)[None]
    assert forecast.crps(mass, np.array([4.5]))[0] == pytest.approx(1.5)


def test_quantile_and_position_are_inverse() -> None:
    mass = normal_on_grid(4.2, 0.8)[None]
    for level in (0.1, 0.5, 0.93):
        at = forecast.quantile(mass, level)
        assert at[0] == pytest.approx(4.2 + 0.8 * ndtri(level), abs=0.002)
        assert forecast.position(mass, at)[0] == pytest.approx(level)


def test_publication_moves_a_lognormal_by_exponent_times_variance() -> None:
    # Normal in the logarithm, weighted by exp(exponent x), keeps its width and moves by exponent x variance.
    mass = normal_on_grid(4.0, 0.6)[None]
    moved = forecast.published(mass, np.array([0.5]), NO_CEILING)
    assert moved[0] @ forecast.GRID == pytest.approx(4.0 + 0.5 * np.log(10.0) * 0.36, abs=0.001)


@pytest.mark.parametrize("exponent", [0.0, 0.8])
def test_at_most_a_small_share_lies_above_a_ceiling_whatever_the_exponent(exponent: float) -> None:
    mass = normal_on_grid(4.0, 0.6)[None]
    ended = forecast.published(mass, np.array([exponent]), Ceiling(np.array([3.5]), 0.03))
    free = forecast.published(mass, np.array([exponent]), NO_CEILING)
    low = forecast.GRID <= 3.5
    assert ended[0, ~low].sum() == pytest.approx(0.03)
    assert ended[0, low] == pytest.approx(free[0, low] * 0.97 / free[0, low].sum())


def test_a_ceiling_far_above_changes_nothing() -> None:
    mass = normal_on_grid(4.0, 0.6)[None]
    assert forecast.published(mass, np.zeros(1), Ceiling(np.array([6.0]), 0.03)) == pytest.approx(mass, abs=1e-12)


# --- rivals


def test_the_regression_finds_a_difference_between_groups_and_no_more_than_there_is() -> None:
    rng = np.random.default_rng(3)
    x = np.repeat(np.eye(2), 60, axis=0)
    y = 4.0 + 1.5 * x[:, 0] + rng.normal(0.0, 0.5, 120)
    centre, deviation = rivals.regression(x, y, np.arange(1, 119), np.array([0, 119]))
    assert centre == pytest.approx([5.5, 4.0], abs=0.2)
    assert deviation == pytest.approx(0.5, abs=0.08)


def test_what_the_regression_says_of_a_claim_does_not_depend_on_its_amount() -> None:
    x, y = np.repeat(np.eye(2), 5, axis=0), np.arange(10.0)
    train, test = np.array([0, 1, 2, 3, 5, 6, 7, 8]), np.array([4, 9])
    other = y.copy()
    other[test] = 77.0
    assert rivals.regression(x, other, train, test)[0] == pytest.approx(rivals.regression(x, y, train, test)[0], abs=0)


# --- what is known of a claim


@pytest.mark.parametrize(
    ("given", "target", "amount"),
    [
        ({"amount_claimed": 9_000.0, "client_loss": 90.0, "amount_paid": 1.0}, "claimed", 9_000.0),
        ({"amount_claimed": None, "client_loss": 90.0, "amount_paid": 1.0}, "damage", 90.0),
        ({"amount_claimed": 0.0, "amount_paid": 1.0}, "owed", 1.0),
    ],
)
def test_like_is_held_against_like(
    calibration: Calibration, given: dict[str, float], target: str, amount: float
) -> None:
    (found,), _ = evidence.sift([claim(**given)], calibration)
    assert (found.subject.target, found.amount_eur) == (target, amount)


@pytest.mark.parametrize(
    ("given", "reason", "label"),
    [
        ({"incident_type": None}, "no_such_incident_type", None),
        ({"amount_claimed": None}, "no_amount", None),
        ({"amount_claimed": None, "amount_paid": 0.0}, "nothing_paid", None),
        ({"currency": "XAU", "row": 7}, "no_rate", evidence.Label(7, "currency", "XAU")),
    ],
)
def test_a_claim_that_cannot_be_scored_is_listed_with_its_reason(
    calibration: Calibration, given: dict[str, object], reason: evidence.Reason, label: evidence.Label | None
) -> None:
    assert evidence.sift([claim(**given)], calibration) == ((), (evidence.NotScored("one", reason, label),))


def test_amounts_are_turned_into_euros_by_the_rate_of_the_year(calibration: Calibration) -> None:
    rates = calibration.entries["currency.GBP"].by
    assert units_per_euro("GBP", 2009, calibration) == rates["2009"] != rates["2015"]
    assert units_per_euro("GBP", 1981, calibration) == rates["1999"]
    (dateless,), _ = evidence.sift([claim(currency="GBP", year=None)], calibration)
    assert dateless.amount_eur == pytest.approx(20_000.0 / rates["2015"])
    (found,), _ = evidence.sift([claim(currency="GBP", year=2009, contract_value=891.0)], calibration)
    assert found.amount_eur == pytest.approx(20_000.0 / 0.891, rel=1e-3)
    assert found.subject.contract_value_eur == pytest.approx(1_000.0, rel=1e-3)


@pytest.mark.parametrize(
    ("given", "forum", "group", "ceiling"),
    [
        ({"title": "A v. B, 2022 BCCRT 464", "country": "CA"}, "bc_civil_resolution_tribunal", "tribunal", 5_000.0),
        ({"title": "A v. B, 2022 ABCA 464", "country": "CA"}, "", "other", np.inf),
        ({"title": "AG Ulm 1 C 2/15", "year": 2015}, "amtsgericht", "dach", 5_000.0),
        ({"title": "AG Ulm 1 C 2/26", "year": 2026}, "amtsgericht", "dach", 10_000.0),
        ({"title": "Agentur AG zahlt", "year": 2015}, "", "dach", np.inf),
        ({"title": "Small claims track", "country": "GB", "year": 2012}, "uk_small_claims", "tribunal", 5_000.0),
        ({"title": "Small claims add up", "country": "AU"}, "", "other", np.inf),
    ],
)
def test_a_tribunal_for_small_claims_is_known_by_title_and_country(
    calibration: Calibration, given: dict[str, object], forum: str, group: str, ceiling: float
) -> None:
    (found,), _ = evidence.sift([claim(**given)], calibration)
    currency = {"CA": "CAD", "GB": "GBP"}.get(str(given.get("country")), "EUR")
    rate = evidence.units_per_euro(currency, found_year(given), calibration) or 0.0
    assert (found.forum, found.group) == (forum, group)
    assert found.ceiling_eur == pytest.approx(ceiling / rate)


def found_year(given: dict[str, object]) -> int:
    return int(str(given.get("year", 2015)))


def test_a_larger_contract_speaks_for_a_larger_client_and_less_doubt_about_it(calibration: Calibration) -> None:
    def client(contract: float | None) -> Interval:
        of = prediction.case_of("it_firm", contract, calibration).projects[0].client.revenue_eur
        assert isinstance(of, Interval)
        return of

    unknown, typical, large = client(None), client(40_000.0), client(4_000_000.0)
    assert typical.low * typical.high == pytest.approx(unknown.low * unknown.high)
    assert typical.high / typical.low < unknown.high / unknown.low
    assert large.low > 5.0 * typical.low


def test_in_a_pool_nothing_happens_but_the_type_asked_for(calibration: Calibration) -> None:
    alone = prediction.only(calibration, "data_leak")
    happening = {p for p, e in alone.entries.items() if p.endswith(".rate") and any(e.by.values())}
    assert happening == {"incidents.data_leak.rate"}
    assert set(alone.entries["incidents.data_leak.rate"].by.values()) == {1.0}


def test_incidents_that_agree_with_the_reported_people_count_most() -> None:
    people = 10.0 ** np.linspace(0.0, 6.0, 4_000)
    weight = agreeing(np.ones(4_000), people, 1_000.0, 2.7)
    assert np.average(np.log10(people), weights=weight) == pytest.approx(3.0, abs=0.01)
    assert agreeing(np.ones(3), np.zeros(3), 50.0, 2.7) == pytest.approx(np.ones(3)), "unknown to the type"
    assert agreeing(np.ones(4_000), people, None, 2.7) == pytest.approx(np.ones(4_000))


def test_more_people_or_days_predict_a_larger_claim(calibration: Calibration) -> None:
    predictor = Predictor(calibration, seed=1, trials=TRIALS)

    def middle(incident_type: str, people: float | None, days: float | None) -> float:
        mass = predictor.forecast(Subject("it_firm", incident_type, "claimed", None, people, days))
        return float(forecast.quantile(mass[None], 0.5)[0])

    assert middle("data_leak", 50_000.0, None) > middle("data_leak", 500.0, None) + 0.3
    assert middle("outage", None, 8.0) > middle("outage", None, 0.2) + 0.3


# --- what is put in comes out


@pytest.fixture(scope="module")
def synthetic(calibration: Calibration) -> tuple[Claim, ...]:
    """Return claims drawn from the model itself, published with exponents of 0.25 and 0.75."""
    predictor, rng, found = Predictor(calibration, seed=1, trials=TRIALS), np.random.default_rng(8), []
    error = figure(calibration, "report.error_decades")
    for group, exponent in BETA.items():
        for kind, incident_type in (("freelancer", "data_loss"), ("it_firm", "delay")):
            pool = predictor.pool(kind, incident_type, None)
            amount = pool.amounts_eur["claimed"] * 10.0 ** rng.normal(0.0, error, len(pool.weight))
            chance = pool.weight * amount**exponent
            drawn = rng.choice(amount, size=60, p=chance / chance.sum())
            found += [
                claim(id=f"{group} {kind} {i}", country=COUNTRY[group], kind=kind, incident_type=incident_type,
                      amount_claimed=float(eur))
                for i, eur in enumerate(drawn)
            ]  # fmt: skip
    return tuple(found)


@pytest.fixture(scope="module")
def recovered(synthetic: tuple[Claim, ...], calibration: Calibration) -> backtest.Backtest:
    return backtest.backtest(synthetic, calibration, seed=1, trials=TRIALS)


def test_claims_drawn_from_the_model_are_covered_as_often_as_stated(recovered: backtest.Backtest) -> None:
    for level, share in recovered.coverage.items():
        assert share == pytest.approx(level, abs=3.0 * np.sqrt(level * (1.0 - level) / 240.0))
    expected = 24.0
    assert sum((n - expected) ** 2 / expected for n in recovered.pit) < 27.9, "chi-squared, 9 degrees, 99.9 %"


@pytest.mark.parametrize("group", BETA)
def test_the_exponent_of_publication_is_found_within_its_error(recovered: backtest.Backtest, group: str) -> None:
    found = recovered.exponents[group]
    assert 0.0 < found.error < 0.12
    assert found.value == pytest.approx(BETA[group], abs=3.0 * found.error)


def test_the_exponent_is_the_one_of_the_closed_form_for_a_lognormal() -> None:
    centre, deviation, exponent = 4.0, 0.7, 0.6
    moved = centre + exponent * np.log(10.0) * deviation**2
    y = moved + deviation * ndtri((np.arange(500) + 0.5) / 500.0)
    mass = np.tile(normal_on_grid(centre, deviation), (500, 1))
    likelihood = publication.log_likelihood(mass, Ceiling(np.full(500, np.inf), 0.03), y)
    found = publication.common(likelihood, publication.Prior(0.4, 10.0, 0.2))
    assert found.value == pytest.approx(exponent, abs=0.02)
    # The mean of n normal values has error deviation / sqrt(n), and the exponent is its shift over ln(10) variance.
    assert found.error == pytest.approx(1.0 / (np.log(10.0) * deviation * np.sqrt(500.0)), rel=0.1)


def test_the_likelihood_is_the_density_of_the_published_forecast() -> None:
    mass, y = np.tile(normal_on_grid(4.2, 0.7), (3, 1)), np.array([3.0, 3.46, 5.2])
    ceiling = Ceiling(np.array([np.inf, 3.5, 5.1]), 0.05)
    likelihood = publication.log_likelihood(mass, ceiling, y)
    for place in (0, 40, 77):
        moved = forecast.published(mass, np.full(3, publication.EXPONENTS[place]), ceiling)
        assert likelihood[:, place] == pytest.approx(np.log(forecast.density(moved, y)), abs=0.03)


def test_a_group_of_few_claims_stays_near_the_common_exponent() -> None:
    likelihood = np.vstack([-0.5 * ((publication.EXPONENTS - at) / 0.3) ** 2 for at in [0.4] * 30 + [1.2]])
    groups = ["many"] * 30 + ["few"]
    found = publication.by_group(likelihood, groups, np.arange(31), publication.Prior(0.4, 0.2, 0.1))
    assert found["many"].value == pytest.approx(0.41, abs=0.02)
    assert 0.45 < found["few"].value < 0.6


def test_a_claims_own_amount_changes_nothing_of_its_prediction(
    synthetic: tuple[Claim, ...], calibration: Calibration
) -> None:
    few = sorted(synthetic[::8], key=lambda claim: claim.id)  # as the rows of the result stand
    before = backtest.backtest(few, calibration, trials=1_000)
    changed = [replace(few[7], amount_claimed=3e8) if i == 7 else c for i, c in enumerate(few)]
    after = backtest.backtest(changed, calibration, trials=1_000)
    old, new = before.rows[7], after.rows[7]
    assert (new.p10, new.p50, new.p90) == (old.p10, old.p50, old.p90)
    assert new.actual_eur == 3e8 and new.pit > old.pit
    others = [r.p50 for i, r in enumerate(before.rows) if i != 7]
    assert others != [r.p50 for i, r in enumerate(after.rows) if i != 7], "it does tell something about the others"


def test_a_small_claims_tribunal_ends_the_prediction_at_its_ceiling(
    synthetic: tuple[Claim, ...], calibration: Calibration
) -> None:
    marked = claim(id="marked", title="A v B, 2022 BCCRT 1", country="CA", currency="CAD", year=2022, kind="it_firm")
    plain = replace(marked, id="plain", title="A v B")
    found = backtest.backtest([*synthetic[::8], marked, plain], calibration, trials=1_000)
    rows = {row.id: row for row in found.rows}
    assert rows["marked"].p90 < 5_000.0 / 1.3 < rows["plain"].p90
    assert (rows["marked"].forum, rows["marked"].group) == ("bc_civil_resolution_tribunal", "tribunal")


def test_the_same_claims_give_the_same_figures(synthetic: tuple[Claim, ...], calibration: Calibration) -> None:
    first, again = (backtest.backtest(synthetic[::16], calibration, trials=1_000) for _ in range(2))
    assert backtest.as_json(first) == backtest.as_json(again)


def test_the_order_of_rows_in_the_file_cannot_be_seen(synthetic: tuple[Claim, ...], calibration: Calibration) -> None:
    few = synthetic[::16]
    straight, reverse = (backtest.backtest(c, calibration, trials=1_000) for c in (few, few[::-1]))
    assert backtest.as_json(straight) == backtest.as_json(reverse)


def test_a_claims_fold_follows_from_its_id_and_the_seed() -> None:
    """Folds stay of one size, and another seed or split shuffles anew."""
    ids = [f"claim {i}" for i in range(95)]
    fold = backtest._folds(ids, 1, 0)
    turned = backtest._folds(ids[::-1], 1, 0)[::-1]
    assert fold.tolist() == turned.tolist()
    assert np.bincount(fold).tolist() == [19] * 5
    assert fold.tolist() != backtest._folds(ids, 2, 0).tolist() != backtest._folds(ids, 2, 1).tolist()


# --- files that cannot be used

GOOD = {
    "id": "one", "source_title": "A report", "source_url": "https://example.com", "country": "DE", "currency": "EUR",
    "insured_kind": "freelancer", "activity": "seo", "incident_type": "contract_breach", "amount_claimed": "1200.50",
}  # fmt: skip


def table(**given: str) -> str:
    row = {**GOOD, **given}
    return f"{','.join(COLUMNS)}\n{','.join(row.get(name, '') for name in COLUMNS)}\n"


def test_a_good_row_is_read_in_the_words_of_the_model(calibration: Calibration) -> None:
    (found,) = backtest.parse(("\ufeff" + table()).encode(), calibration)
    assert (found.activity, found.incident_type, found.amount_claimed) == ("marketing", "service_failure", 1200.5)
    assert found.year is None and found.contract_value is None


@pytest.mark.parametrize(
    ("text", "code", "field", "given"),
    [
        ("", "no_claims", "", ""),
        (",".join(COLUMNS) + "\n", "no_claims", "", ""),
        ("\0", "file_not_text", "", ""),
        (table(amount_claimed="-1"), "out_of_range", "row.2.amount_claimed", "-1"),
        (table(amount_claimed="1e14"), "out_of_range", "row.2.amount_claimed", "1e14"),
        (table(amount_paid="about 5000"), "not_a_number", "row.2.amount_paid", "about 5000"),
        (table(contract_value="nan"), "not_a_number", "row.2.contract_value", "nan"),
        (table(duration_days="1_000"), "not_a_number", "row.2.duration_days", "1_000"),
        (table(year="20155"), "out_of_range", "row.2.year", "20155"),
        (table() + table(id=" one ").partition("\n")[2], "duplicate_claim", "row.3.id", "one"),
        (table(id=" "), "missing", "row.2.id", ""),
        (table().rstrip() + ",more", "cells_too_many", "row.2", str(len(COLUMNS) + 1)),
        (table().rstrip().rstrip(","), "cells_missing", "row.2", str(COLUMNS.index("amount_claimed") + 1)),
        (
            table().replace("contract_value", "value").replace("year", "when"),
            "columns_missing",
            "",
            "year, contract_value",
        ),
    ],
)
def test_a_bad_file_is_refused_with_row_column_and_value(
    calibration: Calibration, text: str, code: str, field: str, given: str
) -> None:
    with pytest.raises(CaseError) as refused:
        backtest.parse(text.encode(), calibration, "mine.csv")
    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.given, fault.file) == (code, field, given, "mine.csv")


@pytest.mark.parametrize("country", ["", "fr", "UK", "gb", "SG"])
def test_a_country_is_two_letters_or_left_empty(calibration: Calibration, country: str) -> None:
    (found,) = backtest.parse(table(country=country).encode(), calibration)
    assert found.country == country.upper()


def test_what_is_allowed_is_named_and_a_number_is_refused_beside_an_unknown_label(calibration: Calibration) -> None:
    with pytest.raises(CaseError) as refused:
        backtest.parse(table(incident_type="outtage", amount_paid="-3").encode(), calibration)
    (of_amount,) = refused.value.faults
    assert (of_amount.field, of_amount.allowed[:3]) == ("row.2.amount_paid", "0..")


def test_a_file_that_is_not_there_is_refused(calibration: Calibration, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as refused:
        backtest.read(tmp_path / "none.csv", calibration)
    assert refused.value.faults[0].code == "file_unreadable"


def test_a_file_with_semicolons_says_the_same(calibration: Calibration) -> None:
    with_semicolons = table().replace(",", ";").encode()
    assert backtest.parse(with_semicolons, calibration) == backtest.parse(table().encode(), calibration)


def test_a_back_test_of_a_handful_of_claims_is_refused(calibration: Calibration) -> None:
    with pytest.raises(CaseError) as refused:
        backtest.backtest([claim()] * 9, calibration, trials=1_000)
    assert (refused.value.faults[0].code, refused.value.faults[0].given) == ("too_few_claims", "9")


# --- the claims that ship


@pytest.fixture(scope="module")
def shipped(calibration: Calibration) -> backtest.Backtest:
    return backtest.backtest(backtest.read(DATA / "claims.csv", calibration), calibration)


@pytest.fixture
def held() -> Callable[[str, float, float, float], None]:
    """State target, figure and distance; fail outside."""

    def state(name: str, figure: float, low: float, high: float) -> None:
        distance = 0.0 if low <= figure <= high else figure - high if figure > high else figure - low
        print(f"{name}: target {low:g} to {high:g}, found {figure:.3f}, distance {distance:.3f}")
        assert distance == 0.0, f"{name}: {figure:.3f} lies outside {low:g} to {high:g}"

    return state


def test_the_published_claims_are_predicted_as_well_as_aimed_at(
    shipped: backtest.Backtest, held: Callable[[str, float, float, float], None]
) -> None:
    assert (shipped.splits, shipped.folds) >= (5, 5)
    held("80 % interval covers", shipped.coverage[0.8], 0.7, 0.9)
    held("fewest claims in a tenth of the predictions", min(shipped.pit), 3, np.inf)
    held("skill over the naive forecast", shipped.skill, 0.12, 1.0)
    held("skill less that of the regression", shipped.skill - shipped.skill_regression, -0.03, 1.0)
    assert shipped.skill_interval[0] < shipped.skill < shipped.skill_interval[1]


def test_each_published_claim_is_scored_or_listed_with_a_reason(shipped: backtest.Backtest) -> None:
    assert len(shipped.rows) + len(shipped.not_scored) == 110
    assert {n.reason for n in shipped.not_scored} == {"no_such_incident_type", "no_amount", "nothing_paid"}


def test_the_json_has_what_others_rely_on_and_its_figures_follow_from_its_rows(shipped: backtest.Backtest) -> None:
    tree = json.loads(json.dumps(backtest.as_json(shipped), allow_nan=False))
    assert {
        "claims", "not_scored", "coverage", "median_log10_ratio", "crps", "crps_naive", "crps_skill",
        "crps_skill_interval", "crps_skill_regression", "pit", "publication_exponent", "rows",
    } <= set(tree)  # fmt: skip
    assert set(tree["coverage"]) == {"50", "80", "95"}
    rows = tree["rows"]
    assert {"id", "target", "actual_eur", "p10", "p50", "p90", "pit"} <= set(rows[0])
    assert sum(tree["pit"]) == tree["claims"] == len(rows)
    assert tree["coverage"]["80"] == pytest.approx(np.mean([0.1 <= row["pit"] <= 0.9 for row in rows]))
    assert tree["crps"] == pytest.approx(np.mean([row["crps"] for row in rows]))
    assert tree["crps_skill"] == pytest.approx(1.0 - tree["crps"] / tree["crps_naive"])
    ratio = np.median([np.log10(row["actual_eur"] / row["p50"]) for row in rows])
    assert tree["median_log10_ratio"] == pytest.approx(ratio)
