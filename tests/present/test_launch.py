"""What is loaded before the first visitor is there."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_VISIT = """
import logging, sys
logging.disable(logging.CRITICAL)
from streamlit.testing.v1 import AppTest
from riskmodel.present import launch
launch.load()
loaded = set(sys.modules)
visit = AppTest.from_file("risk_app.py", default_timeout=120).run()
assert not visit.exception and visit.text_input
print(*(name for name in set(sys.modules) - loaded if name.split(".")[0] in ("riskmodel", "numpy", "scipy", "babel")))
"""


def test_the_first_visitor_waits_for_no_module_of_the_model() -> None:
    ran = subprocess.run([sys.executable, "-c", FIRST_VISIT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
