"""The loss over two weights as a landscape: step down it, at a rate of your own."""

import functools
import math

import numpy as np
import traitlets

from helpers.data import load_mnist
from helpers.parts.part import Part, PartError, pack, unpack
from helpers.plots.base import bundle_of, number
from helpers.plots.model import plot_loss_surface

LONGER = 10  # the arrow is so many times as long as the gradient
MOST_STEPS = 200
MOST_ROWS = 1000
RATES = (1, 3, 10, 30, 100, 300)  # those that the second question names


@functools.lru_cache(maxsize=8)
def _unpacked(pixels: str, labels: str) -> tuple[np.ndarray, np.ndarray]:
    """Return pixels (N, 2) and labels (N,) from their packed texts; a picture asks 6,400 times."""
    pixels = unpack({"shape": [-1, 2], "dtype": "float32", "base64": pixels})
    return pixels.astype(float), unpack({"shape": [-1], "dtype": "uint8", "base64": labels})


class DescentExplorer(Part):
    """Gradient descent over two weights. It asks first; after an answer it can be explored.

    Parameters
    ----------
    pixels, labels: (N, 2) numbers and (N,) zeros and ones: a model with one weight for each of
        two pixels, d = x @ w, and the cross-entropy of two classes. Without them, two pixels of
        the first 300 zeros and ones of MNIST's training images, as in lesson 5.
    kind: the question, "step" (where does one step land?) or "rate" (which rate overshoots?).
    start: the two weights where the steps begin. learning_rate: above 0, at most 10,000.
    steps: how many are made, at most 200.
    guess: the answer: [] for none yet, [weight 1, weight 2] for a place, [rate] for a rate,
        where 0 stands for "none of them".
    question: which of its questions is asked, from 0; the part draws the next ones with `seed`.
    limits: [left, right, bottom, top], the weights that the landscape shows.

    Raises PartError, one line, for anything else.
    """

    module = "descent"
    kind = traitlets.Enum(["step", "rate"], "step").tag(sync=True, state=True)
    start = traitlets.List(traitlets.Float(), [0.0, 0.0]).tag(sync=True, state=True)
    learning_rate = traitlets.Float(10.0).tag(sync=True, state=True)
    steps = traitlets.Int(0, min=0, max=MOST_STEPS).tag(sync=True, state=True)
    guess = traitlets.List(traitlets.Float(), []).tag(sync=True, state=True)
    question = traitlets.Int(0, min=0).tag(sync=True, state=True)
    seed = traitlets.Int(0, min=0).tag(sync=True, state=True)
    limits = traitlets.List(traitlets.Float(), [-5.0, 15.0, -10.0, 3.0]).tag(sync=True, state=True)
    pixels = traitlets.Dict().tag(sync=True)  # (N, 2), packed
    labels = traitlets.Dict().tag(sync=True)  # (N,), packed

    def __init__(self, pixels=None, labels=None, **state):
        if (pixels is None) != (labels is None):
            raise PartError("DescentExplorer takes pixels and labels together, or neither.")
        if pixels is None:
            (images, digits), _ = load_mnist()
            chosen = np.flatnonzero(digits < 2)[:300]
            pixels, labels = images[chosen][:, [12, 22], [14, 12]] / 255, digits[chosen]
        try:
            pixels, labels = np.asarray(pixels), np.asarray(labels)
        except ValueError:
            raise PartError("DescentExplorer takes pixels with two numbers in each row.") from None
        rows = len(labels) if labels.ndim == 1 else 0
        if pixels.shape != (rows, 2) or not 1 <= rows <= MOST_ROWS:
            raise PartError(
                f"DescentExplorer takes pixels (N, 2) and labels (N,), at most {MOST_ROWS} rows; "
                f"these have the shapes {pixels.shape} and {labels.shape}."
            )
        if pixels.dtype.kind not in "biuf" or not (np.abs(pixels.astype(float)) <= 255).all():
            raise PartError("DescentExplorer takes pixels that are numbers, at most 255 in size.")
        if not np.isin(labels, (0, 1)).all():
            raise PartError("DescentExplorer takes labels that are 0 or 1.")
        super().__init__(pixels=pack(pixels, "float32"), labels=pack(labels, "uint8"), **state)

    @traitlets.validate("start")
    def _check_start(self, proposal):
        start = proposal["value"]
        if len(start) != 2 or not all(abs(weight) <= 1e6 for weight in start):
            raise traitlets.TraitError(f"start must be two weights, not {start}.")
        return start

    @traitlets.validate("learning_rate")
    def _check_rate(self, proposal):
        rate = proposal["value"]
        if not 0 < rate <= 10_000:
            raise traitlets.TraitError(
                f"learning_rate must be above 0 and at most 10,000, not {rate:g}."
            )
        return rate

    @traitlets.validate("guess")
    def _check_guess(self, proposal):
        guess = proposal["value"]
        if len(guess) > 2 or not all(math.isfinite(value) for value in guess):
            raise traitlets.TraitError(
                f"guess must be [], [rate] or [weight 1, weight 2], not {guess}."
            )
        return guess

    @traitlets.validate("limits")
    def _check_limits(self, proposal):
        limits = proposal["value"]
        if len(limits) == 4 and all(math.isfinite(value) for value in limits):
            left, right, bottom, top = limits
            if left < right and bottom < top and 0.3 <= (top - bottom) / (right - left) <= 1.5:
                return limits
        raise traitlets.TraitError(
            "limits must be [left, right, bottom, top], the picture 0.3 to 1.5 times as high as "
            f"wide, not {limits}."
        )

    def _rows(self) -> tuple[np.ndarray, np.ndarray]:
        return _unpacked(self.pixels["base64"], self.labels["base64"])

    def loss(self, first: float, second: float) -> float:
        """The mean loss at two weights."""
        pixels, labels = self._rows()
        d = pixels @ [first, second]
        return float((np.logaddexp(0, d) - labels * d).mean())

    def gradient(self, first: float, second: float) -> np.ndarray:
        """The slopes (2,) of the mean loss at two weights."""
        pixels, labels = self._rows()
        d = np.clip(pixels @ [first, second], -700, 700)  # beyond, exp would overflow
        return pixels.T @ (1 / (1 + np.exp(-d)) - labels) / len(pixels)

    def path(self) -> np.ndarray:
        """The weights (steps + 1, 2): the start, and where each step lands."""
        points = [np.array(self.start)]
        for _ in range(self.steps):
            points.append(points[-1] - self.learning_rate * self.gradient(*points[-1]))
        return np.array(points)

    def picture(self):
        """The landscape and the gradient; the steps, once its question was answered."""
        rate = f"rate {number(self.learning_rate)}"
        path, title = self.path(), "The loss over two weights"
        name = f"steps at {rate}" if self.steps else "start"
        if len(self.guess) != (2 if self.kind == "step" else 1):
            path, name = path[:1], "start"
            title = f"Two weights: where does one step at {rate} land?"
            if self.kind == "rate":
                *others, last = RATES
                title = (
                    "Two weights, ten steps: from which rate on does the loss rise?\n"
                    f"{', '.join(map(str, others))} or {last}?"
                )
        left, right, bottom, top = self.limits
        arrows = {f"gradient × {LONGER}": (path[-1], LONGER * self.gradient(*path[-1]))}
        inside = left <= path[-1, 0] <= right and bottom <= path[-1, 1] <= top
        return bundle_of(
            plot_loss_surface,
            self.loss,
            {name: path},
            arrows=arrows if inside else None,
            limits=((left, right), (bottom, top)),
            xlabel="weight 1",
            ylabel="weight 2",
            title=title,
        )
