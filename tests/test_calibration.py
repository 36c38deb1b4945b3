"""Each figure carries unit, source and quality, means what it says, and a fault in the data is named."""

from __future__ import annotations

import ast
import pickle
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from riskmodel.calibration import QUALITIES, Calibration, data_folder, load
from riskmodel.damage import heads, parameters, type_parameters
from riskmodel.facts import complete
from riskmodel.fees import statutory
from riskmodel.liability import Claim
from riskmodel.quantity import CalibrationError, Chance
from riskmodel.safeguards import incident_types, safeguard

PACKAGE = Path(__file__).resolve().parent.parent / "riskmodel"
UNIFORM = (np.arange(100_000) + 0.5) / 100_000


# --- what stands in the data


def test_every_figure_has_unit_source_and_quality(calibration: Calibration) -> None:
    for entry in calibration.entries.values():
        assert entry.unit and entry.quality in QUALITIES, entry.path
        assert entry.source in calibration.sources, entry.path


def test_a_figure_that_rests_on_judgement_is_never_rated_better_than_d(calibration: Calibration) -> None:
    judged = [e for e in calibration.entries.values() if e.source == "judgement"]
    assert judged
    assert {e.quality for e in judged} == {"D"}


def test_only_what_is_certain_has_neither_chance_nor_ignorance(calibration: Calibration) -> None:
    for entry in calibration.entries.values():
        if entry.chance is None and entry.ignorance is None:
            moved = calibration.quantity(entry.path).factor
            assert np.ptp(moved) == 0.0, entry.path


TABLE = 1e-4  # a step of 1/128 in probability bends a lognormal of sigma 2 by 5e-5


def test_a_lognormal_has_the_median_and_the_ninetieth_percentile_it_names() -> None:
    chance = Chance("lognormal", {"median": 4.0, "p90": 24.0})
    assert chance.median == 4.0
    drawn = chance.at_uniform(np.array([0.5, 0.9]))
    assert drawn == pytest.approx([4.0, 24.0], rel=TABLE)
    above, below = 24.0 / 4.0, 4.0 / chance.at_uniform(np.array([0.1]))[0]
    assert above == pytest.approx(below, rel=TABLE), "the same factor on either side"


def test_a_pert_has_the_mean_of_its_formula_and_not_its_mode() -> None:
    """(low + 4 mode + high) / 6 of 1, 2 and 15 is 4; the mode is 2. Midpoints of 100,000 steps."""
    chance = Chance("pert", {"low": 1.0, "mode": 2.0, "high": 15.0})
    drawn = chance.at_uniform(UNIFORM)
    assert drawn.mean() == pytest.approx((1.0 + 4.0 * 2.0 + 15.0) / 6.0, rel=1e-4)
    assert drawn.min() >= 1.0 and drawn.max() <= 15.0


def test_a_beta_has_the_mean_and_variance_of_its_formula() -> None:
    """Mean a / (a + b), variance a b / ((a + b)^2 (a + b + 1)), at a = 1.2 and b = 38."""
    drawn = Chance("beta", {"alpha": 1.2, "beta": 38.0}).at_uniform(UNIFORM)
    assert drawn.mean() == pytest.approx(1.2 / 39.2, rel=1e-4)
    assert drawn.var() == pytest.approx(1.2 * 38.0 / (39.2**2 * 40.2), rel=1e-3)


def test_a_discrete_distribution_has_its_shares() -> None:
    """To one step of the 100,000 midpoints."""
    drawn = Chance("discrete", {"values": [0.0, 0.25, 1.0], "probabilities": [0.6, 0.3, 0.1]}).at_uniform(UNIFORM)
    shares = [np.mean(drawn == value) for value in (0.0, 0.25, 1.0)]
    assert shares == pytest.approx([0.6, 0.3, 0.1], abs=1e-5)


def test_scores_and_uniforms_lead_to_the_same_draw(calibration: Calibration) -> None:
    score = np.linspace(-3.0, 3.5, 14)
    uniform = ndtr(score)
    for entry in calibration.entries.values():
        if entry.chance:
            assert entry.chance.at_score(score) == pytest.approx(entry.chance.at_uniform(uniform), rel=TABLE), (
                entry.path
            )


