"""Draw a digit, see it in MNIST's form, and see what a model makes of it, pixel by pixel."""

import functools

import matplotlib.pyplot as plt
import numpy as np
import traitlets

from helpers.data import load_mnist
from helpers.features import deskew, orientations, random_projection
from helpers.parts.part import Part, PartError, pack, unpack
from helpers.plots.base import BLACK, BLUE, WIDTH, bundle_of, number, show
from helpers.plots.images import draw_image
from helpers.plots.model import softmax

PAPER = 280  # units along one side of the pad; a pen's place is a pair of whole numbers
PEN = 11  # half the width of its line
SIDE, BOX, CENTRE = 28, 20, 14  # MNIST's form: pixels of the image, of the digit's box, and where
POINTS = 5000  # in all strokes of one drawing
VIEWS = ("pixels", "deskewed", "random", "orientations", "hidden")
# The kernel does not send these back: while a stroke is drawn, an answer to what was sent before it
# would end it.
DRAWN = {"sync": True, "echo_update": False}


class DrawingPad(Part):
    """Paper for a digit, and a linear model that reads it. It asks which digit was drawn first.

    A drawing is brought into MNIST's form: 28 × 28 pixels from 0 (paper) to 1 (ink), the ink
    scaled to a box of 20 × 20, its centre of mass in the middle. Then the model answers, and for
    its two best classes shows each pixel's share in the difference of their scores.

    Parameters
    ----------
    weights: (784, 10), and biases: (10,). Or, alone, something that has both: what load_run()
        returns, a SoftmaxClassifier after fit, a Keras model with one Dense layer. Or the five
        models of lesson 10, by name; others beside them are left out. Without both, it is what
        load_run() returns.
    view: which of five models answers, by what it is shown: pixels, deskewed, random,
        orientations or hidden. Their numbers are rounded to 256 steps an array.
    strokes: the drawing; each stroke is a list [x, y, x, y, ...] of whole numbers from 0 to 280,
        from the left and from the top.
    example: which of twenty test images is shown instead, from 0, or -1.
    shift: [right, down], by how many pixels the image is moved, from -28 to 28.
    label: the digit that the learner says it is, or -1: then the model's answer is covered.
    free: True shows the answer at once, while drawing. Such drawings are not counted.
    answers: [label, prediction] for each of the learner's drawings, as they were first answered.

    `image` is the image that the model gets, and can be set. `kept` holds the misread drawings
    that the learner kept. Raises PartError, one line, for anything else.
    """

    module = "pad"
    strokes = traitlets.List(traitlets.List(traitlets.Int())).tag(**DRAWN, state=True)
    example = traitlets.Int(-1, min=-1).tag(**DRAWN, state=True)
    shift = traitlets.List(traitlets.Int(), [0, 0]).tag(**DRAWN, state=True)
    label = traitlets.Int(-1, min=-1, max=9).tag(**DRAWN, state=True)
    free = traitlets.Bool(False).tag(sync=True, state=True)
    answers = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True, state=True)
    view = traitlets.Enum(VIEWS, "pixels").tag(sync=True, state=True)
    models = traitlets.Dict().tag(sync=True)  # by name, each array as packed bytes; or {}
    weights = traitlets.Dict().tag(sync=True)  # (784, 10), packed
    biases = traitlets.Dict().tag(sync=True)  # (10,), packed
    examples = traitlets.Dict().tag(sync=True)  # (20, 28, 28), packed
    example_labels = traitlets.List(traitlets.Int()).tag(sync=True)
    given = traitlets.Dict().tag(**DRAWN)  # (28, 28), packed: an image that was set, or {}
    kept_images = traitlets.Dict().tag(sync=True)  # (number, 784), packed
    kept_labels = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, weights=None, biases=None, **state):
        models = {}
        if isinstance(weights, dict) and biases is None:
            models = _models(weights)
            weights = weights["pixels"]
        weights, biases = _model(weights, biases)
        examples, labels = _examples()
        super().__init__(
            models=models,
            weights=pack(weights, "float32"),
            biases=pack(biases, "float32"),
            examples=pack(examples, "uint8"),
            example_labels=labels.tolist(),
            kept_images=pack(np.zeros((0, SIDE * SIDE)), "float32"),
            **state,
        )

    @traitlets.validate("strokes")
    def _check_strokes(self, proposal):
        strokes = proposal["value"]
        for stroke in strokes:
            if not stroke or len(stroke) % 2 or not all(0 <= at <= PAPER for at in stroke):
                raise traitlets.TraitError(
                    "each stroke must be a list [x, y, x, y, ...] of whole numbers from 0 to "
                    f"{PAPER}; this is none: {str(stroke)[:60]}."
                )
        if sum(map(len, strokes)) > 2 * POINTS:
            raise traitlets.TraitError(f"strokes may have {POINTS:,} points in all.")
        return strokes

    @traitlets.validate("example")
    def _check_example(self, proposal):
        if proposal["value"] >= len(_examples()[1]):
            raise traitlets.TraitError(
                f"example must be from 0 to {len(_examples()[1]) - 1}, or -1 for none, "
                f"not {proposal['value']}."
            )
        return proposal["value"]

    @traitlets.validate("shift")
    def _check_shift(self, proposal):
        shift = proposal["value"]
        if len(shift) != 2 or not all(-SIDE <= by <= SIDE for by in shift):
            raise traitlets.TraitError(
                f"shift must be [right, down], each from -{SIDE} to {SIDE}, not {shift}."
            )
        return shift

    @traitlets.validate("answers")
    def _check_answers(self, proposal):
        for pair in proposal["value"]:
            if len(pair) != 2 or not all(0 <= digit <= 9 for digit in pair):
                raise traitlets.TraitError(
                    f"each of the answers must be [label, prediction], digits, not {pair}."
                )
        return proposal["value"]

    @property
    def image(self) -> np.ndarray:
        """The image in the model's form, (28, 28), float32, from 0 to 1, as it is shown.

        Set it to an image, (784,) or (28, 28), from 0 to 1, to see it in the pad.
        """
        image = self._unmoved()
        right, down = self.shift
        rows = slice(max(0, -down), SIDE - max(0, down))  # what stays on the image
        columns = slice(max(0, -right), SIDE - max(0, right))
        moved = np.zeros((SIDE, SIDE), dtype="float32")
        stays = image[rows, columns]
        moved[max(0, down) :, max(0, right) :][: stays.shape[0], : stays.shape[1]] = stays
        return moved

    @image.setter
    def image(self, image):
        try:
            values = np.asarray(image)
        except (TypeError, ValueError):
            values = np.empty(0)
        if values.shape not in ((SIDE * SIDE,), (SIDE, SIDE)) or values.dtype.kind not in "biuf":
            raise PartError(
                f"pad.image takes one image, (784,) or (28, 28), not {_shape_of(image)}."
            )
        if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1):
            raise PartError(
                "pad.image takes pixels from 0 to 1, as the model does: divide by 255 first. "
                f"These go from {values.min():g} to {values.max():g}."
            )
        given = pack(values.reshape(SIDE, SIDE), "float32")
        with self.hold_sync():
            self.strokes, self.example, self.shift, self.label = [], -1, [0, 0], -1
            self.given = given

    def _unmoved(self) -> np.ndarray:
        if self.strokes:
            return mnist_form(ink_of(self.strokes))
        if self.example >= 0:
            return unpack(self.examples)[self.example] / 255
        return unpack(self.given) if self.given else np.zeros((SIDE, SIDE))

    @property
    def kept(self) -> tuple[np.ndarray, np.ndarray]:
        """The misread drawings that were kept: images (N, 784), and the learner's labels (N,)."""
        return unpack(self.kept_images), np.array(self.kept_labels, dtype=int)

    def scores(self, view: str | None = None) -> np.ndarray:
        """The model's scores (10,) of the image; of five models, those of `view`."""
        weights, biases = self._arrays(view)
        return self.shown(view) @ weights + biases

    def shown(self, view: str | None = None) -> np.ndarray:
        """What that model's last step is shown of the image: its features, as many as weights."""
        image = self.image.astype(float)
        if not self.models:
            return image.ravel()
        view = view or self.view
        if view == "deskewed":
            image = deskew(image[np.newaxis]).astype(float)
        elif view == "orientations":
            image = orientations(image[np.newaxis]).astype(float)
        elif view == "random":
            features = len(self._arrays(view)[0])
            image = np.maximum(0, image.ravel() @ random_projection(SIDE * SIDE, features))
        elif view == "hidden":
            weights, biases = (
                _numbers(self.models[view][f"hidden_{name}"]) for name in ("weights", "biases")
            )
            image = np.maximum(0, image.ravel() @ weights + biases)
        return image.ravel()

    def _arrays(self, view=None):
        """Weights and biases of the scores."""
        if not self.models:
            return unpack(self.weights).astype(float), unpack(self.biases).astype(float)
        model = self.models[view or self.view]
        return _numbers(model["weights"]), _numbers(model["biases"])

    def picture(self):
        """The drawing, its form, and what the model says, as far as that is not covered."""
        return bundle_of(_plot, self)


