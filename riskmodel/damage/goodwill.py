"""Goodwill: vouchers and rebates with which the client appeases the people concerned.

The chance that it is granted falls with their number: Otto gave 100 EUR to 2,565 people in 2009 and nothing to 50,000
in 2012. What it costs is the redeemed value less the margin of the sale it brings. Mostly voluntary, so only part of
it is claimable; policy wordings often exclude the value of the benefit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Figure, Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    odds_at_1000_people: Quantity
    odds_per_decade: Quantity
    considered_above_people: Quantity
    stance: Quantity
    redemption_share: Quantity


@dataclass(frozen=True)
class TypeParameters:
    """Figures of the head for one incident type."""

    occasion_probability: Figure


def granting_odds(people: FloatArray, at_1000: FloatArray, per_decade: FloatArray) -> FloatArray:
    """Return the odds that goodwill is granted to this many people."""
    return np.asarray(at_1000 * per_decade ** (np.log10(np.maximum(people, 1.0)) - 3.0))


def cost(scene: Scene, p: Parameters, of_type: TypeParameters) -> FloatArray:
    """Return EUR: people x value x redemption x (1 - margin), where it is granted."""
    occasion = (scene.people > 0.0) & scene.happens("occasion", scene.at(of_type.occasion_probability))
    return scene.where(occasion, lambda s: _considered(s, p))


def _considered(scene: Scene, p: Parameters) -> FloatArray:
    enough = scene.people > scene.draw("threshold", p.considered_above_people)
    return scene.where(enough, lambda s: _granted(s, p))


def _granted(scene: Scene, p: Parameters) -> FloatArray:
    odds = granting_odds(scene.people, scene.at(p.odds_at_1000_people), scene.at(p.odds_per_decade))
    odds = odds * scene.category(p.stance, "stance")
    return scene.where(scene.happens("granted", odds / (1.0 + odds)), lambda s: _value(s, p))


def _value(scene: Scene, p: Parameters) -> FloatArray:
    value = scene.fact("goodwill_eur") * scene.draw("redemption", p.redemption_share)
    return np.asarray(scene.people * value * (1.0 - scene.fact("margin_share")))
