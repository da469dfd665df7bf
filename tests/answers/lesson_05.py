"""Right and wrong answers to the exercises of lesson 5."""

SETUP = """
import functools
import math

import numpy as np


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def mean_loss(scores, labels):
    sums = np.logaddexp.reduce(scores, axis=1)
    return (sums - scores[np.arange(len(labels)), labels]).mean()


def batch_loss(x, y, weights, biases):
    return mean_loss(x @ weights + biases, y)


def gradient(x, probabilities, labels):
    errors = (probabilities - np.eye(probabilities.shape[1])[labels]) / len(x)
    return x.T @ errors, errors.sum(axis=0)


def sgd_step(weights, biases, gradient_weights, gradient_biases, learning_rate):
    return weights - learning_rate * gradient_weights, biases - learning_rate * gradient_biases


def measured_slope(x, y, weights, biases, pixel, digit):
    up, down = weights.copy(), weights.copy()
    up[pixel, digit] += 1e-5
    down[pixel, digit] -= 1e-5
    return (batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)) / 2e-5


rng = np.random.default_rng(seed=0)
x = rng.uniform(0.1, 1, (64, 784))
y = np.arange(64) % 10
weights, biases = rng.uniform(-0.05, 0.05, (784, 10)), rng.uniform(-0.05, 0.05, 10)
probabilities = softmax(x @ weights + biases)
slope_weights = gradient(x, probabilities, y)[0].astype(np.float32)  # as Keras' tape gives it
"""

MINE = "gradient(x, probabilities, y)[0][406, 3]"
MEASURED = "measured_slope(x, y, weights, biases, 406, 3)"


def _function(signature: str, *lines: str) -> str:
    return "\n    ".join([f"def {signature}:", *lines])


def _loss(*lines: str) -> str:
    return _function("cross_entropy(probabilities, labels)", *lines)


def _scores(*lines: str) -> str:
    return _function("mean_loss(scores, labels)", *lines)


def _two(*lines: str) -> str:
    return _function("two_class_slope(d, label)", *lines)


def _gradient(*lines: str) -> str:
    return _function("gradient(x, probabilities, labels)", *lines)


def _slope(*lines: str) -> str:
    return _function("measured_slope(x, y, weights, biases, pixel, digit)", *lines)


def _step(*lines: str) -> str:
    return _function(
        "sgd_step(weights, biases, gradient_weights, gradient_biases, learning_rate)", *lines
    )


def _whole(*lines: str) -> str:
    return _function("loss_and_step(x, labels, weights, biases, learning_rate)", *lines)


PICK = "picked = probabilities[np.arange(len(labels)), labels]"
P1 = "p = 1 / (1 + np.exp(-d))"
ERRORS = "errors = (probabilities - np.eye(probabilities.shape[1])[labels]) / len(x)"
LARGEST = "m = scores.max(axis=1)"
SUMS = "sums = np.exp(scores - m[:, None]).sum(axis=1)"
RIGHT = "correct = scores[np.arange(len(labels)), labels]"
COPIES = "up, down = weights.copy(), weights.copy()"
NUDGES = "up[pixel, digit] += 1e-5; down[pixel, digit] -= 1e-5"
CHANGE = "change = batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)"
FORWARD = "s = x @ weights + biases"
BACKWARD = "gw, gb = gradient(x, softmax(s), labels)"
MOVE = "new = weights - learning_rate * gw, biases - learning_rate * gb"

