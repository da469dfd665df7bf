"""Checks of lesson 10, a hidden layer.

The names V, c, W and b are those of the lesson's formulas.
"""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import (
    Incorrect,
    expect_choice,
    expect_function,
    is_number,
    told_apart,
)

LESSON = "10_hidden_layer"


# What the lesson teaches, in its own functions: the references of the checks.


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def relu(values):
    return np.maximum(0, values)


def forward(x, V, c, W, b):
    hidden = relu(x @ V + c)
    return hidden, hidden @ W + b


def errors_of(scores, labels):
    """(p - t) / N, one row an image."""
    return (softmax(scores) - np.eye(scores.shape[1])[labels]) / len(labels)


def hidden_slopes(errors, hidden, W):
    return (errors @ W.T) * (hidden > 0)


def gradients(x, labels, V, c, W, b):
    hidden, scores = forward(x, V, c, W, b)
    errors = errors_of(scores, labels)
    slopes = hidden_slopes(errors, hidden, W)
    return x.T @ slopes, slopes.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)


def losses_of(scores, labels):
    return np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]


def moved(images, down, right):
    """Images (N, H, W), moved by at most four pixels; white comes in."""
    height, width = images.shape[1:]
    wide = np.pad(images, ((0, 0), (4, 4), (4, 4)))
    return wide[:, 4 - down : 4 - down + height, 4 - right : 4 - right + width]


def _network(rng, pixels, units, classes, digits=9):
    """V, c, W, b without a zero, of both signs."""

    def draw(*shape):
        return (rng.uniform(0.2, 1, shape) * rng.choice([-1, 1], shape)).round(digits)

    return draw(pixels, units), draw(units), draw(units, classes), draw(classes)


def _batch(rng, rows, pixels, units, classes, digits=9):
    """x, labels and a network in which some hidden values are 0 and some are not."""
    while True:
        x = rng.uniform(0.1, 1, (rows, pixels)).round(digits)
        network = _network(rng, pixels, units, classes, digits)
        before = x @ network[0] + network[1]
        if (before > 0.05).any() and (before < -0.05).any() and (abs(before) > 1e-3).all():
            return x, rng.integers(0, classes, rows), *network


# Guesses


@guess("guess-zeros", lesson=LESSON, answer="guess_zeros")
def guess_zeros(guessed, came):
    if not is_number(guessed):
        return "guess-zeros-share"
    if abs(guessed - came) <= 0.02:
        return "guess-zeros-right"
    if guessed > 1:
        return "guess-zeros-share"
    if guessed == 0:
        return "guess-zeros-none"
    if guessed > 0.945:
        return "guess-zeros-as-trained"
    if guessed > 0.8:
        return "guess-zeros-as-linear"
    return "guess-zeros-other"


@guess("guess-least-hurt", lesson=LESSON, answer="guess_least_hurt")
def guess_least_hurt(guessed, came):
    name = guessed.strip().lower() if isinstance(guessed, str) else ""
    if name == came:
        return "guess-hurt-right"
    known = {
        "hidden": "guess-hurt-hidden",
        "orientations": "guess-hurt-orientations",
        "random": "guess-hurt-random",
        "pixels": "guess-hurt-pixels",
    }
    return known.get(name, "guess-hurt-a-name")


@guess("guess-mended", lesson=LESSON, answer="guess_mended")
def guess_mended(guessed, came):
    if not is_number(guessed) or guessed > 1:
        return "guess-mended-share"
    if abs(guessed - came) <= 0.015:
        return "guess-right"
    if guessed > came:
        return "guess-mended-whole"
    if guessed > 0.84:
        return "guess-mended-half"
    if guessed >= 0.8:
        return "guess-mended-not"
    return "guess-mended-worse"


# Forwards


def _forward(bend=relu, behind=lambda scores: scores, first=1, last=1):
    def wrong(x, V, c, W, b):
        hidden = bend(x @ V + first * c)
        return hidden, behind(hidden @ W + last * b)

    return wrong


def _bias_behind_the_bend(x, V, c, W, b):
    hidden = relu(x @ V) + c
    return hidden, hidden @ W + b


