"""Right and wrong answers to the exercises of lesson 7."""

SETUP = "import numpy as np\nimport pandas as pd\nimport pickle\nfrom pathlib import Path"

SAVE = (
    "def save_weights(path, weights, biases):\n    np.savez(path, weights=weights, biases=biases)\n"
)
LOAD = "def load_weights(path):\n    arrays = np.load(path)\n    return arrays['weights'], arrays['biases']\n"
WRONG = (
    "def confident_mistakes(probabilities, labels, count):\n"
    "    sure = probabilities.max(axis=1)\n"
    "    guess = probabilities.argmax(axis=1)\n"
    "    wrong = np.where(guess != labels)[0]\n"
)

ANSWERS = {
    "template": {
        "right": [
            "def template(weights, digit):\n    return weights[:, digit].reshape(28, 28)",
            "def template(weights, digit):\n    return weights.T.reshape(10, 28, 28)[digit]",
            "def template(weights, digit):\n    return weights.reshape(28, 28, 10)[..., digit]",
            "def template(weights, digit):\n"
            "    return np.array([[weights[28 * r + c, digit] for c in range(28)] for r in range(28)])",
            "template = lambda weights, digit: np.reshape(np.transpose(weights)[digit], (-1, 28))",
        ],
        "wrong": [
            (
                "def template(weights, digit):\n    return weights.reshape(10, 28, 28)[digit]",
                "mixes the digits",
            ),
            ("def template(weights, digit):\n    return weights.reshape(10, 28, 28)", "mixtures"),
            ("def template(weights, digit):\n    return weights[digit]", "That is a row"),
            (
                "def template(weights, digit):\n    return weights[digit].reshape(28, 28)",
                "belongs to one pixel",
            ),
            ("def template(weights, digit):\n    return weights[:, digit]", "still a vector"),
            (
                "def template(weights, digit):\n    return weights[:, digit].reshape(28, 28).T",
                "are swapped",
            ),
            (
                "def template(weights, digit):\n    return weights[:, digit].reshape(28, 28, order='F')",
                "are swapped",
            ),
            (
                "def template(weights, digit):\n    return weights[:, digit].reshape(-1, 28, 28)",
                "axis of length 1",
            ),
            (
                "def template(weights, digit):\n    return weights[:, [digit]].reshape(28, 28, -1)",
                "axis of length 1",
            ),
            ("def template(weights, digit):\n    return weights.T.reshape(-1, 28, 28)", "all ten"),
            (
                "def template(weights, digit):\n    return weights.reshape(28, 28, 10)[digit]",
                "row of pixels",
            ),
            (
                "def template(weights, digit):\n    return weights[:, digit - 1].reshape(28, 28)",
                "count from 0",
            ),
            (
                "def template(weights, digit):\n    return weights[:, 3].reshape(28, 28)",
                "always digit 3",
            ),
            (
                "def template(weights, digit):\n    return weights[:, 0].reshape(28, 28)",
                "always digit 0",
            ),
            (
                "def template(weights, digit):\n    return abs(weights[:, digit].reshape(28, 28))",
                "signs are lost",
            ),
            (
                "def template(weights, digit):\n    print(weights[:, digit].reshape(28, 28))",
                "Use return, not print",
            ),
            ("def template(weights, digit):\n    weights[:, digit].reshape(28, 28)", "no return"),
            (
                "def template(weights, digit):\n    return weights[:, digit].reshape(28, 28).tolist()",
                "np.array",
            ),
            ("template = weights = np.ones((28, 28))", "not a function"),
            (
                "def template(weights, digit):\n    weights -= weights.min()\n"
                "    return weights[:, digit].reshape(28, 28)",
                "changed the array",
            ),
        ],
    },
    "stripes": {
        "right": ["letter = 'b'", "letter = 'B'", "letter = ' b '"],
        "wrong": [
            ("letter = 'a'", "no stripes"),
            ("letter = 'c'", "never shuffles"),
            ("letter = 'd'", "no zeros"),
            ("letter = 'e'", "one letter"),
            ("letter = ['b']", "one letter"),
            ("letter = 10", "one letter"),
        ],
    },
    "predict-by-hand": {
        "right": [
            "def predict(x, weights, biases):\n    return (x @ weights + biases).argmax(axis=1)",
            "def predict(x, weights, biases):\n"
            "    return np.array([np.argmax(image @ weights + biases) for image in x])",
            "def predict(x, weights, biases):\n"
            "    scores = np.dot(x, weights) + biases\n"
            "    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
            "    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)\n"
            "    return np.argmax(probabilities, axis=-1)",
            "def predict(x, weights, biases):\n"
            "    return np.argsort(np.einsum('np,pk->nk', x, weights) + biases[None])[:, -1]",
        ],
        "wrong": [
            (
                "def predict(x, weights, biases):\n    return (x @ weights).argmax(axis=1)",
                "biases are not in it",
            ),
            (
                "def predict(x, weights, biases):\n    return (x @ weights - biases).argmax(axis=1)",
                "wrong sign",
            ),
            (
                "def predict(x, weights, biases):\n    return (x @ weights + biases).argmax(axis=0)",
                "along the images",
            ),
            (
                "def predict(x, weights, biases):\n    return np.argmax(x @ weights + biases)",
                "Without an axis",
            ),
            ("def predict(x, weights, biases):\n    return x @ weights + biases", "are the scores"),
            (
                "def predict(x, weights, biases):\n    return (x @ weights + biases).max(axis=1)",
                "the largest score itself",
            ),
            (
                "def predict(x, weights, biases):\n    return (x @ weights + biases).argmin(axis=1)",
                "smallest score",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    scores = x @ weights + biases\n"
                "    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)",
                "are probabilities",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    e = np.exp(x @ weights + biases)\n"
                "    return (e / e.sum(axis=1, keepdims=True)).argmax(axis=1)",
                "overflows",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    e = np.exp(x @ weights + biases)\n"
                "    return (e / e.sum(axis=0)).argmax(axis=1)",
                "softmax over the images",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    return (x @ weights + biases).argmax(axis=1, keepdims=True)",
                "axis too many",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    return (x @ weights + biases).argmax(axis=1).astype('float32')",
                "one of integers",
            ),
            (
                "def predict(x, weights, biases):\n"
                "    return [int(label) for label in (x @ weights + biases).argmax(axis=1)]",
                "np.array",
            ),
            (
                "def predict(x, weights, biases):\n    return (x * weights + biases).argmax(axis=1)",
                "raised ValueError",
            ),
            (
                "def predict(x, weights, biases):\n    return (x @ weights.T + biases).argmax(axis=1)",
                "raised ValueError",
            ),
            (
                "def predict(x, weights, biases):\n    (x @ weights + biases).argmax(axis=1)",
                "no return",
            ),
            (
                "def predict(x, weights, biases):\n    print((x @ weights + biases).argmax(axis=1))",
                "Use return, not print",
            ),
            (
                "def predict(x, weights, biases):\n    return model.predict(x).argmax(axis=1)",
                "raised NameError",
            ),
        ],
    },
    "confusion": {
        "right": [
            "def confusion_matrix(y_true, y_pred, classes):\n"
            "    table = np.zeros((classes, classes), dtype=int)\n"
            "    np.add.at(table, (y_true, y_pred), 1)\n"
            "    return table",
            "def confusion_matrix(y_true, y_pred, classes):\n"
            "    places = y_true.astype(int) * classes + y_pred\n"
            "    return np.bincount(places, minlength=classes**2).reshape(classes, classes)",
            "def confusion_matrix(y_true, y_pred, classes):\n"
            "    one_hot = np.eye(classes, dtype=int)\n"
            "    return one_hot[y_true].T @ one_hot[y_pred]",
            "def confusion_matrix(y_true, y_pred, classes):\n"
            "    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in range(classes)]\n"
            "                     for i in range(classes)])",
            "def confusion_matrix(y_true, y_pred, classes):\n"
            "    table = pd.crosstab(y_true, y_pred)\n"
            "    everyone = range(classes)\n"
            "    return table.reindex(index=everyone, columns=everyone, fill_value=0).to_numpy()",
        ],
        "wrong": [
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    for true, predicted in zip(y_true, y_pred):\n"
                "        table[predicted, true] += 1\n"
                "    return table",
                "transposed",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    table[y_true, y_pred] += 1\n"
                "    return table",
                "counted only once",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    table[y_pred, y_true] += 1\n"
                "    return table",
                "transposed, and each",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes))\n"
                "    for true, predicted in zip(y_true, y_pred):\n"
                "        table[true, predicted] += 1\n"
                "    return table",
                "one of integers",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    return pd.crosstab(y_true, y_pred).to_numpy()",
                "lost its row",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    classes = np.union1d(y_true, y_pred)\n"
                "    return np.array([[((y_true == i) & (y_pred == j)).sum() for j in classes]\n"
                "                     for i in classes])",
                "lost its row",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    classes = max(y_true.max(), y_pred.max()) + 1\n"
                "    return np.array([[((y_true == i) & (y_pred == j)).sum() for j in range(classes)]\n"
                "                     for i in range(classes)])",
                "lost its row",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n    return pd.crosstab(y_true, y_pred)",
                "to_numpy",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    np.add.at(table, (y_true, y_pred), 1)\n"
                "    return table / table.sum(axis=1, keepdims=True).clip(1)",
                "shares of each row",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    np.add.at(table, (y_true, y_pred), 1)\n"
                "    return table / len(y_true)",
                "shares of all",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((10, 10), dtype=int)\n"
                "    np.add.at(table, (y_true, y_pred), 1)\n"
                "    return table",
                "fixed 10",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    right = y_true[y_true == y_pred]\n"
                "    return np.diag(np.bincount(right, minlength=classes))",
                "Only the right predictions",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    for true, predicted in zip(y_true, y_pred):\n"
                "        if true != predicted:\n"
                "            table[true, predicted] += 1\n"
                "    return table",
                "missing from the diagonal",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n"
                "    table = np.zeros((classes, classes), dtype=int)\n"
                "    for true, predicted in zip(y_true, y_pred):\n"
                "        table[true, predicted] += 1",
                "no return",
            ),
            (
                "def confusion_matrix(y_true, y_pred, classes):\n    return (y_true == y_pred).mean()",
                "not a NumPy array",
            ),
        ],
    },
    "top-confusion": {
        "right": [
            "def top_confusion(matrix):\n"
            "    m = matrix.copy()\n"
            "    np.fill_diagonal(m, 0)\n"
            "    return np.unravel_index(m.argmax(), m.shape)",
            "def top_confusion(matrix):\n"
            "    places = [(i, j) for i in range(len(matrix)) for j in range(len(matrix)) if i != j]\n"
            "    return max(places, key=lambda place: matrix[place])",
            "def top_confusion(matrix):\n"
            "    off = matrix - np.diag(np.diag(matrix))\n"
            "    rows, columns = np.where(off == off.max())\n"
            "    return [rows[0], columns[0]]",
            "def top_confusion(matrix):\n"
            "    table = pd.DataFrame(matrix).stack()\n"
            "    table = table[table.index.get_level_values(0) != table.index.get_level_values(1)]\n"
            "    return table.idxmax()",
            "def top_confusion(matrix):\n"
            "    return np.argwhere(np.where(np.eye(len(matrix)), 0, matrix)\n"
            "                       == (matrix * (1 - np.eye(len(matrix)))).max())[0]",
        ],
        "wrong": [
            (
                "def top_confusion(matrix):\n    return divmod(int(matrix.argmax()), len(matrix))",
                "diagonal is still in it",
            ),
            (
                "def top_confusion(matrix):\n"
                "    np.fill_diagonal(matrix, 0)\n"
                "    return divmod(int(matrix.argmax()), len(matrix))",
                "changed the array",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    np.fill_diagonal(m, 0)\n"
                "    row, column = divmod(int(m.argmax()), len(m))\n"
                "    return column, row",
                "swapped",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    np.fill_diagonal(m, 0)\n"
                "    return m.argmax()",
                "through the whole matrix",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    np.fill_diagonal(m, 0)\n"
                "    return m.max()",
                "count itself",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    np.fill_diagonal(m, 0)\n"
                "    return np.where(m == m.max())",
                "out of the arrays",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = np.triu(matrix + matrix.T, 1)\n"
                "    return divmod(int(m.argmax()), len(m))",
                "Both directions",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix / matrix.sum(axis=1, keepdims=True)\n"
                "    np.fill_diagonal(m, 0)\n"
                "    return divmod(int(m.argmax()), len(m))",
                "share of a row",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = np.triu(matrix, 1)\n"
                "    return divmod(int(m.argmax()), len(m))",
                "above the diagonal",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = np.tril(matrix, -1)\n"
                "    return divmod(int(m.argmax()), len(m))",
                "below the diagonal",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    np.fill_diagonal(m, m.max() + 1)\n"
                "    return divmod(int(m.argmin()), len(m))",
                "rarest",
            ),
            (
                "def top_confusion(matrix):\n"
                "    m = matrix.copy()\n"
                "    m = np.fill_diagonal(m, 0)\n"
                "    return divmod(int(m.argmax()), len(m))",
                "raised AttributeError",
            ),
            ("def top_confusion(matrix):\n    return 'a 5 taken for a 3'", "not a pair"),
            ("def top_confusion(matrix):\n    return (5.5, 3)", "two whole numbers"),
            ("def top_confusion(matrix):\n    return (10, 10)", "not the most frequent"),
        ],
    },
    "confident-mistakes": {
        "right": [
            WRONG + "    return wrong[sure[wrong].argsort()[::-1]][:count]",
            WRONG + "    return np.array(sorted(wrong, key=lambda i: -sure[i])[:count])",
            "def confident_mistakes(probabilities, labels, count):\n"
            "    table = pd.DataFrame({'y': labels, 'guess': probabilities.argmax(axis=1),\n"
            "                          'sure': probabilities.max(axis=1)})\n"
            "    return table[table.y != table.guess].nlargest(count, 'sure').index.to_numpy()",
            "def confident_mistakes(probabilities, labels, count):\n"
            "    wrong = probabilities.argmax(axis=1) != labels\n"
            "    key = np.where(wrong, probabilities.max(axis=1), -1)\n"
            "    return np.argsort(-key)[:min(count, wrong.sum())]",
        ],
        "wrong": [
            (WRONG + "    return np.argsort(-sure)[:count]", "Right predictions are among"),
            (
                WRONG + "    wrong = np.where(guess == labels)[0]\n"
                "    return wrong[np.argsort(-sure[wrong])][:count]",
                "surest right",
            ),
            (WRONG + "    return wrong[np.argsort(sure[wrong])][:count]", "least sure come first"),
            (WRONG + "    return wrong[np.argsort(sure[wrong])][-count:]", "stands last"),
            (WRONG + "    return np.argsort(-sure[wrong])[:count]", "places among the mistakes"),
            (WRONG + "    return wrong[np.argsort(-sure[wrong])]", "at most count"),
            (WRONG + "    return wrong[:count]", "order of the images"),
            (
                WRONG + "    true = probabilities[wrong, labels[wrong]]\n"
                "    return wrong[np.argsort(true)][:count]",
                "probability of the true class",
            ),
            (
                WRONG + "    return np.argsort(-np.where(guess != labels, sure, 0))[:count]",
                "fewer mistakes than count",
            ),
            (WRONG + "    return np.sort(sure[wrong])[::-1][:count]", "are probabilities"),
            (WRONG + "    return labels[wrong[np.argsort(-sure[wrong])][:count]]", "are classes"),
            (WRONG + "    return guess[wrong[np.argsort(-sure[wrong])][:count]]", "are classes"),
            (WRONG + "    return guess != labels", "find their positions"),
            (WRONG + "    return wrong[np.argsort(-sure[wrong])][:10]", "fixed 10"),
            (WRONG + "    return list(wrong[np.argsort(-sure[wrong])][:count])", "np.array"),
            (WRONG + "    return wrong[np.argsort(-sure[wrong])][:count] * 1.0", "one of integers"),
            (WRONG + "    print(wrong[np.argsort(-sure[wrong])][:count])", "not print"),
            (WRONG, "no return"),
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
            "    path.write_bytes(pickle.dumps((weights, biases)))\n"
            "def load_weights(path):\n    return pickle.loads(Path(path).read_bytes())",
            "def save_weights(path, weights, biases):\n    np.savez(str(path), b=biases, w=weights)\n"
            "    print('saved')\n"
            "def load_weights(path):\n"
            "    arrays = np.load(path)\n    return np.array(arrays['w']), np.array(arrays['b'])",
        ],
        "wrong": [
            (LOAD, "save_weights has no lines of yours"),
            (SAVE, "load_weights has no lines of yours"),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['biases'], arrays['weights']",
                "swapped",
            ),
            (
                "def save_weights(path, weights, biases):\n    np.savez(path, biases, weights)\n"
                "def load_weights(path):\n"
                "    arrays = np.load(path)\n    return arrays['arr_0'], arrays['arr_1']",
                "swapped",
            ),
            (
                "def save_weights(path, weights, biases):\n    global kept\n"
                "    kept = weights, biases\n    np.savez(path, w=weights, b=biases)\n"
                "def load_weights(path):\n    np.load(path)\n    return kept",
                "not a variable",
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
                "wrote no file",
            ),
            (
                "def save_weights(path, weights, biases):\n    np.save(path, weights)\n" + LOAD,
                "an ending of its own",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(path.stem, weights=weights, biases=biases)\n"
                "def load_weights(path):\n"
                "    with np.load(path.stem) as a:\n        return a['weights'], a['biases']",
                "a file that is not there",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez('model.npz', weights=weights, biases=biases)\n"
                "def load_weights(path):\n    a = np.load('model.npz')\n"
                "    return a['weights'], a['biases']",
                "Use the path that you are given",
            ),
            (
                SAVE + "def load_weights(path):\n    a = np.load(path.with_suffix(''))\n"
                "    return a['weights'], a['biases']",
                "file that is not there",
            ),
            (SAVE + "def load_weights(path):\n    return np.load(path)", "Take the two arrays out"),
            (
                SAVE + "def load_weights(path):\n    return dict(np.load(path))",
                "Take the two arrays out",
            ),
            (
                SAVE + "def load_weights(path):\n    return np.load(path)['weights']",
                "Take the two arrays out",
            ),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['w'], arrays['b']",
                "raised KeyError",
            ),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    return arrays['weights'].astype('float32'), arrays['biases'].astype('float32')",
                "rounded to float32",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(path, weights=weights.astype(float), biases=biases.astype(float))\n"
                + LOAD,
                "dtype",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savez(path, weights=weights.round(4), biases=biases.round(4))\n" + LOAD,
                "are not right",
            ),
            (
                SAVE + "def load_weights(path):\n    arrays = np.load(path)\n"
                "    print(arrays['weights'], arrays['biases'])",
                "no return",
            ),
            (
                "def save_weights(path, weights, biases):\n"
                "    np.savetxt(path, weights)\n    np.savetxt(path, biases)\n"
                "def load_weights(path):\n    return np.loadtxt(path), np.loadtxt(path)",
                "from the first",
            ),
        ],
    },
}