ANSWERS = {
    "cross-entropy": {
        "right": [
            _loss(PICK, "return -np.log(picked).mean()"),
            _loss(
                "one_hot = np.eye(probabilities.shape[1])[labels]",
                "return -(one_hot * np.log(probabilities)).sum() / len(labels)",
            ),
            _loss(
                "losses = [-math.log(float(row[k])) for row, k in zip(probabilities, labels)]",
                "return sum(losses) / len(losses)",
            ),
            _loss(
                "chosen = np.take_along_axis(probabilities, labels[:, None].astype(int), axis=1)",
                "return float(np.mean(-np.log(chosen)))",
            ),
            _loss(
                "total = 0.0",
                "for i in range(len(labels)):",
                "    total -= np.log(probabilities[i, labels[i]])",
                "return total / len(labels)",
            ),
            "def _with_base(base, probabilities, labels):\n"
            "    p = probabilities[range(len(labels)), labels]\n"
            "    return np.mean(np.log(p) / -np.log(base))\n"
            "cross_entropy = functools.partial(_with_base, np.e)",
            "class Loss:\n    def __call__(self, p, t):\n"
            "        return -np.mean([np.log(p[i][t[i]]) for i in range(len(t))])\n"
            "cross_entropy = Loss()",
        ],
        "wrong": [
            (_loss(PICK, "return -np.log(picked).sum()"), "ce-sum"),
            (_loss(PICK, "return np.log(picked).mean()"), "ce-minus-missing"),
            (_loss(PICK, "return -np.log10(picked).mean()"), "ce-base-ten"),
            (_loss(PICK, "return -np.log2(picked).mean()"), "ce-base-two"),
            (_loss(PICK, "return -np.log(picked)"), "ce-one-per-image"),
            (_loss("return -np.log(probabilities).mean()"), "ce-all-probabilities"),
            (
                _loss("return -np.log(probabilities).sum(axis=1).mean()"),
                "ce-all-probabilities",
            ),
            (
                _loss("return -np.log(probabilities[:, labels]).mean()"),
                "ce-every-row-every-label",
            ),
            (
                _loss(
                    "one_hot = np.eye(probabilities.shape[1])[labels]",
                    "return -(one_hot * np.log(probabilities)).mean()",
                ),
                "ce-over-classes-too",
            ),
            (
                _loss(
                    "one_hot = np.eye(10)[labels]",
                    "return -(one_hot * np.log(probabilities)).sum() / len(labels)",
                ),
                "raised ValueError",
            ),
            (_loss(PICK, "return -np.log(picked).sum() / 10"), "not-right"),
            (_loss(PICK, "return -np.log(picked.mean())"), "ce-mean-too-early"),
            (_loss("return -np.log(probabilities.max(axis=1)).mean()"), "ce-likeliest-class"),
            (_loss(PICK, "return 1 - picked.mean()"), "ce-difference-from-one"),
            (_loss(PICK, "return picked.mean()"), "ce-logarithm-missing"),
            (
                _loss(PICK, "return -np.log(np.clip(picked, 1e-7, 1 - 1e-7)).mean()"),
                "ce-clipped",
            ),
            (_loss(PICK, "return -np.log(np.maximum(picked, 1e-15)).mean()"), "ce-clipped"),
            (_loss(PICK, "return -np.log(picked + 1e-9).mean()"), "ce-clipped"),
            (_loss(PICK, "return round(float(-np.log(picked).mean()), 3)"), "ce-rounded"),
            (
                _loss(
                    "for row, label in zip(probabilities, labels):",
                    "    return -np.log(row[label])",
                ),
                "ce-first-image",
            ),
            (_loss("return -np.log(probabilities[0, labels]).mean()"), "ce-first-row"),
            (_loss("return -np.log(probabilities[labels]).mean()"), "raised IndexError"),
            (
                _loss("return -np.log(probabilities[labels, np.arange(len(labels))]).mean()"),
                "raised IndexError",
            ),
            (
                _loss("return -(labels * np.log(probabilities)).sum(axis=1).mean()"),
                "raised ValueError",
            ),
            (
                _loss(
                    "probabilities[probabilities < 0.9] = 0.15",
                    "return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
                ),
                "changes-argument-and-wrong",
            ),
            (
                _loss(
                    "probabilities *= 1.0001",
                    "return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
                ),
                "changes-argument-and-wrong",
            ),
            (
                _loss("return -np.log(probabilities[np.arange(64), y]).mean()"),
                "raised IndexError",
            ),
            (
                _loss(
                    "t = np.eye(probabilities.shape[1])[labels]",
                    "losses = t * np.log(probabilities) + (1 - t) * np.log(1 - probabilities)",
                    "return -losses.sum() / len(t)",
                ),
                "ce-two-sided",
            ),
            (_loss(PICK, "return ((1 - picked) ** 2).mean()"), "ce-squared"),
            (
                _loss("return -np.log(probabilities[np.arange(len(labels)), labels - 1]).mean()"),
                "ce-one-label-too-low",
            ),
            (_loss("return -np.log(np.mean(probabilities[0]))"), "not-right"),
            (_loss(PICK, "return [-np.log(picked).mean()]"), "not-a-number"),
            (_loss(PICK, "loss = -np.log(picked).mean()"), "returns-nothing"),
            (_loss(PICK, "print(-np.log(picked).mean())"), "prints"),
            (
                "def cross_entropy(probabilities, labels):\n    return -np.log(probabilities[np.arange(len(labels)), labels]).sum() / 64",
                "ce-64",
            ),
            (
                "def cross_entropy(probabilities, labels):\n    p = np.exp(probabilities) / np.exp(probabilities).sum(axis=1, keepdims=True)\n    return -np.log(p[np.arange(len(labels)), labels]).mean()",
                "ce-softmax-again",
            ),
            (
                "def cross_entropy(probabilities, labels):\n    for i in range(len(labels)):\n        loss = 0\n        loss -= np.log(probabilities[i, labels[i]])\n    return loss / len(labels)",
                "ce-last-image",
            ),
            (
                "def cross_entropy(probabilities, labels):\n    return -np.log(np.prod(probabilities[np.arange(len(labels)), labels])) / len(labels)",
                "not-finite",
            ),
        ],
    },
    "loss-from-scores": {
        "right": [
            _scores(LARGEST, SUMS, RIGHT, "return (m + np.log(sums) - correct).mean()"),
            _scores(RIGHT, "return np.mean(np.logaddexp.reduce(scores, axis=1) - correct)"),
            _scores(
                "s = scores - scores.max(axis=1, keepdims=True)",
                "log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))",
                "return -log_p[np.arange(len(labels)), labels].mean()",
            ),
            _scores(
                "total = 0.0",
                "for row, label in zip(scores.astype(float), labels):",
                "    m = max(row)",
                "    total += m + math.log(sum(math.exp(s - m) for s in row)) - row[label]",
                "return total / len(scores)",
            ),
            _scores(
                "m = scores.max(axis=1, keepdims=True)",
                "correct = scores[np.arange(len(labels)), labels]",
                "d = scores - scores[np.arange(len(labels)), labels][:, None]",
                "n = d.max(axis=1, keepdims=True)",
                "return float((n[:, 0] + np.log(np.exp(d - n).sum(axis=1))).mean())",
            ),
        ],
        "wrong": [
            (
                _scores(RIGHT, "return (np.log(np.exp(scores).sum(axis=1)) - correct).mean()"),
                "lse-overflows",
            ),
            (
                _scores(
                    "p = softmax(scores)",
                    "return -np.log(p[np.arange(len(labels)), labels]).mean()",
                ),
                "lse-through-softmax",
            ),
            (
                _scores(
                    "p = softmax(scores)[np.arange(len(labels)), labels]",
                    "return -np.log(np.clip(p, 1e-7, 1 - 1e-7)).mean()",
                ),
                "lse-clipped",
            ),
            (
                _scores(
                    "p = softmax(scores)[np.arange(len(labels)), labels]",
                    "return -np.log(np.maximum(p, 1e-15)).mean()",
                ),
                "lse-clipped",
            ),
            (
                _scores(
                    "p = softmax(scores)[np.arange(len(labels)), labels]",
                    "return -np.log(p + 1e-9).mean()",
                ),
                "lse-clipped",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (np.log(sums) - correct).mean()"),
                "lse-largest-not-added",
            ),
            (
                _scores(
                    "m = scores.max(axis=1)",
                    "s = scores - m[:, None]",
                    "correct = s[np.arange(len(labels)), labels]",
                    "return (m + np.log(np.exp(s).sum(axis=1)) - correct).mean()",
                ),
                "lse-largest-twice",
            ),
            (
                _scores(
                    "m = scores.max()",
                    RIGHT,
                    "return (m + np.log(np.exp(scores - m).sum(axis=1)) - correct).mean()",
                ),
                "lse-one-largest-for-all",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (correct - m - np.log(sums)).mean()"),
                "lse-sign",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (correct + m + np.log(sums)).mean()"),
                "lse-correct-added",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (m + np.log(sums) - correct).sum()"),
                "lse-sum",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return m + np.log(sums) - correct"),
                "lse-one-per-image",
            ),
            (_scores(LARGEST, SUMS, "return (m + np.log(sums)).mean()"), "lse-correct-missing"),
            (_scores(LARGEST, RIGHT, "return (m - correct).mean()"), "lse-largest-only"),
            (_scores(LARGEST, SUMS, "return np.log(sums).mean()"), "lse-log-only"),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (m + sums - correct).mean()"),
                "lse-logarithm-missing",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (m + np.log10(sums) - correct).mean()"),
                "lse-base-ten",
            ),
            (
                _scores(
                    "m = scores.max(axis=0)",
                    "sums = m + np.log(np.exp(scores - m).sum(axis=0))",
                    RIGHT,
                    "return (sums - correct).mean()",
                ),
                "raised ValueError",
            ),
            (
                _scores(
                    "m = scores.max(axis=1)",
                    RIGHT,
                    "return (m + np.log(np.exp(scores - m).sum(axis=1)) - correct).mean()",
                ),
                "raised ValueError",
            ),
            (_scores(RIGHT, "return -np.log(correct).mean()"), "lse-scores-as-probabilities"),
            (
                _scores(
                    "s = scores - scores[:, :1]",
                    "correct = s[np.arange(len(labels)), labels]",
                    "return (np.log(np.exp(s).sum(axis=1)) - correct).mean()",
                ),
                "lse-other-number-out",
            ),
            (
                _scores(
                    "s = scores - scores.mean(axis=1, keepdims=True)",
                    "correct = s[np.arange(len(labels)), labels]",
                    "return (np.log(np.exp(s).sum(axis=1)) - correct).mean()",
                ),
                "lse-other-number-out",
            ),
            (
                _scores(
                    "s = np.clip(scores, -50, 50)",
                    "correct = s[np.arange(len(labels)), labels]",
                    "return (np.log(np.exp(s).sum(axis=1)) - correct).mean()",
                ),
                "not-right",
            ),
            (
                _scores(
                    "s = scores",
                    "if s.max() > 50:",
                    "    s = s - s.max(axis=1, keepdims=True)",
                    "correct = s[np.arange(len(labels)), labels]",
                    "return (np.log(np.exp(s).sum(axis=1)) - correct).mean()",
                ),
                "not-finite",
            ),
            (_scores("return -np.log(softmax(scores)).mean()"), "lse-all-probabilities"),
            (
                _scores(
                    LARGEST,
                    RIGHT,
                    "logs = np.log(np.exp(scores - m[:, None])).sum(axis=1)",
                    "return (m + logs - correct).mean()",
                ),
                "number-negative",
            ),
            (
                _scores(LARGEST, SUMS, RIGHT, "return (m - np.log(sums) - correct).mean()"),
                "lse-log-subtracted",
            ),
            (
                _scores(
                    "for s, label in zip(scores, labels):",
                    "    m = s.max()",
                    "    return m + np.log(np.exp(s - m).sum()) - s[label]",
                ),
                "lse-first-image",
            ),
            (
                _scores(
                    LARGEST, SUMS, "return (m + np.log(sums) - scores[:, labels].mean(1)).mean()"
                ),
                "lse-every-row-every-label",
            ),
            (
                _scores(
                    "scores -= scores.max(axis=1, keepdims=True)",
                    "sums = np.exp(scores).sum(axis=1)",
                    RIGHT,
                    "return (np.log(sums) - correct).mean()",
                ),
                "changes-argument",
            ),
            (_scores(LARGEST, SUMS, RIGHT, "print((m + np.log(sums) - correct).mean())"), "prints"),
            (
                _scores(LARGEST, SUMS, RIGHT, "(m + np.log(sums) - correct).mean()"),
                "returns-nothing",
            ),
            ("mean_loss = mean_loss(np.ones((1, 3)), np.array([0]))", "is-none"),
            (
                "def mean_loss(scores, labels):\n    m = scores.max(axis=1)\n    return (m + np.log(np.exp(scores - m[:, None]).sum()) - scores[np.arange(len(labels)), labels]).mean()",
                "lse-sum-over-the-batch",
            ),
            (
                "def mean_loss(scores, labels):\n    m = scores.max()\n    return (m + np.log(np.exp(scores - m).sum()) - scores[np.arange(len(labels)), labels]).mean()",
                "lse-sum-over-the-batch",
            ),
        ],
    },
    "two-classes": {
        "right": [
            _two("return 1 / (1 + np.exp(-d)) - label"),
            _two("p = math.exp(d) / (1 + math.exp(d))", "return p - 1 if label == 1 else p"),
            _two(
                "loss = lambda d: np.logaddexp(0, -d if label else d)",
                "return (loss(d + 1e-5) - loss(d - 1e-5)) / 2e-5",
            ),
            "two_class_slope = lambda d, label: 0.5 * (1 + np.tanh(d / 2)) - label",
            "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return p_1(d) - label",
        ],
        "wrong": [
            (_two(P1, "return label - p"), "two-sign"),
            (_two(P1, "return p"), "two-label-ignored"),
            (_two(P1, "return p - 1"), "two-label-one-only"),
            (_two(P1, "return p - 1 if label == 1 else 1 - p"), "two-mirrored"),
            (_two(P1, "return p - 1 if label == 1 else -p"), "two-sign-for-zero"),
            (_two(P1, "return 1 - p if label == 1 else p"), "two-sign-for-one"),
            (_two("return 1 / (1 + np.exp(d)) - label"), "two-difference-turned"),
            (_two(P1, "return -np.log(p if label else 1 - p)"), "two-loss"),
            (_two(P1, "return p * (1 - p)"), "two-slope-of-probability"),
            (_two(P1, "return -1 / (p if label else 1 - p)"), "two-slope-for-probability"),
            (_two(P1, "return p - (1 - label)"), "two-labels-exchanged"),
            (_two(P1, "return abs(p - label)"), "two-sign-for-one"),
            (_two(P1, "return p if label else 1 - p"), "two-probability-of-correct"),
            (_two("return d - label"), "two-score-itself"),
            (_two(P1, "return round(p - label, 2)"), "two-rounded"),
            (_two(P1, "p - label"), "returns-nothing"),
            (_two(P1, "print(p - label)"), "prints"),
            ("two_class_slope = -0.5", "not-a-function"),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return 1 - p_1(d)",
                "two-other-probability",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return round(p_1(d) - label, 3)",
                "two-rounded",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return 1 / 1 + np.exp(-d) - label",
                "two-brackets",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return (p_1(d) - label) ** 2",
                "two-squared",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    return -1 / p_1(d) if label == 1 else 1 / (1 - p_1(d))",
                "two-chain-rule",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    n = 1e-5\n    def L(d):\n        return -np.log(p_1(d)) if label == 1 else -np.log(1 - p_1(d))\n    return (L(d + n) - L(d - n)) / n",
                "two-twice",
            ),
            (
                "def two_class_slope(d, label):\n    n = 1e-5\n    def L(d):\n        return -np.log(1 / (1 + np.exp(-d))) if label == 1 else -np.log(1 - 1 / (1 + np.exp(-d)))\n    return (L(d + n) - L(d - n)) / (2 * n)",
                "two-measured",
            ),
            (
                "def p_1(d):\n    return 1 / (1 + np.exp(-d))\n\n\ndef two_class_slope(d, label):\n    if label == 1:\n        return p_1(d) - 1",
                "not-a-number",
            ),
        ],
    },
    "gradient-order": {
        "right": [
            "order = [4, 2, 6, 3]",
            "order = [4, 2, 3, 6]",
            "order = (4, 2, 3, 6)",
            "order = np.array([4, 2, 6, 3])",
        ],
        "wrong": [
            ("order = [4, 2, 1, 3]", "order-row-times-row"),
            ("order = [4, 5, 6, 3]", "order-error-turned-round"),
            ("order = [4, 2, 6, 7]", "order-errors-added-up"),
            ("order = [2, 4, 6, 3]", "order-too-early"),
            ("order = [4, 6, 2, 3]", "order-too-early"),
            ("order = [4, 2, 6]", "order-length"),
            ("order = [4, 2, 6, 3, 8]", "order-unknown-line"),
            ("order = [4, 2, 6, 6]", "order-twice"),
            ("order = '4263'", "order-not-a-list"),
            ("order = 4263", "order-not-a-list"),
        ],
    },
    "gradient": {
        "right": [
            _gradient(ERRORS, "return x.T @ errors, errors.sum(axis=0)"),
            _gradient(
                "errors = probabilities.copy()",
                "errors[np.arange(len(labels)), labels] -= 1",
                "return np.dot(x.T, errors) / len(x), errors.mean(axis=0)",
            ),
            _gradient(
                "weights = np.zeros((x.shape[1], probabilities.shape[1]))",
                "biases = np.zeros(probabilities.shape[1])",
                "for pixels, row, label in zip(x, probabilities, labels):",
                "    error = row - (np.arange(len(row)) == label)",
                "    weights += np.outer(pixels, error) / len(x)",
                "    biases += error / len(x)",
                "return weights, biases",
            ),
            _gradient(
                "one_hot = (labels[:, None] == np.arange(probabilities.shape[1])).astype(float)",
                "errors = (probabilities - one_hot) / x.shape[0]",
                "return np.einsum('nd,nk->dk', x, errors), np.ones(len(x)) @ errors",
            ),
            _gradient(ERRORS, "return [(errors.T @ x).T, errors.sum(0)]"),
            _gradient(
                "one_hot = np.zeros_like(probabilities)",
                "one_hot[np.arange(len(labels)), labels] = 1",
                "errors = probabilities - one_hot",
                "return (x[:, :, None] * errors[:, None, :]).mean(axis=0), errors.mean(axis=0)",
            ),
            "def gradient(x, probabilities, labels):\n    e = probabilities - np.eye(probabilities.shape[1])[labels]\n    return (x[:, :, None] * e[:, None, :]).mean(axis=0), e.mean(axis=0)",
        ],
        "wrong": [
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-sum",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "return x.T @ errors / len(x), errors.sum(axis=0)",
                ),
                "grad-biases-sum",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "return x.T @ errors, errors.mean(axis=0)",
                ),
                "grad-weights-sum",
            ),
            (_gradient(ERRORS, "return x.T @ -errors, -errors.sum(axis=0)"), "grad-sign"),
            (
                _gradient(ERRORS, "errors *= -len(x)", "return x.T @ errors, errors.sum(axis=0)"),
                "grad-sign-and-sum",
            ),
            (_gradient(ERRORS, "return errors.T @ x, errors.sum(axis=0)"), "grad-transposed"),
            (_gradient(ERRORS, "return x @ errors, errors.sum(axis=0)"), "raised ValueError"),
            (
                _gradient(ERRORS, "return x.T @ errors, errors.sum(axis=1)"),
                "grad-summed-over-classes",
            ),
            (_gradient(ERRORS, "return x.T @ errors, errors.sum()"), "grad-summed-over-all"),
            (
                _gradient(ERRORS, "return x.T @ errors, errors.mean(axis=0)"),
                "grad-biases-mean-twice",
            ),
            (
                _gradient(ERRORS, "return x.T @ errors, np.zeros(errors.shape[1])"),
                "grad-biases-forgotten",
            ),
            (_gradient(ERRORS, "return x.T @ errors, errors"), "grad-errors-not-added"),
            (
                _gradient(ERRORS, "return x.T @ errors, (x.T @ errors).sum(axis=0)"),
                "grad-pixels-in-biases",
            ),
            (_gradient(ERRORS, "return x.T @ errors"), "not-several"),
            (_gradient(ERRORS, "return errors.sum(axis=0), x.T @ errors"), "parts-swapped"),
            (
                _gradient(ERRORS, "return x.T @ errors, errors.sum(axis=0, keepdims=True)"),
                "grad-axis-too-many",
            ),
            (
                _gradient(
                    "probabilities[np.arange(len(labels)), labels] -= 1",
                    "probabilities /= len(labels)",
                    "return x.T @ probabilities, probabilities.sum(axis=0)",
                ),
                "changes-argument",
            ),
            (
                _gradient(
                    "errors = (probabilities - labels) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "raised ValueError",
            ),
            (
                _gradient(
                    "errors = (probabilities - labels[:, np.newaxis]) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-integer-labels",
            ),
            (
                _gradient(
                    "errors = (probabilities - 1) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-one-everywhere",
            ),
            (
                _gradient(
                    "errors = probabilities / len(x)", "return x.T @ errors, errors.sum(axis=0)"
                ),
                "grad-without-labels",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "return x.T @ errors / 64, errors.sum(axis=0) / 64",
                ),
                "grad-64",
            ),
            (
                _gradient(
                    "errors = (probabilities - np.eye(10)[labels]) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "raised ValueError",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "errors /= probabilities.size",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-over-classes-too",
            ),
            (
                _gradient(
                    "errors = probabilities.copy()",
                    "errors[:, labels] -= 1",
                    "errors /= len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-labels-in-every-row",
            ),
            (
                _gradient(
                    "one_hot = np.eye(probabilities.shape[1])[labels]",
                    "errors = one_hot * (probabilities - 1) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-correct-only",
            ),
            (
                _gradient(
                    "errors = probabilities * (1 - probabilities) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-slope-of-softmax",
            ),
            (
                _gradient(
                    "one_hot = np.eye(probabilities.shape[1])[labels]",
                    "errors = -one_hot / probabilities / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-for-probabilities",
            ),
            (
                _gradient(
                    "for pixels, row, label in zip(x, probabilities, labels):",
                    "    error = row - (np.arange(len(row)) == label)",
                    "    return np.outer(pixels, error), error",
                ),
                "grad-returns-in-loop",
            ),
            (
                _gradient(
                    "errors = (probabilities - np.eye(labels.max() + 1)[labels]) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "grad-classes-from-labels",
            ),
            (
                _gradient(
                    "predicted = probabilities.argmax(axis=1)",
                    "errors = probabilities - np.eye(probabilities.shape[1])[predicted]",
                    "return x.T @ errors / len(x), errors.mean(axis=0)",
                ),
                "grad-predicted-class",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(probabilities.shape[1])[labels]",
                    "return x.T @ errors / (len(x) - 1), errors.sum(axis=0) / (len(x) - 1)",
                ),
                "same factor",
            ),
            (_gradient(ERRORS), "returns-nothing"),
            (_gradient(ERRORS, "print(x.T @ errors)"), "prints"),
            (
                "def gradient(x, probabilities, labels):\n    errors = probabilities.copy()\n    errors[np.arange(len(labels)), labels] -= 1\n    errors /= len(x)\n    return (x.T @ errors).round(3), errors.sum(axis=0).round(3)",
                "grad-rounded",
            ),
        ],
    },
    "measured-slope": {
        "right": [
            _slope(COPIES, NUDGES, CHANGE, "return change / 2e-5"),
            _slope(
                "h = 1e-4",
                "change = np.zeros_like(weights)",
                "change[pixel, digit] = h",
                "up, down = weights + change, weights - change",
                "return (batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)) / (2 * h)",
            ),
            _slope(
                "up = np.array(weights)",
                "up[pixel][digit] += 1e-6",
                "return (batch_loss(x, y, up, biases) - batch_loss(x, y, weights, biases)) / 1e-6",
            ),
            _slope(
                "def moved(by):",
                "    w = weights.copy()",
                "    w[pixel, digit] += by",
                "    return mean_loss(x @ w + biases, y)",
                "return float(moved(1e-5) - moved(-1e-5)) / 2e-5",
            ),
        ],
        "wrong": [
            (
                _slope(
                    "nudge = 1e-5",
                    "up = weights",
                    "up[pixel, digit] += nudge",
                    "down = weights",
                    "down[pixel, digit] -= nudge",
                    "return batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)",
                ),
                "slope-always-zero",
            ),
            (
                _slope(
                    "up = weights.copy()",
                    "down = up",
                    NUDGES,
                    CHANGE,
                    "return change / 2e-5",
                ),
                "slope-always-zero",
            ),
            (
                _slope(COPIES, "up += 1e-5; down -= 1e-5", CHANGE, "return change / 2e-5"),
                "slope-always-zero",
            ),
            (
                _slope(
                    COPIES,
                    "up[pixel] += 1e-5; down[pixel] -= 1e-5",
                    CHANGE,
                    "return change / 2e-5",
                ),
                "slope-always-zero",
            ),
            (_slope(COPIES, NUDGES, CHANGE, "return change"), "slope-not-divided"),
            (_slope(COPIES, NUDGES, CHANGE, "return change / 2"), "slope-halved-only"),
            (_slope(COPIES, NUDGES, CHANGE, "return change / 1e-5"), "slope-divided-by-one-nudge"),
            (_slope(COPIES, NUDGES, CHANGE, "return change * 2e-5"), "slope-always-zero"),
            (_slope(COPIES, NUDGES, CHANGE, "return -change / 2e-5"), "slope-turned-round"),
            (
                _slope(
                    "up, down = weights.copy(), weights",
                    "up[pixel, digit] += 1e-5",
                    CHANGE,
                    "return change / 2e-5",
                ),
                "slope-one-side-of-two",
            ),
            (
                _slope(
                    COPIES,
                    "up[:, digit] += 1e-5; down[:, digit] -= 1e-5",
                    CHANGE,
                    "return change / 2e-5",
                ),
                "slope-of-whole-column",
            ),
            (
                _slope(
                    COPIES,
                    "up[digit, pixel] += 1e-5; down[digit, pixel] -= 1e-5",
                    CHANGE,
                    "return change / 2e-5",
                ),
                "slope-of-other-place",
            ),
            (
                _slope(
                    "up, down = biases.copy(), biases.copy()",
                    "up[digit] += 1e-5; down[digit] -= 1e-5",
                    "return (batch_loss(x, y, weights, up) - batch_loss(x, y, weights, down))"
                    " / 2e-5",
                ),
                "slope-of-bias",
            ),
            (_slope("return batch_loss(x, y, weights, biases)"), "slope-is-the-loss"),
            (
                _slope(
                    COPIES,
                    "up[pixel, digit] += 1; down[pixel, digit] -= 1",
                    CHANGE,
                    "return change / 2",
                ),
                "slope-long-nudge",
            ),
            (
                _slope(
                    "weights[pixel, digit] += 1e-5",
                    "above = batch_loss(x, y, weights, biases)",
                    "weights[pixel, digit] -= 2e-5",
                    "return (above - batch_loss(x, y, weights, biases)) / 2e-5",
                ),
                "changes-argument",
            ),
            (
                _slope(
                    "weights[pixel, digit] += 1e-5",
                    "above = batch_loss(x, y, weights, biases)",
                    "weights[pixel, digit] -= 2e-5",
                    "below = batch_loss(x, y, weights, biases)",
                    "weights[pixel, digit] += 1e-5",
                    "return (above - below) / 2e-5",
                ),
                "changes-argument",
            ),
            (_slope(COPIES, NUDGES, CHANGE, "print(change / 2e-5)"), "prints"),
            (_slope(COPIES, NUDGES, CHANGE, "change / 2e-5"), "returns-nothing"),
            (_slope(COPIES, NUDGES, CHANGE, "return round(change / 2e-5, 1)"), "slope-rounded"),
            (_slope(COPIES, NUDGES, CHANGE, "return abs(change) / 2e-5"), "slope-without-sign"),
            (
                "def measured_slope(x, y, weights, biases, pixel, digit):\n    nudge = 0.1\n    up = weights.copy()\n    down = weights.copy()\n    up[pixel, digit] += nudge\n    down[pixel, digit] -= nudge\n    change = batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)\n    return change / (2 * nudge)",
                "slope-long-nudge",
            ),
            (
                "def measured_slope(x, y, weights, biases, pixel, digit):\n    nudge = 1e-5\n    up = weights.copy()\n    down = weights.copy()\n    up[pixel, digit] += nudge\n    down[pixel, digit] -= nudge\n    change = batch_loss(x, y, up, biases) - batch_loss(x, y, down, biases)\n    return round(change / (2 * nudge), 3)",
                "slope-rounded",
            ),
        ],
    },
    "gradient-on-trial": {
        "right": [
            f"slopes = [{MINE}, {MEASURED}, slope_weights[406, 3]]",
            f"slopes = ({MINE}, {MEASURED}, float(slope_weights[406, 3]))",
            f"slopes = np.array([{MINE}, {MEASURED}, slope_weights[406, 3]])",
            f"mine, _ = gradient(x, softmax(x @ weights + biases), y)\n"
            f"slopes = [mine[406][3], {MEASURED}, slope_weights[406][3]]",
        ],
        "wrong": [
            (f"slopes = [-{MINE}, {MEASURED}, slope_weights[406, 3]]", "trial-gradient-sign"),
            (f"slopes = [64 * {MINE}, {MEASURED}, slope_weights[406, 3]]", "trial-gradient-sum"),
            (f"slopes = [2 * {MINE}, {MEASURED}, slope_weights[406, 3]]", "trial-gradient-off"),
            (f"slopes = [{MINE}, 2 * {MEASURED}, slope_weights[406, 3]]", "trial-measured-off"),
            (f"slopes = [{MINE}, {MEASURED}, slope_weights[46, 3]]", "trial-keras-off"),
            (
                f"slopes = [{MINE}, -{MEASURED}, 2 * slope_weights[406, 3]]",
                "trial-none-agree",
            ),
            ("slopes = [slope_weights[406, 3]] * 3", "trial-equal"),
            (
                f"slopes = [round(float(s), 4) for s in"
                f" ({MINE}, {MEASURED}, slope_weights[406, 3])]",
                "trial-equal",
            ),
            (f"slopes = [{MINE}, {MEASURED}]", "trial-not-three-numbers"),
            (f"slopes = {MINE}", "trial-not-three-numbers"),
            (
                f"slopes = [gradient(x, probabilities, y), {MEASURED}, slope_weights]",
                "trial-not-three-numbers",
            ),
            (
                f"slopes = {{'mine': {MINE}, 'measured': {MEASURED}}}",
                "trial-not-three-numbers",
            ),
        ],
    },
    "sgd-step": {
        "right": [
            _step(
                "return weights - learning_rate * gradient_weights,"
                " biases - learning_rate * gradient_biases"
            ),
            _step(
                "weights, biases = weights.copy(), biases.copy()",
                "weights -= learning_rate * gradient_weights",
                "biases -= learning_rate * gradient_biases",
                "return weights, biases",
            ),
            _step(
                "pairs = [(weights, gradient_weights), (biases, gradient_biases)]",
                "return [np.subtract(old, slope * learning_rate) for old, slope in pairs]",
            ),
            _step(
                "step = lambda old, slope: old + (-learning_rate) * slope",
                "return step(weights, gradient_weights), step(biases, gradient_biases)",
            ),
        ],
        "wrong": [
            (
                _step(
                    "return weights + learning_rate * gradient_weights,"
                    " biases + learning_rate * gradient_biases"
                ),
                "step-uphill",
            ),
            (
                _step(
                    "return weights - learning_rate * gradient_weights,"
                    " biases + learning_rate * gradient_biases"
                ),
                "as the biases. That goes uphill",
            ),
            (
                _step("return weights - gradient_weights, biases - gradient_biases"),
                "step-without-rate",
            ),
            (_step("return weights - learning_rate * gradient_weights, biases"), "step-none"),
            (_step("return weights, biases"), "step-none"),
            (_step("return weights - learning_rate * gradient_weights"), "not-several"),
            (
                _step(
                    "weights -= learning_rate * gradient_weights",
                    "biases -= learning_rate * gradient_biases",
                    "return weights, biases",
                ),
                "changes-argument",
            ),
            (
                _step(
                    "weights -= learning_rate * gradient_weights",
                    "biases -= learning_rate * gradient_biases",
                ),
                "changes-in-place-and-returns-nothing",
            ),
            (
                _step("return learning_rate * gradient_weights, learning_rate * gradient_biases"),
                "step-alone",
            ),
            (
                _step("return -learning_rate * gradient_weights, -learning_rate * gradient_biases"),
                "step-alone-negative",
            ),
            (
                _step(
                    "return biases - learning_rate * gradient_biases,"
                    " weights - learning_rate * gradient_weights"
                ),
                "parts-swapped",
            ),
            (
                _step("return weights - 0.01 * gradient_weights, biases - 0.01 * gradient_biases"),
                "step-fixed-rate",
            ),
            (
                _step(
                    "return weights - gradient_weights / learning_rate,"
                    " biases - gradient_biases / learning_rate"
                ),
                "step-divided-by-rate",
            ),
            (
                _step(
                    "return learning_rate * (weights - gradient_weights),"
                    " learning_rate * (biases - gradient_biases)"
                ),
                "step-rate-on-all",
            ),
            (
                _step(
                    "return weights - learning_rate * gradient_biases,"
                    " biases - learning_rate * gradient_biases"
                ),
                "step-other-gradient",
            ),
            (
                _step(
                    "n = len(weights)",
                    "return weights - learning_rate * gradient_weights / n,"
                    " biases - learning_rate * gradient_biases / len(biases)",
                ),
                "step-mean-again",
            ),
            (
                _step("return weights - learning_rate, biases - learning_rate"),
                "step-rate-subtracted",
            ),
            (_step("return gradient_weights, gradient_biases"), "step-gradient-alone"),
            (_step("new_weights = weights - learning_rate * gradient_weights"), "returns-nothing"),
            (_step("print(weights - learning_rate * gradient_weights)"), "prints"),
            (
                _step(
                    "new_weights = weights - learning_rate * gradient_weights",
                    "return new_weights.tolist(), biases - learning_rate * gradient_biases",
                ),
                "np.array",
            ),
        ],
    },
    "loss-story": {
        "right": ["cause = 'b'", "cause = 'B'", "cause = 'b '", "cause = '\"b\"'"],
        "wrong": [
            ("cause = 'a'", "story-tiny-rate"),
            ("cause = 'c'", "story-shuffled-labels"),
            ("cause = 'd'", "story-base-ten"),
            ("cause = 'sign'", "one-letter"),
            ("cause = ['b']", "one-letter"),
            ("cause = 2.32", "one-letter"),
        ],
    },
    "loss-and-step": {
        "right": [
            _whole(FORWARD, BACKWARD, MOVE, "return new[0], new[1], mean_loss(s, labels)"),
            _whole(
                FORWARD,
                "slopes = gradient(x, softmax(s), labels)",
                "w, b = sgd_step(weights, biases, *slopes, learning_rate)",
                "return w, b, float(mean_loss(s, labels))",
            ),
            _whole(
                FORWARD,
                "log_p = s - np.logaddexp.reduce(s, axis=1, keepdims=True)",
                "one_hot = np.eye(s.shape[1])[labels]",
                "errors = (np.exp(log_p) - one_hot) / len(x)",
                "return [weights - learning_rate * x.T @ errors,",
                "        biases - learning_rate * errors.sum(0), -(one_hot * log_p).sum() / len(x)]",
            ),
            _whole(
                "loss = batch_loss(x, labels, weights, biases)",
                "p = softmax(x @ weights + biases)",
                "p[np.arange(len(labels)), labels] -= 1",
                "w = weights - learning_rate / len(x) * np.dot(x.T, p)",
                "b = biases - learning_rate * p.mean(axis=0)",
                "return (w, b, loss)",
            ),
            "def loss_and_step(x, labels, weights, biases, learning_rate):\n    losses, gw, gb = [], 0, 0\n    for image, label in zip(x, labels):\n        s = image @ weights + biases\n        m = s.max()\n        losses.append(m + np.log(np.exp(s - m).sum()) - s[label])\n        p = np.exp(s - m) / np.exp(s - m).sum()\n        p[label] -= 1\n        gw = gw + np.outer(image, p)\n        gb = gb + p\n    n = len(x)\n    return weights - learning_rate * gw / n, biases - learning_rate * gb / n, np.mean(losses)",
        ],
        "wrong": [
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    "return weights + learning_rate * gw, biases + learning_rate * gb,"
                    " mean_loss(s, labels)",
                ),
                "whole-uphill",
            ),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    "gw, gb = gw * len(x), gb * len(x)",
                    MOVE,
                    "return *new, mean_loss(s, labels)",
                ),
                "whole-gradient-summed",
            ),
            (
                _whole(FORWARD, BACKWARD, "return weights - gw, biases - gb, mean_loss(s, labels)"),
                "whole-without-rate",
            ),
            (_whole(FORWARD, "return weights, biases, mean_loss(s, labels)"), "whole-not-moved"),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    MOVE,
                    "return *new, batch_loss(x, labels, *new)",
                ),
                "whole-loss-after",
            ),
            (
                _whole(FORWARD, BACKWARD, MOVE, "return mean_loss(s, labels), *new"),
                "whole-loss-first",
            ),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    MOVE,
                    "p = softmax(s)[np.arange(len(labels)), labels]",
                    "return *new, -np.log(p).mean()",
                ),
                "whole-loss-infinite",
            ),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    MOVE,
                    "p = softmax(s)[np.arange(len(labels)), labels]",
                    "return *new, -np.log(np.maximum(p, 1e-7)).mean()",
                ),
                "whole-loss-clipped",
            ),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    MOVE,
                    "return *new, mean_loss(s, labels) * len(x)",
                ),
                "whole-loss-summed",
            ),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    "return weights - learning_rate * gw, biases, mean_loss(s, labels)",
                ),
                "as the biases. It is as it was",
            ),
            (_whole(FORWARD, BACKWARD, MOVE, "return new"), "not-several"),
            (_whole(FORWARD, BACKWARD, MOVE, "return new, mean_loss(s, labels)"), "not-several"),
            (
                _whole(
                    FORWARD,
                    BACKWARD,
                    "weights -= learning_rate * gw",
                    "biases -= learning_rate * gb",
                    "return weights, biases, mean_loss(s, labels)",
                ),
                "changes-argument",
            ),
            (
                _whole(
                    "s = x @ weights",
                    BACKWARD,
                    MOVE,
                    "return *new, mean_loss(s, labels)",
                ),
                "whole-scores-without-biases",
            ),
            (
                _whole(
                    FORWARD,
                    "gw, gb = gradient(x, s, labels)",
                    MOVE,
                    "return *new, mean_loss(s, labels)",
                ),
                "whole-scores-for-probabilities",
            ),
            (_whole(FORWARD, BACKWARD, MOVE, "print(new)"), "prints"),
            (_whole(FORWARD, BACKWARD, MOVE), "returns-nothing"),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[0, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(axis=0), loss",
                "whole-one-maximum",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    p = softmax(scores)\n    n = len(labels)\n    loss = (np.logaddexp.reduce(scores, axis=1) - scores[np.arange(n), labels]).mean()\n    errors = (p - np.eye(10)[labels]) / n\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(axis=0), loss",
                "whole-ten-classes",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return x.T @ errors, errors.sum(axis=0), loss",
                "whole-gradient-itself",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= 64\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(axis=0), loss",
                "whole-64",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return weights - 0.01 * x.T @ errors, biases - 0.01 * errors.sum(axis=0), loss",
                "whole-fixed-rate",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(axis=0), loss",
                "whole-largest-not-added",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) + scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(axis=0), loss",
                "whole-correct-added",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    w = weights - learning_rate * x.T @ errors\n    s = x @ w + biases\n    e = softmax(s)\n    e[np.arange(n), labels] -= 1\n    return w, biases - learning_rate * e.mean(axis=0), loss",
                "whole-biases-from-moved-weights",
            ),
            (
                "def loss_and_step(x, labels, weights, biases, learning_rate):\n    scores = x @ weights + biases\n    m = scores.max(axis=1, keepdims=True)\n    e = np.exp(scores - m)\n    p = e / e.sum(axis=1, keepdims=True)\n    n = len(labels)\n    loss = (m[:, 0] + np.log(e.sum(axis=1)) - scores[np.arange(n), labels]).mean()\n    errors = p.copy()\n    errors[np.arange(n), labels] -= 1\n    errors /= n\n    return weights - learning_rate * x.T @ errors, biases - learning_rate * errors.sum(), loss",
                "summed over everything",
            ),
        ],
    },
}