# The drawing path, the same as in pad.js


def ink_of(strokes) -> np.ndarray:
    """Return the ink of strokes on the paper, (280, 280), from 0 to 1, anti-aliased.

    A pen's line covers what is at most PEN from it; at its edge, ink falls to 0 over one unit.
    """
    ink = np.zeros((PAPER, PAPER))
    for stroke in strokes:
        points = np.reshape(stroke, (-1, 2))
        for (x0, y0), (x1, y1) in zip(points, points[min(1, len(points) - 1) :], strict=False):
            left, right = (max(0, min(x0, x1) - PEN - 1), max(x0, x1) + PEN + 1)
            top, bottom = (max(0, min(y0, y1) - PEN - 1), max(y0, y1) + PEN + 1)
            part = ink[top:bottom, left:right]
            y, x = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]] + 0.5
            dx, dy = x1 - x0, y1 - y0
            along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1)
            along = np.clip(along, 0, 1)
            across, up = x - x0 - along * dx, y - y0 - along * dy
            distance = np.sqrt(across * across + up * up)
            np.maximum(part, np.clip(PEN + 0.5 - distance, 0, 1), out=part)
    return ink


def mnist_form(ink: np.ndarray) -> np.ndarray:
    """Return ink (H, W), from 0 to 1, in MNIST's form, (28, 28).

    The box around the ink is scaled until its longer side is 20 pixels, each the mean of what it
    covers. Then the centre of mass is moved to the middle by whole pixels, within the image.
    (LeCun, Cortes and Burges, THE MNIST DATABASE of handwritten digits.)
    """
    image = np.zeros((SIDE, SIDE))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return image
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, int(n * BOX / max(box.shape) + 0.5)) for n in box.shape)
    small = _means(len(box), height) @ box @ _means(box.shape[1], width).T  # (height, width)
    mass = small.sum()
    # Of two places that are as good, as for all that is symmetric, the lower and the right one,
    # however the sums were rounded.
    top = int(CENTRE - small.sum(axis=1) @ np.arange(height) / mass + 0.5 + 1e-6)
    left = int(CENTRE - small.sum(axis=0) @ np.arange(width) / mass + 0.5 + 1e-6)
    top, left = min(top, SIDE - height), min(left, SIDE - width)
    image[top : top + height, left : left + width] = small
    return image


