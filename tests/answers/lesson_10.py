"""Right and wrong answers to the exercises of lesson 10."""

SETUP = """
import functools
import math

import numpy as np


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def forward(x, V, c, W, b):
    hidden = np.maximum(0, x @ V + c)
    return hidden, hidden @ W + b


def hidden_slopes(errors, hidden, W):
    return (errors @ W.T) * (hidden > 0)


def gradients(x, labels, V, c, W, b):
    hidden, scores = forward(x, V, c, W, b)
    errors = (softmax(scores) - np.eye(scores.shape[1])[labels]) / len(labels)
    slopes = hidden_slopes(errors, hidden, W)
    return x.T @ slopes, slopes.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)


def moved(images, down, right):
    wide = np.pad(images, ((0, 0), (4, 4), (4, 4)))
    return wide[:, 4 - down : 32 - down, 4 - right : 32 - right]


rng = np.random.default_rng(seed=0)
x = rng.uniform(0.1, 1, (64, 784))
y = np.arange(64) % 10
V, c = rng.uniform(-0.08, 0.08, (784, 64)), rng.uniform(-0.08, 0.08, 64)
W, b = rng.uniform(-0.3, 0.3, (64, 10)), rng.uniform(-0.3, 0.3, 10)
tape_gradients = [part.astype("float32") for part in gradients(x, y, V, c, W, b)]  # as Keras' tape
"""


def function(head):
    """A maker of answers: the head of the function, and its lines."""
    return lambda *lines: f"def {head}:\n" + "\n".join("    " + line for line in lines)


FORWARD = function("forward(x, V, c, W, b)")
ONE = function("one_layer(V, c, W, b)")
SLOPES = function("hidden_slopes(errors, hidden, W)")
GRADIENTS = function("gradients(x, labels, V, c, W, b)")
STEP = function("hidden_step(x, labels, V, c, W, b, learning_rate)")
COUNT = function("parameters(pixels, units, classes)")
COPIES = function("with_copies(images, labels, moves)")

BEFORE = "z = x @ V + c"
HIDDEN = "hidden, scores = forward(x, V, c, W, b)"
ERRORS = (
    "errors = softmax(scores)",
    "errors[np.arange(len(labels)), labels] -= 1",
    "errors /= len(labels)",
)
BACK = "back = hidden_slopes(errors, hidden, W)"
ALL_FOUR = "return x.T @ back, back.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)"
LOSS = (
    "scores = forward(x, V, c, W, b)[1]",
    "correct = scores[np.arange(len(labels)), labels]",
    "loss = (np.logaddexp.reduce(scores, axis=1) - correct).mean()",
)
SLOPE = "dV, dc, dW, db = gradients(x, labels, V, c, W, b)"
MOVED_ON = "V, c, W, b = [a - learning_rate * g for a, g in zip((V, c, W, b), (dV, dc, dW, db))]"

