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

GROUP_ROWS: Final = 65_536


def write(result: Result, file: BinaryIO, *, version: str, group_rows: int = GROUP_ROWS) -> None:
    """Write a result as Parquet, group by group, so that no more than one group is held beside the result.

    Parameters
    ----------
    result
        What was simulated.
    file
        Open for writing bytes.
    version
        Of the program; it stands in the file's metadata with the data version, the seed and the number of trials.
    group_rows
        Rows of a group.
    """
    incidents = len(result.simulated.incidents.trial)
    first = _group(result, slice(0, min(group_rows, incidents)))
    schema = first.schema.with_metadata(_metadata(result, version))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        writer.write_table(first.cast(schema))
        for start in range(group_rows, incidents, group_rows):
            writer.write_table(_group(result, slice(start, start + group_rows)).cast(schema))


def _metadata(result: Result, version: str) -> dict[str, str]:
    return {
        "riskmodel": version,
        "data": result.world.calibration.version,
        "seed": str(result.seed),
        "trials": str(result.trials),
        "quiet_year_probability": repr(result.quiet_year_probability),
    }


def _group(result: Result, rows: slice) -> pa.Table:
    return pa.table(
        {**_happened(result, rows), **_damage(result, rows), **_owed(result, rows), **_covers(result, rows)}
    )


def _happened(result: Result, rows: slice) -> dict[str, object]:
    incidents, outcry, facts = result.simulated.incidents, result.simulated.outcry, result.world.facts
    sets, project = incidents.sets[rows], incidents.project[rows]
    names = tuple(p.name or str(i) for i, p in enumerate(result.case.projects, start=1))
    return {
        "trial": incidents.trial[rows],
        "weight": result.weight[incidents.trial[rows]],
        "parameter_set": sets,
        "project": project + 1,
        "project_name": _named(project, names),
        "incident_type": _named(incidents.kind[rows], result.world.types),
        "start_hour": incidents.start_hour[rows],
        "detection_hours": incidents.detection_hours[rows],
        "wait_hours": incidents.wait_hours[rows],
        "duration_hours": incidents.duration_hours[rows],
        "people": incidents.people[rows],
        "complaints": outcry.complaints[rows],
        "posts": outcry.posts[rows],
        "reach_people": outcry.reach_people[rows],
        "media": outcry.media[rows],
        "own_assets_eur": facts.own_assets_eur[sets],
        "cap_eur": _finite(facts.cap_eur[sets, project]),
    }


def _damage(result: Result, rows: slice) -> dict[str, object]:
    damage = result.simulated.damage
    by_head = {f"damage_{name}_eur": damage.by_head_eur[h, rows] for h, name in enumerate(damage.heads)}
    return {**by_head, "damage_eur": damage.total_eur[rows]}


def _owed(result: Result, rows: slice) -> dict[str, object]:
    of, heads = result.simulated.liability, result.simulated.damage.heads
    return {
        "claimed": of.claimed[rows],
        "claimed_eur": of.claimed_eur[rows],
        "cause": _named(of.cause[rows], CAUSES),
        "fault": _named(of.fault[rows], FAULTS),
        "client_share": of.client_share[rows],
        "cap_holds": of.cap_holds[rows],
        "outcome": _named(of.outcome[rows], OUTCOMES),
        **{f"owed_{name}_eur": of.owed_by_head_eur[h, rows] for h, name in enumerate(heads)},
        "owed_eur": of.owed_eur[rows],
        "borne_by_others_eur": of.borne_by_others_eur[rows],
        **{f"{name}_eur": getattr(of.own, f"{name}_eur")[rows] for name in OWN_HEADS},
        "own_cost_eur": of.own.total_eur[rows],
        "recourse_eur": of.recourse_eur[rows],
        "burden_eur": of.burden_eur[rows],
    }


def _covers(result: Result, rows: slice) -> dict[str, object]:
    columns: dict[str, object] = {}
    for n, cover in enumerate(result.simulated.covers):
        columns[f"above_deductible_{n}_eur"] = cover.above_deductible_eur[rows]
        columns[f"indemnity_{n}_eur"] = cover.indemnity_eur[rows]
        columns[f"insured_{n}_eur"] = cover.insured_eur[rows]
        columns[f"retained_{n}_eur"] = cover.retained_eur[rows]
    return columns


def _named(index: IntArray, names: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(names))


def _finite(amounts: FloatArray) -> pa.Array:
    """Return amounts, empty where there is no end."""
    return pa.array(amounts, mask=~np.isfinite(amounts))
