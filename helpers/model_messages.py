"""What the NumPy model (`helpers/numpy_model.py`) says: what is wrong, and how its training goes.

Each `check_` function returns its input as arrays that the model can use, or raises InputError.
`model` is always a classifier, whose parameters decide what fits.
"""

import numpy as np

from helpers.errors import OneLineError

# Where a training overflows, InputError says so, and NumPy's warnings would only repeat it.
without_warnings = np.errstate(over="ignore", invalid="ignore")


class InputError(OneLineError, ValueError):
    """Input that the classifier can't use. A notebook shows it as one line."""


class TrainingInterrupted(KeyboardInterrupt):
    """Someone stopped `fit`. A notebook shows it as one line, and runs no further cell."""

    def _render_traceback_(self):
        return [f"Interrupted: {self}"]


def run_through(epochs, model, verbose):
    """Train through all `epochs`, the generator of `model.fit_epochs`; show the progress.

    If verbose, a bar and what was measured last stand in one line, which each epoch draws anew.
    Raise TrainingInterrupted, which says how far the model is, if someone stops the training.
    """
    done = 0
    try:
        for done in epochs:
            if verbose:
                numbers = [f"{name} {values[-1]:.3f}" for name, values in model.history_.items()]
                bar = "=" * (20 * done // model.epochs)
                line = "   ".join([f"[{bar:.<20}] {done}/{model.epochs}", *numbers])
                # "\r" goes back to the start of the line; the space at its end covers a longer one.
                print(f"\r{line} ", end="\n" if done == model.epochs else "", flush=True)
    except KeyboardInterrupt:
        usable = " The model can be used: it has the weights of its last step."
        raise TrainingInterrupted(
            f"the training stopped after {done} of {model.epochs} epochs."
            + (usable if hasattr(model, "weights_") else "")
        ) from None


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


def check_training(model, x, y, validation_data):
    """Return x, y and the validation pair (or None) for `fit`, if they and the settings fit."""
    check_settings(model)
    x, y = check_data(model, x, y)
    if model.batch_size > len(x):
        raise InputError(f"batch_size is {model.batch_size}, but x has only {len(x)} rows.")
    if validation_data is None:
        return x, y, None
    return x, y, check_validation(model, validation_data, x.shape[1])


def check_step(model, x, y):
    """Return x and y for `partial_fit`, if they and the settings fit, and the weights if any."""
    check_settings(model)
    return check_data(model, x, y, pixels(model) if hasattr(model, "weights_") else None)


def check_start(model, start, shapes):
    """Return copies of the first weights and biases as a tuple, if they have these shapes."""
    try:
        arrays = tuple(np.array(part, dtype=model.dtype) for part in start)
    except (TypeError, ValueError):
        arrays = ()
    if len(arrays) != len(shapes):
        kind = "a pair of arrays: (weights, biases)"
        if len(shapes) == 4:
            kind = "four arrays: (hidden_weights, hidden_biases, weights, biases)"
        raise InputError(f"initial_weights must be {kind}.")
    if any(part.shape != shape for part, shape in zip(arrays, shapes, strict=True)):
        raise InputError(
            f"initial_weights have shapes {listing(str(part.shape) for part in arrays)}; "
            f"they must be {listing(map(str, shapes))}."
        )
    if not all(np.isfinite(part).all() for part in arrays):
        raise InputError("initial_weights contain NaN or infinite values.")
    return arrays


def listing(texts):
    """Return the texts as one: "a, b and c"."""
    *first, last = texts
    return f"{', '.join(first)} and {last}"


def check_settings(model):
    """Raise InputError if a parameter of the model makes no sense."""
    for name in ("batch_size", "epochs", "classes", "hidden_units"):
        value = getattr(model, name, 1)  # only one of the classifiers has hidden units
        if not is_number(value, (int, np.integer)) or value < 1:
            raise InputError(f"{name} is {value!r}; it must be a whole number from 1 up.")
    if not is_number(model.learning_rate) or not 0 < model.learning_rate < np.inf:
        raise InputError(f"learning_rate is {model.learning_rate!r}; it must be a number above 0.")
    if not is_number(model.l2) or not 0 <= model.l2 < np.inf:
        raise InputError(f"l2 is {model.l2!r}; it must be 0 or a number above.")
    seed = model.seed
    if seed is not None and not (is_number(seed, (int, np.integer)) and seed >= 0):
        raise InputError(f"seed is {seed!r}; it must be a whole number from 0 up, or None.")
    if model.dtype not in ("float32", "float64"):
        raise InputError(f'dtype is {model.dtype!r}; it must be "float32" or "float64".')


def is_number(value, kinds=(int, float, np.integer, np.floating)):
    """Return whether value is a number of one of these kinds, and not True or False."""
    return isinstance(value, kinds) and not isinstance(value, bool)


def check_finite(model, when, *numbers):
    """Raise InputError if the training has made a number too large for a float."""
    if not all(np.isfinite(n).all() for n in numbers):
        raise InputError(
            f"The training diverged {when}: the loss is not a finite number any more. "
            f"Lower learning_rate (it is {model.learning_rate:g}), and scale the pixels to 0-1."
        )


def pixels(model):
    """Return how many pixels the trained weights expect; raise InputError if there are none."""
    if not (hasattr(model, "weights_") and hasattr(model, "biases_")):
        raise InputError("This classifier has no weights yet: call fit first.")
    return len(getattr(model, "hidden_weights_", model.weights_))
