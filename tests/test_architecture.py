"""The house keeps its plan: what may import what, and what no file may contain."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "riskmodel"

# From the ground up. A module imports only from modules before it; a new one is given its place here.
FLOORS = (
    "files",
    "once",
    "streams",
    "values",
    "case",
    "quantity",
    "calibration",
    "currency",
    "facts",
    "casefile",
    "caselink",
    "safeguards",
    "incidents",
    "outcry",
    "fees",
    "damage",
    "dispute",
    "liability",
    "period",
    "cover",
    "measures",
    "ledger",
    "simulate",
    "bands",
    "samples",
    "crosstab",
    "tail",
    "validation",
    "estimate",
    "parts",
    "payers",
    "policy_figures",
    "publish",
    "curves",
    "offers",
    "publication",
    "cases",
    "moves",
    "sensitivity",
    "responses",
    "backtest",
    "precedents",
    "book",
    "present",
    "__main__",
    "risk_app",
)

# Whoever computes knows nothing of screens, documents, languages and tables.
PRESENTATION_ONLY = {"PIL", "altair", "babel", "pandas", "plotly", "pypdf", "streamlit", "typst", "xlsxwriter"}

# Reproducible from a key: generators are made, the global one is never touched.
KEYED_RANDOM = {"BitGenerator", "Generator", "Philox", "SeedSequence"}

# Beside the members of an open set: what each of them is given, and no member itself.
COMMON_GROUND = {"scene"}

SESSION_STATE = {"session_state", "cache_data", "cache_resource"}


def floor_of(file: Path) -> str:
    """Name the module or folder of the plan that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py") if PACKAGE in file.parents else file.stem


def package_of(file: Path) -> list[str]:
    """Name the package a file lies in, for relative imports."""
    return list(file.relative_to(ROOT).parent.parts)


def imports(file: Path) -> Iterator[str]:
    """List what a file imports, in full, also inside functions; `from a import b` counts as `a.b`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = package_of(file)
            start = here[: len(here) + 1 - node.level] if node.level else []
            module = ".".join([*start, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def attributes(file: Path) -> Iterator[str]:
    """List dotted names that a file uses, such as `np.random.normal`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


FILES = sorted(PACKAGE.rglob("*.py")) + [file for file in [ROOT / "risk_app.py"] if file.exists()]
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))


def test_every_module_has_its_place_in_the_plan() -> None:
    present = {floor_of(file) for file in FILES} - {"__init__"}
    assert present <= set(FLOORS), f"give these a place in FLOORS: {sorted(present - set(FLOORS))}"


@each_file
def test_imports_run_one_way_down_the_plan(file: Path) -> None:
    floor = floor_of(file)
    below = FLOORS[: FLOORS.index(floor)] if floor in FLOORS else ()
    used = {name.split(".")[1] for name in imports(file) if name.startswith("riskmodel.")} & set(FLOORS)
    assert used - {floor} <= set(below), f"{floor} may not import {sorted(used - {floor} - set(below))}"


def test_the_package_itself_imports_nothing_so_that_a_short_command_stays_short() -> None:
    assert list(imports(PACKAGE / "__init__.py")) == []


@each_file
def test_only_the_presentation_knows_screens_documents_languages_and_tables(file: Path) -> None:
    if floor_of(file) in {"present", "risk_app"}:
        return
    assert {name.split(".")[0] for name in imports(file)}.isdisjoint(PRESENTATION_ONLY)


@each_file
def test_scipy_stats_is_not_used_because_it_takes_half_a_second_to_import(file: Path) -> None:
    assert not [name for name in imports(file) if name.startswith("scipy.stats")]


def test_measures_know_arrays_only() -> None:
    file = PACKAGE / "measures.py"
    if not file.exists():
        pytest.skip("there are no measures yet")
    allowed = {"numpy", "scipy", "__future__", "collections", "dataclasses", "math", "typing"}
    assert {name.split(".")[0] for name in imports(file)} <= allowed