FORWARD = [
    ("python-max", _forward(bend=lambda values: max(0, values))),
    ("fwd-no-bend", _forward(bend=lambda values: values)),
    ("fwd-scores-bent", _forward(behind=relu)),
    ("fwd-minimum", _forward(bend=lambda values: np.minimum(0, values))),
    ("fwd-size", _forward(bend=np.abs)),
    ("fwd-at-most-one", _forward(bend=lambda values: np.clip(values, 0, 1))),
    ("fwd-mask", _forward(bend=lambda values: (values > 0).astype(float))),
    ("fwd-sigmoid", _forward(bend=lambda values: 1 / (1 + np.exp(-values)))),
    ("fwd-sigmoid", _forward(bend=np.tanh)),
    ("fwd-largest-alone", _forward(bend=lambda values: np.maximum(1, values))),
    ("fwd-probabilities", _forward(behind=softmax)),
    ("fwd-without-c", _forward(first=0)),
    ("fwd-without-b", _forward(last=0)),
    ("fwd-without-biases", _forward(first=0, last=0)),
    ("fwd-biases-subtracted", _forward(first=-1, last=-1)),
    ("fwd-bias-behind-the-bend", _bias_behind_the_bend),
    ("fwd-scores-from-unbent", lambda x, V, c, W, b: (relu(x @ V + c), (x @ V + c) @ W + b)),
    ("fwd-hands-out-unbent", lambda x, V, c, W, b: (x @ V + c, relu(x @ V + c) @ W + b)),
    ("fwd-scores-only", lambda *given: forward(*given)[1]),
    ("fwd-hidden-only", lambda *given: forward(*given)[0]),
    *[
        ("fwd-rounds", lambda *given, n=n: tuple(part.round(n) for part in forward(*given)))
        for n in (1, 2, 3)
    ],
]


@exercise("forward", lesson=LESSON, answers=["forward"])
def check_forward(forward_, rng):
    def trial(*sizes, digits=9, dtype=float):
        x, _, *network = _batch(rng, *sizes, digits=digits)
        return tuple(array.astype(dtype) for array in (x, *network))

    def draw():
        return [
            trial(2, 2, 3, 2, digits=1),
            trial(1, 3, 4, 2),
            trial(5, 4, 4, 4),
            trial(64, 20, 30, 10, dtype="float32"),
            tuple(map(np.asfortranarray, trial(70, 9, 16, 12))),
        ]

    trials = told_apart(draw, forward, FORWARD)
    names = ("the hidden values", "the scores")
    expect_function(forward_, trials, forward, FORWARD, results=names)


# Two layers are one


def _one_layer(V, c, W, b):
    return V @ W, c @ W + b


ONE_LAYER = [
    ("one-without-c", lambda V, c, W, b: (V @ W, b)),
    ("one-without-b", lambda V, c, W, b: (V @ W, c @ W)),
    ("one-b-subtracted", lambda V, c, W, b: (V @ W, c @ W - b)),
    ("one-sum-of-c", lambda V, c, W, b: (V @ W, c.sum() + b)),
    ("one-c-not-through", lambda V, c, W, b: (V @ W, c[: len(b)] + b)),
    ("one-c-not-through", lambda V, c, W, b: (V @ W, c + b)),
    ("one-bent", lambda V, c, W, b: (relu(V) @ W, relu(c) @ W + b)),
    ("one-c-bent", lambda V, c, W, b: (V @ W, relu(c) @ W + b)),
    ("one-transposed", lambda V, c, W, b: ((V @ W).T, c @ W + b)),
    ("one-bias-in-weights", lambda V, c, W, b: ((V + c) @ W, c @ W + b)),
    ("one-bias-added-to-weights", lambda V, c, W, b: (V @ W + b, c @ W + b)),
    ("one-an-axis-too-many", lambda V, c, W, b: (V @ W, (c @ W + b)[np.newaxis])),
    ("one-weights-only", lambda V, c, W, b: V @ W),
    ("one-biases-only", lambda V, c, W, b: c @ W + b),
    ("one-first-layer", lambda V, c, W, b: (V, c)),
    ("one-second-layer", lambda V, c, W, b: (W, b)),
    *[
        ("one-rounds", lambda *given, n=n: tuple(part.round(n) for part in _one_layer(*given)))
        for n in (1, 2, 3)
    ],
]


