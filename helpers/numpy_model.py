"""The linear softmax classifier in NumPy, put together from the pieces of lessons 04 and 05.

The mathematics is in three functions (`softmax`, `cross_entropy`, `gradient`) and in
`SoftmaxClassifier._sgd_step`. Everything after the line "Checks of the input" only words errors.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from helpers.errors import OneLineError


def softmax(scores):
    """Turn scores (N, 10) into probabilities (N, 10): each row is positive and adds up to 1.

    p_k = exp(s_k) / sum_j exp(s_j). Subtracting each row's largest score first changes nothing
    in the result, and keeps exp from overflowing.
    """
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    exponentials /= exponentials.sum(axis=1, keepdims=True)
    return exponentials


def cross_entropy(probabilities, labels, epsilon=1e-7):
    """Return the mean of -log(p of the correct class), from (N, 10) and integer labels (N,).

    As in Keras, a probability is kept `epsilon` away from 0 and 1, so that log(0) can't occur.
    """
    chosen = probabilities[np.arange(len(labels)), labels]  # (N,)
    return float(-np.log(np.clip(chosen, epsilon, 1 - epsilon)).mean())


def gradient(x, probabilities, one_hot, factor=1.0):
    """Return the gradient of the mean cross-entropy: for the weights (784, 10), the biases (10,).

    x is (N, 784); probabilities and one_hot are (N, 10), with one_hot 1 at each row's correct
    class and 0 elsewhere: `np.eye(10)[labels]`. Both results are multiplied by `factor`. Formula:
    Bishop, Pattern Recognition and Machine Learning (2006), equation 4.109, divided by N for the
    mean.
    """
    errors = (probabilities - one_hot) * (factor / len(x))  # (N, 10)
    # (errors.T @ x).T is x.T @ errors, in the memory order of the weights.
    return (errors.T @ x).T, errors.sum(axis=0)


class SoftmaxClassifier:
    """A linear softmax classifier trained by mini-batch SGD, in scikit-learn's style.

    It does what this Keras model does, step for step: one Dense(10, softmax) layer, the loss
    "sparse_categorical_crossentropy", the optimizer SGD.

    Parameters
    ----------
    learning_rate: how far one step goes against the gradient.
    batch_size: rows in one step. The last batch of an epoch may be smaller, as in Keras.
    epochs: how often `fit` goes through the training set.
    shuffle: True draws a new order of the rows for every epoch; False keeps theirs.
    seed: starts the random numbers for the first weights and for the order of the rows.
    initial_weights: None draws the weights as Keras does (Glorot uniform) and zero biases;
        a pair (weights, biases) starts from a copy of these.
    classes: the number of classes; labels go from 0 to classes - 1.
    dtype: "float32" as in Keras, or "float64" to compare more digits.

    Attributes after `fit` or `partial_fit`
    ---------------------------------------
    weights_: (784, 10); in general one row a pixel and one column a class.
    biases_: (10,)
    history_: one number an epoch in each of "accuracy" and "loss", and with validation data in
        "val_accuracy" and "val_loss". As in Keras, "accuracy" and "loss" are means over the
        epoch, measured on each batch just before its step.

    Every method raises InputError, one line, for input that it can't use.
    """

    def __init__(
        self,
        learning_rate=0.01,
        batch_size=64,
        epochs=30,
        shuffle=True,
        seed=0,
        initial_weights=None,
        classes=10,
        dtype="float32",
    ):
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.shuffle = shuffle
        self.seed = seed
        self.initial_weights = initial_weights
        self.classes = classes
        self.dtype = dtype

    def fit(self, x, y, validation_data=None, verbose=True):
        """Train from the start on x (N, 784), labels y (N,); return the classifier itself.

        validation_data is a pair (x, y), or None. verbose shows a progress bar: a line with what
        was measured last, drawn anew after every epoch.
        """
        for epoch in self.fit_epochs(x, y, validation_data):
            if verbose:
                done = "=" * (20 * epoch // self.epochs)
                numbers = [f"{name} {values[-1]:.3f}" for name, values in self.history_.items()]
                line = "   ".join([f"[{done:.<20}] {epoch}/{self.epochs}", *numbers])
                # "\r" goes back to the start of the line; the space at its end covers a longer one.
                print(f"\r{line} ", end="\n" if epoch == self.epochs else "", flush=True)
        return self

    def fit_epochs(self, x, y, validation_data=None):
        """Train as `fit` does, and hand over after each epoch: yields its number, from 1.

        Between two epochs weights_, biases_ and history_ are up to date, ready to be drawn.
        """
        check_settings(self)
        x, y = check_data(self, x, y)
        check_batch_size(self, len(x))
        if validation_data is not None:
            validation_x, validation_y = check_validation(self, validation_data, x.shape[1])
        random = np.random.default_rng(self.seed)
        self._start(x.shape[1], random)
        order = np.arange(len(x))
        with ThreadPoolExecutor(max_workers=1) as second_thread:
            for epoch in range(1, self.epochs + 1):
                if self.shuffle:
                    order = random.permutation(len(x))
                labels = y[order]
                probabilities = self._one_epoch(x, labels, order, second_thread)
                if validation_data is not None:
                    validation = second_thread.submit(self._measure, validation_x, validation_y)
                self._record("", measure(probabilities, labels))
                if not np.isfinite(self.history_["loss"][-1]):
                    raise diverged(self, f"in epoch {epoch}")
                if validation_data is not None:
                    self._record("val_", validation.result())
                yield epoch

    def partial_fit(self, x_batch, y_batch):
        """Make one SGD step on a batch, (N, 784) and (N,); return the classifier itself."""
        if not hasattr(self, "weights_"):
            check_settings(self)
            x_batch, y_batch = check_data(self, x_batch, y_batch)
            self._start(x_batch.shape[1], np.random.default_rng(self.seed))
        else:
            x_batch, y_batch = check_data(self, x_batch, y_batch, len(self.weights_))
        with np.errstate(over="ignore", invalid="ignore"):
            self._sgd_step(x_batch, self._one_hot(y_batch))
        if not np.isfinite(self.biases_).all():
            raise diverged(self, "in this step")
        return self

    def scores(self, x):
        """Return the scores x @ weights_ + biases_ of the rows of x: (N, 784) to (N, 10)."""
        return self._scores(check_images(self, x, columns=pixels(self)))

    def predict_proba(self, x):
        """Return the probabilities (N, 10) of the rows of x (N, 784)."""
        return softmax(self.scores(x))

    def predict(self, x):
        """Return the class of the highest score for each row of x: (N, 784) to (N,)."""
        return self.scores(x).argmax(axis=1)

    def score(self, x, y):
        """Return the accuracy on x (N, 784) and its labels y (N,): the share that is right."""
        return self.evaluate(x, y)[1]

    def evaluate(self, x, y):
        """Return (loss, accuracy) on x (N, 784) and its labels y (N,)."""
        x, y = check_data(self, x, y, pixels(self))
        return self._measure(x, y)

    def _start(self, columns, random):
        if self.initial_weights is None:
            # Glorot & Bengio (2010), equation 16: uniform in ±sqrt(6 / (inputs + outputs)).
            limit = np.sqrt(6 / (columns + self.classes))
            weights = random.uniform(-limit, limit, (columns, self.classes))
            biases = np.zeros(self.classes)
        else:
            weights, biases = check_initial_weights(self, columns)
        # order="F" keeps what belongs to one class side by side in memory, where the products
        # and sums of a step find it fastest. It changes no value and no index.
        self.weights_ = np.array(weights, dtype=self.dtype, order="F")
        self.biases_ = np.array(biases, dtype=self.dtype)
        self.history_ = {}

    def _one_hot(self, labels):
        # np.eye(10)[labels], in the memory order of the weights.
        return np.eye(self.classes, dtype=self.dtype)[:, labels].T  # (N, 10)

    def _scores(self, x):
        # x @ weights_ in pieces of 64 rows, which is quicker than one product of many rows and ten
        # columns; and as (10, N), then turned: softmax is quickest in that memory order.
        pieces = [self.weights_.T @ x[first : first + 64].T for first in range(0, len(x), 64)]
        return np.hstack(pieces).T + self.biases_  # (N, 10)

    @np.errstate(over="ignore", invalid="ignore")  # as in _one_epoch: fit says if it diverges
    def _measure(self, x, y):
        return measure(softmax(self._scores(x)), y)

    def _sgd_step(self, x_batch, one_hot):
        scores = np.matmul(x_batch, self.weights_, order="F") + self.biases_  # order: see _start
        probabilities = softmax(scores)
        # The learning rate goes in where it scales (64, 10) numbers, and not (784, 10).
        step_weights, step_biases = gradient(x_batch, probabilities, one_hot, self.learning_rate)
        self.weights_ -= step_weights
        self.biases_ -= step_biases
        return probabilities

    @np.errstate(over="ignore", invalid="ignore")
    def _one_epoch(self, x, labels, order, second_thread):
        one_hot = self._one_hot(labels)
        probabilities = np.empty_like(one_hot)  # those of each row when its batch had its turn
        for batch, x_batch in self._batches(x, order, second_thread):
            probabilities[batch] = self._sgd_step(x_batch, one_hot[batch])
        return probabilities

    def _batches(self, x, order, second_thread):
        """Yield where each batch is in `order`, and its rows: a slice and (64, 784).

        The second thread gathers the rows of the next batches while these are being used.
        """
        rows = max(1, 1024 // self.batch_size) * self.batch_size  # gathered at a time
        upcoming = second_thread.submit(x.take, order[:rows], axis=0)  # x[order[:rows]]
        for start in range(0, len(order), rows):
            gathered = upcoming.result()
            next_rows = order[start + rows : start + 2 * rows]
            upcoming = second_thread.submit(x.take, next_rows, axis=0)
            for first in range(0, len(gathered), self.batch_size):
                stop = first + self.batch_size
                yield slice(start + first, start + stop), gathered[first:stop]

    def _record(self, prefix, loss_and_accuracy):
        loss, accuracy = loss_and_accuracy
        self.history_.setdefault(prefix + "accuracy", []).append(accuracy)
        self.history_.setdefault(prefix + "loss", []).append(loss)


def measure(probabilities, labels):
    """Return (loss, accuracy) of probabilities (N, 10) against labels (N,).

    Here the epsilon is the smallest float32 (a loss of 87), because Keras' `fit` and `evaluate`
    work from the scores and so see small probabilities as they are.
    """
    loss = cross_entropy(probabilities, labels, epsilon=np.finfo(np.float32).tiny)
    return loss, float((probabilities.argmax(axis=1) == labels).mean())


# ---- Checks of the input ----------------------------------------------------------------------


class InputError(OneLineError, ValueError):
    """Input that the classifier can't use. A notebook shows it as one line."""


