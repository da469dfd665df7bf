"""What a learner's own work leaves on disk: the trained run.

Everything goes to the folder `runs/` of the course, which git ignores. The
environment variable LINEAR_MODEL_RUNS names another folder; the tests use it so
that they never touch a learner's files.
"""

import contextlib
import functools
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.errors import OneLineError

COURSE = Path(__file__).resolve().parent.parent
RUNS = Path(os.environ.get("LINEAR_MODEL_RUNS") or COURSE / "runs")
RUN_FILE = RUNS / "trained_run.npz"
REFERENCE_FILE = Path(__file__).parent / "reference_run.npz"
HISTORY_KEYS = ("accuracy", "loss", "val_accuracy", "val_loss")


class RunError(OneLineError):
    """A trained run that cannot be saved or loaded, or is not one."""


class Run(NamedTuple):
    """A trained linear model and how it got there."""

    weights: np.ndarray
    """shape (784, 10), float32: one column of pixel weights per digit"""
    biases: np.ndarray
    """shape (10,), float32"""
    history: dict[str, list[float]]
    """one number per epoch under each of accuracy, loss, val_accuracy, val_loss"""


def save_run(weights: np.ndarray, biases: np.ndarray, history: dict[str, list[float]]) -> None:
    """Save a trained model's weights, shape (784, 10), biases, shape (10,), and history.

    `history` is what Keras keeps in `history.history`: one list per metric, one
    number per epoch. A later `load_run()` returns all three. An earlier run is
    replaced only once the new one is completely written.

    Raises `RunError` if an argument has another shape, or the folder cannot be written.
    """
    run = _checked(weights, biases, history)
    write_atomically(RUN_FILE, lambda file: _write(file, run))


def load_run() -> Run:
    """Return the run you saved last, or the one that comes with the course.

    The second has the same settings as lesson 06, so a lesson that needs a
    trained model never has to wait for one. One printed line says which it is.

    Raises `RunError` if the one that comes with the course is missing or damaged.
    """
    if os.path.exists(RUN_FILE):
        try:
            run = _read(RUN_FILE)
        except Exception:
            print(f"Your saved run {RUN_FILE} is damaged: train again in lesson 06 to replace it.")
        else:
            print("Loaded the run you trained yourself in lesson 06.")
            return run
    run = reference_run()
    print("Loaded the trained run that comes with the course.")
    return run


def reference_run() -> Run:
    """Return the run that comes with the course, and print nothing.

    Raises `RunError` if it is missing or damaged.
    """
    try:
        return _read(REFERENCE_FILE)
    except Exception:  # a damaged file has many: of NumPy, of zipfile, of zlib, of this module
        name = f"{REFERENCE_FILE.parent.name}/{REFERENCE_FILE.name}"
        raise RunError(
            f"{REFERENCE_FILE}, the trained run that comes with the course, is missing or "
            f"damaged. Get it back with `git checkout -- {name}` in the course's folder, or "
            "download the course again."
        ) from None


def write_atomically(path: Path, write) -> None:
    """Call `write(file)` on a new binary file beside `path`, then move it into place.

    Raises `RunError` if that is not possible; what was at `path` is then still there.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "wb") as file:
            write(file)
        os.replace(part, path)
    except OSError as error:
        raise RunError(
            f"{path} cannot be written ({error.strerror}). Free some space or make the "
            "folder writable, then run this cell again."
        ) from None
    finally:
        with contextlib.suppress(OSError):  # it was moved or never made, or the folder is closed
            part.unlink()


@functools.cache
def say_once(line: str) -> None:
    """Print a line, unless this session has printed it before."""
    print(line)


def _checked(weights, biases, history) -> Run:
    weights, biases = np.asarray(weights), np.asarray(biases)
    if weights.shape != (784, 10) or biases.shape != (10,):
        raise RunError(
            f"save_run wants weights of shape (784, 10) and biases of shape (10,), "
            f"not {weights.shape} and {biases.shape}. model.get_weights() returns both."
        )
    if not isinstance(history, dict) or not set(HISTORY_KEYS) <= set(history):
        raise RunError(
            f"save_run wants a history with the keys {', '.join(HISTORY_KEYS)}. What fit() "
            "returns keeps that dictionary in its attribute .history."
        )
    lists = {key: [float(value) for value in history[key]] for key in HISTORY_KEYS}
    if len({len(values) for values in lists.values()}) != 1:
        raise RunError("save_run wants a history with as many numbers under each key.")
    return Run(weights.astype(np.float32), biases.astype(np.float32), lists)


def _write(file, run: Run) -> None:
    np.savez_compressed(file, weights=run.weights, biases=run.biases, **run.history)


def _read(path: Path) -> Run:
    with np.load(path) as arrays:
        history = {key: arrays[key].tolist() for key in HISTORY_KEYS}
        return _checked(arrays["weights"], arrays["biases"], history)