@exercise("two-are-one", lesson=LESSON, answers=["one_layer"])
def check_two_are_one(one_layer, rng):
    def draw():
        return [
            _network(rng, 2, 3, 4, digits=1),
            _network(rng, 4, 4, 4),
            _network(rng, 1, 5, 3),
            tuple(array.astype("float32") for array in _network(rng, 30, 20, 10)),
            tuple(map(np.asfortranarray, _network(rng, 12, 9, 6))),
        ]

    trials = told_apart(draw, _one_layer, ONE_LAYER)
    names = ("the weights", "the biases")
    expect_function(one_layer, trials, _one_layer, ONE_LAYER, results=names)


# Slopes before the bend

SLOPES = [
    ("slopes-no-bend", lambda errors, hidden, W: errors @ W.T),
    ("slopes-times-hidden", lambda errors, hidden, W: (errors @ W.T) * hidden),
    ("slopes-mask-turned", lambda errors, hidden, W: (errors @ W.T) * (hidden <= 0)),
    ("slopes-bent", lambda errors, hidden, W: relu(errors @ W.T)),
    ("slopes-bent", lambda errors, hidden, W: relu(errors @ W.T) * (hidden > 0)),
    ("slopes-mask-only", lambda errors, hidden, W: (hidden > 0).astype(float)),
    ("slopes-hidden-only", lambda errors, hidden, W: hidden),
    ("slopes-divided-again", lambda e, h, W: hidden_slopes(e, h, W) / len(e)),
    ("slopes-turned", lambda e, h, W: -hidden_slopes(e, h, W)),
    ("slopes-sigmoid", lambda errors, hidden, W: (errors @ W.T) * hidden * (1 - hidden)),
    ("slopes-sigmoid", lambda errors, hidden, W: (errors @ W.T) * (1 - hidden**2)),
    ("slopes-transposed", lambda e, h, W: hidden_slopes(e, h, W).T),
    ("slopes-added-up", lambda e, h, W: hidden_slopes(e, h, W).sum(axis=0)),
    ("slopes-above-one", lambda errors, hidden, W: (errors @ W.T) * (hidden > 1)),
    ("slopes-errors-bent", lambda e, h, W: hidden_slopes(relu(e), h, W)),
    ("slopes-not-summed", lambda e, h, W: e[:, np.newaxis, :] * W * (h > 0)[:, :, np.newaxis]),
    ("slopes-whole-rows", lambda e, h, W: (e @ W.T) * (h > 0).all(axis=1, keepdims=True)),
    *[("slopes-round", lambda *given, n=n: hidden_slopes(*given).round(n)) for n in (1, 2, 3)],
]


@exercise("hidden-slopes", lesson=LESSON, answers=["hidden_slopes"])
def check_hidden_slopes(hidden_slopes_, rng):
    def trial(*sizes, digits=9, dtype=float):
        x, labels, *network = _batch(rng, *sizes, digits=digits)
        hidden, scores = forward(x, *network)
        errors = errors_of(scores, labels).round(digits)
        return tuple(array.astype(dtype) for array in (errors, hidden.round(digits), network[2]))

    def draw():
        return [
            trial(2, 2, 2, 3, digits=1),
            trial(1, 3, 4, 2),
            trial(4, 4, 4, 4),
            trial(3, 5, 6, 3, dtype="float32"),
            tuple(map(np.asfortranarray, trial(9, 9, 7, 5))),
        ]

    trials = told_apart(draw, hidden_slopes, SLOPES)
    expect_function(hidden_slopes_, trials, hidden_slopes, SLOPES)


# The gradient


def _gradients(
    errors_of=errors_of,
    slopes_of=lambda errors, hidden, before, W: hidden_slopes(errors, hidden, W),
    second_input=lambda hidden, before: hidden,
):
    """The gradients with other errors, slopes before the bend, or input of the second layer."""

    def wrong(x, labels, V, c, W, b):
        before = x @ V + c
        hidden = relu(before)
        errors = errors_of(hidden @ W + b, labels)
        slopes = slopes_of(errors, hidden, before, W)
        taken = second_input(hidden, before)
        return x.T @ slopes, slopes.sum(axis=0), taken.T @ errors, errors.sum(axis=0)

    return wrong


