"""Answers to the exercises of lesson 5."""

SETUP = "import math\n\nimport numpy as np"


def _updates(*lines: str) -> str:
    return _function("count_updates(rows, validation_split, batch_size, epochs)", *lines)


def _loss(*lines: str) -> str:
    return _function("cross_entropy(probabilities, labels)", *lines)


def _step(*lines: str) -> str:
    return _function(
        "sgd_step(weights, biases, gradient_weights, gradient_biases, learning_rate)", *lines
    )


def _gradient(*lines: str) -> str:
    return _function("gradient(x, probabilities, labels)", *lines)


def _train(compiled: str, fitted: str, *, before: str = "pass") -> str:
    """A function train() from the arguments of compile and of fit."""
    lines = ["import keras", before, f"model.compile({compiled})", f"return model.fit({fitted})"]
    return _function("train(model, x, y, epochs)", *lines)


def _function(signature: str, *lines: str) -> str:
    return "\n    ".join([f"def {signature}:", *lines])


SPARSE = "loss='sparse_categorical_crossentropy', metrics=['accuracy']"
SGD = "optimizer=keras.optimizers.SGD(learning_rate=0.01)"
FIT = "x, y, batch_size=64, epochs=epochs, validation_split=0.2, verbose=0"
ERRORS = "errors = (probabilities - np.eye(10)[labels]) / len(x)"

