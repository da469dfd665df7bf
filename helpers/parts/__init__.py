"""Parts that move: a notebook shows one, a learner answers, points and sees.

`part` is what all have in common; each part is a pair of files, its Python and its module for
the browser.
"""

from helpers.parts.part import PartError
from helpers.parts.rates import RateExplorer
from helpers.parts.training import LiveTraining
from helpers.parts.unroll import UnrollExplorer

__all__ = ["LiveTraining", "PartError", "RateExplorer", "UnrollExplorer"]
