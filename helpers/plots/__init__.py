"""Pictures: one look for all, and each with words made from its data, for those who cannot see it.

A lesson calls one function a picture, and hands over arrays. `base` shows a figure
and finds its words; `images`, `curves`, `charts` and `ideas` draw.
"""

from helpers.plots.base import PlotError, show
from helpers.plots.curves import plot_curves, plot_line
from helpers.plots.images import (
    plot_difference,
    plot_evidence,
    plot_image,
    plot_images,
    plot_templates,
)

__all__ = [
    "PlotError",
    "plot_curves",
    "plot_difference",
    "plot_evidence",
    "plot_image",
    "plot_images",
    "plot_line",
    "plot_templates",
    "show",
]