def _changed(**changes):
    """The gradients, some of them changed: V, c, W or b is a function of the right one."""

    def wrong(*given):
        right = zip("VcWb", gradients(*given), strict=True)
        return tuple(changes.get(name, lambda value: value)(value) for name, value in right)

    return wrong


def _times(factor):
    return lambda scores, labels: factor(labels) * errors_of(scores, labels)


def _without_bend(x, labels, V, c, W, b):
    hidden = x @ V + c
    errors = errors_of(hidden @ W + b, labels)
    slopes = errors @ W.T
    return x.T @ slopes, slopes.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)


def _biases_divided_again(x, labels, *network):
    right = gradients(x, labels, *network)
    return tuple(part / len(labels) if part.ndim == 1 else part for part in right)


def _second_input_is_x(x, labels, *network):
    first, of_c, _, of_b = gradients(x, labels, *network)
    return first, of_c, x.T @ errors_of(forward(x, *network)[1], labels), of_b


def _softmax_over_images(scores, labels):
    return (softmax(scores.T).T - np.eye(scores.shape[1])[labels]) / len(labels)


GRADIENTS = [
    ("hg-sum", _gradients(_times(lambda labels: len(labels)))),
    ("hg-sign", _gradients(_times(lambda labels: -1))),
    ("hg-sign-and-sum", _gradients(_times(lambda labels: -len(labels)))),
    ("hg-64", _gradients(_times(lambda labels: len(labels) / 64))),
    ("hg-mean-twice", _gradients(_times(lambda labels: 1 / len(labels)))),
    ("hg-without-labels", _gradients(lambda s, y: softmax(s) / len(y))),
    ("hg-scores-for-probabilities", _gradients(lambda s, y: (s - np.eye(s.shape[1])[y]) / len(y))),
    ("hg-ten-classes", _gradients(lambda s, y: (softmax(s) - np.eye(10)[y]) / len(y))),
    ("hg-softmax-over-images", _gradients(_softmax_over_images)),
    (
        "hg-one-everywhere",
        _gradients(lambda s, y: (softmax(s) - 1) / len(y)),
    ),
    ("hg-mask-missing", _gradients(slopes_of=lambda e, h, before, W: e @ W.T)),
    ("hg-times-hidden", _gradients(slopes_of=lambda e, h, before, W: e @ W.T * h)),
    ("hg-mask-turned", _gradients(slopes_of=lambda e, h, before, W: e @ W.T * (before <= 0))),
    ("hg-slopes-bent", _gradients(slopes_of=lambda e, h, before, W: relu(e @ W.T))),
    ("hg-without-bend", _without_bend),
    ("hg-second-input-unbent", _gradients(second_input=lambda hidden, before: before)),
    ("hg-second-input-x", _second_input_is_x),
    (
        "hg-slopes-divided-again",
        _gradients(slopes_of=lambda e, h, before, W: hidden_slopes(e, h, W) / len(e)),
    ),
    ("hg-transposed", _changed(V=np.transpose, W=np.transpose)),
    ("hg-biases-mean", _biases_divided_again),
    ("hg-second-layer-first", lambda *given: tuple(gradients(*given)[i] for i in (2, 3, 0, 1))),
    ("hg-matrices-first", lambda *given: tuple(gradients(*given)[i] for i in (0, 2, 1, 3))),
    ("hg-second-layer-only", lambda *given: gradients(*given)[2:]),
    ("hg-first-layer-only", lambda *given: gradients(*given)[:2]),
    ("hg-two-pairs", lambda *given: (gradients(*given)[:2], gradients(*given)[2:])),
    (
        "hg-biases-an-axis-too-many",
        _changed(c=lambda value: value[np.newaxis], b=lambda value: value[np.newaxis]),
    ),
    ("hg-first-image", lambda x, y, *network: gradients(x[:1], y[:1], *network)),
    *[
        ("hg-rounds", lambda *given, n=n: tuple(part.round(n) for part in gradients(*given)))
        for n in (2, 3)
    ],
]
LAYERS = ("the gradient of V", "the gradient of c", "the gradient of W", "the gradient of b")


