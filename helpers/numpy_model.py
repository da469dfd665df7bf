"""The linear softmax classifier in NumPy: the lessons' pieces, put together.

The mathematics is in `softmax`, `cross_entropy`, `gradient` and `_sgd_step`; the training loop is
`fit_epochs`. The checks of the input and all that is printed are in `helpers/model_messages.py`.
"""

from dataclasses import dataclass, field

import numpy as np

from helpers import model_messages


def softmax(scores):
    """Turn scores (N, 10) into probabilities (N, 10): each row adds up to 1.

    p_k = exp(s_k) / sum_j exp(s_j). Subtracting each row's largest score first changes nothing
    in the result, and keeps exp from overflowing. (Bishop, Pattern Recognition and Machine
    Learning, 2006, equation 4.104.)
    """
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def cross_entropy(scores, labels):
    """Return the mean of -log p_y, straight from scores (N, 10) and integer labels (N,).

    With softmax put in for p, -log p_y = -s_y + log(sum_j exp(s_j)). No p is rounded to 0 on the
    way, so log(0) can't occur. Each row's largest score is taken out of the sum, as in softmax.
    """
    largest = scores.max(axis=1)  # (N,)
    log_sum_exp = largest + np.log(np.exp(scores - largest[:, np.newaxis]).sum(axis=1))  # (N,)
    return float((-scores[np.arange(len(labels)), labels] + log_sum_exp).mean())


def gradient(x, probabilities, one_hot):
    """Return the gradient of the mean cross-entropy: for the weights (784, 10), the biases (10,).

    x is (N, 784); probabilities and one_hot are (N, 10), with one_hot 1 at each row's correct
    class and 0 elsewhere: `np.eye(10)[labels]`. (Bishop, equation 4.109, divided by N for the
    mean.)
    """
    errors = (probabilities - one_hot) / len(x)  # (N, 10)
    return x.T @ errors, errors.sum(axis=0)


@dataclass(eq=False)
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
    l2: the strength of L2 regularisation (ridge, weight decay). l2 times the sum of all squared
        weights is added to the loss, and so 2 * l2 * weights to the gradient. The biases are left
        out. The same as Dense(10, kernel_regularizer=keras.regularizers.L2(l2)); Goodfellow,
        Bengio and Courville, Deep Learning (2016), section 7.1.1, with alpha = 2 * l2.

    Attributes after `fit` or `partial_fit`
    ---------------------------------------
    weights_: (784, 10); in general one row a pixel and one column a class.
    biases_: (10,)
    history_: one number an epoch in each of "accuracy" and "loss", and with validation data in
        "val_accuracy" and "val_loss". As in Keras, "accuracy" and "loss" are means over the
        epoch, measured on each batch just before its step, and a loss contains the L2 term.

    An interrupted training leaves a model that can be used: the weights and biases of the last
    whole step, and the history of the last whole epoch.

    Every method raises InputError, one line, for input that it can't use, and for a training
    that diverges.
    """

    learning_rate: float = 0.01
    batch_size: int = 64
    epochs: int = 30
    shuffle: bool = True
    seed: int = 0
    initial_weights: tuple | None = field(default=None, repr=False)
    classes: int = 10
    dtype: str = "float32"
    l2: float = 0.0

    def fit(self, x, y, validation_data=None, verbose=True):
        """Train from the start on x (N, 784), labels y (N,); return the classifier itself.

        validation_data is a pair (x, y), or None. verbose shows a progress bar: a line with what
        was measured last, drawn anew after every epoch.
        """
        model_messages.run_through(self.fit_epochs(x, y, validation_data), self, verbose)
        return self

    def fit_epochs(self, x, y, validation_data=None):
        """Train as `fit` does on x (N, 784), y (N,), and hand over after each epoch.

        Yields the epoch's number, from 1. Between two epochs weights_, biases_ and history_ are up
        to date, ready to be drawn. The input is checked when the first epoch is asked for.
        """
        x, y, validation = model_messages.check_training(self, x, y, validation_data)
        random = self._start(x.shape[1])
        for epoch in range(1, self.epochs + 1):
            order = random.permutation(len(x)) if self.shuffle else np.arange(len(x))
            batches = [order[i : i + self.batch_size] for i in range(0, len(x), self.batch_size)]
            measured = [self._sgd_step(x[rows], y[rows]) for rows in batches]
            sizes = [len(rows) for rows in batches]  # a smaller last batch counts less in the mean
            numbers = np.average(measured, axis=0, weights=sizes).tolist()
            if validation is not None:
                numbers += self._evaluate(*validation)
            model_messages.check_finite(self, f"in epoch {epoch}", numbers, self.weights_)
            now = dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), numbers, strict=False))
            self.history_ = {key: [*self.history_.get(key, []), now[key]] for key in sorted(now)}
            yield epoch

    def partial_fit(self, x_batch, y_batch):
        """Make one SGD step on a batch, (N, 784) and (N,); return the classifier itself."""
        x_batch, y_batch = model_messages.check_step(self, x_batch, y_batch)
        if not hasattr(self, "weights_"):
            self._start(x_batch.shape[1])
        self._sgd_step(x_batch, y_batch)
        model_messages.check_finite(self, "in this step", self.biases_, self.weights_)
        return self

    def scores(self, x):
        """Return the scores x @ weights_ + biases_ of the rows of x: (N, 784) to (N, 10)."""
        x = model_messages.check_images(self, x, model_messages.pixels(self))
        return x @ self.weights_ + self.biases_

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
        return self._evaluate(*model_messages.check_data(self, x, y, model_messages.pixels(self)))

    def _start(self, pixels):
        """Set the first weights and biases; return the generator that shuffles the rows."""
        random = np.random.default_rng(self.seed)
        start = self.initial_weights
        if start is None:
            # Glorot & Bengio (2010), equation 16: uniform in ±sqrt(6 / (inputs + outputs)).
            limit = np.sqrt(6 / (pixels + self.classes))
            start = random.uniform(-limit, limit, (pixels, self.classes)), np.zeros(self.classes)
        shapes = (pixels, self.classes), (self.classes,)
        weights, biases = model_messages.check_start(self, start, shapes)
        self.weights_, self.biases_, self.history_ = weights, biases, {}
        return random

    @model_messages.without_warnings
    def _sgd_step(self, x, y):
        """Make one step on a batch; return (loss, accuracy) of the batch just before it."""
        scores = x @ self.weights_ + self.biases_  # (64, 10)
        measured = self._measure(scores, y)
        one_hot = np.eye(self.classes, dtype=self.dtype)[y]  # (64, 10)
        gradient_weights, gradient_biases = gradient(x, softmax(scores), one_hot)
        rate, l2 = float(self.learning_rate), float(self.l2)
        if l2:
            gradient_weights += 2 * l2 * self.weights_
        weights = self.weights_ - rate * gradient_weights
        biases = self.biases_ - rate * gradient_biases
        self.weights_, self.biases_ = weights, biases  # together, so that no step is left half done
        return measured

    @model_messages.without_warnings
    def _evaluate(self, x, y):
        return self._measure(x @ self.weights_ + self.biases_, y)

    def _measure(self, scores, y):
        penalty = float(self.l2 * (self.weights_**2).sum()) if self.l2 else 0.0
        return cross_entropy(scores, y) + penalty, float((scores.argmax(axis=1) == y).mean())
