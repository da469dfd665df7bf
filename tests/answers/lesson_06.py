"""Right and wrong answers to the exercises of lesson 6."""

SETUP = """
import functools
import math
import pickle
from pathlib import Path

import keras
import numpy as np


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def gradient(x, probabilities, labels):
    errors = probabilities.copy()
    errors[np.arange(len(labels)), labels] -= 1
    errors /= len(labels)
    return x.T @ errors, errors.sum(axis=0)


x_fit = np.linspace(0, 1, 48).reshape(8, 6)
y_fit = np.arange(8)
y_test = np.arange(10)
"""


def _function(signature, *lines):
    return f"def {signature}:\n" + "\n".join(f"    {line}" for line in lines)


COUNT = "count_updates(rows, validation_split, batch_size, epochs)"


def _count(*lines):
    return _function(COUNT, *lines)


EPOCH = "one_epoch(x, y, weights, biases, batch_size, learning_rate)"


def _epoch(
    copies="w, b = weights.copy(), biases.copy()",
    loop="for first in range(0, len(x), batch_size):",
    cut="images, labels = x[first:first + batch_size], y[first:first + batch_size]",
    slopes="gw, gb = gradient(images, softmax(images @ w + b), labels)",
    step="w, b = w - learning_rate * gw, b - learning_rate * gb",
    end="return w, b",
):
    """An epoch in which one line or another is not as it should be."""
    inner = [line for line in (cut, slopes, step) if line]
    return _function(EPOCH, copies, loop, *(f"    {line}" for line in inner), end)


MEND = "train_in_orders(x, y, weights, biases, orders, batch_size, learning_rate)"


def _mend(
    copies="weights, biases = weights.copy(), biases.copy()",
    mixed="shuffled, mixed = x[order], y[order]",
    loop="for first in range(0, len(x), batch_size):",
    labels="mixed[first:first + batch_size]",
    sign="-=",
    images="shuffled[first:first + batch_size]",
    orders="orders",
    anew="",
):
    lines = [
        copies,
        f"for order in {orders}:",
        *([f"    {anew}"] if anew else []),
        f"    {mixed}",
        f"    {loop}",
        f"        images, labels = {images}, {labels}",
        "        probabilities = softmax(images @ weights + biases)",
        "        step_weights, step_biases = gradient(images, probabilities, labels)",
        f"        weights {sign} learning_rate * step_weights",
        f"        biases {sign} learning_rate * step_biases",
        "return weights, biases",
    ]
    return _function(MEND, *[line for line in lines if line])


ERROR = "accuracy_and_error(labels, predictions)"


def _error(*lines):
    return _function(ERROR, "a = (labels == predictions).mean()", *lines)


SGD = "optimizer=keras.optimizers.SGD(learning_rate=0.01)"
SPARSE = "loss='sparse_categorical_crossentropy', metrics=['accuracy']"
FIT = "x, y, batch_size=64, epochs=epochs, validation_split=0.2"


def _train(compiled, fitted, before="", after="", returned="return model.fit({})"):
    """A function train() from the arguments of compile and of fit."""
    lines = [before, f"model.compile({compiled})", returned.format(fitted), after]
    return _function("train(model, x, y, epochs)", *[line for line in lines if line])


SAVE = (
    "def save_weights(path, weights, biases):\n    np.savez(path, weights=weights, biases=biases)\n"
)
LOAD = (
    "def load_weights(path):\n    with np.load(path) as arrays:\n"
    "        return arrays['weights'], arrays['biases']"
)