@exercise("hidden-gradient", lesson=LESSON, answers=["gradients"], points=2)
def check_hidden_gradient(gradients_, rng):
    def trial(*sizes, digits=9, dtype=float):
        x, labels, *network = _batch(rng, *sizes, digits=digits)
        return x.astype(dtype), labels, *(array.astype(dtype) for array in network)

    def draw():
        x, labels, *network = trial(40, 8, 5, 10, dtype="float32")
        return [
            trial(3, 2, 2, 4, digits=1),
            trial(1, 3, 4, 2),
            trial(4, 4, 4, 4),
            (x, labels.astype("uint8"), *network),
            tuple(map(np.asfortranarray, trial(30, 9, 7, 12))),
        ]

    trials = told_apart(draw, gradients, GRADIENTS)
    expect_function(gradients_, trials, gradients, GRADIENTS, results=LAYERS)


@exercise("gradients-on-trial", lesson=LESSON, answers=["mine", "tape_gradients"])
def check_gradients_on_trial(mine, tape_gradients, rng):
    given, keras = mine.value, tape_gradients.value
    seen = Words("is", {"name": "mine", "given": describe(given)})
    if not _four_arrays(keras):
        raise Incorrect(
            "trial-tape-changed", Words("is", {"name": "tape_gradients", "given": describe(keras)})
        )
    if not _four_arrays(given):
        raise Incorrect("trial-not-four-arrays", seen)
    if all(map(np.array_equal, given, keras)):
        raise Incorrect("trial-keras-twice", seen)
    for name, own, theirs in zip("VcWb", given, keras, strict=True):
        if own.shape != theirs.shape:
            raise Incorrect("trial-shape", name=name, given=str(own.shape))
        distance = np.abs(own - theirs.astype(float)).max()
        if not distance <= 1e-6:
            raise Incorrect("trial-apart", name=name, distance=f"{distance:.1g}")


def _four_arrays(value) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 4
        and all(isinstance(part, np.ndarray) and part.dtype.kind in "biuf" for part in value)
    )


# One step


def _step(loss=lambda scores, labels: losses_of(scores, labels).mean(), rates=(1, 1, 1, 1)):
    """The reference, or one with another loss, or with other factors of the four rates."""

    def made(x, labels, V, c, W, b, rate):
        old, slopes = (V, c, W, b), gradients(x, labels, V, c, W, b)
        new = [a - f * rate * g for a, f, g in zip(old, rates, slopes, strict=True)]
        return *new, loss(forward(x, *old)[1], labels)

    return made


hidden_step = _step()


def _one_layer_after_the_other(x, labels, V, c, W, b, rate):
    """The second layer is moved before the slopes of the first are worked out."""
    loss = hidden_step(x, labels, V, c, W, b, rate)[-1]
    _, _, of_W, of_b = gradients(x, labels, V, c, W, b)
    W, b = W - rate * of_W, b - rate * of_b
    of_V, of_c, _, _ = gradients(x, labels, V, c, W, b)
    return V - rate * of_V, c - rate * of_c, W, b, loss


def _loss_after(x, labels, *network_and_rate):
    *new, _ = hidden_step(x, labels, *network_and_rate)
    return *new, losses_of(forward(x, *new)[1], labels).mean()


def _without_rate(x, labels, V, c, W, b, rate):
    return _step()(x, labels, V, c, W, b, 1.0)[:4] + hidden_step(x, labels, V, c, W, b, rate)[4:]


def _rate_of(number):
    def fixed(x, labels, V, c, W, b, rate):
        return hidden_step(x, labels, V, c, W, b, number)

    return fixed


def _gradient_itself(x, labels, V, c, W, b, rate):
    loss = hidden_step(x, labels, V, c, W, b, rate)[-1]
    return *gradients(x, labels, V, c, W, b), loss


def _loss_first(*given):
    *new, loss = hidden_step(*given)
    return loss, *new


def _picked(scores, labels):
    return scores[np.arange(len(labels)), labels]


