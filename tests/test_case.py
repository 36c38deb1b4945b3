"""Case files: what is wrong is said with file, field, value and what is allowed; what is written is read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel import casefile
from riskmodel.case import (
    ACTIVITIES,
    Case,
    CaseError,
    Client,
    Contract,
    Fault,
    Policy,
    Project,
    Provider,
    Response,
    Safeguards,
    changed,
)
from riskmodel.values import MAX_TEXT, Interval

CASES = sorted((Path(__file__).resolve().parent.parent / "data" / "cases").glob("*.toml"))


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(CaseError) as refused:
        casefile.parse(text.encode(), "case.toml")
    return refused.value.faults


PROVIDER, PROJECT, POLICY = "[provider]\n", "[[project]]\n", "[[policy]]\nlimit_eur = 90000\n"
CLIENT, CONTRACT, SAFEGUARDS = (f"{PROJECT}[project.{part}]\n" for part in ("client", "contract", "safeguards"))
AT, YES_NO = "project.1.", "true, false"


@pytest.mark.parametrize(
    ("text", "code", "field", "given", "allowed"),
    [
        (PROVIDER + 'revenue_eur = "viel"', "not_a_number", "provider.revenue_eur", "viel", ""),
        (PROVIDER + "revenue_eur = true", "not_a_number", "provider.revenue_eur", "True", ""),
        (PROVIDER + "revenue_eur = 2026-11-22", "not_a_number", "provider.revenue_eur", "2026-11-22", ""),
        (PROVIDER + "revenue_eur = -5000", "out_of_range", "provider.revenue_eur", "-5000", "1000..1e+12"),
        (PROVIDER + "revenue_eur = 999", "out_of_range", "provider.revenue_eur", "999", "1000..1e+12"),
        (PROVIDER + "revenue_eur = nan", "out_of_range", "provider.revenue_eur", "nan", "1000..1e+12"),
        (PROVIDER + "revenue_eur = inf", "out_of_range", "provider.revenue_eur", "inf", "1000..1e+12"),
        (PROVIDER + "own_assets_eur = -0.01", "out_of_range", "provider.own_assets_eur", "-0.01", "0..1e+12"),
        (PROVIDER + "crew = { low = 1 }", "not_a_range", "provider.crew", "{'low': 1}", ""),
        (PROVIDER + "crew = { low = 3, high = 2 }", "range_reversed", "provider.crew", "3 .. 2", ""),
        (PROVIDER + "crew = { low = 3, high = 3 }", "range_reversed", "provider.crew", "3 .. 3", ""),
        (PROVIDER + "name = 7", "not_text", "provider.name", "7", ""),
        (PROVIDER + f'name = "{"n" * (MAX_TEXT + 1)}"', "text_too_long", "provider.name", "201", "200"),
        (PROVIDER + 'kind = "agancy"', "unknown_choice", "provider.kind", "agancy", "freelancer, agency or it_firm"),
        (PROVIDER + "crwe = 2", "unknown_key", "provider.crwe", "crwe", "crew"),
        ("[provder]\ncrew = 2", "unknown_key", "provder", "provder", "provider"),
        (CLIENT + "revenu_eur = 5", "unknown_key", AT + "client.revenu_eur", "revenu_eur", "revenue_eur"),
        (PROJECT + CONTRACT + "cap_sum = 5", "unknown_key", "project.2.contract.cap_sum", "cap_sum", "cap_eur"),
        (SAFEGUARDS + 'monitoring = "yes"', "not_yes_or_no", AT + "safeguards.monitoring", "yes", YES_NO),
        (SAFEGUARDS + "monitoring = 1", "not_yes_or_no", AT + "safeguards.monitoring", "1", YES_NO),
        (PROJECT + 'activity = "webshop"', "unknown_choice", "project.1.activity", "webshop", ", ".join(ACTIVITIES)),
        (PROJECT + "activity = [1, 2]", "unknown_choice", "project.1.activity", "[1, 2]", ", ".join(ACTIVITIES)),
        (PROJECT + "activity = {web_shop=0.7, media=0.2}", "shares_do_not_add_up", AT + "activity", "0.7 + 0.2", ""),
        (PROJECT + 'activity = { web_shop = "all" }', "not_a_number", "project.1.activity", "all", ""),
        (PROJECT + "year_share = 1.2", "out_of_range", "project.1.year_share", "1.2", "0..1"),
        (POLICY + "deductible_eur = 90001", "limit_below_deductible", "policy.1.limit_eur", "90000 < 90001", ""),
        (POLICY + "deductible_eur = { low = 1, high = 2 }", "no_range_here", "policy.1.deductible_eur",
         "{'low': 1, 'high': 2}", ""),
        (POLICY + "run_off_months = { low = 1, high = 2 }", "no_range_here", "policy.1.run_off_months",
         "{'low': 1, 'high': 2}", ""),
        (PROJECT + 'contract.cap = "multiple"\ncontract.cap_eur = 9', "cap_of_another_kind",
         "project.1.contract.cap_eur", "cap_eur", "multiple"),
        (PROJECT + 'contract.cap = "none"\ncontract.cap_multiple = 2', "cap_of_another_kind",
         "project.1.contract.cap_multiple", "cap_multiple", "none"),
        (PROJECT + "contract.cap_eur = 9\ncontract.cap_multiple = 2", "cap_of_another_kind",
         "project.1.contract.cap_multiple", "cap_multiple", "amount"),
        (POLICY + "deductible_share = 1.5", "out_of_range", "policy.1.deductible_share", "1.5", "0..1"),
        (POLICY + "sublimits_eur = 5", "wrong_shape", "policy.1.sublimits_eur", "5", ""),
        (POLICY + 'excluded_heads = "goodwill"', "wrong_shape", "policy.1.excluded_heads", "goodwill", ""),
        ("project = []", "wrong_shape", "project", "[]", ""),
        ("provider = 1", "wrong_shape", "provider", "1", ""),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_wrong_where_and_what_is_allowed(
    text: str, code: str, field: str, given: str, allowed: str
) -> None:
    (fault,) = faults(text)
    assert (fault.code, fault.field, fault.given) == (code, field, given)
    assert fault.allowed == allowed
    assert fault.file == "case.toml"


@pytest.mark.parametrize(
    "text", [POLICY + "deductible_eur = 90000", PROVIDER + "revenue_eur = 1000", PROJECT + "year_share = 1"]
)
def test_what_lies_just_on_the_boundary_is_accepted(text: str) -> None:
    casefile.parse(text.encode())


def test_a_schema_of_another_version_is_refused() -> None:
    (fault,) = faults("schema_version = 2")
    assert (fault.code, fault.given, fault.allowed) == ("unknown_schema", "2", "1")


def test_every_fault_of_a_file_is_named_at_once() -> None:
    found = faults(PROVIDER + 'crew = "two"\nrevenue_eur = 1\n' + PROJECT + "colour = 3\n" + POLICY + "limit = 9")
    assert {f.field for f in found} == {"provider.crew", "provider.revenue_eur", "project.1.colour", "policy.1.limit"}


def test_a_number_of_four_hundred_digits_is_out_of_range_and_shown_short() -> None:
    (fault,) = faults(PROVIDER + "revenue_eur = " + "9" * 400)
    assert fault.code == "out_of_range" and len(fault.given) <= 60


# --- files that are no case files


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\t\n", "file_empty"),
        ("title = 'Möbel'".encode("latin-1"), "file_not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file_not_text"),
        (b"title = 'a\x00b'", "file_not_text"),
        ("title = 'x'".encode("utf-16"), "file_not_text"),
        (b"title = ", "file_not_toml"),
        (b"title = 'a'\ntitle = 'b'", "file_not_toml"),
        (b"revenue = " + b"9" * 5_000, "file_not_toml"),
        (b"x = " + b"[" * 20_000, "file_not_toml"),
        (b"#" * (casefile.MAX_FILE_BYTES + 1), "file_too_large"),
    ],
    ids=["empty", "blank", "latin-1", "picture", "nul", "utf-16", "cut off", "twice", "digits", "brackets", "large"],
)
def test_a_file_that_is_no_case_file_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(CaseError) as refused:
        casefile.parse(content, "strange.toml")
    assert [(f.code, f.file) for f in refused.value.faults] == [(code, "strange.toml")]


def test_a_file_of_just_the_largest_size_is_read() -> None:
    casefile.parse(b"#" * casefile.MAX_FILE_BYTES)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CaseError) as refused:
        casefile.read(path)
    assert (refused.value.faults[0].code, refused.value.faults[0].given) == ("file_too_large", "50000000")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as refused:
        casefile.read(tmp_path / "no.toml")
    assert refused.value.faults[0].code == "file_unreadable"
    assert "no.toml" in refused.value.faults[0].file


def test_a_byte_order_mark_and_umlauts_are_read() -> None:
    assert casefile.parse("\ufefftitle = 'Möbelhaus Süß'".encode()).title == "Möbelhaus Süß"


# --- there and back

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=MAX_TEXT)


def number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.one_of(st.floats(low, high), st.integers(int(low) + 1, int(min(high, 1e9))).map(float))


def field(low: float, high: float) -> st.SearchStrategy[object]:
    interval = st.tuples(number(low, high), number(low, high)).filter(lambda p: p[0] != p[1])
    given_range = interval.map(lambda p: Interval(low=min(p), high=max(p)))
    return st.one_of(st.none(), number(low, high), given_range)


eur, share, yes_no = field(0.0, 1e12), st.one_of(st.none(), st.floats(0.0, 1.0)), st.one_of(st.none(), st.booleans())


def choice(*names: str) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(names))


projects = st.builds(
    Project,
    name=text,
    activity=st.one_of(
        st.none(), st.sampled_from(ACTIVITIES), st.just({"web_shop": 0.7, "media": 0.3}), st.just({"hosting": 1.0})
    ),
    contract_value_eur=eur,
    duration_months=field(0.1, 600.0),
    year_share=share,
    tiers_below=field(0.0, 10.0),
    client=st.builds(Client, revenue_eur=eur, margin_share=share, visibility=choice("low", "high")),
    safeguards=st.builds(Safeguards, automated_tests=yes_no, four_eyes=yes_no),
    response=st.builds(Response, goodwill_eur=eur, stance=choice("deny", "ignore"), social_media_watched=yes_no),
    contract=st.one_of(
        st.builds(Contract, cap=choice("amount"), cap_eur=eur, law=choice("CH", "UK")),
        st.builds(Contract, cap=choice("none", "multiple"), law=choice("CH", "UK")),
    ),
)
policies = st.builds(
    Policy,
    name=text,
    limit_eur=st.floats(1e6, 1e12),
    deductible_eur=st.one_of(st.none(), st.floats(0.0, 1e6)),
    deductible_share=st.floats(0.0, 1.0),
    defence=choice("beside", "inside"),
    sublimits_eur=st.dictionaries(st.sampled_from(["goodwill", "pr_campaign", "with blank"]), st.floats(0.0, 1e6)),
    excluded_heads=st.lists(st.sampled_from(["goodwill", "fee_back"]), unique=True),
)
cases = st.builds(
    Case,
    title=text,
    provider=st.builds(Provider, name=text, revenue_eur=field(1_000.0, 1e12), crew=field(1.0, 1_000.0)),
    projects=st.lists(projects, min_size=1, max_size=3).map(tuple),
    policies=st.lists(policies, max_size=2).map(tuple),
)


@given(case=cases, comments=st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again_with_and_without_comments(case: Case, comments: bool) -> None:
    assert casefile.parse(casefile.write(case, comments=comments).encode()) == case


def test_a_cap_of_another_kind_leaves_out_the_sum_of_the_kind_before() -> None:
    case = casefile.parse(b"[[project]]\ncontract.cap_eur = 50_000")
    multiple = changed(case, {"project.*.contract.cap": "multiple", "project.*.contract.cap_multiple": 2.0})
    assert (multiple.projects[0].contract.cap_eur, multiple.projects[0].contract.cap_multiple) == (None, 2.0)
    none = changed(multiple, {"project.1.contract.cap": "none"}).projects[0].contract
    assert (none.cap, none.cap_eur, none.cap_multiple) == ("none", None, None)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("comments", [False, True])
def test_a_named_case_survives_writing(path: Path, comments: bool) -> None:
    case = casefile.read(path)
    assert casefile.parse(casefile.write(case, comments=comments).encode()) == case


def test_a_file_without_comments_holds_what_was_given_and_nothing_else() -> None:
    case = Case(title="Fünf Wörter", projects=(Project(contract_value_eur=1_500_000, client=Client(people=0)),))
    lines = [line for line in casefile.write(case).splitlines() if line]
    assert lines == [
        "schema_version = 1",
        'title = "Fünf Wörter"',
        "[provider]",
        "[[project]]",
        "contract_value_eur = 1500000",
        "[project.client]",
        "people = 0",
    ]


def test_a_commented_file_explains_every_field_with_its_unit() -> None:
    written = casefile.write(Case(projects=(Project(),), policies=(Policy(limit_eur=1e6),)), comments=True)
    for model in (Provider, Project, Client, Safeguards, Response, Contract, Policy):
        for name, info in model.model_fields.items():
            if name not in ("client", "safeguards", "response", "contract"):
                assert info.description and info.description in written, name
    assert "# contract_value_eur = " in written and "(EUR)" in written and "freelancer, agency, it_firm" in written


def test_a_case_is_frozen_and_can_be_a_key() -> None:
    one, same = (casefile.parse(b"[provider]\ncrew = 3") for _ in range(2))
    assert hash(one) == hash(same) and one == same
    with pytest.raises(ValueError, match="frozen"):
        one.provider.crew = 4.0  # type: ignore[misc]
