"""A network with one hidden layer in NumPy: the linear classifier on features that it learns."""

from dataclasses import dataclass

import numpy as np

from helpers import model_messages
from helpers.numpy_model import SoftmaxClassifier, softmax


@dataclass(eq=False)
class HiddenLayerClassifier(SoftmaxClassifier):
    """A softmax classifier on hidden units max(0, x @ hidden_weights + hidden_biases).

    It is trained like SoftmaxClassifier, by mini-batch SGD, and has its parameters and methods.
    It does what this Keras model does, step for step: Dense(hidden_units, "relu") and
    Dense(10, "softmax").

    Parameters beside those of SoftmaxClassifier
    --------------------------------------------
    hidden_units: how many features are learned.
    initial_weights: None draws both matrices as Keras does (Glorot uniform), with zero biases;
        four arrays (hidden_weights, hidden_biases, weights, biases) start from copies of these.

    Attributes after `fit` or `partial_fit`
    ---------------------------------------
    hidden_weights_: (784, H) and hidden_biases_: (H,), one column a hidden unit.
    weights_: (H, 10) and biases_: (10,), those of the scores.
    history_: as in SoftmaxClassifier.
    """

    learning_rate: float = 0.2
    epochs: int = 10
    hidden_units: int = 64

    def hidden(self, x):
        """Return the hidden units' values of the rows of x: (N, 784) to (N, H)."""
        return self._hidden(model_messages.check_images(self, x, model_messages.pixels(self)))

    def scores(self, x):
        """Return the scores hidden(x) @ weights_ + biases_ of x: (N, 784) to (N, 10)."""
        return self.hidden(x) @ self.weights_ + self.biases_

    def _hidden(self, x):
        return np.maximum(0, x @ self.hidden_weights_ + self.hidden_biases_)

    def _start(self, pixels):
        random = np.random.default_rng(self.seed)
        units, classes = self.hidden_units, self.classes
        start = self.initial_weights
        if start is None:
            limit, last_limit = np.sqrt(6 / (pixels + units)), np.sqrt(6 / (units + classes))
            hidden_weights = random.uniform(-limit, limit, (pixels, units))
            weights = random.uniform(-last_limit, last_limit, (units, classes))
            start = hidden_weights, np.zeros(units), weights, np.zeros(classes)
        shapes = (pixels, units), (units,), (units, classes), (classes,)
        self._set(model_messages.check_start(self, start, shapes))
        self.history_ = {}
        return random

    def _set(self, arrays):
        """Take the four arrays together, so that no step is left half done."""
        self.hidden_weights_, self.hidden_biases_, self.weights_, self.biases_ = arrays

    @model_messages.without_warnings
    def _sgd_step(self, x, y):
        hidden = self._hidden(x)  # (64, H)
        scores = hidden @ self.weights_ + self.biases_  # (64, 10)
        measured = self._measure(scores, y)
        errors = (softmax(scores) - np.eye(self.classes, dtype=self.dtype)[y]) / len(x)
        # Backwards: through the second matrix, and through the bend where it lets pass.
        slopes = (errors @ self.weights_.T) * (hidden > 0)  # (64, H)
        gradients = x.T @ slopes, slopes.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)
        rate, decay = float(self.learning_rate), 2 * float(self.l2)
        arrays = self.hidden_weights_, self.hidden_biases_, self.weights_, self.biases_
        steps = [
            gradient + decay * array if decay and array.ndim == 2 else gradient
            for array, gradient in zip(arrays, gradients, strict=True)
        ]
        self._set([array - rate * step for array, step in zip(arrays, steps, strict=True)])
        return measured

    @model_messages.without_warnings
    def _evaluate(self, x, y):
        return self._measure(self._hidden(x) @ self.weights_ + self.biases_, y)

    def _measure(self, scores, y):
        loss, accuracy = super()._measure(scores, y)
        penalty = float(self.l2 * (self.hidden_weights_**2).sum()) if self.l2 else 0.0
        return loss + penalty, accuracy
