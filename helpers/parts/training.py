"""Watch a model train: its curves and its templates grow together."""

import atexit
import contextlib
import copy
import functools
import signal
import sys
import threading
import time

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from IPython import get_ipython

from helpers import model_messages
from helpers.data import load_mnist
from helpers.errors import OneLineError
from helpers.numpy_model import SoftmaxClassifier
from helpers.parts.part import Part, PartError, pack, unpack
from helpers.plots.base import WIDTH, bundle_of, number, sentence, show
from helpers.plots.curves import describe_curve
from helpers.plots.images import draw_image

EVERY = 0.1  # seconds between two messages to the browser, at least
CLASSES = 10  # more templates than these are not drawn
METRICS = ("accuracy", "loss")

_starting = threading.Lock()
_last = None  # the LiveTraining that was started last: two would take each other's time


class Stopped(Exception):
    """A training was told to stop. Its model has the weights of the last whole step."""


@functools.cache
def course_data():
    """The lessons' images, scaled, and labels: 48,000 to train on, 12,000 to validate with."""
    (x, y), _ = load_mnist()
    x = x.reshape(len(x), -1).astype("float32") / 255  # (60000, 784)
    return (x[:48000], y[:48000]), (x[48000:], y[48000:])


def checked_data(model, x, y, validation_data):
    """Return x, y and the validation pair as `model` can use them, or raise PartError."""
    try:
        return model_messages.check_training(model, x, y, validation_data)
    except model_messages.InputError as error:
        raise PartError(str(error)) from None


@contextlib.contextmanager
def after_each_step(model: SoftmaxClassifier, work):
    """Call `work()` after each step that `model` makes meanwhile; it may raise Stopped."""
    make_step = model._sgd_step

    def step_and_work(x, y):
        measured = make_step(x, y)
        work()
        return measured

    model._sgd_step = step_and_work
    try:
        yield
    finally:
        del model._sgd_step  # the class' own comes to light again