STEP = [
    ("hs-uphill", _step(rates=(-1, -1, -1, -1))),
    ("hs-without-rate", _without_rate),
    ("hs-not-moved", _step(rates=(0, 0, 0, 0))),
    ("hs-second-layer-alone", _step(rates=(0, 0, 1, 1))),
    ("hs-first-layer-alone", _step(rates=(1, 1, 0, 0))),
    ("hs-matrices-alone", _step(rates=(1, 0, 1, 0))),
    ("hs-fixed-rate", _rate_of(0.01)),
    ("hs-fixed-rate", _rate_of(0.1)),
    ("hs-fixed-rate", _rate_of(0.2)),
    ("hs-gradient-itself", _gradient_itself),
    ("hs-one-layer-after-the-other", _one_layer_after_the_other),
    ("hs-loss-after", _loss_after),
    ("hs-loss-first", _loss_first),
    ("hs-loss-missing", lambda *given: hidden_step(*given)[:-1]),
    ("hs-loss-summed", _step(lambda s, y: losses_of(s, y).sum())),
    ("hs-loss-per-image", _step(losses_of)),
    ("hs-loss-sign", _step(lambda s, y: -losses_of(s, y).mean())),
    ("hs-loss-infinite", _step(lambda s, y: -np.log(_picked(softmax(s), y)).mean())),
    (
        "hs-loss-overflows",
        _step(lambda s, y: (np.log(np.exp(s).sum(axis=1)) - _picked(s, y)).mean()),
    ),
    *[
        ("hs-loss-clipped", _step(lambda s, y, n=n: -np.log(n + _picked(softmax(s), y)).mean()))
        for n in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)
    ],
    *[
        (
            "hs-loss-clipped",
            _step(lambda s, y, n=n: -np.log(np.maximum(n, _picked(softmax(s), y))).mean()),
        )
        for n in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)
    ],
    ("hs-loss-without-correct", _step(lambda s, y: np.logaddexp.reduce(s, axis=1).mean())),
    ("hs-accuracy", _step(lambda s, y: (s.argmax(axis=1) == y).mean())),
]


@exercise("hidden-step", lesson=LESSON, answers=["hidden_step"], points=2)
def check_hidden_step(hidden_step_, rng):
    def trial(*sizes, rate, digits=9, dtype=float):
        x, labels, *network = _batch(rng, *sizes, digits=digits)
        return x.astype(dtype), labels, *(array.astype(dtype) for array in network), rate

    def large():
        """Scores of many hundreds, and the correct one far below the highest."""
        while True:
            x, _, V, c, W, b = _batch(rng, 3, 3, 3, 3)
            W = 900 * W
            scores = forward(x, V, c, W, b)[1]
            if (np.ptp(scores, axis=1) > 760).all() and (scores.max(axis=1) > 720).all():
                return x, scores.argmin(axis=1), V, c, W, b, 0.35

    def draw():
        return [
            trial(2, 2, 2, 3, digits=1, rate=0.5),
            trial(1, 3, 4, 2, rate=0.3),
            trial(4, 4, 4, 4, rate=2.0),
            large(),
            (*trial(5, 4, 3, 3, rate=0.35)[:5], 900 + rng.uniform(0, 1, 3), 0.35),
            trial(40, 8, 5, 10, rate=0.25, dtype="float32"),
            tuple(map(np.asfortranarray, trial(30, 9, 7, 12, rate=0.15)[:-1])) + (0.15,),
        ]

    trials = told_apart(draw, hidden_step, STEP)
    names = ("the new V", "the new c", "the new W", "the new b", "the loss")
    expect_function(hidden_step_, trials, hidden_step, STEP, results=names)


# How many numbers


def _parameters(pixels, units, classes):
    return (pixels + 1) * units + (units + 1) * classes


PARAMETERS = [
    ("size-without-biases", lambda d, h, k: d * h + h * k),
    ("size-without-hidden-biases", lambda d, h, k: d * h + h * k + k),
    ("size-without-output-biases", lambda d, h, k: d * h + h * k + h),
    ("size-one-bias-a-layer", lambda d, h, k: d * h + 1 + h * k + 1),
    ("size-linear-model", lambda d, h, k: (d + 1) * k),
    ("size-first-layer", lambda d, h, k: (d + 1) * h),
    ("size-second-layer", lambda d, h, k: (h + 1) * k),
    ("size-with-pixel-biases", lambda d, h, k: _parameters(d, h, k) + d),
    ("size-layers-multiplied", lambda d, h, k: (d + 1) * h * (h + 1) * k),
    ("size-layers-multiplied", lambda d, h, k: d * h * k),
    ("size-sizes-added", lambda d, h, k: d + h + k),
    ("size-pixels-to-scores-too", lambda d, h, k: _parameters(d, h, k) + d * k),
    ("size-of-the-lesson", lambda d, h, k: 50890),
]


