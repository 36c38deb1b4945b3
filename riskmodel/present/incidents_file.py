"""The incidents file: one row an incident, in order of trial and time, from which every published figure follows.

A figure a year is a sum over the rows of a trial, weighted with the trial's weight; what the weights lack to 1 is the
probability of a quiet year. A figure a claim weights the rows that are claims.
"""

from __future__ import annotations

from typing import BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.dispute import OWN_HEADS
from riskmodel.liability import CAUSES, FAULTS, OUTCOMES
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray, IntArray

GROUP_TRIALS: Final = 65_536


def write(result: Result, file: BinaryIO, *, version: str, group_trials: int = GROUP_TRIALS) -> None:
    """Write a result as Parquet, group by group, so that no more than one group is held.

    Parameters
    ----------
    result
        What was simulated; each group of its trials is simulated again, every draw being found by its key.
    file
        Open for writing bytes.
    version
        Of the program; it stands in the file's metadata with the data version, the seed and the number of trials.
    group_trials
        Trials of a group.
    """
    first = _group(result, 0, group_trials)
    schema = first.schema.with_metadata(_metadata(result, version))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        writer.write_table(first.cast(schema))
        for start in range(group_trials, result.trials, group_trials):
            writer.write_table(_group(result, start, group_trials).cast(schema))


def _metadata(result: Result, version: str) -> dict[str, str]:
    return {
        "riskmodel": version,
        "data": result.world.calibration.version,
        "seed": str(result.seed),
        "trials": str(result.trials),
        "quiet_year_probability": repr(result.quiet_year_probability),
    }


def _group(result: Result, start: int, trials: int) -> pa.Table:
    of = result.only(np.arange(start, min(start + trials, result.trials), dtype=np.int64))
    return pa.table({**_happened(of), **_damage(of), **_owed(of), **_covers(of)})


def _happened(result: Result) -> dict[str, object]:
    incidents, outcry, facts = result.simulated.incidents, result.simulated.outcry, result.world.facts
    sets, project = incidents.sets, incidents.project
    names = tuple(p.name or str(i) for i, p in enumerate(result.case.projects, start=1))
    return {
        "trial": incidents.trial,
        "weight": result.weight[incidents.trial],
        "parameter_set": sets,
        "project": project + 1,
        "project_name": _named(project, names),
        "incident_type": _named(incidents.kind, result.world.types),
        "start_hour": incidents.start_hour,
        "detection_hours": incidents.detection_hours,
        "wait_hours": incidents.wait_hours,
        "duration_hours": incidents.duration_hours,
        "people": incidents.people,
        "complaints": outcry.complaints,
        "posts": outcry.posts,
        "reach_people": outcry.reach_people,
        "media": outcry.media,
        "own_assets_eur": facts.own_assets_eur[sets],
        "cap_eur": _finite(facts.cap_eur[sets, project]),
    }


def _damage(result: Result) -> dict[str, object]:
    damage = result.simulated.damage
    by_head = {f"damage_{name}_eur": damage.by_head_eur[h] for h, name in enumerate(damage.heads)}
    return {**by_head, "damage_eur": damage.total_eur}


def _owed(result: Result) -> dict[str, object]:
    of, heads = result.simulated.liability, result.simulated.damage.heads
    return {
        "claimed": of.claimed,
        "claimed_eur": of.claimed_eur,
        "cause": _named(of.cause, CAUSES),
        "fault": _named(of.fault, FAULTS),
        "client_share": of.client_share,
        "cap_holds": of.cap_holds,
        "outcome": _named(of.outcome, OUTCOMES),
        **{f"owed_{name}_eur": of.owed_by_head_eur[h] for h, name in enumerate(heads)},
        "owed_eur": of.owed_eur,
        "borne_by_others_eur": of.borne_by_others_eur,
        **{f"{name}_eur": getattr(of.own, f"{name}_eur") for name in OWN_HEADS},
        "own_cost_eur": of.own.total_eur,
        "recourse_eur": of.recourse_eur,
        "burden_eur": of.burden_eur,
    }


def _covers(result: Result) -> dict[str, object]:
    columns: dict[str, object] = {}
    for n, cover in enumerate(result.simulated.covers):
        columns[f"above_deductible_{n}_eur"] = cover.above_deductible_eur
        columns[f"indemnity_{n}_eur"] = cover.indemnity_eur
        columns[f"insured_{n}_eur"] = cover.insured_eur
        columns[f"retained_{n}_eur"] = cover.retained_eur
    return columns


def _named(index: IntArray, names: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(names))


def _finite(amounts: FloatArray) -> pa.Array:
    """Return amounts, empty where there is no end."""
    return pa.array(amounts, mask=~np.isfinite(amounts))
