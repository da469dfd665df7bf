"""Parts that move: a notebook shows one, a learner answers, points and sees.

`part` is what all have in common; each part is a pair of files, its Python and its module for
the browser.
"""

from helpers.parts.descent import DescentExplorer
from helpers.parts.pad import DrawingPad
from helpers.parts.part import PartError
from helpers.parts.rates import RateExplorer
from helpers.parts.scores import ScoreExplorer
from helpers.parts.training import LiveTraining
from helpers.parts.unroll import UnrollExplorer

__all__ = [
    "DescentExplorer",
    "DrawingPad",
    "LiveTraining",
    "PartError",
    "RateExplorer",
    "ScoreExplorer",
    "UnrollExplorer",
]