@exercise("count-parameters", lesson=LESSON, answers=["parameters"])
def check_count_parameters(parameters, rng):
    def draw():
        sizes = [rng.integers(2, 9, 3), rng.integers(2, 40, 3), rng.integers(100, 900, 3)]
        return [(1, 2, 3), *(tuple(size.tolist()) for size in sizes)]

    trials = told_apart(draw, _parameters, PARAMETERS)
    expect_function(parameters, trials, _parameters, PARAMETERS)


# Moved copies


def _copies(move=moved, join=np.concatenate, repeat=np.tile, first=True, last=False):
    def made(images, labels, moves):
        sets = [images] * first + [move(images, *pair) for pair in moves] + [images] * last
        return join(sets), repeat(labels, len(sets))

    return made


with_copies = _copies()


def _image_by_image(images, labels, moves):
    sets = [images, *(moved(images, *pair) for pair in moves)]
    return np.stack(sets, axis=1).reshape(-1, 28, 28), np.repeat(labels, len(sets))


def _move_on_move(images, labels, moves):
    sets = [images]
    for pair in moves:
        sets.append(moved(sets[-1], *pair))
    return np.concatenate(sets), np.tile(labels, len(sets))


def _doubled(images, labels, moves):
    for pair in moves:
        images = np.concatenate([images, moved(images, *pair)])
        labels = np.concatenate([labels, labels])
    return images, labels


def _rolled(images, down, right):
    return np.roll(images, (down, right), axis=(1, 2))


COPIES = [
    ("copies-labels-repeated", _copies(repeat=np.repeat)),
    ("copies-labels-once", _copies(repeat=lambda labels, count: labels)),
    ("copies-without-unmoved", _copies(first=False)),
    ("copies-unmoved-last", _copies(first=False, last=True)),
    ("copies-image-by-image", _image_by_image),
    ("copies-of-copies", _move_on_move),
    ("copies-doubled", _doubled),
    ("copies-right-and-down", _copies(move=lambda images, down, right: moved(images, right, down))),
    ("copies-other-way", _copies(move=lambda images, down, right: moved(images, -down, -right))),
    ("copies-down-only", _copies(move=lambda images, down, right: moved(images, down, 0))),
    ("copies-right-only", _copies(move=lambda images, down, right: moved(images, 0, right))),
    ("copies-wrapped", _copies(move=_rolled)),
    ("copies-not-moved", _copies(move=lambda images, down, right: images)),
    ("copies-an-axis-too-many", _copies(join=np.stack)),
    (
        "copies-labels-in-rows",
        _copies(repeat=lambda labels, count: np.tile(labels, (count, 1))),
    ),
    ("copies-first-move-only", lambda i, y, moves: with_copies(i, y, moves[:1])),
    ("copies-last-move-only", lambda i, y, moves: with_copies(i, y, moves[-1:])),
    ("copies-last-move-missing", lambda i, y, moves: with_copies(i, y, moves[:-1])),
    ("copies-nothing-new", lambda i, y, moves: (i, y)),
    ("copies-images-only", lambda *given: with_copies(*given)[0]),
]


@exercise("moved-copies", lesson=LESSON, answers=["with_copies"])
def check_moved_copies(with_copies_, rng):
    def trial(count, moves):
        return rng.uniform(0.1, 1, (count, 28, 28)), rng.permutation(10)[:count], moves

    def draw():
        several = [divmod(place, 5) for place in rng.permutation(25)[:5].tolist()]
        several = [(down - 2, right - 2) for down, right in several]
        grey, labels, _ = trial(4, several)
        return [
            trial(2, [(0, 1)]),
            trial(3, [(1, -2), (-3, 0)]),
            (grey.astype("float32"), labels.astype("uint8"), several),
            trial(2, []),
            trial(1, [(4, 4), (-4, 3)]),
        ]

    trials = told_apart(draw, with_copies, COPIES)
    names = ("the images", "the labels")
    expect_function(with_copies_, trials, with_copies, COPIES, results=names)


@exercise("read-the-table", lesson=LESSON, answers=["letter"])
def check_read_the_table(letter, rng):
    wrong = {"a": "table-within-errors", "c": "table-always", "d": "table-more-numbers"}
    expect_choice(letter, "b", wrong)
