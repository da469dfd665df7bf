"""The one verdict mechanism: what a check says, and the tools that checks are made of.

A check function gets the learner's answer and either returns the sentence for a
correct one, or raises `Incorrect` (or `NotAttempted`). The tools here compare an
answer with the right one and with the results of usual mistakes, so that the
sentence can name the mistake. No sentence gives the right value away.
"""

import _thread
import contextlib
import copy
import dis
import io
import random
import signal
import threading
import time
import types
from collections.abc import Callable, Sequence

import numpy as np

from helpers.errors import OneLineError


class NotAttempted(OneLineError):
    """The exercise is still as it was handed out."""

    def heading(self) -> str:
        return "Not attempted: "


class Incorrect(OneLineError):
    """The answer is not right; the message names what was given and the likely cause."""

    def heading(self) -> str:
        return "Incorrect: "


class OutOfTime(BaseException):
    """The learner's code ran longer than the check allows."""


# Describing what was given


def describe(value) -> str:
    """What a value is, in the learner's terms. Never fails, never runs an iterator."""
    try:
        return _describe(value)
    except Exception:
        return f"an object of type {type(value).__name__}"


def _describe(value) -> str:
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"{_short(value)} (an array without axes, dtype {value.dtype})"
        if 0 < value.size <= 4 and value.ndim == 1:
            return f"the array {_short(value)} (shape {value.shape}, dtype {value.dtype})"
        return f"an array of shape {value.shape}, dtype {value.dtype}"
    if isinstance(value, np.generic):
        return f"{_short(value)} ({type(value).__name__})"
    if isinstance(value, bool | int | float | complex):
        return f"{_short(value)} ({type(value).__name__})"
    if value is None or value is Ellipsis:
        return "None" if value is None else "`...`"
    if isinstance(value, str):
        return f"the text {_short(value)}"
    if isinstance(value, tuple) and len(value) <= 4 and all(map(_is_number, value)):
        return f"the tuple {_short(tuple(np.asarray(value).tolist()))}"
    if isinstance(value, list | tuple | dict | set):
        count = f"{len(value)} item{'' if len(value) == 1 else 's'}"
        return f"a {type(value).__name__} of {count}"
    if isinstance(value, types.GeneratorType):
        return "a generator"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    if type(value).__module__.partition(".")[0] == "tensorflow" and hasattr(value, "shape"):
        return f"a TensorFlow tensor of shape {tuple(value.shape)}"
    if type(value).__module__.partition(".")[0] == "pandas" and hasattr(value, "shape"):
        return f"a pandas {type(value).__name__} of shape {value.shape}"
    return f"an object of type {type(value).__name__}"


