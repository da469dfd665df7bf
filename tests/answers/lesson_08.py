"""Right and wrong answers to the exercises of lesson 8."""

SETUP = (
    "import functools\nimport numpy as np\nimport pandas as pd\n"
    "x_val = np.random.default_rng(5).random((7, 784))\n"
    "weights = np.random.default_rng(6).normal(size=(784, 10))\n"
    "biases = np.random.default_rng(7).normal(size=10)\n"
    "y_val = np.array([0, 1, 2, 3, 4, 5, 6])\n"
    "y_pred = np.array([0, 1, 2, 3, 4, 5, 5])\n"
    "templates = weights.T.reshape(10, 28, 28)"
)


def function(head):
    """A maker of answers: the head of the function, and its lines."""
    return lambda *lines: f"def {head}:\n" + "\n".join("    " + line for line in lines)


PREDICT = function("predict(x, weights, biases)")
TEMPLATE = function("template(weights, digit)")
BETWEEN = function("evidence_between(image, weights, first, second)")
CONFUSION = function("confusion_matrix(y_true, y_pred, classes)")
TOP = function("top_confusion(matrix)")
SUREST = function("confident_mistakes(probabilities, labels, count)")
SAYS = function("says_and_is(probabilities, labels, low, high)")
MOVED = function("accuracy_moved(images, labels, weights, biases, pixels)")

ZEROS = "table = np.zeros((classes, classes), dtype=int)"
OFF = ("m = matrix.copy()", "np.fill_diagonal(m, 0)")
WRONG = (
    "sure = probabilities.max(axis=1)",
    "guess = probabilities.argmax(axis=1)",
    "wrong = np.where(guess != labels)[0]",
)
RANGE = (
    "sure = probabilities.max(axis=1)",
    "right = probabilities.argmax(axis=1) == labels",
    "rows = (sure >= low) & (sure < high)",
)
PADDED = "moved = np.pad(images, ((0, 0), (0, 0), (pixels, 0)))[:, :, :images.shape[2]]"
ROWS = "rows = moved.reshape(len(images), -1)"
GUESSED = "guess = (rows @ weights + biases).argmax(axis=1)"
SHARE = "return (guess == labels).mean()"