class LiveTraining(Part):
    """Watch a model train: progress, curves and templates. It asks first, and starts by a button.

    The training runs in a thread, so the notebook can be used meanwhile. Its stop button, `stop()`
    and the kernel's interrupt leave a model that can be used: it has the weights of its last whole
    step. Started again, a training begins anew, from the weights that it began with before.

    Parameters
    ----------
    model: a SoftmaxClassifier, which knows its epochs, batch size and rate, or a compiled Keras
        model. Without model and data, the training is the lessons' own.
    x_train, y_train: images (N, 784) and labels (N,); for Keras whatever its `fit` takes.
    validation_data: a pair (x, y), or None.
    epochs, batch_size: for a Keras model only; 30 and 64 unless told otherwise.
    guess: how many of 100 images the model gets right after its first epoch, as the learner
        thinks; -1 while nobody has said so.

    Afterwards `live.model` is the model, and `live.history` has one number an epoch in each of
    "accuracy", "loss", and with validation data "val_accuracy" and "val_loss".

    Raises PartError, one line, for anything else.
    """

    module = "training"
    guess = traitlets.Int(-1, min=-1, max=100).tag(sync=True, state=True)
    settings = traitlets.Dict().tag(sync=True)
    _progress = traitlets.Dict().tag(sync=True)  # replaced as a whole, so that it agrees
    _site_images = traitlets.Any(None, allow_none=True).tag(sync=True)  # the site puts them here

    def __init__(
        self,
        model=None,
        x_train=None,
        y_train=None,
        validation_data=None,
        epochs=None,
        batch_size=None,
        **state,
    ):
        self._stop = threading.Event()
        if model is None and x_train is None and y_train is None:
            model = SoftmaxClassifier(epochs=30 if epochs is None else epochs)
            (x_train, y_train), validation_data = course_data()
            epochs = None
        elif model is None or x_train is None or y_train is None:
            raise PartError("Give a model and its data: LiveTraining(model, x_train, y_train).")
        self.model = model
        self._thread = None
        self._told = self._began = 0.0
        self._steps = 0
        self._keras_history: dict[str, list[float]] = {}
        if isinstance(model, SoftmaxClassifier):
            if epochs is not None or batch_size is not None:
                raise PartError(
                    "A SoftmaxClassifier has its own epochs and batch_size: set them there."
                )
            self._data = checked_data(model, x_train, y_train, validation_data)
            start = copy.copy(model)
            start._start(self._data[0].shape[1])
            self._first = [start.weights_, start.biases_]
            epochs, batch_size = model.epochs, model.batch_size
        else:
            epochs, batch_size = epochs or 30, batch_size or 64
            self._data = self._check_keras(model, x_train, y_train, validation_data)
            self._first = model.get_weights()
            model.optimizer.build(model.trainable_variables)
            self._optimizer_first = [value.numpy() for value in model.optimizer.variables]
        for name, value in (("epochs", epochs), ("batch_size", batch_size)):
            if not model_messages.is_number(value, (int, np.integer)) or value < 1:
                raise PartError(f"{name} is {value!r}; it must be a whole number from 1 up.")
        images, _, validation = self._data
        self._steps_an_epoch = -(-len(images) // int(batch_size))
        numpy_model = isinstance(model, SoftmaxClassifier)
        settings = {
            "images": len(images),
            "validation": 0 if validation is None else len(validation[0]),
            "epochs": int(epochs),
            "batch_size": int(batch_size),
            "learning_rate": float(model.learning_rate) if numpy_model else None,
            # whether a page without a kernel can train it: its own images have 784 pixels
            "alone": bool(numpy_model and not model.l2 and self._first[0].shape == (784, 10)),
            "seed": model.seed or 0 if numpy_model else 0,
        }
        super().__init__(settings=settings, _progress=self._now("ready", self._first), **state)

    @staticmethod
    def _check_keras(model, x, y, validation):
        if "keras" not in sys.modules or not isinstance(model, sys.modules["keras"].Model):
            raise PartError(
                "LiveTraining takes a SoftmaxClassifier or a Keras model, "
                f"not {type(model).__name__}."
            )
        if not model.compiled:
            raise PartError("The Keras model is not compiled yet: call model.compile(...) first.")
        if not model.built:
            raise PartError("The Keras model has no weights yet: begin it with keras.Input(...).")
        if validation is not None:
            if not isinstance(validation, (tuple, list)) or len(validation) != 2:
                raise PartError("validation_data must be a pair: (x_validation, y_validation).")
            validation = tuple(np.asarray(each) for each in validation)
        x, y = np.asarray(x), np.asarray(y)
        for images, labels in ((x, y), validation or (x, y)):
            if images.ndim == 0 or len(images) == 0 or len(images) != len(np.atleast_1d(labels)):
                raise PartError("x and y must have equally many rows, and at least one.")
        return x, y, validation

    @property
    def history(self) -> dict[str, list[float]]:
        """One number for each whole epoch of the last training, by what was measured."""
        if isinstance(self.model, SoftmaxClassifier):
            return dict(getattr(self.model, "history_", {}))
        return dict(self._keras_history)

    @property
    def running(self) -> bool:
        """Whether the training is at work right now."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to train, in the background. A training that runs already goes on."""
        global _last
        with _starting:
            if self.running:
                return
            other, _last = _last, self
            if other is not None and other is not self:
                other._stop.set()
            self._stop.clear()
            self._wrong = ""
            self._thread = threading.Thread(
                target=self._train, args=(other and other._thread,), daemon=True
            )
            self._thread.start()
        _heed_interrupts()

    def stop(self) -> None:
        """End the training after the step that it is at; return when it has ended."""
        self._stop.set()
        if self.running and threading.current_thread() is not self._thread:
            self._thread.join()

    def wait(self) -> None:
        """Wait until the training has ended.

        Raises TrainingInterrupted, one line, if the kernel is interrupted: this stops it, too.
        """
        try:
            while self.running:
                self._thread.join(0.1)
        except KeyboardInterrupt:
            self.stop()
            raise model_messages.TrainingInterrupted(
                f"the training stopped after {self._progress['epoch']} of "
                f"{self.settings['epochs']} epochs. The model can be used: it has the weights of "
                "its last step."
            ) from None

    def close(self) -> None:
        """Stop the training, and take the part out of the notebook."""
        self._stop.set()
        super().close()

    def _handle_custom_msg(self, content, buffers):
        self._show_errors(self._obey, content)

    def _obey(self, content):
        if content["do"] == "start":
            self.start()
        else:
            self._stop.set()  # without waiting for the end: the kernel is needed meanwhile

    # In the thread

    def _train(self, other):
        if other is not None:
            other.join()
        self._began, self._steps = time.perf_counter(), 0
        self._keras_history = {}
        by_numpy = isinstance(self.model, SoftmaxClassifier)
        self._tell("running", self._first)
        wrong = ""
        try:
            self._train_numpy() if by_numpy else self._train_keras()
            status = "done"
        except Stopped:
            status = "stopped"
        except Exception as error:
            status = "failed"
            kind = "" if isinstance(error, OneLineError) else f"{type(error).__name__}: "
            wrong = kind + " ".join(str(error).split())[:300]
        self._tell(status)
        self._wrong = wrong

    def _train_numpy(self):
        x, y, validation = self._data
        with after_each_step(self.model, lambda: self._after_step(self._steps + 1)):
            for _ in self.model.fit_epochs(x, y, validation):
                pass

    def _train_keras(self):
        live = self

        class Watch(sys.modules["keras"].callbacks.Callback):
            epoch = 0

            def on_epoch_begin(self, epoch, logs=None):
                self.epoch = epoch

            def on_train_batch_end(self, batch, logs=None):
                live._after_step(self.epoch * live._steps_an_epoch + batch + 1)

            def on_test_batch_end(self, batch, logs=None):
                if live._stop.is_set():
                    raise Stopped

            def on_epoch_end(self, epoch, logs=None):
                before = live._keras_history
                live._keras_history = {
                    name: [*before.get(name, []), float(value)]
                    for name, value in sorted((logs or {}).items())
                }

        self.model.set_weights(self._first)
        for variable, value in zip(
            self.model.optimizer.variables, self._optimizer_first, strict=True
        ):
            variable.assign(value)
        x, y, validation = self._data
        self.model.fit(
            x,
            y,
            validation_data=validation,
            epochs=self.settings["epochs"],
            batch_size=self.settings["batch_size"],
            validation_batch_size=1000,
            callbacks=[Watch()],
            verbose=0,
        )

    def _after_step(self, steps):
        self._steps = steps
        if self._stop.is_set():
            raise Stopped
        if time.perf_counter() - self._told >= EVERY:
            self._tell("running")

    def _tell(self, status, weights=None):
        """Send the newest state to the browser. Nobody waits there for an older one."""
        if weights is None and not isinstance(self.model, SoftmaxClassifier):
            weights = self.model.get_weights()
        elif weights is None and hasattr(self.model, "weights_"):
            weights = [self.model.weights_, self.model.biases_]
        self._progress = self._now(status, weights or self._first)
        self._told = time.perf_counter()

    def _now(self, status, weights) -> dict:
        """What the browser shows: JSON."""
        ready = status == "ready"
        history = {} if ready or not self._steps else self.history
        epochs = max(map(len, history.values()), default=0)
        steps = self._steps_an_epoch * (self.settings.get("epochs", 1) if self.settings else 1)
        return {
            "status": status,
            "epoch": epochs,
            "share": 0 if ready else min(1, self._steps / steps),
            "seconds": 0 if ready else round(time.perf_counter() - self._began, 2),
            "history": history,
            "weights": pack(weights[0], "float32") if _is_linear(weights) else None,
            "biases": pack(weights[1], "float32") if _is_linear(weights) else None,
        }

    def picture(self):
        """The curves so far, or empty axes, and below them the templates."""
        return bundle_of(_plot, self)


def _is_linear(weights) -> bool:
    """Whether these are the arrays of a linear model with few classes, on square images."""
    if len(weights) != 2 or np.ndim(weights[0]) != 2 or weights[0].shape[1] > CLASSES:
        return False
    return round(len(weights[0]) ** 0.5) ** 2 == len(weights[0])


@atexit.register
def _end_last():
    """Stop the training that runs, if any, before Python takes its libraries away."""
    if _last is not None and _last.running:
        _last._stop.set()
        _last._thread.join(5)


def _heed_interrupts():
    """Let the kernel's interrupt stop a training while no cell runs; Jupyter ignores it then."""
    kernel = getattr(get_ipython(), "kernel", None)

    def heed():
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, lambda *_: _last._stop.set())

    if kernel is not None:
        kernel.io_loop.add_callback(heed)  # only the main thread may set a signal


