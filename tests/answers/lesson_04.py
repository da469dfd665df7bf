"""Right and wrong answers to the exercises of lesson 4."""

SETUP = """
import functools
import numpy as np
import keras
rng = np.random.default_rng(0)
x = rng.uniform(size=(20, 784)).astype("float32")
trained_weights, trained_biases = rng.normal(size=(784, 10)), rng.normal(size=10)
"""


def _function(head):
    """Make of lines the function `head`; a single expression is returned."""

    def make(*lines):
        if len(lines) == 1 and not lines[0].startswith(("return", "print", "raise")):
            lines = (f"return {lines[0]}",)
        return f"def {head}:\n    " + "\n    ".join(lines)

    return make


_score = _function("score_of(image, weights, biases, digit)")
_scores = _function("linear_scores(x, weights, biases)")
_predict = _function("predict(scores)")
_softmax = _function("softmax(scores)")
_count = _function("count_parameters(n_inputs, n_classes)")
_model = _function("build_model(n_inputs, n_classes)")
_classify = _function("classify(x, weights, biases)")


def _steps(subtract, divide):
    return _softmax(f"e = np.exp(scores - {subtract})", f"return e / {divide}")


ROW_MAX = "scores.max(axis=1, keepdims=True)"
ROW_SUM = "e.sum(axis=1, keepdims=True)"
NAIVE = "e / e.sum(axis=1, keepdims=True)"


def _sequential(*steps):
    return _model(f"keras.Sequential([{', '.join(steps)}])")


INPUT = "keras.Input(shape=(n_inputs,))"
SOFTMAX_LAYER = "keras.layers.Dense(n_classes, activation='softmax')"


def _mended(
    biases="biases",
    powers="scores - scores.max(axis=1, keepdims=True)",
    total="1, keepdims=True",
    result="p.argmax(axis=1), p.max(axis=1)",
):
    return _classify(
        f"scores = x @ weights + {biases}",
        f"powers = np.exp({powers})",
        f"p = powers / powers.sum({total})",
        f"return {result}",
    )


