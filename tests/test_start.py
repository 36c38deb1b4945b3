"""What `start.py` decides before it installs or starts anything."""

import ast
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import start


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give `start` an empty checkout of its own, in a folder with a blank and an umlaut in its name."""
    root = tmp_path / "Meine Schätzung"
    root.mkdir()
    (root / "requirements.txt").write_text("streamlit==1\n")
    (root / "requirements-test.txt").write_text("pytest==1\n")
    monkeypatch.setattr(start, "ROOT", root)
    monkeypatch.setattr(start, "VENV", root / ".venv")
    monkeypatch.setattr(start, "STAMP", root / ".venv" / "made-by-start.txt")
    return root


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record commands instead of running them; each succeeds."""
    commands: list[list[str]] = []

    def record(*command: object, **environment: str) -> bool:
        commands.append([str(word) for word in command])
        return True

    monkeypatch.setattr(start, "run", record)
    return commands


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the machine one empty folder of programs and neither a chosen nor an installed browser."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    for name in ("CHROMIUM_PATH", "PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start, "MACOS", [])
    monkeypatch.setattr(start, "ASK_PLAYWRIGHT", "")
    monkeypatch.setattr(start, "PYTHON", Path(sys.executable))
    return programs


def program(path: Path, status: int = 0) -> Path:
    """Write a program that ends at once with the given status."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


posix_only = pytest.mark.skipif(os.name == "nt", reason="shell scripts stand in for browsers")


# --- Python's version


def test_python_3_11_is_new_enough() -> None:
    assert start.python_fault(3, 11) == ""
    assert start.python_fault(4, 0) == ""


def test_python_3_10_is_too_old_and_the_sentence_names_both_versions() -> None:
    assert "3.11" in start.python_fault(3, 10)
    assert "Python 3.10" in start.python_fault(3, 10)


def test_an_older_python_can_read_the_file_far_enough_to_say_so() -> None:
    ast.parse(Path(start.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


# --- commands


@pytest.mark.parametrize(
    ("typed", "command", "passed_on"),
    [
        ([], "app", []),
        (["--server.port", "8600"], "app", ["--server.port", "8600"]),
        (["app", "--server.port=8600"], "app", ["--server.port=8600"]),
        (["test", "-k", "pdf"], "test", ["-k", "pdf"]),
        (["cli", "--help"], "cli", ["--help"]),
        (["bench", "--rounds", "3"], "bench", ["--rounds", "3"]),
        (["test", "--long"], "test", ["--long"]),
        (["screenshots"], "screenshots", []),
        (["--help"], "--help", []),
        (["tset"], "tset", []),
    ],
)
def test_the_first_word_is_the_command_and_the_rest_is_passed_on(
    typed: list[str], command: str, passed_on: list[str]
) -> None:
    assert start.route(typed) == (command, passed_on)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["start.py", "--help"])
    assert start.main() == 0
    shown = capsys.readouterr().out
    assert all(f"start.py {command}" in shown for command in set(start.COMMANDS) - {"app"})


def test_a_misspelt_command_is_refused_with_one_line_and_installs_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ran: list[list[str]]
) -> None:
    monkeypatch.setattr(sys, "argv", ["start.py", "tset"])
    assert start.main() == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not ran


def test_ctrl_c_during_set_up_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(start.COMMANDS, "app", interrupted)
    monkeypatch.setattr(sys, "argv", ["start.py"])
    assert start.main() == 130


# --- the environment


def test_the_first_start_makes_the_environment_and_the_second_does_nothing(
    checkout: Path, ran: list[list[str]]
) -> None:
    start.set_up(start.APP)
    assert any("venv" in command for command in ran)
    ran.clear()
    start.set_up(start.APP)
    assert not ran


def test_the_test_tools_are_added_to_a_finished_environment(checkout: Path, ran: list[list[str]]) -> None:
    start.set_up(start.APP)
    ran.clear()
    start.set_up(start.TEST)
    assert not any("venv" in command for command in ran)
    assert "requirements-test.txt" in ran[-1]
    ran.clear()
    start.set_up(start.APP)
    assert not ran


def test_changed_requirements_rebuild_the_environment(checkout: Path, ran: list[list[str]]) -> None:
    start.set_up(start.APP)
    (checkout / ".venv" / "old").touch()
    (checkout / "requirements.txt").write_text("streamlit==2\n")
    start.set_up(start.APP)
    assert not (checkout / ".venv" / "old").exists()


def test_another_python_rebuilds_the_environment(
    checkout: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start.set_up(start.APP)
    (checkout / ".venv" / "old").touch()
    monkeypatch.setattr(sys, "version", "3.99.0")
    start.set_up(start.APP)
    assert not (checkout / ".venv" / "old").exists()


def test_a_half_made_environment_is_rebuilt(
    checkout: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(uv: str | None, files: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.set_up(start.APP)
    (checkout / ".venv" / "half").touch()
    start.set_up(start.APP)
    assert not (checkout / ".venv" / "half").exists()


def test_somebody_elses_environment_is_left_alone(checkout: Path, ran: list[list[str]]) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "theirs").touch()
    with pytest.raises(SystemExit, match="rename or delete"):
        start.set_up(start.APP)
    assert (checkout / ".venv" / "theirs").exists()


@posix_only
def test_a_uv_that_does_not_run_is_passed_over(checkout: Path, ran: list[list[str]], bare_machine: Path) -> None:
    program(bare_machine / "uv", status=127)
    start.set_up(start.APP)
    assert ran[-1][:3] == [sys.executable, "-m", "pip"]


@posix_only
def test_uv_is_taken_where_there_is_one(checkout: Path, ran: list[list[str]], bare_machine: Path) -> None:
    uv = program(bare_machine / "uv")
    start.set_up(start.APP)
    assert ran[-1][:2] == [str(uv), "pip"]


def test_without_uv_and_venv_one_sentence_names_the_package_and_nothing_is_made(
    checkout: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        start.set_up(start.APP)
    assert not (checkout / ".venv").exists()


def test_a_failed_installation_is_tried_again_with_the_systems_certificates_then_reported(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[dict[str, str]] = []

    def fail(*command: object, **environment: str) -> bool:
        tries.append(environment)
        return False

    monkeypatch.setattr(start, "run", fail)
    with pytest.raises(SystemExit, match="could not be installed"):
        start.install("uv", start.APP)
    assert tries[0] == {}
    assert tries[1]["UV_SYSTEM_CERTS"] == "true"


def test_the_fingerprint_depends_on_every_requirements_file(checkout: Path) -> None:
    before = start.fingerprint(start.TEST)
    assert len(before) == hashlib.sha256().digest_size * 2
    (checkout / "requirements-test.txt").write_text("pytest==2\n")
    assert start.fingerprint(start.TEST) != before


# --- the browser


@posix_only
def test_a_browser_on_the_path_is_found(bare_machine: Path) -> None:
    assert start.find_browser() is None
    chrome = program(bare_machine / "google-chrome")
    assert start.find_browser() == str(chrome)


@posix_only
def test_a_placeholder_that_does_not_start_is_passed_over(bare_machine: Path) -> None:
    program(bare_machine / "chromium", status=1)
    brave = program(bare_machine / "brave-browser")
    assert start.find_browser() == str(brave)


@posix_only
def test_a_browser_in_the_usual_windows_folder_is_found(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = program(tmp_path / "Program Files" / "Microsoft/Edge/Application/msedge.exe")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "Program Files"))
    assert start.find_browser() == str(edge)


@posix_only
def test_the_named_browser_is_taken_and_no_other_is_installed_for_a_wrong_name(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ran: list[list[str]]
) -> None:
    program(bare_machine / "chromium")
    mine = program(tmp_path / "mein browser")
    monkeypatch.setenv("CHROMIUM_PATH", str(mine))
    assert start.find_browser() == str(mine)
    monkeypatch.setenv("CHROMIUM_PATH", str(tmp_path / "nowhere"))
    assert start.find_browser() is None
    assert start.install_browser() is None
    assert not ran


def test_without_any_browser_the_tests_end_with_one_sentence(
    checkout: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "find_browser", lambda: None)
    monkeypatch.setattr(start, "install_browser", lambda: None)
    with pytest.raises(SystemExit, match=r"^No Chromium could be found or installed"):
        start.test([])


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([], True),
        (["-k", "pdf"], True),
        (["-m", "not browser"], False),
        (["-mnot browser"], False),
        (["tests/test_start.py"], False),
        (["tests/test_start.py::test_help_names_every_command"], False),
        (["-x", "tests"], True),
    ],
)
def test_a_browser_is_needed_only_where_browser_tests_are_selected(
    arguments: list[str], needed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ROOT", tmp_path)
    for name in ("test_start.py", "test_browser.py"):
        program(tmp_path / "tests" / name)
    assert start.needs_browser(arguments) is needed


# --- as people call it


def test_help_answers_from_another_folder_and_makes_nothing(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, start.__file__, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("Set up and run")
    assert list(tmp_path.iterdir()) == []


def test_screenshots_puts_the_pictures_where_the_readme_shows_them(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "docs/screenshots").mkdir(parents=True)
    monkeypatch.setattr(start, "PICTURES", checkout / "build/pictures")
    monkeypatch.setattr(start, "set_up", lambda files: None)
    monkeypatch.setattr(start, "find_browser", lambda: "a browser")

    def take(*command: object, **environment: str) -> bool:
        folder = Path(environment["RISKMODEL_PICTURES"])
        folder.mkdir(parents=True)
        for name in start.README_PICTURES.values():
            (folder / name).write_bytes(name.encode())
        return True

    monkeypatch.setattr(start, "run", take)
    assert start.screenshots([]) == 0
    for target, picture in start.README_PICTURES.items():
        assert (checkout / "docs/screenshots" / target).read_bytes() == picture.encode()
    monkeypatch.setattr(start, "run", lambda *command, **environment: False)
    assert start.screenshots([]) == 1


def test_the_readme_shows_only_pictures_that_are_there_and_taken_by_command() -> None:
    shown = set(re.findall(r"docs/screenshots/([\w.-]+)", (start.ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown and shown <= set(start.README_PICTURES)
    assert all((start.ROOT / "docs/screenshots" / name).is_file() for name in shown)