def _short(value) -> str:
    text = " ".join((repr(value) if isinstance(value, str) else str(value)).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


# Comparing

TOLERANCE = 1e-5


def same(given, expected, tolerance: float = TOLERANCE) -> bool:
    """Whether two values have the same shape and, within a relative tolerance, the same numbers."""
    try:
        with np.errstate(all="ignore"):
            given, expected = np.asarray(given), np.asarray(expected)
            if given.shape != expected.shape:
                return False
            if expected.dtype.kind in "fc" or given.dtype.kind in "fc":
                return np.allclose(given, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
            return bool(np.array_equal(given, expected))
    except Exception:
        return False


Mistakes = Sequence[tuple[object, str]]


def compare_array(
    given,
    expected: np.ndarray,
    mistakes: Mistakes = (),
    *,
    what: str = "your answer",
    dtype=None,
    tolerance: float = TOLERANCE,
) -> None:
    """Raise `Incorrect` unless `given` is an array with the shape and numbers of `expected`.

    `mistakes` holds pairs (what a usual mistake gives, the sentence that names it).
    `dtype`, if named, must be the array's own.
    """
    if not isinstance(given, np.ndarray):
        hint = ""
        if isinstance(given, list | tuple):
            hint = " np.array(...) makes an array of it."
        elif callable(given):
            hint = " Call it, and give what it returns."
        elif hasattr(given, "numpy"):
            hint = " Its method .numpy() gives the array."
        elif hasattr(given, "to_numpy"):
            hint = " Its method .to_numpy() gives the array."
        raise Incorrect(f"{what} is {describe(given)}, not a NumPy array.{hint}")
    right = same(given, expected, tolerance)
    if right and (dtype is None or given.dtype == dtype):
        return
    if right:
        raise Incorrect(
            f"{what} has the right values, but its dtype is {given.dtype}, "
            "which is not the one asked for."
        )
    _blame(given, mistakes, what, tolerance)
    if given.shape != expected.shape:
        raise Incorrect(
            f"{what} has shape {given.shape}, which is not the shape asked for. "
            "Say what each axis should count, and look at yours."
        )
    if given.dtype.kind not in "biufc":
        raise Incorrect(f"{what} is {describe(given)}: it does not hold numbers.")
    if np.isnan(given.astype(complex)).any():
        raise Incorrect(f"{what} has the right shape, but NaN (not a number) among its values.")
    raise Incorrect(
        f"{what} has the right shape {given.shape}, but {_count_wrong(given, expected, tolerance)} "
        f"of its {given.size} values are not right."
    )


def compare_number(
    given,
    expected: float,
    mistakes: Mistakes = (),
    *,
    what: str = "your answer",
    integer: bool = False,
    tolerance: float = TOLERANCE,
) -> None:
    """Raise `Incorrect` unless `given` is one number and equal to `expected`."""
    if isinstance(given, str | bool) or not _is_number(given):
        hint = " Call it, and give what it returns." if callable(given) else ""
        raise Incorrect(f"{what} is {describe(given)}, not one number.{hint}")
    if integer and np.asarray(given).dtype.kind not in "iu" and float(given) != int(float(given)):
        _blame(given, mistakes, what, tolerance)
        raise Incorrect(f"{what} is {describe(given)}. It counts something, so it is whole.")
    if same(given, expected, tolerance):
        return
    _blame(given, mistakes, what, tolerance)
    raise Incorrect(f"{what} is {describe(given)}, which is not right.")


def _is_number(value) -> bool:
    try:
        array = np.asarray(value)
        return array.shape == () and array.dtype.kind in "iuf" and bool(np.isfinite(array))
    except Exception:
        return False


def choose(given, right: str, because: dict[str, str]) -> None:
    """Raise `Incorrect` unless `given` is the letter `right`.

    `because` maps every other letter to a sentence on why it is not that one.
    """
    if isinstance(given, str) and given.strip().lower() == right:
        return
    letters = sorted([right, *because])
    if isinstance(given, str) and given.strip().lower() in because:
        letter = given.strip().lower()
        raise Incorrect(f"you chose {letter!r}. {because[letter]}")
    raise Incorrect(
        f"your answer is {describe(given)}; give one letter as a text, "
        f"one of {', '.join(repr(letter) for letter in letters)}."
    )


def _blame(given, mistakes: Mistakes, what: str, tolerance: float) -> None:
    for wrong, sentence in mistakes:
        if same(given, wrong, tolerance):
            raise Incorrect(f"{what} is {describe(given)}. {sentence}")


def _count_wrong(given, expected, tolerance) -> int:
    with np.errstate(all="ignore"):
        close = np.isclose(given, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    return int(close.size - close.sum())


# Running the learner's functions


class Raised:
    """Stands for the outcome of a function that raised."""

    def __init__(self, error: BaseException):
        self.error = error

    def matches(self, other: "Raised") -> bool:
        return str(self) == str(other)

    def __str__(self) -> str:
        text = " ".join(str(self.error).split())
        return f"{type(self.error).__name__}: {text[:120]}" if text else type(self.error).__name__


Trial = tuple[str, tuple]


def try_function(
    function,
    trials: Sequence[Trial],
    reference: Callable,
    mistakes: Sequence[tuple[Callable, str]] = (),
    *,
    name: str,
    dtype: Callable | None = None,
    tolerance: float = TOLERANCE,
    compare: Callable | None = None,
) -> None:
    """Raise `Incorrect` unless `function` gives what `reference` gives on every trial.

    `trials` holds pairs (what the input is, the arguments): the text completes
    "On ...". `mistakes` holds pairs (a function that makes a usual mistake, the
    sentence that names it); the first whose results the learner's function has is named.
    `dtype`, if given, maps the arguments to the dtype the result must have.
    `compare(given, expected, what=...)` stands in for comparing as arrays or as
    numbers, which is chosen by what the reference returns.
    """
    needs_function(function, name)
    suspects, first_wrong = list(mistakes), None
    for label, arguments in trials:
        given = _outcome(function, arguments, name, label)
        expected = reference(*copy.deepcopy(arguments))
        outcomes = [(run_quietly(mistake, arguments), text) for mistake, text in mistakes]
        suspects = [
            suspect
            for suspect, (outcome, _) in zip(mistakes, outcomes, strict=True)
            if suspect in suspects and _same_outcome(given, outcome, tolerance)
        ]
        if first_wrong is None:
            wanted = dtype(*arguments) if dtype else None
            try:
                if isinstance(given, Raised):
                    raise Incorrect(f"on {label}, {name} raised {given}.")
                what = f"on {label}, what {name} returns"
                if compare is not None:
                    compare(given, expected, what=what)
                elif np.ndim(expected) == 0:
                    whole = np.asarray(expected).dtype.kind in "iu"
                    compare_number(given, expected, what=what, integer=whole, tolerance=tolerance)
                else:
                    compare_array(given, expected, what=what, dtype=wanted, tolerance=tolerance)
            except Incorrect as verdict:
                right_value = not isinstance(given, Raised) and same(given, expected, tolerance)
                here = [
                    text
                    for outcome, text in outcomes
                    if not right_value and _same_outcome(given, outcome, tolerance)
                ]
                shown = f"raised {given}" if isinstance(given, Raised) else None
                shown = shown or f"returned {describe(given)}"
                first_wrong = verdict, f"on {label}, {name} {shown}.", here, right_value
    if first_wrong is None:
        return
    verdict, seen, here, right_value = first_wrong
    # A mistake that explains every trial is surer than one that explains the first failure.
    sentences = [] if right_value else [text for _, text in suspects] or here
    if sentences:
        raise Incorrect(f"{seen} {sentences[0]}") from None
    raise verdict from None


def _same_outcome(given, other, tolerance: float) -> bool:
    if isinstance(given, Raised) or isinstance(other, Raised):
        return isinstance(given, Raised) and isinstance(other, Raised) and given.matches(other)
    return same(given, other, tolerance)


def try_results(
    function,
    trials: Sequence[Trial],
    reference: Callable,
    mistakes: Sequence[tuple[Callable, str]],
    *,
    name: str,
    results: Sequence[str],
    **options,
) -> None:
    """Do what `try_function` does for a function that returns several arrays, named `results`.

    The reference and the mistakes return as many arrays. Each result is looked at on
    its own, because a mistake may be made in one of them only.
    """
    needs_function(function, name)
    try:
        given = [call(function, inputs, name=name, label=label) for label, inputs in trials]
    except Incorrect:
        given = []  # try_function knows more about what went wrong
    for returned in given:
        if not _has(returned, len(results)):
            raise Incorrect(
                f"{name} returns {describe(returned)}. Return {len(results)} arrays with commas "
                f"between them: {', '.join(results)}."
            )

    def explains_all(mistake):
        made = [run_quietly(mistake[0], inputs) for _, inputs in trials]
        return all(
            _has(wrong, len(results)) and all(map(same, returned, wrong))
            for returned, wrong in zip(given, made, strict=True)
        )

    for (_, inputs), returned in zip(trials, given, strict=False):
        expected = reference(*copy.deepcopy(inputs))
        if len(results) == 2 and all(map(same, returned, reversed(expected))):
            raise Incorrect(f"{name} returns {results[1]} first. Swap the two.")
    if given:
        # A mistake that explains every result is surer than one that explains the first.
        mistakes = sorted(mistakes, key=explains_all, reverse=True)
    for index, result in enumerate(results):
        try_function(
            _picking(function, index, len(results)),
            [(f"{label} (look at {result})", arguments) for label, arguments in trials],
            _picking(reference, index, len(results)),
            [(_picking(wrong, index, len(results)), sentence) for wrong, sentence in mistakes],
            name=name,
            **options,
        )


def _has(given, count: int) -> bool:
    return isinstance(given, tuple | list) and len(given) == count


def _picking(function: Callable, index: int, count: int) -> Callable:
    def picked(*arguments):
        given = function(*arguments)
        return given[index] if _has(given, count) else given

    return picked


def needs_function(function, name: str) -> None:
    """Raise unless `function` is something to call, and more than the stub."""
    if isinstance(function, type) or not callable(function):
        raise Incorrect(
            f"{name} is {describe(function)}, not a function. "
            f"Give the function itself: its name, without calling it."
        )
    if is_stub(function):
        raise NotAttempted(f"{name} has no lines of yours yet.")


def is_stub(function) -> bool:
    """Whether a function does nothing at all: no step between its first line and its end."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "CACHE"}
    steps = list(dis.get_instructions(code))
    nothing = steps[-1].argval is None or steps[-1].opname == "RETURN_VALUE"
    constants = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return (
        nothing
        and all(step.opname in idle for step in steps)
        and all(constant is None or constant is Ellipsis for constant in constants)
    )


def call(function: Callable, arguments: tuple, *, name: str, label: str):
    """Return what the learner's function gives for copies of `arguments`.

    Raises `Incorrect` if it raises, returns nothing, prints where it should
    return, or changes what it was given.
    """
    given = _outcome(function, arguments, name, label)
    if isinstance(given, Raised):
        raise Incorrect(f"on {label}, {name} raised {given}.")
    return given


def _outcome(function: Callable, arguments: tuple, name: str, label: str):
    own = copy.deepcopy(arguments)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            given = function(*own)
    except Exception as error:
        return Raised(error)
    except SystemExit:
        raise Incorrect(f"on {label}, {name} ended the program. Return the result.") from None
    if given is Ellipsis:
        raise NotAttempted(f"{name} still returns `...`.")
    if given is None and printed.getvalue().strip():
        raise Incorrect(f"{name} prints its result, and returns None. Use return, not print.")
    if given is None:
        raise Incorrect(f"{name} returns None: it has no return, or returns nothing on {label}.")
    for position, (before, after) in enumerate(zip(arguments, own, strict=True), start=1):
        if isinstance(before, np.ndarray) and not same(after, before, 0):
            raise Incorrect(
                f"{name} changed the array it was given (argument {position}). "
                "Make a new array: an operator such as += or /= writes into the old one."
            )
    return given


def run_quietly(function: Callable, arguments: tuple):
    """What one of our own functions gives, or the `Raised` it ends in."""
    try:
        with np.errstate(all="ignore"):
            return function(*copy.deepcopy(arguments))
    except Exception as error:
        return Raised(error)


# Leaving no trace


PATIENCE = 5
"""How many times its limit in seconds of a clock a check may take on a busy machine."""


@contextlib.contextmanager
def time_limit(seconds: float):
    """Raise `OutOfTime` in the body if it computes longer. Works in the main thread only.

    Counted are the seconds that this process computes, so that other programs on a
    busy machine do not count; a body that only waits is stopped a little later.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over, lock, fired = threading.Event(), threading.Lock(), []

    def watch():
        computed, clock = time.process_time(), time.monotonic()
        while not over.wait(0.05):
            waited = (time.monotonic() - clock) / PATIENCE
            if max(time.process_time() - computed, waited) >= seconds:
                with lock:
                    if not over.is_set():
                        fired.append(True)
                        _thread.interrupt_main()
                return

    # interrupt_main() raises KeyboardInterrupt through this handler, on every system.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=watch, daemon=True).start()
    try:
        try:
            yield
        finally:
            with lock:
                over.set()
    except KeyboardInterrupt:
        if fired:
            raise OutOfTime from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def random_state_kept():
    """Put the global random states of Python and NumPy back to what they were."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
