"""The workbook: complete, true to the estimate, ready to print, harmless, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import cycle
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from riskmodel import casefile, sensitivity
from riskmodel.case import Case
from riskmodel.estimate import Curve, CurvePoint, Estimate
from riskmodel.present import csv_files, grids, sheets, theme, workbook
from riskmodel.present.cell_text import FORMULA
from riskmodel.present.language import CODES, Language
from riskmodel.present.story import Story
from riskmodel.sensitivity import Sensitivity
from tests.present.samples import SAMPLES, estimated, figures, sample_case, sample_estimate

DAY = dt.date(2026, 11, 22)
STORIES = (Story(20, "Freitag, 18:40: Ein Rabatt von 25 % bucht als 100 %."),)
HYPERLINK = '=HYPERLINK("http://example.org/?"&A1,"Rechnung")'
NASTY = {
    "equals": HYPERLINK,
    "plus": "+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1+1)*cmd",
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "wide equals": "＝1+1",
    "markup": '<script>alert(1)</script> & "quoted" <b>',
    "XML escape": "_x0041_ _x005F_",
    "control characters": "a\x00b\x01c\x0bd\x1be\x7ff\x85g",
    "not for XML": "x\ufffe\uffffy",
    "right to left": "\u202egnp.exe\u200f שלום",
    "emoji": "Rabatt 😀 👩‍💻 🇩🇪",
    "sheet name": "[x]:*?/\\'!A1",
    "code of a footer": "&P &D && &\"Wingdings\"",
    "ten thousand characters": "Müller " * 1_429,
    "forty thousand characters": "😀" * 40_000,
    "link": "http://example.org/" + "x" * 3_000,
    "number": "0049",
    "none": "none",
    "blank": " ",
}  # fmt: skip

#: Some at a time: a workbook has eight names.
HANDFULS = [list(NASTY)[i : i + 7] for i in range(0, len(NASTY), 7)]
each_handful = pytest.mark.parametrize("names", HANDFULS, ids=", ".join)
each_sample = pytest.mark.parametrize("sample", SAMPLES)
each_language = pytest.mark.parametrize("code", CODES)


@cache
def sample_levers(sample: str) -> Sensitivity:
    return sensitivity.sensitivity(sample_case(sample), figures(), trials=256, seed=1)


def made(of: Estimate, code: str = "de", levers: Sensitivity | None = None, day: dt.date = DAY) -> bytes:
    return workbook.workbook(of, figures(), Language.named(code), made_on=day, stories=STORIES, levers=levers)


@cache
def sample_bytes(sample: str, code: str) -> bytes:
    return made(sample_estimate(sample), code, sample_levers(sample))


def opened(content: bytes, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@cache
def sample_book(sample: str, code: str, values: bool = True) -> Workbook:
    return opened(sample_bytes(sample, code), values=values)


def named(book: Workbook, name: str) -> Any:
    """Return the value that a name in the workbook stands for."""
    ((sheet, cell),) = book.defined_names[name].destinations
    return book[sheet][cell].value


def table(book: Workbook, key: str) -> list[list[Any]]:
    """Return the rows of a table by its name, the header first."""
    ((sheet, cells),) = book.defined_names[f"table_{key}"].destinations
    return [[cell.value for cell in row] for row in book[sheet][cells]]


def texts(book: Workbook) -> set[str]:
    return {c.value for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}


def formulas(book: Workbook) -> list[str]:
    return [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def called(*names: str) -> Estimate:
    """Put names, in turn, wherever a user can write one, longer ones than a case file may hold among them."""
    of, given = sample_estimate("sample_agency"), cycle(names)
    case, none = of.case, of.policies[-1]
    policies = tuple(replace(p, terms=replace(p.terms, name=next(given))) for p in of.policies[:-1])
    renamed = case.model_copy(
        update={
            "title": next(given),
            "provider": case.provider.model_copy(update={"name": next(given)}),
            "projects": tuple(p.model_copy(update={"name": next(given)}) for p in case.projects),
            "policies": tuple(
                p.model_copy(update={"name": of.terms.name}) for p, of in zip(case.policies, policies, strict=True)
            ),
        }
    )
    return replace(of, case=renamed, policies=(*policies, none))


def near(found: Sequence[Any], wanted: Sequence[Any]) -> bool:
    """Tell whether numbers are the same to the digits a spreadsheet keeps, and empty cells empty."""
    pairs = list(zip(found, wanted, strict=True))
    return all(a == b if a is None or b is None else a == pytest.approx(b, rel=1e-14) for a, b in pairs)


# --- the figures of the estimate


@each_sample
@each_language
def test_every_measure_stands_in_it_with_its_errors_and_under_its_name(sample: str, code: str) -> None:
    of, book = sample_estimate(sample), sample_book(sample, code)
    _, *rows = table(book, "results")
    by_name = {row[-1]: row[3:8] for row in rows}
    wanted = {"damage": of.damage, "claimed": of.claimed, "owed": of.owed, "own_cost": of.own_cost, "burden": of.burden}
    for i, policy in enumerate(of.policies[:-1], 1):
        wanted |= {f"policy_{i}_insured": policy.insured, f"policy_{i}_retained": policy.retained}
    assert len(by_name) == len(rows) == 27 * len(wanted)
    for key, bases in wanted.items():
        for basis in ("per_year", "per_incident", "per_claim"):
            for measure in ("mean", "any_probability", "p50", "p90", "p95", "p99", "p99_5", "tvar95", "tvar99"):
                found = getattr(getattr(bases, basis), measure)
                name = f"{key}_{basis}_{measure}"
                assert near(by_name[name], [found.value, found.lo, found.hi, None, None])
                assert named(book, name) == pytest.approx(found.value, rel=1e-14)


def test_from_full_depth_on_the_bands_stand_in_it() -> None:
    of = estimated(sample_case("sample_freelancer"), 131_072)
    book = opened(made(of), values=True)
    by_name = {row[-1]: row[6:8] for row in table(book, "results")}
    assert by_name["burden_per_claim_p99"] == pytest.approx(of.burden.per_claim.band["p99"])
    of_key = [row[3:5] for row in table(book, "key_figures")[1:]]
    shown = [of.claim.band["year"], of.claim.band["ten_years"], of.owed_likelihood.band["year"]]
    shown += [of.burden.per_claim.band["p99"], of.burden.per_year.band["mean"]]
    shown += [of.policies[0].retained.per_year.band["mean"], of.band["above_own_assets_probability"]]
    assert all(any(near(row, band) for row in of_key) for band in shown)
    assert not any(near(row, of.burden.per_claim.band["mean"]) for row in of_key), "of the year, not of a claim"
    _, *heads = table(book, "heads")
    for first, figure in zip((5, 7, 9, 11), ("mean_eur", "mean_share", "tail_share", "tail_eur"), strict=True):
        ends = [p.band.get(figure, (None, None)) for p in of.heads]
        assert any(low is not None for low, _ in ends), figure
        assert all(near(row[first : first + 2], pair) for row, pair in zip(heads, ends, strict=False)), figure
    needed = of.policies[0].needed_limit_band
    assert needed and any(near(row, needed) for row in of_key)
    policies = {row[0]: row[1:] for row in table(book, "policies")}
    for end, word in enumerate(("von", "bis")):
        wanted = [p.band.get("premium_indication_eur", (None, None))[end] for p in of.policies]
        assert wanted[0] and near(policies[f"Rechnerische Prämie im Jahr, nicht bekannt: {word}"], wanted)
        wanted = [p.needed_limit_band[end] if p.needed_limit_band else None for p in of.policies]
        assert wanted[0] and near(policies[f"Ausreichende Versicherungssumme, nicht bekannt: {word}"], wanted)
    points = [row for row in table(book, "exceedance") if row[-1] == "burden"]
    bands = [p.band or (None, None) for p in of.exceedance["burden"].aggregate]
    assert any(low is not None for low, _ in bands)
    assert all(near(row[5:7], band) for row, band in zip(points, bands, strict=True))


@each_sample
def test_heads_by_cause_add_up_to_the_heads_and_to_the_damage(sample: str) -> None:
    of, book = sample_estimate(sample), sample_book(sample, "de")
    for key, wanted in (("mean", "mean_eur"), ("tail", "tail_eur")):
        header, *rows = table(book, f"heads_by_type_{key}")
        assert len(header) - 2 == len(of.incident_types) and len(rows) == len(of.heads)
        for row, part in zip(rows, of.heads, strict=True):
            assert row[1] == pytest.approx(getattr(part, wanted)) == pytest.approx(sum(row[2:]))
        assert sum(row[1] for row in rows) == pytest.approx(sum(getattr(part, wanted) for part in of.heads))


@each_sample
def test_the_curves_stand_in_it_that_of_the_burden_first(sample: str) -> None:
    of = sample_estimate(sample)
    _, *rows = table(sample_book(sample, "en"), "exceedance")
    assert rows[0][-1] == "burden"
    for key, curve in of.exceedance.items():
        mine = [row for row in rows if row[-1] == key]
        assert [row[1] for row in mine] == [p.return_period_years for p in curve.aggregate]
        assert [row[2] for row in mine] == pytest.approx([p.eur for p in curve.aggregate])
        assert [row[7] for row in mine] == pytest.approx([p.eur for p in curve.occurrence])


@each_sample
def test_every_fact_stands_in_it_with_value_unit_source_and_whether_it_is_assumed(sample: str) -> None:
    of = sample_estimate(sample)
    _, *rows = table(sample_book(sample, "en"), "inputs")
    by_field = {row[-1]: row for row in rows}
    for stated in of.stated:
        _, _, value, low, high, unit, entered, status, quality, source, _ = by_field[stated.field]
        assert status == {"given": "given", "range": "given as a range", "assumed": "assumed"}[stated.status]
        assert bool(source) == bool(stated.source) and (quality or "") == stated.quality and entered is None
        if isinstance(stated.value, float):
            assert near((value, low, high), (stated.value, stated.low, stated.high))
            assert bool(unit) == bool(stated.unit)
        else:
            assert isinstance(value, str) and value
    assert named(sample_book(sample, "en"), "input_provider_revenue_eur") == by_field["provider.revenue_eur"][2]


@each_sample
def test_who_pays_and_the_levers_are_those_of_the_estimate_and_the_what_if(sample: str) -> None:
    of, book, levers = sample_estimate(sample), sample_book(sample, "de"), sample_levers(sample)
    _, *rows = table(book, "who_pays")
    paid = [w for policy in of.policies for w in policy.who_pays]
    wanted = [[w.client_eur, w.provider_eur, w.insurer_eur, w.subcontractor_eur] for w in paid]
    assert [row[2:6] for row in rows] == [pytest.approx(row) for row in wanted]
    assert [row[6] for row in rows] == pytest.approx([sum(row) for row in wanted])
    assert not any(cell for row in rows for cell in row[7:]), "below full depth noise hides what is not known"
    _, *rows = table(book, "levers")
    saved = [x.saved.burden_eur for x in levers.levers]
    clear, unclear = [s for s in saved if s.lo > 0.0], [s for s in saved if s.lo <= 0.0]
    assert clear and unclear, "both kinds must be there to tell their order"
    assert [row[1:4] for row in rows] == [pytest.approx([s.value, s.lo, s.hi]) for s in (*clear, *unclear)]
    assert "table_levers" not in opened(made(of)).defined_names


def test_the_terms_of_the_policies_stand_side_by_side() -> None:
    of = sample_estimate("sample_agency")
    header, *rows = table(sample_book("sample_agency", "en"), "policies")
    assert header[1:] == [*(p.terms.name for p in of.policies[:-1]), "no policy"]
    by_label = {row[0]: row[1:] for row in rows}
    assert by_label["Limit a claim"] == [1_000_000, 3_000_000, None]
    assert by_label["Own damage, at most"] == [100_000, 100_000, None]
    assert by_label["Deductible"][:2] == [1_000, 2_500]
    assert by_label["What must fall into the policy's period"] == ["the claim (claims-made)"] * 2 + [None]
    assert by_label["Retroactive cover (months)"] == ["unlimited", "unlimited", None]
    assert "Calculated premium a year, not known: from" not in by_label, "noise hides it below full depth"


def test_period_and_clauses_of_a_policy_stand_in_it_and_amounts_as_they_were_entered() -> None:
    text = """
        [provider]
        revenue_eur = { low = { amount = 90_000, currency = "CHF" }, high = { amount = 140_000, currency = "CHF" } }
        [[policy]]
        limit_eur = 250_000
        own_performance_excluded = true
        vouchers_excluded = false
        trigger = "damage"
        in_force_months = 30
        ends_in_months = 8
        [[policy]]
        limit_eur = 500_000
    """
    of = estimated(casefile.parse(text.encode(), "case.toml"), 512)
    book = opened(made(of, "de"), values=True)
    rows = {row[0]: row[1:] for row in table(book, "policies")}
    assert rows["Eigene Leistung"] == ["nicht versichert", "versichert", None]
    assert rows["Versprochene Gutscheine"][0] == "versichert"
    assert rows["Versichert seit (Monate)"] == [30, "unbegrenzt", None]
    assert rows["Endet in (Monate)"] == [8, "unbegrenzt", None]
    labels = [row[0] for row in table(book, "policies")]
    assert len(labels) == len(set(labels)), "no term is said twice"
    (revenue,) = (row for row in table(book, "inputs") if row[-1] == "provider.revenue_eur")
    assert revenue[6] == "CHF 90.000 bis CHF 140.000"
    assert any("Europäische Zentralbank" in told for told in texts(book))


@each_language
def test_sheets_are_named_in_the_readers_language_whatever_the_user_wrote(code: str) -> None:
    names = [sheet.title for sheet in sample_book("sample_agency", code)]
    german = ["Überblick", "Diagramme", "Angaben", "Maße", "Kurve", "Schadenarten", "Schadenarten nach Ursache",
              "Ursachen", "Policen", "Wer zahlt", "Hebel", "Einflüsse", "Quellen"]  # fmt: skip
    english = ["Overview", "Charts", "Inputs", "Measures", "Curve", "Heads", "Heads by cause", "Causes", "Policies",
               "Who pays", "Levers", "Tornado", "Sources"]  # fmt: skip
    assert names[:13] == {"de": german, "en": english}[code]


@each_sample
def test_a_story_the_headline_and_one_disclaimer_are_told(sample: str) -> None:
    told = " ".join(texts(sample_book(sample, "de")))
    assert STORIES[0].text in told
    assert told.count("Dies ist eine Schätzung") == 1


# --- numbers are numbers, and the formulas add up


@each_sample
@each_language
def test_numbers_are_numbers_with_the_formats_of_the_language(sample: str, code: str) -> None:
    book = sample_book(sample, code)
    ((sheet, cell),) = book.defined_names["burden_per_claim_p99"].destinations
    assert book[sheet][cell].number_format == {"de": '#,##0\\ "€"', "en": '"€"#,##0'}[code]
    ((sheet, cell),) = book.defined_names["key_claim_year"].destinations
    assert book[sheet][cell].number_format == "0.00%"
    looks_like_one = re.compile(r"-?\d[\d.,]*[\s\u00a0]?[€%]?")
    assert not [t for t in texts(book) if looks_like_one.fullmatch(t) and t not in "1234"], "but the keys of projects"


@each_sample
def test_formulas_only_add_up_and_the_differences_they_show_are_nothing(sample: str) -> None:
    written, stored = sample_book(sample, "en", False), sample_book(sample, "en")
    found = formulas(written)
    assert len(found) > 30
    assert all(re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)|=ROUND\([A-Z]+\d+-\w+,2\)\+0", f) for f in found)
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if str(cell.value).startswith("=ROUND"):
                    assert stored[sheet.title][cell.coordinate].value == 0


def test_names_lead_to_cells_and_no_name_is_a_cell_itself() -> None:
    book = sample_book("sample_agency", "de")
    assert len(book.defined_names) > 300
    for name, of in book.defined_names.items():
        assert re.fullmatch(r"[a-z]+_\w+", name) and list(of.destinations)


# --- what is seen and printed


@each_sample
def test_every_sheet_prints_landscape_as_wide_as_the_paper_with_its_header_on_each_page(sample: str) -> None:
    first, drawn, *others = sample_book(sample, "de")
    for sheet in (first, drawn, *others):
        assert sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "Seite" in sheet.oddFooter.right.text
    for sheet in others:
        header = int(str(sheet.print_title_rows).strip("$").split(":")[0].strip("$"))
        assert sheet.freeze_panes == f"B{header + 1}"
        assert all(isinstance(cell.value, str) for cell in sheet[header])


@each_sample
def test_charts_are_native_tell_their_finding_in_words_and_lead_to_the_cells(sample: str) -> None:
    with zipfile.ZipFile(io.BytesIO(sample_bytes(sample, "de"))) as file:
        charts = [file.read(n).decode() for n in file.namelist() if re.match(r"xl/charts/chart\d+\.xml", n)]
        drawing = file.read("xl/drawings/drawing1.xml").decode()
    policies = len(sample_estimate(sample).policies) - 1
    assert len(charts) == 3 + policies  # curve, heads, levers, and who pays under each policy
    assert "logBase" in charts[0] and "Kurve!" in charts[0]
    assert all(theme.PAYERS[p].strip("#").upper() in charts[2] for p in ("client", "you", "insurer"))
    alts = [node.get("descr") for node in ElementTree.fromstring(drawing).iter() if node.tag.endswith("cNvPr")]
    assert len(alts) == len(charts) and all(alt and len(alt) > 20 for alt in alts)


def test_on_a_logarithmic_axis_no_curve_has_a_zero() -> None:
    book = sample_book("sample_agency", "de")
    with zipfile.ZipFile(io.BytesIO(sample_bytes("sample_agency", "de"))) as file:
        chart = file.read("xl/charts/chart1.xml").decode()
    ranges = re.findall(r"<c:yVal>.*?<c:f>(\w+)!\$C\$(\d+):\$C\$(\d+)</c:f>", chart)
    assert len(ranges) == 3
    for sheet, first, last in ranges:
        assert all(book[sheet][f"C{row}"].value > 0 for row in range(int(first), int(last) + 1))


def test_the_file_says_what_it_is_and_how_to_compute_it_again() -> None:
    book = sample_book("sample_freelancer", "de")
    assert book.properties.created == dt.datetime(2026, 11, 22)
    assert book.properties.title == sample_case("sample_freelancer").title
    told = {p.name: p.value for p in book.custom_doc_props.props}
    of = sample_estimate("sample_freelancer")
    assert (told["seed"], told["trials"], told["data"], told["language"]) == ("1", 4_000, of.data_version, "de")


# --- the same bytes


@each_sample
def test_the_same_case_seed_and_date_give_the_same_bytes(sample: str) -> None:
    case = sample_case(sample)
    first, second = (made(estimated(case, 512), "de", sample_levers(sample)) for _ in range(2))
    assert first == second
    assert made(estimated(case, 512), "de", sample_levers(sample), dt.date(2026, 11, 23)) != first


# --- what users typed


@each_handful
def test_what_users_typed_is_text_and_nothing_else(names: list[str]) -> None:
    content = made(called(*(NASTY[name] for name in names)), "de", sample_levers("sample_agency"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            text = file.read(name).decode()
            ElementTree.fromstring(text)  # well formed, so no character in it that XML forbids
            assert not (name.startswith("xl/worksheets/") and "<hyperlink" in text)
    book = opened(content)
    assert all(f.startswith(("=SUM(", "=ROUND(")) for f in formulas(book))
    assert all(len(t.encode("utf-16-le")) // 2 <= 32_767 for t in texts(book))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert all(cell.quotePrefix for cell in cells), "a text stays one even if somebody edits its cell"


def test_a_name_of_ten_thousand_characters_is_there_whole() -> None:
    name = "Müller " * 1_428 + "Ende"
    book = opened(made(called(name)))
    assert name in texts(book)


@pytest.mark.parametrize("code", CODES)
def test_no_row_is_higher_than_excel_allows_and_no_name_leads_to_a_label(code: str) -> None:
    of = called("Müller " * 1_400)
    none = tuple(replace(p, needed_limit_eur=None) for p in of.policies)
    book = opened(made(replace(of, policies=none), code))
    heights = [row.height for sheet in book for row in sheet.row_dimensions.values() if row.height]
    assert 100 < max(heights) <= 409
    more = Language.named(code).t("more than the market offers")
    assert named(book, "key_needed_limit_0") == more


def test_what_looks_like_an_escape_is_read_back_as_it_was_typed() -> None:
    content = made(called("_x0041_"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "_x005F_x0041_" in file.read("xl/sharedStrings.xml").decode()


def test_forty_projects_and_twenty_policies_fit_in() -> None:
    case = sample_case("sample_agency")
    many = case.model_copy(update={"projects": case.projects * 10, "policies": case.policies * 10})
    content = made(estimated(many, 512))
    book = opened(content, values=True)
    assert len(table(book, "projects")) == 41 and len(table(book, "policies")[0]) == 22
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert len([n for n in file.namelist() if n.startswith("xl/charts/chart")]) == 7, "not one for each policy"


def test_an_empty_case_has_a_workbook_too() -> None:
    book = opened(made(estimated(Case(), 512)), values=True)
    assert table(book, "inputs")[1][-1] == "provider.kind"


def test_a_case_in_which_nothing_falls_on_anybody_has_charts_without_lines() -> None:
    of = sample_estimate("sample_freelancer")
    zero = tuple(CurvePoint(p.return_period_years, 0.0, 0.0, 0.0) for p in of.exceedance["burden"].aggregate)
    nothing = replace(of, exceedance=dict.fromkeys(of.exceedance, Curve(zero, zero)))
    with zipfile.ZipFile(io.BytesIO(made(nothing))) as file:
        assert file.read("xl/charts/chart1.xml").decode().count("logBase") == 1, "only the axis of the years"


# --- CSV


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sample_files(of: Estimate, code: str = "en", levers: Sensitivity | None = None) -> dict[str, bytes]:
    return dict(csv_files.files(sheets.sheets(of, figures(), Language.named(code), DAY, (), levers)))


@each_sample
def test_each_table_of_the_workbook_is_a_csv_file_with_all_digits(sample: str) -> None:
    of = sample_estimate(sample)
    files = sample_files(of, levers=sample_levers(sample))
    book = sample_book(sample, "en")
    tables = {name.removeprefix("table_") for name in book.defined_names if name.startswith("table_")}
    assert {f"{key}.csv" for key in tables} == set(files)
    header, *rows = read(files["results.csv"])
    assert header == ["quantity", "basis", "measure", "value", "lo", "hi", "band_lo", "band_hi", "name"]
    values = {row[-1]: row[3] for row in rows}
    assert float(values["burden_per_claim_p99"]) == of.burden.per_claim.p99.value
    for key in tables:
        assert len(read(files[f"{key}.csv"])) == len(table(book, key))


def test_a_csv_file_begins_with_the_mark_by_which_excel_knows_utf_8_and_ends_lines_as_the_standard_says() -> None:
    content = sample_files(sample_estimate("sample_agency"), "de")["projects.csv"]
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    assert "Onlineshop Möbelhaus" in content.decode("utf-8-sig")


@each_handful
def test_no_cell_of_a_csv_file_can_act_as_a_formula(names: list[str]) -> None:
    files = sample_files(called(*(NASTY[name] for name in names)))
    for content in files.values():
        rows = read(content)
        assert len({len(row) for row in rows}) == 1
        cells = [cell for row in rows for cell in row]
        assert not [
            cell for cell in cells if cell[:1] in tuple(FORMULA) and not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)
        ]


def test_the_words_of_the_tables_are_said_once() -> None:
    """Grids take labels from the tables that screen and PDF show."""
    of, language = sample_estimate("sample_freelancer"), Language.named("de")
    grid = grids.heads(of, figures(), language)
    assert [row.values[0] for row in grid.rows][:2] == ["Fehlersuche und Behebung", "Information der Betroffenen"]
