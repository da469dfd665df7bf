"""Slide the learning rate and the batch size, and see the curve that they make."""

import threading
import time

import matplotlib.pyplot as plt
import numpy as np
import traitlets

from helpers import model_messages
from helpers.numpy_model import SoftmaxClassifier
from helpers.parts.part import Part, PartError
from helpers.parts.training import EVERY, Stopped, after_each_step, checked_data, course_data
from helpers.plots.base import bundle_of, number, sentence, show
from helpers.plots.curves import describe_curve, references

EPOCHS = 10
ASKED = (0.3, 3.0, 30.0)  # rates that the question is about, with batches of 64
ASKED_SIZE = 64
KEPT = 5  # curves beside the newest
LOWEST, HIGHEST = 0.2, 20.0  # of the axis: a loss above it leaves the picture


class RateExplorer(Part):
    """Choose a learning rate and a batch size; the model is trained anew at once.

    It asks first which of three rates diverges, and trains with these. After that each move of a
    slider trains for ten epochs, in a thread, and lays the curve of the validation loss over the
    last ones. A newer move ends what an older one began. `rates.learning_rate` and
    `rates.batch_size` are what was chosen last.

    Parameters
    ----------
    x_train, y_train: the images (N, 784) to train on, and their labels (N,); 12,000 take less
        than a second. Without any data, 12,000 of the lessons' own.
    validation_data: a pair (x, y), on which the loss is measured after each epoch.
    learning_rate: above 0, up to 100. batch_size: from 1 to N.
    guess: which of 0.3, 3 and 30 diverges, as the learner thinks; 0 for none of them, -1 while
        nobody has said so.
    seed: starts the first weights and the order of the rows.

    Raises PartError, one line, for anything else.
    """

    module = "rates"
    learning_rate = traitlets.Float(0.1).tag(sync=True, state=True)
    batch_size = traitlets.Int(64).tag(sync=True, state=True)
    guess = traitlets.Float(-1.0).tag(sync=True, state=True)
    seed = traitlets.Int(0, min=0).tag(sync=True, state=True)
    settings = traitlets.Dict().tag(sync=True)
    _curves = traitlets.Dict().tag(sync=True)  # replaced as a whole, so that it agrees
    _site_images = traitlets.Any(None, allow_none=True).tag(sync=True)  # the site puts them here

    def __init__(self, x_train=None, y_train=None, validation_data=None, **state):
        self._thread = None
        self._number = 0  # of the newest request
        self._drawn = 0  # curves so far: each has a colour of its own
        self._requests = threading.Lock()
        given = [each is not None for each in (x_train, y_train, validation_data)]
        if not any(given):
            (x_train, y_train), validation_data = course_data()
            x_train, y_train = x_train[:12000], y_train[:12000]
        elif not all(given):
            raise PartError(
                "Give the images: RateExplorer(x_train, y_train, validation_data=(x_val, y_val))."
            )
        checker = SoftmaxClassifier(batch_size=1)
        self._data = checked_data(checker, x_train, y_train, validation_data)
        settings = {
            "images": len(self._data[0]),
            "epochs": EPOCHS,
            "asked": list(ASKED),
            "asked_size": ASKED_SIZE,
            "kept": KEPT,
            "lowest": LOWEST,
            "highest": HIGHEST,
        }
        curves = {"busy": "", "kept": [], "now": None, "answer": []}
        super().__init__(settings=settings, _curves=curves, **state)
        self.observe(self._when_chosen, ["learning_rate", "batch_size", "seed"])
        self.observe(self._when_answered, "guess")

    @traitlets.validate("learning_rate")
    def _check_rate(self, proposal):
        if not 0 < proposal["value"] <= 100:
            raise traitlets.TraitError(
                f"learning_rate is {proposal['value']:g}; it must be above 0, and at most 100."
            )
        return proposal["value"]

    @traitlets.validate("batch_size")
    def _check_size(self, proposal):
        if not 1 <= proposal["value"] <= len(self._data[0]):
            raise traitlets.TraitError(
                f"batch_size is {proposal['value']}; it must be from 1 to the "
                f"{len(self._data[0])} images."
            )
        return proposal["value"]

    @traitlets.validate("guess")
    def _check_guess(self, proposal):
        if proposal["value"] not in (-1, 0, *ASKED):
            raise traitlets.TraitError(
                f"guess is {proposal['value']:g}; it must be one of {ASKED}, 0 for none, or -1."
            )
        return proposal["value"]

    def _when_answered(self, change):
        if change.new >= 0:
            self._request([(rate, ASKED_SIZE) for rate in ASKED], "question")

    def _when_chosen(self, change):
        if self.guess >= 0:
            self._request([(self.learning_rate, self.batch_size)], "choice")

    def wait(self) -> None:
        """Wait until the newest curve is whole."""
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(0.1)

    def close(self) -> None:
        """End what is trained, and take the part out of the notebook."""
        self._number += 1
        super().close()

    def _request(self, pairs, what):
        """Train for each (rate, batch size), instead of what was asked before."""
        with self._requests:
            self._number += 1
            work = (self._number, pairs, what, self._thread)
            self._thread = threading.Thread(target=self._work, args=work, daemon=True)
            self._thread.start()

    # In the thread

    def _work(self, request, pairs, what, other):
        if other is not None:
            other.join()  # it ends with its step
        try:
            ends = []
            for rate, size in pairs:
                curve = {"rate": rate, "batch_size": size, "loss": [], "colour": self._drawn % 6}
                self._drawn += 1
                self._train(request, curve, what)
                ends.append(curve["loss"][-1])
                pair = (rate, size)
                kept = [
                    each
                    for each in self._curves["kept"]
                    if (each["rate"], each["batch_size"]) != pair
                ]
                kept = [*kept, curve][-KEPT - 1 :]
                self._tell(request, kept=kept, now=None, busy=what)
            answer = ends if what == "question" else self._curves["answer"]
            self._tell(request, busy="", answer=answer)
        except Stopped:
            return
        except Exception as error:
            self._curves = {**self._curves, "busy": "", "now": None}
            self._wrong = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"

    def _train(self, request, curve, what):
        model = SoftmaxClassifier(
            learning_rate=curve["rate"],
            batch_size=curve["batch_size"],
            epochs=EPOCHS,
            seed=self.seed,
        )
        told = 0.0
        with after_each_step(model, lambda: self._only_newest(request)):
            try:
                for _ in model.fit_epochs(*self._data):
                    curve["loss"].append(model.history_["val_loss"][-1])
                    if time.perf_counter() - told >= EVERY:
                        now = {**curve, "loss": list(curve["loss"])}
                        self._tell(request, now=now, busy=what)
                        told = time.perf_counter()
            except model_messages.InputError:  # a loss that is no number any more
                curve["loss"].append(None)

    def _only_newest(self, request):
        if request != self._number:
            raise Stopped

    def _tell(self, request, **changes):
        """Send the newest state to the browser, if it belongs to the newest request."""
        self._only_newest(request)
        self._curves = {**self._curves, **changes}

    def picture(self):
        """The curves so far, or empty axes with the loss of guessing."""
        return bundle_of(_plot, self)