ANSWERS = {
    "score-one": {
        "right": [
            _score("image @ weights[:, digit] + biases[digit]"),
            _score("(image * weights[:, digit]).sum() + biases[digit]"),
            _score("(image @ weights + biases)[digit]"),
            _score("np.dot(weights.T[digit], image) + biases[digit]"),
            _score(
                "total = biases[digit]",
                "for pixel, weight in zip(image, weights[:, digit]):",
                "    total = total + pixel * weight",
                "return total",
            ),
            _score("float(np.einsum('i,i->', image, weights[:, digit]) + biases[digit])"),
            _score("sum(image[d] * weights[d][digit] for d in range(len(image))) + biases[digit]"),
            _score("np.array(image @ weights[:, digit] + biases[digit])"),
            "score_of = lambda image, weights, biases, digit: (\n"
            "    image.reshape(1, -1) @ weights + biases\n)[0, digit]",
            "class Scorer:\n    def __call__(self, image, weights, biases, digit):\n"
            "        return image @ weights[:, digit] + biases[digit]\nscore_of = Scorer()",
            "def plain(scale, image, weights, biases, digit):\n"
            "    return scale * (image @ weights[:, digit]) + biases[digit]\n"
            "score_of = functools.partial(plain, 1)",
            "def score_of(image, weights, biases, digit):\n    return sum(p * w for p, w in zip(image, weights.T[digit])) + biases[digit]",
        ],
        "wrong": [
            (_score("image @ weights[:, digit]"), "score-without-bias"),
            (_score("image @ weights[digit] + biases[digit]"), "score-of-a-row"),
            (_score("np.dot(image, weights[digit]) + biases[digit]"), "score-of-a-row"),
            (_score("np.sum(image * weights[digit, :]) + biases[digit]"), "score-of-a-row"),
            (_score("image @ weights[digit]"), "score-of-a-row"),
            (_score("image @ weights + biases"), "scores-of-all-classes"),
            (_score("(image @ weights + biases).max()"), "score-is-the-highest"),
            (_score("(image @ weights + biases).argmax()"), "score-is-the-winner"),
            (_score("image @ weights[:, digit] + biases"), "score-with-all-biases"),
            (_score("image @ weights[:, digit] + sum(biases)"), "score-with-all-biases"),
            (_score("image @ weights[:, digit] - biases[digit]"), "score-minus-bias"),
            (_score("image @ weights[:, digit] * biases[digit]"), "score-times-bias"),
            (_score("image * weights[:, digit] + biases[digit]"), "score-not-added-up"),
            (_score("image * weights[:, digit]"), "score-not-added-up"),
            (
                _score("sum(image * weights[:, digit] + biases[digit])"),
                "score-bias-for-each-pixel",
            ),
            (_score("(image + biases[digit]) @ weights[:, digit]"), "score-bias-on-the-pixels"),
            (_score("image @ (weights[:, digit] + biases[digit])"), "score-bias-on-the-weights"),
            (_score("(image * weights[:, digit]).mean() + biases[digit]"), "score-is-a-mean"),
            (
                _score("image @ weights[:, digit - 1] + biases[digit - 1]"),
                "score-one-class-too-low",
            ),
            (_score("image @ weights[:, 3] + biases[3]"), "score-fixed-class"),
            (_score("image @ weights[:, 1] + biases[1]"), "score-fixed-class"),
            (_score("image @ weights[:, digit] + biases[0]"), "score-first-bias"),
            (_score("round(image @ weights[:, digit] + biases[digit], 2)"), "score-rounded"),
            (_score("np.round(image @ weights[:, digit] + biases[digit], 4)"), "score-rounded"),
            (_score("[image @ weights[:, digit] + biases[digit]]"), "not-a-number"),
            (_score("image @ weights[:, [digit]] + biases[digit]"), "not-a-number"),
            (_score("f'{image @ weights[:, digit] + biases[digit]:.2f}'"), "not-a-number"),
            (_score("image @ weights[:, 10] + biases[10]"), "IndexError"),
            (
                _score(
                    "total = 0",
                    "for d in range(len(image) - 1):",
                    "    total += image[d] * weights[d, digit]",
                    "return total + biases[digit]",
                ),
                "score-misses-the-last-pixel",
            ),
            (
                _score(
                    "total = biases[digit]",
                    "for d in range(1, len(image)):",
                    "    total += image[d] * weights[d, digit]",
                    "return total",
                ),
                "score-misses-the-first-pixel",
            ),
            (
                _score(
                    "total = biases[digit]",
                    "for d in range(len(image)):",
                    "    total = total + image[d] * weights[d, digit]",
                    "    return total",
                ),
                "score-adds-the-first-only",
            ),
            (_score("image @ trained_weights[:, digit] + trained_biases[digit]"), "ValueError"),
            (_score("x[0] @ trained_weights[:, digit] + trained_biases[digit]"), "reads-global"),
            (
                _score("score = image @ weights[:, digit] + biases[digit]", "score"),
                "returns-nothing",
            ),
            (_score("print(image @ weights[:, digit] + biases[digit])"), "prints"),
            (
                _score("image *= weights[:, digit]", "return image.sum() + biases[digit]"),
                "changes-argument",
            ),
            ("score_of = 0.5", "not-a-function"),
            (
                "def score_of(image, weights, biases, digit):\n    for d in range(len(image)):\n        total = 0\n        total += image[d] * weights[d, digit]\n    return total + biases[digit]",
                "score-adds-the-last-only",
            ),
            (
                "def score_of(image, weights, biases, digit):\n    return max(0, image @ weights[:, digit] + biases[digit])",
                "score-cut-off-at-zero",
            ),
        ],
    },
    "scores": {
        "right": [
            _scores("x @ weights + biases"),
            _scores("np.dot(x, weights) + biases.reshape(1, -1)"),
            _scores("np.array([row @ weights + biases for row in x])"),
            _scores("(weights.T @ x.T).T + biases"),
            _scores("(weights.T @ x.T + biases[:, np.newaxis]).T"),
            _scores("np.einsum('nd,dk->nk', x, weights) + biases"),
            _scores(
                "scores = np.tile(biases, (len(x), 1))",
                "for pixel in range(x.shape[1]):",
                "    scores += np.outer(x[:, pixel], weights[pixel])",
                "return scores",
            ),
            _scores("np.add(np.matmul(x, weights), biases)"),
            "linear_scores = lambda x, weights, biases: x.dot(weights) + biases[None]",
            "def log(function):\n    @functools.wraps(function)\n"
            "    def inner(*arguments):\n        return function(*arguments)\n    return inner\n"
            "@log\ndef linear_scores(x, weights, biases):\n    return x @ weights + biases",
        ],
        "wrong": [
            (_scores("x @ weights"), "scores-without-biases"),
            (_scores("x @ weights + biases[:, np.newaxis]"), "scores-biases-a-column"),
            (_scores("x @ weights + biases.reshape(-1, 1)"), "scores-biases-a-column"),
            (_scores("weights.T @ x.T + biases"), "scores-images-as-columns"),
            (_scores("(x @ weights + biases).T"), "scores-transposed"),
            (_scores("weights.T @ x.T + biases[:, np.newaxis]"), "scores-transposed"),
            (_scores("weights @ x + biases"), "scores-factors-swapped"),
            (_scores("np.dot(weights, x) + biases"), "scores-factors-swapped"),
            (_scores("x @ weights.T + biases"), "scores-needless-transpose"),
            (_scores("x.T @ weights + biases"), "scores-needless-transpose"),
            (_scores("x * weights + biases"), "scores-number-by-number"),
            (_scores("x @ weights - biases"), "scores-minus-biases"),
            (_scores("(x @ weights) * biases"), "scores-times-biases"),
            (_scores("x @ weights + biases.sum()"), "scores-all-biases-each"),
            (_scores("x @ weights + biases[0]"), "scores-one-bias-for-all"),
            (_scores("x[0] @ weights + biases"), "scores-first-image-only"),
            (
                _scores("for row in x:", "    return row @ weights + biases"),
                "scores-first-image-only",
            ),
            (_scores("x @ (weights + biases)"), "scores-biases-on-the-weights"),
            (_scores("(x + biases) @ weights"), "scores-biases-on-the-pixels"),
            (_scores("(x @ weights + biases).argmax(axis=1)"), "scores-already-decided"),
            (_scores("(x @ weights).sum(axis=0) + biases"), "scores-added-over-images"),
            (_scores("np.maximum(0, x @ weights + biases)"), "scores-cut-off-at-zero"),
            (_scores("(x @ weights + biases).round(3)"), "scores-rounded"),
            (_scores("(x @ weights + biases).tolist()"), "not-an-array"),
            (_scores("[row @ weights + biases for row in x]"), "not-an-array"),
            (_scores("keras.ops.matmul(x, weights) + biases"), "numpy()"),
            (
                _scores("e = np.exp(x @ weights + biases)", "return e / e.sum(axis=1)[:, None]"),
                "scores-already-softmax",
            ),
            (_scores("x @ trained_weights + trained_biases"), "ValueError"),
            (_scores("print(x @ weights + biases)"), "prints"),
            (_scores("scores = x @ weights + biases", "scores"), "returns-nothing"),
            (_scores("weights += 1", "return x @ weights + biases"), "changes-argument-and-wrong"),
            (
                "def linear_scores(images, weights, biases):\n    return x @ trained_weights + trained_biases",
                "reads-global",
            ),
            ("linear_scores = np.zeros((5, 10))", "not-a-function"),
        ],
    },
    "predict-class": {
        "right": [
            _predict("scores.argmax(axis=1)"),
            _predict("np.argmax(scores, axis=-1)"),
            _predict("np.array([int(np.argmax(row)) for row in scores])"),
            _predict("scores.argsort(axis=1)[:, -1]"),
            _predict("scores.argmax(axis=1).astype('int32')"),
            _predict("scores.T.argmax(axis=0)"),
            _predict("np.array([list(row).index(max(row)) for row in scores])"),
            _predict("np.where(scores == scores.max(axis=1, keepdims=True))[1]"),
            _predict(
                "classes = np.zeros(len(scores), dtype=int)",
                "for i, row in enumerate(scores):",
                "    for k in range(1, len(row)):",
                "        if row[k] > row[classes[i]]:",
                "            classes[i] = k",
                "return classes",
            ),
            "predict = functools.partial(np.argmax, axis=1)",
        ],
        "wrong": [
            (_predict("scores.argmax(axis=0)"), "predict-across-images"),
            (_predict("scores.argmax()"), "predict-in-the-whole-batch"),
            (_predict("scores[0].argmax()"), "predict-first-image-only"),
            (_predict("for row in scores:", "    return row.argmax()"), "predict-first-image-only"),
            (_predict("scores.max(axis=1)"), "predict-values-not-places"),
            (_predict("scores.max(axis=0)"), "predict-values-across-images"),
            (_predict("scores.argmin(axis=1)"), "predict-the-smallest"),
            (_predict("scores.argsort(axis=1)[:, 0]"), "predict-the-smallest"),
            (_predict("scores.argsort(axis=1)[:, -2]"), "predict-the-second"),
            (_predict("scores.argmax(axis=1, keepdims=True)"), "predict-keeps-the-axis"),
            (_predict("scores.argmax(axis=1) + 1"), "predict-counts-from-one"),
            (_predict("scores.argsort(axis=1)"), "predict-ranking"),
            (_predict("(scores > 0.5).argmax(axis=1)"), "predict-above-one-half"),
            (_predict("abs(scores).argmax(axis=1)"), "predict-absolute"),
            (_predict("scores.round().argmax(axis=1)"), "predict-rounded"),
            (_predict("scores.round(2).argmax(axis=1)"), "predict-rounded"),
            (_predict("np.round(scores, 4).argmax(axis=1)"), "predict-rounded"),
            (_predict("scores.astype(int).argmax(axis=1)"), "predict-cuts-decimals"),
            (_predict("scores.argmax(axis=1).astype('uint8')"), "predict-uint8"),
            (_predict("scores[:, :10].argmax(axis=1)"), "predict-ten-classes"),
            (_predict("scores[:, :-1].argmax(axis=1)"), "predict-misses-the-last"),
            (
                _predict(
                    "classes = []",
                    "for row in scores:",
                    "    best, place = 0, 0",
                    "    for k in range(len(row)):",
                    "        if row[k] > best:",
                    "            best, place = row[k], k",
                    "    classes.append(place)",
                    "return np.array(classes)",
                ),
                "predict-starts-at-zero",
            ),
            (
                _predict(
                    "classes = []",
                    "for row in scores:",
                    "    best = 0",
                    "    for k in range(10):",
                    "        if row[k] > row[best]:",
                    "            best = k",
                    "    classes.append(best)",
                    "return np.array(classes)",
                ),
                "IndexError",
            ),
            (_predict("scores == scores.max(axis=1, keepdims=True)"), "predict-marks"),
            (_predict("scores.argmax(axis=1).astype(float)"), "predict-not-whole"),
            (_predict("[row.argmax() for row in scores]"), "not-an-array"),
            (_predict("print(scores.argmax(axis=1))"), "prints"),
            (_predict("scores.argmax"), "Call the function"),
            (_predict("scores"), "axes"),
            (_predict("classes = scores.argmax(axis=1)", "classes"), "returns-nothing"),
            (
                _predict("scores.sort(axis=1)", "return scores.argmax(axis=1)"),
                "changes-argument-and-wrong",
            ),
            (_predict("x[:5].argmax(axis=1)"), "reads-global"),
            (_predict("scores.argmax(dim=1)"), "TypeError"),
            (
                _predict("import pandas as pd", "return pd.DataFrame(scores).idxmax(axis=1)"),
                "to_numpy",
            ),
            (_predict("keras.ops.argmax(scores, axis=1)"), "numpy()"),
            ("def predict(scores):\n    return scores[:5].argmax(axis=1)", "shape"),
            (
                "def predict(scores):\n    e = np.exp(scores)\n    return (e / e.sum(axis=1, keepdims=True)).argmax(axis=1)",
                "predict-through-exp",
            ),
        ],
    },
    "softmax-same": {
        "right": ["same = 'b'", "same = 'B'", 'same = "b "', "same = 'a b c'.split()[1]"],
        "wrong": [
            ("same = 'a'", "same-if-multiplied"),
            ("same = 'c'", "same-if-negated"),
            ("same = 'd'", "same-if-softmaxed"),
            ("same = 'e'", "same-in-another-order"),
            ("same = [102, 101, 99]", "one-letter"),
            ("same = 2", "one-letter"),
            ("same = 'f'", "one-letter"),
        ],
    },
    "softmax": {
        "right": [
            _steps(ROW_MAX, ROW_SUM),
            _softmax(
                "rows = []",
                "for row in scores:",
                "    e = np.exp(row - max(row))",
                "    rows.append(e / e.sum())",
                "return np.array(rows)",
            ),
            _softmax(
                "shifted = scores.T - scores.max(axis=1)",
                "e = np.exp(shifted)",
                "return (e / e.sum(axis=0)).T",
            ),
            _softmax(
                "largest = np.amax(scores, axis=-1)[:, np.newaxis]",
                "log_sum = np.log(np.exp(scores - largest).sum(axis=1, keepdims=True))",
                "return np.exp(scores - largest - log_sum)",
            ),
            _softmax(
                "differences = scores[:, np.newaxis, :] - scores[:, :, np.newaxis]",
                "return 1 / np.exp(differences).sum(axis=2)",
            ),
            _softmax("np.array(keras.ops.softmax(scores.astype('float64'), axis=1))"),
            _softmax(
                "result = np.zeros(scores.shape)",
                "for i in range(scores.shape[0]):",
                "    for k in range(scores.shape[1]):",
                "        result[i, k] = 1 / sum(np.exp(s - scores[i, k]) for s in scores[i])",
                "return result",
            ),
            _steps(f"({ROW_MAX} + 3)", ROW_SUM),
            _softmax(
                "e = np.e ** (scores - np.max(scores, 1)[:, None])", "return e / e.sum(1)[:, None]"
            ),
            _softmax(
                "lse = np.logaddexp.reduce(scores, axis=1, keepdims=True)",
                "return np.exp(scores - lse)",
            ),
            "softmax = lambda s: (lambda e: e / e.sum(1, keepdims=True))(\n"
            "    np.exp(s - s.max(1, keepdims=True)))",
            "class Softmax:\n    def __call__(self, scores):\n"
            "        e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
            "        return e / e.sum(axis=1, keepdims=True)\nsoftmax = Softmax()",
        ],
        "wrong": [
            (_steps("0", ROW_SUM), "softmax-overflows"),
            (_softmax("np.exp(scores) / np.exp(scores).sum(axis=0)"), "softmax-over-the-images"),
            (_softmax("np.exp(scores) / np.exp(scores).sum()"), "softmax-over-the-batch"),
            (_steps("scores.max()", "e.sum()"), "softmax-over-the-batch"),
            (_steps(ROW_MAX, "e.sum()"), "softmax-over-the-batch"),
            (_steps("scores.max()", ROW_SUM), "softmax-max-of-the-batch"),
            (
                _steps("scores.max(axis=0, keepdims=True)", "e.sum(axis=0, keepdims=True)"),
                "softmax-over-the-images",
            ),
            (_steps(ROW_MAX, "e.sum(axis=0, keepdims=True)"), "softmax-over-the-images"),
            (_steps("scores.max(axis=0)", ROW_SUM), "softmax-max-of-columns"),
            (_steps("scores[:, :1]", ROW_SUM), "softmax-minus-first"),
            (_steps("scores[:, [-1]]", ROW_SUM), "softmax-minus-last"),
            (_steps("np.median(scores, axis=1, keepdims=True)", ROW_SUM), "softmax-minus-median"),
            (_steps("scores.min(axis=1, keepdims=True)", ROW_SUM), "softmax-minus-min"),
            (_steps("scores.mean(axis=1, keepdims=True)", ROW_SUM), "softmax-minus-mean"),
            (_steps("np.abs(scores).max(axis=1, keepdims=True)", ROW_SUM), "softmax-largest-size"),
            (_steps("1000", ROW_SUM), "softmax-fixed-constant"),
            (
                _softmax(
                    "if scores.max() > 50:",
                    "    scores = scores - scores.max(axis=1, keepdims=True)",
                    "e = np.exp(scores)",
                    f"return {NAIVE}",
                ),
                "softmax-max-only-if",
            ),
            (
                _softmax(
                    "largest = scores.max(axis=1, keepdims=True)",
                    "e = np.exp(scores - np.where(largest > 50, largest, 0))",
                    f"return {NAIVE}",
                ),
                "softmax-max-only-if",
            ),
            (
                _softmax(
                    "largest = scores.max(axis=1, keepdims=True)",
                    "e = np.exp(scores - np.where(largest > 700, largest, 0))",
                    f"return {NAIVE}",
                ),
                "softmax-max-only-if",
            ),
            (
                _steps("np.maximum(scores.max(axis=1, keepdims=True), 0)", ROW_SUM),
                "softmax-max-only-if",
            ),
            (_steps("scores.max(axis=1)", ROW_SUM), "softmax-without-keepdims"),
            (_steps(ROW_MAX, "e.sum(axis=1)"), "softmax-without-keepdims"),
            (_steps("0", "e.sum(axis=1)"), "softmax-without-keepdims"),
            (_steps(f"-{ROW_MAX}", ROW_SUM), "softmax-plus-max"),
            (
                _softmax(
                    "for _ in range(2):",
                    "    scores = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "    scores = scores / scores.sum(axis=1, keepdims=True)",
                    "return scores",
                ),
                "softmax-twice",
            ),
            (
                _softmax(f"e = np.exp(scores - {ROW_MAX})", f"return np.exp(e / {ROW_SUM})"),
                "softmax-exp-once-more",
            ),
            (_softmax(f"np.exp(scores - {ROW_MAX})"), "softmax-largest-is-one"),
            (_steps(ROW_MAX, "e.max(axis=1, keepdims=True)"), "softmax-largest-is-one"),
            (_steps("0", "e.max(axis=1, keepdims=True)"), "softmax-largest-is-one"),
            (_steps("0", "e.max()"), "softmax-largest-of-all-is-one"),
            (
                _softmax(f"e = np.exp(scores / {ROW_MAX})", f"return {NAIVE}"),
                "softmax-scores-divided",
            ),
            (_softmax("np.exp(scores)"), "softmax-not-divided"),
            (_softmax("scores / scores.sum(axis=1, keepdims=True)"), "softmax-without-exp"),
            (
                _softmax("e = abs(scores)", f"return {NAIVE}"),
                "softmax-without-exp",
            ),
            (_softmax(f"scores - {ROW_MAX}"), "softmax-only-shifted"),
            (_softmax("1 / (1 + np.exp(-scores))"), "softmax-sigmoid"),
            (_softmax(f"e = 2 ** (scores - {ROW_MAX})", f"return {NAIVE}"), "softmax-other-base"),
            (
                _softmax(f"e = np.exp({ROW_MAX} - scores)", f"return {NAIVE}"),
                "softmax-turned-round",
            ),
            (
                _softmax(
                    "e = np.exp(scores.min(axis=1, keepdims=True) - scores)", f"return {NAIVE}"
                ),
                "softmax-turned-round",
            ),
            (
                _softmax(
                    "scores -= scores.max(axis=1, keepdims=True)",
                    "e = np.exp(scores)",
                    f"return {NAIVE}",
                ),
                "changes-argument",
            ),
            (
                _softmax(
                    "for row in scores:",
                    "    e = np.exp(row - row.max())",
                    "    return e / e.sum()",
                ),
                "softmax-first-row-only",
            ),
            (
                _softmax("e = np.exp(np.clip(scores, None, 700))", f"return {NAIVE}"),
                "softmax-cut-off",
            ),
            (
                _softmax(
                    "scores = np.clip(scores, -500, 500)",
                    f"e = np.exp(scores - {ROW_MAX})",
                    f"return {NAIVE}",
                ),
                "softmax-cut-off",
            ),
            (
                _softmax("e = np.exp(np.clip(scores, -50, 50))", f"return {NAIVE}"),
                "softmax-cut-off",
            ),
            (
                _softmax("e = np.exp(scores)", f"return np.nan_to_num({NAIVE})"),
                "softmax-patches-nan",
            ),
            (
                _softmax("e = np.exp(scores)", f"return np.nan_to_num({NAIVE}, nan=1.0)"),
                "softmax-patches-nan",
            ),
            (
                _softmax("e = np.exp(scores)", "return e / (e.sum(axis=1, keepdims=True) + 1e-9)"),
                "softmax-overflows",
            ),
            (
                _softmax("np.eye(scores.shape[1])[scores.argmax(axis=1)]"),
                "softmax-winner-takes-all",
            ),
            (
                _softmax(f"e = np.exp(scores - {ROW_MAX})", f"return np.log({NAIVE})"),
                "softmax-logarithms",
            ),
            (
                _softmax(f"e = np.exp(scores - {ROW_MAX})", f"return ({NAIVE}).T"),
                "softmax-transposed",
            ),
            (_softmax(f"e = np.exp(scores - {ROW_MAX})", f"p = {NAIVE}"), "returns-nothing"),
            (_softmax(f"e = np.exp(scores - {ROW_MAX})", f"print({NAIVE})"), "prints"),
            (
                _softmax(f"e = np.exp(scores - {ROW_MAX})", f"return ({NAIVE}).tolist()"),
                "not-an-array",
            ),
            (_softmax("keras.ops.softmax(scores, axis=1)"), ".numpy()"),
            (_softmax("keras.ops.softmax(scores, axis=0).numpy()"), "softmax-over-the-images"),
            (
                _softmax(f"e = np.exp(scores - {ROW_MAX})", f"return ({NAIVE}).round(2)"),
                "softmax-rounded",
            ),
            (
                _softmax("s = x[:5, :4]", "e = np.exp(s)", f"return {NAIVE}"),
                "reads-global",
            ),
            ("def softmax(scores):\n    while True:\n        pass", "ran longer"),
        ],
    },
    "parameter-count": {
        "right": [
            _count("n_inputs * n_classes + n_classes"),
            _count("(n_inputs + 1) * n_classes"),
            _count("np.zeros((n_inputs, n_classes)).size + np.zeros(n_classes).size"),
            _count("sum(n_inputs + 1 for _ in range(n_classes))"),
            _count("np.int64(n_inputs * n_classes + n_classes)"),
            _count(
                "layer = keras.layers.Dense(n_classes)",
                "layer.build((None, n_inputs))",
                "return layer.count_params()",
            ),
        ],
        "wrong": [
            (_count("n_inputs * n_classes"), "count-without-biases"),
            (_count("n_inputs * n_classes + 1"), "count-one-bias"),
            (_count("n_inputs * n_classes + n_inputs"), "count-bias-for-each-input"),
            (_count("n_inputs * n_classes + n_inputs + n_classes"), "count-biases-for-both"),
            (_count("(n_inputs + 1) * (n_classes + 1)"), "count-one-more-of-both"),
            (_count("n_inputs * n_classes - n_classes"), "count-minus-biases"),
            (_count("n_inputs + n_classes"), "count-added"),
            (_count("n_inputs * n_classes * 2"), "count-as-many-biases"),
            (_count("n_inputs * n_classes + 10"), "count-ten-classes"),
            (_count("784 * n_classes + n_classes"), "count-784-inputs"),
            (_count("7850"), "count-7850"),
            (_count("4 * (n_inputs + 1) * n_classes"), "count-bytes"),
            (_count("n_inputs**2 * n_classes + n_classes"), "count-square-image"),
            (_count("(n_inputs, n_classes)"), "count-a-shape"),
            (_count("(n_inputs * n_classes, n_classes)"), "count-two-numbers"),
            (_count("f'{n_inputs * n_classes + n_classes:,}'"), "not-a-number"),
            (_count("print(n_inputs * n_classes + n_classes)"), "prints"),
            (_count("x.shape[1] * n_classes + n_classes"), "count-784-inputs"),
            ("def count_parameters():\n    return 784 * 10 + 10", "TypeError"),
            ("count_parameters = 7850", "not-a-function"),
        ],
    },
    "keras-model": {
        "right": [
            _sequential(INPUT, SOFTMAX_LAYER),
            _model(
                "model = keras.Sequential()",
                "model.add(keras.layers.Input((n_inputs,)))",
                "model.add(keras.layers.Dense(units=n_classes))",
                "model.add(keras.layers.Softmax())",
                "return model",
            ),
            _model(
                f"inputs = {INPUT}",
                "softmax = keras.activations.softmax",
                "outputs = keras.layers.Dense(n_classes, activation=softmax)(inputs)",
                "return keras.Model(inputs, outputs)",
            ),
            _sequential(
                INPUT, "keras.layers.Dense(n_classes)", "keras.layers.Activation('softmax')"
            ),
            _sequential(
                "keras.Input(batch_shape=(None, n_inputs))",
                "keras.layers.Dense(n_classes, 'softmax', bias_initializer='ones')",
            ),
            _sequential(
                INPUT, "keras.layers.Dense(n_classes, 'softmax', kernel_initializer='zeros')"
            ),
            _sequential(INPUT, "keras.layers.Flatten()", SOFTMAX_LAYER),
            _model(
                f"model = keras.Sequential([{INPUT}, {SOFTMAX_LAYER}])",
                "model.compile(loss='sparse_categorical_crossentropy')",
                "return model",
            ),
            _model(
                f"model = keras.Sequential([{SOFTMAX_LAYER}])",
                "model.build((None, n_inputs))",
                "return model",
            ),
        ],
        "wrong": [
            (_sequential(INPUT, "keras.layers.Dense(n_classes)"), "model-scores"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_classes, activation='sigmoid')"),
                "model-sigmoid",
            ),
            (_sequential(INPUT, "keras.layers.Dense(n_classes, activation='relu')"), "model-relu"),
            (_sequential(INPUT, "keras.layers.Dense(n_classes, activation='tanh')"), "model-tanh"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_classes, activation='log_softmax')"),
                "model-log-softmax",
            ),
            (_sequential(SOFTMAX_LAYER), "model-without-input"),
            (
                _sequential(
                    "keras.layers.Dense(n_classes, activation='softmax', input_shape=(n_inputs,))"
                ),
                "model-input-shape",
            ),
            (
                _sequential(
                    "keras.layers.Dense(n_classes, activation='softmax', input_dim=n_inputs)"
                ),
                "model-input-shape",
            ),
            (_sequential("keras.Input(shape=(784,))", SOFTMAX_LAYER), "model-rows-of-784"),
            (
                _sequential("keras.Input(shape=(28, 28))", "keras.layers.Flatten()", SOFTMAX_LAYER),
                "model-takes-images",
            ),
            (
                _sequential("keras.Input(shape=(60000, n_inputs))", SOFTMAX_LAYER),
                "model-refuses-rows",
            ),
            (
                _sequential(INPUT, "keras.layers.Dense(n_inputs, activation='softmax')"),
                "model-output-for-each-input",
            ),
            (
                _sequential(INPUT, "keras.layers.Dense(10, activation='softmax')"),
                "model-fixed-10",
            ),
            (
                _sequential("keras.Input(shape=(n_classes,))", "keras.layers.Dense(n_inputs)"),
                "model-arguments-swapped",
            ),
            (
                _sequential(INPUT, "keras.layers.Dense(1, activation='softmax')"),
                "model-other-outputs",
            ),
            (_sequential(INPUT, SOFTMAX_LAYER, SOFTMAX_LAYER), "model-too-many-parameters"),
            (
                _sequential(INPUT, "keras.layers.Dense(64, activation='relu')", SOFTMAX_LAYER),
                "model-too-many-parameters",
            ),
            (
                _sequential(
                    INPUT,
                    "keras.layers.Dense(n_classes, activation='softmax', use_bias=False)",
                ),
                "model-without-biases",
            ),
            (_sequential(INPUT, SOFTMAX_LAYER, "keras.layers.Softmax()"), "model-softmax-twice"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_classes)", "keras.layers.Softmax(axis=0)"),
                "model-softmax-over-images",
            ),
            (
                _sequential(
                    INPUT,
                    "keras.layers.Dense(n_classes, activation='relu')",
                    "keras.layers.Softmax()",
                ),
                "model-relu-before-softmax",
            ),
            (
                _sequential(INPUT, "keras.layers.Rescaling(1 / 255)", SOFTMAX_LAYER),
                "model-rescales",
            ),
            (_sequential(INPUT, "keras.layers.Dropout(0.5)", SOFTMAX_LAYER), "model-dropout"),
            (
                _model(
                    f"model = keras.Sequential([{INPUT}, {SOFTMAX_LAYER}])",
                    "model.trainable = False",
                    "return model",
                ),
                "model-frozen",
            ),
            (
                "classes_in_a_row = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "
                "activation='softmax')])\n" + _model("classes_in_a_row"),
                "model-rows-of-784",
            ),
            (_sequential(INPUT, "keras.layers.Softmax()"), "model-output-for-each-input"),
            (
                _model(f"model = keras.Sequential([{INPUT}, {SOFTMAX_LAYER}])", "model"),
                "returns-nothing",
            ),
            (_model(f"[{INPUT}, {SOFTMAX_LAYER}]"), "model-list"),
            (_model(SOFTMAX_LAYER), "model-one-layer"),
            (_model("keras.Sequential"), "model-class"),
            (_model(f"{SOFTMAX_LAYER}({INPUT})"), "model-output-of-a-layer"),
            (_model("'softmax'"), "model-none"),
            (_model("..."), "no-lines"),
            (_model("n_inputs += 1", "return ..."), "returns-dots"),
            (_model("keras.Sequential([keras.Dense(n_classes)])"), "AttributeError"),
            (
                _model(f"keras.Sequential([{INPUT}, {SOFTMAX_LAYER}]).summary()"),
                "model-prints",
            ),
            ("build_model = keras.Sequential([keras.Input((784,))])", "model-already"),
            (
                "def build_model():\n    return keras.Sequential([keras.Input((784,))])",
                "TypeError",
            ),
            (
                "def build_model(n_inputs, n_classes):\n    import keras\n    return keras.Sequential([keras.Input(n_inputs), keras.layers.Dense(n_classes, activation='softmax')])",
                "model-shape-no-tuple",
            ),
            (
                "def build_model(n_inputs, n_classes):\n    import keras\n    m = keras.Sequential([keras.Input((n_inputs,)), keras.layers.Dense(n_classes, activation='softmax')])\n    print(m)",
                "model-prints",
            ),
        ],
    },
    "untrained-hundred": {
        "right": [
            "expected_accuracy = 1 / 100",
            "expected_accuracy = 0.01",
            "expected_accuracy = np.float32(0.01)",
            "expected_accuracy = np.full(100, 0.01).mean()",
        ],
        "wrong": [
            ("expected_accuracy = 0.1", "hundred-as-ten"),
            ("expected_accuracy = 1", "hundred-in-percent"),
            ("expected_accuracy = 0.99", "hundred-wrong-ones"),
            ("expected_accuracy = 0", "hundred-none"),
            ("expected_accuracy = 100", "hundred-the-classes"),
            ("expected_accuracy = 0.5", "hundred-a-coin"),
            ("expected_accuracy = 1 / 100 / 100", "hundred-percent-twice"),
            ("expected_accuracy = '1 %'", "not-a-number"),
            ("expected_accuracy = '0.01'", "not-a-number"),
            ("expected_accuracy = 0.02", "not-the-value"),
            ("expected_accuracy = [0.01]", "not-a-number"),
        ],
    },
    "mend-model": {
        "right": [
            _mended(),
            _classify(
                "scores = x @ weights + biases",
                "classes = scores.argmax(axis=1)",
                "shifted = scores - scores[np.arange(len(x)), classes][:, np.newaxis]",
                "return classes, 1 / np.exp(shifted).sum(axis=1)",
            ),
            _classify(
                "classes, probabilities = [], []",
                "for row in x:",
                "    s = row @ weights + biases",
                "    e = np.exp(s - s.max())",
                "    classes.append(s.argmax())",
                "    probabilities.append((e / e.sum()).max())",
                "return np.array(classes), np.array(probabilities)",
            ),
            "def softmax(s):\n    e = np.exp(s - s.max(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1, keepdims=True)\n"
            + _classify(
                "p = softmax(x @ weights + biases)",
                "return [np.argmax(p, axis=1), np.amax(p, axis=1)]",
            ),
            _mended(biases="biases.reshape(1, -1)", total="1)[:, None].reshape(-1, 1"),
        ],
        "wrong": [
            (
                _mended("biases.reshape(-1, 1)", "scores", "", "p.argmax(axis=0), p.max(axis=0)"),
                "mend-column-of-biases",
            ),
            (_mended("biases.reshape(-1, 1)"), "mend-column-of-biases"),
            (_mended(powers="scores"), "mend-overflows"),
            (_mended(powers="scores - scores.max()"), "mend-one-maximum"),
            (_mended(total=""), "mend-sum-of-the-batch"),
            (_mended(powers="scores", total=""), "mend-sum-of-the-batch"),
            (_mended(total="0"), "mend-sum-over-images"),
            (_mended(total="1"), "mend-sum-without-keepdims"),
            (_mended(result="p.argmax(axis=0), p.max(axis=0)"), "mend-decides-across-images"),
            (_mended(result="p.argmax(), p.max()"), "mend-decides-once"),
            (_mended("0"), "mend-without-biases"),
            (_mended(result="p.argmax(axis=1), scores.max(axis=1)"), "mend-scores-returned"),
            (_mended(result="p.argmax(axis=1), p"), "mend-all-probabilities"),
            (_mended(result="p.argmax(axis=1) + 1, p.max(axis=1)"), "mend-counts-from-one"),
            (_mended(result="p.max(axis=1), p.argmax(axis=1)"), "parts-swapped"),
            (_mended(result="p"), "not-several"),
            (_mended(result="p.argmax(axis=1)"), "not-several"),
            (_mended(result="p.argmax(axis=1).tolist(), p.max(axis=1)"), "fault-in-named-part"),
            (_mended(result="p.argmax(axis=1), p.max(axis=1).round(2)"), "mend-rounded"),
            (_mended(result="p.argmax(axis=1), powers.max(axis=1)"), "mend-largest-exponential"),
            (_mended(result="p.argmax(axis=1), p.max(axis=0)"), "mend-decides-across-images"),
            (
                _mended(result="p.argmax(axis=1), p.max(axis=1, keepdims=True)"),
                "fault-in-named-part",
            ),
            (
                _classify(
                    "weights += 0.5",
                    "s = x @ weights + biases",
                    "e = np.exp(s - s.max(axis=1, keepdims=True))",
                    "p = e / e.sum(axis=1, keepdims=True)",
                    "return p.argmax(axis=1), p.max(axis=1)",
                ),
                "changes-argument",
            ),
            (_mended(result="print(p.argmax(axis=1), p.max(axis=1))"), "prints"),
            ("classify = 1", "not-a-function"),
            (
                "def classify(x, weights, biases):\n    scores = x @ weights + biases\n    powers = np.exp(scores - scores.max(axis=1))\n    probabilities = powers / powers.sum(axis=1, keepdims=True)\n    return probabilities.argmax(axis=1), probabilities.max(axis=1)",
                "mend-maximum-without-keepdims",
            ),
            (
                "def classify(x, weights, biases):\n    scores = x @ weights + biases\n    powers = np.exp(scores - scores.max(axis=0))\n    probabilities = powers / powers.sum(axis=1, keepdims=True)\n    return probabilities.argmax(axis=1), probabilities.max(axis=1)",
                "mend-maximum-of-columns",
            ),
        ],
    },
}

