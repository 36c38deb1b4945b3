"""The documents: complete, true to the estimate, readable by everybody, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from riskmodel import casefile, publication, sensitivity
from riskmodel.case import Case, Policy, Project
from riskmodel.estimate import Estimate
from riskmodel.measures import Measured
from riskmodel.present import charts, document, document_levers, fields, findings, glossary, lever_texts, names, tables
from riskmodel.present.branding import Branding
from riskmodel.present.formats import significant
from riskmodel.present.language import CODES, Language
from riskmodel.present.options import LAYOUTS, Layout
from riskmodel.present.story import Story
from riskmodel.present.typeset import SUBSTITUTE
from riskmodel.sensitivity import Sensitivity
from riskmodel.values import Amount
from tests.present.samples import SAMPLES, estimated, figures, sample_case, sample_estimate
from tests.test_schemas import faults

DAY = dt.date(2026, 11, 22)
NASTY = 'A*b_c #panic("x") $y$ <b> @ref \\ `raw` // = Titel'
STORIES = (Story(20, "Freitag, 18:40: Ein Rabatt von 25 % bucht als 100 %."), Story(100, "Später. " * 60))

each_sample = pytest.mark.parametrize("sample", SAMPLES)
each_language = pytest.mark.parametrize("code", CODES)
each_layout = pytest.mark.parametrize("layout", LAYOUTS)


def made(
    of: Estimate,
    code: str = "de",
    layout: Layout = "summary",
    *,
    stories: tuple[Story, ...] = (),
    branding: Branding | None = None,
    found: Sensitivity | None = None,
) -> bytes:
    return document.pdf(
        of,
        figures(),
        Language.named(code),
        layout=layout,
        made_on=DAY,
        branding=branding,
        stories=stories,
        sensitivity=found,
    )


@cache
def sample_pdf(sample: str, code: str, layout: Layout = "summary") -> bytes:
    return made(sample_estimate(sample), code, layout, stories=STORIES, found=sample_levers(sample))


@cache
def sample_levers(sample: str) -> Sensitivity:
    return sensitivity.sensitivity(sample_case(sample), figures(), trials=2_048, seed=1, tornado=False)


def shown(of: Estimate, code: str, layout: Layout = "summary") -> dict[str, object]:
    return document.content(of, figures(), Language.named(code), layout=layout, made_on=DAY, branding=Branding())


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@cache
def read(pdf: bytes) -> str:
    """Return the text of a PDF on one line, as it is read aloud."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed, so what is printed cannot be read back")
    run = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    return flat(run.stdout.decode())