def check_images(model, x, columns=None, name="x"):
    """Return x as an array (N, columns) of the model's dtype; raise InputError if it isn't one."""
    try:
        x = np.asarray(x)
        if x.dtype.kind not in "biuf":
            raise TypeError
    except (TypeError, ValueError):
        raise InputError(f"{name} must be an array of numbers, (rows, pixels).") from None
    if x.ndim != 2:
        advice = "one row an image: x.reshape(len(x), -1)" if x.ndim > 2 else "one image: x[0:1]"
        raise InputError(f"{name} has shape {x.shape}; it must be (rows, pixels). For {advice}.")
    if len(x) == 0 or x.shape[1] == 0:
        raise InputError(f"{name} is empty: its shape is {x.shape}.")
    if columns is not None and x.shape[1] != columns:
        raise InputError(
            f"{name} has {x.shape[1]} pixels a row, and the weights are for {columns}."
        )
    x = x.astype(model.dtype, copy=False)
    if not (np.isfinite(x.min()) and np.isfinite(x.max())):
        raise InputError(f"{name} contains NaN or infinite values. Find them with np.isfinite.")
    return x


def check_data(model, x, y, columns=None, name=""):
    """Return x (N, columns) and labels y (N,) as arrays; raise InputError if they don't fit."""
    x = check_images(model, x, columns, name + "x")
    name += "y"
    try:
        y = np.asarray(y)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be an array of integer labels.") from None
    if y.ndim == 2 and y.shape[1] == model.classes:
        raise InputError(f"{name} has shape {y.shape}: one-hot? Give the labels, y.argmax(axis=1).")
    if y.ndim != 1:
        raise InputError(f"{name} has shape {y.shape}; it must be (rows,), one label a row.")
    if len(y) != len(x):
        raise InputError(f"{name} has {len(y)} labels for {len(x)} rows of x.")
    if y.dtype.kind not in "iu":
        raise InputError(f"{name} has dtype {y.dtype}; labels must be integers.")
    if y.min() < 0 or y.max() >= model.classes:
        raise InputError(
            f"{name} has labels from {y.min()} to {y.max()}; "
            f"with {model.classes} classes they go from 0 to {model.classes - 1}."
        )
    return x, y


