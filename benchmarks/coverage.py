"""How often the stated errors of a short run hold what a long run finds, figure by figure."""

from __future__ import annotations

import numpy as np

from benchmarks.stages import read
from benchmarks.timing import show
from benchmarks.truth import published, truth
from riskmodel.calibration import load
from riskmodel.publish import publish
from riskmodel.simulate import simulate
from riskmodel.streams import FloatArray

COVERS = (0.935, 0.965)  # what a 95 % interval is to reach over 1,000 seeds


def hits(name: str, trials: int, seeds: int, known_figures: dict[str, tuple[float, float]]) -> dict[str, FloatArray]:
    """Return for each figure how many seeds lie below, hold and lie above what the long run finds, shape (3,)."""
    case, known = read(name), load()
    found: dict[str, FloatArray] = {figure: np.zeros(3) for figure in known_figures}
    for seed in range(seeds):
        for figure, measured in published(publish(simulate(case, known, trials=trials, seed=seed))):
            if figure not in known_figures:
                continue
            exact = known_figures[figure][0]
            slack = 1e-9 * abs(exact)  # a figure that is the same in every run, but for rounding
            place = 0 if measured.hi < exact - slack else 2 if measured.lo > exact + slack else 1
            found[figure][place] += 1.0 / seeds
    return found


def coverage(name: str, trials: int, seeds: int, long_seeds: int) -> None:
    """Print the coverage of every published figure of a case that is not zero."""
    known_figures = {figure: of for figure, of in truth(name, long_seeds).items() if of[0] > 0.0}
    found = hits(name, trials, seeds, known_figures)
    rows = []
    for figure, (below, held, above) in found.items():
        verdict = "" if COVERS[0] <= held <= COVERS[1] else "few" if held < COVERS[0] else "many"
        exact, error = known_figures[figure]
        cells = [f"{error / exact:.2%}", *(f"{x:.1%}" for x in (held, below, above))]
        rows.append([figure, f"{exact:,.6g}", *cells, verdict])
    head = ["figure", "long run", "its error", "held", "run below", "run above", ""]
    show(f"D. {name}: what {seeds:,} runs of {trials:,} trials state, held against a long run", head, rows)
    kept = np.array([held for _, held, _ in found.values()])
    inside = np.mean((kept >= COVERS[0]) & (kept <= COVERS[1]))
    print(f"\n{len(kept)} figures: median coverage {np.median(kept):.1%}, {inside:.0%} of them within 93.5-96.5 %")
