"""Informing the people concerned: writing to them and answering their calls.

Below some number people are told in passing. A wrong price or an outage has no statutory duty to inform: it is
mitigation, recoverable as far as reasonable (section 254(2) BGB); a data leak with high risk has one (Art. 34 GDPR).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    informed_above_people: Quantity
    setup_eur: Quantity
    letter_share: Quantity
    letter_eur: Quantity
    mail_eur: Quantity
    callback_share: Quantity
    call_minutes: Quantity
    call_minute_eur: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: set-up + people x (letters, mails) + call-backs x minutes x cost a minute."""
    informed = scene.people > scene.draw("threshold", p.informed_above_people)
    return scene.where(informed, lambda s: _informing(s, p))


def _informing(scene: Scene, p: Parameters) -> FloatArray:
    letters = scene.draw("letter share", p.letter_share)
    unit = letters * scene.draw("letter", p.letter_eur) + (1.0 - letters) * scene.draw("mail", p.mail_eur)
    calls = scene.draw("call-backs", p.callback_share) * scene.draw("minutes", p.call_minutes)
    unit = unit + calls * scene.draw("minute", p.call_minute_eur)
    return np.asarray(scene.draw("set-up", p.setup_eur) + scene.people * unit)