def _means(many: int, few: int) -> np.ndarray:
    """The matrix (few, many) that makes means of neighbours: of `many` numbers, `few`."""
    length = many / few
    start = np.arange(few)[:, np.newaxis] * length
    pixel = np.arange(many)
    covered = np.minimum(start + length, pixel + 1) - np.maximum(start, pixel)
    return np.maximum(covered, 0) / length


# Data


@functools.cache
def _examples():
    """The first two test images of each digit, in their order, and their labels."""
    (_, _), (images, labels) = load_mnist()
    rows = np.sort(np.concatenate([np.flatnonzero(labels == digit)[:2] for digit in range(10)]))
    return images[rows], labels[rows]


def _model(weights, biases):
    if weights is None and biases is None:
        from helpers.runs import load_run

        weights, biases, _ = load_run()
    elif biases is None:
        model = weights
        if hasattr(model, "weights_"):  # SoftmaxClassifier
            weights, biases = model.weights_, model.biases_
        elif hasattr(model, "get_weights"):  # Keras
            arrays = model.get_weights()
            weights, biases = arrays if len(arrays) == 2 else (None, None)
        elif hasattr(model, "weights"):  # Run
            weights, biases = model.weights, model.biases
        else:
            biases = None
    arrays = []
    for values, shape in ((weights, (SIDE * SIDE, 10)), (biases, (10,))):
        try:
            values = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            values = np.empty(0)
        if values.shape != shape or not np.isfinite(values).all():
            raise PartError(
                "DrawingPad takes weights (784, 10) and biases (10,), finite numbers, or a "
                f"trained linear model; not {_shape_of(weights)} and {_shape_of(biases)}."
            )
        arrays.append(values)
    return arrays


def _models(models) -> dict:
    """The five models' arrays, packed as bytes, or PartError."""
    if not set(VIEWS) <= set(models):
        raise PartError(
            f"DrawingPad takes the models {', '.join(VIEWS)}, trained, by name; "
            f"not {', '.join(map(str, models)) or 'an empty dictionary'}."
        )
    packed = {}
    for name in VIEWS:
        kinds = ("", "hidden_") if name == "hidden" else ("",)
        packed[name] = {
            f"{kind}{part}": _packed(name, models[name], f"{kind}{part}_")
            for kind in kinds
            for part in ("weights", "biases")
        }
        shapes = {array: tuple(numbers["shape"]) for array, numbers in packed[name].items()}
        features = {"orientations": 392}.get(name, SIDE * SIDE)
        if name in ("random", "hidden"):
            features = shapes["weights"][0]  # as many as there are
        wanted = {"weights": (features, 10), "biases": (10,)}
        wanted |= {"hidden_weights": (SIDE * SIDE, features), "hidden_biases": (features,)}
        for array, shape in shapes.items():
            if shape != wanted[array]:
                raise PartError(f"the model {name!r} has {array} of shape {shape}.")
    return packed