GUESSES = {
    "guess-blank-score": [
        0.5,
        (0.5, "guess-blank-right"),
        (0, "guess-blank-nothing"),
        (-3, "guess-blank-weights"),
        (-2.5, "guess-blank-weights"),
        (1.0, "guess-blank-other"),
    ],
    "guess-plus-ten": [
        0.705,
        (0.7, "guess-plus-ten-right"),
        (0.705, "guess-plus-ten-right"),
        (1.0, "guess-plus-ten-surer"),
        (0.9, "guess-plus-ten-surer"),
        (0.4, "guess-plus-ten-flatter"),
        (10.705, "guess-plus-ten-added"),
        (70, "guess-plus-ten-no-probability"),
    ],
    "guess-thousand": [
        "nan",
        ("nan", "guess-thousand-right"),
        (float("nan"), "guess-thousand-right"),
        (1, "guess-thousand-by-hand"),
        (0.999, "guess-thousand-by-hand"),
        ("inf", "guess-thousand-infinite"),
        (float("inf"), "guess-thousand-infinite"),
        ("overflow", "guess-thousand-infinite"),
        ("OverflowError", "guess-thousand-infinite"),
        ("an error", "guess-thousand-error"),
        (0, "guess-thousand-other"),
    ],
    "guess-untrained": [
        0.1,
        (0.1, "guess-untrained-right"),
        (0, "guess-untrained-nothing"),
        (0.5, "guess-untrained-coin"),
        (10, "guess-untrained-percent"),
        (0.05, "guess-untrained-low"),
        (0.3, "guess-untrained-high"),
    ],
}