# --- parameter sets


def test_one_set_in_ten_lies_below_and_one_in_ten_above_what_ignorance_names(calibration: Calibration) -> None:
    """One set in each of 256 equal strata: 25 or 26 of them lie beyond either point, and half on each side."""
    for entry in calibration.entries.values():
        if entry.ignorance is None or entry.by:
            continue
        each, (low, high) = calibration.quantity(entry.path).each, entry.ignorance
        assert len(each) == calibration.sets == 256
        assert np.sum(each < low) in (25, 26), entry.path
        assert np.sum(each > high) in (25, 26), entry.path
        assert np.sum(each < entry.centre) in (127, 128, 129), entry.path


def test_shares_and_probabilities_stay_between_0_and_1_in_every_set(calibration: Calibration) -> None:
    bounded = [e for e in calibration.entries.values() if e.bounded]
    assert len(bounded) > 20
    for entry in bounded:
        quantity = calibration.quantity(entry.path)
        values = [quantity.of(c) for c in entry.by] if entry.by else [quantity.each]
        assert all(v.min() >= 0.0 and v.max() <= 1.0 for v in values), entry.path


def test_ignorance_of_different_figures_is_independent(calibration: Calibration) -> None:
    """Rank correlation of 256 sets has the standard error 1 / sqrt(256); ten pairs, four of them allowed."""
    names = ["claim.probability_at_10000_eur", "fault.gross_probability", "outcome.full_probability"]
    names += ["client_share.probability", "cause.wrongly_blamed_share"]
    ranks = [np.argsort(np.argsort(calibration.quantity(f"liability.{n}").each)) for n in names]
    correlation = np.corrcoef(ranks) - np.eye(len(names))
    assert np.abs(correlation).max() < 4.0 / np.sqrt(256)


def test_a_new_entry_leaves_the_sets_of_all_others_where_they_are(data: Path, calibration: Calibration) -> None:
    path = data / "calibration" / "outcry.toml"
    entry = (
        '[aaa_first]\nvalue = 3.0\nignorance = { p10 = 1.0, p90 = 7.0 }\nunit = "h"\nsource = "bgb"\nquality = "D"\n'
    )
    path.write_text(entry + path.read_text(encoding="utf-8"), encoding="utf-8")
    more = load(data)
    assert set(more.entries) - set(calibration.entries) == {"outcry.aaa_first"}
    for name in calibration.entries:
        assert np.array_equal(more.quantity(name).factor, calibration.quantity(name).factor), name


def test_the_seed_of_a_simulation_moves_no_parameter_set(calibration: Calibration, freelancer: object) -> None:
    again = load(calibration.folder)
    for name in list(calibration.entries)[::7]:
        assert np.array_equal(again.quantity(name).factor, calibration.quantity(name).factor)


def test_the_data_that_comes_with_the_program_is_found(calibration: Calibration) -> None:
    assert load(data_folder()).version == calibration.version


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("contract_value_eur", 20_000.0, 90_000.0), ("client.margin_share", 0.05, 0.6), ("client.people", 7.0, 8_000.0)],
)
def test_a_range_holds_in_eight_of_ten_parameter_sets(make: Any, field: str, low: float, high: float) -> None:
    """What a user is fairly sure of is ignorance: 25 or 26 of 256 sets lie beyond either end."""
    *part, name = field.split(".")
    text = "[[project]]\n" + (f"[project.{part[0]}]\n" if part else "") + f"{name} = {{ low = {low}, high = {high} }}\n"
    each = getattr(make.world(text).facts, name)[:, 0]
    assert np.sum(each < low) in (25, 26) and np.sum(each > high) in (25, 26)