ANSWERS = {
    "forward": {
        "right": [
            FORWARD(BEFORE, "h = np.maximum(z, 0)", "return h, h @ W + b"),
            FORWARD(
                "h = np.dot(x, V) + c", "h[h < 0] = 0", "s = np.dot(h, W) + b", "return [h, s]"
            ),
            FORWARD(BEFORE, "h = z * (z > 0)", "return (h, np.matmul(h, W) + b[None, :])"),
            FORWARD("h = (x @ V + c).clip(min=0)", "return h, np.einsum('nh,hk->nk', h, W) + b"),
            "relu = np.vectorize(lambda number: max(0.0, number))\n"
            + FORWARD("h = relu(x @ V + c)", "return h, h @ W + b"),
            FORWARD(
                "h = np.zeros((len(x), V.shape[1]))",
                "for i in range(len(x)):",
                "    for j in range(V.shape[1]):",
                "        h[i, j] = max(0, (x[i] * V[:, j]).sum() + c[j])",
                "return h, h @ W + b",
            ),
        ],
        "wrong": [
            (FORWARD(BEFORE, "h = max(0, z)", "return h, h @ W + b"), "python-max"),
            (FORWARD(BEFORE, "return z, z @ W + b"), "fwd-no-bend"),
            (
                FORWARD(BEFORE, "h = np.maximum(0, z)", "return h, np.maximum(0, h @ W + b)"),
                "fwd-scores-bent",
            ),
            (FORWARD(BEFORE, "h = np.minimum(0, z)", "return h, h @ W + b"), "fwd-minimum"),
            (FORWARD(BEFORE, "h = abs(z)", "return h, h @ W + b"), "fwd-size"),
            (FORWARD(BEFORE, "h = np.clip(z, 0, 1)", "return h, h @ W + b"), "fwd-at-most-one"),
            (FORWARD(BEFORE, "h = (z > 0) * 1.0", "return h, h @ W + b"), "fwd-mask"),
            (FORWARD(BEFORE, "h = 1 / (1 + np.exp(-z))", "return h, h @ W + b"), "fwd-sigmoid"),
            (FORWARD(BEFORE, "h = np.tanh(z)", "return h, h @ W + b"), "fwd-sigmoid"),
            (FORWARD(BEFORE, "h = np.maximum(1, z)", "return h, h @ W + b"), "fwd-largest-alone"),
            (
                FORWARD(BEFORE, "h = np.maximum(0, z)", "return h, softmax(h @ W + b)"),
                "fwd-probabilities",
            ),
            (FORWARD("h = np.maximum(0, x @ V)", "return h, h @ W + b"), "fwd-without-c"),
            (FORWARD(BEFORE, "h = np.maximum(0, z)", "return h, h @ W"), "fwd-without-b"),
            (FORWARD("h = np.maximum(0, x @ V)", "return h, h @ W"), "fwd-without-biases"),
            (
                FORWARD("h = np.maximum(0, x @ V - c)", "return h, h @ W - b"),
                "fwd-biases-subtracted",
            ),
            (
                FORWARD("h = np.maximum(0, x @ V) + c", "return h, h @ W + b"),
                "fwd-bias-behind-the-bend",
            ),
            (
                FORWARD(BEFORE, "return np.maximum(0, z), z @ W + b"),
                "fwd-scores-from-unbent",
            ),
            (FORWARD(BEFORE, "return z, np.maximum(0, z) @ W + b"), "fwd-hands-out-unbent"),
            (FORWARD("return np.maximum(0, x @ V + c) @ W + b"), "fwd-scores-only"),
            (FORWARD("return np.maximum(0, x @ V + c)"), "fwd-hidden-only"),
            (
                FORWARD("h = np.maximum(0, x @ V + c)", "return h @ W + b, h"),
                "parts-swapped",
            ),
            (
                FORWARD("h = np.maximum(0, x @ V + c).round(2)", "return h, (h @ W + b).round(2)"),
                "fwd-rounds",
            ),
            (FORWARD("h = np.max(0, x @ V + c)", "return h, h @ W + b"), "raised TypeError"),
            (FORWARD("h = max(0, x @ V + c)", "return h, h @ W + b"), "raised ValueError"),
            (
                FORWARD("h = np.maximum(0, x @ V.T + c)", "return h, h @ W + b"),
                "raised ValueError",
            ),
            (FORWARD("h = (x @ V + c).relu()", "return h, h @ W + b"), "raised AttributeError"),
            (FORWARD("h = torch.relu(x @ V + c)", "return h, h @ W + b"), "raised NameError"),
            (FORWARD("h = np.maximum(0, x @ V + c)", "print(h, h @ W + b)"), "return, not print"),
            (FORWARD("h = np.maximum(0, x @ V + c)", "h, h @ W + b"), "no return"),
            (
                FORWARD("x -= 0.5", "h = np.maximum(0, x @ V + c)", "return h, h @ W + b"),
                "argument 1",
            ),
        ],
    },
    "two-are-one": {
        "right": [
            ONE("return V @ W, c @ W + b"),
            ONE("weights = np.dot(V, W)", "biases = np.dot(c, W) + b", "return [weights, biases]"),
            ONE("zero = np.zeros((1, len(V)))", "return V @ W, ((zero @ V + c) @ W + b)[0]"),
            ONE(
                "D, K = V.shape[0], W.shape[1]",
                "weights, biases = np.zeros((D, K)), b.astype(float)",
                "for k in range(K):",
                "    biases[k] += (c * W[:, k]).sum()",
                "    for d in range(D):",
                "        weights[d, k] = (V[d] * W[:, k]).sum()",
                "return weights, biases",
            ),
            ONE("return np.einsum('dh,hk->dk', V, W), np.einsum('h,hk->k', c, W) + b"),
            ONE("return (W.T @ V.T).T, W.T @ c + b"),
        ],
        "wrong": [
            (ONE("return V @ W, b"), "one-without-c"),
            (ONE("return V @ W, c @ W"), "one-without-b"),
            (ONE("return V @ W, c @ W - b"), "one-b-subtracted"),
            (ONE("return V @ W, c.sum() + b"), "one-sum-of-c"),
            (ONE("return V @ W, c[:len(b)] + b"), "one-c-not-through"),
            (ONE("return V @ W, c + b"), "one-c-not-through"),
            (
                ONE("return np.maximum(0, V) @ W, np.maximum(0, c) @ W + b"),
                "one-bent",
            ),
            (ONE("return V @ W, np.maximum(0, c) @ W + b"), "one-c-bent"),
            (ONE("return W.T @ V.T, c @ W + b"), "one-transposed"),
            (ONE("return (V + c) @ W, c @ W + b"), "one-bias-in-weights"),
            (ONE("return V @ W + b, c @ W + b"), "one-bias-added-to-weights"),
            (ONE("return V @ W, c[None] @ W + b"), "one-an-axis-too-many"),
            (ONE("return V @ W"), "one-weights-only"),
            (ONE("return c @ W + b"), "one-biases-only"),
            (ONE("return V, c"), "one-first-layer"),
            (ONE("return W, b"), "one-second-layer"),
            (ONE("return c @ W + b, V @ W"), "parts-swapped"),
            (ONE("return W @ V, c @ W + b"), "raised ValueError"),
            (ONE("return V @ W, c + b"), "raised ValueError"),
            (ONE("return V * W, c * W + b"), "raised ValueError"),
            (ONE("V @ W, c @ W + b"), "no return"),
            (ONE("print(V @ W, c @ W + b)"), "return, not print"),
            (ONE("b += c @ W", "return V @ W, b"), "argument 4"),
        ],
    },
    "hidden-slopes": {
        "right": [
            SLOPES("return (errors @ W.T) * (hidden > 0)"),
            SLOPES("slopes = errors @ W.T", "slopes[hidden == 0] = 0", "return slopes"),
            SLOPES("return np.where(hidden > 0, np.einsum('nk,hk->nh', errors, W), 0)"),
            SLOPES("return np.sign(hidden) * np.dot(errors, W.transpose())"),
            SLOPES(
                "slopes = np.zeros(hidden.shape)",
                "for i in range(len(errors)):",
                "    for j in range(len(W)):",
                "        if hidden[i, j] > 0:",
                "            slopes[i, j] = (errors[i] * W[j]).sum()",
                "return slopes",
            ),
            SLOPES("return (W @ errors.T).T * hidden.astype(bool)"),
        ],
        "wrong": [
            (SLOPES("return errors @ W.T"), "slopes-no-bend"),
            (SLOPES("return (errors @ W.T) * (hidden >= 0)"), "slopes-no-bend"),
            (SLOPES("return (errors @ W.T) * hidden"), "slopes-times-hidden"),
            (SLOPES("return (errors @ W.T) * (hidden == 0)"), "slopes-mask-turned"),
            (SLOPES("return np.maximum(0, errors @ W.T)"), "slopes-bent"),
            (SLOPES("return np.maximum(0, (errors @ W.T) * (hidden > 0))"), "slopes-bent"),
            (SLOPES("return (hidden > 0).astype(float)"), "slopes-mask-only"),
            (SLOPES("return np.maximum(0, hidden)"), "slopes-hidden-only"),
            (
                SLOPES("return (errors @ W.T) * (hidden > 0) / len(errors)"),
                "slopes-divided-again",
            ),
            (SLOPES("return -(errors @ W.T) * (hidden > 0)"), "slopes-turned"),
            (SLOPES("return (errors @ W.T) * hidden * (1 - hidden)"), "slopes-sigmoid"),
            (SLOPES("return (errors @ W.T) * (1 - hidden ** 2)"), "slopes-sigmoid"),
            (SLOPES("return (W @ errors.T) * (hidden > 0).T"), "slopes-transposed"),
            (SLOPES("return ((errors @ W.T) * (hidden > 0)).sum(axis=0)"), "slopes-added-up"),
            (SLOPES("return (errors @ W.T) * (hidden > 1)"), "slopes-above-one"),
            (
                SLOPES("return (np.maximum(0, errors) @ W.T) * (hidden > 0)"),
                "slopes-errors-bent",
            ),
            (
                SLOPES("return errors[:, None, :] * W * (hidden > 0)[:, :, None]"),
                "slopes-not-summed",
            ),
            (
                SLOPES(
                    "alive = (hidden > 0).all(axis=1)", "return (errors @ W.T) * alive[:, None]"
                ),
                "slopes-whole-rows",
            ),
            (SLOPES("return (errors @ W) * (hidden > 0)"), "raised ValueError"),
            (SLOPES("return errors * W.T * (hidden > 0)"), "raised ValueError"),
            (SLOPES("if hidden > 0:", "    return errors @ W.T", "return 0"), "raised ValueError"),
            (SLOPES("hidden[hidden > 0] = 1", "return errors @ W.T * hidden"), "argument 2"),
            (SLOPES("(errors @ W.T) * (hidden > 0)"), "no return"),
            (SLOPES("return (W.T @ errors) * (hidden > 0)"), "raised ValueError"),
        ],
    },
    "hidden-gradient": {
        "right": [
            GRADIENTS(HIDDEN, *ERRORS, BACK, ALL_FOUR),
            GRADIENTS(
                "h = np.maximum(0, x @ V + c)",
                "s = h @ W + b",
                "p = np.exp(s - s.max(axis=1, keepdims=True))",
                "p /= p.sum(axis=1, keepdims=True)",
                "t = np.eye(len(b))[labels]",
                "e = (p - t) / len(x)",
                "d = np.where(h > 0, e @ W.T, 0)",
                "return [x.T @ d, d.sum(0), h.T @ e, e.sum(0)]",
            ),
            GRADIENTS(
                "sums = [np.zeros_like(part, dtype=float) for part in (V, c, W, b)]",
                "for i in range(len(x)):",
                "    h = np.maximum(0, x[i] @ V + c)",
                "    s = h @ W + b",
                "    e = np.exp(s - s.max())",
                "    e = e / e.sum()",
                "    e[labels[i]] -= 1",
                "    d = (W @ e) * (h > 0)",
                "    for total, part in zip(sums, (np.outer(x[i], d), d, np.outer(h, e), e)):",
                "        total += part",
                "return tuple(total / len(x) for total in sums)",
            ),
            GRADIENTS(
                HIDDEN,
                "one_hot = np.arange(W.shape[1]) == labels[:, np.newaxis]",
                "errors = softmax(scores) - one_hot",
                "back = (errors @ W.T) * (hidden > 0)",
                "mean = lambda part: part / len(x)",
                "return mean(x.T @ back), back.mean(axis=0), mean(hidden.T @ errors), errors.mean(axis=0)",
            ),
            GRADIENTS(
                HIDDEN,
                *ERRORS,
                BACK,
                "ones = np.ones(len(x))",
                "return (np.einsum('nd,nh->dh', x, back), ones @ back,"
                " np.einsum('nh,nk->hk', hidden, errors), ones @ errors)",
            ),
        ],
        "wrong": [
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return x.T @ back, back.sum(0), x.T @ errors, errors.sum(0)",
                ),
                "hg-second-input-x",
            ),
            (GRADIENTS(HIDDEN, *ERRORS[:2], BACK, ALL_FOUR), "hg-sum"),
            (
                GRADIENTS(
                    HIDDEN,
                    "errors = (np.eye(W.shape[1])[labels] - softmax(scores)) / len(x)",
                    BACK,
                    ALL_FOUR,
                ),
                "hg-sign",
            ),
            (
                GRADIENTS(
                    HIDDEN, "errors = np.eye(W.shape[1])[labels] - softmax(scores)", BACK, ALL_FOUR
                ),
                "hg-sign-and-sum",
            ),
            (GRADIENTS(HIDDEN, *ERRORS[:2], "errors /= 64", BACK, ALL_FOUR), "hg-64"),
            (GRADIENTS(HIDDEN, *ERRORS, ERRORS[2], BACK, ALL_FOUR), "hg-mean-twice"),
            (
                GRADIENTS(HIDDEN, "errors = softmax(scores) / len(x)", BACK, ALL_FOUR),
                "hg-without-labels",
            ),
            (
                GRADIENTS(HIDDEN, "errors = scores", *ERRORS[1:], BACK, ALL_FOUR),
                "hg-scores-for-probabilities",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    "errors = (softmax(scores) - np.eye(10)[labels]) / len(x)",
                    BACK,
                    ALL_FOUR,
                ),
                "raised ValueError",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    "e = np.exp(scores - scores.max(axis=0))",
                    "errors = e / e.sum(axis=0)",
                    *ERRORS[1:],
                    BACK,
                    ALL_FOUR,
                ),
                "hg-softmax-over-images",
            ),
            (
                GRADIENTS(HIDDEN, "errors = (softmax(scores) - 1) / len(x)", BACK, ALL_FOUR),
                "hg-one-everywhere",
            ),
            (GRADIENTS(HIDDEN, *ERRORS, "back = errors @ W.T", ALL_FOUR), "hg-mask-missing"),
            (
                GRADIENTS(HIDDEN, *ERRORS, "back = errors @ W.T * hidden", ALL_FOUR),
                "hg-times-hidden",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, "back = errors @ W.T * (hidden == 0)", ALL_FOUR),
                "hg-mask-turned",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, "back = np.maximum(0, errors @ W.T)", ALL_FOUR),
                "hg-slopes-bent",
            ),
            (
                GRADIENTS(
                    "hidden = x @ V + c",
                    "scores = hidden @ W + b",
                    *ERRORS,
                    "back = errors @ W.T",
                    ALL_FOUR,
                ),
                "hg-without-bend",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, BACK, "hidden = x @ V + c", ALL_FOUR),
                "hg-second-input-unbent",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, BACK, "back /= len(x)", ALL_FOUR),
                "hg-slopes-divided-again",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return back.T @ x, back.sum(axis=0), errors.T @ hidden, errors.sum(axis=0)",
                ),
                "hg-transposed",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return x.T @ back, back.mean(axis=0), hidden.T @ errors, errors.mean(axis=0)",
                ),
                "hg-biases-mean",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return hidden.T @ errors, errors.sum(0), x.T @ back, back.sum(0)",
                ),
                "hg-second-layer-first",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return x.T @ back, hidden.T @ errors, back.sum(0), errors.sum(0)",
                ),
                "hg-matrices-first",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, "return hidden.T @ errors, errors.sum(axis=0)"),
                "hg-second-layer-only",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, BACK, "return x.T @ back, back.sum(axis=0)"),
                "hg-first-layer-only",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return (x.T @ back, back.sum(0)), (hidden.T @ errors, errors.sum(0))",
                ),
                "hg-two-pairs",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return (x.T @ back, back.sum(0, keepdims=True), hidden.T @ errors,"
                    " errors.sum(0, keepdims=True))",
                ),
                "hg-biases-an-axis-too-many",
            ),
            (
                GRADIENTS(
                    "for x, labels in zip(x[:, None], labels[:, None]):",
                    "    " + HIDDEN,
                    *("    " + line for line in ERRORS),
                    "    " + BACK,
                    "    " + ALL_FOUR,
                ),
                "hg-first-image",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    "errors = softmax(scores)",
                    "errors[:, labels] -= 1",
                    ERRORS[2],
                    BACK,
                    ALL_FOUR,
                ),
                "fault-in-named-part",
            ),
            (
                GRADIENTS(HIDDEN, *ERRORS, "back = errors @ W * (hidden > 0)", ALL_FOUR),
                "raised ValueError",
            ),
            (
                GRADIENTS(
                    HIDDEN,
                    *ERRORS,
                    BACK,
                    "return x @ back, back.sum(0), hidden @ errors, errors.sum(0)",
                ),
                "raised ValueError",
            ),
            (GRADIENTS(HIDDEN, *ERRORS, BACK), "no return"),
            (GRADIENTS("V *= 1.5", HIDDEN, *ERRORS, BACK, ALL_FOUR), "argument 3"),
        ],
    },
    "gradients-on-trial": {
        "right": [
            "mine = gradients(x, y, V, c, W, b)",
            "mine = list(gradients(x, y, V=V, c=c, W=W, b=b))",
            "dV, dc, dW, db = gradients(x, labels=y, V=V, c=c, W=W, b=b)\nmine = dV, dc, dW, db",
            "arrays = V, c, W, b\nmine = gradients(x, y, *arrays)",
        ],
        "wrong": [
            ("mine = tape_gradients", "trial-keras-twice"),
            ("mine = [part.copy() for part in tape_gradients]", "trial-keras-twice"),
            ("mine = gradients", "trial-not-four-arrays"),
            ("mine = gradients(x, y, V, c, W, b)[0]", "trial-not-four-arrays"),
            (
                "mine = [part.tolist() for part in gradients(x, y, V, c, W, b)]",
                "trial-not-four-arrays",
            ),
            ("dV, dc, dW, db = gradients(x, y, V, c, W, b)\nmine = dW, db, dV, dc", "trial-shape"),
            (
                "mine = [part.T for part in gradients(x, y, V, c, W, b)]",
                "gradient of V has the shape",
            ),
            ("mine = [part.round(3) for part in gradients(x, y, V, c, W, b)]", "trial-apart"),
            ("mine = [64 * part for part in gradients(x, y, V, c, W, b)]", "trial-apart"),
            ("mine = gradients(x, y[::-1], V, c, W, b)", "gradient of V is"),
            ("mine = gradients(x[:32], y[:32], V, c, W, b)", "trial-apart"),
            ("mine = V, c, W, b", "trial-apart"),
            (
                "mine = gradients(x, y, V, c, W, b)\ntape_gradients = tape_gradients[0]",
                "trial-tape-changed",
            ),
        ],
    },
    "hidden-step": {
        "right": [
            STEP(*LOSS, SLOPE, MOVED_ON, "return V, c, W, b, loss"),
            STEP(
                *LOSS,
                "old, g = (V, c, W, b), gradients(x, labels, V, c, W, b)",
                "return [*(old[i] - g[i] * learning_rate for i in range(4)), loss]",
            ),
            STEP(
                "h, s = forward(x, V, c, W, b)",
                "m = s.max(axis=1)",
                "logs = m + np.log(np.exp(s - m[:, None]).sum(axis=1))",
                "loss = np.mean(logs - s[range(len(x)), labels])",
                SLOPE,
                "return (V - learning_rate * dV, c - learning_rate * dc,"
                " W - learning_rate * dW, b - learning_rate * db, loss)",
            ),
            STEP(
                *LOSS,
                SLOPE,
                "V, c, W, b = V.copy(), c.copy(), W.copy(), b.copy()",
                "for array, slope in ((V, dV), (c, dc), (W, dW), (b, db)):",
                "    array -= (learning_rate * slope).astype(array.dtype)",
                "return V, c, W, b, loss",
            ),
            STEP(
                "s = forward(x, V, c, W, b)[1].astype(float)",
                "one_hot = np.eye(s.shape[1])[labels]",
                "loss = (np.logaddexp.reduce(s, axis=1) - (s * one_hot).sum(axis=1)).sum() / len(s)",
                "step = lambda a, g: np.subtract(a, np.multiply(learning_rate, g))",
                "return (*map(step, (V, c, W, b), gradients(x, labels, V, c, W, b)), loss)",
            ),
        ],
        "wrong": [
            (
                STEP(*LOSS, SLOPE, MOVED_ON.replace("a -", "a +"), "return V, c, W, b, loss"),
                "hs-uphill",
            ),
            (
                STEP(*LOSS, SLOPE, "return V - dV, c - dc, W - dW, b - db, loss"),
                "hs-without-rate",
            ),
            (STEP(*LOSS, "return V, c, W, b, loss"), "hs-not-moved"),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    "return V, c, W - learning_rate * dW, b - learning_rate * db, loss",
                ),
                "hs-second-layer-alone",
            ),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    "return V - learning_rate * dV, c - learning_rate * dc, W, b, loss",
                ),
                "hs-first-layer-alone",
            ),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    "return V - learning_rate * dV, c, W - learning_rate * dW, b, loss",
                ),
                "hs-matrices-alone",
            ),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    MOVED_ON.replace("learning_rate", "0.2"),
                    "return V, c, W, b, loss",
                ),
                "hs-fixed-rate",
            ),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    MOVED_ON.replace("learning_rate", "0.01"),
                    "return V, c, W, b, loss",
                ),
                "hs-fixed-rate",
            ),
            (STEP(*LOSS, SLOPE, "return dV, dc, dW, db, loss"), "hs-gradient-itself"),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    "W, b = W - learning_rate * dW, b - learning_rate * db",
                    SLOPE,
                    "return V - learning_rate * dV, c - learning_rate * dc, W, b, loss",
                ),
                "hs-one-layer-after-the-other",
            ),
            (STEP(SLOPE, MOVED_ON, *LOSS, "return V, c, W, b, loss"), "hs-loss-after"),
            (STEP(*LOSS, SLOPE, MOVED_ON, "return loss, V, c, W, b"), "hs-loss-first"),
            (STEP(*LOSS, SLOPE, MOVED_ON, "return V, c, W, b"), "hs-loss-missing"),
            (
                STEP(*LOSS, "loss *= len(x)", SLOPE, MOVED_ON, "return V, c, W, b, loss"),
                "hs-loss-summed",
            ),
            (
                STEP(
                    *LOSS[:2],
                    "loss = np.logaddexp.reduce(scores, axis=1) - correct",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-per-image",
            ),
            (STEP(*LOSS, SLOPE, MOVED_ON, "return V, c, W, b, -loss"), "hs-loss-sign"),
            (
                STEP(
                    "p = softmax(forward(x, V, c, W, b)[1])",
                    "loss = -np.log(p[np.arange(len(labels)), labels]).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-infinite",
            ),
            (
                STEP(
                    *LOSS[:2],
                    "loss = (np.log(np.exp(scores).sum(axis=1)) - correct).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-overflows",
            ),
            (
                STEP(
                    "p = softmax(forward(x, V, c, W, b)[1])",
                    "loss = -np.log(p[np.arange(len(labels)), labels] + 1e-9).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-clipped",
            ),
            (
                STEP(
                    "p = softmax(forward(x, V, c, W, b)[1]).clip(1e-7)",
                    "loss = -np.log(p[np.arange(len(labels)), labels]).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-clipped",
            ),
            (
                STEP(
                    LOSS[0],
                    "loss = np.logaddexp.reduce(scores, axis=1).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-loss-without-correct",
            ),
            (
                STEP(
                    LOSS[0],
                    "loss = (scores.argmax(axis=1) == labels).mean()",
                    SLOPE,
                    MOVED_ON,
                    "return V, c, W, b, loss",
                ),
                "hs-accuracy",
            ),
            (
                STEP(
                    *LOSS,
                    SLOPE,
                    "V -= (learning_rate * dV).astype(V.dtype)",
                    "return V, c, W, b, loss",
                ),
                "argument 3",
            ),
            (STEP(*LOSS, SLOPE, MOVED_ON), "no return"),
            (
                STEP(*LOSS, SLOPE, "return V - learning_rate * dW, c, W, b, loss"),
                "raised ValueError",
            ),
        ],
    },
    "count-parameters": {
        "right": [
            COUNT("return (pixels + 1) * units + (units + 1) * classes"),
            COUNT("return pixels * units + units + units * classes + classes"),
            COUNT(
                "shapes = [(pixels, units), (units,), (units, classes), (classes,)]",
                "return sum(math.prod(shape) for shape in shapes)",
            ),
            COUNT(
                "arrays = np.zeros((pixels, units)), np.zeros(units)",
                "arrays += np.zeros((units, classes)), np.zeros(classes)",
                "return sum(a.size for a in arrays)",
            ),
        ],
        "wrong": [
            (COUNT("return pixels * units + units * classes"), "size-without-biases"),
            (
                COUNT("return pixels * units + units * classes + classes"),
                "size-without-hidden-biases",
            ),
            (
                COUNT("return pixels * units + units + units * classes"),
                "size-without-output-biases",
            ),
            (COUNT("return pixels * units + 1 + units * classes + 1"), "size-one-bias-a-layer"),
            (COUNT("return (pixels + 1) * classes"), "size-linear-model"),
            (COUNT("return (pixels + 1) * units"), "size-first-layer"),
            (COUNT("return (units + 1) * classes"), "size-second-layer"),
            (
                COUNT("return pixels + pixels * units + units + units * classes + classes"),
                "size-with-pixel-biases",
            ),
            (
                COUNT("return (pixels + 1) * units * (units + 1) * classes"),
                "size-layers-multiplied",
            ),
            (COUNT("return pixels * units * classes"), "size-layers-multiplied"),
            (COUNT("return pixels + units + classes"), "size-sizes-added"),
            (
                COUNT("return (pixels + 1) * units + (units + 1) * classes + pixels * classes"),
                "size-pixels-to-scores-too",
            ),
            (COUNT("return 785 * 64 + 65 * 10"), "size-of-the-lesson"),
            (
                COUNT("return (pixels, units), (units,), (units, classes), (classes,)"),
                "not-a-number",
            ),
            (COUNT("print((pixels + 1) * units + (units + 1) * classes)"), "return, not print"),
            (COUNT("return model.count_params()"), "raised NameError"),
        ],
    },
    "moved-copies": {
        "right": [
            COPIES(
                "sets = [images]",
                "for down, right in moves:",
                "    sets.append(moved(images, down, right))",
                "return np.concatenate(sets), np.concatenate([labels] * len(sets))",
            ),
            COPIES(
                "sets = [moved(images, *move) for move in [(0, 0), *moves]]",
                "return np.vstack(sets), np.tile(labels, len(moves) + 1)",
            ),
            COPIES(
                "all_images, all_labels = images, labels",
                "for move in moves:",
                "    all_images = np.append(all_images, moved(images, *move), axis=0)",
                "    all_labels = np.append(all_labels, labels)",
                "return all_images, all_labels",
            ),
            COPIES(
                "n = len(images)",
                "rows = np.empty((n * (len(moves) + 1), 28, 28), images.dtype)",
                "rows[:n] = images",
                "for place, (down, right) in enumerate(moves, 1):",
                "    rows[place * n:(place + 1) * n] = moved(images, down, right)",
                "return rows, labels[np.arange(len(rows)) % n]",
            ),
        ],
        "wrong": [
            (
                COPIES(
                    "for down, right in moves:",
                    "    images = np.concatenate([images, moved(images, down, right)])",
                    "    labels = np.concatenate([labels, labels])",
                    "return images, labels",
                ),
                "copies-doubled",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.concatenate(sets), np.repeat(labels, len(sets))",
                ),
                "copies-labels-repeated",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.concatenate(sets), labels",
                ),
                "copies-labels-once",
            ),
            (
                COPIES(
                    "sets = [moved(images, *m) for m in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-without-unmoved",
            ),
            (
                COPIES(
                    "sets = [moved(images, *m) for m in moves] + [images]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-unmoved-last",
            ),
            (
                COPIES(
                    "rows, names = [], []",
                    "for image, label in zip(images, labels):",
                    "    for move in [(0, 0)] + moves:",
                    "        rows.append(moved(image[None], *move)[0])",
                    "        names.append(label)",
                    "return np.array(rows), np.array(names)",
                ),
                "copies-image-by-image",
            ),
            (
                COPIES(
                    "sets = [images]",
                    "for move in moves:",
                    "    sets.append(moved(sets[-1], *move))",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-of-copies",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, right, down) for down, right in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-right-and-down",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, -down, -right) for down, right in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-other-way",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, down, 0) for down, right in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-down-only",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, 0, right) for down, right in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-right-only",
            ),
            (
                COPIES(
                    "sets = [images] + [np.roll(images, move, axis=(1, 2)) for move in moves]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-wrapped",
            ),
            (
                COPIES(
                    "sets = [images] * (len(moves) + 1)",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-not-moved",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.array(sets), np.tile(labels, len(sets))",
                ),
                "copies-an-axis-too-many",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.concatenate(sets), np.array([labels] * len(sets))",
                ),
                "copies-labels-in-rows",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves[:1]]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-first-move-only",
            ),
            (
                COPIES(
                    "sets = [images]",
                    "for move in moves:",
                    "    sets = [images, moved(images, *move)]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-last-move-only",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves[:-1]]",
                    "return np.concatenate(sets), np.tile(labels, len(sets))",
                ),
                "copies-last-move-missing",
            ),
            (COPIES("return images, labels"), "copies-nothing-new"),
            (
                COPIES("return np.concatenate([images] + [moved(images, *m) for m in moves])"),
                "copies-images-only",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.tile(labels, len(sets)), np.concatenate(sets)",
                ),
                "parts-swapped",
            ),
            (
                COPIES(
                    "sets = [images] + [moved(images, *m) for m in moves]",
                    "return np.concatenate(sets), list(labels) * len(sets)",
                ),
                "np.array(...)",
            ),
            (
                COPIES("for move in moves:", "    images.append(moved(images, *move))"),
                "raised AttributeError",
            ),
        ],
    },
    "read-the-table": {
        "right": ["letter = 'b'", "letter = 'B'", "letter = ' b '"],
        "wrong": [
            ("letter = 'a'", "table-within-errors"),
            ("letter = 'c'", "table-always"),
            ("letter = 'd'", "table-more-numbers"),
            ("letter = 'e'", "one-letter"),
            ("letter = 2", "one-letter"),
            ("letter = ['b']", "one-letter"),
            ("letter = 'hidden, moved'", "one-letter"),
        ],
    },
}

GUESSES = {
    "guess-zeros": [
        0.11,
        (0.11, "guess-zeros-right"),
        (0.1, "guess-zeros-right"),
        (0.92, "guess-zeros-as-linear"),
        (0.97, "guess-zeros-as-trained"),
        (0, "guess-zeros-none"),
        (0.5, "guess-zeros-other"),
        (11, "guess-zeros-share"),
        ("nothing", "guess-zeros-share"),
    ],
    "guess-least-hurt": [
        "deskewed",
        ("deskewed", "guess-hurt-right"),
        (" Deskewed", "guess-hurt-right"),
        ("hidden", "guess-hurt-hidden"),
        ("orientations", "guess-hurt-orientations"),
        ("random", "guess-hurt-random"),
        ("pixels", "guess-hurt-pixels"),
        ("none", "guess-hurt-a-name"),
        (0.5, "guess-hurt-a-name"),
    ],
    "guess-mended": [
        0.95,
        (0.95, "guess-right"),
        (0.96, "guess-right"),
        (0.97, "guess-mended-whole"),
        (0.9, "guess-mended-half"),
        (0.82, "guess-mended-not"),
        (0.6, "guess-mended-worse"),
        (95, "guess-mended-share"),
    ],
}