def _plot(part: RateExplorer) -> None:
    figure, axes = plt.subplots()
    axes.set_yscale("log")
    axes.set(xlabel="epoch", ylabel="validation loss", xlim=(0, EPOCHS), ylim=(LOWEST, HIGHEST))
    axes.set_yticks([0.2, 0.5, 1, 2, 5, 10, 20], ["0.2", "0.5", "1", "2", "5", "10", "20"])
    axes.minorticks_off()
    words = [f"Validation loss over {EPOCHS} epochs, on a logarithmic axis."]
    for curve in part._curves["kept"]:
        x = np.arange(1, len(curve["loss"]) + 1)
        loss = np.array(curve["loss"], dtype=float)
        name = f"rate {number(curve['rate'])}, batches of {curve['batch_size']}"
        axes.plot(x, loss, label=name)
        words.append(sentence(describe_curve(name, x, loss, "epoch")))
    if not part._curves["kept"]:
        words.append("No curve yet.")
    words += references(axes, {"guessing: ln 10": np.log(10)})
    axes.legend()
    rates = " or ".join(number(rate) for rate in ASKED)
    if part.guess < 0:
        words.append(f"The question: which learning rate, {rates}, ends above it?")
    else:
        words.append(
            f"Chosen: learning rate {number(part.learning_rate)}, batches of {part.batch_size}."
        )
    show(figure, " ".join(words))