@pytest.mark.parametrize("high", [0.3, 0.95, 1.0])
def test_a_share_known_as_a_range_from_zero_never_leaves_0_to_1(make: Any, high: float) -> None:
    given = f"{{ low = 0, high = {high} }}"
    text = f"[[project]]\nyear_share = {given}\n[project.client]\nmargin_share = {given}\n"
    facts = make.world(text).facts
    for each in (facts.year_share, facts.margin_share):
        assert 0.0 <= each.min() < each.max() <= 1.0


# --- refusing


@pytest.fixture
def data(tmp_path: Path, calibration: Calibration) -> Path:
    """Return a copy of the data folder to spoil."""
    shutil.copytree(calibration.folder / "calibration", tmp_path / "calibration")
    shutil.copy(calibration.folder / "sources.toml", tmp_path)
    return tmp_path


def spoil(data: Path, file: str, old: str, new: str) -> None:
    path = data / "calibration" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{file} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FREQUENCY = """[frequency_shape]
value = 1.5
ignorance = { p10 = 0.8, p90 = 3.0 }
unit = "shape"
source = "judgement"
quality = "D"
""".rstrip()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (FREQUENCY.replace('unit = "shape"\n', ""), ["'unit'"]),
        (FREQUENCY.replace('source = "judgement"\n', ""), ["'source'"]),
        (FREQUENCY.replace('quality = "D"', ""), ["'quality'"]),
        (FREQUENCY.replace("judgement", "my_uncle"), ["my_uncle", "sources.toml"]),
        (FREQUENCY.replace('"D"', '"E"'), ["'E'", "A, B, C, D"]),
        (FREQUENCY.replace("p10 = 0.8, p90 = 3.0", "p10 = 3.0, p90 = 0.8"), ["p10 < p90"]),
        (FREQUENCY.replace("p10 = 0.8, p90 = 3.0", "p10 = 0.8, p90 = 0.8"), ["p10 < p90"]),
        (FREQUENCY.replace("p10 = 0.8", "p10 = 1.6"), ["1.5", "outside its ignorance"]),
        (FREQUENCY.replace("p90", "p95"), ["p10 < p90"]),
        (FREQUENCY.replace("ignorance", "ignorence"), ["ignorence", "ignorance"]),
        (FREQUENCY.replace("ignorance = { p10 = 0.8, p90 = 3.0 }\n", ""), ["chance or ignorance", "certain = true"]),
        (FREQUENCY.replace("value = 1.5", "value = 1.5\nchance = { median = 1.0, p90 = 2.0 }"), ["exactly one of"]),
        (FREQUENCY.replace("value = 1.5", "chance = { median = 2.0, p90 = 1.0 }"), ["median < p90"]),
        (FREQUENCY.replace("value = 1.5", "chance = { low = 2.0, mode = 1.0, high = 3.0 }"), ["low <= mode"]),
        (FREQUENCY.replace("value = 1.5", "chance = { mean = 2.0, sd = 1.0 }"), ["mean", "median"]),
        (
            FREQUENCY.replace("value = 1.5", "chance = { values = [1.0, 2.0], probabilities = [0.5, 0.4] }"),
            ["add up to 1"],
        ),
        (FREQUENCY.replace('"shape"', '"share"'), ["between 0 and 1"]),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_refused_naming_file_entry_and_what_is_needed(
    data: Path, changed: str, said: list[str]
) -> None:
    spoil(data, "incidents.toml", FREQUENCY, changed)
    with pytest.raises(CalibrationError) as refused:
        load(data)
    for words in ["incidents.toml", "incidents.frequency_shape", *said]:
        assert words in str(refused.value)


def test_a_file_that_is_not_toml_is_named(data: Path) -> None:
    spoil(data, "cover.toml", "limit_ladder_eur = [", "limit_ladder_eur = [[")
    with pytest.raises(CalibrationError, match=r"cover\.toml: not TOML"):
        load(data)


def test_a_folder_without_figures_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="name a complete data folder"):
        load(tmp_path)


