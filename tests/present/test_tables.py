"""Tables show the figures of the estimate, named and formatted in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pydantic import BaseModel

from riskmodel.calibration import Calibration
from riskmodel.case import Case, Policy, Provider, changed
from riskmodel.casefile import from_mapping
from riskmodel.estimate import CurvePoint, Estimate
from riskmodel.measures import Measured
from riskmodel.present import case_grids, case_tables, charts, fields, tables, what_if_tables
from riskmodel.present.language import CODES, Language
from riskmodel.present.table import Table, carried
from riskmodel.sensitivity import sensitivity
from riskmodel.values import Interval
from tests.present.samples import figures, sample_estimate


def of(name: str, code: str) -> tuple[Estimate, Calibration, Language]:
    return sample_estimate(name), figures(), Language.named(code)


def every_table(name: str, code: str) -> list[Table]:
    args = of(name, code)
    found = [
        f(*args)
        for f in (
            tables.key_figures, tables.claims, tables.measures, tables.heads, tables.own_heads, tables.incident_types,
            tables.projects, tables.policies,
        )
    ]  # fmt: skip
    found += [tables.who_pays(*args, i) for i in range(len(args[0].policies))]
    found += [tables.exceedance(*args, quantity) for quantity in args[0].exceedance]
    return [*found, *tables.facts(*args), tables.sources(*args[1:]), tables.sources_used(*args[1:])]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency"])
def test_every_table_is_whole(name: str, code: str) -> None:
    for table in every_table(name, code):
        keys = [line.key for line in table.lines]
        assert table.title and len(keys) == len(set(keys)), table.key
        assert all(len(line.cells) == len(table.columns) for line in table.lines), table.key
        texts = [cell.text for line in table.lines for cell in line.cells]
        assert not any(re.search(r"\bnan\b|\binf\b|\{\w*\}", text) for text in texts), table.key


def test_languages_differ_in_words_and_numbers_but_not_in_values() -> None:
    german, english = (tables.key_figures(*of("sample_freelancer", code)) for code in CODES)
    assert [line.cells[1].value for line in german.lines] == [line.cells[1].value for line in english.lines]
    assert not {line.cells[0].text for line in german.lines} & {line.cells[0].text for line in english.lines}


def test_key_figures_carry_the_estimate_unrounded() -> None:
    args = of("sample_freelancer", "en")
    table = tables.key_figures(*args)
    assert table.cell("burden_p99", "value").value == args[0].burden.per_claim.p99.value
    assert table.cell("claim_ten_years", "value").value == args[0].claim.ten_years


def test_a_figure_has_no_more_digits_than_its_error_carries() -> None:
    assert carried(150_886.0, 22_000.0) == 151_000.0
    assert carried(7_842.5, 200.0) == 7_840.0
    assert carried(557.6, 2.0) == 558.0
    assert carried(0.0, 0.0) == 0.0


def test_the_four_heads_of_the_leading_case_come_first() -> None:
    table = tables.heads(*of("sample_agency", "de"))
    leading = ["bug_fixing", "customer_notification", "reputational_harm", "pr_campaign"]
    assert [line.key for line in table.lines][:4] == leading
    assert len({line.group for line in table.lines[:4]}) == 1
    assert table.lines[4].group != table.lines[0].group


def test_projects_are_named_as_in_the_case() -> None:
    table = tables.projects(*of("sample_agency", "de"))
    assert [line.cells[0].text for line in table.lines] == [
        p.name for p in sample_estimate("sample_agency").case.projects
    ]


def test_policies_stand_side_by_side_and_none_comes_last() -> None:
    table = tables.policies(*of("sample_agency", "de"))
    assert [c.label for c in table.columns[1:]] == ["Agenturpolice 1 Mio.", "Agenturpolice 3 Mio.", "ohne Police"]
    assert table.cell("limit", "0").text == "1.000.000\u00a0€"
    assert table.cell("limit", "2").value is None


def test_who_pays_adds_up() -> None:
    for i in range(3):
        for line in tables.who_pays(*of("sample_agency", "en"), i).lines:
            _, total, *parts = (cell.value for cell in line.cells)
            assert total == pytest.approx(sum(p for p in parts if isinstance(p, float)))


def test_each_fact_of_the_case_is_given_a_range_or_assumed_and_never_two_of_them() -> None:
    given, ranges, assumed = tables.facts(*of("sample_freelancer", "de"))
    keys = [line.key for table in (given, ranges, assumed) for line in table.lines]
    assert len(keys) == len(set(keys))
    assert "project.1.client.people" in [line.key for line in ranges.lines]
    assert "provider.crew" in [line.key for line in assumed.lines]


def test_what_is_assumed_for_a_policy_is_listed_too() -> None:
    case = from_mapping({"policy": [{"limit_eur": 100_000.0}, {"name": "limit not known"}]})
    found = tables.assumed(case, tables.stated(case, (), figures()), figures(), Language.named("de"))
    others = ["aggregate_multiple", "deductible_eur", "defence", "own_performance_excluded", "vouchers_excluded"]
    assert [line.key for line in found.lines] == [
        *(f"policy.1.{name}" for name in others), *(f"policy.2.{name}" for name in ("limit_eur", *others)),
    ]  # fmt: skip


def test_sources_can_be_searched() -> None:
    language = Language.named("en")
    everything, some = tables.sources(figures(), language), tables.sources(figures(), language, "OTTO")
    assert len(everything.lines) == len(figures().entries)
    assert 0 < len(some.lines) < len(everything.lines)


def paths(model: type[BaseModel], prefix: str) -> list[str]:
    found = []
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel) and inner is not Interval:
            found += paths(inner, f"{prefix}.{name}")
        else:
            found.append(f"{prefix}.{name}")
    return found


ALL = [*paths(Provider, "provider"), *paths(type(Case().projects[0]), "project"), *paths(Policy, "policy")]


@pytest.mark.parametrize("path", ALL)
def test_every_field_of_the_case_has_words_in_both_languages(path: str) -> None:
    assert fields.known(path)
    german, english = (fields.field(path, Language.named(code)) for code in CODES)
    assert german.path == path, "the field has words of its own, not those of a part it lies in"
    assert german.label and german.question and german.help
    assert german.question != english.question
    assert german.choices.keys() == english.choices.keys()


def test_there_are_no_words_for_fields_the_case_does_not_have() -> None:
    assert {f.path for f in fields.fields(Language.named("de"))} == set(ALL)


def test_values_are_written_with_their_unit() -> None:
    german = Language.named("de")
    assert fields.value_text("provider.revenue_eur", 95_000.0, german) == "95.000\u00a0€ im Jahr"
    assert fields.value_text("project.1.client.margin_share", 0.15, german) == "15\u00a0%"
    assert fields.value_text("project.1.duration_months", 1.0, german) == "1 Monat"
    assert (
        fields.range_text("project.1.response.goodwill_eur", 10.0, 50.0, german) == "10\u00a0€ bis 50\u00a0€ je Person"
    )
    assert fields.value_text("project.1.safeguards.monitoring", True, german) == "ja"


@pytest.mark.parametrize("code", CODES)
def test_figures_state_their_finding_and_draw_no_error_as_if_it_were_ignorance(code: str) -> None:
    args = of("sample_agency", code)
    for figure in (charts.curve(*args), charts.curve(*args, None), charts.heads(*args), charts.who_pays(*args, 1)):
        assert figure.title.endswith(".")
        assert figure.alt.startswith(figure.title)
        assert not figure.bands


def test_the_band_of_a_curve_is_what_nobody_knows_and_is_drawn_whole_or_not_at_all() -> None:
    estimate = sample_estimate("sample_freelancer")
    points = estimate.exceedance["burden"].aggregate
    known = tuple(replace(p, band=(p.eur / 2.0, p.eur * 3.0)) for p in points)

    def drawn(points: tuple[CurvePoint, ...]) -> tuple[object, ...]:
        curve = replace(estimate.exceedance["burden"], aggregate=points)
        exceedance = {**estimate.exceedance, "burden": curve}
        return charts.curve(replace(estimate, exceedance=exceedance), figures(), Language.named("de")).bands

    assert len(drawn(known)) == 1
    assert not drawn((*known[:-1], points[-1]))


def test_the_curve_marks_what_matters() -> None:
    marked = [m.text for m in charts.curve(*of("sample_freelancer", "de")).markers]
    assert [text.rsplit(" ", 1)[0] for text in marked] == [
        "eigenes Vermögen", "Haftungsgrenze", "Versicherungssumme", "Selbstbeteiligung",
    ]  # fmt: skip


def test_a_measured_zero_is_written_as_zero() -> None:
    assert tables.money(Measured(0.0, 0.0, 0.0), Language.named("de")).text == "0\u00a0€"


def test_a_frame_has_the_texts_of_the_table() -> None:
    table = tables.policies(*of("sample_agency", "de"))
    frame = table.frame()
    assert list(frame.columns) == [c.label for c in table.columns]
    assert len(frame) == len(table.lines)


@pytest.mark.parametrize("code", CODES)
def test_named_cases_are_listed_with_the_reason_why(code: str) -> None:
    listed = case_tables.listed(figures(), Language.named(code))
    assert {"alitalia_2012", "otto_2012", "sample_freelancer"} <= {line.key for line in listed.lines}
    assert all(cell.text for line in listed.lines for cell in line.cells)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("stundensatz", "case.provider.hourly_rate_eur"),
        ("hourly rate", "case.provider.hourly_rate_eur"),
        ("Selbstbeteiligung", "cover.deductible_eur"),
        ("Fehlersuche", "damage.bug_fixing.third_party_hours"),
        ("Datenverlust", "incidents.data_loss.unfairness"),
        ("Abmahnwelle", "causes.warning_letter_wave.share_of_rate"),
    ],
)
def test_figures_are_found_by_what_they_are_about_in_either_language(text: str, path: str, code: str) -> None:
    found = {line.key for line in tables.sources(figures(), Language.named(code), text).lines}
    assert path in found
    assert len(found) < len(figures().entries) / 4


def test_terms_of_a_policy_stand_apart_in_the_tornado_with_what_they_leave_of_the_year() -> None:
    """Screen, workbook and CSV alike: before insurance they move nothing, so another figure is told of them."""
    estimate, calibration, language = of("sample_agency", "de")
    case = changed(estimate.case, {"policy.1.sublimits_eur": {"lost_profit": 20_000}})
    found = sensitivity(case, calibration, trials=512, seed=1)
    table = what_if_tables.tornado(found, case, calibration, language)
    groups = list(dict.fromkeys(line.group for line in table.lines))
    assert groups == ["Ihre Last vor Versicherung", "Was bei Ihnen bleibt, nach den Bedingungen der Police"]
    by_key = {line.key: line for line in table.lines}
    assert by_key["policy.2.deductible_eur"].cells[0].text == "Selbstbeteiligung (Police 2: Agenturpolice 3 Mio.)"
    sublimit = by_key["policy.1.sublimits_eur.lost_profit"]
    assert sublimit.cells[0].text.startswith("Sublimit, Entgangener Gewinn")
    swing = next(s for s in found.tornado if s.field == "policy.1.sublimits_eur.lost_profit")
    assert sublimit.cells[2].value == swing.at_low.retained_eur.value > 0.0
    assert all(line.group == groups[0] for line in table.lines if not line.key.startswith("policy."))
    grid = case_grids.tornado(found, replace(estimate, case=case), calibration, language)
    keys = [column.key for column in grid.columns]
    row = next(dict(zip(keys, r.values, strict=True)) for r in grid.rows if r.values[-1] == swing.field)
    assert (row["at_low_eur"], row["moves"]) == (swing.at_low.retained_eur.value, groups[1])
    clauses = what_if_tables.choices(found, case, calibration, language)
    assert {line.group for line in clauses.lines} == set(groups)
    told = "Eine öffentliche Antwort, die Sie weniger kostet, kann Ihrem Kunden mehr schaden." in clauses.note
    assert told == any("response.stance=" in line.key for line in clauses.lines)