ANSWERS = {
    "number-of-updates": {
        "right": [
            _count("return math.ceil(int(rows * (1 - validation_split)) / batch_size) * epochs"),
            _count(
                "left = int(rows * (1 - validation_split))",
                "batches = left // batch_size",
                "if left % batch_size:",
                "    batches += 1",
                "return batches * epochs",
            ),
            _count(
                "left = math.floor(rows * (1 - validation_split))",
                "return sum(len(range(0, left, batch_size)) for _ in range(epochs))",
            ),
            _count(
                "return epochs * int(np.ceil(np.floor(rows * (1 - validation_split)) / batch_size))"
            ),
            _count(
                "left = int(rows * (1 - validation_split))",
                "return np.int64((left + batch_size - 1) // batch_size * epochs)",
            ),
            "class Count:\n    def __call__(self, rows, validation_split, batch_size, epochs):\n"
            "        return -(-int(rows * (1 - validation_split)) // batch_size) * epochs\n"
            "count_updates = Count()",
        ],
        "wrong": [
            (_count("return math.ceil(rows / batch_size) * epochs"), "updates-on-all-rows"),
            (
                _count("return int(rows * (1 - validation_split)) // batch_size * epochs"),
                "updates-last-batch-missing",
            ),
            (
                _count("return int(rows * (1 - validation_split)) / batch_size * epochs"),
                "updates-part-of-a-batch",
            ),
            (
                _count("return rows * (1 - validation_split) / batch_size * epochs"),
                "updates-part-of-a-batch",
            ),
            (
                _count("return round(rows * (1 - validation_split) / batch_size) * epochs"),
                "updates-rounded-to-nearest",
            ),
            (_count("return rows // batch_size * epochs"), "updates-all-rows-no-last-batch"),
            (
                _count("return math.ceil(int(rows * (1 - validation_split)) / batch_size)"),
                "updates-of-one-epoch",
            ),
            (
                _count(
                    "return math.ceil(int(rows * (1 - validation_split)) * epochs / batch_size)"
                ),
                "updates-rest-carried-over",
            ),
            (
                _count("return math.ceil(int(rows * validation_split) / batch_size) * epochs"),
                "updates-of-validation",
            ),
            (
                _count(
                    "left = math.ceil(rows * (1 - validation_split))",
                    "return math.ceil(left / batch_size) * epochs",
                ),
                "updates-rounds-rows-up",
            ),
            (
                _count(
                    "left = rows - int(rows * validation_split)",
                    "return math.ceil(left / batch_size) * epochs",
                ),
                "updates-rounds-rows-up",
            ),
            (
                _count("return math.ceil(rows * (1 - validation_split) / batch_size) * epochs"),
                "updates-rounds-rows-up",
            ),
            (
                _count(
                    "left = int(rows * (1 - validation_split))",
                    "return (left // batch_size + 1) * epochs",
                ),
                "updates-one-too-many",
            ),
            (_count("return 750 * epochs"), "updates-fixed-750"),
            (_count("return int(rows * (1 - validation_split)) * epochs"), "updates-counts-images"),
            (
                _count("return math.ceil(int(rows * 0.8) / batch_size) * epochs"),
                "updates-fixed-split",
            ),
            (
                _count("return math.ceil(int(rows * (1 - validation_split)) / 64) * epochs"),
                "updates-fixed-batch",
            ),
            (
                _count(
                    "batches = math.ceil(rows / batch_size)",
                    "return int(batches * (1 - validation_split)) * epochs",
                ),
                "updates-split-after",
            ),
            (
                _count(
                    "print(math.ceil(int(rows * (1 - validation_split)) / batch_size) * epochs)"
                ),
                "prints",
            ),
            (
                _count(
                    "for _ in range(epochs):",
                    "    return math.ceil(int(rows * (1 - validation_split)) / batch_size)",
                ),
                "updates-of-one-epoch",
            ),
            ("count_updates = 22500", "not-a-function"),
        ],
    },
    "training-loop": {
        "right": [
            "lines = [8, 2, 4, 11, 5, 9, 1, 7, 3]",
            "lines = [8, 2, 4, 11, 5, 9, 1, 3, 7]",
            "lines = (8, 2, 4, 11, 5, 9, 1, 7, 3)",
            "lines = np.array([8, 2, 4, 11, 5, 9, 1, 3, 7])",
        ],
        "wrong": [
            ("lines = [8, 2, 6, 11, 5, 9, 1, 7, 3]", "loop-one-row-further"),
            ("lines = [8, 2, 4, 11, 5, 9, 1, 10, 3]", "loop-uphill"),
            ("lines = [8, 2, 4, 11, 5, 9, 12, 7, 3]", "loop-divides-by-all"),
            ("lines = [2, 8, 4, 11, 5, 9, 1, 7, 3]", "order-too-early"),
            ("lines = [8, 4, 2, 11, 5, 9, 1, 7, 3]", "order-too-early"),
            ("lines = [8, 2, 4, 5, 11, 9, 1, 7, 3]", "Line 5 comes too early"),
            ("lines = [8, 2, 4, 11, 5, 1, 9, 7, 3]", "uses `probabilities`"),
            ("lines = [8, 2, 4, 11, 5, 9, 7, 1, 3]", "uses `errors`"),
            ("lines = [8, 2, 4, 11, 5, 9, 1, 7]", "order-length"),
            ("lines = list(range(1, 13))", "loop-one-row-further"),
            ("lines = [8, 2, 4, 11, 5, 9, 1, 7, 7]", "order-twice"),
            ("lines = [8, 2, 4, 11, 5, 9, 1, 7, 13]", "no line 13"),
            ("lines = '8 2 4 11 5 9 1 7 3'", "order-not-a-list"),
        ],
    },
    "one-epoch": {
        "right": [
            _epoch(),
            _epoch(
                copies="w, b = np.array(weights), np.array(biases)",
                step="w -= learning_rate * gw; b -= learning_rate * gb",
            ),
            _epoch(
                loop="for k in range(math.ceil(len(x) / batch_size)):",
                cut="rows = np.arange(len(x))[k * batch_size:(k + 1) * batch_size]; "
                "images, labels = x[rows], y[rows]",
            ),
            _function(
                EPOCH,
                "if len(x) == 0:",
                "    return weights, biases",
                "p = softmax(x[:batch_size] @ weights + biases)",
                "gw, gb = gradient(x[:batch_size], p, y[:batch_size])",
                "new = weights - learning_rate * gw, biases - learning_rate * gb",
                "return one_epoch(x[batch_size:], y[batch_size:], *new, batch_size, learning_rate)",
            ),
            _function(
                EPOCH,
                "model = [weights, biases]",
                "first = 0",
                "while first < len(x):",
                "    a, t = x[first:first + batch_size], y[first:first + batch_size]",
                "    e = softmax(a @ model[0] + model[1]) - np.eye(len(biases))[t]",
                "    e = e / len(a)",
                "    model[0] = model[0] - learning_rate * (a.T @ e)",
                "    model[1] = model[1] - learning_rate * e.sum(0)",
                "    first += batch_size",
                "return model",
            ),
            "def loud(function):\n    @functools.wraps(function)\n    def inner(*arguments):\n"
            "        return function(*arguments)\n    return inner\n@loud\n" + _epoch(),
        ],
        "wrong": [
            (
                _epoch(
                    loop="for k in range(len(x) // batch_size):",
                    cut="first = k * batch_size; "
                    "images, labels = x[first:first + batch_size], y[first:first + batch_size]",
                ),
                "epoch-last-batch-lost",
            ),
            (
                _epoch(loop="for first in range(0, len(x) - batch_size, batch_size):"),
                "epoch-range-too-short",
            ),
            (
                _epoch(
                    slopes="e = (softmax(images @ w + b) - np.eye(len(b))[labels]) / batch_size; "
                    "gw, gb = images.T @ e, e.sum(axis=0)"
                ),
                "epoch-divides-by-batch-size",
            ),
            (
                _epoch(
                    slopes="e = (softmax(images @ w + b) - np.eye(len(b))[labels]) / len(x); "
                    "gw, gb = images.T @ e, e.sum(axis=0)"
                ),
                "epoch-divides-by-all",
            ),
            (
                _epoch(
                    slopes="e = softmax(images @ w + b) - np.eye(len(b))[labels]; "
                    "gw, gb = images.T @ e, e.sum(axis=0)"
                ),
                "epoch-sum-of-slopes",
            ),
            (_epoch(step="w = w + learning_rate * gw; b = b + learning_rate * gb"), "epoch-uphill"),
            (_epoch(loop="for first in [0]:", cut="images, labels = x, y"), "epoch-one-step"),
            (
                _epoch(step="return w - learning_rate * gw, b - learning_rate * gb"),
                "epoch-first-batch-only",
            ),
            (
                _epoch(
                    slopes="gw, gb = gradient(images, softmax(images @ weights + biases), labels)"
                ),
                "epoch-slopes-at-the-start",
            ),
            (
                _epoch(
                    slopes="gw, gb = gradient(images, softmax(images @ weights + biases), labels)",
                    step="w = weights - learning_rate * gw; b = biases - learning_rate * gb",
                ),
                "epoch-last-batch-only",
            ),
            (_epoch(loop="for first in range(len(x)):"), "epoch-one-row-further"),
            (
                _epoch(
                    loop="for first in range(len(x)):",
                    cut="images, labels = x[first:first + 1], y[first:first + 1]",
                ),
                "epoch-row-by-row",
            ),
            (
                _epoch(slopes="gw, gb = gradient(images, softmax(images @ w), labels)"),
                "epoch-biases-left-out",
            ),
            (_epoch(end="return weights, biases"), "epoch-no-step"),
            (_epoch(step="w = w - learning_rate * gw"), "epoch-biases-stay"),
            (_epoch(step="b = b - learning_rate * gb"), "epoch-weights-stay"),
            (
                _epoch(
                    loop="for first in range(0, len(x), 64):",
                    cut="images, labels = x[first:first + 64], y[first:first + 64]",
                ),
                "epoch-fixed-batch",
            ),
            (_epoch(step="w = w - 0.01 * gw; b = b - 0.01 * gb"), "epoch-fixed-rate"),
            (_epoch(step="w = w - gw; b = b - gb"), "epoch-rate-missing"),
            (_epoch(end="return b, w"), "parts-swapped"),
            (_epoch(end="return w"), "not-several"),
            (_epoch(end="return gw, gb"), "epoch-last-gradient"),
            (_epoch(end="print(w, b)"), "prints"),
            (_epoch(end=""), "returns-nothing"),
            (
                _epoch(
                    copies="w, b = weights, biases",
                    step="w -= learning_rate * gw; b -= learning_rate * gb",
                ),
                "changes-argument",
            ),
            (
                _epoch(cut="images, labels = x[first:first + batch_size], y"),
                "raised",
            ),
            (
                _epoch(
                    slopes="e = (softmax(images @ w + b) - np.eye(10)[labels]) / len(images); "
                    "gw, gb = images.T @ e, e.sum(axis=0)"
                ),
                "epoch-ten-classes",
            ),
            (_epoch(loop="for first in range(0, len(x_fit), batch_size):"), "reads-global"),
            (
                _epoch(
                    cut="images, labels = x[first:first + batch_size], y[:len(x[first:first + batch_size])]"
                ),
                "epoch-labels-of-the-first-batch",
            ),
            ("one_epoch = (np.zeros((784, 10)), np.zeros(10))", "not-a-function"),
            (
                "def one_epoch(x, y, weights, biases, batch_size, learning_rate):\n    w, b = weights.copy(), biases.copy()\n    for i in range(len(x) // batch_size):\n        xb, yb = x[i:i + batch_size], y[i:i + batch_size]\n        p = softmax(xb @ w + b)\n        gw, gb = gradient(xb, p, yb)\n        w -= learning_rate * gw\n        b -= learning_rate * gb\n    return w, b",
                "epoch-one-row-further",
            ),
            (
                "def one_epoch(x, y, weights, biases, batch_size, learning_rate):\n    w, b = weights.copy(), biases.copy()\n    for i in range(0, len(x), batch_size):\n        xb, yb = x[i:i + batch_size], y[i:i + batch_size]\n        p = softmax(xb @ w + b)\n        gw, gb = gradient(x, softmax(x @ w + b), y)\n        w -= learning_rate * gw\n        b -= learning_rate * gb\n    return w, b",
                "epoch-all-rows-each-step",
            ),
            (
                "def one_epoch(x, y, weights, biases, batch_size, learning_rate):\n    w, b = weights.copy(), biases.copy()\n    for i in range(0, len(x), batch_size):\n        xb, yb = x[i:i + batch_size], y[i:i + batch_size]\n        p = softmax(xb @ w + b)\n        gw, gb = gradient(xb, p, yb)\n        w -= learning_rate * gw\n        gw, gb = gradient(xb, softmax(xb @ w + b), yb)\n        b -= learning_rate * gb\n    return w, b",
                "epoch-biases-from-moved-weights",
            ),
            (
                "def one_epoch(x, y, weights, biases, batch_size, learning_rate):\n    w, b = weights.copy(), biases.copy()\n    for xb, yb in zip(x.reshape(-1, batch_size, x.shape[1]), y.reshape(-1, batch_size)):\n        gw, gb = gradient(xb, softmax(xb @ w + b), yb)\n        w -= learning_rate * gw\n        b -= learning_rate * gb\n    return w, b",
                "raises",
            ),
        ],
    },
    "compile-and-fit": {
        "right": [
            _train(f"{SGD}, {SPARSE}", FIT),
            _train(f"'sgd', {SPARSE}", "x, y, 64, epochs, validation_split=0.2"),
            _train(
                f"{SGD}, loss=keras.losses.SparseCategoricalCrossentropy(),"
                " metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')],"
                " steps_per_execution=50",
                FIT,
            ),
            _train(
                f"{SGD}, loss='categorical_crossentropy', metrics=['accuracy']",
                FIT.replace("x, y,", "x, np.eye(10)[y],"),
            ),
            _train(
                f"{SGD}, {SPARSE}",
                "x[:cut], y[:cut], batch_size=64, epochs=epochs,"
                " validation_data=(x[cut:], y[cut:])",
                before="cut = int(len(x) * 0.8)",
            ),
            _train(f"{SGD}, {SPARSE}", FIT + ", verbose=2"),
        ],
        "wrong": [
            (
                _train(f"{SGD}, {SPARSE}", FIT.replace("x, y,", "x, np.eye(10)[y],")),
                "fit-one-hot-for-sparse",
            ),
            (
                _train(f"{SGD}, loss='categorical_crossentropy', metrics=['accuracy']", FIT),
                "fit-integers-for-one-hot",
            ),
            (
                _train(
                    f"{SGD}, loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),"
                    " metrics=['accuracy']",
                    FIT,
                ),
                "fit-from-logits",
            ),
            (_train(f"optimizer='adam', {SPARSE}", FIT), "optimizer is Adam"),
            (_train(SPARSE, FIT), "optimizer is RMSprop"),
            (_train(f"keras.optimizers.SGD(0.1), {SPARSE}", FIT), "learning rate is 0.1"),
            (_train(f"keras.optimizers.SGD(0.001), {SPARSE}", FIT), "learning rate is 0.001"),
            (_train(f"keras.optimizers.SGD(0.01, momentum=0.9), {SPARSE}", FIT), "fit-momentum"),
            (_train(f"{SGD}, loss='sparse_categorical_crossentropy'", FIT), "fit-no-accuracy"),
            (_train(f"{SGD}, {SPARSE}".replace("accuracy", "acc"), FIT), "fit-accuracy-renamed"),
            (
                _train(f"{SGD}, {SPARSE}", FIT.replace(", validation_split=0.2", "")),
                "fit-not-validated",
            ),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("0.2", "0.5")), "fit-other-steps"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("batch_size=64, ", "")), "fit-batches-of-32"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("64", "65")), "fit-other-steps"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs", "epochs=7")), "covers 7"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs, ", "")), "covers 1"),
            (
                _train(
                    f"{SGD}, {SPARSE}",
                    "x[:cut], y[:cut], batch_size=64, epochs=epochs,"
                    " validation_data=(x[:cut], y[:cut])",
                    before="cut = int(len(x) * 0.8)",
                ),
                "fit-other-validation",
            ),
            (
                _train(
                    f"{SGD}, {SPARSE}",
                    "x[cut:], y[cut:], batch_size=64, epochs=epochs,"
                    " validation_data=(x[:cut], y[:cut])",
                    before="cut = len(x) // 5",
                ),
                "which rows",
            ),
            (
                _train(
                    f"{SGD}, loss='mean_squared_error', metrics=['accuracy']",
                    FIT.replace("x, y,", "x, np.eye(10)[y],"),
                ),
                "fit-other-steps-than-cross-entropy",
            ),
            (
                _train(f"{SGD}, {SPARSE}", FIT, before="model = keras.models.clone_model(model)"),
                "fit-another-model",
            ),
            (
                _function("train(model, x, y, epochs)", f"return model.fit({FIT})"),
                "fit-not-compiled",
            ),
            (
                _train(f"{SGD}, {SPARSE}", FIT, returned="model.fit({})"),
                "fit-returns-none",
            ),
            (
                _train(f"{SGD}, {SPARSE}", FIT, returned="model.fit({})", after="return model"),
                "type Sequential",
            ),
            (
                _train(f"{SGD}, {SPARSE}", FIT, returned="return model.fit({}).history"),
                "fit-returns-the-dictionary",
            ),
            (
                _train(
                    f"{SGD}, {SPARSE}",
                    FIT + ", callbacks=[keras.callbacks.EarlyStopping('val_loss', min_delta=9)]",
                ),
                "stop for nothing else",
            ),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs", "epochs=n")), "'n'"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("x, y", "x_fit, y_fit")), "reads-global"),
            (_train(f"{SGD}, {SPARSE}", FIT, before="x /= 255"), "fit-changes-the-data"),
            (
                "def train(model, x, y, epochs):\n    import keras\n    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss='sparse_categorical_crossentropy', metrics=['accuracy'])\n    h = model.fit(x, y, batch_size=64, epochs=epochs, validation_split=0.2, shuffle=False, verbose=0)\n    return h",
                "fit-not-shuffled",
            ),
        ],
    },
    "honest-test": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c'"],
        "wrong": [
            ("letter = 'a'", "test-on-training-rows"),
            ("letter = 'b'", "test-on-chosen-rows"),
            ("letter = 'd'", "test-after-fitting"),
            ("letter = 'test'", "one-letter"),
            ("letter = 3", "one-letter"),
            ("letter = ['c']", "one-letter"),
        ],
    },
    "accuracy-error": {
        "right": [
            _error("return a, 2 * np.sqrt(a * (1 - a) / len(labels))"),
            _function(
                ERROR,
                "hits = predictions == labels",
                "return hits.mean(), 2 * hits.std() / np.sqrt(len(hits))",
            ),
            _function(
                ERROR,
                "right = 0",
                "for label, prediction in zip(labels, predictions):",
                "    if label == prediction:",
                "        right += 1",
                "share = right / len(labels)",
                "return [share, 2 * (share * (1 - share) / len(labels)) ** 0.5]",
            ),
            "from fractions import Fraction\n"
            + _function(
                ERROR,
                "share = Fraction(int(np.sum(labels == predictions)), len(labels))",
                "return float(share), 2 * math.sqrt(share * (1 - share) / len(labels))",
            ),
            "accuracy_and_error = functools.partial(lambda factor, labels, predictions: "
            "(np.mean(labels == predictions), factor * np.std(labels == predictions)"
            " / math.sqrt(labels.size)), 2)",
        ],
        "wrong": [
            (_error("return a, np.sqrt(a * (1 - a) / len(labels))"), "error-one-sigma"),
            (_error("return a, 2 * a * (1 - a) / len(labels)"), "error-root-missing"),
            (_error("return a, a * (1 - a) / len(labels)"), "error-variance"),
            (_error("return a, 2 * np.sqrt(a * (1 - a))"), "error-of-one-image"),
            (_error("return a, (labels == predictions).std()"), "error-of-one-image"),
            (
                _error("return a, 2 * np.sqrt(a * (1 - a)) / len(labels)"),
                "error-number-not-under-root",
            ),
            (
                _error("return a, 2 * a * (1 - a) / np.sqrt(len(labels))"),
                "error-root-of-the-number-only",
            ),
            (
                _error("return a, np.sqrt(2 * a * (1 - a) / len(labels))"),
                "error-two-under-the-root",
            ),
            (_error("return a, 2 * np.sqrt(a / len(labels))"), "error-one-minus-missing"),
            (_error("return a, 2 * np.sqrt(a * (1 - a) / 10000)"), "error-fixed-number"),
            (
                _error("return a, 2 * (labels == predictions).std(ddof=1) / len(labels) ** 0.5"),
                "error-n-minus-one",
            ),
            (_error("return a, 1 - a"), "error-is-share-wrong"),
            (
                _error("return 100 * a, 200 * np.sqrt(a * (1 - a) / len(labels))"),
                "error-in-per-cent",
            ),
            (
                _error("return 100 * a, 2 * np.sqrt(a * (1 - a) / len(labels))"),
                "error-accuracy-in-per-cent",
            ),
            (
                _function(
                    ERROR,
                    "a = (labels != predictions).mean()",
                    "return a, 2 * np.sqrt(a * (1 - a) / len(labels))",
                ),
                "error-share-of-wrong",
            ),
            (
                _error("return a, round(2 * np.sqrt(a * (1 - a) / len(labels)), 3)"),
                "error-rounded",
            ),
            (
                _error(
                    "e = 2 * np.sqrt(a * (1 - a) / len(labels))", "return round(a, 4), round(e, 4)"
                ),
                "error-rounded",
            ),
            (
                _error("e = 2 * np.sqrt(a * (1 - a) / len(labels))", "return a - e, a + e"),
                "error-bounds",
            ),
            (_error("return 2 * np.sqrt(a * (1 - a) / len(labels))"), "not-several"),
            (_error("return 2 * np.sqrt(a * (1 - a) / len(labels)), a"), "parts-swapped"),
            (_error("print(a, 2 * np.sqrt(a * (1 - a) / len(labels)))"), "prints"),
            (
                _error("e = 2 * np.sqrt(a * (1 - a) / len(labels))", "return f'{a:.3f} ± {e:.4f}'"),
                "not-several",
            ),
            (_error("return a, 2 * np.sqrt(a * (1 - a) / len(y_test))"), "reads-global"),
            (
                "def accuracy_and_error(labels, predictions):\n    a = (labels == predictions).mean()\n    n = len(labels)\n    return a, 2 * np.sqrt(a * 1 - a / n)",
                "error-brackets",
            ),
            (
                "def accuracy_and_error(labels, predictions):\n    a = (labels == predictions).mean()\n    n = len(labels)\n    return a, 1.96 * np.sqrt(a * (1 - a) / n)",
                "error-other-factor",
            ),
            (
                "def accuracy_and_error(labels, predictions):\n    a = (labels == predictions).mean()\n    n = len(labels)\n    return a, 4 * np.sqrt(a * (1 - a) / n)",
                "error-other-factor",
            ),
            (
                "def accuracy_and_error(labels, predictions):\n    a = (labels == predictions).mean()\n    n = len(labels)\n    return a, a - 2 * np.sqrt(a * (1 - a) / n)",
                "error-lower-end",
            ),
            (
                "def accuracy_and_error(labels, predictions):\n    a = (labels == predictions).mean()\n    n = len(labels)\n    return a, 2 * np.sqrt(0.9 * 0.1 / n)",
                "error-fixed-share",
            ),
        ],
    },
    "save-and-load": {
        "right": [
            SAVE + LOAD,
            "def save_weights(path, weights, biases):\n    np.savez_compressed(path, weights, biases)\n"
            "def load_weights(path):\n"
            "    with np.load(path) as arrays:\n        return [arrays['arr_0'], arrays['arr_1']]",
            "def save_weights(path, weights, biases):\n"
            "    with open(path, 'wb') as file:\n"
            "        np.save(file, weights)\n        np.save(file, biases)\n"
            "def load_weights(path):\n"
            "    with open(path, 'rb') as file:\n        return np.load(file), np.load(file)",
            "def save_weights(path, weights, biases):\n"
            "    Path(path).write_bytes(pickle.dumps((weights, biases)))\n"
            "def load_weights(path):\n    return pickle.loads(Path(path).read_bytes())",
            "def save_weights(path, weights, biases):\n    np.savez(str(path), b=biases, w=weights)\n"
            "    print('saved')\n"
            "def load_weights(path):\n"
            "    arrays = np.load(path)\n    return np.array(arrays['w']), np.array(arrays['b'])",
        ],
        "wrong": [
            (LOAD, "`save_weights` has no lines of yours"),
            (SAVE, "`load_weights` has no lines of yours"),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['biases'], arrays['weights']",
                "load-swapped",
            ),
            (
                "def save_weights(path, weights, biases):\n    np.savez(path, biases, weights)\n"
                "def load_weights(path):\n"
                "    arrays = np.load(path)\n    return arrays['arr_0'], arrays['arr_1']",
                "load-swapped",
            ),
            (
                "def save_weights(path, weights, biases):\n    global kept\n"
                "    kept = weights, biases\n    np.savez(path, w=weights, b=biases)\n"
                "def load_weights(path):\n    np.load(path)\n    return kept",
                "load-other-file",
            ),
            (
                "kept = {}\ndef save_weights(path, weights, biases):\n"
                "    kept[path] = weights, biases\n    np.savez(path, w=weights, b=biases)\n"
                "def load_weights(path):\n    return kept[path]",
                "raised KeyError",
            ),
            (
                "def save_weights(path, weights, biases):\n    global kept\n"
                "    kept = weights, biases\n"
                "def load_weights(path):\n    return kept",
                "save-no-file-at-path",
            ),
            (
                "def save_weights(path, weights, biases):\n    if not Path(path).exists():\n"
                "        np.savez(path, weights=weights, biases=biases)\n" + LOAD,
                "load-old-content",
            ),
            (
                "def save_weights(path, weights, biases):\n    with open(path, 'ab') as file:\n"
                "        np.save(file, weights)\n        np.save(file, biases)\n"
                "def load_weights(path):\n"
                "    with open(path, 'rb') as file:\n        return np.load(file), np.load(file)",
                "load-old-content",
            ),
            (
                "def save_weights(path, weights, biases):\n    np.save(path, weights)\n" + LOAD,
                "save-adds-an-ending",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(Path(path).stem, weights=weights, biases=biases)\n" + LOAD,
                "save-no-file-at-path",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez('model.npz', weights=weights, biases=biases)\n"
                "def load_weights(path):\n    a = np.load('model.npz')\n"
                "    return a['weights'], a['biases']",
                "save-no-file-at-path",
            ),
            (
                SAVE + "def load_weights(path):\n    a = np.load(path[:-4])\n"
                "    return a['weights'], a['biases']",
                "save-looks-elsewhere",
            ),
            (SAVE + "def load_weights(path):\n    return np.load(path)", "load-not-two"),
            (SAVE + "def load_weights(path):\n    return dict(np.load(path))", "load-not-two"),
            (SAVE + "def load_weights(path):\n    return np.load(path)['weights']", "load-not-two"),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['w'], arrays['b']",
                "raised KeyError",
            ),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['weights'].astype('float32'), arrays['biases'].astype('float32')",
                "load-rounded-to-float32",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(path, weights=weights.astype(float), biases=biases.astype(float))\n"
                + LOAD,
                "load-dtype-changed",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(path, weights=weights.round(4), biases=biases.round(4))\n" + LOAD,
                "load-rounded",
            ),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    print(arrays['weights'], arrays['biases'])",
                "returns-nothing",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savetxt(path, weights)\n    np.savetxt(path, biases)\n"
                "def load_weights(path):\n    return np.loadtxt(path), np.loadtxt(path)",
                "axes",
            ),
        ],
    },
    "mend-training": {
        "right": [
            _mend(),
            _mend(
                mixed="pass",
                images="x[order[first:first + batch_size]]",
                labels="y[order[first:first + batch_size]]",
            ),
            _function(
                MEND,
                "w, b = weights, biases",
                "for order in orders:",
                "    for rows in np.split(order, range(batch_size, len(order), batch_size)):",
                "        gw, gb = gradient(x[rows], softmax(x[rows] @ w + b), y[rows])",
                "        w, b = w - learning_rate * gw, b - learning_rate * gb",
                "return w, b",
            ),
            "def epoch(x, y, w, b, size, rate):\n"
            "    for i in range(0, len(x), size):\n"
            "        a, t = x[i:i + size], y[i:i + size]\n"
            "        gw, gb = gradient(a, softmax(a @ w + b), t)\n"
            "        w, b = w - rate * gw, b - rate * gb\n"
            "    return w, b\n"
            + _function(
                MEND,
                "for order in orders:",
                "    weights, biases = epoch("
                "x[order], y[order], weights, biases, batch_size, learning_rate)",
                "return weights, biases",
            ),
        ],
        "wrong": [
            (_mend(labels="y[first:first + batch_size]"), "mend-labels-stay"),
            (
                _mend(loop="for first in range(0, len(x) - batch_size, batch_size):"),
                "mend-range-too-short",
            ),
            (
                _mend(
                    labels="y[first:first + batch_size]",
                    loop="for first in range(0, len(x) - batch_size, batch_size):",
                ),
                "mend-labels-stay-and-range-too-short",
            ),
            (_mend(copies=""), "changes-argument"),
            (
                _mend(
                    copies="",
                    labels="y[first:first + batch_size]",
                    loop="for first in range(0, len(x) - batch_size, batch_size):",
                ),
                "changes-argument-and-wrong",
            ),
            (
                _mend(loop="for first in range(0, len(x) - batch_size + 1, batch_size):"),
                "mend-small-batch-lost",
            ),
            (
                _mend(
                    labels="y[first:first + batch_size]",
                    loop="for first in range(0, len(x) // batch_size * batch_size, batch_size):",
                ),
                "mend-labels-stay-and-batch-lost",
            ),
            (_mend(images="x[first:first + batch_size]"), "mend-images-stay"),
            (_mend(mixed="shuffled, mixed = x, y"), "mend-no-order"),
            (_mend(orders="orders[:1]"), "mend-one-epoch"),
            (
                _mend(mixed="x, y = x[order], y[order]; shuffled, mixed = x, y"),
                "mend-orders-pile-up",
            ),
            (
                _mend(
                    copies="start = weights, biases",
                    anew="weights, biases = start[0].copy(), start[1].copy()",
                ),
                "mend-starts-anew",
            ),
            (_mend(sign="+="), "mend-uphill"),
            (
                _mend(
                    copies="w, b = weights, biases; weights, biases = w.copy(), b.copy()"
                ).replace("return weights, biases", "return w, b"),
                "mend-no-step",
            ),
            (_mend().replace("return weights, biases", "return biases, weights"), "parts-swapped"),
            (_mend().replace("    return weights, biases", "    pass"), "returns-nothing"),
            (
                _mend().replace("    return weights, biases", "        return weights, biases"),
                "mend-one-epoch",
            ),
            (_mend(mixed="shuffled, mixed = x_fit[order], y_fit[order]"), "reads-global"),
            (
                "def train_in_orders(\n    x, y, weights, biases, orders, batch_size, learning_rate\n):\n    w, b = weights.copy(), biases.copy()\n    for order in orders:\n        xs, ys = x[order], y[order]\n        for i in range(0, len(x), batch_size):\n            xb, yb = xs[i:i + batch_size], ys[i:i + batch_size]\n            p = softmax(xb @ w + b)\n            gw, gb = gradient(xb, p, yb)\n            w -= learning_rate * gw\n            b -= learning_rate * gb\n            return w, b",
                "mend-one-batch",
            ),
            (
                "def train_in_orders(\n    x, y, weights, biases, orders, batch_size, learning_rate\n):\n    w, b = weights.copy(), biases.copy()\n    for order in orders:\n        xs, ys = x[order], y[order]\n        for i in range(0, len(x), batch_size):\n            xb, yb = xs[i:i + batch_size], ys[i:i + batch_size]\n            p = softmax(xb @ weights + biases)\n            gw, gb = gradient(xb, p, yb)\n            w -= learning_rate * gw\n            b -= learning_rate * gb\n    return w, b",
                "mend-slopes-at-the-start",
            ),
        ],
    },
}

GUESSES = {
    "guess-one-pass": [
        0.69,
        (0.7, "guess-right"),
        (0.6, "guess-right"),
        (-6.5, "guess-pass-below-zero"),
        (2.3, "guess-pass-same-images"),
        (1.5, "guess-pass-too-little"),
        (0.1, "guess-pass-too-far"),
        ("low", "guess-of-another-kind"),
    ],
    "guess-against": [
        40,
        (40, "guess-right"),
        (50, "guess-right"),
        (0, "guess-against-few"),
        (10, "guess-against-few"),
        (90, "guess-against-most"),
        (0.4, "guess-against-as-a-share"),
    ],
    "guess-unshuffled": [
        0.58,
        (0.6, "guess-right"),
        (0.95, "guess-unshuffled-no-harm"),
        (0.1, "guess-unshuffled-last-digit"),
        (0.3, "guess-unshuffled-too-low"),
        (58, "guess-a-share"),
    ],
    "guess-few": [
        0.76,
        (0.75, "guess-right"),
        (1.0, "guess-few-as-on-its-own"),
        (0.1, "guess-few-nothing"),
        (0.5, "guess-few-too-low"),
        (76, "guess-a-share"),
    ],
}