def use_everything(data: Path, freelancer: object) -> None:
    """Ask for every figure the model asks for, as a simulation does."""
    found = load(data)
    safeguard(found, complete(freelancer, found))  # type: ignore[arg-type]
    found.bind("liability.claim", Claim)
    for head in heads(found):
        parameters(found, head)
        type_parameters(found, head)
    for name in incident_types(found):
        found.quantity(f"incidents.{name}.detection_hours")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("damage.toml", "[bug_fixing.expert_eur]", "[bug_fixing.expert_euro]", ["expert_euro", "expert_eur"]),
        ("liability.toml", "[claim.demand_factor]", "[claim.demand_facter]", ["demand_facter", "demand_factor"]),
        (
            "incidents/outage.toml",
            "[lost_profit.interrupted_share]",
            "[lost_profit.interupted_share]",
            ["interupted_share", "interrupted_share"],
        ),
        ("incidents/outage.toml", "[detection_hours]", "[detecton_hours]", ["incidents.outage.detection_hours"]),
        ("incidents/outage.toml", '"goodwill"]', '"good_will"]', ["outage", "good_will", "goodwill"]),
        (
            "safeguards.toml",
            "[monitoring.detection.effect]",
            "[monitoring.detecton.effect]",
            ["monitoring", "detecton", "detection"],
        ),
        ("safeguards.toml", 'types = ["outage"]', 'types = ["outtage"]', ["staged_rollout.rate", "outtage", "outage"]),
        ("case.toml", "[provider.crew]", "[provider.crow]", ["case.provider.crew"]),
        ("case.toml", "[delay_penalty]", "[delay_penalti]", ["no choice", "case.delay_penalty"]),
        ("case.toml", 'choice = "explain_apologise"\n', "choice = 3\n", ["case.stance", "neither a name"]),
        ("case.toml", 'choice = "explain_apologise"\nsource', "choice = true\nsauce", ["case.stance", "sauce"]),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_refused_not_ignored(
    data: Path, freelancer: object, file: str, old: str, new: str, said: list[str]
) -> None:
    spoil(data, file, old, new)
    with pytest.raises(CalibrationError) as refused:
        use_everything(data, freelancer)
    for words in said:
        assert words in str(refused.value)


def test_unspoilt_data_is_refused_nothing(data: Path, freelancer: object) -> None:
    use_everything(data, freelancer)


def test_a_category_the_data_lacks_is_refused_with_those_it_has(calibration: Calibration) -> None:
    with pytest.raises(CalibrationError, match=r"outcry\.stance.*'shout'.*ignore"):
        calibration.quantity("outcry.stance").of("shout")


# --- figures live in data