def flat(text: str) -> str:
    """Join lines; break opportunities and kinds of space do not count."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def bare(text: str) -> str:
    return re.sub(r"\s", "", flat(text))


def renamed(sample: str, name: str) -> Case:
    case = sample_case(sample)
    return case.model_copy(
        update={
            "title": name,
            "provider": case.provider.model_copy(update={"name": name}),
            "projects": tuple(p.model_copy(update={"name": name}) for p in case.projects),
            "policies": tuple(p.model_copy(update={"name": name}) for p in case.policies),
        }
    )


LENGTHS = {"overview": (1, 1), "summary": (4, 6), "comparison": (2, 3)}


@each_layout
@each_sample
@each_language
def test_each_layout_has_its_length(sample: str, code: str, layout: Layout) -> None:
    least, most = LENGTHS[layout]
    assert least <= pages(sample_pdf(sample, code, layout)) <= most


@each_layout
def test_the_same_case_seed_and_date_give_the_same_bytes(layout: Layout) -> None:
    of = sample_estimate("sample_freelancer")
    once = made(of, layout=layout)
    assert made(estimated(sample_case("sample_freelancer")), layout=layout) == once
    later = dt.date(2026, 11, 23)
    assert document.pdf(of, figures(), Language.named("de"), layout=layout, made_on=later) != once


@each_layout
@each_sample
@each_language
def test_it_is_archivable_accessible_and_in_our_fonts(sample: str, code: str, layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(sample_pdf(sample, code, layout))) as pdf:
        assert str(pdf.Root.Lang).lower().startswith(code)
        with pdf.open_metadata() as claims:
            assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("3", "A")
            assert claims["pdfuaid:part"] == "1"
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        for font in fonts:
            assert "SourceSans3" in str(font.FontName)
            assert "/FontFile2" in font or "/FontFile3" in font


@each_layout
def test_title_sender_subject_and_bookmarks_are_in_the_file(layout: Layout) -> None:
    language = Language.named("de")
    pdf = made(sample_estimate("sample_agency"), layout=layout, branding=Branding(name="Makler Süd"))
    kind = {"comparison": "Liability for software errors: policies compared"}
    subject = language.t(kind.get(layout, "Liability for software errors: what it can cost and who pays"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_metadata() as said:
            assert said["dc:title"] == f"{sample_case('sample_agency').provider.name} – {subject}"
            assert list(said["dc:creator"]) == ["Makler Süd"]
            assert said["dc:description"] == subject
        with opened.open_outline() as outline:
            (first,) = outline.root
            assert first.title == sample_case("sample_agency").provider.name
            assert len(first.children) >= 2


@each_layout
@each_sample
def test_outside_tools_find_nothing_wrong_with_the_file(tmp_path: Path, sample: str, layout: Layout) -> None:
    path = tmp_path / "it.pdf"
    path.write_bytes(sample_pdf(sample, "de", layout))
    if tool := shutil.which("qpdf"):
        subprocess.run([tool, "--check", str(path)], check=True, capture_output=True)
    if tool := shutil.which("pdfinfo"):
        told = subprocess.run([tool, str(path)], check=True, capture_output=True, text=True).stdout
        assert re.search(r"Tagged:\s+yes", told)
        assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", told)
    with pikepdf.open(path) as pdf:
        assert not pdf.check_pdf_syntax()


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@each_layout
def test_the_validator_of_the_standards_agrees(tmp_path: Path, layout: Layout, flavour: str) -> None:
    tool = shutil.which("verapdf")
    if tool is None:
        pytest.skip("veraPDF is not installed: the claims rest on the typesetter's own checks and on the tags")
    path = tmp_path / "it.pdf"
    path.write_bytes(sample_pdf("sample_agency", "de", layout))
    run = subprocess.run([tool, "--flavour", flavour, "--format", "text", str(path)], capture_output=True, text=True)
    assert run.stdout.startswith("PASS"), run.stdout


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            found += [node] if "/S" in node else []
            waiting += [node.K] if "/K" in node else []
    return found


@each_layout
@each_sample
@each_language
def test_headings_and_tables_are_tagged_and_each_chart_is_told_in_words(sample: str, code: str, layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(sample_pdf(sample, code, layout))) as pdf:
        found = elements(pdf)
        tags = [str(element.S) for element in found]
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
        assert tags.count("/H1") == 1
        alts = {str(e.Alt) for e in found if str(e.S) == "/Figure" and "/Alt" in e}
    of = (sample_estimate(sample), figures(), Language.named(code))
    drawn = {
        "overview": (charts.curve(*of), charts.who_pays(*of)),
        "summary": (charts.curve(*of), charts.who_pays(*of), charts.heads(*of)),
    }
    if layout in drawn:
        assert alts == {chart.alt for chart in drawn[layout]}
    else:
        names_ = [names.claim_size(size, of[2]) for size in ("typical", "one_in_100")]
        assert all(any(name in alt for alt in alts) for name in names_)
    # Each says its finding with a figure, and more than the heading above it.
    assert all(re.search(r"\d", alt) and len(alt) > 100 for alt in alts)


def figures_that_must_stand_there(of: Estimate, language: Language) -> dict[str, str]:
    """Return the figures that a reader must find, written as the tables and the locale write them."""
    args = (of, figures(), language)
    policies, curve = tables.policies(*args), tables.exceedance(*args)
    who, heads = tables.who_pays(*args), tables.heads(*args)
    claim = of.burden.per_claim
    return {
        "claims a year": language.frequency(of.claim.year.value),
        "typical claim": language.euros_rounded(claim.p50.value),
        "one of ten claims": language.euros_rounded(claim.p90.value),
        "one of a hundred claims": language.euros_rounded(claim.p99.value),
        "limit": language.euros(of.policies[0].terms.limit_eur),
        "deductible": language.euros_exact(of.policies[0].terms.deductible_eur),
        "own assets": language.euros({s.field: s.value for s in of.stated}["provider.own_assets_eur"]),
        "once in a hundred years": curve.cell("100", "aggregate").text,
        "left of a typical claim": policies.cell("retained_p50", "0").text,
        "left on average": policies.cell("retained_mean", "1").text,
        "without a policy": policies.cell("retained_p99", str(len(of.policies) - 1)).text,
        "you pay": who.cell("one_in_10", "provider_eur").text,
        "insurer pays": who.cell("one_in_100", "insurer_eur").text,
        "largest head": heads.cell(max(of.heads, key=lambda p: p.mean_eur).name, "mean").text,
        "date": language.date(DAY),
        "trials": language.number(of.trials),
    }


@each_sample
@each_language
def test_the_figures_of_the_estimate_stand_in_it_as_the_locale_writes_them(sample: str, code: str) -> None:
    text = bare(read(sample_pdf(sample, code)))
    wanted = figures_that_must_stand_there(sample_estimate(sample), Language.named(code))
    assert not {name: figure for name, figure in wanted.items() if bare(figure) not in text}


#: Figures of the JSON that a reader of the summary must find, each with how many digits are printed.
IN_THE_JSON = {
    "likelihood.claim.year": "frequency",
    "measures.burden.per_claim.p50": "euros_rounded",
    "measures.burden.per_claim.p90": "euros_rounded",
    "measures.burden.per_claim.p99": "euros_rounded",
    "policies.0.limit_eur": "euros",
    "policies.0.aggregate_eur": "euros",
    "policies.0.deductible_eur": "euros",
    "policies.0.premium_eur_per_year": "euros",
    "policies.0.premium_indication_eur": "three",
    "policies.0.needed_limit_eur": "three",
    "policies.0.who_pays.0.provider_eur": "three",
    "policies.0.who_pays.2.insurer_eur": "three",
    "heads.lost_profit.mean_eur": "three",
    "heads.bug_fixing.mean_share": "percent",
    "above_own_assets_probability.value": "frequency",
    "trials": "number",
    "seed": "number",
}


@each_sample
@each_language
def test_figures_of_the_json_stand_in_the_summary_formatted_by_locale(sample: str, code: str) -> None:
    language = Language.named(code)
    text = bare(read(sample_pdf(sample, code)))
    tree = publication.as_json(sample_estimate(sample), "0")
    written = {
        "three": lambda x: language.euros(significant(x, 3)),
        "percent": lambda x: language.percent(round(x, 2)),
    }
    missing = {}
    for path, how in IN_THE_JSON.items():
        at: Any = tree
        for step in path.split("."):
            at = at[int(step)] if isinstance(at, list) else at[step]
        figure = written[how](at) if how in written else getattr(language, how)(at)
        if bare(figure) not in text:
            missing[path] = figure
    assert not missing


@each_layout
@each_sample
def test_all_figures_travel_inside_as_the_json_has_them(sample: str, layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(sample_pdf(sample, "de", layout))) as pdf:
        held = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert held.keys() == {"case.toml", "figures.json"}
    of = sample_estimate(sample)
    assert held["case.toml"].decode() == casefile.write(of.case)
    found = json.loads(held["figures.json"])
    assert {key: found[key] for key in publication.as_json(of, "0.1.0")} == json.loads(
        json.dumps(publication.as_json(of, found["riskmodel"]))
    )
    assert found["story"] == [vars(story) for story in STORIES]
    levers = replace(sample_levers(sample), tornado=(), choices=())
    moved = json.loads(json.dumps(sensitivity.as_json(levers)))
    assert {key: found["sensitivity"][key] for key in moved} == moved
    assert not faults("estimate", found)


@each_sample
@each_language
def test_sentences_are_those_of_the_screen_and_the_disclaimer_stands_once(sample: str, code: str) -> None:
    args = (sample_estimate(sample), figures(), language := Language.named(code))
    text = bare(read(sample_pdf(sample, code)))
    found = findings.headline(*args)
    said = [found.likelihood, found.severity, findings.cap(*args), findings.yearly(*args), findings.validation(*args)]
    assert not [sentence for sentence in said if bare(sentence) not in text]
    assert text.count(bare(findings.disclaimer(language))) == 1


@each_sample
def test_every_fact_stands_in_it_given_and_assumed_apart(sample: str) -> None:
    of, language = sample_estimate(sample), Language.named("de")
    text = bare(read(sample_pdf(sample, "de")))
    given, assumed = (text.index(bare(language.t(w))) for w in (
        "What you told us", "What is assumed because it was left open",
    ))  # fmt: skip
    assert given < assumed
    facts = tables.facts(of, figures(), language)
    parts = (text[given:assumed], text[given:assumed], text[assumed:])
    for table, part in zip(facts, parts, strict=True):
        missing = [c.text for line in table.lines for c in line.cells[:3] if bare(c.text) not in part]
        assert not missing, table.title


def test_an_agency_sees_its_projects_and_a_freelancer_no_table_of_one() -> None:
    text = read(sample_pdf("sample_agency", "de"))
    assert all(project.name in text for project in sample_case("sample_agency").projects)
    assert shown(sample_estimate("sample_agency"), "de")["projects"]
    assert shown(sample_estimate("sample_freelancer"), "de")["projects"] is None


@each_sample
def test_years_told_in_words_are_shown_where_there_are_any(sample: str) -> None:
    text = read(sample_pdf(sample, "de"))
    assert all(story.text.strip() in text for story in STORIES)
    assert "Einmal in 20 Jahren" in text
    assert STORIES[0].text not in read(made(sample_estimate(sample)))


@each_sample
@each_language
def test_what_saves_most_is_told_with_its_error_or_that_nobody_computed_it(sample: str, code: str) -> None:
    language, found = Language.named(code), sample_levers(sample)
    words = language.t("Which changes would save most was not computed for this document.")
    text = bare(read(sample_pdf(sample, code)))
    assert bare(words) not in text
    clear = [lever for lever in found.levers if lever.saved.burden_eur.lo > 0.0]
    unclear = [lever for lever in found.levers if lever.saved.burden_eur.hi < 0.0]
    title = {lever.name: bare(lever_texts.name(lever, figures(), language)) for lever in found.levers}
    assert title[clear[0].name] in text
    assert all(title[lever.name] not in text for lever in unclear)
    assert bare(language.euros_rounded(clear[0].saved.burden_eur.value)) in text
    assert bare(words) in bare(read(made(sample_estimate(sample), code)))


@each_language
def test_insurers_terms_are_explained_once(code: str) -> None:
    for layout in ("summary", "comparison"):
        text = bare(read(sample_pdf("sample_freelancer", code, layout)))
        items: Any = glossary.block(Language.named(code))["items"]
        assert all(text.count(bare(words)) == 1 for _, words in items)


# --- the comparison


@each_language
def test_policies_stand_side_by_side_in_the_order_of_the_case_with_all_their_terms(code: str) -> None:
    of, language = sample_estimate("sample_agency"), Language.named(code)
    text = bare(read(sample_pdf("sample_agency", code, "comparison")))
    first, second = (bare(policy.name) for policy in sample_case("sample_agency").policies)
    assert text.index(first) < text.index(second)
    for policy in of.policies[:-1]:
        wanted = [policy.terms.limit_eur, policy.terms.aggregate_eur, policy.terms.own_damage_sublimit_eur]
        assert all(bare(language.euros(eur)) in text for eur in wanted)
        assert bare(language.euros_rounded(policy.who_pays[0].provider_eur)) in text
    assert bare(language.t("How this was compared")) in text


@each_language
def test_the_comparison_ranks_nobody(code: str) -> None:
    text = read(sample_pdf("sample_agency", code, "comparison")).lower()
    praise = {"de": r"\b(am besten|beste|testsieger|empfehlen|platz 1)\b", "en": r"\b(best|winner|we recommend)\b"}
    assert not re.search(praise[code], text)


def test_up_to_four_policies_are_compared_and_the_fifth_is_named_as_left_out() -> None:
    case = sample_case("sample_freelancer")
    more = tuple(Policy(name=f"Angebot {n}", limit_eur=n * 100_000.0) for n in range(1, 6))
    of = estimated(case.model_copy(update={"policies": more}), 512)
    text = read(made(of, layout="comparison"))
    assert all(f"Angebot {n}" in text for n in range(1, 5))
    assert "Angebot 5" not in text
    for layout in ("summary", "comparison"):
        curve: Any = shown(of, "de", layout)["curve"]
        rows = [line["cells"][0] for line in curve["table"]["lines"]]
        assert rows == ["ohne Police", *(f"Angebot {n}" for n in range(1, 5))]
        assert curve["table"]["note"]
    words = (
        "One further policy of the case is not shown here.",
        "{n} further policies of the case are not shown here.",
    )
    assert Language.named("de").nt(*words, 1) in text


@each_language
@pytest.mark.parametrize("count", [3, 4, 6])
def test_the_one_page_says_how_many_policies_it_leaves_out(count: int, code: str) -> None:
    policies = tuple(Policy(name=f"Offer {n}", limit_eur=n * 100_000.0) for n in range(1, count + 1))
    of = estimated(sample_case("sample_freelancer").model_copy(update={"policies": policies}), 512)
    text = read(made(of, code, "overview", branding=SENDER))
    assert [n for n in range(1, count + 1) if f"Offer {n}" in text] == [1, 2, 3]
    words = (
        "One further policy of the case is not shown here.",
        "{n} further policies of the case are not shown here.",
    )
    language = Language.named(code)
    assert [n for n in (1, 2, 3) if language.nt(*words, n) in text] == ([count - 3] if count > 3 else [])


@pytest.mark.parametrize("layout", ["overview", "summary"])
def test_without_a_policy_no_insurer_is_said_to_pay_nothing(layout: Layout) -> None:
    case = sample_case("sample_freelancer").model_copy(update={"policies": ()})
    said = shown(estimated(case, 512), "de", layout)
    del said["glossary" if layout == "summary" else "disclaimer"]
    assert not re.search(r"Versicherer\b", json.dumps(said, ensure_ascii=False))


def test_what_all_policies_leave_open_is_said_once() -> None:
    policies = tuple(Policy(name=name, limit_eur=1e6) for name in ("A", "B"))
    case = sample_case("sample_freelancer").model_copy(update={"policies": policies})
    said: Any = shown(estimated(case, 512), "de", "comparison")["terms"]
    assert said["note"].startswith("Im Fall offengelassen und als marktüblich angenommen: alle Policen: ")
    assert said["note"].count("Selbstbeteiligung") == 1


def test_a_source_has_a_number_only_where_one_refers_to_it() -> None:
    said: Any = shown(sample_estimate("sample_freelancer"), "de")
    numbers = [mark for mark, _ in said["sources"]["items"] if mark != "–"]
    referred = {line["cells"][-1] for line in said["assumed"]["table"]["lines"]} - {"", "Einschätzung"}
    assert set(numbers) == referred


def test_facts_of_projects_stand_in_the_order_of_the_form() -> None:
    said: Any = shown(sample_estimate("sample_agency"), "de")["given"]
    labels = [line["cells"][0] for line in said["tables"][0]["lines"]]
    form = [field.label for field in fields.fields(Language.named("de"))]
    assert labels == sorted(labels, key=form.index)


def test_terms_that_the_case_leaves_open_are_named_as_assumed() -> None:
    case = sample_case("sample_freelancer").model_copy(update={"policies": (Policy(name="Offen", limit_eur=1e6),)})
    said: Any = shown(estimated(case, 512), "en", "comparison")["terms"]
    assert said["note"] == (
        "Left open in the case and assumed as usual in the market: Offen: Limit a year, Deductible, Cost of defence, "
        "Own performance, Promised vouchers."
    )


def test_clauses_and_the_period_of_a_policy_are_compared_where_any_has_them() -> None:
    bare_one = Policy(name="Ohne", limit_eur=1e6, own_performance_excluded=False, vouchers_excluded=True)
    dated = Policy(name="Mit", limit_eur=1e6, trigger="claims_made", in_force_months=24.0)
    case = sample_case("sample_freelancer").model_copy(update={"policies": (bare_one, dated)})
    said: Any = shown(estimated(case, 512), "en", "comparison")["terms"]
    rows = {line["cells"][0]: line["cells"][1:] for line in said["table"]["lines"]}
    assert rows["Promised vouchers"] == ["not insured", "insured"]
    assert rows["Own performance"][0] == "insured"
    assert rows["In force for"] == ["–", "24 months"]
    assert rows["What must fall into the policy's period"][1] == "the claim (claims-made)"


PROMISES = """
[[policy]]
name = "Alt"
limit_eur = 500_000
deductible_eur = 1_000
trigger = "breach"
in_force_months = 36
retroactive_months = 12
own_performance_excluded = true
deductible_share = 0.1
deductible_maximum_eur = 5_000
defence = "inside"
sublimits_eur = { pr_campaign = 50_000, customer_notification = 25_000 }
excluded_incident_types = ["data_loss", "outage"]
[[policy]]
name = "Neu"
limit_eur = { amount = 1_000_000, currency = "CHF" }
trigger = "claims_made"
"""


@cache
def promising() -> Estimate:
    return estimated(casefile.parse(PROMISES.encode()), 512)


@pytest.mark.parametrize("layout", ["summary", "comparison"])
def test_what_policies_do_not_cover_stands_in_it_as_entered_and_says_the_same_in_each_table(layout: Layout) -> None:
    block: Any = shown(promising(), "de", layout)
    tables_ = [block["results"]["table"], block["terms"]["table"]] if layout == "comparison" else []
    rows: dict[str, set[tuple[str, ...]]] = {}
    for table in tables_ or block["policies"]["tables"]:
        for line in table["lines"]:
            rows.setdefault(line["cells"][0], set()).add(tuple(line["cells"][1:3]))
    assert rows["Eigene Leistung"] == {("nicht versichert", "versichert")}
    assert rows["Nicht versicherte Vorfälle"] == {("Datenverlust, Ausfall", "keine")}
    ((sublimits, none),) = rows["Sublimits (niedrigere Summen für einzelne Schadenarten)"]
    assert "50.000" in sublimits and "25.000" in sublimits and none == "keine"
    assert rows["Abwehrkosten"] == {("aus der Versicherungssumme", "zusätzlich zur Versicherungssumme")}
    ((first, second),) = rows["Versicherungsfall"]
    assert "Verstoß" in first and "Claims-made" in second
    assert tables.policies(promising(), figures(), Language.named("de")).cell("trigger", "1").text == second
    ((share, _),) = rows["Selbstbeteiligung"]
    assert share.startswith("10") and "1.000" in share and "5.000" in share
    ((_, limit),) = rows["Versicherungssumme"]
    assert limit.startswith("CHF 1.000.000 (") and limit.endswith("€)")


def test_terms_that_are_usual_take_no_room_in_the_summary() -> None:
    plain: Any = shown(estimated(sparse(1), 512), "de")["policies"]
    labels = [line["cells"][0] for table in plain["tables"] for line in table["lines"]]
    assert "Abwehrkosten" not in labels and "Eigene Leistung" not in labels


def test_what_is_left_open_in_policies_is_said_of_them_and_of_no_project() -> None:
    policies = (Policy(name="A", limit_eur=1e6), Policy(name="B", limit_eur=5e5))
    case = sparse(3).model_copy(update={"policies": policies})
    assumed: Any = shown(estimated(case, 512), "de")["assumed"]
    rows = [line["cells"] for line in assumed["table"]["lines"]]
    where = {label: place for place, label, *_ in rows}
    assert where["Selbstbeteiligung"] == where["Abwehrkosten"] == "alle Policen"
    assert where["Tätigkeit"] == "alle"
    assert all("0" not in place for place, *_ in rows)


def test_with_one_project_and_several_policies_it_is_said_which_policy_left_something_open() -> None:
    policies = (
        Policy(name="A", limit_eur=1e6, deductible_eur=500.0),
        Policy(name="B", limit_eur=5e5, own_performance_excluded=True),
    )
    case = sparse(1).model_copy(update={"policies": policies})
    table: Any = shown(estimated(case, 512), "de")["assumed"]["table"]  # type: ignore[index]
    assert table["columns"][0]["title"] == "Angabe"
    labels = {line["cells"][0] for line in table["lines"]}
    assert {"Selbstbeteiligung (Police 2)", "Eigene Leistung (Police 1)", "Abwehrkosten", "Tätigkeit"} <= labels
    alone: Any = shown(estimated(sparse(1), 512), "de")["assumed"]["table"]  # type: ignore[index]
    assert alone["columns"][0]["title"] == "Angabe"


def test_a_limit_in_francs_is_told_in_francs_in_the_sentence_about_the_policy_too() -> None:
    policy = (
        casefile.parse(PROMISES.encode())
        .policies[1]
        .model_copy(update={"deductible_eur": Amount(amount=500.0, currency="CHF")})
    )
    of = estimated(sparse(1).model_copy(update={"policies": (policy,)}), 512)
    for code, written in (("de", "CHF 1.000.000 ("), ("en", "CHF 1,000,000 (")):
        said = findings.policy(of, figures(), Language.named(code))
        assert written in said and "CHF 500 (" in said
        assert bare(said) in bare(read(made(of, code)))


def test_policies_with_names_too_long_for_a_table_are_still_told_apart() -> None:
    name = "Vermögensschaden-Haftpflichtversicherung für IT-Dienstleister mit Erweiterung " * 2
    policies = tuple(Policy(name=f"{name}{n}", limit_eur=n * 1e5) for n in (1, 2, 3, 4))
    of = estimated(sample_case("sample_freelancer").model_copy(update={"policies": policies}), 512)
    for layout in ("overview", "summary", "comparison"):
        said = json.dumps(shown(of, "de", layout), ensure_ascii=False)
        assert name not in said
        told_apart = (1, 2, 3) if layout == "overview" else (1, 2, 3, 4)
        assert all(re.search(rf"…[^\"]*eiterung {n}", said) for n in told_apart)
    results: Any = shown(of, "de", "comparison")["results"]
    assert max(len(column["title"]) for column in results["table"]["columns"]) <= 64


def test_the_words_of_the_curve_find_room_at_each_height_of_the_one_page() -> None:
    of = sample_estimate("sample_freelancer")
    curves: Any = shown(of, "de", "overview")["curve"]
    assert [float(height) for height in curves] == sorted((float(h) for h in curves), reverse=True)
    for curve in curves.values():
        marked = [marker["at"] for marker in curve["markers"]]
        half = 0.45 / curve["height"]  # of a line of text: its words stand on it or below it, not in it
        assert not [
            label["runs"]
            for label in curve["labels"]
            if not label["strong"] and any(abs(label["place"][1] - at) < half for at in marked)
        ]


def test_the_line_of_a_deductible_that_is_a_share_says_that_it_is_the_least() -> None:
    drawn = bare(json.dumps(charts.curve(promising(), figures(), Language.named("de")).as_json(), ensure_ascii=False))
    assert "Selbstbeteiligungmindestens1.000€" in drawn


def test_without_a_policy_there_is_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="needs a policy"):
        made(estimated(Case(), 512), layout="comparison")


# --- whose paper it is

SENDER = Branding(
    name="Maklerbüro Nord GmbH",
    address="Hafenstraße 1\n20457 Hamburg",
    logo='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10"/></svg>',
    accent="#7a1f3d",
    closing="Wir freuen uns auf Sie.\nIhr Maklerbüro",
    reference="2026-0815",
    valid_days=30,
    signatures=True,
)


@each_layout
def test_the_sender_is_on_the_paper(layout: Layout) -> None:
    pdf = made(sample_estimate("sample_freelancer"), layout=layout, branding=SENDER)
    text = read(pdf)
    for words in ("Maklerbüro Nord GmbH", "20457 Hamburg", "2026-0815", "Wir freuen uns auf Sie."):
        assert words in text
    assert Language.named("de").date(DAY + dt.timedelta(days=30)) in text
    assert text.count("Ort, Datum") == 2
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        alts = {str(e.Alt) for e in elements(opened) if str(e.S) == "/Figure" and "/Alt" in e}
    assert "Maklerbüro Nord GmbH" in alts


@each_language
@each_sample
def test_the_one_page_of_a_sender_still_has_the_policies_and_what_follows(sample: str, code: str) -> None:
    pdf, language = made(sample_estimate(sample), code, "overview", branding=SENDER), Language.named(code)
    assert pages(pdf) == 1
    text = bare(read(pdf))
    assert bare(language.t("Policies side by side")) in text
    assert bare(findings.assumed(sample_estimate(sample), figures(), language)) in text


@each_layout
def test_a_long_name_below_a_signature_line_fills_its_lines_with_whole_words(layout: Layout) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    name = "Gesellschaft für Digitale Markenführung und Softwareentwicklung Süddeutschland mbH & Co. KG"
    case = sample_case("sample_freelancer")
    provider = case.provider.model_copy(update={"name": name})
    pdf = made(estimated(case.model_copy(update={"provider": provider}), 256), layout=layout, branding=SENDER)
    run = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    below = run.stdout.decode().rpartition("Wir freuen uns auf Sie.")[2]
    assert "Gesellschaft für Digitale" in below
    assert "-\n" not in re.sub(" +", "", below)


@each_layout
def test_without_a_sender_nothing_of_one_is_printed(layout: Layout) -> None:
    text = read(made(sample_estimate("sample_freelancer"), layout=layout))
    assert "Ort, Datum" not in text
    assert "Gültig bis" not in text


@each_layout
def test_a_colour_that_cannot_be_read_does_not_change_the_document(layout: Layout) -> None:
    of = sample_estimate("sample_freelancer")
    assert made(of, layout=layout, branding=Branding(accent="#ffdd00")) == made(of, layout=layout)
    assert made(of, layout=layout, branding=Branding(accent="#7a1f3d")) != made(of, layout=layout)


# --- what people type

ODD = [NASTY, "x" * 200, "Straßenüberführungsänderungsgeschäft " * 5, "Ärger, Öl & Übel GmbH – „ß“", "{page} %s {0}"]


@pytest.mark.parametrize("name", ODD, ids=["markup", "one long word", "long words", "umlauts", "placeholders"])
@each_layout
def test_what_people_typed_prints_literally(layout: Layout, name: str) -> None:
    pdf = made(estimated(renamed("sample_agency", name[:200]), 512), layout=layout)
    # A hyphen at the end of a line is the typesetter's.
    assert re.sub("[-\u00ad\u2010]", "", bare(name[:200])) in re.sub("[-\u00ad\u2010]", "", bare(read(pdf)))
    assert pages(pdf) == 1 or layout != "overview"


@pytest.mark.parametrize("name", ["Rabatt 😀 Aktion", "שלום עולם", "\u202eabc", " ", "\u00ad\u00ad"], ids=range(5))
@each_layout
def test_what_cannot_be_drawn_breaks_nothing(layout: Layout, name: str) -> None:
    pdf = made(estimated(renamed("sample_freelancer", name), 512), layout=layout)
    text = read(pdf)
    assert (SUBSTITUTE in text) == any(ord(c) > 0x500 and c != "\u202e" for c in name)
    assert "\u202e" not in text
    # In the case that travels inside, the name is as it was typed.
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        held = casefile.parse(opened.attachments["case.toml"].get_file().read_bytes())
    assert held.projects[0].name == name


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "Wort " * 2_000, "\u0000\u0007\ud800"], ids=["word", "words", "control"]
)
@each_layout
def test_names_that_no_case_file_may_have_still_break_nothing(layout: Layout, name: str) -> None:
    sender = SENDER.model_copy(update={"name": name, "address": name, "closing": name, "reference": name})
    pdf = made(estimated(renamed("sample_freelancer", name), 512), layout=layout, branding=sender)
    assert pdf.startswith(b"%PDF")


def test_an_empty_case_has_a_summary_and_an_overview_too() -> None:
    of = estimated(Case(), 512)
    pdf = made(of)
    assert pages(pdf) <= 6
    assert Language.named("de").t("Nothing was given, so all is assumed.") in read(pdf)
    assert pages(made(of, layout="overview")) == 1


@each_language
@pytest.mark.parametrize("count", [8, 40])
def test_many_projects_and_policies_fit_their_pages(count: int, code: str) -> None:
    of = estimated(large(count), 512)
    pdf = made(of, code, stories=STORIES, found=sample_levers("sample_agency"), branding=SENDER)
    assert 4 <= pages(pdf) <= 6
    text = read(pdf)
    assert all(f"{n} Neugestaltung" in text for n in range(1, count + 1))
    left = Language.named(code).nt(
        "One more project, which weighs less, stands in the case file only.",
        "{n} more projects, which weigh less, stand in the case file only.",
        36,
    )
    assert (left in text) == (count == 40)
    assert pages(made(of, code, "overview", branding=SENDER)) == 1


def large(count: int) -> Case:
    """Return an agency of many projects and four policies, all with long names."""
    case = sample_case("sample_agency")
    projects = tuple(
        project.model_copy(update={"name": f"{'Neugestaltung des Kundenportals ' * 5} {n}"})
        for n, project in enumerate((case.projects * 10)[:count])
    )
    policies = tuple(
        policy.model_copy(update={"name": f"{'IT-Haftpflicht Komfort mit Eigenschäden ' * 3}{n}"})
        for n, policy in enumerate(case.policies * 2)
    )
    provider = case.provider.model_copy(
        update={"name": "Gesellschaft für Markenführung und Softwareentwicklung Süddeutschland mbH & Co. KG"}
    )
    return case.model_copy(update={"provider": provider, "projects": projects, "policies": policies})


def titles(items: list[pikepdf.OutlineItem]) -> list[str]:
    return [title for item in items for title in (item.title, *titles(item.children))]


@each_layout
@each_sample
@each_language
def test_no_heading_ends_a_page_and_no_table_that_fits_one_is_cut(sample: str, code: str, layout: Layout) -> None:
    pdf = sample_pdf(sample, code, layout)
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        headings = [bare(title) for title in titles(list(outline.root))]
    assert len(headings) >= 3
    for page in run.stdout.decode().split("\f")[:-1]:
        *_, last, _footer = [bare(line) for line in page.splitlines() if line.strip()]
        assert not [heading for heading in headings if heading.endswith(last)], last
    head = bare(Language.named(code).t("in 8 of 10 such cases"))
    assert bare(run.stdout.decode()).count(head) == (1 if layout == "summary" else 0)


def test_no_words_run_out_of_the_page() -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    of = estimated(renamed("sample_agency", "Straßenüberführungsänderungsgeschäft/" * 5), 512)
    for layout in LAYOUTS:
        pdf = made(of, layout=layout, branding=SENDER)
        boxes = subprocess.run([tool, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
        edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
        assert max(edges) <= (210 - 22) / 25.4 * 72 + 2  # a hyphen hangs a little into the margin


def sparse(count: int) -> Case:
    """Return an agency of which little more than the contract values is known."""
    projects = tuple(
        Project(name=f"Relaunch Kundenportal Standort {n}", contract_value_eur=20_000.0 + 1_000.0 * n)
        for n in range(1, count + 1)
    )
    return Case(title="Werkstatt Digital", projects=projects, policies=(Policy(name="Basis", limit_eur=5e5),))


@pytest.mark.parametrize("name", ["a" * 200, "Relaunchkundenportal" * 10, "strengst" * 25])
@each_layout
def test_a_name_or_reference_without_a_space_stays_inside_the_margins(layout: Layout, name: str) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    case = sparse(12)
    projects = tuple(project.model_copy(update={"name": name}) for project in case.projects)
    sender = SENDER.model_copy(update={"reference": "2026-0815-" + "Referenz-" * 10})
    pdf = made(estimated(case.model_copy(update={"projects": projects}), 256), layout=layout, branding=sender)
    boxes = subprocess.run([tool, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="[-\d.]+">([^<]*)<', boxes)
    assert max(float(right) for _, _, right, _ in words) <= (210 - 22) / 25.4 * 72 + 2
    (label,) = (word for word in words if word[3] == "Zeichen")
    title = [float(right) for _, top, right, word in words if word == "Digital" and float(top) < 200]
    assert title and max(title) < float(label[0]), "the reference is beside the title, not over it"


@each_language
@each_layout
def test_many_projects_of_which_little_is_known_stay_inside_the_margins(layout: Layout, code: str) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    of = estimated(sparse(40), 512)
    pdf = made(of, code, layout, branding=SENDER)
    boxes = subprocess.run([tool, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    millimetre = 72 / 25.4
    for page in boxes.split("<page ")[1:]:
        edges = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', page)
        words = [tuple(map(float, edge)) for edge in edges]
        assert min(word[0] for word in words) >= 22 * millimetre - 1
        assert max(word[2] for word in words) <= (210 - 22) * millimetre + 2  # a hyphen hangs a little out
        below = {round(word[1]) for word in words if word[3] > (297 - 18) * millimetre + 3}
        assert len(below) == 1  # the footer, one line; what letters reach below a last line is no second
        heights = [bottom - top for _, top, _, bottom in words]
        assert min(heights) >= 0.85 * 7  # readable: small print is scaled down a little at most
    assert bare(findings.assumed(of, figures(), Language.named(code))) in bare(read(pdf))
    assert pages(pdf) <= {"overview": 1, "summary": 6, "comparison": 3}[layout]


@each_layout
@each_sample
def test_all_data_are_plain_json(sample: str, layout: Layout) -> None:
    assert json.loads(json.dumps(shown(sample_estimate(sample), "en", layout), allow_nan=False))


@each_layout
@pytest.mark.parametrize("sample", ["sample_freelancer", "otto_2012"], ids=["insured", "uninsured"])
def test_no_empty_sentence_leaves_a_gap(sample: str, layout: Layout) -> None:
    if layout == "comparison" and sample == "otto_2012":
        pytest.skip("it has no policy to compare")

    def paragraphs(of: object, inside: bool = False) -> list[object]:
        if isinstance(of, dict):
            return [
                p for key, part in of.items() for p in paragraphs(part, key in ("sentences", "follows", "headline"))
            ]
        if isinstance(of, list):
            return [p for part in of for p in paragraphs(part, inside)]
        return [of] if inside else []

    found = paragraphs(shown(sample_estimate(sample), "de", layout))
    assert len(found) > 3 and all(found)


def test_a_tornado_that_was_asked_for_beside_it_changes_no_byte_of_the_summary() -> None:
    of, case = sample_estimate("sample_freelancer"), sample_case("sample_freelancer")
    levers = sensitivity.sensitivity(case, figures(), trials=512, seed=1)
    bare_levers = replace(levers, tornado=(), choices=())
    assert levers.tornado and levers.choices
    assert made(of, stories=STORIES, found=levers) == made(of, stories=STORIES, found=bare_levers)


def of_levers(*saved: tuple[tuple[float, float], tuple[float, float]]) -> Sensitivity:
    """Return levers that save so much before insurance and with the policy, each with its error."""
    found = sample_levers("sample_freelancer")

    def measured(of: tuple[float, float]) -> Measured:
        return Measured(of[0], of[0] - of[1], of[0] + of[1])

    effects = [replace(found.levers[0].saved, burden_eur=measured(b), retained_eur=measured(r)) for b, r in saved]
    pulled = [replace(lever, saved=effect) for lever, effect in zip(found.levers, effects, strict=False)]
    return replace(found, levers=tuple(pulled))


@each_language
def test_a_saving_no_larger_than_its_error_stands_in_brackets_and_is_said_to_mean_nothing(code: str) -> None:
    language, of = Language.named(code), sample_estimate("sample_freelancer")
    found = of_levers(((300.0, 50.0), (8.0, 9.0)), ((200.0, 50.0), (40.0, 4.0)))
    table = document_levers.table(found, of, figures(), language)
    printed = [[cell.text for cell in line.cells[1::2]] for line in table.lines]
    assert printed == [
        [language.euros(300.0), f"({language.euros(8.0)})"],
        [language.euros(200.0), language.euros(40.0)],
    ]
    assert language.t("Savings in brackets are no larger than their error and say nothing.") in table.note
    second = lever_texts.name(found.levers[1], figures(), language)
    assert second in document_levers.with_policy(found, of, figures(), language)
    alike = of_levers(((300.0, 50.0), (60.0, 9.0)), ((200.0, 50.0), (40.0, 4.0)))
    assert document_levers.with_policy(alike, of, figures(), language) == ""
    assert "(" not in "".join(c.text for line in document_levers.table(alike, of, figures(), language).lines
                              for c in line.cells[1:])  # fmt: skip


def test_what_saves_most_with_the_policy_is_listed_however_little_it_saves_without_one() -> None:
    of, language = sample_estimate("sample_freelancer"), Language.named("en")
    clear = [((300.0 - n, 5.0), (0.0, 0.0)) for n in range(7)]
    found = of_levers(*clear, ((20.0, 5.0), (15.0, 2.0)))
    listed = [line.key for line in document_levers.table(found, of, figures(), language).lines]
    assert listed == [found.levers[n].name for n in (0, 1, 2, 3, 4, 7)]
