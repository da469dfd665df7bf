"""Sweep over an image and see ten scores grow; then see what softmax makes of them."""

import numpy as np
import traitlets

from helpers.data import load_mnist
from helpers.parts.part import Part, PartError, pack, unpack
from helpers.plots.base import bundle_of, number
from helpers.plots.images import plot_images
from helpers.plots.model import plot_evidence, plot_softmax
from helpers.runs import reference_run

FIRST = 48000  # of the rows that are kept for validation
MOST_IMAGES = 12  # of 28 × 28 pixels they are a third of what the weights need
MOST_CLASSES = 12
LARGEST = 32  # rows and columns: the pixels must be large enough to be pointed at
ANSWERS = ["", "smaller", "same", "larger"]


class ScoreExplorer(Part):
    """The linear model at work on one image. It asks what will come out, then shows how.

    Parameters
    ----------
    images: up to 12 images, (N, H, W) or, if they are square, (N, H * W): whole numbers from 0 to
        255, or numbers from 0 to 1, which are kept in steps of 1/255. At most 32 × 32 pixels.
    labels: their classes, (N,). Without both, the first 12 digits that lesson 6 keeps for
        validation.
    weights: (H * W, K). biases: (K,), for 2 to 12 classes. Without both, those of the trained
        run that comes with the course.
    view: "score" (pixels × weights, added up while one sweeps over the image) or "softmax" (the
        scores, changed by a factor and a constant, and their probabilities).
    image: which image is shown, from 0.
    guess: the class that was said to get the highest score, or -1: then it asks.
    digit: the class whose weights are shown on the image.
    swept: how many pixels are added up, row by row.
    guess_add, guess_multiply: what was said to become of the highest probability if a constant is
        added, or if all scores are multiplied: "smaller", "same", "larger", or "", which asks.
    constant, factor: the scores become factor * scores + constant, within -1000 to 1000.

    Raises PartError, one line, for anything else.
    """

    module = "scores"
    view = traitlets.Enum(["score", "softmax"], "score").tag(sync=True, state=True)
    image = traitlets.Int(0, min=0).tag(sync=True, state=True)
    guess = traitlets.Int(-1, min=-1).tag(sync=True, state=True)
    digit = traitlets.Int(0, min=0).tag(sync=True, state=True)
    swept = traitlets.Int(0, min=0).tag(sync=True, state=True)
    guess_add = traitlets.Enum(ANSWERS, "").tag(sync=True, state=True)
    guess_multiply = traitlets.Enum(ANSWERS, "").tag(sync=True, state=True)
    constant = traitlets.Float(0.0, min=-1000, max=1000).tag(sync=True, state=True)
    factor = traitlets.Float(1.0, min=-1000, max=1000).tag(sync=True, state=True)
    images = traitlets.Dict().tag(sync=True)  # (N, H, W), uint8, packed
    labels = traitlets.Dict().tag(sync=True)  # (N,), uint8, packed
    weights = traitlets.Dict().tag(sync=True)  # (H * W, K), float32, packed
    biases = traitlets.Dict().tag(sync=True)  # (K,), float32, packed

    def __init__(self, images=None, labels=None, weights=None, biases=None, **state):
        if (images is None) != (labels is None) or (weights is None) != (biases is None):
            raise PartError("ScoreExplorer takes images with labels, and weights with biases.")
        if images is None:
            (images, labels), _ = load_mnist()
            images, labels = images[FIRST:][:MOST_IMAGES], labels[FIRST:][:MOST_IMAGES]
        if weights is None:
            weights, biases, _ = reference_run()
        images = _images(images)
        weights = _finite("weights", weights, 2)
        biases = _finite("biases", biases, 1)
        pixels, classes = images[0].size, len(biases)
        if weights.shape != (pixels, classes):
            raise PartError(
                f"weights {weights.shape}, biases {biases.shape} and images of {pixels} pixels "
                "do not fit: weights have one row a pixel and one column a class, and there is "
                "one bias a class."
            )
        if not 2 <= classes <= MOST_CLASSES:
            raise PartError(f"ScoreExplorer shows 2 to {MOST_CLASSES} classes, not {classes}.")
        labels = _array("labels", labels)
        if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
            raise PartError(
                f"labels must be one whole number an image, shape ({len(images)},); these have "
                f"the shape {labels.shape} and the dtype {labels.dtype}."
            )
        if labels.min() < 0 or labels.max() >= classes:
            raise PartError(f"labels must be classes from 0 to {classes - 1}.")
        super().__init__(
            images=pack(images, "uint8"),
            labels=pack(labels, "uint8"),
            weights=pack(weights, "float32"),
            biases=pack(biases, "float32"),
            **state,
        )

    @traitlets.validate("image", "guess", "digit", "swept")
    def _check_size(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if self.images and self.biases:  # not while the constructor sets one after the other
            count, height, width = self.images["shape"]
            classes = self.biases["shape"][0]
            largest = {"image": count - 1, "swept": height * width}.get(name, classes - 1)
            if value > largest:
                raise traitlets.TraitError(f"{name} must be at most {largest}, not {value}.")
        return value

    @traitlets.validate("constant", "factor")
    def _check_number(self, proposal):
        if np.isnan(proposal["value"]):
            raise traitlets.TraitError(f"{proposal['trait'].name} must be a number, not NaN.")
        return proposal["value"]

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The image (H, W) from 0 to 1, the weights (H * W, K) and the biases (K,), in float64."""
        image = unpack(self.images)[self.image] / 255
        return image, unpack(self.weights).astype(float), unpack(self.biases).astype(float)

    def scores(self) -> np.ndarray:
        """The image's scores (K,), after factor and constant."""
        image, weights, biases = self.arrays()
        return self.factor * (image.ravel() @ weights + biases) + self.constant

    def picture(self):
        """The question's images; answered, the whole evidence for `digit`; or softmax' bars."""
        if self.view == "softmax":
            return bundle_of(plot_softmax, self.scores())
        if self.guess >= 0:
            image, weights, biases = self.arrays()
            return bundle_of(plot_evidence, image, weights, biases, self.digit)
        images = unpack(self.images)
        titles = [f"image {place}" for place in range(len(images))]
        return bundle_of(plot_images, images, titles, columns=6)


def _images(images) -> np.ndarray:
    """Return the images as uint8, (N, H, W), or raise PartError."""
    images = _array("images", images)
    if images.ndim == 2 and images.size:
        side = round(images.shape[1] ** 0.5)
        if side * side == images.shape[1]:
            images = images.reshape(-1, side, side)
    good = images.ndim == 3 and images.size and images.dtype.kind in "uif"
    if not good or len(images) > MOST_IMAGES or max(images.shape[1:]) > LARGEST:
        raise PartError(
            f"ScoreExplorer takes 1 to {MOST_IMAGES} images of at most {LARGEST} × {LARGEST} "
            f"pixels, such as x[:{MOST_IMAGES}]; these have the shape {images.shape} and the "
            f"dtype {images.dtype}."
        )
    whole = images.dtype.kind in "ui"
    top = 255 if whole else 1
    low, high = images.min(), images.max()
    if not (low >= 0 and high <= top):  # a NaN is neither
        kind = "whole numbers from 0 to 255" if whole else "fractions from 0 to 1"
        raise PartError(f"images must be {kind}; these reach from {number(low)} to {number(high)}.")
    return images if whole else np.round(images * 255)


def _finite(name: str, values, axes: int) -> np.ndarray:
    """Return the numbers if their float32 is finite, too, or raise PartError."""
    values = _array(name, values)
    word = "axis" if axes == 1 else "axes"
    if values.dtype.kind not in "uif" or values.ndim != axes:
        raise PartError(
            f"{name} must be numbers with {axes} {word}; these have the shape {values.shape} and "
            f"the dtype {values.dtype}."
        )
    if not (np.abs(values) < np.finfo(np.float32).max).all():  # a NaN is not
        raise PartError(f"{name} must be finite; some are infinite or not a number.")
    return values


def _array(name: str, values) -> np.ndarray:
    try:
        return np.asarray(values)
    except (TypeError, ValueError):
        raise PartError(f"{name} must be an array with equally long rows.") from None