def _plot(part: LiveTraining) -> None:
    progress, epochs = part._progress, part.settings["epochs"]
    packed = progress["weights"]
    weights = unpack(packed) if packed else np.zeros((0, 0))
    figure = plt.figure(figsize=(WIDTH, 3.9 if packed else 2.8))
    grid = figure.add_gridspec(2 if packed else 1, 10, height_ratios=[3, 1] if packed else [1])
    before = progress["status"] == "ready"
    parts = [
        f"A model before its training. Accuracy and loss over {epochs} epochs: still empty axes."
        if before
        else f"A training, {progress['epoch']} of {epochs} epochs."
    ]
    for place, metric in enumerate(METRICS):
        axes = figure.add_subplot(grid[0, 5 * place : 5 * place + 5])
        axes.set(xlabel="epoch", ylabel=metric, xlim=(0, epochs))
        axes.set_ylim(0, 1 if metric == "accuracy" else None)
        for name, style in (("training", "-"), ("validation", "--")):
            values = progress["history"].get(("val_" if name == "validation" else "") + metric)
            if values:
                x = np.arange(1, len(values) + 1)
                axes.plot(x, values, style, label=name)
                parts.append(sentence(describe_curve(f"{name} {metric}", x, values, "epoch")))
        if axes.lines:
            axes.legend()
    if packed:
        side = round(len(weights) ** 0.5)
        largest = float(np.abs(weights).max()) or 1.0
        for k in range(weights.shape[1]):
            axes = figure.add_subplot(grid[1, k])
            draw_image(
                axes,
                weights[:, k].reshape(side, side),
                -largest,
                largest,
                weights=True,
                cells=False,
            )
            axes.set_title(str(k))
        parts.append(
            f"Below, the templates of {weights.shape[1]} classes{', noise' if before else ''}: "
            f"positive blue, negative red, the largest weight {number(largest)}."
        )
    show(figure, " ".join(parts))
