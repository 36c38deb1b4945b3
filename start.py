"""Set up and run the IT-liability risk estimator. Needs Python 3.11 or newer, nothing else.

  python3 start.py                  set up once, then open the app (on Windows: py start.py)
  python3 start.py --server.port N  the same; options go to Streamlit
  python3 start.py cli ...          the command line, e.g. cli --help
  python3 start.py test ...         every check and test; options go to pytest; --long takes 500 random walks
  python3 start.py screenshots      takes the pictures of every page, and those of the README anew
  python3 start.py bench ...        how fast it is, see benchmarks/README.md; bench --help lists options
  python3 start.py --help           this text

Everything is installed into the folder .venv beside this file, with uv where there is one, else with pip.
The tests drive a real browser: Chromium, Chrome, Edge or Brave, found or installed; the environment variable
CHROMIUM_PATH names one. 'test -m "not browser"' does without.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path


def python_fault(major: int, minor: int) -> str:
    """Say what is wrong with a Python version, or nothing."""
    if (major, minor) >= (3, 11):
        return ""
    return f"This needs Python 3.11 or newer, and this is Python {major}.{minor}: please install a newer one."


# Any Python from 3.6 on gets this far, to be told what is missing.
if python_fault(*sys.version_info[:2]):
    sys.exit(python_fault(*sys.version_info[:2]))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-by-start.txt"  # there from the first moment; names what has been installed to the end
APP = ["requirements.txt"]
TEST = ["requirements.txt", "requirements-test.txt"]
PICTURES = ROOT / "build/pictures"
README_PICTURES = {"result.png": "top-result-en.png"}
# Work arrays stay with the process instead of going back to the system after each step, a fifth of the time of a
# simulation; glibc reads these, others do not mind.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "1073741824"}
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])

LINUX = ["chromium", "google-chrome", "google-chrome-stable", "microsoft-edge", "brave-browser", "brave"]
MACOS = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"]
WINDOWS = [
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
]
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def run(*command: object, **environment: str) -> bool:
    """Run a command to its end, all output visible, and say whether it succeeded."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}).returncode == 0


def works(program: str) -> bool:
    """Tell whether a program can say its version."""
    return subprocess.run([program, "--version"], capture_output=True).returncode == 0


def hand_over(*command: object, **environment: str) -> int:
    """Let a command take the place of this script, so that signals and exit status are its own."""
    words, surroundings = [str(word) for word in command], {**os.environ, **environment}
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(words[0], words, surroundings)
    process = subprocess.Popen(words, env=surroundings)
    while True:  # Ctrl-C reaches the command as well: let it end in its own time
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def apt_install(package: str) -> bool:
    """Install a Debian package, where this is Debian or Ubuntu and we may."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    apt, silent = ["apt-get", "-qq", "-y", "--no-install-recommends"], {"DEBIAN_FRONTEND": "noninteractive"}
    return run(*apt, "update", **silent) and run(*apt, "install", package, **silent)


def fingerprint(files: list[str]) -> str:
    """Identify an environment: this Python and the exact packages asked for."""
    contents = [(ROOT / file).read_bytes() for file in files]
    return hashlib.sha256(b"\n".join([sys.version.encode(), *contents])).hexdigest()


def create_environment(uv: str | None) -> None:
    """Make an empty environment, in place of an unfinished or outdated one."""
    package = f"python3.{sys.version_info.minor}-venv"
    if not uv and not find_spec("ensurepip") and not apt_install(package):
        sys.exit(f"Python lacks its module venv: please run 'sudo apt install {package}' and start again.")
    if VENV.exists() and not STAMP.exists():
        sys.exit("The folder .venv was not made by start.py: please rename or delete it and start again.")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        STAMP.touch()
    except OSError as fault:
        sys.exit(f"The folder .venv could not be made anew, please delete it and start again: {fault}")
    base = getattr(sys, "_base_executable", sys.executable)  # not the Python that lay in the old .venv
    make = [uv, "venv", "-q", "--allow-existing", "--python", base] if uv else [base, "-m", "venv", "--without-pip"]
    if not run(*make, VENV):
        sys.exit("The environment .venv could not be made; the lines above say why.")


def install(uv: str | None, files: list[str]) -> None:
    """Install pinned packages; if that fails, once more with the certificates that the system trusts."""
    tool = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install"]
    if not uv:
        run(PYTHON, "-m", "ensurepip")
    command = [*tool, *(word for file in files for word in ("-r", file))]
    trust = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true", "PIP_USE_FEATURE": "truststore"}
    if "SSL_CERT_FILE" in os.environ:  # uv knows this variable, pip only its own
        os.environ.setdefault("PIP_CERT", os.environ["SSL_CERT_FILE"])
    if not run(*command) and not run(*command, **trust):
        sys.exit("The packages could not be installed; the lines above say why.")


def set_up(files: list[str]) -> None:
    """Bring the environment into the state that the requirements ask for; at once if it is already there."""
    wanted, base = fingerprint(files), fingerprint(APP)
    done = STAMP.read_text().split() if STAMP.exists() else []
    if wanted in done:
        return
    uv = shutil.which("uv")
    uv = uv if uv and works(uv) else None
    print("Setting up the folder .venv, once; this may take a minute or two ...", flush=True)
    if base not in done:
        create_environment(uv)
    install(uv, files)
    STAMP.write_text(f"{base}\n{wanted}\n")


def needs_browser(arguments: list[str]) -> bool:
    """Tell whether pytest's arguments may select browser tests; those are in files named after it."""
    paths = [path for path in (ROOT / word.split("::")[0] for word in arguments) if path.exists()]
    files = [file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])]
    chosen = not paths or any("browser" in file.name for file in files)
    return chosen and not any("not browser" in word for word in arguments)