def check_validation(model, validation_data, columns):
    """Return the validation images and labels as arrays; raise InputError if they don't fit."""
    if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
        raise InputError("validation_data must be a pair: (x_validation, y_validation).")
    return check_data(model, *validation_data, columns, "validation ")


def check_initial_weights(model, columns):
    """Return the initial weights and biases; raise InputError if their shapes don't fit."""
    try:
        weights, biases = (np.asarray(a, dtype=model.dtype) for a in model.initial_weights)
    except (TypeError, ValueError):
        raise InputError("initial_weights must be a pair of arrays: (weights, biases).") from None
    if weights.shape != (columns, model.classes) or biases.shape != (model.classes,):
        raise InputError(
            f"initial_weights have shapes {weights.shape} and {biases.shape}; "
            f"they must be {(columns, model.classes)} and {(model.classes,)}."
        )
    return weights, biases


def check_settings(model):
    """Raise InputError if a parameter of the model makes no sense."""
    for name in ("batch_size", "epochs", "classes"):
        value = getattr(model, name)
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise InputError(f"{name} is {value!r}; it must be a whole number from 1 up.")
    rate = model.learning_rate
    if not isinstance(rate, (int, float, np.number)) or not 0 < rate < np.inf:
        raise InputError(f"learning_rate is {rate!r}; it must be a number above 0.")
    if model.dtype not in ("float32", "float64"):
        raise InputError(f'dtype is {model.dtype!r}; it must be "float32" or "float64".')


def check_batch_size(model, rows):
    """Raise InputError if a batch is larger than the training set."""
    if model.batch_size > rows:
        raise InputError(f"batch_size is {model.batch_size}, but x has only {rows} rows.")


def pixels(model):
    """Return how many pixels the trained weights expect; raise InputError if there are none."""
    if not hasattr(model, "weights_"):
        raise InputError("This classifier has no weights yet: call fit first.")
    return len(model.weights_)


def diverged(model, when):
    """Return the error for weights that have grown beyond what a float can hold."""
    return InputError(
        f"The training diverged {when}: the loss is not a finite number any more. "
        f"Lower learning_rate (it is {model.learning_rate:g}), and scale the pixels to 0-1."
    )