ENGINE = [
    "streams", "quantity", "calibration", "facts", "safeguards", "incidents", "outcry", "liability", "dispute", "fees",
    "period", "cover", "measures", "ledger", "simulate",
]  # fmt: skip
EVERYWHERE = {0.0, 1.0, 2.0, 0.5}
# Every other number in the stages, and why it is no figure about the world.
ALLOWED: dict[str, dict[float, str]] = {
    "streams.py": {
        float(0x9E3779B97F4A7C15): "SplitMix64", float(0xBF58476D1CE4E5B9): "SplitMix64",
        float(0x94D049BB133111EB): "SplitMix64", 30: "SplitMix64", 27: "SplitMix64", 31: "SplitMix64",
        12: "bits of a double", 52: "bits of a double", 53: "bits of a double", 1023: "exponent of a double",
        float(0x3FF0000000000000): "bits of a double", 7: "bits of a cell",
        20: "bits of an occurrence", 8: "bytes of a key; reach of a table",
        40: "where Poisson inversion changes its method; steps of a bisection", 6: "normal expansion",
        72: "normal expansion", 3: "normal expansion; Newton steps", 400: "stop of a loop", 23: "reach of a table",
        4: "Halley's correction of a Newton step",
        81: "steps of a table", 93: "steps of a table", 1.001: "last step of a table", 80: "reach of the bisection",
        1e-300: "guard", 63: "bits of a double", 2048: "cells of a table", 8.25: "reach of a table",
        4096: "size of a cache",
    },
    "quantity.py": {
        0.9: "definition of P90", 4: "definition of PERT", 6: "definition of PERT", 10: "a decade",
    },
    "calibration.py": {0.9: "definition of P90", 1e-9: "guard"},
    "facts.py": {0.9: "definition of a range", 0.1: "definition of a range", 1e-9: "guard"},
    "incidents.py": {
        168: "hours a week", 8760: "hours a year", 12: "months a year", 24: "hours a day", 5: "working days",
        6: "working days", 7: "opening hours, a definition of the form", 9: "opening hours",
        17: "opening hours", 22: "opening hours", 1e-300: "guard",
        26: "moments an hour", 40: "reach of a table; bits of a moment", 10: "reach of a table", 32: "reach of a table",
        128: "slices of a guide",
    },
    "outcry.py": {
        1000: "unit: a thousand readers", 100: "a hundred posts, the reference the entry names", 6: "counting columns",
    },
    "liability.py": {
        4: "counting causes", 5: "counting outcomes", 1e4: "EUR 10,000, the reference the entry names",
    },
    "dispute.py": {1e4: "EUR 10,000, the reference the entry names", 3: "counting heads"},
    "measures.py": {
        0.975: "definition of a 95 % interval", 1e-12: "guard", 1e-6: "guard",
        1.5: "definition of skewness", 3: "Hall's transformation; kurtosis of a normal; columns of a pile",
        6: "Hall, Cornish-Fisher", 52: "bits of a double", 1023: "exponent of a double", 7: "first power of a pile",
        8: "bits of a bin",
        50: "powers of a pile", 32768: "rows a piece",
    },
    "simulate.py": {
        65536: "trials a chunk", 524288: "trials a ledger", 131072: "trials a chunk and a ledger",
    },
    "goodwill.py": {3: "decades to 1,000 people, the reference the entry names"},
    "pr_campaign.py": {1000: "unit: a thousand readers"},
}  # fmt: skip


def numbers(file: Path) -> set[float]:
    return {
        float(node.value)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }


STAGES = [PACKAGE / f"{name}.py" for name in ENGINE] + sorted((PACKAGE / "damage").glob("*.py"))


@pytest.mark.parametrize("file", STAGES, ids=lambda file: file.name)
def test_no_figure_about_the_world_stands_in_code(file: Path) -> None:
    """A figure belongs into data/ with its unit and source; a number that is none is listed above with its reason."""
    found = numbers(file) - EVERYWHERE - ALLOWED.get(file.name, {}).keys()
    assert not found, f"{file.name} holds {sorted(found)}"


def test_no_allowance_outlives_its_number() -> None:
    files = {file.name: file for file in STAGES}
    idle = {name: sorted(set(allowed) - numbers(files[name])) for name, allowed in ALLOWED.items()}
    assert not {name: unused for name, unused in idle.items() if unused}


def test_figures_reach_another_process_whole_without_what_follows_from_them(calibration: Calibration) -> None:
    """No file is read over there, the fee tables included: it may be another machine with other data."""
    sent = pickle.dumps(calibration)
    arrived = pickle.loads(sent)
    assert len(sent) < 1_000_000
    for f in fields(Calibration):
        assert getattr(arrived, f.name) == getattr(calibration, f.name)
    path = next(path for path, entry in calibration.entries.items() if entry.chance)
    arrived = replace(arrived, folder=Path("nowhere"))
    assert np.array_equal(arrived.quantity(path).factor, calibration.quantity(path).factor)
    assert statutory(arrived, "rvg").fee_eur.tolist() == statutory(calibration, "rvg").fee_eur.tolist()


def test_figures_have_the_same_digest_wherever_they_lie_and_another_once_one_changes(
    calibration: Calibration, tmp_path: Path
) -> None:
    shutil.copytree(calibration.folder / "calibration", tmp_path / "calibration")
    shutil.copy(calibration.folder / "sources.toml", tmp_path)
    assert load(tmp_path).digest == calibration.digest
    fees = tmp_path / "calibration" / "legal_fees.csv"
    fees.write_text(fees.read_text(encoding="utf-8").replace("51.50", "51.60"), encoding="utf-8")
    assert load(tmp_path).digest != calibration.digest