@pytest.mark.parametrize("folder", ["damage", "present/pages"])
def test_members_of_an_open_set_do_not_know_each_other(folder: str) -> None:
    members = {file.stem: file for file in (PACKAGE / folder).glob("[!_]*.py") if file.stem not in COMMON_GROUND}
    dotted = "riskmodel." + folder.replace("/", ".")
    for stem, file in members.items():
        others = {f"{dotted}.{other}" for other in members}
        known = [name for name in imports(file) if ".".join(name.split(".")[: dotted.count(".") + 2]) in others]
        assert not known, f"{stem} imports {known}"


@each_file
def test_session_state_lives_in_one_file_and_caches_in_two(file: Path) -> None:
    if file == PACKAGE / "present" / "session.py":
        return
    caches = {"cache_data", "cache_resource"} if file == PACKAGE / "present" / "computed.py" else set()
    used = {name.rsplit(".", 1)[-1] for name in [*attributes(file), *imports(file)]}
    assert used.isdisjoint(SESSION_STATE - caches)


@each_file
def test_chance_comes_from_keyed_generators_never_from_numpys_global_one(file: Path) -> None:
    names = [*attributes(file), *imports(file)]
    found = [match[1] for name in names if (match := re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", name))]
    assert set(found) <= KEYED_RANDOM
    assert "random" not in {name.split(".")[0] for name in imports(file)}


@each_file
def test_a_file_holds_one_step_and_is_short(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: beyond 400 a file usually holds two steps; split it"


def test_browser_tests_are_in_files_named_after_the_browser() -> None:
    mark = "mark." + "browser"
    unnamed = [f.name for f in (ROOT / "tests").rglob("*.py") if mark in f.read_text(encoding="utf-8")]
    assert all("browser" in name for name in unnamed), f"start.py takes these for tests without one: {unnamed}"


# --- what is published


def published() -> list[Path]:
    """List the text files that a clone holds, or would hold after adding the new ones."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in names.splitlines()]
    binary = {".ttf", ".png", ".pdf", ".xlsx", ".parquet", ".mo", ".ico"}
    return [file for file in files if file.is_file() and file.suffix not in binary]


def test_no_file_names_a_package_registry_or_a_place_on_somebodys_machine() -> None:
    # Taken apart, so that this file does not hold what it looks for.
    hosts = ["pypi" + ".org", "python" + "hosted", "deb.debian" + ".org", "archive.ubuntu" + ".com"]
    hosts += ["npmjs" + ".", "anaconda" + ".org", "registry.yarnpkg" + ".com"]
    places = [r"/(?:root|home|work|opt)/\w", r"[A-Z]:\\Users\\", r"(?:\.\./)+shared", "shared" + "/"]
    # A web address may hold any of these as part of its path.
    forbidden = re.compile("|".join([*map(re.escape, hosts), *(rf"(?<![\w./:%-]){place}" for place in places)]))
    found = []
    for file in published():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if match := forbidden.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found


def pins(name: str) -> dict[str, list[Version]]:
    """Read the pinned versions of a requirements file; a package may have one for each Python."""
    result: dict[str, list[Version]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            versions = [Version(specifier.version) for specifier in pin.specifier if specifier.operator == "=="]
            result.setdefault(canonicalize_name(pin.name), []).extend(versions)
    return result


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("wanted", "file"),
    [
        (PROJECT["project"]["dependencies"], "requirements.txt"),
        (PROJECT["dependency-groups"]["test"], "requirements-test.txt"),
    ],
    ids=["requirements.txt", "requirements-test.txt"],
)
def test_every_dependency_is_pinned_within_its_range(wanted: list[str], file: str) -> None:
    locked = pins(file)
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement.name} is not in {file}"
        assert all(requirement.specifier.contains(version) for version in versions), requirement.name


def test_app_and_tests_are_pinned_to_the_same_versions() -> None:
    app, tests = pins("requirements.txt"), pins("requirements-test.txt")
    assert all(app[name] == tests[name] for name in app.keys() & tests.keys())