ANSWERS = {
    "predict-by-hand": {
        "right": [
            PREDICT("return (x @ weights + biases).argmax(axis=1)"),
            PREDICT("return np.array([np.argmax(image @ weights + biases) for image in x])"),
            PREDICT(
                "scores = np.dot(x, weights) + biases",
                "exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))",
                "probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)",
                "return np.argmax(probabilities, axis=-1)",
            ),
            PREDICT("return np.argsort(np.einsum('np,pk->nk', x, weights) + biases[None])[:, -1]"),
            PREDICT(
                "answers = np.empty(len(x), dtype=np.int32)",
                "for i in range(len(x)):",
                "    best = -np.inf",
                "    for k in range(len(biases)):",
                "        score = (x[i] * weights[:, k]).sum() + biases[k]",
                "        if score > best:",
                "            best, answers[i] = score, k",
                "return answers",
            ),
            "class Machine:\n    def __call__(self, x, weights, biases):\n"
            "        return (x @ weights + biases).argmax(1)\npredict = Machine()",
            "def by_axis(axis, x, weights, biases):\n"
            "    return (x @ weights + biases).argmax(axis)\n"
            "predict = functools.partial(by_axis, 1)",
            PREDICT("return pd.DataFrame(x @ weights + biases).idxmax(axis=1).to_numpy()"),
        ],
        "wrong": [
            (PREDICT("return (x @ weights).argmax(axis=1)"), "hand-without-biases"),
            (PREDICT("return (x @ weights - biases).argmax(axis=1)"), "hand-biases-subtracted"),
            (PREDICT("return (x @ weights + biases).argmax(axis=0)"), "hand-over-images"),
            (PREDICT("return np.argmax(x @ weights + biases)"), "hand-no-axis"),
            (PREDICT("return x @ weights + biases"), "hand-scores"),
            (PREDICT("return (x @ weights + biases).max(axis=1)"), "hand-largest-score"),
            (PREDICT("return (x @ weights + biases).argmin(axis=1)"), "hand-smallest-score"),
            (PREDICT("return np.abs(x @ weights + biases).argmax(axis=1)"), "hand-largest-size"),
            (
                PREDICT(
                    "scores = x @ weights + biases",
                    "return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)",
                ),
                "hand-probabilities",
            ),
            (
                PREDICT(
                    "s = x @ weights + biases",
                    "e = np.exp(s - s.max(axis=1, keepdims=True))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "hand-probabilities",
            ),
            (
                PREDICT(
                    "e = np.exp(x @ weights + biases)",
                    "return (e / e.sum(axis=1, keepdims=True)).argmax(axis=1)",
                ),
                "hand-overflow",
            ),
            (
                PREDICT(
                    "e = np.exp(x @ weights + biases)", "return (e / e.sum(axis=0)).argmax(axis=1)"
                ),
                "hand-softmax-over-images",
            ),
            (
                PREDICT("return (x @ weights + biases).argmax(axis=1, keepdims=True)"),
                "hand-axis-too-many",
            ),
            (
                PREDICT("return (x @ weights + biases).argmax(axis=1).astype('float32')"),
                "not-integers",
            ),
            (PREDICT("return (x @ weights + biases).argmax(axis=1).tolist()"), "np.array"),
            (PREDICT("return (x @ weights + biases).round().argmax(axis=1)"), "hand-rounds"),
            (PREDICT("return (x @ weights + biases).round(2).argmax(axis=1)"), "hand-rounds"),
            (PREDICT("return (x @ weights + biases).astype(int).argmax(axis=1)"), "hand-rounds"),
            (
                PREDICT("for image in x:", "    return np.argmax(image @ weights + biases)"),
                "hand-first-image",
            ),
            (
                PREDICT("return np.maximum(0, x @ weights + biases).argmax(axis=1)"),
                "hand-no-negative-scores",
            ),
            (PREDICT("return (x @ weights + biases).argmax(axis=1) + 1"), "hand-counts-from-one"),
            (PREDICT("return np.argsort(x @ weights + biases)"), "hand-order-of-all"),
            (PREDICT("return (x_val @ weights + biases).argmax(axis=1)"), "raised ValueError"),
            (PREDICT("return (x * weights + biases).argmax(axis=1)"), "raised ValueError"),
            (PREDICT("return (x @ weights.T + biases).argmax(axis=1)"), "raised ValueError"),
            (PREDICT("(x @ weights + biases).argmax(axis=1)"), "no return"),
            (PREDICT("print((x @ weights + biases).argmax(axis=1))"), "Use return, not print"),
            (PREDICT("return model.predict(x).argmax(axis=1)"), "raised NameError"),
            (PREDICT("return y_pred"), "reads-global"),
            (PREDICT("x += 1", "return (x @ weights + biases).argmax(axis=1)"), "argument 1"),
        ],
    },
    "stripes": {
        "right": ["letter = 'b'", "letter = 'B'", "letter = ' b '", "letter = '\"b\"'"],
        "wrong": [
            ("letter = 'a'", "no stripes"),
            ("letter = 'c'", "never shuffles"),
            ("letter = 'd'", "no zeros"),
            ("letter = 'e'", "one letter"),
            ("letter = ['b']", "one letter"),
            ("letter = 10", "one letter"),
        ],
    },
    "template": {
        "right": [
            TEMPLATE("return weights[:, digit].reshape(28, 28)"),
            TEMPLATE("return weights.T.reshape(10, 28, 28)[digit]"),
            TEMPLATE("return weights.reshape(28, 28, 10)[..., digit]"),
            TEMPLATE(
                "return np.array([[weights[28 * r + c, digit] for c in range(28)] "
                "for r in range(28)])"
            ),
            "template = lambda weights, digit: np.reshape(np.transpose(weights)[digit], (-1, 28))",
            TEMPLATE("return pd.DataFrame(weights)[digit].to_numpy().reshape(28, 28)"),
        ],
        "wrong": [
            (TEMPLATE("return weights.reshape(10, 28, 28)[digit]"), "mixes the digits"),
            (TEMPLATE("return weights.reshape(10, 28, 28)"), "mixtures"),
            (TEMPLATE("return weights[digit]"), "template-row"),
            (TEMPLATE("return weights[digit].reshape(28, 28)"), "template-row"),
            (TEMPLATE("return weights[:, digit]"), "still a vector"),
            (TEMPLATE("return weights[:, digit].reshape(28, 28).T"), "are swapped"),
            (TEMPLATE("return weights[:, digit].reshape(28, 28, order='F')"), "are swapped"),
            (TEMPLATE("return weights[:, digit].reshape(-1, 28, 28)"), "axis of length 1"),
            (TEMPLATE("return weights[:, [digit]].reshape(28, 28, -1)"), "axis of length 1"),
            (TEMPLATE("return weights.T.reshape(-1, 28, 28)"), "template-all-ten"),
            (TEMPLATE("return weights.reshape(28, 28, 10)[digit]"), "row of pixels"),
            (TEMPLATE("return weights[:, digit - 1].reshape(28, 28)"), "template-one-before"),
            (TEMPLATE("return weights[:, 3].reshape(28, 28)"), "always digit 3"),
            (TEMPLATE("return weights[:, 0].reshape(28, 28)"), "always digit 0"),
            (TEMPLATE("return abs(weights[:, digit].reshape(28, 28))"), "signs are lost"),
            (TEMPLATE("return templates[digit]"), "reads-global"),
            (TEMPLATE("return weights[:, digit].reshape(28, 28).round(2)"), "template-rounded"),
            (TEMPLATE("print(weights[:, digit].reshape(28, 28))"), "Use return, not print"),
            (TEMPLATE("weights[:, digit].reshape(28, 28)"), "no return"),
            (TEMPLATE("return weights[:, digit].reshape(28, 28).tolist()"), "np.array"),
            ("template = np.ones((28, 28))", "not-a-function"),
            (
                TEMPLATE("weights -= weights.min()", "return weights[:, digit].reshape(28, 28)"),
                "argument 1",
            ),
            (
                TEMPLATE(
                    "w = weights[:, digit].reshape(28, 28)",
                    "return (w - w.min()) / (w.max() - w.min())",
                ),
                "template-stretched",
            ),
        ],
    },
    "evidence-between": {
        "right": [
            BETWEEN("return image * (weights[:, first] - weights[:, second]).reshape(image.shape)"),
            BETWEEN(
                "a = image.flatten() * weights[:, first]",
                "b = image.flatten() * weights[:, second]",
                "return (a - b).reshape(image.shape)",
            ),
            BETWEEN(
                "height, width = image.shape",
                "out = np.zeros((height, width))",
                "for r in range(height):",
                "    for c in range(width):",
                "        d = r * width + c",
                "        out[r, c] = image[r, c] * (weights[d, first] - weights[d, second])",
                "return out",
            ),
            BETWEEN(
                "maps = image * weights.T.reshape(-1, *image.shape)",
                "return maps[first] - maps[second]",
            ),
        ],
        "wrong": [
            (
                BETWEEN(
                    "return image * (weights[:, second] - weights[:, first]).reshape(image.shape)"
                ),
                "between-swapped",
            ),
            (
                BETWEEN("return image * weights[:, first].reshape(image.shape)"),
                "between-first-only",
            ),
            (
                BETWEEN("return image * weights[:, second].reshape(image.shape)"),
                "between-second-only",
            ),
            (
                BETWEEN("return (weights[:, first] - weights[:, second]).reshape(image.shape)"),
                "between-weights-only",
            ),
            (
                BETWEEN("return image.flatten() * (weights[:, first] - weights[:, second])"),
                "between-vector",
            ),
            (
                BETWEEN(
                    "return (image.flatten() * (weights[:, first] - weights[:, second])).sum()"
                ),
                "between-sum",
            ),
            (
                BETWEEN("return image.flatten() @ (weights[:, first] - weights[:, second])"),
                "between-sum",
            ),
            (
                BETWEEN("return image * (weights[:, first] - weights[:, second])"),
                "between-not-reshaped",
            ),
            (BETWEEN("return image * (weights[first] - weights[second])"), "between-rows"),
            (
                BETWEEN("return image * (weights[:, first] - weights[:, second]).reshape(28, 28)"),
                "between-fixed-28",
            ),
            (
                BETWEEN(
                    "return image * (weights[:, first] + weights[:, second]).reshape(image.shape)"
                ),
                "between-added",
            ),
            (
                BETWEEN(
                    "return abs(image * (weights[:, first] - weights[:, second])"
                    ".reshape(image.shape))"
                ),
                "between-sizes",
            ),
            (
                BETWEEN("return image * (weights[:, 7] - weights[:, 3]).reshape(image.shape)"),
                "between-always-7-and-3",
            ),
            (
                BETWEEN(
                    "return image * weights[:, first].reshape(image.shape), "
                    "image * weights[:, second].reshape(image.shape)"
                ),
                "between-two-maps",
            ),
            (
                BETWEEN(
                    "return image @ (weights[:, first] - weights[:, second]).reshape(image.shape)"
                ),
                "between-matrix-product",
            ),
            (
                BETWEEN(
                    "return (image > 0) * (weights[:, first] - weights[:, second])"
                    ".reshape(image.shape)"
                ),
                "between-ink-or-not",
            ),
            (
                BETWEEN(
                    "image *= (weights[:, first] - weights[:, second]).reshape(image.shape)",
                    "return image",
                ),
                "changes-argument",
            ),
            (
                BETWEEN(
                    "print(image * (weights[:, first] - weights[:, second]).reshape(image.shape))"
                ),
                "Use return, not print",
            ),
            (
                BETWEEN("return image * (templates[first] - templates[second])"),
                "reads-global",
            ),
        ],
    },
    "confusion": {
        "right": [
            CONFUSION(ZEROS, "np.add.at(table, (y_true, y_pred), 1)", "return table"),
            CONFUSION(
                "places = y_true.astype(int) * classes + y_pred",
                "return np.bincount(places, minlength=classes**2).reshape(classes, classes)",
            ),
            CONFUSION(
                "one_hot = np.eye(classes, dtype=int)", "return one_hot[y_true].T @ one_hot[y_pred]"
            ),
            CONFUSION(
                "return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in range(classes)]",
                "                 for i in range(classes)])",
            ),
            CONFUSION(
                "table = pd.crosstab(y_true, y_pred)",
                "all_of = range(classes)",
                "return table.reindex(index=all_of, columns=all_of, fill_value=0).to_numpy()",
            ),
            CONFUSION(
                "table = np.zeros((classes, classes), dtype=np.int32)",
                "for i in range(len(y_true)):",
                "    table[y_true[i]][y_pred[i]] += 1",
                "return table",
            ),
        ],
        "wrong": [
            (
                CONFUSION(
                    ZEROS,
                    "for true, predicted in zip(y_true, y_pred):",
                    "    table[predicted, true] += 1",
                    "return table",
                ),
                "transposed",
            ),
            (CONFUSION(ZEROS, "table[y_true, y_pred] += 1", "return table"), "counted only once"),
            (
                CONFUSION(ZEROS, "table[y_pred, y_true] += 1", "return table"),
                "confusion-once-and-transposed",
            ),
            (
                CONFUSION(
                    "table = np.zeros((classes, classes))",
                    "for true, predicted in zip(y_true, y_pred):",
                    "    table[true, predicted] += 1",
                    "return table",
                ),
                "not-integers",
            ),
            (
                CONFUSION(
                    "table = np.zeros((classes, classes), dtype='uint8')",
                    "for true, predicted in zip(y_true, y_pred):",
                    "    table[true, predicted] += 1",
                    "return table",
                ),
                "confusion-up-to-255",
            ),
            (
                CONFUSION(
                    "places = y_true * classes + y_pred",
                    "return np.bincount(places, minlength=classes**2).reshape(classes, classes)",
                ),
                "confusion-places-in-uint8",
            ),
            (CONFUSION("return pd.crosstab(y_true, y_pred).to_numpy()"), "lost its row"),
            (
                CONFUSION(
                    "seen = np.union1d(y_true, y_pred)",
                    "return np.array([[((y_true == i) & (y_pred == j)).sum() for j in seen]",
                    "                 for i in seen])",
                ),
                "lost its row",
            ),
            (
                CONFUSION(
                    "classes = max(y_true.max(), y_pred.max()) + 1",
                    "one_hot = np.eye(classes, dtype=int)",
                    "return one_hot[y_true].T @ one_hot[y_pred]",
                ),
                "lost its row",
            ),
            (CONFUSION("return pd.crosstab(y_true, y_pred)"), "to_numpy"),
            (
                CONFUSION(
                    ZEROS,
                    "np.add.at(table, (y_true, y_pred), 1)",
                    "return table / table.sum(axis=1, keepdims=True).clip(1)",
                ),
                "shares of each row",
            ),
            (
                CONFUSION(
                    ZEROS, "np.add.at(table, (y_true, y_pred), 1)", "return table / len(y_true)"
                ),
                "shares of all",
            ),
            (
                CONFUSION(
                    "table = np.zeros((10, 10), dtype=int)",
                    "np.add.at(table, (y_true, y_pred), 1)",
                    "return table",
                ),
                "fixed 10",
            ),
            (
                CONFUSION(
                    "right = y_true[y_true == y_pred]",
                    "return np.diag(np.bincount(right, minlength=classes))",
                ),
                "Only the right predictions",
            ),
            (
                CONFUSION(
                    ZEROS,
                    "for true, predicted in zip(y_true, y_pred):",
                    "    if true != predicted:",
                    "        table[true, predicted] += 1",
                    "return table",
                ),
                "missing from the diagonal",
            ),
            (
                CONFUSION(
                    ZEROS,
                    "for true, predicted in zip(y_true, y_pred):",
                    "    table[true, predicted] += 1",
                    "    return table",
                ),
                "inside the loop",
            ),
            (
                CONFUSION(
                    ZEROS,
                    "for i in range(len(y_true) - 1):",
                    "    table[y_true[i], y_pred[i]] += 1",
                    "return table",
                ),
                "confusion-last-image-missing",
            ),
            (
                CONFUSION(
                    ZEROS,
                    "for true, predicted in zip(y_true, y_pred):",
                    "    table[true, predicted] += 1",
                ),
                "no return",
            ),
            (CONFUSION("return (y_true == y_pred).mean()"), "A NumPy array is asked for"),
            (
                CONFUSION(
                    ZEROS,
                    "for true, predicted in zip(y_val, y_pred):",
                    "    table[true, predicted] += 1",
                    "return table",
                ),
                "reads-global",
            ),
        ],
    },
    "top-confusion": {
        "right": [
            TOP(*OFF, "return np.unravel_index(m.argmax(), m.shape)"),
            TOP(
                "n = len(matrix)",
                "places = [(i, j) for i in range(n) for j in range(n) if i != j]",
                "return max(places, key=lambda place: matrix[place])",
            ),
            TOP(
                "off = matrix - np.diag(np.diag(matrix))",
                "rows, columns = np.where(off == off.max())",
                "return [rows[0], columns[0]]",
            ),
            TOP(
                "table = pd.DataFrame(matrix).stack()",
                "true = table.index.get_level_values(0)",
                "return table[true != table.index.get_level_values(1)].idxmax()",
            ),
            TOP(
                "off = np.where(np.eye(len(matrix)), 0, matrix)",
                "return np.argwhere(off == off.max())[0]",
            ),
            TOP(
                "best, place = -1, None",
                "for i, row in enumerate(matrix):",
                "    for j, count in enumerate(row):",
                "        if i != j and count > best:",
                "            best, place = count, (i, j)",
                "return place",
            ),
        ],
        "wrong": [
            (TOP("return divmod(int(matrix.argmax()), len(matrix))"), "diagonal is still in it"),
            (
                TOP(
                    "np.fill_diagonal(matrix, 0)",
                    "return divmod(int(matrix.argmax()), len(matrix))",
                ),
                "changes-argument",
            ),
            (
                TOP(
                    "m = matrix",
                    "np.fill_diagonal(m, 0)",
                    "return np.unravel_index(m.argmax(), m.shape)",
                ),
                "changes-argument",
            ),
            (
                TOP(
                    *OFF,
                    "row, column = divmod(int(m.argmax()), len(m))",
                    "return column, row",
                ),
                "swapped",
            ),
            (TOP(*OFF, "return m.argmax()"), "top-counted-through"),
            (TOP(*OFF, "return m.max()"), "count itself"),
            (TOP(*OFF, "return np.where(m == m.max())"), "top-in-arrays"),
            (
                TOP(
                    "m = np.triu(matrix + matrix.T, 1)",
                    "return divmod(int(m.argmax()), len(m))",
                ),
                "Both directions",
            ),
            (
                TOP(
                    "m = matrix / matrix.sum(axis=1, keepdims=True)",
                    "np.fill_diagonal(m, 0)",
                    "return divmod(int(m.argmax()), len(m))",
                ),
                "share of a row",
            ),
            (
                TOP("m = np.triu(matrix, 1)", "return divmod(int(m.argmax()), len(m))"),
                "above the diagonal",
            ),
            (
                TOP("m = np.tril(matrix, -1)", "return divmod(int(m.argmax()), len(m))"),
                "below the diagonal",
            ),
            (
                TOP(
                    "m = matrix.copy()",
                    "np.fill_diagonal(m, m.max() + 1)",
                    "return divmod(int(m.argmin()), len(m))",
                ),
                "rarest",
            ),
            (
                TOP(
                    "m = matrix.copy()",
                    "m = np.fill_diagonal(m, 0)",
                    "return divmod(int(m.argmax()), len(m))",
                ),
                "raised AttributeError",
            ),
            (TOP(*OFF, "return divmod(int(m.argmax()), 10)"), "top-row-by-10"),
            (
                TOP(*OFF, "i, j = divmod(int(m.argmax()), len(m))", "return i + 1, j + 1"),
                "top-counts-from-one",
            ),
            (TOP(*OFF, "i, j = divmod(int(m.argmax()), len(m))", "return i, j, m[i, j]"), "pair"),
            (
                TOP(
                    *OFF,
                    "for i in range(len(m)):",
                    "    if m[i].max() > 0:",
                    "        return i, int(m[i].argmax())",
                ),
                "top-first-row-with-mistakes",
            ),
            (TOP("return 'a 5 taken for a 3'"), "2 results"),
            (TOP("return (5.5, 3)"), "fault-in-part"),
            (TOP("return (5, 3)"), "fault-in-part"),
            (TOP("np.fill_diagonal(matrix, 0)"), "changes-in-place-and-returns-nothing"),
        ],
    },
    "confident-mistakes": {
        "right": [
            SUREST(*WRONG, "return wrong[sure[wrong].argsort()[::-1]][:count]"),
            SUREST(
                *WRONG,
                "order = sorted(wrong, key=lambda i: -sure[i])[:count]",
                "return np.array(order, dtype=int)",
            ),
            SUREST(*WRONG, "return np.array(sorted(wrong, key=lambda i: -sure[i])[:count])"),
            SUREST(
                "table = pd.DataFrame({'y': labels, 'guess': probabilities.argmax(axis=1),",
                "                      'sure': probabilities.max(axis=1)})",
                "missed = table[table.y != table.guess]",
                "return missed.nlargest(count, 'sure').index.to_numpy()",
            ),
            SUREST(
                "wrong = probabilities.argmax(axis=1) != labels",
                "key = np.where(wrong, probabilities.max(axis=1), -1)",
                "return np.argsort(-key)[:min(count, wrong.sum())]",
            ),
            SUREST(
                "order = probabilities.max(axis=1).argsort()[::-1]",
                "return order[(probabilities.argmax(axis=1) != labels)[order]][:count]",
            ),
        ],
        "wrong": [
            (SUREST(*WRONG, "return np.argsort(-sure)[:count]"), "Right predictions are among"),
            (
                SUREST(
                    *WRONG,
                    "first = np.argsort(-sure)[:count]",
                    "return first[guess[first] != labels[first]]",
                ),
                "surest-cut-before-the-mask",
            ),
            (
                SUREST(
                    *WRONG,
                    "wrong = np.where(guess == labels)[0]",
                    "return wrong[np.argsort(-sure[wrong])][:count]",
                ),
                "surest right",
            ),
            (SUREST(*WRONG, "return wrong[np.argsort(sure[wrong])][:count]"), "least sure come"),
            (SUREST(*WRONG, "return wrong[np.argsort(sure[wrong])][-count:]"), "stands last"),
            (SUREST(*WRONG, "return np.argsort(-sure[wrong])[:count]"), "places among the mist"),
            (SUREST(*WRONG, "return wrong[np.argsort(-sure[wrong])]"), "surest-all-mistakes"),
            (SUREST(*WRONG, "return wrong[:count]"), "surest-in-image-order"),
            (
                SUREST(
                    *WRONG,
                    "true = probabilities[wrong, labels[wrong]]",
                    "return wrong[np.argsort(true)][:count]",
                ),
                "surest-by-true-class",
            ),
            (
                SUREST(
                    *WRONG,
                    "margin = sure - probabilities[np.arange(len(labels)), labels]",
                    "return wrong[np.argsort(-margin[wrong])][:count]",
                ),
                "surest-by-margin",
            ),
            (
                SUREST(
                    *WRONG,
                    "key = np.where(guess != labels, sure, 0)",
                    "return np.argsort(-key, kind='stable')[:count]",
                ),
                "surest-filled-up",
            ),
            (SUREST(*WRONG, "return np.sort(sure[wrong])[::-1][:count]"), "are probabilities"),
            (
                SUREST(*WRONG, "return labels[wrong[np.argsort(-sure[wrong])][:count]]"),
                "surest-true-classes",
            ),
            (
                SUREST(*WRONG, "return guess[wrong[np.argsort(-sure[wrong])][:count]]"),
                "surest-answers",
            ),
            (SUREST(*WRONG, "return guess != labels"), "surest-mask"),
            (SUREST(*WRONG, "return wrong[np.argsort(-sure[wrong])][:10]"), "fixed 10"),
            (SUREST(*WRONG, "return list(wrong[np.argsort(-sure[wrong])][:count])"), "np.array"),
            (
                SUREST(*WRONG, "return wrong[np.argsort(-sure[wrong])][:count] * 1.0"),
                "not-integers",
            ),
            (
                SUREST(
                    *WRONG, "return wrong[np.argsort(-sure[wrong].round(1), kind='stable')][:count]"
                ),
                "surest-rounds",
            ),
            (SUREST(*WRONG, "return wrong[np.argsort(-sure[wrong])][:count - 1]"), "one fewer"),
            (SUREST(*WRONG, "return wrong[np.argsort(-sure[wrong])][1:count + 1]"), "left out"),
            (SUREST(*WRONG, "print(wrong[np.argsort(-sure[wrong])][:count])"), "not print"),
            (SUREST(*WRONG), "no return"),
        ],
    },
    "says-and-is": {
        "right": [
            SAYS(*RANGE, "return sure[rows].mean(), right[rows].mean()"),
            SAYS(
                *RANGE,
                "return float(np.mean(sure[rows])), right[rows].sum() / rows.sum()",
            ),
            SAYS(
                "said, hits = [], 0",
                "for p, label in zip(probabilities, labels):",
                "    if low <= p.max() < high:",
                "        said.append(p.max())",
                "        hits += int(p.argmax() == label)",
                "return sum(said) / len(said), hits / len(said)",
            ),
            SAYS(
                "t = pd.DataFrame({'p': probabilities.max(1), 'hit': probabilities.argmax(1) == labels})",
                "t = t[(t.p >= low) & (t.p < high)]",
                "return [t.p.mean(), t.hit.mean()]",
            ),
        ],
        "wrong": [
            (SAYS(*RANGE, "return right[rows].mean(), sure[rows].mean()"), "says-swapped"),
            (SAYS(*RANGE, "return sure.mean(), right.mean()"), "says-all-images"),
            (
                SAYS(*RANGE, "rows = sure >= low", "return sure[rows].mean(), right[rows].mean()"),
                "says-no-upper-end",
            ),
            (
                SAYS(*RANGE, "rows = sure < high", "return sure[rows].mean(), right[rows].mean()"),
                "says-no-lower-end",
            ),
            (
                SAYS(
                    *RANGE,
                    "rows = (sure >= low) & (sure <= high)",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "says-with-upper-end",
            ),
            (
                SAYS(
                    *RANGE,
                    "rows = (sure > low) & (sure < high)",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "says-without-lower-end",
            ),
            (
                SAYS(
                    *RANGE,
                    "rows = low <= sure < high",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "raised ValueError",
            ),
            (
                SAYS(
                    *RANGE,
                    "sure = probabilities[np.arange(len(labels)), labels]",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "says-true-class",
            ),
            (
                SAYS(
                    *RANGE,
                    "sure = probabilities[np.arange(len(labels)), labels]",
                    "rows = (sure >= low) & (sure < high)",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "says-range-of-true-class",
            ),
            (SAYS(*RANGE, "return sure[rows].mean(), right[rows].sum()"), "says-counts"),
            (SAYS(*RANGE, "return sure[rows].mean(), right.mean()"), "says-share-of-all"),
            (
                SAYS(*RANGE, "return sure[rows].mean(), right[rows].sum() / len(labels)"),
                "says-divided-by-all",
            ),
            (SAYS(*RANGE, "return sure.mean(), right[rows].mean()"), "says-mean-of-all"),
            (SAYS(*RANGE, "return sure[rows].mean(), 1 - right[rows].mean()"), "says-mistakes"),
            (
                SAYS(*RANGE, "return (low + high) / 2, right[rows].mean()"),
                "says-middle-of-the-range",
            ),
            (
                SAYS(*RANGE, "return round(sure[rows].mean(), 2), round(right[rows].mean(), 2)"),
                "says-rounds",
            ),
            (
                SAYS(*RANGE, "return 100 * sure[rows].mean(), 100 * right[rows].mean()"),
                "says-percent",
            ),
            (SAYS(*RANGE, "return probabilities[rows].mean(), right[rows].mean()"), "whole rows"),
            (SAYS(*RANGE, "return right[rows].mean()"), "says-second-only"),
            (SAYS(*RANGE, "return sure[rows].mean()"), "says-first-only"),
            (
                SAYS(*RANGE, "return sure[rows & right].mean(), right[rows].mean()"),
                "says-right-ones-only",
            ),
            (
                SAYS(
                    *RANGE,
                    "rows = (sure >= 0.7) & (sure < 0.9)",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "says-fixed-range",
            ),
            (SAYS(*RANGE, "print(sure[rows].mean(), right[rows].mean())"), "not print"),
            (
                SAYS(
                    *RANGE,
                    "right = probabilities.argmax(axis=1) == y_val",
                    "return sure[rows].mean(), right[rows].mean()",
                ),
                "raised ValueError",
            ),
        ],
    },
    "mend-shift": {
        "right": [
            MOVED(PADDED, ROWS, GUESSED, SHARE),
            MOVED(
                "moved = np.zeros_like(images)",
                "moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]",
                ROWS,
                GUESSED,
                SHARE,
            ),
            MOVED(
                "moved = np.roll(images, pixels, axis=2)",
                "moved[:, :, :pixels] = 0",
                ROWS,
                GUESSED,
                SHARE,
            ),
            MOVED(
                "hits = 0",
                "for image, label in zip(images, labels):",
                "    height, width = image.shape",
                "    moved = np.zeros((height, width))",
                "    for c in range(pixels, width):",
                "        moved[:, c] = image[:, c - pixels]",
                "    hits += int((moved.flatten() @ weights + biases).argmax() == label)",
                "return hits / len(labels)",
            ),
            MOVED(
                "moved = images.copy()",
                "for _ in range(pixels):",
                "    moved = np.roll(moved, 1, axis=-1)",
                "    moved[..., 0] = 0",
                ROWS,
                GUESSED,
                "return np.mean(guess == labels)",
            ),
        ],
        "wrong": [
            (
                MOVED(
                    "moved = np.roll(images, pixels, axis=1)",
                    ROWS,
                    "guess = (rows @ weights).argmax(axis=1)",
                    SHARE,
                ),
                "moved-as-given",
            ),
            (
                MOVED("moved = np.roll(images, pixels, axis=2)", ROWS, GUESSED, SHARE),
                "moved-wraps",
            ),
            (
                MOVED("moved = np.roll(images, pixels, axis=1)", ROWS, GUESSED, SHARE),
                "moved-wraps-down",
            ),
            (
                MOVED(
                    "moved = np.pad(images, ((0, 0), (pixels, 0), (0, 0)))[:, :images.shape[1]]",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "moved-down",
            ),
            (
                MOVED(PADDED, ROWS, "guess = (rows @ weights).argmax(axis=1)", SHARE),
                "moved-without-biases",
            ),
            (
                MOVED(
                    "moved = np.roll(images, pixels, axis=2)",
                    ROWS,
                    "guess = (rows @ weights).argmax(axis=1)",
                    SHARE,
                ),
                "moved-wraps-without-biases",
            ),
            (
                MOVED(
                    "moved = np.pad(images, ((0, 0), (0, 0), (0, pixels)))[:, :, pixels:]",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "moved-left",
            ),
            (
                MOVED(
                    "moved = np.zeros_like(images)",
                    "moved[:, :, pixels:] = images[:, :, :-pixels]",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "moved-by-an-empty-slice",
            ),
            (
                MOVED(
                    "moved = images.copy()",
                    "moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "moved-old-ink-stays",
            ),
            (
                MOVED(
                    "images[:, :, pixels:] = images[:, :, : images.shape[2] - pixels].copy()",
                    "images[:, :, :pixels] = 0",
                    "moved = images",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "changes-argument",
            ),
            (
                MOVED(PADDED.replace("images.shape[2]", "28"), ROWS, GUESSED, SHARE),
                "moved-fixed-28",
            ),
            (MOVED("moved = images", ROWS, GUESSED, SHARE), "moved-not-at-all"),
            (MOVED("moved = np.roll(images, pixels)", ROWS, GUESSED, SHARE), "moved-through-all"),
            (MOVED(PADDED, ROWS, GUESSED, "return (guess == labels).sum()"), "moved-counts"),
            (MOVED(PADDED, ROWS, GUESSED, "return (guess != labels).mean()"), "moved-mistakes"),
            (MOVED(PADDED, ROWS, GUESSED, "return guess == labels"), "moved-right-or-wrong"),
            (
                MOVED(PADDED, ROWS, GUESSED, "return round((guess == labels).mean(), 2)"),
                "moved-rounds",
            ),
            (
                MOVED(
                    "moved = np.pad(images, ((0, 0), (0, 0), (pixels, 0)), mode='edge')"
                    "[:, :, :images.shape[2]]",
                    ROWS,
                    GUESSED,
                    SHARE,
                ),
                "moved-edge-repeated",
            ),
            (
                MOVED(
                    "moved = np.pad(images, ((0, 0), (0, 0), (pixels, 0)))", ROWS, GUESSED, SHARE
                ),
                "raised ValueError",
            ),
            (MOVED(PADDED, ROWS, GUESSED, "print((guess == labels).mean())"), "not print"),
            (MOVED(PADDED, ROWS, GUESSED, "return (guess == y_val).mean()"), "reads-global"),
        ],
    },
}

GUESSES = {
    "guess-picture": [
        0,
        (0, "guess-picture-right"),
        (0.9, "guess-picture-share"),
        (100, "guess-picture-few"),
        (3000, "guess-picture-many"),
        (10800, "guess-picture-nearly-all"),
        (12000, "guess-picture-nearly-all"),
    ],
    "guess-page": [
        (5, 0.2),
        ((5, 0.2), "guess-right"),
        ([5, 0.24], "guess-right"),
        ((0, 0.1), "guess-page-all-equal"),
        ((1, 0.9), "guess-page-sure"),
        ((5, 0.3), "guess-page-right-digit"),
        ((0, 0.3), "guess-page-zero"),
        ((1, 0.2), "guess-page-one"),
        ((8, 0.2), "guess-page-other"),
        ((8, 20), "guess-page-percent"),
        (5, "guess-page-not-a-pair"),
    ],
    "guess-trust": [
        0.91,
        (0.91, "guess-right"),
        (0.89, "guess-right"),
        (0.82, "guess-trust-as-it-says"),
        (0.7, "guess-trust-less"),
        (0.97, "guess-trust-more"),
        (91, "guess-trust-percent"),
    ],
    "guess-moved": [
        0.65,
        (0.65, "guess-right"),
        (0.61, "guess-right"),
        (0.9, "guess-moved-hardly"),
        (0.8, "guess-moved-a-little"),
        (0.3, "guess-moved-more"),
        (0.1, "guess-moved-chance"),
        (65, "guess-moved-percent"),
    ],
}