def candidates() -> list[str]:
    """List browsers that may be on this machine, best first."""
    if os.environ.get("CHROMIUM_PATH"):
        return [os.environ["CHROMIUM_PATH"]]
    on_path = [path for path in map(shutil.which, LINUX) if path]
    bundles = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MACOS]
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    programs = [str(Path(folder, program)) for folder in folders if folder for program in WINDOWS]
    playwright = subprocess.run([PYTHON, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True).stdout.strip()
    return [*on_path, *bundles, *programs, playwright]


def starts(browser: str) -> bool:
    """Tell whether a browser is there and starts; some distributions ship an empty shell of that name."""
    # On Windows, asking a browser for its version opens a window.
    return Path(browser).is_file() and (os.name == "nt" or works(browser))


def find_browser() -> str | None:
    """Find a browser that the tests can drive."""
    return next(filter(starts, candidates()), None)


def install_browser() -> str | None:
    """Install Chromium from the distribution or, failing that, the one that Playwright offers."""
    if os.environ.get("CHROMIUM_PATH"):  # a wrong name is to be corrected, not to be covered up
        return None
    print("There is no Chromium, Chrome, Edge or Brave: installing Chromium ...", flush=True)
    if apt_install("chromium") and find_browser():
        return find_browser()
    run(PYTHON, "-m", "playwright", "install", "chromium")
    return find_browser()


def app(arguments: list[str]) -> int:
    """Open the app."""
    set_up(APP)
    os.chdir(ROOT)
    return hand_over(PYTHON, "-m", "riskmodel.present.launch", *arguments, **ALLOCATOR)


def cli(arguments: list[str]) -> int:
    """Run the command line in the caller's folder, where the files are that it is given."""
    set_up(APP)
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return hand_over(PYTHON, "-m", "riskmodel", *arguments, PYTHONPATH=path, **ALLOCATOR)


def test(arguments: list[str]) -> int:
    """Run the linter, the formatter's check, the type checker, then the tests; the first failure ends it."""
    set_up(TEST)
    with ThreadPoolExecutor() as aside:  # installing a browser takes as long as the checks, and another core
        sought = aside.submit(lambda: (find_browser() or install_browser()) if needs_browser(arguments) else "")
        for check in CHECKS:
            print("---", *check, flush=True)
            if not run(PYTHON, "-m", *check):
                return 1
        browser = sought.result()
    if browser is None:
        sys.exit("No Chromium could be found or installed: please install one, or name it in CHROMIUM_PATH.")
    os.chdir(ROOT)
    # All of them are shared out among the cores; a file's tests stay together, for they share a browser and estimates.
    arguments = arguments or ["-n", "auto", "--dist", "loadfile"]
    return hand_over(PYTHON, "-m", "pytest", *arguments, RISKMODEL_CHROMIUM=browser)


def bench(arguments: list[str]) -> int:
    """Measure how fast the estimate is."""
    set_up(APP)
    os.chdir(ROOT)
    return hand_over(PYTHON, "-m", "benchmarks.run", *arguments, **ALLOCATOR)


def screenshots(arguments: list[str]) -> int:
    """Take pictures of every page in both languages and widths, and put the README's where it shows them."""
    set_up(TEST)
    browser = find_browser() or install_browser()
    if browser is None:
        sys.exit("No Chromium could be found or installed: please install one, or name it in CHROMIUM_PATH.")
    command = (PYTHON, "-m", "pytest", "-q", ROOT / "tests/browser/test_browser_pictures.py", *arguments)
    if not run(*command, RISKMODEL_CHROMIUM=browser, RISKMODEL_PICTURES=str(PICTURES)):
        return 1
    for target, picture in README_PICTURES.items():
        shutil.copyfile(PICTURES / picture, ROOT / "docs/screenshots" / target)
    print(f"The pictures are in {PICTURES}; those of the README in docs/screenshots.")
    return 0


COMMANDS = {"app": app, "cli": cli, "test": test, "bench": bench, "screenshots": screenshots}


def route(arguments: list[str]) -> tuple[str, list[str]]:
    """Split what was typed into the command and what is passed on to it; options alone mean the app."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        return "app", arguments
    return arguments[0], arguments[1:]


def main() -> int:
    """Do what was asked for."""
    command, arguments = route(sys.argv[1:])
    if command in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    if command not in COMMANDS:
        sys.stderr.write(f"There is no command '{command}'; start.py --help lists them.\n")
        return 2
    try:
        return COMMANDS[command](arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
