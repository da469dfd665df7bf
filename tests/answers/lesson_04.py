"""Right and wrong answers to the exercises of lesson 4."""

SETUP = "import numpy as np\nimport keras"


def _score(expression):
    return f"def score_of(image, weights, biases, digit):\n    return {expression}"


def _scores(expression):
    return f"def linear_scores(x, weights, biases):\n    return {expression}"


def _predict(expression):
    return f"def predict(scores):\n    return {expression}"


def _softmax(*lines):
    return "def softmax(scores):\n    " + "\n    ".join(lines)


def _count(expression):
    return f"def count_parameters(n_inputs, n_classes):\n    return {expression}"


def _model(*lines):
    return "def build_model(n_inputs, n_classes):\n    " + "\n    ".join(lines)


def _sequential(*steps):
    return _model(f"return keras.Sequential([{', '.join(steps)}])")


INPUT = "keras.Input(shape=(n_inputs,))"
SOFTMAX_LAYER = "keras.layers.Dense(n_classes, activation='softmax')"

ANSWERS = {
    "score-one": {
        "right": [
            _score("image @ weights[:, digit] + biases[digit]"),
            _score("(image * weights[:, digit]).sum() + biases[digit]"),
            _score("(image @ weights + biases)[digit]"),
            _score("np.dot(weights.T[digit], image) + biases[digit]"),
            "def score_of(image, weights, biases, digit):\n    total = biases[digit]\n"
            "    for pixel, weight in zip(image, weights[:, digit]):\n"
            "        total = total + pixel * weight\n    return total",
            _score("float(np.einsum('i,i->', image, weights[:, digit]) + biases[digit])"),
        ],
        "wrong": [
            (_score("image @ weights[:, digit]"), "bias is forgotten"),
            (_score("image @ weights[digit] + biases[digit]"), "is a row"),
            (_score("np.dot(image, weights[digit]) + biases[digit]"), "is a row"),
            (_score("np.sum(image * weights[digit, :]) + biases[digit]"), "is a row"),
            (_score("image @ weights + biases"), "scores of all digits"),
            (_score("(image @ weights + biases).max()"), "highest score"),
            (_score("(image @ weights + biases).argmax()"), "digit with the highest"),
            (_score("image @ weights[:, digit] + biases"), "All biases"),
            (_score("image @ weights[:, digit] + sum(biases)"), "All biases"),
            (_score("image @ weights[:, digit] - biases[digit]"), "subtracted"),
            (_score("image @ weights[:, digit] * biases[digit]"), "a factor"),
            (_score("image * weights[:, digit] + biases[digit]"), "not added up"),
            (_score("sum(image * weights[:, digit] + biases[digit])"), "once for each pixel"),
            (_score("(image * weights[:, digit]).mean() + biases[digit]"), "mean is taken"),
            (_score("image @ weights[:, digit - 1] + biases[digit - 1]"), "one too low"),
            (_score("image @ weights[:, 3] + biases[3]"), "fixed 3"),
            (_score("[image @ weights[:, digit] + biases[digit]]"), "not one number"),
            (_score("image @ weights[:, 10] + biases[10]"), "IndexError"),
            (
                "def score_of(image, weights, biases, digit):\n"
                "    score = image @ weights[:, digit] + biases[digit]",
                "no return",
            ),
            (
                "def score_of(image, weights, biases, digit):\n"
                "    print(image @ weights[:, digit] + biases[digit])",
                "Use return, not print",
            ),
            (
                "def score_of(image, weights, biases, digit):\n"
                "    image *= weights[:, digit]\n    return image.sum() + biases[digit]",
                "changed the array",
            ),
            ("score_of = 0.5", "not a function"),
        ],
    },
    "scores": {
        "right": [
            _scores("x @ weights + biases"),
            _scores("np.dot(x, weights) + biases.reshape(1, -1)"),
            _scores("np.array([row @ weights + biases for row in x])"),
            _scores("(weights.T @ x.T).T + biases"),
            _scores("np.einsum('nd,dk->nk', x, weights) + biases"),
            "def linear_scores(x, weights, biases):\n"
            "    scores = np.tile(biases, (len(x), 1))\n"
            "    for pixel in range(x.shape[1]):\n"
            "        scores += np.outer(x[:, pixel], weights[pixel])\n    return scores",
        ],
        "wrong": [
            (_scores("x @ weights"), "biases are forgotten"),
            (_scores("x @ weights + biases[:, np.newaxis]"), "as a column"),
            (_scores("x @ weights + biases.reshape(-1, 1)"), "as a column"),
            (_scores("weights.T @ x.T + biases"), "images must stay rows"),
            (_scores("(x @ weights + biases).T"), "transposed"),
            (_scores("weights.T @ x.T + biases[:, np.newaxis]"), "transposed"),
            (_scores("weights @ x + biases"), "don't fit"),
            (_scores("np.dot(weights, x) + biases"), "don't fit"),
            (_scores("x @ weights.T + biases"), "don't fit"),
            (_scores("x.T @ weights + biases"), "don't fit"),
            (_scores("x * weights + biases"), "number by number"),
            (_scores("x @ weights - biases"), "subtracted"),
            (_scores("x @ weights + biases.sum()"), "got all biases"),
            (_scores("x @ weights + biases[0]"), "the same bias"),
            (_scores("x[0] @ weights + biases"), "first image only"),
            (_scores("x @ (weights + biases)"), "before the product"),
            (_scores("(x @ weights + biases).argmax(axis=1)"), "decision already"),
            (_scores("(x @ weights + biases).tolist()"), "np.array"),
            (
                _scores(
                    "np.exp(x @ weights + biases) / np.exp(x @ weights + biases).sum(1)[:, None]"
                ),
                "Softmax is already",
            ),
            (
                "def linear_scores(x, weights, biases):\n    print(x @ weights + biases)",
                "Use return, not print",
            ),
            (
                "def linear_scores(x, weights, biases):\n    scores = x @ weights + biases",
                "no return",
            ),
            (
                "def linear_scores(x, weights, biases):\n"
                "    weights += 1\n    return x @ weights + biases",
                "changed the array",
            ),
        ],
    },
    "predict-class": {
        "right": [
            _predict("scores.argmax(axis=1)"),
            _predict("np.argmax(scores, axis=-1)"),
            _predict("np.array([int(np.argmax(row)) for row in scores])"),
            _predict("scores.argsort(axis=1)[:, -1]"),
            _predict("scores.argmax(axis=1).astype('uint8')"),
            _predict("scores.T.argmax(axis=0)"),
        ],
        "wrong": [
            (_predict("scores.argmax(axis=0)"), "Axis 0"),
            (_predict("scores.argmax()"), "whole batch"),
            (_predict("scores[0].argmax()"), "first image only"),
            (_predict("scores.max(axis=1)"), "largest values, not their places"),
            (_predict("scores.max(axis=0)"), "largest values"),
            (_predict("scores.argmin(axis=1)"), "smallest"),
            (_predict("scores.argmax(axis=1, keepdims=True)"), "One axis"),
            (_predict("scores.argmax(axis=1) + 1"), "one too high"),
            (_predict("scores.argsort(axis=1)"), "ranking"),
            (_predict("scores.argsort(axis=1)[:, 0]"), "smallest"),
            (_predict("(scores > 0.5).argmax(axis=1)"), "one half"),
            (_predict("abs(scores).argmax(axis=1)"), "absolute"),
            (_predict("scores.round().argmax(axis=1)"), "Rounding"),
            (_predict("scores == scores.max(axis=1, keepdims=True)"), "marks the winners"),
            (_predict("scores.argmax(axis=1).astype(float)"), "whole numbers"),
            (_predict("[row.argmax() for row in scores]"), "np.array"),
            (_predict("print(scores.argmax(axis=1))"), "Use return, not print"),
            (_predict("scores.argmax"), "Call it"),
            (_predict("scores"), "not the shape asked for"),
            ("def predict(scores):\n    classes = scores.argmax(axis=1)", "no return"),
            (
                "def predict(scores):\n    scores.sort(axis=1)\n    return scores.argmax(axis=1)",
                "changed the array",
            ),
        ],
    },
    "softmax": {
        "right": [
            _softmax(
                "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                "return e / e.sum(axis=1, keepdims=True)",
            ),
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
            _softmax("return np.array(keras.ops.softmax(scores.astype('float64'), axis=1))"),
        ],
        "wrong": [
            (
                _softmax("e = np.exp(scores)", "return e / e.sum(axis=1, keepdims=True)"),
                "inf / inf",
            ),
            (_softmax("return np.exp(scores) / np.exp(scores).sum(axis=0)"), "images compete"),
            (_softmax("return np.exp(scores) / np.exp(scores).sum()"), "whole batch"),
            (
                _softmax("e = np.exp(scores - scores.max())", "return e / e.sum()"),
                "whole batch",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max())", "return e / e.sum(axis=1, keepdims=True)"
                ),
                "maximum of the whole batch",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=0, keepdims=True))",
                    "return e / e.sum(axis=0, keepdims=True)",
                ),
                "images compete",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "return e / e.sum(axis=0, keepdims=True)",
                ),
                "images compete",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=0))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "each class lost another constant",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.min(axis=1, keepdims=True))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "minimum",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.mean(axis=1, keepdims=True))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "mean was subtracted",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "Without keepdims",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "return e / e.sum(axis=1)",
                ),
                "Without keepdims",
            ),
            (
                _softmax(
                    "for _ in range(2):",
                    "    scores = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "    scores = scores / scores.sum(axis=1, keepdims=True)",
                    "return scores",
                ),
                "applied twice",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "return np.exp(e / e.sum(axis=1, keepdims=True))",
                ),
                "once more",
            ),
            (
                _softmax("return np.exp(scores - scores.max(axis=1, keepdims=True))"),
                "not divided",
            ),
            (_softmax("return np.exp(scores)"), "not divided"),
            (
                _softmax("return scores / scores.sum(axis=1, keepdims=True)"),
                "exponential is missing",
            ),
            (_softmax("return 1 / (1 + np.exp(-scores))"), "sigmoid"),
            (
                _softmax(
                    "scores -= scores.max(axis=1, keepdims=True)",
                    "e = np.exp(scores)",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "changed the array",
            ),
            (
                _softmax(
                    "e = np.exp(np.clip(scores, None, 700))",
                    "return e / e.sum(axis=1, keepdims=True)",
                ),
                "cut off",
            ),
            (
                _softmax(
                    "e = np.exp(scores)",
                    "return np.nan_to_num(e / e.sum(axis=1, keepdims=True))",
                ),
                "no probability either",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "p = e / e.sum(axis=1, keepdims=True)",
                ),
                "no return",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "print(e / e.sum(axis=1, keepdims=True))",
                ),
                "Use return, not print",
            ),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "return (e / e.sum(axis=1, keepdims=True)).tolist()",
                ),
                "np.array",
            ),
            (_softmax("return keras.ops.softmax(scores, axis=1)"), ".numpy()"),
            (
                _softmax(
                    "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
                    "return (e / e.sum(axis=1, keepdims=True)).round(2)",
                ),
                "are not right",
            ),
        ],
    },
    "untrained-loss": {
        "right": [
            "expected_loss = np.log(100)",
            "expected_loss = -np.log(1 / 100)",
            "expected_loss = 4.61",
            "expected_loss = 4.605",
            "expected_loss = 2 * np.log(10)",
            "expected_loss = float(-np.log(np.full(100, 0.01)).mean())",
        ],
        "wrong": [
            ("expected_loss = np.log(10)", "ten classes"),
            ("expected_loss = 2.3", "ten classes"),
            ("expected_loss = np.log(1 / 100)", "minus"),
            ("expected_loss = np.log10(100)", "base 10"),
            ("expected_loss = np.log2(100)", "base 2"),
            ("expected_loss = 0.01", "the probability"),
            ("expected_loss = 10 * np.log(10)", "Ten times"),
            ("expected_loss = np.log(99)", "not right"),
            ("expected_loss = '4.61'", "the text"),
            ("expected_loss = np.log", "Call it"),
            ("expected_loss = (np.log(100),)", "not one number"),
            ("expected_loss = float('nan')", "not one number"),
        ],
    },
    "parameter-count": {
        "right": [
            _count("n_inputs * n_classes + n_classes"),
            _count("(n_inputs + 1) * n_classes"),
            _count("np.zeros((n_inputs, n_classes)).size + np.zeros(n_classes).size"),
            _count("sum(n_inputs + 1 for _ in range(n_classes))"),
            "def count_parameters(n_inputs, n_classes):\n"
            "    layer = keras.layers.Dense(n_classes)\n    layer.build((None, n_inputs))\n"
            "    return layer.count_params()",
        ],
        "wrong": [
            (_count("n_inputs * n_classes"), "biases are forgotten"),
            (_count("n_inputs * n_classes + 1"), "more than one bias"),
            (_count("n_inputs * n_classes + n_inputs"), "one bias for each input"),
            (_count("n_inputs * n_classes + n_inputs + n_classes"), "Inputs have no bias"),
            (_count("n_inputs * n_classes - n_classes"), "subtracted"),
            (_count("n_inputs + n_classes"), "a weight for every input"),
            (_count("n_inputs * n_classes * 2"), "fewer than the weights"),
            (_count("n_inputs * n_classes + 10"), "fixed 10"),
            (_count("7850"), "fixed 7850"),
            (_count("4 * (n_inputs + 1) * n_classes"), "bytes"),
            (_count("(n_inputs, n_classes)"), "a shape"),
            (_count("f'{n_inputs * n_classes + n_classes:,}'"), "not one number"),
            (_count("print(n_inputs * n_classes + n_classes)"), "Use return, not print"),
            ("def count_parameters():\n    return 784 * 10 + 10", "TypeError"),
            ("count_parameters = 7850", "not a function"),
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
                "outputs = keras.layers.Dense(n_classes, activation=keras.activations.softmax)(inputs)",
                "return keras.Model(inputs, outputs)",
            ),
            _sequential(
                INPUT, "keras.layers.Dense(n_classes)", "keras.layers.Activation('softmax')"
            ),
            _sequential(
                "keras.Input(batch_shape=(None, n_inputs))",
                "keras.layers.Dense(n_classes, 'softmax', bias_initializer='ones')",
            ),
            _model(
                f"model = keras.Sequential([{INPUT}, {SOFTMAX_LAYER}])",
                "model.compile(loss='sparse_categorical_crossentropy')",
                "return model",
            ),
        ],
        "wrong": [
            (_sequential(INPUT, "keras.layers.Dense(n_classes)"), "activation is missing"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_classes, activation='sigmoid')"),
                "sigmoid",
            ),
            (_sequential(INPUT, "keras.layers.Dense(n_classes, activation='relu')"), "relu"),
            (_sequential(INPUT, "keras.layers.Dense(n_classes, activation='tanh')"), "tanh"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_classes, activation='log_softmax')"),
                "logarithms",
            ),
            (_sequential(SOFTMAX_LAYER), "without an Input"),
            (
                _sequential(
                    "keras.layers.Dense(n_classes, activation='softmax', input_shape=(n_inputs,))"
                ),
                "input_shape",
            ),
            (
                _sequential(
                    "keras.layers.Dense(n_classes, activation='softmax', input_dim=n_inputs)"
                ),
                "input_dim",
            ),
            (
                _sequential("keras.Input(shape=(784,))", SOFTMAX_LAYER),
                "rows of 784",
            ),
            (
                _sequential("keras.Input(shape=(28, 28))", "keras.layers.Flatten()", SOFTMAX_LAYER),
                "28 × 28",
            ),
            (_sequential("keras.Input(shape=(60000, n_inputs))", SOFTMAX_LAYER), "leaves out"),
            (
                _sequential(INPUT, "keras.layers.Dense(n_inputs, activation='softmax')"),
                "one output for each input",
            ),
            (
                _sequential(INPUT, "keras.layers.Dense(10, activation='softmax')"),
                "fixed 10",
            ),
            (
                _sequential("keras.Input(shape=(n_classes,))", "keras.layers.Dense(n_inputs)"),
                "swapped",
            ),
            (_sequential(INPUT, "keras.layers.Dense(1, activation='softmax')"), "each class"),
            (_sequential(INPUT, SOFTMAX_LAYER, SOFTMAX_LAYER), "one Dense layer"),
            (
                _sequential(INPUT, "keras.layers.Dense(64, activation='relu')", SOFTMAX_LAYER),
                "one Dense layer",
            ),
            (
                _sequential(
                    INPUT,
                    "keras.layers.Dense(n_classes, activation='softmax', use_bias=False)",
                ),
                "no biases",
            ),
            (_sequential(INPUT, SOFTMAX_LAYER, "keras.layers.Softmax()"), "applied twice"),
            (
                _sequential(
                    INPUT,
                    "keras.layers.Dense(n_classes, activation='relu')",
                    "keras.layers.Softmax()",
                ),
                "cuts the scores off",
            ),
            (_sequential(INPUT, "keras.layers.Softmax()"), "one output for each input"),
            (_model(f"keras.Sequential([{INPUT}, {SOFTMAX_LAYER}])"), "no return"),
            (_model(f"return [{INPUT}, {SOFTMAX_LAYER}]"), "Sequential makes a model"),
            (_model(f"return {SOFTMAX_LAYER}"), "one layer"),
            (_model("return keras.Sequential"), "Call it"),
            (_model(f"return {SOFTMAX_LAYER}({INPUT})"), "output of a layer"),
            (_model("return 'softmax'"), "A Keras model was asked for"),
            (
                _model(f"return keras.Sequential([{INPUT}, {SOFTMAX_LAYER}]).summary()"),
                "return",
            ),
            ("build_model = keras.Sequential([keras.Input((784,))])", "a model already"),
            (
                "def build_model():\n    return keras.Sequential([keras.Input((784,))])",
                "TypeError",
            ),
        ],
    },
}