ANSWERS = {
    "honest-test": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c'"],
        "wrong": [
            ("letter = 'a'", "New digits are other rows"),
            ("letter = 'b'", "on the training rows"),
            ("letter = 'd'", "makes steps on whatever"),
            ("letter = 'e'", "one letter"),
            ("letter = 0.917", "one letter"),
            ("letter = ('c',)", "one letter"),
        ],
    },
    "number-of-updates": {
        "right": [
            _updates(
                "training = math.floor(rows * (1 - validation_split))",
                "return epochs * math.ceil(training / batch_size)",
            ),
            _updates(
                "training = int(rows * (1 - validation_split))",
                "full, rest = divmod(training, batch_size)",
                "return epochs * (full + (rest > 0))",
            ),
            _updates(
                "left = rows - math.ceil(rows * validation_split)",
                "return int(np.ceil(left / batch_size) * epochs)",
            ),
            _updates(
                "return sum(1 for epoch in range(epochs)"
                " for first in range(0, int(rows * (1 - validation_split)), batch_size))"
            ),
            _updates("return -(-int(rows * (1 - validation_split)) // batch_size) * float(epochs)"),
        ],
        "wrong": [
            (_updates("return math.ceil(rows / batch_size) * epochs"), "still among them"),
            (_updates("return rows // batch_size * epochs"), "still among them, and the last"),
            (
                _updates("return int(rows * (1 - validation_split)) // batch_size * epochs"),
                "small batch is missing",
            ),
            (
                _updates("return math.ceil(int(rows * (1 - validation_split)) / batch_size)"),
                "one epoch",
            ),
            (
                _updates("return int(rows * (1 - validation_split)) // batch_size"),
                "one epoch, without",
            ),
            (
                _updates(
                    "return math.ceil(int(rows * (1 - validation_split)) * epochs / batch_size)"
                ),
                "end of every epoch",
            ),
            (
                _updates("return math.ceil(int(rows * validation_split) / batch_size) * epochs"),
                "Those are the validation rows",
            ),
            (
                _updates(
                    "left = rows - int(rows * validation_split)",
                    "return math.ceil(left / batch_size) * epochs",
                ),
                "training rows down",
            ),
            (
                _updates("return (int(rows * (1 - validation_split)) // batch_size + 1) * epochs"),
                "batch too many",
            ),
            (
                _updates("return int(rows * (1 - validation_split)) / batch_size * epochs"),
                "is one batch",
            ),
            (_updates("return 750 * epochs"), "fixed 750"),
            (_updates("return math.ceil(int(rows * 0.8) / batch_size) * epochs"), "fixed 0.8"),
            (
                _updates("return math.ceil(int(rows * (1 - validation_split)) / 64) * epochs"),
                "fixed 64",
            ),
            (_updates("return int(rows * (1 - validation_split)) * epochs"), "images, not batches"),
            (_updates("updates = rows // batch_size"), "no return"),
            (_updates("print(rows // batch_size * epochs)"), "Use return, not print"),
            ("count_updates = 22500", "not a function"),
        ],
    },
    "cross-entropy": {
        "right": [
            _loss(
                "chosen = probabilities[np.arange(len(labels)), labels]",
                "return -np.log(np.clip(chosen, 1e-7, 1 - 1e-7)).mean()",
            ),
            _loss(
                "one_hot = np.eye(10)[labels]",
                "logs = np.log(np.maximum(probabilities, 1e-7))",
                "return -(one_hot * logs).sum() / len(labels)",
            ),
            _loss(
                "losses = [-math.log(max(float(row[label]), 1e-7))"
                " for row, label in zip(probabilities, labels)]",
                "return sum(losses) / len(losses)",
            ),
            _loss(
                "chosen = np.take_along_axis(probabilities, labels[:, None].astype(int), axis=1)",
                "return float(np.mean(-np.log(chosen + 1e-7)))",
            ),
            _loss(
                "total = 0.0",
                "for i in range(len(labels)):",
                "    p = probabilities[i, labels[i]]",
                "    total -= np.log(p if p > 1e-7 else 1e-7)",
                "return total / len(labels)",
            ),
        ],
        "wrong": [
            (
                _loss("return -np.log(probabilities[np.arange(len(labels)), labels]).mean()"),
                "log of 0",
            ),
            (
                _loss("return -np.log(probabilities[np.arange(len(labels)), labels]).sum()"),
                "sum over the images",
            ),
            (
                _loss(
                    "p = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-7)",
                    "return -np.log(p).sum()",
                ),
                "sum over the images",
            ),
            (
                _loss(
                    "p = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-7)",
                    "return np.log(p).mean()",
                ),
                "minus is missing",
            ),
            (
                _loss(
                    "p = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-7)",
                    "return -np.log10(p).mean()",
                ),
                "base 10",
            ),
            (
                _loss(
                    "p = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-7)",
                    "return -np.log2(p).mean()",
                ),
                "base 2",
            ),
            (
                _loss(
                    "p = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-7)",
                    "return -np.log(p)",
                ),
                "one loss per image",
            ),
            (
                _loss("return -np.log(np.maximum(probabilities, 1e-7)).mean()"),
                "All ten probabilities",
            ),
            (
                _loss("return -np.log(np.maximum(probabilities[:, labels], 1e-7)).mean()"),
                "Pair each row",
            ),
            (
                _loss(
                    "one_hot = np.eye(10)[labels]",
                    "return -(one_hot * np.log(np.maximum(probabilities, 1e-7))).mean()",
                ),
                "all 10 classes",
            ),
            (
                _loss(
                    "p = probabilities[np.arange(len(labels)), labels]",
                    "return -np.log(np.maximum(p.mean(), 1e-7))",
                ),
                "after the log",
            ),
            (
                _loss("return -np.log(np.maximum(probabilities.max(axis=1), 1e-7)).mean()"),
                "predicted class",
            ),
            (
                _loss("return 1 - probabilities[np.arange(len(labels)), labels].mean()"),
                "plain difference",
            ),
            (_loss("return -np.log(np.maximum(probabilities[labels], 1e-7)).mean()"), "whole rows"),
            (
                _loss(
                    "return -(labels * np.log(np.maximum(probabilities, 1e-7))).sum(axis=1).mean()"
                ),
                "integers, not one-hot",
            ),
            (
                _loss(
                    "probabilities[probabilities < 0.5] = 1e-7",
                    "return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
                ),
                "changed the array",
            ),
            (
                _loss("loss = -np.log(probabilities[np.arange(len(labels)), labels]).mean()"),
                "no return",
            ),
            (
                _loss("print(-np.log(probabilities[np.arange(len(labels)), labels]).mean())"),
                "Use return, not print",
            ),
            (_loss("return -np.log(np.zeros(3)).mean()"), "inf"),
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
                "uphill",
            ),
            (
                _step(
                    "return weights - learning_rate * gradient_weights,"
                    " biases + learning_rate * gradient_biases"
                ),
                "look at the biases",
            ),
            (
                _step("return weights - gradient_weights, biases - gradient_biases"),
                "learning rate is missing",
            ),
            (
                _step("return weights - learning_rate * gradient_weights, biases"),
                "no step was made with it",
            ),
            (_step("return weights - learning_rate * gradient_weights"), "Return 2 arrays"),
            (
                _step(
                    "weights -= learning_rate * gradient_weights",
                    "biases -= learning_rate * gradient_biases",
                    "return weights, biases",
                ),
                "writes into the old array",
            ),
            (
                _step("return learning_rate * gradient_weights, learning_rate * gradient_biases"),
                "step alone",
            ),
            (
                _step(
                    "return biases - learning_rate * gradient_biases,"
                    " weights - learning_rate * gradient_weights"
                ),
                "Swap the two",
            ),
            (
                _step("return weights - 0.01 * gradient_weights, biases - 0.01 * gradient_biases"),
                "fixed 0.01",
            ),
            (
                _step(
                    "return weights - gradient_weights / learning_rate,"
                    " biases - gradient_biases / learning_rate"
                ),
                "divides by the learning rate",
            ),
            (
                _step(
                    "return learning_rate * (weights - gradient_weights),"
                    " learning_rate * (biases - gradient_biases)"
                ),
                "belongs to the gradient only",
            ),
            (
                _step(
                    "return weights - learning_rate * gradient_biases,"
                    " biases - learning_rate * gradient_biases"
                ),
                "the other one's gradient",
            ),
            (_step("new_weights = weights - learning_rate * gradient_weights"), "no return"),
            (
                _step("print(weights - learning_rate * gradient_weights)"),
                "Use return, not print",
            ),
            (
                _step(
                    "new_weights = weights - learning_rate * gradient_weights",
                    "return new_weights.tolist(), biases",
                ),
                "np.array",
            ),
        ],
    },
    "loss-story": {
        "right": ["cause = 'b'", "cause = 'B'", "cause = 'b '"],
        "wrong": [
            ("cause = 'a'", "Does this one fall"),
            ("cause = 'c'", "would fall"),
            ("cause = 'd'", "near 1"),
            ("cause = 'sign'", "one letter"),
            ("cause = ['b']", "one letter"),
            ("cause = 2.32", "one letter"),
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
                "gradient_weights, gradient_biases = np.zeros((x.shape[1], 10)), np.zeros(10)",
                "for pixels, row, label in zip(x, probabilities, labels):",
                "    error = row - (np.arange(10) == label)",
                "    gradient_weights += np.outer(pixels, error) / len(x)",
                "    gradient_biases += error / len(x)",
                "return gradient_weights, gradient_biases",
            ),
            _gradient(
                "one_hot = (labels[:, None] == np.arange(10)).astype(float)",
                "errors = (probabilities - one_hot) / x.shape[0]",
                "return np.einsum('nd,nk->dk', x, errors), np.ones(len(x)) @ errors",
            ),
            _gradient(ERRORS, "return [(errors.T @ x).T, errors.sum(0)]"),
        ],
        "wrong": [
            (
                _gradient(
                    "errors = probabilities - np.eye(10)[labels]",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "N times too large",
            ),
            (
                _gradient(
                    "errors = probabilities - np.eye(10)[labels]",
                    "return x.T @ errors / len(x), errors.sum(axis=0)",
                ),
                "look at the gradient of the biases",
            ),
            (
                _gradient(
                    "errors = (np.eye(10)[labels] - probabilities) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "sign is turned round",
            ),
            (
                _gradient(
                    "errors = np.eye(10)[labels] - probabilities",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "sign is turned round, and",
            ),
            (_gradient(ERRORS, "return errors.T @ x, errors.sum(axis=0)"), "transposed: pixels"),
            (_gradient(ERRORS, "return x @ errors, errors.sum(axis=0)"), "raised ValueError"),
            (_gradient(ERRORS, "return x.T @ errors, errors.sum(axis=1)"), "axis 1"),
            (_gradient(ERRORS, "return x.T @ errors, errors.sum()"), "summed over everything"),
            (_gradient(ERRORS, "return x.T @ errors, errors.mean(axis=0)"), "divided by N twice"),
            (_gradient(ERRORS, "return x.T @ errors, np.zeros(10)"), "biases are forgotten"),
            (_gradient(ERRORS, "return x.T @ errors"), "Return 2 arrays"),
            (_gradient(ERRORS, "return errors.sum(axis=0), x.T @ errors"), "Swap the two"),
            (
                _gradient(ERRORS, "return x.T @ errors, errors.sum(axis=0, keepdims=True)"),
                "axis too many",
            ),
            (
                _gradient(
                    "probabilities[np.arange(len(labels)), labels] -= 1",
                    "probabilities /= len(labels)",
                    "return x.T @ probabilities, probabilities.sum(axis=0)",
                ),
                "Work on a copy",
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
                "one-hot first",
            ),
            (
                _gradient(
                    "errors = (probabilities - 1) / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "from every class",
            ),
            (
                _gradient(
                    "errors = probabilities / len(x)",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "labels are not in it",
            ),
            (
                _gradient(
                    "errors = (probabilities - np.eye(10)[labels]) / 64",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "fixed 64",
            ),
            (
                _gradient(
                    "errors = (probabilities - np.eye(10)[labels]) / probabilities.size",
                    "return x.T @ errors, errors.sum(axis=0)",
                ),
                "mean is over the images only",
            ),
            (_gradient(ERRORS), "no return"),
            (_gradient(ERRORS, "print(x.T @ errors)"), "Use return, not print"),
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
                "x[:cut], y[:cut], batch_size=64, epochs=epochs, shuffle=False,"
                " validation_data=(x[cut:], y[cut:])",
                before="cut = int(len(x) * 0.8)",
            ),
        ],
        "wrong": [
            (
                _train(f"{SGD}, {SPARSE}", FIT.replace("x, y,", "x, np.eye(10)[y],")),
                "wants integer labels",
            ),
            (
                _train(f"{SGD}, loss='categorical_crossentropy', metrics=['accuracy']", FIT),
                "labels are integers",
            ),
            (
                _train(
                    f"{SGD}, loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),"
                    " metrics=['accuracy']",
                    FIT,
                ),
                "from_logits",
            ),
            (_train(f"optimizer='adam', {SPARSE}", FIT), "optimizer is Adam"),
            (_train(SPARSE, FIT), "optimizer is RMSprop"),
            (_train(f"keras.optimizers.SGD(0.1), {SPARSE}", FIT), "learning rate is 0.1"),
            (_train(f"keras.optimizers.SGD(0.001), {SPARSE}", FIT), "learning rate is 0.001"),
            (
                _train(f"keras.optimizers.SGD(0.01, momentum=0.9), {SPARSE}", FIT),
                "momentum",
            ),
            (_train(f"{SGD}, loss='sparse_categorical_crossentropy'", FIT), "has no accuracy"),
            (_train(f"{SGD}, {SPARSE}".replace("accuracy", "acc"), FIT), "'acc'"),
            (
                _train(f"{SGD}, {SPARSE}", FIT.replace(", validation_split=0.2", "")),
                "not told to validate",
            ),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("0.2", "0.5")), "split leaves"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("batch_size=64, ", "")), "batches of 64"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("64", "65")), "batches of 64"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs", "epochs=7")), "covers 7"),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs, ", "")), "covers 1"),
            (
                _train(
                    f"{SGD}, {SPARSE}",
                    "x[:cut], y[:cut], batch_size=64, epochs=epochs,"
                    " validation_data=(x[:cut], y[:cut])",
                    before="cut = int(len(x) * 0.8)",
                ),
                "not that of the last 20 %",
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
                "way that cross-entropy",
            ),
            (
                _train(f"{SGD}, {SPARSE}", FIT, before="model = keras.models.clone_model(model)"),
                "not another",
            ),
            (_function("train(model, x, y, epochs)", f"return model.fit({FIT})"), "Compile"),
            (
                _function(
                    "train(model, x, y, epochs)",
                    f"model.compile('sgd', {SPARSE})",
                    f"model.fit({FIT})",
                ),
                "returns None",
            ),
            (
                _function(
                    "train(model, x, y, epochs)",
                    f"model.compile('sgd', {SPARSE})",
                    f"model.fit({FIT})",
                    "return model",
                ),
                "Return what fit() returns",
            ),
            (_train(f"{SGD}, {SPARSE}", FIT.replace("epochs=epochs", "epochs=n")), "'n'"),
            (_train(f"{SGD}, {SPARSE}", FIT, before="x /= 255"), "changed the images"),
        ],
    },
}