GUESSES = {
    "guess-sure-and-wrong": [
        6.9,
        (6.9, "guess-right"),
        (7, "guess-right"),
        (6.908, "guess-right"),
        (230, "guess-sure-in-proportion"),
        (23, "guess-sure-ten-times"),
        (4.6, "guess-sure-two-steps"),
        (3, "guess-sure-base-ten"),
        (1000, "guess-sure-reciprocal"),
        (0.999, "guess-sure-at-most-one"),
        (12, "guess-sure-other"),
    ],
    "guess-first-loss": [
        2.3,
        (2.3, "guess-right"),
        (2.303, "guess-right"),
        (0.1, "guess-first-probability"),
        (0.9, "guess-first-share-wrong"),
        (1, "guess-first-base-ten"),
        (0, "guess-first-nothing"),
        (10, "guess-first-classes"),
        (5, "guess-first-other"),
    ],
    "guess-slopes": [
        (1, 0.0),
        ((1, 0), "guess-right"),
        ([1, 0.0], "guess-right"),
        ((9, 0), "guess-slopes-upside-down"),
        ((1, 1), "guess-slopes-probabilities"),
        ((0, 1), "guess-slopes-without-labels"),
        ((0, 0), "guess-slopes-none-below"),
        ((5, 0), "guess-slopes-half"),
        ((3, 0.5), "guess-slopes-other"),
    ],
    "guess-plus": [
        2.32,
        (2.32, "guess-plus-right"),
        (2.318, "guess-plus-right"),
        (2.3, "guess-plus-unchanged"),
        (2.28, "guess-plus-falls"),
        (5, "guess-plus-explodes"),
        ("an error", "guess-plus-error"),
        (2.4, "guess-plus-other"),
    ],
}