def _packed(name, model, attribute) -> dict:
    """An array as bytes that stand for 256 numbers, evenly from the lowest to the highest."""
    try:
        values = np.asarray(getattr(model, attribute), dtype=float)
    except (AttributeError, TypeError, ValueError):
        raise PartError(f"the model {name!r} has no {attribute}: fit it first.") from None
    if not values.size or not np.isfinite(values).all():
        raise PartError(f"the model {name!r} needs finite numbers in {attribute}.")
    low = float(values.min())
    step = float(np.ptp(values)) / 255 or 1.0
    return {**pack(np.rint((values - low) / step), "uint8"), "low": low, "step": step}


def _numbers(packed) -> np.ndarray:
    """The array that `_packed` made bytes of."""
    return packed["low"] + packed["step"] * unpack(packed).astype(float)


def _shape_of(value) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape}, {value.dtype}"
    return "None" if value is None else type(value).__name__


# The picture


def _has_shares(part: DrawingPad) -> bool:
    """Whether the model that answers adds up pixels, as they are or straightened."""
    return not part.models or part.view in ("pixels", "deskewed")


def _plot(part: DrawingPad) -> None:
    image, scores = part.image, part.scores()
    weights, biases = part._arrays()
    seen = part.shown().reshape(image.shape) if _has_shares(part) else image
    open_ = part.label >= 0 or part.free
    best, second = np.argsort(-scores, kind="stable")[:2]
    figure, (pad, form, bars, map_) = plt.subplots(1, 4, figsize=(WIDTH, 2.1))
    pad.set(xlim=(0, PAPER), ylim=(PAPER, 0), xticks=[], yticks=[], aspect="equal")
    pad.grid(False)
    if part.strokes:
        draw_image(pad, ink_of(part.strokes), 0, 1, cells=False)
        words = "A drawing on a pad"
    else:
        image_on_pad = part._unmoved()
        pad.imshow(image_on_pad, vmin=0, vmax=1, cmap="gray_r", extent=(0, PAPER, PAPER, 0))
        words = "An image" if image_on_pad.any() else "Empty paper"
        words += " on a pad"
    draw_image(form, seen, 0, 1, cells=False)
    pad.set_title("the pad", fontsize=10)
    form.set_title("28 × 28 pixels", fontsize=10)
    words += ", and beside it the same in the form of MNIST, 28 × 28 pixels."
    if part.models:
        words += f" The model is shown {part.view}."
    for axes in (bars, map_):
        axes.grid(False)
    if open_:
        probabilities = softmax(scores)
        colors = [BLUE if digit == best else "#9cbfd8" for digit in range(10)]
        bars.barh(range(10), probabilities, color=colors)
        bars.set(ylim=(9.6, -0.6), xlim=(0, 1), yticks=range(10), xticks=[0, 1])
        bars.tick_params(labelsize=8)
        bars.set_title("probability", fontsize=10)
        if part.label >= 0:
            words += f" Said to be a {part.label}."
        words += (
            f" The model reads {best} with probability {probabilities[best]:.2f}, then {second} "
            f"with {probabilities[second]:.2f}."
        )
        if part.models:
            others = {view: int(part.scores(view).argmax()) for view in VIEWS if view != part.view}
            words += f" The others read: {', '.join(f'{v} {d}' for v, d in others.items())}."
        if _has_shares(part):
            evidence = seen * (weights[:, best] - weights[:, second]).reshape(seen.shape)
            strongest = np.abs(evidence).max() or 1.0
            draw_image(map_, evidence, -strongest, strongest, weights=True, cells=False)
            map_.set_title(f"for {best}, against {second}", fontsize=10)
            total, bias = evidence.sum(), biases[best] - biases[second]
            sums = f"{total:.2f} {'−' if bias < 0 else '+'} {abs(bias):.2f} = {total + bias:.2f}"
            map_.set_xlabel(sums.replace("-", "−"), fontsize=9)
            words += (
                f" Evidence for {best} against {second}, pixel by "
                f"pixel, adds up to {number(round(total, 2))}; with the biases' "
                f"{number(round(bias, 2))} the scores differ by {number(round(total + bias, 2))}."
            )
        else:
            map_.set_axis_off()
            map_.text(
                0.5, 0.5, "no map: a pixel\nhas no share", transform=map_.transAxes, ha="center",
                va="center", fontsize=9, color=BLACK,
            )  # fmt: skip
            words += " It adds up features, not pixels: a pixel has no share of its own."
    else:
        for axes, title in ((bars, "probability"), (map_, "evidence")):
            axes.set(xticks=[], yticks=[])
            axes.set_title(title, fontsize=10)
            axes.text(
                0.5, 0.5, "?", transform=axes.transAxes, fontsize=24, ha="center", va="center",
                color=BLACK,
            )  # fmt: skip
        words += " What the model says is covered: which digit is it?"
    show(figure, words)
